/**
 * Natives of Array.prototype for dense arrays: those where reading and writing indices has no effects but on the list of elements.
 * Each bails where the array is not of that kind, and its self-hosted form (`array.js`) runs instead.
 */
import { messageText } from '../machine/callee-text.ts';
import type { Machine } from '../machine/machine.ts';
import { ToIntegerOrInfinity, ToString } from '../objects/conversion.ts';
import {
  Accessor,
  ExoticObject,
  isObject,
  JSArray,
  JSFunction,
  type JSObject,
  NO_ELEMENTS,
  type Slot,
} from '../objects/object.ts';
import { getOwnSlot, lookup } from '../objects/property.ts';
import { ShapeFlag } from '../objects/shape.ts';
import { BAIL, HOLE, type Mark, symbols, type Value } from '../objects/value.ts';

/** Longest list of elements that the host's arrays can hold in their fast representation. */
const MAX_DENSE = 1 << 26;

/** An array whose indices are all in its list, HOLE meaning absent. */
export function isDense(m: Machine, v: Value): v is JSArray {
  return v instanceof JSArray && (v.shape.flags & ShapeFlag.IndexKeys) === 0 && !m.space.indexedPrototypes;
}

const FIXED = ShapeFlag.IndexKeys | ShapeFlag.NonExtensible | ShapeFlag.LengthReadOnly | ShapeFlag.Prototype;

/** A dense array to which elements can be added and from which they can be removed. */
export function isGrowable(m: Machine, v: Value): v is JSArray {
  return v instanceof JSArray && (v.shape.flags & FIXED) === 0 && !m.space.indexedPrototypes;
}

/** An empty list with the representation that all lists of elements have (see `Realm.newArray`). */
export function newList(): Slot[] {
  const list: Slot[] = [HOLE];
  list.pop();
  return list;
}

/** The list of a growable array, its own to change. */
function listOf(a: JSArray): Slot[] {
  if (a.elements === NO_ELEMENTS) a.elements = newList();
  return a.elements;
}

/** A new array around a list made from other lists of elements. */
function arrayOf(m: Machine, list: Slot[]): JSArray {
  m.allocated += 96 + 8 * list.length;
  m.useFuel(list.length >> 4);
  return new JSArray(m.realm.arrayShape, list);
}

function present(v: Slot): Value {
  return v === HOLE ? undefined : (v as Value);
}

/** Relative index: counted from the end if negative, clamped to 0 … length. */
function relative(m: Machine, v: Value, length: number): number {
  const n = ToIntegerOrInfinity(m, v);
  return n < 0 ? Math.max(n + length, 0) : Math.min(n, length);
}

function relativeEnd(m: Machine, v: Value, length: number): number {
  return v === undefined ? length : relative(m, v, length);
}

/**
 * ArraySpeciesCreate of `a` makes an ordinary array of this realm and runs no guest code: `constructor` is found to be %Array%,
 * whose `Symbol.species` is the one it was born with.
 */
export function isSpeciesIntact(m: Machine, a: JSObject): boolean {
  const array = m.realm.intrinsic('%Array%');
  if (lookup(a, 'constructor') !== array) return false;
  const species = getOwnSlot(array, symbols.species);
  return (
    species instanceof Accessor &&
    species.get instanceof JSFunction &&
    species.get.code.spec?.name === 'get [Symbol.species]'
  );
}

export function push(m: Machine, self: Value, args: Value[]): Value | Mark {
  if (!isGrowable(m, self) || self.length + args.length > MAX_DENSE) return BAIL;
  const list = listOf(self);
  for (let i = 0; i < args.length; i++) list.push(args[i]);
  m.allocated += 8 * args.length;
  self.length = list.length;
  return list.length;
}

export function pop(m: Machine, self: Value): Value | Mark {
  if (!isGrowable(m, self)) return BAIL;
  if (self.length === 0) return undefined;
  self.length--;
  return present(self.elements.pop());
}

export function shift(m: Machine, self: Value): Value | Mark {
  if (!isGrowable(m, self)) return BAIL;
  if (self.length === 0) return undefined;
  self.length--;
  return present(self.elements.shift());
}

export function unshift(m: Machine, self: Value, args: Value[]): Value | Mark {
  if (!isGrowable(m, self) || self.length + args.length > MAX_DENSE) return BAIL;
  if (args.length === 0) return self.length;
  const list = listOf(self);
  if (args.length === 1) list.unshift(args[0]);
  else insert(list, 0, args, 0);
  m.allocated += 8 * args.length;
  m.useFuel(list.length >> 6);
  self.length = list.length;
  return list.length;
}

/** So many arguments are spread over the host's stack without risk. */
const MAX_SPREAD = 512;

/** Inserts `from[start …]` at `at`. */
function insert(list: Slot[], at: number, from: readonly Slot[], start: number): void {
  const n = from.length - start;
  if (n <= 0) return;
  if (n <= MAX_SPREAD) {
    list.splice(at, 0, ...from.slice(start));
    return;
  }
  const old = list.length;
  for (let i = 0; i < n; i++) list.push(undefined);
  list.copyWithin(at + n, at, old);
  for (let i = 0; i < n; i++) list[at + i] = from[start + i] as Slot;
}

export function slice(m: Machine, self: Value, start: Value, end: Value): Value | Mark {
  if (!isDense(m, self)) return BAIL;
  const from = relative(m, start, self.length);
  const to = relativeEnd(m, end, self.length);
  if (!isSpeciesIntact(m, self)) return BAIL;
  m.charge(8 * Math.max(to - from, 0));
  return to > from ? arrayOf(m, self.elements.slice(from, to)) : arrayOf(m, newList());
}

export function splice(m: Machine, self: Value, args: Value[]): Value | Mark {
  if (!isGrowable(m, self)) return BAIL;
  const n = self.length;
  const from = relative(m, args[0], n);
  const count =
    args.length === 0
      ? 0
      : args.length === 1
        ? n - from
        : Math.min(Math.max(ToIntegerOrInfinity(m, args[1]), 0), n - from);
  const inserted = Math.max(args.length - 2, 0);
  if (!isSpeciesIntact(m, self) || n - count + inserted > MAX_DENSE) return BAIL;
  const list = listOf(self);
  m.useFuel((n - from) >> 6);
  m.charge(8 * (count + inserted));
  const removed =
    count === 0 ? newList() : inserted === 1 ? list.splice(from, count, args[2]) : list.splice(from, count);
  if (count === 0 || inserted > 1) insert(list, from, args, 2);
  self.length = list.length;
  return arrayOf(m, removed);
}

/** Does `concat` spread `v`? BAIL where that takes guest code to know. */
function spreads(m: Machine, v: Value): boolean | Mark {
  if (!isObject(v)) return false;
  const flag = lookup(v, symbols.isConcatSpreadable);
  if (flag === HOLE || flag === undefined) {
    if (!(v instanceof JSArray)) return false;
    return isDense(m, v) ? true : BAIL;
  }
  return BAIL;
}

export function concat(m: Machine, self: Value, args: Value[]): Value | Mark {
  if (!isDense(m, self) || spreads(m, self) !== true || !isSpeciesIntact(m, self)) return BAIL;
  let total = self.length;
  let simple = true;
  for (const v of args) {
    const s = spreads(m, v);
    if (s === BAIL) return BAIL;
    if (s === true) total += (v as JSArray).length;
    else {
      total++;
      simple = false;
    }
  }
  if (total > MAX_DENSE) return BAIL;
  m.charge(8 * total);
  if (simple && args.length === 1) return arrayOf(m, self.elements.concat((args[0] as JSArray).elements));
  const list = self.elements.length === 0 ? newList() : self.elements.slice();
  for (const v of args) {
    if (v instanceof JSArray) {
      const more = v.elements;
      for (let i = 0; i < more.length; i++) list.push(more[i]);
    } else list.push(v);
  }
  return arrayOf(m, list);
}

/** The text of elements joined, where all are primitives. */
export function join(m: Machine, self: Value, separator: Value): Value | Mark {
  if (!isDense(m, self)) return BAIL;
  const by = separator === undefined ? ',' : ToString(m, separator);
  const list = self.elements;
  const n = list.length;
  let length = by.length * Math.max(n - 1, 0);
  for (let i = 0; i < n; i++) {
    const v = list[i];
    if (typeof v === 'string') length += v.length;
    else if (typeof v === 'object' && v !== null && v !== HOLE) return BAIL;
    else if (typeof v === 'symbol') return BAIL;
    else length += 2;
  }
  m.checkStringLength(length);
  // Its joints, and a copy when it is read.
  m.charge(length + 32 * n);
  m.useFuel(n >> 2);
  let text = '';
  for (let i = 0; i < n; i++) {
    if (i > 0) text += by;
    const v = list[i];
    if ((i & 4095) === 4095) m.mindTime();
    if (v !== undefined && v !== null && v !== HOLE) text += typeof v === 'string' ? v : String(v);
  }
  return text;
}

export function indexOf(m: Machine, self: Value, v: Value, from: Value): Value | Mark {
  if (!isDense(m, self)) return BAIL;
  const start = from === undefined ? 0 : relative(m, from, self.length);
  m.useFuel((self.length - start) >> 5);
  return self.elements.indexOf(v, start);
}

export function lastIndexOf(m: Machine, self: Value, args: Value[]): Value | Mark {
  if (!isDense(m, self)) return BAIL;
  const n = self.length;
  if (n === 0) return -1;
  const from = args.length > 1 ? ToIntegerOrInfinity(m, args[1]) : n - 1;
  const start = from < 0 ? from + n : Math.min(from, n - 1);
  if (start < 0) return -1;
  m.useFuel(start >> 5);
  return self.elements.lastIndexOf(args[0], start);
}

export function includes(m: Machine, self: Value, v: Value, from: Value): Value | Mark {
  if (!isDense(m, self)) return BAIL;
  const start = from === undefined ? 0 : relative(m, from, self.length);
  m.useFuel((self.length - start) >> 5);
  return self.elements.includes(v, start) || (v === undefined && self.elements.includes(HOLE, start));
}

export function reverse(m: Machine, self: Value): Value | Mark {
  if (!isGrowable(m, self)) return BAIL;
  m.useFuel(self.length >> 5);
  if (self.length > 1) self.elements.reverse();
  return self;
}

export function fill(m: Machine, self: Value, v: Value, start: Value, end: Value): Value | Mark {
  if (!isGrowable(m, self)) return BAIL;
  const from = relative(m, start, self.length);
  const to = relativeEnd(m, end, self.length);
  m.useFuel(Math.max(to - from, 0) >> 5);
  if (to > from) self.elements.fill(v, from, to);
  return self;
}

export function copyWithin(m: Machine, self: Value, target: Value, start: Value, end: Value): Value | Mark {
  if (!isGrowable(m, self)) return BAIL;
  const n = self.length;
  const to = relative(m, target, n);
  const from = relative(m, start, n);
  const final = relativeEnd(m, end, n);
  m.useFuel(n >> 5);
  if (n > 0) self.elements.copyWithin(to, from, final);
  return self;
}

export function at(m: Machine, self: Value, index: Value): Value | Mark {
  if (!isDense(m, self)) return BAIL;
  const i = ToIntegerOrInfinity(m, index);
  const k = i < 0 ? i + self.length : i;
  return k >= 0 && k < self.length ? present(self.elements[k]) : undefined;
}

/** Copy of a dense array's list, absent elements as undefined. */
function solidCopy(m: Machine, a: JSArray): Slot[] {
  m.charge(8 * a.length);
  if (a.length === 0) return newList();
  const list = a.elements.slice();
  for (let i = 0; i < list.length; i++) if (list[i] === HOLE) list[i] = undefined;
  return list;
}

export function toReversed(m: Machine, self: Value): Value | Mark {
  if (!isDense(m, self)) return BAIL;
  return arrayOf(m, solidCopy(m, self).reverse());
}

export function toSpliced(m: Machine, self: Value, args: Value[]): Value | Mark {
  if (!isDense(m, self)) return BAIL;
  const n = self.length;
  const from = relative(m, args[0], n);
  const skip =
    args.length === 0
      ? 0
      : args.length === 1
        ? n - from
        : Math.min(Math.max(ToIntegerOrInfinity(m, args[1]), 0), n - from);
  const list = solidCopy(m, self);
  list.splice(from, skip);
  insert(list, from, args, 2);
  return arrayOf(m, list);
}

export function with_(m: Machine, self: Value, index: Value, v: Value): Value | Mark {
  if (!isDense(m, self)) return BAIL;
  const i = ToIntegerOrInfinity(m, index);
  const k = i < 0 ? i + self.length : i;
  if (!(k >= 0 && k < self.length)) return m.throwRangeError(`Invalid index : ${messageText(index)}`);
  const list = solidCopy(m, self);
  list[k] = v;
  return arrayOf(m, list);
}

/** `flat` to depth 1, where no element is a Proxy or a sparse array. */
export function flat(m: Machine, self: Value, depth: Value): Value | Mark {
  if (!isDense(m, self) || (depth !== undefined && depth !== 1) || !isSpeciesIntact(m, self)) return BAIL;
  const list = newList();
  const from = self.elements;
  for (let i = 0; i < from.length; i++) {
    const v = from[i] as Slot;
    if (v instanceof JSArray) {
      if (!isDense(m, v)) return BAIL;
      const inner = v.elements;
      for (let j = 0; j < inner.length; j++) if (inner[j] !== HOLE) list.push(inner[j]);
    } else if (v instanceof ExoticObject && v.kind === 'Proxy') return BAIL;
    else if (v !== HOLE) list.push(v);
  }
  return arrayOf(m, list);
}

export function of(m: Machine, self: Value, args: Value[]): Value | Mark {
  if (self !== m.realm.intrinsic('%Array%')) return BAIL;
  const list = newList();
  for (let i = 0; i < args.length; i++) list.push(args[i]);
  return arrayOf(m, list);
}

/** Longer lists are sorted piece by piece (`SortTexts` in array-sort.js). */
export const MAX_SORTED_AT_ONCE = 32768;

/** Can the text of an element be had without guest code? */
export function hasText(v: Slot): boolean {
  return (typeof v !== 'object' || v === null) && typeof v !== 'symbol';
}

/** Elements that are primitives, and none undefined, with their texts, in the order of those (SortCompare, ECMA-262 §23.1.3.30.2). */
export function textsInOrder(m: Machine, list: readonly Slot[]): { readonly text: string; readonly v: Slot }[] {
  const n = list.length;
  m.charge(56 * n);
  m.useFuel(n * Math.ceil(Math.log2(n + 1)));
  const texts = list.map((v) => ({ text: String(v), v }));
  return texts.sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0));
}

/**
 * Sort without a comparison function, where every element is a primitive: by text, undefined last. BAIL where an element's text takes
 * guest code, or where that would take long.
 */
export function sortedByText(m: Machine, list: readonly Slot[]): Slot[] | Mark {
  if (list.length > MAX_SORTED_AT_ONCE) return BAIL;
  const held = newList();
  let undefineds = 0;
  let allStrings = true;
  for (const v of list) {
    if (v === undefined) {
      undefineds++;
      continue;
    }
    if (!hasText(v)) return BAIL;
    if (typeof v !== 'string') allStrings = false;
    held.push(v);
  }
  let out = held;
  if (allStrings) {
    m.useFuel(held.length * Math.ceil(Math.log2(held.length + 1)));
    // The host's order without a comparator is the same: by code units.
    (held as string[]).sort();
  } else {
    out = newList();
    for (const t of textsInOrder(m, held)) out.push(t.v);
  }
  for (let i = 0; i < undefineds; i++) out.push(undefined);
  return out;
}

export function sort(m: Machine, self: Value, compare: Value): Value | Mark {
  if (compare !== undefined || !isGrowable(m, self)) return BAIL;
  const from = self.elements;
  const held = newList();
  for (let i = 0; i < from.length; i++) if (from[i] !== HOLE) held.push(from[i]);
  const sorted = sortedByText(m, held);
  if (!Array.isArray(sorted)) return BAIL;
  for (let i = 0; i < sorted.length; i++) from[i] = sorted[i] as Slot;
  for (let i = sorted.length; i < from.length; i++) from[i] = HOLE;
  return self;
}

export function toSorted(m: Machine, self: Value, compare: Value): Value | Mark {
  if (compare !== undefined || !isDense(m, self)) return BAIL;
  const sorted = sortedByText(m, solidCopy(m, self));
  return Array.isArray(sorted) ? arrayOf(m, sorted) : BAIL;
}
