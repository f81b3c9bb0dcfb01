import { describe, expect, it } from 'vitest';
import { duration, moment, size, wholeNumber } from './options.ts';

describe('values of options', () => {
  it.each([
    ['64m', 64 * 2 ** 20],
    ['2g', 2 * 2 ** 30],
    ['1.5k', 1536],
    ['64MiB', 64 * 2 ** 20],
    ['1048576', 1048576],
    ['10b', 10],
  ])('reads the size %s', (text, bytes) => {
    expect(size('--max-heap')(text)).toBe(bytes);
  });

  it.each(['', 'lots', '-1', '5q', '1e400', '0', '9999999999g'])('refuses the size %j', (text) => {
    expect(() => size('--max-heap')(text)).toThrow(`--max-heap cannot be '${text}'.`);
  });

  it.each([
    ['250', 250],
    ['250ms', 250],
    ['1.5s', 1500],
    ['2m', 120_000],
  ])('reads the time %s', (text, milliseconds) => {
    expect(duration('--timeout')(text)).toBe(milliseconds);
  });

  it('reads whole numbers with groups and powers of ten', () => {
    expect(wholeNumber('--max-steps', 1)('1_000_000')).toBe(1_000_000);
    expect(wholeNumber('--max-steps', 1)('1e6')).toBe(1_000_000);
    expect(() => wholeNumber('--max-steps', 1)('0')).toThrow("--max-steps cannot be '0'.");
    expect(() => wholeNumber('--seed', 0)('1.5')).toThrow("--seed cannot be '1.5'.");
  });

  it('reads moments', () => {
    expect(moment('--now')('0')).toBe(0);
    expect(moment('--now')('2026-01-31T12:00:00Z')).toBe(Date.UTC(2026, 0, 31, 12));
    expect(() => moment('--now')('yesterday')).toThrow("--now cannot be 'yesterday'.");
  });
});
