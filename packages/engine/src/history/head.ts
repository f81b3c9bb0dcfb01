/**
 * Where an execution stands in its machine's journal. At the end of it the execution is live: the host is asked, and what it says is
 * written down. Before the end it replays: what was said then is said again.
 */
import type { ModuleLoader } from '../agent/module.ts';
import type { LoadAnswer } from '../agent/module-state.ts';
import { DataError } from '../host/data.ts';
import type { HostAnswer, HostFunction } from '../host/functions.ts';
import type { HostServices, MachineOptions, SourcePlace } from '../host/options.ts';
import type { Test262Callbacks } from '../host/test262.ts';
import { isTypeScriptLoaded, loadTypeScript } from '../parser/parse.ts';
import { copyOf, errorOf, failureOf, holdsHandle } from './copy.ts';
import { type Entry, type Event, isEvent, type Journal, type Told } from './journal.ts';
import { isLoaded } from './recorded-entries.ts';

/** A replay that does other than the journal says: an instruction whose effect depends on something that no journal knows. */
export class HistoryError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'HistoryError';
  }
}

export type WithoutStep<E> = E extends unknown ? Omit<E, 'step' | 'inner'> : never;

/** What a head needs to know of its execution. */
export interface Follower {
  readonly stepsRun: number;
  readonly running: boolean;
  /** Does again what was done inside a call of the host. */
  apply(event: Event): void;
  /** An entry has been made that holds a handle: the state is to be kept as soon as there is one between two instructions. */
  pauseSoon(): void;
}

const NEVER = new Promise<never>(() => undefined);

export class Head {
  readonly journal: Journal;
  position: number;
  printed: number;
  replaying: boolean;
  follower: Follower | null = null;
  /** Kept, since within an instruction an error of the host becomes the program's. */
  fault: HistoryError | null = null;
  /** The place of the first entry since the last pause that no replay can make use of: it holds a handle, or what one was made of. */
  opaqueAt: number | null = null;
  /** A debugger is going to watch the execution. */
  watched = false;
  /** An answer that was given to an instruction since taken back. */
  private leftover: Entry | null = null;

  constructor(journal: Journal, position: number, printed: number, replaying: boolean) {
    this.journal = journal;
    this.position = position;
    this.printed = printed;
    this.replaying = replaying;
  }

  /** Writes down what is being done to a live execution. */
  note(event: WithoutStep<Event>): void {
    if (this.replaying || this.follower === null) return;
    const { stepsRun, running } = this.follower;
    const inner = running && event.kind !== 'trace' && event.kind !== 'threw' && event.kind !== 'run';
    this.journal.append({ ...event, step: stepsRun, ...(inner ? { inner: true } : {}) } as Event);
    this.position++;
  }

  /** `run` is entered: what has come since it was left counts from now on. */
  enter(): void {
    if (this.replaying) return;
    const last = this.journal.at(this.position - 1);
    if (last !== undefined && isEvent(last) && last.kind !== 'run') this.note({ kind: 'run' });
  }

  /** `run` is about to report an uncaught error. */
  threw(): void {
    if (!this.replaying) {
      this.note({ kind: 'threw' });
      return;
    }
    const e = this.journal.at(this.position);
    if (e === undefined || !isEvent(e) || e.kind !== 'threw') this.diverged('an uncaught error');
    this.position++;
  }

  /** Does somebody other than the program ask: a debugger, between two runs? Then there is nothing to write down, or to look up. */
  get isIdle(): boolean {
    return this.follower?.running === false;
  }

  reading(read: () => number): number {
    if (!this.replaying) {
      const t = read();
      this.journal.append(t);
      this.position++;
      return t;
    }
    const e = this.next();
    if (typeof e !== 'number') return this.diverged('a look at the clock');
    return e;
  }

  private next(): Told {
    for (;;) {
      const e = this.journal.at(this.position);
      if (e === undefined) return this.diverged('a question beyond the end of the record');
      if (!isEvent(e)) {
        this.position++;
        return e;
      }
      if (e.inner !== true) return this.diverged('a question');
      this.position++;
      this.follower?.apply(e);
    }
  }

  private diverged(what: string): never {
    this.fault ??= new HistoryError(
      `Replaying came to ${what} that the record of the run does not have here (entry ${this.position}, step ${this.follower?.stepsRun}).`,
    );
    throw this.fault;
  }

  /** Asks the host, or the journal for what it said. `isAnswer`: could the host have said that? Somebody may have written the journal. */
  private ask<T>(of: string, action: () => T, isAnswer: (v: unknown) => boolean = () => true): T {
    if (!this.replaying) return this.live(of, action);
    const e = this.next();
    if (typeof e === 'number' || e.of !== of) return this.diverged(`a call of '${of}'`);
    if (e.kind === 'failed') throw errorOf(e.failure);
    const answer = e.kind === 'later' ? NEVER : e.value;
    return isAnswer(answer) ? (answer as T) : this.diverged(`a call of '${of}' with another answer than`);
  }

  private live<T>(of: string, action: () => T): T {
    let value: T;
    try {
      value = action();
      if (isPromiseLike(value) && of.startsWith('load ')) {
        this.journal.append({ kind: 'later', of });
        this.position++;
        return value;
      }
      value = this.copied(of, value) as T;
    } catch (e) {
      const failure = failureOf(e);
      this.journal.append({ kind: 'failed', of, failure });
      this.position++;
      throw errorOf(failure);
    }
    if (holdsHandle(value)) this.opaque();
    this.journal.append({ kind: 'told', of, value });
    this.position++;
    // The record keeps its own: what the program is given may be looked at while it is copied, and nothing else.
    return value;
  }

  /** The next entry is of no use to a replay: the machine is to pause as soon as it can. */
  private opaque(): void {
    this.opaqueAt ??= this.position;
    this.follower?.pauseSoon();
  }

  /** See `HostCalls.onLeftover`. */
  readonly leftOver = (left: boolean): void => {
    if (this.replaying) return;
    if (left) {
      this.leftover = this.journal.takeLast() ?? null;
      this.position--;
      if (this.opaqueAt === this.position) this.opaqueAt = null;
    } else if (this.leftover !== null) {
      if (typeof this.leftover === 'object' && 'value' in this.leftover && holdsHandle(this.leftover.value))
        this.opaque();
      this.journal.append(this.leftover);
      this.position++;
      this.leftover = null;
    }
  };

  private copied(name: string, v: unknown): unknown {
    try {
      return copyOf(v);
    } catch (e) {
      throw e instanceof DataError ? new TypeError(`${name} returned what no program can have: ${e.message}`) : e;
    }
  }

  // ---- what an execution meets -----------------------------------------------------------------------------------------------------

  functions(functions: MachineOptions['functions']): MachineOptions['functions'] {
    if (functions === undefined) return undefined;
    const wrapped = Object.entries(functions).map(([name, f]): [string, HostFunction] => {
      if (typeof f === 'function') {
        const call = (...args: unknown[]) => this.ask(name, () => f(...args));
        // A function's length is the program's to see.
        Object.defineProperty(call, 'length', { value: f.length });
        return [name, call];
      }
      if (f.kind === 'suspending') return [name, f];
      const call = (...args: unknown[]) => (this.replaying ? NEVER : f.call(...args));
      Object.defineProperty(call, 'length', { value: f.call.length });
      return [name, { kind: 'async', call }];
    });
    return Object.fromEntries(wrapped);
  }

  print(print: MachineOptions['console']): (level: string, text: string) => void {
    return (level, text) => {
      if (this.printed++ < this.journal.printed) return;
      this.journal.print({ level, text });
      print?.(level, text);
    };
  }

  /** Other agents, and what they say, are outside. */
  test262(callbacks: Test262Callbacks): Test262Callbacks {
    const { canBlock, isStartedAgent } = callbacks;
    const print = this.print((_level, text) => callbacks.print(text));
    return {
      canBlock,
      isStartedAgent,
      print: (text) => print('print', text),
      startAgent: (source) => this.ask('startAgent', () => callbacks.startAgent(source)),
      broadcast: (block, value) => this.ask('broadcast', () => callbacks.broadcast(block, value)),
      report: (text) => this.ask('report', () => callbacks.report(text)),
      getReport: () =>
        this.ask(
          'getReport',
          () => callbacks.getReport(),
          (v) => v === null || typeof v === 'string',
        ),
      monotonicNow: () =>
        this.ask(
          'monotonicNow',
          () => callbacks.monotonicNow(),
          (v) => typeof v === 'number',
        ),
    };
  }

  loader(loader: ModuleLoader | undefined): ModuleLoader | undefined {
    if (loader === undefined) return undefined;
    const { meta } = loader;
    return {
      resolve: (specifier, referrer) =>
        this.ask(
          `resolve ${specifier}`,
          () => String(loader.resolve(specifier, referrer)),
          (v) => typeof v === 'string',
        ),
      load: (url, attributes) =>
        this.ask(
          `load ${url}`,
          () => {
            const answer = loader.load(url, attributes);
            // Whether the parser for TypeScript is there yet is the process's, not the record's.
            if (!isPromiseLike(answer) && answer.language === 'ts' && !isTypeScriptLoaded())
              return loadTypeScript().then(() => answer);
            return isPromiseLike(answer) ? answer : { source: String(answer.source), language: answer.language };
          },
          (v) => v === NEVER || isLoaded(v),
        ),
      ...(meta === undefined
        ? {}
        : { meta: (url: string) => this.ask(`meta ${url}`, () => texts(meta.call(loader, url)), isTexts) }),
    };
  }

  services(host: HostServices | undefined): HostServices {
    const { urlParse, urlSet, mapPosition } = host ?? {};
    return {
      ...(mapPosition === undefined
        ? {}
        : { mapPosition: (place: SourcePlace) => this.written(place, () => mapPosition.call(host, place)) }),
      ...(urlParse === undefined
        ? {}
        : {
            urlParse: (url: string, base: string | undefined) =>
              this.ask('urlParse', () => urlParse(url, base), isComponents),
          }),
      ...(urlSet === undefined
        ? {}
        : {
            urlSet: (href: string, part: string, text: string) =>
              this.ask('urlSet', () => urlSet(href, part, text), isComponents),
          }),
    };
  }

  /**
   * Where a place was written. No entry, since it is asked while errors are reported, too, when no program runs: the answer for a place
   * is kept, and is the same ever after.
   */
  private written(place: SourcePlace, map: () => SourcePlace | null): SourcePlace | null {
    const key = `${place.line}:${place.column}:${place.file}`;
    const { journal } = this;
    const known = journal.positions.get(key);
    if (known !== undefined) return known;
    const found = map();
    const kept = found === null ? null : { file: found.file, line: found.line, column: found.column };
    journal.notePosition(key, kept);
    return kept;
  }

  /** A call has been answered: what the machine is to keep of the answer. */
  readonly answered = (id: number, name: string, answer: HostAnswer): HostAnswer => {
    if (this.replaying) return answer;
    let kept: HostAnswer;
    try {
      kept = 'error' in answer ? answer : { value: this.copied(name, answer.value) };
    } catch (error) {
      kept = { error };
    }
    if ('error' in kept) kept = { error: errorOf(failureOf(kept.error)) };
    if (holdsHandle('error' in kept ? kept.error : kept.value)) this.opaque();
    this.note({ kind: 'answer', id, answer: kept });
    return kept;
  };

  /** The same for a load. */
  readonly loaded = (id: number, answer: LoadAnswer): LoadAnswer => {
    if (this.replaying) return answer;
    const kept: LoadAnswer =
      'error' in answer
        ? { error: errorOf(failureOf(answer.error)) }
        : { module: { source: answer.module.source, language: answer.module.language } };
    this.note({ kind: 'load', id, answer: kept });
    return kept;
  };
}

/** Properties of `import.meta`, which are texts. */
function texts(of: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(of).map(([key, v]) => [key, String(v)]));
}

function isTexts(v: unknown): boolean {
  return typeof v === 'object' && v !== null && Object.values(v).every((x) => typeof x === 'string');
}

function isComponents(v: unknown): boolean {
  return v === null || isTexts(v);
}

function isPromiseLike<T>(v: T | PromiseLike<T>): v is PromiseLike<T> {
  return typeof v === 'object' && v !== null && typeof (v as { readonly then?: unknown }).then === 'function';
}
