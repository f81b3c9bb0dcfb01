/**
 * Weak collections as ephemerons (Hayes 1997): an entry's value is alive if the collection AND the key are.
 *
 * In the host: each collection has a host WeakMap from key to value, which is exactly that; nothing here keeps a key, or the value of
 * a dead key, alive. A host WeakMap cannot be enumerated, so each key also remembers in which collections it may have an entry: by the
 * collection's `WeakTable`, which holds neither keys nor values otherwise. So a walk over the guest's heap that reaches a key asks
 * `weakTablesOf(key)`, and for those tables whose collection it has reached (or when it does) takes `table.get(key)` as an edge.
 * What a key remembers of a dead collection is an empty shell; `forgetTables` drops those after a trace.
 */
import { isObject, type JSObject } from '../objects/object.ts';
import type { Value } from '../objects/value.ts';

export type WeakKey = JSObject | symbol;

/** Where the host's WeakMap does not take symbols, those that are used as keys live as long as the collection. */
const HOST_TAKES_SYMBOLS = (() => {
  try {
    return new WeakSet().add(Symbol() as unknown as object) !== undefined;
  } catch {
    return false;
  }
})();

/** The part of a key's side table: one table, or several. */
type Remembered = WeakTable | Set<WeakTable>;

const remembered = new WeakMap<object, Remembered>();
const rememberedBySymbol = new Map<symbol, Remembered>();

function sideTable(key: WeakKey): { get(k: WeakKey): Remembered | undefined; set(k: WeakKey, v: Remembered): unknown } {
  return (typeof key === 'symbol' && !HOST_TAKES_SYMBOLS ? rememberedBySymbol : remembered) as WeakMap<
    WeakKey & object,
    Remembered
  > as never;
}

/** Entries of one WeakMap or WeakSet ([[WeakMapData]], [[WeakSetData]]). A WeakSet's values are `true`. */
export class WeakTable {
  private readonly entries = new WeakMap<object, Value>();
  private symbols: Map<symbol, Value> | null = null;

  private of(key: WeakKey): Map<WeakKey, Value> {
    if (typeof key === 'symbol' && !HOST_TAKES_SYMBOLS) {
      this.symbols ??= new Map();
      return this.symbols as Map<WeakKey, Value>;
    }
    return this.entries as unknown as Map<WeakKey, Value>;
  }

  get(key: WeakKey): Value {
    return this.of(key).get(key);
  }

  has(key: WeakKey): boolean {
    return this.of(key).has(key);
  }

  /** True if the entry is new. */
  set(key: WeakKey, v: Value): boolean {
    const entries = this.of(key);
    const isNew = !entries.has(key);
    entries.set(key, v);
    if (isNew) remember(key, this);
    return isNew;
  }

  /** The key's memory of this table stays: adding the entry again needs it. */
  delete(key: WeakKey): boolean {
    return this.of(key).delete(key);
  }
}

/** Tables that keys remember beside their first, since the last look: see `areTablesManyfold`. */
let further = 0;
const MANY = 1024;

/** Have keys come into many collections since this was true last? Then it is time for `forgetTables`. */
export function areTablesManyfold(): boolean {
  if (further < MANY) return false;
  further = 0;
  return true;
}

function remember(key: WeakKey, table: WeakTable): void {
  const side = sideTable(key);
  const known = side.get(key);
  if (known === undefined) side.set(key, table);
  else if (known instanceof Set) {
    known.add(table);
    further++;
  } else if (known !== table) side.set(key, new Set([known, table]));
}

/** Tables in which `key` may have an entry, in the order in which it came into them. */
export function weakTablesOf(key: WeakKey): Iterable<WeakTable> {
  const known = sideTable(key).get(key);
  return known === undefined ? [] : known instanceof Set ? known : [known];
}

/** Drops what `key` remembers of tables that a trace has found dead, and of those in which it has no entry any more. */
export function forgetTables(key: WeakKey, isAlive: (table: WeakTable) => boolean): void {
  const known = sideTable(key).get(key);
  if (known instanceof Set) for (const t of known) if (!isAlive(t) || !t.has(key)) known.delete(t);
}

/** CanBeHeldWeakly (ECMA-262 §9.13): objects, and symbols that are not in the registry. */
export function canBeHeldWeakly(v: Value, registered: ReadonlyMap<symbol, string>): v is WeakKey {
  return isObject(v) || (typeof v === 'symbol' && !registered.has(v));
}
