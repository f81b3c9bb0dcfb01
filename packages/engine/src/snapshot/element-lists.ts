/** Lists of slots: elements of objects, arguments. */
import { ModuleNode } from '../agent/module-state.ts';
import { JSArray, type JSObject, NO_ELEMENTS, type Slot } from '../objects/object.ts';
import { newElements } from '../objects/property.ts';
import { ShapeFlag } from '../objects/shape.ts';
import { MAX_ARRAY_INDEX } from '../objects/value.ts';
import { isSlot, type StateReader } from './graph-reader.ts';
import { damaged } from './snapshot-error.ts';

/** `n`: how many there are, where that has been read. */
export function slotList(r: StateReader, n = r.input.count()): Slot[] {
  const out = newElements();
  for (; n > 0; n--) {
    const v = r.any();
    // Lists of self-hosted code hand modules on.
    if (isSlot(v) || v instanceof ModuleNode) out.push(v as Slot);
    else damaged('something else than a value in a list');
  }
  return out;
}

/** The elements of an object that has its shape. */
export function elements(r: StateReader, o: JSObject): Slot[] {
  const n = r.input.count();
  // An array has a list of its own, which the engine writes to.
  if (n === 0) return o instanceof JSArray ? newElements() : NO_ELEMENTS;
  if ((o.shape.flags & ShapeFlag.IndexKeys) !== 0) damaged('an object with two places for its elements');
  return slotList(r, n);
}

/** The length of an array that has its elements. */
export function arrayLength(r: StateReader, a: JSArray): number {
  const n = r.input.uint();
  if (n > MAX_ARRAY_INDEX + 1) damaged('the length of an array');
  if (
    (a.shape.flags & ShapeFlag.IndexKeys) === 0
      ? n !== a.elements.length
      : !a.shape.table.keys.every((k) => typeof k !== 'number' || k < n)
  )
    damaged('an array whose length does not fit its elements');
  return n;
}
