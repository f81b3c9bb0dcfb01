/**
 * General paths of operators (ECMA-262 §13): on primitives here, self-hosted where an operand is an object.
 *
 * General paths: entered with `m.frame` the running frame, its pc behind the instruction; they store the result with `m.deliver`, or push a
 * frame whose return will, or throw a GuestThrow. None keeps anything between instructions.
 */
import { chargeDigits, StringToBigInt, ToNumeric, ToPropertyKey, ToString } from '../objects/conversion.ts';
import { Accessor, ExoticObject, IsCallable, isObject, isProxy, JSFunction, type JSObject } from '../objects/object.ts';
import { lookup } from '../objects/property.ts';
import { BAIL, HOLE, symbols, type Value } from '../objects/value.ts';
import { arithmetic } from './arithmetic.ts';
import { describe, messageText } from './callee-text.ts';
import { callHelper } from './calls.ts';
import type { Machine } from './machine.ts';

export function add(m: Machine, a: Value, b: Value): void {
  if (typeof a === 'string' && typeof b === 'string') {
    if (a.length + b.length > 1024) m.checkGrowth(a.length, b.length);
    m.deliver(a + b);
    return;
  }
  if (isObject(a) || isObject(b)) {
    callHelper(m, 'AddSlow', [a, b]);
    return;
  }
  if (typeof a === 'string' || typeof b === 'string') {
    const s = ToString(m, a);
    const t = ToString(m, b);
    m.checkGrowth(s.length, t.length);
    m.deliver(s + t);
    return;
  }
  arithmetic(m, '+', a, b);
}

export type UnaryOperator = '-' | '+' | '~' | 'inc' | 'dec' | 'numeric';

export function unary(m: Machine, op: UnaryOperator, a: Value): void {
  if (isObject(a)) {
    callHelper(m, 'UnarySlow', [op, a]);
    return;
  }
  if (op === '+') {
    if (typeof a === 'bigint') m.throwTypeError('Cannot convert a BigInt value to a number');
    m.deliver(ToNumeric(m, a));
    return;
  }
  const x = ToNumeric(m, a);
  if (typeof x === 'number') {
    m.deliver(op === '-' ? -x : op === '~' ? ~x : op === 'inc' ? x + 1 : op === 'dec' ? x - 1 : x);
    return;
  }
  m.charge(16);
  m.deliver(op === '-' ? -x : op === '~' ? ~x : op === 'inc' ? x + 1n : op === 'dec' ? x - 1n : x);
}

export function compare(m: Machine, op: '<' | '<=' | '>' | '>=', a: Value, b: Value): void {
  if (isObject(a) || isObject(b)) {
    callHelper(m, 'CompareSlow', [op, a, b]);
    return;
  }
  m.deliver(comparePrimitives(m, op, a, b));
}

/** IsLessThan (ECMA-262 §7.2.13) and its negations on primitives. */
function comparePrimitives(m: Machine, op: '<' | '<=' | '>' | '>=', a: Value, b: Value): boolean {
  let x: number | bigint | string;
  let y: number | bigint | string;
  if (typeof a === 'string' && typeof b === 'string') {
    x = a;
    y = b;
  } else if (typeof a === 'bigint' && typeof b === 'string') {
    const n = StringToBigInt(m, b);
    if (n === undefined) return false;
    x = a;
    y = n;
  } else if (typeof a === 'string' && typeof b === 'bigint') {
    const n = StringToBigInt(m, a);
    if (n === undefined) return false;
    x = n;
    y = b;
  } else {
    x = ToNumeric(m, a);
    y = ToNumeric(m, b);
  }
  // The host compares numbers with BigInts mathematically, as the specification does.
  switch (op) {
    case '<':
      return x < y;
    case '<=':
      return x <= y;
    case '>':
      return x > y;
    case '>=':
      return x >= y;
  }
}

/** IsLooselyEqual (ECMA-262 §7.2.14). */
export function looseEqual(m: Machine, a: Value, b: Value, negated: boolean): void {
  if (isObject(a) !== isObject(b)) {
    const o = isObject(a) ? a : b;
    const p = isObject(a) ? b : a;
    if (p === undefined || p === null) {
      m.deliver((o instanceof ExoticObject && o.kind === 'IsHTMLDDA') !== negated);
      return;
    }
    callHelper(m, 'LooselyEqualSlow', [a, b, negated]);
    return;
  }
  if (typeof a === 'bigint' && typeof b === 'string') chargeDigits(m, b.length);
  else if (typeof a === 'string' && typeof b === 'bigint') chargeDigits(m, a.length);
  // Marks and engine objects compare by identity; on primitives the host's == is the specification's.
  // biome-ignore lint/suspicious/noDoubleEquals: it is the operation asked for
  const equal = isObject(a) ? a === b : a == b;
  m.deliver(equal !== negated);
}

export function typeOf(v: unknown): string {
  if (typeof v === 'object') {
    if (v === null) return 'object';
    if (v instanceof ExoticObject && v.kind === 'IsHTMLDDA') return 'undefined';
    return IsCallable(v) ? 'function' : 'object';
  }
  return typeof v;
}

export function stringOf(m: Machine, a: Value): void {
  if (isObject(a)) callHelper(m, 'ToStringSlow', [a]);
  else m.deliver(ToString(m, a));
}

export function toPropertyKey(m: Machine, a: Value): void {
  if (isObject(a)) callHelper(m, 'ToPropertyKeySlow', [a]);
  else m.deliver(typeof a === 'symbol' ? a : ToString(m, a));
}

export function instanceOf(m: Machine, v: Value, target: Value): void {
  if (!isObject(target)) m.throwTypeError("Right-hand side of 'instanceof' is not an object");
  // The plain path: Function.prototype[Symbol.hasInstance] is the built-in one and no proxy is in sight.
  if (target instanceof JSFunction) {
    const method = lookup(target, symbols.hasInstance);
    if (method instanceof JSFunction && method.code.spec?.name === '[Symbol.hasInstance]') {
      const proto = isObject(v) ? lookup(target, 'prototype') : undefined;
      if (!isObject(v)) {
        m.deliver(false);
        return;
      }
      if (proto !== HOLE && proto !== BAIL && isObject(proto) && !(proto instanceof Accessor)) {
        let at: JSObject | null = v;
        while (at !== null && !isProxy(at)) {
          at = at.shape.proto;
          if (at === proto) {
            m.deliver(true);
            return;
          }
        }
        if (at === null) {
          m.deliver(false);
          return;
        }
      }
    }
  }
  callHelper(m, 'InstanceOf', [v, target]);
}

export function inOperator(m: Machine, k: Value, o: Value): void {
  if (!isObject(o)) {
    m.throwTypeError(
      `Cannot use 'in' operator to search for '${messageText(k)}' in ${typeof o === 'string' ? o : describe(o)}`,
    );
    return;
  }
  if (isObject(k)) {
    callHelper(m, 'InSlow', [k, o]);
    return;
  }
  const v = lookup(o, ToPropertyKey(m, k));
  if (v === BAIL) callHelper(m, 'InSlow', [k, o]);
  else m.deliver(v !== HOLE);
}

/** Destructuring of undefined or null, in V8's words: with the name of the first property where there is one. */
