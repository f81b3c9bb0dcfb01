/** Workers of the web and of Node as one thing, asked for by their names at run time: the engine is built for neither. */
import type { FromWorker, ToWorker } from './protocol.ts';

/** A worker that runs `worker.js` of this package, from outside. */
export interface IsolateWorker {
  postMessage(message: ToWorker): void;
  /** Called for each message, and with what ended the worker if it was not `terminate`. */
  listen(onMessage: (message: FromWorker) => void, onEnd: (error: unknown) => void): void;
  terminate(): void;
}

/** The other end, from inside. */
export interface IsolatePort {
  postMessage(message: FromWorker): void;
  listen(onMessage: (message: ToWorker) => void): void;
}

interface WebWorker {
  postMessage(message: unknown): void;
  terminate(): void;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onerror: ((event: { readonly message?: string }) => void) | null;
}
interface NodeWorker {
  postMessage(message: unknown): void;
  terminate(): Promise<unknown>;
  on(event: 'message' | 'error' | 'exit', listener: (value: unknown) => void): void;
}
interface NodeWorkers {
  readonly Worker: new (url: unknown, options: object) => NodeWorker;
  readonly parentPort: {
    postMessage(message: unknown): void;
    on(event: 'message', listener: (value: unknown) => void): void;
  } | null;
}
interface HostGlobals {
  readonly Worker?: new (url: unknown, options: object) => WebWorker;
  readonly URL: new (path: string, base: string) => unknown;
  postMessage?(message: unknown): void;
  onmessage?: ((event: { readonly data: unknown }) => void) | null;
}

const host = globalThis as unknown as HostGlobals;
const here = (import.meta as unknown as { readonly url: string }).url;

/** Not a literal, so that bundlers for the web leave it alone. */
const NODE_WORKERS = ['node', 'worker_threads'].join(':');

/** Megabytes that the worker's process may take for a heap limit of so many bytes: beyond that the host ends it. */
function megabytes(heapBytes: number): number {
  return Math.ceil((heapBytes * 2) / 2 ** 20) + 256;
}

/** Starts a worker as the host has them; `heapBytes` bounds its memory too where the host can do that. */
export async function startWorker(heapBytes: number): Promise<IsolateWorker> {
  const url = new host.URL('./worker.js', here);
  if (host.Worker !== undefined) {
    const worker = new host.Worker(url, { type: 'module' });
    return {
      postMessage: (message) => worker.postMessage(message),
      listen(onMessage, onEnd) {
        worker.onmessage = ({ data }) => onMessage(data as FromWorker);
        worker.onerror = ({ message }) => onEnd(new Error(message ?? 'the worker has failed'));
      },
      terminate: () => worker.terminate(),
    };
  }
  const { Worker } = (await import(NODE_WORKERS)) as NodeWorkers;
  const worker = new Worker(url, {
    resourceLimits: { maxOldGenerationSizeMb: megabytes(heapBytes) },
    env: {},
    stdin: false,
  });
  return {
    postMessage: (message) => worker.postMessage(message),
    listen(onMessage, onEnd) {
      worker.on('message', (message) => onMessage(message as FromWorker));
      worker.on('error', onEnd);
      worker.on('exit', () => onEnd(new Error('the worker has ended')));
    },
    terminate: () => void worker.terminate(),
  };
}

/** The port of the worker that this code runs in. */
export async function insideWorker(): Promise<IsolatePort> {
  if (typeof host.postMessage === 'function') {
    return {
      postMessage: (message) => host.postMessage?.(message),
      listen(onMessage) {
        host.onmessage = ({ data }) => onMessage(data as ToWorker);
      },
    };
  }
  const { parentPort } = (await import(NODE_WORKERS)) as NodeWorkers;
  if (parentPort === null) throw new Error('worker.js runs in a worker: use `evaluate(source, { isolate: "worker" })`');
  return {
    postMessage: (message) => parentPort.postMessage(message),
    listen: (onMessage) => parentPort.on('message', (message) => onMessage(message as ToWorker)),
  };
}
