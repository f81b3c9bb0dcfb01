/**
 * The past of a machine: checkpoints, and deterministic replay from the nearest one.
 *
 * The newest state is *the present*, an execution that is kept as it is while an earlier state is shown. The state after `n` steps is
 * the one that the next instruction meets: everything done to the machine after `n` steps has been done.
 */
import { Execution } from '../host/execution.ts';
import type { MachineOptions, Outcome, RunOptions } from '../host/options.ts';
import type { Way } from '../machine/locate.ts';
import type { Since } from '../machine/why.ts';
import { birthsOf } from './births.ts';
import { Head, HistoryError } from './head.ts';
import { type Checkpoint, Journal, type Printed } from './journal.ts';
import { advance } from './replay.ts';

const DEFAULT_BYTES = 64 * 1024 * 1024;
/** Fewer steps are replayed faster than anybody can tell. */
const LEAST_STEPS = 100_000;
/** Of the time of a run, checkpoints take at most about this. */
const SHARE = 0.1;
/** Steps replayed between two looks at a deadline. */
const CHUNK = 1_000_000;
/** What a checkpoint takes beside its bytes. */
const CHECKPOINT_BYTES = 200;
/** How the embedder reads time; no part of any state. */
const now = (): number => (globalThis as unknown as { performance: { now(): number } }).performance.now();

export class History {
  private readonly options: MachineOptions;
  private readonly journal = new Journal();
  private present: Execution;
  private presentHead: Head;
  /** What the machine shows: the present, or a state before it. */
  shown: Execution;
  private shownHead: Head;
  /** Told when another execution is shown. */
  onShown: (shown: Execution) => void = () => undefined;
  /** By step. Never empty: the first is the earliest state that can be shown. */
  private readonly checkpoints: Checkpoint[] = [];
  private checkpointBytes = 0;
  private readonly mostBytes: number;
  private readonly fixedSteps: number | undefined;
  /** How the run before the present ended, as long as nothing has been done since. */
  private ended: Outcome | null = null;
  /** When the last checkpoint was made, and after how many steps. */
  private lastAt = now();
  private lastSteps = 0;

  /** @param execution makes the execution whose past this is, given the head at which it is to stand */
  constructor(options: MachineOptions, make: (head: Head) => Execution) {
    this.options = options;
    const history = typeof options.history === 'object' ? options.history : {};
    this.mostBytes = history.bytes ?? DEFAULT_BYTES;
    this.fixedSteps = history.checkpointSteps;
    this.presentHead = new Head(this.journal, 0, 0, false);
    this.present = make(this.presentHead);
    this.shown = this.present;
    this.shownHead = this.presentHead;
    this.lastSteps = this.present.stepsRun;
    this.watch();
    this.checkpoint(this.present, this.presentHead, false);
  }

  get earliest(): number {
    return (this.checkpoints[0] as Checkpoint).step;
  }

  get newest(): number {
    return this.present.stepsRun;
  }

  get inPast(): boolean {
    return this.shown !== this.present;
  }

  /** What takes calls of the host and their answers: the past waits for nobody. */
  get live(): Execution {
    return this.present;
  }

  /** Bytes that checkpoints, journal and what was printed take, roughly. */
  get bytes(): number {
    return this.checkpointBytes + this.journal.bytes;
  }

  /** Lines printed before the state shown; the oldest may have been given up with the past they belong to. */
  printed(): readonly Printed[] {
    return this.journal.linesTo(this.shownHead.printed);
  }

  private watch(): void {
    const { present, presentHead } = this;
    present.onCheckpoint = () => this.checkpoint(present, presentHead, false);
    present.onOpaque = (step) => this.keepOpaque(step);
    present.checkpointAt = present.stepsRun + (this.fixedSteps ?? LEAST_STEPS);
  }

  // ---- checkpoints -----------------------------------------------------------------------------------------------------------------

  private checkpoint(x: Execution, head: Head, pinned: boolean): Checkpoint {
    const began = now();
    const state = x.shared();
    const ended = now();
    const size = state.bytes.length + state.shared.size + CHECKPOINT_BYTES;
    const made: Checkpoint = { step: x.stepsRun, position: head.position, printed: head.printed, state, size, pinned };
    this.keep(made);
    if (x === this.present) {
      const speed = (x.stepsRun - this.lastSteps) / Math.max(began - this.lastAt, 0.01);
      const wanted = Math.round(((ended - began) / SHARE) * speed);
      x.checkpointAt = x.stepsRun + (this.fixedSteps ?? Math.max(LEAST_STEPS, wanted));
      this.lastAt = ended;
      this.lastSteps = x.stepsRun;
    }
    if (!pinned) this.shrink();
    return made;
  }

  /** The journal holds a handle since the step `from`: replaying goes from there to the state as it is now. */
  private keepOpaque(from: number): void {
    const { present, presentHead: head, journal } = this;
    const { opaqueAt } = head;
    if (opaqueAt === null) return;
    head.opaqueAt = null;
    head.position = opaqueAt + 1;
    const checkpoint = this.checkpoint(present, head, true);
    journal.replaceFrom(opaqueAt, { kind: 'changed', step: present.stepsRun, from, checkpoint });
    this.shrink();
  }

  private keep(one: Checkpoint): void {
    const { checkpoints } = this;
    let i = checkpoints.length;
    while (i > 0 && (checkpoints[i - 1] as Checkpoint).position > one.position) i--;
    while (i > 0 && isAfter(checkpoints[i - 1] as Checkpoint, one)) i--;
    const before = checkpoints[i - 1];
    if (before !== undefined && before.step === one.step && before.position === one.position) return;
    checkpoints.splice(i, 0, one);
    this.checkpointBytes += one.size;
  }

  /** Keeps within the bytes allowed: fewer checkpoints the farther they are from the state shown, then less of the past. */
  private shrink(): void {
    const { checkpoints, journal } = this;
    while (this.bytes > this.mostBytes && checkpoints.length > 1) {
      const thin = this.checkpointBytes * 2 > this.mostBytes && checkpoints.length > 8 ? this.leastUseful() : -1;
      if (thin < 0) {
        this.forget(0);
        journal.dropBefore(checkpoints[0] as Checkpoint);
      } else this.forget(thin);
    }
  }

  private forget(i: number): void {
    const [gone] = this.checkpoints.splice(i, 1);
    this.checkpointBytes -= (gone as Checkpoint).size;
  }

  /** The checkpoint without which the least is lost: the gap that it leaves is small, measured by its distance from the state shown. */
  private leastUseful(): number {
    const { checkpoints } = this;
    const at = this.shown.stepsRun;
    let best = -1;
    let least = Number.POSITIVE_INFINITY;
    for (let i = 1; i + 1 < checkpoints.length; i++) {
      const one = checkpoints[i] as Checkpoint;
      if (one.pinned) continue;
      const gap = (checkpoints[i + 1] as Checkpoint).step - (checkpoints[i - 1] as Checkpoint).step;
      const loss = gap / (Math.abs(at - one.step) + LEAST_STEPS);
      if (loss < least) {
        least = loss;
        best = i;
      }
    }
    return best;
  }

  /** The last checkpoint at or before a step. */
  private checkpointFor(step: number): Checkpoint {
    const { checkpoints } = this;
    let low = 0;
    let high = checkpoints.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((checkpoints[middle] as Checkpoint).step <= step) low = middle;
      else high = middle - 1;
    }
    return checkpoints[low] as Checkpoint;
  }

  private restored(from: Checkpoint): [Execution, Head] {
    const head = new Head(this.journal, from.position, from.printed, true);
    const { functions, console, clock, modules, host } = this.options;
    const given = { functions, console, clock, modules, host };
    const x = Execution.fork(
      from.state,
      Object.fromEntries(Object.entries(given).filter(([, v]) => v !== undefined)),
      head,
    );
    return [x, head];
  }

  // ---- going ------------------------------------------------------------------------------------------------------------------------

  private show(x: Execution, head: Head): void {
    if (this.shown === x) return;
    this.shown = x;
    this.shownHead = head;
    this.onShown(x);
  }

  /** Shows the present. */
  toPresent(): void {
    this.show(this.present, this.presentHead);
  }

  /**
   * Shows the state after so many steps; where no pause can fall on that step, the last one before it on which one can.
   * @throws RangeError for a step that is not within `earliest` and `newest`.
   */
  seek(step: number): void {
    if (!Number.isInteger(step) || step < this.earliest || step > this.newest)
      throw new RangeError(
        `There is no state to show at step ${step}: the past of this machine reaches from step ${this.earliest} to ${this.newest}.`,
      );
    if (this.presentHead.opaqueAt !== null) this.keepOpaque(this.newest);
    if (this.present.running) throw new Error('the machine is running: it can go back when `run` has returned');
    if (step === this.newest) {
      this.toPresent();
      return;
    }
    let to = step;
    for (;;) {
      const [x, head] = this.replayedTo(to);
      if (x.stepsRun <= to) {
        this.show(x, head);
        return;
      }
      // The last job's natives had more to be paid than any pause can fall into.
      if (x.jobEnd - 1 < this.earliest) {
        this.show(x, head);
        return;
      }
      to = Math.min(to, x.jobEnd) - 1;
    }
  }

  private replayedTo(step: number): [Execution, Head] {
    const from = this.checkpointFor(step);
    const { shown, shownHead } = this;
    // Where a debugger holds on to the execution shown it may stop anywhere.
    const fromShown = this.inPast && shown.core.debug === null && shown.stepsRun <= step && shown.stepsRun >= from.step;
    let [x, head] = fromShown ? ([shown, shownHead] as const) : this.restored(from);
    for (const at of this.stops(x.stepsRun, step)) {
      [x, head] = this.advanced(x, head, at);
      if (x.stepsRun === at) this.checkpoint(x, head, false);
    }
    return this.advanced(x, head, step) as [Execution, Head];
  }

  private advanced(x: Execution, head: Head, step: number): [Execution, Head] {
    const after = advance(x, head, step, (checkpoint) => this.restored(checkpoint));
    return [after.x, after.head];
  }

  /** Where on a long way to a step checkpoints are made, closer and closer: whoever goes there is likely to go to the steps before it. */
  private stops(from: number, to: number): number[] {
    const least = this.fixedSteps ?? LEAST_STEPS;
    const stops: number[] = [];
    for (let distance = Math.floor((to - from) / 4); distance >= least; distance = Math.floor(distance / 4))
      stops.push(to - distance);
    return stops;
  }

  /** As `Execution.run`; from the past through what is known of the future to the present, and on. */
  run(options: RunOptions): Outcome {
    let left = options.steps ?? Number.POSITIVE_INFINITY;
    while (this.inPast) {
      const began = this.shown.stepsRun;
      const to = Math.min(this.newest, began + Math.min(left, CHUNK));
      const watched = this.shown.core.debug !== null;
      if (to === this.newest && !watched) this.toPresent();
      else {
        const { x, head, stopped } = advance(this.shown, this.shownHead, to, (checkpoint) => this.restored(checkpoint));
        this.show(x, head);
        if (x.stepsRun >= this.newest) this.toPresent();
        if (stopped !== null) return stopped;
      }
      left -= this.shown.stepsRun - began;
      if (this.inPast || this.ended === null) {
        if (left <= 0) return { status: 'paused', reason: 'steps' };
        if (options.signal?.aborted === true) return { status: 'paused', reason: 'signal' };
        if (options.deadline !== undefined && this.present.hostTime() >= options.deadline)
          return { status: 'paused', reason: 'deadline' };
      } else return this.ended;
    }
    this.ended = null;
    const outcome = this.present.run(left === Number.POSITIVE_INFINITY ? options : { ...options, steps: left });
    if (outcome.status === 'threw') this.ended = outcome;
    return outcome;
  }

  /** Something other than `run` is about to be done to the present. */
  touched(): void {
    this.ended = null;
    if (this.inPast)
      throw new Error(
        `the machine shows its past (step ${this.shown.stepsRun} of ${this.newest}): go to the newest step, or make this one the newest by \`forgetFuture\`, before changing it`,
      );
  }

  /** The embedder has changed the present by means that no journal knows: replaying takes it from here. */
  changed(): void {
    this.touched();
    const checkpoint = this.checkpoint(this.present, this.presentHead, true);
    this.presentHead.note({
      kind: 'changed',
      from: this.newest,
      checkpoint: { ...checkpoint, position: checkpoint.position + 1 },
    });
    this.shrink();
  }

  /** Makes the state shown the present. What came after it is forgotten; calls that wait for an answer then still get the one they got. */
  forgetFuture(): void {
    if (!this.inPast) return;
    const { shown, shownHead, journal, checkpoints } = this;
    const forgotten = journal.dropFrom(shownHead.position, shownHead.printed);
    for (let i = checkpoints.length - 1; i > 0 && (checkpoints[i] as Checkpoint).position > shownHead.position; i--)
      this.forget(i);
    for (let i = checkpoints.length - 1; i > 0 && (checkpoints[i] as Checkpoint).step > shown.stepsRun; i--)
      this.forget(i);
    this.present.onCheckpoint = () => undefined;
    this.present.onOpaque = () => undefined;
    this.present.checkpointAt = Number.POSITIVE_INFINITY;
    shownHead.replaying = false;
    shown.takeOver(this.present, forgotten);
    this.present = shown;
    this.presentHead = shownHead;
    this.ended = null;
    this.lastAt = now();
    this.lastSteps = shown.stepsRun;
    this.watch();
  }

  /**
   * When the things of the state shown that these ways lead to came to be alive; null where that cannot be told. Goes through the past
   * several times.
   * @param effort as of `birthsOf`
   */
  births(ways: readonly (Way | null)[], effort?: number): (Since | null)[] {
    if (this.presentHead.opaqueAt !== null) this.keepOpaque(this.newest);
    const past = {
      earliest: this.earliest,
      shown: this.shown.stepsRun,
      before: (step: number) => this.restored(this.checkpointFor(step)),
      advance: (x: Execution, head: Head, step: number) => this.advanced(x, head, step),
    };
    try {
      return birthsOf(past, ways, effort);
    } catch (error) {
      // What cannot be done again keeps its secret.
      if (error instanceof HistoryError) return ways.map(() => null);
      throw error;
    }
  }

  /**
   * Shows the last state before the one shown in which `condition` holds; the earliest where there is none.
   * @param condition looks at the machine and changes nothing
   * @returns whether there was one
   */
  reverseTo(condition: () => boolean): boolean {
    let end = this.shown.stepsRun;
    for (let window = WINDOW; end > this.earliest; window *= 4) {
      const from = Math.max(this.earliest, end - window);
      this.seek(from);
      let found = -1;
      for (let step = this.shown.stepsRun; step < end; ) {
        if (condition()) found = step;
        if (step + 1 >= end) break;
        const { x, head } = advance(this.shown, this.shownHead, step + 1, (checkpoint) => this.restored(checkpoint));
        this.show(x, head);
        step = x.stepsRun;
      }
      if (found >= 0) {
        this.seek(found);
        return true;
      }
      end = from;
    }
    this.seek(this.earliest);
    return false;
  }
}

/** Steps that `reverseTo` looks through first; four times as many each time that nothing is found. */
const WINDOW = 20_000;

function isAfter(a: Checkpoint, b: Checkpoint): boolean {
  return a.position === b.position && a.step > b.step;
}
