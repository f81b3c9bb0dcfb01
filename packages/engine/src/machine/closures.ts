/**
 * Closures, environments, and native operations of self-hosted code.
 *
 * General paths: entered with `m.frame` the running frame, its pc behind the instruction; they store the result with `m.deliver`, or push a
 * frame whose return will, or throw a GuestThrow. None keeps anything between instructions.
 */
import { OPERATIONS, VARIADIC_OPERATIONS } from '../builtins/index.ts';
import type { ScopeNames } from '../bytecode/code.ts';
import { isObject, JSFunction, type Slot } from '../objects/object.ts';
import { TDZ, type Value } from '../objects/value.ts';
import { popFrame } from './calls.ts';
import type { Frame } from './frame.ts';
import { InternalFault } from './guest-throw.ts';
import type { LinkedCode } from './linked-code.ts';
import type { Machine } from './machine.ts';
import { Environment, type ScopeRecord } from './records.ts';

export function newEnvironment(
  m: Machine,
  outer: ScopeRecord | undefined,
  size: number,
  lc: LinkedCode,
  scope: number,
): Environment {
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

/** A named operation, called by the machine itself. */
export function operationByName(m: Machine, name: string, a: Value, b: Value): Slot {
  const op = OPERATIONS.get(name);
  if (op === undefined) throw new InternalFault(`no operation $${name}`);
  return op(m, undefined, a, b, undefined, undefined) as Slot;
}
