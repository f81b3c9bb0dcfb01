/** What listing an object's keys costs, counted before they are listed. */
import { ExoticObject, JSArray, type JSObject, PlainObject } from '../objects/object.ts';
import { type TypedArrayData, typedArrayLength } from '../objects/typed-array.ts';
import type { Machine } from './machine.ts';

/** A place in a list, and the string that an index becomes. */
const INDEX_BYTES = 48;
const KEY_BYTES = 8;

/** Charges bytes and steps for listing the own keys of `o`, which is no Proxy. */
export function chargeKeys(m: Machine, o: JSObject): void {
  let indices = o instanceof JSArray || o instanceof PlainObject ? o.elements.length : 0;
  if (o instanceof ExoticObject) {
    if (o.kind === 'String') indices = (o.data as string).length;
    else if (o.kind === 'TypedArray') indices = typedArrayLength(o.data as TypedArrayData);
    else indices = o.elements.length;
  }
  const { count } = o.shape;
  m.charge(16 + indices * INDEX_BYTES + count * KEY_BYTES);
  m.useFuel((indices + count) >> 1);
}
