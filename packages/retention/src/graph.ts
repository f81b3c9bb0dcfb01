/** A heap graph in typed arrays: nodes, labelled edges, one root. */

/** The texts of a graph, by number. */
export interface StringTable {
  readonly count: number;
  get(index: number): string;
}

/**
 * Nodes are numbered from 0; node 0 is the root, whose edges are the roots of the program. The edges of node `n` are
 * `firstEdge[n]` to `firstEdge[n + 1]`, exclusive. All arrays belong to the graph and are not written after it is made.
 */
export interface HeapGraph {
  readonly nodeCount: number;
  readonly edgeCount: number;
  /** Index into `nodeTypes`. */
  readonly nodeType: Uint8Array;
  /** Index into `strings`. */
  readonly nodeName: Uint32Array;
  readonly selfSize: Float64Array;
  /** `nodeCount + 1` entries. */
  readonly firstEdge: Uint32Array;
  /** Index into `edgeTypes`. */
  readonly edgeType: Uint8Array;
  /** Index into `strings`, or a number where the edge's type is one of `numbered`. */
  readonly edgeName: Uint32Array;
  readonly edgeTo: Uint32Array;
  readonly nodeTypes: readonly string[];
  readonly edgeTypes: readonly string[];
  /** For each edge type, whether its names are numbers. */
  readonly numbered: readonly boolean[];
  readonly strings: StringTable;
}

/** What the algorithms need of a graph. */
export type Links = Pick<HeapGraph, 'nodeCount' | 'firstEdge' | 'edgeTo'>;

/** Stands for "no node". */
export const NONE = 0xffffffff;

export function edgeLabel(graph: HeapGraph, edge: number): string {
  const name = graph.edgeName[edge];
  return graph.numbered[graph.edgeType[edge]] === true ? String(name) : graph.strings.get(name);
}

export function nodeLabel(graph: HeapGraph, node: number): string {
  return graph.strings.get(graph.nodeName[node]);
}
