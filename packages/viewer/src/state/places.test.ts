import { describe, expect, it } from 'vitest';
import { Places } from './places.ts';

const rowsOf = (places: Places, ids: readonly number[]) => ids.map((id) => places.of(id)?.row);

describe('places', () => {
  it('stay where they are while others come and go', () => {
    const places = new Places();
    places.settle([1, 2, 3], () => 4);
    expect(rowsOf(places, [1, 2, 3])).toEqual([0, 4, 8]);
    places.settle([1, 3], () => 4);
    places.settle([1, 3, 4], () => 9);
    expect(rowsOf(places, [1, 3, 4])).toEqual([0, 8, 12]);
  });

  it('are given to the next that fits', () => {
    const places = new Places();
    places.settle([1, 2, 3], () => 4);
    places.settle([1, 3], () => 4);
    places.settle([1, 3, 5, 6], () => 2);
    expect(rowsOf(places, [5, 6])).toEqual([4, 6]);
    expect(places.height).toBe(12);
  });

  it('are taken again by those who come back, before new ones get any', () => {
    const places = new Places();
    places.settle([1, 2, 3, 4], () => 4);
    places.settle([1], () => 4);
    places.settle([1, 5, 3], () => 4);
    expect(rowsOf(places, [1, 3, 5])).toEqual([0, 8, 4]);
    // The place of 2 is another's by now.
    places.settle([1, 5, 3, 2, 4], () => 4);
    expect(rowsOf(places, [1, 5, 3, 4, 2])).toEqual([0, 4, 8, 12, 16]);
  });

  it('lie in one bank each', () => {
    const places = new Places(10);
    places.settle([1, 2, 3], () => 6);
    expect(rowsOf(places, [1, 2, 3])).toEqual([0, 10, 20]);
    places.settle([1, 2, 3, 4, 5], () => 4);
    expect(rowsOf(places, [4, 5])).toEqual([6, 16]);
  });

  it('never overlap, whatever comes and goes', () => {
    let seed = 7;
    const random = (n: number) => {
      seed = (seed * 1103515245 + 12345) % 2 ** 31;
      return seed % n;
    };
    const places = new Places(26);
    const heights = new Map<number, number>();
    const before = new Map<number, number | undefined>();
    for (let round = 0; round < 300; round++) {
      for (const id of [...heights.keys()]) if (random(4) === 0) heights.delete(id);
      for (let i = random(6); i > 0; i--) heights.set(round * 10 + i, 1 + random(26));
      places.settle(heights.keys(), (id) => heights.get(id) as number);
      const taken = [...heights.keys()].map((id) => places.of(id) as { row: number; rows: number });
      taken.sort((a, b) => a.row - b.row);
      taken.forEach((place, i) => {
        const next = taken[i + 1];
        if (next !== undefined) expect(place.row + place.rows).toBeLessThanOrEqual(next.row);
        expect(Math.floor(place.row / 26)).toBe(Math.floor((place.row + place.rows - 1) / 26));
      });
      for (const id of heights.keys()) {
        if (before.has(id)) expect(places.of(id)?.row).toBe(before.get(id));
        before.set(id, places.of(id)?.row);
      }
      expect([...places.between(0, places.height)].length).toBe(heights.size);
    }
  });
});
