import { describe, expect, it } from 'vitest';
import { mentions } from './last-write.ts';

describe('mentions of a name', () => {
  it('are whole names only', () => {
    const text = 'count; counts; _count; $count; x.count';
    const { within } = mentions(text, 'count');
    const found = [...text.matchAll(/count/g)]
      .filter(({ index }) => within(index, index + 1))
      .map(({ index }) => index);
    expect(found).toEqual([0, text.lastIndexOf('count')]);
  });

  it('are looked for between two offsets', () => {
    const { within } = mentions('let ö = 1;\nö++;', 'ö');
    expect([within(0, 4), within(0, 5), within(5, 11), within(11, 12)]).toEqual([false, true, false, true]);
  });
});
