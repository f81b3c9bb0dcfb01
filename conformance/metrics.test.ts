import { expect, test } from 'vitest';
import { changeSince, countAreas, countTop, formatMetrics, percentage, recordAreas } from './metrics.ts';
import { sample } from './suite.ts';

test('areas are two levels deep, sorted, and add up', () => {
  const areas = countAreas(
    [{ path: 'test/language/b/c/d.js' }],
    [{ path: 'test/language/a/x.js' }, { path: 'test/harness/y.js' }],
  );
  expect(Object.entries(areas)).toEqual([
    ['harness', { passed: 0, total: 1 }],
    ['language/a', { passed: 0, total: 1 }],
    ['language/b', { passed: 1, total: 1 }],
  ]);
  expect(countTop(areas)).toEqual({ harness: { passed: 0, total: 1 }, language: { passed: 1, total: 2 } });
});

test('a percentage is cut: only all is 100', () => {
  expect(percentage({ passed: 99_999, total: 100_000 })).toBe('99.99 %');
  expect(percentage({ passed: 7, total: 7 })).toBe('100.00 %');
});

test('a change is in scenarios while the total is the same, in points when it is not', () => {
  expect(changeSince(undefined, { passed: 1, total: 2 })).toBe('');
  expect(changeSince({ passed: 1, total: 4 }, { passed: 3, total: 4 })).toBe('+2');
  expect(changeSince({ passed: 3, total: 4 }, { passed: 1, total: 4 })).toBe('−2');
  expect(changeSince({ passed: 1, total: 4 }, { passed: 4, total: 8 })).toBe('+25.00 points');
});

test('recording replaces the areas that were run and keeps the others', () => {
  const before = { all: { 'language/a': { passed: 1, total: 2 }, 'language/b': { passed: 3, total: 4 } } };
  const after = recordAreas(before, 'all', { 'language/a': { passed: 2, total: 2 } });
  expect(JSON.parse(formatMetrics(after))).toEqual({
    all: { 'language/a': { passed: 2, total: 2 }, 'language/b': { passed: 3, total: 4 } },
  });
});

test('a sample is the same whatever order the paths come in, and a smaller one is part of a larger', () => {
  const paths = Array.from({ length: 50 }, (_, n) => `test/${n}.js`);
  const ten = sample(paths, 10);
  expect(ten).toHaveLength(10);
  expect(sample(paths.toReversed(), 10)).toEqual(ten);
  expect(sample(paths, 20)).toEqual(expect.arrayContaining(ten));
});
