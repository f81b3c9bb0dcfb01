/**
 * General paths of instructions. Each is entered with `m.frame` the running frame, its pc behind the instruction; it stores the result
 * with `m.deliver`, or pushes a frame whose return will, or throws a GuestThrow. None keeps anything between instructions.
 */
import { type ScopeNames, type TemplateConstant } from '../bytecode/code.ts';
import { Op } from '../bytecode/ops.gen.ts';
import { OPERATIONS, VARIADIC_OPERATIONS } from '../builtins/index.ts';
import { throwUninitialised } from '../builtins/descriptor.ts';
import { StringToBigInt, ToNumeric, ToObject, ToPropertyKey, ToString } from '../objects/conversion.ts';
import {
  Accessor,
  ExoticObject,
  IsCallable,
  IsConstructor,
  JSArray,
  JSFunction,
  type JSObject,
  NO_ELEMENTS,
  PlainObject,
  type Slot,
  isObject,
  isProxy,
} from '../objects/object.ts';
import {
  Descriptor,
  Has,
  SetResult,
  addProperty,
  defineData,
  defineOwnProperty,
  deleteProperty,
  getOwnSlot,
  getPrivate,
  lookup,
  newElements,
  ownKeys,
  setProperty,
  ownAttrs,
} from '../objects/property.ts';
import { Attr, type Shape, ShapeFlag } from '../objects/shape.ts';
import { BAIL, DONE, HOLE, PrivateName, type PropertyKey, TDZ, type Value, keyToValue, symbols } from '../objects/value.ts';
import { createArguments, mapArgument } from './arguments.ts';
import { describe, operandText } from './callee-text.ts';
import { callHelper, callValue, constructValue, popFrame, pushFrame } from './calls.ts';
import type { Frame } from './frame.ts';
import { GuestThrow, InternalFault } from './guest-throw.ts';
import { CallMode, type InlineCache, type LinkedCode } from './linked-code.ts';
import type { Machine } from './machine.ts';
import * as names from './names.ts';
import { Environment, type ScopeRecord } from './records.ts';
import { propertyErrorText } from './property-errors.ts';
import { offsetOf } from './stack-trace.ts';
import * as suspend from './suspend.ts';
import { directEval } from './eval.ts';

// ---- operators --------------------------------------------------------------------------------------------------------------------

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

/** V8's limit on the length of a BigInt. */
const MAX_BIGINT_BITS = 1 << 30;

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
    const n = StringToBigInt(b);
    if (n === undefined) return false;
    x = a;
    y = n;
  } else if (typeof a === 'string' && typeof b === 'bigint') {
    const n = StringToBigInt(a);
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

export function toString(m: Machine, a: Value): void {
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
    m.throwTypeError(`Cannot use 'in' operator to search for ${inKeyText(k)} in ${typeof o === 'string' ? o : describe(o)}`);
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

function inKeyText(k: Value): string {
  return typeof k === 'string' ? `'${k}'` : typeof k === 'symbol' ? `'Symbol(${k.description ?? ''})'` : isObject(k) ? '#<Object>' : `'${String(k)}'`;
}

/** Destructuring of undefined or null, in V8's words: with the name of the first property where there is one. */
export function notCoercible(m: Machine, a: Value): never {
  const f = m.frame as Frame;
  const source = f.code.code?.source.text ?? '';
  const at = offsetOf(f);
  const key = /^[\p{ID_Start}$_][\p{ID_Continue}$]*/u.exec(source.slice(at, at + MAX_KEY_TEXT))?.[0];
  const operand = operandText(m);
  if (key === undefined) return m.throwTypeError(`Cannot destructure '${operand ?? describe(a)}' as it is ${describe(a)}.`);
  // A pattern inside a pattern takes apart a property, which has no text of its own.
  if (operand === undefined && /:\s*\{\s*$/.test(source.slice(Math.max(0, at - MAX_KEY_TEXT), at))) {
    return m.throwTypeError(propertyErrorText(m, 'read', a, key));
  }
  const text = operand ?? (a === null ? 'object null' : 'undefined');
  return m.throwTypeError(`Cannot destructure property '${key}' of '${text}' as it is ${describe(a)}.`);
}

/** How much of the source is looked at for a key's name. */
const MAX_KEY_TEXT = 256;

export function notAnObject(m: Machine, a: Value, message: string): never {
  return m.throwTypeError(message.replace('%s', describe(a)));
}

const ERROR_TYPES = ['TypeError', 'ReferenceError', 'SyntaxError', 'RangeError'] as const;

export function throwError(m: Machine, type: number, message: string): never {
  throw new GuestThrow(m.newError(ERROR_TYPES[type] as (typeof ERROR_TYPES)[number], message));
}

export function uninitialised(m: Machine, lc: LinkedCode, name: number): never {
  const n = lc.body?.constants[name] as string;
  if (n === 'this' || n === '%this')
    return m.throwReferenceError(
      "Must call super constructor in derived class before accessing 'this' or returning from derived constructor",
    );
  return m.throwReferenceError(`Cannot access '${n}' before initialization`);
}

// ---- environments -----------------------------------------------------------------------------------------------------------------

export function newEnvironment(m: Machine, outer: ScopeRecord | undefined, size: number, lc: LinkedCode, scope: number): Environment {
  const slots: Slot[] = [];
  for (let i = 0; i < size; i++) slots.push(undefined);
  m.environmentsMade++;
  m.allocated += 96 + 8 * size;
  return new Environment(outer, slots, lc.body?.constants[scope] as ScopeNames);
}

export function copyEnvironment(m: Machine, e: Environment): Environment {
  m.environmentsMade++;
  m.allocated += 96 + 8 * e.slots.length;
  return new Environment(e.outer, e.slots.slice(), e.scope);
}

// ---- properties -------------------------------------------------------------------------------------------------------------------

/** Where a primitive's properties are looked up. */
export function prototypeOfPrimitive(m: Machine, v: Value): JSObject {
  switch (typeof v) {
    case 'string':
      return m.realm.stringPrototype;
    case 'number':
      return m.realm.intrinsic('%NumberPrototype%');
    case 'boolean':
      return m.realm.intrinsic('%BooleanPrototype%');
    case 'symbol':
      return m.realm.intrinsic('%SymbolPrototype%');
    default:
      return m.realm.intrinsic('%BigIntPrototype%');
  }
}

/** Index by which caches name property i of a shape: below 4 a field of a PlainObject, else `slots[i - 4]`. */
function cacheSlot(shape: Shape, i: number): number {
  return (shape.flags & ShapeFlag.Plain) !== 0 ? i : i + 4;
}

/** Delivers what a lookup found: a value, or the result of a getter, or of a Proxy's trap. */
export function deliverLookup(m: Machine, v: Slot, key: PropertyKey, receiver: Value): void {
  if (v === HOLE) m.deliver(undefined);
  else if (v instanceof Accessor) {
    if (v.get === undefined) m.deliver(undefined);
    else callValue(m, v.get, receiver, []);
  } else if (v === BAIL) callHelper(m, 'ProxyGet', [m.space.found as JSObject, keyToValue(key), receiver]);
  else if (v === TDZ) m.throwReferenceError(`Cannot access '${String(keyToValue(key))}' before initialization`);
  else m.deliver(v);
}

export function getProp(m: Machine, o: Value, lc: LinkedCode, name: number, ic: InlineCache): void {
  if (isObject(o) && o.shape === ic.accessorShape && ic.accessorEpoch === m.space.protoEpoch) {
    callAccessor(m, ic.accessor as JSFunction, o, undefined, 0);
    return;
  }
  const key = lc.body?.constants[name] as string;
  if (isObject(o)) {
    const v = lookup(o, key);
    if (v instanceof Accessor) fillAccessor(m, o, v.get, ic);
    else if (v !== HOLE && v !== BAIL && v !== TDZ) fillGet(m, o, key, ic);
    deliverLookup(m, v, key, o);
    return;
  }
  if (o === undefined || o === null) m.throwTypeError(propertyErrorText(m, 'read', o, key));
  if (typeof o === 'string') {
    if (key === 'length') {
      ic.stringSlot = -2;
      m.deliver(o.length);
      return;
    }
    const proto = m.realm.stringPrototype;
    const i = proto.shape.lookup(key);
    const v = i < 0 ? HOLE : getOwnSlot(proto, key);
    if (v !== HOLE && !(v instanceof Accessor) && m.realm === lc.realm && ic.stringSlot !== -2) {
      ic.stringSlot = i;
      ic.stringEpoch = m.space.protoEpoch;
    }
  }
  deliverLookup(m, lookup(prototypeOfPrimitive(m, o), key), key, o);
}

/** Remembers an accessor found on an object whose shape tells that it will be found again. */
function fillAccessor(m: Machine, o: JSObject, f: JSObject | undefined, ic: InlineCache): void {
  const holder = m.space.found as JSObject;
  if (!(f instanceof JSFunction) || f.code.special !== null) return;
  if (o instanceof ExoticObject && (o.kind === 'String' || o.kind === 'ModuleNamespace' || o.kind === 'Proxy')) return;
  if (holder !== o && (holder.shape.flags & ShapeFlag.Prototype) === 0) return;
  if (holder === o && (o.shape.flags & ShapeFlag.Own) === 0) return;
  ic.accessorShape = o.shape;
  ic.accessorEpoch = m.space.protoEpoch;
  ic.accessor = f;
}

/** Calls a getter (argc 0) or setter (argc 1). */
function callAccessor(m: Machine, f: JSFunction, self: JSObject, v: Value, argc: number): void {
  const lc = f.code;
  if (lc.mode !== CallMode.Fast) {
    callValue(m, f, self, argc === 0 ? [] : [v]);
    return;
  }
  const { slots } = pushFrame(m, lc, f);
  slots[0] = self;
  if (argc === 1 && lc.parameterCount > 0) slots[1] = v;
}

function fillGet(m: Machine, o: JSObject, key: PropertyKey, ic: InlineCache): void {
  const holder = m.space.found as JSObject;
  const { shape } = o;
  // The stack of an error is made when it is first read.
  if (key === 'stack' && holder instanceof ExoticObject && holder.kind === 'Error') return;
  if (holder === o) {
    if (o instanceof JSArray && key === 'length') {
      if ((shape.flags & ShapeFlag.Array) === 0) return;
      ic.shape = shape;
      ic.holder = null;
      ic.slot = -1;
      return;
    }
    const i = shape.lookup(key);
    // An error's stack is made when it is first read: another error of that shape may not have come so far.
    if (i < 0 || (key === 'stack' && o instanceof ExoticObject && o.kind === 'Error')) return;
    ic.shape = shape;
    ic.holder = null;
    ic.slot = cacheSlot(shape, i);
    return;
  }
  // A receiver whose own keys are not all in its shape must not be skipped by shape.
  if (o instanceof ExoticObject && (o.kind === 'String' || o.kind === 'ModuleNamespace' || o.kind === 'Proxy')) return;
  const i = holder.shape.lookup(key);
  if (i < 0 || (holder.shape.flags & ShapeFlag.Prototype) === 0) return;
  ic.shape = shape;
  ic.holder = holder;
  ic.epoch = m.space.protoEpoch;
  ic.slot = holder instanceof PlainObject ? i : i + 4;
}

export function getElem(m: Machine, o: Value, k: Value): void {
  if (isObject(k)) {
    if (o === undefined || o === null) m.throwTypeError(propertyErrorText(m, 'read', o, k));
    callHelper(m, 'GetElemSlow', [o, k]);
    return;
  }
  if (o === undefined || o === null) m.throwTypeError(propertyErrorText(m, 'read', o, k));
  const key = ToPropertyKey(m, k);
  if (isObject(o)) {
    deliverLookup(m, lookup(o, key), key, o);
    return;
  }
  if (typeof o === 'string') {
    if (typeof key === 'number' && key < o.length) {
      m.deliver(o[key] as string);
      return;
    }
    if (key === 'length') {
      m.deliver(o.length);
      return;
    }
  }
  deliverLookup(m, lookup(prototypeOfPrimitive(m, o), key), key, o);
}

export function setProp(m: Machine, o: Value, lc: LinkedCode, name: number, v: Value, strict: boolean, ic: InlineCache): void {
  if (isObject(o) && o.shape === ic.accessorShape && ic.accessorEpoch === m.space.protoEpoch) {
    callAccessor(m, ic.accessor as JSFunction, o, v, 1);
    return;
  }
  const key = lc.body?.constants[name] as string;
  if (isObject(o) && !isProxy(o)) {
    const before = o.shape;
    if (key === 'length' && o instanceof JSArray) {
      setKey(m, o, key, v, strict);
      return;
    }
    const result = setProperty(o, key, v);
    if (result === SetResult.Done) {
      fillSet(m, o, before, key, ic);
      return;
    }
    if (result === SetResult.CallSetter) {
      const setter = m.space.found as JSObject;
      const found = lookup(o, key);
      if (found instanceof Accessor && found.set === setter) fillAccessor(m, o, setter, ic);
      m.space.found = setter;
    }
    afterSet(m, result, o, key, v, strict);
    return;
  }
  setKey(m, o, key, v, strict);
}

function fillSet(m: Machine, o: JSObject, before: Shape, key: PropertyKey, ic: InlineCache): void {
  if (o instanceof ExoticObject && (o.kind === 'Arguments' || o.kind === 'TypedArray' || o.kind === 'String' || o.kind === 'ModuleNamespace'))
    return;
  const { shape } = o;
  const i = shape.lookup(key);
  if (i < 0) return;
  if (shape === before) {
    ic.shape = shape;
    ic.next = null;
    ic.slot = cacheSlot(shape, i);
    return;
  }
  // An addition by a shared transition, which the next object of that shape takes as well.
  if ((shape.flags & ShapeFlag.Own) !== 0 || shape.count !== before.count + 1 || shape.proto !== before.proto) return;
  if ((before.flags & ShapeFlag.LazyFunction) !== 0) return;
  ic.shape = before;
  ic.next = shape;
  ic.epoch = m.space.protoEpoch;
  ic.slot = cacheSlot(shape, i);
}

export function setElem(m: Machine, o: Value, k: Value, v: Value, strict: boolean): void {
  if (isObject(k)) {
    if (o === undefined || o === null) m.throwTypeError(propertyErrorText(m, 'set', o, k));
    callHelper(m, 'SetElemSlow', [o, k, v, strict]);
    return;
  }
  if (o === undefined || o === null) m.throwTypeError(propertyErrorText(m, 'set', o, k));
  setKey(m, o, ToPropertyKey(m, k), v, strict);
}

/** [[Set]] of a key on any value; the scratch destination gets whatever a setter returns. */
export function setKey(m: Machine, o: Value, key: PropertyKey, v: Value, strict: boolean): void {
  if (o === undefined || o === null) m.throwTypeError(propertyErrorText(m, 'set', o, key as Value));
  if (!isObject(o)) {
    setOnPrimitive(m, o, key, v, strict);
    return;
  }
  if (isProxy(o)) {
    callHelper(m, strict ? 'SetStrict' : 'SetSloppy', [o, keyToValue(key), v]);
    return;
  }
  if (key === 'length' && o instanceof JSArray && !(typeof v === 'number' && v >>> 0 === v)) {
    setLength(m, o, v, strict);
    return;
  }
  m.allocated += 16;
  afterSet(m, setProperty(o, key, v), o, key, v, strict);
}

function setLength(m: Machine, a: JSArray, v: Value, strict: boolean): void {
  if ((a.shape.flags & ShapeFlag.LengthReadOnly) !== 0 && !isObject(v)) {
    if (strict) m.throwTypeError(readOnlyText('length', a));
    return;
  }
  if (isObject(v)) {
    callHelper(m, 'SetArrayLengthSlow', [a, v, strict]);
    return;
  }
  const n = Number(ToNumeric(m, typeof v === 'bigint' ? (m.throwTypeError('Cannot convert a BigInt value to a number') as never) : v));
  if (n >>> 0 !== n) m.throwRangeError('Invalid array length');
  afterSet(m, setProperty(a, 'length', n >>> 0), a, 'length', v, strict);
}

function afterSet(m: Machine, result: SetResult, o: JSObject, key: PropertyKey, v: Value, strict: boolean): void {
  switch (result) {
    case SetResult.Done:
      return;
    case SetResult.Refused:
      if (strict) m.throwTypeError(refusedText(o, key));
      return;
    case SetResult.CallSetter:
      callValue(m, m.space.found, o, [v]);
      return;
    case SetResult.Convert:
      callHelper(m, 'TypedArraySetSlow', [o, keyToValue(key), v]);
      return;
    default:
      callHelper(m, strict ? 'SetStrict' : 'SetSloppy', [o, keyToValue(key), v]);
  }
}

function keyText(key: PropertyKey): string {
  return typeof key === 'symbol' ? `Symbol(${key.description ?? ''})` : String(keyToValue(key));
}

function readOnlyText(key: PropertyKey, o: Value): string {
  return `Cannot assign to read only property '${keyText(key)}' of ${objectText(o)}`;
}

function objectText(o: Value): string {
  if (o instanceof JSArray) return "object '[object Array]'";
  if (o instanceof JSFunction) return `function '${describe(o)}'`;
  return `object '${describe(o)}'`;
}

/** Why an assignment was refused, in V8's words. */
function refusedText(o: JSObject, key: PropertyKey): string {
  let at: JSObject | null = o;
  while (at !== null && !isProxy(at)) {
    const slot = getOwnSlot(at, key);
    if (slot !== HOLE) {
      if (slot instanceof Accessor) return `Cannot set property ${keyText(key)} of ${describe(o)} which has only a getter`;
      return readOnlyText(key, o);
    }
    at = at.shape.proto;
  }
  return `Cannot add property ${keyText(key)}, object is not extensible`;
}

/** Assignment to a property of a primitive: setters and proxies on the way are honoured, nothing is stored. */
function setOnPrimitive(m: Machine, o: Value, key: PropertyKey, v: Value, strict: boolean): void {
  const found = typeof o === 'string' && (key === 'length' || (typeof key === 'number' && key < o.length)) ? o : lookup(prototypeOfPrimitive(m, o), key);
  if (found instanceof Accessor && found.set !== undefined) {
    callValue(m, found.set, o, [v]);
    return;
  }
  if (found === BAIL) {
    callHelper(m, strict ? 'SetStrict' : 'SetSloppy', [o, keyToValue(key), v]);
    return;
  }
  if (!strict) return;
  if (found instanceof Accessor) m.throwTypeError(`Cannot set property ${keyText(key)} of ${describe(o)} which has only a getter`);
  if (typeof o === 'string' && (key === 'length' || typeof key === 'number'))
    m.throwTypeError(`Cannot assign to read only property '${keyText(key)}' of string '${o}'`);
  m.throwTypeError(`Cannot create property '${keyText(key)}' on ${typeof o} '${typeof o === 'symbol' ? keyText(o) : String(o)}'`);
}

function deleteElem(m: Machine, o: Value, k: Value, strict: boolean): void {
  if (o === undefined || o === null) m.throwTypeError('Cannot convert undefined or null to object');
  if (isObject(k) || (isObject(o) && isProxy(o))) {
    callHelper(m, 'DeleteElemSlow', [o, k, strict]);
    return;
  }
  const object = ToObject(m, o);
  const key = ToPropertyKey(m, k);
  const done = deleteProperty(object, key);
  if (!done && strict) m.throwTypeError(`Cannot delete property '${keyText(key)}' of ${describe(object)}`);
  m.deliver(done);
}

export function defineProp(m: Machine, o: JSObject, lc: LinkedCode, name: number, v: Value, ic: InlineCache): void {
  const key = lc.body?.constants[name] as string;
  const before = o.shape;
  m.allocated += 16;
  if (before.lookup(key) < 0) {
    addProperty(o, key, v, Attr.Default);
    if ((o.shape.flags & ShapeFlag.Own) === 0 && o instanceof PlainObject) {
      ic.shape = before;
      ic.next = o.shape;
      ic.slot = o.shape.count - 1;
    }
    return;
  }
  defineData(o, key, v);
}

/** Final shapes of object literals, by realm. */
const literalShapes = new WeakMap<readonly string[], WeakMap<Shape, Shape>>();

export function newObjectWith(m: Machine, lc: LinkedCode, keys: number, r: Slot[], base: number, n: number): PlainObject {
  const list = lc.body?.constants[keys] as readonly string[];
  let byRoot = literalShapes.get(list);
  if (byRoot === undefined) {
    byRoot = new WeakMap();
    literalShapes.set(list, byRoot);
  }
  const root = lc.realm.objectShape;
  let shape = byRoot.get(root);
  if (shape === undefined) {
    shape = root;
    for (const k of list) shape = shape.add(k, Attr.Default);
    if ((shape.flags & ShapeFlag.Own) !== 0) {
      // Too many keys to share: every object has a table of its own.
      const o = lc.realm.newObject(lc.realm.intrinsic('%ObjectPrototype%'));
      for (let i = 0; i < n; i++) addProperty(o, list[i] as string, r[base + i], Attr.Default);
      return o;
    }
    byRoot.set(root, shape);
  }
  const o = new PlainObject(
    shape,
    n > 0 ? r[base] : undefined,
    n > 1 ? r[base + 1] : undefined,
    n > 2 ? r[base + 2] : undefined,
    n > 3 ? r[base + 3] : undefined,
  );
  if (n > 4) o.slots = r.slice(base + 4, base + n);
  m.allocated += n > 4 ? 120 + 8 * n : 80;
  return o;
}

export function arrayPush(m: Machine, a: JSArray, v: Slot): void {
  if (a.elements === NO_ELEMENTS) a.elements = newElements();
  a.elements.push(v);
  a.length++;
  m.allocated += 8;
}

// ---- functions --------------------------------------------------------------------------------------------------------------------

export function closure(m: Machine, frame: Frame, lc: LinkedCode, index: number): JSFunction {
  const target = lc.functions[index] as LinkedCode;
  const from = (target.code as NonNullable<LinkedCode['code']>).captures;
  const n = from.length;
  m.allocated += 112 + 8 * n;
  let captures: unknown[];
  if (n === 0) captures = NO_CAPTURES as unknown[];
  else if (n === 1) captures = [captureOne(frame, from[0] as (typeof from)[number])];
  else {
    captures = [];
    for (let i = 0; i < n; i++) captures.push(captureOne(frame, from[i] as (typeof from)[number]));
  }
  return new JSFunction(lc.realm.closureShape(target.kind), target, captures);
}

const NO_CAPTURES: readonly unknown[] = [];

function captureOne(frame: Frame, c: { readonly from: 'register' | 'capture'; readonly index: number }): unknown {
  return c.from === 'register' ? frame.slots[c.index] : frame.fn.captures[c.index];
}

/** Native operation of self-hosted code with any number of arguments. */
export function variadicOperation(m: Machine, lc: LinkedCode, name: number, r: Slot[], base: number, n: number): Slot {
  const key = lc.body?.constants[name] as string;
  const op = VARIADIC_OPERATIONS.get(key);
  if (op === undefined) throw new InternalFault(`no operation $${key}`);
  return op(m, undefined, r.slice(base, base + n) as Value[]) as Slot;
}

export function derivedReturn(m: Machine, v: Value, self: Slot): void {
  if (isObject(v)) {
    leave(m, v);
    return;
  }
  if (v !== undefined) {
    popFrame(m);
    m.throwTypeError('Derived constructors may only return object or undefined');
  }
  if (self === TDZ) {
    popFrame(m);
    m.throwReferenceError(
      "Must call super constructor in derived class before accessing 'this' or returning from derived constructor",
    );
  }
  leave(m, self as Value);
}

/** Returns `v` from the newest frame. */
export function leave(m: Machine, v: Value): void {
  popFrame(m);
  if (m.frame === null) m.result = v;
  else m.deliver(v);
}

// ---- iteration --------------------------------------------------------------------------------------------------------------------

export function iteratorNext(m: Machine, it: Value, next: Value): void {
  if (suspend.stepGenerator(m, it, next)) return;
  callHelper(m, 'IteratorStepValue', [it, next]);
}

/** for-in: the enumerator holds the candidate keys; each is checked to be still there. */
interface ForInData {
  readonly object: JSObject;
  readonly keys: readonly Value[];
  at: number;
  /** Nothing on the chain is a Proxy. */
  readonly plain: boolean;
}

function forInStart(m: Machine, v: Value): void {
  if (v === undefined || v === null) {
    m.deliver(forInIterator(m, { object: m.realm.globalObject, keys: [], at: 0, plain: true }));
    return;
  }
  const o = ToObject(m, v);
  const keys: Value[] = [];
  const seen = new Set<PropertyKey>();
  let at: JSObject | null = o;
  let depth = 0;
  while (at !== null) {
    if (isProxy(at)) {
      callHelper(m, 'ForInStartSlow', [o]);
      return;
    }
    const own = ownKeys(at);
    m.useFuel(own.length >> 3);
    for (const k of own) {
      if (typeof k === 'symbol' || seen.has(k)) continue;
      if (depth > 0 || at.shape.proto !== null) seen.add(k);
      // Asking for the attributes of a module's binding asks for its value.
      if (at instanceof ExoticObject && at.kind === 'ModuleNamespace' && getOwnSlot(at, k) === TDZ) throwUninitialised(m, k);
      if ((ownAttrs(at, k) & Attr.Enumerable) !== 0) keys.push(keyToValue(k));
    }
    at = at.shape.proto;
    depth++;
  }
  m.charge(96 + 8 * keys.length);
  m.deliver(forInIterator(m, { object: o, keys, at: 0, plain: true }));
}

export function forInIterator(m: Machine, data: ForInData): ExoticObject {
  return new ExoticObject(m.realm.rootShape(null), 'ForInIterator', data);
}

export function forInNext(m: Machine, it: ExoticObject): void {
  const d = it.data as ForInData;
  while (d.at < d.keys.length) {
    const key = d.keys[d.at++] as string;
    if (!d.plain) {
      callHelper(m, 'ForInNextSlow', [it, d.object, key]);
      return;
    }
    const found = lookup(d.object, ToPropertyKey(m, key));
    if (found === BAIL) {
      callHelper(m, 'ForInNextSlow', [it, d.object, key]);
      return;
    }
    if (found !== HOLE) {
      m.deliver(key);
      return;
    }
  }
  m.deliver(DONE);
}

function getIterator(m: Machine, o: Value): void {
  // The plain path: an array whose iteration nobody has changed makes the built-in iterator at once.
  if (o instanceof JSArray) {
    const method = lookup(o, symbols.iterator);
    if (method instanceof JSFunction && method === m.realm.arrayValues) {
      m.charge(80);
      m.deliver(m.realm.newArrayIterator(o));
      return;
    }
  }
  callHelper(m, 'GetIterator', [o, operandText(m)]);
}

// ---- classes and private names ----------------------------------------------------------------------------------------------------

function checkHeritage(m: Machine, v: Value): void {
  if (v === null) return;
  if (!IsConstructor(v))
    m.throwTypeError(`Class extends value ${describeForClass(v)} is not a constructor or null`);
}

function describeForClass(v: Value): string {
  if (typeof v === 'string') return v;
  return v instanceof JSArray ? '' : describe(v);
}

/** Steps 5 to 17 of ClassDefinitionEvaluation (ECMA-262 §15.7.14). */
function newClass(m: Machine, f: JSFunction, parent: Value, protoParent: Value, heritage: boolean): PlainObject {
  let parentOfPrototype: JSObject | null = m.realm.intrinsic('%ObjectPrototype%');
  if (heritage) {
    if (parent === null) parentOfPrototype = null;
    else {
      if (!isObject(protoParent) && protoParent !== null)
        m.throwTypeError(`Class extends value does not have valid prototype property ${describe(protoParent)}`);
      parentOfPrototype = protoParent;
      f.shape = m.realm.functionRoot(parent as JSObject);
    }
  }
  const prototype = m.realm.newObject(parentOfPrototype);
  defineData(f, 'prototype', prototype, Attr.None);
  defineData(prototype, 'constructor', f, Attr.Method);
  m.allocated += 200;
  return prototype;
}

function privateName(m: Machine, p: Slot): PrivateName {
  if (!(p instanceof PrivateName)) throw new InternalFault('private name expected');
  void m;
  return p;
}

function getPrivateElement(m: Machine, o: Value, p: PrivateName): void {
  const v = isObject(o) ? getPrivate(o, p) : HOLE;
  if (v === HOLE)
    m.throwTypeError(
      isObject(o) || (o !== null && o !== undefined)
        ? `Cannot read private member #${p.description} from an object whose class did not declare it`
        : propertyErrorText(m, 'read', o, `#${p.description}`),
    );
  if (v instanceof Accessor) {
    if (v.get === undefined) m.throwTypeError(`'#${p.description}' was defined without a getter`);
    callValue(m, v.get, o, []);
  } else m.deliver(v);
}

function setPrivateElement(m: Machine, o: Value, p: PrivateName, v: Value): void {
  const i = isObject(o) ? o.shape.lookup(p) : -1;
  if (i < 0 || !isObject(o)) m.throwTypeError(`Cannot write private member #${p.description} to an object whose class did not declare it`);
  else {
    const slot = getPrivate(o, p);
    if (slot instanceof Accessor) {
      if (slot.set === undefined) m.throwTypeError(`'#${p.description}' was defined without a setter`);
      callValue(m, slot.set, o, [v]);
      return;
    }
    if (((o.shape.table.attrs[i] as number) & Attr.Writable) === 0) m.throwTypeError(`Private method '#${p.description}' is not writable`);
    setPrivateSlot(o, p, i, v);
  }
}

function setPrivateSlot(o: JSObject, p: PrivateName, i: number, v: Slot): void {
  defineData(o, p, v, o.shape.table.attrs[i] as number);
}

const PRIVATE_FIELD = 0;
const PRIVATE_METHOD = 1;
const PRIVATE_GETTER = 2;

function definePrivate(m: Machine, o: JSObject, p: PrivateName, v: Value, kind: number): void {
  m.allocated += 16;
  const i = o.shape.lookup(p);
  if (kind >= PRIVATE_GETTER) {
    const old = i < 0 ? HOLE : getPrivate(o, p);
    if (old instanceof Accessor && (kind === PRIVATE_GETTER ? old.get === undefined : old.set === undefined)) {
      const joined = kind === PRIVATE_GETTER ? new Accessor(v as JSObject, old.set) : new Accessor(old.get, v as JSObject);
      defineData(o, p, joined, Attr.Accessor);
      return;
    }
  }
  if (i >= 0)
    m.throwTypeError(
      kind === PRIVATE_FIELD ? `Cannot initialize #${p.description} twice on the same object` : `Cannot initialize private methods of class ${className(o)} twice on the same object`,
    );
  if (!o.shape.extensible) m.throwTypeError(`Cannot define property #${p.description}, object is not extensible`);
  if (kind === PRIVATE_FIELD) addProperty(o, p, v, Attr.Writable);
  else if (kind === PRIVATE_METHOD) addProperty(o, p, v, Attr.None);
  else
    addProperty(
      o,
      p,
      kind === PRIVATE_GETTER ? new Accessor(v as JSObject, undefined) : new Accessor(undefined, v as JSObject),
      Attr.Accessor,
    );
}

function className(o: JSObject): string {
  const c = lookup(o, 'constructor');
  if (c instanceof JSFunction) {
    const n = getOwnSlot(c, 'name');
    if (typeof n === 'string' && n !== '') return n;
  }
  return 'anonymous';
}

const METHOD_GETTER = 1;
const METHOD_SETTER = 2;
const METHOD_ENUMERABLE = 4;

function defineMethod(m: Machine, o: JSObject, k: Value, f: JSFunction, flags: number): void {
  const key = ToPropertyKey(m, k);
  const attrs = Attr.Configurable | ((flags & METHOD_ENUMERABLE) !== 0 ? Attr.Enumerable : 0);
  m.allocated += 16;
  let desc: Descriptor;
  const fields = Has.Enumerable | Has.Configurable;
  if ((flags & METHOD_GETTER) !== 0) desc = new Descriptor(fields | Has.Get, undefined, f, undefined, attrs);
  else if ((flags & METHOD_SETTER) !== 0) desc = new Descriptor(fields | Has.Set, undefined, undefined, f, attrs);
  else desc = Descriptor.data(f, attrs | Attr.Writable);
  if (!defineOwnProperty(o, key, desc)) m.throwTypeError(`Cannot redefine property: ${keyText(key)}`);
}

/** SetFunctionName (ECMA-262 §10.2.9) on a function whose name is still its own empty default. */
export function setFunctionName(f: Value, k: Value | PrivateName, prefix: number): void {
  if (!(f instanceof JSFunction)) return;
  let name = k instanceof PrivateName ? `#${k.description}` : typeof k === 'symbol' ? (k.description === undefined ? '' : `[${k.description}]`) : String(k);
  if (prefix === 1) name = `get ${name}`;
  else if (prefix === 2) name = `set ${name}`;
  // A class with a static `name` of its own keeps that.
  const own = getOwnSlot(f, 'name');
  if (own === '' || own === HOLE) defineData(f, 'name', name, Attr.Configurable);
}

// ---- everything else ---------------------------------------------------------------------------------------------------------------

/** Instructions that the loop leaves to this function: as general paths, with the pc still at the instruction. */
export function execute(m: Machine, frame: Frame, op: number, pc: number): void {
  const lc = frame.code;
  const code = lc.bytecode;
  const r = frame.slots as Value[];
  const a = code[pc + 1] as number;
  const b = code[pc + 2] as number;
  const c = code[pc + 3] as number;
  const d = code[pc + 4] as number;
  const constant = (i: number) => lc.body?.constants[i];
  switch (op as Op) {
    case Op.NewTable:
      frame.pc = pc + 5;
      m.deliver(names.newTable(m, r[a] as never, b, constant(c) as ScopeNames));
      return;
    case Op.NewWith:
      frame.pc = pc + 4;
      m.deliver(names.newWith(m, r[a] as never, ToObject(m, r[b] as Value)));
      return;
    case Op.DeclareName:
      frame.pc = pc + 5;
      names.declareName(m, r[a] as never, constant(b) as string, c, r[d] as Slot);
      return;
    case Op.InitName:
      frame.pc = pc + 4;
      names.initName(r[a] as never, constant(b) as string, r[c] as Slot);
      return;
    case Op.LoadName:
      frame.pc = pc + 5;
      names.loadName(m, r[a] as never, constant(b) as string, c === 1);
      return;
    case Op.StoreName:
      frame.pc = pc + 6;
      names.storeName(m, r[a] as never, constant(b) as string, r[c] as Value, d === 1);
      return;
    case Op.DeleteName:
      frame.pc = pc + 4;
      names.deleteName(m, r[a] as never, constant(b) as string);
      return;
    case Op.ResolveName:
      frame.pc = pc + 4;
      names.resolveName(m, r[a] as never, constant(b) as string);
      return;
    case Op.GetResolved:
      frame.pc = pc + 5;
      names.getResolved(m, r[a] as never, constant(b) as string, c === 1);
      return;
    case Op.PutResolved:
      frame.pc = pc + 6;
      names.putResolved(m, r[a] as never, constant(b) as string, r[c] as Value, d === 1);
      return;
    case Op.ThisOfResolved:
      frame.pc = pc + 3;
      m.deliver(names.thisOfResolved(r[a] as never));
      return;
    case Op.DeclareFunction:
      frame.pc = pc + 6;
      names.declareFunction(m, r[a] as Value, constant(b) as string, r[c] as never, d === 1);
      return;
    case Op.ToElementKey: {
      frame.pc = pc + 4;
      const k = r[b] as Value;
      if (r[a] === undefined || r[a] === null || typeof k === 'string' || typeof k === 'number' || typeof k === 'symbol') m.deliver(k);
      else toPropertyKey(m, k);
      return;
    }
    case Op.InitGlobalLexical:
      frame.pc = pc + 3;
      names.initGlobalLexical(lc.realm, constant(a) as string, r[b] as Slot);
      return;
    case Op.ImportMeta:
      frame.pc = pc + 2;
      m.deliver((lc.module as NonNullable<typeof lc.module>).meta(m));
      return;
    case Op.SloppyThis: {
      frame.pc = pc + 2;
      const self = r[0];
      m.deliver(self === undefined || self === null ? lc.realm.globalObject : ToObject(m, self as Value));
      return;
    }
    case Op.GlobalThis:
      frame.pc = pc + 2;
      m.deliver(lc.realm.globalObject);
      return;
    case Op.NewTarget:
      frame.pc = pc + 2;
      m.deliver(frame.newTarget);
      return;
    case Op.Callee:
      frame.pc = pc + 2;
      m.deliver(frame.fn);
      return;
    case Op.CreateArguments:
      frame.pc = pc + 3;
      m.deliver(createArguments(m, frame, a === 1));
      return;
    case Op.MapArgument:
      frame.pc = pc + 5;
      mapArgument(r[a] as unknown as ExoticObject, b, r[c] as never, constant(d) as undefined | number | string);
      return;
    case Op.RestArguments:
      frame.pc = pc + 3;
      m.charge(96 + 8 * (frame.args?.length ?? 0));
      m.deliver(m.realm.newArray((frame.args ?? []).slice(a)));
      return;
    case Op.ArrayHole: {
      frame.pc = pc + 2;
      arrayPush(m, r[a] as unknown as JSArray, HOLE);
      return;
    }
    case Op.ArraySpread: {
      frame.pc = pc + 4;
      const target = r[a] as unknown as JSArray;
      const source = r[b] as Value;
      if (source instanceof JSArray && m.realm.arrayIterationPristine(source)) {
        const e = source.elements;
        m.charge(8 * e.length);
        m.useFuel(e.length >> 2);
        for (let i = 0; i < e.length; i++) arrayPush(m, target, e[i] === HOLE ? undefined : (e[i] as Slot));
        return;
      }
      callHelper(m, 'ArraySpreadSlow', [target, source, operandText(m)]);
      return;
    }
    case Op.NewRegExp:
      frame.pc = pc + 4;
      m.deliver(operationByName(m, 'regExpCreate', constant(a) as string, constant(b) as string));
      return;
    case Op.TemplateObject:
      frame.pc = pc + 3;
      m.deliver(templateObject(m, lc, a));
      return;
    case Op.SetPrototype: {
      frame.pc = pc + 3;
      const o = r[a] as unknown as JSObject;
      const v = r[b] as Value;
      if (isObject(v) || v === null) {
        if (v !== null) m.realm.plainRoot(v);
        o.shape = o.shape.count === 0 && o instanceof PlainObject ? m.realm.plainRoot(v) : o.shape.withProto(v);
      }
      return;
    }
    case Op.DefineElem: {
      frame.pc = pc + 4;
      m.allocated += 16;
      defineData(r[a] as unknown as JSObject, ToPropertyKey(m, r[b] as Value), r[c] as Slot);
      return;
    }
    case Op.DefineField: {
      frame.pc = pc + 5;
      const o = r[a] as unknown as JSObject;
      const key = ToPropertyKey(m, r[b] as Value);
      const v = r[c] as Value;
      if (isProxy(o) || (o instanceof ExoticObject && o.kind === 'TypedArray')) {
        callHelper(m, 'DefineFieldSlow', [o, r[b] as Value, v]);
        return;
      }
      m.allocated += 16;
      if (!defineOwnProperty(o, key, Descriptor.data(v, Attr.Default)))
        m.throwTypeError(
          getOwnSlot(o, key) === HOLE
            ? `Cannot define property ${keyText(key)}, object is not extensible`
            : `Cannot redefine property: ${keyText(key)}`,
        );
      return;
    }
    case Op.DefineMethod:
      frame.pc = pc + 5;
      defineMethod(m, r[a] as unknown as JSObject, r[b] as Value, r[c] as unknown as JSFunction, d);
      return;
    case Op.SetFunctionName:
      frame.pc = pc + 4;
      setFunctionName(r[a] as Value, r[b] as Value, c);
      return;
    case Op.CopyDataProperties: {
      frame.pc = pc + 6;
      copyDataProperties(m, r[a] as unknown as JSObject, r[b] as Value, r.slice(c, c + d) as Value[]);
      return;
    }
    case Op.NewPrivateName:
      frame.pc = pc + 3;
      m.deliver(new PrivateName(constant(a) as string) as unknown as Slot);
      return;
    case Op.GetPrivate:
      frame.pc = pc + 4;
      getPrivateElement(m, r[a] as Value, privateName(m, r[b] as Slot));
      return;
    case Op.SetPrivate:
      frame.pc = pc + 5;
      setPrivateElement(m, r[a] as Value, privateName(m, r[b] as Slot), r[c] as Value);
      return;
    case Op.HasPrivate: {
      frame.pc = pc + 4;
      const o = r[a] as Value;
      const p = privateName(m, r[b] as Slot);
      if (!isObject(o)) m.throwTypeError(`Cannot use 'in' operator to search for '#${p.description}' in ${typeof o === 'string' ? o : describe(o)}`);
      else m.deliver(o.shape.lookup(p) >= 0);
      return;
    }
    case Op.DefinePrivate:
      frame.pc = pc + 5;
      definePrivate(m, r[a] as unknown as JSObject, privateName(m, r[b] as Slot), r[c] as Value, d);
      return;
    case Op.GetSuper: {
      frame.pc = pc + 5;
      const home = r[a] as unknown as JSObject;
      const k = r[b] as Value;
      if (isObject(k) || isProxy(home)) {
        callHelper(m, 'GetSuperSlow', [home, k, r[c] as Value]);
        return;
      }
      const parent = home.shape.proto;
      const key = ToPropertyKey(m, k);
      if (parent === null) m.throwTypeError(propertyErrorText(m, 'read', null, k));
      else deliverLookup(m, lookup(parent, key), key, r[c] as Value);
      return;
    }
    case Op.SetSuper:
      frame.pc = pc + 7;
      callHelper(m, 'SetSuperSlow', [r[a] as Value, r[b] as Value, r[c] as Value, r[d] as Value, code[pc + 5] === 1]);
      return;
    case Op.DeleteElem:
      frame.pc = pc + 5;
      deleteElem(m, r[a] as Value, r[b] as Value, c === 1);
      return;
    case Op.CheckHeritage:
      frame.pc = pc + 2;
      checkHeritage(m, r[a] as Value);
      return;
    case Op.NewClass:
      frame.pc = pc + 6;
      m.deliver(newClass(m, r[a] as unknown as JSFunction, r[b] as Value, r[c] as Value, d === 1));
      return;
    case Op.CallSpread:
      frame.pc = pc + 5;
      callValue(m, r[a], r[b] as Value, listOf(r[c] as unknown as JSArray));
      return;
    case Op.NewSpread:
      frame.pc = pc + 4;
      constructValue(m, r[a], listOf(r[b] as unknown as JSArray), r[a] as unknown as JSObject);
      return;
    case Op.ConstructSpread:
      frame.pc = pc + 5;
      constructValue(m, r[a], listOf(r[c] as unknown as JSArray), r[b] as unknown as JSObject);
      return;
    case Op.SuperCall:
    case Op.SuperCallSpread: {
      const spread = (op as Op) === Op.SuperCallSpread;
      frame.pc = pc + (spread ? 5 : 6);
      const active = r[a] as unknown as JSObject;
      const parent = active.shape.proto;
      const args = spread ? listOf(r[c] as unknown as JSArray) : (r.slice(c, c + d) as Value[]);
      if (!IsConstructor(parent)) m.throwTypeError(`Super constructor ${describe(parent)} of anonymous class is not a constructor`);
      constructValue(m, parent, args, r[b] as unknown as JSObject);
      return;
    }
    case Op.CallEval: {
      frame.pc = pc + 7;
      const f = r[a] as Value;
      const args = r.slice(b, b + c) as Value[];
      if (f instanceof JSFunction && f === m.realm.evalFunction) directEval(m, args[0], r[d] as never, constant(code[pc + 5] as number) as never);
      else callValue(m, f, undefined, args);
      return;
    }
    case Op.GetIterator:
      frame.pc = pc + 3;
      getIterator(m, r[a] as Value);
      return;
    case Op.IteratorClose:
      frame.pc = pc + 3;
      if (!closesSilently(r[a] as Value)) callHelper(m, 'IteratorClose', [r[a] as Value]);
      return;
    case Op.IteratorCloseQuietly:
      frame.pc = pc + 3;
      if (!closesSilently(r[a] as Value)) callHelper(m, 'IteratorCloseQuietly', [r[a] as Value]);
      return;
    case Op.ForInStart:
      frame.pc = pc + 3;
      forInStart(m, r[a] as Value);
      return;
    case Op.StartGenerator:
      frame.pc = pc + 1;
      suspend.startGenerator(m);
      return;
    case Op.StartAsync:
      frame.pc = pc + 1;
      suspend.startAsync(m);
      return;
    case Op.YieldRaw:
      frame.pc = pc + 4;
      suspend.yieldRaw(m, r[a] as Value);
      return;
    case Op.PromiseResolve:
      frame.pc = pc + 3;
      suspend.promiseResolve(m, r[a] as Value);
      return;
    case Op.GeneratorReturn:
      frame.pc = pc + 2;
      suspend.generatorReturn(m, r[a] as Value);
      return;
    case Op.AsyncReturn:
      frame.pc = pc + 2;
      suspend.asyncReturn(m, r[a] as Value);
      return;
    case Op.AsyncGeneratorReturn:
      frame.pc = pc + 2;
      suspend.asyncGeneratorReturn(m, r[a] as Value);
      return;
    default:
      throw new InternalFault(`unknown opcode ${op} at ${pc} of ${lc.name}`);
  }
}

/** A built-in array iterator has no `return` to call, as long as nobody gave its prototypes one. */
function closesSilently(it: Value): boolean {
  return it instanceof ExoticObject && it.kind === 'ArrayIterator' && lookup(it, 'return') === HOLE;
}

function listOf(a: JSArray): Value[] {
  const e = a.elements as Value[];
  for (let i = 0; i < e.length; i++) if ((e[i] as unknown) === HOLE) return e.map((v) => ((v as unknown) === HOLE ? undefined : v));
  return e.slice();
}

/** A named operation, called by the machine itself. */
export function operationByName(m: Machine, name: string, a: Value, b: Value): Slot {
  const op = OPERATIONS.get(name);
  if (op === undefined) throw new InternalFault(`no operation $${name}`);
  return op(m, undefined, a, b, undefined, undefined) as Slot;
}

/** CopyDataProperties (ECMA-262 §7.3.26). */
function copyDataProperties(m: Machine, target: JSObject, source: Value, excluded: Value[]): void {
  if (source === undefined || source === null) return;
  const from = ToObject(m, source);
  if (isProxy(from)) {
    callHelper(m, 'CopyDataPropertiesSlow', [target, from, m.realm.newArray(excluded)]);
    return;
  }
  const skip = new Set<PropertyKey>(excluded.map((k) => ToPropertyKey(m, k)));
  const keys = ownKeys(from);
  // A getter on the way needs guest code: nothing has been copied yet.
  for (const k of keys)
    if (getOwnSlot(from, k) instanceof Accessor && !skip.has(k)) {
      callHelper(m, 'CopyDataPropertiesSlow', [target, from, m.realm.newArray(excluded)]);
      return;
    }
  m.charge(16 * keys.length);
  m.useFuel(keys.length >> 2);
  for (const k of keys) {
    if (skip.has(k) || (ownAttrs(from, k) & Attr.Enumerable) === 0) continue;
    defineData(target, k, getOwnSlot(from, k));
  }
}

/** GetTemplateObject (ECMA-262 §13.2.8.4): one a site. */
function templateObject(m: Machine, lc: LinkedCode, index: number): JSObject {
  lc.templates ??= new Map();
  let t = lc.templates.get(index);
  if (t === undefined) {
    const k = lc.body?.constants[index] as TemplateConstant;
    const raw = m.realm.newArray([...k.raw]);
    const cooked = m.realm.newArray([...k.cooked]);
    freezeArray(raw);
    defineOwnProperty(cooked, 'raw', Descriptor.data(raw, Attr.None));
    freezeArray(cooked);
    t = cooked;
    m.charge(400);
    lc.templates.set(index, t);
  }
  return t;
}

function freezeArray(a: JSArray): void {
  for (let i = 0; i < a.length; i++)
    defineOwnProperty(a, i, new Descriptor(Has.Writable | Has.Configurable | Has.Enumerable, undefined, undefined, undefined, Attr.Enumerable));
  defineOwnProperty(a, 'length', new Descriptor(Has.Writable, undefined, undefined, undefined, Attr.None));
  a.shape = a.shape.withFlags(ShapeFlag.NonExtensible);
}

