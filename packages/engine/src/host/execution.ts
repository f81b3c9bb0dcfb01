/** One machine's program being run: the core that the interpreter moves, what it has asked of the host, and where it stands. */

import { settleLoad } from '../agent/module-load.ts';
import { moduleProgress, startModule } from '../agent/module-start.ts';
import { compileSource } from '../compiler/front.ts';
import { type Head, HistoryError } from '../history/head.ts';
import { type Entry, type Event, isEvent } from '../history/journal.ts';
import { noteLayouts } from '../layouts.ts';
import { callFunction, callHelper } from '../machine/calls.ts';
import { declareGlobals, topLevelFunction } from '../machine/eval.ts';
import { GuestThrow } from '../machine/guest-throw.ts';
import { interpret } from '../machine/interpret.ts';
import { collect } from '../machine/live-bytes.ts';
import { type Clock, Machine as Core, DEFAULT_HEAP_BYTES, defaultDepth, type Job } from '../machine/machine.ts';
import { linesOf, offsetOf, STACK_TRACER } from '../machine/stack-trace.ts';
import { type DebugHook, Stop } from '../machine/stop.ts';
import { resumeActivity } from '../machine/suspend.ts';
import { unwind } from '../machine/unwind.ts';
import { settleWaiters, unblock } from '../machine/waiters.ts';
import type { ExoticObject } from '../objects/object.ts';
import type { Value } from '../objects/value.ts';
import { SaguaroSyntaxError } from '../parser/syntax-error.ts';
import { MachineClock } from '../snapshot/clock.ts';
import { openShared, type SharedSnapshot, takeShared } from '../snapshot/fork.ts';
import {
  type OlderForm,
  type OpenSnapshot,
  openSnapshot,
  type SavedOptions,
  takeSnapshot,
} from '../snapshot/snapshot.ts';
import { SnapshotError } from '../snapshot/snapshot-error.ts';
import type { EmbedderState } from '../snapshot/state.ts';
import { STRATEGIES } from '../storage/plan.ts';
import { toHost } from './data.ts';
import { HostCalls, installFunctions, takeAnswers } from './functions.ts';
import type {
  MachineLimits,
  MachineOptions,
  Outcome,
  PendingCall,
  RestoreOptions,
  RunOptions,
  StartOptions,
} from './options.ts';
import { stackToPrepare } from './stack-preparation.ts';
import { installTest262, type Mail } from './test262.ts';
import { fireTimer, nextTimer } from './timers.ts';
import { WARM_UP_PROGRAM } from './warm-up.ts';

/**
 * Instructions between two looks at deadline, signal and limits. So few also so that the host enters the interpreter loop often: it
 * then goes over to the optimised loop at an entry, and compiles no second one to be entered in the middle.
 */
const SLICE = 2_000;
/** The same, times the length of the longest string: an instruction that compares two such takes a nanosecond for some ten units. */
const TEXT_SLICE = 1_000_000_000;

/** After so many instructions a program is one that runs for long. */
const LONG = 500_000;
/** Instructions that all machines of the process have executed. */
let stepsOfAll = 0;

const HOST_CLOCK: Clock = {
  now: () => Date.now(),
  monotonic: () => (globalThis as unknown as { performance: { now(): number } }).performance.now(),
};

/** What a machine that no time limits asks. */
const NEVER = (): boolean => false;

/**
 * The machine that has shown the host every instruction (see warm-up.ts). It stays: the host forgets the layouts of objects of which
 * none is alive, and with them the code that it has compiled for them, whenever it collects garbage between two machines.
 */
let warmed: Execution | null = null;

function warmUp(): void {
  const execution = new Execution({ web: false });
  warmed = execution;
  noteLayouts(() => {
    execution.start(WARM_UP_PROGRAM, { name: '<warm-up>' });
    // In slices of different lengths, so that each instruction is met as the last of one.
    for (let steps = 1; execution.run({ steps }).status === 'paused'; ) steps = steps < 37 ? steps + 1 : 1;
  });
}

/** A program as it was started. */
export type Program = Required<Pick<StartOptions, 'name' | 'kind' | 'language'>> & { readonly source: string };

export class Execution {
  readonly core: Core;
  readonly calls = new HostCalls();
  /** Of a machine that runs programs of test262. */
  readonly mail: Mail | null;
  /** Read for deadlines and limits, which are the embedder's business. */
  private readonly hostClock: Clock;
  private readonly clock: MachineClock;
  /** Is `run` on the host's stack? A host function must not enter it again. */
  running = false;
  private limits: MachineLimits;
  /** Instructions executed so far. */
  stepsRun = 0;
  /** Instructions executed in this process before this machine was made. */
  private readonly before = stepsOfAll;
  private timeUsed = 0;
  private modulePromise: ExoticObject | null = null;
  /** The program started last. */
  program: Program = { source: '', name: '<script>', kind: 'script', language: 'js' };
  /** The bottom frame on the stack is that of the program just started. */
  private inMain = false;
  private readonly head: Head | null;
  /** From this step on, the next pause between two slices is told to `onCheckpoint`. */
  checkpointAt = Number.POSITIVE_INFINITY;
  onCheckpoint: () => void = () => undefined;
  /** The state holds what the journal cannot tell, since that step: it is to be kept itself. */
  onOpaque: (step: number) => void = () => undefined;
  /** The step at which the last job ended that left more to be paid than its run had to give; those steps follow all at once. */
  jobEnd = 0;

  /** @throws TypeError for a strategy that there is not. */
  constructor(options: MachineOptions, head: Head | null = null) {
    this.head = head;
    this.limits = options.limits ?? {};
    const storage = options.storage ?? 'flat';
    if (!STRATEGIES.includes(storage))
      throw new TypeError(`storage must be one of ${STRATEGIES.join(', ')}; got ${String(storage)}`);
    // Room for any number from the beginning, as in the machine's constructor.
    for (const start of [0.5, 0]) {
      this.stepsRun = start;
      this.timeUsed = start;
    }
    this.hostClock = options.clock ?? HOST_CLOCK;
    this.clock = new MachineClock(this.hostClock, head);
    const heapBytes = this.limits.heapBytes ?? DEFAULT_HEAP_BYTES;
    this.core = new Core({
      storage,
      tailCalls: options.tailCalls ?? false,
      clock: this.clock,
      locale: options.locale ?? 'en-US',
      timeZone: options.timeZone ?? 'UTC',
      print: head === null ? (options.console ?? (() => undefined)) : head.print(options.console),
      loader: (head === null ? options.modules : head.loader(options.modules)) ?? null,
      host: head === null ? (options.host ?? {}) : head.services(options.host),
      web: options.web ?? true,
      maxDepth: this.limits.depth ?? defaultDepth(heapBytes),
      heapBytes,
      seed: options.seed ?? 0,
      verifyBytecode: options.verifyBytecode ?? false,
    });
    this.core.stackTracer = STACK_TRACER;
    this.core.extraRoots.add(this.calls);
    this.calls.most = this.limits.hostCalls ?? Number.POSITIVE_INFINITY;
    this.core.mostOutput = this.limits.outputBytes ?? Number.POSITIVE_INFINITY;
    const functions = head === null ? options.functions : head.functions(options.functions);
    if (functions !== undefined) installFunctions(this.core, this.calls, functions);
    const { test262 } = options;
    this.mail =
      test262 === undefined
        ? null
        : installTest262(this.core, this.calls, head === null ? test262 : head.test262(test262));
    if (head === null) return;
    head.follower = this;
    if (head.watched) this.core.linkedCode = [];
    this.core.replaying = head.replaying;
    this.calls.recorder = head.answered;
    this.calls.onLeftover = head.leftOver;
    this.core.modules.recorder = head.loaded;
  }

  /** See `Machine.start`. */
  start(source: string, options: StartOptions): void {
    const m = this.core;
    if (this.running || m.frame !== null) throw new Error('a program is running: let it end before another is started');
    this.head?.note({ kind: 'start', source, options });
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

  /** See `Machine.run`. */
  run(options: RunOptions = {}): Outcome {
    if (this.running) throw new Error('the machine is running: a function of the host cannot run it again');
    const { head } = this;
    if (head !== null && head.opaqueAt !== null) this.onOpaque(this.stepsRun);
    this.running = true;
    head?.enter();
    let opaqueSince = -1;
    // What has been done once is done again whatever the limits are now.
    const replaying = head?.replaying === true;
    const limits: MachineLimits = replaying ? {} : this.limits;
    const m = this.core;
    const clock = this.hostClock;
    let left = options.steps ?? Number.POSITIVE_INFINITY;
    const began = clock.monotonic();
    const durationLeft = (limits.durationMs ?? Number.POSITIVE_INFINITY) - this.timeUsed;
    m.outOfTime = () => clock.monotonic() - began >= durationLeft;
    try {
      for (;;) {
        if (m.thrown !== null) {
          // The debugger has seen it.
          const { value } = m.thrown;
          m.thrown = null;
          unwind(m, value);
          if (m.frame === null) {
            const over = this.jobDone();
            if (over !== null) return over;
          }
        }
        // What natives owe beyond the slice before is paid first, so that the count does not depend on how a run is sliced.
        if (m.fuelDebt > 0 && !m.heapPressed) {
          const budget = (limits.steps ?? Number.POSITIVE_INFINITY) - this.stepsRun;
          if (m.frame === null && m.fuelDebt > left) this.jobEnd = this.stepsRun;
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
        const budget = (limits.steps ?? Number.POSITIVE_INFINITY) - this.stepsRun;
        if (budget <= 0) return { status: 'limit', limit: 'steps' };
        if (options.signal?.aborted === true) return { status: 'paused', reason: 'signal' };
        const now = clock.monotonic();
        if (options.deadline !== undefined && now >= options.deadline) return { status: 'paused', reason: 'deadline' };
        if (now - began >= durationLeft) return { status: 'limit', limit: 'durationMs' };
        if (m.outputBytes > (limits.outputBytes ?? Number.POSITIVE_INFINITY))
          return { status: 'limit', limit: 'outputBytes' };
        if (m.heapDue && !replaying && this.overHeapLimit())
          return { status: 'limit', limit: m.traceLeftOff ? 'durationMs' : 'heapBytes' };
        if (opaqueSince >= 0) {
          this.onOpaque(opaqueSince);
          opaqueSince = -1;
        }
        if (this.stepsRun >= this.checkpointAt) this.onCheckpoint();
        if (warmed === null && this.before > LONG && this.stepsRun > LONG) warmUp();
        const slice = Math.min(SLICE, Math.ceil(TEXT_SLICE / m.longestText));
        const uncovers = m.debug?.uncovers === true;
        const given = uncovers ? 1 : Math.min(slice, left, budget);
        m.fuel = given;
        m.beginSlice();
        const stop = uncovers ? (m.debug as DebugHook).executeUncovered(m) : interpret(m);
        m.relieve();
        if (head !== null && head.fault !== null) throw head.fault;
        const used = given - m.fuel;
        left -= used;
        this.stepsRun += used;
        stepsOfAll += used;
        if (head !== null && head.opaqueAt !== null) opaqueSince = this.stepsRun - 1;
        if (stop === Stop.OverHeap) {
          if (this.calls.refused) {
            this.calls.refused = false;
            return { status: 'limit', limit: 'hostCalls' };
          }
          const limit = m.traceLeftOff ? 'durationMs' : 'heapBytes';
          m.traceLeftOff = false;
          this.noteTrace(false);
          return { status: 'limit', limit };
        }
        if (stop === Stop.Breakpoint && m.debug?.stopsHere() === true)
          return { status: 'paused', reason: 'breakpoint' };
        if (stop === Stop.Thrown) return { status: 'paused', reason: 'exception' };
        if (stop === Stop.JobDone) {
          const over = this.jobDone();
          if (over !== null) return over;
        }
      }
    } finally {
      this.running = false;
      m.outOfTime = NEVER;
      if (opaqueSince >= 0) this.onOpaque(opaqueSince);
      this.timeUsed += clock.monotonic() - began;
    }
  }

  /** The job's last frame has gone. */
  private jobDone(): Outcome | null {
    const m = this.core;
    m.keptAlive.clear();
    if (this.inMain) {
      this.inMain = false;
      m.completion = m.result;
    }
    m.result = undefined;
    return m.uncaught === null ? null : this.threw();
  }

  /** `Core.overHeapLimit`, written down: when it is called depends on how the run is sliced. */
  private overHeapLimit(): boolean {
    const m = this.core;
    const over = m.overHeapLimit();
    this.noteTrace(!over);
    return over;
  }

  private noteTrace(emptied: boolean): void {
    const { allocated, traceAt } = this.core;
    this.head?.note({ kind: 'trace', emptied, allocated, traceAt });
  }

  /** Does again what the journal says was done. */
  apply(event: Event): void {
    const m = this.core;
    switch (event.kind) {
      case 'start':
        if (this.running || m.frame !== null) throw new HistoryError('The record starts a program while another runs.');
        try {
          this.start(event.source, event.options);
        } catch (e) {
          // It did not parse then either.
          if (!(e instanceof SaguaroSyntaxError)) throw e;
        }
        break;
      case 'run':
        this.run({ steps: 0 });
        break;
      case 'answer':
        this.calls.answer(event.id, event.answer);
        break;
      case 'load':
        settleLoad(m, event.id, event.answer);
        break;
      case 'limits':
        this.setLimits(event.limits);
        break;
      case 'collect':
        this.collect();
        break;
      case 'trace':
        if (event.emptied) collect(m);
        m.allocated = event.allocated;
        m.traceAt = Math.min(event.traceAt, 2 * m.options.heapBytes);
        break;
      case 'threw':
      case 'changed':
        // The one comes of a run, the other takes another execution's place.
        break;
    }
  }

  /** See `Follower.pauseSoon`. */
  pauseSoon(): void {
    if (this.running) this.core.stopSoon();
  }

  /** Reads the clock that deadlines are set by. */
  hostTime(): number {
    return this.hostClock.monotonic();
  }

  /** What has been replayed so far goes on by asking the host. Time goes on from where the program last looked. */
  goLive(): void {
    this.core.replaying = false;
    this.clock.resume(this.clock.last);
  }

  /**
   * Goes on live in the place of another execution of the same machine, from before it. Calls that wait here for an answer get the one
   * that `forgotten` entries say they got, or the one that the host still owes the other.
   */
  takeOver(from: Execution, forgotten: readonly Entry[]): void {
    this.goLive();
    if (from !== this) {
      from.calls.heir = { calls: this.calls, lastId: this.calls.lastId };
      from.core.modules.heir = { machine: this.core, lastId: this.core.modules.lastLoad };
    }
    for (const e of forgotten) {
      if (!isEvent(e)) continue;
      if (e.kind === 'answer') this.calls.answer(e.id, e.answer);
      else if (e.kind === 'load') settleLoad(this.core, e.id, e.answer);
    }
  }

  /** See `Machine.collect`. */
  collect(): void {
    this.head?.note({ kind: 'collect' });
    collect(this.core);
  }

  /** See `Machine.setLimits`. */
  setLimits(limits: MachineLimits): void {
    this.head?.note({ kind: 'limits', limits });
    this.limits = { ...this.limits, ...limits };
    const m = this.core;
    const heapBytes = this.limits.heapBytes ?? DEFAULT_HEAP_BYTES;
    m.setLimits(heapBytes, this.limits.depth ?? defaultDepth(heapBytes));
    this.calls.most = this.limits.hostCalls ?? Number.POSITIVE_INFINITY;
    this.core.mostOutput = this.limits.outputBytes ?? Number.POSITIVE_INFINITY;
  }

  /** Null: guest code has a say in the error's stack, and is on the stack now to make it. */
  private threw(): Outcome | null {
    const m = this.core;
    const { value, origin } = m.uncaught as GuestThrow;
    m.uncaught = null;
    if (stackToPrepare(m, value) !== undefined) {
      m.realm = m.mainRealm;
      callHelper(m, 'ThrowPrepared', [value]);
      if (m.frame !== null) m.passing = { frame: m.frame, value, origin };
      return null;
    }
    this.head?.threw();
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
      if (stackToPrepare(m, p.data.result as Value) !== undefined) {
        m.realm = m.mainRealm;
        callHelper(m, 'PrepareStacks', [p.data.result as Value]);
        return null;
      }
      m.unhandled.delete(p);
      this.head?.threw();
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

  /** See `Machine.snapshot`; `older`: in the form of an engine before this one, for tests of upgrades. */
  snapshot(older?: OlderForm): Uint8Array {
    const bytes = this.wholeSnapshot(older);
    const { snapshotBytes } = this.limits;
    if (snapshotBytes !== undefined && bytes.length > snapshotBytes)
      throw new SnapshotError(
        'LIMIT',
        `The snapshot would take ${bytes.length} bytes, more than the ${snapshotBytes} that the limit \`snapshotBytes\` allows.`,
      );
    return bytes;
  }

  /** The same, of any size. */
  wholeSnapshot(older?: OlderForm): Uint8Array {
    const { options, face } = this.state();
    return takeSnapshot(this.core, options, this.calls, face, older);
  }

  /** The same for this process: what never changes is shared with executions made of it. */
  shared(): SharedSnapshot {
    const { options, face } = this.state();
    return takeShared(this.core, options, this.calls, face);
  }

  private state(): { readonly options: SavedOptions; readonly face: EmbedderState } {
    const { storage, tailCalls, locale, timeZone, web } = this.core.options;
    const { limits, stepsRun, modulePromise, program, inMain } = this;
    const hostCalls = limits.hostCalls === undefined ? 0 : this.calls.made;
    const options = { storage, tailCalls, locale, timeZone, web, limits, monotonic: this.clock.last, hostCalls };
    // Time counts where something limits it, so that equal runs give equal bytes.
    const timeUsed = limits.durationMs === undefined ? 0 : this.timeUsed;
    return { options, face: { stepsRun, timeUsed, modulePromise, program, inMain } };
  }

  /** See `Machine.restore`. */
  static restore(bytes: Uint8Array, options: RestoreOptions, head: Head | null = null): Execution {
    return Execution.opened(openSnapshot(bytes), options, head);
  }

  /** An execution of its own in that state; any number can be made. */
  static fork(from: SharedSnapshot, options: RestoreOptions, head: Head | null = null): Execution {
    return Execution.opened(openShared(from), options, head);
  }

  private static opened(opened: OpenSnapshot, options: RestoreOptions, head: Head | null): Execution {
    const { monotonic, hostCalls, ...saved } = opened.options;
    let x: Execution;
    try {
      x = new Execution({ ...saved, ...options, limits: { ...saved.limits, ...options.limits } }, head);
    } catch (e) {
      throw e instanceof SnapshotError
        ? e
        : new SnapshotError('DAMAGED', 'The snapshot is damaged: its options are none.');
    }
    x.clock.resume(monotonic);
    x.calls.made = hostCalls;
    const face = opened.restore(x.core, x.calls);
    const { heapBytes, maxDepth } = x.core.options;
    // When to look next at what is alive stands in the bytes. That holds for the limit they were saved under, and forged ones must not put it off.
    if (heapBytes !== (saved.limits.heapBytes ?? DEFAULT_HEAP_BYTES) || !(x.core.traceAt <= 2 * heapBytes))
      x.core.setLimits(heapBytes, maxDepth);
    x.stepsRun = face.stepsRun;
    x.timeUsed = face.timeUsed;
    x.modulePromise = face.modulePromise;
    x.program = face.program;
    x.inMain = face.inMain;
    return x;
  }

  /** See `Machine.pendingCalls`. */
  pendingCalls(): PendingCall[] {
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
}
