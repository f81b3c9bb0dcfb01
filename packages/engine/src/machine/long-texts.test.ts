import { expect, it } from 'vitest';
import { LongTexts } from './long-texts.ts';

const text = (unit: string, length: number): string => unit.repeat(length);

it('finds an equal text, made anew, and tells others of its length apart', () => {
  const texts = new LongTexts(1 << 30);
  expect(texts.find(text('a', 5000))).toBeNull();
  const first = texts.add(text('a', 5000));
  expect(texts.find(text('b', 5000))).toBeNull();
  const second = texts.add(text('b', 5000));
  expect(texts.find(text('a', 5000))).toBe(first);
  expect(texts.find(text('b', 5000))).toBe(second);
  expect(texts.find(text('a', 5001))).toBeNull();
});

it('reads no more than a share of the limit, or what any walk may read', () => {
  for (const [heapBytes, units] of [
    [1 << 20, 1 << 24],
    [1 << 28, 1 << 26],
  ] as const) {
    const texts = new LongTexts(heapBytes);
    const length = 1 << 22;
    const n = units / length;
    for (let i = 0; i < n; i++) {
      const one = text(String.fromCharCode(65 + i), length);
      expect(texts.mayRead(one)).toBe(true);
      expect(texts.find(one)).toBeNull();
      texts.add(one);
    }
    const again = text('A', length);
    expect(texts.mayRead(again)).toBe(false);
    expect(texts.find(again)).toBeNull();
    expect(texts.add(again)).not.toBe(texts.add(again));
  }
});
