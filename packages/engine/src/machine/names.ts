/**
 * Bindings looked up by name: tables, with-records and the global environment (ECMA-262 §9.1). All are entered as general paths of
 * instructions (see `slow.ts`).
 */
import type { ModuleBinding } from '../agent/module.ts';
import type { Realm } from '../agent/realm.ts';
import { CodeFlag, type ScopeNames } from '../bytecode/code.ts';
import { Accessor, type JSObject, type Slot } from '../objects/object.ts';
import {
  Descriptor,
  defineOwnProperty,
  deleteProperty,
  getOwnSlot,
  Has,
  lookup,
  ownAttrs,
  SetResult,
  setProperty,
} from '../objects/property.ts';
import { Attr } from '../objects/shape.ts';
import { BAIL, HOLE, keyOfString, TDZ, type Value } from '../objects/value.ts';
import { isSynthetic } from '../scope/references.ts';
import { callHelper } from './calls.ts';
import { Frame } from './frame.ts';
import { deliverLookup } from './get-property.ts';
import type { InlineCache, LinkedCode } from './linked-code.ts';
import type { Machine } from './machine.ts';
import {
  BindingMode,
  type Environment,
  GlobalPlace,
  type LexicalCell,
  type ScopeRecord,
  Table,
  Unresolvable,
  WithRecord,
} from './records.ts';
import { setKey } from './set-property.ts';

export function newTable(m: Machine, outer: ScopeRecord | undefined, flags: number, scope: ScopeNames): Slot {
  m.environmentsMade++;
  m.charge(160);
  return new Table(outer, (flags & 1) !== 0, scope) as unknown as Slot;
}

export function newWith(m: Machine, outer: ScopeRecord | undefined, o: JSObject): Slot {
  m.environmentsMade++;
  m.charge(40);
  return new WithRecord(outer, o) as unknown as Slot;
}

export function declareName(m: Machine, t: Table, name: string, mode: BindingMode, v: Slot): void {
  m.charge(80);
  t.bindings.set(name, { value: v, mode });
}

/** Initialises `name` in `e`, or, for the `this` that a `super()` in eval code binds, in the table around that has it. */
export function initName(e: ScopeRecord, name: string, v: Slot): void {
  const record = findRecord(e, name);
  const b = record instanceof Table ? record.bindings.get(name) : undefined;
  if (b !== undefined) b.value = v;
}

const GLOBAL = new GlobalPlace();
const UNRESOLVABLE = new Unresolvable();

export type Place = Table | WithRecord | LexicalCell | ModuleBinding | GlobalPlace | Unresolvable;

/** The next record, from `e` outward, that might have the name: a table that has it, or a with-record. Null: only the global is left. */
function findRecord(e: ScopeRecord | undefined, name: string): Table | WithRecord | null {
  let at: ScopeRecord | undefined = e;
  while (at !== undefined) {
    if (at instanceof Table) {
      if (at.bindings.has(name)) return at;
    } else if (at instanceof WithRecord && !isSynthetic(name)) return at;
    at = at instanceof Frame ? at.outer : (at as Environment | Table).outer;
  }
  return null;
}

export function uninitialised(m: Machine, name: string): never {
  if (name === 'this')
    return m.throwReferenceError(
      "Must call super constructor in derived class before accessing 'this' or returning from derived constructor",
    );
  return m.throwReferenceError(`Cannot access '${name}' before initialization`);
}

export function notDefined(m: Machine, name: string): never {
  return m.throwReferenceError(`${name} is not defined`);
}

/** May answer the question whether a with-record has the name without guest code: undefined where it may not. */
function withHas(w: WithRecord, name: string): boolean | undefined {
  const found = lookup(w.object, keyOfString(name));
  if (found === HOLE) return false;
  return undefined;
}

export function loadName(m: Machine, e: ScopeRecord | undefined, name: string, forTypeof: boolean): void {
  let record = findRecord(e, name);
  while (record instanceof WithRecord) {
    if (withHas(record, name) !== false) {
      callHelper(m, 'LoadNameSlow', [record as unknown as Value, name, forTypeof, runsStrict(m)]);
      return;
    }
    record = findRecord(record.outer, name);
  }
  if (record === null) {
    loadGlobalName(m, m.realm, name, forTypeof);
    return;
  }
  const v = record.bindings.get(name)?.value;
  if (v === TDZ) uninitialised(m, name);
  m.deliver(v);
}

/** What lies behind the records: the module's binding, where the running code is a module's or a direct eval's in one. */
function moduleBinding(m: Machine, name: string): ModuleBinding | undefined {
  return m.frame?.code.module?.binding(name);
}

function loadGlobalName(m: Machine, realm: Realm, name: string, forTypeof: boolean): void {
  const cell = moduleBinding(m, name) ?? realm.lexicals.get(name);
  if (cell !== undefined) {
    if (cell.value === TDZ) uninitialised(m, name);
    m.deliver(cell.value);
    return;
  }
  if (name === '%this') {
    // An eval outside of functions: the `this` of its module or of the script.
    m.deliver(m.frame?.code.module != null ? undefined : realm.globalObject);
    return;
  }
  const v = lookup(realm.globalObject, keyOfString(name));
  if (v === HOLE) {
    if (forTypeof) m.deliver(undefined);
    else notDefined(m, name);
  } else if (v === BAIL) callHelper(m, 'LoadGlobalSlow', [name, forTypeof]);
  else deliverLookup(m, v, name, realm.globalObject);
}

export function storeName(m: Machine, e: ScopeRecord | undefined, name: string, v: Value, strict: boolean): void {
  let record = findRecord(e, name);
  while (record instanceof WithRecord) {
    if (withHas(record, name) !== false) {
      callHelper(m, 'StoreNameSlow', [record as unknown as Value, name, v, strict]);
      return;
    }
    record = findRecord(record.outer, name);
  }
  if (record === null) storeGlobalName(m, m.realm, name, v, strict);
  else storeInTable(m, record, name, v, strict);
}

export function storeInTable(m: Machine, t: Table, name: string, v: Value, strict: boolean): void {
  const b = t.bindings.get(name);
  if (b === undefined) {
    // An eval'd var deleted meanwhile: §9.1.1.1.5 step 1.
    if (strict) notDefined(m, name);
    t.bindings.set(name, { value: v, mode: BindingMode.Deletable });
    return;
  }
  if (b.value === TDZ) uninitialised(m, name);
  if (
    b.mode === BindingMode.Constant ||
    b.mode === BindingMode.TopConstant ||
    (b.mode === BindingMode.SilentlyImmutable && strict)
  )
    m.throwTypeError('Assignment to constant variable.');
  if (b.mode === BindingMode.SilentlyImmutable) return;
  b.value = v;
}

function storeGlobalName(m: Machine, realm: Realm, name: string, v: Value, strict: boolean): void {
  const cell = moduleBinding(m, name) ?? realm.lexicals.get(name);
  if (cell !== undefined) {
    if (cell.value === TDZ) uninitialised(m, name);
    if (cell.constant) m.throwTypeError('Assignment to constant variable.');
    cell.value = v;
    return;
  }
  const key = keyOfString(name);
  if (strict) {
    const found = lookup(realm.globalObject, key);
    if (found === HOLE) notDefined(m, name);
    if (found === BAIL) {
      callHelper(m, 'StoreGlobalSlow', [name, v]);
      return;
    }
  }
  setKey(m, realm.globalObject, key, v, strict);
}

export function deleteName(m: Machine, e: ScopeRecord | undefined, name: string): void {
  let record = findRecord(e, name);
  while (record instanceof WithRecord) {
    if (withHas(record, name) !== false) {
      callHelper(m, 'DeleteNameSlow', [record as unknown as Value, name]);
      return;
    }
    record = findRecord(record.outer, name);
  }
  if (record !== null) {
    const b = record.bindings.get(name);
    if (b?.mode !== BindingMode.Deletable) m.deliver(false);
    else m.deliver(record.bindings.delete(name));
    return;
  }
  const { realm } = m;
  if (realm.lexicals.has(name)) {
    m.deliver(false);
    return;
  }
  const done = deleteProperty(realm.globalObject, keyOfString(name));
  if (done) realm.varNames.delete(name);
  m.deliver(done);
}

export function resolveName(m: Machine, e: ScopeRecord | undefined, name: string): void {
  let record = findRecord(e, name);
  while (record instanceof WithRecord) {
    if (withHas(record, name) !== false) {
      callHelper(m, 'ResolveNameSlow', [record as unknown as Value, name]);
      return;
    }
    record = findRecord(record.outer, name);
  }
  m.deliver((record ?? resolveGlobal(m, name)) as unknown as Slot);
}

function resolveGlobal(m: Machine, name: string): Place {
  const { realm } = m;
  const cell = moduleBinding(m, name) ?? realm.lexicals.get(name);
  if (cell !== undefined) return cell;
  const found = lookup(realm.globalObject, keyOfString(name));
  // A Proxy behind the global object would have to be asked; asking twice is what every engine avoids: it counts as found.
  return found === HOLE ? UNRESOLVABLE : GLOBAL;
}

/** `$resolveOutward(record, name)` of the self-hosted resolution: what is found outside a with-record that lacks the name. */
export function resolveOutside(m: Machine, w: Value, name: string): Slot {
  const record = findRecord((w as unknown as WithRecord).outer, name);
  return (record ?? resolveGlobal(m, name)) as unknown as Slot;
}

export function getResolved(m: Machine, place: Place, name: string, forTypeof: boolean): void {
  if (place instanceof Table) {
    const b = place.bindings.get(name);
    if (b === undefined) {
      if (forTypeof) m.deliver(undefined);
      else notDefined(m, name);
      return;
    }
    if (b.value === TDZ) uninitialised(m, name);
    m.deliver(b.value);
  } else if (place instanceof WithRecord) callHelper(m, 'GetWithBinding', [place.object, name, runsStrict(m)]);
  else if (place instanceof GlobalPlace) loadGlobalName(m, m.realm, name, forTypeof);
  else if (place instanceof Unresolvable) {
    if (forTypeof) m.deliver(undefined);
    else notDefined(m, name);
  } else {
    if (place.value === TDZ) uninitialised(m, name);
    m.deliver(place.value);
  }
}

export function putResolved(m: Machine, place: Place, name: string, v: Value, strict: boolean): void {
  if (place instanceof Table) storeInTable(m, place, name, v, strict);
  else if (place instanceof WithRecord) callHelper(m, 'SetWithBinding', [place.object, name, v, strict]);
  else if (place instanceof GlobalPlace) {
    // §9.1.1.2.5: in strict code the binding must still exist.
    if (strict && lookup(m.realm.globalObject, keyOfString(name)) === HOLE) notDefined(m, name);
    setKey(m, m.realm.globalObject, keyOfString(name), v, strict);
  } else if (place instanceof Unresolvable) {
    if (strict) notDefined(m, name);
    setKey(m, m.realm.globalObject, keyOfString(name), v, false);
  } else {
    if (place.value === TDZ) uninitialised(m, name);
    if (place.constant) m.throwTypeError('Assignment to constant variable.');
    place.value = v;
  }
}

export function thisOfResolved(place: Place): Value {
  return place instanceof WithRecord ? place.object : undefined;
}

/** Gives a declared function its value in the var scope nearest to `e`, or on the global object (see DeclareFunction in optable.ts). */
export function declareFunction(m: Machine, f: Value, name: string, e: ScopeRecord | undefined, annexB: boolean): void {
  let at: ScopeRecord | undefined = e;
  while (at !== undefined && !(at instanceof Table && at.varScope)) at = at instanceof Frame ? at.outer : at.outer;
  if (at !== undefined) {
    const b = (at as Table).bindings.get(name);
    if (b === undefined) return;
    if (annexB && (b.mode === BindingMode.TopLexical || b.mode === BindingMode.TopConstant)) return;
    b.value = f;
    return;
  }
  const { realm } = m;
  if (annexB && (realm.lexicals.has(name) || !realm.varNames.has(name))) return;
  const key = keyOfString(name);
  if (annexB) setKey(m, realm.globalObject, key, f, false);
  else defineOwnProperty(realm.globalObject, key, new Descriptor(Has.Value, f, undefined, undefined, 0));
}

// ---- global names with caches -------------------------------------------------------------------------------------------------------

export function loadGlobal(m: Machine, lc: LinkedCode, name: string, forTypeof: boolean, ic: InlineCache): void {
  const { realm } = lc;
  const cell = realm.lexicals.get(name);
  if (cell !== undefined) {
    ic.cell = cell;
    if (cell.value === TDZ) uninitialised(m, name);
    m.deliver(cell.value);
    return;
  }
  const o = realm.globalObject;
  const v = getOwnSlot(o, name);
  if (v !== HOLE && !(v instanceof Accessor)) {
    const i = o.shape.lookup(name);
    if (i >= 0) {
      ic.shape = o.shape;
      ic.slot = i;
    }
    m.deliver(v);
    return;
  }
  loadGlobalName(m, realm, name, forTypeof);
}

export function storeGlobal(
  m: Machine,
  lc: LinkedCode,
  name: string,
  v: Value,
  strict: boolean,
  ic: InlineCache,
): void {
  const { realm } = lc;
  const cell = realm.lexicals.get(name);
  if (cell !== undefined) {
    if (cell.value === TDZ) uninitialised(m, name);
    if (cell.constant) m.throwTypeError('Assignment to constant variable.');
    ic.cell = cell;
    cell.value = v;
    return;
  }
  const o = realm.globalObject;
  const own = getOwnSlot(o, name);
  if (own !== HOLE && !(own instanceof Accessor) && (ownAttrs(o, name) & Attr.Writable) !== 0) {
    if (setProperty(o, name, v) === SetResult.Done) {
      const i = o.shape.lookup(name);
      if (i >= 0) {
        ic.shape = o.shape;
        ic.slot = i;
      }
      return;
    }
  }
  storeGlobalName(m, realm, name, v, strict);
}

export function initGlobalLexical(realm: Realm, name: string, v: Slot): void {
  const cell = realm.lexicals.get(name);
  if (cell !== undefined) cell.value = v;
}

function runsStrict(m: Machine): boolean {
  return ((m.frame as Frame).code.flags & CodeFlag.Strict) !== 0;
}
