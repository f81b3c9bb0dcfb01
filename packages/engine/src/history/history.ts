/**
 * The past of a machine: checkpoints, and deterministic replay from the nearest one.
 *
 * The newest state is *the present*, an execution that is kept as it is while an earlier state is shown. The state after `n` steps is
 * the one that the next instruction meets: everything done to the machine after `n` steps has been done.
 */
import { unwrap } from '../host/data.ts';
import { Execution } from '../host/execution.ts';
import type { MachineOptions, Outcome, RunOptions } from '../host/options.ts';
import { describeThrown } from '../host/thrown.ts';
import type { Way } from '../machine/locate.ts';
import type { Since } from '../machine/why.ts';
import { birthsOf } from './births.ts';
import { checkpointFor, LEAST_STEPS, leastUseful, stopsBetween } from './checkpoints.ts';
import { Head, HistoryError } from './head.ts';
import { type Checkpoint, Journal, type Printed } from './journal.ts';
import { CHECKPOINT_BYTES, checkEnd, loadJournal, recordedEntries } from './recorded-journal.ts';
import { givenBy, outcomeOf, outcomeText, type RecordedEnd, type Recording, writeRecording } from './recording.ts';
import { advance } from './replay.ts';

const DEFAULT_BYTES = 64 * 1024 * 1024;
/** Of the time of a run, checkpoints take at most about this. */
const SHARE = 0.1;
/** Steps replayed between two looks at a deadline. */
const CHUNK = 1_000_000;
/** How the embedder reads time; no part of any state. */
const now = (): number => (globalThis as unknown as { performance: { now(): number } }).performance.now();

export class History {
  private readonly options: MachineOptions;
  private readonly journal: Journal;
  /** Not null: the present is on its way through a recording, which ends there. */
  private ahead: RecordedEnd | null = null;
  /** How the last run of the present ended, if nothing has been done since; on the way through a recording, the last run gone through. */
  private outcome: Outcome | null = null;
  private present: Execution;
  private presentHead: Head;
  /** What the machine shows: the present, or a state before it. */
  shown: Execution;
  private shownHead: Head;
  /** Told when another execution is shown. */
  onShown: (shown: Execution) => void = () => undefined;
  /** How often a future has been forgotten, whose steps may be others now. */
  version = 0;
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

  /**
   * @param make makes the execution whose past this is, given the head at which it is to stand
   * @param recording the state that `make` gives is the beginning of this recording
   */
  constructor(options: MachineOptions, make: (head: Head) => Execution, recording: Recording | null = null) {
    this.options = options;
    const history = typeof options.history === 'object' ? options.history : {};
    this.journal = new Journal(history.printed ?? true);
    this.fixedSteps = history.checkpointSteps;
    if (recording !== null) {
      loadJournal(this.journal, recording);
      this.ahead = recording.end;
    }
    this.mostBytes = history.bytes ?? DEFAULT_BYTES + this.journal.bytes;
    this.presentHead = new Head(this.journal, 0, 0, recording !== null);
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
    return this.ahead === null ? this.present.stepsRun : this.ahead.step;
  }

  get inPast(): boolean {
    return this.shown !== this.present || this.ahead !== null;
  }

  /** Is the present an execution that takes answers? Not while what they were is known. */
  get isLive(): boolean {
    return this.ahead === null;
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

  private unwatch(): void {
    this.present.onCheckpoint = () => undefined;
    this.present.onOpaque = () => undefined;
    this.present.checkpointAt = Number.POSITIVE_INFINITY;
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
      const thin =
        this.checkpointBytes * 2 > this.mostBytes && checkpoints.length > 8
          ? leastUseful(checkpoints, this.shown.stepsRun)
          : -1;
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

  private restored(from: Checkpoint): [Execution, Head] {
    const head = new Head(this.journal, from.position, from.printed, true);
    head.watched = this.shown.core.debug !== null;
    const { functions, console, clock, modules, host, test262 } = this.options;
    const given = { functions, console, clock, modules, host, test262 };
    const options = Object.fromEntries(Object.entries(given).filter(([, v]) => v !== undefined));
    const { state } = from;
    const x =
      state instanceof Uint8Array ? Execution.restore(state, options, head) : Execution.fork(state, options, head);
    return [x, head];
  }

  // ---- recordings -------------------------------------------------------------------------------------------------------------------

  /** See `Machine.recording`. */
  recording(note: string): Uint8Array {
    if (this.presentHead.opaqueAt !== null) this.keepOpaque(this.newest);
    // Whoever replays it is going to ask where the error that ended it was thrown.
    if (this.outcome?.status === 'threw') describeThrown(unwrap(this.outcome.error));
    const [first] = this.checkpoints as [Checkpoint];
    const { present, presentHead, outcome } = this;
    const end = this.ahead ?? {
      step: present.stepsRun,
      printed: presentHead.printed - first.printed,
      outcome: outcome === null ? null : outcomeText(outcome),
    };
    return writeRecording({
      note,
      ...givenBy(this.options),
      begin: { step: first.step, bytes: this.written(first) },
      entries: recordedEntries(this.journal, first, (checkpoint) => this.written(checkpoint)),
      positions: [...this.journal.positions],
      end,
    });
  }

  /** A checkpoint as bytes for any process. */
  private written(checkpoint: Checkpoint): Uint8Array {
    const { state } = checkpoint;
    return state instanceof Uint8Array ? state : this.restored(checkpoint)[0].wholeSnapshot();
  }

  /** Goes on through the recording, to a step. Not null: a debugger's reason to stop before it. */
  private catchUp(to: number): Outcome | null {
    const end = this.ahead as RecordedEnd;
    const { present, presentHead } = this;
    const before = [present.stepsRun, presentHead.position] as const;
    const after = advance(present, presentHead, to, (from) => this.restored(from), to === end.step);
    this.takePresent(after.x, after.head);
    if (after.last !== null) this.outcome = after.last;
    if (after.stopped !== null) return after.stopped;
    const { journal } = this;
    if (to === end.step && this.present.stepsRun >= to && this.presentHead.position >= journal.end) this.arrive(end);
    else if (
      after.x === present &&
      present.stepsRun === before[0] &&
      presentHead.position === before[1] &&
      to === end.step
    )
      throw new HistoryError(
        `Replaying cannot go on from step ${present.stepsRun} to ${to}: entry ${presentHead.position} of ${journal.end} has not been asked for.`,
      );
    return null;
  }

  /** The present is now where a replay has come to. */
  private takePresent(x: Execution, head: Head): void {
    if (x === this.present) return;
    this.unwatch();
    this.present = x;
    this.presentHead = head;
    this.watch();
  }

  /** The recording has been gone through: the machine goes on by itself. */
  private arrive(end: RecordedEnd): void {
    const { present, presentHead } = this;
    let outcome = end.outcome === null ? null : outcomeOf(end.outcome);
    // What only the machine itself can say of its end.
    if (end.outcome !== null)
      outcome ??= this.outcome?.status === end.outcome ? this.outcome : present.run({ steps: 0 });
    checkEnd(present.stepsRun, presentHead.printed, outcome, end);
    this.ahead = null;
    presentHead.replaying = false;
    present.goLive();
    this.outcome = outcome;
    this.ended = outcome ?? { status: 'paused', reason: 'steps' };
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
    // What was done before the first instruction is done only now.
    if (this.ahead !== null && step >= this.present.stepsRun) this.seekAhead(step);
    if (step === this.present.stepsRun) {
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

  /** Takes the present forward through the recording, to a step or the next on which a pause can fall. */
  private seekAhead(step: number): void {
    // Where a debugger holds on to the present it may stop anywhere.
    if (this.present.core.debug !== null) {
      this.takePresent(...this.restored(checkpointFor(this.checkpoints, step)));
    }
    this.catchUp(step);
  }

  private replayedTo(step: number): [Execution, Head] {
    const from = checkpointFor(this.checkpoints, step);
    const { shown, shownHead } = this;
    // Where a debugger holds on to the execution shown it may stop anywhere.
    const fromShown = this.inPast && shown.core.debug === null && shown.stepsRun <= step && shown.stepsRun >= from.step;
    let [x, head] = fromShown ? ([shown, shownHead] as const) : this.restored(from);
    for (const at of stopsBetween(x.stepsRun, step, this.fixedSteps ?? LEAST_STEPS)) {
      [x, head] = this.advanced(x, head, at);
      if (x.stepsRun === at) this.checkpoint(x, head, false);
    }
    return this.advanced(x, head, step) as [Execution, Head];
  }

  private advanced(x: Execution, head: Head, step: number): [Execution, Head] {
    const after = advance(x, head, step, (checkpoint) => this.restored(checkpoint));
    return [after.x, after.head];
  }

  /** As `Execution.run`; from the past through what is known of the future to the present, and on. */
  run(options: RunOptions): Outcome {
    let left = options.steps ?? Number.POSITIVE_INFINITY;
    while (this.inPast) {
      const began = this.shown.stepsRun;
      const most = began + Math.min(left, CHUNK);
      if (this.shown === this.present) {
        const stopped = this.catchUp(Math.min(this.newest, most));
        this.toPresent();
        if (stopped !== null) return stopped;
      } else {
        const present = this.present.stepsRun;
        const to = Math.min(present, most);
        const watched = this.shown.core.debug !== null;
        if (to === present && !watched) this.toPresent();
        else {
          const { x, head, stopped } = advance(this.shown, this.shownHead, to, (checkpoint) =>
            this.restored(checkpoint),
          );
          this.show(x, head);
          if (x.stepsRun >= present) this.toPresent();
          if (stopped !== null) return stopped;
        }
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
    this.outcome = null;
    const outcome = this.present.run(left === Number.POSITIVE_INFINITY ? options : { ...options, steps: left });
    this.outcome = outcome;
    if (outcome.status === 'threw') this.ended = outcome;
    return outcome;
  }

  /** Something other than `run` is about to be done to the present. */
  touched(): void {
    if (!this.inPast) {
      this.ended = null;
      this.outcome = null;
    } else
      throw new Error(
        `the machine shows its past (step ${this.shown.stepsRun} of ${this.newest}): go to the newest step, or make this one the newest by \`forgetFuture\`, before changing it`,
      );
  }

  /** The embedder has changed the present by means that no journal knows: replaying takes it from here. */
  changed(): void {
    const { outcome } = this;
    this.touched();
    // A program that is paused still is, and where it was.
    if (outcome?.status === 'paused') this.outcome = outcome;
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
    this.version++;
    const { shown, shownHead, journal, checkpoints } = this;
    this.ahead = null;
    this.outcome = null;
    const forgotten = journal.dropFrom(shownHead.position, shownHead.printed);
    for (let i = checkpoints.length - 1; i > 0 && (checkpoints[i] as Checkpoint).position > shownHead.position; i--)
      this.forget(i);
    for (let i = checkpoints.length - 1; i > 0 && (checkpoints[i] as Checkpoint).step > shown.stepsRun; i--)
      this.forget(i);
    this.unwatch();
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
      before: (step: number) => this.restored(checkpointFor(this.checkpoints, step)),
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
