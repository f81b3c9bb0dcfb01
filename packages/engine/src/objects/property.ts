/**
 * Essential internal methods on objects that are not proxies, as leaf operations: none runs guest code. Where the specification would
 * (a getter, a setter, a Proxy trap), they report what must be called and leave the calling to the machine.
 */

import { noteLayout } from '../layouts.ts';
import { materialiseFunction } from './function-properties.ts';
import {
  Accessor,
  ExoticObject,
  isProxy,
  JSArray,
  JSFunction,
  type JSObject,
  Lazy,
  NO_ELEMENTS,
  NO_SLOTS,
  PendingValue,
  PlainObject,
  type Slot,
} from './object.ts';
import { Attr, ShapeFlag } from './shape.ts';
import {
  canonicalNumericIndex,
  isBigIntType,
  type TypedArrayData,
  typedArrayGet,
  typedArrayLength,
  typedArraySet,
} from './typed-array.ts';
import { BAIL, HOLE, type PrivateName, type PropertyKey, type Value } from './value.ts';

/** An own property as data; what a descriptor record is in the specification. Absent fields are `undefined` with their bit in `has` unset. */
export class Descriptor {
  /** Bits of `Has`. */
  has: number;
  value: Value;
  get: JSObject | undefined;
  set: JSObject | undefined;
  /** Attr.Writable | Enumerable | Configurable. */
  attrs: number;
  constructor(has: number, value: Value, get: JSObject | undefined, set: JSObject | undefined, attrs: number) {
    this.has = has;
    this.value = value;
    this.get = get;
    this.set = set;
    this.attrs = attrs;
    noteLayout(this);
  }
  static data(value: Value, attrs: number): Descriptor {
    return new Descriptor(
      Has.Value | Has.Writable | Has.Enumerable | Has.Configurable,
      value,
      undefined,
      undefined,
      attrs,
    );
  }
  static accessor(get: JSObject | undefined, set: JSObject | undefined, attrs: number): Descriptor {
    return new Descriptor(Has.Get | Has.Set | Has.Enumerable | Has.Configurable, undefined, get, set, attrs);
  }
  get isAccessor(): boolean {
    return (this.has & (Has.Get | Has.Set)) !== 0;
  }
  get isData(): boolean {
    return (this.has & (Has.Value | Has.Writable)) !== 0;
  }
}

/** Which fields a descriptor has. */
export const enum Has {
  Writable = 1,
  Enumerable = 2,
  Configurable = 4,
  Value = 8,
  Get = 16,
  Set = 32,
}

/** A mapped `arguments` index: where its value lives. */
export interface ArgumentAlias {
  readonly record: { value?: Slot; slots?: Slot[]; bindings?: Map<string, { value: Slot }> };
  readonly key: undefined | number | string;
}

/** Internal slots of an arguments object. `alias` null: unmapped. Index i is mapped while `alias[i]` is not null. */
export interface ArgumentsData {
  readonly alias: (ArgumentAlias | null)[] | null;
}

function aliasGet(a: ArgumentAlias): Slot {
  if (a.key === undefined) return a.record.value as Slot;
  if (typeof a.key === 'number') return (a.record.slots as Slot[])[a.key] as Slot;
  return a.record.bindings?.get(a.key)?.value;
}

function aliasSet(a: ArgumentAlias, v: Value): void {
  if (a.key === undefined) a.record.value = v;
  else if (typeof a.key === 'number') (a.record.slots as Slot[])[a.key] = v;
  else {
    const b = a.record.bindings?.get(a.key);
    if (b !== undefined) b.value = v;
  }
}

function aliasOf(o: ExoticObject, key: number): ArgumentAlias | null {
  const alias = (o.data as ArgumentsData).alias;
  return alias !== null && key < alias.length ? (alias[key] as ArgumentAlias | null) : null;
}

// ---- slots ----------------------------------------------------------------------------------------------------------------------

/** The content of slot i, a lazy built-in made first. */
export function getSlot(o: JSObject, i: number): Slot {
  let v: Slot;
  if (o instanceof PlainObject) {
    switch (i) {
      case 0:
        v = o.s0;
        break;
      case 1:
        v = o.s1;
        break;
      case 2:
        v = o.s2;
        break;
      case 3:
        v = o.s3;
        break;
      default:
        v = o.slots[i - 4];
    }
  } else v = o.slots[i];
  if (v instanceof Lazy) {
    v = v.make(o);
    if (!(v instanceof PendingValue)) setSlot(o, i, v);
  }
  return v;
}

export function setSlot(o: JSObject, i: number, v: Slot): void {
  if (o instanceof PlainObject) {
    switch (i) {
      case 0:
        o.s0 = v;
        return;
      case 1:
        o.s1 = v;
        return;
      case 2:
        o.s2 = v;
        return;
      case 3:
        o.s3 = v;
        return;
      default:
        i -= 4;
    }
  }
  // Never a list of numbers only: the host then represents all slot lists alike, and sites that read them stay monomorphic.
  if (o.slots === NO_SLOTS) o.slots = [undefined];
  const slots = o.slots;
  while (slots.length < i) slots.push(undefined);
  if (i === slots.length) slots.push(v);
  else slots[i] = v;
}

/** Adds a property that is not there yet. */
export function addProperty(o: JSObject, key: PropertyKey, v: Slot, attrs: number): void {
  // A function's first own property is `length`.
  if ((o.shape.flags & ShapeFlag.LazyFunction) !== 0) materialiseFunction(o as JSFunction);
  const shape = o.shape;
  const next = shape.add(key, attrs);
  setSlot(o, next.count - 1, v);
  o.shape = next;
}

/** Changes the attributes of property i (its slot may turn from value to accessor or back at the same time). */
function setAttrs(o: JSObject, i: number, attrs: number): void {
  if (o.shape.table.attrs[i] !== attrs) o.shape = o.shape.setAttrs(i, attrs);
}

function removeProperty(o: JSObject, i: number): void {
  o.shape = o.shape.remove(i);
  setSlot(o, i, undefined);
  compact(o);
}

/** Closes the gaps of deleted properties when they are the larger part, so that a queue-like object doesn't grow for ever. */
function compact(o: JSObject): void {
  const shape = o.shape;
  const live = shape.table.index.size;
  if (shape.count < 32 || live * 2 > shape.count) return;
  const values: Slot[] = [];
  const keys: PropertyKey[] = [];
  const attrs: number[] = [];
  for (let i = 0; i < shape.count; i++) {
    const k = shape.table.keys[i];
    if (k === undefined) continue;
    keys.push(k);
    attrs.push(shape.table.attrs[i] as number);
    values.push(rawSlot(o, i));
  }
  o.slots = NO_SLOTS;
  o.shape = shape.rebuilt(keys, attrs);
  for (let i = 0; i < values.length; i++) setSlot(o, i, values[i]);
}

/** The content of slot i as it is, lazy built-ins included. */
export function rawSlot(o: JSObject, i: number): Slot {
  if (o instanceof PlainObject) {
    switch (i) {
      case 0:
        return o.s0;
      case 1:
        return o.s1;
      case 2:
        return o.s2;
      case 3:
        return o.s3;
      default:
        return o.slots[i - 4];
    }
  }
  return o.slots[i];
}

/** The dense elements, or the empty list for objects that have none. */
export function elementsOf(o: JSObject): Slot[] {
  return o instanceof JSFunction ? NO_ELEMENTS : (o as PlainObject | JSArray | ExoticObject).elements;
}

/** Moves dense elements into the shape's table, where each can have attributes of its own. */
function makeSparse(o: JSObject): void {
  if (o instanceof JSFunction) return;
  const h = o as PlainObject | JSArray | ExoticObject;
  const elements = h.elements;
  if (elements === NO_ELEMENTS) {
    if ((o.shape.flags & ShapeFlag.IndexKeys) === 0) o.shape = o.shape.withFlags(ShapeFlag.IndexKeys);
    return;
  }
  h.elements = NO_ELEMENTS;
  o.shape = o.shape.withFlags(ShapeFlag.IndexKeys);
  for (let i = 0; i < elements.length; i++) {
    const v = elements[i] as Slot;
    if (v !== HOLE) addProperty(o, i, v, Attr.Default);
  }
}

/** An empty list of elements in the host's general representation (never one for numbers only). */
export function newElements(): Slot[] {
  const e: Slot[] = [HOLE];
  e.pop();
  return e;
}

const BLOCK = 1 << 14;
const holeBlock = newElements();
for (let i = 0; i < BLOCK; i++) holeBlock.push(HOLE);

/** So many holes, in the host's general representation; long lists by joining blocks, which hosts copy as a whole. */
function holes(length: number): Slot[] {
  const e = newElements();
  for (let i = length & (BLOCK - 1); i > 0; i--) e.push(HOLE);
  return length < BLOCK ? e : e.concat(...new Array<Slot[]>(Math.floor(length / BLOCK)).fill(holeBlock));
}

/** So many holes are not charged for, as they cost less than an instruction's other work. */
const FEW_HOLES = 64;

/** How far past the end a write may go before the elements become sparse. */
const MAX_GAP = 1 << 16;

/** Adds an indexed data property with default attributes to an extensible object that lacks it. */
function addElement(o: JSObject, key: number, v: Slot): void {
  const flags = o.shape.flags;
  if ((flags & ShapeFlag.Prototype) !== 0) {
    o.shape.space.indexedPrototypes = true;
    o.shape.space.protoEpoch++;
  }
  if (o instanceof JSFunction || (flags & ShapeFlag.IndexKeys) !== 0) {
    addProperty(o, key, v, Attr.Default);
    if (o instanceof JSArray && key >= o.length) o.length = key + 1;
    return;
  }
  const h = o as PlainObject | JSArray | ExoticObject;
  if (h.elements === NO_ELEMENTS) h.elements = newElements();
  const e = h.elements;
  const n = e.length;
  if (key < n) e[key] = v;
  else if (key === n) e.push(v);
  else if (key - n <= MAX_GAP && (h instanceof JSArray || key - n <= 64 || key < n * 2)) {
    if (key - n > FEW_HOLES) h.shape.space.charge(8 * (key - n));
    for (let i = n; i < key; i++) e.push(HOLE);
    e.push(v);
  } else {
    makeSparse(o);
    addProperty(o, key, v, Attr.Default);
    if (o instanceof JSArray && key >= o.length) o.length = key + 1;
    return;
  }
  if (h instanceof JSArray) h.length = e.length;
}

// ---- own properties -------------------------------------------------------------------------------------------------------------

/**
 * The own property's content: a value, an `Accessor`, or HOLE if there is none. For a typed array's numeric keys that are not valid
 * indices: HOLE too (see `endsChain`). Not for proxies.
 */
export function getOwnSlot(o: JSObject, key: PropertyKey): Slot {
  if (typeof key === 'number') {
    if (o instanceof PlainObject || o instanceof JSArray) {
      const e = o.elements;
      if (key < e.length) return e[key] as Slot;
    } else if (o instanceof ExoticObject) {
      switch (o.kind) {
        case 'TypedArray': {
          const d = o.data as TypedArrayData;
          return key < typedArrayLength(d) ? typedArrayGet(d, key) : HOLE;
        }
        case 'String': {
          const s = o.data as string;
          if (key < s.length) return s[key] as string;
          break;
        }
        case 'Arguments': {
          const a = aliasOf(o, key);
          if (a !== null) return aliasGet(a);
          break;
        }
        case 'ModuleNamespace':
          return namespaceSlot(o, key);
      }
      if (key < o.elements.length) return o.elements[key] as Slot;
    }
    if ((o.shape.flags & ShapeFlag.IndexKeys) === 0) return HOLE;
  } else if (o instanceof JSArray) {
    if (key === 'length') return o.length;
  } else if (o instanceof ExoticObject) {
    if (o.kind === 'String') {
      if (key === 'length') return (o.data as string).length;
    } else if (o.kind === 'ModuleNamespace') {
      if (typeof key === 'string') return namespaceSlot(o, key);
    } else if (o.kind === 'TypedArray' && typeof key === 'string' && canonicalNumericIndex(key) !== undefined)
      return HOLE;
  } else if ((o.shape.flags & ShapeFlag.LazyFunction) !== 0 && isLazyFunctionKey(key))
    materialiseFunction(o as JSFunction);
  const i = o.shape.lookup(key);
  return i < 0 ? HOLE : getSlot(o, i);
}

/** Keys that an untouched function turns into real properties on first touch. */
export function isLazyFunctionKey(key: PropertyKey): boolean {
  return key === 'prototype' || key === 'name' || key === 'length' || key === 'caller' || key === 'arguments';
}

/** Internal slots of a module namespace: cells by export name, in code unit order. */
export interface NamespaceData {
  readonly exports: ReadonlyMap<string | number, { value: Slot }>;
}

/** May answer TDZ: the machine throws a ReferenceError then. */
function namespaceSlot(o: ExoticObject, key: string | number): Slot {
  const cell = (o.data as NamespaceData).exports.get(key);
  return cell === undefined ? HOLE : cell.value;
}

/** True where a lookup of `key` ends at `o` though `o` lacks it: numeric keys of typed arrays. */
export function endsChain(o: JSObject, key: PropertyKey): boolean {
  if (!(o instanceof ExoticObject) || o.kind !== 'TypedArray') return false;
  return typeof key === 'number' || (typeof key === 'string' && canonicalNumericIndex(key) !== undefined);
}

/** [[GetOwnProperty]] of any object but a Proxy. */
export function getOwnProperty(o: JSObject, key: PropertyKey): Descriptor | undefined {
  const slot = getOwnSlot(o, key);
  if (slot === HOLE) return undefined;
  const attrs = ownAttrs(o, key);
  if (slot instanceof PendingValue) return Descriptor.data(slot.plain(), attrs);
  if (slot instanceof Accessor) return Descriptor.accessor(slot.get, slot.set, attrs & ~Attr.Accessor);
  return Descriptor.data(slot as Value, attrs);
}

/** Attributes of an own property that is there. */
export function ownAttrs(o: JSObject, key: PropertyKey): number {
  if (typeof key === 'number') {
    if (o instanceof ExoticObject) {
      if (o.kind === 'TypedArray') return Attr.Default;
      if (o.kind === 'String' && key < (o.data as string).length) return Attr.Enumerable;
      if (o.kind === 'ModuleNamespace') return Attr.Writable | Attr.Enumerable;
    }
    if ((o.shape.flags & ShapeFlag.IndexKeys) === 0) return Attr.Default;
  } else if (key === 'length') {
    if (o instanceof JSArray) return (o.shape.flags & ShapeFlag.LengthReadOnly) !== 0 ? Attr.None : Attr.Writable;
    if (o instanceof ExoticObject && o.kind === 'String') return Attr.None;
  }
  if (o instanceof ExoticObject && o.kind === 'ModuleNamespace' && typeof key === 'string')
    return Attr.Writable | Attr.Enumerable;
  const i = o.shape.lookup(key);
  return i < 0 ? Attr.Default : (o.shape.table.attrs[i] as number);
}

/** Does `o` (no Proxy) have own property `key`? */
export function hasOwn(o: JSObject, key: PropertyKey): boolean {
  return getOwnSlot(o, key) !== HOLE;
}

/**
 * Looks `key` up along the prototype chain: a value, an `Accessor`, HOLE if absent, or BAIL when a Proxy is met, which is then in
 * `space.found` (also set to the holder otherwise).
 */
export function lookup(o: JSObject, key: PropertyKey): Slot {
  let at: JSObject | null = o;
  let hops = 0;
  while (at !== null) {
    if (at instanceof ExoticObject && at.kind === 'Proxy') {
      at.shape.space.found = at;
      return BAIL;
    }
    const v = getOwnSlot(at, key);
    if (v !== HOLE) {
      at.shape.space.found = at;
      return v;
    }
    if (endsChain(at, key)) return HOLE;
    at = at.shape.proto;
    if ((++hops & 1023) === 0) o.shape.space.useFuel(256);
  }
  return HOLE;
}

/** [[Set]] as far as it goes without guest code. */
export const enum SetResult {
  Done,
  /** Refused: TypeError in strict code. */
  Refused,
  /** `space.found` is a setter to be called with the receiver. */
  CallSetter,
  /** `space.found` is a Proxy whose [[Set]] must be called with the receiver. */
  Proxy,
  /** `space.found` is a typed array and the value an object to be converted first. */
  Convert,
  /** The value is assigned to a receiver other than `o` that is a Proxy or exotic in a way that needs the general algorithm. */
  General,
}

/**
 * OrdinarySet with receiver `o` itself (ECMA-262 §10.1.9.2), any object but a Proxy. The general case with another receiver is
 * self-hosted.
 */
export function setProperty(o: JSObject, key: PropertyKey, v: Value): SetResult {
  // Own property first.
  const own = getOwnSlot(o, key);
  if (own !== HOLE) return setOwn(o, key, own, v);
  if (endsChain(o, key)) return o instanceof ExoticObject ? setTyped(o, -1, v) : SetResult.Done;
  if (o instanceof ExoticObject && o.kind === 'ModuleNamespace') return SetResult.Refused;
  const space = o.shape.space;
  if (typeof key !== 'number' || space.indexedPrototypes) {
    let at = o.shape.proto;
    while (at !== null) {
      if (isProxy(at)) {
        space.found = at;
        return SetResult.Proxy;
      }
      const slot = getOwnSlot(at, key);
      if (slot !== HOLE) {
        if (slot instanceof Accessor) {
          if (slot.set === undefined) return SetResult.Refused;
          space.found = slot.set;
          return SetResult.CallSetter;
        }
        if (at instanceof ExoticObject && at.kind === 'TypedArray' && typeof key === 'number') return SetResult.General;
        if ((ownAttrs(at, key) & Attr.Writable) === 0 || (at instanceof ExoticObject && at.kind === 'ModuleNamespace'))
          return SetResult.Refused;
        break;
      }
      if (endsChain(at, key)) return SetResult.General;
      at = at.shape.proto;
    }
  }
  if (!o.shape.extensible) return SetResult.Refused;
  if (typeof key === 'number') {
    if (o instanceof JSArray && key >= o.length && (o.shape.flags & ShapeFlag.LengthReadOnly) !== 0)
      return SetResult.Refused;
    addElement(o, key, v);
  } else addProperty(o, key, v, Attr.Default);
  return SetResult.Done;
}

function setOwn(o: JSObject, key: PropertyKey, own: Slot, v: Value): SetResult {
  if (own instanceof Accessor) {
    if (own.set === undefined) return SetResult.Refused;
    o.shape.space.found = own.set;
    return SetResult.CallSetter;
  }
  if (typeof key === 'number') {
    if (o instanceof ExoticObject) {
      if (o.kind === 'TypedArray') return setTyped(o, key, v);
      if (o.kind === 'String' && key < (o.data as string).length) return SetResult.Refused;
      if (o.kind === 'ModuleNamespace') return SetResult.Refused;
      if (o.kind === 'Arguments') {
        const a = aliasOf(o, key);
        if (a !== null) {
          if ((ownAttrs(o, key) & Attr.Writable) === 0) return SetResult.Refused;
          aliasSet(a, v);
          return SetResult.Done;
        }
      }
    }
    if ((o.shape.flags & ShapeFlag.IndexKeys) === 0) {
      (o as PlainObject | JSArray | ExoticObject).elements[key] = v;
      return SetResult.Done;
    }
  } else if (o instanceof JSArray) {
    if (key === 'length') {
      if ((o.shape.flags & ShapeFlag.LengthReadOnly) !== 0) return SetResult.Refused;
      // Conversion and its RangeError are the machine's: it must have made `v` a valid length.
      return setArrayLength(o, v as number) ? SetResult.Done : SetResult.Refused;
    }
  } else if (o instanceof ExoticObject) {
    if (o.kind === 'String' && key === 'length') return SetResult.Refused;
    if (o.kind === 'ModuleNamespace') return SetResult.Refused;
  }
  const i = o.shape.lookup(key);
  if (((o.shape.table.attrs[i] as number) & Attr.Writable) === 0) return SetResult.Refused;
  setSlot(o, i, v);
  return SetResult.Done;
}

/** TypedArraySetElement of a primitive; objects (and what does not convert) are reported. */
function setTyped(o: ExoticObject, index: number, v: Value): SetResult {
  const d = o.data as TypedArrayData;
  if (typeof v === 'number' && !isBigIntType(d.type)) typedArraySet(d, index, v);
  else if (typeof v === 'bigint' && isBigIntType(d.type)) typedArraySet(d, index, v);
  else {
    o.shape.space.found = o;
    return SetResult.Convert;
  }
  return SetResult.Done;
}

/**
 * ArraySetLength with a valid length (ECMA-262 §10.4.2.4 from step 8). False if an element could not be deleted (the length then
 * stands just above it) or the length is read-only.
 */
export function setArrayLength(a: JSArray, to: number): boolean {
  // -0 is 0.
  const length = to + 0;
  if (length === a.length) return true;
  if ((a.shape.flags & ShapeFlag.LengthReadOnly) !== 0) return false;
  if ((a.shape.flags & ShapeFlag.IndexKeys) === 0) {
    if (length < a.length) {
      if (a.elements !== NO_ELEMENTS) a.elements.length = length;
    } else if (a.length === 0 && length <= 1 << 25) {
      if (length > FEW_HOLES) a.shape.space.charge(8 * length);
      a.elements = holes(length);
    } else if (length - a.length <= MAX_GAP) {
      if (length - a.length > FEW_HOLES) a.shape.space.charge(8 * (length - a.length));
      const e = a.elements;
      for (let i = e.length; i < length; i++) e.push(HOLE);
    } else makeSparse(a);
    a.length = length;
    return true;
  }
  if (length < a.length) {
    const keys: number[] = [];
    for (const k of a.shape.table.index.keys()) if (typeof k === 'number' && k >= length) keys.push(k);
    keys.sort((x, y) => y - x);
    for (const k of keys) {
      const i = a.shape.lookup(k);
      if (((a.shape.table.attrs[i] as number) & Attr.Configurable) === 0) {
        a.length = k + 1;
        return false;
      }
      removeProperty(a, i);
    }
  }
  a.length = length;
  return true;
}

/** [[Delete]] of any object but a Proxy: false if the property is not configurable. */
export function deleteProperty(o: JSObject, key: PropertyKey): boolean {
  if (typeof key === 'number') {
    if (o instanceof ExoticObject) {
      if (o.kind === 'TypedArray') return key >= typedArrayLength(o.data as TypedArrayData);
      if (o.kind === 'String' && key < (o.data as string).length) return false;
      if (o.kind === 'ModuleNamespace') return !(o.data as NamespaceData).exports.has(key);
    }
    if ((o.shape.flags & ShapeFlag.IndexKeys) === 0) {
      const e = elementsOf(o);
      if (o instanceof ExoticObject && o.kind === 'Arguments') dropAlias(o, key);
      if (key >= e.length || e[key] === HOLE) return true;
      if (key === e.length - 1 && !(o instanceof JSArray)) e.pop();
      else e[key] = HOLE;
      if ((o.shape.flags & ShapeFlag.Prototype) !== 0) o.shape.space.protoEpoch++;
      return true;
    }
  } else if (key === 'length' && (o instanceof JSArray || (o instanceof ExoticObject && o.kind === 'String')))
    return false;
  else if (o instanceof ExoticObject) {
    if (o.kind === 'ModuleNamespace' && typeof key === 'string') return !(o.data as NamespaceData).exports.has(key);
    if (endsChain(o, key)) return true;
  } else if ((o.shape.flags & ShapeFlag.LazyFunction) !== 0 && isLazyFunctionKey(key))
    materialiseFunction(o as JSFunction);
  const i = o.shape.lookup(key);
  if (i < 0) return true;
  if (((o.shape.table.attrs[i] as number) & Attr.Configurable) === 0) return false;
  removeProperty(o, i);
  if (typeof key === 'number' && o instanceof ExoticObject && o.kind === 'Arguments') dropAlias(o, key);
  return true;
}

function dropAlias(o: ExoticObject, key: number): void {
  const alias = (o.data as ArgumentsData).alias;
  if (alias !== null && key < alias.length) alias[key] = null;
}

/** [[OwnPropertyKeys]] of any object but a Proxy: indices ascending, strings, then symbols, each in order of creation. No private names. */
export function ownKeys(o: JSObject): (string | number | symbol)[] {
  if ((o.shape.flags & ShapeFlag.LazyFunction) !== 0) materialiseFunction(o as JSFunction);
  const out: (string | number | symbol)[] = [];
  if (o instanceof ExoticObject) {
    if (o.kind === 'TypedArray') {
      const n = typedArrayLength(o.data as TypedArrayData);
      for (let i = 0; i < n; i++) out.push(i);
    } else if (o.kind === 'String') {
      const n = (o.data as string).length;
      for (let i = 0; i < n; i++) out.push(i);
    } else if (o.kind === 'ModuleNamespace') for (const k of (o.data as NamespaceData).exports.keys()) out.push(k);
  }
  const { table, count, flags } = o.shape;
  const e = elementsOf(o);
  for (let i = 0; i < e.length; i++) if (e[i] !== HOLE) out.push(i);
  if ((flags & ShapeFlag.IndexKeys) !== 0) {
    const indices: number[] = [];
    for (let i = 0; i < count; i++) {
      const k = table.keys[i];
      if (typeof k === 'number') indices.push(k);
    }
    indices.sort((x, y) => x - y);
    for (const k of indices) out.push(k);
  }
  if (o instanceof JSArray || (o instanceof ExoticObject && o.kind === 'String')) out.push('length');
  let hasSymbols = false;
  for (let i = 0; i < count; i++) {
    const k = table.keys[i];
    if (typeof k === 'string') out.push(k);
    else if (typeof k === 'symbol') hasSymbols = true;
  }
  if (hasSymbols)
    for (let i = 0; i < count; i++) {
      const k = table.keys[i];
      if (typeof k === 'symbol') out.push(k);
    }
  return out;
}

/** [[PreventExtensions]] of any object but a Proxy; false where it is refused (module namespaces are non-extensible from the start). */
export function preventExtensions(o: JSObject): boolean {
  if ((o.shape.flags & ShapeFlag.LazyFunction) !== 0) materialiseFunction(o as JSFunction);
  if (o instanceof ExoticObject && o.kind === 'TypedArray') {
    const d = o.data as TypedArrayData;
    const buffer = d.buffer.data as { maxByteLength: number | null; shared: boolean };
    if (d.length === null || (buffer.maxByteLength !== null && !buffer.shared)) return false;
  }
  if (o.shape.extensible) o.shape = o.shape.withFlags(ShapeFlag.NonExtensible);
  return true;
}

// ---- definition -----------------------------------------------------------------------------------------------------------------

/**
 * [[DefineOwnProperty]] of any object but a Proxy (ECMA-262 §10.1.6.3 ValidateAndApplyPropertyDescriptor, and the exotic ones).
 * For an array's `length`, `desc.value` must be a valid length already. For typed arrays the value must be converted already.
 */
export function defineOwnProperty(o: JSObject, key: PropertyKey, desc: Descriptor): boolean {
  if (o instanceof JSArray) {
    if (key === 'length') return defineLength(o, desc);
    if (typeof key === 'number' && key >= o.length && (o.shape.flags & ShapeFlag.LengthReadOnly) !== 0) return false;
  } else if (o instanceof ExoticObject) {
    switch (o.kind) {
      case 'TypedArray':
        if (endsChain(o, key)) {
          const d = o.data as TypedArrayData;
          if (typeof key !== 'number' || key >= typedArrayLength(d)) return false;
          if ((desc.has & Has.Configurable) !== 0 && (desc.attrs & Attr.Configurable) === 0) return false;
          if ((desc.has & Has.Enumerable) !== 0 && (desc.attrs & Attr.Enumerable) === 0) return false;
          if (desc.isAccessor) return false;
          if ((desc.has & Has.Writable) !== 0 && (desc.attrs & Attr.Writable) === 0) return false;
          if ((desc.has & Has.Value) !== 0) typedArraySet(d, key, desc.value as number | bigint);
          return true;
        }
        break;
      case 'String': {
        const s = o.data as string;
        if (key === 'length') return compatible(desc, Descriptor.data(s.length, Attr.None), o.shape.extensible);
        if (typeof key === 'number' && key < s.length)
          return compatible(desc, Descriptor.data(s[key] as string, Attr.Enumerable), o.shape.extensible);
        break;
      }
      case 'ModuleNamespace':
        if (typeof key === 'string' || typeof key === 'number') {
          const slot = namespaceSlot(o, key);
          if (slot === HOLE) return false;
          if (desc.isAccessor) return false;
          if ((desc.has & Has.Configurable) !== 0 && (desc.attrs & Attr.Configurable) !== 0) return false;
          if ((desc.has & Has.Enumerable) !== 0 && (desc.attrs & Attr.Enumerable) === 0) return false;
          if ((desc.has & Has.Writable) !== 0 && (desc.attrs & Attr.Writable) === 0) return false;
          return (desc.has & Has.Value) === 0 || Object.is(desc.value, slot);
        }
        break;
      case 'Arguments':
        if (typeof key === 'number') {
          const a = aliasOf(o, key);
          if (a !== null) return defineAliased(o, key, a, desc);
        }
        break;
    }
  }
  return ordinaryDefine(o, key, desc);
}

/** Mapped arguments (ECMA-262 §10.4.4.2). */
function defineAliased(o: ExoticObject, key: number, alias: ArgumentAlias, desc: Descriptor): boolean {
  const current = aliasGet(alias) as Value;
  const writableOff = (desc.has & Has.Writable) !== 0 && (desc.attrs & Attr.Writable) === 0;
  // The own property underneath must hold the value it shows before it is changed.
  const e = elementsOf(o);
  if ((o.shape.flags & ShapeFlag.IndexKeys) === 0 && key < e.length) e[key] = current;
  else setSlot(o, o.shape.lookup(key), current);
  dropAlias(o, key);
  const ok = ordinaryDefine(o, key, desc);
  const list = (o.data as ArgumentsData).alias as (ArgumentAlias | null)[];
  if (!ok) {
    list[key] = alias;
    return false;
  }
  if (desc.isAccessor) return true;
  if ((desc.has & Has.Value) !== 0) aliasSet(alias, desc.value);
  if (!writableOff) list[key] = alias;
  return true;
}

function defineLength(a: JSArray, desc: Descriptor): boolean {
  const readOnly = (a.shape.flags & ShapeFlag.LengthReadOnly) !== 0;
  if (desc.isAccessor) return false;
  if ((desc.has & Has.Configurable) !== 0 && (desc.attrs & Attr.Configurable) !== 0) return false;
  if ((desc.has & Has.Enumerable) !== 0 && (desc.attrs & Attr.Enumerable) !== 0) return false;
  if (readOnly && (desc.has & Has.Writable) !== 0 && (desc.attrs & Attr.Writable) !== 0) return false;
  let ok = true;
  if ((desc.has & Has.Value) !== 0) {
    if (readOnly && desc.value !== a.length) return false;
    ok = setArrayLength(a, desc.value as number);
  }
  if ((desc.has & Has.Writable) !== 0 && (desc.attrs & Attr.Writable) === 0 && !readOnly)
    a.shape = a.shape.withFlags(ShapeFlag.LengthReadOnly);
  return ok;
}

function compatible(desc: Descriptor, current: Descriptor, _extensible: boolean): boolean {
  return validate(desc, current);
}

/** Steps 4 to 7 of ValidateAndApplyPropertyDescriptor: may `desc` be applied to `current`? */
function validate(desc: Descriptor, current: Descriptor): boolean {
  if ((current.attrs & Attr.Configurable) === 0) {
    if ((desc.has & Has.Configurable) !== 0 && (desc.attrs & Attr.Configurable) !== 0) return false;
    if ((desc.has & Has.Enumerable) !== 0 && (desc.attrs & Attr.Enumerable) !== (current.attrs & Attr.Enumerable))
      return false;
    if ((desc.isAccessor || desc.isData) && desc.isAccessor !== current.isAccessor) return false;
    if (current.isAccessor) {
      if ((desc.has & Has.Get) !== 0 && desc.get !== current.get) return false;
      if ((desc.has & Has.Set) !== 0 && desc.set !== current.set) return false;
    } else if ((current.attrs & Attr.Writable) === 0) {
      if ((desc.has & Has.Writable) !== 0 && (desc.attrs & Attr.Writable) !== 0) return false;
      if ((desc.has & Has.Value) !== 0 && !Object.is(desc.value, current.value)) return false;
    }
  }
  return true;
}

/** IsCompatiblePropertyDescriptor (ECMA-262 §10.1.6.2), for Proxy invariants. */
export function IsCompatiblePropertyDescriptor(
  extensible: boolean,
  desc: Descriptor,
  current: Descriptor | undefined,
): boolean {
  return current === undefined ? extensible : validate(desc, current);
}

function ordinaryDefine(o: JSObject, key: PropertyKey, desc: Descriptor): boolean {
  const current = getOwnProperty(o, key);
  if (current === undefined) {
    if (!o.shape.extensible) return false;
    const attrs = desc.attrs & presentAttrs(desc);
    if (desc.isAccessor) addOwn(o, key, new Accessor(desc.get, desc.set), (attrs & ~Attr.Writable) | Attr.Accessor);
    else addOwn(o, key, desc.value, attrs);
    return true;
  }
  if (!validate(desc, current)) return false;
  const present = presentAttrs(desc);
  let attrs = (current.attrs & ~present) | (desc.attrs & present);
  let slot: Slot;
  if (desc.isAccessor) {
    slot = new Accessor(
      (desc.has & Has.Get) !== 0 ? desc.get : current.get,
      (desc.has & Has.Set) !== 0 ? desc.set : current.set,
    );
    attrs = (attrs & ~Attr.Writable) | Attr.Accessor;
    // Sites remember accessors by shape, which may stay as it is here.
    if (current.isAccessor) o.shape.space.protoEpoch++;
  } else if (desc.isData) {
    if (current.isAccessor) {
      attrs = (attrs & ~Attr.Writable) | (desc.attrs & present & Attr.Writable);
      slot = (desc.has & Has.Value) !== 0 ? desc.value : undefined;
    } else slot = (desc.has & Has.Value) !== 0 ? desc.value : current.value;
  } else {
    slot = current.isAccessor ? new Accessor(current.get, current.set) : current.value;
    if (current.isAccessor) attrs |= Attr.Accessor;
  }
  if (typeof key === 'number' && (o.shape.flags & ShapeFlag.IndexKeys) === 0) {
    if (attrs === Attr.Default) {
      elementsOf(o)[key] = slot;
      return true;
    }
    makeSparse(o);
  }
  const i = o.shape.lookup(key);
  setAttrs(o, i, attrs);
  setSlot(o, i, slot);
  return true;
}

function presentAttrs(desc: Descriptor): number {
  return desc.has & 7;
}

function addOwn(o: JSObject, key: PropertyKey, slot: Slot, attrs: number): void {
  if (typeof key !== 'number') {
    addProperty(o, key, slot, attrs);
    return;
  }
  if (attrs === Attr.Default) {
    addElement(o, key, slot);
    return;
  }
  if ((o.shape.flags & ShapeFlag.Prototype) !== 0) o.shape.space.indexedPrototypes = true;
  makeSparse(o);
  addProperty(o, key, slot, attrs);
  if (o instanceof JSArray && key >= o.length) o.length = key + 1;
}

/** Defines or overwrites an own data property of a fresh ordinary object or array: CreateDataProperty where nothing can refuse. */
export function defineData(o: JSObject, key: PropertyKey, v: Slot, attrs: number = Attr.Default): void {
  if (
    attrs === Attr.Default &&
    typeof key === 'number' &&
    (o.shape.flags & ShapeFlag.IndexKeys) === 0 &&
    !(o instanceof JSFunction)
  ) {
    const e = elementsOf(o);
    if (key < e.length) e[key] = v;
    else addElement(o, key, v);
    return;
  }
  if ((o.shape.flags & ShapeFlag.LazyFunction) !== 0 && isLazyFunctionKey(key)) materialiseFunction(o as JSFunction);
  const i = o.shape.lookup(key);
  if (i < 0) {
    addOwn(o, key, v, attrs);
    return;
  }
  setAttrs(o, i, attrs);
  setSlot(o, i, v);
}

/** Marks `o` as some shape's prototype, so that its structural changes move the epoch. */
export function markPrototype(o: JSObject): void {
  if ((o.shape.flags & ShapeFlag.Prototype) !== 0) return;
  const space = o.shape.space;
  if (
    elementsOf(o).length > 0 ||
    (o.shape.flags & ShapeFlag.IndexKeys) !== 0 ||
    (o instanceof ExoticObject &&
      (o.kind === 'Proxy' || o.kind === 'TypedArray' || o.kind === 'String' || o.kind === 'Arguments'))
  )
    space.indexedPrototypes = true;
  o.shape = o.shape.withFlags(ShapeFlag.Prototype);
}

/** Private elements: own properties under a PrivateName key. */
export function getPrivate(o: JSObject, name: PrivateName): Slot {
  const i = o.shape.lookup(name);
  return i < 0 ? HOLE : getSlot(o, i);
}
