// The one place where the runner touches the engine. What it needs of it, beyond the documented API (Machine, start, run,
// SaguaroSyntaxError), is one function:
//
//   createTest262Host(machine, callbacks: Test262Callbacks): Test262Host        packages/engine/src/host/test262.ts
//
// It defines `print` and `$262` on the machine's global object (writable, configurable, not enumerable), the latter an
// ordinary object of the guest with
//   createRealm()            a new realm in the same agent, its own `print` and `$262` defined; returns that `$262`
//   evalScript(source)       ParseScript and ScriptEvaluation in the realm of the function (INTERPRETING.md)
//   detachArrayBuffer(b)     DetachArrayBuffer(b); TypeError for what has no [[ArrayBufferData]], or is shared
//   gc()                     a collection: WeakRefs cleared, finalisation callbacks enqueued
//   global                   the realm's global object
//   IsHTMLDDA                an object with [[IsHTMLDDA]] that returns null when called
//   AbstractModuleSource     absent, until source phase imports ship
//   agent                    start, broadcast, getReport, sleep, monotonicNow; in an agent receiveBroadcast, report, sleep,
//                            leaving, monotonicNow. All go to `callbacks` but these: `sleep(ms)` suspends the machine,
//                            `run` returning { status: 'waiting', until: monotonic() + ms }, as Atomics.wait does with its
//                            timeout; `receiveBroadcast(f)` keeps f, and `deliver` enqueues a job that calls it with a
//                            SharedArrayBuffer over the block and the value.
// A shared block (the data of a SharedArrayBuffer, with its list of waiters) must be usable by several machines at once.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Adapter, ErrorPhase, Outcome, Program } from './adapter.ts';
import { AgentCluster, type ClusterOutcome, type RunOutcome, SkippingClock } from './agent-cluster.ts';

/** What the runner does when a test calls a function of the host. */
export interface Test262Callbacks {
  /** Gets the string value of the argument. */
  print(text: string): void;
  /** [[CanBlock]] of the agent: whether Atomics.wait may wait. */
  readonly canBlock: boolean;
  /** Whether `$262.agent` is that of an agent that a test started, not of the test. */
  readonly isStartedAgent: boolean;
  startAgent(source: string): void;
  broadcast(block: unknown, value: number | bigint): void;
  report(text: string): void;
  getReport(): string | null;
  monotonicNow(): number;
}

export interface Test262Host {
  /** Names the thrown value without running guest code: the `name` of its constructor as data has it, or its type. */
  describe(error: unknown): { readonly type: string; readonly message: string; readonly stack: string };
  /** Whether the module graph that `start` began has been linked: tells an error of linking from one of evaluation. */
  isLinked(): boolean;
  deliver(block: unknown, value: number | bigint): void;
}

interface Machine {
  readonly inPast: boolean;
  steps(): number;
  recording(): Uint8Array;
  snapshot(): Uint8Array;
  isLinked(): boolean;
  start(source: string, options: { name: string; kind: 'script' | 'module'; language: 'js' }): void;
  run(options: { steps: number }): RunOutcome;
}

interface LoadedModule {
  readonly source: string;
  readonly language: 'js' | 'json' | 'text';
}

interface EngineModule {
  readonly Machine: (new (
    options: object,
  ) => Machine) & {
    restore(bytes: Uint8Array, options: object): Machine;
    replay(bytes: Uint8Array, options: object): Machine;
  };
  createTest262Host(machine: Machine, callbacks: Test262Callbacks): Test262Host;
  /** Of a machine that was made, or restored, with the option `test262`. */
  test262HostOf(machine: Machine): Test262Host;
}

/** Loads the engine from a module URL, or the installed package. Throws what loading throws. */
export async function createEngineAdapter(engineUrl: string | null): Promise<Adapter> {
  const engine = (await import(engineUrl ?? '@saguaro/engine')) as EngineModule;
  return { run: (program) => new Run(engine, program).run() };
}

/** One program on its way through one machine, and the agents it starts. */
class Run {
  readonly #engine: EngineModule;
  readonly #program: Program;
  readonly #printed: string[] = [];
  readonly #cluster = new AgentCluster(new SkippingClock());
  readonly #deadline: number;

  /** Are instructions those of the test itself, not of the harness? */
  #inTest = false;

  constructor(engine: EngineModule, program: Program) {
    this.#engine = engine;
    this.#program = program;
    this.#deadline = performance.now() + program.limits.timeout;
  }

  async run(): Promise<Outcome> {
    try {
      const { limits } = this.#program;
      if (limits.recorded === true) return await this.#runRecorded();
      const { machine, host } =
        (limits.snapshotEvery ?? null) === null ? this.#createAgent(false) : this.#createSavedAgent();
      return await this.#runAll(machine, host);
    } catch (error) {
      // Anything that the engine throws past its own outcomes is a defect of the engine, not a result of the test.
      const { message, stack } = error instanceof Error ? error : new Error(String(error));
      return { status: 'broke', message, stack: stack ?? '', printed: this.#printed };
    }
  }

  async #runAll(machine: Machine, host: Test262Host): Promise<Outcome> {
    const { harness, source, file, kind } = this.#program;
    for (const script of harness) {
      const failure = await this.#runSource(machine, host, script.source, script.name, 'script');
      if (failure !== null) return failure.status === 'threw' ? { ...failure, phase: 'harness' } : failure;
    }
    this.#inTest = true;
    return (
      (await this.#runSource(machine, host, source, file, kind)) ?? { status: 'completed', printed: this.#printed }
    );
  }

  /** Runs with a history that keeps all, and does it again by the recording: it must print the same, take as long, and end at its end. */
  async #runRecorded(): Promise<Outcome> {
    const { limits, storage } = this.#program;
    const { Machine, test262HostOf } = this.#engine;
    const machine = new Machine({
      ...this.#given(this.#printed),
      storage,
      tailCalls: true,
      limits: { steps: limits.steps, heapBytes: limits.heapBytes },
      seed: 1,
      history: { bytes: Number.POSITIVE_INFINITY, checkpointSteps: Number.POSITIVE_INFINITY, printed: false },
    });
    this.#cluster.add({
      run: (steps) => {
        for (;;) {
          const outcome = machine.run({ steps });
          if (outcome.status !== 'threw' || outcome.rejection !== true) return outcome;
        }
      },
      deliver: () => undefined,
    });
    const outcome = await this.#runAll(machine, test262HostOf(machine));
    const bytes = machine.recording();
    const printed: string[] = [];
    const again = Machine.replay(bytes, this.#given(printed));
    while (again.inPast) again.run({ steps: 100_000 });
    if (again.steps() !== machine.steps())
      throw new Error(`took ${machine.steps()} steps, and ${again.steps()} when replayed`);
    if (printed.join('\n') !== this.#printed.join('\n')) throw new Error(`printed '${printed}' when replayed`);
    return outcome;
  }

  #given(printed: string[]): object {
    const { clock } = this.#cluster;
    return {
      clock: { now: clock.now, monotonic: clock.monotonic },
      console: () => {},
      modules: { resolve: resolveModule, load: loadModule },
      test262: {
        ...NO_OTHER_AGENTS,
        print: (text: string) => void printed.push(text),
        canBlock: this.#program.canBlock ?? true,
        monotonicNow: clock.monotonic,
      },
    };
  }

  #createAgent(isStartedAgent: boolean): { machine: Machine; host: Test262Host } {
    const { limits, storage, canBlock } = this.#program;
    const clock = this.#cluster.clock;
    const machine = new this.#engine.Machine({
      storage,
      tailCalls: true,
      limits: { steps: limits.steps, heapBytes: limits.heapBytes },
      clock: { now: clock.now, monotonic: clock.monotonic },
      seed: 1,
      console: () => {},
      modules: { resolve: resolveModule, load: loadModule },
    });
    const host = this.#engine.createTest262Host(machine, {
      print: (text) => this.#printed.push(text),
      canBlock: canBlock ?? true,
      isStartedAgent,
      startAgent: (source) => this.#createAgent(true).machine.start(source, agentSource),
      broadcast: (block, value) => this.#cluster.broadcast(block, value),
      report: (text) => this.#cluster.report(text),
      getReport: () => this.#cluster.nextReport(),
      monotonicNow: clock.monotonic,
    });
    this.#cluster.add({
      run: (steps) => {
        for (let left = steps; ; ) {
          const turn = Math.min(left, limits.pauseEvery ?? left);
          const outcome = machine.run({ steps: turn });
          left -= turn;
          if (outcome.status === 'paused' && left > 0 && performance.now() <= this.#deadline) continue;
          // To the suite, a rejection that nobody handles is nothing to report (INTERPRETING.md names no such hook).
          if (outcome.status !== 'threw' || outcome.rejection !== true) return outcome;
        }
      },
      deliver: (block, value) => host.deliver(block, value),
    });
    return { machine, host };
  }

  /** An agent that is saved again and again, and each time goes on as a machine made of the bytes. */
  #createSavedAgent(): { machine: Machine; host: Test262Host } {
    const { limits, storage } = this.#program;
    let every = limits.snapshotEvery ?? 1;
    let written = 0;
    const given = this.#given(this.#printed);
    const { Machine, test262HostOf } = this.#engine;
    const options = { storage, tailCalls: true, limits: { steps: limits.steps, heapBytes: limits.heapBytes }, seed: 1 };
    let machine = new Machine({ ...options, ...given });
    this.#cluster.add({
      run: (steps) => {
        for (let left = steps; ; ) {
          const turn = this.#inTest ? Math.min(left, every) : left;
          const outcome = machine.run({ steps: turn });
          left -= turn;
          if (outcome.status === 'paused' && this.#inTest) {
            const bytes = machine.snapshot();
            machine = Machine.restore(bytes, given);
            written += bytes.length;
            if (written > BYTES_AT_ONE_INTERVAL) {
              written = 0;
              every *= 2;
            }
          }
          if (outcome.status === 'paused' && left > 0 && performance.now() <= this.#deadline) continue;
          if (outcome.status !== 'threw' || outcome.rejection !== true) return outcome;
        }
      },
      deliver: () => undefined,
    });
    return {
      machine: {
        inPast: false,
        steps: () => machine.steps(),
        recording: () => machine.recording(),
        start: (source, how) => machine.start(source, how),
        run: (how) => machine.run(how),
        snapshot: () => machine.snapshot(),
        isLinked: () => machine.isLinked(),
      },
      host: {
        describe: (error) => test262HostOf(machine).describe(error),
        isLinked: () => machine.isLinked(),
        deliver: () => undefined,
      },
    };
  }

  /** Runs one source to its end; null when it ended well. */
  async #runSource(machine: Machine, host: Test262Host, source: string, name: string, kind: 'script' | 'module') {
    try {
      machine.start(source, { name, kind, language: 'js' });
    } catch (error) {
      if (!isEarlyError(error)) throw error;
      return this.#threw('parse', { type: error.kind, message: error.message, stack: error.frame });
    }
    const outcome = await this.#cluster.run(this.#deadline);
    if (outcome.status !== 'threw') return this.#limited(outcome);
    return this.#threw(kind === 'module' && !host.isLinked() ? 'resolution' : 'runtime', host.describe(outcome.error));
  }

  #threw(phase: ErrorPhase, error: { type: string; message: string; stack: string }) {
    return { status: 'threw', phase, ...error, printed: this.#printed } as const;
  }

  #limited(outcome: Exclude<ClusterOutcome, { readonly status: 'threw' }>) {
    if (outcome.status === 'done' || outcome.status === 'rest') return null;
    const limit = outcome.status === 'late' ? 'time' : outcome.limit;
    return { status: 'limit', limit, printed: this.#printed } as const;
  }
}

/** Where a test runs for millions of instructions, or holds megabytes, it is saved less often after so many bytes, so that it ends. */
const BYTES_AT_ONE_INTERVAL = 256 << 20;

/** Memory that machines share is no part of what can be saved: programs that start agents are not. */
const NO_OTHER_AGENTS: Omit<Test262Callbacks, 'print' | 'canBlock' | 'monotonicNow'> = {
  isStartedAgent: false,
  startAgent: () => undefined,
  broadcast: () => undefined,
  report: () => undefined,
  getReport: () => null,
};

const agentSource = { name: 'agent', kind: 'script', language: 'js' } as const;

/** The engine's SaguaroSyntaxError, known by its name: the class may come from a bundle of its own. */
function isEarlyError(error: unknown): error is { kind: string; message: string; frame: string } {
  return error instanceof Error && error.name === 'SaguaroSyntaxError';
}

function resolveModule(specifier: string, referrer: string): string {
  return join(dirname(referrer), specifier);
}

/** The text as it is: in the suite, what it is taken for is for the import's attributes to say. */
function loadModule(file: string, attributes: { readonly type?: 'json' | 'text' }): LoadedModule {
  return { source: readFileSync(file, 'utf8'), language: attributes.type ?? 'js' };
}
