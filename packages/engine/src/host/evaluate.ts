/** One call for one program. */
import { type MachineOptions, Machine, type Outcome, type StartOptions } from './embedding.ts';
import { loadTypeScript } from '../parser/parse.ts';

/** Options of the machine and of the program. */
export type EvaluateOptions = MachineOptions & StartOptions;

interface HostTimers {
  setTimeout(f: () => void, ms: number): unknown;
}

/**
 * Runs a program in a machine of its own, waiting for its timers, until it has ended.
 * @throws SaguaroSyntaxError on an early error.
 */
export async function evaluate(source: string, options: EvaluateOptions = {}): Promise<Outcome & { readonly machine: Machine }> {
  if (options.language === 'ts') await loadTypeScript();
  const machine = new Machine(options);
  machine.start(source, options);
  for (;;) {
    const outcome = machine.run();
    if (outcome.status !== 'waiting' || outcome.until === undefined) return { ...outcome, machine };
    const ms = Math.max(0, outcome.until - machine.core.options.clock.monotonic());
    await new Promise<void>((resolve) => (globalThis as unknown as HostTimers).setTimeout(resolve, ms));
  }
}
