/** The page's side of the conversation with the worker. */
import type { Answers, Reply, Request } from '../protocol.ts';

let number = 0;
const waiting = new Map<number, { resolve(answer: never): void; reject(error: Error): void }>();
let worker: Worker | null = null;

function start(): Worker {
  const w = new Worker(new URL('../worker/worker.ts', import.meta.url), { type: 'module' });
  w.onmessage = ({ data }: MessageEvent<Reply>) => {
    const call = waiting.get(data.number);
    waiting.delete(data.number);
    if ('failure' in data) call?.reject(new Error(data.failure));
    else call?.resolve(data.answer as never);
  };
  w.onerror = (event) => {
    const error = new Error(event.message || 'The worker that runs the engine has failed.');
    for (const call of waiting.values()) call.reject(error);
    waiting.clear();
    worker = null;
  };
  return w;
}

/** Starts the worker early: it loads while the page is drawn. */
export function warmUp(): void {
  worker ??= start();
}

/** Asks the worker. Rejects with a sentence for people. */
export function ask<K extends Request['kind']>(request: Extract<Request, { kind: K }>): Promise<Answers[K]> {
  worker ??= start();
  const w = worker;
  return new Promise((resolve, reject) => {
    waiting.set(++number, { resolve, reject });
    w.postMessage({ number, request });
  });
}
