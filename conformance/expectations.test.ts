import { describe, expect, test } from 'vitest';
import {
  compare,
  type ExpectationsFile,
  type Failure,
  formatExpectations,
  isAsExpected,
  parseExpectations,
  type RunResult,
  unexamined,
  update,
} from './expectations.ts';
import type { Mode } from './scenarios.ts';

const fail = (path: string, message: string, mode: Mode = 'sloppy'): Failure => ({ path, mode, message });
const pass = (path: string, mode: Mode = 'sloppy') => ({ path, mode });
const run = (passed: RunResult['passed'], failed: Failure[], covered: string[] = []): RunResult => ({
  passed,
  failed,
  covers: (prefix) => covered.some((start) => prefix.startsWith(start)),
});
const known: ExpectationsFile = {
  suite: 'r1',
  groups: [
    { reason: 'no such feature yet', under: 'test/big/', failing: 2 },
    {
      reason: 'the host sorts so',
      message: 'Error: m',
      scenarios: { 'test/a.js': 'sloppy strict', 'test/b.js': 'strict' },
    },
  ],
};

describe('compare', () => {
  test('known failures that fail as known are as expected', () => {
    const result = compare(
      known,
      run([pass('test/c.js')], [fail('test/a.js', 'Error: m'), fail('test/big/x.js', 'any')]),
    );
    expect(isAsExpected(result)).toBe(true);
    expect(result.known).toBe(2);
  });

  test('tells new, changed and fixed apart', () => {
    const result = compare(
      known,
      run([pass('test/b.js', 'strict')], [fail('test/a.js', 'Error: other'), fail('test/b.js', 'Error: m', 'sloppy')]),
    );
    expect(isAsExpected(result)).toBe(false);
    expect(result.newFailures).toEqual([fail('test/b.js', 'Error: m', 'sloppy')]);
    expect(result.changed).toEqual([{ failure: fail('test/a.js', 'Error: other'), expected: 'Error: m' }]);
    expect(result.fixed).toEqual([{ scenario: pass('test/b.js', 'strict'), reason: 'the host sorts so' }]);
  });

  test('what a run did not cover is neither fixed nor failing', () => {
    expect(isAsExpected(compare(known, run([pass('test/z.js')], [])))).toBe(true);
  });

  test('a known failure whose test is gone counts as fixed when its place was covered', () => {
    const result = compare(known, run([], [fail('test/a.js', 'Error: m')], ['test/a', 'test/b']));
    expect(result.fixed.map(({ scenario }) => scenario)).toEqual([
      pass('test/a.js', 'strict'),
      pass('test/b.js', 'strict'),
    ]);
  });

  test('the count of a group by prefix is asserted where the run covers it', () => {
    const failed = [fail('test/big/x.js', 'one')];
    expect(compare(known, run([], failed)).counts).toEqual([]);
    expect(compare(known, run([], failed, ['test/big/'])).counts).toEqual([{ group: known.groups[0], failing: 1 }]);
  });
});

describe('update', () => {
  test('keeps reasons, takes new messages, drops what passes, leaves alone what was not run', () => {
    const result = run(
      [pass('test/a.js', 'strict')],
      [fail('test/a.js', 'Error: other'), fail('test/n.js', 'Error: m', 'module'), fail('test/big/x.js', 'any')],
    );
    const updated = update(known, result, 'r2');
    expect(updated).toEqual({
      suite: 'r2',
      groups: [
        { reason: 'no such feature yet', under: 'test/big/', failing: 2 },
        { reason: unexamined, message: 'Error: m', scenarios: { 'test/n.js': 'module' } },
        { reason: 'the host sorts so', message: 'Error: m', scenarios: { 'test/b.js': 'strict' } },
        { reason: 'the host sorts so', message: 'Error: other', scenarios: { 'test/a.js': 'sloppy' } },
      ],
    });
    expect(isAsExpected(compare(updated, result))).toBe(true);
  });

  test('a covered group by prefix takes its new count, and goes when nothing in it fails', () => {
    const covered = ['test/big/'];
    const one = update(known, run([], [fail('test/big/x.js', 'any')], covered), 'r1');
    expect(one.groups[0]).toEqual({ reason: 'no such feature yet', under: 'test/big/', failing: 1 });
    expect(update(known, run([], [], covered), 'r1').groups.some((group) => 'under' in group)).toBe(false);
  });

  test('is the same file again when nothing changed', () => {
    const result = run([], [fail('test/a.js', 'Error: m'), fail('test/a.js', 'Error: m', 'strict')]);
    const text = formatExpectations(update(known, result, 'r1'));
    expect(formatExpectations(update(parseExpectations(text), result, 'r1'))).toBe(text);
  });
});

describe('parseExpectations', () => {
  test('refuses a group without a reason, an unknown mode, a scenario listed twice', () => {
    const group = { reason: 'r', message: 'm', scenarios: { 'test/a.js': 'sloppy' } };
    const text = (...groups: object[]) => JSON.stringify({ suite: null, groups });
    expect(() => parseExpectations(text({ ...group, reason: '' }))).toThrow('a group lacks its reason');
    expect(() => parseExpectations(text({ ...group, scenarios: { 'test/a.js': 'slopy' } }))).toThrow(
      'unknown mode "slopy"',
    );
    expect(() => parseExpectations(text(group, { ...group, message: 'other' }))).toThrow(
      'test/a.js (sloppy) is listed twice',
    );
  });
});
