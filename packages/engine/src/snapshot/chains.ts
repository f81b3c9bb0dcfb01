/** Chains that the engine follows without counting steps: none may come back to itself. */
import { EntryTable } from '../builtins/entry-table.ts';
import { Frame } from '../machine/frame.ts';
import { Environment, Table, WithRecord } from '../machine/records.ts';
import { type BoundData, ExoticObject, JSObject, type ProxyData } from '../objects/object.ts';
import { damaged } from './snapshot-error.ts';

/** The links of one kind of chain that have been followed, each once. */
class Chain {
  private readonly what: string;
  private readonly next: (node: object) => object | null | undefined;
  /** Which walk came by a node: the walk under way, or one that came to an end. */
  private readonly walks = new Map<object, number>();
  private walk = 0;

  constructor(what: string, next: (node: object) => object | null | undefined) {
    this.what = what;
    this.next = next;
  }

  /** Most nodes have no link, and cost no entry. */
  follow(from: object): void {
    let at = this.next(from);
    if (at === null || at === undefined || this.walks.has(from)) return;
    const walk = ++this.walk;
    this.walks.set(from, walk);
    for (; at !== null && at !== undefined; at = this.next(at)) {
      const seen = this.walks.get(at);
      if (seen === walk) damaged(`${this.what} that leads back to itself`);
      if (seen !== undefined) return;
      this.walks.set(at, walk);
    }
  }
}

const outerOf = (v: object): object | null | undefined =>
  v instanceof Environment || v instanceof Frame || v instanceof Table || v instanceof WithRecord ? v.outer : null;

function targetOf(v: object): object | null {
  if (!(v instanceof ExoticObject)) return null;
  if (v.kind === 'BoundFunction') return (v.data as BoundData).target;
  return v.kind === 'Proxy' ? (v.data as ProxyData).target : null;
}

/**
 * Follows every chain of the nodes to its end. Linear in their number.
 * @throws SnapshotError where one comes back to itself.
 */
export function checkChains(nodes: readonly unknown[]): void {
  const prototypes = new Chain('a chain of prototypes', (v) => (v as JSObject).shape.proto);
  const stacks = new Chain('a stack', (v) => (v as Frame).caller);
  const tables = new Chain('a chain of tables', (v) => (v as EntryTable).next);
  const scopes = new Chain('a chain of scopes', outerOf);
  const targets = new Chain('a chain of bound functions and proxies', targetOf);
  // Objects of one prototype have one chain from there on; an object that no other has as its prototype is in no circle.
  const followed = new Set<JSObject>();
  for (const node of nodes) {
    if (node instanceof JSObject) {
      const { proto } = node.shape;
      if (proto !== null && !followed.has(proto)) {
        followed.add(proto);
        prototypes.follow(proto);
      }
      if (node instanceof ExoticObject && (node.kind === 'BoundFunction' || node.kind === 'Proxy'))
        targets.follow(node);
    } else if (node instanceof Frame) {
      stacks.follow(node);
      scopes.follow(node);
    } else if (node instanceof EntryTable) tables.follow(node);
    else if (node instanceof Environment || node instanceof Table || node instanceof WithRecord) scopes.follow(node);
  }
}
