/** The embedder's machine: the public face of the engine (see docs/api.md). */

import type { ModuleLoader } from '../agent/module.ts';
import { settleLoad } from '../agent/module-load.ts';
import { isMainModuleLinked, moduleProgress, startModule } from '../agent/module-start.ts';
import type { LoadAnswer } from '../agent/module-state.ts';
import type { Realm } from '../agent/realm.ts';
import { compileSource } from '../compiler/front.ts';
import { explainSource, type StaticExplanation } from '../explain/static.ts';
import { callFunction } from '../machine/calls.ts';
import { declareGlobals, topLevelFunction } from '../machine/eval.ts';
import { GuestThrow } from '../machine/guest-throw.ts';
import { type HeapGraph, heapGraph } from '../machine/heap.ts';
import { interpret, Stop } from '../machine/interpret.ts';
import { type KeptBinding, type KeptReport, keptReport } from '../machine/kept.ts';
import { collect, framesKept } from '../machine/live-bytes.ts';
import {
  type Account,
  type Clock,
  Machine as Core,
  DEFAULT_HEAP_BYTES,
  defaultDepth,
  type Job,
  type Limits,
} from '../machine/machine.ts';
import { guestFrames, linesOf, offsetOf, type Site, siteOf, traceText } from '../machine/stack-trace.ts';
import { resumeActivity } from '../machine/suspend.ts';
import { settleWaiters, unblock } from '../machine/waiters.ts';
import type { ExoticObject } from '../objects/object.ts';
import type { Value } from '../objects/value.ts';
import type { Language } from '../parser/parse.ts';
import { MachineClock } from '../snapshot/clock.ts';
import { openSnapshot, takeSnapshot } from '../snapshot/snapshot.ts';
import { SnapshotError } from '../snapshot/snapshot-error.ts';
import { STRATEGIES, type StorageStrategy } from '../storage/plan.ts';
import { toHost, unwrap } from './data.ts';
import { type HostAnswer, HostCalls, type HostFunction, installFunctions, takeAnswers } from './functions.ts';
import { inspect } from './inspect.ts';
import { describeThrown, type ThrownDescription } from './thrown.ts';
import { fireTimer, nextTimer } from './timers.ts';
import { WARM_UP_PROGRAM } from './warm-up.ts';

export interface MachineOptions {
  readonly storage?: StorageStrategy;
  /** Proper tail calls in strict code (ECMA-262 §15.10). Default false: traces as V8 gives them. */
  readonly tailCalls?: boolean;
  readonly limits?: Limits & { readonly durationMs?: number };
  /** Gets each line that `console` prints, formatted. Default: dropped. */
  readonly console?: (level: string, text: string) => void;
  /** Default: the host's. */
  readonly clock?: Clock;
  /** Seed of `Math.random`. Default 0. */
  readonly seed?: number;
  /** Checks each function's bytecode before its first call; an `InternalFault` where it breaks a rule. For tests. Default false. */
  readonly verifyBytecode?: boolean;
  /** IANA name. Default 'UTC'. */
  readonly timeZone?: string;
  /** BCP 47 tag. Default 'en-US'. */
  readonly locale?: string;
  readonly modules?: ModuleLoader;
  /** Functions of the host, by the global names under which the program calls them. */
  readonly functions?: Readonly<Record<string, HostFunction>>;
  /** Globals of the web platform (console, timers, URL, …). Default true. */
  readonly web?: boolean;
  /** `URL` parsing, where the embedder has it: plain data in and out. */
  readonly host?: HostServices;
}

/** What a restored machine gets anew: what of the host no snapshot holds. */
export type RestoreOptions = Pick<MachineOptions, 'functions' | 'console' | 'clock' | 'modules' | 'host' | 'limits'>;

/** What only the host has, as functions over plain data. */
export interface HostServices {
  /** Components of an URL, or null where it is not valid. */
  urlParse?(url: string, base: string | undefined): Record<string, string> | null;
  /** Components of the URL `href` after its component `part` was set to `text` (as `URL` objects' setters do). */
  urlSet?(href: string, part: string, text: string): Record<string, string>;
}

export interface StartOptions {
  /** File name in errors and stacks. Default `<script>` or `<module>`. */
  readonly name?: string;
  readonly kind?: 'script' | 'module';
  /** 'ts' needs `await loadTypeScript()` before. */
  readonly language?: Language;
  /** Scripts: whether `done` brings the completion value, which is alive until the next start. Default true. */
  readonly completionValue?: boolean;
}

export interface RunOptions {
  /** At most so many instructions, then `paused`. */
  readonly steps?: number;
  /** Monotonic clock reading at which to pause. */
  readonly deadline?: number;
  readonly signal?: { readonly aborted: boolean };
}

export type LimitName = 'steps' | 'heapBytes' | 'durationMs' | 'outputBytes';

export type Outcome =
  | { readonly status: 'done'; readonly value: unknown }
  /** `rejection`: a promise was rejected and nobody handles it. Else `at` says where it was thrown, if guest code was running. */
  | { readonly status: 'threw'; readonly error: unknown; readonly rejection?: boolean; readonly at?: SourcePlace }
  | { readonly status: 'paused'; readonly reason: 'steps' | 'deadline' | 'signal' }
  /** Nothing can run before `until` (monotonic milliseconds), or before a call is answered (see `Machine.answered`). */
  | { readonly status: 'waiting'; readonly calls: readonly PendingCall[]; readonly until?: number }
  | { readonly status: 'limit'; readonly limit: LimitName };

/** What the machine has asked of the embedder and not been told yet. */
export type PendingCall =
  /** A module to be loaded, and who asked for it; answered by `settleLoad`, or by the loader's promise. */
  | {
      readonly kind: 'load';
      readonly id: number;
      readonly url: string;
      readonly specifier: string;
      readonly referrer: string;
    }
  /** A call of an `async` or `suspending` host function; the latter is answered by `settle`. */
  | { readonly kind: 'call'; readonly id: number; readonly name: string; readonly args: readonly unknown[] };

export interface SourcePlace {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 units. */
  readonly column: number;
}

export interface FrameView extends SourcePlace {
  readonly function: string;
}

/** Instructions between two looks at deadline, signal and limits. */
const SLICE = 20_000;

const HOST_CLOCK: Clock = {
  now: () => Date.now(),
  monotonic: () => (globalThis as unknown as { performance: { now(): number } }).performance.now(),
};

/** Has the host seen every instruction in this process? (see warm-up.ts) */
let warm = false;

function warmUp(): void {
  warm = true;
  const m = new Machine({ web: false });
  m.start(WARM_UP_PROGRAM, { name: '<warm-up>' });
  m.run();
}

export class Machine {
  /** @internal */
  readonly core: Core;
  private readonly calls = new HostCalls();
  /** Read for deadlines and limits, which are the embedder's business. */
  private readonly hostClock: Clock;
  private readonly clock: MachineClock;
  /** Is `run` on the host's stack? A host function must not enter it again. */
  private running = false;
  private readonly limits: Limits & { readonly durationMs?: number };
  private stepsRun = 0;
  private timeUsed = 0;
  private modulePromise: ExoticObject | null = null;
  /** The program started last. */
  private program: Required<Pick<StartOptions, 'name' | 'kind' | 'language'>> & { readonly source: string } = {
    source: '',
    name: '<script>',
    kind: 'script',
    language: 'js',
  };
  /** The bottom frame on the stack is that of the program just started. */
  private inMain = false;

  /** What `fork` hands on. */
  private readonly given: RestoreOptions;

  constructor(options: MachineOptions = {}) {
    const { functions, console, clock, modules, host } = options;
    this.given = Object.fromEntries(
      Object.entries({ functions, console, clock, modules, host }).filter(([, v]) => v !== undefined),
    );
    this.limits = options.limits ?? {};
    const storage = options.storage ?? 'flat';
    if (!STRATEGIES.includes(storage))
      throw new TypeError(`storage must be one of ${STRATEGIES.join(', ')}; got ${String(storage)}`);
    this.hostClock = options.clock ?? HOST_CLOCK;
    this.clock = new MachineClock(this.hostClock);
    const heapBytes = this.limits.heapBytes ?? DEFAULT_HEAP_BYTES;
    this.core = new Core({
      storage,
      tailCalls: options.tailCalls ?? false,
      clock: this.clock,
      locale: options.locale ?? 'en-US',
      timeZone: options.timeZone ?? 'UTC',
      print: options.console ?? (() => undefined),
      loader: options.modules ?? null,
      host: options.host ?? {},
      web: options.web ?? true,
      maxDepth: this.limits.depth ?? defaultDepth(heapBytes),
      heapBytes,
      seed: options.seed ?? 0,
      verifyBytecode: options.verifyBytecode ?? false,
    });
    this.core.stackTracer = traceText;
    this.core.extraRoots.add(this.calls);
    if (options.functions !== undefined) installFunctions(this.core, this.calls, options.functions);
  }

  /**
   * Makes a program ready to run. May be called again when the one before has ended.
   * @throws SaguaroSyntaxError on an early error.
   */
  start(source: string, options: StartOptions = {}): void {
    const m = this.core;
    if (this.running || m.frame !== null) throw new Error('a program is running: let it end before another is started');
    const kind = options.kind ?? 'script';
    const name = options.name ?? (kind === 'module' ? '<module>' : '<script>');
    const language = options.language ?? 'js';
    m.completion = undefined;
    this.modulePromise = null;
    m.uncaught = null;
    this.program = { source, name, kind, language };
    const { realm } = m;
    if (kind === 'module') {
      this.modulePromise = startModule(m, source, name, language);
      return;
    }
    const { completionValue = true } = options;
    const code = compileSource(source, { name, kind, language, storage: m.options.storage, completionValue });
    this.inMain = true;
    try {
      if (code.declarations !== null) declareGlobals(m, realm, code.declarations, false);
      callFunction(m, topLevelFunction(realm, code), realm.globalObject, [], undefined);
    } catch (e) {
      if (!(e instanceof GuestThrow)) throw e;
      m.uncaught = e;
    }
  }

  /** Runs on until the program has ended, must wait, or a bound is reached. Can be called again after every outcome. */
  run(options: RunOptions = {}): Outcome {
    if (this.running) throw new Error('the machine is running: a function of the host cannot run it again');
    this.running = true;
    const m = this.core;
    const clock = this.hostClock;
    let left = options.steps ?? Number.POSITIVE_INFINITY;
    const began = clock.monotonic();
    const durationLeft = (this.limits.durationMs ?? Number.POSITIVE_INFINITY) - this.timeUsed;
    try {
      for (;;) {
        // What natives owe beyond the slice before is paid first, so that the count does not depend on how a run is sliced.
        if (m.fuelDebt > 0 && !m.heapPressed) {
          const budget = (this.limits.steps ?? Number.POSITIVE_INFINITY) - this.stepsRun;
          const paid = m.frame === null ? m.fuelDebt : Math.max(0, Math.min(m.fuelDebt, left, budget));
          m.fuelDebt -= paid;
          this.stepsRun += paid;
          left -= paid;
        }
        if (m.frame === null) {
          const over = this.nextWork();
          if (over !== null) return over;
          if (m.frame === null) continue;
        }
        if (m.blocked !== null) {
          const until = unblock(m);
          if (until !== null) return this.waitingUntil(until);
        }
        if (left <= 0) return { status: 'paused', reason: 'steps' };
        const budget = (this.limits.steps ?? Number.POSITIVE_INFINITY) - this.stepsRun;
        if (budget <= 0) return { status: 'limit', limit: 'steps' };
        if (options.signal?.aborted === true) return { status: 'paused', reason: 'signal' };
        const now = clock.monotonic();
        if (options.deadline !== undefined && now >= options.deadline) return { status: 'paused', reason: 'deadline' };
        if (now - began >= durationLeft) return { status: 'limit', limit: 'durationMs' };
        if (m.outputBytes > (this.limits.outputBytes ?? Number.POSITIVE_INFINITY))
          return { status: 'limit', limit: 'outputBytes' };
        if (m.allocated > m.traceAt && m.overHeapLimit()) return { status: 'limit', limit: 'heapBytes' };
        if (!warm && this.stepsRun > SLICE) warmUp();
        const given = Math.min(SLICE, left, budget);
        m.fuel = given;
        const stop = interpret(m);
        m.relieve();
        const used = given - m.fuel;
        left -= used;
        this.stepsRun += used;
        if (stop === Stop.OverHeap) return { status: 'limit', limit: 'heapBytes' };
        if (stop === Stop.JobDone) {
          m.keptAlive.clear();
          if (this.inMain) {
            this.inMain = false;
            m.completion = m.result;
          }
          m.result = undefined;
          if (m.uncaught !== null) return this.threw();
        }
      }
    } finally {
      this.running = false;
      this.timeUsed += clock.monotonic() - began;
    }
  }

  private threw(): Outcome {
    const m = this.core;
    const { value, origin } = m.uncaught as GuestThrow;
    m.uncaught = null;
    const error = toHost(value);
    const source = origin?.code.code?.source;
    if (origin === null || source === undefined) return { status: 'threw', error };
    return { status: 'threw', error, at: { file: source.name, ...linesOf(source).position(offsetOf(origin)) } };
  }

  /** Puts the next job on the stack, or says why there is none. */
  private nextWork(): Outcome | null {
    const m = this.core;
    if (m.uncaught !== null) return this.threw();
    let job = m.nextJob();
    let waiters: number | null = null;
    if (job === undefined) {
      waiters = settleWaiters(m);
      job = m.nextJob();
    }
    if (job !== undefined) {
      this.begin(job);
      return null;
    }
    if (takeAnswers(m, this.calls)) return null;
    for (const p of m.unhandled) {
      m.unhandled.delete(p);
      return { status: 'threw', error: toHost(p.data.result as Value), rejection: true };
    }
    const timer = nextTimer(m);
    if (timer !== null) {
      if (timer.at <= m.options.clock.monotonic()) {
        fireTimer(m, timer);
        return null;
      }
      return {
        status: 'waiting',
        calls: this.pendingCalls(),
        until: this.clock.toHost(Math.min(timer.at, waiters ?? timer.at)),
      };
    }
    const progress = moduleProgress(m, this.modulePromise);
    if (waiters !== null) return this.waitingUntil(waiters);
    if (progress === 'pending') return { status: 'waiting', calls: this.pendingCalls() };
    if (this.calls.pending.size > 0) return { status: 'waiting', calls: this.pendingCalls() };
    return { status: 'done', value: toHost(m.completion) };
  }

  /** `until` Infinity: only somebody else can wake this machine. */
  private waitingUntil(until: number): Outcome {
    const calls = this.pendingCalls();
    return until === Number.POSITIVE_INFINITY
      ? { status: 'waiting', calls }
      : { status: 'waiting', calls, until: this.clock.toHost(until) };
  }

  private begin(job: Job): void {
    const m = this.core;
    m.realm = m.mainRealm;
    try {
      if (job.kind === 'resume') resumeActivity(m, job.activity, job.mode, job.value);
      else {
        const f = m.realm.helper('RunJob');
        callFunction(m, f, undefined, [job.fn, job.self, m.realm.newArray(job.args)], undefined);
      }
    } catch (e) {
      if (!(e instanceof GuestThrow)) throw e;
      m.uncaught = e;
    }
  }

  /** Executes one instruction. */
  step(): Outcome {
    return this.run({ steps: 1 });
  }

  /** Instructions executed so far. */
  steps(): number {
    return this.stepsRun;
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
    return { ...this.core.account, kept: framesKept(this.core), steps: this.stepsRun };
  }

  /** Collects: WeakRefs whose targets only they refer to are emptied, finalisation callbacks become jobs. Happens by itself near `heapBytes`. */
  collect(): void {
    collect(this.core);
  }

  /** Everything alive, as nodes with labelled edges from labelled roots. Linear in the heap's size. */
  heap(): HeapGraph {
    return heapGraph(this.core);
  }

  /** The declared variables that something still refers to, what each keeps alive, and the path that keeps it. */
  kept(): readonly KeptBinding[] {
    return keptReport(this.core).bindings;
  }

  /** The same with the bytes that all of them keep alive together. */
  keptReport(): KeptReport {
    return keptReport(this.core);
  }

  /** Where each binding of the program started last lives under this machine's strategy, and why. */
  storage(): StaticExplanation {
    const { source, name, kind, language } = this.program;
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
    if (this.running)
      throw new SnapshotError('UNSUPPORTED', 'The machine is running: a snapshot is taken when `run` has returned.');
    const { storage, tailCalls, locale, timeZone, web } = this.core.options;
    const { limits, stepsRun, modulePromise, program, inMain } = this;
    const options = { storage, tailCalls, locale, timeZone, web, limits, monotonic: this.clock.last };
    // Time counts where something limits it, so that equal runs give equal bytes.
    const timeUsed = limits.durationMs === undefined ? 0 : this.timeUsed;
    return takeSnapshot(this.core, options, this.calls, { stepsRun, timeUsed, modulePromise, program, inMain });
  }

  /**
   * The machine of a snapshot, going on where it stood, in any process. Options are those of `new Machine` that are no data: functions,
   * console, clock, modules, host; limits, where given, take the place of those it had.
   * @throws SnapshotError where the bytes are damaged, of another version, or functions of the host are missing.
   */
  static restore(bytes: Uint8Array, options: RestoreOptions = {}): Machine {
    const opened = openSnapshot(bytes);
    const { monotonic, ...saved } = opened.options;
    let machine: Machine;
    try {
      machine = new Machine({ ...saved, ...options, limits: { ...saved.limits, ...options.limits } });
    } catch (e) {
      throw e instanceof SnapshotError
        ? e
        : new SnapshotError('DAMAGED', 'The snapshot is damaged: its options are none.');
    }
    machine.clock.resume(monotonic);
    const face = opened.restore(machine.core, machine.calls);
    machine.stepsRun = face.stepsRun;
    machine.timeUsed = face.timeUsed;
    machine.modulePromise = face.modulePromise;
    machine.program = face.program;
    machine.inMain = face.inMain;
    return machine;
  }

  /** An independent machine in the same state: the two share nothing that either can change. Options as for `restore`. */
  fork(options: RestoreOptions = {}): Machine {
    return Machine.restore(this.snapshot(), { ...this.given, ...options });
  }

  private pendingCalls(): PendingCall[] {
    const { pending } = this.core.modules;
    return [
      ...[...pending.values()].map(({ id, url, specifier, referrer }) => ({
        kind: 'load' as const,
        id,
        url,
        specifier,
        referrer,
      })),
      ...[...this.calls.pending.values()].map(({ id, name, args }) => ({ kind: 'call' as const, id, name, args })),
    ];
  }

  /** Answers a call of a `suspending` host function. False where no such call is pending. */
  settle(id: number, answer: HostAnswer): boolean {
    return this.calls.answer(id, answer);
  }

  /** Settles as soon as a pending call has been answered, so that `run` can go on; at once where none is pending. */
  answered(): Promise<void> {
    const { modules } = this.core;
    const waits: Promise<void>[] = [];
    if (modules.pending.size > 0) waits.push(modules.nextAnswer());
    if (this.calls.pending.size > 0) waits.push(this.calls.nextAnswer());
    return waits.length === 0 ? Promise.resolve() : Promise.race(waits);
  }

  /** Answers a pending load from outside, as the loader's promise would. What is not pending is ignored. */
  settleLoad(id: number, answer: LoadAnswer): void {
    settleLoad(this.core, id, answer);
  }

  /** Has the module graph that `start` began been linked? */
  isLinked(): boolean {
    return isMainModuleLinked(this.core);
  }

  /** @internal */
  get realm(): Realm {
    return this.core.realm;
  }
}
