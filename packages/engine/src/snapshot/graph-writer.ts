/**
 * Writes the graph of everything that a machine's state reaches. Nodes are numbered as they are met from fixed roots, and each is
 * written once, in the order of their numbers: no structure is too deep, and equal states give equal bytes.
 */
import { ModuleBinding, ModuleRecord } from '../agent/module.ts';
import { GraphLoading } from '../agent/module-load.ts';
import { PendingLoad } from '../agent/module-state.ts';
import type { Realm } from '../agent/realm.ts';
import { EntryTable } from '../builtins/entry-table.ts';
import { PENDING_STACK } from '../builtins/error-object.ts';
import { INTRINSICS } from '../builtins/index.ts';
import type { FunctionSpec, IntrinsicSpec } from '../builtins/spec.ts';
import { WeakTable, weakTablesOf } from '../builtins/weak-table.ts';
import type { FunctionCode, ScopeNames } from '../bytecode/code.ts';
import { liveRegisters } from '../bytecode/liveness.ts';
import { GeneratorState } from '../machine/activity.ts';
import { Frame, RETURNED } from '../machine/frame.ts';
import { LinkedCode } from '../machine/linked-code.ts';
import type { Machine } from '../machine/machine.ts';
import { Cell, Environment, GlobalPlace, LexicalCell, Table, Unresolvable, WithRecord } from '../machine/records.ts';
import { lastUseOfArguments } from '../machine/trace.ts';
import {
  Accessor,
  type ExoticObject,
  JSArray,
  JSFunction,
  JSObject,
  Lazy,
  PlainObject,
  type Slot,
} from '../objects/object.ts';
import { elementsOf, rawSlot } from '../objects/property.ts';
import { type Shape, ShapeFlag } from '../objects/shape.ts';
import { BAIL, DONE, HOLE, PrivateName, type PropertyKey, TDZ } from '../objects/value.ts';
import { isCanonical, nameOfSpec, wellKnownName } from './builtin-names.ts';
import {
  functionsIn,
  isAsMade,
  isOriginal,
  isUntouched,
  type Original,
  originalFlags,
  originalGlobals,
  originalsOf,
} from './builtin-state.ts';
import { ByteWriter } from './bytes.ts';
import { CodeWriter } from './code-table.ts';
import type { CodeTranslation } from './code-upgrade.ts';
import { type GraphWriter, NodeTag, RECORD_KINDS, type RecordKind, ValueTag } from './graph.ts';
import { activityFields, capturesCodec, dataCodec, entryTable, RECORDS } from './kinds.ts';
import { writeLoading, writeModule, writePendingLoad } from './module-nodes.ts';
import type { Shared } from './shared.ts';
import { SnapshotError } from './snapshot-error.ts';

/** Shapes by what they say, so that those of several realms that say the same are one. */
class ShapeTrie {
  id = -1;
  readonly next = new Map<PropertyKey, Map<number, ShapeTrie>>();
}

export class StateWriter implements GraphWriter {
  readonly machine: Machine;
  private readonly strings = new Map<string, number>();
  private readonly stringOut = new ByteWriter();
  private readonly headers = new ByteWriter();
  private readonly body = new ByteWriter();
  private out = this.body;
  private readonly ids = new Map<object | symbol, number>();
  private readonly queue: (object | symbol)[] = [];
  private written = 0;
  private readonly kinds = new Map<object, RecordKind>();
  private readonly functionOut = new ByteWriter();
  private readonly sourceOut = new ByteWriter();
  private readonly scopeOut = new ByteWriter();
  private readonly functions: CodeWriter;
  /** Null: everything is written down. */
  private shared: Shared | null = null;
  private readonly roots = new Map<number, Map<JSObject | null, ShapeTrie>>();
  private readonly shapeIds = new Map<Shape, number>();
  private shapes = 0;
  private readonly intrinsicIds = new Map<JSObject, { readonly realm: Realm; readonly id: string }>();
  private readonly hostFunctions = new Set<string>();
  private readonly weakTables: WeakTable[] = [];
  /** Functions of the library with live frames, by number. */
  private readonly library = new Map<number, string>();

  private readonly form: CodeTranslation | null;

  /** `form`: an instruction set other than this engine's to write code in. */
  constructor(machine: Machine, form: CodeTranslation | null = null) {
    this.machine = machine;
    this.form = form;
    const texts = { text: (s: string) => this.textId(s) };
    this.functions = new CodeWriter(texts, this.functionOut, this.sourceOut, this.scopeOut, form);
    for (const realm of machine.realms)
      for (const [id, o] of realm.madeIntrinsics) this.intrinsicIds.set(o, { realm, id });
  }

  /** From now on what never changes is put there, and only referred to. */
  share(shared: Shared): void {
    this.shared = shared;
  }

  // ---- simple values --------------------------------------------------------------------------------------------------------------

  private textId(s: string): number {
    let id = this.strings.get(s);
    if (id === undefined) {
      id = this.strings.size;
      this.strings.set(s, id);
      if (this.shared === null) this.stringOut.text(s);
      else this.shared.texts.push(s);
    }
    return id;
  }

  bool(v: boolean): void {
    this.out.byte(v ? 1 : 0);
  }
  uint(v: number): void {
    this.out.uint(v);
  }
  int(v: number): void {
    this.out.int(v);
  }
  float(v: number): void {
    this.out.float(v);
  }
  text(v: string): void {
    this.out.uint(this.textId(v));
  }
  bytes(v: Uint8Array): void {
    this.out.uint(v.length);
    this.out.raw(v);
  }
  realm(r: Realm): void {
    this.out.uint(this.machine.realms.indexOf(r));
  }
  code(f: FunctionCode): void {
    this.out.uint(this.shared === null ? this.functions.id(f) : this.shared.function_(f));
  }
  scope(s: ScopeNames): void {
    this.out.uint(this.shared === null ? this.functions.scope(s) : this.shared.scope(s));
  }

  any(v: unknown): void {
    const { out } = this;
    switch (typeof v) {
      case 'undefined':
        out.byte(ValueTag.Undefined);
        return;
      case 'boolean':
        out.byte(v ? ValueTag.True : ValueTag.False);
        return;
      case 'number':
        if (Number.isInteger(v) && Math.abs(v) < 2 ** 48 && !Object.is(v, -0)) {
          out.byte(ValueTag.Int);
          out.int(v);
        } else {
          out.byte(ValueTag.Float);
          out.float(v);
        }
        return;
      case 'string':
        out.byte(ValueTag.Text);
        this.text(v);
        return;
      case 'bigint':
        out.byte(ValueTag.BigInt);
        this.text(String(v));
        return;
      case 'symbol':
        out.byte(ValueTag.Node);
        this.node(v);
        return;
      case 'function':
        throw new SnapshotError('UNSUPPORTED', 'The machine holds a function of the host.');
    }
    this.special(v as object | null);
  }

  private special(v: object | null): void {
    const { out } = this;
    if (v === null) out.byte(ValueTag.Null);
    else if (v === HOLE) out.byte(ValueTag.Hole);
    else if (v === TDZ) out.byte(ValueTag.Uninitialised);
    else if (v === DONE) out.byte(ValueTag.Done);
    else if (v === BAIL) out.byte(ValueTag.Bail);
    else if (v instanceof Accessor) {
      out.byte(ValueTag.Accessor);
      this.any(v.get);
      this.any(v.set);
    } else if (v instanceof Lazy) out.byte(v === PENDING_STACK ? ValueTag.PendingStack : ValueTag.Original);
    else if (v instanceof ModuleBinding) {
      out.byte(ValueTag.ModuleBinding);
      this.node(v.cell);
      this.bool(v.constant);
    } else if (v instanceof GlobalPlace) out.byte(ValueTag.GlobalPlace);
    else if (v instanceof Unresolvable) out.byte(ValueTag.Unresolvable);
    else {
      out.byte(ValueTag.Node);
      this.node(v);
    }
  }

  // ---- nodes ----------------------------------------------------------------------------------------------------------------------

  record(kind: RecordKind, v: object): void {
    if (!this.kinds.has(v)) this.kinds.set(v, kind);
    this.node(v);
  }

  node(v: object | symbol): void {
    let id = this.ids.get(v);
    if (id === undefined) {
      id = this.queue.push(v) - 1;
      this.ids.set(v, id);
      const { out } = this;
      this.out = this.headers;
      this.header(v);
      this.out = out;
    }
    this.out.uint(id);
  }

  private tag(tag: NodeTag): void {
    this.out.byte(tag);
  }

  private header(v: object | symbol): void {
    if (typeof v === 'symbol') this.symbolHeader(v);
    else if (v instanceof PlainObject) this.tag(NodeTag.Plain);
    else if (v instanceof JSFunction) this.functionHeader(v);
    else if (v instanceof JSObject) this.objectHeader(v);
    else if (v instanceof LexicalCell) {
      this.tag(NodeTag.Lexical);
      this.bool(v.constant);
    } else if (v instanceof Cell) this.tag(NodeTag.Cell);
    else if (v instanceof Environment) this.tag(NodeTag.Environment);
    else if (v instanceof Frame) this.tag(NodeTag.Frame);
    else if (v instanceof Table) {
      this.tag(NodeTag.Table);
      this.bool(v.varScope);
      this.scope(v.scope);
    } else if (v instanceof WithRecord) this.tag(NodeTag.With);
    else if (v instanceof GeneratorState) this.tag(NodeTag.Activity);
    else if (v instanceof EntryTable) this.tag(NodeTag.Entries);
    else if (v instanceof WeakTable) {
      this.tag(NodeTag.WeakTable);
      this.weakTables.push(v);
    } else if (v instanceof LinkedCode) this.codeHeader(v);
    else if (v instanceof PrivateName) {
      this.tag(NodeTag.Private);
      this.text(v.description);
    } else this.rareHeader(v);
  }

  private rareHeader(v: object): void {
    if (v instanceof ModuleRecord) {
      this.tag(NodeTag.Module);
      this.realm(v.realm);
      this.text(v.url);
      this.text(v.type);
      const code = v.linked?.code ?? null;
      this.bool(code !== null);
      if (code !== null) this.code(code);
    } else if (v instanceof PendingLoad) this.tag(NodeTag.PendingLoad);
    else if (v instanceof GraphLoading) this.tag(NodeTag.Loading);
    else {
      const kind = this.kinds.get(v);
      if (kind === undefined)
        throw new SnapshotError(
          'UNSUPPORTED',
          `The machine holds something that cannot be written down (${v.constructor?.name}).`,
        );
      this.tag(NodeTag.Record);
      this.uint(RECORD_KINDS.indexOf(kind));
    }
  }

  private symbolHeader(v: symbol): void {
    const known = wellKnownName(v);
    const registered = this.machine.symbolKeys.get(v);
    if (known !== undefined) {
      this.tag(NodeTag.WellKnown);
      this.text(known);
    } else if (registered !== undefined) {
      this.tag(NodeTag.Registered);
      this.text(registered);
    } else {
      this.tag(NodeTag.Symbol);
      this.bool(v.description !== undefined);
      if (v.description !== undefined) this.text(v.description);
    }
  }

  private objectHeader(v: JSObject): void {
    const intrinsic = this.intrinsicIds.get(v);
    if (intrinsic !== undefined) {
      this.tag(NodeTag.Intrinsic);
      this.realm(intrinsic.realm);
      this.text(intrinsic.id);
    } else if (v instanceof JSArray) this.tag(NodeTag.Array);
    else {
      const { kind } = v as ExoticObject;
      if (kind === 'Global') {
        this.tag(NodeTag.Global);
        this.uint(this.machine.realms.findIndex((r) => r.globalObject === v));
      } else {
        this.tag(NodeTag.Exotic);
        this.text(kind);
      }
    }
  }

  private functionHeader(f: JSFunction): void {
    const { spec, realm } = f.code;
    if (spec === null) {
      this.tag(NodeTag.Function);
      return;
    }
    const name = this.builtinName(spec);
    if (!isCanonical(f, name)) {
      this.tag(NodeTag.Instance);
      this.realm(realm);
      this.text(name);
      return;
    }
    this.tag(NodeTag.Builtin);
    this.realm(realm);
    this.text(name);
  }

  private builtinName(spec: FunctionSpec): string {
    const name = nameOfSpec(spec);
    if (name === undefined)
      throw new SnapshotError(
        'UNSUPPORTED',
        `The built-in function '${spec.name}' has no name by which it could be found again.`,
      );
    if (spec.host === true) this.hostFunctions.add(spec.hostName ?? spec.name);
    return name;
  }

  private codeHeader(lc: LinkedCode): void {
    if (lc.spec !== null) {
      this.tag(NodeTag.BuiltinCode);
      this.realm(lc.realm);
      this.text(this.builtinName(lc.spec));
      return;
    }
    this.tag(NodeTag.Code);
    this.realm(lc.realm);
    this.code(lc.code as FunctionCode);
    this.bool(lc.referrer !== null);
    if (lc.referrer !== null) this.text(lc.referrer);
    this.bool(lc.evalOrigin !== null);
    if (lc.evalOrigin !== null) {
      this.text(lc.evalOrigin.text);
      this.bool(lc.evalOrigin.direct);
    }
  }

  // ---- bodies ---------------------------------------------------------------------------------------------------------------------

  private drain(): void {
    while (this.written < this.queue.length) this.writeNode(this.queue[this.written++] as object | symbol);
    this.functions.drain();
  }

  private writeNode(v: object | symbol): void {
    if (typeof v === 'symbol' || v instanceof PrivateName || v instanceof WeakTable) return;
    if (v instanceof PlainObject) {
      this.shape(v.shape);
      this.slots(v);
      this.list(v.elements);
    } else if (v instanceof JSFunction) this.function_(v);
    else if (v instanceof JSObject) this.object(v);
    else if (v instanceof Cell) this.any(v.value);
    else if (v instanceof Environment) {
      this.any(v.outer);
      this.scope(v.scope);
      this.list(v.slots);
    } else if (v instanceof Frame) this.frame(v);
    else if (v instanceof Table) this.table(v);
    else if (v instanceof WithRecord) {
      this.any(v.outer);
      this.node(v.object);
    } else if (v instanceof GeneratorState) activityFields.write(this, v);
    else if (v instanceof EntryTable) entryTable.write(this, v);
    else if (v instanceof LinkedCode) this.linked(v);
    else if (v instanceof ModuleRecord) writeModule(this, v);
    else if (v instanceof PendingLoad) writePendingLoad(this, v);
    else if (v instanceof GraphLoading) writeLoading(this, v);
    else RECORDS[this.kinds.get(v) as RecordKind].write(this, v);
  }

  private list(slots: readonly Slot[]): void {
    this.uint(slots.length);
    for (let i = 0; i < slots.length; i++) this.any(slots[i]);
  }

  private table(t: Table): void {
    this.any(t.outer);
    this.uint(t.bindings.size);
    for (const [name, b] of t.bindings) {
      this.text(name);
      this.uint(b.mode);
      this.any(b.value);
    }
  }

  private slots(o: JSObject): void {
    const { keys } = o.shape.table;
    for (let i = 0; i < o.shape.count; i++) if (keys[i] !== undefined) this.any(rawSlot(o, i));
  }

  private object(o: JSObject): void {
    const intrinsic = this.intrinsicIds.get(o);
    if (intrinsic !== undefined) {
      this.intrinsic(intrinsic.realm, intrinsic.id, o);
      return;
    }
    if (o instanceof JSArray) {
      this.shape(o.shape);
      this.slots(o);
      this.list(o.elements);
      this.uint(o.length);
      return;
    }
    const e = o as ExoticObject;
    if (e.kind === 'Global') {
      const realm = this.machine.realms.find((r) => r.globalObject === o) as Realm;
      this.changes(realm, o, originalGlobals(this.machine.options.web));
      return;
    }
    this.shape(e.shape);
    this.slots(e);
    this.list(e.elements);
    dataCodec(e.kind).write(this, e.data);
  }

  private function_(f: JSFunction): void {
    const { spec } = f.code;
    if (spec !== null) {
      const name = this.builtinName(spec);
      if (isCanonical(f, name)) {
        const intrinsic = this.intrinsicIds.get(f);
        if (intrinsic !== undefined) {
          this.intrinsic(intrinsic.realm, intrinsic.id, f);
          return;
        }
        this.bool(!isUntouched(f));
        if (isUntouched(f)) return;
      }
      this.shape(f.shape);
      this.slots(f);
      capturesCodec(name).write(this, f.captures);
      return;
    }
    this.node(f.code);
    this.shape(f.shape);
    this.slots(f);
    this.uint(f.captures.length);
    for (const c of f.captures) this.any(c);
  }

  private linked(lc: LinkedCode): void {
    // A function of the library runs on as it was compiled, whatever a newer engine has in its place.
    this.bool(lc.code !== null);
    if (lc.spec !== null) {
      if (lc.code !== null) {
        this.code(lc.code);
        if (this.shared === null) this.library.set(this.functions.id(lc.code), lc.spec.selfHosted ?? '');
      }
    } else this.any(lc.module);
    this.bool(lc.body !== null);
    if (lc.body === null) return;
    this.uint(lc.functions.length);
    for (const inner of lc.functions) this.node(inner);
    const templates = [...(lc.templates ?? [])].sort((a, b) => a[0] - b[0]);
    this.uint(templates.length);
    for (const [index, o] of templates) {
      this.uint(index);
      this.node(o);
    }
  }

  pc(code: LinkedCode, pc: number): number {
    const body = code.code?.body();
    if (this.form === null || body === undefined) return pc;
    this.form.body(body);
    return this.form.pc(body, pc);
  }

  private frame(f: Frame): void {
    const { body } = f.code;
    if (body === null) throw new SnapshotError('UNSUPPORTED', 'A frame runs code that is not linked.');
    this.node(f.code);
    this.node(f.fn);
    this.int(f.pc === RETURNED ? RETURNED : this.pc(f.code, f.pc));
    this.bool(f.kept);
    if (f.pc === RETURNED) {
      for (const note of body.bindings)
        if (note.place === 'register' || note.place === 'cell') this.any(f.slots[note.index]);
      return;
    }
    this.any(f.caller);
    this.any(f.newTarget);
    this.any(f.activity);
    this.bool(f.yieldedRaw);
    const takesArguments = f.args !== null && f.pc <= lastUseOfArguments(body);
    this.bool(takesArguments);
    if (takesArguments) this.list(f.args as Slot[]);
    const waits = f !== this.machine.frame || this.machine.thrown !== null;
    this.bool(waits);
    const live = liveRegisters(body, f.pc, waits);
    this.uint(live.length);
    for (const register of live) this.any(f.slots[register]);
  }

  // ---- built-in objects ---------------------------------------------------------------------------------------------------------------

  private intrinsic(realm: Realm, id: string, o: JSObject): void {
    const spec = INTRINSICS.get(id) as IntrinsicSpec;
    const changed = this.isChanged(realm, id, o);
    this.bool(changed);
    if (!changed) return;
    this.changes(realm, o, originalsOf(spec));
    if (o instanceof JSFunction) capturesCodec(id).write(this, o.captures);
    else if (o instanceof JSArray) this.uint(o.length);
    else this.plainData((o as ExoticObject).data);
  }

  private isChanged(realm: Realm, id: string, o: JSObject): boolean {
    const spec = INTRINSICS.get(id) as IntrinsicSpec;
    const proto = spec.proto === null ? null : (realm.madeIntrinsics.get(spec.proto) ?? null);
    const data = typeof spec.exotic === 'object' ? spec.exotic.data : null;
    return !isAsMade(realm, o, originalsOf(spec), originalFlags(spec), proto, data);
  }

  /** What differs from the properties that an object was born with, by their keys. */
  private changes(realm: Realm, o: JSObject, list: readonly Original[]): void {
    const { table, count, flags, proto } = o.shape;
    this.uint(flags);
    this.any(proto);
    const byKey = new Map(list.map((p) => [p.key, p]));
    // In its first place: not met behind others that it came before.
    const inPlace =
      count >= list.length && list.every((p, i) => table.keys[i] === p.key || table.keys[i] === undefined);
    this.bool(inPlace);
    const first = inPlace ? list.length : 0;
    const changed: number[] = [];
    const gone: PropertyKey[] = [];
    for (let i = 0; i < first; i++) {
      const p = list[i] as Original;
      if (table.keys[i] === undefined) gone.push(p.key);
      else if (table.attrs[i] !== p.attrs || !isOriginal(realm, p, rawSlot(o, i))) changed.push(i);
    }
    this.uint(gone.length);
    for (const k of gone) this.key(k);
    this.uint(changed.length);
    for (const i of changed) this.property(realm, o, i, byKey.get(table.keys[i] as PropertyKey));
    this.uint(count - first);
    for (let i = first; i < count; i++) {
      const k = table.keys[i];
      this.property(realm, o, i, k === undefined || inPlace ? undefined : byKey.get(k));
    }
    this.list(elementsOf(o));
  }

  private property(realm: Realm, o: JSObject, i: number, p: Original | undefined): void {
    const { keys, attrs } = o.shape.table;
    const k = keys[i];
    this.key(k);
    if (k === undefined) return;
    this.uint(attrs[i] as number);
    const slot = rawSlot(o, i);
    if (p !== undefined && isOriginal(realm, p, slot)) this.out.byte(ValueTag.Original);
    else this.any(slot);
  }

  /** Internal slots of an engine's own singleton, such as `console`: numbers, texts, and tables of them. */
  private plainData(data: unknown): void {
    const entries = typeof data === 'object' && data !== null ? Object.entries(data) : [];
    this.uint(entries.length);
    for (const [name, v] of entries) {
      this.text(name);
      this.bool(v instanceof Map);
      if (v instanceof Map) {
        this.uint(v.size);
        for (const [key, n] of v) {
          this.text(key);
          this.float(n);
        }
      } else this.any(v);
    }
  }

  /** Objects of a realm that the program has changed, without asking for any that was not made yet. */
  changedBuiltins(realm: Realm): JSObject[] {
    const out = new Map<JSObject, string>();
    for (const [id, o] of realm.madeIntrinsics) {
      if (this.isChanged(realm, id, o)) out.set(o, id);
      for (const f of functionsIn(o)) this.noteChanged(realm, f, out);
    }
    for (const f of functionsIn(realm.globalObject)) this.noteChanged(realm, f, out);
    for (const f of realm.madeMethods.values()) this.noteChanged(realm, f, out);
    // By name: the order in which they were made is no part of the state.
    return [...out].sort((x, y) => (x[1] < y[1] ? -1 : x[1] > y[1] ? 1 : 0)).map(([o]) => o);
  }

  private noteChanged(realm: Realm, f: JSFunction, out: Map<JSObject, string>): void {
    const { spec } = f.code;
    if (spec === null || spec.host === true || f.code.realm !== realm || this.intrinsicIds.has(f)) return;
    const name = this.builtinName(spec);
    if (!isUntouched(f) && isCanonical(f, name)) out.set(f, name);
  }

  // ---- shapes -----------------------------------------------------------------------------------------------------------------------

  private key(k: PropertyKey | undefined): void {
    switch (typeof k) {
      case 'undefined':
        this.out.byte(0);
        return;
      case 'string':
        this.out.byte(1);
        this.text(k);
        return;
      case 'number':
        this.out.byte(2);
        this.uint(k);
        return;
      default:
        this.out.byte(3);
        this.node(k);
    }
  }

  private shape(s: Shape): void {
    if ((s.flags & ShapeFlag.Own) !== 0) {
      this.uint(0);
      this.shapeContent(s);
      return;
    }
    let id = this.shapeIds.get(s);
    if (id === undefined) {
      const trie = this.trieOf(s);
      if (trie.id < 0) {
        trie.id = this.shapes++;
        this.shapeIds.set(s, trie.id);
        this.uint(trie.id + 1);
        this.shapeContent(s);
        return;
      }
      id = trie.id;
      this.shapeIds.set(s, id);
    }
    this.uint(id + 1);
  }

  private trieOf(s: Shape): ShapeTrie {
    let byProto = this.roots.get(s.flags);
    if (byProto === undefined) {
      byProto = new Map();
      this.roots.set(s.flags, byProto);
    }
    const root = byProto.get(s.proto) ?? new ShapeTrie();
    byProto.set(s.proto, root);
    let at: ShapeTrie = root;
    for (let i = 0; i < s.count; i++) {
      const key = s.table.keys[i] as PropertyKey;
      const attrs = s.table.attrs[i] as number;
      const byAttrs: Map<number, ShapeTrie> = at.next.get(key) ?? new Map();
      at.next.set(key, byAttrs);
      const next: ShapeTrie = byAttrs.get(attrs) ?? new ShapeTrie();
      byAttrs.set(attrs, next);
      at = next;
    }
    return at;
  }

  private shapeContent(s: Shape): void {
    this.uint(s.flags & ~ShapeFlag.SharedTable);
    this.any(s.proto);
    this.uint(s.count);
    for (let i = 0; i < s.count; i++) {
      const k = s.table.keys[i];
      this.key(k);
      if (k !== undefined) this.uint(s.table.attrs[i] as number);
    }
  }

  // ---- the whole ------------------------------------------------------------------------------------------------------------------

  /** Entries of weak collections whose collection and key are both reached. */
  private ephemerons(): ByteWriter {
    const out = new ByteWriter();
    let n = 0;
    const reached = new Set<WeakTable>();
    const waiting = new Map<WeakTable, (JSObject | symbol)[]>();
    const entry = (table: WeakTable, key: JSObject | symbol): void => {
      const before = this.out;
      this.out = out;
      this.node(table);
      this.any(key);
      this.any(table.get(key));
      this.out = before;
      n++;
    };
    let tables = 0;
    for (let i = 0; ; i++) {
      this.drain();
      for (; tables < this.weakTables.length; tables++) {
        const table = this.weakTables[tables] as WeakTable;
        reached.add(table);
        for (const key of waiting.get(table) ?? []) entry(table, key);
        waiting.delete(table);
        this.drain();
      }
      if (i >= this.queue.length) break;
      const key = this.queue[i];
      if (!(key instanceof JSObject) && typeof key !== 'symbol') continue;
      for (const table of weakTablesOf(key)) {
        if (!table.has(key)) continue;
        if (reached.has(table)) entry(table, key);
        else {
          const keys = waiting.get(table);
          if (keys === undefined) waiting.set(table, [key]);
          else keys.push(key);
        }
      }
    }
    const whole = new ByteWriter();
    whole.uint(n);
    whole.raw(out.view());
    return whole;
  }

  /** Everything written so far and what it reaches, as sections: host functions, texts, code, headers, bodies, weak entries. */
  finish(): Uint8Array {
    const weak = this.ephemerons();
    this.drain();
    const { counts } = this.functions;
    const library = new ByteWriter();
    library.uint(this.library.size);
    for (const [id, name] of this.library) {
      library.uint(id);
      library.uint(this.textId(name));
    }
    const all = new ByteWriter();
    const names = [...this.hostFunctions].sort();
    all.uint(names.length);
    for (const name of names) all.text(name);
    all.uint(this.machine.realms.length);
    all.uint(this.shared === null ? this.strings.size : 0);
    all.raw(this.stringOut.view());
    all.uint(counts.sources);
    all.raw(this.sourceOut.view());
    all.uint(counts.scopes);
    all.raw(this.scopeOut.view());
    all.uint(counts.functions);
    all.raw(this.functionOut.view());
    all.raw(library.view());
    all.uint(this.queue.length);
    all.raw(this.headers.view());
    all.raw(this.body.view());
    all.raw(weak.view());
    return all.view();
  }
}
