/** What snapshots are made of: tags of values and nodes, and what a reader and a writer of the graph offer to the descriptions of records. */
import type { Realm } from '../agent/realm.ts';
import type { FunctionCode, ScopeNames } from '../bytecode/code.ts';
import type { LinkedCode } from '../machine/linked-code.ts';
import type { Machine } from '../machine/machine.ts';
import type { JSObject, Slot } from '../objects/object.ts';
import type { Value } from '../objects/value.ts';

export const enum ValueTag {
  Undefined,
  Null,
  False,
  True,
  Int,
  Float,
  Text,
  BigInt,
  Node,
  Hole,
  Uninitialised,
  Done,
  Bail,
  Accessor,
  /** A stack trace that nobody has read yet. */
  PendingStack,
  /** What a built-in object's property has by itself. */
  Original,
  ModuleBinding,
  GlobalPlace,
  Unresolvable,
}

export const enum NodeTag {
  // Objects of the program come first.
  Plain,
  Array,
  Exotic,
  Function,
  /** A built-in function of a row, the realm's own. */
  Builtin,
  /** Another function object of a built-in's row, with a state of its own. */
  Instance,
  Intrinsic,
  Global,
  Cell,
  Lexical,
  Environment,
  Table,
  With,
  Frame,
  Activity,
  Entries,
  WeakTable,
  WellKnown,
  Registered,
  Symbol,
  Private,
  Code,
  BuiltinCode,
  Module,
  PendingLoad,
  Loading,
  /** A plain record that several hold; its kind follows. */
  Record,
}
export const NODE_TAGS = NodeTag.Record + 1;

/** Kinds of plain records with an identity. */
export type RecordKind = 'resolving' | 'buffer' | 'timer' | 'waiter' | 'registration';
export const RECORD_KINDS: readonly RecordKind[] = ['resolving', 'buffer', 'timer', 'waiter', 'registration'];

export interface GraphWriter {
  readonly machine: Machine;
  bool(v: boolean): void;
  uint(v: number): void;
  int(v: number): void;
  float(v: number): void;
  text(v: string): void;
  bytes(v: Uint8Array): void;
  /** Anything that a register may hold. */
  any(v: unknown): void;
  node(v: object | symbol): void;
  record(kind: RecordKind, v: object): void;
  realm(r: Realm): void;
  code(f: FunctionCode): void;
  scope(s: ScopeNames): void;
  /** A pc of that code as it is written: in an older instruction set, where one is written. */
  pc(code: LinkedCode, pc: number): number;
}

export interface GraphReader {
  readonly machine: Machine;
  bool(): boolean;
  uint(): number;
  below(limit: number, what: string): number;
  int(): number;
  float(): number;
  count(): number;
  text(): string;
  bytes(): Uint8Array;
  any(): unknown;
  slot(): Slot;
  value(): Value;
  object(): JSObject;
  node(): unknown;
  record(kind: RecordKind): object;
  realm(): Realm;
  code(): FunctionCode;
  scope(): ScopeNames;
  /** What a pc that was written of that code is now. Once everything has been read. */
  pc(code: LinkedCode, pc: number): number;
  /** Done once everything has been read. */
  later(action: () => void): void;
}

/** How something is written and read: said once, for both ways. */
export interface Codec<T> {
  write(w: GraphWriter, v: T): void;
  read(r: GraphReader): T;
}
