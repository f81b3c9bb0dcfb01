/** Programs that nobody here wrote run unchanged and print what the host prints. */
import { runInNewContext } from 'node:vm';
import { Machine } from '@saguaro/engine';
import { describe, expect, it } from 'vitest';
import { names, sourceOf } from './torture/programs.mjs';

function inSaguaro(source: string): unknown {
  const machine = new Machine({ limits: { heapBytes: 4e9 } });
  machine.start(source, { name: 'program.js' });
  const outcome = machine.run();
  if (outcome.status === 'threw') throw new Error(machine.describeError(outcome.error).text);
  expect(outcome.status).toBe('done');
  return (outcome as { value: unknown }).value;
}

describe('programs of others', () => {
  it.each(names)('%s', { timeout: 240_000 }, (name) => {
    const source = sourceOf(name);
    expect(inSaguaro(source)).toBe(runInNewContext(source, { console }));
  });
});
