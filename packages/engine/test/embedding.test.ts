/** The embedder's side: data across the border, functions of the host, limits, pauses. */
import { evaluate, Handle, Machine } from '@saguaro/engine';
import { describe, expect, it } from 'vitest';

function run(source: string, options: ConstructorParameters<typeof Machine>[0] = {}) {
  const machine = new Machine(options);
  machine.start(source);
  return { machine, outcome: machine.run() };
}

function value(source: string, options: ConstructorParameters<typeof Machine>[0] = {}): unknown {
  const { machine, outcome } = run(source, options);
  if (outcome.status === 'threw') throw new Error(machine.describeError(outcome.error).text);
  expect(outcome.status).toBe('done');
  return (outcome as { value: unknown }).value;
}

describe('data', () => {
  it('copies plain data with its aliasing and cycles', () => {
    const v = value(
      'const a = { list: [1, "x", null, undefined, 2n] }; a.me = a; a.twice = [a.list, a.list]; a',
    ) as Record<string, unknown>;
    expect(v['list']).toEqual([1, 'x', null, undefined, 2n]);
    expect(v['me']).toBe(v);
    const twice = v['twice'] as unknown[];
    expect(twice[0]).toBe(twice[1]);
    expect(twice[0]).toBe(v['list']);
  });

  it('copies dates, maps and sets', () => {
    expect(value('[new Date(5), new Map([["k", { z: 1 }]]), new Set([1, 2])]')).toEqual([
      new Date(5),
      new Map([['k', { z: 1 }]]),
      new Set([1, 2]),
    ]);
  });

  it.each([
    ['a function', '() => 1', 'function'],
    ['a symbol', 'Symbol("s")', 'symbol'],
    ['an instance', 'new (class A { x = 1 })', 'object'],
    ['an object with a getter', '({ get x() { throw 1; } })', 'object'],
    ['a proxy', 'new Proxy({}, { get() { throw 1; } })', 'object'],
    ['an error', 'new Error("e")', 'object'],
  ])('hands out %s as a handle', (_name, source, type) => {
    const v = value(`(${source})`);
    expect(v).toBeInstanceOf(Handle);
    expect((v as Handle).type).toBe(type);
    expect(Object.keys(v as object)).toEqual(['type']);
  });

  it('keeps a property called __proto__ a property', () => {
    const v = value('JSON.parse(\'{"__proto__": {"x": 1}}\')') as object;
    expect(Object.getPrototypeOf(v)).toBe(Object.prototype);
    expect(Object.getOwnPropertyDescriptor(v, '__proto__')?.value).toEqual({ x: 1 });
  });

  it('takes a handle back as the same value', () => {
    let kept: unknown;
    const functions = {
      keep: (v: unknown) => {
        kept = v;
      },
      give: () => kept,
    };
    expect(value('const f = () => 1; keep(f); give() === f', { functions })).toBe(true);
  });
});

describe('functions of the host', () => {
  it('throw errors of the program', () => {
    const functions = {
      fail: () => {
        throw new RangeError('too far');
      },
    };
    expect(
      value(
        'try { fail() } catch (e) { [e instanceof RangeError, e.message, Object.getPrototypeOf(e) === RangeError.prototype] }',
        { functions },
      ),
    ).toEqual([true, 'too far', true]);
  });

  it('cannot hand in what is not data', () => {
    const functions = { bad: () => process };
    expect(value('try { bad() } catch (e) { e.constructor === TypeError && e.message }', { functions })).toContain(
      'cannot be handed to the program',
    );
  });

  it('cannot run the machine again', () => {
    let machine: Machine | undefined;
    let message = '';
    const functions = {
      again: () => {
        try {
          machine?.run();
        } catch (e) {
          message = (e as Error).message;
        }
      },
    };
    machine = new Machine({ functions });
    machine.start('again(); 1');
    expect(machine.run()).toEqual({ status: 'done', value: 1 });
    expect(message).toContain('cannot run it again');
  });

  it('wait for answers from outside, several at once', () => {
    const machine = new Machine({ functions: { ask: { kind: 'suspending' } } });
    machine.start('var r; Promise.all([ask(1), ask(2).catch((e) => e.message)]).then((v) => { r = v; });');
    const first = machine.run();
    expect(first).toMatchObject({
      status: 'waiting',
      calls: [
        { name: 'ask', args: [1] },
        { name: 'ask', args: [2] },
      ],
    });
    const { calls } = first as unknown as { calls: { id: number }[] };
    expect(machine.settle((calls[1] as { id: number }).id, { error: new Error('no') })).toBe(true);
    expect(machine.run()).toMatchObject({ status: 'waiting', calls: [{ args: [1] }] });
    expect(machine.settle((calls[0] as { id: number }).id, { value: { ok: [true] } })).toBe(true);
    expect(machine.settle(99, { value: 0 })).toBe(false);
    expect(machine.run().status).toBe('done');
    machine.start('r');
    expect(machine.run()).toEqual({ status: 'done', value: [{ ok: [true] }, 'no'] });
  });
});

describe('limits', () => {
  it('stop an endless loop, which goes on when asked', () => {
    const { machine, outcome } = run('let n = 0; for (;;) n++;', { limits: { steps: 10_000 } });
    expect(outcome).toEqual({ status: 'limit', limit: 'steps' });
    expect(machine.steps()).toBe(10_000);
  });

  it('pause a program that holds too much', () => {
    const { outcome } = run('const a = []; for (;;) a.push({ x: a.length });', { limits: { heapBytes: 32e6 } });
    expect(outcome).toEqual({ status: 'limit', limit: 'heapBytes' });
  });

  it('let a program run that drops what it makes', () => {
    expect(value('let o; for (let i = 0; i < 1e6; i++) o = { i }; o.i', { limits: { heapBytes: 16e6 } })).toBe(999_999);
  });

  it('end runaway recursion in a RangeError that the program can catch', () => {
    expect(
      value('function r() { return 1 + r(); } try { r() } catch (e) { [e instanceof RangeError, e.message] }', {
        limits: { depth: 5000 },
      }),
    ).toEqual([true, 'Maximum call stack size exceeded']);
  });

  it('reach a million calls deep by default', { timeout: 60_000 }, () => {
    expect(value('function f(n) { return n ? 1 + f(n - 1) : 0 } f(1_000_000)')).toBe(1_000_000);
  });

  it('stop at the deadline and at a signal', () => {
    const signal = { aborted: true };
    const machine = new Machine();
    machine.start('for (;;);');
    expect(machine.run({ signal })).toEqual({ status: 'paused', reason: 'signal' });
    expect(machine.run({ deadline: 0 })).toEqual({ status: 'paused', reason: 'deadline' });
  });
});

describe('tail calls', () => {
  const source =
    '"use strict"; function even(n) { return n === 0 ? true : odd(n - 1); } function odd(n) { return n === 0 ? false : even(n - 1); } even(100_000)';
  it('need no stack where they are asked for', () => {
    const { machine, outcome } = run(source, { tailCalls: true, limits: { depth: 10 } });
    expect(outcome).toEqual({ status: 'done', value: true });
    expect(machine.account().deepest).toBeLessThan(4);
  });
  it('are ordinary calls otherwise', () => {
    expect(run(source, { limits: { depth: 1000 } }).outcome.status).toBe('threw');
  });
});

describe('same input, same run', () => {
  it('gives the same random numbers for a seed', () => {
    const source = '[Math.random(), Math.random()].join()';
    expect(value(source, { seed: 7 })).toBe(value(source, { seed: 7 }));
    expect(value(source, { seed: 7 })).not.toBe(value(source, { seed: 8 }));
  });
});

it('evaluate waits for timers', async () => {
  const outcome = await evaluate('var done = false; setTimeout(() => { done = true; }, 5); 1');
  expect(outcome).toMatchObject({ status: 'done', value: 1 });
  outcome.machine.start('done');
  expect(outcome.machine.run()).toMatchObject({ value: true });
});

it('counts the same steps however a run is sliced', () => {
  const source =
    'const o = {}; for (let i = 0; i < 60; i++) o["k" + i] = i; [...Object.values(o)].join().length + "x".repeat(2000).split("x").length';
  const counts = [Number.POSITIVE_INFINITY, 1, 7, 61].map((steps) => {
    const machine = new Machine();
    machine.start(source);
    let outcome = machine.run({ steps });
    while (outcome.status === 'paused') outcome = machine.run({ steps });
    expect(outcome.status).toBe('done');
    return machine.steps();
  });
  expect(new Set(counts).size).toBe(1);
});

describe('options that would be misunderstood', () => {
  // Programs without types give anything.
  const make = (options: object) => () => new Machine(options);

  it('a limit that is misspelt or no number is refused, since it would limit nothing', () => {
    expect(make({ limits: { maxSteps: 10 } })).toThrow(
      new TypeError(
        'there is no limit "maxSteps"; there are steps, heapBytes, durationMs, depth, outputBytes, hostCalls, snapshotBytes',
      ),
    );
    for (const steps of [Number.NaN, -1, '10', null])
      expect(make({ limits: { steps } }), String(steps)).toThrow(/^limits\.steps must be a number of at least 0; got /);
    for (const options of [{ limit: { steps: 10 } }, { steps: 10 }, { durationMs: 10 }])
      expect(make(options)).toThrow(/^there is no option "\w+": limits are given as \{ limits: /);
    expect(() => new Machine().setLimits({ heapBytes: Number.NaN })).toThrow('limits.heapBytes must be a number');
    expect(() => new Machine().run({ steps: Number.NaN })).toThrow('steps must be a number');
    expect(
      () => new Machine({ limits: { steps: Number.POSITIVE_INFINITY, depth: undefined } as object }),
    ).not.toThrow();
  });

  it('so are kinds and languages that there are not, also for a worker', async () => {
    const start = (options: object) => () => new Machine().start('1', options);
    expect(start({ kind: 'commonjs' })).toThrow(new TypeError("kind must be 'script' or 'module'; got commonjs"));
    expect(start({ language: 'typescript' })).toThrow(new TypeError("language must be 'js' or 'ts'; got typescript"));
    await expect(evaluate('1', { isolate: 'worker', limits: { step: 1 } as object })).rejects.toThrow(
      'there is no limit "step"',
    );
    await expect(evaluate('1', { heapBytes: 1 } as object)).rejects.toThrow('there is no option "heapBytes"');
  });
});
