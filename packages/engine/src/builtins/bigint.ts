/** BigInt (ECMA-262 §21.2). */
import type { Machine } from '../machine/machine.ts';
import { chargeDigits, MAX_BIGINT_BITS, ToBigInt, ToIndex, ToIntegerOrInfinity } from '../objects/conversion.ts';
import { ExoticObject, isObject } from '../objects/object.ts';
import { Attr } from '../objects/shape.ts';
import { BAIL, type Mark, symbols, type Value } from '../objects/value.ts';
import { type BuiltinModule, constructor_, intrinsic, method, value } from './spec.ts';

/** ThisBigIntValue (§21.2.3.4.1). */
function thisBigInt(m: Machine, self: Value, name: string): bigint {
  if (typeof self === 'bigint') return self;
  if (self instanceof ExoticObject && self.kind === 'BigInt') return self.data as bigint;
  return m.throwTypeError(`BigInt.prototype.${name} requires that 'this' be a BigInt`);
}

function call(m: Machine, _self: Value, a: Value): Value | Mark {
  if (isObject(a)) return BAIL;
  if (typeof a !== 'number') return ToBigInt(m, a);
  // NumberToBigInt (§21.2.1.1.1)
  if (!Number.isInteger(a))
    return m.throwRangeError(`The number ${String(a)} cannot be converted to a BigInt because it is not an integer`);
  return BigInt(a);
}

function asN(m: Machine, a: Value, b: Value, wrap: (bits: number, n: bigint) => bigint, unsigned: boolean): Value {
  const bits = ToIndex(m, a, 'Invalid value: not (convertible to) a safe integer');
  const n = ToBigInt(m, b);
  // Only a negative number taken modulo 2^bits can grow.
  if (unsigned && n < 0n) {
    if (bits > MAX_BIGINT_BITS) return m.throwRangeError('Maximum BigInt size exceeded');
    m.charge(bits / 8);
    m.useFuel(bits >> 9);
  }
  return wrap(bits, n);
}

function toStringNative(m: Machine, self: Value, a: Value): Value {
  const n = thisBigInt(m, self, 'toString');
  const radix = a === undefined ? 10 : ToIntegerOrInfinity(m, a);
  if (radix < 2 || radix > 36) return m.throwRangeError('toString() radix argument must be between 2 and 36');
  const text = n.toString(radix);
  chargeDigits(m, text.length);
  return text;
}

export const bigint: BuiltinModule = {
  objects: [
    {
      id: '%BigInt%',
      proto: '%FunctionPrototype%',
      fn: constructor_('BigInt', 1, { native: call, selfHosted: 'BigIntConstructor' }),
      properties: [
        method('asIntN', 2, {
          native: (m, _self, a, b) => asN(m, a, b, BigInt.asIntN, false),
          coerce: '- number bigint',
        }),
        method('asUintN', 2, {
          native: (m, _self, a, b) => asN(m, a, b, BigInt.asUintN, true),
          coerce: '- number bigint',
        }),
        intrinsic('prototype', '%BigIntPrototype%', Attr.None),
      ],
    },
    {
      id: '%BigIntPrototype%',
      proto: '%ObjectPrototype%',
      properties: [
        intrinsic('constructor', '%BigInt%'),
        method('toLocaleString', 0, { selfHosted: 'BigIntPrototypeToLocaleString' }),
        method('toString', 0, { native: toStringNative, coerce: '- number?' }),
        method('valueOf', 0, { native: (m, self) => thisBigInt(m, self, 'valueOf') }),
        value(symbols.toStringTag, 'BigInt', Attr.Configurable),
      ],
    },
  ],
  globals: [intrinsic('BigInt', '%BigInt%')],
  intrinsics: {
    /** BigInt of a primitive, as the constructor does it. */
    toBigIntFromPrimitive: (m, _self, v) => call(m, undefined, v) as Value,
    thisBigIntValue: (m, _self, v, name) => thisBigInt(m, v, name as string),
    bigintToNumber: (_m, _self, v) => Number(v as bigint),
  },
};
