/**
 * The worker: answers the page's requests one after another. The engine runs here, so that a long run never stops the page. What runs
 * programs is loaded after the static answer, which needs a fifth of it.
 */
import type { Envelope, Reply, Request } from '../protocol.ts';
import { explain } from './explain.ts';

async function answer(request: Request): Promise<unknown> {
  if (request.kind === 'explain') return explain(request.program);
  const runner = await import('./runner.ts');
  return runner.answer(request);
}

const scope = globalThis as unknown as {
  onmessage: ((event: MessageEvent<Envelope>) => void) | null;
  postMessage(reply: Reply): void;
};

let last: Promise<void> = Promise.resolve();
scope.onmessage = ({ data: { number, request } }) => {
  last = last.then(async () => {
    try {
      scope.postMessage({ number, answer: await answer(request) });
    } catch (e) {
      scope.postMessage({ number, failure: e instanceof Error ? e.message : String(e) });
    }
  });
};
