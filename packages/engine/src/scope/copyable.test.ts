import { describe, expect, it } from 'vitest';
import { makeProgram, makeRandom } from './random-programs.ts';
import { analysed } from './testing.ts';

/**
 * Random programs run on the host, watching what the analysis promised: that a copyable binding has, whenever a closure reads it, the
 * value it had when the closure was made, and that a binding without a TDZ check is never read too early.
 */
describe('copyable and needsTdzCheck hold on the host', () => {
  for (let seed = 1; seed <= 4; seed++) {
    it(`random programs, seed ${seed}`, () => {
      const random = makeRandom(seed * 7919);
      const seen = { copies: 0, reads: 0 };
      for (let i = 0; i < 40; i++) {
        const source = makeProgram(random);
        expect(watch(source, seen), source).toEqual([]);
      }
      expect(seen.copies).toBeGreaterThan(60);
      expect(seen.reads).toBeGreaterThan(150);
    });
  }

  it('notices a promise that does not hold', () => {
    const source = 'let a = N(); const t = C([["a", () => a]]); FS.push(() => { V(t, "a", a) }); a = N(); CALL()';
    const flags = new Map([['a', { copied: true, checked: false }]]);
    expect(run(source, flags, { reads: 0 })).toEqual(['a closure saw `a` change']);
    expect(run('try { V(null, "a", a) } catch (e) { T("a", e) } let a', flags, { reads: 0 })).toEqual([
      '`a` was used too early',
    ]);
  });
});

interface Promised {
  readonly copied: boolean;
  readonly checked: boolean;
}

function watch(source: string, seen: { copies: number; reads: number }): string[] {
  const flags = new Map<string, Promised>();
  for (const scope of analysed(source).tree.scopes) {
    for (const binding of scope.bindings.values()) {
      const copied = binding.captured && binding.copyable;
      if (copied) seen.copies++;
      flags.set(binding.name, { copied, checked: binding.needsTdzCheck });
    }
  }
  return run(source, flags, seen);
}

const OUT_OF_FUEL = new Error('out of fuel');

/** Runs `source`, which reports through the functions below. Every name in it is declared once. */
function run(source: string, flags: ReadonlyMap<string, Promised>, seen: { reads: number }): string[] {
  const faults = new Set<string>();
  const tooEarly = Symbol('too early');
  const closures: (() => void)[] = [];
  let fuel = 3000;
  let calls = 600;
  let next = 0;
  const burn = (): void => {
    if (--fuel < 0) throw OUT_OF_FUEL;
  };
  const scope = {
    N: () => {
      burn();
      return ++next;
    },
    /** The values of bindings as a closure is made. */
    C: (getters: [string, () => unknown][]) => {
      burn();
      return new Map(
        getters.map(([name, get]) => {
          try {
            return [name, get()];
          } catch {
            return [name, tooEarly];
          }
        }),
      );
    },
    /** A read, by the closure made with `then`, or by the owner (null). */
    V: (then: Map<string, unknown> | null, name: string, value: unknown) => {
      if (then === null || flags.get(name)?.copied !== true || !then.has(name)) return;
      seen.reads++;
      if (!Object.is(then.get(name), value)) faults.add(`a closure saw \`${name}\` change`);
    },
    T: (name: string, error: unknown) => {
      if (error instanceof ReferenceError && flags.get(name)?.checked === false)
        faults.add(`\`${name}\` was used too early`);
    },
    FS: closures,
    CALL: () => {
      for (const closure of closures.slice(-60)) if (--calls > 0) closure();
    },
  };
  try {
    // The host is the oracle here; the programs are our own.
    new Function(...Object.keys(scope), source)(...Object.values(scope));
  } catch (error) {
    if (error !== OUT_OF_FUEL && !(error instanceof TypeError)) throw error;
  }
  return [...faults];
}
