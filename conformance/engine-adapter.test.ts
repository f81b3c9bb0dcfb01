import { expect, test } from 'vitest';
import type { Outcome, Program } from './adapter.ts';
import { createEngineAdapter } from './engine-adapter.ts';

const adapter = createEngineAdapter(new URL('./fixtures/engine.mjs', import.meta.url).href);

/** Runs a program whose source is what the engine in fixtures/ is to do. */
async function run(script: unknown, more: Partial<Program> = {}): Promise<Outcome> {
  return (await adapter).run({
    file: '/suite/test/x.js',
    kind: 'script',
    source: JSON.stringify(script),
    harness: [{ name: 'assert.js', source: '[{"status":"done"}]' }],
    async: false,
    canBlock: null,
    storage: 'flat',
    limits: { steps: 1000, timeout: 5000, heapBytes: 1000, pauseEvery: null },
    ...more,
  });
}

const thrown = { type: 'TypeError', message: 'm', stack: 's', status: 'threw', printed: [] };

test('a program that ends has completed, with what it printed', async () => {
  expect(await run([{ status: 'paused', print: 'a' }, { status: 'done' }])).toEqual({
    status: 'completed',
    printed: ['a'],
  });
});

test('a program that only waits is at rest, which is completion; one with a time to wait for goes on at once', async () => {
  const rests = Array.from({ length: 30 }, () => ({ status: 'waiting' }));
  expect(await run(rests)).toEqual({ status: 'completed', printed: [] });
  expect(
    await run([
      { status: 'waiting', until: 9e6 },
      { status: 'done', print: 'late' },
    ]),
  ).toMatchObject({ printed: ['late'] });
});

test('errors are told apart by phase', async () => {
  const threw = { status: 'threw', error: 'TypeError' };
  expect(await run('bad')).toEqual({ ...thrown, phase: 'parse', type: 'SyntaxError', message: 'bad', stack: 'x:1' });
  expect(await run([threw])).toEqual({ ...thrown, phase: 'runtime' });
  expect(await run([threw], { kind: 'module' })).toEqual({ ...thrown, phase: 'runtime' });
  expect(await run([{ ...threw, linked: false }], { kind: 'module' })).toEqual({ ...thrown, phase: 'resolution' });
  const harness = [{ name: 'sta.js', source: JSON.stringify([threw]) }];
  expect(await run([], { harness })).toEqual({ ...thrown, phase: 'harness' });
});

test('limits and defects of the engine are neither errors nor completions', async () => {
  expect(await run([{ status: 'limit', limit: 'heapBytes' }])).toEqual({
    status: 'limit',
    limit: 'heapBytes',
    printed: [],
  });
  expect(await run('host:x is undefined')).toMatchObject({ status: 'broke', message: 'x is undefined' });
  const endless = Array.from({ length: 1000 }, () => ({ status: 'paused' }));
  expect(await run(endless, { limits: { steps: 1, timeout: 0, heapBytes: 1, pauseEvery: null } })).toMatchObject({
    status: 'limit',
    limit: 'time',
  });
});
