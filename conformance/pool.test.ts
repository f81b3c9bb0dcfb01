import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Pool, WorkerStartError } from './pool.ts';

let scratch = '';
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'saguaro-pool-'));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const options = (suite: string) => ({
  suite,
  engine: 'saguaro' as const,
  engineUrl: null,
  timeout: 100,
  steps: 1,
  heapBytes: 1,
  pauseEvery: null,
  workerFile: fileURLToPath(new URL('./fixtures/worker.mjs', import.meta.url)),
  jobs: 2,
  memory: 256,
});

test('a hang or a crash costs its own scenario only, and a crash that does not repeat costs none', async () => {
  const paths = ['pass', 'hang', 'fail', 'crash', 'once-crash', ...Array.from({ length: 20 }, () => 'pass')];
  const jobs = paths.map((path, id) => ({ id, path, mode: 'sloppy' as const, storage: 'flat' }));
  const results: string[] = [];
  const pool = new Pool(options(scratch), jobs, ({ id }, verdict) => {
    results[id] = verdict.passed ? 'passed' : verdict.message;
  });
  await pool.run();
  expect(results).toEqual([
    'passed',
    'did not finish within the limit of time or steps',
    'Error: no',
    'the process crashed: signal SIGABRT',
    'passed',
    ...Array.from({ length: 20 }, () => 'passed'),
  ]);
});

test('an engine that cannot be started ends the run with its own words', async () => {
  const jobs = [{ id: 0, path: 'pass', mode: 'sloppy' as const, storage: 'flat' }];
  const failed = new Pool(options('broken'), jobs, () => {}).run();
  await expect(failed).rejects.toThrow(WorkerStartError);
  await expect(failed).rejects.toThrow('no engine here');
});
