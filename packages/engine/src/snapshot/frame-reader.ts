/** Frames: read with the values of their live registers, which find their places once all code is there. */
import { CodeKind } from '../bytecode/code.ts';
import { liveRegisters } from '../bytecode/liveness.ts';
import { INSTRUCTION_LENGTH, OPERAND_KINDS } from '../bytecode/operands.ts';
import { GeneratorState } from '../machine/activity.ts';
import { Frame, RETURNED } from '../machine/frame.ts';
import { link } from '../machine/link.ts';
import { LinkedCode } from '../machine/linked-code.ts';
import { JSFunction, JSObject, type Slot } from '../objects/object.ts';
import type { Value } from '../objects/value.ts';
import { slotList } from './element-lists.ts';
import type { StateReader } from './graph-reader.ts';
import { damaged } from './snapshot-error.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** A frame whose values have been read. */
interface Waiting {
  readonly frame: Mutable<Frame>;
  readonly code: LinkedCode;
  readonly values: readonly unknown[];
  /** Does it wait for a result? */
  readonly waits: boolean;
}

export class FrameReader {
  private readonly r: StateReader;
  private readonly frames: Waiting[] = [];

  constructor(r: StateReader) {
    this.r = r;
  }

  read(f: Mutable<Frame>): void {
    const code = this.r.node();
    const fn = this.r.node();
    if (!(code instanceof LinkedCode) || !(fn instanceof JSFunction)) damaged('a frame without code');
    const pc = this.r.input.int();
    const kept = this.r.bool();
    f.fn = fn;
    f.kept = kept;
    f.pc = pc;
    const values: unknown[] = [];
    let waits = true;
    if (pc !== RETURNED) {
      const caller = this.r.any();
      const newTarget = this.r.any();
      const activity = this.r.any();
      if (caller !== null && !(caller instanceof Frame)) damaged('a frame whose caller is none');
      if (newTarget !== undefined && !(newTarget instanceof JSObject)) damaged('a new.target that is no object');
      if (activity !== null && !(activity instanceof GeneratorState)) damaged('a frame of no activity');
      f.caller = caller;
      f.newTarget = newTarget;
      f.activity = activity;
      f.yieldedRaw = this.r.bool();
      if (this.r.bool()) f.args = slotList(this.r) as Value[];
      waits = this.r.bool();
      for (let n = this.r.input.count(); n > 0; n--) values.push(this.r.any());
    } else {
      // Which bindings it holds is said by its code, which may not have been read yet.
      const body = this.bodyOf(code);
      for (const note of body.bindings)
        if (note.place === 'register' || note.place === 'cell') values.push(this.r.any());
    }
    this.frames.push({ frame: f, code, values, waits });
  }

  private bodyOf(code: LinkedCode) {
    if (code.code === null) damaged('a frame of code without a body');
    return code.code.body();
  }

  /** What a pc that was written of that code is now. */
  pc(code: LinkedCode, pc: number): number {
    const body = code.code?.body();
    return this.r.upgrade === null || body === undefined ? pc : this.r.upgrade.pc(body, pc);
  }

  /** Puts the values into the frames, once all code is there. */
  finish(): void {
    for (const one of this.frames) this.finishFrame(one);
  }

  private finishFrame({ frame: f, code: first, values, waits }: Waiting): void {
    const code = this.r.replaced.get(first) ?? first;
    if (code.code === null) damaged('a frame of code without a body');
    const body = code.body ?? link(code);
    f.code = code;
    f.slots = code.template.slice();
    if (f.pc === RETURNED) {
      const notes = body.bindings.filter((n) => n.place === 'register' || n.place === 'cell');
      notes.forEach((n, i) => {
        f.slots[n.index] = values[i] as Slot;
      });
      return;
    }
    f.pc = this.pc(code, f.pc);
    const { machine } = this.r;
    checkPc(body.code, f.pc, waits, f === machine.frame && machine.thrown !== null);
    const live = liveRegisters(body, f.pc, waits);
    if (live.length !== values.length) damaged('a frame whose registers do not fit its code');
    live.forEach((register, i) => {
      f.slots[register] = values[i] as Slot;
    });
    const suspends = code.kind !== CodeKind.Plain;
    if (f.activity !== null && !suspends) damaged('an activity of code that cannot be suspended');
  }
}

/**
 * A frame goes on at an instruction; one that waits for a result goes on behind an instruction that has a place for it, and one that has
 * thrown stands behind any, and goes on at a handler.
 */
function checkPc(code: Int32Array, pc: number, waits: boolean, threw: boolean): void {
  let before = -1;
  let at = 0;
  while (at < pc && at < code.length) {
    before = at;
    at += INSTRUCTION_LENGTH[code[at] as number] as number;
  }
  if (at !== pc || pc > code.length || (pc === code.length && !threw)) damaged('a frame between two instructions');
  if (!waits || threw) return;
  const kinds = before < 0 ? [] : (OPERAND_KINDS[code[before] as number] as readonly string[]);
  if (kinds.length > 0 && kinds[kinds.length - 1] !== 'dst') damaged('a frame that waits for nothing');
}
