/** Writes a Saguaro machine's heap in V8's format, so that Chrome DevTools and memlab show it. */
import type { HeapEdge, HeapGraph, HeapNode, HeapNodeKind } from '@saguaro/engine';

const nodeTypes = [
  'hidden',
  'array',
  'string',
  'object',
  'code',
  'closure',
  'regexp',
  'number',
  'native',
  'synthetic',
  'concatenated string',
  'sliced string',
  'symbol',
  'bigint',
  'object shape',
] as const;
const edgeTypes = ['context', 'element', 'property', 'internal', 'hidden', 'shortcut', 'weak'] as const;

type NodeType = (typeof nodeTypes)[number];
type EdgeType = (typeof edgeTypes)[number];

/** The fields that V8 describes at the head of each snapshot; readers take theirs from here. */
const meta = {
  node_fields: ['type', 'name', 'id', 'self_size', 'edge_count', 'trace_node_id', 'detachedness'],
  node_types: [nodeTypes, 'string', 'number', 'number', 'number', 'number', 'number'],
  edge_fields: ['type', 'name_or_index', 'to_node'],
  edge_types: [edgeTypes, 'string_or_number', 'node'],
  trace_function_info_fields: ['function_id', 'name', 'script_name', 'script_id', 'line', 'column'],
  trace_node_fields: ['id', 'function_info_index', 'count', 'size', 'children'],
  sample_fields: ['timestamp_us', 'last_assigned_id'],
  location_fields: ['object_index', 'script_id', 'line', 'column'],
};

const typeOfKind: Readonly<Record<HeapNodeKind, NodeType>> = {
  object: 'object',
  closure: 'closure',
  'built-in': 'closure',
  environment: 'object',
  table: 'object',
  cell: 'object',
  with: 'object',
  frame: 'object',
  string: 'string',
  bigint: 'bigint',
  symbol: 'symbol',
  code: 'code',
  internal: 'hidden',
};

/** What a record of bindings is called in V8, so that readers know it for one. */
const contextName = 'system / Context';

function nameOf({ kind, name }: HeapNode): string {
  switch (kind) {
    case 'environment':
    case 'table':
    case 'with':
      return contextName;
    case 'cell':
      return 'system / Cell';
    case 'frame':
      return `(frame) ${name}`;
    default:
      return name;
  }
}

const isRecord = ({ kind }: HeapNode): boolean =>
  kind === 'environment' || kind === 'table' || kind === 'with' || kind === 'frame';

/** Rows of this many nodes or edges are handed on together. */
const rowsAPiece = 4096;

/** Nodes that are not of the heap: the root, and one that says where the rest begins. */
const synthetic = 2;

/**
 * The text of a snapshot, piece by piece.
 *
 * Records become `system / Context` objects, whose `context` edges bear the names of their variables, as do those of closures that
 * carry a binding themselves. The roots hang on `(GC roots)`, labelled by their kinds.
 */
export function* heapSnapshotText(graph: HeapGraph): Generator<string> {
  const { nodes, roots } = graph;
  const kinds = [...new Set(roots.map(({ kind }) => kind))];
  const strings = new StringNumbers();
  const first = synthetic + kinds.length;
  const edgeCount = roots.length + kinds.length + 1 + nodes.reduce((sum, { edges }) => sum + edges.length, 0);
  const snapshot = { meta, node_count: first + nodes.length, edge_count: edgeCount, trace_function_count: 0 };
  yield `{"snapshot":${JSON.stringify(snapshot)},\n"nodes":[`;
  const nodeRow = (type: NodeType, name: string, index: number, bytes: number, edges: number): string =>
    `${index === 0 ? '' : ','}${nodeTypes.indexOf(type)},${strings.of(name)},${2 * index + 1},${bytes},${edges},0,0\n`;
  yield nodeRow('synthetic', '', 0, 0, 1);
  yield nodeRow('synthetic', '(GC roots)', 1, 0, kinds.length);
  for (const [i, kind] of kinds.entries())
    yield nodeRow('synthetic', `(${kind})`, synthetic + i, 0, roots.filter((root) => root.kind === kind).length);
  yield* pieces(nodes, (node) =>
    nodeRow(typeOfKind[node.kind], nameOf(node), first + node.id, node.bytes, node.edges.length),
  );
  yield '],\n"edges":[';
  const width = meta.node_fields.length;
  const edgeRow = (type: EdgeType, name: string | number, to: number, comma = ','): string =>
    `${comma}${edgeTypes.indexOf(type)},${typeof name === 'number' ? name : strings.of(name)},${to * width}\n`;
  yield edgeRow('element', 1, 1, '');
  for (const i of kinds.keys()) yield edgeRow('element', i + 1, synthetic + i);
  for (const kind of kinds) {
    yield* pieces(
      roots.filter((root) => root.kind === kind),
      ({ name, to }) => edgeRow('property', String(name), first + to),
    );
  }
  yield* pieces(nodes, (node) => {
    let text = '';
    node.edges.forEach((edge, i) => {
      const [type, name] = labelOf(edge, i, nodes, first, node);
      text += edgeRow(type, name, first + edge.to);
    });
    return text;
  });
  yield '],\n"trace_function_infos":[],\n"trace_tree":[],\n"samples":[],\n"locations":[],\n"strings":[';
  yield* pieces(strings.texts, (text, i) => `${i === 0 ? '' : ',\n'}${JSON.stringify(text)}`);
  yield ']}\n';
}

function labelOf(
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
      return isRecord(target) ? ['internal', 'context'] : ['context', String(name)];
    case 'binding':
      return ['context', String(name)];
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
    default:
      return ['internal', name === '' ? kind : `${kind} ${name}`];
  }
}

class StringNumbers {
  readonly texts: string[] = [];
  private readonly numbers = new Map<string, number>();

  of(text: string): number {
    let number = this.numbers.get(text);
    if (number === undefined) {
      number = this.texts.push(text) - 1;
      this.numbers.set(text, number);
    }
    return number;
  }
}

function* pieces<T>(items: readonly T[], textOf: (item: T, index: number) => string): Generator<string> {
  let text = '';
  for (let i = 0; i < items.length; i++) {
    text += textOf(items[i] as T, i);
    if (i % rowsAPiece === rowsAPiece - 1) {
      yield text;
      text = '';
    }
  }
  yield text;
}
