/**
 * Needless retention: what is reachable, but would not be if each closure kept only the bindings that its code uses.
 *
 * Safe-for-space closure conversion (Shao and Appel 2000) is the standard that an engine with shared environments is measured by.
 */
import { type Links, NONE } from './graph.ts';

/** What an edge is to a heap whose closures keep only what they use. */
export const enum Hold {
  /** It keeps its target alive. */
  Strong = 0,
  /** It keeps nothing, or a closure's environment would not be shared. */
  None = 1,
  /** Entry of a weak collection, from the key to the value: it counts while the collection's table is alive too. */
  Ephemeron = 2,
}

/** What closures would keep if they kept only what they use. */
export interface Thrift {
  /** For each edge a `Hold`. */
  readonly holds: Uint8Array;
  /** For each node, 0 or the number of its list in `keptStart`, from 1: what a closure would hold instead of its environment. */
  readonly closure: Uint32Array;
  /** List `n` is `kept[keptStart[n - 1]]` to `kept[keptStart[n]]`, exclusive. */
  readonly keptStart: Uint32Array;
  readonly kept: Uint32Array;
  /** The table of each ephemeron, by its edge. */
  readonly tables: ReadonlyMap<number, number>;
}

/** For each node, not 0 if the thrifty heap would still hold it. */
export function reachableUnderThrift({ nodeCount, firstEdge, edgeTo }: Links, thrift: Thrift): Uint8Array {
  const { holds, closure, keptStart, kept, tables } = thrift;
  const alive = new Uint8Array(nodeCount);
  const stack = new Uint32Array(nodeCount);
  /** Values that wait for a table. */
  const waiting = new Map<number, number[]>();
  let top = 0;
  if (nodeCount > 0) {
    alive[0] = 1;
    stack[top++] = 0;
  }
  while (top > 0) {
    const node = stack[--top];
    for (let e = firstEdge[node]; e < firstEdge[node + 1]; e++) {
      const to = edgeTo[e];
      const hold = holds[e];
      if (hold === Hold.None || alive[to] !== 0) continue;
      if (hold === Hold.Ephemeron) {
        const table = tables.get(e) as number;
        if (alive[table] === 0) {
          const values = waiting.get(table);
          if (values === undefined) waiting.set(table, [to]);
          else values.push(to);
          continue;
        }
      }
      alive[to] = 1;
      stack[top++] = to;
    }
    const list = closure[node];
    if (list !== 0) {
      for (let i = keptStart[list - 1]; i < keptStart[list]; i++) {
        const to = kept[i];
        if (alive[to] !== 0) continue;
        alive[to] = 1;
        stack[top++] = to;
      }
    }
    if (waiting.size === 0) continue;
    for (const to of waiting.get(node) ?? []) {
      if (alive[to] !== 0) continue;
      alive[to] = 1;
      stack[top++] = to;
    }
    waiting.delete(node);
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
  owner: Uint32Array,
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
      const binding = owner[e];
      blame[to] = binding === NONE ? blame[node] : binding;
      queue[tail++] = to;
    }
  }
  return blame;
}
