/** What embedders give to machines and get from them, as types. */

import type { ModuleLoader } from '../agent/module.ts';
import type { Clock, Limits } from '../machine/machine.ts';
import type { Language } from '../parser/parse.ts';
import type { StorageStrategy } from '../storage/plan.ts';
import type { HostFunction } from './functions.ts';
import type { Test262Callbacks } from './test262.ts';

/** Of one machine, over all its runs. */
export interface MachineLimits extends Limits {
  /** Milliseconds spent in `run`: what the machine waits for outside does not count. */
  readonly durationMs?: number;
  /** Calls of functions of the host. */
  readonly hostCalls?: number;
  /** Size of a snapshot: `snapshot()` throws a `SnapshotError` of code `LIMIT` rather than give a larger one. */
  readonly snapshotBytes?: number;
}

export interface MachineOptions {
  readonly storage?: StorageStrategy;
  /** Proper tail calls in strict code (ECMA-262 §15.10). Default false: traces as V8 gives them. */
  readonly tailCalls?: boolean;
  readonly limits?: MachineLimits;
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
  /** Keeps what is needed to go back: see `Machine.back`. Default false. */
  readonly history?: boolean | HistoryOptions;
  /** `URL` parsing, where the embedder has it: plain data in and out. */
  readonly host?: HostServices;
  /** What test262's programs ask for: see test262.ts. @internal */
  readonly test262?: Test262Callbacks;
}

export interface HistoryOptions {
  /** About as much memory the past may take; the oldest part of it is given up for more. Default 64 MiB. */
  readonly bytes?: number;
  /** Steps between two checkpoints. Default: as many as keep the cost of making them to a tenth of the run's. */
  readonly checkpointSteps?: number;
  /** Whether `Machine.printed` knows what was printed; else it takes no memory. Default true. */
  readonly printed?: boolean;
}

/** What a machine that replays a recording is given: what it goes on with when it has come to the end. */
export interface ReplayOptions extends Omit<RestoreOptions, 'history' | 'limits'> {
  readonly history?: HistoryOptions;
}

/** What a restored machine gets anew: what of the host no snapshot holds. */
export type RestoreOptions = Pick<
  MachineOptions,
  'functions' | 'console' | 'clock' | 'modules' | 'host' | 'test262' | 'limits' | 'history'
>;

/** What only the host has, as functions over plain data. */
export interface HostServices {
  /** Components of an URL, or null where it is not valid. */
  urlParse?(url: string, base: string | undefined): Record<string, string> | null;
  /** Components of the URL `href` after its component `part` was set to `text` (as `URL` objects' setters do). */
  urlSet?(href: string, part: string, text: string): Record<string, string>;
  /** Where a place of a source was written, by a source map; null where there is none. Asked when the stack of an error is first read. */
  mapPosition?(place: SourcePlace): SourcePlace | null;
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
  /** Other limits from now on, as by `setLimits`. */
  readonly limits?: MachineLimits;
}

export type LimitName = 'steps' | 'heapBytes' | 'durationMs' | 'outputBytes' | 'hostCalls';

export type Outcome =
  | { readonly status: 'done'; readonly value: unknown }
  /** `rejection`: a promise was rejected and nobody handles it. Else `at` says where it was thrown, if guest code was running. */
  | { readonly status: 'threw'; readonly error: unknown; readonly rejection?: boolean; readonly at?: SourcePlace }
  | { readonly status: 'paused'; readonly reason: 'steps' | 'deadline' | 'signal' | 'breakpoint' | 'exception' }
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
