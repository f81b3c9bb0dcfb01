/** WeakMap (ECMA-262 §24.3). See `weak-table.ts` for how entries live. */
import type { Machine } from '../machine/machine.ts';
import { ExoticObject, type JSObject } from '../objects/object.ts';
import { Attr } from '../objects/shape.ts';
import { symbols, type Value } from '../objects/value.ts';
import { throwIncompatible } from './receiver.ts';
import { type BuiltinModule, constructor_, intrinsic, method, type NativeFunction, value } from './spec.ts';
import { canBeHeldWeakly, WeakTable } from './weak-table.ts';

const ENTRY_BYTES = 80;

function tableOf(m: Machine, self: Value, name: string): WeakTable {
  if (self instanceof ExoticObject && self.kind === 'WeakMap') return self.data as WeakTable;
  return throwIncompatible(m, `WeakMap.prototype.${name}`, self);
}

function put(m: Machine, table: WeakTable, key: Value, v: Value): void {
  if (!canBeHeldWeakly(key, m.symbolKeys)) m.throwTypeError('Invalid value used as weak map key');
  else if (table.set(key, v)) m.allocated += ENTRY_BYTES;
}

const get: NativeFunction = (m, self, key) => {
  const table = tableOf(m, self, 'get');
  return canBeHeldWeakly(key, m.symbolKeys) ? table.get(key) : undefined;
};

const has: NativeFunction = (m, self, key) => {
  const table = tableOf(m, self, 'has');
  return canBeHeldWeakly(key, m.symbolKeys) && table.has(key);
};

const set: NativeFunction = (m, self, key, v) => {
  put(m, tableOf(m, self, 'set'), key, v);
  return self;
};

const delete_: NativeFunction = (m, self, key) => {
  const table = tableOf(m, self, 'delete');
  return canBeHeldWeakly(key, m.symbolKeys) && table.delete(key);
};

const getOrInsert: NativeFunction = (m, self, key, v) => {
  const table = tableOf(m, self, 'getOrInsert');
  if (canBeHeldWeakly(key, m.symbolKeys) && table.has(key)) return table.get(key);
  put(m, table, key, v);
  return v;
};

export const weakMap: BuiltinModule = {
  objects: [
    {
      id: '%WeakMap%',
      proto: '%FunctionPrototype%',
      fn: constructor_('WeakMap', 0, { selfHosted: 'WeakMapConstructor' }),
      properties: [intrinsic('prototype', '%WeakMapPrototype%', Attr.None)],
    },
    {
      id: '%WeakMapPrototype%',
      proto: '%ObjectPrototype%',
      properties: [
        intrinsic('constructor', '%WeakMap%'),
        method('delete', 1, { native: delete_ }),
        method('get', 1, { native: get }),
        method('set', 2, { native: set }),
        method('has', 1, { native: has }),
        method('getOrInsert', 2, { native: getOrInsert }),
        method('getOrInsertComputed', 2, { selfHosted: 'WeakMapPrototypeGetOrInsertComputed' }),
        value(symbols.toStringTag, 'WeakMap', Attr.Configurable),
      ],
    },
  ],
  globals: [intrinsic('WeakMap', '%WeakMap%')],
  intrinsics: {
    weakMapCreate: (m, _self, proto) => {
      m.allocated += 160;
      return new ExoticObject(m.realm.rootShape(proto as JSObject), 'WeakMap', new WeakTable());
    },
    requireWeakMap: (m, _self, v, name) => {
      tableOf(m, v, name as string);
      return undefined;
    },
    requireWeakKey: (m, _self, key) => {
      if (!canBeHeldWeakly(key, m.symbolKeys)) m.throwTypeError('Invalid value used as weak map key');
      return undefined;
    },
    weakMapGet: (m, _self, map, key) => get(m, map, key, undefined, undefined, undefined),
    weakMapHas: (m, _self, map, key) => has(m, map, key, undefined, undefined, undefined),
    weakMapSet: (m, _self, map, key, v) => set(m, map, key, v, undefined, undefined),
  },
};
