/**
 * Object, array and template literals; deletion.
 *
 * General paths: entered with `m.frame` the running frame, its pc behind the instruction; they store the result with `m.deliver`, or push a
 * frame whose return will, or throw a GuestThrow. None keeps anything between instructions.
 */
import type { TemplateConstant } from '../bytecode/code.ts';
import { ToObject, ToPropertyKey } from '../objects/conversion.ts';
import {
  Accessor,
  isObject,
  isProxy,
  type JSArray,
  type JSObject,
  NO_ELEMENTS,
  PlainObject,
  type Slot,
} from '../objects/object.ts';
import {
  addProperty,
  Descriptor,
  defineData,
  defineOwnProperty,
  deleteProperty,
  getOwnSlot,
  Has,
  newElements,
  ownAttrs,
  ownKeys,
} from '../objects/property.ts';
import { Attr, type Shape, ShapeFlag } from '../objects/shape.ts';
import type { PropertyKey, Value } from '../objects/value.ts';
import { describe } from './callee-text.ts';
import { callHelper } from './calls.ts';
import { chargeKeys } from './charge-keys.ts';
import type { InlineCache, LinkedCode } from './linked-code.ts';
import type { Machine } from './machine.ts';
import { keyText } from './set-property.ts';

export function deleteElem(m: Machine, o: Value, k: Value, strict: boolean): void {
  if (o === undefined || o === null) m.throwTypeError('Cannot convert undefined or null to object');
  if (isObject(k) || (isObject(o) && isProxy(o))) {
    callHelper(m, 'DeleteElemSlow', [o, k, strict]);
    return;
  }
  const object = ToObject(m, o);
  const key = ToPropertyKey(m, k);
  const done = deleteProperty(object, key);
  if (!done && strict) m.throwTypeError(`Cannot delete property '${keyText(key)}' of ${describe(object)}`);
  m.deliver(done);
}

export function defineProp(m: Machine, o: JSObject, lc: LinkedCode, name: number, v: Value, ic: InlineCache): void {
  const key = lc.body?.constants[name] as string;
  const before = o.shape;
  m.allocated += 16;
  if (before.lookup(key) < 0) {
    addProperty(o, key, v, Attr.Default);
    if ((o.shape.flags & ShapeFlag.Own) === 0 && o instanceof PlainObject) {
      ic.shape = before;
      ic.next = o.shape;
      ic.slot = o.shape.count - 1;
    }
    return;
  }
  defineData(o, key, v);
}

/** Final shapes of object literals, by realm. */
const literalShapes = new WeakMap<readonly string[], WeakMap<Shape, Shape>>();

export function newObjectWith(
  m: Machine,
  lc: LinkedCode,
  keys: number,
  r: Slot[],
  base: number,
  n: number,
): PlainObject {
  const list = lc.body?.constants[keys] as readonly string[];
  let byRoot = literalShapes.get(list);
  if (byRoot === undefined) {
    byRoot = new WeakMap();
    literalShapes.set(list, byRoot);
  }
  const root = lc.realm.objectShape;
  let shape = byRoot.get(root);
  if (shape === undefined) {
    shape = root;
    for (const k of list) shape = shape.add(k, Attr.Default);
    if ((shape.flags & ShapeFlag.Own) !== 0) {
      // Too many keys to share: every object has a table of its own.
      const o = lc.realm.newObject(lc.realm.intrinsic('%ObjectPrototype%'));
      for (let i = 0; i < n; i++) addProperty(o, list[i] as string, r[base + i], Attr.Default);
      return o;
    }
    byRoot.set(root, shape);
  }
  const o = new PlainObject(
    shape,
    n > 0 ? r[base] : undefined,
    n > 1 ? r[base + 1] : undefined,
    n > 2 ? r[base + 2] : undefined,
    n > 3 ? r[base + 3] : undefined,
  );
  if (n > 4) o.slots = r.slice(base + 4, base + n);
  m.allocated += n > 4 ? 120 + 8 * n : 80;
  return o;
}

export function arrayPush(m: Machine, a: JSArray, v: Slot): void {
  if (a.elements === NO_ELEMENTS) a.elements = newElements();
  a.elements.push(v);
  a.length++;
  m.allocated += 16;
}

/** CopyDataProperties (ECMA-262 §7.3.26). */
export function copyDataProperties(m: Machine, target: JSObject, source: Value, excluded: Value[]): void {
  if (source === undefined || source === null) return;
  const from = ToObject(m, source);
  if (isProxy(from)) {
    callHelper(m, 'CopyDataPropertiesSlow', [target, from, m.realm.newArray(excluded)]);
    return;
  }
  const skip = new Set<PropertyKey>(excluded.map((k) => ToPropertyKey(m, k)));
  chargeKeys(m, from);
  const keys = ownKeys(from);
  // A getter on the way needs guest code: nothing has been copied yet.
  for (const k of keys)
    if (getOwnSlot(from, k) instanceof Accessor && !skip.has(k)) {
      callHelper(m, 'CopyDataPropertiesSlow', [target, from, m.realm.newArray(excluded)]);
      return;
    }
  m.charge(16 * keys.length);
  m.useFuel(keys.length >> 2);
  for (const k of keys) {
    if (skip.has(k) || (ownAttrs(from, k) & Attr.Enumerable) === 0) continue;
    defineData(target, k, getOwnSlot(from, k));
  }
}

/** GetTemplateObject (ECMA-262 §13.2.8.4): one a site. */
export function templateObject(m: Machine, lc: LinkedCode, index: number): JSObject {
  lc.templates ??= new Map();
  let t = lc.templates.get(index);
  if (t === undefined) {
    const k = lc.body?.constants[index] as TemplateConstant;
    const raw = m.realm.newArray([...k.raw]);
    const cooked = m.realm.newArray([...k.cooked]);
    freezeArray(raw);
    defineOwnProperty(cooked, 'raw', Descriptor.data(raw, Attr.None));
    freezeArray(cooked);
    t = cooked;
    m.charge(400);
    lc.templates.set(index, t);
  }
  return t;
}

function freezeArray(a: JSArray): void {
  for (let i = 0; i < a.length; i++)
    defineOwnProperty(
      a,
      i,
      new Descriptor(
        Has.Writable | Has.Configurable | Has.Enumerable,
        undefined,
        undefined,
        undefined,
        Attr.Enumerable,
      ),
    );
  defineOwnProperty(a, 'length', new Descriptor(Has.Writable, undefined, undefined, undefined, Attr.None));
  a.shape = a.shape.withFlags(ShapeFlag.NonExtensible);
}
