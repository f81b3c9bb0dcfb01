/**
 * Reads the graph of a snapshot into a machine that has just been made. Nodes are allocated first, empty, then filled; nothing is
 * taken for what it is not, and no chain that the engine follows may lead back to itself.
 */
import { ModuleBinding } from '../agent/module.ts';
import type { Realm } from '../agent/realm.ts';
import { PENDING_STACK } from '../builtins/error-object.ts';
import { WeakTable } from '../builtins/weak-table.ts';
import type { FunctionCode, ScopeNames } from '../bytecode/code.ts';
import type { LinkedCode } from '../machine/linked-code.ts';
import type { Machine } from '../machine/machine.ts';
import { Cell, GlobalPlace, Unresolvable } from '../machine/records.ts';
import { Accessor, type JSFunction, JSObject, type Slot } from '../objects/object.ts';
import { PropertyTable, Shape, ShapeFlag } from '../objects/shape.ts';
import { BAIL, DONE, HOLE, TDZ, type Value } from '../objects/value.ts';
import type { ByteReader } from './bytes.ts';
import { checkChains } from './chains.ts';
import { bigintOf, CodeReader } from './code-table.ts';
import type { CodeTranslation } from './code-upgrade.ts';
import { FrameReader } from './frame-reader.ts';
import { type GraphReader, NODE_TAGS, NodeTag, type RecordKind, ValueTag } from './graph.ts';
import { fill } from './node-contents.ts';
import { shell } from './node-shells.ts';
import { ShapeReader } from './shape-reader.ts';
import type { Shared } from './shared.ts';
import { damaged } from './snapshot-error.ts';

const MAX_REALMS = 1000;
/** Kinds of nodes up to this one are objects of the program. */
const LAST_OBJECT = NodeTag.Global;

/** Names of the host functions that a snapshot's program may call. */
export function readNeeded(input: ByteReader): string[] {
  const out: string[] = [];
  for (let n = input.count(); n > 0; n--) out.push(input.text());
  return out;
}

export class StateReader implements GraphReader {
  readonly machine: Machine;
  readonly input: ByteReader;
  readonly hostFunctions: ReadonlyMap<string, JSFunction>;
  /** Shape of objects that have none yet. */
  readonly placeholder: Shape;
  readonly shapes: ShapeReader;
  readonly frames: FrameReader;
  /** Built-in objects, by the realm whose they are: objects made from them have shapes of that realm. */
  readonly realmOf = new Map<JSObject, Realm>();
  /** What built-ins are called, and the kinds of records, by the numbers of their nodes. */
  readonly names = new Map<number, string>();
  /** Code of the library that runs on as it was compiled, by what this engine has in its place. */
  readonly replaced = new Map<LinkedCode, LinkedCode>();
  readonly upgrade: CodeTranslation | null;
  private readonly texts: string[] = [];
  private readonly codeTable: CodeReader;
  private readonly nodes: unknown[] = [];
  private tags = new Uint8Array(0);
  private readonly afterwards: (() => void)[] = [];
  /** Written by this process a while ago: what only forged bytes could hold is not looked for. */
  private isOwn = false;

  /** `upgrade`: how the code that it reads becomes this engine's, where it is older. */
  constructor(
    machine: Machine,
    input: ByteReader,
    hostFunctions: ReadonlyMap<string, JSFunction>,
    upgrade: CodeTranslation | null,
  ) {
    this.upgrade = upgrade;
    this.machine = machine;
    this.input = input;
    this.hostFunctions = hostFunctions;
    this.codeTable = new CodeReader(this.texts, upgrade);
    this.placeholder = new Shape(machine.space, null, PropertyTable.empty(), 0, ShapeFlag.Prototype);
    this.shapes = new ShapeReader(this);
    this.frames = new FrameReader(this);
  }

  /** What is read refers to that. */
  share({ texts, functions, scopes }: Shared): void {
    this.isOwn = true;
    for (const text of texts) this.texts.push(text);
    for (const f of functions) this.codeTable.functions.push(f);
    for (const s of scopes) this.codeTable.scopes.push(s);
  }

  // ---- simple values ----------------------------------------------------------------------------------------------------------------

  bool(): boolean {
    return this.input.below(2, 'flag') === 1;
  }
  uint(): number {
    return this.input.uint();
  }
  below(limit: number, what: string): number {
    return this.input.below(limit, what);
  }
  int(): number {
    return this.input.int();
  }
  float(): number {
    return this.input.float();
  }
  count(): number {
    return this.input.count();
  }
  text(): string {
    return this.texts[this.input.below(this.texts.length, 'text')] as string;
  }
  bytes(): Uint8Array {
    return this.input.raw(this.input.count());
  }
  realm(): Realm {
    const { realms } = this.machine;
    return realms[this.input.below(realms.length, 'realm')] as Realm;
  }
  code(): FunctionCode {
    const { functions } = this.codeTable;
    return functions[this.input.below(functions.length, 'function')] as FunctionCode;
  }
  scope(): ScopeNames {
    return this.codeTable.scope(this.input);
  }
  later(action: () => void): void {
    this.afterwards.push(action);
  }

  node(): unknown {
    return this.nodes[this.input.below(this.nodes.length, 'node')];
  }

  object(): JSObject {
    const o = this.node();
    return o instanceof JSObject ? o : damaged('a node that should be an object');
  }

  record(kind: RecordKind): object {
    const id = this.input.below(this.nodes.length, 'node');
    if (this.tags[id] !== NodeTag.Record || this.names.get(id) !== kind) damaged(`a node that should be a ${kind}`);
    return this.nodes[id] as object;
  }

  any(): unknown {
    return this.tagged(this.input.byte());
  }

  /** A value whose tag has been read. */
  private tagged(tag: number): unknown {
    switch (tag) {
      case ValueTag.Undefined:
        return undefined;
      case ValueTag.Null:
        return null;
      case ValueTag.False:
        return false;
      case ValueTag.True:
        return true;
      case ValueTag.Int:
        return this.input.int();
      case ValueTag.Float:
        return this.input.float();
      case ValueTag.Text:
        return this.text();
      case ValueTag.BigInt:
        return bigintOf(this.text());
      case ValueTag.Node:
        return this.held();
      case ValueTag.Hole:
        return HOLE;
      case ValueTag.Uninitialised:
        return TDZ;
      case ValueTag.Done:
        return DONE;
      case ValueTag.Bail:
        return BAIL;
      case ValueTag.Accessor: {
        const get = this.any();
        const set = this.any();
        if ((get !== undefined && !(get instanceof JSObject)) || (set !== undefined && !(set instanceof JSObject)))
          damaged('an accessor');
        return new Accessor(get as JSObject | undefined, set as JSObject | undefined);
      }
      case ValueTag.PendingStack:
        return PENDING_STACK;
      case ValueTag.ModuleBinding: {
        const cell = this.node();
        return cell instanceof Cell ? new ModuleBinding(cell, this.bool()) : damaged('a binding of a module');
      }
      case ValueTag.GlobalPlace:
        return new GlobalPlace();
      case ValueTag.Unresolvable:
        return new Unresolvable();
      default:
        return damaged('an unknown value');
    }
  }

  /** A node that may stand in a register. */
  private held(): unknown {
    const id = this.input.below(this.nodes.length, 'node');
    const tag = this.tags[id] as NodeTag;
    if (
      tag === NodeTag.Record ||
      tag === NodeTag.WeakTable ||
      tag === NodeTag.Entries ||
      tag === NodeTag.BuiltinCode ||
      tag === NodeTag.Code
    )
      damaged('a record of the engine as a value');
    return this.nodes[id];
  }

  slot(): Slot {
    const tag = this.input.byte();
    if (tag === ValueTag.Node) return this.valueNode('something else than a value in a slot');
    const v = this.tagged(tag);
    return isSlot(v) ? v : damaged('something else than a value in a slot');
  }

  value(): Value {
    const tag = this.input.byte();
    if (tag === ValueTag.Node) return this.valueNode('something else than a value');
    const v = this.tagged(tag);
    return typeof v !== 'object' || v === null ? (v as Value) : damaged('something else than a value');
  }

  /** A node that is a value of the program. */
  private valueNode(otherwise: string): JSObject | symbol {
    const id = this.input.below(this.nodes.length, 'node');
    const node = this.nodes[id];
    return (this.tags[id] as NodeTag) <= LAST_OBJECT || typeof node === 'symbol'
      ? (node as JSObject | symbol)
      : damaged(otherwise);
  }

  pc(code: LinkedCode, pc: number): number {
    return this.frames.pc(code, pc);
  }

  // ---- sections ---------------------------------------------------------------------------------------------------------------------

  /** Everything before the state itself: texts, code, nodes without content. */
  readTables(): void {
    const { input, machine } = this;
    const realms = input.uint();
    if (realms < 1 || realms > MAX_REALMS) damaged('a machine without a realm, or with too many');
    while (machine.realms.length < realms) machine.newRealm();
    for (let n = input.count(); n > 0; n--) this.texts.push(input.text());
    this.codeTable.readSources(input);
    this.codeTable.readScopes(input);
    this.codeTable.readFunctions(input);
    this.codeTable.readLibrary(input);
    const n = input.count();
    this.tags = new Uint8Array(n);
    for (let i = 0; i < n; i++) {
      const tag = input.below(NODE_TAGS, 'kind of node') as NodeTag;
      this.tags[i] = tag;
      this.nodes.push(shell(this, tag, i));
    }
  }

  /** The contents of all nodes, then of weak collections. */
  readNodes(): void {
    for (let i = 0; i < this.nodes.length; i++) fill(this, this.tags[i] as NodeTag, this.nodes[i], i);
    for (let n = this.input.count(); n > 0; n--) {
      const table = this.node();
      const key = this.value();
      const v = this.value();
      if (!(table instanceof WeakTable) || !(key instanceof JSObject || typeof key === 'symbol'))
        damaged('an entry of a weak collection');
      table.set(key, v);
    }
    if (this.input.left > 0) damaged('it goes on behind its end');
    this.frames.finish();
    for (const action of this.afterwards) action();
    if (!this.isOwn) checkChains(this.nodes);
  }
}

/** What a slot or an element may hold. */
export function isSlot(v: unknown): v is Slot {
  return (
    typeof v !== 'object' ||
    v === null ||
    v instanceof JSObject ||
    v instanceof Accessor ||
    v === HOLE ||
    v === TDZ ||
    v === PENDING_STACK
  );
}
