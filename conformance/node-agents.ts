import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';

/** Runs in each agent: gives it `$262.agent` and evaluates its script. Plain text because a worker needs no bundle then. */
const agentProgram = `
const { workerData } = require('node:worker_threads');
const { state, inbox, reports, source } = workerData;
let receiver = null;
globalThis.$262 = {
  agent: {
    receiveBroadcast(callback) { receiver = callback; },
    report(message) { reports.postMessage(String(message)); },
    sleep(ms) { Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms); },
    leaving() { inbox.close(); },
    monotonicNow() { return performance.now(); },
  },
};
inbox.on('message', ({ buffer, value }) => {
  Atomics.add(state, 1, 1);
  Atomics.notify(state, 1);
  receiver?.(buffer, value);
});
require('node:vm').runInThisContext(source);
Atomics.add(state, 0, 1);
Atomics.notify(state, 0);
`;

/** The agents of one test, each a thread of the host. The main agent blocks on them, so every wait here is synchronous. */
export class NodeAgents {
  /** [0] agents that have run their script, [1] broadcasts received. */
  readonly #state = new Int32Array(new SharedArrayBuffer(8));
  readonly #agents: { worker: Worker; inbox: MessagePort; reports: MessagePort }[] = [];

  functions(): [string, (...args: never[]) => unknown][] {
    return [
      ['start', (source: string) => this.#start(source)],
      ['broadcast', (buffer: SharedArrayBuffer, value: number | bigint) => this.#broadcast(buffer, value)],
      ['getReport', () => this.#getReport()],
      ['sleep', (ms: number) => sleep(ms)],
      ['monotonicNow', () => performance.now()],
    ];
  }

  end(): void {
    for (const { worker } of this.#agents) void worker.terminate();
  }

  #start(source: string): void {
    const inbox = new MessageChannel();
    const reports = new MessageChannel();
    const worker = new Worker(agentProgram, {
      eval: true,
      execArgv: [],
      workerData: { state: this.#state, inbox: inbox.port2, reports: reports.port2, source },
      transferList: [inbox.port2, reports.port2],
    });
    worker.on('error', () => {});
    worker.unref();
    this.#agents.push({ worker, inbox: inbox.port1, reports: reports.port1 });
    this.#waitFor(0, this.#agents.length);
  }

  #broadcast(buffer: SharedArrayBuffer, value: number | bigint): void {
    const before = Atomics.load(this.#state, 1);
    for (const { inbox } of this.#agents) inbox.postMessage({ buffer, value });
    this.#waitFor(1, before + this.#agents.length);
  }

  #waitFor(index: number, count: number): void {
    for (let seen = Atomics.load(this.#state, index); seen < count; seen = Atomics.load(this.#state, index)) {
      if (Atomics.wait(this.#state, index, seen, 5000) === 'timed-out') throw new Error('an agent does not answer');
    }
  }

  #getReport(): string | null {
    for (const { reports } of this.#agents) {
      const received = receiveMessageOnPort(reports);
      if (received !== undefined) return received.message as string;
    }
    return null;
  }
}

function sleep(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
