/** What a realm's own objects are like by themselves, so that a snapshot holds only what a program has changed of them. */
import type { Realm } from '../agent/realm.ts';
import { GLOBALS, INTRINSICS, WEB_GLOBALS } from '../builtins/index.ts';
import type { FunctionSpec, IntrinsicSpec, PropertySpec } from '../builtins/spec.ts';
import { Accessor, type ExoticObject, JSArray, JSFunction, type JSObject, Lazy, type Slot } from '../objects/object.ts';
import { elementsOf, rawSlot } from '../objects/property.ts';
import { Attr, ShapeFlag } from '../objects/shape.ts';
import type { PropertyKey } from '../objects/value.ts';

/** A property that an object of the realm is born with. */
export interface Original {
  readonly key: PropertyKey;
  readonly attrs: number;
  /** Null: `length` or `name` of a function. */
  readonly row: PropertySpec | null;
  readonly value: Slot;
}

const originals = new Map<object, readonly Original[]>();

function originalOf(row: PropertySpec): Original {
  const accessor = row.kind === 'accessor' || row.kind === 'intrinsicAccessor';
  return {
    key: row.key,
    attrs: accessor ? row.attrs | Attr.Accessor : row.attrs,
    row,
    value: row.kind === 'value' ? row.value : undefined,
  };
}

/** Properties of an intrinsic object in their order. */
export function originalsOf(spec: IntrinsicSpec): readonly Original[] {
  let list = originals.get(spec);
  if (list === undefined) {
    const attrs = spec.frozen === true ? Attr.None : Attr.Configurable;
    const own: Original[] =
      spec.fn === undefined
        ? []
        : [
            { key: 'length', attrs, row: null, value: spec.fn.length },
            { key: 'name', attrs, row: null, value: spec.fn.name },
          ];
    list = [...own, ...spec.properties.map(originalOf)];
    originals.set(spec, list);
  }
  return list;
}

export function originalGlobals(web: boolean): readonly Original[] {
  const rows = web ? WEB_GLOBALS : GLOBALS;
  let list = originals.get(rows);
  if (list === undefined) {
    list = rows.map(originalOf);
    originals.set(rows, list);
  }
  return list;
}

function isOwn(realm: Realm, slot: unknown, spec: FunctionSpec | null): boolean {
  if (spec === null || slot === undefined) return spec === null && slot === undefined;
  return (
    slot instanceof JSFunction && slot.code.spec === spec && slot.code.realm === realm && slot.captures.length === 0
  );
}

/** Does a slot hold what the realm put there, made already or not? */
export function isOriginal(realm: Realm, o: Original, slot: Slot): boolean {
  const { row } = o;
  if (row === null) return Object.is(slot, o.value);
  if (slot instanceof Lazy) return true;
  switch (row.kind) {
    case 'value':
      return Object.is(slot, row.value);
    case 'method':
      return realm.madeMethods.get(row.fn) === slot;
    case 'alias':
      return (
        slot instanceof JSFunction &&
        slot.code.spec !== null &&
        realm.madeMethods.get(slot.code.spec) === slot &&
        isAliasOf(row, slot.code.spec, realm, o)
      );
    case 'accessor':
      return slot instanceof Accessor && isOwn(realm, slot.get, row.get) && isOwn(realm, slot.set, row.set);
    case 'intrinsic':
      return slot === (row.id === '%globalThis%' ? realm.globalObject : realm.madeIntrinsics.get(row.id));
    case 'intrinsicAccessor': {
      const made = realm.madeIntrinsics.get(row.id);
      return slot instanceof Accessor && slot.get === made && slot.set === made;
    }
  }
}

const aliasTargets = new Map<PropertySpec, FunctionSpec | null>();

/** An alias holds the function of the row that it names, which stands beside it. */
function isAliasOf(row: PropertySpec & { kind: 'alias' }, spec: FunctionSpec, _realm: Realm, _o: Original): boolean {
  let target = aliasTargets.get(row);
  if (target === undefined) {
    target = null;
    const lists = [...[...INTRINSICS.values()].map((i) => i.properties), GLOBALS, WEB_GLOBALS];
    for (const list of lists) {
      if (!list.includes(row)) continue;
      const named = list.find((p) => p.key === row.of);
      if (named?.kind === 'method') target = named.fn;
    }
    aliasTargets.set(row, target);
  }
  return target === spec;
}

/** The function of a row, untouched: without properties of its own, so that it leaves no trace. */
export function isUntouched(f: JSFunction): boolean {
  const { realm } = f.code;
  return (
    (f.shape.flags & ShapeFlag.LazyFunction) !== 0 &&
    f.shape.proto === realm.madeIntrinsics.get('%FunctionPrototype%') &&
    f.captures.length === 0
  );
}

/** Flags that an intrinsic's shape begins with, as `Realm` gives them. */
export function originalFlags(spec: IntrinsicSpec): number {
  let flags = ShapeFlag.Own | ShapeFlag.SharedTable | ShapeFlag.LazySlots;
  if (spec.id.endsWith('Prototype%')) flags |= ShapeFlag.Prototype;
  if (spec.exotic === 'Array') flags |= ShapeFlag.Array;
  if (spec.frozen === true) flags |= ShapeFlag.NonExtensible;
  return flags;
}

/** Functions in an object's slots. */
export function* functionsIn(o: JSObject): Generator<JSFunction> {
  for (let i = 0; i < o.shape.count; i++) {
    const slot = rawSlot(o, i);
    if (slot instanceof JSFunction) yield slot;
    else if (slot instanceof Accessor) {
      if (slot.get instanceof JSFunction) yield slot.get;
      if (slot.set instanceof JSFunction) yield slot.set;
    }
  }
}

/** Is an object with these originals as the realm made it? `flags` are those it began with, `proto` its prototype then. */
export function isAsMade(
  realm: Realm,
  o: JSObject,
  list: readonly Original[],
  flags: number,
  proto: JSObject | null,
  data: unknown,
): boolean {
  const { shape } = o;
  if (shape.flags !== flags || shape.proto !== proto || shape.count !== list.length) return false;
  for (let i = 0; i < list.length; i++) {
    const original = list[i] as Original;
    if (
      shape.table.keys[i] !== original.key ||
      shape.table.attrs[i] !== original.attrs ||
      !isOriginal(realm, original, rawSlot(o, i))
    )
      return false;
  }
  if (elementsOf(o).length > 0 || (o instanceof JSArray && o.length > 0)) return false;
  if (o instanceof JSFunction) return o.captures.length === 0;
  const mine = o instanceof JSArray ? null : (o as ExoticObject).data;
  if (typeof mine !== 'object' || mine === null) return true;
  return Object.entries(mine).every(([key, v]) => v === (data as Record<string, unknown> | null)?.[key]);
}
