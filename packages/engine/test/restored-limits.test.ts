/** Limits of a restored machine hold whatever its bytes say; looking at a machine leaves no trace in them. */
import { describe, expect, it } from 'vitest';
import { Machine } from '../src/host/embedding.ts';

const GROWING = 'const all = []; for (;;) all.push({ a: 1, b: [2] });';
const MB = 1024 * 1024;

/** Bytes that a machine takes, as it counts them, when it stops at its limit. */
function heldAt(machine: Machine): number {
  expect(machine.run({ steps: 50_000_000 })).toEqual({ status: 'limit', limit: 'heapBytes' });
  return machine.core.allocated;
}

describe('a restored machine', () => {
  it('keeps to a smaller limit that it is given', () => {
    const machine = new Machine({ limits: { heapBytes: 256 * MB } });
    machine.start(GROWING);
    machine.run({ steps: 1000 });
    const restored = Machine.restore(machine.snapshot(), { limits: { heapBytes: 8 * MB } });
    expect(heldAt(restored)).toBeLessThan(16 * MB);
  });

  it('keeps to its limit where forged bytes put off the look at it', () => {
    for (const traceAt of [Number.NaN, Number.POSITIVE_INFINITY, 1e15]) {
      const machine = new Machine({ limits: { heapBytes: 8 * MB } });
      machine.start(GROWING);
      machine.run({ steps: 1000 });
      machine.core.traceAt = traceAt;
      expect(heldAt(Machine.restore(machine.snapshot(), {}))).toBeLessThan(24 * MB);
    }
  });

  it('is saved again as the same bytes after its frames were looked at', () => {
    const machine = new Machine();
    machine.start(`
      class Counter { static of() { return new Counter().count(); } count() { return inner(); } }
      function inner() { let n = 0; for (;;) n++; }
      const object = { method() { return Counter.of(); } };
      object.method();
    `);
    machine.run({ steps: 200 });
    const bytes = machine.snapshot();
    const names = machine.frames().map((frame) => frame.function);
    expect(names).toEqual(expect.arrayContaining([expect.stringContaining('inner')]));
    expect(Buffer.compare(machine.snapshot(), bytes)).toBe(0);
  });
});
