/** Map (ECMA-262 §24.1) and its iterators (§24.1.5). */
import type { Machine } from '../machine/machine.ts';
import { chargeLongKey, LONG_KEY } from '../objects/conversion.ts';
import { ExoticObject, JSArray, JSFunction, type JSObject, type Slot } from '../objects/object.ts';
import { getOwnSlot, lookup } from '../objects/property.ts';
import { Attr, ShapeFlag } from '../objects/shape.ts';
import { DONE, HOLE, type Mark, symbols, type Value } from '../objects/value.ts';
import { pair } from './array-iterator.ts';
import {
  advance,
  type CollectionData,
  type Cursor,
  deleteEntry,
  ENTRY_BYTES,
  EntryTable,
  setEntry,
} from './entry-table.ts';
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

/** Internal slots of Map and Set iterators. */
export interface CollectionIteratorData extends Cursor {
  readonly mode: 'keys' | 'values' | 'entries';
}

function mapData(m: Machine, self: Value, name: string): CollectionData {
  if (self instanceof ExoticObject && self.kind === 'Map') return self.data as CollectionData;
  return throwIncompatible(m, `Map.prototype.${name}`, self);
}

function newMap(m: Machine, proto: JSObject): ExoticObject {
  m.allocated += 200;
  const data: CollectionData = { table: EntryTable.empty() };
  return new ExoticObject(m.realm.rootShape(proto), 'Map', data);
}

const get: NativeFunction = (m, self, key) => {
  const t = mapData(m, self, 'get').table;
  const i = t.index.get(key);
  return i === undefined ? undefined : (t.values[i] as Value);
};

const set: NativeFunction = (m, self, key, v) => {
  if (typeof key === 'string' && key.length > LONG_KEY) chargeLongKey(m, key.length);
  if (setEntry(mapData(m, self, 'set'), key, v)) m.allocated += ENTRY_BYTES;
  return self;
};

const has: NativeFunction = (m, self, key) => mapData(m, self, 'has').table.index.has(key);

const delete_: NativeFunction = (m, self, key) => deleteEntry(mapData(m, self, 'delete'), key);

const clear: NativeFunction = (m, self) => {
  const d = mapData(m, self, 'clear');
  d.table = d.table.cleared();
  return undefined;
};

const getOrInsert: NativeFunction = (m, self, key, v) => {
  const d = mapData(m, self, 'getOrInsert');
  const i = d.table.index.get(key);
  if (i !== undefined) return d.table.values[i] as Value;
  setEntry(d, key, v);
  m.allocated += ENTRY_BYTES;
  return v;
};

function createIterator(m: Machine, self: Value, mode: CollectionIteratorData['mode']): Value {
  const { table } = mapData(m, self, mode);
  m.allocated += 120;
  const data: CollectionIteratorData = { table, position: 0, mode };
  return new ExoticObject(m.realm.rootShape(m.realm.intrinsic('%MapIteratorPrototype%')), 'MapIterator', data);
}

const entries: NativeFunction = (m, self) => createIterator(m, self, 'entries');

/** One step of a Map iterator: what it gives, or DONE. */
export function stepMapIterator(m: Machine, d: CollectionIteratorData): Slot | Mark {
  const i = advance(d);
  if (i < 0) return DONE;
  const t = d.table as EntryTable;
  if (d.mode === 'keys') return t.keys[i] as Slot;
  if (d.mode === 'values') return t.values[i] as Slot;
  return pair(m, t.keys[i] as Slot, t.values[i] as Slot);
}

export const mapIteratorNext: NativeFunction = (m, self) => {
  if (!(self instanceof ExoticObject) || self.kind !== 'MapIterator')
    return throwIncompatible(m, 'Map Iterator.prototype.next', self);
  m.allocated += 80;
  const v = stepMapIterator(m, self.data as CollectionIteratorData);
  return v === DONE ? m.realm.iterResult(undefined, true) : m.realm.iterResult(v as Value, false);
};

/** Is `v` the running realm's built-in function of that native? */
function isNative(m: Machine, v: unknown, native: NativeFunction): boolean {
  return v instanceof JSFunction && v.code.native === native && v.code.realm === m.realm;
}

/** Would iterating this Map give its entries in order, with nobody to notice? */
export function isMapIterationIntact(m: Machine, v: JSObject): boolean {
  return (
    v instanceof ExoticObject &&
    v.kind === 'Map' &&
    isNative(m, lookup(v, symbols.iterator), entries) &&
    isNative(m, getOwnSlot(m.realm.intrinsic('%MapIteratorPrototype%'), 'next'), mapIteratorNext)
  );
}

/** An element of an entry list, where reading it has no effects; HOLE where it may have. */
function field(m: Machine, entry: JSArray, i: number): Slot {
  const v = i < entry.elements.length ? (entry.elements[i] as Slot) : HOLE;
  if (v !== HOLE) return v;
  return m.space.indexedPrototypes ? HOLE : undefined;
}

/**
 * AddEntriesFromIterable (§24.1.1.2) where it is a matter of own data: a Map, or an array of arrays, that nobody has tampered with,
 * added by the built-in `set`. False, and nothing added, elsewhere.
 */
function addEntries(m: Machine, map: ExoticObject, iterable: Value, adder: Value): boolean {
  if (!isNative(m, adder, set)) return false;
  const d = map.data as CollectionData;
  if (iterable instanceof JSArray) {
    if (!m.realm.arrayIterationPristine(iterable)) return false;
    const list = iterable.elements;
    for (let i = 0; i < list.length; i++) {
      const entry = list[i];
      if (!(entry instanceof JSArray) || (entry.shape.flags & ShapeFlag.IndexKeys) !== 0) return false;
      if (field(m, entry, 0) === HOLE || field(m, entry, 1) === HOLE) return false;
    }
    m.charge(ENTRY_BYTES * list.length);
    m.useFuel(list.length >> 1);
    for (let i = 0; i < list.length; i++) {
      const entry = list[i] as JSArray;
      setEntry(d, field(m, entry, 0) as Value, field(m, entry, 1) as Value);
    }
    return true;
  }
  if (iterable instanceof ExoticObject && isMapIterationIntact(m, iterable) && d.table.keys.length === 0) {
    const source = (iterable.data as CollectionData).table;
    m.charge(ENTRY_BYTES * source.size);
    m.useFuel(source.keys.length >> 1);
    d.table = source.copy();
    return true;
  }
  return false;
}

function cursor(v: Value): CollectionIteratorData {
  return (v as ExoticObject).data as CollectionIteratorData;
}

export const map: BuiltinModule = {
  objects: [
    {
      id: '%Map%',
      proto: '%FunctionPrototype%',
      fn: constructor_('Map', 0, { selfHosted: 'MapConstructor' }),
      properties: [
        intrinsic('prototype', '%MapPrototype%', Attr.None),
        getter(symbols.species, { native: (_m, self) => self }),
        method('groupBy', 2, { selfHosted: 'MapGroupBy' }),
      ],
    },
    {
      id: '%MapPrototype%',
      proto: '%ObjectPrototype%',
      properties: [
        intrinsic('constructor', '%Map%'),
        method('get', 1, { native: get }),
        method('set', 2, { native: set }),
        method('has', 1, { native: has }),
        method('delete', 1, { native: delete_ }),
        method('clear', 0, { native: clear }),
        method('entries', 0, { native: entries }),
        method('forEach', 1, { selfHosted: 'MapPrototypeForEach' }),
        method('keys', 0, { native: (m, self) => createIterator(m, self, 'keys') }),
        getter('size', {
          native: (m, self) =>
            self instanceof ExoticObject && self.kind === 'Map'
              ? (self.data as CollectionData).table.size
              : throwIncompatible(m, 'get Map.prototype.size', self),
        }),
        method('values', 0, { native: (m, self) => createIterator(m, self, 'values') }),
        method('getOrInsert', 2, { native: getOrInsert }),
        method('getOrInsertComputed', 2, { selfHosted: 'MapPrototypeGetOrInsertComputed' }),
        value(symbols.toStringTag, 'Map', Attr.Configurable),
        alias(symbols.iterator, 'entries'),
      ],
    },
    {
      id: '%MapIteratorPrototype%',
      proto: '%IteratorPrototype%',
      properties: [
        method('next', 0, { native: mapIteratorNext }),
        value(symbols.toStringTag, 'Map Iterator', Attr.Configurable),
      ],
    },
  ],
  globals: [intrinsic('Map', '%Map%')],
  intrinsics: {
    mapCreate: (m, _self, proto) =>
      newMap(m, proto === undefined ? m.realm.intrinsic('%MapPrototype%') : (proto as JSObject)),
    mapAddEntries: (m, _self, map, iterable, adder) => addEntries(m, map as ExoticObject, iterable, adder),
    mapGet: (m, _self, map, key) => get(m, map, key, undefined, undefined, undefined),
    mapHas: (m, _self, map, key) => has(m, map, key, undefined, undefined, undefined),
    mapSet: (m, _self, map, key, v) => set(m, map, key, v, undefined, undefined),
    requireMap: (m, _self, v, name) => {
      mapData(m, v, name as string);
      return undefined;
    },
    /** A cursor over a Map or Set for self-hosted loops: never seen by the guest. */
    cursor: (m, _self, collection) => {
      const { table } = (collection as ExoticObject).data as CollectionData;
      const data: CollectionIteratorData = { table, position: 0, mode: 'keys' };
      return new ExoticObject(m.realm.rootShape(null), 'MapIterator', data);
    },
    /** Moves to the next entry and answers its key, or the DONE mark. */
    cursorNext: (_m, _self, c) => {
      const d = cursor(c);
      const i = advance(d);
      return (i < 0 ? DONE : (d.table as EntryTable).keys[i]) as Value;
    },
    /** The value of the entry that `$cursorNext` has just given. */
    cursorValue: (_m, _self, c) => {
      const d = cursor(c);
      return (d.table as EntryTable).values[d.position - 1] as Value;
    },
  },
};
