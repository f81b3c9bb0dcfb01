/** Object (ECMA-262 §20.1). The natives are for what is no Proxy and needs no guest code; `object.js` has the rest. */
import { messageText } from '../machine/callee-text.ts';
import { chargeKeys } from '../machine/charge-keys.ts';
import type { Machine } from '../machine/machine.ts';
import { ToObject, ToPropertyKey } from '../objects/conversion.ts';
import {
  Accessor,
  ExoticObject,
  IsCallable,
  isObject,
  isProxy,
  JSArray,
  type JSObject,
  PendingValue,
  PlainObject,
  type Slot,
} from '../objects/object.ts';
import {
  addProperty,
  Descriptor,
  defineData,
  defineOwnProperty,
  endsChain,
  getOwnProperty,
  getOwnSlot,
  getSlot,
  Has,
  hasOwn,
  lookup,
  ownAttrs,
  ownKeys,
  preventExtensions,
  setProperty,
  setSlot,
} from '../objects/property.ts';
import { Attr, ShapeFlag } from '../objects/shape.ts';
import { BAIL, HOLE, keyToValue, type Mark, type PropertyKey, symbols, TDZ, type Value } from '../objects/value.ts';
import { fromDescriptor, ownAttributes, readDescriptor, throwUninitialised } from './descriptor.ts';
import { isImmutablePrototype, setPrototypeOf } from './prototype-of.ts';
import { type BuiltinModule, constructor_, getter, intrinsic, method } from './spec.ts';

// ---- listing own properties -----------------------------------------------------------------------------------------------------

const enum Listing {
  Keys = 0,
  Values = 1,
  Entries = 2,
}

/** EnumerableOwnProperties (ECMA-262 §7.3.23); BAIL where a getter must run. */
function enumerableOwn(m: Machine, o: JSObject, listing: Listing): Value | Mark {
  chargeKeys(m, o);
  const out: Slot[] = [];
  const put = (key: string, v: Slot): boolean => {
    if (listing === Listing.Keys) out.push(key);
    else if (v instanceof Accessor) return false;
    else out.push(listing === Listing.Values ? v : m.realm.newArray([key, v]));
    return true;
  };
  const { shape } = o;
  if ((o instanceof PlainObject || o instanceof JSArray) && (shape.flags & ShapeFlag.IndexKeys) === 0) {
    const elements = o.elements;
    for (let i = 0; i < elements.length; i++) {
      const v = elements[i] as Slot;
      if (v !== HOLE && !put(String(i), v)) return BAIL;
    }
    const { keys, attrs } = shape.table;
    for (let i = 0; i < shape.count; i++) {
      const key = keys[i];
      if (typeof key !== 'string' || ((attrs[i] as number) & Attr.Enumerable) === 0) continue;
      if (!put(key, listing === Listing.Keys ? undefined : getSlot(o, i))) return BAIL;
    }
  } else {
    for (const key of ownKeys(o)) {
      if (typeof key === 'symbol' || (ownAttributes(m, o, key) & Attr.Enumerable) === 0) continue;
      if (!put(keyToValue(key) as string, getOwnSlot(o, key))) return BAIL;
    }
  }
  m.charge(16 + out.length * (listing === Listing.Entries ? 64 : 8));
  m.useFuel(out.length >> 2);
  return m.realm.newArray(out);
}

function listing(which: Listing) {
  return (m: Machine, _self: Value, v: Value): Value | Mark => {
    const o = ToObject(m, v);
    return isProxy(o) ? BAIL : enumerableOwn(m, o, which);
  };
}

/** Own keys of one kind, as the guest sees them. */
function ownKeysOf(type: 'string' | 'symbol') {
  return (m: Machine, _self: Value, v: Value): Value | Mark => {
    const o = ToObject(m, v);
    if (isProxy(o)) return BAIL;
    chargeKeys(m, o);
    const out: Slot[] = [];
    for (const key of ownKeys(o)) if ((typeof key === 'symbol') === (type === 'symbol')) out.push(keyToValue(key));
    m.charge(16 + out.length * 8);
    m.useFuel(out.length >> 2);
    return m.realm.newArray(out);
  };
}

// ---- assign ---------------------------------------------------------------------------------------------------------------------

/** Objects whose [[Set]] is the ordinary one, but for the keys that `assignable` looks at. */
function isOrdinaryTarget(o: JSObject): boolean {
  if (!(o instanceof ExoticObject)) return true;
  const { kind } = o;
  return (
    kind !== 'Proxy' && kind !== 'TypedArray' && kind !== 'String' && kind !== 'Arguments' && kind !== 'ModuleNamespace'
  );
}

/** Will `to[key] = v` set or add a data property, and nothing else? */
function assignable(to: JSObject, key: PropertyKey): boolean {
  if (to instanceof JSArray && (key === 'length' || (to.shape.flags & ShapeFlag.LengthReadOnly) !== 0)) return false;
  let at: JSObject | null = to;
  while (at !== null) {
    if (isProxy(at)) return false;
    const slot = getOwnSlot(at, key);
    if (slot !== HOLE)
      return (
        !(slot instanceof Accessor) &&
        slot !== TDZ &&
        (ownAttrs(at, key) & Attr.Writable) !== 0 &&
        (at === to || to.shape.extensible) &&
        isOrdinaryTarget(at)
      );
    if (endsChain(at, key)) return false;
    at = at.shape.proto;
  }
  return to.shape.extensible;
}

/** Lists the enumerable properties of a plain object with keys of that type; false where a getter or setter must run. */
function collect(
  to: JSObject,
  source: PlainObject,
  type: 'string' | 'symbol',
  keys: PropertyKey[],
  values: Value[],
): boolean {
  const { table, count } = source.shape;
  for (let i = 0; i < count; i++) {
    const key = table.keys[i];
    if (typeof key !== type || ((table.attrs[i] as number) & Attr.Enumerable) === 0) continue;
    const v = getSlot(source, i);
    if (v instanceof Accessor || !assignable(to, key as PropertyKey)) return false;
    keys.push(key as PropertyKey);
    values.push(v as Value);
  }
  return true;
}

/** Object.assign (ECMA-262 §20.1.2.1) where nothing but own data is read and written. */
function assign(m: Machine, _self: Value, args: Value[]): Value | Mark {
  const to = ToObject(m, args[0]);
  if (!isOrdinaryTarget(to)) return BAIL;
  const keys: PropertyKey[] = [];
  const values: Value[] = [];
  for (let i = 1; i < args.length; i++) {
    const source = args[i];
    if (!isObject(source)) {
      if (typeof source === 'string' && source !== '') return BAIL;
      continue;
    }
    if (source === to || isProxy(source)) return BAIL;
    if (
      source instanceof PlainObject &&
      (source.shape.flags & ShapeFlag.IndexKeys) === 0 &&
      source.elements.length === 0
    ) {
      if (!collect(to, source, 'string', keys, values) || !collect(to, source, 'symbol', keys, values)) return BAIL;
      continue;
    }
    chargeKeys(m, source);
    for (const key of ownKeys(source)) {
      const v = getOwnSlot(source, key);
      if (v instanceof Accessor || v === TDZ) return BAIL;
      if ((ownAttrs(source, key) & Attr.Enumerable) === 0) continue;
      if (!assignable(to, key)) return BAIL;
      keys.push(key);
      values.push(v as Value);
    }
  }
  m.charge(keys.length * 16);
  m.useFuel(keys.length >> 1);
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] as PropertyKey;
    if (!(to instanceof PlainObject) || typeof key === 'number') setProperty(to, key, values[i]);
    else {
      // It is known to be plain data that is there, or not there at all.
      const at = to.shape.lookup(key);
      if (at >= 0) setSlot(to, at, values[i]);
      else addProperty(to, key, values[i], Attr.Default);
    }
  }
  return to;
}

// ---- descriptors ----------------------------------------------------------------------------------------------------------------

/** The message for a definition that was refused. */
function refuseDefinition(m: Machine, o: JSObject, key: PropertyKey): never {
  const name = messageText(keyToValue(key));
  if (o instanceof ExoticObject && endsChain(o, key) && !hasOwn(o, key))
    return m.throwTypeError('Invalid typed array index');
  return m.throwTypeError(
    hasOwn(o, key) || o.shape.extensible
      ? `Cannot redefine property: ${name}`
      : `Cannot define property ${name}, object is not extensible`,
  );
}

/** Object.defineProperty (ECMA-262 §20.1.2.4). */
function defineProperty(m: Machine, _self: Value, o: Value, k: Value, attributes: Value): Value | Mark {
  if (!isObject(o)) return m.throwTypeError('Object.defineProperty called on non-object');
  if (isProxy(o)) return BAIL;
  const key = ToPropertyKey(m, k);
  if (!isObject(attributes))
    return m.throwTypeError(`Property description must be an object: ${messageText(attributes)}`);
  const desc = readDescriptor(attributes);
  if (desc === undefined || endsChain(o, key)) return BAIL;
  if (o instanceof JSArray && key === 'length' && (desc.has & Has.Value) !== 0) {
    if (!(typeof desc.value === 'number' && desc.value >>> 0 === desc.value)) return BAIL;
  }
  m.charge(32);
  if (!defineOwnProperty(o, key, desc)) return refuseDefinition(m, o, key);
  return o;
}

/** [[GetOwnProperty]] of what is no Proxy; a ReferenceError for a module's uninitialised binding. */
function ownDescriptor(m: Machine, o: JSObject, key: PropertyKey): Descriptor | undefined {
  const slot = getOwnSlot(o, key);
  if (slot === TDZ) return throwUninitialised(m, key);
  if (slot instanceof PendingValue) throw BAIL;
  return getOwnProperty(o, key);
}

function fullDescriptorObject(m: Machine, d: Descriptor): Value {
  m.charge(80);
  return fromDescriptor(m, d, m.realm.intrinsic('%ObjectPrototype%'));
}

/** Object.getOwnPropertyDescriptor (ECMA-262 §20.1.2.8). */
function getOwnPropertyDescriptor(m: Machine, _self: Value, v: Value, k: Value): Value | Mark {
  const o = ToObject(m, v);
  if (isProxy(o)) return BAIL;
  const d = ownDescriptor(m, o, ToPropertyKey(m, k));
  return d === undefined ? undefined : fullDescriptorObject(m, d);
}

/** Object.getOwnPropertyDescriptors (ECMA-262 §20.1.2.9). */
function getOwnPropertyDescriptors(m: Machine, _self: Value, v: Value): Value | Mark {
  const o = ToObject(m, v);
  if (isProxy(o)) return BAIL;
  const out = m.realm.newObject(m.realm.intrinsic('%ObjectPrototype%'));
  for (const key of ownKeys(o)) {
    const d = ownDescriptor(m, o, key);
    if (d !== undefined) defineData(out, key, fullDescriptorObject(m, d) as Slot);
  }
  return out;
}

// ---- integrity ------------------------------------------------------------------------------------------------------------------

/** SetIntegrityLevel (ECMA-262 §7.3.15) of what is no Proxy. */
function setIntegrity(m: Machine, v: Value, frozen: boolean): Value | Mark {
  if (!isObject(v)) return v;
  if (isProxy(v)) return BAIL;
  if (v instanceof ExoticObject && v.kind === 'TypedArray' && frozen && ownKeys(v).some((k) => typeof k === 'number')) {
    return m.throwTypeError('Cannot freeze array buffer views with elements');
  }
  if (!preventExtensions(v))
    return m.throwTypeError(`Cannot ${frozen ? 'freeze' : 'seal'} array buffer views with elements`);
  const keys = ownKeys(v);
  m.useFuel(keys.length);
  for (const key of keys) {
    const slot = getOwnSlot(v, key);
    if (slot === TDZ) return throwUninitialised(m, key);
    const has = Has.Configurable | (frozen && !(slot instanceof Accessor) ? Has.Writable : 0);
    if (!defineOwnProperty(v, key, new Descriptor(has, undefined, undefined, undefined, Attr.None))) {
      return refuseDefinition(m, v, key);
    }
  }
  return v;
}

/** TestIntegrityLevel (ECMA-262 §7.3.16) of what is no Proxy. */
function testIntegrity(m: Machine, v: Value, frozen: boolean): Value | Mark {
  if (!isObject(v)) return true;
  if (isProxy(v)) return BAIL;
  if (v.shape.extensible) return false;
  for (const key of ownKeys(v)) {
    const attributes = ownAttributes(m, v, key);
    if ((attributes & Attr.Configurable) !== 0) return false;
    if (frozen && (attributes & Attr.Writable) !== 0) return false;
  }
  return true;
}

// ---- Object.prototype -----------------------------------------------------------------------------------------------------------

/** The builtinTag of Object.prototype.toString (ECMA-262 §20.1.3.6), arrays aside. */
function builtinTag(o: JSObject): string {
  const callable: boolean = IsCallable(o);
  if (callable) return 'Function';
  if (o instanceof JSArray) return 'Array';
  if (!(o instanceof ExoticObject)) return 'Object';
  switch (o.kind) {
    case 'Arguments':
    case 'Boolean':
    case 'Date':
    case 'Error':
    case 'Number':
    case 'RegExp':
    case 'String':
      return o.kind;
    default:
      return 'Object';
  }
}

/** Object.prototype.toString (ECMA-262 §20.1.3.6). */
function prototypeToString(m: Machine, self: Value): Value | Mark {
  if (self === undefined) return '[object Undefined]';
  if (self === null) return '[object Null]';
  const o = ToObject(m, self);
  const tag = lookup(o, symbols.toStringTag);
  if (tag === BAIL || tag instanceof Accessor) return BAIL;
  return `[object ${typeof tag === 'string' ? tag : builtinTag(o)}]`;
}

/** Object.prototype.isPrototypeOf (ECMA-262 §20.1.3.3). */
function prototypeIsPrototypeOf(m: Machine, self: Value, v: Value): Value | Mark {
  if (!isObject(v)) return false;
  const o = ToObject(m, self);
  for (let at: JSObject | null = v; at !== null; at = at.shape.proto) {
    if (isProxy(at)) return BAIL;
    if (at.shape.proto === o) return true;
  }
  return false;
}

function hasOwnNative(m: Machine, o: JSObject, key: PropertyKey): Value | Mark {
  if (isProxy(o)) return BAIL;
  const slot = getOwnSlot(o, key);
  return slot === TDZ ? throwUninitialised(m, key) : slot !== HOLE;
}

function protoSetter(m: Machine, self: Value, proto: Value): Value | Mark {
  if (self === undefined || self === null) return BAIL;
  if (!isObject(self) || !(proto === null || isObject(proto))) return undefined;
  if (isProxy(self)) return BAIL;
  return setPrototypeOf(m, self, proto) ? undefined : BAIL;
}

const nativeKeys = listing(Listing.Keys);

export const object: BuiltinModule = {
  objects: [
    {
      id: '%Object%',
      proto: '%FunctionPrototype%',
      fn: constructor_('Object', 1, {
        native: (m, _self, v) =>
          v === undefined || v === null ? m.realm.newObject(m.realm.intrinsic('%ObjectPrototype%')) : ToObject(m, v),
        selfHosted: 'ObjectConstructor',
      }),
      properties: [
        intrinsic('prototype', '%ObjectPrototype%', Attr.None),
        method('assign', 2, { variadic: assign, selfHosted: 'ObjectAssign' }),
        method('getOwnPropertyDescriptor', 2, {
          native: getOwnPropertyDescriptor,
          selfHosted: 'ObjectGetOwnPropertyDescriptor',
        }),
        method('getOwnPropertyDescriptors', 1, {
          native: getOwnPropertyDescriptors,
          selfHosted: 'ObjectGetOwnPropertyDescriptors',
        }),
        method('getOwnPropertyNames', 1, { native: ownKeysOf('string'), selfHosted: 'ObjectGetOwnPropertyNames' }),
        method('getOwnPropertySymbols', 1, { native: ownKeysOf('symbol'), selfHosted: 'ObjectGetOwnPropertySymbols' }),
        method('hasOwn', 2, {
          native: (m, _self, v, k) => {
            const o = ToObject(m, v);
            return hasOwnNative(m, o, ToPropertyKey(m, k));
          },
          selfHosted: 'ObjectHasOwn',
        }),
        method('is', 2, { native: (_m, _self, a, b) => Object.is(a, b) }),
        method('preventExtensions', 1, {
          native: (m, _self, v) => {
            if (!isObject(v)) return v;
            if (isProxy(v)) return BAIL;
            return preventExtensions(v) ? v : m.throwTypeError('Cannot prevent extensions');
          },
          selfHosted: 'ObjectPreventExtensions',
        }),
        method('seal', 1, { native: (m, _self, v) => setIntegrity(m, v, false), selfHosted: 'ObjectSeal' }),
        method('create', 2, {
          native: (m, _self, proto, properties) => {
            if (!(proto === null || isObject(proto))) {
              return m.throwTypeError(`Object prototype may only be an Object or null: ${messageText(proto)}`);
            }
            if (properties !== undefined) return BAIL;
            m.charge(80);
            return m.realm.newObject(proto);
          },
          selfHosted: 'ObjectCreate',
        }),
        method('defineProperties', 2, { selfHosted: 'ObjectDefineProperties' }),
        method('defineProperty', 3, { native: defineProperty, selfHosted: 'ObjectDefineProperty' }),
        method('freeze', 1, { native: (m, _self, v) => setIntegrity(m, v, true), selfHosted: 'ObjectFreeze' }),
        method('getPrototypeOf', 1, {
          native: (m, _self, v) => {
            const o = ToObject(m, v);
            return isProxy(o) ? BAIL : o.shape.proto;
          },
          selfHosted: 'ObjectGetPrototypeOf',
        }),
        method('setPrototypeOf', 2, {
          native: (m, _self, v, proto) => {
            if (!isObject(v) || isProxy(v) || !(proto === null || isObject(proto))) return BAIL;
            return setPrototypeOf(m, v, proto) ? v : BAIL;
          },
          selfHosted: 'ObjectSetPrototypeOf',
        }),
        method('isExtensible', 1, {
          native: (_m, _self, v) => (!isObject(v) ? false : isProxy(v) ? BAIL : v.shape.extensible),
          selfHosted: 'ObjectIsExtensible',
        }),
        method('isFrozen', 1, { native: (m, _self, v) => testIntegrity(m, v, true), selfHosted: 'ObjectIsFrozen' }),
        method('isSealed', 1, { native: (m, _self, v) => testIntegrity(m, v, false), selfHosted: 'ObjectIsSealed' }),
        method('keys', 1, { native: nativeKeys, selfHosted: 'ObjectKeys' }),
        method('entries', 1, { native: listing(Listing.Entries), selfHosted: 'ObjectEntries' }),
        method('fromEntries', 1, { selfHosted: 'ObjectFromEntries' }),
        method('values', 1, { native: listing(Listing.Values), selfHosted: 'ObjectValues' }),
        method('groupBy', 2, { selfHosted: 'ObjectGroupBy' }),
      ],
    },
    {
      id: '%ObjectPrototype%',
      proto: null,
      exotic: { kind: 'ObjectPrototype', data: null },
      properties: [
        intrinsic('constructor', '%Object%'),
        method('__defineGetter__', 2, { selfHosted: 'ObjectPrototypeDefineGetter' }),
        method('__defineSetter__', 2, { selfHosted: 'ObjectPrototypeDefineSetter' }),
        method('hasOwnProperty', 1, {
          native: (m, self, k) => {
            const key = ToPropertyKey(m, k);
            return hasOwnNative(m, ToObject(m, self), key);
          },
          selfHosted: 'ObjectPrototypeHasOwnProperty',
        }),
        method('__lookupGetter__', 1, { selfHosted: 'ObjectPrototypeLookupGetter' }),
        method('__lookupSetter__', 1, { selfHosted: 'ObjectPrototypeLookupSetter' }),
        method('isPrototypeOf', 1, { native: prototypeIsPrototypeOf, selfHosted: 'ObjectPrototypeIsPrototypeOf' }),
        method('propertyIsEnumerable', 1, {
          native: (m, self, k) => {
            const key = ToPropertyKey(m, k);
            const o = ToObject(m, self);
            if (isProxy(o)) return BAIL;
            const attributes = ownAttributes(m, o, key);
            return attributes >= 0 && (attributes & Attr.Enumerable) !== 0;
          },
          selfHosted: 'ObjectPrototypePropertyIsEnumerable',
        }),
        method('toString', 0, { native: prototypeToString, selfHosted: 'ObjectPrototypeToString' }),
        method('valueOf', 0, { native: (m, self) => ToObject(m, self) }),
        getter(
          '__proto__',
          {
            native: (m, self) => {
              const o = ToObject(m, self);
              return isProxy(o) ? BAIL : o.shape.proto;
            },
            selfHosted: 'ObjectPrototypeProtoGetter',
          },
          { native: protoSetter, selfHosted: 'ObjectPrototypeProtoSetter' },
        ),
        method('toLocaleString', 0, { selfHosted: 'ObjectPrototypeToLocaleString' }),
      ],
    },
  ],
  globals: [intrinsic('Object', '%Object%')],
  intrinsics: {
    /** EnumerableOwnProperties(o, key) of an object that is no Proxy; undefined for one. */
    enumerableKeys: (m, _self, o) =>
      isProxy(o as JSObject) ? undefined : (enumerableOwn(m, o as JSObject, Listing.Keys) as Value),
    builtinTag: (_m, _self, o) => builtinTag(o as JSObject),
    isImmutablePrototype: (_m, _self, o) => isImmutablePrototype(o as JSObject),
  },
};
