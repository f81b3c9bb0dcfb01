/** What a machine that is paused shows: variables with their places, values, queues; what can be asked and changed. */
import { DebugError, Debugger, Machine } from '@saguaro/engine';
import { describe, expect, it } from 'vitest';
import { answer, debug, place, STRATEGIES, variables, walk } from './session.ts';

const CLOSURE = `function outer(p) {
  let count = 0;
  const step = 2;
  function inner(q) {
    count += step * q;
    { let block = count; debugger; }
    return () => count + p;
  }
  const f = inner(p);
  return f();
}
outer(10);
`;

describe.each(STRATEGIES)('under %s', (storage) => {
  it('frames show each variable in sight', () => {
    const { d } = debug(CLOSURE, { storage });
    d.continue();
    expect(d.frames().map((f) => [f.function, f.line, f.kind])).toEqual([
      ['inner', 6, 'function'],
      ['outer', 9, 'function'],
      ['<top level>', 12, 'script'],
    ]);
    expect(variables(d, 0)).toMatchObject({ block: '20', q: '10', count: '20', step: '2', p: '10' });
    expect(variables(d, 1)).toMatchObject({
      p: '10',
      count: '20',
      step: '2',
      f: '<not initialised>',
      inner: 'ƒ inner',
    });
  });

  it('expressions see and change them', () => {
    const { d } = debug(CLOSURE, { storage });
    d.continue();
    expect(
      ['count', 'step * q', 'block + p', 'typeof nothing', '[q].map((x) => x + count)[0]'].map((e) => answer(d, e)),
    ).toEqual(['20', '20', '30', "'undefined'", '30']);
    expect(answer(d, 'count = 100')).toBe('100');
    expect(answer(d, 'block++, block')).toBe('21');
    expect(answer(d, 'step = 3')).toBe('threw TypeError: Assignment to constant variable.');
    expect(answer(d, 'f', 1)).toBe('<not initialised>');
    expect(answer(d, 'f + 1', 1)).toBe("threw ReferenceError: Cannot access 'f' before initialization");
    expect(d.continue()).toMatchObject({ status: 'done', value: 110 });
  });

  it('a variable can be set', () => {
    const { d } = debug(CLOSURE, { storage });
    d.continue();
    const scope = d.scopes(0).scopes.findIndex(({ bindings }) => bindings.some(({ name }) => name === 'count'));
    expect(d.setVariable(0, scope, 'count', 'q * 5')).toMatchObject({ status: 'done', value: { text: '50' } });
    expect(() => d.setVariable(0, scope, 'step', '1')).toThrow(DebugError);
    expect(() => d.setVariable(0, scope, 'none', '1')).toThrow('There is no variable none in this scope.');
    expect(d.setVariable(0, scope, 'count', 'nothing')).toMatchObject({ status: 'threw' });
    expect(d.continue()).toMatchObject({ status: 'done', value: 60 });
  });

  it('a closure made by an evaluated expression keeps what it saw', () => {
    const { d } = debug(`${CLOSURE}kept();`, { storage });
    d.continue();
    expect(answer(d, 'globalThis.kept = () => block + q, 1')).toBe('1');
    expect(d.continue()).toMatchObject({ status: 'done', value: 30 });
  });

  it('eval and with have their names too', () => {
    const source =
      'function f(o) {\n  eval("var made = 1");\n  with (o) {\n    debugger;\n  }\n}\nf({ inObject: 5 });\n';
    const { d } = debug(source, { storage });
    d.continue();
    expect(answer(d, 'made + inObject')).toBe('6');
    expect(variables(d)['made']).toBe('1');
    expect(d.scopes(0).scopes[0]).toMatchObject({ kind: 'with', object: { text: '{ inObject: 5 }' } });
  });

  it('`this`, private names and arrow functions mean what they mean there', () => {
    const source = `class A {
  #secret = 7;
  ask() {
    const arrow = () => {
      debugger;
      return this.#secret;
    };
    return arrow();
  }
}
new A().ask();
`;
    const { d } = debug(source, { storage });
    d.continue();
    expect(answer(d, 'this.#secret + 1')).toBe('8');
    expect(answer(d, 'this.constructor.name')).toBe("'A'");
  });
});

describe('places', () => {
  const places = (storage: (typeof STRATEGIES)[number]) => {
    const { d } = debug(CLOSURE, { storage });
    d.continue();
    const found: Record<string, string> = {};
    for (const { bindings } of d.scopes(0).scopes) for (const b of bindings) found[b.name] ??= b.place;
    return found;
  };

  it('are those of the storage plan', () => {
    expect(places('flat')).toMatchObject({ q: 'register', block: 'register', count: 'cell', p: 'copied' });
    expect(places('linked')).toMatchObject({ q: 'register', count: 'slot', p: 'slot' });
    expect(places('frame')).toMatchObject({ q: 'register', count: 'slot', p: 'slot' });
    expect(places('table')).toMatchObject({ q: 'name', count: 'name', p: 'name' });
  });

  it('come with where each variable is declared', () => {
    const source =
      'let g = 1;\nfunction f(a) {\n  var b = a;\n  return () => {\n    debugger;\n    return a + b + g;\n  };\n}\nf(2)();\n';
    for (const storage of STRATEGIES) {
      const { d } = debug(source, { storage });
      d.continue();
      const declared = d.scopes(0).scopes.flatMap(({ bindings }) => bindings.map((b) => [b.name, b.declared]));
      expect(Object.fromEntries(declared)).toMatchObject({
        a: { line: 2, column: 12 },
        b: { line: 3, column: 7 },
        g: null,
      });
    }
  });

  it('tell the same record by the same number', () => {
    const { d } = debug(CLOSURE, { storage: 'linked' });
    d.continue();
    const record = (frame: number) =>
      d
        .scopes(frame)
        .scopes.flatMap(({ bindings }) => bindings)
        .find(({ name }) => name === 'count')?.record;
    expect(record(0)).toBeTypeOf('number');
    expect(record(0)).toBe(record(1));
  });

  it('say what nothing reads any more, and what is not there yet', () => {
    const source = 'function f() {\n  let a = 1;\n  a;\n  debugger;\n  const late = 2;\n  return late;\n}\nf();\n';
    const { d } = debug(source);
    d.continue();
    const states = Object.fromEntries(d.scopes(0).scopes[0]?.bindings.map(({ name, state }) => [name, state]) ?? []);
    expect(states).toEqual({ a: 'dead', late: 'uninitialised' });
  });

  it('of modules: their own variables, and imports', () => {
    const { d } = debug('export let a = 1;\nlet b = 2;\ndebugger;\nb;\n', { kind: 'module' });
    d.continue();
    expect(variables(d)).toMatchObject({ a: '1', b: '2' });
    expect(answer(d, 'a + b')).toBe('3');
    expect(answer(d, 'this')).toBe('undefined');
  });
});

describe('values', () => {
  const shown = (source: string) => {
    const { d } = debug(`const v = ${source};\ndebugger;\nv;\n`);
    d.continue();
    const binding = d
      .scopes(0)
      .scopes.flatMap(({ bindings }) => bindings)
      .find(({ name }) => name === 'v');
    if (binding === undefined) throw new Error('v is not shown');
    return { d, value: binding.value };
  };
  const names = (source: string, page = {}) => {
    const { d, value } = shown(source);
    return d.properties(value.value, page).map((p) => `${p.name}: ${p.value.text}`);
  };

  it.each([
    ['1n', '1n'],
    ["'text'", "'text'"],
    ['Symbol("s")', 'Symbol(s)'],
    ['[1, [2, [3]]]', '[ 1, [ 2, [Array] ] ]'],
    ['({ a: 1, get b() { return 2; } })', '{ a: 1, b: [Getter] }'],
    ['function named() {}', 'ƒ named'],
    ['class K {}', 'class K'],
    ['new Map([[1, 2]])', 'Map(1) { 1 => 2 }'],
    ['new Error("bad")', 'Error: bad'],
    ['Promise.resolve(3)', 'Promise { 3 }'],
    ['Object.fromEntries(Array.from({ length: 300 }, (_, i) => ["k" + i, i]))', 'Object {… 301 properties}'],
    ['new Proxy({ a: 1 }, {})', '{ a: 1 }'],
  ])('%s is shown as %s', (source, text) => {
    expect(shown(source).value.text).toBe(text);
  });

  it('open into pages of properties, and nothing of the program runs', () => {
    const long = 'Array.from({ length: 10000 }, (_, i) => i)';
    expect(shown(long).value).toMatchObject({ indexed: 10000, named: 2 });
    expect(names(long, { which: 'indexed', start: 9998, count: 10 })).toEqual(['9998: 9998', '9999: 9999']);
    expect(names(long, { which: 'named' })[0]).toBe('length: 10000');
    expect(names('({ a: 1, get b() { throw 1; }, "c d": 2 })').slice(0, 3)).toEqual(['a: 1', 'b: <getter>', 'c d: 2']);
    expect(names('new Map([["k", 1], ["l", 2]])', { start: 1, count: 1 })).toEqual(["'l' =>: 2"]);
    expect(names('Promise.reject(1)').slice(0, 2)).toEqual(["[[PromiseState]]: 'rejected'", '[[PromiseResult]]: 1']);
    expect(names('new Proxy([1], {})')).toEqual(['[[Target]]: [ 1 ]', '[[Handler]]: {}']);
  });

  it('can be changed: properties of objects', () => {
    const { d, value } = shown('{ a: 1 }');
    expect(d.setProperty(value.value, 'a', '40 + 2')).toMatchObject({ status: 'done' });
    expect(answer(d, 'v.a')).toBe('42');
    expect(() => d.setProperty(value.value, 'b', '1')).toThrow('The object has no property b of its own.');
  });

  it('can be named in further questions', () => {
    const { d, value } = shown('{ get b() { return this.c; }, c: 9 }');
    expect(d.evaluate('it.b', { names: { it: value.value } })).toMatchObject({ value: { text: '9' } });
  });
});

describe('evaluation', () => {
  it('ends within its limits, and leaves the machine as it was', () => {
    const { d, machine } = debug('let a = 1;\ndebugger;\na;\n', { limits: { depth: 1000 } });
    d.continue();
    const before = machine.steps();
    const { deepest } = machine.account();
    expect(d.evaluate('for (;;);', { steps: 5000 })).toEqual({ status: 'limit', limit: 'steps' });
    expect(d.evaluate('(function f() { return f(); })()')).toMatchObject({ status: 'threw' });
    expect(answer(d, 'syntax error here')).toContain('threw SyntaxError');
    expect(machine.steps()).toBe(before);
    expect(machine.account().deepest).toBe(deepest);
    expect(d.continue()).toMatchObject({ status: 'done', value: 1 });
  });

  it('leaves no source behind, and no breakpoint out', () => {
    const sources: string[] = [];
    const machine = new Machine();
    const d = new Debugger(machine, { source: (name) => sources.push(name) });
    machine.start('function f(n) {\n  return n;\n}\ndebugger;\nf(2);\n', { name: '/x.js' });
    d.setBreakpoint({ file: '/x.js', line: 2 });
    d.continue();
    expect(answer(d, '[1].map((x) => f(x) + 1)[0]')).toBe('2');
    expect(sources).toEqual(['/x.js']);
    expect(d.continue()).toMatchObject({ reason: 'breakpoint', breakpoints: [1] });
  });

  it('aside changes nothing, whatever it does', () => {
    const { d, machine, printed } = debug('let n = 1;\nconst o = { get x() { return ++n; } };\ndebugger;\nn;\n');
    d.continue();
    const steps = machine.steps();
    for (const source of ['o.x', '++n', 'console.log(n), o.x'])
      expect(d.evaluate(source, { aside: true })).toMatchObject({ status: 'done', value: { text: '2' } });
    expect(d.evaluate('o', { aside: true })).toMatchObject({ value: { class: 'Object' } });
    expect(answer(d, 'n')).toBe('1');
    expect([machine.steps(), printed]).toEqual([steps, []]);
  });

  it('hits no breakpoints and stops at no exceptions', () => {
    const source = 'function f() {\n  return 1;\n}\ndebugger;\nf();\n';
    const { d } = debug(source);
    d.setExceptionStops({ caught: true, uncaught: true });
    d.continue();
    d.setBreakpoint({ file: '/x.js', line: 2 });
    expect(answer(d, 'f()')).toBe('1');
    expect(answer(d, 'null.x')).toContain('threw TypeError');
    expect(d.continue()).toMatchObject({ status: 'stopped', breakpoints: [1] });
  });
});

describe('restarting a frame', () => {
  const source = `function f(n) {
  n += 1;
  return g(n);
}
function g(m) {
  return m * 2;
}
f(1);
`;

  it('calls its function again', () => {
    const { d } = debug(source);
    d.setBreakpoint({ file: '/x.js', line: 6, hits: '1' });
    d.continue();
    d.restartFrame(1);
    expect(d.frames().map((f) => f.function)).toEqual(['f', '<top level>']);
    expect(walk(d, source, () => d.stepIn(), 2)).toEqual(['2: n += 1;', '3: return g(n);']);
    expect(d.continue()).toMatchObject({ status: 'done', value: 6 });
  });

  it('says where that cannot be', () => {
    const { d } = debug(source);
    d.setBreakpoint({ file: '/x.js', line: 6 });
    d.continue();
    expect(() => d.restartFrame(2)).toThrow('Top-level code cannot be restarted: start the program again.');
    expect(() => d.restartFrame(9)).toThrow('There is no frame 9.');
    const generator = debug('function* g() {\n  debugger;\n}\n[...g()];\n');
    generator.d.continue();
    expect(() => generator.d.restartFrame(0)).toThrow('A generator or async function cannot be restarted.');
  });
});

it('queues show what is going to run', () => {
  const source = `const never = new Promise(() => {});
async function waits() {
  await never;
}
waits();
Promise.resolve().then(function reaction() {});
setTimeout(function later() {}, 50);
setInterval(() => {}, 20);
debugger;
`;
  const { d } = debug(source, { clock: { now: () => 0, monotonic: () => 0 } });
  d.continue();
  expect(place(d, source)).toBe('9: debugger;');
  const { microtasks, timers, promises } = d.queues();
  expect(microtasks).toMatchObject([{ kind: 'call', function: { text: 'ƒ reaction' } }]);
  expect(timers).toMatchObject([
    { kind: 'interval', in: 20 },
    { kind: 'timeout', in: 50, callback: { text: 'ƒ later' } },
  ]);
  expect(promises.flatMap(({ awaitedBy }) => awaitedBy)).toMatchObject([{ function: 'waits', line: 3 }]);
});
