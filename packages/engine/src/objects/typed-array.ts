/**
 * Storage of ArrayBuffers and integer-indexed access to typed arrays (ECMA-262 §10.4.5). Host buffers and views are raw memory here;
 * the guest never sees them.
 */
import type { Waiter } from '../machine/waiters.ts';
import type { ExoticObject } from './object.ts';
import type { Value } from './value.ts';

export type ElementType =
  | 'Int8'
  | 'Uint8'
  | 'Uint8Clamped'
  | 'Int16'
  | 'Uint16'
  | 'Int32'
  | 'Uint32'
  | 'BigInt64'
  | 'BigUint64'
  | 'Float16'
  | 'Float32'
  | 'Float64';

export const ELEMENT_SIZE: Readonly<Record<ElementType, number>> = {
  Int8: 1,
  Uint8: 1,
  Uint8Clamped: 1,
  Int16: 2,
  Uint16: 2,
  Int32: 4,
  Uint32: 4,
  BigInt64: 8,
  BigUint64: 8,
  Float16: 2,
  Float32: 4,
  Float64: 8,
};

/** Internal slots of ArrayBuffer and SharedArrayBuffer. */
export interface ArrayBufferData {
  /** Null once detached. Replaced by a fresh host buffer when resized. */
  bytes: Uint8Array | null;
  /** Null: not resizable. */
  readonly maxByteLength: number | null;
  readonly shared: boolean;
  /** Who waits on places of a shared buffer. */
  waiters?: Waiter[];
}

type HostView =
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | Float32Array
  | Float64Array;

/** Internal slots of a typed array. */
export interface TypedArrayData {
  readonly type: ElementType;
  /** Kind ArrayBuffer or SharedArrayBuffer. */
  readonly buffer: ExoticObject;
  readonly byteOffset: number;
  /** Elements; null: follows the length of the buffer. */
  readonly length: number | null;
  /** `bytes` that `view` was made for; a mismatch with the buffer's means that it was resized or detached. */
  bytes: Uint8Array | null;
  /** Host view of the elements (bits as Uint16 for Float16); empty when out of bounds. */
  view: HostView;
}

const EMPTY_VIEW = new Uint8Array(0);

const VIEWS = {
  Int8: Int8Array,
  Uint8: Uint8Array,
  Uint8Clamped: Uint8ClampedArray,
  Int16: Int16Array,
  Uint16: Uint16Array,
  Int32: Int32Array,
  Uint32: Uint32Array,
  BigInt64: BigInt64Array,
  BigUint64: BigUint64Array,
  Float16: Uint16Array,
  Float32: Float32Array,
  Float64: Float64Array,
} as const;

export function makeTypedArrayData(
  type: ElementType,
  buffer: ExoticObject,
  byteOffset: number,
  length: number | null,
): TypedArrayData {
  const data: TypedArrayData = { type, buffer, byteOffset, length, bytes: null, view: EMPTY_VIEW };
  typedArrayView(data);
  return data;
}

/** The current host view: of length 0 when the buffer is detached or the array out of bounds. */
export function typedArrayView(d: TypedArrayData): HostView {
  const bytes = (d.buffer.data as ArrayBufferData).bytes;
  if (bytes !== d.bytes) {
    d.bytes = bytes;
    if (bytes === null || typedArrayOutOfBounds(d)) d.view = EMPTY_VIEW;
    else {
      const size = ELEMENT_SIZE[d.type];
      const n = d.length ?? Math.floor((bytes.length - d.byteOffset) / size);
      d.view = new VIEWS[d.type](bytes.buffer as ArrayBuffer, bytes.byteOffset + d.byteOffset, n);
    }
  }
  return d.view;
}

/** IsTypedArrayOutOfBounds (ECMA-262 §10.4.5.14); true for a detached buffer. */
export function typedArrayOutOfBounds(d: TypedArrayData): boolean {
  const bytes = (d.buffer.data as ArrayBufferData).bytes;
  if (bytes === null) return true;
  const end = d.length === null ? d.byteOffset : d.byteOffset + d.length * ELEMENT_SIZE[d.type];
  return d.byteOffset > bytes.length || end > bytes.length;
}

/** TypedArrayLength; 0 when out of bounds. */
export function typedArrayLength(d: TypedArrayData): number {
  return typedArrayView(d).length;
}

export function isBigIntType(type: ElementType): boolean {
  return type === 'BigInt64' || type === 'BigUint64';
}

/** TypedArrayGetElement: undefined where `index` is no valid one. */
export function typedArrayGet(d: TypedArrayData, index: number): Value {
  const view = (d.buffer.data as ArrayBufferData).bytes === d.bytes ? d.view : typedArrayView(d);
  if (!(index >= 0 && index < view.length)) return undefined;
  const v = view[index] as number | bigint | undefined;
  // No payload of a NaN goes through a guest value.
  if (v !== v) return Number.NaN;
  return d.type === 'Float16' ? float16ToNumber(v as number) : v;
}

/** Writes what needs no conversion at a valid index; false, and nothing done, in any other case. */
export function typedArrayStore(d: TypedArrayData, index: number, v: Value): boolean {
  const view = (d.buffer.data as ArrayBufferData).bytes === d.bytes ? d.view : typedArrayView(d);
  if (!(index >= 0 && index < view.length && Number.isInteger(index))) return false;
  if (typeof v !== (isBigIntType(d.type) ? 'bigint' : 'number')) return false;
  (view as { [i: number]: number | bigint })[index] =
    d.type === 'Float16' ? numberToFloat16(v as number) : (v as number | bigint);
  return true;
}

/** Writes a value that is a Number or BigInt already, as the type asks. Out of bounds: nothing. */
export function typedArraySet(d: TypedArrayData, index: number, v: number | bigint): void {
  const view = typedArrayView(d);
  if (!(index >= 0 && index < view.length)) return;
  // The host view converts modulo 2^n, clamps and rounds exactly as ECMA-262 §7.1.6 to §7.1.11 ask.
  (view as { [i: number]: number | bigint })[index] = d.type === 'Float16' ? numberToFloat16(v as number) : v;
}

/** IEEE 754 binary16 bits to a Number. */
export function float16ToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** A Number to binary16 bits, rounding half to even in one step. */
export function numberToFloat16(v: number): number {
  if (v !== v) return 0x7e00;
  const sign = v < 0 || Object.is(v, -0) ? 0x8000 : 0;
  const a = Math.abs(v);
  if (a >= 65520) return sign | 0x7c00;
  if (a < 2 ** -14) return sign | roundEven(a * 2 ** 24);
  let e = Math.floor(Math.log2(a));
  if (2 ** e > a) e--;
  else if (2 ** (e + 1) <= a) e++;
  // A carry out of the fraction moves into the exponent by itself.
  return sign | (((e + 14) << 10) + roundEven((a / 2 ** e) * 1024));
}

function roundEven(x: number): number {
  const f = Math.floor(x);
  const d = x - f;
  return d > 0.5 || (d === 0.5 && f % 2 === 1) ? f + 1 : f;
}

/** CanonicalNumericIndexString (ECMA-262 §7.1.21) of a key that is no array index: the number, or undefined. */
export function canonicalNumericIndex(key: string): number | undefined {
  const c = key.charCodeAt(0);
  if (!((c >= 48 && c <= 57) || c === 45 || c === 73 || c === 78)) return undefined;
  if (key === '-0') return -0;
  const n = Number(key);
  return String(n) === key ? n : undefined;
}
