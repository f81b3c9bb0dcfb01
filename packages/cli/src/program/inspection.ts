/** What a saved program holds, told without running it. */
import { inspect } from 'node:util';
import type { Machine } from '@saguaro/engine';
import { type Engine, type Kept, load, restored, type SavedProgram } from '../engine.ts';
import { recordingFile } from '../errors.ts';
import type { SourcePosition } from '../report/uncaught.ts';

/** A variable of a saved program. */
export interface SavedVariable {
  readonly name: string;
  readonly kind: string;
  /** Where it lives: `register`, `cell`, `slot`, … */
  readonly place: string;
  readonly value: string;
}

export interface SavedFrame extends SourcePosition {
  readonly function: string;
  /** By scope, the innermost first. */
  readonly variables: readonly (SavedVariable & { readonly scope: string })[];
}

/** What can be said of a saved program without running it. */
export interface Inspection {
  /** Bytecode instructions executed so far. */
  readonly steps: number;
  /** The functions of the host that it needs. */
  readonly functions: readonly string[];
  /** The newest first. Empty between two jobs. */
  readonly frames: readonly SavedFrame[];
  readonly jobs: number;
  readonly timers: readonly { readonly kind: string; readonly in: number; readonly callback: string }[];
  readonly calls: readonly { readonly id: number; readonly name: string; readonly args: readonly string[] }[];
  readonly kept: Kept;
  /** What is alive: things and bytes in all, and by kind. */
  readonly heap: {
    readonly things: number;
    readonly bytes: number;
    readonly kinds: readonly { readonly kind: string; readonly things: number; readonly bytes: number }[];
  };
}

/** Data that a program handed to the host, in one line. */
function shownData(machine: Machine, value: unknown): string {
  // A handle stands for something of the program's; all else is plain data.
  if (typeof value === 'object' && value !== null && value.constructor?.name === 'Handle')
    return machine.inspect(value);
  return inspect(value, { breakLength: Number.POSITIVE_INFINITY, depth: 4 });
}

/** Looks into a saved program. Throws a `UserError`. */
export async function inspectSaved(from: SavedProgram): Promise<Inspection> {
  const engine = await load();
  if (engine.isRecording(from.bytes)) throw recordingFile(from.shown);
  const functions = restored(from, () => engine.neededFunctions(from.bytes));
  const stand = { now: () => 0, monotonic: () => 0 };
  const given = Object.fromEntries(functions.map((name) => [name, { kind: 'suspending' as const }]));
  const machine = restored(from, () => engine.Machine.restore(from.bytes, { functions: given, clock: stand }));
  return inspectMachine(engine, machine, functions);
}

/** What can be said of a machine as it stands. */
export function inspectMachine({ Inspector }: Engine, machine: Machine, functions: readonly string[]): Inspection {
  const inspector = new Inspector(machine);
  const frames = inspector.frames().map(({ index, function: name, file, line, column }): SavedFrame => {
    const { scopes } = inspector.scopes(index);
    const variables = scopes
      .filter(({ object }) => object === undefined)
      .flatMap(({ owner, kind: scope, bindings }) =>
        bindings
          .filter(({ state }) => state !== 'dead')
          .map(({ name, kind, place, value }) => ({
            name,
            kind,
            place,
            value: value.text,
            scope: `${scope} of ${owner}`,
          })),
      );
    return { function: name, file, line, column, variables };
  });
  const queues = inspector.queues();
  const kinds = new Map<string, { things: number; bytes: number }>();
  const { nodes } = machine.heap();
  for (const { kind, bytes } of nodes) {
    const all = kinds.get(kind) ?? { things: 0, bytes: 0 };
    kinds.set(kind, { things: all.things + 1, bytes: all.bytes + bytes });
  }
  const byKind = [...kinds].map(([kind, all]) => ({ kind, ...all })).sort((a, b) => b.bytes - a.bytes);
  const { bindings, bytes } = machine.keptReport();
  return {
    steps: machine.stepsRun,
    functions,
    frames,
    jobs: queues.microtasks.length,
    timers: queues.timers.map(({ kind, in: wait, callback }) => ({ kind, in: wait, callback: callback.text })),
    calls: machine
      .pendingCalls()
      .map((call) =>
        call.kind === 'load'
          ? { id: call.id, name: 'import', args: [call.url] }
          : { id: call.id, name: call.name, args: call.args.map((arg) => shownData(machine, arg)) },
      ),
    kept: { bindings, bytes },
    heap: { things: nodes.length, bytes: byKind.reduce((sum, all) => sum + all.bytes, 0), kinds: byKind },
  };
}
