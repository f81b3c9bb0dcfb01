import { describe, expect, it } from 'vitest';
import { addKey, advance, type CollectionData, type Cursor, deleteEntry, EntryTable, setEntry } from './entry-table.ts';

/** Numbers that are the same each time. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return (state >>> 8) % below;
  };
}

function open(d: CollectionData): Cursor {
  return { table: d.table, position: 0 };
}

function step(c: Cursor): unknown {
  const i = advance(c);
  return i < 0 ? undefined : c.table?.keys[i];
}

describe('entry tables', () => {
  it('gives entries in order of insertion, −0 as +0', () => {
    const d: CollectionData = { table: EntryTable.empty() };
    setEntry(d, 'a', 1);
    setEntry(d, -0, 2);
    setEntry(d, 'a', 3);
    expect(d.table.keys).toEqual(['a', 0]);
    expect(Object.is(d.table.keys[1], 0)).toBe(true);
    expect(d.table.values).toEqual([3, 2]);
    expect(d.table.index.get(Number.NaN)).toBeUndefined();
  });

  it('iterates as the host does, whatever is added, deleted and cleared meanwhile', () => {
    for (let seed = 1; seed <= 60; seed++) {
      let differences = 0;
      const next = numbers(seed);
      const d: CollectionData = { table: EntryTable.empty() };
      const host = new Set<number>();
      const cursors: { readonly ours: Cursor; readonly theirs: IterableIterator<number> }[] = [];
      for (let i = 0; i < 2000; i++) {
        const key = next(200);
        switch (next(12)) {
          case 0:
          case 1:
          case 2:
          case 3:
            if (addKey(d, key) === host.has(key)) differences++;
            host.add(key);
            break;
          case 4:
          case 5:
          case 6:
          case 7:
            if (deleteEntry(d, key) !== host.delete(key)) differences++;
            break;
          case 8:
            if (next(40) === 0) {
              d.table = d.table.cleared();
              host.clear();
            } else if (cursors.length < 20) cursors.push({ ours: open(d), theirs: host.values() });
            break;
          default:
            for (const { ours, theirs } of cursors) if (step(ours) !== theirs.next().value) differences++;
        }
        if (d.table.size !== host.size) differences++;
      }
      expect(differences).toBe(0);
      expect([...d.table.copy().keys]).toEqual([...host]);
    }
  });

  it('does not grow with what was deleted', () => {
    const d: CollectionData = { table: EntryTable.empty() };
    for (let i = 0; i < 10_000; i++) {
      addKey(d, i);
      if (i >= 10) deleteEntry(d, i - 10);
    }
    expect(d.table.size).toBe(10);
    expect(d.table.keys.length).toBeLessThan(100);
  });
});
