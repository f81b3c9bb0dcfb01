/** Inspection prints what Node's `util.inspect` prints: each line of inspect-values.txt is evaluated here and there. */
import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { runInThisContext } from 'node:vm';
import { Machine } from '@saguaro/engine';
import { describe, expect, it } from 'vitest';

const values = readFileSync(new URL('inspect-values.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter(Boolean);

function inSaguaro(source: string): string {
  const machine = new Machine();
  machine.start(`(${source})`);
  const outcome = machine.run();
  if (outcome.status !== 'done')
    throw new Error(outcome.status === 'threw' ? machine.inspect(outcome.error) : outcome.status);
  return machine.inspect(outcome.value);
}

// Details of the format change from one major version to the next; ours is that of Node 20.
describe.runIf(process.versions.node.startsWith('20.'))('inspection is as in Node 20', () => {
  it.each(values)('%s', (source) => {
    expect(inSaguaro(source)).toBe(inspect(runInThisContext(`(${source})`)));
  });
});

describe('inspection runs no guest code', () => {
  it.each([
    ['({ get a() { throw 1 } })', '{ a: [Getter] }'],
    ['new Proxy({ a: 1 }, { get() { throw 1 }, ownKeys() { throw 2 }, getPrototypeOf() { throw 3 } })', '{ a: 1 }'],
    ['new (class Foo { get [Symbol.toStringTag]() { throw 1 } })()', 'Foo {}'],
    [
      "({ [Symbol.for('nodejs.util.inspect.custom')]() { throw 1 } })",
      '{\n  [Symbol(nodejs.util.inspect.custom)]: [Function: [nodejs.util.inspect.custom]]\n}',
    ],
    ["Object.defineProperty(function f() {}, 'name', { get() { throw 1 } })", '[Function (anonymous)]'],
  ])('%s', (source, expected) => {
    expect(inSaguaro(source)).toBe(expected);
  });

  it('cuts off what is nested too deeply for the host', () => {
    const machine = new Machine();
    machine.start('let o = {}; for (let i = 0; i < 100000; i++) o = { o }; console.dir(o, { depth: null })');
    expect(machine.run().status).toBe('done');
  });
});

describe('what is printed has the stacks that Error.prepareStackTrace makes', () => {
  const printed = (source: string): string[] => {
    const lines: string[] = [];
    const machine = new Machine({ console: (_level, text) => lines.push(text) });
    machine.start(`const asked = [];
Error.prepareStackTrace = (e) => { asked.push(e.message); if (e.message === 'throws') throw 1; return 'P:' + e.message };
${source}`);
    expect(machine.run().status).toBe('done');
    return lines;
  };

  // As Node 20 prints them.
  it.each([
    ["{ e: new Error('nested') }", '{ e: [P:nested] }'],
    ["[new Error('first'), [new Error('second')]]", '[ [P:first], [ [P:second] ] ]'],
    ["new Map([[1, new Error('m')]])", 'Map(1) { 1 => [P:m] }'],
    ["Object.assign(new Error('outer', { cause: new Error('inner') }))", '[P:outer] { [cause]: [P:inner] }'],
    ["(() => { const o = { e: new Error('c') }; o.o = o; return o })()", '<ref *1> { e: [P:c], o: [Circular *1] }'],
  ])('%s', (value, expected) => {
    expect(printed(`console.log(${value})`)).toEqual([expected]);
  });

  it('asks for those that are shown, once each', () => {
    const value = "{ a: new Error('a'), b: { c: { d: { e: new Error('deep') } } }, z: new Error('z') }";
    const lines = printed(`const v = ${value}; console.log(v); console.log(v); console.log(asked.join())`);
    expect(lines[0]).toBe('{ a: [P:a], b: { c: { d: [Object] } }, z: [P:z] }');
    expect(lines.slice(1)).toEqual([lines[0], 'a,z']);
  });

  it('prints the plain stack where it throws', () => {
    const [line] = printed("console.log({ e: new Error('throws') })");
    expect(line).toMatch(/^\{\n {2}e: Error: throws\n {6}at .*\n\}$/);
  });
});
