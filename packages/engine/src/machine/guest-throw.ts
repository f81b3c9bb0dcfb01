/**
 * How a native throws: a host throw of a `GuestThrow` from the native to the machine's loop, which turns it into unwinding of guest
 * frames. It never crosses a guest frame, and holds no host stack.
 */
import type { Value } from '../objects/value.ts';

export class GuestThrow {
  readonly value: Value;
  constructor(value: Value) {
    this.value = value;
  }
}

/** A fault of the engine itself, not of the guest's program. */
export class InternalFault extends Error {
  constructor(message: string, cause?: unknown) {
    super(`internal fault: ${message}. This is a bug in Saguaro, not in your program; please report it with the program that caused it.`, {
      cause,
    });
    this.name = 'InternalFault';
  }
}
