/** Doing again what the journal of a machine says. */
import type { Execution } from '../host/execution.ts';
import type { Outcome } from '../host/options.ts';
import { type Head, HistoryError } from './head.ts';
import type { Checkpoint } from './journal.ts';

export interface Advanced {
  readonly x: Execution;
  readonly head: Head;
  /** A debugger's reason to stop before the step was reached. */
  readonly stopped: Outcome | null;
  /** How the last of the runs by which it came there ended. */
  readonly last: Outcome | null;
}

/**
 * Replays to the state that the instruction after `step` met: what was done to the machine after that many steps is done. Where no
 * pause can fall on that step, `x.stepsRun` is beyond it.
 * @param restored an execution that begins with a checkpoint
 * @param toEnd to the end of the journal, where the machine may rest; nothing that it does not hold is asked
 * @throws HistoryError where the machine does not do what the journal says it did
 */
export function advance(
  x: Execution,
  head: Head,
  step: number,
  restored: (checkpoint: Checkpoint) => readonly [Execution, Head],
  toEnd = false,
): Advanced {
  let last: Outcome | null = null;
  const isThere = (): boolean => (toEnd ? head.position >= head.journal.end : x.core.frame !== null);
  for (;;) {
    const next = head.journal.nextEvent(head.position);
    const before = next === undefined || next.event.step > step ? null : next;
    const target = before === null ? step : before.event.kind === 'changed' ? before.event.from : before.event.step;
    while (x.stepsRun < target || (before === null ? !isThere() : head.position < before.index)) {
      if (x.stepsRun > step) return { x, head, stopped: null, last };
      const { stepsRun, core } = x;
      const { position } = head;
      const idle = core.frame === null;
      const outcome = x.run({ steps: Math.max(0, target - stepsRun) });
      last = outcome;
      if (outcome.status === 'paused' && (outcome.reason === 'breakpoint' || outcome.reason === 'exception'))
        return { x, head, stopped: outcome, last };
      if (x.stepsRun === stepsRun && head.position === position && idle === (core.frame === null)) {
        // The end of what the journal knows.
        if (before === null && stepsRun >= step) return { x, head, stopped: null, last };
        throw new HistoryError(
          `Replaying cannot go on: at step ${stepsRun} the machine ${outcome.status === 'waiting' ? 'waits' : 'rests'}, and the record does not say how it went on (entry ${position}).`,
        );
      }
    }
    if (before === null) return { x, head, stopped: null, last };
    // Beyond it: the run has come to it itself.
    if (head.position > before.index) continue;
    const { event } = before;
    if (event.kind === 'changed') {
      const isWatched = x.core.debug !== null;
      [x, head] = restored(event.checkpoint);
      // The debugger lays its hands on this one first.
      if (isWatched) return { x, head, stopped: null, last };
    } else {
      // An uncaught error is for a run to come to.
      if (event.kind !== 'threw') head.position++;
      x.apply(event);
      if (event.kind === 'threw' && head.position === before.index) {
        last = x.run({ steps: 0 });
        if (head.position === before.index)
          throw new HistoryError(
            `Replaying cannot go on: at step ${x.stepsRun} no error leaves the program, and the record says that one did (entry ${head.position}).`,
          );
      }
    }
  }
}
