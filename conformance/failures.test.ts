import { describe, expect, test } from 'vitest';
import { type DetailedFailure, formatFailures, groupFailures, normaliseMessage } from './failures.ts';

const failure = (path: string, message: string, detail = ''): DetailedFailure => ({
  path,
  mode: 'sloppy',
  storage: 'flat',
  message,
  detail,
});

describe('normaliseMessage', () => {
  test.each([
    ['SyntaxError: Unexpected token (12:40)', 'SyntaxError: Unexpected token (…)'],
    ['Expected SameValue(«1», «"a"») to be true', 'Expected SameValue(«…», «…») to be true'],
    ["TypeError: 'x1' is 'y'", "TypeError: '…' is '…'"],
    ['RangeError: 12 of 0x1F at 3.5e10', 'RangeError: N of N at N'],
    ['TypeError: Promise.try is not a function', 'TypeError: Promise.try is not a function'],
  ])('%s', (message, normal) => {
    expect(normaliseMessage(message)).toBe(normal);
  });
});

describe('groupFailures', () => {
  test('largest first; assertions by folder, errors of the engine by the function they come from', () => {
    const broke = (at: string) =>
      `the engine broke: x is undefined\nTypeError: x\n    at ${at} (file.js:1:2)\n    at run (f.js:3:4)`;
    const groups = groupFailures([
      failure('test/language/a/1.js', 'Test262Error: first is wrong'),
      failure('test/language/a/2.js', 'Test262Error: second is wrong'),
      failure('test/language/b/1.js', 'Test262Error: first is wrong'),
      failure('test/language/a/3.js', 'the engine broke: x is undefined', broke('emit')),
      failure('test/language/a/4.js', 'the engine broke: x is undefined', broke('lower')),
      failure('test/language/a/5.js', 'ReferenceError: Iterator is not defined'),
      failure('test/language/b/6.js', 'ReferenceError: Iterator is not defined'),
      failure('test/language/b/7.js', 'ReferenceError: Iterator is not defined'),
    ]);
    expect(groups.map(({ title, failures }) => `${failures.length} ${title}`)).toEqual([
      '3 ReferenceError: Iterator is not defined',
      '2 assertion [language/a]',
      '1 assertion [language/b]',
      '1 the engine broke: x is undefined at emit',
      '1 the engine broke: x is undefined at lower',
    ]);
  });
});

test('the list starts with the groups and ends with every scenario', () => {
  const one = failure('test/language/a/1.js', 'TypeError: x is not a function');
  const text = formatFailures([one, { ...one, mode: 'strict' }]);
  expect(text).toBe(
    [
      '2 failing scenarios in 1 groups',
      '',
      '     2  TypeError: x is not a function',
      '        test/language/a/1.js (sloppy, strict)',
      '',
      'Every failing scenario:',
      '',
      'test/language/a/1.js\tsloppy\tflat\tTypeError: x is not a function',
      'test/language/a/1.js\tstrict\tflat\tTypeError: x is not a function',
      '',
    ].join('\n'),
  );
});
