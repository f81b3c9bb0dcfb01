/**
 * Sorting typed arrays without a comparison function: long ones piece by piece, so that limits hold meanwhile. The array is a permutation
 * of itself whenever the time is looked at, for the instruction may be taken back there.
 */
import type { Machine } from '../machine/machine.ts';
import {
  ELEMENT_SIZE,
  float16ToNumber,
  numberToFloat16,
  type TypedArrayData,
  typedArrayView,
} from '../objects/typed-array.ts';

type Numbers = Float64Array | Int8Array | Uint8Array;

/** Elements that the host sorts at once, in some tens of milliseconds. */
const PIECE = 1 << 17;

/** Does `x` come before `y`? By value, −0 before +0, NaN last. BigInts compare in the same way. */
function isBefore(x: number, y: number): boolean {
  if (x < y) return true;
  if (x > y) return false;
  if (x === y) return x === 0 && Object.is(x, -0) && !Object.is(y, -0);
  return x === x && y !== y;
}

/** The order of TypedArrayElements without a comparison function (ECMA-262 §23.2.4.7). */
export function sort(m: Machine, d: TypedArrayData): undefined {
  const v = typedArrayView(d) as unknown as Numbers;
  m.useFuel(v.length);
  if (d.type === 'Float16') sortHalves(m, v);
  else if (v.length <= PIECE) v.sort();
  else if (ELEMENT_SIZE[d.type] === 1) sortBytes(m, v);
  else sortPieces(m, v, v.length * ELEMENT_SIZE[d.type]);
  return undefined;
}

function sortHalves(m: Machine, v: Numbers): void {
  m.charge(8 * v.length);
  const numbers = new Float64Array(v.length);
  for (let i = 0; i < v.length; i++) numbers[i] = float16ToNumber(v[i] as number);
  if (v.length <= PIECE) numbers.sort();
  else sortPieces(m, numbers, 8 * v.length);
  for (let i = 0; i < v.length; i++) v[i] = numberToFloat16(numbers[i] as number);
}

/** By counting. */
function sortBytes(m: Machine, v: Numbers): void {
  const counts = new Float64Array(256);
  for (let from = 0; from < v.length; from += PIECE) {
    m.mindTime();
    const to = Math.min(from + PIECE, v.length);
    for (let i = from; i < to; i++) {
      const at = (v[i] as number) & 255;
      counts[at] = (counts[at] as number) + 1;
    }
  }
  const least = v instanceof Int8Array ? -128 : 0;
  for (let x = least, at = 0; x < least + 256; x++) {
    const n = counts[x & 255] as number;
    v.fill(x, at, at + n);
    at += n;
  }
}

/** Pieces by the host, then merges from the bottom up, by way of a copy. */
function sortPieces(m: Machine, v: Numbers, bytes: number): void {
  m.charge(bytes);
  const n = v.length;
  for (let from = 0; from < n; from += PIECE) {
    m.mindTime();
    v.subarray(from, Math.min(from + PIECE, n)).sort();
  }
  const merged = v.slice();
  for (let width = PIECE; width < n; width *= 2) {
    for (let low = 0; low < n; low += 2 * width)
      merge(m, v, merged, low, Math.min(low + width, n), Math.min(low + 2 * width, n));
    v.set(merged);
  }
}

function merge(m: Machine, from: Numbers, to: Numbers, low: number, middle: number, high: number): void {
  let i = low;
  let j = middle;
  for (let k = low; k < high; k++) {
    if ((k & (PIECE - 1)) === 0) m.mindTime();
    const right = i >= middle || (j < high && isBefore(from[j] as number, from[i] as number));
    to[k] = from[right ? j++ : i++] as number;
  }
}
