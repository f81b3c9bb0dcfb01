/** `saguaro dap` as an editor meets it. */
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Editor } from './dap-client.ts';
import { type Folder, folderOf, saguaro } from './spawn.ts';

const files = {
  'shop.js': `function price(n, rate) {
  const net = n * 10;
  return net + rate;
}
function Shop() {
  let sold = 0;
  return {
    sell(n) {
      sold += n;
      const paid = price(n, 1);
      return paid;
    },
  };
}
const shop = Shop();
for (let i = 1; i <= 4; i++) {
  shop.sell(i);
}
console.log('closed');
console.error('for good');
`,
  'data.js': `class Lazy {
  #hidden = 5;
  get answer() {
    Lazy.asked = (Lazy.asked ?? 0) + 1;
    return this.#hidden;
  }
}
Lazy.asked = 0;
function look(list, lazy, map) {
  const small = { a: 1, b: [1, 2], 'two words': 'x', [Symbol('s')]: 1 };
  const many = Object.fromEntries(Array.from({ length: 1500 }, (_, i) => ['k' + i, i]));
  const f = (x) => x;
  debugger;
  return [small, many, f, list, lazy, map];
}
const list = Array.from({ length: 250000 }, (_, i) => i * 2);
look(list, new Lazy(), new Map([['k', { v: 1 }]]));
`,
  'throws.mjs': `import { parse } from './parse.ts';
try {
  parse('bad');
} catch {
  console.log('caught');
}
await null;
parse('worse');
`,
  'parse.ts': `interface Result { readonly text: string }

export function parse(text: string): Result {
  const result: Result = { text };
  if (text !== 'good') throw new TypeError(\`cannot parse \${text}\`, { cause: result });
  return result;
}
`,
  'tight.js': 'for (;;) ;\n',
  'forever.js': 'let turns = 0;\nfor (;;) {\n  turns++;\n}\n',
  'waits.js': "console.log('early');\nsetTimeout(() => {\n  console.log('late');\n}, 1e8);\n",
  'broken.js': 'let x = ;\n',
  'dice.js': 'const a = Math.random();\nconst b = Date.now();\nconsole.log(a, b);\n',
  'evals.js': "const code = 'debugger;\\nlet q = 1;\\nq;';\n(0, eval)(code);\n",
};

let folder: Folder;
let editor: Editor;
let path: (name: string) => string;
beforeEach(() => {
  folder = folderOf(files);
  path = (name) => join(folder.path, name);
  editor = new Editor(folder.path);
});
afterEach(() => {
  editor.kill();
  folder.remove();
});

const stopped = (reason: string, more: object = {}) => expect.objectContaining({ reason, threadId: 1, ...more });

describe('stops and steps', () => {
  it('go forward and back', async () => {
    const { supportsStepBack, exceptionBreakpointFilters } =
      (await editor.launch({ program: 'shop.js', stopOnEntry: true })) ?? {};
    expect(supportsStepBack).toBe(true);
    expect(exceptionBreakpointFilters?.map(({ filter }) => filter)).toEqual(['all', 'uncaught']);
    expect(await editor.breakpoints(path('shop.js'), { line: 9, condition: 'n === 3' }, { line: 16 })).toMatchObject([
      { verified: true, line: 9, column: 7, endLine: 9 },
      { verified: true, line: 16 },
    ]);
    expect(await editor.start()).toEqual(stopped('entry'));
    expect(await editor.place()).toBe('<top level> shop.js:15');
    expect(await editor.go()).toEqual(stopped('breakpoint', { hitBreakpointIds: [2] }));
    expect(await editor.go()).toEqual(stopped('breakpoint', { hitBreakpointIds: [1] }));
    expect(await editor.place()).toBe('Object.sell shop.js:9');
    expect((await editor.variables())['sold']?.value).toBe('3');
    await editor.next();
    expect(await editor.next()).toEqual(stopped('step'));
    expect(await editor.place()).toBe('Object.sell shop.js:11');
    expect(await editor.back()).toEqual(
      stopped('step', { description: expect.stringMatching(/step [\d,]+ of [\d,]+/) }),
    );
    expect(await editor.place()).toBe('Object.sell shop.js:10');
    await editor.stepIn();
    expect(await editor.place()).toBe('price shop.js:2');
    await editor.stepOut();
    expect(await editor.place()).toBe('Object.sell shop.js:11');
    expect(await editor.reverse()).toEqual(stopped('breakpoint', { hitBreakpointIds: [1] }));
    expect((await editor.variables())['sold']?.value).toBe('3');
    await expect(
      editor.client.setVariableRequest({
        variablesReference: (await editor.scopes())[0]?.variablesReference ?? 0,
        name: 'n',
        value: '9',
      }),
    ).rejects.toThrow('shows its past');
    expect(await editor.reverse()).toEqual(stopped('breakpoint', { hitBreakpointIds: [2] }));
    expect(await editor.reverse()).toEqual(
      stopped('step', { description: expect.stringContaining('at the beginning') }),
    );
    await editor.breakpoints(path('shop.js'));
    expect(await editor.go()).toEqual({ reason: 'terminated' });
    expect(editor.output).toEqual([
      { category: 'stdout', text: 'closed\n', line: 19 },
      { category: 'stderr', text: 'for good\n', line: 20 },
    ]);
    expect(editor.exitCodes).toEqual([0]);
    expect(await editor.leave()).toBe(0);
    expect(editor.stderr).toBe('');
  });

  it('at hits that are counted, log points, and functions', async () => {
    await editor.launch({ program: 'shop.js' });
    expect(
      await editor.breakpoints(
        path('shop.js'),
        { line: 11, hitCondition: '>= 4' },
        { line: 2, logMessage: 'n = {n}, {n * 2}' },
        { line: 3, hitCondition: 'often' },
      ),
    ).toMatchObject([
      { verified: true },
      { verified: true },
      { verified: false, message: expect.stringContaining('A hit count is') },
    ]);
    const functions = [{ name: 'Shop' }, { name: 'nobody' }];
    expect(
      (await editor.client.setFunctionBreakpointsRequest({ breakpoints: functions })).body.breakpoints,
    ).toMatchObject([
      { verified: true, line: 6 },
      { verified: false, message: 'No function called nobody has been loaded so far.' },
    ]);
    expect(await editor.start()).toEqual(stopped('function breakpoint'));
    expect(await editor.place()).toBe('Shop shop.js:6');
    expect(await editor.go()).toEqual(stopped('breakpoint', { hitBreakpointIds: [1] }));
    expect((await editor.variables())['n']?.value).toBe('4');
    expect(editor.text('console')).toBe('n = 1, 2\nn = 2, 4\nn = 3, 6\nn = 4, 8\n');
    const locations = await editor.client.customRequest('breakpointLocations', {
      source: { path: path('shop.js') },
      line: 16,
      endLine: 17,
    });
    expect(
      locations.body.breakpoints.map(({ line, column }: { line: number; column: number }) => `${line}:${column}`),
    ).toEqual(['16:6', '16:17', '16:25', '17:3', '17:8']);
  });

  it('of an endless loop: paused, looked at, ended', async () => {
    await editor.launch({ program: 'forever.js' });
    await editor.client.configurationDoneRequest();
    await expect(editor.client.stackTraceRequest({ threadId: 1 })).rejects.toThrow('the program is running. Pause it');
    expect((await editor.client.threadsRequest()).body.threads).toEqual([{ id: 1, name: 'forever.js' }]);
    expect(await editor.stop(() => editor.client.pauseRequest({ threadId: 1 }))).toEqual(stopped('pause'));
    const turns = Number((await editor.ask('turns')).result);
    expect(turns).toBeGreaterThan(0);
    await editor.back();
    await editor.back();
    expect(Number((await editor.ask('turns')).result)).toBeLessThanOrEqual(turns);
    await editor.client.continueRequest({ threadId: 1 });
    expect(await editor.stop(() => editor.client.terminateRequest())).toEqual({ reason: 'terminated' });
    expect(await editor.leave()).toBe(0);
  });

  it('of a loop without any statement: paused where it is', async () => {
    await editor.launch({ program: 'tight.js' });
    await editor.client.configurationDoneRequest();
    for (let i = 0; i < 2; i++) {
      expect(await editor.stop(() => editor.client.pauseRequest({ threadId: 1 }))).toEqual(stopped('pause'));
      expect(await editor.place()).toBe('<top level> tight.js:1');
      await editor.client.nextRequest({ threadId: 1 });
    }
    expect(await editor.leave()).toBe(0);
  });

  it('while the program waits for a timer', async () => {
    await editor.launch({ program: 'waits.js' });
    await editor.breakpoints(path('waits.js'), { line: 3 });
    await editor.client.configurationDoneRequest();
    expect(await editor.stop(() => editor.client.pauseRequest({ threadId: 1 }))).toEqual(stopped('pause'));
    expect(editor.text('stdout')).toBe('early\n');
    await editor.client.continueRequest({ threadId: 1 });
    expect(await editor.leave()).toBe(0);
  });

  it('end with the editor, in whatever way it leaves', async () => {
    const request = (seq: number, command: string, given: object = {}) => {
      const text = JSON.stringify({ seq, type: 'request', command, arguments: given });
      return `Content-Length: ${text.length}\r\n\r\n${text}`;
    };
    const begun =
      request(1, 'initialize') + request(2, 'launch', { program: 'forever.js' }) + request(3, 'configurationDone');
    for (const input of ['', begun, 'Content-Length: 5\r\n\r\n{nope', `${begun}Content-Length: 3\r\n\r\n[1]`]) {
      const { status, stderr } = await saguaro(['dap'], { cwd: folder.path, input });
      expect([status, stderr]).toEqual([0, '']);
    }
  });

  it('at limits, which can be raised by going on, and at the end, from which one can go back', async () => {
    await editor.launch({ program: 'shop.js', maxSteps: 40, stopOnExit: true, storage: 'linked' });
    let stop = await editor.start();
    expect(stop).toEqual(
      stopped('pause', { description: 'Paused on limit', text: expect.stringContaining('its limit of steps') }),
    );
    for (let i = 0; i < 8 && 'description' in stop && stop.description === 'Paused on limit'; i++)
      stop = await editor.go();
    expect(stop).toEqual(stopped('pause', { description: 'Paused at the end' }));
    expect(await editor.place()).toBe('nowhere');
    await editor.back();
    expect(await editor.place()).toBe('<top level> shop.js:20');
    expect(await editor.go()).toEqual(stopped('pause', { description: 'Paused at the end' }));
    expect(await editor.go()).toEqual({ reason: 'terminated' });
  });
});

describe('exceptions', () => {
  it('that nothing catches, in TypeScript that is imported', async () => {
    await editor.launch({ program: 'throws.mjs' });
    expect(await editor.breakpoints(path('parse.ts'), { line: 6 })).toMatchObject([
      { verified: false, message: expect.stringContaining('parse.ts has not been loaded') },
    ]);
    await editor.client.setExceptionBreakpointsRequest({ filters: ['uncaught'] });
    expect(await editor.start()).toEqual(stopped('exception', { text: 'TypeError: cannot parse worse' }));
    expect(editor.changed.at(-1)).toMatchObject({ id: 1, verified: true, line: 6, source: { path: path('parse.ts') } });
    expect(await editor.place()).toBe('parse parse.ts:5');
    expect(await editor.variables()).toMatchObject({
      text: { value: "'worse'" },
      result: { value: "{ text: 'worse' }" },
    });
    expect((await editor.ask('[text].map((one) => one.length)[0]', 'repl')).result).toBe('5');
    expect((await editor.ask('result?.text', 'hover')).result).toBe("'worse'");
    expect((await editor.ask('why result', 'repl')).result).toMatch(/result/);
    const { body } = await editor.client.exceptionInfoRequest({ threadId: 1 });
    expect(body).toMatchObject({
      exceptionId: 'TypeError',
      breakMode: 'unhandled',
      description: 'TypeError: cannot parse worse',
    });
    expect(body.details?.stackTrace).toContain('[cause]');
    expect(await editor.go()).toEqual({ reason: 'terminated' });
    expect(editor.text('stderr')).toContain('TypeError: cannot parse worse');
    expect(editor.exitCodes).toEqual([1]);
  });

  it('of all kinds, and none where the program is only run', async () => {
    await editor.launch({ program: 'throws.mjs' });
    await editor.client.setExceptionBreakpointsRequest({ filters: ['all'] });
    expect(await editor.start()).toEqual(stopped('exception', { description: 'Paused on caught exception' }));
    expect((await editor.ask('text')).result).toBe("'bad'");
    await editor.stop(() =>
      editor.client.restartRequest({ arguments: { program: 'throws.mjs', noDebug: true } as object }),
    );
    expect(editor.text('stdout')).toBe('caught\n');
    expect(editor.exitCodes).toEqual([1]);
  });
});

describe('values', () => {
  it('are opened in pages, getters only where asked', async () => {
    await editor.launch({ program: 'data.js' }, { supportsVariablePaging: true });
    await editor.start();
    const found = await editor.variables();
    expect(found['list']).toMatchObject({ value: expect.stringMatching(/^\[ 0, +2, +4/), indexedVariables: 250_000 });
    expect(found['f']).toMatchObject({ value: 'ƒ f', valueLocationReference: expect.any(Number) });
    const list = found['list']?.variablesReference ?? 0;
    expect(
      (await editor.inside(list, { filter: 'indexed', start: 249_998, count: 100 })).map(({ name, value }) => [
        name,
        value,
      ]),
    ).toEqual([
      ['249998', '499996'],
      ['249999', '499998'],
    ]);
    expect((await editor.inside(list, { filter: 'named' })).map(({ name }) => name)).toEqual([
      'length',
      '[[Prototype]]',
    ]);
    const small = await editor.inside(found['small']?.variablesReference ?? 0);
    expect(small.map(({ name, evaluateName }) => [name, evaluateName])).toEqual([
      ['a', 'small.a'],
      ['b', 'small.b'],
      ['two words', 'small["two words"]'],
      ['[Symbol(s)]', undefined],
      ['[[Prototype]]', undefined],
    ]);
    const [prototype] = (await editor.inside(found['lazy']?.variablesReference ?? 0)).filter(
      ({ name }) => name === '[[Prototype]]',
    );
    const getter = (await editor.inside(prototype?.variablesReference ?? 0)).find(({ name }) => name === 'answer');
    expect(getter).toMatchObject({ value: '<getter>', presentationHint: { lazy: true } });
    expect((await editor.ask('lazy.answer', 'hover')).result).toBe('5');
    expect((await editor.ask('Lazy.asked', 'hover')).result).toBe('0');
    expect((await editor.ask('lazy.answer')).result).toBe('5');
    expect((await editor.ask('Lazy.asked')).result).toBe('1');
    const { body } = await editor.client.customRequest('locations', {
      locationReference: found['f']?.valueLocationReference,
    });
    expect(body).toMatchObject({ line: 12, source: { path: path('data.js') } });
    const targets = async (text: string) =>
      (await editor.client.completionsRequest({ frameId: 1, text, column: text.length + 1 })).body.targets.map(
        ({ label }) => label,
      );
    expect(await targets('sma')).toEqual(['small']);
    expect(await targets('1 + map.si')).toEqual(['size']);
  });

  it('come in groups for clients that know no pages', async () => {
    await editor.launch({ program: 'data.js' });
    await editor.start();
    const { list, many } = await editor.variables();
    const groups = await editor.inside(list?.variablesReference ?? 0);
    expect(groups.slice(0, 2).map(({ name }) => name)).toEqual(['[0…999]', '[1000…1999]']);
    expect(groups).toHaveLength(252);
    const inner = await editor.inside(groups[249]?.variablesReference ?? 0);
    expect(inner.map(({ name }) => name)[9]).toBe('[249900…249999]');
    expect((await editor.inside(inner[9]?.variablesReference ?? 0)).at(-1)).toMatchObject({
      name: '249999',
      value: '499998',
    });
    expect((await editor.inside(many?.variablesReference ?? 0)).map(({ name }) => name)).toContain('[1400…1499]');
  });

  it('say where each variable lives and why', async () => {
    await editor.launch({ program: 'shop.js' });
    await editor.breakpoints(path('shop.js'), { line: 10 });
    await editor.start();
    const { n, sold, shop } = await editor.variables();
    expect(n?.type).toMatch(/^number, stack, register 1: /);
    expect(sold?.type).toMatch(/^number, heap, cell 0: captured by `sell` \(8:5\)/);
    expect(shop?.type).toMatch(/^Object, heap, global: /);
    expect((await editor.ask('where sold', 'repl')).result).toMatch(
      /^sold {2}let in Shop, 6:7: heap[\s\S]*now: cell 0, 1$/,
    );
    expect((await editor.ask('why sold', 'repl')).result).toContain('closure sell → environment of Shop → sold');
    expect((await editor.ask('.help', 'repl')).result).toContain('.back-in');
    expect(await editor.stop(() => editor.ask('.back-out', 'repl'))).toEqual(stopped('step'));
    expect(await editor.place()).toBe('<top level> shop.js:17');
  });

  it('can be changed, and frames restarted', async () => {
    await editor.launch({ program: 'shop.js' });
    await editor.breakpoints(path('shop.js'), { line: 3, condition: 'n === 1' });
    await editor.start();
    const [local] = await editor.scopes();
    const set = (name: string, value: string) =>
      editor.client.setVariableRequest({ variablesReference: local?.variablesReference ?? 0, name, value });
    expect((await set('rate', '40 + 2')).body).toMatchObject({ value: '42', type: 'number' });
    await expect(set('net', '1')).rejects.toThrow('net is a constant');
    await expect(set('rate', 'nope')).rejects.toThrow('nope throws ReferenceError: nope is not defined');
    await expect(set('none', '1')).rejects.toThrow('There is no variable none');
    expect((await editor.ask('net + rate')).result).toBe('52');
    expect(
      (await editor.client.customRequest('setExpression', { expression: 'shop.open', value: '[1]', frameId: 1 })).body,
    ).toMatchObject({ value: '[ 1 ]' });
    const object = (await editor.ask('shop')).variablesReference;
    expect(
      (await editor.client.setVariableRequest({ variablesReference: object, name: 'open', value: "'yes'" })).body.value,
    ).toBe("'yes'");
    expect((await editor.ask('shop.open', 'clipboard')).result).toBe('"yes"');
    expect((await editor.ask('n = 5, price(n, 0)', 'repl')).result).toBe('50');
    const [frame] = await editor.frames();
    expect(await editor.stop(() => editor.client.restartFrameRequest({ frameId: frame?.id ?? 0 }))).toEqual(
      stopped('step'),
    );
    expect(await editor.place()).toBe('price shop.js:2');
    expect((await editor.variables())['n']?.value).toBe('5');
    await expect(editor.ask('1 +', 'repl')).rejects.toThrow('Uncaught SyntaxError');
    await expect(editor.ask('(() => { throw new RangeError("far") })()', 'repl')).rejects.toThrow(
      'Uncaught RangeError: far',
    );
    expect((await editor.frames()).map(({ name, canRestart }) => [name, canRestart])).toEqual([
      ['price', true],
      ['Object.sell', true],
      ['<top level>', false],
    ]);
    await expect(editor.inside(9999)).rejects.toThrow('no longer there');
  });
});

describe('launching', () => {
  it.each([
    [{}, 'there is nothing to launch. Give "program"'],
    [{ program: 5 }, 'the launch argument "program" cannot be 5. It takes the path of a source file.'],
    [{ program: 'missing.js' }, 'there is no file missing.js.'],
    [{ program: 'shop.js', snapshot: 'x.sag' }, 'more than one of program, snapshot is given.'],
    [
      { program: 'shop.js', storage: 'heap' },
      'the launch argument "storage" cannot be "heap". It takes one of flat, linked, frame, table.',
    ],
    [
      { program: 'shop.js', maxSteps: 'few' },
      'the launch argument "maxSteps" cannot be \'few\'. It takes a whole number of at least 1.',
    ],
    [
      { program: 'shop.js', stopOnEntry: 'yes' },
      'the launch argument "stopOnEntry" cannot be "yes". It takes true or false.',
    ],
    [{ program: 'shop.js', cwd: '/nowhere/at/all' }, 'It takes the path of a folder that exists.'],
    [{ program: 'broken.js' }, 'broken.js:1\nlet x = ;\n        ^'],
    [{ snapshot: 'shop.js' }, 'shop.js holds no program that can go on'],
  ])('%o is refused in words', async (launch, message) => {
    await editor.client.initializeRequest();
    const refusal = await editor.client
      .launchRequest(launch as object)
      .then(String, ({ message: text }: Error) => text);
    expect(refusal).toContain(message);
    expect(refusal).not.toMatch(/^\s+at /m);
    expect(await editor.leave()).toBe(0);
    expect(editor.stderr).toBe('');
  });

  it('goes on with a saved program where it stood', async () => {
    const saved = await saguaro(
      ['run', '--storage', 'linked', '--max-steps', '60', '--snapshot-on-limit', '-o', 'shop.sag', 'shop.js'],
      {
        cwd: folder.path,
      },
    );
    expect(saved.stderr).toContain('It is saved in shop.sag');
    await editor.launch({ snapshot: 'shop.sag', stopOnEntry: true });
    expect(await editor.start()).toEqual(stopped('entry'));
    expect(await editor.place()).toMatch(/shop\.js:\d+$/);
    expect(await editor.breakpoints(path('shop.js'), { line: 19 })).toMatchObject([{ verified: true, line: 19 }]);
    let stop = await editor.go();
    for (let i = 0; i < 8 && 'description' in stop && stop.description === 'Paused on limit'; i++)
      stop = await editor.go();
    expect(stop).toEqual(stopped('breakpoint'));
    expect((await editor.ask('shop.sell(0)')).result).toBe('1');
    expect((await editor.ask('where sold', 'repl')).result).toContain('in slot 0 of an environment');
  });

  it('goes through a recorded run, forward and back', async () => {
    const made = await saguaro(['run', '--record', 'dice.sagrec', 'dice.js'], { cwd: folder.path });
    await editor.launch({ recording: 'dice.sagrec', stopOnEntry: true, stopOnExit: true });
    expect(await editor.start()).toEqual(stopped('entry'));
    await editor.breakpoints(path('dice.js'), { line: 3 });
    expect(await editor.go()).toEqual(stopped('breakpoint'));
    const first = (await editor.ask('a')).result;
    expect(await editor.go()).toEqual(stopped('pause', { description: 'Paused at the end' }));
    expect(editor.text('stdout')).toBe(made.stdout);
    expect(made.stdout.split(' ')[0]).toBe(first);
    expect(await editor.reverse()).toEqual(stopped('breakpoint'));
    expect((await editor.ask('a')).result).toBe(first);
  });

  it('is told in words of a request that names no source', async () => {
    await editor.launch({ program: 'shop.js', stopOnEntry: true });
    await expect(editor.client.customRequest('setBreakpoints', {})).rejects.toThrow('there is no such source.');
    await editor.start();
    expect(await editor.leave()).toBe(0);
    expect(editor.stderr).toBe('');
  });

  it('keeps no past where it is not wanted', async () => {
    await editor.launch({ program: 'shop.js', history: false, stopOnEntry: true });
    await editor.start();
    await expect(editor.client.stepBackRequest({ threadId: 1 })).rejects.toThrow('keeps no past to go back to');
    await expect(editor.client.customRequest('gotoTargets', {})).rejects.toThrow(
      'does not know the request gotoTargets',
    );
  });

  it('shows code that is in no file, and counts lines as the client does', async () => {
    await editor.launch({ program: 'evals.js' }, { linesStartAt1: false, columnsStartAt1: false });
    await editor.start();
    const [frame] = await editor.frames();
    expect(frame).toMatchObject({ line: 0, column: 0, source: { sourceReference: 1 } });
    const { body } = await editor.client.sourceRequest({ sourceReference: 1 });
    expect(body.content).toBe('debugger;\nlet q = 1;\nq;');
    const { sources } = (await editor.client.customRequest('loadedSources')).body;
    expect(sources.map(({ name }: { name: string }) => name)).toEqual(['evals.js', frame?.source?.name]);
    await editor.next();
    expect((await editor.frames())[0]).toMatchObject({ line: 1 });
  });
});
