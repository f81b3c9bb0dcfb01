/** Boolean (ECMA-262 §20.3). */
import type { Machine } from '../machine/machine.ts';
import { ToBoolean } from '../objects/conversion.ts';
import { ExoticObject, type JSObject } from '../objects/object.ts';
import { Attr } from '../objects/shape.ts';
import type { Value } from '../objects/value.ts';
import { type BuiltinModule, constructor_, intrinsic, method } from './spec.ts';

/** ThisBooleanValue (ECMA-262 §20.3.3.3.1). */
function thisBoolean(m: Machine, self: Value, name: string): boolean {
  if (typeof self === 'boolean') return self;
  if (self instanceof ExoticObject && self.kind === 'Boolean') return self.data as boolean;
  return m.throwTypeError(`Boolean.prototype.${name} requires that 'this' be a Boolean`);
}

export const boolean: BuiltinModule = {
  objects: [
    {
      id: '%Boolean%',
      proto: '%FunctionPrototype%',
      fn: constructor_('Boolean', 1, { native: (_m, _self, v) => ToBoolean(v), selfHosted: 'BooleanConstructor' }),
      properties: [intrinsic('prototype', '%BooleanPrototype%', Attr.None)],
    },
    {
      id: '%BooleanPrototype%',
      proto: '%ObjectPrototype%',
      exotic: { kind: 'Boolean', data: false },
      properties: [
        intrinsic('constructor', '%Boolean%'),
        method('toString', 0, { native: (m, self) => String(thisBoolean(m, self, 'toString')) }),
        method('valueOf', 0, { native: (m, self) => thisBoolean(m, self, 'valueOf') }),
      ],
    },
  ],
  globals: [intrinsic('Boolean', '%Boolean%')],
  intrinsics: {
    booleanCreate: (m, _self, proto, b) => {
      m.charge(80);
      return new ExoticObject(m.realm.rootShape(proto as JSObject), 'Boolean', b);
    },
  },
};
