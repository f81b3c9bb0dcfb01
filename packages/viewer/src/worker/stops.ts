/**
 * Where stepping stops: at each statement that begins, at each call that is entered, at each return to a caller's statement. Found by
 * running window by window and noting; windows are kept for a while.
 */
import type { Position } from '@saguaro/engine';
import { numberText } from '../names.ts';
import type { Timeline } from './timeline.ts';

/** Short, so that one is looked through in a few milliseconds. */
const WINDOW = 1024;
/** Steps before a window from which the statement around its first step is known, where the window before it is not. */
const OVERLAP = 1024;
const MOST_WINDOWS = 800;
/** Windows looked through in one go. */
const MOST_AT_ONCE = 32;
/** Milliseconds that one search may take. */
const PATIENCE = 6000;
/** Callers whose statements are remembered from one window to the next. */
const MOST_CALLERS = 100;

export interface Stop {
  readonly step: number;
  readonly offset: number;
  readonly line: number;
  /** Offset at which the function begins. */
  readonly functionStart: number;
  readonly depth: number;
  readonly environments: number;
  readonly pushed: number;
  /** The statement goes on: a call in it has returned. */
  readonly again: boolean;
}

/** Innermost statement at an offset, by its number in a list of (from, to, line) in the order of `from`; -1: none. */
export function statementFinder(statements: Int32Array): (offset: number) => number {
  const known = new Map<number, number>();
  return (offset) => {
    let found = known.get(offset);
    if (found === undefined) {
      found = -1;
      for (let i = 0; i < statements.length && (statements[i] as number) <= offset; i += 3)
        if (offset < (statements[i + 1] as number)) found = i / 3;
      known.set(offset, found);
    }
    return found;
  };
}

/** Notes stops while a machine is led along. */
export class StopWatch {
  readonly stops: Stop[] = [];
  private readonly statementAt: (offset: number) => number;
  private statement = -2;
  private depth = -1;
  /** By depth, the statement that was last there. */
  private readonly statements = new Map<number, number>();

  /** @param before the watch that was there until the step before */
  constructor(statementAt: (offset: number) => number, before?: StopWatch) {
    this.statementAt = statementAt;
    this.statement = before?.statement ?? -2;
    this.depth = before?.depth ?? -1;
    if (before === undefined) return;
    for (let { depth } = before, n = 0; depth >= 0 && n < MOST_CALLERS; depth--, n++) {
      const statement = before.statements.get(depth);
      if (statement !== undefined) this.statements.set(depth, statement);
    }
  }

  see(position: Position | null, step: number): boolean {
    if (position === null) {
      // Between jobs: whatever comes next is a new beginning.
      this.depth = -1;
      return false;
    }
    if (position.hidden || position.entry) return false;
    const { offset, line, functionStart, depth, environments, pushed } = position;
    const statement = this.statementAt(offset);
    // Between statements the machine does its own business: declares names, ends the program.
    if (statement < 0) return false;
    if (statement === this.statement && depth === this.depth) return false;
    const again = depth < this.depth && this.statements.get(depth) === statement;
    this.statement = statement;
    this.depth = depth;
    this.statements.set(depth, statement);
    this.stops.push({ step, offset, line, functionStart, depth, environments, pushed, again });
    return true;
  }
}

interface Window {
  readonly stops: readonly Stop[];
  /** As it was after the window's last step. */
  readonly watch: StopWatch;
}

/** A search that finds nothing ends when it has taken long. */
class Patience {
  private readonly from: number;
  private readonly until = performance.now() + PATIENCE;

  constructor(from: number) {
    this.from = from;
  }

  spend(at: number): void {
    if (performance.now() < this.until) return;
    const [first, last] = [Math.min(at, this.from), Math.max(at, this.from)].map(numberText);
    throw new Error(`There is no such place between step ${first} and step ${last}. Go on from there to look further.`);
  }
}

export class Stops {
  private readonly timeline: Timeline;
  private readonly statementAt: (offset: number) => number;
  private readonly windows = new Map<number, Window>();

  constructor(timeline: Timeline, statementAt: (offset: number) => number) {
    this.timeline = timeline;
    this.statementAt = statementAt;
  }

  /** By window, how many stops are in those before it; as far as they have been counted. */
  private counts: number[] = [0];

  /** From that step on the run goes on otherwise, or goes on at all. */
  forget(from: number): void {
    for (const n of this.windows.keys()) if ((n + 1) * WINDOW > from) this.windows.delete(n);
    this.counts.length = Math.min(this.counts.length, 1 + Math.floor(from / WINDOW));
  }

  private window(n: number): readonly Stop[] {
    const known = this.windows.get(n);
    if (known !== undefined) return known.stops;
    const first = n * WINDOW;
    const last = first + WINDOW - 1;
    const before = this.windows.get(n - 1)?.watch;
    const watch = new StopWatch(this.statementAt, before);
    this.timeline.scout.scan(before === undefined ? Math.max(0, first - OVERLAP) : first, last, (machine, step) => {
      watch.see(machine.position(), step);
    });
    const stops = watch.stops.filter(({ step }) => step >= first);
    this.windows.set(n, { stops, watch });
    if (this.windows.size > MOST_WINDOWS) this.windows.delete(this.windows.keys().next().value as number);
    return stops;
  }

  /** Looks through the windows around a step, one at a time. */
  *around(step: number): Generator<void, void> {
    const here = Math.floor(step / WINDOW);
    for (const n of [here, here + 1, here - 1]) {
      if (n < 0 || n * WINDOW > this.timeline.total || this.windows.has(n)) continue;
      this.window(n);
      yield;
    }
  }

  /** The stop at which a step is: the last one not after it. */
  at(step: number): Stop | null {
    return this.before(step + 1, () => true);
  }

  /** @throws Error after looking for long: through tens of millions of steps */
  before(step: number, wanted: (stop: Stop) => boolean): Stop | null {
    const patience = new Patience(step);
    for (let n = Math.floor(Math.max(0, step - 1) / WINDOW), seen = 0; n >= 0; n--, seen++) {
      // On a long way back many windows are looked through in one go of the machine, which only goes forward.
      if (!this.windows.has(n) && seen > 1)
        for (let m = Math.max(0, n - Math.min(seen, MOST_AT_ONCE)); m < n; m++) this.window(m);
      patience.spend(n * WINDOW);
      const found = this.window(n).findLast((stop) => stop.step < step && wanted(stop));
      if (found !== undefined) return found;
    }
    return null;
  }

  /** @throws Error as `before` does */
  after(step: number, wanted: (stop: Stop) => boolean): Stop | null {
    const { total } = this.timeline;
    const patience = new Patience(step);
    for (let n = Math.floor((step + 1) / WINDOW); n * WINDOW <= total; n++) {
      patience.spend(n * WINDOW);
      const found = this.window(n).find((stop) => stop.step > step && wanted(stop));
      if (found !== undefined) return found;
    }
    return null;
  }

  /** Stops in the windows before one. */
  private countBefore(n: number): number {
    const { counts } = this;
    for (let m = counts.length; m <= n; m++) counts.push((counts[m - 1] as number) + this.window(m - 1).length);
    return counts[n] as number;
  }

  /** How many stops there are up to a step, its own included: the same for the same statement under every strategy. */
  ordinal(step: number): number {
    const n = Math.floor(step / WINDOW);
    return this.countBefore(n) + this.window(n).filter((stop) => stop.step <= step).length;
  }

  /** The stop of that number, from 1; null: the run has not so many. */
  nth(ordinal: number): Stop | null {
    for (let n = 0; n * WINDOW <= this.timeline.total; n++)
      if (this.countBefore(n + 1) >= ordinal) return this.window(n)[ordinal - 1 - this.countBefore(n)] ?? null;
    return null;
  }
}
