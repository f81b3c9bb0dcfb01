/** Reflect (ECMA-262 §28.1). */
import { Attr } from '../objects/shape.ts';
import { symbols } from '../objects/value.ts';
import { type BuiltinModule, intrinsic, method, value } from './spec.ts';

export const reflect: BuiltinModule = {
  objects: [
    {
      id: '%Reflect%',
      proto: '%ObjectPrototype%',
      properties: [
        method('defineProperty', 3, { selfHosted: 'ReflectDefineProperty' }),
        method('deleteProperty', 2, { selfHosted: 'ReflectDeleteProperty' }),
        method('apply', 3, { selfHosted: 'ReflectApply' }),
        method('construct', 2, { selfHosted: 'ReflectConstruct' }),
        method('get', 2, { selfHosted: 'ReflectGet' }),
        method('getOwnPropertyDescriptor', 2, { selfHosted: 'ReflectGetOwnPropertyDescriptor' }),
        method('getPrototypeOf', 1, { selfHosted: 'ReflectGetPrototypeOf' }),
        method('has', 2, { selfHosted: 'ReflectHas' }),
        method('isExtensible', 1, { selfHosted: 'ReflectIsExtensible' }),
        method('ownKeys', 1, { selfHosted: 'ReflectOwnKeys' }),
        method('preventExtensions', 1, { selfHosted: 'ReflectPreventExtensions' }),
        method('set', 3, { selfHosted: 'ReflectSet' }),
        method('setPrototypeOf', 2, { selfHosted: 'ReflectSetPrototypeOf' }),
        value(symbols.toStringTag, 'Reflect', Attr.Configurable),
      ],
    },
  ],
  globals: [intrinsic('Reflect', '%Reflect%')],
};
