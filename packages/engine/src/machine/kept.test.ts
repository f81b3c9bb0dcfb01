import { describe, expect, it } from 'vitest';
import { type KeptBinding, Machine } from '../index.ts';
import { STRATEGIES, type StorageStrategy } from '../storage/plan.ts';

function run(source: string, storage: StorageStrategy = 'flat', kind: 'script' | 'module' = 'script'): Machine {
  const machine = new Machine({ storage, clock: { now: () => 0, monotonic: () => 0 } });
  machine.start(source, { name: 'test.js', kind, completionValue: false });
  const outcome = machine.run();
  if (outcome.status === 'threw') throw new Error(machine.describeError(outcome.error).text);
  return machine;
}

const line = ({ binding, function: owner, path }: KeptBinding): string => `${binding} of ${owner}: ${path.join(' → ')}`;

const kept = (source: string, storage: StorageStrategy = 'flat', kind: 'script' | 'module' = 'script'): string[] =>
  run(source, storage, kind).kept().map(line);

describe('kept bindings', () => {
  const counter = `function foo() {
  let a = 0;
  const b = 10;
  return function bar() { return a += 1; };
}
const next = foo();
next();`;

  it('answers the question', () => {
    expect(run(counter).kept()).toEqual([
      {
        binding: 'a',
        function: 'foo',
        file: 'test.js',
        line: 2,
        column: 7,
        bytes: 32,
        path: ['global next', 'closure bar', 'environment of foo', 'a'],
      },
    ]);
    expect(STRATEGIES.slice(1).map((storage) => kept(counter, storage))).toEqual([
      ['a of foo: global next → closure bar → environment of foo → a'],
      [
        'a of foo: global next → closure bar → frame of foo → a',
        'b of foo: global next → closure bar → frame of foo → b',
      ],
      [
        'a of foo: global next → closure bar → table of foo → a',
        'b of foo: global next → closure bar → table of foo → b',
      ],
    ]);
  });

  it('lists nothing where nothing is left', () => {
    for (const storage of STRATEGIES) expect(kept('function f(a) { return () => a } f(1)();', storage)).toEqual([]);
  });

  it('does not list globals, which live by themselves', () => {
    expect(kept('let a = 1; var b = () => a; class C { m() { return b } }')).toEqual([]);
    expect(kept('export let a = 1; export const b = () => a;', 'flat', 'module')).toEqual([]);
  });

  it('says through what it is kept', () => {
    const ways: readonly (readonly [source: string, path: string, kind?: 'module'])[] = [
      ['function f(a) { return () => a } const p = f({})', 'global p → closure <anonymous> → a'],
      [
        'function f(a) { return { list: [() => a] } } const p = f({})',
        'global p → property list → closure <anonymous> → a',
      ],
      [
        'function f(a) { return { deep: { er: [[() => a]] } } } const p = f({})',
        'global p → property deep → property er → element 0 → closure <anonymous> → a',
      ],
      ['function f(a) { globalThis.x = new Map([["k", { a: () => a }]]) } f({})', 'global x → entry k → closure a → a'],
      [
        'function f(a) { return class C { m() { return a } } } const p = f({})',
        'global p → class C → property prototype → closure m → a',
      ],
      ['function f(a) { setTimeout(() => a, 1) } f({})', 'timer → closure <anonymous> → a'],
      [
        'function f(a) { const g = () => a; const h = () => g; return h } const p = f({})',
        'global p → closure h → closure g → a',
      ],
      [
        'function f(a) { return () => a } export const p = f({})',
        'module binding p → closure <anonymous> → a',
        'module',
      ],
      [
        'function f(a) { const key = {}; wm.set(key, () => a); return key } const wm = new WeakMap(), k = f({})',
        'global k → value in a weak collection → closure <anonymous> → a',
      ],
    ];
    for (const [source, path, kind] of ways) {
      const found = kept(source, 'flat', kind).filter((one) => one.startsWith('a of f'));
      expect(found, source).toEqual([`a of f: ${path}`]);
    }
  });

  it('tells the ends of a long way', () => {
    const source =
      'let list = null; function f(a) { return () => a } let last = f(1); for (let i = 0; i < 5000; i++) last = { last }; list = last; last = null;';
    const [only] = run(source).kept();
    expect(only?.path.slice(0, 2)).toEqual(['global list', 'property last']);
    expect(only?.path.slice(-2)).toEqual(['closure <anonymous>', 'a']);
    expect(only?.path.filter((text) => text.startsWith('…'))).toEqual(['… 4978 more …']);
  });

  it('knows what suspended frames keep: live registers only', () => {
    const source = `function* count(n) { const used = [n]; const over = [n]; over.length; yield 1; yield used; }
const it = count(1); it.next();`;
    expect(kept(source)).toEqual(['used of count: global it → frame of count → used']);
    const waiting = `async function f() { const secret = {}; await new Promise((resolve) => { globalThis.go = resolve; }); return secret; } f();`;
    expect(kept(waiting)).toEqual(['secret of f: global go → built-in function → frame of f → secret']);
  });

  it('lists this, own names and per-iteration bindings', () => {
    expect(kept('class A { constructor() { this.f = () => this } } const f = new A().f')).toEqual([
      'this of A: global f → closure <anonymous> → this',
    ]);
    expect(kept('const fs = []; for (let i = 0; i < 3; i++) fs.push(() => i++);')).toEqual([
      'i of <top level>: global fs → closure <anonymous> → environment of <top level> → i',
      'i of <top level>: global fs → closure <anonymous> → environment of <top level> → i',
      'i of <top level>: global fs → closure <anonymous> → environment of <top level> → i',
    ]);
  });

  it('says how much each keeps alive, and all together', () => {
    const source = `function f() { const big = new Array(1000).fill(0), shared = new Array(1000).fill(0); let n = 0;
  globalThis.also = shared; const g = () => [big, shared]; return () => n++; } const p = f();`;
    const report = (storage: StorageStrategy): Record<string, number> =>
      Object.fromEntries(
        run(source, storage)
          .keptReport()
          .bindings.map(({ binding, bytes }) => [binding, bytes]),
      );
    expect(report('flat')).toEqual({ n: 32 });
    // 8 for the slot; 56 for the array object, 48 and 8 an element for what it holds. `shared` is held by a global too.
    expect(report('linked')).toEqual({ big: 8 + 56 + 48 + 8000, shared: 8, n: 8 });
    const total = run(source, 'linked').keptReport().bytes;
    expect(total).toBeGreaterThan(8100);
    expect(total).toBeLessThan(8300);
  });

  it('counts a slot that nothing else leads to, though two bindings hold it, with neither but with both', () => {
    const source = 'function f() { const o = {}; let a = o, b = o; return () => [a = o, b = o] } const p = f();';
    const { bindings, bytes } = run(source, 'linked').keptReport();
    expect(bindings.map((one) => [one.binding, one.bytes])).toEqual([
      ['o', 8],
      ['a', 8],
      ['b', 8],
    ]);
    expect(bytes).toBeGreaterThan(80);
  });

  it('finds each strategy keep at least what flat keeps', () => {
    const programs = [
      'function f(x) { let y = x; return { get: () => y, set: (v) => { y = v } } } const o = f({});',
      'const fs = []; for (let i = 0; i < 4; i++) { const sq = [i]; fs.push(() => sq, () => i++) }',
      'function* g(a) { for (;;) yield () => a++ } const it = g(1), one = it.next().value;',
      'class A { #x = 1; constructor(y) { this.f = () => this.#x + y } } const a = new A([])',
      'const m = (function () { let hidden = {}, open = {}; return { read() { return open }, write(v) { open = v } } })();',
    ];
    for (const source of programs) {
      const names = (storage: StorageStrategy): Set<string> =>
        new Set(
          run(source, storage)
            .kept()
            .map(({ binding, line: row, column }) => `${binding} ${row}:${column}`),
        );
      const flat = names('flat');
      for (const storage of STRATEGIES)
        expect(
          [...flat].filter((one) => !names(storage).has(one)),
          storage,
        ).toEqual([]);
    }
  });
});

describe('the account of frames', () => {
  function account(source: string, storage: StorageStrategy = 'flat'): Record<string, number> {
    const { pushed, returned, reused, kept: alive, deepest } = run(source, storage).account();
    return { pushed, returned, reused, kept: alive, deepest };
  }

  it('counts calls', () => {
    expect(account('function f() {} f(); f(); f();')).toEqual({
      pushed: 4,
      returned: 4,
      reused: 2,
      kept: 0,
      deepest: 2,
    });
    expect(account('function f(n) { return n === 0 ? 0 : 1 + f(n - 1) } f(999); f(999)')).toEqual({
      pushed: 2001,
      returned: 2001,
      reused: 1000,
      kept: 0,
      deepest: 1001,
    });
    expect(account('function f() { throw 1 } for (let i = 0; i < 3; i++) try { f() } catch {}')).toMatchObject({
      pushed: 4,
      returned: 4,
      kept: 0,
    });
  });

  it('keeps a frame for as long as something refers to it', () => {
    const source = 'function f(a) { return () => a } let p = f(1), q = f(2); q = null;';
    expect(account(source, 'frame')).toMatchObject({ pushed: 3, returned: 3, kept: 1 });
    expect(account(`${source} p = null;`, 'frame')).toMatchObject({ kept: 0 });
    expect(account(source, 'linked')).toMatchObject({ kept: 0 });
  });

  it('counts suspended frames as kept, and those that were forgotten as neither kept nor returned', () => {
    const source = 'function* g() { yield 1; yield 2 } ';
    expect(account(`${source} const it = g(); it.next();`)).toMatchObject({ pushed: 2, returned: 1, kept: 1 });
    expect(account(`${source} g().next();`)).toMatchObject({ pushed: 2, returned: 1, kept: 0 });
    expect(account(`${source} const it = g(); it.return();`)).toMatchObject({ pushed: 2, returned: 2, kept: 0 });
    expect(account(`${source} const it = g(); for (const x of it);`)).toMatchObject({ kept: 0 });
    expect(account('async function f() { await 1 } f()')).toMatchObject({ kept: 0 });
    expect(account('async function f() { await new Promise((r) => { globalThis.r = r }) } f()')).toMatchObject({
      kept: 1,
    });
  });
});
