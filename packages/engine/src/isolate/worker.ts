/** Entry of the worker in which `evaluate(source, { isolate: 'worker' })` runs a program. */
import type { Handle } from '../host/data.ts';
import { Machine } from '../host/embedding.ts';
import { nextEvent } from '../host/evaluate.ts';
import type { HostFunction } from '../host/functions.ts';
import { loadTypeScript } from '../parser/parse.ts';
import { SaguaroSyntaxError } from '../parser/syntax-error.ts';
import { pack } from './parcel.ts';
import { type IsolatePort, insideWorker } from './ports.ts';
import type { ToWorker } from './protocol.ts';

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

async function run(
  port: IsolatePort,
  { source, options, functions }: Extract<ToWorker, { kind: 'start' }>,
  waiting: Map<number, Waiting>,
): Promise<void> {
  if (options.language === 'ts') await loadTypeScript();
  let lastId = 0;
  const calls: Record<string, HostFunction> = {};
  for (const name of functions)
    calls[name] = {
      kind: 'async',
      call: (...args: unknown[]) =>
        new Promise((resolve, reject) => {
          const id = ++lastId;
          waiting.set(id, { resolve, reject });
          port.postMessage({ kind: 'call', id, name, args: pack(args, describe) });
        }),
    };
  const machine = new Machine({
    ...options,
    functions: calls,
    console: (level, text) => port.postMessage({ kind: 'print', level, text }),
  });
  const describe = (handle: Handle): string => machine.describeError(handle).text;
  port.postMessage({ kind: 'runs' });
  try {
    machine.start(source, options);
  } catch (e) {
    if (!(e instanceof SaguaroSyntaxError)) throw e;
    port.postMessage({ kind: 'refused' });
    return;
  }
  for (;;) {
    const outcome = machine.run();
    if (outcome.status === 'waiting' && (outcome.until !== undefined || outcome.calls.length > 0)) {
      port.postMessage({ kind: 'waits' });
      await nextEvent(machine, outcome.calls.length > 0, outcome.until);
      port.postMessage({ kind: 'runs' });
      continue;
    }
    switch (outcome.status) {
      case 'done':
        port.postMessage({
          kind: 'ended',
          outcome: { ...outcome, value: undefined },
          data: pack(outcome.value, describe),
        });
        return;
      case 'threw':
        port.postMessage({
          kind: 'ended',
          outcome: { ...outcome, error: undefined },
          data: pack(outcome.error, describe),
        });
        return;
      default:
        port.postMessage({ kind: 'ended', outcome, data: { value: undefined, remotes: [] } });
        return;
    }
  }
}

const port = await insideWorker();
const waiting = new Map<number, Waiting>();
port.listen((message) => {
  if (message.kind === 'start') {
    run(port, message, waiting).catch((e: unknown) => {
      port.postMessage({ kind: 'failed', message: e instanceof Error ? e.message : String(e) });
    });
    return;
  }
  const call = waiting.get(message.id);
  waiting.delete(message.id);
  if (message.kind === 'answer') call?.resolve(message.value);
  else call?.reject(Object.assign(new Error(message.message), { name: message.name }));
});
