/** How far a step goes: which covered instruction ends it. */
import { CodeFlag } from '../bytecode/code.ts';
import { OP_BY_NAME } from '../bytecode/optable.ts';
import type { GeneratorState } from '../machine/activity.ts';
import type { Frame } from '../machine/frame.ts';
import type { LinkedCode } from '../machine/linked-code.ts';
import type { Machine } from '../machine/machine.ts';
import type { Value } from '../objects/value.ts';
import { offsetAt, stopPoints } from './places.ts';
import { programMapOf } from './program-map.ts';
import { isHidden, type StackIndex } from './stack-index.ts';

const JUMP = OP_BY_NAME.get('Jump') as number;

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
  /** It goes on in the middle of a statement. */
  private readonly hasMore: boolean = false;
  /** No built-in stands between. */
  private readonly isCalledBy: boolean = false;
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
    while (caller !== null && (isHidden(caller) || isUnwritten(caller))) caller = caller.caller;
    if (caller !== null) {
      this.caller = caller;
      this.callerPc = caller.pc;
      this.hasMore = goesOnWithin(caller);
      this.isCalledBy = f?.caller === caller;
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
  endsAt(m: Machine, stack: StackIndex, point: boolean): boolean {
    const at = m.frame as Frame;
    const { frame } = this;
    if (this.caller === at && at.pc === this.callerPc && !point) return this.hasMore && !this.isSuspended();
    if (!point) return false;
    if (this.kind === 'in' || frame === null) return true;
    if (at === frame && !this.hasEnded(at)) return this.kind === 'over';
    if (this.isSuspended() || (m.depth > this.depth && stack.at(m, this.depth) === frame)) return false;
    return true;
  }

  /** What the function has returned from which it starts, where its caller is about to go on with that. */
  returned(m: Machine): { readonly value: Value } | undefined {
    const at = m.frame;
    if (at === null || at !== this.caller || !this.isCalledBy || at.pc !== this.callerPc || this.isSuspended())
      return undefined;
    const destination = at.code.body?.code[at.pc - 1];
    return destination === undefined ? undefined : { value: at.slots[destination] as Value };
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

/** A constructor that nobody has written: it calls what is written. */
const isUnwritten = (f: Frame): boolean =>
  (f.code.flags & CodeFlag.Class) !== 0 && f.code.code !== null && stopPoints(f.code.code).length === 0;

/** After a call, does its statement go on? */
function goesOnWithin(f: Frame): boolean {
  const { code, body } = f.code;
  if (code === null || body === null) return false;
  let { pc } = f;
  for (let hops = 0; hops < 8 && body.code[pc] === JUMP; hops++) pc = body.code[pc + 1] as number;
  if (stopPoints(code).some((point) => point.pc === pc)) return false;
  const map = programMapOf(code.source);
  const range = map?.stopAt(offsetAt(code, f.pc - 1)) ?? null;
  return map === null || (range !== null && range === map.stopAt(offsetAt(code, pc)));
}
