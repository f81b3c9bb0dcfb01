/** How far a step goes: which covered instruction ends it. */
import { CodeFlag } from '../bytecode/code.ts';
import type { GeneratorState } from '../machine/activity.ts';
import type { Frame } from '../machine/frame.ts';
import type { LinkedCode } from '../machine/linked-code.ts';
import type { Machine } from '../machine/machine.ts';
import type { StopPoint } from './places.ts';

export type StepKind = 'in' | 'over' | 'out';

/** A step forward that is under way. */
export class Step {
  readonly kind: StepKind;
  /** The program's frame from which it starts, its depth, and the activity that owns it. */
  private frame: Frame | null;
  private readonly depth: number;
  private activity: GeneratorState | null;
  /** The program's frame that called it, and where that goes on. */
  private caller: Frame | null = null;
  private readonly callerPc: number = -1;
  /** Code in which it may end; null: any. */
  private codes: ReadonlySet<LinkedCode> | null;

  constructor(m: Machine, kind: StepKind) {
    this.kind = kind;
    let hidden = 0;
    let f = m.frame;
    for (; f !== null && isHidden(f); f = f.caller) hidden++;
    this.frame = f;
    this.depth = m.depth - hidden;
    this.activity = f?.activity ?? null;
    let caller = f?.caller ?? null;
    while (caller !== null && isHidden(caller)) caller = caller.caller;
    if (caller !== null) {
      this.caller = caller;
      this.callerPc = caller.pc;
    }
    if (kind === 'in' || caller === null) this.codes = null;
    else this.codes = codesFrom(f);
  }

  /** Goes on in another core that stands where the one before does: a past that has come to the present. */
  onto(before: Machine, now: Machine): void {
    const { frame, caller } = this;
    this.frame = counterpart(before, now, frame);
    this.caller = counterpart(before, now, caller);
    this.activity = this.frame === frame ? null : (this.frame?.activity ?? null);
    // Where the function has ended, those that are left on the stack.
    if (this.codes !== null) this.codes = codesFrom(this.frame === frame ? now.frame : this.frame);
  }

  mayEndIn(code: LinkedCode): boolean {
    return this.codes === null || this.codes.has(code);
  }

  /** Where the caller goes on after the call, in the middle of a statement. */
  get resumption(): { readonly code: LinkedCode; readonly pc: number } | null {
    return this.caller === null ? null : { code: this.caller.code, pc: this.callerPc };
  }

  /** Does it end at the instruction before which the newest frame stands? `point`: that begins a part of the source. */
  endsAt(m: Machine, point: boolean): boolean {
    const at = m.frame as Frame;
    const { frame } = this;
    if (this.caller === at && at.pc === this.callerPc && !point) return !this.isSuspended();
    if (!point) return false;
    if (this.kind === 'in' || frame === null) return true;
    if (at === frame && !this.hasEnded(at)) return this.kind === 'over';
    if (this.isSuspended() || this.isBelow(m, frame)) return false;
    return true;
  }

  /** It awaits, and will go on. */
  private isSuspended(): boolean {
    const { activity } = this;
    return (
      activity !== null && activity.kind !== 'generator' && activity.state !== 'done' && activity.state !== 'running'
    );
  }

  private hasEnded(at: Frame): boolean {
    return this.activity !== null && at.activity !== this.activity;
  }

  /** Is the frame on the stack still, at its depth, under the newest one? */
  private isBelow(m: Machine, frame: Frame): boolean {
    let f = m.frame;
    for (let i = m.depth - this.depth; i > 0 && f !== null; i--) f = f.caller;
    return f === frame && m.depth > this.depth;
  }
}

function codesFrom(frame: Frame | null): ReadonlySet<LinkedCode> {
  const codes = new Set<LinkedCode>();
  for (let f = frame; f !== null; f = f.caller) codes.add(f.code);
  return codes;
}

/** The frame of a stack that is where `frame` is in another one like it; `frame` itself where it is no longer there. */
function counterpart(before: Machine, now: Machine, frame: Frame | null): Frame | null {
  let other = now.frame;
  for (let f = before.frame; f !== null && other !== null; f = f.caller, other = other.caller)
    if (f === frame) return other;
  return frame;
}

const isHidden = (f: Frame): boolean => (f.code.flags & CodeFlag.SelfHosted) !== 0;

/** Frames of the program's on the stack: how deep a reverse step counts the place it starts from. */
export function guestDepth(m: Machine): number {
  let n = 0;
  for (let f = m.frame; f !== null; f = f.caller) if (!isHidden(f)) n++;
  return n;
}

export const beginsPart = (points: readonly StopPoint[], pc: number): boolean =>
  points.some((point) => point.pc === pc);
