/**
 * Iteration and enumeration.
 *
 * General paths: entered with `m.frame` the running frame, its pc behind the instruction; they store the result with `m.deliver`, or push a
 * frame whose return will, or throw a GuestThrow. None keeps anything between instructions.
 */
import * as suspend from './suspend.ts';
import { throwUninitialised } from '../builtins/descriptor.ts';
import { ToObject, ToPropertyKey } from '../objects/conversion.ts';
import { ExoticObject, JSArray, JSFunction, type JSObject, isProxy } from '../objects/object.ts';
import { getOwnSlot, lookup, ownAttrs, ownKeys } from '../objects/property.ts';
import { Attr } from '../objects/shape.ts';
import { BAIL, DONE, HOLE, type PropertyKey, TDZ, type Value, keyToValue, symbols } from '../objects/value.ts';
import { operandText } from './callee-text.ts';
import { callHelper } from './calls.ts';
import type { Machine } from './machine.ts';

export function iteratorNext(m: Machine, it: Value, next: Value): void {
  if (suspend.stepGenerator(m, it, next)) return;
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

export function forInStart(m: Machine, v: Value): void {
  if (v === undefined || v === null) {
    m.deliver(forInIterator(m, { object: m.realm.globalObject, keys: [], at: 0, plain: true }));
    return;
  }
  const o = ToObject(m, v);
  const keys: Value[] = [];
  const seen = new Set<PropertyKey>();
  let at: JSObject | null = o;
  let depth = 0;
  while (at !== null) {
    if (isProxy(at)) {
      callHelper(m, 'ForInStartSlow', [o]);
      return;
    }
    const own = ownKeys(at);
    m.useFuel(own.length >> 3);
    for (const k of own) {
      if (typeof k === 'symbol' || seen.has(k)) continue;
      if (depth > 0 || at.shape.proto !== null) seen.add(k);
      // Asking for the attributes of a module's binding asks for its value.
      if (at instanceof ExoticObject && at.kind === 'ModuleNamespace' && getOwnSlot(at, k) === TDZ) throwUninitialised(m, k);
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
  callHelper(m, 'GetIterator', [o, operandText(m)]);
}

/** A built-in array iterator has no `return` to call, as long as nobody gave its prototypes one. */
export function closesSilently(it: Value): boolean {
  return it instanceof ExoticObject && it.kind === 'ArrayIterator' && lookup(it, 'return') === HOLE;
}
