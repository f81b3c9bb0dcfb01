/** What the tests of the debugger share. */
import { Debugger, type DebugOutcome, Machine, type MachineOptions } from '@saguaro/engine';

export const STRATEGIES = ['flat', 'linked', 'frame', 'table'] as const;

export interface Debugged {
  readonly machine: Machine;
  readonly d: Debugger;
  readonly printed: string[];
  readonly logs: string[];
}

/** A program, started and not yet run, in the hands of a debugger. */
export function debug(
  source: string,
  options: MachineOptions & { readonly kind?: 'script' | 'module'; readonly name?: string } = {},
): Debugged {
  const printed: string[] = [];
  const logs: string[] = [];
  const machine = new Machine({ console: (_level, text) => printed.push(text), ...options });
  const d = new Debugger(machine, { log: (text) => logs.push(text) });
  machine.start(source, { name: options.name ?? '/x.js', kind: options.kind ?? 'script' });
  return { machine, d, printed, logs };
}

/** What the newest frame is at: `line: text`. */
export function place(d: Debugger, source: string): string {
  const [frame] = d.frames();
  return frame === undefined ? 'nowhere' : `${frame.line}: ${source.slice(frame.start, frame.end)}`;
}

/** Goes on by `step` until there is no more stop, and says where each was. */
export function walk(d: Debugger, source: string, step: () => DebugOutcome, most = 100): string[] {
  const places: string[] = [];
  while (places.length < most) {
    const outcome = step();
    if (outcome.status !== 'stopped') break;
    places.push(outcome.reason === 'earliest' ? 'earliest' : place(d, source));
    if (outcome.reason === 'earliest') break;
  }
  return places;
}

/** The variables in sight of a frame, the innermost of each name. */
export function variables(d: Debugger, frame = d.frames()[0]?.index ?? 0): Record<string, string> {
  const all: Record<string, string> = {};
  for (const scope of d.scopes(frame).scopes) for (const b of scope.bindings) all[b.name] ??= b.value.text;
  return all;
}

/** What evaluating brings, as text. */
export function answer(d: Debugger, source: string, frame?: number): string {
  const e = d.evaluate(source, frame === undefined ? {} : { frame });
  return e.status === 'done' ? e.value.text : e.status === 'threw' ? `threw ${e.error.text}` : `limit ${e.limit}`;
}
