/**
 * Values that several holders of one sort keep together: copies of a variable (those of a loop's iterations, of a function's calls),
 * different variables, resources of one async context. No one of them dominates the value.
 */
import { type Links, NONE } from '../graph.ts';

export interface SharingHeap extends Links {
  readonly ignored: Uint8Array;
  isAlive(node: number): boolean;
  /** Whether every way from the root to `node` leads through `ancestor`. */
  dominates(ancestor: number, node: number): boolean;
}

/**
 * Takes out of `candidates` what something else keeps alive, too.
 *
 * @param candidates for each node, not 0 if it is one; changed.
 * @param holds whether an edge from `node` to a candidate is of the sort.
 */
export function keepHeldOnlyBy(
  heap: SharingHeap,
  candidates: Uint8Array,
  holds: (node: number, edge: number) => boolean,
): void {
  const { nodeCount, firstEdge, edgeTo, ignored } = heap;
  for (let node = 0; node < nodeCount; node++) {
    const end = firstEdge[node + 1];
    for (let e = firstEdge[node]; e < end; e++) {
      const value = edgeTo[e];
      if (candidates[value] === 0 || ignored[e] !== 0 || !heap.isAlive(node) || holds(node, e)) continue;
      // What refers to it from inside does not keep it.
      if (!heap.dominates(value, node)) candidates[value] = 0;
    }
  }
}

/**
 * The edges of variables to each value that several variables hold and nothing else, by the value.
 *
 * @param edges all edges that have a variable.
 * @param holdingOf for each edge the number of its variable, or NONE.
 */
export function findSharedValues(
  heap: SharingHeap,
  edges: Iterable<number>,
  holdingOf: Uint32Array,
): Map<number, number[]> {
  const { nodeCount, edgeTo } = heap;
  const once = new Uint8Array(nodeCount);
  const often = new Uint8Array(nodeCount);
  let several = false;
  for (const edge of edges) {
    const value = edgeTo[edge];
    if (once[value] !== 0) {
      often[value] = 1;
      several = true;
    }
    once[value] = 1;
  }
  const found = new Map<number, number[]>();
  if (!several) return found;
  keepHeldOnlyBy(heap, often, (_, edge) => {
    if (holdingOf[edge] === NONE) return false;
    const variables = found.get(edgeTo[edge]);
    if (variables === undefined) found.set(edgeTo[edge], [edge]);
    else variables.push(edge);
    return true;
  });
  // Variables of what is garbage are none.
  for (const [value, variables] of found) if (often[value] === 0 || variables.length < 2) found.delete(value);
  return found;
}
