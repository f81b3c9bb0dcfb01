import { describe, expect, it } from 'vitest';
import { PlainObject } from '../objects/object.ts';
import { PropertyTable, Shape, ShapeFlag, ShapeSpace } from '../objects/shape.ts';
import { canBeHeldWeakly, forgetTables, WeakTable, weakTablesOf } from './weak-table.ts';

const shape = new Shape(new ShapeSpace(), null, PropertyTable.empty(), 0, ShapeFlag.Plain);
const object = (): PlainObject => new PlainObject(shape, undefined, undefined, undefined, undefined);

describe('weak tables', () => {
  it('are found from their keys, in the order in which the keys came into them', () => {
    const [a, b, c] = [new WeakTable(), new WeakTable(), new WeakTable()];
    const key = object();
    expect([...weakTablesOf(key)]).toEqual([]);
    expect(b.set(key, 1)).toBe(true);
    expect(b.set(key, 2)).toBe(false);
    expect([...weakTablesOf(key)]).toEqual([b]);
    a.set(key, 3);
    c.set(key, 4);
    expect([...weakTablesOf(key)]).toEqual([b, a, c]);
    expect([a.get(key), b.get(key), c.get(key)]).toEqual([3, 2, 4]);
    c.delete(key);
    forgetTables(key, (t) => t !== a);
    expect([...weakTablesOf(key)]).toEqual([b]);
  });

  it('take symbols that nobody can make again', () => {
    const symbol = Symbol('s');
    const registered = Symbol('r');
    const registry = new Map([[registered, 'r']]);
    expect(canBeHeldWeakly(symbol, registry)).toBe(true);
    expect(canBeHeldWeakly(registered, registry)).toBe(false);
    expect(canBeHeldWeakly('x', registry)).toBe(false);
    const t = new WeakTable();
    t.set(symbol, true);
    expect(t.has(symbol)).toBe(true);
    expect(t.delete(symbol)).toBe(true);
    expect(t.has(symbol)).toBe(false);
  });
});
