/**
 * The machine's clock. Its monotonic time goes on in a restored machine where it stood when the program last looked: the time between
 * saving and going on does not pass for timers. Time of day is always the host's.
 */
import type { Head } from '../history/head.ts';
import type { Clock } from '../machine/machine.ts';

export class MachineClock implements Clock {
  private readonly host: Clock;
  private readonly head: Head | null;
  private offset = 0;
  /** Not null: the machine was restored, and nobody has looked since. */
  private resumeAt: number | null = null;
  /** The last reading that the machine was given. */
  last = 0;

  /** @param head where readings are written down, or come from */
  constructor(host: Clock, head: Head | null = null) {
    this.host = host;
    this.head = head;
  }

  now(): number {
    const { head, host } = this;
    return head === null || head.isIdle ? host.now() : head.reading(() => host.now());
  }

  monotonic(): number {
    const { head } = this;
    if (head?.isIdle === true) return head.replaying ? this.last : this.look();
    this.last = head === null ? this.look() : head.reading(() => this.look());
    return this.last;
  }

  private look(): number {
    const t = this.host.monotonic();
    if (this.resumeAt !== null) {
      this.offset = this.resumeAt - t;
      this.resumeAt = null;
    }
    return Math.max(this.last, t + this.offset);
  }

  /** The host's reading at that time of the machine's. */
  toHost(t: number): number {
    return t - this.offset;
  }

  /** The machine's time at that reading of the host's. */
  fromHost(t: number): number {
    return t + this.offset;
  }

  /** Goes on from `last` at the next look. */
  resume(last: number): void {
    this.last = last;
    this.resumeAt = last;
  }
}
