/**
 * Classes, methods and private elements (ECMA-262 §15.7, §7.3.27 to §7.3.32).
 *
 * General paths: entered with `m.frame` the running frame, its pc behind the instruction; they store the result with `m.deliver`, or push a
 * frame whose return will, or throw a GuestThrow. None keeps anything between instructions.
 */
import { ToPropertyKey } from '../objects/conversion.ts';
import {
  Accessor,
  IsConstructor,
  isObject,
  JSFunction,
  type JSObject,
  type PlainObject,
  type Slot,
} from '../objects/object.ts';
import {
  addProperty,
  Descriptor,
  defineData,
  defineOwnProperty,
  getOwnSlot,
  getPrivate,
  Has,
} from '../objects/property.ts';
import { Attr } from '../objects/shape.ts';
import { HOLE, PrivateName, type Value } from '../objects/value.ts';
import { describe } from './callee-text.ts';
import { callValue } from './calls.ts';
import { InternalFault } from './guest-throw.ts';
import type { Machine } from './machine.ts';
import { missingPrivate, privateMethodsTwice } from './private-errors.ts';
import { keyText } from './set-property.ts';

export function checkHeritage(m: Machine, v: Value): void {
  if (v === null) return;
  if (!IsConstructor(v)) m.throwTypeError(`Class extends value ${describeForClass(v)} is not a constructor or null`);
}

function describeForClass(v: Value): string {
  return typeof v === 'string' ? v : describe(v);
}

/** Steps 5 to 17 of ClassDefinitionEvaluation (ECMA-262 §15.7.14). */
export function newClass(m: Machine, f: JSFunction, parent: Value, protoParent: Value, heritage: boolean): PlainObject {
  let parentOfPrototype: JSObject | null = m.realm.intrinsic('%ObjectPrototype%');
  if (heritage) {
    if (parent === null) parentOfPrototype = null;
    else {
      if (!isObject(protoParent) && protoParent !== null)
        m.throwTypeError(`Class extends value does not have valid prototype property ${describe(protoParent)}`);
      parentOfPrototype = protoParent;
      f.shape = m.realm.functionRoot(parent as JSObject);
    }
  }
  const prototype = m.realm.newObject(parentOfPrototype);
  defineData(f, 'prototype', prototype, Attr.None);
  defineData(prototype, 'constructor', f, Attr.Method);
  m.allocated += 200;
  return prototype;
}

export function privateName(m: Machine, p: Slot): PrivateName {
  if (!(p instanceof PrivateName)) throw new InternalFault('private name expected');
  void m;
  return p;
}

export function getPrivateElement(m: Machine, o: Value, p: PrivateName): void {
  const v = isObject(o) ? getPrivate(o, p) : HOLE;
  if (v === HOLE) m.throwTypeError(missingPrivate(m, 'read', o, p));
  if (v instanceof Accessor) {
    if (v.get === undefined) m.throwTypeError(`'#${p.description}' was defined without a getter`);
    callValue(m, v.get, o, []);
  } else m.deliver(v);
}

export function setPrivateElement(m: Machine, o: Value, p: PrivateName, v: Value): void {
  const i = isObject(o) ? o.shape.lookup(p) : -1;
  if (i < 0 || !isObject(o)) m.throwTypeError(missingPrivate(m, 'write', o, p));
  else {
    const slot = getPrivate(o, p);
    if (slot instanceof Accessor) {
      if (slot.set === undefined) m.throwTypeError(`'#${p.description}' was defined without a setter`);
      callValue(m, slot.set, o, [v]);
      return;
    }
    if (((o.shape.table.attrs[i] as number) & Attr.Writable) === 0)
      m.throwTypeError(`Private method '#${p.description}' is not writable`);
    setPrivateSlot(o, p, i, v);
  }
}

function setPrivateSlot(o: JSObject, p: PrivateName, i: number, v: Slot): void {
  defineData(o, p, v, o.shape.table.attrs[i] as number);
}

const PRIVATE_FIELD = 0;
const PRIVATE_METHOD = 1;
const PRIVATE_GETTER = 2;

export function definePrivate(m: Machine, o: JSObject, p: PrivateName, v: Value, kind: number): void {
  m.allocated += 16;
  const i = o.shape.lookup(p);
  if (kind >= PRIVATE_GETTER) {
    const old = i < 0 ? HOLE : getPrivate(o, p);
    if (old instanceof Accessor && (kind === PRIVATE_GETTER ? old.get === undefined : old.set === undefined)) {
      const joined =
        kind === PRIVATE_GETTER ? new Accessor(v as JSObject, old.set) : new Accessor(old.get, v as JSObject);
      defineData(o, p, joined, Attr.Accessor);
      return;
    }
  }
  if (i >= 0)
    m.throwTypeError(
      kind === PRIVATE_FIELD
        ? `Cannot initialize #${p.description} twice on the same object`
        : privateMethodsTwice(m, p),
    );
  if (!o.shape.extensible) m.throwTypeError(`Cannot define property #${p.description}, object is not extensible`);
  if (kind === PRIVATE_FIELD) addProperty(o, p, v, Attr.Writable);
  else if (kind === PRIVATE_METHOD) addProperty(o, p, v, Attr.None);
  else
    addProperty(
      o,
      p,
      kind === PRIVATE_GETTER ? new Accessor(v as JSObject, undefined) : new Accessor(undefined, v as JSObject),
      Attr.Accessor,
    );
}

const METHOD_GETTER = 1;
const METHOD_SETTER = 2;
const METHOD_ENUMERABLE = 4;

export function defineMethod(m: Machine, o: JSObject, k: Value, f: JSFunction, flags: number): void {
  const key = ToPropertyKey(m, k);
  const attrs = Attr.Configurable | ((flags & METHOD_ENUMERABLE) !== 0 ? Attr.Enumerable : 0);
  m.allocated += 16;
  let desc: Descriptor;
  const fields = Has.Enumerable | Has.Configurable;
  if ((flags & METHOD_GETTER) !== 0) desc = new Descriptor(fields | Has.Get, undefined, f, undefined, attrs);
  else if ((flags & METHOD_SETTER) !== 0) desc = new Descriptor(fields | Has.Set, undefined, undefined, f, attrs);
  else desc = Descriptor.data(f, attrs | Attr.Writable);
  if (!defineOwnProperty(o, key, desc)) {
    // All else of a class that is being defined can be redefined.
    m.throwTypeError(
      key === 'prototype' && o instanceof JSFunction
        ? "Classes may not have a static property named 'prototype'"
        : `Cannot redefine property: ${keyText(key)}`,
    );
  }
}

/** SetFunctionName (ECMA-262 §10.2.9) on a function whose name is still its own empty default. */
export function setFunctionName(f: Value, k: Value | PrivateName, prefix: number): void {
  if (!(f instanceof JSFunction)) return;
  let name =
    k instanceof PrivateName
      ? `#${k.description}`
      : typeof k === 'symbol'
        ? k.description === undefined
          ? ''
          : `[${k.description}]`
        : String(k);
  if (prefix === 1) name = `get ${name}`;
  else if (prefix === 2) name = `set ${name}`;
  // A class with a static `name` of its own keeps that.
  const own = getOwnSlot(f, 'name');
  if (own === '' || own === HOLE) defineData(f, 'name', name, Attr.Configurable);
}
