/** What natives say when they are called on the wrong kind of object, in V8's words. */

import { messageText } from '../machine/callee-text.ts';
import type { Machine } from '../machine/machine.ts';
import type { ExoticKind } from '../objects/object.ts';
import { ExoticObject, IsCallable } from '../objects/object.ts';
import type { Value } from '../objects/value.ts';

/** The TypeError for a method that `self` does not have the internal slots for. */
export function throwIncompatible(m: Machine, method: string, self: Value): never {
  return m.throwTypeError(`Method ${method} called on incompatible receiver ${messageText(self)}`);
}

/** `self` as the exotic object of that kind which `method` needs (RequireInternalSlot, ECMA-262 §10.1.15). */
export function requireKind(m: Machine, self: Value, kind: ExoticKind, method: string): ExoticObject {
  return self instanceof ExoticObject && self.kind === kind ? self : throwIncompatible(m, method, self);
}

/** A TypeError unless `f` is callable. */
export function requireCallable(m: Machine, f: Value): void {
  if (!IsCallable(f)) m.throwTypeError(`${messageText(f)} is not a function`);
}
