import { describe, expect, it } from 'vitest';
import { NONE } from './graph.ts';
import { blameBindings, Hold, reachableUnderThrift } from './needless.ts';

describe('reachableUnderThrift', () => {
  // 0 root → 1 closure → 2 environment → 3 used, 4 unused → 5
  const graph = {
    nodeCount: 6,
    firstEdge: Uint32Array.of(0, 1, 2, 4, 4, 5, 5),
    edgeTo: Uint32Array.of(1, 2, 3, 4, 5),
  };

  it('gives closures only what they use, and blames each node on the last binding before it', () => {
    const alive = reachableUnderThrift(graph, {
      holds: Uint8Array.of(Hold.Strong, Hold.None, Hold.Strong, Hold.Strong, Hold.Strong),
      closure: Uint32Array.of(0, 1, 0, 0, 0, 0),
      keptStart: Uint32Array.of(0, 1),
      kept: Uint32Array.of(3),
      tables: new Map(),
    });
    expect([...alive]).toEqual([1, 1, 0, 1, 0, 0]);
    const blame = blameBindings(graph, new Uint8Array(5), alive, Uint32Array.of(NONE, NONE, NONE, 7, NONE));
    expect([...blame]).toEqual([NONE, NONE, NONE, NONE, 7, 7]);
  });

  it('follows an entry of a weak collection only while the collection is alive', () => {
    // 0 → 1 key, 1 → 2 value (if 3 is alive), 0 → 3 table
    const weak = { nodeCount: 4, firstEdge: Uint32Array.of(0, 2, 3, 3, 3), edgeTo: Uint32Array.of(1, 3, 2) };
    const thrift = {
      closure: new Uint32Array(4),
      keptStart: new Uint32Array(1),
      kept: new Uint32Array(0),
      tables: new Map([[2, 3]]),
    };
    const all = reachableUnderThrift(weak, {
      ...thrift,
      holds: Uint8Array.of(Hold.Strong, Hold.Strong, Hold.Ephemeron),
    });
    expect([...all]).toEqual([1, 1, 1, 1]);
    const tableGone = reachableUnderThrift(weak, {
      ...thrift,
      holds: Uint8Array.of(Hold.Strong, Hold.None, Hold.Ephemeron),
    });
    expect([...tableGone]).toEqual([1, 1, 0, 0]);
  });
});
