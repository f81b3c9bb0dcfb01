import { type ChildProcess, fork } from 'node:child_process';
import { engines } from './engines.ts';
import { oneLine, outOfTime, type Verdict } from './judge.ts';
import type { Job, Reply, WorkerSetup } from './protocol.ts';

/** How long past its timeout a scenario may go before its worker is killed: an engine that stops itself says more. */
const grace = 2000;

/** Jobs a worker holds: one that runs and one that waits, so that it never idles for a message's time. */
const depth = 2;

/** Scenarios after which a worker is replaced, so that what a test leaves behind can't pile up. */
const lifetime = 4000;

/** Scenarios that ran out of time or crashed and get a second try, alone; beyond this many the engine is at fault, not the machine. */
const maximumRetries = 40;

/** Workers in a row that may die before they are ready; then the engine can't be loaded at all. */
const maximumFailedStarts = 2;

export interface PoolOptions extends WorkerSetup {
  readonly workerFile: string;
  readonly jobs: number;
  /** Megabytes that a worker's heap may hold. */
  readonly memory: number;
}

/** A verdict and the time that the scenario took, in milliseconds. */
export type Report = (job: Job, verdict: Verdict, duration: number) => void;

/** The engine under test can't be started; the message holds what the worker said. */
export class WorkerStartError extends Error {}

/**
 * Runs jobs in processes of their own. A crash, a hang or an out-of-memory costs one scenario (a failed verdict) and
 * one process, which is replaced; what waited in that process is run elsewhere.
 */
export class Pool {
  readonly #options: PoolOptions;
  readonly #report: Report;
  readonly #source: Iterator<Job>;
  /** Jobs taken from the source and given back by a worker that died. */
  readonly #returned: Job[] = [];
  /** Jobs whose failure may be the machine's fault, to be run again when the rest is done. */
  #retries: Job[] = [];
  #retrying = false;
  #retried = 0;
  readonly #workers = new Set<PoolWorker>();
  #failedStarts = 0;
  #stopped = false;
  #settle: { resolve: () => void; reject: (error: Error) => void } | null = null;

  constructor(options: PoolOptions, jobs: Iterable<Job>, report: Report) {
    this.#options = options;
    this.#source = jobs[Symbol.iterator]();
    this.#report = report;
  }

  /** Resolves when every job has been reported, or after `stop`. Rejects with WorkerStartError. */
  run(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
      for (let n = 0; n < this.#options.jobs; n++) this.#startWorker();
    });
  }

  /** Ends every worker; nothing is reported any more. */
  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    for (const worker of this.#workers) worker.end();
    this.#settle?.resolve();
  }

  #next(): Job | null {
    const returned = this.#returned.pop();
    if (returned !== undefined) return returned;
    const { done, value } = this.#source.next();
    return done === true ? null : value;
  }

  #startWorker(): void {
    const worker = new PoolWorker(this.#options, {
      ready: () => {
        this.#failedStarts = 0;
        this.#feed(worker);
      },
      verdict: (job, verdict, duration) => {
        this.#accept(job, verdict, duration);
        this.#feed(worker);
      },
      lost: (running, waiting, what) => {
        this.#workers.delete(worker);
        if (this.#stopped) return;
        this.#returned.push(...waiting);
        if (running !== null) this.#accept(running, { passed: false, ...what }, worker.elapsed);
        if (!worker.wasReady && ++this.#failedStarts >= maximumFailedStarts) {
          this.#settle?.reject(new WorkerStartError(what.detail));
          this.stop();
          return;
        }
        this.#startWorker();
      },
    });
    this.#workers.add(worker);
  }

  #feed(worker: PoolWorker): void {
    if (this.#stopped) return;
    while (worker.held < (this.#retrying ? 1 : depth) && worker.taken < lifetime) {
      const job = this.#next();
      if (job === null) break;
      worker.give(job);
    }
    if (worker.held > 0) return;
    if (worker.taken >= lifetime) {
      worker.end();
      this.#workers.delete(worker);
      this.#startWorker();
      return;
    }
    this.#finishOrRetry();
  }

  #finishOrRetry(): void {
    if ([...this.#workers].some((worker) => worker.held > 0 || !worker.wasReady)) return;
    if (this.#retries.length === 0) {
      this.stop();
      return;
    }
    this.#retrying = true;
    this.#returned.push(...this.#retries);
    this.#retries = [];
    // One worker is enough: a second try is about having the machine to itself.
    const [first] = this.#workers;
    this.#feed(first!);
  }

  #accept(job: Job, verdict: Verdict, duration: number): void {
    const doubtful = !verdict.passed && (verdict.message === outOfTime || verdict.message.startsWith(crashed));
    if (doubtful && !this.#retrying && this.#retried < maximumRetries) {
      this.#retried++;
      this.#retries.push(job);
      return;
    }
    this.#report(job, verdict, duration);
  }
}

const crashed = 'the process crashed';

interface WorkerEvents {
  ready(): void;
  verdict(job: Job, verdict: Verdict, duration: number): void;
  /** The process is gone. `running` failed with it, `waiting` had not begun. */
  lost(running: Job | null, waiting: readonly Job[], what: { readonly message: string; readonly detail: string }): void;
}

/** One process and the jobs it holds: the first runs, the others wait. */
class PoolWorker {
  readonly #process: ChildProcess;
  readonly #events: WorkerEvents;
  readonly #jobs: Job[] = [];
  readonly #timeout: number;
  #timer: NodeJS.Timeout | null = null;
  #killedForTime = false;
  #ended = false;
  #errors = '';
  #runningSince = 0;
  wasReady = false;
  taken = 0;

  constructor(options: PoolOptions, events: WorkerEvents) {
    const { suite, engine, engineUrl, timeout, steps, heapBytes, pauseEvery, snapshotEvery, recorded } = options;
    const setup: WorkerSetup = {
      suite,
      engine,
      engineUrl,
      timeout,
      steps,
      heapBytes,
      pauseEvery,
      snapshotEvery: snapshotEvery ?? null,
      recorded: recorded ?? false,
    };
    this.#events = events;
    this.#timeout = timeout + grace;
    this.#process = fork(options.workerFile, [JSON.stringify(setup)], {
      execArgv: [
        `--max-old-space-size=${options.memory}`,
        '--no-warnings',
        '--enable-source-maps',
        ...engines[engine].flags,
      ],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#process.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.#errors = (this.#errors + text).slice(-8000);
    });
    this.#process.on('message', (reply: Reply) => this.#receive(reply));
    this.#process.on('close', (code, signal) => this.#closed(code, signal));
    this.#process.on('error', (error) => {
      this.#errors += error.message;
    });
  }

  get held(): number {
    return this.#jobs.length;
  }

  get elapsed(): number {
    return performance.now() - this.#runningSince;
  }

  give(job: Job): void {
    this.taken++;
    this.#jobs.push(job);
    // A process that is just dying refuses the message; `close` then gives the job back.
    this.#process.send(job, () => {});
    if (this.#jobs.length === 1) this.#arm();
  }

  /** Ends the process; no event follows. */
  end(): void {
    this.#ended = true;
    this.#disarm();
    this.#process.kill('SIGKILL');
  }

  #receive(reply: Reply): void {
    if (this.#ended) return;
    if (reply.kind === 'ready') {
      this.wasReady = true;
      this.#events.ready();
      return;
    }
    if (this.#jobs[0]?.id !== reply.id) return;
    const job = this.#jobs.shift()!;
    this.#disarm();
    if (this.#jobs.length > 0) this.#arm();
    this.#events.verdict(job, reply.verdict, reply.duration);
  }

  #arm(): void {
    this.#runningSince = performance.now();
    this.#timer = setTimeout(() => {
      this.#killedForTime = true;
      this.#process.kill('SIGKILL');
    }, this.#timeout);
  }

  #disarm(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #closed(code: number | null, signal: NodeJS.Signals | null): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#disarm();
    const [running = null, ...waiting] = this.#jobs;
    const outOfMemory = /heap out of memory|Allocation failed|heap limit/.test(this.#errors);
    const how = outOfMemory ? 'out of memory' : signal !== null ? `signal ${signal}` : `exit status ${code}`;
    const message = this.#killedForTime ? outOfTime : oneLine(`${crashed}: ${how}`);
    const detail = this.#killedForTime ? 'killed by the runner: the engine did not stop itself' : this.#errors;
    this.#events.lost(running, waiting, { message, detail });
  }
}
