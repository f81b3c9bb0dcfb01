/** Built-in objects in a snapshot: what a program has changed of them. */

import { PENDING_STACK } from '../builtins/error-object.ts';
import { INTRINSICS } from '../builtins/index.ts';
import type { IntrinsicSpec } from '../builtins/spec.ts';
import {
  type ExoticObject,
  JSArray,
  JSFunction,
  JSObject,
  Lazy,
  NO_ELEMENTS,
  NO_SLOTS,
  type Slot,
} from '../objects/object.ts';
import { rawSlot } from '../objects/property.ts';
import { PropertyTable, Shape, ShapeFlag } from '../objects/shape.ts';
import type { PropertyKey } from '../objects/value.ts';
import { type Original, originalsOf } from './builtin-state.ts';
import { arrayLength, slotList } from './element-lists.ts';
import { ValueTag } from './graph.ts';
import type { StateReader } from './graph-reader.ts';
import { capturesCodec } from './kinds.ts';
import { SHAPE_FLAGS } from './shape-reader.ts';
import { damaged, SnapshotError } from './snapshot-error.ts';

/** A list of the engine's own, whose length nobody asks for. */
const INTERNAL_LIST = '%ArrayJoinStack%';

/** Changes of an object of `INTRINSICS`. */
export function readIntrinsic(r: StateReader, o: JSObject, id: string): void {
  changes(r, o, originalsOf(INTRINSICS.get(id) as IntrinsicSpec));
  if (o instanceof JSFunction) o.captures = capturesCodec(id).read(r);
  else if (o instanceof JSArray) o.length = id === INTERNAL_LIST ? r.input.uint() : arrayLength(r, o);
  else plainData(r, (o as ExoticObject).data);
}

/** What differs from the properties that an object was born with. */
export function changes(r: StateReader, o: JSObject, list: readonly Original[]): void {
  const { input } = r;
  const before = o.shape;
  const kind = before.flags & (ShapeFlag.Plain | ShapeFlag.Array);
  const flags = input.below(SHAPE_FLAGS, 'flags');
  if ((flags & (ShapeFlag.Plain | ShapeFlag.Array)) !== kind || (flags & ShapeFlag.Own) === 0)
    damaged('flags of a built-in object');
  const proto = r.shapes.proto();
  const inPlace = r.bool();
  const made = new Map<PropertyKey, Slot>();
  for (const [i, p] of list.entries()) made.set(p.key, rawSlot(o, i));
  const table = PropertyTable.empty();
  const slots: Slot[] = [];
  const add = (key: PropertyKey | undefined, attrs: number, slot: Slot): void => {
    if (key !== undefined) {
      if (table.index.has(key)) damaged('a property twice');
      table.index.set(key, table.keys.length);
    }
    table.keys.push(key);
    table.attrs.push(attrs);
    slots.push(slot);
  };
  if (inPlace) for (const [i, p] of list.entries()) add(p.key, p.attrs, rawSlot(o, i));
  for (let n = input.count(); n > 0; n--) {
    const i = table.index.get(r.shapes.key() as PropertyKey);
    if (i === undefined) continue;
    table.index.delete(table.keys[i] as PropertyKey);
    table.keys[i] = undefined;
    slots[i] = undefined;
  }
  for (let n = input.count(); n > 0; n--) {
    const key = r.shapes.key();
    const attrs = input.below(16, 'attributes');
    const slot = originalOr(r, key, made);
    const i = key === undefined ? undefined : table.index.get(key);
    // A built-in of that name is gone from this engine: then the property is one of the program's.
    if (i === undefined) add(key, attrs, slot);
    else {
      table.attrs[i] = attrs;
      slots[i] = slot;
    }
  }
  for (let n = input.count(); n > 0; n--) {
    const key = r.shapes.key();
    if (key === undefined) add(undefined, 0, undefined);
    else add(key, input.below(16, 'attributes'), originalOr(r, key, made));
  }
  const elements = slotList(r);
  if (!(o instanceof JSFunction))
    (o as ExoticObject).elements = elements.length === 0 && !(o instanceof JSArray) ? NO_ELEMENTS : elements;
  else if (elements.length > 0) damaged('a function with elements');
  o.slots = slots.length === 0 ? NO_SLOTS : slots;
  o.shape = new Shape(r.machine.space, proto, table, table.keys.length, flags & ~ShapeFlag.SharedTable);
  // The flag says that the table must be copied before a change, which does no harm to one of its own: it stays as it was.
  if ((flags & ShapeFlag.SharedTable) !== 0)
    o.shape = new Shape(r.machine.space, proto, table, table.keys.length, flags);
}

function originalOr(r: StateReader, key: PropertyKey | undefined, made: ReadonlyMap<PropertyKey, Slot>): Slot {
  const { input } = r;
  const at = input.at;
  if (input.byte() === ValueTag.Original) {
    if (key === undefined || !made.has(key))
      throw new SnapshotError('MISSING_BUILTIN', `This engine has no built-in property ${String(key)}.`);
    return made.get(key) as Slot;
  }
  input.at = at;
  const v = r.slot();
  return v instanceof Lazy && v !== PENDING_STACK ? damaged('a lazy slot') : v;
}

function plainData(r: StateReader, data: unknown): void {
  const n = r.input.count();
  for (let i = 0; i < n; i++) {
    const name = r.text();
    let v: unknown;
    if (r.bool()) {
      const map = new Map<string, number>();
      for (let k = r.input.count(); k > 0; k--) {
        const key = r.text();
        map.set(key, r.input.float());
      }
      v = map;
    } else {
      v = r.value();
      if (v instanceof JSObject || typeof v === 'symbol') damaged('an internal slot of a built-in');
    }
    if (typeof data !== 'object' || data === null || !Object.hasOwn(data, name)) continue;
    const was = (data as Record<string, unknown>)[name];
    if (typeof was === 'string' && typeof v !== 'string') damaged('an internal slot of a built-in');
    (data as Record<string, unknown>)[name] = v;
  }
}
