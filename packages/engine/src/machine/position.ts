/** Where a machine is, at a price that allows asking after every instruction. */
import { CodeFlag } from '../bytecode/code.ts';
import type { Frame } from './frame.ts';
import type { Machine } from './machine.ts';
import { linesOf, offsetOf } from './stack-trace.ts';

export interface Position {
  /** Name of the source. */
  readonly file: string;
  /** Of what is going to be executed, in UTF-16 units from the start of the source. */
  readonly offset: number;
  /** 1-based. */
  readonly line: number;
  /** Where the function begins that is running; 0: it is the top level. */
  readonly functionStart: number;
  /** Frames on the stack, built-ins' included. */
  readonly depth: number;
  /** Still in the prologue: nothing that the function says has been executed. */
  readonly entry: boolean;
  /** The newest frame is a built-in's, which is hidden: file, offset and line are those of the program's own frame below. */
  readonly hidden: boolean;
  /** Frames pushed since the start. */
  readonly pushed: number;
  /** Environments and cells made since the start. */
  readonly environments: number;
}

/** Offset of the instruction that the newest frame is going to execute, or of the call that an older one waits for. */
export function pausedOffset(m: Machine, f: Frame): number {
  return f === m.frame ? offsetOf({ code: f.code, pc: f.pc + 1 }) : offsetOf(f);
}

export function positionOf(m: Machine): Position | null {
  let f = m.frame;
  const hidden = f !== null && (f.code.flags & CodeFlag.SelfHosted) !== 0;
  while (f !== null && (f.code.flags & CodeFlag.SelfHosted) !== 0) f = f.caller;
  const source = f?.code.code?.source;
  if (f === null || source === undefined) return null;
  const offset = pausedOffset(m, f);
  const isTopLevel = (f.code.flags & CodeFlag.TopLevel) !== 0;
  const entry = !isTopLevel && offset === f.code.code?.start;
  return {
    file: source.name,
    offset,
    line: linesOf(source).position(offset).line,
    functionStart: f.code.code?.start ?? 0,
    depth: m.depth,
    entry,
    hidden,
    pushed: m.framesPushed,
    environments: m.environmentsMade,
  };
}
