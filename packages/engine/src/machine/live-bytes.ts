/**
 * How many bytes the guest's live data takes: a walk from the machine's roots that counts and keeps no graph. What it walks and counts
 * is what `trace.ts` says.
 */

import { EntryTable } from '../builtins/entry-table.ts';
import { emptyCells } from '../builtins/finalization-registry.ts';
import { emptyWeakRef, type WeakRefData } from '../builtins/weak-ref.ts';
import { areTablesManyfold, forgetTables } from '../builtins/weak-table.ts';
import { ExoticObject, type JSArray, JSFunction, JSObject, PlainObject } from '../objects/object.ts';
import { PropertyTable, Shape, ShapeFlag, ShapeSpace } from '../objects/shape.ts';
import { Frame } from './frame.ts';
import { LONG_STRING } from './long-texts.ts';
import type { Machine } from './machine.ts';
import { Cell, Environment } from './records.ts';
import { arrayBytes, mapBytes, objectBytes, stringBytes, symbolBytes, WEAK_ENTRY_BYTES } from './sizes.ts';
import { type EdgeKind, type EdgeName, HeapWalk, type Node, type RootKind, visit } from './trace.ts';

/** Below the number of entries that a host's Set can hold. */
const SET_CAPACITY = 1 << 23;
/** Things visited between two looks at the time. */
const LOOK = 4096;
/** What the walk itself takes for a thing alive, in the set and in the list: the process must hold that too. */
const SET_BYTES = 40;
const LIST_BYTES = 16;
/** Header and fields of a shape, and its place among the transitions of another. */
const SHAPE_BYTES = objectBytes(12) + 3 * 8;
/** Room that the lists of a table have to grow. */
const TABLE_ROOM = 2 * 16 * 8;

/**
 * The shape of an object that the walk has met, until the walk is over: a set of all objects would take as much time and memory again.
 * Of the host's class for shapes, so that the host's compiled code stays what it is.
 */
const MET = new Shape(new ShapeSpace(), null, PropertyTable.empty(), 0, ShapeFlag.None);

/** Objects and their shapes, in pieces, since a host copies a list that grows. Neighbours mostly have one shape: it is listed once. */
class ObjectList {
  private readonly pieces: JSObject[][] = [];
  /** Shape of the objects from that index on. */
  private readonly shapes: Shape[] = [];
  private readonly from: number[] = [];
  length = 0;

  push(o: JSObject, shape: Shape): void {
    const i = this.length++;
    if ((i & 8191) === 0) this.pieces.push([]);
    (this.pieces[i >> 13] as JSObject[]).push(o);
    if (shape === this.shapes[this.shapes.length - 1]) return;
    this.shapes.push(shape);
    this.from.push(i);
  }

  at(i: number): JSObject {
    return (this.pieces[i >> 13] as JSObject[])[i & 8191] as JSObject;
  }

  /** The shape of object i, where `run` is the index of the run before or around it; answers the index of the run. */
  runOf(i: number, run: number): number {
    return run + 1 < this.from.length && (this.from[run + 1] as number) <= i ? run + 1 : run;
  }

  shape(run: number): Shape {
    return this.shapes[run] as Shape;
  }
}

/** Edges from places whose strings the walk can exchange for equal ones (`LiveCount.shareIn`). */
const SHARED_EDGES: ReadonlySet<EdgeKind> = new Set([
  'property',
  'element',
  'capture',
  'binding',
  'value',
  'key',
  'entry',
  'register',
  'argument',
]);
const LONG_LIST = 1 << 16;
/** Equal strings so short are not worth it. */
const SHORT = 8;
const WIDE = /[^\0-\xff]/;

/** Texts longer than this are not read, for that would make the host join their pieces. */
const UNREAD = 1 << 20;

/** Hosts give a string two bytes a unit where one of its units needs them. */
function textBytes(text: string): number {
  const { length } = text;
  return stringBytes(length > 32 && (length > UNREAD || WIDE.test(text)) ? 2 * length : length);
}

class LiveCount extends HeapWalk {
  readonly named = false;
  /** Bytes as the heap graph counts them. */
  bytes = 0;
  /** What the process holds beside: shapes, room to grow, equal strings. */
  beside = 0;
  /** Frames alive, those on the stack included. */
  frames = 0;
  /** The walk ended early because the time of the run has passed: it tells nothing. */
  leftOff = false;
  private untilLook = LOOK;
  /** The walk has looked, and is over its limit or out of time: it notes nothing more, for what one list holds can be too much. */
  private ended = false;
  /** Objects met, whose shape is `MET` meanwhile. Those up to `next` have been visited. */
  private readonly met = new ObjectList();
  private next = 0;
  private run = 0;
  private visiting: JSObject | null = null;
  /** All else that was met; of it, what can be a weak key. */
  private readonly seen: Set<Node>[] = [new Set()];
  private newest = this.seen[0] as Set<Node>;
  private readonly otherKeys: Node[] = [];
  private readonly todo: Node[] = [];
  private readonly shapes = new Set<Shape>();
  private readonly texts = new Map<string, string>();
  private lastShape: Shape | null = null;
  private readonly limit: number;

  private constructor(machine: Machine, limit: number) {
    super(machine);
    this.limit = limit;
  }

  /** Walks, and hands the outcome to `use`, which must not look at the shape of any object. */
  static of<T>(machine: Machine, limit: number, use: (count: LiveCount) => T): T {
    const count = new LiveCount(machine, limit);
    try {
      count.walk();
      return use(count);
    } finally {
      const { met } = count;
      for (let i = 0, run = 0; i < met.length; i++) {
        run = met.runOf(i, run);
        met.at(i).shape = met.shape(run);
      }
    }
  }

  /**
   * Hosts give strings no identity: equal ones may be one, or one at each place. `share` makes them one where it can, so that one is
   * what counts; elsewhere each mention does.
   */
  override edge(kind: EdgeKind, name: EdgeName, to: unknown): void {
    if (typeof to !== 'string') super.edge(kind, name, to);
    else if (to.length > 1 && this.canonical(to) !== null && !SHARED_EDGES.has(kind)) this.beside += textBytes(to);
  }

  /** The equal string that was met first; null where it is met now, and counted. */
  private canonical(text: string): string | null {
    if (this.ended) return null;
    if (--this.untilLook <= 0) this.look();
    let read = true;
    if (text.length > LONG_STRING) {
      read = this.longTexts.mayRead(text);
      const first = this.longTexts.find(text);
      if (first !== null) return first.text;
      this.longTexts.add(text);
    } else {
      const first = this.texts.get(text);
      if (first !== undefined) return first;
      if (this.texts.size >= SET_CAPACITY) this.texts.clear();
      this.texts.set(text, text);
    }
    const bytes = stringBytes(text.length);
    this.bytes += bytes;
    this.beside += (read ? textBytes(text) : stringBytes(2 * text.length)) - bytes;
    return null;
  }

  /** Puts the strings met first in the place of those equal to them, which no program can tell. */
  private share(list: unknown[]): void {
    for (let i = 0; i < list.length && !this.ended; i++) {
      const v = list[i];
      if (typeof v !== 'string' || v.length < SHORT) continue;
      const first = this.canonical(v);
      if (first !== null) list[i] = first;
    }
  }

  private shareIn(o: Node): void {
    if (o instanceof JSObject) {
      if (o.slots.length > 0) this.share(o.slots);
      if (o instanceof JSFunction) {
        if (o.captures.length > 0) this.share(o.captures as unknown[]);
        return;
      }
      const { elements } = o as PlainObject | JSArray | ExoticObject;
      if (elements.length > 0) this.share(elements);
      // A list that grows is copied, with room to grow further.
      if (elements.length > LONG_LIST) this.beside += 8 * elements.length;
      if (!(o instanceof PlainObject)) return;
      if (typeof o.s0 === 'string') o.s0 = this.canonical(o.s0) ?? o.s0;
      if (typeof o.s1 === 'string') o.s1 = this.canonical(o.s1) ?? o.s1;
      if (typeof o.s2 === 'string') o.s2 = this.canonical(o.s2) ?? o.s2;
      if (typeof o.s3 === 'string') o.s3 = this.canonical(o.s3) ?? o.s3;
    } else if (o instanceof Cell) {
      if (typeof o.value === 'string') o.value = this.canonical(o.value) ?? o.value;
    } else if (o instanceof Environment) this.share(o.slots);
    else if (o instanceof Frame) {
      this.share(o.slots);
      if (o.args !== null) this.share(o.args);
    }
    if (o instanceof EntryTable) {
      this.share(o.keys);
      this.share(o.values);
    }
  }

  override root(kind: RootKind, name: EdgeName, to: unknown): void {
    if (typeof to !== 'string') super.root(kind, name, to);
    else if (to.length > 1) this.canonical(to);
  }

  protected reach(kind: EdgeKind, _name: EdgeName, to: Node): void {
    // Each frame of the stack is a root.
    if (kind !== 'caller') this.note(to);
  }

  protected reachFromRoot(_kind: RootKind, _name: EdgeName, to: Node): void {
    this.note(to);
  }

  private look(): void {
    this.untilLook = LOOK;
    if (this.machine.outOfTime()) this.leftOff = true;
    this.ended = this.leftOff || this.over;
  }

  private note(to: Node): void {
    if (this.ended) return;
    if (--this.untilLook <= 0) this.look();
    // The walk's roots are found by the shapes of global objects.
    if (to instanceof JSObject && !(to instanceof ExoticObject && to.kind === 'Global')) {
      const { shape } = to;
      if (shape === MET || to === this.visiting) return;
      this.met.push(to, shape);
      to.shape = MET;
      if (shape !== this.lastShape) this.noteShape(shape);
      return;
    }
    // Nothing but the root refers to a frame of the stack that no record keeps: it is met once.
    if (to instanceof Frame && !to.kept && to.activity === null) {
      this.todo.push(to);
      return;
    }
    const { newest, seen } = this;
    for (let i = seen.length - 2; i >= 0; i--) if ((seen[i] as Set<Node>).has(to)) return;
    const before = newest.size;
    newest.add(to);
    if (newest.size === before) return;
    if (typeof to === 'symbol') {
      this.bytes += symbolBytes(to);
      this.otherKeys.push(to);
    } else {
      this.todo.push(to);
      if (to instanceof JSObject) this.otherKeys.push(to);
    }
    if (before + 1 < SET_CAPACITY) return;
    this.newest = new Set();
    seen.push(this.newest);
  }

  /** Shapes that one object has to itself are counted with it (`trace.ts`). */
  private noteShape(shape: Shape): void {
    this.lastShape = shape;
    if ((shape.flags & ShapeFlag.Own) !== 0 || this.shapes.has(shape)) return;
    this.shapes.add(shape);
    const { keys } = shape.table;
    this.beside += SHAPE_BYTES;
    if (keys.length === shape.count) this.beside += mapBytes(keys.length) + 2 * arrayBytes(keys.length) + TABLE_ROOM;
  }

  protected add(bytes: number): void {
    this.bytes += bytes;
  }

  get all(): number {
    return this.bytes + this.beside;
  }

  /** More is alive than the limit allows, what this walk takes itself included. */
  get over(): boolean {
    const own = (this.newest.size + this.shapes.size + this.texts.size) * SET_BYTES + this.met.length * LIST_BYTES;
    return this.all + own > this.limit;
  }

  protected drain(): void {
    const { todo, met } = this;
    while (!this.over && !this.leftOff) {
      if (--this.untilLook <= 0) {
        this.look();
        if (this.ended) return;
      }
      const other = todo.pop();
      // Measuring a BigInt means writing it down.
      if (typeof other === 'bigint') this.untilLook -= LOOK / 8;
      if (other !== undefined) {
        if (other instanceof Frame) this.frames++;
        // Not `+=`, which would read the sum before the visit adds to it.
        const own = visit(other, this);
        this.bytes += own;
        this.shareIn(other);
      } else if (this.next < met.length) {
        const o = met.at(this.next);
        this.visiting = o;
        this.run = met.runOf(this.next, this.run);
        o.shape = met.shape(this.run);
        this.next++;
        const own = visit(o, this);
        this.bytes += own;
        this.shareIn(o);
        o.shape = MET;
        this.visiting = null;
      } else return;
    }
  }

  protected *reached(): Iterable<Node> {
    const { met, otherKeys } = this;
    for (let i = 0, k = 0; (i < met.length || k < otherKeys.length) && !this.leftOff && !this.over; )
      yield i < met.length ? met.at(i++) : (otherKeys[k++] as Node);
  }

  has(v: Node): boolean {
    if (v instanceof JSObject && v.shape === MET) return true;
    return this.seen.some((s) => s.has(v)) || (v instanceof Frame && !v.kept);
  }

  *weakHolders(): Iterable<ExoticObject> {
    for (const o of this.reached())
      if (o instanceof ExoticObject && (o.kind === 'WeakRef' || o.kind === 'FinalizationRegistry')) yield o;
  }

  /** Lets keys forget the weak collections that are dead. */
  forgetDeadTables(): void {
    for (const key of this.reached())
      if (key instanceof JSObject || typeof key === 'symbol') forgetTables(key, (t) => this.isTableAlive(t));
  }

  protected weak(): void {}

  protected ephemeron(_owner: ExoticObject, _key: Node, value: unknown): void {
    this.bytes += WEAK_ENTRY_BYTES;
    this.edge('ephemeron', '', value);
  }
}

/** A buffer of this size makes V8 begin a collection. Never written, it takes no memory. */
const PRESSURE = 128 * 1024 * 1024;

/**
 * Tells the host that memory is short, when the guest has allocated as much as it may: else what is dead already stays in the process
 * for long, since the host knows nothing of the guest's limit. There is no function for that in JavaScript, but hosts count the bytes
 * of buffers and collect for them.
 */
function askHostToCollect(m: Machine): void {
  if (m.options.heapBytes > PRESSURE * 8) return;
  try {
    new ArrayBuffer(PRESSURE);
  } catch {
    // The host has no room for it: then it has collected.
  }
}

/**
 * A collection, as the guest can observe one: empties WeakRefs whose targets are not alive, and lets finalisation registries know (a
 * cleanup job is enqueued for each that has something to clean up). Answers the bytes alive. Where the walk had to end early, nothing
 * is emptied.
 */
export function collect(m: Machine, limit = Number.POSITIVE_INFINITY): number {
  askHostToCollect(m);
  m.space.forgetTransitions();
  const registries: ExoticObject[] = [];
  const bytes = LiveCount.of(m, limit, (count) => {
    m.traceLeftOff = count.leftOff;
    if (count.over || count.leftOff) return Math.max(count.all, limit + 1);
    for (const o of count.weakHolders()) {
      if (o.kind === 'WeakRef') {
        const data = o.data as WeakRefData;
        if (data.target !== undefined && !count.has(data.target as Node)) emptyWeakRef(data);
      } else if (emptyCells(o, (v) => count.has(v))) registries.push(o);
    }
    if (areTablesManyfold()) count.forgetDeadTables();
    return count.all;
  });
  for (const o of registries)
    m.enqueue({ kind: 'call', fn: m.mainRealm.helper('FinalizationRegistryCleanup'), self: undefined, args: [o] });
  return bytes;
}

/** Bytes of everything alive, as the heap graph counts them. */
export function liveBytes(m: Machine): number {
  return LiveCount.of(m, Number.POSITIVE_INFINITY, (count) => count.bytes);
}

/** What counts against the limit on memory: bytes of everything alive, and what that takes beside. The walk ends early beyond `limit`. */
export function limitedBytes(m: Machine, limit: number): number {
  askHostToCollect(m);
  return LiveCount.of(m, limit, (count) => {
    m.traceLeftOff = count.leftOff;
    return count.over || count.leftOff ? Math.max(count.all, limit + 1) : count.all;
  });
}

/** Frames that something refers to though they are not on the stack: records of returned activations, and suspended ones. */
export function framesKept(m: Machine): number {
  let onStack = 0;
  for (let f = m.frame; f !== null; f = f.caller) onStack++;
  return LiveCount.of(m, Number.POSITIVE_INFINITY, (count) => count.frames) - onStack;
}
