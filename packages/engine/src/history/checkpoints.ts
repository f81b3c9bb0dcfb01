/** Which checkpoints to begin at, to make, and to do without. */
import type { Checkpoint } from './journal.ts';

/** Fewer steps are replayed faster than anybody can tell. */
export const LEAST_STEPS = 100_000;

/** The last checkpoint at or before a step; the first where there is none. */
export function checkpointFor(checkpoints: readonly Checkpoint[], step: number): Checkpoint {
  let low = 0;
  let high = checkpoints.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((checkpoints[middle] as Checkpoint).step <= step) low = middle;
    else high = middle - 1;
  }
  return checkpoints[low] as Checkpoint;
}

/**
 * The index of the checkpoint without which the least is lost: the gap that it leaves is small, measured by its distance from the step
 * shown. Negative where none can go.
 */
export function leastUseful(checkpoints: readonly Checkpoint[], shown: number): number {
  let best = -1;
  let least = Number.POSITIVE_INFINITY;
  for (let i = 1; i + 1 < checkpoints.length; i++) {
    const one = checkpoints[i] as Checkpoint;
    if (one.pinned) continue;
    const gap = (checkpoints[i + 1] as Checkpoint).step - (checkpoints[i - 1] as Checkpoint).step;
    const loss = gap / (Math.abs(shown - one.step) + LEAST_STEPS);
    if (loss < least) {
      least = loss;
      best = i;
    }
  }
  return best;
}

/**
 * Where on a long way to a step checkpoints are made, closer and closer: whoever goes there is likely to go to the steps before it.
 * @param least steps between two
 */
export function stopsBetween(from: number, to: number, least: number): number[] {
  const stops: number[] = [];
  for (let distance = Math.floor((to - from) / 4); distance >= least; distance = Math.floor(distance / 4))
    stops.push(to - distance);
  return stops;
}
