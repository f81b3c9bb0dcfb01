/** Shortest ways from a root to what is alive, in words. */
import { CodeFlag } from '../bytecode/code.ts';
import { JSFunction } from '../objects/object.ts';
import { Frame } from './frame.ts';
import { type HeapEdge, type HeapGraphBuilder, type HeapRoot, nodeKind } from './heap.ts';
import { Cell, type Environment, type Table } from './records.ts';
import { codeLabel, frameLabel, type Node } from './trace.ts';

/** Roots that a program has made: a path from one of these is preferred to a shorter one from the engine's own. */
const OWN_ROOTS: ReadonlySet<HeapRoot['kind']> = new Set([
  'global',
  'module',
  'frame',
  'timer',
  'job',
  'rejection',
  'handle',
]);

/** Of a long way so many nodes are told at either end. */
const ENDS = 12;

/**
 * A function that tells the way to a node. `owners`: the function whose binding a cell holds. Of several shortest ways the first root's
 * first edge counts, so that the answer does not change from run to run.
 */
export function pathsFromRoots(g: HeapGraphBuilder, owners: ReadonlyMap<number, string>): (node: number) => string[] {
  const n = g.things.length;
  const from = new Int32Array(n).fill(-2);
  const via: (HeapEdge | HeapRoot | undefined)[] = new Array(n);
  /** Nodes from the root to this one, it included; the node on the way whose depth is ENDS, or the node itself. */
  const depth = new Int32Array(n);
  const head = new Int32Array(n);
  const queue: number[] = [];
  let next = 0;
  const spread = (): void => {
    for (; next < queue.length; next++) {
      const v = queue[next] as number;
      for (const edge of g.edges[v] ?? []) {
        if (edge.kind === 'weak' || from[edge.to] !== -2) continue;
        from[edge.to] = v;
        via[edge.to] = edge;
        const d = (depth[v] as number) + 1;
        depth[edge.to] = d;
        head[edge.to] = d <= ENDS ? edge.to : (head[v] as number);
        queue.push(edge.to);
      }
    }
  };
  const start = (root: HeapRoot): void => {
    if (from[root.to] !== -2) return;
    from[root.to] = -1;
    via[root.to] = root;
    depth[root.to] = 1;
    head[root.to] = root.to;
    queue.push(root.to);
  };
  for (const root of g.roots) if (OWN_ROOTS.has(root.kind)) start(root);
  spread();
  for (const root of g.roots) start(root);
  spread();

  /** Steps to the node at the end of each chain, that is `length` long at most, the last first. */
  const steps = (node: number, length: number): string[] => {
    const texts: string[] = [];
    let v = node;
    for (let i = 0; v >= 0 && i < length; i++, v = from[v] as number) {
      const thing = g.things[v] as Node;
      const way = via[v];
      const own = nodeText(thing, owners.get(v));
      if (from[v] === -1) {
        const label = rootText(way as HeapRoot);
        if (own !== '' && own !== label) texts.push(own);
        texts.push(label);
      } else {
        const text = own === '' ? edgeText(way as HeapEdge, g, from[v] as number) : own;
        // One environment of a function inside another of the same reads as one.
        if (text !== '' && text !== texts[texts.length - 1]) texts.push(text);
        if (own !== '' && way?.kind === 'ephemeron') texts.push(edgeText(way as HeapEdge, g, from[v] as number));
      }
    }
    return texts;
  };
  return (node) => {
    const left = (depth[node] as number) - ENDS - ENDS;
    if (left <= 0) return steps(node, 2 * ENDS).reverse();
    return [...steps(head[node] as number, ENDS).reverse(), `… ${left} more …`, ...steps(node, ENDS).reverse()];
  };
}

function rootText({ kind, name }: HeapRoot): string {
  switch (kind) {
    case 'global':
      return `global ${name}`;
    case 'module':
      return `module binding ${name}`;
    case 'frame':
      return `frame of ${name}`;
    case 'timer':
      return 'timer';
    case 'job':
      return 'pending job';
    case 'rejection':
      return 'unhandled rejection';
    case 'handle':
      return name === '' ? 'the host' : String(name);
    case 'kept-alive':
      return 'WeakRef used in this job';
    case 'symbol-registry':
      return 'symbol registry';
    case 'built-in':
      return `built-in ${name}`;
  }
}

/** What closures, records and frames are called, however they are reached; empty for other things. */
function nodeText(thing: Node, owner: string | undefined): string {
  if (thing instanceof JSFunction) {
    const { flags } = thing.code;
    if ((flags & CodeFlag.SelfHosted) !== 0)
      return thing.code.name === '' ? 'built-in function' : `built-in ${thing.code.name}`;
    return `${(flags & CodeFlag.Class) === 0 ? 'closure' : 'class'} ${codeLabel(thing.code)}`;
  }
  if (thing instanceof Frame) return `frame of ${frameLabel(thing)}`;
  if (thing instanceof Cell) return owner === undefined ? '' : `environment of ${owner}`;
  switch (nodeKind(thing)) {
    case 'environment':
      return `environment of ${(thing as Environment).scope.owner}`;
    case 'table':
      return `table of ${(thing as Table).scope.owner}`;
    case 'with':
      return 'with';
    default:
      return '';
  }
}

/** How other things are reached. */
function edgeText(edge: HeapEdge, g: HeapGraphBuilder, from: number): string {
  switch (edge.kind) {
    case 'property':
    case 'getter':
    case 'setter':
      return `property ${edge.name}`;
    case 'element':
      return `element ${edge.name}`;
    case 'entry':
      return edge.name === '' ? 'entry' : `entry ${edge.name}`;
    case 'key':
      return 'key';
    case 'prototype':
      return 'prototype';
    case 'ephemeron':
      return 'value in a weak collection';
    case 'binding':
    case 'capture':
      return typeof edge.name === 'number' ? '' : edge.name;
    case 'value':
      return cellName(g, from);
    default:
      // Internal slots and code are the engine's business: what they belong to has been named.
      return '';
  }
}

/** The binding of a cell, as those who refer to it call it; empty for a global's, which its root names. */
function cellName(g: HeapGraphBuilder, cell: number): string {
  return g.cellNames.get(cell) ?? '';
}
