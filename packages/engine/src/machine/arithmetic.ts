/**
 * Arithmetic and bitwise operators on primitives (ECMA-262 §13.15.3), BigInts charged for what they cost.
 *
 * General paths: entered with `m.frame` the running frame, its pc behind the instruction; they store the result with `m.deliver`, or push a
 * frame whose return will, or throw a GuestThrow. None keeps anything between instructions.
 */
import { MAX_BIGINT_BITS, ToNumeric } from '../objects/conversion.ts';
import { isObject } from '../objects/object.ts';
import type { Value } from '../objects/value.ts';
import { callHelper } from './calls.ts';
import type { Machine } from './machine.ts';

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%' | '**' | '&' | '|' | '^' | '<<' | '>>' | '>>>';

export function arithmetic(m: Machine, op: ArithmeticOperator, a: Value, b: Value): void {
  if (isObject(a) || isObject(b)) {
    callHelper(m, 'ArithmeticSlow', [op, a, b]);
    return;
  }
  const x = ToNumeric(m, a);
  const y = ToNumeric(m, b);
  if (typeof x === 'number' && typeof y === 'number') {
    m.deliver(numberOperation(op, x, y));
    return;
  }
  if (typeof x !== 'bigint' || typeof y !== 'bigint')
    m.throwTypeError('Cannot mix BigInt and other types, use explicit conversions');
  else m.deliver(bigintOperation(m, op, x, y));
}

function numberOperation(op: ArithmeticOperator, x: number, y: number): number {
  switch (op) {
    case '+':
      return x + y;
    case '-':
      return x - y;
    case '*':
      return x * y;
    case '/':
      return x / y;
    case '%':
      return x % y;
    case '**':
      return x ** y;
    case '&':
      return x & y;
    case '|':
      return x | y;
    case '^':
      return x ^ y;
    case '<<':
      return x << y;
    case '>>':
      return x >> y;
    case '>>>':
      return x >>> y;
  }
}

/** Bits of a BigInt's magnitude, roughly: what an operation on it costs. */
function bits(x: bigint): number {
  // Small ones are the usual case; the length of the hexadecimal text is exact enough for the rest.
  if (x < 0x1_0000_0000_0000_0000n && x > -0x1_0000_0000_0000_0000n) return 64;
  return x.toString(16).length * 4;
}

function bigintOperation(m: Machine, op: ArithmeticOperator, x: bigint, y: bigint): bigint {
  const small = x < 0x1_0000_0000n && x > -0x1_0000_0000n && y < 0x1_0000_0000n && y > -0x1_0000_0000n;
  if (!small || op === '**' || op === '<<') chargeBigint(m, op, x, y);
  switch (op) {
    case '+':
      return x + y;
    case '-':
      return x - y;
    case '*':
      return x * y;
    case '/':
      if (y === 0n) m.throwRangeError('Division by zero');
      return x / y;
    case '%':
      if (y === 0n) m.throwRangeError('Division by zero');
      return x % y;
    case '**':
      if (y < 0n) m.throwRangeError('Exponent must be non-negative');
      return x ** y;
    case '&':
      return x & y;
    case '|':
      return x | y;
    case '^':
      return x ^ y;
    case '<<':
      return x << y;
    case '>>':
      return x >> y;
    case '>>>':
      return m.throwTypeError('BigInts have no unsigned right shift, use >> instead');
  }
}

/** Charges memory and steps for an operation on large BigInts before it is done. */
function chargeBigint(m: Machine, op: ArithmeticOperator, x: bigint, y: bigint): void {
  const bx = bits(x);
  let size: number;
  switch (op) {
    case '*':
    case '/':
    case '%': {
      const by = bits(y);
      size = bx + by;
      m.useFuel(Math.ceil((bx / 64) * (by / 64) * 0.05));
      break;
    }
    case '**': {
      if (x === 0n || x === 1n || x === -1n || y <= 1n) return;
      const e = Number(y);
      const magnitude = x < 0n ? -x : x;
      const exactBits = magnitude.toString(2).length;
      size = (exactBits - 1) * e + 1;
      if (size <= MAX_BIGINT_BITS) m.useFuel(Math.ceil((size / 64) ** 1.58 * 0.05));
      break;
    }
    case '<<':
    case '>>': {
      const left = op === '<<' ? y > 0n : y < 0n;
      size = bx + (left && x !== 0n ? Number(y < 0n ? -y : y) : 0);
      break;
    }
    default:
      size = Math.max(bx, bits(y));
  }
  if (size > MAX_BIGINT_BITS) m.throwRangeError('Maximum BigInt size exceeded');
  m.charge(size / 8);
}
