/**
 * Type conversion (ECMA-262 §7.1) of primitives. Given an object, an operation that would have to call guest code throws BAIL, a mark
 * that makes the machine run the native's fallback; so natives convert all their arguments before they change anything.
 */
import type { Machine } from '../machine/machine.ts';
import { ExoticObject, isObject, type JSObject } from './object.ts';
import { BAIL, keyOfString, PrivateName, type PropertyKey, type Value } from './value.ts';

/** ToBoolean (§7.1.2), [[IsHTMLDDA]] included. */
export function ToBoolean(v: unknown): boolean {
  if (typeof v === 'object') return v !== null && !(v instanceof ExoticObject && v.kind === 'IsHTMLDDA');
  return !!v;
}

/** ToNumber (§7.1.4). Throws BAIL for objects, a TypeError for symbols and BigInts. */
export function ToNumber(m: Machine, v: Value): number {
  switch (typeof v) {
    case 'number':
      return v;
    case 'string':
      return StringToNumber(v);
    case 'undefined':
      return Number.NaN;
    case 'boolean':
      return v ? 1 : 0;
    case 'symbol':
      return m.throwTypeError('Cannot convert a Symbol value to a number');
    case 'bigint':
      return m.throwTypeError('Cannot convert a BigInt value to a number');
    default:
      if (v === null) return 0;
      throw BAIL;
  }
}

/** StringToNumber (§7.1.4.1.1). The host's Number does exactly this. */
export function StringToNumber(s: string): number {
  return Number(s);
}

/** ToNumeric (§7.1.3). */
export function ToNumeric(m: Machine, v: Value): number | bigint {
  return typeof v === 'bigint' ? v : ToNumber(m, v);
}

/** ToBigInt (§7.1.13). */
export function ToBigInt(m: Machine, v: Value): bigint {
  switch (typeof v) {
    case 'bigint':
      return v;
    case 'boolean':
      return v ? 1n : 0n;
    case 'string': {
      const n = StringToBigInt(m, v);
      return n === undefined ? m.throwSyntaxError(`Cannot convert ${v} to a BigInt`) : n;
    }
    case 'object':
      if (v !== null) throw BAIL;
  }
  return m.throwTypeError(
    `Cannot convert ${typeof v === 'symbol' ? `Symbol(${v.description ?? ''})` : String(v)} to a BigInt`,
  );
}

/**
 * Longest BigInt, in bits: no operation on such numbers, which none can interrupt, takes long.
 * DEVIATES: V8 allows 2^30. ECMA-262 leaves the limit open; SpiderMonkey and JavaScriptCore have this one.
 */
export const MAX_BIGINT_BITS = 1 << 20;

/** Charges steps for so many digits to be read or written: more than linear in the host. */
export function chargeDigits(m: Machine, digits: number): void {
  if (digits > 64) m.useFuel(Math.ceil(digits ** 1.5 / 50));
}

/** StringToBigInt (§7.1.14): undefined where the text is no integer literal. */
export function StringToBigInt(m: Machine, s: string): bigint | undefined {
  const t = s.trim();
  if (!/^(?:[+-]?[0-9]+|0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+|)$/.test(t)) return undefined;
  if (t.length > MAX_BIGINT_BITS) return m.throwRangeError('Maximum BigInt size exceeded');
  chargeDigits(m, t.length);
  return BigInt(t[0] === '+' ? t.slice(1) : t);
}

/** ToString (§7.1.17). Throws BAIL for objects, a TypeError for symbols. */
export function ToString(m: Machine, v: Value): string {
  switch (typeof v) {
    case 'string':
      return v;
    case 'number':
    case 'boolean':
    case 'undefined':
      return String(v);
    case 'bigint': {
      const text = String(v);
      chargeDigits(m, text.length);
      return text;
    }
    case 'symbol':
      return m.throwTypeError('Cannot convert a Symbol value to a string');
    default:
      if (v === null) return 'null';
      throw BAIL;
  }
}

/** Keys longer than this are charged for. */
export const LONG_KEY = 1024;

/** Hosts copy a string that they keep as a key, and read all of it. */
export function chargeLongKey(m: Machine, length: number): void {
  m.charge(2 * length);
  m.useFuel(length >> 6);
}

/** ToPropertyKey (§7.1.19) in the engine's form: array indices as numbers. Throws BAIL for objects. */
export function ToPropertyKey(m: Machine, v: Value): PropertyKey {
  switch (typeof v) {
    case 'string':
      if (v.length > LONG_KEY) chargeLongKey(m, v.length);
      return keyOfString(v);
    case 'number':
      return v >>> 0 === v && v !== 0xffffffff ? v + 0 : keyOfString(String(v));
    case 'symbol':
      return v;
    default:
      if (v instanceof PrivateName) return v;
      // A BigInt may be an array index.
      return keyOfString(ToString(m, v));
  }
}

/** ToIntegerOrInfinity (§7.1.5). */
export function ToIntegerOrInfinity(m: Machine, v: Value): number {
  const n = typeof v === 'number' ? v : ToNumber(m, v);
  return n !== n ? 0 : Math.trunc(n) + 0;
}

/** ToLength (§7.1.20). */
export function ToLength(m: Machine, v: Value): number {
  const n = ToIntegerOrInfinity(m, v);
  return n <= 0 ? 0 : Math.min(n, Number.MAX_SAFE_INTEGER);
}

/** ToIndex (§7.1.22). The RangeError says what `what` could not be. */
export function ToIndex(m: Machine, v: Value, message: string): number {
  if (v === undefined) return 0;
  const n = ToIntegerOrInfinity(m, v);
  if (n < 0 || n > Number.MAX_SAFE_INTEGER) return m.throwRangeError(message);
  return n;
}

export function ToInt32(m: Machine, v: Value): number {
  return ToNumber(m, v) | 0;
}

export function ToUint32(m: Machine, v: Value): number {
  return ToNumber(m, v) >>> 0;
}

/** ToObject (§7.1.18). */
export function ToObject(m: Machine, v: Value): JSObject {
  if (isObject(v)) return v;
  const realm = m.realm;
  switch (typeof v) {
    case 'string':
      return new ExoticObject(realm.rootShape(realm.intrinsic('%StringPrototype%')), 'String', v);
    case 'number':
      return new ExoticObject(realm.rootShape(realm.intrinsic('%NumberPrototype%')), 'Number', v);
    case 'boolean':
      return new ExoticObject(realm.rootShape(realm.intrinsic('%BooleanPrototype%')), 'Boolean', v);
    case 'symbol':
      return new ExoticObject(realm.rootShape(realm.intrinsic('%SymbolPrototype%')), 'Symbol', v);
    case 'bigint':
      return new ExoticObject(realm.rootShape(realm.intrinsic('%BigIntPrototype%')), 'BigInt', v);
  }
  return m.throwTypeError('Cannot convert undefined or null to object');
}

/** SameValueZero (§7.2.11). */
export function SameValueZero(a: Value, b: Value): boolean {
  return a === b || (a !== a && b !== b);
}
