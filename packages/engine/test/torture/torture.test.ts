/** Real programs saved and restored at random instructions. All of them, at 100 points each: `npm run torture`. */
import * as engine from '@saguaro/engine';
import { expect, it } from 'vitest';
import { sourceOf } from './programs.mjs';
import { pointsOf, runAtOnce, runSaved } from './torture.mjs';

/** Name, and at how many points. */
const CASES: readonly [name: string, points: number][] = [
  ['mustache', 25],
  ['marked', 10],
  ['decimal.js', 10],
  ['lodash', 3],
];

it.each(CASES)('%s, saved %i times', { timeout: 120_000 }, (name, count) => {
  const source = sourceOf(name);
  const once = runAtOnce(engine, source);
  const points = pointsOf(once.steps, count, 1);
  expect(points).toHaveLength(count);
  const { end, steps, unequal } = runSaved(engine, source, points);
  expect({ end, steps, unequal }).toEqual({ ...once, unequal: [] });
});
