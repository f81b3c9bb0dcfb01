/** Frames: activation records, nodes on the heap linked by `caller`. */
import type { JSFunction, JSObject, Slot } from '../objects/object.ts';
import type { Value } from '../objects/value.ts';
import type { GeneratorState } from './activity.ts';
import type { LinkedCode } from './linked-code.ts';
import type { ScopeRecord } from './records.ts';

/** The pc of a frame that has returned and lives on as a record. */
export const RETURNED = -1;

export class Frame {
  /** Dynamic link. In a pooled frame, the next free one. Null for the bottom frame of a job and for a suspended frame. */
  caller: Frame | null = null;
  readonly code: LinkedCode;
  /** Where to go on. After a call: the instruction after it, whose last word before names the destination register. RETURNED: never. */
  pc = 0;
  /** The registers: `this`, parameters, locals, temporaries, pinned constants. Named as an Environment's, since under `frame` a frame is a record. */
  readonly slots: Slot[];
  fn: JSFunction;
  /** undefined: called; else constructed. */
  newTarget: JSObject | undefined = undefined;
  /** All arguments, where the code keeps them (`KeepsArguments`). */
  args: Value[] | null = null;
  /** The generator or async function whose frame this is. */
  activity: GeneratorState | null = null;
  /** Suspended by a YieldRaw, which takes a throw as a mode instead of throwing it. */
  yieldedRaw = false;
  /** A closure or a record refers to it: it must not be reused after it returns. */
  kept = false;

  constructor(code: LinkedCode, fn: JSFunction) {
    this.code = code;
    this.fn = fn;
    this.slots = code.template.slice();
  }

  /** The static link, where this frame serves as a record (`frame`). */
  get outer(): ScopeRecord | undefined {
    return this.fn.captures[0] as ScopeRecord | undefined;
  }
}
