/**
 * Reads the graph of a snapshot into a machine that has just been made. Nodes are allocated first, empty, then filled; nothing is
 * taken for what it is not, and no chain that the engine follows may lead back to itself.
 */
import { ModuleBinding, ModuleRecord } from '../agent/module.ts';
import { GraphLoading } from '../agent/module-load.ts';
import { ModuleNode, PendingLoad } from '../agent/module-state.ts';
import type { Realm } from '../agent/realm.ts';
import { EntryTable } from '../builtins/entry-table.ts';
import { PENDING_STACK } from '../builtins/error-object.ts';
import { INTRINSICS } from '../builtins/index.ts';
import type { IntrinsicSpec } from '../builtins/spec.ts';
import { WeakTable } from '../builtins/weak-table.ts';
import { CodeFlag, CodeKind, type FunctionCode, type ScopeNames } from '../bytecode/code.ts';
import { liveRegisters } from '../bytecode/liveness.ts';
import { INSTRUCTION_LENGTH, OPERAND_KINDS } from '../bytecode/operands.ts';
import { GeneratorState } from '../machine/activity.ts';
import { Frame, RETURNED } from '../machine/frame.ts';
import { link } from '../machine/link.ts';
import { LinkedCode } from '../machine/linked-code.ts';
import type { Machine } from '../machine/machine.ts';
import {
  Cell,
  Environment,
  GlobalPlace,
  LexicalCell,
  type ScopeRecord,
  Table,
  Unresolvable,
  WithRecord,
} from '../machine/records.ts';
import {
  Accessor,
  type BoundData,
  type ExoticKind,
  ExoticObject,
  JSArray,
  JSFunction,
  JSObject,
  Lazy,
  NO_ELEMENTS,
  NO_SLOTS,
  PlainObject,
  type ProxyData,
  type Slot,
} from '../objects/object.ts';
import { newElements, rawSlot, setSlot } from '../objects/property.ts';
import { PropertyTable, Shape, ShapeFlag } from '../objects/shape.ts';
import {
  BAIL,
  DONE,
  HOLE,
  keyOfString,
  MAX_ARRAY_INDEX,
  PrivateName,
  type PropertyKey,
  symbols,
  TDZ,
  type Value,
} from '../objects/value.ts';
import { findBuiltin } from './builtin-names.ts';
import { type Original, originalGlobals, originalsOf } from './builtin-state.ts';
import type { ByteReader } from './bytes.ts';
import { bigintOf, CodeReader } from './code-table.ts';
import type { CodeTranslation } from './code-upgrade.ts';
import { type GraphReader, NODE_TAGS, NodeTag, RECORD_KINDS, type RecordKind, ValueTag } from './graph.ts';
import { activityFields, capturesCodec, dataCodec, entryTable, RECORDS } from './kinds.ts';
import { readLoading, readModule, readPendingLoad } from './module-nodes.ts';
import type { Shared } from './shared.ts';
import { damaged, SnapshotError } from './snapshot-error.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const SHAPE_FLAGS = 1024;
const MAX_REALMS = 1000;
/** A list of the engine's own, whose length nobody asks for. */
const INTERNAL_LIST = '%ArrayJoinStack%';
/** Gives frames the layout that all frames have, before their code is known. */
const NO_CODE = { template: [] } as unknown as LinkedCode;

/** Names of the host functions that a snapshot's program may call. */
export function readNeeded(input: ByteReader): string[] {
  const out: string[] = [];
  for (let n = input.count(); n > 0; n--) out.push(input.text());
  return out;
}

export class StateReader implements GraphReader {
  readonly machine: Machine;
  private readonly input: ByteReader;
  private readonly hostFunctions: ReadonlyMap<string, JSFunction>;
  private readonly texts: string[] = [];
  private codeTable: CodeReader;
  private readonly nodes: unknown[] = [];
  private readonly tags: NodeTag[] = [];
  private readonly extra: unknown[] = [];
  private readonly shapes: Shape[] = [];
  private readonly realmOf = new Map<JSObject, Realm>();
  private readonly placeholder: Shape;
  private readonly afterwards: (() => void)[] = [];
  private readonly replaced = new Map<LinkedCode, LinkedCode>();
  private readonly frames: { readonly frame: Frame; readonly finish: () => void }[] = [];

  private readonly upgrade: CodeTranslation | null;

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
  }

  /** What is read refers to that. */
  share({ texts, functions, scopes }: Shared): void {
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
    if (this.tags[id] !== NodeTag.Record || this.extra[id] !== kind) damaged(`a node that should be a ${kind}`);
    return this.nodes[id] as object;
  }

  any(): unknown {
    switch (this.input.byte()) {
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
    const v = this.any();
    return isSlot(v) ? v : damaged('something else than a value in a slot');
  }

  value(): Value {
    const v = this.any();
    return typeof v !== 'object' || v === null || v instanceof JSObject
      ? (v as Value)
      : damaged('something else than a value');
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
    for (let i = 0; i < n; i++) this.nodes.push(this.shell(i));
  }

  /** The contents of all nodes, then of weak collections. */
  readNodes(): void {
    for (let i = 0; i < this.nodes.length; i++) this.fill(i);
    for (let n = this.input.count(); n > 0; n--) {
      const table = this.node();
      const key = this.value();
      const v = this.value();
      if (!(table instanceof WeakTable) || !(key instanceof JSObject || typeof key === 'symbol'))
        damaged('an entry of a weak collection');
      table.set(key, v);
    }
    if (this.input.left > 0) damaged('it goes on behind its end');
    for (const { finish } of this.frames) finish();
    for (const action of this.afterwards) action();
    this.checkChains();
  }

  // ---- empty nodes --------------------------------------------------------------------------------------------------------------------

  private shell(i: number): unknown {
    const tag = this.input.below(NODE_TAGS, 'kind of node') as NodeTag;
    this.tags.push(tag);
    const shape = this.placeholder;
    switch (tag) {
      case NodeTag.Plain:
        return new PlainObject(shape, undefined, undefined, undefined, undefined);
      case NodeTag.Array:
        return new JSArray(shape, NO_ELEMENTS);
      case NodeTag.Exotic: {
        const kind = this.text() as ExoticKind;
        if (kind === 'Global' || kind === 'ObjectPrototype') damaged('a built-in object as one of the program');
        this.extra[i] = knownCodec(kind);
        return new ExoticObject(shape, kind, null);
      }
      case NodeTag.Function:
        return new JSFunction(shape, NO_CODE, []);
      case NodeTag.Builtin: {
        const realm = this.realm();
        const name = this.text();
        this.extra[i] = name;
        const f = findBuiltin(name, realm, this.hostFunctions);
        this.realmOf.set(f, realm);
        return f;
      }
      case NodeTag.Instance: {
        const realm = this.realm();
        const name = this.text();
        this.extra[i] = name;
        return new JSFunction(shape, findBuiltin(name, realm, this.hostFunctions).code, []);
      }
      case NodeTag.Intrinsic: {
        const realm = this.realm();
        const id = this.text();
        if (!INTRINSICS.has(id))
          throw new SnapshotError('MISSING_BUILTIN', `This engine has no built-in ${JSON.stringify(id)}.`);
        this.extra[i] = id;
        const o = realm.intrinsic(id);
        this.realmOf.set(o, realm);
        return o;
      }
      case NodeTag.Global: {
        const realm = this.realm();
        this.realmOf.set(realm.globalObject, realm);
        return realm.globalObject;
      }
      case NodeTag.Cell:
        return new Cell(undefined);
      case NodeTag.Lexical:
        return new LexicalCell(undefined, this.bool());
      case NodeTag.Environment:
        return new Environment(undefined, [], NO_SCOPE);
      case NodeTag.Table: {
        const varScope = this.bool();
        return new Table(undefined, varScope, this.scope());
      }
      case NodeTag.With:
        return new WithRecord(undefined, this.machine.mainRealm.globalObject);
      case NodeTag.Frame:
        return new Frame(NO_CODE, NO_FUNCTION);
      case NodeTag.Activity:
        return new GeneratorState('generator', null, NO_FUNCTION as unknown as ExoticObject);
      case NodeTag.Entries:
        return EntryTable.empty();
      case NodeTag.WeakTable:
        return new WeakTable();
      default:
        return this.rareShell(tag, i);
    }
  }

  private rareShell(tag: NodeTag, i: number): unknown {
    const m = this.machine;
    switch (tag) {
      case NodeTag.WellKnown: {
        const name = this.text();
        return Object.hasOwn(symbols, name)
          ? symbols[name as keyof typeof symbols]
          : damaged(`no well-known symbol is called ${name}`);
      }
      case NodeTag.Registered: {
        const key = this.text();
        let symbol = m.symbolRegistry.get(key);
        if (symbol === undefined) {
          symbol = Symbol(key);
          m.symbolRegistry.set(key, symbol);
          m.symbolKeys.set(symbol, key);
        }
        return symbol;
      }
      case NodeTag.Symbol:
        return this.bool() ? Symbol(this.text()) : Symbol();
      case NodeTag.Private:
        return new PrivateName(this.text());
      case NodeTag.Code: {
        const realm = this.realm();
        const lc = new LinkedCode(realm, this.code(), null, null);
        if (this.bool()) lc.referrer = this.text();
        if (this.bool()) lc.evalOrigin = { text: this.text(), direct: this.bool() };
        return lc;
      }
      case NodeTag.BuiltinCode: {
        const realm = this.realm();
        this.extra[i] = realm;
        return findBuiltin(this.text(), realm, this.hostFunctions).code;
      }
      case NodeTag.Module: {
        const realm = this.realm();
        const url = this.text();
        const type = this.text();
        if (type !== '' && type !== 'json' && type !== 'text') damaged('a module of an unknown type');
        if (!this.bool()) return ModuleRecord.ofValue(realm, url, type, undefined);
        const code = this.code();
        if (code.module === null) damaged('a module whose code is none');
        return ModuleRecord.ofSource(realm, url, code);
      }
      case NodeTag.PendingLoad:
        return Object.create(PendingLoad.prototype);
      case NodeTag.Loading:
        return Object.create(GraphLoading.prototype);
      case NodeTag.Record:
        this.extra[i] = RECORD_KINDS[this.input.below(RECORD_KINDS.length, 'kind of record')];
        return {};
      default:
        return damaged('an unknown node');
    }
  }

  // ---- contents -------------------------------------------------------------------------------------------------------------------------

  private fill(i: number): void {
    const node = this.nodes[i];
    switch (this.tags[i]) {
      case NodeTag.Plain: {
        const o = node as PlainObject;
        this.shapeOf(o, ShapeFlag.Plain);
        o.elements = this.elements(o);
        return;
      }
      case NodeTag.Array: {
        const a = node as JSArray;
        this.shapeOf(a, ShapeFlag.Array);
        a.elements = this.elements(a);
        a.length = this.arrayLength(a);
        return;
      }
      case NodeTag.Exotic: {
        const o = node as ExoticObject;
        this.shapeOf(o, ShapeFlag.None);
        o.elements = this.elements(o);
        o.data = dataCodec(o.kind).read(this);
        return;
      }
      case NodeTag.Function:
        this.function_(node as JSFunction);
        return;
      case NodeTag.Builtin:
      case NodeTag.Instance:
        this.builtin(node as JSFunction, this.extra[i] as string, this.tags[i] === NodeTag.Builtin);
        return;
      case NodeTag.Intrinsic:
        if (this.bool()) this.intrinsic(node as JSObject, this.extra[i] as string);
        return;
      case NodeTag.Global:
        this.changes(node as JSObject, originalGlobals(this.machine.options.web));
        return;
      case NodeTag.Cell:
      case NodeTag.Lexical:
        (node as Cell).value = this.slotOrRecord() as Slot;
        return;
      case NodeTag.Environment: {
        const e = node as Mutable<Environment>;
        e.outer = this.outer();
        e.scope = this.scope();
        for (let n = this.input.count(); n > 0; n--) (e.slots as unknown[]).push(this.any());
        return;
      }
      case NodeTag.Frame:
        this.frame(node as Mutable<Frame>);
        return;
      default:
        this.fillRare(this.tags[i] as NodeTag, node, i);
    }
  }

  private fillRare(tag: NodeTag, node: unknown, i: number): void {
    switch (tag) {
      case NodeTag.Table: {
        const t = node as Mutable<Table>;
        t.outer = this.outer();
        for (let n = this.input.count(); n > 0; n--) {
          const name = this.text();
          const mode = this.input.below(7, 'mode of a binding');
          t.bindings.set(name, { value: this.slotOrRecord() as Slot, mode });
        }
        return;
      }
      case NodeTag.With: {
        const w = node as Mutable<WithRecord>;
        w.outer = this.outer();
        w.object = this.object();
        return;
      }
      case NodeTag.Activity:
        activityFields.readInto(this, node as GeneratorState);
        return;
      case NodeTag.Entries:
        entryTable.readInto(this, node as EntryTable);
        return;
      case NodeTag.Code:
      case NodeTag.BuiltinCode:
        this.linked(node as LinkedCode, tag === NodeTag.BuiltinCode);
        return;
      case NodeTag.Module:
        readModule(this, node as ModuleRecord);
        return;
      case NodeTag.PendingLoad:
        readPendingLoad(this, node as PendingLoad);
        return;
      case NodeTag.Loading:
        readLoading(this, node as GraphLoading);
        return;
      case NodeTag.Record:
        RECORDS[this.extra[i] as RecordKind].readInto(this, node);
        return;
      default:
    }
  }

  private slotOrRecord(): unknown {
    const v = this.any();
    return v instanceof Frame || v instanceof LinkedCode ? damaged('a frame in a cell') : v;
  }

  private outer(): ScopeRecord | undefined {
    const v = this.any();
    if (
      v === undefined ||
      v instanceof Environment ||
      v instanceof Frame ||
      v instanceof Table ||
      v instanceof WithRecord
    )
      return v;
    return damaged('a record whose outer one is none');
  }

  private list(): Slot[] {
    const out = newElements();
    for (let n = this.input.count(); n > 0; n--) {
      const v = this.any();
      // Lists of self-hosted code hand modules on.
      if (v instanceof ModuleNode || isSlot(v)) out.push(v as Slot);
      else damaged('something else than a value in a list');
    }
    return out;
  }

  private elements(o: JSObject): Slot[] {
    const list = this.list();
    // An array has a list of its own, which the engine writes to.
    if (list.length === 0) return o instanceof JSArray ? list : NO_ELEMENTS;
    if ((o.shape.flags & ShapeFlag.IndexKeys) !== 0) damaged('an object with two places for its elements');
    return list;
  }

  private arrayLength(a: JSArray): number {
    const n = this.input.uint();
    if (n > MAX_ARRAY_INDEX + 1) damaged('the length of an array');
    if (
      (a.shape.flags & ShapeFlag.IndexKeys) === 0
        ? n !== a.elements.length
        : !a.shape.table.keys.every((k) => typeof k !== 'number' || k < n)
    )
      damaged('an array whose length does not fit its elements');
    return n;
  }

  /** Gives an object its shape and the slots that go with it. */
  private shapeOf(o: JSObject, kind: number): void {
    const shape = this.shape();
    if ((shape.flags & (ShapeFlag.Plain | ShapeFlag.Array)) !== kind)
      damaged('an object of another kind than its shape');
    if ((shape.flags & ShapeFlag.LazyFunction) !== 0 && !(o instanceof JSFunction && shape.count === 0))
      damaged('the shape of a function');
    o.shape = shape;
    const { keys } = shape.table;
    for (let i = 0; i < shape.count; i++) setSlot(o, i, keys[i] === undefined ? undefined : this.slot());
  }

  private function_(f: JSFunction): void {
    const code = this.node();
    if (!(code instanceof LinkedCode)) damaged('a function without code');
    (f as Mutable<JSFunction>).code = code;
    this.shapeOf(f, ShapeFlag.None);
    const captures: unknown[] = [];
    for (let n = this.input.count(); n > 0; n--) captures.push(this.any());
    f.captures = captures;
    if (code.code !== null && code.code.captures.length !== captures.length && !isTopLevel(code))
      damaged('a closure that lacks captures');
  }

  private builtin(f: JSFunction, name: string, canonical: boolean): void {
    if (INTRINSICS.has(name) && canonical) {
      if (this.bool()) this.intrinsic(f, name);
      return;
    }
    if (canonical && !this.bool()) return;
    f.slots = NO_SLOTS;
    this.shapeOf(f, ShapeFlag.None);
    f.captures = capturesCodec(name).read(this);
  }

  private linked(lc: LinkedCode, builtin: boolean): void {
    const hasCode = this.bool();
    if (builtin) {
      if (hasCode) {
        const code = this.code();
        if (lc.code !== code) {
          const own = new LinkedCode(lc.realm, code, lc.spec, null);
          this.replaced.set(lc, own);
        }
      }
    } else {
      const module = this.any();
      if (module !== null && !(module instanceof ModuleRecord)) damaged('code of a module that is none');
      lc.module = module;
    }
    const isLinked = this.bool();
    if (!isLinked) return;
    const target = this.replaced.get(lc) ?? lc;
    if (target.code === null) damaged('code without a body');
    if (target.body === null) link(target);
    const n = this.input.count();
    if (n !== target.functions.length) damaged('code that lacks inner functions');
    for (let i = 0; i < n; i++) {
      const inner = this.node();
      if (!(inner instanceof LinkedCode)) damaged('an inner function without code');
      target.functions[i] = inner;
    }
    for (let k = this.input.count(); k > 0; k--) {
      const index = this.input.uint();
      target.templates ??= new Map();
      target.templates.set(index, this.object());
    }
  }

  // ---- frames ---------------------------------------------------------------------------------------------------------------------------

  private frame(f: Mutable<Frame>): void {
    const code = this.node();
    const fn = this.node();
    if (!(code instanceof LinkedCode) || !(fn instanceof JSFunction)) damaged('a frame without code');
    const pc = this.input.int();
    const kept = this.bool();
    f.fn = fn;
    f.kept = kept;
    f.pc = pc;
    const values: unknown[] = [];
    let waits = true;
    if (pc !== RETURNED) {
      const caller = this.any();
      const newTarget = this.any();
      const activity = this.any();
      if (caller !== null && !(caller instanceof Frame)) damaged('a frame whose caller is none');
      if (newTarget !== undefined && !(newTarget instanceof JSObject)) damaged('a new.target that is no object');
      if (activity !== null && !(activity instanceof GeneratorState)) damaged('a frame of no activity');
      f.caller = caller;
      f.newTarget = newTarget;
      f.activity = activity;
      f.yieldedRaw = this.bool();
      if (this.bool()) f.args = this.list() as Value[];
      waits = this.bool();
      for (let n = this.input.count(); n > 0; n--) values.push(this.any());
    } else {
      // Which bindings it holds is said by its code, which may not have been read yet.
      const body = this.bodyOf(code);
      for (const note of body.bindings) if (note.place === 'register' || note.place === 'cell') values.push(this.any());
    }
    this.frames.push({ frame: f, finish: () => this.finishFrame(f, this.replaced.get(code) ?? code, values, waits) });
  }

  private bodyOf(code: LinkedCode) {
    if (code.code === null) damaged('a frame of code without a body');
    return code.code.body();
  }

  pc(code: LinkedCode, pc: number): number {
    const body = code.code?.body();
    return this.upgrade === null || body === undefined ? pc : this.upgrade.pc(body, pc);
  }

  private finishFrame(f: Mutable<Frame>, code: LinkedCode, values: readonly unknown[], waits: boolean): void {
    if (code.code === null) damaged('a frame of code without a body');
    const body = code.body ?? link(code);
    f.code = code;
    f.slots = code.template.slice();
    if (f.pc === RETURNED) {
      const notes = body.bindings.filter((n) => n.place === 'register' || n.place === 'cell');
      notes.forEach((n, i) => {
        f.slots[n.index] = values[i] as Slot;
      });
      return;
    }
    f.pc = this.pc(code, f.pc);
    checkPc(body.code, f.pc, waits);
    const live = liveRegisters(body, f.pc, waits);
    if (live.length !== values.length) damaged('a frame whose registers do not fit its code');
    live.forEach((register, i) => {
      f.slots[register] = values[i] as Slot;
    });
    const suspends = code.kind !== CodeKind.Plain;
    if (f.activity !== null && !suspends) damaged('an activity of code that cannot be suspended');
  }

  // ---- built-in objects ---------------------------------------------------------------------------------------------------------------------

  private intrinsic(o: JSObject, id: string): void {
    this.changes(o, originalsOf(INTRINSICS.get(id) as IntrinsicSpec));
    if (o instanceof JSFunction) o.captures = capturesCodec(id).read(this);
    else if (o instanceof JSArray) o.length = id === INTERNAL_LIST ? this.input.uint() : this.arrayLength(o);
    else this.plainData((o as ExoticObject).data);
  }

  private changes(o: JSObject, list: readonly Original[]): void {
    const { input } = this;
    const before = o.shape;
    const kind = before.flags & (ShapeFlag.Plain | ShapeFlag.Array);
    const flags = input.below(SHAPE_FLAGS, 'flags');
    if ((flags & (ShapeFlag.Plain | ShapeFlag.Array)) !== kind || (flags & ShapeFlag.Own) === 0)
      damaged('flags of a built-in object');
    const proto = this.proto();
    const inPlace = this.bool();
    const made = new Map<PropertyKey, Slot>();
    for (const [i, p] of list.entries()) made.set(p.key, rawSlot(o, i));
    const table = PropertyTable.empty();
    const slots: Slot[] = [];
    const add = (key: PropertyKey | undefined, attrs: number, slot: Slot): void => {
      if (key !== undefined) {
        if (table.index.has(key)) damaged('a property twice');
        table.index.set(key, table.keys.length);
      }
      table.keys.push(key);
      table.attrs.push(attrs);
      slots.push(slot);
    };
    if (inPlace) for (const [i, p] of list.entries()) add(p.key, p.attrs, rawSlot(o, i));
    for (let n = input.count(); n > 0; n--) {
      const i = table.index.get(this.key() as PropertyKey);
      if (i === undefined) continue;
      table.index.delete(table.keys[i] as PropertyKey);
      table.keys[i] = undefined;
      slots[i] = undefined;
    }
    for (let n = input.count(); n > 0; n--) {
      const key = this.key();
      const attrs = input.below(16, 'attributes');
      const slot = this.originalOr(key, made);
      const i = key === undefined ? undefined : table.index.get(key);
      // A built-in of that name is gone from this engine: then the property is one of the program's.
      if (i === undefined) add(key, attrs, slot);
      else {
        table.attrs[i] = attrs;
        slots[i] = slot;
      }
    }
    for (let n = input.count(); n > 0; n--) {
      const key = this.key();
      if (key === undefined) add(undefined, 0, undefined);
      else add(key, input.below(16, 'attributes'), this.originalOr(key, made));
    }
    const elements = this.list();
    if (!(o instanceof JSFunction))
      (o as ExoticObject).elements = elements.length === 0 && !(o instanceof JSArray) ? NO_ELEMENTS : elements;
    else if (elements.length > 0) damaged('a function with elements');
    o.slots = slots.length === 0 ? NO_SLOTS : slots;
    o.shape = new Shape(this.machine.space, proto, table, table.keys.length, flags & ~ShapeFlag.SharedTable);
    // The flag says that the table must be copied before a change, which does no harm to one of its own: it stays as it was.
    if ((flags & ShapeFlag.SharedTable) !== 0)
      o.shape = new Shape(this.machine.space, proto, table, table.keys.length, flags);
  }

  private originalOr(key: PropertyKey | undefined, made: ReadonlyMap<PropertyKey, Slot>): Slot {
    const { input } = this;
    const at = input.at;
    if (input.byte() === ValueTag.Original) {
      if (key === undefined || !made.has(key))
        throw new SnapshotError('MISSING_BUILTIN', `This engine has no built-in property ${String(key)}.`);
      return made.get(key) as Slot;
    }
    input.at = at;
    const v = this.slot();
    return v instanceof Lazy && v !== PENDING_STACK ? damaged('a lazy slot') : v;
  }

  private plainData(data: unknown): void {
    const n = this.input.count();
    for (let i = 0; i < n; i++) {
      const name = this.text();
      let v: unknown;
      if (this.bool()) {
        const map = new Map<string, number>();
        for (let k = this.input.count(); k > 0; k--) {
          const key = this.text();
          map.set(key, this.input.float());
        }
        v = map;
      } else {
        v = this.value();
        if (v instanceof JSObject || typeof v === 'symbol') damaged('an internal slot of a built-in');
      }
      if (typeof data !== 'object' || data === null || !Object.hasOwn(data, name)) continue;
      const was = (data as Record<string, unknown>)[name];
      if (typeof was === 'string' && typeof v !== 'string') damaged('an internal slot of a built-in');
      (data as Record<string, unknown>)[name] = v;
    }
  }

  // ---- shapes ---------------------------------------------------------------------------------------------------------------------------

  private proto(): JSObject | null {
    const v = this.any();
    return v === null || v instanceof JSObject ? v : damaged('a prototype that is no object');
  }

  private key(): PropertyKey | undefined {
    switch (this.input.byte()) {
      case 0:
        return undefined;
      case 1: {
        const s = this.text();
        return typeof keyOfString(s) === 'string' ? s : damaged('an index written as a text');
      }
      case 2: {
        const n = this.input.uint();
        return n <= MAX_ARRAY_INDEX ? n : damaged('an index that is too large');
      }
      case 3: {
        const k = this.node();
        return typeof k === 'symbol' || k instanceof PrivateName ? k : damaged('a key that is none');
      }
      default:
        return damaged('an unknown key');
    }
  }

  private shape(): Shape {
    const n = this.input.uint();
    if (n > 0 && n <= this.shapes.length) return this.shapes[n - 1] as Shape;
    if (n > this.shapes.length + 1) damaged('a shape that is not there');
    const flags = this.input.below(SHAPE_FLAGS, 'flags');
    const own = (flags & ShapeFlag.Own) !== 0;
    if (own !== (n === 0) || (flags & ShapeFlag.SharedTable) !== 0) damaged('flags of a shape');
    const proto = this.proto();
    const table = PropertyTable.empty();
    for (let i = this.input.count(); i > 0; i--) {
      const key = this.key();
      if (key === undefined && !own) damaged('a gap in a shape');
      if (key !== undefined) {
        if (table.index.has(key)) damaged('a property twice');
        if (typeof key === 'number' && (flags & ShapeFlag.IndexKeys) === 0) damaged('an index in a shape without any');
        table.index.set(key, table.keys.length);
      }
      table.keys.push(key);
      table.attrs.push(key === undefined ? 0 : this.input.below(16, 'attributes'));
    }
    if (own) return new Shape(this.machine.space, proto, table, table.keys.length, flags);
    let s = this.rootOf(proto, flags);
    if (table.keys.length > 128) damaged('a shared shape with too many properties');
    table.keys.forEach((key, i) => {
      s = s.add(key as PropertyKey, table.attrs[i] as number);
    });
    if ((s.flags & ShapeFlag.Own) !== 0) damaged('a shared shape that is none');
    this.shapes.push(s);
    return s;
  }

  private rootOf(proto: JSObject | null, flags: number): Shape {
    const realm = (proto === null ? undefined : this.realmOf.get(proto)) ?? this.machine.mainRealm;
    switch (flags) {
      case ShapeFlag.None:
        return realm.rootShape(proto);
      case ShapeFlag.Plain:
        return realm.plainRoot(proto);
      case ShapeFlag.Array:
        return proto === null ? damaged('a shape without a prototype') : realm.arrayRoot(proto);
      case ShapeFlag.LazyFunction:
        return proto === null ? damaged('a shape without a prototype') : realm.functionRoot(proto);
      default:
        return damaged('flags of a shared shape');
    }
  }

  // ---- chains -----------------------------------------------------------------------------------------------------------------------------

  /** No chain that the engine follows without counting steps may come back to itself. */
  private checkChains(): void {
    const of = <T extends object>(what: string, next: (v: unknown) => T | null | undefined): void => {
      const safe = new Set<unknown>();
      for (const node of this.nodes) {
        const path = new Set<unknown>();
        for (let at: unknown = node; at !== null && at !== undefined && !safe.has(at); at = next(at)) {
          if (path.has(at)) damaged(`${what} that leads back to itself`);
          path.add(at);
        }
        for (const at of path) safe.add(at);
      }
    };
    of('a chain of prototypes', (v) => (v instanceof JSObject ? v.shape.proto : null));
    of('a stack', (v) => (v instanceof Frame ? v.caller : null));
    of('a chain of tables', (v) => (v instanceof EntryTable ? v.next : null));
    of('a chain of scopes', (v) =>
      v instanceof Environment || v instanceof Frame || v instanceof Table || v instanceof WithRecord ? v.outer : null,
    );
    of('a chain of bound functions', (v) =>
      v instanceof ExoticObject && v.kind === 'BoundFunction' ? (v.data as BoundData).target : null,
    );
    of('a chain of proxies', (v) =>
      v instanceof ExoticObject && v.kind === 'Proxy' ? (v.data as ProxyData).target : null,
    );
  }
}

function isSlot(v: unknown): v is Slot {
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

const NO_FUNCTION = null as unknown as JSFunction;
const NO_SCOPE: ScopeNames = { bindings: [], owner: '', source: { name: '', text: '' } };

function knownCodec(kind: ExoticKind): ExoticKind {
  try {
    dataCodec(kind);
  } catch {
    damaged(`an object of unknown kind ${kind}`);
  }
  return kind;
}

function isTopLevel(code: LinkedCode): boolean {
  return (code.flags & CodeFlag.TopLevel) !== 0;
}

/** A frame goes on at an instruction; one that waits for a result goes on behind an instruction that has a place for it. */
function checkPc(code: Int32Array, pc: number, waits: boolean): void {
  let before = -1;
  let at = 0;
  while (at < pc && at < code.length) {
    before = at;
    at += INSTRUCTION_LENGTH[code[at] as number] as number;
  }
  if (at !== pc || pc >= code.length) damaged('a frame between two instructions');
  if (!waits) return;
  const kinds = before < 0 ? [] : (OPERAND_KINDS[code[before] as number] as readonly string[]);
  if (kinds.length > 0 && kinds[kinds.length - 1] !== 'dst') damaged('a frame that waits for nothing');
}
