/**
 * The heap as a graph: what everything that the engine allocates refers to, how many bytes it takes, and where a walk begins. The one
 * place that knows; the limit on memory (`live-bytes.ts`), the heap graph (`heap.ts`) and what is kept (`kept.ts`) all walk by it.
 *
 * What a program cannot reach any more is no edge: dead registers, arguments already taken, pools, caches.
 */

import { ModuleRecord } from '../agent/module.ts';
import { ModuleNode } from '../agent/module-state.ts';
import { Realm } from '../agent/realm.ts';
import { EntryTable } from '../builtins/entry-table.ts';
import type { RegistryData } from '../builtins/finalization-registry.ts';
import { GLOBALS } from '../builtins/index.ts';
import type { WeakRefData } from '../builtins/weak-ref.ts';
import { WeakTable, weakTablesOf } from '../builtins/weak-table.ts';
import { type Body, CodeFlag, type FunctionCode } from '../bytecode/code.ts';
import { liveRegisters } from '../bytecode/liveness.ts';
import { INSTRUCTION_LENGTH } from '../bytecode/operands.ts';
import { OP_BY_NAME } from '../bytecode/optable.ts';
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
import { ShapeFlag } from '../objects/shape.ts';
import { Mark, type PropertyKey } from '../objects/value.ts';
import { GeneratorState } from './activity.ts';
import { Frame, RETURNED } from './frame.ts';
import { LinkedCode } from './linked-code.ts';
import { LONG_STRING, LongString, LongTexts } from './long-texts.ts';
import type { Machine } from './machine.ts';
import { Cell, Environment, Table, WithRecord } from './records.ts';
import {
  arrayBytes,
  bigintBytes,
  mapBytes,
  NUMBER_BYTES,
  objectBytes,
  setBytes,
  stringBytes,
  symbolBytes,
} from './sizes.ts';

/** How one thing refers to another; see HeapEdge. */
export type EdgeKind =
  | 'property'
  | 'element'
  | 'getter'
  | 'setter'
  | 'prototype'
  | 'key'
  | 'entry'
  | 'capture'
  | 'binding'
  | 'value'
  | 'outer'
  | 'function'
  | 'caller'
  | 'register'
  | 'argument'
  | 'code'
  | 'internal'
  | 'ephemeron'
  | 'weak';

/** What keeps something alive by itself. The first six are the program's own doing and the first that an explanation names. */
export type RootKind =
  | 'global'
  | 'module'
  | 'frame'
  | 'timer'
  | 'job'
  | 'rejection'
  | 'handle'
  | 'kept-alive'
  | 'symbol-registry'
  | 'built-in';

export type EdgeName = PropertyKey;

/** A thing with an identity of its own in a walk. */
export type Node = object | string | bigint | symbol;

/** A walk over what is alive. Iterative: no structure is too deep for it. */
export abstract class HeapWalk {
  /** Edges and roots want names, which take a little to find. */
  abstract readonly named: boolean;
  readonly machine: Machine;
  protected readonly longTexts: LongTexts;
  private readonly tables = new Map<WeakTable, ExoticObject>();
  private readonly newTables: WeakTable[] = [];
  private lastNumber = 0;

  constructor(machine: Machine) {
    this.machine = machine;
    this.longTexts = new LongTexts(machine.options.heapBytes);
  }

  /** A strong reference from what is being visited. */
  protected abstract reach(kind: EdgeKind, name: EdgeName, to: Node): void;
  protected abstract reachFromRoot(kind: RootKind, name: EdgeName, to: Node): void;
  /** Bytes of what is being visited, in addition to what `visit` answers. */
  protected abstract add(bytes: number): void;
  /** Visits everything reached and not visited yet. */
  protected abstract drain(): void;
  /** Everything reached so far and yet to be reached, in order. */
  protected abstract reached(): Iterable<Node>;
  protected abstract weak(name: EdgeName, to: Node): void;
  /** An entry of a weak collection whose key and table are both alive. */
  protected abstract ephemeron(owner: ExoticObject, key: Node, value: unknown): void;

  protected walk(): void {
    visitRoots(this.machine, this);
    this.drain();
    this.walkEphemerons();
  }

  edge(kind: EdgeKind, name: EdgeName, to: unknown): void {
    switch (typeof to) {
      case 'object':
        if (to === null) return;
        if (to instanceof JSObject) this.reach(kind, name, to);
        else if (to instanceof Accessor) {
          this.add(objectBytes(2));
          if (to.get !== undefined) this.reach('getter', name, to.get);
          if (to.set !== undefined) this.reach('setter', name, to.set);
        } else if (!(to instanceof Mark) && !(to instanceof Lazy) && !(to instanceof Realm)) this.reach(kind, name, to);
        return;
      case 'string':
        if (to.length > 1) this.reach(kind, name, to.length > LONG_STRING ? this.longString(to) : to);
        return;
      case 'number':
        // Lists filled with one number share it.
        if (((to | 0) !== to || Object.is(to, -0)) && !Object.is(to, this.lastNumber)) {
          this.lastNumber = to;
          this.add(NUMBER_BYTES);
        }
        return;
      case 'bigint':
      case 'symbol':
        this.reach(kind, name, to);
    }
  }

  root(kind: RootKind, name: EdgeName, to: unknown): void {
    switch (typeof to) {
      case 'object':
        if (to !== null && !(to instanceof Mark) && !(to instanceof Lazy) && !(to instanceof Accessor))
          this.reachFromRoot(kind, name, to);
        else if (to instanceof Accessor) {
          if (to.get !== undefined) this.reachFromRoot(kind, name, to.get);
          if (to.set !== undefined) this.reachFromRoot(kind, name, to.set);
        }
        return;
      case 'string':
        if (to.length > 1) this.reachFromRoot(kind, name, to.length > LONG_STRING ? this.longString(to) : to);
        return;
      case 'bigint':
      case 'symbol':
        this.reachFromRoot(kind, name, to);
    }
  }

  weakEdge(name: EdgeName, to: unknown): void {
    if ((typeof to === 'object' && to !== null) || typeof to === 'symbol') this.weak(name, to);
  }

  /** A weak collection has been reached: its entries count from now on. */
  table(table: WeakTable, owner: ExoticObject): void {
    if (this.tables.has(table)) return;
    this.tables.set(table, owner);
    this.newTables.push(table);
  }

  protected isTableAlive(table: WeakTable): boolean {
    return this.tables.has(table);
  }

  /** Ephemerons: an entry's value is alive if its key and its collection are, whichever is found first. */
  private walkEphemerons(): void {
    if (this.tables.size === 0) return;
    this.newTables.length = 0;
    const waiting = new Map<WeakTable, Node[]>();
    for (const key of this.reached()) {
      if (!(key instanceof JSObject) && typeof key !== 'symbol') continue;
      for (const table of weakTablesOf(key)) {
        if (!table.has(key)) continue;
        const owner = this.tables.get(table);
        if (owner !== undefined) this.ephemeron(owner, key, table.get(key));
        else {
          const keys = waiting.get(table);
          if (keys === undefined) waiting.set(table, [key]);
          else keys.push(key);
        }
      }
      this.drain();
      for (let table = this.newTables.pop(); table !== undefined; table = this.newTables.pop()) {
        const owner = this.tables.get(table) as ExoticObject;
        for (const earlier of waiting.get(table) ?? []) this.ephemeron(owner, earlier, table.get(earlier as JSObject));
        waiting.delete(table);
        this.drain();
      }
    }
  }

  protected longString(text: string): LongString {
    return this.longTexts.find(text) ?? this.longTexts.add(text);
  }
}

// ---- roots ------------------------------------------------------------------------------------------------------------------------

const BUILT_IN_GLOBALS: ReadonlySet<PropertyKey> = new Set(GLOBALS.map((p) => p.key));

function visitRoots(m: Machine, w: HeapWalk): void {
  for (const r of m.realms) {
    for (const [name, cell] of r.lexicals) w.root('global', name, cell);
    forEachProperty(r.globalObject, (key, slot) => {
      if (!BUILT_IN_GLOBALS.has(key)) w.root('global', key, slot);
    });
    for (const module of r.modules.values()) {
      module.declarations.cells.forEach((cell, i) => {
        if (cell.import === null) w.root('module', cell.name, module.cells[i]);
      });
    }
  }
  for (let f = m.frame; f !== null; f = f.caller) w.root('frame', w.named ? frameLabel(f) : '', f);
  for (const timer of [...m.timers.heap, ...m.timers.immediates]) {
    if (!timer.active) continue;
    const state = (timer.object.data as { state: JSArray }).state.elements;
    w.root('timer', 'callback', state[0]);
    w.root('timer', 'timer', timer.object);
  }
  for (const job of m.pendingJobs) {
    if (job.kind === 'resume') {
      w.root('job', 'activity', job.activity.frame);
      w.root('job', 'activity', job.activity);
      w.root('job', 'value', job.value);
    } else {
      for (const v of job.args) w.root('job', 'argument', v);
      w.root('job', 'this', job.self);
      w.root('job', 'function', job.fn);
    }
  }
  for (const p of m.unhandled) w.root('rejection', 'promise', p);
  if (m.uncaught !== null) w.root('rejection', 'error', m.uncaught.value);
  if (m.thrown !== null) w.root('rejection', 'error', m.thrown.value);
  for (const holder of m.extraRoots) for (const v of holder.held()) w.root('handle', '', v);
  for (const waiter of m.asyncWaiters) w.root('handle', 'Atomics.waitAsync', waiter.promise);
  w.root('handle', 'completion value', m.completion);
  for (const load of m.modules.pending.values()) w.root('handle', 'import', load);
  for (const o of m.keptAlive) w.root('kept-alive', '', o);
  for (const symbol of m.symbolRegistry.values()) w.root('symbol-registry', symbol.description ?? '', symbol);
  for (const r of m.realms) {
    w.root('built-in', 'globalThis', r.globalObject);
    for (const [id, o] of r.madeIntrinsics) w.root('built-in', id, o);
    for (const [name, f] of r.madeHelpers) w.root('built-in', name, f);
    for (const [url, module] of r.modules) w.root('module', url, module);
  }
}

/** The function of a frame, as people call it. */
export function frameLabel(f: Frame): string {
  return codeLabel(f.code);
}

export function codeLabel(code: LinkedCode): string {
  if ((code.flags & CodeFlag.TopLevel) !== 0) return '<top level>';
  return code.name === '' ? '<anonymous>' : code.name;
}

// ---- what things refer to -----------------------------------------------------------------------------------------------------------

/** Reports the edges of one node and answers the bytes it takes itself. */
export function visit(o: Node, w: HeapWalk): number {
  switch (typeof o) {
    case 'string':
      return stringBytes(o.length);
    case 'bigint':
      return bigintBytes(o);
    case 'symbol':
      return symbolBytes(o);
  }
  if (o instanceof JSObject) return visitObject(o, w);
  if (o instanceof Cell) {
    w.edge('value', '', o.value);
    return objectBytes(Object.keys(o).length);
  }
  if (o instanceof Frame) return visitFrame(o, w);
  if (o instanceof Environment) {
    w.edge('outer', '', o.outer);
    const { slots, scope } = o;
    for (let i = 0; i < slots.length; i++) w.edge('binding', scope.bindings[i]?.name ?? i, slots[i]);
    return objectBytes(3) + arrayBytes(slots.length);
  }
  if (o instanceof LongString) return stringBytes(o.text.length);
  return visitRest(o, w);
}

function visitObject(o: JSObject, w: HeapWalk): number {
  const { shape } = o;
  w.edge('prototype', '', shape.proto);
  let bytes = o.slots.length > 0 ? arrayBytes(o.slots.length) : 0;
  if ((shape.flags & (ShapeFlag.Own | ShapeFlag.SharedTable)) === ShapeFlag.Own) {
    const n = shape.table.keys.length;
    bytes += objectBytes(11) + objectBytes(3) + mapBytes(n) + 2 * arrayBytes(n);
  }
  const { keys } = shape.table;
  const { count } = shape;
  if (o instanceof PlainObject) {
    bytes += objectBytes(7);
    if (count > 0) w.edge('property', keys[0] ?? '', o.s0);
    if (count > 1) w.edge('property', keys[1] ?? '', o.s1);
    if (count > 2) w.edge('property', keys[2] ?? '', o.s2);
    if (count > 3) w.edge('property', keys[3] ?? '', o.s3);
    for (let i = 4; i < count; i++) w.edge('property', keys[i] ?? '', o.slots[i - 4]);
    return bytes + visitElements(o.elements, w);
  }
  for (let i = 0; i < count; i++) w.edge('property', keys[i] ?? '', o.slots[i]);
  if (o instanceof JSArray) return bytes + objectBytes(4) + visitElements(o.elements, w);
  if (o instanceof JSFunction) return bytes + objectBytes(4) + visitFunction(o, w);
  const exotic = o as ExoticObject;
  return bytes + objectBytes(5) + visitElements(exotic.elements, w) + visitData(exotic, w);
}

/** Own properties of an object that is not an array-like's elements, for few objects: it allocates. */
function forEachProperty(o: ExoticObject, action: (key: PropertyKey, slot: Slot) => void): void {
  const { table, count } = o.shape;
  for (let i = 0; i < count; i++) {
    const key = table.keys[i];
    if (key !== undefined) action(key, o.slots[i]);
  }
}

function visitElements(elements: readonly Slot[], w: HeapWalk): number {
  const n = elements.length;
  if (n === 0) return 0;
  for (let i = 0; i < n; i++) w.edge('element', i, elements[i]);
  return arrayBytes(n);
}

const NO_NAMES: readonly { readonly name: string }[] = [];

function visitFunction(f: JSFunction, w: HeapWalk): number {
  const { captures, code } = f;
  if (isGuestCode(code)) w.edge('code', '', code);
  const n = captures.length;
  if (n === 0) return 0;
  const names = code.code?.captures ?? NO_NAMES;
  for (let i = 0; i < n; i++) w.edge('capture', names[i]?.name ?? i, captures[i]);
  return arrayBytes(n);
}

/** Code of the program's own, as opposed to the engine's. */
export function isGuestCode(code: LinkedCode): code is LinkedCode & { readonly code: FunctionCode } {
  return code.code !== null && (code.flags & CodeFlag.SelfHosted) === 0;
}

/** Internal slots. */
function visitData(o: ExoticObject, w: HeapWalk): number {
  const data = o.data as unknown;
  switch (o.kind) {
    case 'WeakMap':
    case 'WeakSet':
      w.table(data as WeakTable, o);
      return objectBytes(3);
    case 'WeakRef':
      w.weakEdge('target', (data as WeakRefData).target);
      return objectBytes(1);
    case 'FinalizationRegistry':
      return visitRegistry(data as RegistryData, w);
    default:
      w.edge('internal', 'data', data);
      return 0;
  }
}

function visitRegistry(data: RegistryData, w: HeapWalk): number {
  w.edge('internal', 'cleanup', data.cleanup);
  for (const cell of data.cells) {
    w.edge('internal', 'held', cell.held);
    w.weakEdge('target', cell.target);
    w.weakEdge('token', cell.token);
  }
  for (const cell of data.emptied) w.edge('internal', 'held', cell.held);
  return objectBytes(4) + setBytes(data.cells.size) + mapBytes(data.byToken.size) + data.cells.size * objectBytes(3);
}

/** What is rarer than objects, cells, environments and frames. */
function visitRest(o: object, w: HeapWalk): number {
  if (Array.isArray(o)) {
    for (let i = 0; i < o.length; i++) w.edge('internal', i, o[i]);
    return arrayBytes(o.length);
  }
  if (o instanceof GeneratorState) {
    w.edge('internal', 'frame', o.frame);
    w.edge('internal', 'object', o.object);
    w.edge('internal', 'queue', o.queue);
    w.edge('internal', 'callerResult', o.callerResult);
    return objectBytes(9);
  }
  if (o instanceof EntryTable) return visitEntries(o, w);
  if (o instanceof Table) {
    w.edge('outer', '', o.outer);
    for (const [name, b] of o.bindings) w.edge('binding', name, b.value);
    return objectBytes(4) + mapBytes(o.bindings.size) + o.bindings.size * objectBytes(2);
  }
  if (o instanceof WithRecord) {
    w.edge('outer', '', o.outer);
    w.edge('value', '', o.object);
    return objectBytes(2);
  }
  if (o instanceof LinkedCode) return visitCode(o, w);
  if (o instanceof ModuleNode) return visitModule(o, w);
  if (o instanceof Map) {
    for (const [k, v] of o) {
      w.edge('key', '', k);
      w.edge('entry', typeof k === 'string' ? k : '', v);
    }
    return mapBytes(o.size);
  }
  if (o instanceof Set) {
    for (const v of o) w.edge('entry', '', v);
    return setBytes(o.size);
  }
  if (ArrayBuffer.isView(o)) {
    w.edge('internal', 'buffer', o.buffer);
    return objectBytes(10);
  }
  if (o instanceof ArrayBuffer || (typeof SharedArrayBuffer !== 'undefined' && o instanceof SharedArrayBuffer))
    return objectBytes(9) + o.byteLength;
  // A weak collection is reached through its object, which is the one that walks enter.
  if (o instanceof WeakTable) return 0;
  let fields = 0;
  for (const name in o) {
    fields++;
    w.edge('internal', name, (o as Record<string, unknown>)[name]);
  }
  return objectBytes(fields);
}

function visitEntries(t: EntryTable, w: HeapWalk): number {
  const { keys, values } = t;
  const isMap = values.length > 0;
  for (let i = 0; i < keys.length; i++) {
    const k = keys[i];
    w.edge('key', i, k);
    if (isMap) w.edge('entry', typeof k === 'string' || typeof k === 'number' ? k : '', values[i]);
  }
  w.edge('internal', 'next', t.next);
  const index = t.next === null ? mapBytes(t.index.size) : 0;
  return objectBytes(5) + index + arrayBytes(keys.length) + arrayBytes(values.length);
}

function visitModule(o: ModuleNode, w: HeapWalk): number {
  let bytes = objectBytes(16);
  if (o instanceof ModuleRecord) {
    const { cells } = o.declarations;
    for (let i = 0; i < cells.length; i++) w.edge('binding', cells[i]?.name ?? i, o.cells[i]);
    bytes += objectBytes(8) + arrayBytes(o.cells.length) + arrayBytes(o.requested.length);
  }
  for (const v of o.held()) if (!(v instanceof Cell)) w.edge('internal', '', v);
  return bytes;
}

/** Code: what belongs to this machine. What machines share (the compiled function) counts with its source text. */
function visitCode(o: LinkedCode, w: HeapWalk): number {
  if (o.templates !== null) for (const t of o.templates.values()) w.edge('code', 'template', t);
  w.edge('code', 'module', o.module);
  w.edge('code', 'source', o.code?.source.text);
  for (const inner of o.functions) w.edge('code', inner.name, inner);
  const { body } = o;
  let bytes = objectBytes(32);
  if (body !== null) {
    bytes += o.bytecode.byteLength + body.code.byteLength + body.positions.byteLength + body.calleeRanges.byteLength;
    bytes += arrayBytes(o.template.length) + arrayBytes(o.caches.length) + o.caches.length * objectBytes(8);
  }
  return bytes;
}

// ---- frames -----------------------------------------------------------------------------------------------------------------------

function visitFrame(f: Frame, w: HeapWalk): number {
  const { code, slots, args } = f;
  const { body } = code;
  let bytes = objectBytes(10) + arrayBytes(slots.length);
  w.edge('function', '', f.fn);
  if (body === null) return bytes;
  if (f.pc === RETURNED) {
    // A record and nothing else: its bindings live on.
    for (const note of body.bindings)
      if (note.place === 'register' || note.place === 'cell') w.edge('binding', note.name, slots[note.index]);
    return bytes;
  }
  w.edge('caller', '', f.caller);
  w.edge('internal', 'new.target', f.newTarget);
  w.edge('internal', 'activity', f.activity);
  if (args !== null) {
    bytes += arrayBytes(args.length);
    if (f.pc <= lastUseOfArguments(body)) for (let i = 0; i < args.length; i++) w.edge('argument', i, args[i]);
  }
  const { machine } = w;
  for (const r of liveRegisters(body, f.pc, f !== machine.frame || machine.thrown !== null)) {
    const name = w.named ? registerName(body, f.pc, r) : undefined;
    if (name === undefined) w.edge('register', r, slots[r]);
    else w.edge('binding', name, slots[r]);
  }
  return bytes;
}

/** The binding that owns a register of a frame that is at `pc`; undefined for a temporary. */
function registerName(body: Body, pc: number, register: number): string | undefined {
  const at = Math.max(0, pc - 1);
  for (const note of body.bindings) {
    if (
      note.index === register &&
      (note.place === 'register' || note.place === 'cell') &&
      note.from <= at &&
      at < note.to
    )
      return note.name;
  }
  return register === 0 ? 'this' : undefined;
}

const lastUses = new WeakMap<Body, number>();
const TAKES_ARGUMENTS = new Set([OP_BY_NAME.get('CreateArguments'), OP_BY_NAME.get('RestArguments')]);

/** Pc of the last instruction that takes the argument list: prologues do, so that the list is dead after. */
export function lastUseOfArguments(body: Body): number {
  let last = lastUses.get(body);
  if (last === undefined) {
    last = -1;
    const { code } = body;
    for (let pc = 0; pc < code.length; pc += INSTRUCTION_LENGTH[code[pc] as number] as number)
      if (TAKES_ARGUMENTS.has(code[pc] as number)) last = pc;
    lastUses.set(body, last);
  }
  return last;
}
