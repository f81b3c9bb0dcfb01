/** A machine with a program in it, made for being debugged: the command's clock, modules and console, and the past kept. */
import type { Debugger, DebuggerEvents, DebugOutcome, Machine } from '@saguaro/engine';
import { load, parsingProgram, sourceOptions } from '../engine.ts';
import type { Strategy } from '../options.ts';
import { type Clock, realClock } from '../program/clock.ts';
import { loadModule, resolveModule } from '../program/modules.ts';
import type { Program } from '../program/read.ts';
import { urlServices } from '../program/url.ts';

export interface DebuggedOptions {
  readonly storage: Strategy;
  readonly seed?: number | undefined;
  readonly clock?: Clock;
  /** Whether steps back are wanted, which costs time and memory. Default true. */
  readonly history?: boolean;
  readonly print: (text: string, toError: boolean) => void;
  readonly events?: DebuggerEvents;
}

/** Steps run between two looks at whether somebody wants a pause. */
const slice = 200_000;

export class Debugged {
  readonly machine: Machine;
  readonly debugger: Debugger;
  private readonly clock: Clock;

  constructor(machine: Machine, debugger_: Debugger, clock: Clock) {
    this.machine = machine;
    this.debugger = debugger_;
    this.clock = clock;
  }

  /** Carries an outcome on to where somebody must decide: a stop or the end. Waits for timers and modules; others get their turns. */
  async settled(first: DebugOutcome): Promise<Exclude<DebugOutcome, { readonly status: 'paused' }>> {
    for (let outcome = first; ; outcome = this.debugger.resume({ steps: slice })) {
      if (outcome.status === 'paused') await new Promise((resolve) => setImmediate(resolve));
      else if (outcome.status !== 'waiting') return outcome;
      else if (outcome.calls.length > 0) await this.machine.answered();
      else if (outcome.until !== undefined) await this.clock.until(outcome.until);
      else return outcome;
    }
  }

  /** Goes on, in slices. */
  go(step: (options: { readonly steps: number }) => DebugOutcome): ReturnType<Debugged['settled']> {
    return this.settled(step({ steps: slice }));
  }
}

/** Reads and starts a program; nothing of it has run yet. Throws a `SyntaxFailure`. */
export async function openDebugged(program: Program, options: DebuggedOptions): Promise<Debugged> {
  const engine = await load(program.language);
  const { storage, seed, clock = realClock(), history = true, print, events = {} } = options;
  const urls = new Map<string, string>();
  const machine = new engine.Machine({
    storage,
    history,
    seed: seed ?? Math.floor(Math.random() * 2 ** 32),
    clock: { now: clock.now, monotonic: clock.monotonic },
    console: (level: string, text: string) => print(`${text}\n`, level === 'error' || level === 'warn'),
    host: urlServices,
    modules: {
      resolve: (specifier: string, referrer: string) => resolveModule(specifier, urls.get(referrer) ?? referrer),
      load: loadModule,
    },
  });
  const debugger_ = new engine.Debugger(machine, events);
  parsingProgram(engine, program, (one) => {
    urls.set(one.name, one.url);
    machine.start(one.source, sourceOptions(one));
    debugger_.addSource(one.name, one.source);
  });
  return new Debugged(machine, debugger_, clock);
}
