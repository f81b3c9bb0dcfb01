/** Finding one thing again in an equal state of another machine: by the way to it, since nothing guest-visible has an identity. */
import type { HeapEdge, HeapGraphBuilder, HeapRoot } from './heap.ts';
import type { Node } from './trace.ts';

interface Turn {
  readonly kind: string;
  readonly name: string | number;
  /** Among the edges of that kind and name. */
  readonly nth: number;
}

/** From a root, by edges. */
export interface Way {
  readonly root: Turn;
  readonly turns: readonly Turn[];
}

type Labelled = Pick<HeapEdge | HeapRoot, 'kind' | 'name' | 'to'>;

/**
 * A shortest way to each of `nodes` that the program's own roots lead to; null where only a handle of the host does, of which another
 * machine knows nothing. Linear in the heap.
 */
export function waysTo(g: HeapGraphBuilder, nodes: readonly number[]): (Way | null)[] {
  const count = g.things.length;
  const from = new Int32Array(count).fill(-2);
  const via = new Int32Array(count);
  const queue: number[] = [];
  g.roots.forEach((root, i) => {
    if (root.kind === 'handle' || from[root.to] !== -2) return;
    from[root.to] = -1;
    via[root.to] = i;
    queue.push(root.to);
  });
  for (let next = 0; next < queue.length; next++) {
    const v = queue[next] as number;
    (g.edges[v] as readonly HeapEdge[]).forEach((edge, i) => {
      if (edge.kind === 'weak' || from[edge.to] !== -2) return;
      from[edge.to] = v;
      via[edge.to] = i;
      queue.push(edge.to);
    });
  }
  return nodes.map((node) => {
    if (node < 0 || from[node] === -2) return null;
    const turns: Turn[] = [];
    let v = node;
    for (; from[v] !== -1; v = from[v] as number)
      turns.push(turnAt(g.edges[from[v] as number] as readonly HeapEdge[], via[v] as number));
    return { root: turnAt(g.roots, via[v] as number), turns: turns.reverse() };
  });
}

/** Where a way leads here; null if it leads nowhere. */
export function follow(g: HeapGraphBuilder, { root, turns }: Way): Node | null {
  let at = taken(g.roots, root);
  for (const turn of turns) {
    if (at < 0) return null;
    at = taken(g.edges[at] as readonly HeapEdge[], turn);
  }
  return at < 0 ? null : (g.things[at] as Node);
}

function turnAt(list: readonly Labelled[], index: number): Turn {
  const { kind, name } = list[index] as Labelled;
  let nth = 0;
  for (let i = 0; i < index; i++) if (list[i]?.kind === kind && list[i]?.name === name) nth++;
  return { kind, name, nth };
}

function taken(list: readonly Labelled[], { kind, name, nth }: Turn): number {
  let left = nth;
  for (const one of list) if (one.kind === kind && one.name === name && left-- === 0) return one.to;
  return -1;
}
