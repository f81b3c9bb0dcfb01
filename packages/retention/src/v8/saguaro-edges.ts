/** What the edges and places of a Saguaro machine's heap are in V8's format. */
import type { HeapEdge, HeapNode, HeapPlace } from '@saguaro/engine';

export const edgeTypes = ['context', 'element', 'property', 'internal', 'hidden', 'shortcut', 'weak'] as const;

export type EdgeType = (typeof edgeTypes)[number];

/** A file that code of the heap comes from. */
export interface ScriptNode {
  readonly file: string;
  /** Node of its text; -1 where there is none. */
  readonly source: number;
}

const isRecord = ({ kind }: HeapNode): boolean =>
  kind === 'environment' || kind === 'table' || kind === 'with' || kind === 'frame';

/** The files that the code of a heap comes from. */
export function scriptsOf(nodes: readonly HeapNode[]): ScriptNode[] {
  const scripts = new Map<string, ScriptNode>();
  for (const { place, edges } of nodes) {
    if (place === undefined || scripts.has(place.file)) continue;
    scripts.set(place.file, { file: place.file, source: edges.find(isSource)?.to ?? -1 });
  }
  return [...scripts.values()];
}

const isSource = ({ kind, name }: HeapEdge): boolean => kind === 'code' && name === 'source';

/** Where a closure's function begins, or that of a suspended activity. */
export function placeOf(nodes: readonly HeapNode[], node: HeapNode): HeapPlace | undefined {
  const closure = node.kind === 'closure' ? node : functionOfActivity(nodes, node);
  const code = closure?.edges.find(({ kind }) => kind === 'code');
  return code === undefined ? undefined : (nodes[code.to] as HeapNode).place;
}

/** The suspended frame of a generator or an async function. */
function frameOfActivity(nodes: readonly HeapNode[], { kind, name, edges }: HeapNode): HeapNode | undefined {
  if (kind !== 'internal' || name !== 'activity') return undefined;
  const edge = edges.find((one) => one.name === 'frame');
  return edge === undefined ? undefined : nodes[edge.to];
}

function functionOfActivity(nodes: readonly HeapNode[], node: HeapNode): HeapNode | undefined {
  const edge = frameOfActivity(nodes, node)?.edges.find(({ kind }) => kind === 'function');
  return edge === undefined ? undefined : nodes[edge.to];
}

/** The innermost record that a suspended frame has: the one that none of its others leads to. */
function recordOfActivity(nodes: readonly HeapNode[], node: HeapNode): HeapNode | undefined {
  const records = new Set(
    (frameOfActivity(nodes, node)?.edges ?? []).map(({ to }) => nodes[to] as HeapNode).filter(isContext),
  );
  for (const record of [...records]) {
    for (let outer = outerOf(nodes, record); outer !== undefined; outer = outerOf(nodes, outer)) records.delete(outer);
  }
  return [...records][0];
}

const isContext = ({ kind }: HeapNode): boolean => kind === 'environment' || kind === 'table' || kind === 'with';

function outerOf(nodes: readonly HeapNode[], record: HeapNode): HeapNode | undefined {
  const edge = record.edges.find(({ kind }) => kind === 'outer');
  return edge === undefined ? undefined : nodes[edge.to];
}

export interface EdgeRow {
  readonly type: EdgeType;
  readonly name: string | number;
  readonly to: number;
}

/**
 * The edges that V8's objects have and the nodes of a Saguaro heap do not, by the node that they begin at: from code to its script, from
 * a suspended activity to its function and its innermost record.
 */
export function addedEdges(
  nodes: readonly HeapNode[],
  first: number,
  firstScript: number,
  scripts: ReadonlyMap<string, number>,
): ReadonlyMap<number, readonly EdgeRow[]> {
  const added = new Map<number, EdgeRow[]>();
  for (const node of nodes) {
    const rows: EdgeRow[] = [];
    if (node.place !== undefined)
      rows.push({ type: 'internal', name: 'script', to: firstScript + (scripts.get(node.place.file) as number) });
    const fn = functionOfActivity(nodes, node);
    if (fn !== undefined) rows.push({ type: 'internal', name: 'function', to: first + fn.id });
    const record = recordOfActivity(nodes, node);
    if (record !== undefined) rows.push({ type: 'internal', name: 'context', to: first + record.id });
    if (rows.length > 0) added.set(node.id, rows);
  }
  return added;
}

/** Names that Saguaro's scopes have for what V8 calls otherwise. */
function bindingName(name: string | number): string {
  const text = String(name);
  return text === '%new.target' ? '.new.target' : text.replace(/^%(?=this$|arguments$)/, '').replace(/^%/, '.');
}

/** What V8 would call an edge: the `index`th of `from`. */
export function labelOf(
  { kind, name, to, holder }: HeapEdge,
  index: number,
  nodes: readonly HeapNode[],
  first: number,
  from: HeapNode,
): readonly [EdgeType, string | number] {
  const target = nodes[to] as HeapNode;
  switch (kind) {
    case 'property':
      return ['property', String(name)];
    case 'getter':
      return ['property', `get ${name}`];
    case 'setter':
      return ['property', `set ${name}`];
    case 'prototype':
      return ['property', '__proto__'];
    case 'element':
      return typeof name === 'number' ? ['element', name] : ['property', name];
    case 'capture':
      return isRecord(target) ? ['internal', 'context'] : ['context', bindingName(name)];
    case 'binding':
      return ['context', bindingName(name)];
    case 'outer':
      return ['internal', 'previous'];
    case 'weak':
      return ['weak', String(name)];
    case 'ephemeron': {
      const id = (node: number): number => 2 * (first + node) + 1;
      const [key, value] = [`${from.name} @${id(from.id)}`, `${target.name} @${id(to)}`];
      return [
        'internal',
        `${index} / part of key (${key}) -> value (${value}) pair in WeakMap (table @${id(holder ?? 0)})`,
      ];
    }
    case 'code':
      return ['internal', from.kind === 'closure' ? 'shared' : name === '' ? kind : `${kind} ${name}`];
    case 'internal':
      return ['internal', from.name === 'activity' && name === 'frame' ? 'parameters_and_registers' : String(name)];
    default:
      return ['internal', name === '' ? kind : `${kind} ${name}`];
  }
}
