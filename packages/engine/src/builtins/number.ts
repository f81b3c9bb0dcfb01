/** Number (ECMA-262 §21.1). Formatting is the host's. */
import type { Machine } from '../machine/machine.ts';
import { ToIntegerOrInfinity, ToNumeric } from '../objects/conversion.ts';
import { ExoticObject, type JSArray, type JSObject } from '../objects/object.ts';
import { BAIL, type Mark, type Value } from '../objects/value.ts';
import { formatNumber } from './locale.ts';
import { type BuiltinModule, constructor_, intrinsic, method, value } from './spec.ts';

/** ThisNumberValue (§21.1.3.7.1). */
function thisNumber(m: Machine, self: Value, name: string): number {
  if (typeof self === 'number') return self;
  if (self instanceof ExoticObject && self.kind === 'Number') return self.data as number;
  return m.throwTypeError(`Number.prototype.${name} requires that 'this' be a Number`);
}

function call(m: Machine, _self: Value, args: Value[]): Value | Mark {
  if (args.length === 0) return 0;
  const v = ToNumeric(m, args[0]);
  return typeof v === 'bigint' ? Number(v) : v;
}

function toStringNative(m: Machine, self: Value, a: Value): Value {
  const x = thisNumber(m, self, 'toString');
  if (a === undefined || a === 10) return String(x);
  const radix = ToIntegerOrInfinity(m, a);
  if (radix < 2 || radix > 36) return m.throwRangeError('toString() radix argument must be between 2 and 36');
  return x.toString(radix);
}

function toFixed(m: Machine, self: Value, a: Value): Value {
  const x = thisNumber(m, self, 'toFixed');
  const digits = ToIntegerOrInfinity(m, a);
  if (!(digits >= 0 && digits <= 100)) return m.throwRangeError('toFixed() digits argument must be between 0 and 100');
  return x.toFixed(digits);
}

function toExponential(m: Machine, self: Value, a: Value): Value {
  const x = thisNumber(m, self, 'toExponential');
  const digits = ToIntegerOrInfinity(m, a);
  if (!Number.isFinite(x)) return String(x);
  if (!(digits >= 0 && digits <= 100)) return m.throwRangeError('toExponential() argument must be between 0 and 100');
  return a === undefined ? x.toExponential() : x.toExponential(digits);
}

function toPrecision(m: Machine, self: Value, a: Value): Value {
  const x = thisNumber(m, self, 'toPrecision');
  if (a === undefined) return String(x);
  const digits = ToIntegerOrInfinity(m, a);
  if (!Number.isFinite(x)) return String(x);
  if (!(digits >= 1 && digits <= 100)) return m.throwRangeError('toPrecision() argument must be between 1 and 100');
  return x.toPrecision(digits);
}

function toLocaleStringNative(m: Machine, self: Value, a: Value, b: Value): Value | Mark {
  const x = thisNumber(m, self, 'toLocaleString');
  if (b !== undefined) return BAIL;
  if (a !== undefined && typeof a !== 'string') return BAIL;
  return formatNumber(m, x, a === undefined ? [] : [a], []);
}

export const number: BuiltinModule = {
  objects: [
    {
      id: '%Number%',
      proto: '%FunctionPrototype%',
      fn: constructor_('Number', 1, { variadic: call, selfHosted: 'NumberConstructor' }),
      properties: [
        value('EPSILON', Number.EPSILON),
        method('isFinite', 1, { native: (_m, _self, a) => Number.isFinite(a) }),
        method('isInteger', 1, { native: (_m, _self, a) => Number.isInteger(a) }),
        method('isNaN', 1, { native: (_m, _self, a) => Number.isNaN(a) }),
        method('isSafeInteger', 1, { native: (_m, _self, a) => Number.isSafeInteger(a) }),
        value('MAX_SAFE_INTEGER', Number.MAX_SAFE_INTEGER),
        value('MAX_VALUE', Number.MAX_VALUE),
        value('MIN_SAFE_INTEGER', Number.MIN_SAFE_INTEGER),
        value('MIN_VALUE', Number.MIN_VALUE),
        value('NaN', Number.NaN),
        value('NEGATIVE_INFINITY', Number.NEGATIVE_INFINITY),
        intrinsic('parseFloat', '%parseFloat%'),
        intrinsic('parseInt', '%parseInt%'),
        value('POSITIVE_INFINITY', Number.POSITIVE_INFINITY),
        intrinsic('prototype', '%NumberPrototype%', 0),
      ],
    },
    {
      id: '%NumberPrototype%',
      proto: '%ObjectPrototype%',
      exotic: { kind: 'Number', data: 0 },
      properties: [
        intrinsic('constructor', '%Number%'),
        method('toExponential', 1, { native: toExponential, coerce: '- number' }),
        method('toFixed', 1, { native: toFixed, coerce: '- number' }),
        method('toLocaleString', 0, { native: toLocaleStringNative, selfHosted: 'NumberPrototypeToLocaleString' }),
        method('toPrecision', 1, { native: toPrecision, coerce: '- number?' }),
        method('toString', 1, { native: toStringNative, coerce: '- number?' }),
        method('valueOf', 0, { native: (m, self) => thisNumber(m, self, 'valueOf') }),
      ],
    },
  ],
  globals: [intrinsic('Number', '%Number%')],
  intrinsics: {
    /** A Number object. */
    numberCreate: (m, _self, v, proto) => {
      m.charge(64);
      return new ExoticObject(m.realm.rootShape(proto as JSObject), 'Number', v);
    },
    thisNumberValue: (m, _self, v, name) => thisNumber(m, v, name as string),
    /** Number to text by locale: locales and options as internal lists, options as name, value, name, value … */
    formatNumber: (m, _self, v, locales, options) =>
      formatNumber(
        m,
        v as number | bigint,
        (locales as JSArray).elements as string[],
        (options as JSArray).elements as Value[],
      ),
  },
};
