/**
 * Errors that instructions throw, in V8's words.
 *
 * General paths: entered with `m.frame` the running frame, its pc behind the instruction; they store the result with `m.deliver`, or push a
 * frame whose return will, or throw a GuestThrow. None keeps anything between instructions.
 */
import type { Value } from '../objects/value.ts';
import { describe } from './callee-text.ts';
import { GuestThrow } from './guest-throw.ts';
import type { LinkedCode } from './linked-code.ts';
import type { Machine } from './machine.ts';

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
