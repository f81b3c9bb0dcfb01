/** A program in a worker of its own, which is ended should the program not keep to its limits. */
import { checkMachine, checkStart } from '../host/check-options.ts';
import type { EvaluateOptions } from '../host/evaluate.ts';
import type { HostFunction } from '../host/functions.ts';
import type { Outcome } from '../host/options.ts';
import { InternalFault } from '../machine/guest-throw.ts';
import { DEFAULT_HEAP_BYTES } from '../machine/machine.ts';
import { loadTypeScript, parse } from '../parser/parse.ts';
import { unpack } from './parcel.ts';
import { type IsolateWorker, startWorker } from './ports.ts';
import type { FromWorker, SentOptions } from './protocol.ts';

/**
 * Options of `evaluate` in a worker: what is data, `console`, and functions of kind `async`. `worker` starts the worker where this package's
 * `./worker` is not to be found beside it (bundled applications).
 */
export type IsolatedOptions = SentOptions &
  Pick<EvaluateOptions, 'console'> & {
    readonly isolate: 'worker';
    readonly functions?: Readonly<Record<string, Extract<HostFunction, { readonly kind: 'async' }>>>;
    readonly worker?: () => IsolateWorker | PromiseLike<IsolateWorker>;
  };

/** An outcome whose values are data, with `RemoteValue`s for what is none. `terminated`: the limit was held by ending the worker. */
export type IsolatedOutcome = Outcome & { readonly terminated?: true };

/** Milliseconds beyond `durationMs` after which a worker that does not answer is ended. */
const GRACE = 1000;
/** Options that cannot cross. */
const BOUND = ['clock', 'modules', 'host', 'history', 'verifyBytecode'] as const;

interface HostTimers {
  setTimeout(f: () => void, ms: number): unknown;
  clearTimeout(timer: unknown): void;
}
const timers = globalThis as unknown as HostTimers;

/**
 * Runs a program to its end in a worker. A worker that goes on beyond `limits.durationMs`, or takes far more memory than
 * `limits.heapBytes`, is ended, and the outcome names that limit.
 * @throws SaguaroSyntaxError on an early error; TypeError where an option cannot cross; InternalFault where the worker fails.
 */
export async function evaluateInWorker(source: string, options: IsolatedOptions): Promise<IsolatedOutcome> {
  const functions = checked(options);
  const { limits = {}, console: print } = options;
  const worker = await (options.worker?.() ?? startWorker(limits.heapBytes ?? DEFAULT_HEAP_BYTES));
  let timer: unknown;
  let left = (limits.durationMs ?? Number.POSITIVE_INFINITY) + GRACE;
  let running = 0;
  try {
    return await new Promise<IsolatedOutcome>((resolve, reject) => {
      const stopTimer = (): void => {
        if (timer === undefined) return;
        timers.clearTimeout(timer);
        timer = undefined;
        left -= Date.now() - running;
      };
      const startTimer = (): void => {
        stopTimer();
        if (left === Number.POSITIVE_INFINITY) return;
        running = Date.now();
        timer = timers.setTimeout(
          () => resolve({ status: 'limit', limit: 'durationMs', terminated: true }),
          Math.max(0, left),
        );
      };
      const receive = (message: FromWorker): void => {
        switch (message.kind) {
          case 'print':
            print?.(message.level, message.text);
            return;
          case 'runs':
            startTimer();
            return;
          case 'waits':
            stopTimer();
            return;
          case 'call':
            answer(worker, functions, message);
            return;
          case 'ended':
            resolve(withData(message.outcome, unpack(message.data)));
            return;
          case 'refused':
            void refuse(source, options).then(reject, reject);
            return;
          case 'failed':
            reject(new InternalFault(message.message));
        }
      };
      worker.listen(
        (message) => {
          try {
            receive(message);
          } catch (e) {
            reject(e);
          }
        },
        (error) =>
          isOutOfMemory(error)
            ? resolve({ status: 'limit', limit: 'heapBytes', terminated: true })
            : reject(
                new InternalFault(
                  `the worker has ended: ${error instanceof Error ? error.message : String(error)}`,
                  error,
                ),
              ),
      );
      worker.postMessage({ kind: 'start', source, options: sent(options), functions: Object.keys(functions) });
    });
  } finally {
    timers.clearTimeout(timer);
    worker.terminate();
  }
}

function checked(options: IsolatedOptions): NonNullable<IsolatedOptions['functions']> {
  const given = options as unknown as Record<string, unknown>;
  for (const name of BOUND)
    if (given[name] !== undefined)
      throw new TypeError(
        `The option '${name}' cannot cross into a worker; run \`evaluate\` without \`isolate\` in a worker of your own`,
      );
  const { worker: _, ...rest } = options;
  checkMachine(rest);
  checkStart(rest);
  const { functions = {} } = options;
  for (const [name, f] of Object.entries(functions))
    if (typeof f === 'function' || f.kind !== 'async')
      throw new TypeError(
        `The function '${name}' cannot be called from a worker: only functions { kind: 'async', call } can, since their answers come later`,
      );
  return functions;
}

function sent(options: IsolatedOptions): SentOptions {
  const { storage, tailCalls, limits, seed, timeZone, locale, web, name, kind, language, completionValue } = options;
  const all = { storage, tailCalls, limits, seed, timeZone, locale, web, name, kind, language, completionValue };
  return Object.fromEntries(Object.entries(all).filter(([, v]) => v !== undefined));
}

function answer(
  worker: IsolateWorker,
  functions: NonNullable<IsolatedOptions['functions']>,
  { id, name, args }: Extract<FromWorker, { kind: 'call' }>,
): void {
  const f = functions[name];
  if (f === undefined) return;
  const failed = (e: unknown): void => {
    const error = e instanceof Error ? e : new Error(String(e));
    worker.postMessage({ kind: 'failure', id, name: error.name, message: error.message });
  };
  void Promise.resolve()
    .then(() => f.call(...(unpack(args) as unknown[])))
    .then((value) => worker.postMessage({ kind: 'answer', id, value }))
    .catch(failed);
}

function withData(outcome: Outcome, data: unknown): Outcome {
  if (outcome.status === 'done') return { ...outcome, value: data };
  return outcome.status === 'threw' ? { ...outcome, error: data } : outcome;
}

/** The error that the worker met when it parsed. */
async function refuse(source: string, options: IsolatedOptions): Promise<Error> {
  const { kind = 'script', language = 'js', name = kind === 'module' ? '<module>' : '<script>' } = options;
  if (language === 'ts') await loadTypeScript();
  parse(source, { name, kind, language });
  return new InternalFault('a program was refused in the worker only');
}

/** Node's way to say so. */
function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && (error as { readonly code?: unknown }).code === 'ERR_WORKER_OUT_OF_MEMORY';
}
