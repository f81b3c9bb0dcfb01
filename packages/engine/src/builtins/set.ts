/** Set (ECMA-262 §24.2) and its iterators (§24.2.6). */
import type { Machine } from '../machine/machine.ts';
import { chargeLongKey, LONG_KEY } from '../objects/conversion.ts';
import { ExoticObject, JSArray, JSFunction, type JSObject, type Slot } from '../objects/object.ts';
import { getOwnSlot, lookup } from '../objects/property.ts';
import { Attr } from '../objects/shape.ts';
import { DONE, HOLE, type Mark, symbols, type Value } from '../objects/value.ts';
import { pair } from './array-iterator.ts';
import { addKey, advance, type CollectionData, deleteEntry, ENTRY_BYTES, EntryTable } from './entry-table.ts';
import type { CollectionIteratorData } from './map.ts';
import { throwIncompatible } from './receiver.ts';
import {
  alias,
  type BuiltinModule,
  constructor_,
  getter,
  intrinsic,
  method,
  type NativeFunction,
  value,
} from './spec.ts';

function setData(m: Machine, self: Value, name: string): CollectionData {
  if (self instanceof ExoticObject && self.kind === 'Set') return self.data as CollectionData;
  return throwIncompatible(m, `Set.prototype.${name}`, self);
}

function newSet(m: Machine, proto: JSObject, table: EntryTable): ExoticObject {
  m.allocated += 200;
  const data: CollectionData = { table };
  return new ExoticObject(m.realm.rootShape(proto), 'Set', data);
}

const add: NativeFunction = (m, self, key) => {
  if (typeof key === 'string' && key.length > LONG_KEY) chargeLongKey(m, key.length);
  if (addKey(setData(m, self, 'add'), key)) m.allocated += ENTRY_BYTES;
  return self;
};

const has: NativeFunction = (m, self, key) => setData(m, self, 'has').table.index.has(key);

const delete_: NativeFunction = (m, self, key) => deleteEntry(setData(m, self, 'delete'), key);

const clear: NativeFunction = (m, self) => {
  const d = setData(m, self, 'clear');
  d.table = d.table.cleared();
  return undefined;
};

function createIterator(m: Machine, self: Value, mode: CollectionIteratorData['mode']): Value {
  const { table } = setData(m, self, mode);
  m.allocated += 120;
  const data: CollectionIteratorData = { table, position: 0, mode };
  return new ExoticObject(m.realm.rootShape(m.realm.intrinsic('%SetIteratorPrototype%')), 'SetIterator', data);
}

const values: NativeFunction = (m, self) => createIterator(m, self, 'values');

/** One step of a Set iterator: what it gives, or DONE. */
export function stepSetIterator(m: Machine, d: CollectionIteratorData): Slot | Mark {
  const i = advance(d);
  if (i < 0) return DONE;
  const key = (d.table as EntryTable).keys[i] as Slot;
  return d.mode === 'entries' ? pair(m, key, key) : key;
}

export const setIteratorNext: NativeFunction = (m, self) => {
  if (!(self instanceof ExoticObject) || self.kind !== 'SetIterator')
    return throwIncompatible(m, 'Set Iterator.prototype.next', self);
  m.allocated += 80;
  const v = stepSetIterator(m, self.data as CollectionIteratorData);
  return v === DONE ? m.realm.iterResult(undefined, true) : m.realm.iterResult(v as Value, false);
};

/** Is `v` the running realm's built-in function of that native? */
function isNative(m: Machine, v: unknown, native: NativeFunction): boolean {
  return v instanceof JSFunction && v.code.native === native && v.code.realm === m.realm;
}

function isNextIntact(m: Machine): boolean {
  return isNative(m, getOwnSlot(m.realm.intrinsic('%SetIteratorPrototype%'), 'next'), setIteratorNext);
}

/** Would iterating this Set give its values in order, with nobody to notice? */
export function isSetIterationIntact(m: Machine, v: JSObject): boolean {
  return (
    v instanceof ExoticObject && v.kind === 'Set' && isNative(m, lookup(v, symbols.iterator), values) && isNextIntact(m)
  );
}

/** Adds what an array or a Set holds, where iterating it and the built-in `add` is a matter of own data. False, and nothing added, elsewhere. */
function addAll(m: Machine, set: ExoticObject, iterable: Value, adder: Value): boolean {
  if (!isNative(m, adder, add)) return false;
  const d = set.data as CollectionData;
  if (iterable instanceof JSArray) {
    if (!m.realm.arrayIterationPristine(iterable)) return false;
    const list = iterable.elements;
    m.useFuel(list.length >> 1);
    for (let i = 0; i < list.length; i++) {
      const v = list[i] as Slot;
      if (addKey(d, v === HOLE ? undefined : (v as Value))) m.allocated += ENTRY_BYTES;
    }
    return true;
  }
  if (iterable instanceof ExoticObject && isSetIterationIntact(m, iterable) && d.table.keys.length === 0) {
    const source = (iterable.data as CollectionData).table;
    m.charge(ENTRY_BYTES * source.size);
    m.useFuel(source.keys.length >> 1);
    d.table = source.copy();
    return true;
  }
  return false;
}

function setMethod(name: string) {
  return method(name, 1, { selfHosted: `SetPrototype${name[0]?.toUpperCase()}${name.slice(1)}` });
}

export const set: BuiltinModule = {
  objects: [
    {
      id: '%Set%',
      proto: '%FunctionPrototype%',
      fn: constructor_('Set', 0, { selfHosted: 'SetConstructor' }),
      properties: [
        intrinsic('prototype', '%SetPrototype%', Attr.None),
        getter(symbols.species, { native: (_m, self) => self }),
      ],
    },
    {
      id: '%SetPrototype%',
      proto: '%ObjectPrototype%',
      properties: [
        intrinsic('constructor', '%Set%'),
        method('has', 1, { native: has }),
        method('add', 1, { native: add }),
        method('delete', 1, { native: delete_ }),
        method('clear', 0, { native: clear }),
        method('entries', 0, { native: (m, self) => createIterator(m, self, 'entries') }),
        method('forEach', 1, { selfHosted: 'SetPrototypeForEach' }),
        getter('size', {
          native: (m, self) =>
            self instanceof ExoticObject && self.kind === 'Set'
              ? (self.data as CollectionData).table.size
              : throwIncompatible(m, 'get Set.prototype.size', self),
        }),
        method('values', 0, { native: values }),
        alias('keys', 'values'),
        value(symbols.toStringTag, 'Set', Attr.Configurable),
        alias(symbols.iterator, 'values'),
        setMethod('union'),
        setMethod('intersection'),
        setMethod('difference'),
        setMethod('symmetricDifference'),
        setMethod('isSubsetOf'),
        setMethod('isSupersetOf'),
        setMethod('isDisjointFrom'),
      ],
    },
    {
      id: '%SetIteratorPrototype%',
      proto: '%IteratorPrototype%',
      properties: [
        method('next', 0, { native: setIteratorNext }),
        value(symbols.toStringTag, 'Set Iterator', Attr.Configurable),
      ],
    },
  ],
  globals: [intrinsic('Set', '%Set%')],
  intrinsics: {
    setCreate: (m, _self, proto) =>
      newSet(m, proto === undefined ? m.realm.intrinsic('%SetPrototype%') : (proto as JSObject), EntryTable.empty()),
    /** A Set of the realm's own kind with the same entries. */
    setCopy: (m, _self, set) => {
      const { table } = (set as ExoticObject).data as CollectionData;
      m.charge(ENTRY_BYTES * table.size);
      m.useFuel(table.keys.length >> 1);
      return newSet(m, m.realm.intrinsic('%SetPrototype%'), table.copy());
    },
    setAddAll: (m, _self, set, iterable, adder) => addAll(m, set as ExoticObject, iterable, adder),
    setHas: (m, _self, set, v) => has(m, set, v, undefined, undefined, undefined),
    setAdd: (m, _self, set, v) => add(m, set, v, undefined, undefined, undefined),
    setDelete: (m, _self, set, v) => delete_(m, set, v, undefined, undefined, undefined),
    setSize: (_m, _self, set) => ((set as ExoticObject).data as CollectionData).table.size,
    requireSet: (m, _self, v, name) => {
      setData(m, v, name as string);
      return undefined;
    },
    /** Is `other` a Set whose `has` and `keys` are the built-in ones, and whose iterators nobody has tampered with? */
    isPlainSet: (m, _self, other, has_, keys) =>
      other instanceof ExoticObject &&
      other.kind === 'Set' &&
      isNative(m, has_, has) &&
      isNative(m, keys, values) &&
      isNextIntact(m),
  },
};
