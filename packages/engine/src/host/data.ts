/**
 * Data across the border between guest and host: plain data is copied, everything else crosses as an opaque handle. No guest code
 * runs, no host object becomes a guest value, no guest object becomes a host value.
 */

import type { CollectionData, EntryTable } from '../builtins/entry-table.ts';
import type { Machine } from '../machine/machine.ts';
import { Accessor, ExoticObject, isObject, JSArray, type JSObject, PlainObject } from '../objects/object.ts';
import { defineData, getOwnSlot, ownAttrs, ownKeys } from '../objects/property.ts';
import { Attr, ShapeFlag } from '../objects/shape.ts';
import { HOLE, keyOfString, keyToValue, type Value } from '../objects/value.ts';

const secret = new WeakMap<Handle, JSObject | symbol>();

/** A guest value that stays in its machine: the host can hold it, hand it back, and have it inspected, and nothing else. */
export class Handle {
  /** What it is, as `typeof` would say. */
  readonly type: 'object' | 'function' | 'symbol';
  /** @internal */
  constructor(v: JSObject | symbol, type: 'object' | 'function' | 'symbol') {
    this.type = type;
    secret.set(this, v);
  }
}

/** Guest objects that copies were made of, so that a copy can be inspected as what it was. */
const origins = new WeakMap<object, JSObject>();

/** The guest value that an embedder's argument stands for: what a handle holds, what a copy was made of, or the primitive itself. */
export function unwrap(v: unknown): Value {
  if (typeof v !== 'object' || v === null) return v as Value;
  return v instanceof Handle ? secret.get(v) : origins.get(v);
}

/** Nesting beyond which data crosses as a handle. */
const MAX_DEPTH = 200;

/** @internal */
export function handleOf(v: JSObject | symbol, type: 'object' | 'function' | 'symbol' = 'object'): Handle {
  return new Handle(v, type);
}

/**
 * A guest value for the host: primitives as they are; arrays, plain objects, Dates, Maps and Sets of data copied with their aliasing
 * and cycles; anything else (functions, symbols, class instances, errors, objects with accessors) as a `Handle`.
 */
export function toHost(v: Value): unknown {
  return new ToHost().value(v, 0);
}

class ToHost {
  private readonly seen = new Map<JSObject, unknown>();

  private note(o: JSObject, copy: object): void {
    this.seen.set(o, copy);
    origins.set(copy, o);
  }

  value(v: Value, depth: number): unknown {
    if (typeof v === 'symbol') return handleOf(v, 'symbol');
    if (!isObject(v)) return v;
    const known = this.seen.get(v);
    if (known !== undefined) return known;
    const copied = depth < MAX_DEPTH ? this.copy(v, depth) : undefined;
    if (copied !== undefined) return copied;
    const handle = handleOf(v, isFunction(v) ? 'function' : 'object');
    this.seen.set(v, handle);
    return handle;
  }

  private copy(o: JSObject, depth: number): unknown {
    if (o instanceof JSArray) return this.array(o, depth);
    if (o instanceof PlainObject) return this.plain(o, depth);
    if (!(o instanceof ExoticObject)) return undefined;
    if (o.kind === 'Date') {
      const date = new Date(o.data as number);
      this.note(o, date);
      return date;
    }
    if (o.kind !== 'Map' && o.kind !== 'Set') return undefined;
    const { table } = o.data as CollectionData & { table: EntryTable };
    if (o.kind === 'Map') {
      const map = new Map<unknown, unknown>();
      this.note(o, map);
      for (const [k, x] of entriesOf(table)) map.set(this.value(k, depth + 1), this.value(x, depth + 1));
      return map;
    }
    const set = new Set<unknown>();
    this.note(o, set);
    for (const [k] of entriesOf(table)) set.add(this.value(k, depth + 1));
    return set;
  }

  private array(a: JSArray, depth: number): unknown {
    if ((a.shape.flags & ShapeFlag.IndexKeys) !== 0) return undefined;
    const out: unknown[] = [];
    this.note(a, out);
    for (const e of a.elements) out.push(e === HOLE ? undefined : this.value(e as Value, depth + 1));
    return out;
  }

  private plain(o: PlainObject, depth: number): unknown {
    const { proto } = o.shape;
    // Instances of the program's classes are not data: their methods would be lost.
    if (proto !== null && proto.shape.proto !== null) return undefined;
    const keys = ownKeys(o);
    for (const k of keys) if (typeof k === 'symbol' || getOwnSlot(o, k) instanceof Accessor) return undefined;
    const out: Record<string, unknown> = {};
    this.note(o, out);
    for (const k of keys) {
      if ((ownAttrs(o, k) & Attr.Enumerable) === 0) continue;
      const v = this.value(getOwnSlot(o, k) as Value, depth + 1);
      // Defined, not assigned: the guest may well call a property `__proto__`.
      Object.defineProperty(out, keyToValue(k), { value: v, writable: true, enumerable: true, configurable: true });
    }
    return out;
  }
}

function* entriesOf(table: EntryTable): Iterable<[Value, Value]> {
  for (let i = 0; i < table.keys.length; i++)
    if (table.keys[i] !== HOLE) yield [table.keys[i] as Value, table.values[i] as Value];
}

function isFunction(o: JSObject): boolean {
  return (
    !(o instanceof PlainObject) &&
    !(o instanceof JSArray) &&
    (!(o instanceof ExoticObject) || o.kind === 'BoundFunction')
  );
}

/** Data of the host that cannot become a guest value. */
export class DataError extends TypeError {}

/**
 * A host value for the guest: primitives, arrays, plain objects, Dates and `Handle`s of the same machine.
 * @throws DataError for anything else: functions, class instances, symbols, what is nested too deep.
 */
export function fromHost(m: Machine, v: unknown): Value {
  return new FromHost(m).value(v, 0);
}

class FromHost {
  private readonly seen = new Map<object, JSObject>();
  private readonly m: Machine;

  constructor(m: Machine) {
    this.m = m;
  }

  value(v: unknown, depth: number): Value {
    switch (typeof v) {
      case 'undefined':
      case 'boolean':
      case 'number':
      case 'bigint':
        return v;
      case 'string':
        this.m.checkStringLength(v.length);
        return v;
      case 'object':
        return v === null ? null : this.object(v, depth);
      default:
        throw new DataError(`a ${typeof v} cannot be handed to the program: only plain data and handles can`);
    }
  }

  private held(handle: Handle): Value {
    const v = secret.get(handle);
    if (v === undefined) throw new DataError('a handle that no machine has given cannot be handed to the program');
    // Symbols belong to no machine.
    if (typeof v !== 'symbol' && v.shape.space !== this.m.space)
      throw new DataError('a handle of another machine cannot be handed to the program');
    return v;
  }

  private object(v: object, depth: number): Value {
    if (v instanceof Handle) return this.held(v);
    if (depth > MAX_DEPTH)
      throw new DataError(`data nested deeper than ${MAX_DEPTH} levels cannot be handed to the program`);
    const known = this.seen.get(v);
    if (known !== undefined) return known;
    const { realm } = this.m;
    if (Array.isArray(v)) {
      this.m.charge(96 + 8 * v.length);
      const a = realm.newArray([]);
      this.seen.set(v, a);
      for (let i = 0; i < v.length; i++) defineData(a, i, this.value(v[i], depth + 1));
      return a;
    }
    if (v instanceof Date) {
      this.m.charge(80);
      return new ExoticObject(realm.rootShape(realm.intrinsic('%DatePrototype%')), 'Date', v.getTime());
    }
    const proto: unknown = Object.getPrototypeOf(v);
    if (proto !== null && Object.getPrototypeOf(proto) !== null)
      throw new DataError(
        `an object of class ${nameOf(proto)} cannot be handed to the program: only plain data and handles can`,
      );
    const keys = Object.keys(v);
    this.m.charge(80 + 24 * keys.length);
    const o = realm.newObject(realm.intrinsic('%ObjectPrototype%'));
    this.seen.set(v, o);
    for (const k of keys) defineData(o, keyOfString(k), this.value((v as Record<string, unknown>)[k], depth + 1));
    return o;
  }
}

function nameOf(proto: unknown): string {
  const c = (proto as { constructor?: { name?: unknown } }).constructor;
  return typeof c?.name === 'string' ? c.name : '<unknown>';
}
