/** The embedder's machine: the public face of the engine (see docs/api.md). */

import { settleLoad } from '../agent/module-load.ts';
import { isMainModuleLinked } from '../agent/module-start.ts';
import type { LoadAnswer } from '../agent/module-state.ts';
import type { Realm } from '../agent/realm.ts';
import { explainSource, type StaticExplanation } from '../explain/static.ts';
import type { Head } from '../history/head.ts';
import { History } from '../history/history.ts';
import type { Printed } from '../history/journal.ts';
import { Recording, readRecording, replayOptions } from '../history/recording.ts';
import { RecordingError } from '../history/recording-error.ts';
import { type HeapGraph, heapGraph } from '../machine/heap.ts';
import { type KeptBinding, type KeptReport, keptReport } from '../machine/kept.ts';
import { framesKept } from '../machine/live-bytes.ts';
import type { Account, Machine as Core } from '../machine/machine.ts';
import { Identities, PictureWalk } from '../machine/picture.ts';
import type { Picture, PictureOptions } from '../machine/picture-types.ts';
import { type Position, positionOf } from '../machine/position.ts';
import { guestFrames, type Site, siteOf } from '../machine/stack-trace.ts';
import { askAboutBinding, askAboutValue, type BindingQuery, type Why } from '../machine/why.ts';
import { isTypeScriptLoaded } from '../parser/parse.ts';
import type { SharedSnapshot } from '../snapshot/fork.ts';
import { SnapshotError } from '../snapshot/snapshot-error.ts';
import { checkLimits, checkMachine, checkRun, checkStart } from './check-options.ts';
import { type Handle, unwrap } from './data.ts';
import { Execution } from './execution.ts';
import type { HostAnswer, HostCalls } from './functions.ts';
import { inspect } from './inspect.ts';
import type {
  FrameView,
  MachineLimits,
  MachineOptions,
  Outcome,
  PendingCall,
  ReplayOptions,
  RestoreOptions,
  RunOptions,
  StartOptions,
} from './options.ts';
import type { Mail } from './test262.ts';
import { describeThrown, type ThrownDescription } from './thrown.ts';

export type * from './options.ts';

/** Kept bindings that are dated, and the things looked at for that. */
const MOST_DATED = 64;
const DATING_EFFORT = 4_000_000;

export class Machine {
  /** Null where there is a history, which has executions of its own. */
  private readonly only: Execution | null;
  private readonly past: History | null;

  private readonly identities = new Identities();

  /** What `fork` hands on. */
  private readonly given: RestoreOptions;

  /**
   * @param from for `restore`, `fork` and `replay` only
   * @throws TypeError for a limit that there is not, that is no number, or that stands beside `limits`.
   */
  constructor(options: MachineOptions = {}, from: Uint8Array | SharedSnapshot | Recording | null = null) {
    checkMachine(options);
    const { functions, console, clock, modules, host, test262 } = options;
    this.given = Object.fromEntries(
      Object.entries({ functions, console, clock, modules, host, test262 }).filter(([, v]) => v !== undefined),
    );
    const make = (head: Head | null) =>
      from === null
        ? new Execution(options, head)
        : from instanceof Uint8Array
          ? Execution.restore(from, options, head)
          : from instanceof Recording
            ? Execution.restore(from.begin.bytes, options, head)
            : Execution.fork(from, options, head);
    const keeps = options.history !== undefined && options.history !== false;
    this.past = keeps ? new History(options, make, from instanceof Recording ? from : null) : null;
    this.only = this.past === null ? make(null) : null;
  }

  /** What the machine shows: with a history, perhaps a state of its past. */
  private get execution(): Execution {
    return this.past === null ? (this.only as Execution) : this.past.shown;
  }

  /** What goes on: all answers are for it. */
  private get live(): Execution {
    return this.past === null ? (this.only as Execution) : this.past.live;
  }

  /** @internal */
  get core(): Core {
    return this.execution.core;
  }

  /**
   * Makes a program ready to run. May be called again when the one before has ended.
   * @throws SaguaroSyntaxError on an early error, TypeError for a kind or a language that there is not.
   */
  start(source: string, options: StartOptions = {}): void {
    checkStart(options);
    this.past?.touched();
    this.live.start(source, options);
  }

  /** Runs on until the program has ended, must wait, or a bound is reached. Can be called again after every outcome. */
  run(options: RunOptions = {}): Outcome {
    checkRun(options);
    if (options.limits !== undefined) this.setLimits(options.limits);
    return this.past === null ? this.live.run(options) : this.past.run(options);
  }

  /** Executes one instruction. */
  step(): Outcome {
    return this.run({ steps: 1 });
  }

  /** Instructions executed so far, or before the state of the past that is shown. */
  steps(): number {
    return this.execution.stepsRun;
  }

  // ---- the past (see docs/api.md) ------------------------------------------------------------------------------------------------

  /** The same, as a property. */
  get stepsRun(): number {
    return this.execution.stepsRun;
  }

  /** The first step whose state can be shown: 0 until the past has outgrown `history.bytes`. Without a history, the only one. */
  get earliestStep(): number {
    return this.past === null ? this.stepsRun : this.past.earliest;
  }

  /** The step to which the machine has run, or the recorded run had: where it goes on. */
  get newestStep(): number {
    return this.past === null ? this.live.stepsRun : this.past.newest;
  }

  /** Does the machine show a state of its past? */
  get inPast(): boolean {
    return this.past?.inPast === true;
  }

  /** Bytes that the past takes, roughly. */
  get historyBytes(): number {
    return this.past?.bytes ?? 0;
  }

  /**
   * Shows the state after so many steps: frames, variables, heap and output as they were then. `run` goes forward again, by what is
   * known up to the newest step, asking nobody a second time, then on.
   * @throws RangeError for a step before `earliestStep` or after `newestStep`.
   */
  seek(step: number): void {
    this.history.seek(step);
  }

  /** Shows the state `steps` instructions before the one shown, or the earliest there is. */
  back(steps = 1): void {
    const { history } = this;
    history.seek(Math.max(history.earliest, this.stepsRun - steps));
  }

  /**
   * Shows the last state before the one shown in which `condition` holds, or else the earliest.
   * @param condition is asked at every step, of this machine, and must not change it
   * @returns whether there was one
   */
  reverseTo(condition: (machine: this) => boolean): boolean {
    return this.history.reverseTo(() => condition(this));
  }

  /** Makes the state shown the newest: what came after it is forgotten, and the program goes on from here, asking the host. */
  forgetFuture(): void {
    this.history.forgetFuture();
  }

  /** Another number once steps of the past are others than they were. @internal */
  get pastVersion(): number {
    return this.history.version;
  }

  /** What the program had printed, with a history: up to the state shown. */
  printed(): readonly Printed[] {
    return this.past?.printed() ?? [];
  }

  /** To be called by whoever has changed the program's state from outside, so that the history knows. @internal */
  changed(): void {
    this.past?.changed();
  }

  /** Told whenever the machine shows another core than before. @internal */
  onShown(listener: () => void): void {
    if (this.past !== null) this.past.onShown = listener;
  }

  private get history(): History {
    if (this.past === null)
      throw new Error('this machine keeps no history: make it by `new Machine({ history: true })` to go back');
    return this.past;
  }

  /** Other limits from now on; those not given stay. A machine that has reached one goes on with a higher one. */
  setLimits(limits: MachineLimits): void {
    checkLimits(limits);
    this.past?.touched();
    this.live.setLimits(limits);
  }

  /** Guest frames, newest first; built-ins written in JavaScript are hidden. */
  frames(): FrameView[] {
    return guestFrames(this.core).map((f) => {
      const s: Site = siteOf(f);
      return {
        function: s.functionName === '' ? '<top level>' : s.functionName,
        file: s.file,
        line: s.line,
        column: s.column,
      };
    });
  }

  /**
   * What became of the frames pushed so far; `kept` counts those alive now though not on the stack, because something refers to them:
   * records of returned activations (`frame`), suspended generators and async functions. Walks the heap: linear in its size.
   */
  account(): Account & { readonly steps: number } {
    return { ...this.core.account, kept: framesKept(this.core), steps: this.execution.stepsRun };
  }

  /** Collects: WeakRefs whose targets only they refer to are emptied, finalisation callbacks become jobs. Happens by itself near `heapBytes`. */
  collect(): void {
    this.past?.touched();
    this.live.collect();
  }

  /** Everything alive, as nodes with labelled edges from labelled roots. Linear in the heap's size. */
  heap(): HeapGraph {
    return heapGraph(this.core);
  }

  /**
   * The state as a debugger or a viewer draws it: frames with the values of their variables and registers, what the program's roots
   * reach with all fields, queues, frames that wait for reuse. Bounded by `options`, whatever the size of stack and heap.
   */
  picture(options: PictureOptions = {}): Picture {
    return new PictureWalk(this.core, this.identities, options).take(options);
  }

  /**
   * Where the machine is, cheaply: the newest frame of the program's own and the offset in its source. Null between jobs and before the
   * start. `depth`: frames on the stack. `entry`: it has not yet come to the first thing its function says.
   */
  position(): Position | null {
    return positionOf(this.core);
  }

  /** The declared variables that something still refers to, what each keeps alive, and the path that keeps it. */
  kept(): readonly KeptBinding[] {
    return keptReport(this.core).bindings;
  }

  /**
   * The same with the bytes that all of them keep alive together; where `since` is asked for, with a history, since which step their places
   * are there: of the first 64, as far as a few seconds tell.
   */
  keptReport(options: { readonly since?: boolean } = {}): KeptReport {
    const { bindings, bytes, places } = keptReport(this.core);
    if (options.since !== true) return { bindings, bytes };
    const since = this.past?.births(places().slice(0, MOST_DATED), DATING_EFFORT) ?? [];
    return { bytes, bindings: bindings.map((one, i) => ({ ...one, since: since[i] ?? null })) };
  }

  /**
   * Why something is alive: the path from a root that keeps it, what would be freed if it went, and, with a history, since which step it
   * is there. Empty for what is not alive.
   * @param what a binding by its name (and function, file, line), each place that it has now; or a value that the machine has given out,
   *   apart from the host's own handles of it
   */
  why(what: string | BindingQuery | Handle): readonly Why[] {
    const value = typeof what === 'string' ? undefined : unwrap(what);
    const asked =
      value !== undefined && value !== null && typeof value !== 'number' && typeof value !== 'boolean'
        ? askAboutValue(this.core, value)
        : askAboutBinding(this.core, typeof what === 'string' ? { name: what } : (what as BindingQuery));
    const since = this.past?.births(asked.flatMap(({ place, value }) => [place, value])) ?? [];
    return asked.map(({ why }, i): Why => {
      const { value } = why;
      return {
        ...why,
        since: since[2 * i] ?? null,
        value: value === null ? null : { ...value, since: since[2 * i + 1] ?? null },
      };
    });
  }

  /** Where each binding of the program started last lives under this machine's strategy, and why. */
  storage(): StaticExplanation {
    const { source, name, kind, language } = this.execution.program;
    return explainSource(source, { name, kind, language, storage: this.core.options.storage });
  }

  /** A guest value as `console.log` would print it. */
  inspect(value: unknown): string {
    return inspect(unwrap(value));
  }

  /** What an uncaught value is, for reports: text as Node prints it, and where it was thrown. */
  describeError(error: unknown): ThrownDescription {
    return describeThrown(unwrap(error));
  }

  /** Names that programs see globally. */
  globalNames(): string[] {
    const { realm } = this.core;
    const names: string[] = [...realm.lexicals.keys()];
    for (const k of realm.globalObject.shape.table.index.keys()) if (typeof k === 'string') names.push(k);
    return names;
  }

  /**
   * The machine's whole state as bytes, at any pause: see docs/snapshots.md.
   * @throws SnapshotError while it is running, or where it holds what cannot be written down.
   */
  snapshot(): Uint8Array {
    if (this.execution.running)
      throw new SnapshotError('UNSUPPORTED', 'The machine is running: a snapshot is taken when `run` has returned.');
    return this.execution.snapshot();
  }

  /**
   * The machine of a snapshot, going on where it stood, in any process. Options are those of `new Machine` that are no data: functions,
   * console, clock, modules, host; limits, where given, take the place of those it had.
   * @throws SnapshotError where the bytes are damaged, of another version, or functions of the host are missing.
   */
  static restore(bytes: Uint8Array, options: RestoreOptions = {}): Machine {
    return new Machine(options, bytes);
  }

  /**
   * An independent machine in the same state: the two share code, texts and nothing that either can change. Costs as much as there is to
   * change. Options as for `restore`.
   */
  fork(options: RestoreOptions = {}): Machine {
    if (this.execution.running)
      throw new SnapshotError('UNSUPPORTED', 'The machine is running: it can be forked when `run` has returned.');
    return new Machine({ ...this.given, ...options }, this.execution.shared());
  }

  /** A copy that a debugger may ask anything: functions of the host refuse, and nothing is printed. @internal */
  aside(): Machine {
    const refusing = Object.keys(this.given.functions ?? {}).map((name) => [
      name,
      () => {
        throw new Error(`${name} is a function of the host, which is not called here`);
      },
    ]);
    const { clock, host } = this.given;
    const given = { ...(clock === undefined ? {} : { clock }), ...(host === undefined ? {} : { host }) };
    return Machine.restore(this.snapshot(), { ...given, functions: Object.fromEntries(refusing) });
  }

  /**
   * What is needed to run the program again exactly, in any process with the same engine, as bytes: the state at `earliestStep` and what
   * came from the host since then. Needs a history.
   * @param note text of the embedder's own that goes with it
   * @throws SnapshotError while it is running, or where it holds what cannot be written down.
   */
  recording({ note = '' }: { readonly note?: string } = {}): Uint8Array {
    if (this.live.running)
      throw new SnapshotError('UNSUPPORTED', 'The machine is running: a recording is made when `run` has returned.');
    return this.history.recording(note);
  }

  /**
   * A machine that does again what a recording says. It shows the beginning, and the rest as its past that is known to `newestStep`: `run`
   * goes through it, printing, asking nobody, and gives at its end the outcome that the recorded run had. From there it goes on by what
   * `options` give.
   * @throws RecordingError where the bytes are damaged, were made by another version, or do not fit what is given.
   * @throws HistoryError, from what goes through it, where the machine does not do what the recording says.
   */
  static replay(bytes: Uint8Array, options: ReplayOptions = {}): Machine {
    const recording = readRecording(bytes);
    if (recording.needsTypeScript && !isTypeScriptLoaded())
      throw new RecordingError(
        'UNSUPPORTED',
        'The recording has programs in TypeScript: call `await loadTypeScript()` before replaying it.',
      );
    try {
      return new Machine(replayOptions(recording, { ...options, history: options.history ?? true }), recording);
    } catch (e) {
      if (!(e instanceof SnapshotError)) throw e;
      throw new RecordingError('DAMAGED', `The state that the recording begins with cannot be restored. ${e.message}`);
    }
  }

  /** The text of a program or module that the machine has, by its name; undefined for what it has not. */
  sourceOf(name: string): string | undefined {
    const { program, core } = this.execution;
    if (program.name === name) return program.source;
    for (const realm of core.realms) {
      const module = realm.modules.get(name);
      if (module !== undefined) return module.linked?.code?.source.text;
    }
    return undefined;
  }

  /** Loads and calls of functions of the host that wait for an answer, as in `waiting` outcomes. */
  pendingCalls(): readonly PendingCall[] {
    return this.execution.pendingCalls();
  }

  /** Answers a call of a `suspending` host function. False where no such call is pending. */
  settle(id: number, answer: HostAnswer): boolean {
    // What was answered then is in the recording.
    if (this.past?.isLive === false) return false;
    return this.live.calls.answer(id, answer);
  }

  /** Settles as soon as a pending call has been answered, so that `run` can go on; at once where none is pending. */
  answered(): Promise<void> {
    if (this.past?.isLive === false) return Promise.resolve();
    const { core, calls } = this.live;
    const { modules } = core;
    const waits: Promise<void>[] = [];
    if (modules.pending.size > 0) waits.push(modules.nextAnswer());
    if (calls.pending.size > 0) waits.push(calls.nextAnswer());
    return waits.length === 0 ? Promise.resolve() : Promise.race(waits);
  }

  /** Answers a pending load from outside, as the loader's promise would. What is not pending is ignored. */
  settleLoad(id: number, answer: LoadAnswer): void {
    if (this.past?.isLive === false) return;
    settleLoad(this.live.core, id, answer);
  }

  /** Has the module graph that `start` began been linked? */
  isLinked(): boolean {
    return isMainModuleLinked(this.core);
  }

  /** @internal */
  get hostCalls(): HostCalls {
    return this.live.calls;
  }

  /** @internal */
  get mail(): Mail | null {
    return this.live.mail;
  }

  /** @internal */
  get realm(): Realm {
    return this.core.realm;
  }
}
