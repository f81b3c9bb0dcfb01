/**
 * Where the command meets the engine; beside it only `program/inspection.ts`, `program/replay.ts` and the debuggers. Everything else in this
 * package knows the types below and no other. The engine is imported when a command needs it, so that `--help` does not wait for it.
 */
import { pathToFileURL } from 'node:url';
import type { Handle, HeapGraph, Machine, Outcome } from '@saguaro/engine';
import { damagedFile, needsHost, notSaved, otherVersion, recordingFile } from './errors.ts';
import type { Strategy, V8Mode } from './options.ts';
import type { Output } from './output.ts';
import type { Clock } from './program/clock.ts';
import { loadModule, resolveModule } from './program/modules.ts';
import type { Program } from './program/read.ts';
import { type Interruption, noteOf } from './program/recorded.ts';
import { SourceMaps } from './program/source-maps.ts';
import { urlServices } from './program/url.ts';
import type { Explanation, FrameAccount, KeptBinding, Why } from './report/model.ts';
import type { SourcePosition, Uncaught } from './report/uncaught.ts';

export type LimitName = 'steps' | 'heapBytes' | 'depth' | 'durationMs' | 'outputBytes' | 'hostCalls';

export interface SessionOptions {
  readonly storage: Strategy;
  readonly tailCalls: boolean;
  readonly seed?: number | undefined;
  readonly limits: {
    readonly steps?: number | undefined;
    readonly heapBytes?: number | undefined;
    readonly durationMs?: number | undefined;
    readonly outputBytes?: number | undefined;
    readonly snapshotBytes?: number | undefined;
  };
  readonly clock: Clock;
  readonly output: Output;
  /** Places in errors are those of the originals, where source maps tell them. Default true. */
  readonly sourceMaps?: boolean;
  /** The values of scripts are asked for, which keeps the last one alive. Default false. */
  readonly completionValue?: boolean;
  /** The past can be asked, since when something is there. Default false. */
  readonly history?: boolean;
  /** The step at which to stop. */
  readonly stopAt?: number | undefined;
  /** A saved program to go on with: strategy, tail calls and seed are its own then, and limits where none are given. */
  readonly from?: SavedProgram | undefined;
  /** What the run needs to be done again is kept. Default false. */
  readonly record?: boolean;
  /** Interrupts the run, for the reason of an `Interruption`. */
  readonly signal?: AbortSignal | undefined;
}

/** A saved program, and the name of its file. */
export interface SavedProgram {
  readonly bytes: Uint8Array;
  readonly shown: string;
}

/** What became of the frames, and what the run took. */
export interface RunAccount extends FrameAccount {
  readonly steps: number;
  readonly environments: number;
}

/** The bindings that are still alive, and the bytes that all of them keep alive together. */
export interface Kept {
  readonly bindings: readonly KeptBinding[];
  readonly bytes: number;
}

/** How a program ended. */
export type Ending =
  /** `show` gives the completion value as `console` would print it. */
  | {
      readonly kind: 'done';
      readonly show: () => string;
      /** Why the completion value is alive; null for what is in no heap: numbers and the like. */
      readonly why: () => Why | null;
    }
  | { readonly kind: 'threw'; readonly error: Uncaught }
  | { readonly kind: 'limit'; readonly limit: LimitName }
  /** Top-level `await` waits for what can never come. */
  | { readonly kind: 'stuck' }
  /** The step at which it was to stop has been reached. */
  | { readonly kind: 'stopped'; readonly step: number }
  | { readonly kind: 'interrupted'; readonly signal: Interruption };

/** One machine with the program, or the inputs of a REPL, that it runs. */
export interface Session {
  /** Runs a program to its end, timers and jobs included. Throws a `SyntaxFailure` where it does not parse. */
  run(program: Program): Promise<Ending>;
  /** Goes on with a saved program to its end. */
  resume(): Promise<Ending>;
  /** The program as it is, to be saved. Throws a `UserError` where that is not possible. */
  save(): Uint8Array;
  /** What is needed to do again what has been run, which ended so. Throws a `UserError` where that is not possible. */
  recording(ending: Ending): Uint8Array;
  /** Linear in the program's heap, as is `kept`. */
  account(): RunAccount;
  /** `since`: and since which step their places are there, where the session has a history; that takes a few runs more. */
  kept(since?: boolean): Kept;
  /** Why the bindings of a name are alive, one answer for each. */
  why(name: string): readonly Why[];
  /** Everything alive, and what refers to it. */
  heap(): HeapGraph;
  /** The source of a file that the session has read. */
  sourceOf(file: string): string | undefined;
  /** Names of global bindings and properties, for completion. */
  globalNames(): string[];
}

/** A program that does not parse. */
export class SyntaxFailure extends Error {
  readonly at: SourcePosition | undefined;
  readonly source: string;
  /** The source ends before it is complete, so that a REPL asks for more. */
  readonly atEnd: boolean;

  constructor(message: string, at: SourcePosition | undefined, source: string, atEnd: boolean) {
    super(message);
    this.name = 'SyntaxFailure';
    this.at = at;
    this.source = source;
    this.atEnd = atEnd;
  }
}

export type Engine = typeof import('@saguaro/engine');

/** Imports the engine, with its TypeScript parser where the program needs it. */
export async function load(language: Program['language'] = 'js'): Promise<Engine> {
  const engine = await import('@saguaro/engine');
  if (language === 'ts') await engine.loadTypeScript();
  return engine;
}

/** Does something that parses `source`, and turns the engine's early error into a `SyntaxFailure`. */
function parsing<T>({ SaguaroSyntaxError }: Engine, source: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof SaguaroSyntaxError)) throw error;
    const at = { file: error.file, line: error.line, column: error.column };
    throw new SyntaxFailure(error.message, at, source, error.start >= source.trimEnd().length);
  }
}

/** As `parsing`, for a program that may be a script or a module: a script where it parses as one. */
export function parsingProgram<T>(engine: Engine, program: Program, action: (program: Program) => T): T {
  const { source } = program;
  try {
    return parsing(engine, source, () => action(program));
  } catch (error) {
    if (!(error instanceof SyntaxFailure) || !program.mayBeModule || program.kind === 'module') throw error;
    try {
      return parsing(engine, source, () => action({ ...program, kind: 'module', name: program.url }));
    } catch (second) {
      // Neither: what the source looks like decides which complaint helps.
      const looksLikeModule = /^\s*(?:import|export)\b/m.test(source);
      throw second instanceof SyntaxFailure && looksLikeModule ? second : error;
    }
  }
}

export const sourceOptions = ({ name, kind, language }: Program): Pick<Program, 'name' | 'kind' | 'language'> => ({
  name,
  kind,
  language,
});

/** Where each binding of a program lives. Throws a `SyntaxFailure`. */
export async function explain(program: Program, storage: Strategy): Promise<Explanation> {
  const engine = await load(program.language);
  return parsingProgram(engine, program, (one) => engine.explainSource(one.source, { ...sourceOptions(one), storage }));
}

/**
 * Where V8 puts each variable of a program: `mode`, or what Node takes the file as. Throws a `SyntaxFailure`.
 */
export async function explainV8(program: Program, mode: V8Mode | undefined): Promise<Explanation> {
  const engine = await load(program.language);
  const { name, language } = program;
  const explainAs = (source: string, as: V8Mode): Explanation => engine.explainV8(source, { name, mode: as, language });
  if (mode !== undefined) return parsing(engine, program.source, () => explainAs(program.source, mode));
  // Node runs what is no file as a classic script, and files that are no modules as the body of a function.
  const classic = program.name.startsWith('[') ? 'script' : 'commonjs';
  return parsingProgram(engine, program, (one) => explainAs(one.source, one.kind === 'module' ? 'module' : classic));
}

/** The bytecode of a program as text. Throws a `SyntaxFailure`. */
export async function disassemble(program: Program, storage: Strategy): Promise<string> {
  const engine = await load(program.language);
  return parsingProgram(engine, program, (one) => engine.disassemble(one.source, { ...sourceOptions(one), storage }));
}

/** Steps run between two looks at whether somebody interrupts. */
const slice = 1_000_000;

export class EngineSession implements Session {
  protected readonly machine: Machine;
  private readonly completionValue: boolean;
  private readonly clock: Clock;
  private readonly output: Output;
  private readonly sources: Map<string, string>;
  /** What `import` is relative to, by the names of programs. */
  private readonly urls: Map<string, string>;
  private readonly maps: SourceMaps | null;
  private readonly stopAt: number;
  private readonly signal: AbortSignal | undefined;

  constructor(
    machine: Machine,
    completionValue: boolean,
    clock: Clock,
    output: Output,
    sources: Map<string, string>,
    urls: Map<string, string>,
    maps: SourceMaps | null,
    stopAt: number,
    signal?: AbortSignal,
  ) {
    this.stopAt = stopAt;
    this.signal = signal;
    this.machine = machine;
    this.completionValue = completionValue;
    this.clock = clock;
    this.output = output;
    this.sources = sources;
    this.urls = urls;
    this.maps = maps;
  }

  async run(program: Program): Promise<Ending> {
    const engine = await load(program.language);
    parsingProgram(engine, program, (one) => {
      this.sources.set(one.name, one.source);
      this.urls.set(one.name, one.url);
      this.machine.start(one.source, { ...sourceOptions(one), completionValue: this.completionValue });
    });
    return await this.resume();
  }

  save(): Uint8Array {
    try {
      return this.machine.snapshot();
    } catch (error) {
      if (error instanceof Error && error.name === 'SnapshotError') throw notSaved(error.message);
      throw error;
    }
  }

  recording(ending: Ending): Uint8Array {
    const { maps, sources } = this;
    try {
      return this.machine.recording({
        note: noteOf(ending, (file) => (sources.has(file) ? undefined : maps?.contentOf(file))),
      });
    } catch (error) {
      if (error instanceof Error && error.name === 'SnapshotError') throw notSaved(error.message);
      throw error;
    }
  }

  async resume(): Promise<Ending> {
    const { signal } = this;
    const most = signal === undefined ? Number.POSITIVE_INFINITY : slice;
    for (;;) {
      if (signal?.aborted === true) return { kind: 'interrupted', signal: signal.reason as Interruption };
      const steps = Math.min(most, Math.max(0, this.stopAt - this.machine.stepsRun));
      const outcome = this.machine.run(steps === Number.POSITIVE_INFINITY ? {} : { steps });
      const ending = this.endingOf(outcome);
      if (ending !== null) return ending;
      if (outcome.status === 'waiting') {
        this.output.flush();
        await this.wait(outcome.calls.length > 0 ? undefined : outcome.until);
      } else if (this.machine.stepsRun >= this.stopAt) return { kind: 'stopped', step: this.machine.stepsRun };
      else await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** Null: the program can go on, at once or later. */
  protected endingOf(outcome: Outcome): Ending | null {
    switch (outcome.status) {
      case 'done':
        return {
          kind: 'done',
          show: () => this.machine.inspect(outcome.value),
          why: () => this.whyValue(outcome.value),
        };
      case 'threw': {
        const described = this.machine.describeError(outcome.error);
        const thrownAt = outcome.at === undefined ? undefined : (this.maps?.map(outcome.at) ?? outcome.at);
        const at = thrownAt ?? described.at;
        return { kind: 'threw', error: { ...described, at, rejection: outcome.rejection === true } };
      }
      case 'limit':
        return { kind: 'limit', limit: outcome.limit };
      case 'waiting':
        return outcome.until === undefined && outcome.calls.length === 0 ? { kind: 'stuck' } : null;
      case 'paused':
        return null;
    }
  }

  /** Until a moment of the clock's, or until a call is answered, or somebody interrupts. */
  private async wait(until: number | undefined): Promise<void> {
    const { signal } = this;
    // What is being read first: it comes by itself, and a clock that skips ahead would not wait for it.
    const waited = until === undefined ? this.machine.answered() : this.clock.until(until, signal);
    if (signal === undefined || signal.aborted) return await waited;
    await new Promise<void>((resolve, reject) => {
      const interrupt = (): void => resolve();
      signal.addEventListener('abort', interrupt, { once: true });
      waited.finally(() => signal.removeEventListener('abort', interrupt)).then(resolve, reject);
    });
  }

  account(): RunAccount {
    return this.machine.account();
  }

  heap(): HeapGraph {
    return this.machine.heap();
  }

  kept(since = false): Kept {
    const { bindings, bytes } = this.machine.keptReport({ since });
    return { bindings, bytes };
  }

  why(name: string): readonly Why[] {
    return this.machine.why(name);
  }

  private whyValue(value: unknown): Why | null {
    if (typeof value !== 'object' || value === null) return null;
    return this.machine.why(value as Handle)[0] ?? null;
  }

  sourceOf(file: string): string | undefined {
    return this.sources.get(file) ?? this.machine.sourceOf(file) ?? this.maps?.contentOf(file);
  }

  globalNames(): string[] {
    return [...this.machine.globalNames()];
  }
}

/** What a program that was saved elsewhere is relative to. */
export function urlOf(name: string): string {
  return name.startsWith('file:') ? name : pathToFileURL(name).href;
}

/** Does something with a saved program, and says of the engine's errors what a user can do. */
export function restored<T>({ shown }: SavedProgram, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'SnapshotError') throw error;
    const { code } = error as Error & { readonly code?: unknown };
    if (code === 'VERSION' || code === 'MISSING_BUILTIN') throw otherVersion(shown, error.message);
    if (code === 'MISSING_FUNCTION') throw needsHost(shown, error.message.replace(/: give it in .*$/, '.'));
    throw damagedFile(shown, error.message.replace(/^The snapshot is damaged: /, '').replace(/\.$/, ''));
  }
}

/** A fresh machine with the command's console, clock and modules. */
export async function openSession(options: SessionOptions): Promise<Session> {
  const { isRecording, Machine } = await load();
  const {
    clock,
    completionValue = false,
    from,
    history = false,
    limits,
    output,
    record = false,
    signal,
    sourceMaps = true,
    storage,
    tailCalls,
    seed,
    stopAt = Number.POSITIVE_INFINITY,
  } = options;
  if (from !== undefined && isRecording(from.bytes)) throw recordingFile(from.shown);
  const sources = new Map<string, string>();
  const urls = new Map<string, string>();
  const maps = sourceMaps ? new SourceMaps((file) => sources.get(file)) : null;
  const host = {
    limits: Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined)),
    clock: { now: clock.now, monotonic: clock.monotonic },
    console: (level: string, text: string) => output.write(`${text}\n`, level === 'error' || level === 'warn'),
    host: maps === null ? urlServices : { ...urlServices, mapPosition: maps.map },
    modules: {
      resolve: (specifier: string, referrer: string) => resolveModule(specifier, urls.get(referrer) ?? urlOf(referrer)),
      load(url: string) {
        const loaded = loadModule(url);
        sources.set(url, loaded.source);
        return loaded;
      },
    },
  };
  const kept = record ? wholeRun : history;
  const machine =
    from === undefined
      ? new Machine({ ...host, storage, tailCalls, history: kept, seed: seed ?? Math.floor(Math.random() * 2 ** 32) })
      : restored(from, () => Machine.restore(from.bytes, { ...host, history: kept }));
  return new EngineSession(machine, completionValue, clock, output, sources, urls, maps, stopAt, signal);
}

/** The past of a run that is recorded: all of it, and no states to go back to. */
const wholeRun = {
  bytes: Number.POSITIVE_INFINITY,
  checkpointSteps: Number.POSITIVE_INFINITY,
  printed: false,
} as const;
