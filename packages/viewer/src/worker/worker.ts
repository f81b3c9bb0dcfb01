/**
 * The worker: answers the page's requests one after another, and works ahead when there are none. The engine runs here, so that a long
 * run never stops the page. What runs programs is loaded after the static answer, which needs a fifth of it.
 */
import type { Envelope, Reply, Request } from '../protocol.ts';
import { explain } from './explain.ts';

let runner: typeof import('./runner.ts') | null = null;

async function answer(request: Request): Promise<unknown> {
  if (request.kind === 'explain') return explain(request.program);
  runner ??= await import('./runner.ts');
  return runner.answer(request);
}

const scope = globalThis as unknown as {
  onmessage: ((event: MessageEvent<Envelope>) => void) | null;
  postMessage(reply: Reply): void;
};

let last: Promise<void> = Promise.resolve();
let waiting = 0;
let idle: ReturnType<typeof setTimeout> | undefined;

/** In pieces of a few milliseconds, between which messages come in. */
function lookAhead(): void {
  if (waiting > 0 || runner === null) return;
  try {
    if (runner.lookAhead()) idle = setTimeout(lookAhead, 0);
  } catch {
    // What cannot be done ahead is tried again, and told about, when it is asked for.
  }
}

scope.onmessage = ({ data: { number, request } }) => {
  waiting++;
  clearTimeout(idle);
  last = last.then(async () => {
    try {
      scope.postMessage({ number, answer: await answer(request) });
    } catch (e) {
      scope.postMessage({ number, failure: e instanceof Error ? e.message : String(e) });
    }
    waiting--;
    idle = setTimeout(lookAhead, 0);
  });
};
