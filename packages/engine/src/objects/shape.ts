/**
 * Shapes (hidden classes): which keys an object has, in which slots, with which attributes, and its prototype.
 *
 * A shared shape is immutable; adding a key gives a transition shared by all objects that take it. After `delete`, a change of
 * attributes, or with many keys, an object gets a shape of its own (`Own` flag), whose table only it uses; every structural change
 * then gives it a fresh Shape header, so that `object.shape === cachedShape` always means what it meant when it was cached.
 */
import type { JSObject } from './object.ts';
import type { PropertyKey } from './value.ts';

/** Attributes of a property, as bits. */
export const enum Attr {
  None = 0,
  Writable = 1,
  Enumerable = 2,
  Configurable = 4,
  /** The slot holds an `Accessor`. */
  Accessor = 8,
  /** Writable, enumerable, configurable data property. */
  Default = 7,
  /** Writable, configurable, not enumerable: what built-in methods have. */
  Method = 5,
}

export const enum ShapeFlag {
  None = 0,
  /** New properties are refused. */
  NonExtensible = 1,
  /** The table belongs to one object. */
  Own = 2,
  /** Some keys in the table are array indices (the object's elements are in the table instead of `elements`). */
  IndexKeys = 4,
  /** Objects of this shape are the prototype of some shape: a structural change moves `protoEpoch`. */
  Prototype = 8,
  /** Array whose `length` is read-only. */
  LengthReadOnly = 16,
  /** A function whose `length`, `name` and `prototype` nobody has touched yet: they are not in the table. */
  LazyFunction = 32,
  /** Some slots may hold a `Lazy` built-in not made yet. */
  LazySlots = 64,
  /** The table is shared by several realms' built-ins: copy it before the first change. */
  SharedTable = 128,
  /** Objects of this shape are `PlainObject`s: slots 0 to 3 are fields. */
  Plain = 256,
  /** Objects of this shape are `JSArray`s. */
  Array = 512,
}

/** Keys and attributes in order of creation; shared by the shapes of one chain of transitions, each seeing the first `count`. */
export class PropertyTable {
  readonly index: Map<PropertyKey, number>;
  /** `undefined` where a property was deleted (tables of one object only). */
  readonly keys: (PropertyKey | undefined)[];
  readonly attrs: number[];

  constructor(index: Map<PropertyKey, number>, keys: (PropertyKey | undefined)[], attrs: number[]) {
    this.index = index;
    this.keys = keys;
    this.attrs = attrs;
  }

  static empty(): PropertyTable {
    return new PropertyTable(new Map(), [], []);
  }

  /** A copy of the first `count` entries, deleted ones kept as gaps so that slots stay where they are. */
  copy(count: number): PropertyTable {
    const keys = this.keys.slice(0, count);
    const index = new Map<PropertyKey, number>();
    for (let i = 0; i < count; i++) {
      const k = keys[i];
      if (k !== undefined) index.set(k, i);
    }
    return new PropertyTable(index, keys, this.attrs.slice(0, count));
  }
}

/** Above so many properties an object gets a table of its own. */
const MAX_SHARED = 128;

/** State that shapes and inline caches of one agent share. */
export class ShapeSpace {
  /** Moves when an object that is some shape's prototype changes structurally; prototype hits in caches are valid for one epoch. */
  protoEpoch = 1;
  /** Some prototype has (or had) indexed properties or is exotic: holes and absent indices must be looked up in full. */
  indexedPrototypes = false;
  /** Second result of a lookup: the holder, the setter or the Proxy (see `property.ts`). Valid right after the call only. */
  found: JSObject | null = null;
  /** Shapes made so far. */
  shapes = 0;
  /** `Machine.charge`, for what an operation on objects is about to allocate. */
  charge: (bytes: number) => void = () => undefined;
  /** `Machine.useFuel`, for what takes long. */
  useFuel: (steps: number) => void = () => undefined;
  /** Bytes of the shapes made since the last collection: instructions charge for their objects only. */
  made = 0;
  /** Transitions made since they were last forgotten, and the shapes that have them. */
  transitions = 0;
  readonly origins: Shape[] = [];

  /** Drops the shapes that may be no object's any more: a key added later makes one anew. Where there are few that is not worth it. */
  forgetTransitions(): void {
    if (this.transitions < MANY_TRANSITIONS) return;
    for (const shape of this.origins) shape.forgetTransitions();
    this.origins.length = 0;
    this.transitions = 0;
  }
}

const MANY_TRANSITIONS = 4096;
/** Bytes of a shape, of a table with its lists, and of an entry in one. */
const SHAPE_BYTES = 120;
const TABLE_BYTES = 480;
const ENTRY_BYTES = 48;

export class Shape {
  readonly space: ShapeSpace;
  readonly proto: JSObject | null;
  readonly table: PropertyTable;
  /** Entries of `table` that belong to this shape. */
  readonly count: number;
  readonly flags: number;
  /** A small number that spreads shapes in tables; different for each shape of an agent. */
  readonly id: number;
  private lastKey: PropertyKey | undefined = undefined;
  private lastAttrs = 0;
  private lastShape: Shape | null = null;
  private transitions: Map<PropertyKey, Shape[]> | null = null;

  constructor(space: ShapeSpace, proto: JSObject | null, table: PropertyTable, count: number, flags: number) {
    this.space = space;
    this.proto = proto;
    this.table = table;
    this.count = count;
    this.flags = flags;
    this.id = space.shapes++;
    space.made += count === 0 ? SHAPE_BYTES + TABLE_BYTES : SHAPE_BYTES + ENTRY_BYTES;
  }

  /** For `ShapeSpace.forgetTransitions`. */
  forgetTransitions(): void {
    this.lastKey = undefined;
    this.lastShape = null;
    this.transitions = null;
  }

  private copyTable(): PropertyTable {
    this.space.made += TABLE_BYTES + ENTRY_BYTES * this.count;
    return this.table.copy(this.count);
  }

  /** Property index of `key`, or -1. */
  lookup(key: PropertyKey): number {
    const i = this.table.index.get(key);
    return i !== undefined && i < this.count ? i : -1;
  }

  get extensible(): boolean {
    return (this.flags & ShapeFlag.NonExtensible) === 0;
  }

  /** The shape after adding `key` (which is not there). The new property's index is this shape's `count`. */
  add(key: PropertyKey, attrs: number): Shape {
    if ((this.flags & ShapeFlag.Own) !== 0) {
      const table = (this.flags & ShapeFlag.SharedTable) !== 0 ? this.copyTable() : this.table;
      push(table, key, attrs);
      const flags = this.flags & ~ShapeFlag.SharedTable;
      return this.changed(table, table.keys.length, flags | (typeof key === 'number' ? ShapeFlag.IndexKeys : 0));
    }
    if (this.lastKey === key && this.lastAttrs === attrs && this.lastShape !== null) return this.lastShape;
    if (this.transitions !== null) {
      const list = this.transitions.get(key);
      if (list !== undefined) for (const s of list) if (s.table.attrs[this.count] === attrs) return s;
    }
    if (this.count >= MAX_SHARED || typeof key === 'number') return this.own().add(key, attrs);
    let table = this.table;
    if (table.keys.length !== this.count) table = this.copyTable();
    push(table, key, attrs);
    const shape = new Shape(this.space, this.proto, table, this.count + 1, this.flags);
    this.space.transitions++;
    if (this.lastShape === null) {
      this.space.origins.push(this);
      this.lastKey = key;
      this.lastAttrs = attrs;
      this.lastShape = shape;
    } else {
      this.transitions ??= new Map();
      const list = this.transitions.get(key);
      if (list === undefined) this.transitions.set(key, [shape]);
      else list.push(shape);
    }
    return shape;
  }

  /** A shape of the same content whose table belongs to one object. */
  own(extraFlags = 0): Shape {
    if ((this.flags & ShapeFlag.Own) !== 0 && (this.flags & ShapeFlag.SharedTable) === 0)
      return this.changed(this.table, this.count, this.flags | extraFlags);
    return this.changed(
      this.copyTable(),
      this.count,
      (this.flags | ShapeFlag.Own | extraFlags) & ~ShapeFlag.SharedTable,
    );
  }

  /** After removing the property with index i. */
  remove(i: number): Shape {
    const s = this.own();
    s.table.index.delete(s.table.keys[i] as PropertyKey);
    s.table.keys[i] = undefined;
    return s;
  }

  /** After changing the attributes of property i. */
  setAttrs(i: number, attrs: number): Shape {
    const s = this.own();
    s.table.attrs[i] = attrs;
    return s;
  }

  withFlags(flags: number): Shape {
    // A table shared between realms may stay shared: nothing of it changes here.
    if ((this.flags & ShapeFlag.SharedTable) !== 0) return this.changed(this.table, this.count, this.flags | flags);
    return this.own(flags);
  }

  /** The same content with another prototype; the new shape's table belongs to one object. */
  withProto(proto: JSObject | null): Shape {
    if ((this.flags & ShapeFlag.Prototype) !== 0) this.space.protoEpoch++;
    return new Shape(
      this.space,
      proto,
      this.copyTable(),
      this.count,
      (this.flags | ShapeFlag.Own) & ~ShapeFlag.SharedTable,
    );
  }

  /** The same flags and prototype with a table made anew (deleted entries gone). */
  rebuilt(keys: PropertyKey[], attrs: number[]): Shape {
    const index = new Map<PropertyKey, number>();
    for (let i = 0; i < keys.length; i++) index.set(keys[i] as PropertyKey, i);
    return this.changed(new PropertyTable(index, keys, attrs), keys.length, this.flags);
  }

  private changed(table: PropertyTable, count: number, flags: number): Shape {
    if ((this.flags & ShapeFlag.Prototype) !== 0) {
      this.space.protoEpoch++;
      if ((flags & ShapeFlag.IndexKeys) !== 0) this.space.indexedPrototypes = true;
    }
    return new Shape(this.space, this.proto, table, count, flags);
  }
}

function push(table: PropertyTable, key: PropertyKey, attrs: number): void {
  table.index.set(key, table.keys.length);
  table.keys.push(key);
  table.attrs.push(attrs);
}
