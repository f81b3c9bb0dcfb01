/** Work on many elements of typed arrays at once: leaves over the host's views, which are memory here. */
import type { Machine } from '../machine/machine.ts';
import { JSArray, type Slot } from '../objects/object.ts';
import { ShapeFlag } from '../objects/shape.ts';
import {
  type ArrayBufferData,
  ELEMENT_SIZE,
  isBigIntType,
  numberToFloat16,
  type TypedArrayData,
  typedArrayGet,
  typedArraySet,
  typedArrayView,
} from '../objects/typed-array.ts';
import type { Value } from '../objects/value.ts';
import { newList } from './array-dense.ts';

/** A view as the operations common to number and BigInt arrays see it. */
interface AnyView {
  readonly length: number;
  [i: number]: number | bigint;
  fill(v: number | bigint, from: number, to: number): unknown;
  reverse(): unknown;
  sort(): unknown;
  copyWithin(to: number, from: number, end: number): unknown;
  set(source: AnyView, offset: number): void;
  subarray(from: number, to: number): AnyView;
  indexOf(v: number | bigint, from: number): number;
  lastIndexOf(v: number | bigint, from: number): number;
  includes(v: number | bigint, from: number): boolean;
}

const view = (d: TypedArrayData): AnyView => typedArrayView(d) as unknown as AnyView;

/** Fuel for `n` elements that the host handles in bulk. */
function spend(m: Machine, n: number): void {
  m.useFuel(n >> 6);
}

export function fill(m: Machine, d: TypedArrayData, v: number | bigint, from: number, to: number): undefined {
  spend(m, to - from);
  if (to > from) view(d).fill(d.type === 'Float16' ? numberToFloat16(v as number) : v, from, to);
  return undefined;
}

export function reverse(m: Machine, d: TypedArrayData): undefined {
  spend(m, view(d).length);
  view(d).reverse();
  return undefined;
}

/** Elements handled between two looks at the time. */
const PIECE = 4096;

/** The texts of the first `length` elements joined; those that are gone by now are empty. */
export function join(m: Machine, d: TypedArrayData, by: string, length: number): string {
  const v = view(d);
  const n = Math.min(length, v.length);
  m.checkStringLength((by.length + (n < length ? 0 : 1)) * Math.max(length - 1, 0));
  m.useFuel(length >> 1);
  let text = '';
  // In pieces, each of which the host joins as a whole.
  for (let from = 0; from < length; from += PIECE) {
    m.mindTime();
    const to = Math.min(from + PIECE, length);
    const parts: string[] = [];
    for (let i = from; i < to; i++) parts.push(i < n ? String(typedArrayGet(d, i)) : '');
    const piece = parts.join(by);
    m.checkGrowth(text.length, 2 * (by.length + piece.length));
    text += from === 0 ? piece : by + piece;
  }
  return text;
}

function matches(d: TypedArrayData, v: Value): v is number | bigint {
  return typeof v === (isBigIntType(d.type) ? 'bigint' : 'number');
}

export function indexOf(m: Machine, d: TypedArrayData, v: Value, from: number, to: number): number {
  const list = view(d);
  if (!matches(d, v)) return -1;
  const end = Math.min(to, list.length);
  spend(m, end - from);
  if (d.type !== 'Float16') {
    const i = list.indexOf(v, from);
    return i < end ? i : -1;
  }
  for (let i = from; i < end; i++) if (typedArrayGet(d, i) === v) return i;
  return -1;
}

export function lastIndexOf(m: Machine, d: TypedArrayData, v: Value, from: number): number {
  const list = view(d);
  if (!matches(d, v)) return -1;
  const start = Math.min(from, list.length - 1);
  if (start < 0) return -1;
  spend(m, start);
  if (d.type !== 'Float16') return list.lastIndexOf(v, start);
  for (let i = start; i >= 0; i--) if (typedArrayGet(d, i) === v) return i;
  return -1;
}

/** Elements from … to, those beyond the end now being undefined. */
export function includes(m: Machine, d: TypedArrayData, v: Value, from: number, to: number): boolean {
  const list = view(d);
  if (v === undefined) return to > Math.max(from, list.length);
  if (!matches(d, v)) return false;
  const end = Math.min(to, list.length);
  spend(m, end - from);
  if (from >= end) return false;
  if (d.type !== 'Float16') return list.subarray(0, end).includes(v, from);
  for (let i = from; i < end; i++) {
    const x = typedArrayGet(d, i);
    if (x === v || (x !== x && v !== v)) return true;
  }
  return false;
}

/** Moves `n` elements from `from` to `to`, as far as both lie in the array now. */
export function copyWithin(m: Machine, d: TypedArrayData, to: number, from: number, n: number): undefined {
  const list = view(d);
  const count = Math.min(n, list.length - from, list.length - to);
  spend(m, count);
  if (count > 0) list.copyWithin(to, from, from + count);
  return undefined;
}

export function setFrom(m: Machine, target: TypedArrayData, source: TypedArrayData, offset: number): undefined {
  const to = view(target);
  const from = view(source);
  spend(m, from.length);
  if (target.type === source.type) to.set(from, offset);
  else if (target.type !== 'Float16' && source.type !== 'Float16') to.set(from, offset);
  else {
    // Converted by value; the elements are read first, for both may lie in one buffer.
    m.charge(8 * from.length);
    const values: (number | bigint)[] = [];
    for (let i = 0; i < from.length; i++) values.push(typedArrayGet(source, i) as number | bigint);
    for (let i = 0; i < values.length; i++) typedArraySet(target, offset + i, values[i] as number | bigint);
  }
  return undefined;
}

/** Steps 14 of %TypedArray%.prototype.slice (§23.2.3.27). */
export function sliceInto(
  m: Machine,
  source: TypedArrayData,
  target: TypedArrayData,
  from: number,
  to: number,
): undefined {
  const s = view(source);
  const end = Math.min(to, s.length);
  spend(m, end - from);
  if (end <= from) return undefined;
  if (source.type !== target.type) {
    for (let i = from; i < end; i++) typedArraySet(target, i - from, typedArrayGet(source, i) as number | bigint);
    return undefined;
  }
  const t = view(target);
  const n = Math.min(end - from, t.length);
  if (n <= 0) return undefined;
  if (source.buffer !== target.buffer) {
    t.set(s.subarray(from, from + n), 0);
    return undefined;
  }
  // One buffer: byte by byte upwards, which the guest can tell where the ranges overlap.
  const bytes = (source.buffer.data as ArrayBufferData).bytes as Uint8Array;
  const size = ELEMENT_SIZE[source.type];
  const a = source.byteOffset + from * size;
  const b = target.byteOffset;
  for (let i = 0; i < n * size; i++) bytes[b + i] = bytes[a + i] as number;
  return undefined;
}

export function setDense(m: Machine, target: TypedArrayData, source: Value, offset: number): boolean {
  if (!(source instanceof JSArray) || (source.shape.flags & ShapeFlag.IndexKeys) !== 0) return false;
  const list = source.elements;
  const type = isBigIntType(target.type) ? 'bigint' : 'number';
  for (let i = 0; i < list.length; i++) if (typeof list[i] !== type) return false;
  m.useFuel(list.length >> 4);
  if (target.type === 'Float16') {
    for (let i = 0; i < list.length; i++) typedArraySet(target, offset + i, list[i] as number);
    return true;
  }
  const v = view(target);
  for (let i = 0; i < list.length; i++) v[offset + i] = list[i] as number | bigint;
  return true;
}

export function toList(m: Machine, d: TypedArrayData): Value {
  const v = view(d);
  m.charge(16 * v.length);
  m.useFuel(v.length >> 4);
  const list: Slot[] = newList();
  for (let i = 0; i < v.length; i++) list.push(typedArrayGet(d, i));
  return m.realm.newArray(list);
}

/** Writes a list of elements, as many as there are places now. */
export function storeList(m: Machine, d: TypedArrayData, list: readonly (number | bigint)[]): undefined {
  m.useFuel(list.length >> 4);
  for (let i = 0; i < list.length; i++) typedArraySet(d, i, list[i] as number | bigint);
  return undefined;
}
