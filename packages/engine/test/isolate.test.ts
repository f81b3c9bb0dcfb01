/** `evaluate(source, { isolate: 'worker' })`, by the built package: a worker runs files. */
import { evaluate, InternalFault, type IsolatedOptions, RemoteValue, SaguaroSyntaxError } from '@saguaro/engine';
import { describe, expect, it } from 'vitest';

const isolated = (source: string, options: Omit<IsolatedOptions, 'isolate'> = {}) =>
  evaluate(source, { ...options, isolate: 'worker' });

describe('a program in a worker', () => {
  it('gives its data', async () => {
    const outcome = await isolated(
      'const a = { list: [1, , "x"], when: new Date(5) }; a.self = a; new Map([["k", a], [1n, new Set([a])]])',
    );
    expect(outcome.status).toBe('done');
    const map = (outcome as { value: Map<unknown, unknown> }).value;
    const a = map.get('k') as { list: unknown[]; self: unknown; when: Date };
    expect(a.list).toEqual([1, undefined, 'x']);
    expect(a.self).toBe(a);
    expect(a.when.getTime()).toBe(5);
    expect((map.get(1n) as Set<unknown>).has(a)).toBe(true);
  });

  it('says what is no data', async () => {
    const outcome = (await isolated('const f = function named() {}; ({ f, again: f, s: Symbol("x") })')) as {
      value: { f: RemoteValue; again: RemoteValue; s: RemoteValue };
    };
    expect(outcome.value.f).toBeInstanceOf(RemoteValue);
    expect(outcome.value.again).toBe(outcome.value.f);
    expect(outcome.value.f.type).toBe('function');
    expect(outcome.value.s.text).toContain('Symbol(x)');
  });

  it('says what it throws, and where', async () => {
    const outcome = await isolated('\nnull.x', { name: 'main.js' });
    expect(outcome).toMatchObject({ status: 'threw', at: { file: 'main.js', line: 2 } });
    expect((outcome as { error: RemoteValue }).error.text).toMatch(
      /^TypeError: Cannot read properties of null \(reading 'x'\)\n {4}at main\.js:2/,
    );
  });

  it('prints, waits, and calls functions of the host', async () => {
    const printed: string[] = [];
    const outcome = await isolated(
      `(async () => {
        console.log('first');
        await new Promise((r) => setTimeout(r, 5));
        console.log(await double(21));
        try { await fail({ f() {} }); } catch (e) { console.log(e.name, e.message); }
      })();`,
      {
        console: (level, text) => void printed.push(`${level}: ${text}`),
        functions: {
          double: { kind: 'async', call: (n) => Promise.resolve((n as number) * 2) },
          fail: { kind: 'async', call: (o) => Promise.reject(new RangeError(typeof (o as { f: unknown }).f)) },
        },
      },
    );
    expect(outcome.status).toBe('done');
    expect(printed).toEqual(['log: first', 'log: 42', 'log: RangeError object']);
  });

  it('is TypeScript, and a module, where it says so', async () => {
    expect(await isolated('const n: number = 4; n', { language: 'ts' })).toEqual({ status: 'done', value: 4 });
    const printed: string[] = [];
    await isolated('export {}; console.log(this === undefined, await 7)', {
      kind: 'module',
      console: (_, text) => void printed.push(text),
    });
    expect(printed).toEqual(['true 7']);
  });

  it('is refused with its early error', async () => {
    await expect(isolated('let a;\nlet a;', { name: 'twice.js' })).rejects.toSatisfy(
      (e) => e instanceof SaguaroSyntaxError && e.line === 2 && e.file === 'twice.js',
    );
  });
});

describe('limits of a program in a worker', () => {
  it('are its machine’s', async () => {
    expect(await isolated('for (;;);', { limits: { steps: 10_000 } })).toEqual({ status: 'limit', limit: 'steps' });
    expect(await isolated('for (;;);', { limits: { durationMs: 100 } })).toMatchObject({
      status: 'limit',
      limit: 'durationMs',
    });
    expect(await isolated('const l = []; for (;;) l.push({ l });', { limits: { heapBytes: 8 << 20 } })).toEqual({
      status: 'limit',
      limit: 'heapBytes',
    });
  });

  it('end a worker that does not answer', async () => {
    const heard: unknown[] = [];
    let ended = false;
    // A worker that takes the program and is silent, as one would whose engine hangs.
    const outcome = await isolated('1', {
      limits: { durationMs: 50 },
      worker: () => ({
        postMessage: (message) => void heard.push(message.kind),
        listen: (onMessage) => onMessage({ kind: 'runs' }),
        terminate: () => {
          ended = true;
        },
      }),
    });
    expect(outcome).toEqual({ status: 'limit', limit: 'durationMs', terminated: true });
    expect(heard).toEqual(['start']);
    expect(ended).toBe(true);
  });

  it('do not count what the program waits for', async () => {
    const source = 'new Promise((r) => setTimeout(r, 900)); setTimeout(() => console.log("late"), 900);';
    const printed: string[] = [];
    const outcome = await isolated(source, {
      limits: { durationMs: 100 },
      console: (_, text) => void printed.push(text),
    });
    expect(outcome.status).toBe('done');
    expect(printed).toEqual(['late']);
  });

  it('fail where the worker does', async () => {
    const dying = isolated('1', {
      worker: () => ({
        postMessage: () => undefined,
        listen: (_, onEnd) => onEnd(new Error('gone')),
        terminate: () => undefined,
      }),
    });
    await expect(dying).rejects.toThrow(InternalFault);
  });
});

describe('options that cannot cross', () => {
  it('are named', async () => {
    const modules = { resolve: (s: string) => s, load: () => ({ source: '', language: 'js' as const }) };
    await expect(isolated('1', { modules } as object)).rejects.toThrow(/'modules' cannot cross/);
    await expect(isolated('1', { functions: { now: () => 1 } } as object)).rejects.toThrow(/'now' cannot be called/);
    await expect(evaluate('1', { isolate: 'process' } as never)).rejects.toThrow(/isolate must be 'worker'/);
  });
});
