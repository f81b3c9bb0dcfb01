/** The exact sum of doubles, rounded once (Math.sumPrecise, ECMA-262 §21.3.2.35). */

const bits = new DataView(new ArrayBuffer(8));

const SHIFT = 1074n;

/** `x` times 2^1074, exactly; `x` finite. */
function scaled(x: number): bigint {
  bits.setFloat64(0, x);
  const high = bits.getUint32(0);
  const exponent = (high >>> 20) & 0x7ff;
  const fraction = (high & 0xfffff) * 4294967296 + bits.getUint32(4);
  const magnitude = exponent === 0 ? BigInt(fraction) : BigInt(fraction + 4503599627370496) << BigInt(exponent - 1);
  return x < 0 ? -magnitude : magnitude;
}

/** `n` / 2^1074 as the nearest double, ties to even. */
function rounded(n: bigint): number {
  const negative = n < 0n;
  const a = negative ? -n : n;
  const length = a.toString(16).length * 4;
  let result: number;
  // Up to 53 bits above 2^-1074 the value is a double, subnormal or normal, as it stands.
  if (length <= 53) result = Number(a) * 2 ** -1074;
  else {
    // The host rounds a BigInt to the nearest double, ties to even; the scale then only moves the exponent, except past the top.
    const drop = length > 1000 ? BigInt(length - 1000) : 0n;
    const kept = drop === 0n ? a : (a >> drop) | ((a & ((1n << drop) - 1n)) === 0n ? 0n : 1n);
    const up = Number(drop - SHIFT);
    // In two steps, since 2^-1074 times a large number must not pass through a subnormal factor.
    const half = Math.trunc(up / 2);
    result = Number(kept) * 2 ** half * 2 ** (up - half);
  }
  return negative ? -result : result;
}

/** The sum of `numbers`; -0 for none. */
export function sumPrecise(numbers: readonly number[]): number {
  let positiveInfinity = false;
  let negativeInfinity = false;
  let onlyMinusZero = true;
  let sum = 0n;
  for (const x of numbers) {
    if (x !== x) return Number.NaN;
    if (x === Number.POSITIVE_INFINITY) positiveInfinity = true;
    else if (x === Number.NEGATIVE_INFINITY) negativeInfinity = true;
    else if (x !== 0) {
      onlyMinusZero = false;
      sum += scaled(x);
    } else if (!Object.is(x, -0)) onlyMinusZero = false;
  }
  if (positiveInfinity && negativeInfinity) return Number.NaN;
  if (positiveInfinity) return Number.POSITIVE_INFINITY;
  if (negativeInfinity) return Number.NEGATIVE_INFINITY;
  if (onlyMinusZero) return -0;
  return rounded(sum);
}
