/**
 * Guest objects. Four host classes carry all of them, so that the host's property accesses in the interpreter see four layouts at
 * most, `shape` and `slots` at the same place in each.
 *
 * Property i of a shape lives in slot i: for a `PlainObject` slots 0 to 3 are its fields s0 to s3 and slot i from 4 on is
 * `slots[i - 4]`; for the other classes slot i is `slots[i]`.
 */
import type { LinkedCode } from '../machine/linked-code.ts';
import type { Shape } from './shape.ts';
import type { Mark, Value } from './value.ts';

/** What a slot or element may hold. `Lazy` only where the shape says so. */
export type Slot = Value | Accessor | Mark | Lazy;

/** Getter and setter of an accessor property; immutable (a change makes a new one). */
export class Accessor {
  readonly get: JSObject | undefined;
  readonly set: JSObject | undefined;
  constructor(get: JSObject | undefined, set: JSObject | undefined) {
    this.get = get;
    this.set = set;
  }
}

/** Stands in a read for a value that guest code is yet to make: its getter makes it. Never stays in a slot. */
export class PendingValue extends Accessor {
  /** What a leaf shows instead. */
  readonly plain: () => Value;
  constructor(get: JSObject, plain: () => Value) {
    super(get, undefined);
    this.plain = plain;
  }
}

/** A built-in that is made when it is first read (shapes with `LazySlots`). */
export class Lazy {
  readonly make: (owner: JSObject) => Slot;
  constructor(make: (owner: JSObject) => Slot) {
    this.make = make;
  }
}

/** An empty list that the host represents as it does those that hold objects, so that sites which read both stay monomorphic. */
function emptyList(): Slot[] {
  const list: Slot[] = [undefined];
  list.pop();
  return list;
}

/** Shared by all objects without elements. Never written. */
export const NO_ELEMENTS: Slot[] = emptyList();
export const NO_SLOTS: Slot[] = emptyList();

export abstract class JSObject {
  shape: Shape;
  /** Replaced, never mutated, while it is `NO_SLOTS`. */
  slots: Slot[];
  constructor(shape: Shape, slots: Slot[]) {
    this.shape = shape;
    this.slots = slots;
  }
}

/** An ordinary object. */
export class PlainObject extends JSObject {
  /** Dense indexed properties with default attributes; HOLE where absent. `NO_ELEMENTS` is never written. */
  elements: Slot[];
  s0: Slot;
  s1: Slot;
  s2: Slot;
  s3: Slot;
  constructor(shape: Shape, s0: Slot, s1: Slot, s2: Slot, s3: Slot) {
    super(shape, NO_SLOTS);
    this.elements = NO_ELEMENTS;
    this.s0 = s0;
    this.s1 = s1;
    this.s2 = s2;
    this.s3 = s3;
  }
}

/** An Array exotic object (ECMA-262 §10.4.2). */
export class JSArray extends JSObject {
  /**
   * Dense elements with default attributes; HOLE where absent. Either `elements.length === length`, or the array is sparse: then the
   * shape has `IndexKeys`, `elements` is empty and the indices are keys of the shape.
   */
  elements: Slot[];
  /** The value of the `length` property, 0 to 2^32 - 1. */
  length: number;
  constructor(shape: Shape, elements: Slot[]) {
    super(shape, NO_SLOTS);
    this.elements = elements;
    this.length = elements.length;
  }
}

/** A function: guest closure, self-hosted or native built-in. Bound functions and callable proxies are `ExoticObject`s. */
export class JSFunction extends JSObject {
  readonly code: LinkedCode;
  /** What the closure took when it was made: copied values, cells and records, as `code.code.captures` says; state of a native. */
  captures: readonly unknown[];
  constructor(shape: Shape, code: LinkedCode, captures: readonly unknown[]) {
    super(shape, NO_SLOTS);
    this.code = code;
    this.captures = captures;
  }
}

/** What an exotic object, or an ordinary one with internal slots, is. The name of each is what errors and `Object.prototype.toString` go by. */
export type ExoticKind =
  | 'Arguments'
  | 'ArrayBuffer'
  | 'SharedArrayBuffer'
  | 'ArrayIterator'
  | 'AsyncFromSyncIterator'
  | 'AsyncGenerator'
  | 'AsyncDisposableStack'
  | 'BigInt'
  | 'Boolean'
  | 'BoundFunction'
  | 'CallSite'
  | 'DataView'
  | 'Date'
  | 'DisposableStack'
  | 'Error'
  | 'FinalizationRegistry'
  | 'ForInIterator'
  | 'Generator'
  | 'Global'
  | 'Intrinsic'
  | 'IteratorHelper'
  | 'IteratorWrap'
  | 'Map'
  | 'MapIterator'
  | 'ModuleNamespace'
  | 'Number'
  | 'ObjectPrototype'
  | 'Platform'
  | 'Promise'
  | 'Proxy'
  | 'RawJSON'
  | 'RegExp'
  | 'RegExpMatch'
  | 'RegExpStringIterator'
  | 'Set'
  | 'SetIterator'
  | 'String'
  | 'StringIterator'
  | 'Symbol'
  | 'TypedArray'
  | 'WeakMap'
  | 'WeakRef'
  | 'WeakSet'
  | 'IsHTMLDDA';

/** Every other object: a `kind` and its internal state. */
export class ExoticObject extends JSObject {
  elements: Slot[];
  readonly kind: ExoticKind;
  /** Internal slots; the type belongs to `kind` (see the built-in's file). Plain serialisable engine data, never host closures. */
  // biome-ignore lint/suspicious/noExplicitAny: typed by `kind`, checked where it is read
  data: any;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  constructor(shape: Shape, kind: ExoticKind, data: any) {
    super(shape, NO_SLOTS);
    this.elements = NO_ELEMENTS;
    this.kind = kind;
    this.data = data;
  }
}

/** Internal slots of a Proxy; both null once revoked. */
export interface ProxyData {
  target: JSObject | null;
  handler: JSObject | null;
  readonly callable: boolean;
  readonly constructor_: boolean;
}

/** Internal slots of a bound function (ECMA-262 §10.4.1). */
export interface BoundData {
  readonly target: JSObject;
  readonly self: Value;
  readonly args: readonly Value[];
}

export function isObject(v: unknown): v is JSObject {
  return typeof v === 'object' && v !== null;
}

export function isProxy(o: JSObject): o is ExoticObject {
  return o instanceof ExoticObject && o.kind === 'Proxy';
}

/** IsCallable (ECMA-262 §7.2.3). */
export function IsCallable(v: unknown): v is JSObject {
  if (v instanceof JSFunction) return true;
  if (!(v instanceof ExoticObject)) return false;
  if (v.kind === 'BoundFunction' || v.kind === 'IsHTMLDDA') return true;
  return v.kind === 'Proxy' && (v.data as ProxyData).callable;
}

/** IsConstructor (ECMA-262 §7.2.4). */
export function IsConstructor(v: unknown): v is JSObject {
  let f = v;
  while (f instanceof ExoticObject && f.kind === 'BoundFunction') f = (f.data as BoundData).target;
  if (f instanceof JSFunction) return f.code.isConstructor;
  return f instanceof ExoticObject && f.kind === 'Proxy' && (f.data as ProxyData).constructor_;
}
