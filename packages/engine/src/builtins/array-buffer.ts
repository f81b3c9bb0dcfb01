/** ArrayBuffer (ECMA-262 §25.1), resizable ones included. */
import type { Machine } from '../machine/machine.ts';
import { ExoticObject, type JSObject } from '../objects/object.ts';
import { Attr } from '../objects/shape.ts';
import type { ArrayBufferData } from '../objects/typed-array.ts';
import { symbols, type Value } from '../objects/value.ts';
import { throwIncompatible } from './receiver.ts';
import { type BuiltinModule, constructor_, getter, intrinsic, method, value } from './spec.ts';

/** CreateByteDataBlock (§6.2.9.1): zeros. A RangeError where there is no memory for them. */
export function allocateBytes(m: Machine, length: number): Uint8Array {
  if (length > m.options.heapBytes) return m.throwRangeError('Array buffer allocation failed');
  m.charge(length + 96);
  m.useFuel(length >> 8);
  try {
    return new Uint8Array(length);
  } catch {
    return m.throwRangeError('Array buffer allocation failed');
  }
}

/** AllocateArrayBuffer and AllocateSharedArrayBuffer (§25.1.3.1, §25.2.2.1) with a prototype found already. */
export function createBuffer(
  m: Machine,
  proto: JSObject,
  byteLength: number,
  maxByteLength: number | null,
  shared: boolean,
): ExoticObject {
  if (maxByteLength !== null && maxByteLength > m.options.heapBytes)
    return m.throwRangeError('Invalid array buffer max length');
  return bufferOf(m, proto, allocateBytes(m, byteLength), maxByteLength, shared);
}

function bufferOf(
  m: Machine,
  proto: JSObject,
  bytes: Uint8Array,
  maxByteLength: number | null,
  shared: boolean,
): ExoticObject {
  const data: ArrayBufferData = { bytes, maxByteLength, shared };
  return new ExoticObject(m.realm.rootShape(proto), shared ? 'SharedArrayBuffer' : 'ArrayBuffer', data);
}

/** An ordinary ArrayBuffer around bytes that were charged already. */
export function bufferOver(m: Machine, bytes: Uint8Array): ExoticObject {
  return bufferOf(m, m.realm.intrinsic('%ArrayBufferPrototype%'), bytes, null, false);
}

/** DetachArrayBuffer (§25.1.3.5). */
export function detachArrayBuffer(buffer: ExoticObject): void {
  (buffer.data as ArrayBufferData).bytes = null;
}

/** The receiver's data; a TypeError unless it is an ArrayBuffer (or a SharedArrayBuffer, as asked). */
export function bufferData(m: Machine, self: Value, method: string, shared = false): ArrayBufferData {
  if (self instanceof ExoticObject && self.kind === (shared ? 'SharedArrayBuffer' : 'ArrayBuffer'))
    return self.data as ArrayBufferData;
  return throwIncompatible(m, method, self);
}

export function throwDetached(m: Machine, operation: string): never {
  return m.throwTypeError(`Cannot perform ${operation} on a detached ArrayBuffer`);
}

/** A buffer of another length with the same first bytes, zeros behind. */
function resized(m: Machine, bytes: Uint8Array, length: number): Uint8Array {
  const out = allocateBytes(m, length);
  out.set(length < bytes.length ? bytes.subarray(0, length) : bytes);
  return out;
}

function read(name: string, from: (d: ArrayBufferData) => Value) {
  return getter(name, { native: (m, self) => from(bufferData(m, self, `get ArrayBuffer.prototype.${name}`)) });
}

const data = (v: Value): ArrayBufferData => (v as ExoticObject).data as ArrayBufferData;

export const arrayBuffer: BuiltinModule = {
  objects: [
    {
      id: '%ArrayBuffer%',
      proto: '%FunctionPrototype%',
      fn: constructor_('ArrayBuffer', 1, { selfHosted: 'ArrayBufferConstructor' }),
      properties: [
        intrinsic('prototype', '%ArrayBufferPrototype%', Attr.None),
        method('isView', 1, {
          native: (_m, _self, v) => v instanceof ExoticObject && (v.kind === 'TypedArray' || v.kind === 'DataView'),
        }),
        getter(symbols.species, { native: (_m, self) => self }),
      ],
    },
    {
      id: '%ArrayBufferPrototype%',
      proto: '%ObjectPrototype%',
      properties: [
        intrinsic('constructor', '%ArrayBuffer%'),
        read('byteLength', (d) => d.bytes?.length ?? 0),
        method('slice', 2, { selfHosted: 'ArrayBufferPrototypeSlice' }),
        read('maxByteLength', (d) => (d.bytes === null ? 0 : (d.maxByteLength ?? d.bytes.length))),
        read('resizable', (d) => d.maxByteLength !== null),
        method('resize', 1, { selfHosted: 'ArrayBufferPrototypeResize' }),
        method('transfer', 0, { selfHosted: 'ArrayBufferPrototypeTransfer' }),
        method('transferToFixedLength', 0, { selfHosted: 'ArrayBufferPrototypeTransferToFixedLength' }),
        read('detached', (d) => d.bytes === null),
        value(symbols.toStringTag, 'ArrayBuffer', Attr.Configurable),
      ],
    },
  ],
  globals: [intrinsic('ArrayBuffer', '%ArrayBuffer%')],
  intrinsics: {
    /** bufferCreate(proto, byteLength, maxByteLength or undefined, shared) */
    bufferCreate: (m, _self, proto, byteLength, max, shared) =>
      createBuffer(
        m,
        proto as JSObject,
        byteLength as number,
        max === undefined ? null : (max as number),
        shared === true,
      ),
    /** The byte length; a TypeError if `v` is no buffer of that kind, or detached. */
    bufferLength: (m, _self, v, method, shared) =>
      bufferData(m, v, method as string, shared === true).bytes?.length ?? throwDetached(m, method as string),
    bufferIsDetached: (_m, _self, v) => data(v).bytes === null,
    bufferMaxLength: (_m, _self, v) => data(v).maxByteLength ?? undefined,
    isBuffer: (_m, _self, v, shared) =>
      v instanceof ExoticObject && (v.kind === 'ArrayBuffer' || (shared === true && v.kind === 'SharedArrayBuffer')),
    requireBuffer: (m, _self, v, method, shared) => {
      bufferData(m, v, method as string, shared === true);
      return undefined;
    },
    throwDetached: (m, _self, operation) => throwDetached(m, operation as string),
    bufferResize: (m, _self, v, length) => {
      const d = data(v);
      d.bytes = resized(m, d.bytes as Uint8Array, length as number);
      return undefined;
    },
    /** Copies bytes from … from + n of one buffer to the beginning of another. */
    bufferCopy: (m, _self, source, target, from, n) => {
      const bytes = data(source).bytes as Uint8Array;
      m.useFuel((n as number) >> 8);
      (data(target).bytes as Uint8Array).set(bytes.subarray(from as number, (from as number) + (n as number)));
      return undefined;
    },
    /** A new buffer with this one's bytes, which is detached; `max` undefined: of fixed length. */
    bufferTransfer: (m, _self, v, length, max) => {
      const bytes = data(v).bytes as Uint8Array;
      const moved = length === bytes.length ? bytes : resized(m, bytes, length as number);
      const proto = m.realm.intrinsic('%ArrayBufferPrototype%');
      const out = bufferOf(m, proto, moved, max === undefined ? null : (max as number), false);
      detachArrayBuffer(v as ExoticObject);
      return out;
    },
    /** ToIndex (§7.1.22) of a number, with the words of the RangeError. */
    toIndex: (m, _self, v, message) => {
      const n = v !== v ? 0 : Math.trunc(v as number) + 0;
      return n < 0 || n > Number.MAX_SAFE_INTEGER ? m.throwRangeError(message as string) : n;
    },
  },
};
