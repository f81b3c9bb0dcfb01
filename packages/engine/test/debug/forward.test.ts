/** Steps forward, breakpoints, stops at exceptions. */
import { Debugger, Machine } from '@saguaro/engine';
import { describe, expect, it } from 'vitest';
import { answer, debug, place, STRATEGIES, variables, walk } from './session.ts';

const LOOP = `function add(a, b) {
  const sum = a + b;
  return sum;
}
let total = 0;
for (const n of [1, 2]) {
  total = add(total, n);
}
while (total < 4) total++;
console.log(total);
`;

const ASYNC = `async function inner(x) {
  await null;
  if (x) throw new TypeError('late');
  return 5;
}
async function main() {
  let a = await inner(0);
  try {
    await inner(1);
  } catch (e) {
    a = e.message;
  }
  return a;
}
main().then((v) => {
  console.log(v);
});
const later = 1;
`;

describe('steps', () => {
  it('in goes to every statement', () => {
    const { d, printed } = debug(LOOP);
    expect(walk(d, LOOP, () => d.stepIn())).toEqual([
      '5: let total = 0',
      '6: [1, 2]',
      '6: const n',
      '7: total = add(total, n);',
      '2: const sum = a + b',
      '3: return sum;',
      '7: total = add(total, n);',
      '6: const n',
      '7: total = add(total, n);',
      '2: const sum = a + b',
      '3: return sum;',
      '7: total = add(total, n);',
      '6: const n',
      '9: total < 4',
      '9: total++;',
      '9: total < 4',
      '10: console.log(total);',
    ]);
    expect(printed).toEqual(['4']);
  });

  it('go through what is joined by commas', () => {
    const source = 'function f(n) {\n  return n;\n}\nlet a = 0;\na = f(1), a += 2, f(a);\na;\n';
    const { d } = debug(source);
    d.setBreakpoint({ file: '/x.js', line: 5, column: 19 });
    expect(walk(d, source, () => d.stepOver())).toEqual([
      '4: let a = 0',
      '5: a = f(1)',
      '5: a += 2',
      '5: f(a)',
      '6: a;',
    ]);
    const returns = 'let t = 0;\nfunction f(n) {\n  return t += n, f.call, t * 2;\n}\nf(3);\nt;\n';
    const third = debug(returns);
    expect(walk(third.d, returns, () => third.d.stepIn())).toEqual([
      '1: let t = 0',
      '5: f(3);',
      '3: t += n',
      '3: f.call',
      '3: t * 2',
      '6: t;',
    ]);
    const again = debug(source);
    again.d.setBreakpoint({ file: '/x.js', line: 5, column: 11 });
    expect(again.d.continue()).toMatchObject({ reason: 'breakpoint' });
    expect(place(again.d, source)).toBe('5: a += 2');
  });

  it('stop at fields of classes, and not in constructors that nobody has written', () => {
    const source = `class A {
  a = 1;
  [(() => 'b')()] = this.a + 1;
  #c = 3;
  static s = 4;
  d = this.a + 1;
}
const o = new (class extends A {
  e = 5;
})();
o;
`;
    const { d } = debug(source);
    expect(walk(d, source, () => d.stepIn())).toEqual([
      '1: class A ',
      "3: 'b'",
      '5: static s = 4',
      source.slice(source.indexOf('const o'), source.indexOf(';\no;')).replace(/^/, '8: '),
      '2: a = 1',
      '3: this.a + 1',
      '4: #c = 3',
      '6: d = this.a + 1',
      '9: e = 5',
      source.slice(source.indexOf('const o'), source.indexOf(';\no;')).replace(/^/, '8: '),
      '11: o;',
    ]);
  });

  it('do not stop after a call where its statement does nothing more', () => {
    const source = `function f(n) {
  return n;
}
if (f(1)) f(2);
else f(3);
const o = { get g() { return f(4); } };
o.g;
`;
    const { d } = debug(source);
    expect(walk(d, source, () => d.stepIn())).toEqual([
      '4: if (f(1))',
      '2: return n;',
      '4: if (f(1))',
      '4: f(2);',
      '2: return n;',
      '6: const o = { get g() { return f(4); } }',
      '7: o.g;',
      '6: return f(4);',
      '2: return n;',
      '6: return f(4);',
    ]);
  });

  it('tell what the function returned that they leave', () => {
    const source = `class A {
  constructor(n) {
    this.n = n;
  }
  get twice() {
    return this.n * 2;
  }
}
function f() {
  return new A(4).twice;
}
f();
[1].map((x) => x + 1);
'end';
`;
    const { d } = debug(source);
    const returned: (string | undefined)[] = [];
    for (let o = d.stepIn(); o.status === 'stopped'; o = d.stepIn()) returned.push(o.returned?.text);
    expect(returned.filter((text) => text !== undefined)).toEqual(['A { n: 4 }', '8', '8']);
    const again = debug(source);
    again.d.setBreakpoint({ file: '/x.js', line: 3 });
    expect(again.d.continue()).toMatchObject({ reason: 'breakpoint' });
    expect(again.d.stepOut()).toMatchObject({ reason: 'step', returned: { text: 'A { n: 4 }' } });
  });

  it('over stays in the function and out leaves it', () => {
    const { d } = debug(LOOP);
    d.setBreakpoint({ file: '/x.js', line: 2 });
    expect(walk(d, LOOP, () => d.continue(), 1)).toEqual(['2: const sum = a + b']);
    expect(walk(d, LOOP, () => d.stepOver(), 3)).toEqual(['3: return sum;', '7: total = add(total, n);', '6: const n']);
    expect(walk(d, LOOP, () => d.continue(), 1)).toEqual(['2: const sum = a + b']);
    expect(walk(d, LOOP, () => d.stepOut(), 1)).toEqual(['7: total = add(total, n);']);
    expect(walk(d, LOOP, () => d.stepOut(), 1)).toEqual([]);
  });

  it('over passes calls that recurse into the same code', () => {
    const source = `function f(n) {
  if (n === 0) return 0;
  const r = f(n - 1);
  return r + n;
}
f(5);
`;
    const { d } = debug(source);
    d.setBreakpoint({ file: '/x.js', line: 3, condition: 'n === 4' });
    d.continue();
    expect(walk(d, source, () => d.stepOver(), 2)).toEqual(['4: return r + n;', '4: return r + n;']);
    expect(variables(d)['n']).toBe('5');
  });

  it('over an await goes on when the function does', () => {
    const { d, printed } = debug(ASYNC);
    d.setBreakpoint({ file: '/x.js', line: 7 });
    d.continue();
    expect(walk(d, ASYNC, () => d.stepOver())).toEqual([
      '9: await inner(1);',
      '11: a = e.message;',
      '13: return a;',
      '16: console.log(v);',
      '17: }',
    ]);
    expect(printed).toEqual(['late']);
  });

  it('in goes into callbacks of built-ins, whose own code is passed over', () => {
    const source = "const list = [1, 2].map((x) => x * 2);\nlist.sort((a, b) => b - a);\n'end';\n";
    const { d } = debug(source);
    expect(walk(d, source, () => d.stepIn())).toEqual([
      '1: const list = [1, 2].map((x) => x * 2)',
      '1: x * 2',
      '1: x * 2',
      '1: const list = [1, 2].map((x) => x * 2)',
      '2: list.sort((a, b) => b - a);',
      '2: b - a',
      "3: 'end';",
    ]);
  });

  it('out of a callback goes on behind the built-in that called it', () => {
    const source = 'function each(x) {\n  return x;\n}\nconst r = [1, 2, 3].map(each);\nr.length;\n';
    const { d } = debug(source);
    d.setBreakpoint({ file: '/x.js', line: 2, hits: '1' });
    d.continue();
    expect(walk(d, source, () => d.stepOut(), 1)).toEqual(['4: const r = [1, 2, 3].map(each)']);
    expect(variables(d)['r']).toBe('<not initialised>');
  });

  it('goes through generators as they are resumed', () => {
    const source = 'function* g() {\n  yield 1;\n  yield 2;\n}\nfor (const v of g()) {\n  v;\n}\n';
    const { d } = debug(source);
    d.setBreakpoint({ file: '/x.js', line: 2 });
    d.continue();
    expect(walk(d, source, () => d.stepOver(), 4)).toEqual(['5: const v', '6: v;', '5: const v', '6: v;']);
  });

  it('stops at the catch of an outer function when the step ends by a throw', () => {
    const source = `function thrower() {
  throw new Error('x');
}
function middle() {
  thrower();
}
try {
  middle();
} catch {
  'caught';
}
`;
    const { d } = debug(source);
    d.setBreakpoint({ file: '/x.js', line: 2 });
    d.continue();
    expect(walk(d, source, () => d.stepOver(), 1)).toEqual(["10: 'caught';"]);
  });

  it('stops at the next statement when a pause is asked for', () => {
    const source = 'let i = 0;\nfor (;;) {\n  i++;\n}\n';
    const { d } = debug(source);
    expect(d.resume({ steps: 1000 })).toEqual({ status: 'paused', reason: 'steps' });
    d.pause();
    expect(d.resume()).toMatchObject({ status: 'stopped', reason: 'pause' });
    expect(place(d, source)).toBe('3: i++;');
  });

  it('runs to a place, and says where there is none', () => {
    const { d } = debug(LOOP);
    d.addSource('/x.js', LOOP);
    expect(d.runTo('x.js', 9)).toMatchObject({ status: 'stopped' });
    expect(place(d, LOOP)).toBe('9: total < 4');
    expect(d.breakpoints).toEqual([]);
    expect(() => d.runTo('x.js', 40)).toThrow('There is nothing to stop at in x.js from line 40 on.');
  });

  it.each(STRATEGIES)('changes neither answers nor the count of steps under %s', (storage) => {
    const plain = new Machine({ storage });
    plain.start(ASYNC, { name: '/x.js' });
    plain.run();
    const { d, machine } = debug(ASYNC, { storage });
    d.setExceptionStops({ caught: true, uncaught: true });
    let stops = 0;
    for (; d.stepIn().status === 'stopped'; stops++) variables(d);
    expect(stops).toBeGreaterThan(10);
    expect(machine.steps()).toBe(plain.steps());
  });
});

describe('breakpoints', () => {
  it('snap forward to what can be stopped at', () => {
    const source = '// a comment\n\nfunction f() {\n  // nothing\n  return 1;\n}\nf();\n';
    const { d } = debug(source);
    d.addSource('/x.js', source);
    const lines = [1, 2, 3, 4, 6, 8].map((line) => d.setBreakpoint({ file: '/x.js', line }).at?.line);
    expect(lines).toEqual([5, 5, 5, 5, 6, undefined]);
  });

  it('take a column: a statement of the line, or a call in it', () => {
    const source = 'function a() {}\nfunction b() {}\nlet x = 1; x = 2; (a(), b());\nx;\n';
    const { d } = debug(source);
    d.addSource('/x.js', source);
    const at = (column: number) => d.setBreakpoint({ file: '/x.js', line: 3, column }).at?.column;
    expect([at(1), at(5), at(12), at(19), at(22)]).toEqual([1, 12, 12, 20, 25]);
    expect(walk(d, source, () => d.continue())).toEqual(['3: let x = 1', '3: x = 2;', '3: a()', '3: b()']);
    expect(d.breakpointLocations('x.js', 3).map(({ column }) => column)).toEqual([1, 12, 20, 25]);
  });

  it('stop where their condition holds, and say where it cannot be told', () => {
    const source = 'for (let i = 0; i < 5; i++) {\n  i;\n}\n';
    const { d } = debug(source);
    d.setBreakpoint({ file: '/x.js', line: 2, condition: 'i % 2 === 1' });
    const seen: (string | undefined)[] = [];
    while (d.continue().status === 'stopped') seen.push(variables(d)['i']);
    expect(seen).toEqual(['1', '3']);

    const other = debug(source);
    other.d.setBreakpoint({ file: '/x.js', line: 2, condition: 'nothing.here' });
    expect(other.d.continue()).toMatchObject({
      status: 'stopped',
      breakpoints: [1],
      problem: 'The condition nothing.here throws ReferenceError: nothing is not defined',
    });
  });

  it.each([
    ['3', ['2']],
    ['>= 4', ['3', '4']],
    ['> 4', ['4']],
    ['% 2', ['1', '3']],
    ['< 2', ['0']],
  ])('count hits: %s', (hits, expected) => {
    const source = 'for (let i = 0; i < 5; i++) {\n  i;\n}\n';
    const { d } = debug(source);
    d.setBreakpoint({ file: '/x.js', line: 2, hits });
    const seen: (string | undefined)[] = [];
    while (d.continue().status === 'stopped') seen.push(variables(d)['i']);
    expect(seen).toEqual(expected);
  });

  it('refuse a hit count that is none', () => {
    const { d } = debug('1;');
    expect(() => d.setBreakpoint({ file: '/x.js', line: 1, hits: 'often' })).toThrow(
      'A hit count is a number, or one after >=, >, <, <= or %; got often.',
    );
  });

  it('print instead of stopping', () => {
    const source = 'for (let i = 0; i < 3; i++) {\n  i;\n}\n';
    const { d, logs } = debug(source);
    d.setBreakpoint({ file: '/x.js', line: 2, log: 'i is {i}, twice {i * 2}, {nothing}' });
    expect(d.continue().status).toBe('done');
    expect(logs).toEqual([0, 1, 2].map((i) => `i is ${i}, twice ${i * 2}, <ReferenceError: nothing is not defined>`));
  });

  it('can be taken away, switched off, and set while the program runs', () => {
    const { d } = debug(LOOP);
    const b = d.setBreakpoint({ file: '/x.js', line: 7 });
    d.continue();
    d.enableBreakpoint(b.id, false);
    const c = d.setBreakpoint({ file: '/x.js', line: 3 });
    d.continue();
    expect(place(d, LOOP)).toBe('3: return sum;');
    expect(d.removeBreakpoint(c.id)).toBe(true);
    expect(d.removeBreakpoint(c.id)).toBe(false);
    expect(d.continue().status).toBe('done');
  });

  it('find their places in code that comes later: functions not yet called, modules, evals', () => {
    const resolved: (number | undefined)[] = [];
    const machine = new Machine({
      modules: {
        resolve: (s) => s,
        load: () => ({ source: 'export const v = 1;\nexport const w = 2;\n', language: 'js' }),
      },
    });
    const d = new Debugger(machine, { resolved: (b) => resolved.push(b.at?.line) });
    d.setBreakpoint({ file: 'other.js', line: 2 });
    machine.start("import { w } from '/lib/other.js';\nw;\n", { name: '/main.js', kind: 'module' });
    expect(d.continue()).toMatchObject({ status: 'stopped', breakpoints: [1] });
    expect(resolved).toEqual([2]);
    expect(d.frames()[0]).toMatchObject({ file: '/lib/other.js', line: 2, kind: 'module' });
    expect(d.continue().status).toBe('done');
  });

  it('hold at break and continue, where the code has no instruction of their own too', () => {
    const source = `let n = 0;
for (;;) {
  n++;
  if (n === 1 || n === 3) {
    continue;
  }
  if (!(n < 5))
    break;
  switch (n) {
    case 4:
      break;
  }
}
function f(a) {
  for (const x of [1, 2]) {
    if (a && x === a) break;
    if ([3].some((y) => (y ? x : 0))) continue;
    a = 9;
  }
}
f(1);
f(2);
`;
    const at = (line: number, column?: number) => {
      const { d } = debug(source);
      d.setBreakpoint({ file: '/x.js', line, ...(column === undefined ? {} : { column }) });
      return walk(d, source, () => d.continue());
    };
    expect(at(5)).toEqual(['5: continue;', '5: continue;']);
    expect(at(8)).toEqual(['8: break;']);
    expect(at(11)).toEqual(['11: break;']);
    expect(at(16, 23)).toEqual(['16: break;', '16: break;']);
    expect(at(17, 39)).toEqual(['17: continue;']);
    expect(at(18)).toEqual([]);
    const { d } = debug(source, { history: true });
    d.setBreakpoint({ file: '/x.js', line: 7, condition: 'n === 5' });
    d.continue();
    expect(walk(d, source, () => d.stepOver(), 2)).toEqual(['8: break;', '21: f(1);']);
    expect(walk(d, source, () => d.backOver(), 2)).toEqual(['8: break;', '7: if (!(n < 5))']);
  });

  it('hold at a comparison whose jump the machine fuses with it', () => {
    const source = 'function f(a, b) {\n  const c = a < b;\n  if (c) return 1;\n  return 2;\n}\nf(1, 2); f(2, 1);\n';
    const { d } = debug(source);
    d.setBreakpoint({ file: '/x.js', line: 3 });
    expect(walk(d, source, () => d.continue())).toEqual(['3: if (c)', '3: if (c)']);
  });

  it('are met by a machine that is running already', () => {
    const machine = new Machine();
    const source = 'let i = 0;\nfunction f() {\n  i++;\n}\nfor (;;) f();\n';
    machine.start(source, { name: '/x.js' });
    machine.run({ steps: 500 });
    const d = new Debugger(machine);
    d.setBreakpoint({ file: '/x.js', line: 3 });
    expect(d.continue()).toMatchObject({ status: 'stopped', breakpoints: [1] });
    expect(place(d, source)).toBe('3: i++;');
    d.detach();
    expect(machine.run({ steps: 500 })).toEqual({ status: 'paused', reason: 'steps' });
  });

  it('can be where functions begin, found by their names', () => {
    const source = `function f(a) {
  function inner() { return 1; }
  return inner() + a;
}
const g = (x) => x + 1;
class Shop {
  static #secret = () => 7;
  constructor() { this.open = true; }
  close() { this.open = false; }
  set(v) {}
}
const o = { f() { return 2; }, 'long name': function () { return 3; } };
o.later = function f() { return 4; };
`;
    const { d } = debug(source);
    d.addSource('/x.js', source);
    const at = (name: string) => d.functionLocations(name).map(({ file, line, column }) => `${file}:${line}:${column}`);
    expect(at('f')).toEqual(['/x.js:3:3', '/x.js:12:19', '/x.js:13:26']);
    expect(at('inner')).toEqual(['/x.js:2:22']);
    expect(at('g')).toEqual(['/x.js:5:18']);
    expect(at('later')).toEqual(['/x.js:13:26']);
    expect(at('Shop')).toEqual(['/x.js:8:19']);
    expect(at('Shop.close')).toEqual(['/x.js:9:13']);
    expect(at('close')).toEqual(['/x.js:9:13']);
    expect(at('#secret')).toEqual(['/x.js:7:26']);
    expect(at('set')).toEqual(['/x.js:10:11']);
    expect(at('long name')).toEqual(['/x.js:12:59']);
    expect(at('nothing')).toEqual([]);
  });

  it('`debugger` statements stop, unless they are told not to', () => {
    const source = 'let a = 1;\ndebugger;\na = 2;\n';
    const { d } = debug(source);
    expect(d.continue()).toEqual({ status: 'stopped', reason: 'debugger', breakpoints: [] });
    const other = debug(source);
    other.d.setDebuggerStatements(false);
    expect(other.d.continue().status).toBe('done');
  });
});

describe('exceptions', () => {
  const source = `function thrower(x) {
  try { if (x) throw new Error('a'); }
  finally { x = 2; }
}
function run() {
  try { thrower(1); } catch (e) { e.message; }
  null.foo;
}
[1].map(() => { try { run(); } catch {} });
run();
`;

  it('stop where they are thrown, with the stack as it was', () => {
    const { d } = debug(source);
    d.setExceptionStops({ caught: true, uncaught: true });
    const seen: unknown[] = [];
    for (let o = d.continue(); o.status === 'stopped'; o = d.continue())
      seen.push([o.reason, o.caught, o.thrown?.text, place(d, source)]);
    const first = ['exception', true, 'Error: a', "2: throw new Error('a');"];
    const text = "TypeError: Cannot read properties of null (reading 'foo')";
    expect(seen).toEqual([
      first,
      ['exception', true, text, '7: null.foo;'],
      first,
      ['exception', false, text, '7: null.foo;'],
    ]);
  });

  it('show the variables even at the last instruction of a function', () => {
    const { d } = debug("const o = { a: 1 };\nfunction f(n) {\n  throw new Error('x' + n);\n}\nf(o.a);\n");
    d.setExceptionStops({ caught: false, uncaught: true });
    expect(d.continue()).toMatchObject({ reason: 'exception' });
    expect(answer(d, 'n + 1')).toBe('2');
    expect(variables(d)).toMatchObject({ n: '1', o: '{ a: 1 }' });
    expect(d.machine.why('o').map(({ what }) => what)).toEqual(['o']);
    expect(d.machine.picture().frames.map((frame) => frame.function)).toEqual(['f', '<top level>']);
    const last = debug("throw new Error('x');\n");
    last.d.setExceptionStops({ caught: false, uncaught: true });
    expect(last.d.continue()).toMatchObject({ reason: 'exception' });
    expect(answer(last.d, 'typeof o')).toBe("'undefined'");
  });

  it('can be the uncaught ones only', () => {
    const { d } = debug(source);
    d.setExceptionStops({ caught: false, uncaught: true });
    expect(d.continue()).toMatchObject({ reason: 'exception', caught: false });
    expect(d.frames().map((f) => f.function)).toEqual(['run', '<top level>']);
    expect(d.evaluate('1 + 1')).toMatchObject({ status: 'done' });
    expect(d.continue().status).toBe('threw');
  });

  it('of an async function are caught where it is awaited', () => {
    const { d } = debug(ASYNC);
    d.setExceptionStops({ caught: false, uncaught: true });
    expect(d.continue().status).toBe('done');
    const lonely = debug('async function f() {\n  await 1;\n  throw 1;\n}\nf();\n');
    lonely.d.setExceptionStops({ caught: false, uncaught: true });
    expect(lonely.d.continue()).toMatchObject({ reason: 'exception', caught: false });
  });

  it.each([
    ['a handler of then', 'f().then(1, () => {});'],
    ['a handler behind others', 'f().then(() => 1).finally(() => 2).catch(() => {});'],
    ['a handler of all', 'Promise.all([f(), 1]).catch(() => {});'],
    ['allSettled', 'Promise.allSettled([f(), 1]);'],
    ['any', 'Promise.any([f(), 1]);'],
    ['a catch around a race', 'async function g() { try { await Promise.race([f(), f()]); } catch {} }\ng();'],
    ['who gets it returned', 'async function g() { return f(); }\ng().catch(() => {});'],
    ['a loop that awaits', 'async function g() { try { for await (const x of [f()]); } catch {} }\ng();'],
  ])('of promises are caught by %s', (_by, source) => {
    for (const body of ['await null; throw 1;', 'throw 1;']) {
      const { d } = debug(`async function f() { ${body} }\n${source}`);
      d.setExceptionStops({ caught: false, uncaught: true });
      expect(d.continue()).toMatchObject({ status: 'done' });
    }
  });

  it.each([
    ['nobody', 'f();'],
    ['finally', 'f().finally(() => 1);'],
    ['only one of two', 'const p = f();\np.then(() => 1);\np.catch(() => {});'],
    ['a race without a handler', 'Promise.race([f(), f()]);'],
  ])('of promises are not caught by %s', (_by, source) => {
    const { d } = debug(`async function f() { await null; throw 1; }\n${source}`);
    d.setExceptionStops({ caught: false, uncaught: true });
    expect(d.continue()).toMatchObject({ reason: 'exception', caught: false });
  });

  it.each([
    ['a callback of then', 'Promise.resolve(1).then(() => { throw 1; })'],
    ['an executor', 'new Promise(() => { throw 1; })'],
    ['a thenable', 'Promise.resolve({ then() { throw 1; } })'],
    [
      'an async generator',
      'async function* g() { yield 1; throw 1; }\n(async () => { for await (const x of g()); })()',
    ],
  ])('of %s are caught by the handler of its promise', (_of, source) => {
    const handled = debug(`${source}.catch(() => {});`);
    handled.d.setExceptionStops({ caught: false, uncaught: true });
    expect(handled.d.continue()).toMatchObject({ status: 'done' });
    const lonely = debug(`${source};`);
    lonely.d.setExceptionStops({ caught: false, uncaught: true });
    expect(lonely.d.continue()).toMatchObject({ reason: 'exception', caught: false });
  });
});
