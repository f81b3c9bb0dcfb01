/** Why the interpreter's loop comes back, and how an instruction makes it do so. */
import type { Value } from '../objects/value.ts';
import type { LinkedCode } from './linked-code.ts';
import type { Machine } from './machine.ts';

export const enum Stop {
  /** The job's bottom frame has returned (`m.result`) or thrown (`m.uncaught`), or its activity has been suspended. */
  JobDone,
  /** No fuel left, or a pause was asked for; `m.frame` goes on when called again. */
  Paused,
  /** The next instruction would allocate beyond the limit: it has not been executed. */
  OverHeap,
  /** A debugger has its hand on the next instruction (see debug/patches.ts): it has not been executed. */
  Breakpoint,
  /** A debugger wants to see the exception in `m.thrown`, which has not been handed to a handler yet. */
  Thrown,
}

/** Takes the running instruction back: the loop stops before it, and it is executed anew when the machine goes on. No guest catches it. */
export class StopSignal {
  readonly stop: Stop;
  constructor(stop: Stop) {
    this.stop = stop;
  }
}

/** The opcode that a debugger puts over an instruction of linked code. No code holds it otherwise. */
export const BREAKPOINT = -1;

/** What a debugger hangs into the machine (see debug/). No part of its state. */
export interface DebugHook {
  /** Code has been made executable in this machine. */
  linked(code: LinkedCode): void;
  /** The instruction at hand may be one that the debugger has covered and has seen already: it is executed by `executeUncovered`. */
  readonly uncovers: boolean;
  /** A question is being evaluated: nothing stops. */
  silent: boolean;
  /** Executes one instruction of the newest frame, covered or not, with the fuel given. */
  executeUncovered(m: Machine): Stop;
  /** The loop has come to a covered instruction. False: go on, which `uncovers` then provides for. */
  stopsHere(): boolean;
  /** Should the machine stop where this exception is about to leave the newest frame's instruction? */
  stopsAtThrow(value: Value): boolean;
}
