import { createColors } from 'picocolors';
import { describe, expect, it } from 'vitest';
import { comparisonOf, comparisonText, type StrategyRun } from './compare.ts';

const kept = (binding: string, bytes: number) => ({
  binding,
  function: 'connect',
  file: 'shared.js',
  line: 8,
  column: 9,
  bytes,
  path: ['global ping', 'closure ping', 'environment of connect', binding],
});

const run = (storage: StrategyRun['storage'], more: Partial<StrategyRun>): StrategyRun => ({
  storage,
  outcome: 'done',
  output: '1 2\n',
  milliseconds: 1.26,
  steps: 1000,
  environments: 2,
  kept: [kept('pings', 16)],
  ...more,
  bytes: (more.kept ?? [kept('pings', 16)]).reduce((total, { bytes }) => total + bytes, 0),
});

describe('the comparison of strategies', () => {
  const comparison = comparisonOf('shared.js', [
    run('flat', {}),
    run('linked', { kept: [kept('pings', 16), kept('big', 80_000)], environments: 1 }),
    run('frame', { kept: [kept('pings', 16), kept('pings', 16)] }),
    run('table', { output: '1 3\n' }),
  ]);

  it('finds what flat frees, and counts each activation', () => {
    expect(comparison.runs.map(({ extra }) => extra.map(({ binding }) => binding))).toEqual([
      [],
      ['big'],
      ['pings'],
      [],
    ]);
    expect(comparison.runs.map(({ equal }) => equal)).toEqual([true, true, true, false]);
  });

  it('prints a table and the leaks below it', () => {
    expect(comparisonText(comparison, createColors(false)).split('\n').slice(0, 14)).toEqual([
      'shared.js',
      '',
      '                     flat   linked   frame       table',
      'output                  –    equal   equal   DIFFERENT',
      'steps               1,000    1,000   1,000       1,000',
      'time, ms              1.3      1.3     1.3         1.3',
      'environments made       2        1       2           2',
      'bindings kept           1        2       2           1',
      'bytes kept             16   80,016      32          16',
      '',
      'linked keeps 1 binding that flat frees:',
      '  big of connect, 8:9, 80,000 bytes: global ping → closure ping → environment of connect → big',
      '',
      'frame keeps 1 binding that flat frees:',
    ]);
  });
});
