/**
 * Entries of Map and Set in order of insertion, with positions that can be saved: a cursor is a table and a number. Deleted entries
 * leave a gap; when the gaps are the larger part, or at `clear`, a new table takes over and the old one says how positions move, so
 * that cursors left behind find their place.
 *
 * `index` is derived from `keys` (the host's Map compares as SameValueZero, and its keys are guest values): a saved state leaves it out.
 */
import type { Slot } from '../objects/object.ts';
import { HOLE, type Value } from '../objects/value.ts';

export class EntryTable {
  /** Position of each key. */
  readonly index: Map<Slot, number>;
  /** HOLE where the entry was deleted. */
  readonly keys: Slot[];
  /** Parallel to `keys`; empty in a Set's table. */
  readonly values: Slot[];
  /** The table that took over from this one; null while it is in use. */
  next: EntryTable | null = null;
  /** Positions that were gaps when `next` took over, ascending; null if everything was cleared. */
  gaps: readonly number[] | null = null;

  constructor(index: Map<Slot, number>, keys: Slot[], values: Slot[]) {
    this.index = index;
    this.keys = keys;
    this.values = values;
  }

  static empty(): EntryTable {
    return new EntryTable(new Map(), list(), list());
  }

  get size(): number {
    return this.index.size;
  }

  /** A table of the same entries without gaps, independent of this one. */
  copy(): EntryTable {
    const out = EntryTable.empty();
    this.copyInto(out);
    return out;
  }

  private copyInto(out: EntryTable): number[] {
    const gaps: number[] = [];
    const { keys, values } = this;
    const hasValues = values.length > 0;
    for (let i = 0; i < keys.length; i++) {
      const k = keys[i] as Slot;
      if (k === HOLE) {
        gaps.push(i);
        continue;
      }
      out.index.set(k, out.keys.length);
      out.keys.push(k);
      if (hasValues) out.values.push(values[i] as Slot);
    }
    return gaps;
  }

  /** The table without gaps that takes over. */
  compacted(): EntryTable {
    // The index goes over to the new table: a table that was left needs none.
    const out = new EntryTable(this.index, list(), list());
    this.gaps = this.copyInto(out);
    this.next = out;
    return out;
  }

  /** The empty table that takes over at `clear`. */
  cleared(): EntryTable {
    const out = EntryTable.empty();
    this.next = out;
    return out;
  }
}

/** An empty list in the host's representation of lists of any values. */
function list(): Slot[] {
  const l: Slot[] = [HOLE];
  l.pop();
  return l;
}

/** Where an iteration is: the next entry to look at. */
export interface Cursor {
  /** Null once the end was reached. */
  table: EntryTable | null;
  position: number;
}

/** Gaps below `position`. */
function gapsBelow(gaps: readonly number[], position: number): number {
  let low = 0;
  let high = gaps.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((gaps[middle] as number) < position) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Moves the cursor behind the next entry and answers the entry's position in `c.table`; -1, and the cursor ended, if there is none. */
export function advance(c: Cursor): number {
  let t = c.table;
  if (t === null) return -1;
  while (t.next !== null) {
    c.position = t.gaps === null ? 0 : c.position - gapsBelow(t.gaps, c.position);
    t = t.next;
    c.table = t;
  }
  const { keys } = t;
  let i = c.position;
  while (i < keys.length && keys[i] === HOLE) i++;
  if (i >= keys.length) {
    c.table = null;
    return -1;
  }
  c.position = i + 1;
  return i;
}

/** Internal slots of Map and Set ([[MapData]], [[SetData]]). */
export interface CollectionData {
  table: EntryTable;
}

/** Bytes charged for an entry: key, value and its place in the index. */
export const ENTRY_BYTES = 56;

/** The entry's key: −0 is +0. */
function normal(key: Value): Value {
  return key === 0 ? 0 : key;
}

/** Adds or changes an entry of a Map; true if it is new. */
export function setEntry(d: CollectionData, key: Value, v: Value): boolean {
  const t = d.table;
  const i = t.index.get(key);
  if (i !== undefined) {
    t.values[i] = v;
    return false;
  }
  t.index.set(normal(key), t.keys.length);
  t.keys.push(normal(key));
  t.values.push(v);
  return true;
}

/** Adds a key to a Set; true if it is new. */
export function addKey(d: CollectionData, key: Value): boolean {
  const t = d.table;
  if (t.index.has(key)) return false;
  t.index.set(normal(key), t.keys.length);
  t.keys.push(normal(key));
  return true;
}

/** Fewer gaps than this are left alone. */
const MIN_GAPS = 32;

/** Removes an entry; false if there was none. */
export function deleteEntry(d: CollectionData, key: Value): boolean {
  const t = d.table;
  const i = t.index.get(key);
  if (i === undefined) return false;
  t.index.delete(key);
  t.keys[i] = HOLE;
  if (t.values.length > 0) t.values[i] = undefined;
  const gaps = t.keys.length - t.index.size;
  if (gaps > MIN_GAPS && gaps > t.index.size) d.table = t.compacted();
  return true;
}
