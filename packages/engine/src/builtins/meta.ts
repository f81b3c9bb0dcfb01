/** Leaf operations under the self-hosted abstract operations (`meta.js`, `operators.js`). */
import { callSite, messageText } from '../machine/callee-text.ts';
import type { Machine } from '../machine/machine.ts';
import { asyncIterableMessage, iterableMessage } from '../machine/site-errors.ts';
import { ToBigInt, ToNumeric, ToPropertyKey } from '../objects/conversion.ts';
import {
  Accessor,
  ExoticObject,
  isObject,
  isProxy,
  JSArray,
  type JSObject,
  PlainObject,
  type Slot,
} from '../objects/object.ts';
import {
  Descriptor,
  defineData,
  defineOwnProperty,
  elementsOf,
  endsChain,
  getOwnSlot,
  getSlot,
  IsCompatiblePropertyDescriptor,
  lookup,
  setSlot,
} from '../objects/property.ts';
import { Attr, ShapeFlag } from '../objects/shape.ts';
import { isBigIntType, type TypedArrayData, typedArrayLength, typedArraySet } from '../objects/typed-array.ts';
import { BAIL, DONE, HOLE, keyToValue, type PropertyKey, symbols, TDZ, type Value } from '../objects/value.ts';
import { FIELDS, ownAttributes, throwUninitialised, toDescriptor } from './descriptor.ts';
import type { BuiltinModule } from './spec.ts';

/** Where a lookup of `key` from `o` ends, as `$propertyKind` tells it. */
const enum PropertyKind {
  Absent = 0,
  Data = 1,
  Accessor = 2,
  Proxy = 3,
}

function accessorAlong(m: Machine, o: Value, key: Value): Accessor | null {
  const slot = lookup(o as JSObject, ToPropertyKey(m, key));
  return slot instanceof Accessor ? slot : null;
}

/**
 * CreateDataProperty (ECMA-262 §7.3.5) where it is a matter of own data; undefined where it is more (proxies, numeric keys of typed
 * arrays, an array's `length`).
 */
export function createDataProperty(o: JSObject, key: PropertyKey, v: Value): boolean | undefined {
  if (o instanceof ExoticObject) {
    if (o.kind === 'Proxy' || o.kind === 'TypedArray') return undefined;
  } else if (o instanceof JSArray) {
    if (key === 'length') return undefined;
    // What is there already with the same attributes only changes its value.
    if (typeof key === 'number' && key < o.elements.length && o.elements[key] !== HOLE) {
      o.elements[key] = v;
      return true;
    }
  } else if (o instanceof PlainObject && typeof key === 'string') {
    const i = o.shape.lookup(key);
    if (i >= 0 && o.shape.table.attrs[i] === Attr.Default && !(getSlot(o, i) instanceof Accessor)) {
      setSlot(o, i, v);
      return true;
    }
  }
  return defineOwnProperty(o, key, Descriptor.data(v, Attr.Default));
}

/** A number that arrays can have as their length. */
function isArrayLength(v: Value): boolean {
  return typeof v === 'number' && v >>> 0 === v;
}

/**
 * Index state of a key for a typed array: undefined if the key is no number, else 1 if it is a valid index (ECMA-262 §10.4.5.14),
 * 0 if not.
 */
function typedArrayIndexState(o: ExoticObject, key: PropertyKey): number | undefined {
  if (!endsChain(o, key)) return undefined;
  return typeof key === 'number' && key < typedArrayLength(o.data as TypedArrayData) ? 1 : 0;
}

/** Longest list of arguments that V8 makes. */
const MAX_LIST_LENGTH = 134217726;

/** The elements of an array as a list of its own where reading them has no effects: dense, or holes over prototypes without indices. */
function listOfArray(m: Machine, v: Value): Value {
  if (!(v instanceof JSArray) || (v.shape.flags & ShapeFlag.IndexKeys) !== 0) return undefined;
  const elements = elementsOf(v);
  const list: Slot[] = [];
  for (let i = 0; i < elements.length; i++) {
    const e = elements[i] as Slot;
    if (e !== HOLE) list.push(e);
    else if (m.space.indexedPrototypes) return undefined;
    else list.push(undefined);
  }
  m.charge(16 + 8 * list.length);
  m.useFuel(list.length >> 4);
  return m.realm.newArray(list);
}

const coercionWords = new Map<string, readonly string[]>();

/** Word i of a row's coercions (0: `this`); a last word ending in `…` goes for all further ones. */
function coercionWord(spec: string, i: number): string {
  let words = coercionWords.get(spec);
  if (words === undefined) {
    words = spec.split(' ');
    coercionWords.set(spec, words);
  }
  const word = words[Math.min(i, words.length - 1)] as string;
  if (word.endsWith('…')) return word.slice(0, -1);
  return i < words.length ? word : '-';
}

export const meta: BuiltinModule = {
  objects: [],
  globals: [],
  intrinsics: {
    wellKnown: (_m, _self, name) => symbols[name as keyof typeof symbols],
    text: (_m, _self, v) => messageText(v),
    callSite: (_m, _self, v) => callSite(v),
    /** What to say of a value that an instruction of the guest's can't iterate. */
    iterableMessage: (m, _self, v) => iterableMessage(m, v),
    asyncIterableMessage: (m, _self, v) => asyncIterableMessage(m, v),
    done: () => DONE as unknown as Value,
    isDone: (_m, _self, v) => (v as unknown) === DONE,
    keyToValue: (_m, _self, key) => (typeof key === 'number' ? keyToValue(key) : key),
    primitiveToBigInt: (m, _self, v) => ToBigInt(m, v),
    toNumeric: (m, _self, v) => ToNumeric(m, v),

    /** 0: absent, 1: a data property, 2: an accessor, 3: a Proxy decides. */
    propertyKind: (m, _self, o, k) => {
      const key = ToPropertyKey(m, k);
      const slot = lookup(o as JSObject, key);
      if (slot === HOLE) return PropertyKind.Absent;
      if (slot === BAIL) return PropertyKind.Proxy;
      if (slot === TDZ) return throwUninitialised(m, key);
      return slot instanceof Accessor ? PropertyKind.Accessor : PropertyKind.Data;
    },
    /** The getter of an accessor property of `o` or its prototypes. */
    getterOf: (m, _self, o, k) => accessorAlong(m, o, k)?.get,
    setterOf: (m, _self, o, k) => accessorAlong(m, o, k)?.set,
    /** The first Proxy on the way of a lookup that `$propertyKind` says a Proxy decides. */
    proxyOnChain: (_m, _self, o) => {
      let at = o as JSObject;
      while (!isProxy(at)) at = at.shape.proto as JSObject;
      return at;
    },
    /** -1 if absent, else bits: 1 writable, 2 enumerable, 4 configurable, 8 accessor. Not for proxies. */
    ownAttributes: (m, _self, o, k) => ownAttributes(m, o as JSObject, ToPropertyKey(m, k)),
    createDataProperty: (m, _self, o, k, v) => createDataProperty(o as JSObject, ToPropertyKey(m, k), v),
    /** Copies the fields of a descriptor object, in the order of FromPropertyDescriptor. */
    copyFields: (_m, _self, to, from) => {
      for (const field of FIELDS) {
        const v = getOwnSlot(from as JSObject, field);
        if (v !== HOLE) defineData(to as JSObject, field, v);
      }
      return to;
    },
    /** IsCompatiblePropertyDescriptor (ECMA-262 §10.1.6.2) on descriptor objects. */
    isCompatibleDescriptor: (_m, _self, extensible, desc, current) =>
      IsCompatiblePropertyDescriptor(
        extensible as boolean,
        toDescriptor(desc as JSObject),
        current === undefined ? undefined : toDescriptor(current as JSObject),
      ),
    isArrayLength: (_m, _self, v) => isArrayLength(v),
    listOfArray: (m, _self, v) => listOfArray(m, v),
    checkListLength: (m, _self, n) => {
      if ((n as number) > MAX_LIST_LENGTH) return m.throwRangeError('Invalid array length');
      m.charge(16 + 8 * (n as number));
      return undefined;
    },

    typedArrayIndexState: (m, _self, o, k) => typedArrayIndexState(o as ExoticObject, ToPropertyKey(m, k)),
    typedArrayHoldsBigInts: (_m, _self, o) => isBigIntType(((o as ExoticObject).data as TypedArrayData).type),
    typedArrayStore: (m, _self, o, k, v) => {
      const key = ToPropertyKey(m, k);
      if (typeof key === 'number') typedArraySet((o as ExoticObject).data as TypedArrayData, key, v as number | bigint);
      return undefined;
    },
    /** An enumerator of for-in over candidate keys that are each to be checked (see `ForInData` of the machine). */
    forInIterator: (m, _self, o, keys) => {
      const list = keys as JSArray;
      m.charge(96);
      return new ExoticObject(m.realm.rootShape(null), 'ForInIterator', {
        object: o,
        keys: list.elements,
        at: 0,
        plain: false,
      });
    },
    /** The next candidate of an enumerator, or the DONE mark. */
    forInCandidate: (_m, _self, enumerator) => {
      const d = (enumerator as ExoticObject).data as { readonly keys: readonly Value[]; at: number };
      return d.at < d.keys.length ? (d.keys[d.at++] as Value) : (DONE as unknown as Value);
    },
    /** Word i of a row's coercions, 0 for `this`. */
    coercionWord: (_m, _self, spec, i) => coercionWord(spec as string, i as number),
    isObjectOrNull: (_m, _self, v) => v === null || isObject(v),
  },
};
