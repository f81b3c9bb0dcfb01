/**
 * The only place where the command meets the engine: everything else in this package knows the types below and no other.
 * The engine is imported when a command needs it, so that `--help` does not wait for it.
 */
import { pathToFileURL } from 'node:url';
import { inspect } from 'node:util';
import type { Handle, HeapGraph, Machine } from '@saguaro/engine';
import { damagedFile, needsHost, notSaved, otherVersion } from './errors.ts';
import type { Strategy, V8Mode } from './options.ts';
import type { Output } from './output.ts';
import type { Clock } from './program/clock.ts';
import { loadModule, resolveModule } from './program/modules.ts';
import type { Program } from './program/read.ts';
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
  | { readonly kind: 'stopped'; readonly step: number };

/** One machine with the program, or the inputs of a REPL, that it runs. */
export interface Session {
  /** Runs a program to its end, timers and jobs included. Throws a `SyntaxFailure` where it does not parse. */
  run(program: Program): Promise<Ending>;
  /** Goes on with a saved program to its end. */
  resume(): Promise<Ending>;
  /** The program as it is, to be saved. Throws a `UserError` where that is not possible. */
  save(): Uint8Array;
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

type Engine = typeof import('@saguaro/engine');

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

class EngineSession implements Session {
  private readonly machine: Machine;
  private readonly completionValue: boolean;
  private readonly clock: Clock;
  private readonly output: Output;
  private readonly sources: Map<string, string>;
  /** What `import` is relative to, by the names of programs. */
  private readonly urls: Map<string, string>;
  private readonly maps: SourceMaps | null;
  private readonly stopAt: number;

  constructor(
    machine: Machine,
    completionValue: boolean,
    clock: Clock,
    output: Output,
    sources: Map<string, string>,
    urls: Map<string, string>,
    maps: SourceMaps | null,
    stopAt: number,
  ) {
    this.stopAt = stopAt;
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

  async resume(): Promise<Ending> {
    for (;;) {
      const steps = Math.max(0, this.stopAt - this.machine.stepsRun);
      const outcome = this.machine.run(steps === Number.POSITIVE_INFINITY ? {} : { steps });
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
          if (outcome.until === undefined && outcome.calls.length === 0) return { kind: 'stuck' };
          this.output.flush();
          // What is being read first: it comes by itself, and a clock that skips ahead would not wait for it.
          if (outcome.calls.length > 0) await this.machine.answered();
          else if (outcome.until !== undefined) await this.clock.until(outcome.until);
          break;
        case 'paused':
          if (this.machine.stepsRun >= this.stopAt) return { kind: 'stopped', step: this.machine.stepsRun };
          break;
      }
    }
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
    return this.sources.get(file) ?? this.maps?.contentOf(file);
  }

  globalNames(): string[] {
    return [...this.machine.globalNames()];
  }
}

/** What a program that was saved elsewhere is relative to. */
function urlOf(name: string): string {
  return name.startsWith('file:') ? name : pathToFileURL(name).href;
}

/** Does something with a saved program, and says of the engine's errors what a user can do. */
function restored<T>({ shown }: SavedProgram, action: () => T): T {
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

/** A variable of a saved program. */
export interface SavedVariable {
  readonly name: string;
  readonly kind: string;
  /** Where it lives: `register`, `cell`, `slot`, … */
  readonly place: string;
  readonly value: string;
}

export interface SavedFrame extends SourcePosition {
  readonly function: string;
  /** By scope, the innermost first. */
  readonly variables: readonly (SavedVariable & { readonly scope: string })[];
}

/** What can be said of a saved program without running it. */
export interface Inspection {
  /** Bytecode instructions executed so far. */
  readonly steps: number;
  /** The functions of the host that it needs. */
  readonly functions: readonly string[];
  /** The newest first. Empty between two jobs. */
  readonly frames: readonly SavedFrame[];
  readonly jobs: number;
  readonly timers: readonly { readonly kind: string; readonly in: number; readonly callback: string }[];
  readonly calls: readonly { readonly id: number; readonly name: string; readonly args: readonly string[] }[];
  readonly kept: Kept;
  /** What is alive: things and bytes in all, and by kind. */
  readonly heap: {
    readonly things: number;
    readonly bytes: number;
    readonly kinds: readonly { readonly kind: string; readonly things: number; readonly bytes: number }[];
  };
}

/** Data that a program handed to the host, in one line. */
function shownData(machine: Machine, value: unknown): string {
  // A handle stands for something of the program's; all else is plain data.
  if (typeof value === 'object' && value !== null && value.constructor?.name === 'Handle')
    return machine.inspect(value);
  return inspect(value, { breakLength: Number.POSITIVE_INFINITY, depth: 4 });
}

/** Looks into a saved program. Throws a `UserError`. */
export async function inspectSaved(from: SavedProgram): Promise<Inspection> {
  const { Inspector, Machine, neededFunctions } = await load();
  const functions = restored(from, () => neededFunctions(from.bytes));
  const stand = { now: () => 0, monotonic: () => 0 };
  const given = Object.fromEntries(functions.map((name) => [name, { kind: 'suspending' as const }]));
  const machine = restored(from, () => Machine.restore(from.bytes, { functions: given, clock: stand }));
  const inspector = new Inspector(machine);
  const frames = inspector.frames().map(({ index, function: name, file, line, column }): SavedFrame => {
    const { scopes } = inspector.scopes(index);
    const variables = scopes
      .filter(({ object }) => object === undefined)
      .flatMap(({ owner, kind: scope, bindings }) =>
        bindings
          .filter(({ state }) => state !== 'dead')
          .map(({ name, kind, place, value }) => ({
            name,
            kind,
            place,
            value: value.text,
            scope: `${scope} of ${owner}`,
          })),
      );
    return { function: name, file, line, column, variables };
  });
  const queues = inspector.queues();
  const kinds = new Map<string, { things: number; bytes: number }>();
  const { nodes } = machine.heap();
  for (const { kind, bytes } of nodes) {
    const all = kinds.get(kind) ?? { things: 0, bytes: 0 };
    kinds.set(kind, { things: all.things + 1, bytes: all.bytes + bytes });
  }
  const byKind = [...kinds].map(([kind, all]) => ({ kind, ...all })).sort((a, b) => b.bytes - a.bytes);
  const { bindings, bytes } = machine.keptReport();
  return {
    steps: machine.stepsRun,
    functions,
    frames,
    jobs: queues.microtasks.length,
    timers: queues.timers.map(({ kind, in: wait, callback }) => ({ kind, in: wait, callback: callback.text })),
    calls: machine
      .pendingCalls()
      .map((call) =>
        call.kind === 'load'
          ? { id: call.id, name: 'import', args: [call.url] }
          : { id: call.id, name: call.name, args: call.args.map((arg) => shownData(machine, arg)) },
      ),
    kept: { bindings, bytes },
    heap: { things: nodes.length, bytes: byKind.reduce((sum, all) => sum + all.bytes, 0), kinds: byKind },
  };
}

/** A fresh machine with the command's console, clock and modules. */
export async function openSession(options: SessionOptions): Promise<Session> {
  const { Machine } = await load();
  const {
    clock,
    completionValue = false,
    from,
    history = false,
    limits,
    output,
    sourceMaps = true,
    storage,
    tailCalls,
    seed,
    stopAt = Number.POSITIVE_INFINITY,
  } = options;
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
  const machine =
    from === undefined
      ? new Machine({ ...host, storage, tailCalls, history, seed: seed ?? Math.floor(Math.random() * 2 ** 32) })
      : restored(from, () => Machine.restore(from.bytes, host));
  return new EngineSession(machine, completionValue, clock, output, sources, urls, maps, stopAt);
}
