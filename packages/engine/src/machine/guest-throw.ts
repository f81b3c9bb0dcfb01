/**
 * How a native throws: a host throw of a `GuestThrow` from the native to the machine's loop, which turns it into unwinding of guest
 * frames. It never crosses a guest frame, and holds no host stack.
 */
import type { Value } from '../objects/value.ts';
import type { LinkedCode } from './linked-code.ts';
import { Stop, StopSignal } from './stop.ts';

export class GuestThrow {
  readonly value: Value;
  /** Of an uncaught one: where it was thrown; null where no guest code was running. */
  readonly origin: ThrowOrigin | null;
  constructor(value: Value, origin: ThrowOrigin | null = null) {
    this.value = value;
    this.origin = origin;
  }

  /** One that is always alive, so that the host does not forget the layout, and code compiled for it, in between. */
  static readonly exemplar = new GuestThrow(undefined);
}

/** The guest's code that threw, or called the built-in that did, and its pc behind that instruction. */
export interface ThrowOrigin {
  readonly code: LinkedCode;
  readonly pc: number;
}

/** The running instruction would allocate beyond the heap's limit (see `Machine.charge`). */
export class HeapLimitSignal extends StopSignal {
  constructor() {
    super(Stop.OverHeap);
  }
}

/** A fault of the engine itself, not of the guest's program. */
export class InternalFault extends Error {
  constructor(message: string, cause?: unknown) {
    super(
      `internal fault: ${message}. This is a bug in Saguaro, not in your program; please report it with the program that caused it.`,
      {
        cause,
      },
    );
    this.name = 'InternalFault';
  }
}
