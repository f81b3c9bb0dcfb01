/**
 * Snapshots: a machine's whole state as bytes, and back.
 *
 * Layout: magic, version of the format, hash of the opcode table, version of the engine, the machine's options, then the sections of
 * `StateWriter.finish`, at last a hash over everything before it.
 */
import type { HostCalls } from '../host/functions.ts';
import type { MachineLimits } from '../host/options.ts';
import type { Machine } from '../machine/machine.ts';
import { STRATEGIES, type StorageStrategy } from '../storage/plan.ts';
import type { ByteReader, ByteWriter } from './bytes.ts';
import { type CodeTranslation, upgradeFrom } from './code-upgrade.ts';
import { isOf, open, seal, unseal } from './envelope.ts';
import { FORMAT_VERSION } from './format-version.ts';
import { readNeeded, StateReader } from './graph-reader.ts';
import { StateWriter } from './graph-writer.ts';
import { currentHash } from './instruction-sets.ts';
import { damaged, SnapshotError } from './snapshot-error.ts';
import { type EmbedderState, readState, writeState } from './state.ts';

/** `SAGUARO` and a byte that no text has. */
const FORMAT = { magic: [0x53, 0x41, 0x47, 0x55, 0x41, 0x52, 0x4f, 0x9a], version: FORMAT_VERSION };
export const ENGINE_VERSION = '0.1.0';

/** What of a machine's options is part of its state. */
export interface SavedOptions {
  readonly storage: StorageStrategy;
  readonly tailCalls: boolean;
  readonly locale: string;
  readonly timeZone: string;
  readonly web: boolean;
  readonly limits: MachineLimits;
  /** The machine's time when the program last looked. */
  readonly monotonic: number;
  /** Calls of functions of the host so far, where they are limited. */
  readonly hostCalls: number;
}

const LIMITS = ['steps', 'heapBytes', 'depth', 'outputBytes', 'durationMs'] as const;
/** Written only where one of them is set, as a flag says. */
const MORE_LIMITS = ['hostCalls', 'snapshotBytes'] as const;
const MORE = 4;

/** An instruction set before this engine's, and how code is put into it. */
export interface OlderForm {
  readonly hash: string;
  readonly form: CodeTranslation;
}

/**
 * The state of a machine that is not running.
 * `older`: the instruction set to write code in, as an engine had it before this one; upgrades are tested so.
 * @throws SnapshotError where it holds what cannot be written down.
 */
export function takeSnapshot(
  machine: Machine,
  options: SavedOptions,
  calls: HostCalls,
  face: EmbedderState,
  older?: OlderForm,
): Uint8Array {
  const w = open(FORMAT);
  w.text(older?.hash ?? currentHash());
  w.text(ENGINE_VERSION);
  w.uint(STRATEGIES.indexOf(options.storage));
  const more = MORE_LIMITS.some((name) => options.limits[name] !== undefined);
  w.byte((options.tailCalls ? 1 : 0) + (options.web ? 2 : 0) + (more ? MORE : 0));
  w.text(options.locale);
  w.text(options.timeZone);
  writeLimits(w, options.limits, LIMITS);
  w.float(options.monotonic);
  if (more) {
    writeLimits(w, options.limits, MORE_LIMITS);
    w.uint(options.hostCalls);
  }
  const graph = new StateWriter(machine, older?.form ?? null);
  writeState(graph, calls, face);
  w.raw(graph.finish());
  return seal(w);
}

function writeLimits(w: ByteWriter, limits: MachineLimits, names: readonly (keyof MachineLimits)[]): void {
  for (const name of names) {
    const limit = limits[name];
    w.byte(limit === undefined ? 0 : 1);
    if (limit !== undefined) w.float(limit);
  }
}

/** A snapshot whose head has been read and found good. */
export interface OpenSnapshot {
  readonly options: SavedOptions;
  /** Names of the host functions that the program knows. */
  readonly functions: readonly string[];
  /** Fills a machine made with these options, in which nothing has run. */
  restore(machine: Machine, calls: HostCalls): EmbedderState;
}

/** Do these bytes begin as a snapshot does? */
export function isSnapshot(bytes: Uint8Array): boolean {
  return isOf(FORMAT, bytes);
}

/**
 * Reads a snapshot's head.
 * @throws SnapshotError where it is none, is damaged, or is of another version.
 */
export function openSnapshot(bytes: Uint8Array): OpenSnapshot {
  const r = unseal(
    FORMAT,
    bytes,
    (version) =>
      new SnapshotError(
        'VERSION',
        `The snapshot is of version ${version} of the format; this engine reads version ${FORMAT_VERSION}.`,
      ),
  );
  const ops = r.text();
  const engine = r.text();
  const upgrade = ops === currentHash() ? null : upgradeFrom(ops);
  if (upgrade === undefined)
    throw new SnapshotError(
      'VERSION',
      `The snapshot was taken by engine ${engine}, whose instructions this one (${ENGINE_VERSION}) does not know.`,
    );
  const options = readOptions(r);
  const functions = readNeeded(r);
  return {
    options,
    functions,
    restore: (machine, calls) => {
      requireFunctions(functions, calls);
      return restoreInto(machine, r, calls, upgrade);
    },
  };
}

/**
 * Names of the functions of the host that a saved program can reach: what `Machine.restore` must be given.
 * @throws SnapshotError where the bytes are no snapshot, are damaged, or are of another version.
 */
export function neededFunctions(bytes: Uint8Array): readonly string[] {
  return openSnapshot(bytes).functions;
}

/** @throws SnapshotError where the embedder has not given a function that the program can reach. */
export function requireFunctions(functions: readonly string[], calls: HostCalls): void {
  for (const name of functions)
    if (!calls.installed.has(name))
      throw new SnapshotError(
        'MISSING_FUNCTION',
        `The program calls a function '${name}' of the host: give it in \`functions\`.`,
      );
}

function readOptions(r: ByteReader): SavedOptions {
  const storage = STRATEGIES[r.below(STRATEGIES.length, 'strategy')] as StorageStrategy;
  const flags = r.below(2 * MORE, 'flags');
  const locale = r.text();
  const timeZone = r.text();
  const limits: { -readonly [K in keyof MachineLimits]: MachineLimits[K] } = {};
  for (const name of LIMITS) if (r.below(2, 'flag') === 1) limits[name] = r.float();
  const monotonic = r.float();
  const more = (flags & MORE) !== 0;
  if (more) for (const name of MORE_LIMITS) if (r.below(2, 'flag') === 1) limits[name] = r.float();
  return {
    storage,
    tailCalls: (flags & 1) !== 0,
    web: (flags & 2) !== 0,
    locale,
    timeZone,
    limits,
    monotonic,
    hostCalls: more ? r.uint() : 0,
  };
}

function restoreInto(
  machine: Machine,
  r: ByteReader,
  calls: HostCalls,
  upgrade: CodeTranslation | null,
): EmbedderState {
  try {
    const reader = new StateReader(machine, r, calls.installed, upgrade);
    reader.readTables();
    const face = readState(reader, calls);
    reader.readNodes();
    return face;
  } catch (e) {
    if (e instanceof SnapshotError) throw e;
    // What no check foresaw: whatever it is, the bytes are to blame, and nothing of the host goes out.
    return damaged(`what it says does not fit together (${e instanceof Error ? e.message : 'unknown'})`);
  }
}
