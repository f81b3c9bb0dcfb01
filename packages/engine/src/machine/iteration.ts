/**
 * Iteration and enumeration.
 *
 * General paths: entered with `m.frame` the running frame, its pc behind the instruction; they store the result with `m.deliver`, or push a
 * frame whose return will, or throw a GuestThrow. None keeps anything between instructions.
 */

import { throwUninitialised } from '../builtins/descriptor.ts';
import { ToObject, ToPropertyKey } from '../objects/conversion.ts';
import {
  ExoticObject,
  isProxy,
  JSArray,
  JSFunction,
  type JSObject,
  PlainObject,
  type Slot,
} from '../objects/object.ts';
import { elementsOf, getOwnSlot, lookup, ownAttrs, ownKeys } from '../objects/property.ts';
import { Attr, type Shape, ShapeFlag } from '../objects/shape.ts';
import { BAIL, DONE, HOLE, keyToValue, type PropertyKey, symbols, TDZ, type Value } from '../objects/value.ts';
import { isGuestFrame } from './callee-text.ts';
import { callHelper } from './calls.ts';
import { chargeKeys } from './charge-keys.ts';
import { stepBuiltinIterator } from './collection-iteration.ts';
import type { Machine } from './machine.ts';
import * as suspend from './suspend.ts';

export function iteratorNext(m: Machine, it: Value, next: Value): void {
  if (suspend.stepGenerator(m, it, next)) return;
  const v = stepBuiltinIterator(m, it, next);
  if (v !== BAIL) {
    m.deliver(v as Slot);
    return;
  }
  callHelper(m, 'IteratorStepValue', [it, next]);
}

/** for-in: the enumerator holds the candidate keys; each is checked to be still there. */
interface ForInData {
  readonly object: JSObject;
  readonly keys: readonly Value[];
  at: number;
  /** Nothing on the chain is a Proxy. */
  readonly plain: boolean;
}

/** The enumerable keys of a plain object or array whose prototypes have none; else null. */
function ownEnumerableKeys(o: JSObject): Value[] | null {
  if (!(o instanceof PlainObject || o instanceof JSArray) || (o.shape.flags & ShapeFlag.IndexKeys) !== 0) return null;
  for (let at = o.shape.proto; at !== null; at = at.shape.proto) if (mayEnumerate(at)) return null;
  const keys: Value[] = [];
  const { elements, shape } = o;
  for (let i = 0; i < elements.length; i++) if (elements[i] !== HOLE) keys.push(String(i));
  const { table, count } = shape;
  for (let i = 0; i < count; i++) {
    const key = table.keys[i];
    if (typeof key === 'string' && ((table.attrs[i] as number) & Attr.Enumerable) !== 0) keys.push(key);
  }
  return keys;
}

/** Whether objects of a shape have enumerable names. A shape never changes, so the answer holds. */
const enumerates = new WeakMap<Shape, boolean>();

/** May for-in find a key of a prototype? */
function mayEnumerate(o: JSObject): boolean {
  const { shape } = o;
  if ((shape.flags & ShapeFlag.IndexKeys) !== 0 || elementsOf(o).length > 0) return true;
  if (o instanceof ExoticObject && !ORDINARY_PROTOTYPES.has(o.kind)) return true;
  let answer = enumerates.get(shape);
  if (answer === undefined) {
    const { table, count } = shape;
    answer = false;
    for (let i = 0; i < count; i++) {
      if (typeof table.keys[i] === 'string' && ((table.attrs[i] as number) & Attr.Enumerable) !== 0) answer = true;
    }
    enumerates.set(shape, answer);
  }
  return answer;
}

/** Kinds of usual prototypes without keys of their own beside those of the shape. */
const ORDINARY_PROTOTYPES: ReadonlySet<ExoticObject['kind']> = new Set(['Intrinsic', 'ObjectPrototype']);

export function forInStart(m: Machine, v: Value): void {
  if (v === undefined || v === null) {
    m.deliver(forInIterator(m, { object: m.realm.globalObject, keys: [], at: 0, plain: true }));
    return;
  }
  const o = ToObject(m, v);
  const quick = ownEnumerableKeys(o);
  if (quick !== null) {
    m.charge(96 + 8 * quick.length);
    m.useFuel(quick.length >> 3);
    m.deliver(forInIterator(m, { object: o, keys: quick, at: 0, plain: true }));
    return;
  }
  const keys: Value[] = [];
  const seen = new Set<PropertyKey>();
  let at: JSObject | null = o;
  let depth = 0;
  while (at !== null) {
    if (isProxy(at)) {
      callHelper(m, 'ForInStartSlow', [o]);
      return;
    }
    chargeKeys(m, at);
    const own = ownKeys(at);
    m.useFuel(own.length >> 3);
    for (const k of own) {
      if (typeof k === 'symbol' || seen.has(k)) continue;
      if (depth > 0 || at.shape.proto !== null) seen.add(k);
      // Asking for the attributes of a module's binding asks for its value.
      if (at instanceof ExoticObject && at.kind === 'ModuleNamespace' && getOwnSlot(at, k) === TDZ)
        throwUninitialised(m, k);
      if ((ownAttrs(at, k) & Attr.Enumerable) !== 0) keys.push(keyToValue(k));
    }
    at = at.shape.proto;
    depth++;
  }
  m.charge(96 + 8 * keys.length);
  m.deliver(forInIterator(m, { object: o, keys, at: 0, plain: true }));
}

export function forInIterator(m: Machine, data: ForInData): ExoticObject {
  return new ExoticObject(m.realm.rootShape(null), 'ForInIterator', data);
}

export function forInNext(m: Machine, it: ExoticObject): void {
  const d = it.data as ForInData;
  while (d.at < d.keys.length) {
    const key = d.keys[d.at++] as string;
    if (!d.plain) {
      callHelper(m, 'ForInNextSlow', [it, d.object, key]);
      return;
    }
    const found = lookup(d.object, ToPropertyKey(m, key));
    if (found === BAIL) {
      callHelper(m, 'ForInNextSlow', [it, d.object, key]);
      return;
    }
    if (found !== HOLE) {
      m.deliver(key);
      return;
    }
  }
  m.deliver(DONE);
}

export function getIterator(m: Machine, o: Value): void {
  // The plain path: an array whose iteration nobody has changed makes the built-in iterator at once.
  if (o instanceof JSArray) {
    const method = lookup(o, symbols.iterator);
    if (method instanceof JSFunction && method === m.realm.arrayValues) {
      m.charge(80);
      m.deliver(m.realm.newArrayIterator(o));
      return;
    }
  }
  callHelper(m, 'GetIterator', [o, isGuestFrame(m)]);
}

/** A built-in iterator of a collection has no `return` to call, as long as nobody gave its prototypes one. */
export function closesSilently(it: Value): boolean {
  return (
    it instanceof ExoticObject &&
    (it.kind === 'ArrayIterator' || it.kind === 'MapIterator' || it.kind === 'SetIterator') &&
    lookup(it, 'return') === HOLE
  );
}
