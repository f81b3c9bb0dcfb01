/** One call for one program. */

import { evaluateInWorker, type IsolatedOptions, type IsolatedOutcome } from '../isolate/evaluate-in-worker.ts';
import { loadTypeScript } from '../parser/parse.ts';
import { Machine } from './embedding.ts';
import type { MachineOptions, Outcome, StartOptions } from './options.ts';

/** Options of the machine and of the program. */
export type EvaluateOptions = MachineOptions & StartOptions;

interface HostTimers {
  setTimeout(f: () => void, ms: number): unknown;
  clearTimeout(timer: unknown): void;
}

/**
 * Runs a program in a machine of its own, waiting for its timers and modules, until it has ended. With `isolate: 'worker'` that machine is
 * in a worker, which is ended should it not keep to its limits.
 * @throws SaguaroSyntaxError on an early error.
 */
export function evaluate(source: string, options: IsolatedOptions): Promise<IsolatedOutcome>;
export function evaluate(
  source: string,
  options?: EvaluateOptions & { readonly isolate?: undefined },
): Promise<Outcome & { readonly machine: Machine }>;
export function evaluate(
  source: string,
  options: (EvaluateOptions & { readonly isolate?: undefined }) | IsolatedOptions = {},
): Promise<Outcome> {
  if (options.isolate === undefined) return evaluateHere(source, options);
  if (options.isolate !== 'worker')
    return Promise.reject(
      new TypeError(`isolate must be 'worker'; got ${String((options as { readonly isolate: unknown }).isolate)}`),
    );
  return evaluateInWorker(source, options);
}

async function evaluateHere(
  source: string,
  options: EvaluateOptions,
): Promise<Outcome & { readonly machine: Machine }> {
  if (options.language === 'ts') await loadTypeScript();
  const machine = new Machine(options);
  machine.start(source, options);
  for (;;) {
    const outcome = machine.run();
    if (outcome.status !== 'waiting' || (outcome.until === undefined && outcome.calls.length === 0))
      return { ...outcome, machine };
    await nextEvent(machine, outcome.calls.length > 0, outcome.until);
  }
}

/** Waits until a pending call is answered, or it is `until`, whichever comes first. */
export async function nextEvent(machine: Machine, hasCalls: boolean, until: number | undefined): Promise<void> {
  const host = globalThis as unknown as HostTimers;
  let timer: unknown;
  const events: Promise<void>[] = hasCalls ? [machine.answered()] : [];
  if (until !== undefined) {
    const ms = Math.max(0, until - machine.core.options.clock.monotonic());
    events.push(new Promise((resolve) => (timer = host.setTimeout(resolve, ms))));
  }
  await Promise.race(events);
  if (timer !== undefined) host.clearTimeout(timer);
}
