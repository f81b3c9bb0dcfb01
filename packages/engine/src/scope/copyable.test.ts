import { describe, expect, it } from 'vitest';
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

type Random = (n: number) => number;

function makeRandom(seed: number): Random {
  let state = seed;
  return (n) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return (state >> 8) % n;
  };
}

function makeProgram(random: Random): string {
  let count = 0;
  const fresh = (prefix: string): string => `${prefix}${count++}`;
  const pick = <T>(from: readonly T[]): T => from[random(from.length)] as T;
  const snapshot = (names: readonly string[]): string =>
    `C([${names.map((name) => `['${name}', () => ${name}]`).join(', ')}])`;
  const read = (token: string, name: string): string =>
    `try { V(${token}, '${name}', ${name}) } catch (e) { T('${name}', e) }`;
  const write = (name: string): string => {
    const how = pick([`${name} = N()`, `${name}++`, `[${name}] = [N()]`]);
    return `try { ${how} } catch (e) { T('${name}', e); if (!(e instanceof ReferenceError || e instanceof TypeError)) throw e }`;
  };
  const someOf = (names: readonly string[]): string[] => names.filter(() => random(3) === 0);

  const closure = (names: readonly string[]): string => {
    const kept = someOf(names);
    const writes = random(12) === 0 && kept.length > 0 ? write(pick(kept)) : '';
    const body = kept.map((name) => read('t', name)).join('; ');
    return `FS.push((() => { const t = ${snapshot(kept)}; return () => { ${body}; ${writes} } })())`;
  };

  const list = (outer: readonly string[], functions: readonly string[], depth: number, length: number): string => {
    const plan = Array.from({ length }, () => {
      const kind = random(depth > 4 ? 6 : 16);
      if (kind === 4 || kind === 5) return { kind, name: fresh(pick(['a', 'b', 'c'])) };
      return { kind, name: kind > 13 ? fresh('f') : '' };
    });
    const names = [...outer, ...plan.filter(({ kind }) => kind === 4 || kind === 5).map(({ name }) => name)];
    const own = plan.filter(({ kind }) => kind > 13).map(({ name }) => name);
    const callable = [...functions, ...own];
    const inner = (length: number, more: readonly string[] = []): string =>
      list([...names, ...more], callable, depth + 1, length);
    const kept = someOf(names);
    const token = own.length > 0 ? fresh('h') : '';
    const statement = ({ kind, name }: { kind: number; name: string }): string => {
      switch (kind) {
        case 0:
          return names.length > 0 ? write(pick(names)) : '';
        case 1:
          return names.length > 0 ? read('null', pick(names)) : '';
        case 2:
        case 3:
          return `${closure(names)};`;
        case 4:
          return `${pick(['let', 'var'])} ${name}${pick(['', ' = N()'])};`;
        case 5:
          return `${pick(['let', 'const'])} ${name} = N();`;
        case 6: {
          const counter = fresh('q');
          return `for (let ${counter} = 0; ${counter}++ < 3;) { ${inner(1 + random(5))} }`;
        }
        case 7: {
          const i = fresh('i');
          const update = random(3) > 0 ? `${i}++` : `${closure([...names, i])}, ${i}++`;
          return `for (let ${i} = 0; ${i} < 3; ${update}) { ${inner(1 + random(4), random(2) > 0 ? [i] : [])} }`;
        }
        case 8:
          return `if (N() % 2) { ${inner(1 + random(3))} } else { ${inner(1 + random(3))} }`;
        case 9: {
          const k = fresh('k');
          return `for (${pick(['let', 'const', 'var'])} ${k} of [N(), N()]) { ${inner(1 + random(4), [k])} }`;
        }
        case 10:
          return 'CALL();';
        case 11: {
          const [first, second, third] = [inner(1 + random(2)), inner(1 + random(2)), inner(1 + random(2))];
          return `switch (N() % 3) { case 0: { ${first} } case 1: ${pick([second, `{ ${second} }`])} break; default: { ${third} } }`;
        }
        case 12: {
          const x = fresh('x');
          const [block, handler, last] = [inner(1 + random(3)), inner(1 + random(3), [x]), inner(1 + random(2))];
          return `try { ${block} if (N() % 2) throw N(); } catch (${x}) { ${handler} } finally { ${last} }`;
        }
        case 13:
          return `do { ${inner(1 + random(4))} ${random(3) > 0 ? '' : 'if (N() % 4 === 0) break;'} } while (N() % 3);`;
        case 14:
          return `function ${name}() { ${kept.map((other) => read(token, other)).join('; ')} }`;
        default:
          return `function ${name}() { ${kept.map((other) => read(token, other)).join('; ')}; ${callable.length > 0 && random(2) > 0 ? call(pick(callable)) : ''} }`;
      }
    };
    const call = (name: string): string =>
      `N(); try { ${name}() } catch (e) { if (!(e instanceof TypeError)) throw e }`;
    // What hoisted functions see as they are made: taken first thing, without a mention of them.
    const head = token === '' ? '' : `const ${token} = ${snapshot(kept)}; `;
    const calls = callable.length > 0 && random(2) > 0 ? call(pick(callable)) : '';
    const statements = plan.map(statement);
    statements.splice(random(statements.length + 1), 0, calls);
    return head + statements.join(' ');
  };
  return `${random(2) > 0 ? '"use strict"; ' : ''}function main(p, q) { ${list(['p', 'q'], [], 0, 4 + random(6))} CALL(); } main(N(), N()); CALL();`;
}
