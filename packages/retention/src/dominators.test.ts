import { describe, expect, it } from 'vitest';
import { computeDominators, computeRetainedSizes } from './dominators.ts';
import { type Links, NONE } from './graph.ts';
import { pathTo, shortestPaths } from './paths.ts';

/** Deterministic numbers from 0 to below 1. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function graphOf(nodeCount: number, edges: readonly (readonly [number, number])[]): Links {
  const firstEdge = new Uint32Array(nodeCount + 1);
  for (const [from] of edges) firstEdge[from + 1] = (firstEdge[from + 1] as number) + 1;
  for (let i = 0; i < nodeCount; i++) firstEdge[i + 1] = (firstEdge[i + 1] as number) + (firstEdge[i] as number);
  const edgeTo = new Uint32Array(edges.length);
  const next = firstEdge.slice();
  for (const [from, to] of edges) {
    const at = next[from] as number;
    edgeTo[at] = to;
    next[from] = at + 1;
  }
  return { nodeCount, firstEdge, edgeTo };
}

function reachable(graph: Links, without: number): Set<number> {
  const seen = new Set<number>();
  const waiting = without === 0 ? [] : [0];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (seen.has(node) || node === without) continue;
    seen.add(node);
    for (let e = graph.firstEdge[node] as number; e < (graph.firstEdge[node + 1] as number); e++)
      waiting.push(graph.edgeTo[e] as number);
  }
  return seen;
}

/** By the definition: what can't be reached without a node is dominated by it. */
function naive(graph: Links): { dominator: number[]; retained: number[] } {
  const all = reachable(graph, NONE);
  const dominated = Array.from({ length: graph.nodeCount }, (_, node) => {
    if (!all.has(node)) return new Set<number>();
    const left = reachable(graph, node);
    return new Set([...all].filter((other) => !left.has(other)));
  });
  const dominator = dominated.map((_, node) => {
    if (node === 0 || !all.has(node)) return NONE;
    let best = 0;
    for (let other = 0; other < graph.nodeCount; other++)
      if (
        other !== node &&
        dominated[other]?.has(node) === true &&
        (dominated[best]?.size ?? 0) > (dominated[other]?.size ?? 0)
      )
        best = other;
    return best;
  });
  return { dominator, retained: dominated.map((set) => set.size) };
}

describe('computeDominators', () => {
  it('equals the definition on 400 random graphs', () => {
    const next = random(1);
    for (let run = 0; run < 400; run++) {
      const nodes = 1 + Math.floor(next() * 12);
      const edges = Array.from({ length: Math.floor(next() * nodes * 2.5) }, (): [number, number] => [
        Math.floor(next() * nodes),
        Math.floor(next() * nodes),
      ]);
      const graph = graphOf(nodes, edges);
      const found = computeDominators(graph);
      const expected = naive(graph);
      expect([...found.dominator]).toEqual(expected.dominator);
      expect([...computeRetainedSizes(new Array(nodes).fill(1), found)]).toEqual(expected.retained);
    }
  });

  it('passes over ignored edges', () => {
    const graph = graphOf(3, [
      [0, 1],
      [1, 2],
      [0, 2],
    ]);
    expect(computeDominators(graph).dominator[2]).toBe(0);
    const ignored = new Uint8Array(3);
    ignored[graph.edgeTo.lastIndexOf(2, 1)] = 1;
    expect(computeDominators(graph, ignored).dominator[2]).toBe(1);
  });

  it('takes a star of a million nodes whose points refer back and to each other', () => {
    const nodes = 1_000_000;
    const firstEdge = new Uint32Array(nodes + 1);
    const edgeTo = new Uint32Array(nodes - 1 + 2 * (nodes - 1));
    for (let i = 1; i < nodes; i++) {
      edgeTo[i - 1] = i;
      firstEdge[i] = nodes - 1 + 2 * (i - 1);
      edgeTo[nodes - 1 + 2 * (i - 1)] = 0;
      edgeTo[nodes - 1 + 2 * (i - 1) + 1] = i === nodes - 1 ? 1 : i + 1;
    }
    firstEdge[nodes] = edgeTo.length;
    const found = computeDominators({ nodeCount: nodes, firstEdge, edgeTo });
    expect(found.dominator.subarray(1).every((dominator) => dominator === 0)).toBe(true);
  });

  it('takes a ladder, whose every rung can be reached from both sides', () => {
    const rungs = 300_000;
    const edges: [number, number][] = [
      [0, 1],
      [0, 2],
    ];
    for (let i = 0; i < rungs - 1; i++) {
      const a = 1 + 2 * i;
      edges.push([a, a + 2], [a, a + 3], [a + 1, a + 2], [a + 1, a + 3]);
    }
    const found = computeDominators(graphOf(1 + 2 * rungs, edges));
    expect(found.dominator.subarray(1).every((dominator) => dominator === 0)).toBe(true);
  });
});

describe('shortestPaths', () => {
  it('finds ways of the fewest edges, preferred roots first', () => {
    const graph = graphOf(5, [
      [0, 1],
      [0, 2],
      [1, 3],
      [2, 4],
      [4, 3],
    ]);
    expect(pathTo(shortestPaths(graph), 3).map((edge) => graph.edgeTo[edge])).toEqual([1, 3]);
    const second = [0, 1].find((edge) => graph.edgeTo[edge] === 2) as number;
    expect(pathTo(shortestPaths(graph, null, [second]), 3).map((edge) => graph.edgeTo[edge])).toEqual([2, 4, 3]);
    expect(pathTo(shortestPaths(graph), 0)).toEqual([]);
  });
});
