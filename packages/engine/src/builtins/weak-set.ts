/** WeakSet (ECMA-262 §24.4). See `weak-table.ts` for how entries live. */
import type { Machine } from '../machine/machine.ts';
import { ExoticObject, type JSObject } from '../objects/object.ts';
import { Attr } from '../objects/shape.ts';
import { symbols, type Value } from '../objects/value.ts';
import { throwIncompatible } from './receiver.ts';
import { type BuiltinModule, constructor_, intrinsic, method, type NativeFunction, value } from './spec.ts';
import { canBeHeldWeakly, WeakTable } from './weak-table.ts';

const ENTRY_BYTES = 80;

function tableOf(m: Machine, self: Value, name: string): WeakTable {
  if (self instanceof ExoticObject && self.kind === 'WeakSet') return self.data as WeakTable;
  return throwIncompatible(m, `WeakSet.prototype.${name}`, self);
}

const add: NativeFunction = (m, self, key) => {
  const table = tableOf(m, self, 'add');
  if (!canBeHeldWeakly(key, m.symbolKeys)) return m.throwTypeError('Invalid value used in weak set');
  if (table.set(key, true)) m.allocated += ENTRY_BYTES;
  return self;
};

const has: NativeFunction = (m, self, key) => {
  const table = tableOf(m, self, 'has');
  return canBeHeldWeakly(key, m.symbolKeys) && table.has(key);
};

const delete_: NativeFunction = (m, self, key) => {
  const table = tableOf(m, self, 'delete');
  return canBeHeldWeakly(key, m.symbolKeys) && table.delete(key);
};

export const weakSet: BuiltinModule = {
  objects: [
    {
      id: '%WeakSet%',
      proto: '%FunctionPrototype%',
      fn: constructor_('WeakSet', 0, { selfHosted: 'WeakSetConstructor' }),
      properties: [intrinsic('prototype', '%WeakSetPrototype%', Attr.None)],
    },
    {
      id: '%WeakSetPrototype%',
      proto: '%ObjectPrototype%',
      properties: [
        intrinsic('constructor', '%WeakSet%'),
        method('delete', 1, { native: delete_ }),
        method('has', 1, { native: has }),
        method('add', 1, { native: add }),
        value(symbols.toStringTag, 'WeakSet', Attr.Configurable),
      ],
    },
  ],
  globals: [intrinsic('WeakSet', '%WeakSet%')],
  intrinsics: {
    weakSetCreate: (m, _self, proto) => {
      m.allocated += 160;
      return new ExoticObject(m.realm.rootShape(proto as JSObject), 'WeakSet', new WeakTable());
    },
  },
};
