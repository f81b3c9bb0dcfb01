/** SharedArrayBuffer (ECMA-262 §25.2), growable ones included. Its self-hosted part is in `array-buffer.js`. */
import { Attr } from '../objects/shape.ts';
import type { ArrayBufferData } from '../objects/typed-array.ts';
import { symbols, type Value } from '../objects/value.ts';
import { bufferData } from './array-buffer.ts';
import { type BuiltinModule, constructor_, getter, intrinsic, method, value } from './spec.ts';

function read(name: string, from: (d: ArrayBufferData) => Value) {
  return getter(name, {
    native: (m, self) => from(bufferData(m, self, `get SharedArrayBuffer.prototype.${name}`, true)),
  });
}

export const sharedArrayBuffer: BuiltinModule = {
  objects: [
    {
      id: '%SharedArrayBuffer%',
      proto: '%FunctionPrototype%',
      fn: constructor_('SharedArrayBuffer', 1, { selfHosted: 'SharedArrayBufferConstructor' }),
      properties: [
        intrinsic('prototype', '%SharedArrayBufferPrototype%', Attr.None),
        getter(symbols.species, { native: (_m, self) => self }),
      ],
    },
    {
      id: '%SharedArrayBufferPrototype%',
      proto: '%ObjectPrototype%',
      properties: [
        intrinsic('constructor', '%SharedArrayBuffer%'),
        read('byteLength', (d) => d.bytes?.length ?? 0),
        method('slice', 2, { selfHosted: 'SharedArrayBufferPrototypeSlice' }),
        read('maxByteLength', (d) => d.maxByteLength ?? d.bytes?.length ?? 0),
        read('growable', (d) => d.maxByteLength !== null),
        method('grow', 1, { selfHosted: 'SharedArrayBufferPrototypeGrow' }),
        value(symbols.toStringTag, 'SharedArrayBuffer', Attr.Configurable),
      ],
    },
  ],
  globals: [intrinsic('SharedArrayBuffer', '%SharedArrayBuffer%')],
};
