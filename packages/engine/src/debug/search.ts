/** Looking through a machine's past, from the end of a stretch of it backward, for a state to stop at. */
import type { Machine } from '../host/embedding.ts';

/** Steps gone through at first; four times as many each time there is nothing. */
const WINDOW = 20_000;
/** Of those, how many are gone through before others get their turns. */
const SLICE = 200_000;
/** Parts of the source that a trail holds; older ones are given up. */
const MOST_PARTS = 200_000;

/** What is looked for. */
export interface Search {
  /** Is every part of the source a place to look at, or only those with a breakpoint? */
  readonly everyPart: boolean;
  /** Looks at the states from one step to another, not counting that. */
  begin(from: number, to: number): void;
  /** The machine has come to a place, after so many steps. */
  look(step: number): void;
  /** The machine stands before the stretch's last instruction. It may be executed, unless it leads to where the search began. */
  arrive?(): void;
  /** The last step in this stretch that will do; -1: none. */
  found(): number;
  /** From this step on everything has been looked at. */
  readonly reaches: number;
}

/** For the last place that is accepted. */
export class PlaceSearch implements Search {
  readonly everyPart = false;
  reaches = 0;
  private readonly accepts: () => boolean;
  private last = -1;

  constructor(accepts: () => boolean) {
    this.accepts = accepts;
  }

  begin(from: number): void {
    this.reaches = from;
    this.last = -1;
  }

  look(step: number): void {
    if (this.accepts()) this.last = step;
  }

  found(): number {
    return this.last;
  }
}

/**
 * For the last part of the source that was come to with a stack no deeper than asked for. It is good for any number of questions: whoever goes
 * one step back is likely to go another.
 */
export class Trail implements Search {
  readonly everyPart = true;
  /** What the machine's past was: see `Machine.pastVersion`. */
  readonly version: number;
  reaches = 0;
  private to = -1;
  private deepest = 0;
  /** How deep the stack is at the part that the machine has come to; -1 where it has come to none. */
  private readonly depth: () => number;
  private steps: number[] = [];
  private depths: number[] = [];

  constructor(version: number, depth: () => number) {
    this.version = version;
    this.depth = depth;
  }

  /** Asks for a place from now on. */
  ask(deepest: number): this {
    this.deepest = deepest;
    return this;
  }

  begin(from: number, to: number): void {
    this.reaches = from;
    this.to = to;
    this.steps = [];
    this.depths = [];
  }

  look(step: number): void {
    const depth = this.depth();
    if (depth < 0) return;
    if (this.steps.length === MOST_PARTS) {
      this.steps = this.steps.slice(MOST_PARTS / 2);
      this.depths = this.depths.slice(MOST_PARTS / 2);
      this.reaches = this.steps[0] as number;
    }
    this.steps.push(step);
    this.depths.push(depth);
  }

  /** Is what comes before `step` known? */
  knows(version: number, step: number): boolean {
    return this.version === version && step > this.reaches && step <= this.to;
  }

  /** Before `end`, where that is given. */
  found(end = this.to): number {
    const { steps, depths, deepest } = this;
    let i = steps.length - 1;
    while (i >= 0 && ((steps[i] as number) >= end || (depths[i] as number) > deepest)) i--;
    return i < 0 ? -1 : (steps[i] as number);
  }
}

/** What is to be done around the search of a stretch. */
export interface Stretch {
  begin(): void;
  /** The machine stands before the last instruction of the stretch, which is not executed any more. */
  last(): void;
  end(): void;
}

/**
 * Shows the last state before `end` that is found; the earliest, and answers false, where there is none. Left off (`return()`), it shows
 * the state again from which it began.
 */
export function* searchBack(machine: Machine, end: number, search: Search, stretch: Stretch): Generator<void, boolean> {
  const began = machine.steps();
  const earliest = machine.earliestStep;
  let isOver = false;
  try {
    for (let [to, window] = [end, WINDOW]; to > earliest; window *= 4) {
      const from = Math.max(earliest, to - window);
      machine.seek(from);
      search.begin(from, to);
      try {
        stretch.begin();
        // The past ends some runs as it ended them before: an uncaught error, a wait.
        for (let idle = 0; machine.steps() < to - 1 && idle < 3; ) {
          const before = machine.steps();
          machine.run({ steps: Math.min(SLICE, to - 1 - before) });
          idle = machine.steps() === before ? idle + 1 : 0;
          yield;
        }
        if (machine.steps() === to - 1) stretch.last();
      } finally {
        stretch.end();
      }
      const found = search.found();
      if (found >= 0 && found < to) {
        isOver = true;
        machine.seek(found);
        return true;
      }
      to = Math.max(from, search.reaches);
    }
    isOver = true;
    machine.seek(earliest);
    return false;
  } finally {
    if (!isOver) machine.seek(began);
  }
}
