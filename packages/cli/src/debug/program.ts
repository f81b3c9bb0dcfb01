/** A machine with a program in it, made for being debugged: the command's clock, modules and console, and the past kept. */
import type {
  Debugger,
  DebuggerEvents,
  DebugOutcome,
  FrameInspection,
  Machine,
  MachineOptions,
  Stopped,
} from '@saguaro/engine';
import { load, parsingProgram, restored, type SavedProgram, sourceOptions, urlOf } from '../engine.ts';
import { recordingFile, snapshotFile } from '../errors.ts';
import type { Strategy } from '../options.ts';
import { type Clock, realClock } from '../program/clock.ts';
import { loadModule, resolveModule } from '../program/modules.ts';
import type { Program } from '../program/read.ts';
import { recorded } from '../program/replay.ts';
import { urlServices } from '../program/url.ts';
import type { ExplainedBinding } from '../report/model.ts';
import type { SourcePosition } from '../report/uncaught.ts';
import { Places } from './places.ts';

export interface DebuggedOptions {
  readonly storage: Strategy;
  readonly seed?: number | undefined;
  readonly clock?: Clock;
  /** Whether steps back are wanted, which costs time and memory. Default true. */
  readonly history?: boolean;
  readonly limits?: MachineLimits;
  readonly print: (text: string, toError: boolean) => void;
  readonly events?: DebuggerEvents;
  /** Whether programs are shown as they were written, where source maps tell. Default true. */
  readonly sourceMaps?: boolean;
}

/** Steps and milliseconds run between two looks at whether somebody wants a pause. */
const slice = 200_000;
const sliceMs = 50;
/** Longer sources are not analysed for why their variables live where they do: that would keep people waiting at the first stop. */
const longestExplained = 1 << 20;
/** What a machine may hold where nobody has said. */
const defaultHeap = 2 ** 30;

/** Where somebody must decide: a stop or the end. `abandoned`: nobody is interested any more. */
export type Settled = Exclude<DebugOutcome, { readonly status: 'paused' }> | { readonly status: 'abandoned' };

const paused: Stopped = { status: 'stopped', reason: 'pause', breakpoints: [] };
const endOfRecording: Stopped = { ...paused, problem: 'The recording ends here. From here on the program runs anew.' };
/** Milliseconds between two looks at whether somebody has read what the program has printed. */
const unreadDelay = 10;
const nextTurn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

type StepKind = 'in' | 'over' | 'out';

interface Standing {
  readonly frame: FrameInspection;
  readonly written: SourcePosition | null;
  readonly depth: number;
}

type Engine = Awaited<ReturnType<typeof load>>;
type MachineLimits = NonNullable<MachineOptions['limits']>;

export class Debugged {
  readonly machine: Machine;
  readonly debugger: Debugger;
  readonly places: Places;
  readonly storage: Strategy;
  private readonly engine: Engine;
  private readonly clock: Clock;
  private limits: MachineLimits;
  /** What somebody has asked for while it goes. */
  private asked: 'pause' | 'abandon' | null = null;
  private waiting: AbortController | null = null;
  /** A recording is gone through, and its end has not been told. */
  isReplay = false;
  /** What the program has printed is not read as fast as it prints: it waits for who reads. */
  isUnread: () => boolean = () => false;
  private readonly explanations = new Map<string, readonly ExplainedBinding[]>();

  constructor(
    engine: Engine,
    machine: Machine,
    debugger_: Debugger,
    places: Places,
    clock: Clock,
    storage: Strategy,
    limits: MachineLimits,
  ) {
    this.engine = engine;
    this.machine = machine;
    this.debugger = debugger_;
    this.places = places;
    this.clock = clock;
    this.storage = storage;
    this.limits = limits;
  }

  /** Goes on in slices to where somebody must decide. Waits for timers and modules; others get their turns. */
  async go(step: (options: { readonly steps: number; readonly deadline: number }) => DebugOutcome): Promise<Settled> {
    this.asked = null;
    let isPausing = false;
    for (let next = step; ; next = (options) => this.debugger.resume(options)) {
      const outcome = next({ steps: slice, deadline: this.clock.monotonic() + sliceMs });
      if (this.isReplay && !this.machine.inPast) {
        this.isReplay = false;
        if (outcome.status === 'paused' || outcome.status === 'waiting') return endOfRecording;
      }
      if (outcome.status === 'paused') await this.turn();
      else if (outcome.status !== 'waiting') return outcome;
      else if (outcome.calls.length === 0 && outcome.until === undefined) return outcome;
      else if (this.asked === null) await this.wait(outcome.until);
      if (this.interruption === 'abandon') return { status: 'abandoned' };
      if (this.interruption !== 'pause') continue;
      // A loop without any statement is paused wherever it is.
      if (outcome.status === 'waiting' || isPausing) return this.pausedHere();
      isPausing = true;
    }
  }

  private pausedHere(): Stopped {
    this.debugger.pause(false);
    return paused;
  }

  /** Lets others have their turns. */
  private async turn(): Promise<void> {
    await nextTurn();
    while (this.isUnread() && this.interruption === null)
      await new Promise((resolve) => void setTimeout(resolve, unreadDelay));
  }

  /** A step forward, to what somebody has written: what a tool has made is passed over, as are further parts of the same thing. */
  async step(kind: StepKind): Promise<Settled> {
    const from = this.standing();
    let outcome = await this.go((options) => this.stepBy(kind, options));
    while (outcome.status === 'stopped' && outcome.reason === 'step' && this.passes(from))
      outcome = await this.go((options) => this.stepBy(kind === 'out' ? 'over' : kind, options));
    return outcome;
  }

  private stepBy(kind: StepKind, options: { readonly steps: number; readonly deadline: number }): DebugOutcome {
    if (kind === 'in') return this.debugger.stepIn(options);
    return kind === 'over' ? this.debugger.stepOver(options) : this.debugger.stepOut(options);
  }

  /** Goes back in slices: as `Debugger.backward`, passing over what steps forward pass over. */
  async back(way: StepKind | 'continue'): Promise<Settled> {
    const from = this.standing();
    let outcome = await this.backOnce(way);
    while (way !== 'continue' && outcome.status === 'stopped' && outcome.reason === 'step' && this.passes(from))
      outcome = await this.backOnce(way === 'out' ? 'over' : way);
    if (outcome.status === 'stopped' && outcome.reason === 'earliest') await this.toFirstStatement();
    return outcome;
  }

  /** The earliest state stands before what a program does by itself, like making its functions. */
  private async toFirstStatement(): Promise<void> {
    const earliest = this.machine.steps();
    const first = await this.step('in');
    if (first.status !== 'stopped' || first.reason !== 'step') this.machine.seek(earliest);
  }

  /** Where a step begins. */
  private standing(): Standing | null {
    const [frame] = this.debugger.frames({ count: 1 });
    if (frame === undefined) return null;
    return { frame, written: this.places.original(frame), depth: this.machine.position()?.depth ?? 0 };
  }

  /** Does a step not end here? */
  private passes(from: Standing | null): boolean {
    const at = this.standing();
    if (at === null) return false;
    if (this.places.isMade(at.frame)) return true;
    const { written } = at;
    if (written === null || from?.written == null || at.depth !== from.depth) return false;
    const isSame = (a: SourcePosition, b: SourcePosition): boolean =>
      a.file === b.file && a.line === b.line && a.column === b.column;
    // The very same place once more is another turn of a loop.
    return isSame(written, from.written) && !isSame(at.frame, from.frame);
  }

  /** A pause shows where it began. */
  private async backOnce(way: StepKind | 'continue'): Promise<Settled> {
    this.asked = null;
    const slices = this.debugger.backward(way);
    for (;;) {
      const { done, value } = slices.next();
      if (done === true) return value;
      await nextTurn();
      if (this.interruption === null) continue;
      slices.return(paused);
      return this.interruption === 'abandon' ? { status: 'abandoned' } : paused;
    }
  }

  /** Somebody else sets it. */
  private get interruption(): 'pause' | 'abandon' | null {
    return this.asked;
  }

  private async wait(until: number | undefined): Promise<void> {
    const controller = new AbortController();
    const { signal } = controller;
    this.waiting = controller;
    const woken = new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    // What is being read comes by itself, and a clock that skips ahead would not wait for it.
    const isLoading = this.machine.pendingCalls().length > 0;
    const awaited = isLoading || until === undefined ? this.machine.answered() : this.clock.until(until, signal);
    await Promise.race([awaited, woken]);
    this.waiting = null;
  }

  /** Makes what is under way stop at the next statement, or at once where the program waits. */
  pause(): void {
    this.asked ??= 'pause';
    if (this.waiting === null) this.debugger.pause();
    else this.waiting.abort();
  }

  /** Makes what is under way end. */
  abandon(): void {
    this.asked = 'abandon';
    this.waiting?.abort();
  }

  /** Allows twice as much of what a limit allowed. */
  raise(limit: 'steps' | 'heapBytes' | 'durationMs' | 'outputBytes' | 'hostCalls'): void {
    this.limits = { ...this.limits, [limit]: 2 * (this.limits[limit] ?? defaultHeap) };
    this.machine.setLimits(this.limits);
  }

  /** Where each variable of a source lives and why; empty where the source is too long, or no program by itself. */
  explained(name: string): readonly ExplainedBinding[] {
    const known = this.explanations.get(name);
    if (known !== undefined) return known;
    const found = this.explain(name);
    this.explanations.set(name, found);
    return found;
  }

  private explain(name: string): readonly ExplainedBinding[] {
    const text = this.debugger.sources.text(name);
    if (text === undefined || text.length > longestExplained) return [];
    const language = /\.[cm]?ts$/.test(name) ? 'ts' : 'js';
    const kinds = name.startsWith('file:') ? (['module', 'script'] as const) : (['script', 'module'] as const);
    for (const kind of kinds) {
      try {
        return this.engine.explainSource(text, { name, kind, language, storage: this.storage }).bindings;
      } catch (error) {
        if (!(error instanceof this.engine.SaguaroSyntaxError)) throw error;
      }
    }
    return [];
  }
}

/** Reads and starts a program; nothing of it has run yet. Throws a `SyntaxFailure`. */
export async function openDebugged(program: Program, options: DebuggedOptions): Promise<Debugged> {
  const engine = await load(program.language);
  const { storage, seed, clock = realClock(), history = true, limits = {}, events = {} } = options;
  const urls = new Map<string, string>();
  const host = hostOf(options, clock, urls, () => debugged);
  const machine = new engine.Machine({
    ...host,
    storage,
    history,
    limits,
    seed: seed ?? Math.floor(Math.random() * 2 ** 32),
  });
  const debugger_: Debugger = new engine.Debugger(machine, events);
  const places = new Places(debugger_, options.sourceMaps !== false);
  const debugged: Debugged = new Debugged(engine, machine, debugger_, places, clock, storage, limits);
  parsingProgram(engine, program, (one) => {
    urls.set(one.name, one.url);
    machine.start(one.source, sourceOptions(one));
    debugger_.addSource(one.name, one.source);
  });
  return debugged;
}

/** A saved program, where it stood. Throws a `UserError`. */
export async function openSavedDebugged(from: SavedProgram, options: DebuggedOptions): Promise<Debugged> {
  const engine = await load('ts');
  if (engine.isRecording(from.bytes)) throw recordingFile(from.shown);
  const { clock = realClock(), history = true, limits = {}, events = {} } = options;
  const host = hostOf(options, clock, new Map(), () => debugged);
  const given = Object.keys(limits).length === 0 ? {} : { limits };
  const machine = restored(from, () => engine.Machine.restore(from.bytes, { ...host, history, ...given }));
  const debugger_: Debugger = new engine.Debugger(machine, events);
  const places = new Places(debugger_, options.sourceMaps !== false);
  const debugged: Debugged = new Debugged(engine, machine, debugger_, places, clock, machine.storage().storage, limits);
  return debugged;
}

/** A recorded run, at its beginning: all of it is known, and asks nobody. Throws a `UserError`. */
export async function openRecordedDebugged(from: SavedProgram, options: DebuggedOptions): Promise<Debugged> {
  const engine = await load('ts');
  const { clock = realClock(), events = {} } = options;
  if (!engine.isRecording(from.bytes) && engine.isSnapshot(from.bytes)) throw snapshotFile(from.shown);
  const host = hostOf(options, clock, new Map(), () => debugged);
  const machine = recorded(engine, from, () => {
    const one = engine.Machine.replay(from.bytes, host);
    one.seek(one.earliestStep);
    return one;
  });
  const debugger_: Debugger = new engine.Debugger(machine, events);
  const places = new Places(debugger_, options.sourceMaps !== false);
  const debugged: Debugged = new Debugged(engine, machine, debugger_, places, clock, machine.storage().storage, {});
  debugged.isReplay = true;
  return debugged;
}

/** What of the host a debugged machine gets. */
function hostOf({ print }: DebuggedOptions, clock: Clock, urls: ReadonlyMap<string, string>, debugged: () => Debugged) {
  return {
    clock: { now: clock.now, monotonic: clock.monotonic },
    console: (level: string, text: string) => print(`${text}\n`, level === 'error' || level === 'warn'),
    host: { ...urlServices, mapPosition: (place: SourcePosition) => debugged().places.original(place) },
    modules: {
      resolve: (specifier: string, referrer: string) => resolveModule(specifier, urls.get(referrer) ?? urlOf(referrer)),
      load(url: string) {
        const module = loadModule(url);
        if (module.language !== 'json') debugged().debugger.addSource(url, module.source);
        return module;
      },
    },
  };
}
