/** One program under observation: its timeline, where stepping stops, and the scenes shown. */
import { loadTypeScript, type Machine } from '@saguaro/engine';
import type { ConsoleLine, Ending, Move, ProgramSource, Scene, Target, VariableTarget, Why } from '../protocol.ts';
import { FILE, kindOf } from './explain.ts';
import { happened } from './happened.ts';
import { lastWrite, mentions } from './last-write.ts';
import type { State } from './numbering.ts';
import type { Past } from './past.ts';
import { type Eye, Scenes } from './scenes.ts';
import { type Stop, Stops, statementFinder } from './stops.ts';
import { type Answer, type End, Timeline } from './timeline.ts';
import { whyOf } from './why.ts';

/** Before it asks whether to go on. */
const FIRST_STEPS = 5_000_000;
const FIRST_MILLISECONDS = 2500;
/** States prepared in one round. */
const MOST_AHEAD = 24;
/** With so many prepared already, the next round can wait. */
const ENOUGH_AHEAD = 12;

export class Session {
  readonly source: ProgramSource;
  readonly timeline: Timeline;
  private readonly stops: Stops;
  private readonly scenes = new Scenes();
  /** Whose states are shown. */
  private readonly viewer: Eye;
  /** Looks at states beforehand; made when first needed. */
  private ahead: Eye | null = null;
  private shown: State | null = null;
  /** What the page has. */
  private sent: ReadonlyMap<number, unknown> | null = null;
  private sentLines = 0;
  /** Looking ahead, under way. */
  private looking: Generator<void, void> | null = null;
  private direction: Scene['direction'] = 'jump';

  /** Stops before the first that is known: a saved program begins in the middle. */
  private readonly stopsBefore: number;

  private constructor(source: ProgramSource, timeline: Timeline, stopsBefore = 0) {
    this.source = source;
    this.stopsBefore = stopsBefore;
    this.timeline = timeline;
    this.viewer = this.scenes.eye(timeline.cursor());
    this.stops = new Stops(timeline, statementFinder(source.statements));
  }

  /**
   * @param answers what a person has answered in a run of the same program
   * @throws SaguaroSyntaxError
   */
  static async start(source: ProgramSource, answers: ReadonlyMap<number, Answer> = new Map()): Promise<Session> {
    if (source.language === 'ts') await loadTypeScript();
    const options = { name: FILE, kind: await kindOf(source), language: source.language, completionValue: false };
    const session = new Session(source, Timeline.start(source.text, options, { storage: source.storage }, answers));
    session.timeline.runOn(FIRST_STEPS, FIRST_MILLISECONDS);
    return session;
  }

  /** @throws SnapshotError */
  static open(bytes: Uint8Array, source: ProgramSource, past: Past): Session {
    const timeline = Timeline.open(bytes, past);
    const session = new Session(source, timeline, Math.max(0, (past.ordinal ?? 1) - 1));
    timeline.runOn(FIRST_STEPS, FIRST_MILLISECONDS);
    return session;
  }

  goOn(): Scene {
    this.forget(this.timeline.total);
    this.timeline.runOn(10 * FIRST_STEPS, 2 * FIRST_MILLISECONDS);
    return this.show(this.timeline.total);
  }

  /** The step at which the first statement begins. */
  get begin(): number {
    const first = this.timeline.first;
    return this.stops.after(first - 1, () => true)?.step ?? first;
  }

  get step(): number {
    return this.shown?.step ?? 0;
  }

  // ---- moving ------------------------------------------------------------------------------------------------------------------

  move(move: Move): Scene {
    return this.show(this.destination(move));
  }

  private destination(move: Move): number {
    const { total } = this.timeline;
    const { step } = this;
    switch (move.kind) {
      case 'start':
        return this.begin;
      case 'end':
        return total;
      case 'step':
        return this.stops.at(Math.min(move.step, total))?.step ?? move.step;
      case 'write':
        return this.lastWrite(move.target) ?? this.begin;
      case 'into':
      case 'over':
      case 'out':
      case 'environment':
      case 'breakpoint': {
        const wanted = this.wanted(move);
        if (move.back) return this.stops.before(step, wanted)?.step ?? this.begin;
        return this.stops.after(step, wanted)?.step ?? total;
      }
    }
  }

  private wanted(move: Exclude<Move, { kind: 'start' | 'end' | 'step' | 'write' }>): (stop: Stop) => boolean {
    const here = this.stops.at(this.step);
    const depth = here?.depth ?? 0;
    switch (move.kind) {
      case 'into':
        return () => true;
      case 'over':
        return (stop) => stop.depth < depth || (stop.depth === depth && !stop.again);
      case 'out':
        return (stop) => stop.depth < depth;
      case 'environment':
        return (stop) => stop.environments !== here?.environments || stop.depth !== depth;
      case 'breakpoint': {
        const lines = new Set(move.lines);
        return ({ line }) => lines.has(line);
      }
    }
  }

  /** The stop before which a variable last got the value that it has; null: it had it all along. */
  private lastWrite(target: VariableTarget): number | null {
    const { text, statements } = this.source;
    const statementAt = statementFinder(statements);
    const names = mentions(text, target.name);
    const known = new Map<number, boolean>();
    const mayWrite = ({ offset }: Stop): boolean => {
      const n = 3 * statementAt(offset);
      if (!known.has(n)) known.set(n, names.within(statements[n] ?? offset, statements[n + 1] ?? offset));
      return known.get(n) === true;
    };
    return lastWrite(target, this.step, {
      stops: this.stops,
      mayWrite,
      states: (steps) => {
        this.ahead ??= this.scenes.eye(this.timeline.cursor());
        this.looking = null;
        for (const _ of this.scenes.fill(
          this.ahead,
          steps.filter((step) => !this.scenes.has(step)),
        ));
        return steps.map((step) => this.stateAt(step));
      },
    });
  }

  private stateAt(step: number): State {
    return this.scenes.at(this.viewer, step);
  }

  // ---- looking ahead -----------------------------------------------------------------------------------------------------------

  /** Does a few milliseconds of work that the next steps would else have to wait for; false: there is none. */
  lookAhead(): boolean {
    this.looking ??= this.prepare();
    if (this.looking.next().done !== true) return true;
    this.looking = null;
    return false;
  }

  /**
   * Makes the stops around known, and, where the next steps are such that a machine must be restored for them, their states too: going
   * back, and going forward where some of what comes was seen before.
   */
  private *prepare(): Generator<void, void> {
    const { scenes, stops, step, direction } = this;
    yield* stops.around(step);
    if (direction === 'jump') return;
    const back = direction === 'back';
    if (!back && scenes.after(step) === null) return;
    const wanted: number[] = [];
    let near = 0;
    for (let at = step; wanted.length < MOST_AHEAD; ) {
      const next = back ? stops.before(at, () => true) : stops.after(at, () => true);
      if (next === null) break;
      at = next.step;
      if (!scenes.has(at)) wanted.push(at);
      // Known, with unknown ones on this side of it: those are a round of their own.
      else if (wanted.length > 0 || ++near > ENOUGH_AHEAD) break;
    }
    this.ahead ??= scenes.eye(this.timeline.cursor());
    yield* scenes.fill(this.ahead, back ? wanted.reverse() : wanted);
  }

  show(step: number): Scene {
    const { timeline } = this;
    const before = this.shown;
    const state = this.stateAt(step);
    const stop = this.stops.at(step);
    // From afar it is not known which thing is which: nothing is told of what became of them.
    const isFar = before !== null && before.series !== state.series;
    const direction = before === null || isFar ? 'jump' : step < before.step ? 'back' : 'forward';
    const told = direction === 'forward' && before !== null && before.step < step ? happened(before, state) : [];
    this.shown = state;
    this.direction = direction;
    const { sent } = this;
    const nodes = [...state.nodes.values()].filter((node) => sent === null || sent.get(node.id) !== node);
    const gone = sent === null ? [] : [...sent.keys()].filter((id) => !state.nodes.has(id));
    this.sent = state.nodes;
    const keep = Math.min(this.sentLines, state.printed);
    this.sentLines = state.printed;
    const running = state.frames.some((frame) => !frame.hidden);
    return {
      step,
      total: timeline.total,
      ending: endingOf(timeline.end, timeline.scout.machine),
      direction,
      at: running && stop !== null ? { offset: stop.offset, line: stop.line } : null,
      frames: state.frames,
      framesLeftOut: state.framesLeftOut,
      whole: sent === null,
      nodes,
      gone,
      nodesLeftOut: state.nodesLeftOut,
      roots: state.roots,
      jobs: state.jobs,
      timers: state.timers,
      free: state.free,
      console: { keep, more: timeline.lines.slice(keep, state.printed) },
      happened: told,
    };
  }

  why(target: Target): Why {
    const { frames, nodes, roots } = this.shown ?? this.stateAt(this.begin);
    return whyOf({ frames, nodes, roots }, target);
  }

  // ---- changing ----------------------------------------------------------------------------------------------------------------

  answer(id: number, answer: Answer): Scene {
    const { total } = this.timeline;
    this.forget(total);
    this.timeline.answers.set(id, answer);
    this.timeline.runOn(FIRST_STEPS, FIRST_MILLISECONDS);
    const next = this.stops.after(total, () => true);
    return this.show(next?.step ?? this.timeline.total);
  }

  collect(): Scene {
    const { step } = this;
    this.timeline.collect(step);
    this.forget(step);
    this.viewer.cursor.reset();
    this.timeline.runOn(FIRST_STEPS, FIRST_MILLISECONDS);
    return this.show(step);
  }

  private forget(from: number): void {
    this.stops.forget(from);
    this.scenes.forget(from);
    this.looking = null;
    this.ahead = null;
    this.sentLines = 0;
  }

  /** A machine of its own in the state shown, and what it prints. */
  copy(): { readonly machine: Machine; readonly printed: readonly ConsoleLine[] } {
    return this.timeline.copyAt(this.step);
  }

  /** The running program as bytes, at the step shown. */
  save(): Uint8Array {
    const { scout } = this.timeline;
    scout.seek(this.step);
    return scout.machine.snapshot();
  }

  /** How many stops come before the step shown, the same under every strategy; Infinity: it is the end. */
  ordinal(): number {
    if (this.step >= this.timeline.total) return Number.POSITIVE_INFINITY;
    return this.stopsBefore + this.stops.ordinal(this.step);
  }

  /** What a saved program brings along, at the step shown. */
  past(): Past {
    const { timeline, step } = this;
    const { scout } = timeline;
    scout.seek(step);
    const ordinal = this.ordinal();
    return {
      time: scout.time,
      lines: timeline.lines.slice(0, scout.printed),
      answers: [...timeline.answers],
      ordinal: Number.isFinite(ordinal) ? ordinal : null,
    };
  }

  /** Goes to the stop of that number, with all that is there. */
  showOrdinal(n: number): Scene {
    this.sent = null;
    this.sentLines = 0;
    this.shown = null;
    return this.show(this.stepOfOrdinal(n));
  }

  stepOfOrdinal(n: number): number {
    if (n === Number.POSITIVE_INFINITY) return this.timeline.total;
    return this.stops.nth(Math.max(1, n - this.stopsBefore))?.step ?? this.timeline.total;
  }

  kept(step: number): ReturnType<Machine['keptReport']> {
    const { scout } = this.timeline;
    scout.seek(step);
    return scout.machine.keptReport();
  }

  stateFor(step: number): State {
    return this.stateAt(step);
  }
}

function endingOf(end: End, machine: Machine): Ending {
  switch (end.kind) {
    case 'done':
      return { kind: 'done', value: '' };
    case 'threw':
      return end;
    case 'waiting':
      return {
        kind: 'waiting',
        calls: end.calls.map(({ id, name, args }) => ({ id, name, args: args.map((arg) => machine.inspect(arg)) })),
      };
    case 'limit':
      return { kind: 'limit', text: LIMITS[end.limit] ?? end.limit, resumable: end.resumable };
  }
}

const LIMITS: Readonly<Record<string, string>> = {
  steps: 'It has not ended yet: endless, or just long?',
  heapBytes: 'It has filled the 512 MB of memory that a program gets here.',
};
