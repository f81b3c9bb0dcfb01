/**
 * Assigning to properties, with the caches of their sites.
 *
 * General paths: entered with `m.frame` the running frame, its pc behind the instruction; they store the result with `m.deliver`, or push a
 * frame whose return will, or throw a GuestThrow. None keeps anything between instructions.
 */
import { ToNumeric, ToPropertyKey } from '../objects/conversion.ts';
import { Accessor, ExoticObject, isObject, isProxy, JSArray, JSFunction, type JSObject } from '../objects/object.ts';
import { getOwnSlot, lookup, ownAttrs, SetResult, setProperty } from '../objects/property.ts';
import { Attr, type Shape, ShapeFlag } from '../objects/shape.ts';
import { BAIL, HOLE, keyToValue, type PropertyKey, type Value } from '../objects/value.ts';
import { describe } from './callee-text.ts';
import { callHelper, callValue } from './calls.ts';
import { cacheSlot, callAccessor, fillAccessor, fillable, prototypeOfPrimitive } from './get-property.ts';
import type { InlineCache, LinkedCode } from './linked-code.ts';
import type { Machine } from './machine.ts';
import { propertyErrorText } from './property-errors.ts';

export function setProp(
  m: Machine,
  o: Value,
  lc: LinkedCode,
  name: number,
  v: Value,
  strict: boolean,
  ic: InlineCache,
): void {
  if (isObject(o) && o.shape === ic.accessorShape && ic.accessorEpoch === m.space.protoEpoch) {
    callAccessor(m, ic.accessor as JSFunction, o, v, 1);
    return;
  }
  const key = lc.body?.constants[name] as string;
  if (isObject(o) && !isProxy(o)) {
    const setter = ic.key !== 0 ? m.properties.setter(o, ic) : null;
    if (setter !== null) {
      callAccessor(m, setter, o, v, 1);
      return;
    }
    const before = o.shape;
    if (key === 'length' && o instanceof JSArray) {
      setKey(m, o, key, v, strict);
      return;
    }
    const result = setProperty(o, key, v);
    if (result === SetResult.Done) {
      fillSet(m, o, before, key, ic);
      return;
    }
    if (result === SetResult.CallSetter) {
      const setter = m.space.found as JSObject;
      const found = lookup(o, key);
      if (found instanceof Accessor && found.set === setter && fillable(m, o, setter)) {
        if (ic.shape !== null || ic.accessorShape !== null) m.properties.spillWrite(ic, key);
        fillAccessor(m, o, setter, ic);
      }
      m.space.found = setter;
    }
    afterSet(m, result, o, key, v, strict);
    return;
  }
  setKey(m, o, key, v, strict);
}

function fillSet(m: Machine, o: JSObject, before: Shape, key: string, ic: InlineCache): void {
  if (
    o instanceof ExoticObject &&
    (o.kind === 'Arguments' || o.kind === 'TypedArray' || o.kind === 'String' || o.kind === 'ModuleNamespace')
  )
    return;
  const { shape } = o;
  const i = shape.lookup(key);
  if (i < 0) return;
  if (ic.shape !== null && ic.shape !== before) m.properties.spillWrite(ic, key);
  if (shape === before) {
    ic.shape = shape;
    ic.next = null;
    ic.slot = cacheSlot(shape, i);
    return;
  }
  // An addition by a shared transition, which the next object of that shape takes as well.
  if ((shape.flags & ShapeFlag.Own) !== 0 || shape.count !== before.count + 1 || shape.proto !== before.proto) return;
  if ((before.flags & ShapeFlag.LazyFunction) !== 0) return;
  ic.shape = before;
  ic.next = shape;
  ic.epoch = m.space.protoEpoch;
  ic.slot = cacheSlot(shape, i);
}

export function setElem(m: Machine, o: Value, k: Value, v: Value, strict: boolean): void {
  if (isObject(k)) {
    if (o === undefined || o === null) m.throwTypeError(propertyErrorText(m, 'set', o, k));
    callHelper(m, 'SetElemSlow', [o, k, v, strict]);
    return;
  }
  if (o === undefined || o === null) m.throwTypeError(propertyErrorText(m, 'set', o, k));
  setKey(m, o, ToPropertyKey(m, k), v, strict);
}

/** [[Set]] of a key on any value; the scratch destination gets whatever a setter returns. */
export function setKey(m: Machine, o: Value, key: PropertyKey, v: Value, strict: boolean): void {
  if (o === undefined || o === null) m.throwTypeError(propertyErrorText(m, 'set', o, key as Value));
  if (!isObject(o)) {
    setOnPrimitive(m, o, key, v, strict);
    return;
  }
  if (isProxy(o)) {
    callHelper(m, strict ? 'SetStrict' : 'SetSloppy', [o, keyToValue(key), v]);
    return;
  }
  if (key === 'length' && o instanceof JSArray && !(typeof v === 'number' && v >>> 0 === v)) {
    setLength(m, o, v, strict);
    return;
  }
  m.allocated += 16;
  afterSet(m, setProperty(o, key, v), o, key, v, strict);
}

function setLength(m: Machine, a: JSArray, v: Value, strict: boolean): void {
  if ((a.shape.flags & ShapeFlag.LengthReadOnly) !== 0 && !isObject(v)) {
    if (strict) m.throwTypeError(readOnlyText('length', a));
    return;
  }
  if (isObject(v)) {
    callHelper(m, 'SetArrayLengthSlow', [a, v, strict]);
    return;
  }
  const n = Number(
    ToNumeric(m, typeof v === 'bigint' ? (m.throwTypeError('Cannot convert a BigInt value to a number') as never) : v),
  );
  if (n >>> 0 !== n) m.throwRangeError('Invalid array length');
  afterSet(m, setProperty(a, 'length', n >>> 0), a, 'length', v, strict);
}

function afterSet(m: Machine, result: SetResult, o: JSObject, key: PropertyKey, v: Value, strict: boolean): void {
  switch (result) {
    case SetResult.Done:
      return;
    case SetResult.Refused:
      if (strict) m.throwTypeError(refusedText(o, key));
      return;
    case SetResult.CallSetter:
      callValue(m, m.space.found, o, [v]);
      return;
    case SetResult.Convert:
      callHelper(m, 'TypedArraySetSlow', [o, keyToValue(key), v]);
      return;
    default:
      callHelper(m, strict ? 'SetStrict' : 'SetSloppy', [o, keyToValue(key), v]);
  }
}

export function keyText(key: PropertyKey): string {
  return typeof key === 'symbol' ? `Symbol(${key.description ?? ''})` : String(keyToValue(key));
}

function readOnlyText(key: PropertyKey, o: Value): string {
  return `Cannot assign to read only property '${keyText(key)}' of ${objectText(o)}`;
}

function objectText(o: Value): string {
  if (o instanceof JSArray) return "object '[object Array]'";
  if (o instanceof JSFunction) return `function '${describe(o)}'`;
  return `object '${describe(o)}'`;
}

/** Why an assignment was refused, in V8's words. */
function refusedText(o: JSObject, key: PropertyKey): string {
  let at: JSObject | null = o;
  while (at !== null && !isProxy(at)) {
    const slot = getOwnSlot(at, key);
    if (slot !== HOLE) {
      if (slot instanceof Accessor)
        return `Cannot set property ${keyText(key)} of ${describe(at)} which has only a getter`;
      // An array ends at the last element that it could not give up.
      if (at instanceof JSArray && key === 'length' && (ownAttrs(at, key) & Attr.Writable) !== 0)
        return `Cannot delete property '${at.length - 1}' of ${describe(at)}`;
      return readOnlyText(key, o);
    }
    at = at.shape.proto;
  }
  return `Cannot add property ${keyText(key)}, object is not extensible`;
}

/** Assignment to a property of a primitive: setters and proxies on the way are honoured, nothing is stored. */
function setOnPrimitive(m: Machine, o: Value, key: PropertyKey, v: Value, strict: boolean): void {
  const found =
    typeof o === 'string' && (key === 'length' || (typeof key === 'number' && key < o.length))
      ? o
      : lookup(prototypeOfPrimitive(m, o), key);
  if (found instanceof Accessor && found.set !== undefined) {
    callValue(m, found.set, o, [v]);
    return;
  }
  if (found === BAIL) {
    callHelper(m, strict ? 'SetStrict' : 'SetSloppy', [o, keyToValue(key), v]);
    return;
  }
  if (!strict) return;
  if (found instanceof Accessor) m.throwTypeError(refusedText(prototypeOfPrimitive(m, o), key));
  if (typeof o === 'string' && (key === 'length' || typeof key === 'number'))
    m.throwTypeError(`Cannot assign to read only property '${keyText(key)}' of string '${o}'`);
  m.throwTypeError(
    `Cannot create property '${keyText(key)}' on ${typeof o} '${typeof o === 'symbol' ? keyText(o) : String(o)}'`,
  );
}
