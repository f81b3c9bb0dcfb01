/**
 * The machine's clock. Its monotonic time goes on in a restored machine where it stood when the program last looked: the time between
 * saving and going on does not pass for timers. Time of day is always the host's.
 */
import type { Clock } from '../machine/machine.ts';

export class MachineClock implements Clock {
  private readonly host: Clock;
  private offset = 0;
  /** Not null: the machine was restored, and nobody has looked since. */
  private resumeAt: number | null = null;
  /** The last reading that the machine was given. */
  last = 0;

  constructor(host: Clock) {
    this.host = host;
  }

  now(): number {
    return this.host.now();
  }

  monotonic(): number {
    const t = this.host.monotonic();
    if (this.resumeAt !== null) {
      this.offset = this.resumeAt - t;
      this.resumeAt = null;
    }
    this.last = Math.max(this.last, t + this.offset);
    return this.last;
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
