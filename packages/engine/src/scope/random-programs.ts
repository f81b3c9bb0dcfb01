/** Random programs for tests that compare what the analysis or the machine says with what the host does. */

export type Random = (n: number) => number;

/** A generator of numbers below n, the same for the same seed. */
export function makeRandom(seed: number): Random {
  let state = seed;
  return (n) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return (state >> 8) % n;
  };
}

/**
 * A program full of closures, loops, blocks and hoisted functions, in which every name is declared once. It reports through functions that
 * its user defines: `N()` gives numbers and ends runs that take too long, `C` notes bindings as a closure is made, `V` a read, `T` a failed
 * one; `FS` collects closures, and `CALL()` calls some.
 */
export function makeProgram(random: Random): string {
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
