/**
 * Dominators of a graph: what every way from the root to a node goes through (Lengauer and Tarjan 1979, the simple version, with
 * iteration in place of recursion). Time is O(edges · log nodes).
 */

/** A graph as adjacency lists: the successors of `v` are `targets[starts[v]]` to `targets[starts[v + 1] - 1]`. */
export interface FlowGraph {
  readonly starts: Int32Array;
  readonly targets: Int32Array;
}

/** Immediate dominator of each node, and nodes in an order in which a dominator comes before what it dominates; -1: not reachable. */
export interface Dominators {
  readonly immediate: Int32Array;
  readonly order: Int32Array;
}

export function dominators({ starts, targets }: FlowGraph, root: number): Dominators {
  const n = starts.length - 1;
  /** Depth-first numbers, by node; nodes, by number. */
  const number = new Int32Array(n).fill(-1);
  const vertex = new Int32Array(n);
  const parent = new Int32Array(n).fill(-1);
  const next = starts.slice(0, n);
  let count = 0;
  number[root] = count;
  vertex[count++] = root;
  for (let v = root; v >= 0; ) {
    const at = next[v] as number;
    if (at === starts[v + 1]) {
      v = parent[v] as number;
      continue;
    }
    next[v] = at + 1;
    const w = targets[at] as number;
    if (number[w] !== -1) continue;
    number[w] = count;
    vertex[count++] = w;
    parent[w] = v;
    v = w;
  }

  const predecessors = reverse({ starts, targets }, number);
  const immediate = new Int32Array(n).fill(-1);
  // From here on everything is in depth-first numbers.
  const semi = new Int32Array(count);
  const label = new Int32Array(count);
  const ancestor = new Int32Array(count).fill(-1);
  const idom = new Int32Array(count);
  /** Lists of nodes by semidominator. */
  const bucket = new Int32Array(count).fill(-1);
  const nextInBucket = new Int32Array(count).fill(-1);
  for (let i = 0; i < count; i++) {
    semi[i] = i;
    label[i] = i;
  }
  const path: number[] = [];
  const evaluate = (v: number): number => {
    if (ancestor[v] === -1) return v;
    // Compress the path from v upward.
    for (let u = v; ancestor[ancestor[u] as number] !== -1; u = ancestor[u] as number) path.push(u);
    for (let u = path.pop(); u !== undefined; u = path.pop()) {
      const a = ancestor[u] as number;
      if ((semi[label[a] as number] as number) < (semi[label[u] as number] as number)) label[u] = label[a] as number;
      ancestor[u] = ancestor[a] as number;
    }
    return label[v] as number;
  };
  for (let w = count - 1; w > 0; w--) {
    const node = vertex[w] as number;
    for (let e = predecessors.starts[node] as number; e < (predecessors.starts[node + 1] as number); e++) {
      const u = evaluate(number[predecessors.targets[e] as number] as number);
      if ((semi[u] as number) < (semi[w] as number)) semi[w] = semi[u] as number;
    }
    const s = semi[w] as number;
    nextInBucket[w] = bucket[s] as number;
    bucket[s] = w;
    const p = number[parent[node] as number] as number;
    ancestor[w] = p;
    for (let v = bucket[p] as number; v !== -1; v = nextInBucket[v] as number) {
      const u = evaluate(v);
      idom[v] = (semi[u] as number) < (semi[v] as number) ? u : p;
    }
    bucket[p] = -1;
  }
  for (let w = 1; w < count; w++) {
    if (idom[w] !== semi[w]) idom[w] = idom[idom[w] as number] as number;
    immediate[vertex[w] as number] = vertex[idom[w] as number] as number;
  }
  return { immediate, order: vertex.slice(0, count) };
}

/** Edges turned round, those from unreachable nodes left out. */
function reverse({ starts, targets }: FlowGraph, number: Int32Array): FlowGraph {
  const n = starts.length - 1;
  const into = new Int32Array(n + 1);
  for (let v = 0; v < n; v++) {
    if (number[v] === -1) continue;
    for (let e = starts[v] as number; e < (starts[v + 1] as number); e++) {
      const w = targets[e] as number;
      into[w + 1] = (into[w + 1] as number) + 1;
    }
  }
  for (let v = 0; v < n; v++) into[v + 1] = (into[v + 1] as number) + (into[v] as number);
  const fill = into.slice(0, n);
  const sources = new Int32Array(into[n] as number);
  for (let v = 0; v < n; v++) {
    if (number[v] === -1) continue;
    for (let e = starts[v] as number; e < (starts[v + 1] as number); e++) {
      const w = targets[e] as number;
      sources[fill[w] as number] = v;
      fill[w] = (fill[w] as number) + 1;
    }
  }
  return { starts: into, targets: sources };
}
