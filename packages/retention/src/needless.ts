/**
 * Needless retention: what is reachable, but would not be if each closure kept only the bindings that its code uses.
 *
 * Safe-for-space closure conversion (Shao and Appel 2000) is the standard that an engine with shared environments is measured by.
 */
import { type Links, NONE } from './graph.ts';

/** What closures would keep if they kept only what they use. */
export interface Thrift {
  /** For each edge, not 0 where the thrifty heap has none: it keeps nothing, or a closure's environment would not be shared. */
  readonly dropped: Uint8Array;
  /** For the node of a closure (`firstKept[n]` to `firstKept[n + 1]` in `kept`), what it would hold instead. */
  readonly closures: ReadonlyMap<number, readonly number[]>;
  /**
   * Entries of weak collections: the edge leads from the key to the value and counts while the collection's table is alive too. Edge to
   * node; an edge not in it is an ordinary one.
   */
  readonly ephemerons: ReadonlyMap<number, number>;
}

/** For each node, not 0 if the thrifty heap would still hold it. */
export function reachableUnderThrift({ nodeCount, firstEdge, edgeTo }: Links, thrift: Thrift): Uint8Array {
  const { dropped, closures, ephemerons } = thrift;
  const alive = new Uint8Array(nodeCount);
  const stack = new Uint32Array(nodeCount);
  /** Values that wait for a table. */
  const waiting = new Map<number, number[]>();
  let top = 0;
  const reach = (node: number): void => {
    if (alive[node] !== 0) return;
    alive[node] = 1;
    stack[top++] = node;
  };
  if (nodeCount > 0) reach(0);
  while (top > 0) {
    const node = stack[--top];
    for (let e = firstEdge[node]; e < firstEdge[node + 1]; e++) {
      if (dropped[e] !== 0) continue;
      const to = edgeTo[e];
      if (alive[to] !== 0) continue;
      const table = ephemerons.size === 0 ? undefined : ephemerons.get(e);
      if (table === undefined || alive[table] !== 0) reach(to);
      else {
        const values = waiting.get(table);
        if (values === undefined) waiting.set(table, [to]);
        else values.push(to);
      }
    }
    const kept = closures.get(node);
    if (kept !== undefined) for (const to of kept) reach(to);
    if (waiting.size > 0) {
      const values = waiting.get(node);
      if (values !== undefined) {
        waiting.delete(node);
        for (const to of values) reach(to);
      }
    }
  }
  return alive;
}

/**
 * To which binding each needlessly kept node is to be put down: the last one on a shortest way from what is rightly alive. Each node is
 * put down once, so that bytes add up.
 *
 * @param owner for each edge the number of the binding that it is a copy of, or NONE.
 * @returns for each node a binding's number, or NONE for what is rightly alive, or not at all, or kept by no binding.
 */
export function blameBindings(
  { nodeCount, firstEdge, edgeTo }: Links,
  ignored: Uint8Array,
  alive: Uint8Array,
  owner: (edge: number) => number,
): Uint32Array {
  const blame = new Uint32Array(nodeCount).fill(NONE);
  const seen = new Uint8Array(nodeCount);
  const queue = new Uint32Array(nodeCount);
  let tail = 0;
  for (let n = 0; n < nodeCount; n++) if (alive[n] !== 0) queue[tail++] = n;
  for (let head = 0; head < tail; head++) {
    const node = queue[head];
    for (let e = firstEdge[node]; e < firstEdge[node + 1]; e++) {
      if (ignored[e] !== 0) continue;
      const to = edgeTo[e];
      if (alive[to] !== 0 || seen[to] !== 0) continue;
      seen[to] = 1;
      const binding = owner(e);
      blame[to] = binding === NONE ? blame[node] : binding;
      queue[tail++] = to;
    }
  }
  return blame;
}
