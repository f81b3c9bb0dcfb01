/** Shortest ways from the root. */
import { type Links, NONE } from './graph.ts';

export interface ShortestPaths {
  /** The edge by which each node is reached first; NONE for the root and for what is not reached. */
  readonly via: Uint32Array;
  /** The node at that edge's beginning. */
  readonly from: Uint32Array;
}

/**
 * Breadth first from node 0, with the edges of `preferred` (those that a reader would name first: they count as the root's, wherever they
 * begin) before all others: everything that they reach is reached by them, by as few edges as possible.
 */
export function shortestPaths(
  graph: Links,
  ignored: Uint8Array | null = null,
  preferred: readonly number[] = [],
): ShortestPaths {
  const { nodeCount, firstEdge, edgeTo } = graph;
  const via = new Uint32Array(nodeCount).fill(NONE);
  const from = new Uint32Array(nodeCount).fill(NONE);
  const queue = new Uint32Array(nodeCount);
  let tail = 0;
  let head = 0;
  const reach = (node: number, edge: number): void => {
    const to = edgeTo[edge];
    if (to === 0 || via[to] !== NONE) return;
    via[to] = edge;
    from[to] = node;
    queue[tail++] = to;
  };
  const drain = (): void => {
    while (head < tail) {
      const node = queue[head++];
      for (let e = firstEdge[node]; e < firstEdge[node + 1]; e++)
        if (ignored === null || ignored[e] === 0) reach(node, e);
    }
  };
  if (nodeCount === 0) return { via, from };
  for (const edge of preferred) reach(0, edge);
  drain();
  for (let e = firstEdge[0]; e < firstEdge[1]; e++) if (ignored === null || ignored[e] === 0) reach(0, e);
  drain();
  return { via, from };
}

/** The edges from the root to `node`, the root's first; empty for the root and for what is not reached. */
export function pathTo({ via, from }: ShortestPaths, node: number): number[] {
  const edges: number[] = [];
  for (let n = node; via[n] !== NONE; n = from[n]) edges.push(via[n]);
  return edges.reverse();
}
