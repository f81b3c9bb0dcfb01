import { describe, expect, it } from 'vitest';
import { sumPrecise } from './sum-precise.ts';

describe('Math.sumPrecise', () => {
  it.each<[number[], number]>([
    [[], -0],
    [[-0, -0], -0],
    [[-0, 0], 0],
    [[1, 2, 3], 6],
    [[0.1, 0.2, 0.3], 0.6],
    [[1e308, 1e308, 0.1, 0.1, 1e30, 0.1, -1e30, -1e308, -1e308], 0.30000000000000004],
    [[1e30, 0.1, -1e30], 0.1],
    [[8.98846567431158e307, 8.988465674311579e307, -1.7976931348623157e308], 9.9792015476736e291],
    [[5e-324, 5e-324], 1e-323],
    [[1.7976931348623157e308, 9.9792015476736e291], Number.POSITIVE_INFINITY],
    [[1.7976931348623157e308, 9.979201547673598e291], 1.7976931348623157e308],
    [[Number.POSITIVE_INFINITY, 1], Number.POSITIVE_INFINITY],
    [[Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY], Number.NaN],
    [[2.2250738585072014e-308, -5e-324], 2.225073858507201e-308],
  ])('%j', (numbers, expected) => {
    expect(sumPrecise(numbers)).toBe(expected);
  });
});
