import { expect, it } from 'vitest';
import type { Comparison } from '../src/report/compare.ts';
import { saguaro } from './spawn.ts';

const file = 'examples/shared-environment.js';

it('saguaro compare shows what a shared environment keeps', async () => {
  const { status, stdout } = await saguaro(['compare', file]);
  expect(status).toBe(0);
  expect(stdout).toMatch(/^output +– +equal +equal +equal$/m);
  expect(stdout).toMatch(/^linked keeps 1 binding that flat frees:\n {2}big of connect, \d+:\d+, /m);
});

it('saguaro compare prints the same as data', async () => {
  const { stdout } = await saguaro(['compare', '--json', file]);
  const { output, runs } = JSON.parse(stdout) as Comparison;
  expect(output).toBe('payload of 10000\n1 2\n');
  expect(runs.map(({ storage }) => storage)).toEqual(['flat', 'linked', 'frame', 'table']);
  expect(runs.every(({ equal }) => equal)).toBe(true);
  expect(runs[0]?.extra).toEqual([]);
  for (const run of runs.slice(1)) expect(run.extra.map(({ binding }) => binding)).toContain('big');
  expect(runs[0]?.bytes).toBeLessThan(runs[1]?.bytes ?? 0);
});
