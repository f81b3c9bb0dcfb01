/**
 * Jumps over absent indices, for self-hosted loops over arrays and array-likes that hold much less than their length says. Only where
 * asking each index could not be observed; elsewhere they answer the index they were given, and the loop asks the next.
 */
import type { Machine } from '../machine/machine.ts';
import { JSArray, type JSObject, PlainObject } from '../objects/object.ts';
import { type Shape, ShapeFlag } from '../objects/shape.ts';
import { HOLE, MAX_ARRAY_INDEX, type Value } from '../objects/value.ts';

/** Sorted index keys of a shape, which is immutable as long as it is some object's. */
const sortedKeys = new WeakMap<Shape, Float64Array>();

function indexKeys(shape: Shape): Float64Array {
  let sorted = sortedKeys.get(shape);
  if (sorted === undefined) {
    const found: number[] = [];
    for (let i = 0; i < shape.count; i++) {
      const k = shape.table.keys[i];
      if (typeof k === 'number') found.push(k);
    }
    sorted = Float64Array.from(found).sort();
    sortedKeys.set(shape, sorted);
  }
  return sorted;
}

/** Position of the first key that is at least `k`. */
function lowerBound(keys: Float64Array, k: number): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((keys[middle] as number) < k) low = middle + 1;
    else high = middle;
  }
  return low;
}

function transparent(m: Machine, o: Value): o is JSArray | PlainObject {
  return (o instanceof JSArray || o instanceof PlainObject) && !m.space.indexedPrototypes;
}

/** The first present index that is at least `k`, or `limit` if that is smaller. */
function nextPresent(o: JSArray | PlainObject, k: number, limit: number): number {
  if ((o.shape.flags & ShapeFlag.IndexKeys) !== 0) {
    const keys = indexKeys(o.shape);
    const i = lowerBound(keys, k);
    return i < keys.length ? Math.min(keys[i] as number, limit) : limit;
  }
  const e = o.elements;
  const end = Math.min(e.length, limit);
  for (let i = Math.max(k, 0); i < end; i++) if (e[i] !== HOLE) return i;
  return limit;
}

/** The last absent index before the next present one after `k`, which is absent; below `limit`. */
export function skipHoles(m: Machine, o: Value, k: number, limit: number): number {
  if (!transparent(m, o) || k >= MAX_ARRAY_INDEX) return k;
  return nextPresent(o, k + 1, Math.min(limit, MAX_ARRAY_INDEX)) - 1;
}

/** The same downwards: the smallest absent index above the present one below `k`; 0 if there is none. */
export function skipHolesDown(m: Machine, o: Value, k: number): number {
  if (!transparent(m, o) || k > MAX_ARRAY_INDEX) return k;
  if ((o.shape.flags & ShapeFlag.IndexKeys) !== 0) {
    const keys = indexKeys(o.shape as JSObject['shape']);
    const i = lowerBound(keys, k);
    return i > 0 ? (keys[i - 1] as number) + 1 : 0;
  }
  const e = o.elements;
  for (let i = Math.min(k, e.length) - 1; i >= 0; i--) if (e[i] !== HOLE) return i + 1;
  return 0;
}

/**
 * For a loop that moves each index i of `o` to i + delta (delta < 0): the last index from `k` on such that it and all after `k` have
 * nothing to move and nothing to delete.
 */
export function skipMoves(m: Machine, o: Value, k: number, delta: number, limit: number): number {
  if (!transparent(m, o) || k >= MAX_ARRAY_INDEX) return k;
  const end = Math.min(limit, MAX_ARRAY_INDEX);
  return Math.min(nextPresent(o, k + 1, end), nextPresent(o, k + 1 + delta, end + delta) - delta) - 1;
}

/** The same for a loop that moves upwards from the end (delta > 0): the smallest such index, not below `limit`. */
export function skipMovesDown(m: Machine, o: Value, k: number, delta: number, limit: number): number {
  if (!transparent(m, o) || k + delta > MAX_ARRAY_INDEX) return k;
  const from = skipHolesDown(m, o, k);
  const to = skipHolesDown(m, o, k + delta) - delta;
  return Math.max(from, to, limit);
}
