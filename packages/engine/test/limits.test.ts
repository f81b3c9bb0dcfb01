/** Limits are pauses: a machine that has reached one goes on when it is raised, and carries it, and what it has used of it, in its snapshots. */
import { describe, expect, it } from 'vitest';
import { Machine, type MachineOptions, SnapshotError } from '../src/index.ts';

const standing = { now: () => 0, monotonic: () => 0 };

/** Runs, raising the limit reached by `raise` each time, restoring from a snapshot each other time. */
function insist(
  source: string,
  options: MachineOptions,
  raise: Record<string, number>,
): { value: unknown; limits: string[] } {
  let machine = new Machine({ clock: standing, ...options });
  machine.start(source);
  const limits: string[] = [];
  let now: Record<string, number> = { ...(options.limits as Record<string, number>) };
  for (;;) {
    const outcome = machine.run();
    if (outcome.status === 'done') return { value: outcome.value, limits };
    if (outcome.status === 'waiting') return { value: null, limits };
    if (outcome.status !== 'limit') throw new Error(outcome.status);
    limits.push(outcome.limit);
    // The limit holds until it is raised.
    expect(machine.run()).toEqual(outcome);
    if (limits.length % 2 === 0) {
      const { functions } = options;
      machine = Machine.restore(machine.snapshot(), {
        clock: standing,
        ...(functions === undefined ? {} : { functions }),
      });
      expect(machine.run()).toEqual(outcome);
    }
    now = Object.fromEntries(Object.entries(now).map(([name, limit]) => [name, limit + (raise[name] ?? 0)]));
    machine.setLimits(now);
  }
}

describe('a raised limit lets the program go on:', () => {
  const LOOP = 'let s = 0; for (let i = 0; i < 200; i++) s += i; s';

  it('steps', () => {
    const { value, limits } = insist(LOOP, { limits: { steps: 300 } }, { steps: 300 });
    expect(value).toBe(19900);
    expect(new Set(limits)).toEqual(new Set(['steps']));
    expect(limits.length).toBeGreaterThan(2);
  });

  it('heapBytes', () => {
    const source = 'const all = []; for (let i = 0; i < 8000; i++) all.push({ i, s: [i] }); all.length';
    const { value, limits } = insist(source, { limits: { heapBytes: 600_000 } }, { heapBytes: 500_000 });
    expect(value).toBe(8000);
    expect(new Set(limits)).toEqual(new Set(['heapBytes']));
    expect(limits.length).toBeGreaterThan(1);
  });

  it('outputBytes', () => {
    const source = "for (let i = 0; i < 50; i++) console.log('x'.repeat(20)); 1";
    const { value, limits } = insist(source, { limits: { outputBytes: 300 } }, { outputBytes: 300 });
    expect(value).toBe(1);
    expect(limits).toEqual(['outputBytes', 'outputBytes', 'outputBytes']);
  });

  it.each([
    ['at once', (n: number, _asked: number) => n * 2],
    ['later', { kind: 'suspending' as const }],
  ])('hostCalls, of functions that answer %s', (_when, double) => {
    const asked: unknown[] = [];
    const functions: MachineOptions['functions'] & object = {
      double: typeof double === 'function' ? (n) => double(n as number, asked.push(n)) : double,
    };
    const source = 'let s = 0; for (const n of [1, 2, 3].map((n) => n + 1)) { double(n); s += n; } s';
    const { value, limits } = insist(source, { functions, limits: { hostCalls: 0 } }, { hostCalls: 1 });
    expect(value).toBe(typeof double === 'function' ? 9 : null);
    expect(limits).toEqual(['hostCalls', 'hostCalls', 'hostCalls']);
    if (typeof double === 'function') expect(asked).toEqual([2, 3, 4]);
  });
});

it('limits can be given to a run', () => {
  const machine = new Machine({ limits: { steps: 10 } });
  machine.start('1 + 2');
  expect(machine.run({ limits: { steps: 1 } })).toEqual({ status: 'limit', limit: 'steps' });
  expect(machine.run({ limits: { steps: 1000 } })).toMatchObject({ status: 'done', value: 3 });
});

it('a higher depth lets a program go deeper', () => {
  const machine = new Machine({ limits: { depth: 50 } });
  const DEEP = 'function f(n) { return n === 0 ? 0 : 1 + f(n - 1); } try { f(100); } catch (e) { e.name }';
  machine.start(DEEP);
  expect(machine.run()).toMatchObject({ value: 'RangeError' });
  machine.setLimits({ depth: 500 });
  machine.start(DEEP);
  expect(machine.run()).toMatchObject({ value: 100 });
});

it('time that the host takes outside of runs does not count', () => {
  const time = { now: 0 };
  const machine = new Machine({
    clock: { now: () => time.now, monotonic: () => time.now },
    functions: { wait: { kind: 'suspending' }, work: () => void (time.now += 60) },
    limits: { durationMs: 100 },
  });
  machine.start('(async () => { await wait(); await wait(); work(); await wait(); work(); for (;;); })()');
  for (let id = 1; id <= 3; id++) {
    expect(machine.run().status).toBe('waiting');
    time.now += 1_000_000;
    machine.settle(id, { value: 1 });
  }
  expect(machine.run()).toEqual({ status: 'limit', limit: 'durationMs' });
  const again = Machine.restore(machine.snapshot(), { functions: { wait: { kind: 'suspending' }, work: () => 1 } });
  expect(again.run()).toEqual({ status: 'limit', limit: 'durationMs' });
});

it('a snapshot larger than allowed is refused', () => {
  const machine = new Machine({ limits: { snapshotBytes: 4000 } });
  machine.start("const small = 1; const grow = () => { globalThis.text = 'abc'.repeat(2000) + small; };");
  machine.run();
  const bytes = machine.snapshot();
  expect(bytes.length).toBeLessThan(4000);
  const restored = Machine.restore(bytes);
  for (const one of [machine, restored]) {
    one.start('grow()');
    one.run();
    expect(() => one.snapshot()).toThrow(
      /The snapshot would take \d+ bytes, more than the 4000 that the limit `snapshotBytes` allows/,
    );
    try {
      one.snapshot();
    } catch (e) {
      expect(e instanceof SnapshotError && e.code).toBe('LIMIT');
    }
    one.setLimits({ snapshotBytes: 100_000 });
    expect(one.snapshot().length).toBeGreaterThan(6000);
  }
});

it('limits are passed over while the past is shown, and hold for the newest state', () => {
  const machine = new Machine({ history: true, functions: { ask: () => 1 }, limits: { hostCalls: 2, steps: 10_000 } });
  machine.start('let n = 0; for (let i = 0; i < 5; i++) n += ask(); n');
  expect(machine.run()).toEqual({ status: 'limit', limit: 'hostCalls' });
  machine.seek(3);
  expect(machine.run()).toEqual({ status: 'limit', limit: 'hostCalls' });
  machine.setLimits({ hostCalls: 10 });
  expect(machine.run()).toMatchObject({ status: 'done', value: 5 });
  machine.seek(3);
  expect(machine.run()).toMatchObject({ status: 'done', value: 5 });
});
