/**
 * Reading properties, with the caches of their sites.
 *
 * General paths: entered with `m.frame` the running frame, its pc behind the instruction; they store the result with `m.deliver`, or push a
 * frame whose return will, or throw a GuestThrow. None keeps anything between instructions.
 */
import { ToPropertyKey } from '../objects/conversion.ts';
import {
  Accessor,
  ExoticObject,
  isObject,
  JSArray,
  JSFunction,
  type JSObject,
  PlainObject,
  type Slot,
} from '../objects/object.ts';
import { type ArgumentsData, getOwnSlot, lookup } from '../objects/property.ts';
import { type Shape, ShapeFlag } from '../objects/shape.ts';
import { type TypedArrayData, typedArrayGet } from '../objects/typed-array.ts';
import { BAIL, HOLE, keyToValue, type PropertyKey, TDZ, type Value } from '../objects/value.ts';
import { callHelper, callValue, pushFrame } from './calls.ts';
import { ABSENT, CallMode, type InlineCache, type LinkedCode } from './linked-code.ts';
import type { Machine } from './machine.ts';
import { propertyErrorText } from './property-errors.ts';

/** Where a primitive's properties are looked up. */
export function prototypeOfPrimitive(m: Machine, v: Value): JSObject {
  switch (typeof v) {
    case 'string':
      return m.realm.stringPrototype;
    case 'number':
      return m.realm.intrinsic('%NumberPrototype%');
    case 'boolean':
      return m.realm.intrinsic('%BooleanPrototype%');
    case 'symbol':
      return m.realm.intrinsic('%SymbolPrototype%');
    default:
      return m.realm.intrinsic('%BigIntPrototype%');
  }
}

/** Index by which caches name property i of a shape: below 4 a field of a PlainObject, else `slots[i - 4]`. */
export function cacheSlot(shape: Shape, i: number): number {
  return (shape.flags & ShapeFlag.Plain) !== 0 ? i : i + 4;
}

/** Delivers what a lookup found: a value, or the result of a getter, or of a Proxy's trap. */
export function deliverLookup(m: Machine, v: Slot, key: PropertyKey, receiver: Value): void {
  if (v === HOLE) m.deliver(undefined);
  else if (v instanceof Accessor) {
    if (v.get === undefined) m.deliver(undefined);
    else callValue(m, v.get, receiver, []);
  } else if (v === BAIL) callHelper(m, 'ProxyGet', [m.space.found as JSObject, keyToValue(key), receiver]);
  else if (v === TDZ) m.throwReferenceError(`Cannot access '${String(keyToValue(key))}' before initialization`);
  else m.deliver(v);
}

export function getProp(m: Machine, o: Value, lc: LinkedCode, name: number, ic: InlineCache): void {
  if (isObject(o) && o.shape === ic.accessorShape && ic.accessorEpoch === m.space.protoEpoch) {
    callAccessor(m, ic.accessor as JSFunction, o, undefined, 0);
    return;
  }
  const key = lc.body?.constants[name] as string;
  if (isObject(o)) {
    const getter = ic.key !== 0 ? m.properties.getter(o, ic) : null;
    if (getter !== null) {
      callAccessor(m, getter, o, undefined, 0);
      return;
    }
    const v = lookup(o, key);
    if (v instanceof Accessor) {
      const spill = ic.shape !== null || ic.accessorShape !== null;
      if (fillable(m, o, v.get)) {
        if (spill) m.properties.spillRead(ic, key);
        fillAccessor(m, o, v.get, ic);
      }
    } else if (v === HOLE) fillAbsent(m, o, key, ic);
    else if (v !== BAIL && v !== TDZ) fillGet(m, o, key, ic);
    deliverLookup(m, v, key, o);
    return;
  }
  if (o === undefined || o === null) m.throwTypeError(propertyErrorText(m, 'read', o, key));
  if (typeof o === 'string') {
    if (key === 'length') {
      ic.stringSlot = -2;
      m.deliver(o.length);
      return;
    }
    const proto = m.realm.stringPrototype;
    const i = proto.shape.lookup(key);
    const v = i < 0 ? HOLE : getOwnSlot(proto, key);
    if (v !== HOLE && !(v instanceof Accessor) && m.realm === lc.realm && ic.stringSlot !== -2) {
      ic.stringSlot = i;
      ic.stringEpoch = m.space.protoEpoch;
    }
  }
  deliverLookup(m, lookup(prototypeOfPrimitive(m, o), key), key, o);
}

/** Are there own keys of `o` that its shape does not tell of? Then a cache must not go by the shape. */
function hasKeysBesideShape(o: JSObject): boolean {
  return o instanceof ExoticObject && (o.kind === 'String' || o.kind === 'ModuleNamespace' || o.kind === 'Proxy');
}

/** Will the accessor function `f`, just found by a lookup on `o`, be found again by the shape of `o`? */
export function fillable(m: Machine, o: JSObject, f: JSObject | undefined): f is JSFunction {
  const holder = m.space.found as JSObject;
  if (!(f instanceof JSFunction) || f.code.special !== null || hasKeysBesideShape(o)) return false;
  return ((holder !== o ? holder.shape.flags & ShapeFlag.Prototype : o.shape.flags & ShapeFlag.Own) as number) !== 0;
}

/** Remembers such an accessor. */
export function fillAccessor(m: Machine, o: JSObject, f: JSFunction, ic: InlineCache): void {
  ic.accessorShape = o.shape;
  ic.accessorEpoch = m.space.protoEpoch;
  ic.accessor = f;
}

/** Calls a getter (argc 0) or setter (argc 1). */
export function callAccessor(m: Machine, f: JSFunction, self: JSObject, v: Value, argc: number): void {
  const lc = f.code;
  if (lc.mode !== CallMode.Fast) {
    callValue(m, f, self, argc === 0 ? [] : [v]);
    return;
  }
  const { slots } = pushFrame(m, lc, f);
  slots[0] = self;
  if (argc === 1 && lc.parameterCount > 0) slots[1] = v;
}

/** Remembers that objects of this shape lack the property, as do their prototypes. */
function fillAbsent(m: Machine, o: JSObject, key: string, ic: InlineCache): void {
  if (hasKeysBesideShape(o) || (o instanceof ExoticObject && o.kind === 'TypedArray')) return;
  const { shape } = o;
  for (let p = shape.proto; p !== null; p = p.shape.proto) {
    if ((p.shape.flags & ShapeFlag.Prototype) === 0 || hasKeysBesideShape(p)) return;
    if (p instanceof ExoticObject && p.kind === 'TypedArray') return;
  }
  if (ic.shape !== null && ic.shape !== shape) m.properties.spillRead(ic, key);
  ic.shape = shape;
  ic.holder = shape.proto;
  ic.epoch = m.space.protoEpoch;
  ic.slot = ABSENT;
}

function fillGet(m: Machine, o: JSObject, key: string, ic: InlineCache): void {
  const holder = m.space.found as JSObject;
  const { shape } = o;
  if (ic.shape !== null && ic.shape !== shape) m.properties.spillRead(ic, key);
  // The stack of an error is made when it is first read.
  if (key === 'stack' && holder instanceof ExoticObject && holder.kind === 'Error') return;
  if (holder === o) {
    if (o instanceof JSArray && key === 'length') {
      if ((shape.flags & ShapeFlag.Array) === 0) return;
      ic.shape = shape;
      ic.holder = null;
      ic.slot = -1;
      return;
    }
    const i = shape.lookup(key);
    // An error's stack is made when it is first read: another error of that shape may not have come so far.
    if (i < 0 || (key === 'stack' && o instanceof ExoticObject && o.kind === 'Error')) return;
    ic.shape = shape;
    ic.holder = null;
    ic.slot = cacheSlot(shape, i);
    return;
  }
  if (hasKeysBesideShape(o)) return;
  const i = holder.shape.lookup(key);
  if (i < 0 || (holder.shape.flags & ShapeFlag.Prototype) === 0) return;
  ic.shape = shape;
  ic.holder = holder;
  ic.epoch = m.space.protoEpoch;
  ic.slot = holder instanceof PlainObject ? i : i + 4;
}

/**
 * What indexing reads at once: a typed array's element (undefined where `k` is no valid index, without a look at the prototypes), or one
 * that an arguments object holds itself. BAIL for everything else.
 */
export function getIndexed(o: ExoticObject, k: number): Slot {
  if (o.kind === 'TypedArray') return typedArrayGet(o.data as TypedArrayData, k);
  if (o.kind === 'Arguments' && k >= 0 && k < o.elements.length) {
    const { alias } = o.data as ArgumentsData;
    const v = o.elements[k];
    // A fractional index reads as undefined from the host list.
    if (v !== HOLE && v !== undefined && (alias === null || k >= alias.length)) return v as Slot;
  }
  return BAIL;
}

export function getElem(m: Machine, o: Value, k: Value): void {
  if (isObject(k)) {
    if (o === undefined || o === null) m.throwTypeError(propertyErrorText(m, 'read', o, k));
    callHelper(m, 'GetElemSlow', [o, k]);
    return;
  }
  if (o === undefined || o === null) m.throwTypeError(propertyErrorText(m, 'read', o, k));
  const key = ToPropertyKey(m, k);
  if (isObject(o)) {
    deliverLookup(m, lookup(o, key), key, o);
    return;
  }
  if (typeof o === 'string') {
    if (typeof key === 'number' && key < o.length) {
      m.deliver(o[key] as string);
      return;
    }
    if (key === 'length') {
      m.deliver(o.length);
      return;
    }
  }
  deliverLookup(m, lookup(prototypeOfPrimitive(m, o), key), key, o);
}
