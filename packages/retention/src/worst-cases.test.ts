/** The algorithms on graphs that are bad for careless ones, and against their definitions on small random graphs. */
import { describe, expect, it } from 'vitest';
import { computeDominators, computeRetainedSizes } from './dominators.ts';
import { type Links, NONE } from './graph.ts';
import { blameBindings, Hold, reachableUnderThrift, type Thrift } from './needless.ts';
import { pathTo, shortestPaths } from './paths.ts';

/** Deterministic whole numbers from 0 to below `n`. */
function random(seed: number): (n: number) => number {
  let state = seed;
  return (n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
}

const list = (nodes: number): Links => ({
  nodeCount: nodes,
  firstEdge: Uint32Array.from({ length: nodes + 1 }, (_, i) => Math.min(i, nodes - 1)),
  edgeTo: Uint32Array.from({ length: nodes - 1 }, (_, i) => i + 1),
});

/** All nodes hang on the root, and refer back to it. */
const star = (nodes: number): Links => ({
  nodeCount: nodes,
  firstEdge: Uint32Array.from({ length: nodes + 1 }, (_, i) => (i === 0 ? 0 : nodes - 2 + i)),
  edgeTo: Uint32Array.from({ length: 2 * (nodes - 1) }, (_, i) => (i < nodes - 1 ? i + 1 : 0)),
});

const clique = (nodes: number): Links => ({
  nodeCount: nodes,
  firstEdge: Uint32Array.from({ length: nodes + 1 }, (_, i) => i * nodes),
  edgeTo: Uint32Array.from({ length: nodes * nodes }, (_, i) => i % nodes),
});

/** Every closure keeps its environment: nothing is needless. */
const wasteful = ({ nodeCount, edgeTo }: Links): Thrift => ({
  holds: new Uint8Array(edgeTo.length),
  closure: new Uint32Array(nodeCount),
  keptStart: new Uint32Array(1),
  kept: new Uint32Array(0),
  tables: new Map(),
});

describe.each([
  ['a list of five million nodes', list(5_000_000), { dominator: 4_999_998, steps: 4_999_999, under1: 4_999_999 }],
  ['a star of five million nodes', star(5_000_000), { dominator: 0, steps: 1, under1: 1 }],
  ['a clique of three thousand nodes', clique(3000), { dominator: 0, steps: 1, under1: 1 }],
])('%s', { timeout: 240_000 }, (_, graph, { dominator, steps, under1 }) => {
  const last = graph.nodeCount - 1;

  it('has dominators and retained sizes', () => {
    const found = computeDominators(graph);
    expect(found.order).toHaveLength(graph.nodeCount);
    expect(found.dominator[last]).toBe(dominator);
    const retained = computeRetainedSizes(new Uint8Array(graph.nodeCount).fill(1), found);
    expect([retained[0], retained[1]]).toEqual([graph.nodeCount, under1]);
  });

  it('has shortest ways', () => {
    expect(pathTo(shortestPaths(graph), last)).toHaveLength(steps);
  });

  it('is reached under thrift, or blamed on the one binding before it', () => {
    expect(reachableUnderThrift(graph, wasteful(graph)).every((alive) => alive === 1)).toBe(true);
    const rootOnly = new Uint8Array(graph.nodeCount);
    rootOnly[0] = 1;
    const owner = new Uint32Array(graph.edgeTo.length).fill(NONE).fill(3, 0, graph.firstEdge[1]);
    const blame = blameBindings(graph, new Uint8Array(graph.edgeTo.length), rootOnly, owner);
    expect(blame[0]).toBe(NONE);
    expect(blame.subarray(1).every((binding) => binding === 3)).toBe(true);
  });
});

/** What is alive by the definition: rules are applied until none adds anything. */
function naive({ nodeCount, firstEdge, edgeTo }: Links, thrift: Thrift): number[] {
  const alive = new Set([0]);
  for (let before = 0; before !== alive.size; ) {
    before = alive.size;
    for (const node of [...alive]) {
      for (let e = firstEdge[node]; e < firstEdge[node + 1]; e++) {
        if (thrift.holds[e] === Hold.Strong) alive.add(edgeTo[e]);
        if (thrift.holds[e] === Hold.Ephemeron && alive.has(thrift.tables.get(e) ?? NONE)) alive.add(edgeTo[e]);
      }
      const number = thrift.closure[node];
      if (number !== 0)
        for (const to of thrift.kept.slice(thrift.keptStart[number - 1], thrift.keptStart[number])) alive.add(to);
    }
  }
  return Array.from({ length: nodeCount }, (_, node) => (alive.has(node) ? 1 : 0));
}

it('reachableUnderThrift equals the definition on 2000 random graphs', () => {
  const next = random(7);
  let needless = 0;
  for (let run = 0; run < 2000; run++) {
    const nodeCount = 2 + next(14);
    const firstEdge = new Uint32Array(nodeCount + 1);
    for (let node = 0; node < nodeCount; node++) firstEdge[node + 1] = firstEdge[node] + next(4);
    const edges = firstEdge[nodeCount];
    const edgeTo = Uint32Array.from({ length: edges }, () => next(nodeCount));
    const holds = Uint8Array.from(
      { length: edges },
      () => [Hold.Strong, Hold.Strong, Hold.None, Hold.Ephemeron][next(4)],
    );
    const tables = new Map<number, number>();
    holds.forEach((hold, e) => {
      if (hold === Hold.Ephemeron) tables.set(e, next(nodeCount));
    });
    const lists = Array.from({ length: 3 }, () => Array.from({ length: next(3) }, () => next(nodeCount)));
    const thrift = {
      holds,
      tables,
      closure: Uint32Array.from({ length: nodeCount }, () => next(lists.length + 1)),
      keptStart: Uint32Array.of(0, lists[0].length, lists[0].length + lists[1].length, lists.flat().length),
      kept: Uint32Array.from(lists.flat()),
    };
    const graph = { nodeCount, firstEdge, edgeTo };
    const alive = reachableUnderThrift(graph, thrift);
    expect([...alive]).toEqual(naive(graph, thrift));
    if (alive.includes(0)) needless++;
  }
  // A test of graphs in which all is alive would say little.
  expect(needless).toBeGreaterThan(1000);
});

it('shortestPaths gives ways of as few edges as the definition says, on 1000 random graphs', () => {
  const next = random(11);
  for (let run = 0; run < 1000; run++) {
    const nodeCount = 2 + next(14);
    const firstEdge = new Uint32Array(nodeCount + 1);
    for (let node = 0; node < nodeCount; node++) firstEdge[node + 1] = firstEdge[node] + next(4);
    const edgeTo = Uint32Array.from({ length: firstEdge[nodeCount] }, () => next(nodeCount));
    const graph = { nodeCount, firstEdge, edgeTo };
    const paths = shortestPaths(graph);
    /** After round `n`, the nodes that `n` edges reach. */
    const within = [new Set([0])];
    for (let n = 1; n < nodeCount; n++) {
      const reached = new Set(within[n - 1]);
      for (const node of within[n - 1] ?? [])
        for (let e = firstEdge[node]; e < firstEdge[node + 1]; e++) reached.add(edgeTo[e]);
      within.push(reached);
    }
    for (let node = 1; node < nodeCount; node++) {
      const path = pathTo(paths, node);
      const least = within.findIndex((reached) => reached.has(node));
      expect(path.length).toBe(Math.max(0, least));
      let at = 0;
      for (const edge of path) {
        expect(edge >= firstEdge[at] && edge < firstEdge[at + 1]).toBe(true);
        at = edgeTo[edge];
      }
      if (path.length > 0) expect(at).toBe(node);
    }
  }
});
