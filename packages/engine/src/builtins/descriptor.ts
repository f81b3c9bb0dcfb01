/**
 * Property descriptors as self-hosted code holds them: objects whose own data properties are the fields that are there, usually
 * without a prototype.
 */
import type { Machine } from '../machine/machine.ts';
import { ToBoolean } from '../objects/conversion.ts';
import { Accessor, IsCallable, type JSObject, type PlainObject } from '../objects/object.ts';
import { addProperty, Descriptor, getOwnSlot, Has, lookup, ownAttrs } from '../objects/property.ts';
import { Attr } from '../objects/shape.ts';
import { BAIL, HOLE, type PropertyKey, TDZ, type Value } from '../objects/value.ts';

/** Fields in the order in which ToPropertyDescriptor reads them (ECMA-262 §6.2.6.5). */
const READ_ORDER = ['enumerable', 'configurable', 'value', 'writable', 'get', 'set'] as const;
/** Fields in the order in which FromPropertyDescriptor makes them (ECMA-262 §6.2.6.4). */
export const FIELDS = ['value', 'writable', 'get', 'set', 'enumerable', 'configurable'] as const;

function putField(d: Descriptor, field: (typeof FIELDS)[number], v: Value): void {
  switch (field) {
    case 'value':
      d.value = v;
      d.has |= Has.Value;
      break;
    case 'get':
      d.get = v as JSObject | undefined;
      d.has |= Has.Get;
      break;
    case 'set':
      d.set = v as JSObject | undefined;
      d.has |= Has.Set;
      break;
    case 'writable':
      d.has |= Has.Writable;
      if (ToBoolean(v)) d.attrs |= Attr.Writable;
      break;
    case 'enumerable':
      d.has |= Has.Enumerable;
      if (ToBoolean(v)) d.attrs |= Attr.Enumerable;
      break;
    case 'configurable':
      d.has |= Has.Configurable;
      if (ToBoolean(v)) d.attrs |= Attr.Configurable;
      break;
  }
}

/** The descriptor that a self-hosted descriptor object stands for: its own fields. */
export function toDescriptor(o: JSObject): Descriptor {
  const d = new Descriptor(0, undefined, undefined, undefined, 0);
  for (const field of READ_ORDER) {
    const v = getOwnSlot(o, field);
    if (v !== HOLE) putField(d, field, v as Value);
  }
  return d;
}

/**
 * ToPropertyDescriptor (ECMA-262 §6.2.6.5) of a guest's object as far as it needs no guest code and has nothing to complain about;
 * otherwise undefined.
 */
export function readDescriptor(o: JSObject): Descriptor | undefined {
  const d = new Descriptor(0, undefined, undefined, undefined, 0);
  for (const field of READ_ORDER) {
    const v = lookup(o, field);
    if (v === HOLE) continue;
    if (v === BAIL || v === TDZ || v instanceof Accessor) return undefined;
    if ((field === 'get' || field === 'set') && v !== undefined && !IsCallable(v)) return undefined;
    putField(d, field, v as Value);
  }
  return d.isAccessor && d.isData ? undefined : d;
}

/** A self-hosted descriptor object, with that prototype, of the fields that `d` has. */
export function fromDescriptor(m: Machine, d: Descriptor, proto: JSObject | null): PlainObject {
  const o = m.realm.newObject(proto);
  if ((d.has & Has.Value) !== 0) addProperty(o, 'value', d.value, Attr.Default);
  if ((d.has & Has.Writable) !== 0) addProperty(o, 'writable', (d.attrs & Attr.Writable) !== 0, Attr.Default);
  if ((d.has & Has.Get) !== 0) addProperty(o, 'get', d.get, Attr.Default);
  if ((d.has & Has.Set) !== 0) addProperty(o, 'set', d.set, Attr.Default);
  if ((d.has & Has.Enumerable) !== 0) addProperty(o, 'enumerable', (d.attrs & Attr.Enumerable) !== 0, Attr.Default);
  if ((d.has & Has.Configurable) !== 0)
    addProperty(o, 'configurable', (d.attrs & Attr.Configurable) !== 0, Attr.Default);
  return o;
}

/** The own property of an object that is no Proxy as its attributes, or -1. A module's uninitialised binding is a ReferenceError. */
export function ownAttributes(m: Machine, o: JSObject, key: PropertyKey): number {
  const slot = getOwnSlot(o, key);
  if (slot === HOLE) return -1;
  if (slot === TDZ) return throwUninitialised(m, key);
  const attrs = ownAttrs(o, key);
  return slot instanceof Accessor ? (attrs & ~Attr.Writable) | Attr.Accessor : attrs;
}

/** ReferenceError of a module namespace's binding that is not initialised. */
export function throwUninitialised(m: Machine, key: PropertyKey): never {
  return m.throwReferenceError(`Cannot access '${String(key)}' before initialization`);
}
