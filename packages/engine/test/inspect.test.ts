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
