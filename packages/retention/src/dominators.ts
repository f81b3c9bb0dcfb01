/** Dominators (Lengauer and Tarjan 1979, with path compression) and retained sizes. No recursion: a list of millions is no deeper than a star. */
import { type Links, NONE } from './graph.ts';

export interface Dominators {
  /** For each node its immediate dominator; NONE for the root and for what the root does not reach. */
  readonly dominator: Uint32Array;
  /** The nodes reached, in depth-first order, the root first: each after its dominator. */
  readonly order: Uint32Array;
}

/**
 * The dominator tree of what node 0 reaches. Edges whose entry in `ignored` is not 0 do not count.
 *
 * O(edges × log nodes); practically linear.
 */
export function computeDominators(graph: Links, ignored: Uint8Array | null = null): Dominators {
  const { nodeCount, firstEdge, edgeTo } = graph;
  /** Number of a node in depth-first order, from 1; 0: not reached. */
  const number = new Uint32Array(nodeCount);
  const vertex = new Uint32Array(nodeCount + 1);
  const parent = new Uint32Array(nodeCount + 1);
  const count = numberNodes(graph, ignored, number, vertex, parent);

  // Predecessors of the nodes reached, by their numbers.
  const predecessorStart = new Uint32Array(count + 2);
  for (let v = 1; v <= count; v++) {
    const node = vertex[v];
    for (let e = firstEdge[node]; e < firstEdge[node + 1]; e++) {
      if (ignored !== null && ignored[e] !== 0) continue;
      predecessorStart[number[edgeTo[e]] + 1]++;
    }
  }
  for (let v = 1; v <= count + 1; v++) predecessorStart[v] += predecessorStart[v - 1];
  const predecessors = new Uint32Array(predecessorStart[count + 1]);
  const fill = predecessorStart.slice(0, count + 1);
  for (let v = 1; v <= count; v++) {
    const node = vertex[v];
    for (let e = firstEdge[node]; e < firstEdge[node + 1]; e++) {
      if (ignored !== null && ignored[e] !== 0) continue;
      predecessors[fill[number[edgeTo[e]]]++] = v;
    }
  }

  const semi = new Uint32Array(count + 1);
  const label = new Uint32Array(count + 1);
  const ancestor = new Uint32Array(count + 1);
  const dominator = new Uint32Array(count + 1);
  const bucketHead = new Uint32Array(count + 1);
  const bucketNext = new Uint32Array(count + 1);
  const path = new Uint32Array(count + 1);
  for (let v = 1; v <= count; v++) {
    semi[v] = v;
    label[v] = v;
  }

  /** The vertex of least semidominator on the way from `v` to the root of its tree in the forest, which is left compressed. */
  const evaluate = (v: number): number => {
    if (ancestor[v] === 0) return label[v];
    let length = 0;
    let u = v;
    while (ancestor[ancestor[u]] !== 0) {
      path[length++] = u;
      u = ancestor[u];
    }
    while (length > 0) {
      u = path[--length];
      const above = ancestor[u];
      if (semi[label[above]] < semi[label[u]]) label[u] = label[above];
      ancestor[u] = ancestor[above];
    }
    return label[v];
  };

  for (let w = count; w >= 2; w--) {
    let least = semi[w];
    for (let i = predecessorStart[w]; i < predecessorStart[w + 1]; i++) {
      const v = predecessors[i];
      // What is numbered lower is not in the forest yet, and so its own label.
      const candidate = v < w ? v : semi[evaluate(v)];
      if (candidate < least) least = candidate;
    }
    semi[w] = least;
    const p = parent[w];
    ancestor[w] = p;
    // Most nodes: no need for a place in the parent's bucket, which would be emptied at once.
    if (least === p) dominator[w] = p;
    else {
      bucketNext[w] = bucketHead[least];
      bucketHead[least] = w;
    }
    for (let v = bucketHead[p]; v !== 0; v = bucketNext[v]) {
      const u = evaluate(v);
      dominator[v] = semi[u] < semi[v] ? u : p;
    }
    bucketHead[p] = 0;
  }
  for (let w = 2; w <= count; w++) if (dominator[w] !== semi[w]) dominator[w] = dominator[dominator[w]];

  const result = new Uint32Array(nodeCount).fill(NONE);
  for (let w = 2; w <= count; w++) result[vertex[w]] = vertex[dominator[w]];
  return { dominator: result, order: vertex.subarray(1, count + 1) };
}

/** Numbers what node 0 reaches in depth-first order, from 1; returns how many. */
function numberNodes(
  { nodeCount, firstEdge, edgeTo }: Links,
  ignored: Uint8Array | null,
  number: Uint32Array,
  vertex: Uint32Array,
  parent: Uint32Array,
): number {
  if (nodeCount === 0) return 0;
  const next = firstEdge.slice(0, nodeCount);
  let count = 1;
  number[0] = 1;
  vertex[1] = 0;
  // The way back is `parent`, so no stack is needed.
  let v = 1;
  while (v !== 0) {
    const node = vertex[v];
    const end = firstEdge[node + 1];
    let e = next[node];
    let child = NONE;
    for (; e < end; e++) {
      if (ignored !== null && ignored[e] !== 0) continue;
      const to = edgeTo[e];
      if (number[to] === 0) {
        child = to;
        e++;
        break;
      }
    }
    next[node] = e;
    if (child === NONE) {
      v = parent[v];
      continue;
    }
    count++;
    number[child] = count;
    vertex[count] = child;
    parent[count] = v;
    v = count;
  }
  return count;
}

/** What would be freed with each node: the sum of the sizes of what it dominates, itself included. */
export function computeRetainedSizes(selfSize: ArrayLike<number>, { dominator, order }: Dominators): Float64Array {
  const retained = new Float64Array(dominator.length);
  for (let i = 0; i < order.length; i++) retained[order[i]] = selfSize[order[i]];
  for (let i = order.length - 1; i > 0; i--) retained[dominator[order[i]]] += retained[order[i]];
  return retained;
}
