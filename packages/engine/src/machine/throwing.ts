/**
 * Errors that instructions throw, in V8's words.
 *
 * General paths: entered with `m.frame` the running frame, its pc behind the instruction; they store the result with `m.deliver`, or push a
 * frame whose return will, or throw a GuestThrow. None keeps anything between instructions.
 */
import type { Value } from '../objects/value.ts';
import { describe, operandText } from './callee-text.ts';
import type { Frame } from './frame.ts';
import { GuestThrow } from './guest-throw.ts';
import type { LinkedCode } from './linked-code.ts';
import type { Machine } from './machine.ts';
import { propertyErrorText } from './property-errors.ts';
import { offsetOf } from './stack-trace.ts';

export function notCoercible(m: Machine, a: Value): never {
  const f = m.frame as Frame;
  const source = f.code.code?.source.text ?? '';
  const at = offsetOf(f);
  const key = /^[\p{ID_Start}$_][\p{ID_Continue}$]*/u.exec(source.slice(at, at + MAX_KEY_TEXT))?.[0];
  const operand = operandText(m);
  if (key === undefined)
    return m.throwTypeError(`Cannot destructure '${operand ?? describe(a)}' as it is ${describe(a)}.`);
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
