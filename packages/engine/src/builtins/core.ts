/** Operations that all self-hosted code uses: type tests, conversions of primitives, own properties of ordinary objects, errors, jobs. */
import { describe } from '../machine/callee-text.ts';
import { chargeKeys } from '../machine/charge-keys.ts';
import { setFunctionName } from '../machine/classes.ts';
import { createDynamicFunction } from '../machine/eval.ts';
import { GuestThrow } from '../machine/guest-throw.ts';
import type { Machine } from '../machine/machine.ts';
import {
  SameValueZero,
  ToIntegerOrInfinity,
  ToLength,
  ToNumber,
  ToObject,
  ToPropertyKey,
} from '../objects/conversion.ts';
import {
  type BoundData,
  ExoticObject,
  IsCallable,
  IsConstructor,
  isObject,
  isProxy,
  JSArray,
  JSFunction,
  type JSObject,
  type ProxyData,
} from '../objects/object.ts';
import {
  type Descriptor,
  defineData,
  defineOwnProperty,
  deleteProperty,
  getOwnProperty,
  getOwnSlot,
  ownKeys,
  preventExtensions,
} from '../objects/property.ts';
import { Attr } from '../objects/shape.ts';
import { HOLE, keyToValue, type PropertyKey, TDZ, type Value } from '../objects/value.ts';
import { fromDescriptor, toDescriptor } from './descriptor.ts';
import { functionRealm } from './function-realm.ts';
import { placeOperations } from './places.ts';
import { setPrototypeOf } from './prototype-of.ts';
import type { BuiltinModule } from './spec.ts';

const key = (m: Machine, k: Value): PropertyKey => ToPropertyKey(m, k);

/** Kind of an object as self-hosted code tells them apart. */
function kindOf(v: Value): string | undefined {
  if (!isObject(v)) return undefined;
  if (v instanceof ExoticObject) return v.kind;
  return v instanceof JSArray ? 'Array' : v instanceof JSFunction ? 'Function' : 'Plain';
}

function error(type: Parameters<Machine['newError']>[0]) {
  return (m: Machine, _self: Value, message: Value) => m.newError(type, message as string);
}

export const core: BuiltinModule = {
  objects: [],
  globals: [],
  intrinsics: {
    ...placeOperations,
    isObject: (_m, _s, v) => isObject(v),
    isCallable: (_m, _s, v) => IsCallable(v),
    isConstructor: (_m, _s, v) => IsConstructor(v),
    isProxy: (_m, _s, v) => isObject(v) && isProxy(v),
    isArray: (_m, _s, v) => v instanceof JSArray,
    kind: (_m, _s, v) => kindOf(v),
    toObject: (m, _s, v) => ToObject(m, v),
    sameValue: (_m, _s, a, b) => Object.is(a, b),
    sameValueZero: (_m, _s, a, b) => SameValueZero(a, b),
    toLength: (m, _s, v) => ToLength(m, v),
    toNumberPrimitive: (m, _s, v) => ToNumber(m, v),
    toIntegerOrInfinity: (m, _s, v) => ToIntegerOrInfinity(m, v),
    toPropertyKey: (m, _s, v) => keyToValue(key(m, v)),

    typeError: error('TypeError'),
    rangeError: error('RangeError'),
    syntaxError: error('SyntaxError'),
    referenceError: error('ReferenceError'),
    describe: (_m, _s, v) => describe(v),

    newObject: (m, _s, proto) => {
      m.charge(80);
      return m.realm.newObject(proto as JSObject | null);
    },
    newArray: (m) => {
      m.charge(96);
      return m.realm.newArray([]);
    },
    newList: (m) => {
      m.charge(96);
      return m.realm.newArray([]);
    },
    push: (m, _s, list, v) => {
      const a = list as JSArray;
      m.charge(16);
      defineData(a, a.length, v);
      return undefined;
    },
    defineData: (m, _s, o, k, v, attrs) => {
      m.charge(16);
      defineData(o as JSObject, key(m, k), v, attrs === undefined ? Attr.Default : (attrs as number));
      return undefined;
    },

    getOwnProperty: (m, _s, o, k) => {
      const slot = getOwnSlot(o as JSObject, key(m, k));
      if (slot === HOLE) return undefined;
      if (slot === TDZ) return m.throwReferenceError(`Cannot access '${String(k as string)}' before initialization`);
      m.charge(120);
      return fromDescriptor(m, getOwnProperty(o as JSObject, key(m, k)) as Descriptor, null);
    },
    defineOwnProperty: (m, _s, o, k, desc) => {
      m.charge(16);
      return defineOwnProperty(o as JSObject, key(m, k), toDescriptor(desc as JSObject));
    },
    hasOwn: (m, _s, o, k) => getOwnSlot(o as JSObject, key(m, k)) !== HOLE,
    deleteOwn: (m, _s, o, k) => deleteProperty(o as JSObject, key(m, k)),
    ownKeys: (m, _s, o) => {
      chargeKeys(m, o as JSObject);
      const keys = ownKeys(o as JSObject);
      m.charge(96 + 24 * keys.length);
      m.useFuel(keys.length >> 3);
      return m.realm.newArray(keys.map(keyToValue));
    },
    preventExtensions: (_m, _s, o) => preventExtensions(o as JSObject),
    isExtensible: (_m, _s, o) => (o as JSObject).shape.extensible,
    getPrototypeOf: (_m, _s, o) => (o as JSObject).shape.proto,
    setPrototypeOf: (m, _s, o, p) => setPrototypeOf(m, o as JSObject, p as JSObject | null),

    intrinsic: (m, _s, id) => m.realm.intrinsic(id as string),
    /** An intrinsic of the realm of function `f` (GetFunctionRealm, ECMA-262 §7.3.24). */
    realmIntrinsicOf: (m, _s, f, id) => functionRealm(m, f as JSObject).intrinsic(id as string),
    proxyTarget: (_m, _s, p) => ((p as ExoticObject).data as ProxyData).target,
    proxyHandler: (_m, _s, p) => ((p as ExoticObject).data as ProxyData).handler,
    boundTarget: (_m, _s, f) => ((f as ExoticObject).data as BoundData).target,
    setName: (_m, _s, f, k, prefix) => {
      setFunctionName(f, k, prefix === 'get' ? 1 : prefix === 'set' ? 2 : 0);
      return undefined;
    },
    /** A closure of the library as a built-in function: its name and length. */
    builtinFunction: (_m, _s, f, name, length) => {
      const o = f as JSFunction;
      defineData(o, 'length', length, Attr.Configurable);
      defineData(o, 'name', name, Attr.Configurable);
      return o;
    },
    createDynamicFunction: (m, _s, kind, parameters, body) => createDynamicFunction(m, kind, parameters, body),

    enqueueJob: (m, _s, fn, list) => {
      m.charge(64);
      m.enqueue({
        kind: 'call',
        fn: fn as JSObject,
        self: undefined,
        args: (list as JSArray).elements.slice() as Value[],
      });
      return undefined;
    },
    charge: (m, _s, bytes) => {
      m.charge(bytes as number);
      return undefined;
    },
    fuel: (m, _s, steps) => {
      m.useFuel(steps as number);
      return undefined;
    },
    throwValue: (_m, _s, v) => {
      throw new GuestThrow(v);
    },
  },
};
