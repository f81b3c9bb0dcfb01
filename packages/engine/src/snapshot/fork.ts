/** Snapshots for the process that takes them, at the cost of what can change: what cannot is shared. */
import type { HostCalls } from '../host/functions.ts';
import type { Machine } from '../machine/machine.ts';
import { ByteReader } from './bytes.ts';
import { readNeeded, StateReader } from './graph-reader.ts';
import { StateWriter } from './graph-writer.ts';
import { Shared } from './shared.ts';
import { type OpenSnapshot, requireFunctions, type SavedOptions } from './snapshot.ts';
import { type EmbedderState, readState, writeState } from './state.ts';

/** A state, as bytes that refer to what never changes. */
export interface SharedSnapshot {
  readonly options: SavedOptions;
  readonly bytes: Uint8Array;
  readonly shared: Shared;
}

/** As `takeSnapshot`. */
export function takeShared(
  machine: Machine,
  options: SavedOptions,
  calls: HostCalls,
  face: EmbedderState,
): SharedSnapshot {
  const shared = new Shared();
  const graph = new StateWriter(machine);
  graph.share(shared);
  writeState(graph, calls, face);
  return { options, bytes: graph.finish().slice(), shared };
}

/** As `openSnapshot`; the same can be opened any number of times. */
export function openShared({ options, bytes, shared }: SharedSnapshot): OpenSnapshot {
  const r = new ByteReader(bytes);
  const functions = readNeeded(r);
  return {
    options,
    functions,
    restore: (machine, calls) => {
      requireFunctions(functions, calls);
      const reader = new StateReader(machine, r, calls.installed, null);
      reader.share(shared);
      reader.readTables();
      const face = readState(reader, calls);
      reader.readNodes();
      return face;
    },
  };
}
