/** Contents of Map, Set, their iterators and DataView as inspection reads them. */
import type { DataViewData } from '../builtins/data-view.ts';
import { advance, type CollectionData, type Cursor, type EntryTable } from '../builtins/entry-table.ts';
import type { CollectionIteratorData } from '../builtins/map.ts';
import type { ExoticObject } from '../objects/object.ts';
import type { ArrayBufferData } from '../objects/typed-array.ts';
import type { Value } from '../objects/value.ts';

export interface Entries {
  readonly size: number;
  /** Keys with values; else keys only. */
  readonly isPairs: boolean;
  at(i: number): readonly [key: Value, value: Value];
}

function entriesFrom(start: Cursor, isPairs: boolean, pick: 'keys' | 'values' | 'entries', most: number): Entries {
  const list: [Value, Value][] = [];
  const c: Cursor = { table: start.table, position: start.position };
  let size = 0;
  for (let i = advance(c); i >= 0; i = advance(c)) {
    size++;
    if (list.length >= most) continue;
    const t = c.table as EntryTable;
    const key = t.keys[i] as Value;
    // A Set's entries are pairs of the same value.
    const v = t.values.length > 0 ? (t.values[i] as Value) : key;
    list.push(pick === 'values' ? [v, v] : [key, v]);
  }
  return { size, isPairs, at: (i) => list[i] as [Value, Value] };
}

/** Entries of a Map or Set, of which no more than `most` are looked at. */
export function collectionEntries(o: ExoticObject, most: number): Entries {
  const { table } = o.data as CollectionData;
  return { ...entriesFrom({ table, position: 0 }, o.kind === 'Map', 'entries', most), size: table.size };
}

/** What a Map or Set iterator has still to give; it stays where it is. */
export function iteratorEntries(o: ExoticObject, most: number): Entries {
  const d = o.data as CollectionIteratorData;
  return entriesFrom(d, d.mode === 'entries', d.mode, most);
}

/** What is shown of a DataView. */
export function dataViewOf(o: ExoticObject): { buffer: ExoticObject; byteOffset: number; byteLength: number } {
  const d = o.data as DataViewData;
  const bytes = (d.buffer.data as ArrayBufferData).bytes?.length ?? 0;
  return { buffer: d.buffer, byteOffset: d.byteOffset, byteLength: d.byteLength ?? Math.max(0, bytes - d.byteOffset) };
}
