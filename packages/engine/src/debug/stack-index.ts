/** The frames on a machine's stack by their depth, kept up to date at the cost of what was pushed since it was last looked at. */
import { CodeFlag } from '../bytecode/code.ts';
import type { Frame } from '../machine/frame.ts';
import type { Machine } from '../machine/machine.ts';

export const isHidden = (f: Frame): boolean => (f.code.flags & CodeFlag.SelfHosted) !== 0;
/** There may be none where counters come from forged bytes. */
const isGuest = (f: Frame | undefined): boolean => f !== undefined && !isHidden(f);

export class StackIndex {
  private machine: Machine | null = null;
  /** From the bottom. */
  private readonly frames: (Frame | undefined)[] = [];
  /** Of the program's own frames, how many are there up to each. */
  private readonly counts: number[] = [];
  private pushed = 0;

  /** The frame at a depth, the bottom one's being 1; null where the stack does not reach so high. */
  at(m: Machine, depth: number): Frame | null {
    this.update(m);
    return this.frames[depth - 1] ?? null;
  }

  /** Frames of the program's on the stack: how deep a step counts the place it starts from. */
  guestDepth(m: Machine): number {
    this.update(m);
    return this.counts[m.depth - 1] ?? 0;
  }

  private update(m: Machine): void {
    const { frames, counts } = this;
    const { depth } = m;
    const pushed = m.framesPushed + m.framesResumed;
    // To change a frame below so many, all those above it would have had to be pushed again.
    const same = this.machine === m ? Math.max(0, Math.min(depth - (pushed - this.pushed), frames.length)) : 0;
    frames.length = depth;
    counts.length = depth;
    let f = m.frame;
    for (let i = depth - 1; i >= same && f !== null; i--, f = f.caller) frames[i] = f;
    for (let i = same; i < depth; i++)
      counts[i] = (i === 0 ? 0 : (counts[i - 1] as number)) + (isGuest(frames[i]) ? 1 : 0);
    this.machine = m;
    this.pushed = pushed;
  }
}
