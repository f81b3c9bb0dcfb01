/**
 * A program's run as a line of steps on which one can go to and fro: forward by running, back by going to the nearest checkpoint before
 * and running from there, which the engine's determinism makes the same run again. Checkpoints are bounded in number and in bytes.
 *
 * Time is the timeline's own: when nothing can run before a timer is due, the clock jumps there.
 */
import {
  Machine,
  type MachineOptions,
  type ModuleLoader,
  type Outcome,
  type PendingCall,
  type StartOptions,
} from '@saguaro/engine';
import type { ConsoleLine } from '../protocol.ts';
import type { Past } from './past.ts';

/** Milliseconds since the epoch at step 0: the same for every run, so that a shared link shows the same dates. */
const EPOCH = Date.UTC(2026, 0, 1);
/** Steps between checkpoints at first. */
const SPACING = 20_000;
const MOST_CHECKPOINTS = 40;
const MOST_CHECKPOINT_BYTES = 256 * 1024 * 1024;
/** Of the time that a run takes, checkpoints may take about this part. */
const CHECKPOINT_SHARE = 0.25;
const HEAP_BYTES = 512 * 1024 * 1024;

interface Checkpoint {
  readonly step: number;
  readonly bytes: Uint8Array;
  readonly time: number;
  readonly printed: number;
}

export type End =
  | { readonly kind: 'done'; readonly value: unknown }
  | { readonly kind: 'threw'; readonly text: string; readonly line: number; readonly step: number }
  | { readonly kind: 'limit'; readonly limit: string; readonly resumable: boolean }
  | { readonly kind: 'waiting'; readonly calls: readonly (PendingCall & { readonly kind: 'call' })[] };

export interface Answer {
  readonly value?: unknown;
  readonly error?: unknown;
}

/** Functions of the host that a person at the page answers by hand. */
const ASKED = ['ask', 'fetch'] as const;

/** What a program gets that imports another module while it runs: an error that says what can be done. */
const NO_MODULES: ModuleLoader = {
  resolve(specifier) {
    throw new Error(
      `'${specifier}' cannot be imported: this page runs a program of one file. Paste what it exports, or a bundle of the program.`,
    );
  },
  load: () => {
    throw new Error('Nothing was resolved that could be loaded.');
  },
};

/** What is known of the run: checkpoints, printed lines, what was told to it from outside. */
export class Timeline {
  /** Lines printed in the whole known run. */
  readonly lines: ConsoleLine[] = [];
  end: End = { kind: 'limit', limit: 'steps', resumable: true };
  /** Steps of the known run. */
  total = 0;
  /** The first uncaught error, with the step at which it was reported. */
  thrown: { readonly text: string; readonly line: number; readonly step: number } | null = null;
  readonly answers: Map<number, Answer>;
  /** Steps after which a collection was asked for. */
  collections: number[] = [];
  private checkpoints: Checkpoint[] = [];
  private spacing = SPACING;
  /** Explores: runs on, and looks for places to stop at. */
  readonly scout: Cursor;

  private constructor(make: (options: MachineOptions) => Machine, past: Pick<Past, 'time' | 'lines' | 'answers'>) {
    this.answers = new Map(past.answers);
    this.lines.push(...past.lines);
    this.scout = new Cursor(this, make, past.time, past.lines.length);
    this.total = this.scout.step;
    this.checkpoint();
  }

  /**
   * @param answers what a person has answered in a run of the same program
   * @throws SaguaroSyntaxError
   */
  static start(
    source: string,
    options: StartOptions,
    machine: Pick<MachineOptions, 'storage'>,
    answers: ReadonlyMap<number, Answer>,
  ): Timeline {
    return new Timeline(
      (given) => {
        const m = new Machine({ ...given, ...machine, limits: { heapBytes: HEAP_BYTES } });
        m.start(source, options);
        return m;
      },
      { time: 0, lines: [], answers: [...answers] },
    );
  }

  /** @throws SnapshotError */
  static open(bytes: Uint8Array, past: Past): Timeline {
    return new Timeline((given) => Machine.restore(bytes, given), past);
  }

  /** The first step that can be gone to. */
  get first(): number {
    return this.checkpoints[0]?.step ?? 0;
  }

  nearest(step: number): Checkpoint {
    return this.checkpoints.findLast((c) => c.step <= step) ?? (this.checkpoints[0] as Checkpoint);
  }

  /** Another way to look at the same run. */
  cursor(): Cursor {
    const { bytes, time, printed } = this.checkpoints[0] as Checkpoint;
    return new Cursor(this, (given) => Machine.restore(bytes, given), time, printed);
  }

  /**
   * A machine in the state of a step, for evaluating in: it tells nobody. It has run there, since a snapshot of the state itself would leave
   * out variables that are not read again.
   */
  copyAt(step: number): { readonly machine: Machine; readonly printed: readonly ConsoleLine[] } {
    const cursor = this.cursor();
    cursor.seek(step);
    const printed: ConsoleLine[] = [];
    cursor.aside = printed;
    return { machine: cursor.machine, printed };
  }

  /** What its checkpoints take. */
  get bytes(): number {
    return this.checkpoints.reduce((sum, c) => sum + c.bytes.length, 0);
  }

  private checkpoint(): void {
    const { step, machine, time, printed } = this.scout;
    if (this.checkpoints.some((c) => c.step === step)) return;
    this.checkpoints.push({ step, bytes: machine.snapshot(), time, printed });
    this.checkpoints.sort((a, b) => a.step - b.step);
    const tooMany = (): boolean =>
      this.checkpoints.length > MOST_CHECKPOINTS || (this.checkpoints.length > 2 && this.bytes > MOST_CHECKPOINT_BYTES);
    while (tooMany()) {
      this.checkpoints = this.checkpoints.filter((_, i) => i % 2 === 0);
      this.spacing *= 2;
    }
  }

  /** Runs on from the end of what is known, at most so many steps and milliseconds of the host's. */
  runOn(steps: number, milliseconds: number): void {
    const { scout } = this;
    scout.seek(this.total);
    const last = scout.step + steps;
    const began = performance.now();
    let saving = 0;
    for (;;) {
      const end = scout.advance(Math.min(last, scout.step + this.spacing));
      this.total = scout.step;
      if (end !== null) {
        this.end = end.kind === 'done' && this.thrown !== null ? { kind: 'threw', ...this.thrown } : end;
        return;
      }
      const t = performance.now();
      if (scout.step >= last || t - began > milliseconds) {
        this.end = { kind: 'limit', limit: 'steps', resumable: true };
        return;
      }
      if (saving <= (t - began) * CHECKPOINT_SHARE) {
        this.checkpoint();
        saving += performance.now() - t;
      }
    }
  }

  /** Collects at a step: what only WeakRefs refer to goes. What came after it is to be run anew. */
  collect(step: number): void {
    const { scout } = this;
    scout.seek(step);
    this.collections = [...this.collections.filter((at) => at < step), step];
    this.checkpoints = this.checkpoints.filter((c, i) => i === 0 || c.step < step);
    this.lines.length = scout.printed;
    this.total = step;
    if (this.thrown !== null && this.thrown.step > step) this.thrown = null;
    // The machine has not seen it yet: it goes from a checkpoint before.
    scout.reset();
  }
}

/** A machine that goes to and fro on a timeline. */
export class Cursor {
  machine: Machine;
  /** Milliseconds of the timeline's clock. */
  time: number;
  /** Lines printed by now. */
  printed: number;
  /** Where it prints what is no part of the run; null: it is on the run. */
  aside: ConsoleLine[] | null = null;
  private readonly timeline: Timeline;
  private collectedAt = -1;

  constructor(timeline: Timeline, make: (options: MachineOptions) => Machine, time: number, printed: number) {
    this.timeline = timeline;
    this.time = time;
    this.printed = printed;
    this.machine = make(this.options());
  }

  get step(): number {
    return this.machine.steps();
  }

  private options(): MachineOptions {
    return {
      seed: 1,
      clock: { now: () => EPOCH + this.time, monotonic: () => this.time },
      console: (level, text) => this.print(level, text),
      modules: NO_MODULES,
      functions: Object.fromEntries(ASKED.map((name) => [name, { kind: 'suspending' as const }])),
    };
  }

  private print(level: string, text: string): void {
    if (this.aside !== null) {
      this.aside.push({ level, text });
      return;
    }
    const { lines } = this.timeline;
    if (this.printed === lines.length) lines.push({ level, text });
    this.printed++;
  }

  /** Runs to a step; null: it is reached. Else it has come to the end, for now. */
  advance(target: number): End | null {
    const { collections } = this.timeline;
    while (this.step < target) {
      const { step } = this;
      if (collections.includes(step) && this.collectedAt !== step) {
        this.collectedAt = step;
        this.machine.collect();
      }
      const until = collections.find((at) => at > step && at < target) ?? target;
      const end = this.taken(this.machine.run({ steps: until - step }));
      if (end !== null) return end;
    }
    return null;
  }

  private taken(outcome: Outcome): End | null {
    const { timeline } = this;
    switch (outcome.status) {
      case 'paused':
        return null;
      case 'done':
        return { kind: 'done', value: outcome.value };
      case 'limit':
        return { kind: 'limit', limit: outcome.limit, resumable: false };
      case 'threw': {
        const { text, at } = this.machine.describeError(outcome.error);
        this.print('error', `Uncaught ${text}`);
        timeline.thrown ??= { text, line: outcome.at?.line ?? at?.line ?? 0, step: this.step };
        return null;
      }
      case 'waiting': {
        const calls = outcome.calls.filter((call) => call.kind === 'call');
        const answered = calls.filter(({ id }) => timeline.answers.has(id));
        for (const { id } of answered) this.machine.settle(id, timeline.answers.get(id) as { readonly value: unknown });
        if (answered.length > 0) return null;
        if (outcome.until === undefined) return { kind: 'waiting', calls };
        this.time = Math.max(this.time, outcome.until);
        return null;
      }
    }
  }

  /** Makes the next `seek` begin at a checkpoint. */
  reset(): void {
    this.restore(this.timeline.nearest(0));
  }

  private restore({ bytes, time, printed }: Checkpoint): void {
    this.time = time;
    this.printed = printed;
    this.collectedAt = -1;
    this.machine = Machine.restore(bytes, this.options());
  }

  /** Goes to a step of the known run. Unless a checkpoint is much nearer, forward by the machine that it has. */
  seek(step: number): void {
    const { timeline } = this;
    const target = Math.max(timeline.first, Math.min(step, timeline.total));
    const nearest = timeline.nearest(target);
    if (this.step > target || nearest.step > this.step + SPACING) this.restore(nearest);
    this.advance(target);
  }

  /** Goes from one step to another, one instruction at a time, and calls `visit` at each, both included. */
  scan(from: number, to: number, visit: (machine: Machine, step: number) => void): void {
    this.seek(from);
    visit(this.machine, this.step);
    while (this.step < Math.min(to, this.timeline.total)) {
      if (this.advance(this.step + 1) !== null) return;
      visit(this.machine, this.step);
    }
  }
}
