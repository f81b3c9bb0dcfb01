/** Iteration of built-in array iterators without result objects, where nobody can tell. */
import type { Realm } from '../agent/realm.ts';
import { ExoticObject, JSArray, type Slot } from '../objects/object.ts';
import { BAIL, DONE, HOLE, type Mark } from '../objects/value.ts';

/** Internal slots of an array iterator (ECMA-262 §23.1.5). */
export interface ArrayIteratorData {
  /** Undefined once the end was reached. */
  target: unknown;
  index: number;
  readonly mode: 'keys' | 'values' | 'entries';
}

/** One step of a values iterator over an array: the value, DONE, or BAIL where the general way must be taken. */
export function stepArray(realm: Realm, it: unknown, next: unknown): Slot | Mark {
  if (!(it instanceof ExoticObject) || it.kind !== 'ArrayIterator' || next !== realm.arrayIteratorNext) return BAIL;
  const d = it.data as ArrayIteratorData;
  const a = d.target;
  if (!(a instanceof JSArray) || d.mode !== 'values') return BAIL;
  const i = d.index;
  if (i >= a.length) {
    d.target = undefined;
    return DONE;
  }
  const e = a.elements;
  if (i >= e.length) return BAIL;
  const v = e[i] as Slot;
  if (v === HOLE) return BAIL;
  d.index = i + 1;
  return v;
}
