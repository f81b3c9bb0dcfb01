import { describe, expect, it } from 'vitest';
import { EntryTable } from '../builtins/entry-table.ts';
import { Environment } from '../machine/records.ts';
import { ExoticObject, type JSObject, PlainObject } from '../objects/object.ts';
import { PropertyTable, Shape, ShapeFlag, ShapeSpace } from '../objects/shape.ts';
import { checkChains } from './chains.ts';

const space = new ShapeSpace();
const shapeOf = (proto: JSObject | null): Shape => new Shape(space, proto, PropertyTable.empty(), 0, ShapeFlag.Plain);
const plain = (proto: JSObject | null): PlainObject =>
  new PlainObject(shapeOf(proto), undefined, undefined, undefined, undefined);
const scope = { bindings: [], owner: '', source: { name: '', text: '' } };
const bound = (target: JSObject | null): ExoticObject =>
  new ExoticObject(shapeOf(null), 'BoundFunction', { target, self: undefined, args: [] });
const proxy = (target: JSObject | null): ExoticObject =>
  new ExoticObject(shapeOf(null), 'Proxy', { target, handler: null, callable: true, constructor_: false });

describe('chains that end', () => {
  it('may share their ends', () => {
    const root = plain(null);
    const middle = plain(root);
    const outer = new Environment(undefined, [], scope);
    const nodes = [plain(middle), plain(middle), middle, root, bound(proxy(bound(root))), proxy(null)];
    const table = EntryTable.empty();
    table.next = EntryTable.empty();
    expect(() => checkChains([...nodes, new Environment(outer, [], scope), outer, table, table.next])).not.toThrow();
  });

  it('cost as much as their nodes, however many begin at each', () => {
    let last: PlainObject = plain(null);
    const nodes: PlainObject[] = [];
    for (let i = 0; i < 200_000; i++) {
      last = plain(last);
      nodes.push(last);
    }
    // By the square of their number this would take minutes.
    expect(() => checkChains(nodes.reverse())).not.toThrow();
  }, 10_000);
});

describe('chains that lead back', () => {
  const refused = (nodes: readonly unknown[], what: string): void =>
    expect(() => checkChains(nodes)).toThrow(`${what} that leads back to itself`);

  it('are refused: prototypes', () => {
    const a = plain(null);
    const b = plain(a);
    const c = plain(b);
    a.shape = shapeOf(b);
    refused([c], 'a chain of prototypes');
    const self = plain(null);
    self.shape = shapeOf(self);
    refused([self], 'a chain of prototypes');
  });

  it('are refused: scopes', () => {
    const a = new Environment(undefined, [], scope);
    const b = new Environment(a, [], scope);
    (a as { outer: Environment }).outer = b;
    refused([a, b], 'a chain of scopes');
  });

  it('are refused: tables', () => {
    const a = EntryTable.empty();
    const b = EntryTable.empty();
    a.next = b;
    b.next = a;
    refused([a], 'a chain of tables');
  });

  it('are refused: bound functions and proxies', () => {
    const a = bound(null);
    const b = proxy(bound(proxy(a)));
    a.data = { ...a.data, target: b };
    refused([b], 'a chain of bound functions and proxies');
  });
});
