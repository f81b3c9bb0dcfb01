import { describe, expect, it } from 'vitest';
import { CodeFlag, CodeKind } from '../bytecode/code.ts';
import { STRATEGIES } from '../storage/plan.ts';
import { compiled, everyFunction, inner, listing } from './testing.ts';

const functionListing = (text: string): string[] => listing(inner(compiled(text), 'f'));

describe('registers', () => {
  it('uses parameters and constants where they lie', () => {
    expect(functionListing('function f(a, b) { return a + b * 2 }')).toEqual([
      'Mul r2, 2, -> r3',
      'Add r1, r3, -> r3',
      'Return r3',
    ]);
  });

  it('copies an operand that a later one assigns', () => {
    expect(functionListing('function f(a) { return a + (a = 5) }')).toEqual([
      'Move r1, -> r2',
      'LoadInt i=5, -> r1',
      'Add r2, r1, -> r2',
      'Return r2',
    ]);
    expect(functionListing('function f(g, a) { return g(a, a++) }').slice(0, 3)).toEqual([
      'Move r2, -> r3',
      'ToNumeric r2, -> r4',
      'Inc r4, -> r2',
    ]);
  });

  it('keeps the old value of a variable until the new one is complete', () => {
    expect(functionListing('function f(a) { a = a && a.b; return a }')).toEqual([
      'Move r1, -> r2',
      'JumpIfFalse r2, @3',
      'GetProp r1, "b", -> r2',
      'Move r2, -> r1',
      'Return r1',
    ]);
  });

  it('passes arguments that lie side by side as they lie', () => {
    expect(functionListing('function f(g, a, b) { return g(a, b) }')).toEqual([
      'Call r1, undefined, r2, *2, -> r4',
      'Return r4',
    ]);
  });

  it('counts in place', () => {
    expect(functionListing('function f(a) { for (let i = 0; i < a; i++) a -= i }')).toEqual([
      'LoadInt i=0, -> r2',
      'Jump @4',
      'Sub r1, r2, -> r1',
      'Inc r2, -> r2',
      'Lt r2, r1, -> r3',
      'JumpIfTrue r3, @2',
      'Return undefined',
    ]);
  });
});

describe('control', () => {
  it('returns from each branch of a conditional', () => {
    expect(functionListing('function f(a) { return a < 2 ? a : 3 }')).toEqual([
      'Lt r1, 2, -> r2',
      'JumpIfFalse r2, @3',
      'Return r1',
      'Return 3',
    ]);
  });

  it('emits nothing after a return', () => {
    expect(functionListing('function f(a) { return a; a = 1; for (;;) a() }')).toEqual(['Return r1']);
  });

  it('inlines finally once and dispatches on the completion', () => {
    expect(functionListing('function f(a, b) { try { return a() } finally { b() } }')).toEqual([
      'Call r1, undefined, r0, *0, -> r5',
      'LoadInt i=2, -> r3',
      'Move r5, -> r4',
      'Jump @5',
      'LoadInt i=1, -> r3',
      'Call r2, undefined, r0, *0, -> r5',
      'JumpIfIntNe r3, i=1, @8',
      'Throw r4',
      'JumpIfIntNe r3, i=2, @10',
      'Return r4',
      'Return undefined',
    ]);
  });

  it('closes the iterator of a loop on break, outside the region that closes it on a throw', () => {
    const code = inner(compiled('function f(a) { for (const x of a) { if (x) break } }'), 'f');
    expect(listing(code)).toEqual([
      'GetIterator r1, -> r2',
      'GetProp r2, "next", -> r3',
      'IteratorNext r2, r3, -> r4',
      'JumpIfDone r4, @10',
      'JumpIfFalse r4, @7',
      'IteratorClose r2, -> r6',
      'Jump @10',
      'Jump @2',
      'IteratorCloseQuietly r2, -> r6',
      'Throw r5',
      'Return undefined',
    ]);
  });
});

describe('storage', () => {
  const counter = 'function f() { let a = 0, b = 1; return function g() { return a += b } }';

  it('flat: copies what cannot change, and shares cells', () => {
    const code = compiled(counter);
    expect(listing(inner(code, 'f'))).toEqual([
      'NewCell 0, -> r1',
      'LoadInt i=1, -> r2',
      'Closure function g, -> r3',
      'Return r3',
    ]);
    expect(inner(code, 'g').captures).toEqual([
      {
        from: 'register',
        index: 1,
        name: 'a',
        binding: { name: 'a', kind: 'let', start: 19, owner: 'f', copied: false },
      },
      {
        from: 'register',
        index: 2,
        name: 'b',
        binding: { name: 'b', kind: 'let', start: 26, owner: 'f', copied: true },
      },
    ]);
    expect(listing(inner(code, 'g'))).toEqual([
      'LoadCaptureCell i=0, -> r2',
      'LoadCapture i=1, -> r3',
      'Add r2, r3, -> r1',
      'StoreCaptureCell i=0, r1',
      'Return r1',
    ]);
  });

  it('linked: one environment a scope', () => {
    const code = compiled(counter, { storage: 'linked' });
    expect(listing(inner(code, 'f'))[0]).toBe('NewEnvironment undefined, size=2, {a, b}, -> r1');
    expect(inner(code, 'g').captures).toEqual([{ from: 'register', index: 1, name: '%record', binding: null }]);
  });

  it('frame: the frame is the record', () => {
    const code = compiled(counter, { storage: 'frame' });
    expect(listing(inner(code, 'f'))).toEqual([
      'FrameRecord -> r1',
      'LoadInt i=0, -> r2',
      'LoadInt i=1, -> r3',
      'Closure function g, -> r4',
      'Return r4',
    ]);
    expect(listing(inner(code, 'g'))[1]).toBe('LoadSlot r4, i=2, -> r2');
  });

  it('table: by name', () => {
    const code = compiled(counter, { storage: 'table' });
    expect(listing(inner(code, 'g'))).toContain('StoreName r4, "a", r1, strict=0, -> r2');
  });

  it('makes fresh cells for each iteration', () => {
    const code = inner(compiled('function f(g) { for (let i = 0; i < 3; i++) g(() => i) }'), 'f');
    const copies = listing(code).filter((line) => line.startsWith('NewCell'));
    expect(copies).toHaveLength(2);
  });
});

describe('functions', () => {
  it('describes itself', () => {
    const code = compiled(`
      function plain(a, b = 1, ...c) {} async function* gen() {} const arrow = () => {};
      class A { constructor(x) {} get g() {} } class B extends A {}
    `);
    expect(inner(code, 'plain')).toMatchObject({ parameterCount: 2, length: 1, kind: CodeKind.Plain });
    expect(inner(code, 'plain').flags).toBe(CodeFlag.Constructor | CodeFlag.HasPrototype | CodeFlag.KeepsArguments);
    expect(inner(code, 'gen').kind).toBe(CodeKind.AsyncGenerator);
    expect(inner(code, 'arrow').flags & CodeFlag.Arrow).toBeTruthy();
    expect(inner(code, 'A').flags).toBe(CodeFlag.Constructor | CodeFlag.Class | CodeFlag.Strict);
    expect(inner(code, 'get g').flags & CodeFlag.Constructor).toBe(0);
    expect(inner(code, 'B').flags & CodeFlag.Derived).toBeTruthy();
  });

  it('compiles a body once', () => {
    const code = inner(compiled('function f() { return () => 1 }'), 'f');
    expect(code.body()).toBe(code.body());
  });
});

describe('modules', () => {
  it('tells the linker what it needs', () => {
    const { module } = compiled(
      `import d, { x as y } from './a.js'; import * as ns from './b.js' with { type: 'json' };
       export { y, ns }; export * from './a.js'; export default function () {} export let z = 1; await 0;`,
      { kind: 'module' },
    );
    expect(module!.requests).toEqual([
      { specifier: './a.js', attributes: [] },
      { specifier: './b.js', attributes: [['type', 'json']] },
    ]);
    expect(module!.cells.map(({ name, tdz }) => [name, tdz])).toEqual([
      ['d', false],
      ['y', false],
      ['ns', false],
      ['z', true],
      ['*default*', false],
    ]);
    expect(module!.indirectExports).toEqual([
      { exportName: 'y', request: 0, importName: 'x' },
      { exportName: 'ns', request: 1, importName: null },
    ]);
    expect(module!.localExports).toEqual([
      { exportName: 'default', cell: 4 },
      { exportName: 'z', cell: 3 },
    ]);
    expect(module!.starExports).toEqual([0]);
    expect(module!.functions).toEqual([{ cell: 4, fn: 0 }]);
    expect(module!.hasTopLevelAwait).toBe(true);
  });
});

describe('the library dialect', () => {
  it('turns calls into native operations, helpers and calls', () => {
    const code = compiled('function f(a, b) { Other(a); return $call($foo(a, b), a, b) } function Other() {}', {
      selfHosted: true,
    });
    expect(listing(inner(code, 'f'))).toEqual([
      'CallHelper "Other", r1, *1, -> r3',
      'Intrinsic "foo", r1, *2, -> r3',
      'Call r3, r1, r2, *1, -> r3',
      'Return r3',
    ]);
  });

  it('refuses free names', () => {
    expect(() => everyFunction(compiled('function f() { return $globalThis }', { selfHosted: true }))).toThrow(
      /neither local nor a library/,
    );
  });
});

describe('depth', () => {
  it('walks long chains without deep recursion', () => {
    const texts = [
      `x = ${'a+'.repeat(20_000)}a`,
      `x = a${'.b()'.repeat(10_000)}`,
      `x = ${'a||'.repeat(20_000)}a`,
      `x = a?.b${'.c'.repeat(20_000)}`,
    ];
    for (const text of texts) expect(everyFunction(compiled(text))).toHaveLength(1);
  });
});

describe('every strategy', () => {
  const program = `
    'not strict';
    var { a, b: [c = 1, ...d], ...rest } = source(), z;
    label: for (const k in a) { for (var v of d) { if (v) continue label; else break label; } }
    function* g(x = () => x) { var y = arguments; try { const r = yield* x; eval('r'); } catch ({ message }) { return message } finally { z++ } }
    async function h() { for await (using q of a) await q; await using w = a; return super_ => this }
    class K extends (class { static s = 1; #p; get #q() { return this.#p ??= 2 } has(o) { return #p in o && this.#q } }) {
      static { this.t = () => super.s } [c]() { return super.has(this) } constructor(...as) { const f = () => super(...as); f(); }
    }
    with (rest) { z = a\`x\${c}y\`; ({ a: z.b, [c]: z[d] = 3 } = rest); typeof undeclared; delete z.b; z?.q?.[c](...d) }
    switch (z) { case 1: let m = () => m; default: function fn() {} }
    new.target_ = new K(1, ...d); z ||= a ? b_ : (c, d); i = i++ + --z.x;
  `.replace('new.target_', 'nt');

  for (const storage of STRATEGIES) {
    it(`${storage}: compiles all of the language`, () => {
      expect(everyFunction(compiled(program, { storage })).length).toBeGreaterThan(10);
      expect(everyFunction(compiled(program, { storage, completionValue: true })).length).toBeGreaterThan(10);
    });
  }

  it('is deterministic', () => {
    const words = (): number[][] => everyFunction(compiled(program)).map((code) => [...code.body().code]);
    expect(words()).toEqual(words());
  });
});
