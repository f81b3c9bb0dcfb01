import { describe, expect, it } from 'vitest';
import { dominators, type FlowGraph } from './dominators.ts';

function graph(lists: readonly (readonly number[])[]): FlowGraph {
  const starts = new Int32Array(lists.length + 1);
  lists.forEach((list, i) => {
    starts[i + 1] = (starts[i] as number) + list.length;
  });
  return { starts, targets: Int32Array.from(lists.flat()) };
}

/** By the definition: d dominates v if v can't be reached without d; the immediate one is dominated by all others. */
function byDefinition(lists: readonly (readonly number[])[], root: number): number[] {
  const reach = (without: number): Set<number> => {
    const seen = new Set<number>();
    const todo = without === root ? [] : [root];
    for (let v = todo.pop(); v !== undefined; v = todo.pop()) {
      if (seen.has(v)) continue;
      seen.add(v);
      for (const w of lists[v] ?? []) if (w !== without) todo.push(w);
    }
    return seen;
  };
  const all = reach(-1);
  const dominating = lists.map((_, v) => (all.has(v) ? [...all].filter((d) => d !== v && !reach(d).has(v)) : []));
  return lists.map((_, v) => {
    const list = dominating[v] as number[];
    return list.find((d) => (dominating[d] as number[]).length === list.length - 1) ?? -1;
  });
}

describe('dominators', () => {
  it('agree with the definition on random graphs', () => {
    let state = 1;
    const random = (n: number): number => {
      state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
      return (state >> 8) % n;
    };
    for (let round = 0; round < 300; round++) {
      const n = 1 + random(12);
      const lists = Array.from({ length: n }, () => Array.from({ length: random(4) }, () => random(n)));
      expect([...dominators(graph(lists), 0).immediate], JSON.stringify(lists)).toEqual(byDefinition(lists, 0));
    }
  });

  it('orders nodes so that dominators come first', () => {
    const lists = [[1, 2], [3], [3], [4], [1], [0]];
    const { immediate, order } = dominators(graph(lists), 0);
    const position = new Map([...order].map((v, i) => [v, i]));
    for (const v of order) {
      const d = immediate[v] as number;
      if (d !== -1) expect(position.get(d)).toBeLessThan(position.get(v) as number);
    }
    expect(position.has(5)).toBe(false);
  });

  it('takes a chain of a million nodes', () => {
    const n = 1_000_000;
    const starts = Int32Array.from({ length: n + 1 }, (_, i) => Math.min(i, n - 1));
    const targets = Int32Array.from({ length: n - 1 }, (_, i) => i + 1);
    expect(dominators({ starts, targets }, 0).immediate[n - 1]).toBe(n - 2);
  });
});
