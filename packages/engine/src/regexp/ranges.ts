/**
 * Sets of code points as sorted lists of inclusive ranges, `[lo, hi, lo, hi, …]`, neither overlapping nor touching. Lists are never
 * changed once made.
 */
export type Ranges = readonly number[];

export const MAX_CODE_POINT = 0x10ffff;
export const MAX_CODE_UNIT = 0xffff;
export const NOTHING: Ranges = [];

/** The set of all code points in the given pairs, in any order, overlapping or not. */
export function rangesOf(pairs: readonly number[]): Ranges {
  const n = pairs.length;
  let sorted = true;
  for (let i = 2; i < n; i += 2)
    if ((pairs[i] as number) <= (pairs[i - 1] as number) + 1) {
      sorted = false;
      break;
    }
  if (sorted) return pairs;
  const order: number[] = [];
  for (let i = 0; i < n; i += 2) order.push(i);
  order.sort((a, b) => (pairs[a] as number) - (pairs[b] as number));
  const out: number[] = [];
  for (const i of order) {
    const lo = pairs[i] as number;
    const hi = pairs[i + 1] as number;
    const last = out.length - 1;
    if (last > 0 && lo <= (out[last] as number) + 1) {
      if (hi > (out[last] as number)) out[last] = hi;
    } else out.push(lo, hi);
  }
  return out;
}

export function union(a: Ranges, b: Ranges): Ranges {
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  return rangesOf([...a, ...b]);
}

/** All code points up to `max` that are not in `a`. */
export function complement(a: Ranges, max: number): Ranges {
  const out: number[] = [];
  let next = 0;
  for (let i = 0; i < a.length; i += 2) {
    const lo = a[i] as number;
    if (lo > max) break;
    if (lo > next) out.push(next, lo - 1);
    next = (a[i + 1] as number) + 1;
  }
  if (next <= max) out.push(next, max);
  return out;
}

export function intersection(a: Ranges, b: Ranges): Ranges {
  const out: number[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    const lo = Math.max(a[i] as number, b[j] as number);
    const hi = Math.min(a[i + 1] as number, b[j + 1] as number);
    if (lo <= hi) out.push(lo, hi);
    if ((a[i + 1] as number) < (b[j + 1] as number)) i += 2;
    else j += 2;
  }
  return out;
}

export function subtract(a: Ranges, b: Ranges): Ranges {
  return b.length === 0 ? a : intersection(a, complement(b, MAX_CODE_POINT));
}

export function contains(a: Ranges, c: number): boolean {
  let low = 0;
  let high = a.length >> 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (c > (a[2 * middle + 1] as number)) low = middle + 1;
    else high = middle;
  }
  return 2 * low < a.length && c >= (a[2 * low] as number);
}

export function sizeOf(a: Ranges): number {
  let n = 0;
  for (let i = 0; i < a.length; i += 2) n += (a[i + 1] as number) - (a[i] as number) + 1;
  return n;
}

const LOW = 256;

/** A set ready to be asked many times: a byte a code point below 256, bisection above. */
export class CharSet {
  readonly ranges: Ranges;
  /** 1 for each code point below 256 in the set. */
  readonly low: Uint8Array;
  /** The ranges above that. */
  private readonly rest: Int32Array;

  constructor(ranges: Ranges) {
    this.ranges = ranges;
    const low = new Uint8Array(LOW);
    const rest: number[] = [];
    for (let i = 0; i < ranges.length; i += 2) {
      const lo = ranges[i] as number;
      const hi = ranges[i + 1] as number;
      for (let c = lo; c <= hi && c < LOW; c++) low[c] = 1;
      if (hi >= LOW) rest.push(Math.max(lo, LOW), hi);
    }
    this.low = low;
    this.rest = Int32Array.from(rest);
  }

  /** Of code points from 256 on. */
  hasHigh(c: number): boolean {
    const { rest } = this;
    let low = 0;
    let high = rest.length >> 1;
    if (high === 1) return c >= (rest[0] as number) && c <= (rest[1] as number);
    while (low < high) {
      const middle = (low + high) >> 1;
      if (c > (rest[2 * middle + 1] as number)) low = middle + 1;
      else high = middle;
    }
    return 2 * low < rest.length && c >= (rest[2 * low] as number);
  }

  has(c: number): boolean {
    return c < LOW ? this.low[c] === 1 : this.hasHigh(c);
  }
}
