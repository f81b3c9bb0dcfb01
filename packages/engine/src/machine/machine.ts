/**
 * The machine: one agent (ECMA-262 §9.7) with its linked stack, job queue, realms and limits. The interpreter (`interpret.ts`) moves
 * it; everything it holds is reachable from here.
 */

import type { ModuleLoader } from '../agent/module.ts';
import { ModuleState } from '../agent/module-state.ts';
import { Realm } from '../agent/realm.ts';
import { newErrorObject } from '../builtins/error-object.ts';
import type { HostServices } from '../host/options.ts';
import { TimerQueue } from '../host/timer-queue.ts';
import type { ExoticObject, JSObject, Slot } from '../objects/object.ts';
import { ShapeSpace } from '../objects/shape.ts';
import type { Value } from '../objects/value.ts';
import type { StorageStrategy } from '../storage/plan.ts';
import type { GeneratorState, ResumeMode } from './activity.ts';
import type { CallSite } from './call-sites.ts';
import type { Frame } from './frame.ts';
import { GuestThrow, HeapLimitSignal, type ThrowOrigin } from './guest-throw.ts';
import type { LinkedCode } from './linked-code.ts';
import { collect, limitedBytes } from './live-bytes.ts';
import { PropertyCache } from './property-cache.ts';
import type { StackTracer } from './stack-trace.ts';
import type { DebugHook } from './stop.ts';
import type { Waiter } from './waiters.ts';

export interface Limits {
  /** Bytecode instructions in all; default: none. */
  readonly steps?: number;
  /** Bytes that live guest data may take; default 1 GiB. */
  readonly heapBytes?: number;
  /** Frames on the stack; default derived from heapBytes. */
  readonly depth?: number;
  readonly outputBytes?: number;
}

/** Everything that could differ from run to run comes in here (invariant 6). */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Milliseconds, never going back. */
  monotonic(): number;
}

/** Something outside the heap that keeps guest values alive. */
export interface RootHolder {
  held(): readonly Value[];
}

/** A job (ECMA-262 §9.5): a guest function to call, or an activity to resume. */
export type Job =
  | { readonly kind: 'call'; readonly fn: JSObject; readonly self: Value; readonly args: Value[] }
  | { readonly kind: 'resume'; readonly activity: GeneratorState; readonly mode: ResumeMode; readonly value: Value };

/** An exception that self-hosted code holds in a frame of its own, closing what it has opened, and where it came from. */
export interface Passing {
  readonly frame: Frame;
  readonly value: Value;
  readonly origin: ThrowOrigin | null;
}

/** Frames pushed and what became of them. */
export interface Account {
  readonly pushed: number;
  readonly returned: number;
  /** Pushed without allocating: a returned frame served again. */
  readonly reused: number;
  /** Still alive after their return, because something refers to them; suspended ones included. */
  readonly kept: number;
  readonly deepest: number;
  readonly environments: number;
}

export interface MachineState {
  readonly storage: StorageStrategy;
  readonly tailCalls: boolean;
  readonly clock: Clock;
  readonly locale: string;
  readonly timeZone: string;
  readonly print: (level: string, text: string) => void;
  readonly loader: ModuleLoader | null;
  readonly host: HostServices;
  readonly web: boolean;
  maxDepth: number;
  heapBytes: number;
  readonly seed: number;
  readonly verifyBytecode: boolean;
}

/** Bytes that a deep stack leaves free, so that the guest can handle the RangeError. */
const STACK_RESERVE = 0.1;
/** Average bytes of a frame, from which the default depth is derived (measured: see bench --depth). */
const FRAME_BYTES = 384;
/** Share of the heap's limit after which the heap is traced: what is dead and not collected yet takes room in the process too. */
const TRACE_AT = 0.75;
/** Share of the limit that a slice may charge before the loop looks up. */
const UNSEEN = 1 / 16;
/** Times its limit, more than a run can charge between two traces of what is alive. */
const MOST_REPLAYED = 2.5;
export const DEFAULT_HEAP_BYTES = 1024 * 1024 * 1024;

export function defaultDepth(heapBytes: number): number {
  return Math.floor((heapBytes * (1 - STACK_RESERVE)) / FRAME_BYTES);
}

export class Machine {
  readonly space = new ShapeSpace();
  readonly properties = new PropertyCache(this.space);
  readonly options: MachineState;
  /** Realm of the running function. */
  realm: Realm;
  /** The first realm; `$262.createRealm` makes more. */
  readonly mainRealm: Realm;
  readonly realms: Realm[] = [];

  /** Newest frame of the running job; null between jobs. */
  frame: Frame | null = null;
  depth = 0;
  /** Depth beyond which a call takes the slow path: the deepest so far, or the limit. */
  depthMark = 0;
  /** Instructions left in this slice. */
  fuel = 0;
  /** Instructions executed before this slice, minus what the slice was given: `steps = used - fuel`. */
  stepsBase = 0;
  readonly jobs: Job[] = [];
  private jobHead = 0;
  /** Value of the last job's bottom frame. */
  result: Value = undefined;
  /** What the embedder is told when the program has ended. */
  completion: Value = undefined;
  /** Uncaught exception of the last job, boxed. */
  uncaught: GuestThrow | null = null;
  /** What self-hosted code has caught last, which it may throw on: for reports of where it was thrown. */
  passing: Passing | null = null;
  /** A debugger that watches this machine. No part of the state. */
  debug: DebugHook | null = null;
  /** Code that has been made executable so far, where a debugger is going to ask for it. No part of the state. */
  linkedCode: LinkedCode[] | null = null;
  /** An exception that has not been handed to a handler yet, because the debugger is looking at where it was thrown. */
  thrown: GuestThrow | null = null;
  /** What has been done is being done again, as the history says: no limit holds. No part of the state. */
  replaying = false;
  /** Other machines have memory of this one's, or it of theirs. */
  sharesMemory = false;
  /** Asked to stop at the next instruction boundary. */
  pauseRequested = false;

  /** Bytes charged since the last trace, plus what was live then. */
  allocated = 0;
  /** When `allocated` exceeds this the heap is traced. */
  traceAt: number;
  /** `allocated` and shapes made at the beginning of the slice; -1 between slices. No part of the state. */
  private sliceFrom = -1;
  /** Beyond this `charge` looks closer: `traceAt`, or the share of the limit that may be charged in one slice unseen. */
  private lookAt = 0;
  /** `allocated` has passed `lookAt` inside an instruction: the loop stops behind it. No part of the state. */
  heapPressed = false;
  /** What was alive when that instruction was far beyond; -1: not traced yet. */
  private liveWhenPressed = -1;
  framesPushed = 0;
  framesCreated = 0;
  framesReturned = 0;
  /** Suspended frames put on the stack again. For debuggers only, no part of the state. */
  framesResumed = 0;
  environmentsMade = 0;
  /** [[CanBlock]] of the agent: `Atomics.wait` may wait. */
  canBlock = true;
  /** The agent is blocked in `Atomics.wait`; see `waiters.ts`. */
  blocked: Waiter | null = null;
  /** This agent's waiters of `Atomics.waitAsync`. */
  asyncWaiters: Waiter[] = [];
  /** Characters that `console` has printed. */
  outputBytes = 0;
  /** Beyond so many the loop stops, and `run` sees to the limit. No part of the state. */
  mostOutput = Number.POSITIVE_INFINITY;
  /** Steps that natives have used beyond their instruction, taken from the slice at the next instruction. */
  fuelDebt = 0;
  /** Length of the longest string that was made: comparing two such takes one instruction, but not one step's time. */
  longestText = 0;
  /** Has the time of this run passed? Set by `run`; asked where something long can be left off, and begun anew when the machine goes on. */
  outOfTime: () => boolean = () => false;
  /** A trace or an instruction has been left off since the time had passed: that is what stopped the loop, whatever the heap holds. */
  traceLeftOff = false;

  /** Promises rejected without a handler, in order (HostPromiseRejectionTracker, §27.2.1.9). */
  readonly unhandled = new Set<ExoticObject>();
  /** `Symbol.for` registry. */
  readonly symbolRegistry = new Map<string, symbol>();
  readonly symbolKeys = new Map<symbol, string>();
  /** Objects kept alive to the end of the job (§9.12 KeptAlive). */
  readonly keptAlive = new Set<JSObject | symbol>();
  /** What the embedder's side keeps alive: calls of host functions that wait for their answers. */
  readonly extraRoots = new Set<RootHolder>();
  readonly modules = new ModuleState();
  readonly timers = new TimerQueue();
  randomState: Uint32Array;

  constructor(options: MachineState) {
    this.options = options;
    // Counters that pass 2^31: the host gives their fields room for any number from the beginning, instead of a new layout to every
    // machine (and new code to the loop) in the middle of a program.
    for (const start of [0.5, 0]) {
      this.allocated = start;
      this.framesPushed = start;
      this.framesReturned = start;
      this.environmentsMade = start;
      this.fuelDebt = start;
      this.sliceFrom = start;
      this.lookAt = start;
    }
    this.sliceFrom = -1;
    this.traceAt = options.heapBytes * TRACE_AT;
    this.randomState = seedRandom(options.seed);
    this.space.charge = (bytes) => this.charge(bytes);
    this.space.useFuel = (steps) => this.useFuel(steps);
    // The realm's constructor reaches for the machine's realm only through what it sets itself.
    this.realm = undefined as unknown as Realm;
    this.mainRealm = this.newRealm();
    this.realm = this.mainRealm;
  }

  newRealm(): Realm {
    const before = this.realm;
    const r = new Realm(this);
    this.realms.push(r);
    if (before !== undefined) this.realm = before;
    return r;
  }

  /** Without `kept`, which takes a walk over the heap (`framesKept` of live-bytes.ts). */
  get account(): Omit<Account, 'kept'> {
    return {
      pushed: this.framesPushed,
      returned: this.framesReturned,
      reused: this.framesPushed - this.framesCreated,
      deepest: this.depthMark,
      environments: this.environmentsMade,
    };
  }

  // ---- jobs ----------------------------------------------------------------------------------------------------------------------

  enqueue(job: Job): void {
    this.jobs.push(job);
  }

  nextJob(): Job | undefined {
    if (this.jobHead === this.jobs.length) return undefined;
    const job = this.jobs[this.jobHead++] as Job;
    if (this.jobHead > 1024 && this.jobHead * 2 > this.jobs.length) {
      this.jobs.splice(0, this.jobHead);
      this.jobHead = 0;
    }
    return job;
  }

  get pendingJobs(): readonly Job[] {
    return this.jobs.slice(this.jobHead);
  }

  // ---- results -------------------------------------------------------------------------------------------------------------------

  /** Stores the result of the call-like instruction that the newest frame has just executed. */
  deliver(v: Slot): void {
    const f = this.frame as Frame;
    f.slots[f.code.bytecode[f.pc - 1] as number] = v;
  }

  // ---- errors --------------------------------------------------------------------------------------------------------------------

  /** A guest error of that constructor in the running realm, with its stack. */
  newError(
    type: 'Error' | 'TypeError' | 'RangeError' | 'ReferenceError' | 'SyntaxError' | 'EvalError' | 'URIError',
    message: string,
  ): JSObject {
    const { realm } = this;
    return newErrorObject(this, realm.intrinsic(`%${type}Prototype%`), message, null);
  }

  /** The sites of a new error; null where the program asks for no stack at all. */
  captureStack(above: JSObject | null): readonly CallSite[] | null {
    return this.stackTracer.capture(this, above);
  }
  /** Set by the embedder's machine (`stack-trace.ts`). */
  stackTracer: StackTracer = { capture: () => [], text: () => '', prepare: () => undefined };

  throwTypeError(message: string): never {
    throw new GuestThrow(this.newError('TypeError', message));
  }
  throwRangeError(message: string): never {
    throw new GuestThrow(this.newError('RangeError', message));
  }
  throwReferenceError(message: string): never {
    throw new GuestThrow(this.newError('ReferenceError', message));
  }
  throwSyntaxError(message: string): never {
    throw new GuestThrow(this.newError('SyntaxError', message));
  }
  throwURIError(message: string): never {
    throw new GuestThrow(this.newError('URIError', message));
  }
  throwValue(v: Value): never {
    throw new GuestThrow(v);
  }

  // ---- limits --------------------------------------------------------------------------------------------------------------------

  /**
   * Counts bytes about to be allocated; natives charge before they allocate, and before they change anything. What happens beyond the
   * limit: see `pressed`.
   */
  charge(bytes: number): void {
    this.allocated += bytes;
    if (this.allocated + this.space.made > this.lookAt) this.pressed(bytes);
  }

  /** To be called before the loop goes on: from here on is counted what an instruction charges by itself. */
  beginSlice(): void {
    this.sliceFrom = this.allocated + this.space.made;
    this.lookAt = Math.min(this.traceAt, this.sliceFrom + this.options.heapBytes * UNSEEN);
  }

  /**
   * Much has been charged. At the end of the running instruction the loop stops, so that whatever charges much begins a slice or is near
   * its beginning, and `run` traces what is alive where that is due. An instruction that goes far beyond that by itself does not get so
   * far: what is alive and what it has charged, of which no walk knows yet, must fit, else a `HeapLimitSignal` takes it back, and `run`
   * answers with the limit; the instruction is executed anew when the machine goes on. So does a single piece larger than the whole
   * limit, since no collection can make room for it.
   */
  private pressed(bytes: number): void {
    const { heapBytes } = this.options;
    if (this.replaying) {
      // What has run once has kept within its limits: a record that goes far beyond them was written by somebody else.
      if (this.allocated <= MOST_REPLAYED * heapBytes || this.frame === null) return;
      throw new HeapLimitSignal();
    }
    if (bytes > heapBytes) {
      this.allocated -= bytes;
      throw new HeapLimitSignal();
    }
    if (!this.heapDue && this.sliceFrom < 0) return;
    this.stopSoon();
    if (!this.heapDue || this.frame === null) return;
    // What others of the slice may have charged before is not held against it.
    const own = this.allocated + this.space.made - Math.max(0, this.sliceFrom) - heapBytes * UNSEEN;
    if (own < 0) return;
    if (this.liveWhenPressed < 0) this.liveWhenPressed = limitedBytes(this, heapBytes);
    if (this.liveWhenPressed + own <= heapBytes) return;
    this.allocated = this.traceAt + 1;
    throw new HeapLimitSignal();
  }

  /** Other limits from now on. */
  setLimits(heapBytes: number, maxDepth: number): void {
    this.options.heapBytes = heapBytes;
    this.options.maxDepth = maxDepth;
    this.traceAt = heapBytes * TRACE_AT;
  }

  /**
   * For natives of much work, now and then and before they change anything: takes the running instruction back where the time of the run
   * has passed.
   */
  mindTime(): void {
    if (!this.outOfTime()) return;
    this.traceLeftOff = true;
    throw new HeapLimitSignal();
  }

  /** What was allocated since the last trace may not fit: time for another. */
  get heapDue(): boolean {
    return this.allocated + this.space.made > this.traceAt;
  }

  /** Makes the loop stop at the end of the running instruction. */
  stopSoon(): void {
    if (this.heapPressed) return;
    this.heapPressed = true;
    this.liveWhenPressed = -1;
    // Makes the loop look up; given back by `relieve`.
    this.fuelDebt += 1;
  }

  /** Ends the slice, and what `pressed` began: the loop has stopped. */
  relieve(): void {
    this.sliceFrom = -1;
    if (!this.heapPressed) return;
    this.heapPressed = false;
    this.fuelDebt -= 1;
  }

  /**
   * Called when `heapDue`: traces what is alive. True where that exceeds the limit. Between two traces at least
   * a sixteenth of the limit is allocated, so that a program near it is not traced all the time. True also where the time has passed
   * before the trace was through (`traceLeftOff`).
   */
  overHeapLimit(): boolean {
    const { heapBytes } = this.options;
    const live = collect(this, heapBytes);
    if (this.traceLeftOff) return true;
    this.allocated = live;
    this.space.made = 0;
    this.traceAt = Math.max(heapBytes * TRACE_AT, live + heapBytes / 16);
    return live > heapBytes;
  }

  /** Counts a string about to be made; a RangeError, as V8's, where it would be too long. */
  checkStringLength(length: number): void {
    if (length > this.longestText) this.longestText = length;
    if (length > MAX_STRING_LENGTH) this.throwRangeError('Invalid string length');
    if (length > 64) this.charge(length);
  }

  /**
   * Counts a text of length `added` joined to one of length `length`: hosts join by reference, so that building a text piece by piece
   * costs the pieces, at whichever end they are added. A RangeError where the whole would be too long.
   */
  checkGrowth(length: number, added: number): void {
    if (length + added > this.longestText) this.longestText = length + added;
    if (length + added > MAX_STRING_LENGTH) this.throwRangeError('Invalid string length');
    const piece = Math.min(length, added);
    // Large pieces are copied once more when the whole is read.
    this.charge(piece > 64 ? 32 + (piece > 4096 ? 2 * piece : piece) : 32);
  }

  /** Charges steps to a native of more than constant work. */
  useFuel(steps: number): void {
    this.fuelDebt += steps;
  }

  // ---- the embedder's world ------------------------------------------------------------------------------------------------------

  now(): number {
    return Math.floor(this.options.clock.now());
  }

  /** A number in [0, 1) from the seeded generator (xoshiro128**, 53 bits of two draws). */
  random(): number {
    const a = nextRandom(this.randomState) >>> 5;
    const b = nextRandom(this.randomState) >>> 6;
    return (a * 67108864 + b) / 9007199254740992;
  }

  get timeZone(): string {
    return this.options.timeZone;
  }
  get locale(): string {
    return this.options.locale;
  }
}

/** V8's limit on 64-bit hosts, which the guest sees as ours. */
export const MAX_STRING_LENGTH = 536870888;

function seedRandom(seed: number): Uint32Array {
  // splitmix32 spreads the seed over the state.
  const s = new Uint32Array(4);
  let x = seed >>> 0;
  for (let i = 0; i < 4; i++) {
    x = (x + 0x9e3779b9) >>> 0;
    let z = x;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    s[i] = z ^ (z >>> 16);
  }
  return s;
}

function rotl(x: number, k: number): number {
  return (x << k) | (x >>> (32 - k));
}

function nextRandom(s: Uint32Array): number {
  const s1 = s[1] as number;
  const result = Math.imul(rotl(Math.imul(s1, 5), 7), 9) >>> 0;
  const t = s1 << 9;
  s[2] = (s[2] as number) ^ (s[0] as number);
  s[3] = (s[3] as number) ^ s1;
  s[1] = s1 ^ (s[2] as number);
  s[0] = (s[0] as number) ^ (s[3] as number);
  s[2] = (s[2] as number) ^ t;
  s[3] = rotl(s[3] as number, 11);
  return result;
}
