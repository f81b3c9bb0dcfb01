/** The clocks that a run may have. The machine knows time only through them. */

export interface Clock {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Milliseconds since some moment of its own; never goes back. */
  readonly monotonic: () => number;
  /** Lets time pass until `monotonic()` is at least this, or until `signal` says that nobody waits any more. */
  readonly until: (moment: number, signal?: AbortSignal) => Promise<void>;
}

/** Longest that one host timer can wait. */
const longestWait = 2 ** 31 - 1;

const elapsed = (): number => performance.now();

/** The host's time; waiting waits. */
export function realClock(): Clock {
  return {
    now: Date.now,
    monotonic: elapsed,
    async until(moment, signal) {
      for (let left = moment - elapsed(); left > 0 && signal?.aborted !== true; left = moment - elapsed()) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(end, Math.min(Math.ceil(left), longestWait));
          signal?.addEventListener('abort', end, { once: true });
          function end(): void {
            clearTimeout(timer);
            signal?.removeEventListener('abort', end);
            resolve();
          }
        });
      }
    },
  };
}

/** The host's time, except that nothing is ever waited for: the clock is put forward. For reports about a run. */
export function skippingClock(start = Date.now()): Clock {
  const began = elapsed();
  let skipped = 0;
  const monotonic = (): number => elapsed() - began + skipped;
  return {
    now: () => Math.floor(start + monotonic()),
    monotonic,
    async until(moment) {
      skipped += Math.max(0, moment - monotonic());
    },
  };
}

/** Time that stands still but for timers: equal programs see equal times. */
export function standingClock(start: number): Clock {
  let time = 0;
  return {
    now: () => Math.floor(start + time),
    monotonic: () => time,
    async until(moment) {
      time = Math.max(time, moment);
    },
  };
}
