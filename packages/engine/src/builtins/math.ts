/** Math (ECMA-262 §21.3). The functions are the host's. */
import type { Machine } from '../machine/machine.ts';
import { ToNumber, ToUint32 } from '../objects/conversion.ts';
import type { JSArray } from '../objects/object.ts';
import { Attr } from '../objects/shape.ts';
import { float16ToNumber, numberToFloat16 } from '../objects/typed-array.ts';
import { symbols, type Value } from '../objects/value.ts';
import { type BuiltinModule, intrinsic, method, type PropertySpec, value } from './spec.ts';
import { sumPrecise } from './sum-precise.ts';

function unary(name: string, f: (x: number) => number): PropertySpec {
  return method(name, 1, {
    native: (m, _self, a) => f(typeof a === 'number' ? a : ToNumber(m, a)),
    coerce: '- number',
  });
}

function max(m: Machine, _self: Value, args: Value[]): Value {
  let best = Number.NEGATIVE_INFINITY;
  // All arguments are coerced before one is looked at.
  for (let i = 0; i < args.length; i++) {
    const v = args[i];
    best = Math.max(best, typeof v === 'number' ? v : ToNumber(m, v));
  }
  return best;
}

function min(m: Machine, _self: Value, args: Value[]): Value {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < args.length; i++) {
    const v = args[i];
    best = Math.min(best, typeof v === 'number' ? v : ToNumber(m, v));
  }
  return best;
}

function hypot(m: Machine, _self: Value, args: Value[]): Value {
  const numbers: number[] = [];
  for (let i = 0; i < args.length; i++) numbers.push(ToNumber(m, args[i]));
  // Not spread: a long list would overflow the host's stack.
  if (numbers.length <= 64) return Math.hypot(...numbers);
  let largest = 0;
  let nan = false;
  for (const x of numbers) {
    const a = Math.abs(x);
    if (a !== a) nan = true;
    else if (a > largest) largest = a;
  }
  if (largest === Number.POSITIVE_INFINITY) return largest;
  if (nan) return Number.NaN;
  if (largest === 0) return 0;
  let sum = 0;
  let compensation = 0;
  for (const x of numbers) {
    const scaled = x / largest;
    const term = scaled * scaled - compensation;
    const next = sum + term;
    compensation = next - sum - term;
    sum = next;
  }
  return Math.sqrt(sum) * largest;
}

const pow = (m: Machine, _self: Value, a: Value, b: Value): Value => ToNumber(m, a) ** ToNumber(m, b);

export const math: BuiltinModule = {
  objects: [
    {
      id: '%Math%',
      proto: '%ObjectPrototype%',
      properties: [
        value('E', Math.E),
        value('LN10', Math.LN10),
        value('LN2', Math.LN2),
        value('LOG10E', Math.LOG10E),
        value('LOG2E', Math.LOG2E),
        value('PI', Math.PI),
        value('SQRT1_2', Math.SQRT1_2),
        value('SQRT2', Math.SQRT2),
        unary('abs', Math.abs),
        unary('acos', Math.acos),
        unary('acosh', Math.acosh),
        unary('asin', Math.asin),
        unary('asinh', Math.asinh),
        unary('atan', Math.atan),
        unary('atanh', Math.atanh),
        method('atan2', 2, {
          native: (m, _self, a, b) => {
            const y = ToNumber(m, a);
            return Math.atan2(y, ToNumber(m, b));
          },
          coerce: '- number number',
        }),
        unary('cbrt', Math.cbrt),
        unary('ceil', Math.ceil),
        method('clz32', 1, { native: (m, _self, a) => Math.clz32(ToUint32(m, a)), coerce: '- number' }),
        unary('cos', Math.cos),
        unary('cosh', Math.cosh),
        unary('exp', Math.exp),
        unary('expm1', Math.expm1),
        unary('f16round', (x) => float16ToNumber(numberToFloat16(x))),
        unary('floor', Math.floor),
        unary('fround', Math.fround),
        method('hypot', 2, { variadic: hypot, coerce: '- number…' }),
        method('imul', 2, {
          native: (m, _self, a, b) => {
            const x = ToUint32(m, a);
            return Math.imul(x, ToUint32(m, b));
          },
          coerce: '- number number',
        }),
        unary('log', Math.log),
        unary('log10', Math.log10),
        unary('log1p', Math.log1p),
        unary('log2', Math.log2),
        method('max', 2, { variadic: max, coerce: '- number…' }),
        method('min', 2, { variadic: min, coerce: '- number…' }),
        method('pow', 2, { native: pow, coerce: '- number number' }),
        method('random', 0, { native: (m) => m.random() }),
        unary('round', Math.round),
        unary('sign', Math.sign),
        unary('sin', Math.sin),
        unary('sinh', Math.sinh),
        unary('sqrt', Math.sqrt),
        method('sumPrecise', 1, { selfHosted: 'MathSumPrecise' }),
        unary('tan', Math.tan),
        unary('tanh', Math.tanh),
        unary('trunc', Math.trunc),
        value(symbols.toStringTag, 'Math', Attr.Configurable),
      ],
    },
  ],
  globals: [intrinsic('Math', '%Math%')],
  intrinsics: {
    /** The exact sum of an internal list of Numbers, rounded once. */
    sumPrecise: (m, _self, list) => {
      const numbers = (list as JSArray).elements as number[];
      m.useFuel(numbers.length * 8);
      return sumPrecise(numbers);
    },
  },
};
