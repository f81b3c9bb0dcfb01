import { describe, expect, it } from 'vitest';
import { escapeRegExp } from './regexp-escape.ts';

describe('RegExp.escape', () => {
  it.each([
    ['', ''],
    ['abc', '\\x61bc'],
    ['1+1=2', '\\x31\\+1\\x3d2'],
    ['a\nb', '\\x61\\nb'],
    ['\u2028\u00a0', '\\u2028\\xa0'],
    ['_$/', '_\\$\\/'],
    ['😀', '😀'],
    ['\ud83d', '\\ud83d'],
  ])('%j', (text, escaped) => {
    expect(escapeRegExp(text)).toBe(escaped);
    expect(new RegExp(`^${escaped}$`).test(text)).toBe(true);
  });
});
