/** Writes a Saguaro machine's heap in V8's format, so that Chrome DevTools and memlab show it. */
import type { HeapGraph, HeapNode, HeapNodeKind } from '@saguaro/engine';
import { addedEdges, type EdgeRow, edgeTypes, labelOf, placeOf, scriptsOf } from './saguaro-edges.ts';

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
type NodeType = (typeof nodeTypes)[number];

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

/** Rows of this many nodes or edges are handed on together. */
const rowsAPiece = 4096;

/** Nodes that are not of the heap: the root, and one that says where the rest begins. */
const synthetic = 2;

/**
 * The text of a snapshot, piece by piece.
 *
 * Records become `system / Context` objects, whose `context` edges bear the names of their variables, as do those of closures that
 * carry a binding themselves. The roots hang on `(GC roots)`, labelled by their kinds; what the program's global names hold, on the
 * root itself too, as V8's global objects do. Code leads to its script, and locations say where closures stand in it.
 */
export function* heapSnapshotText(graph: HeapGraph): Generator<string> {
  const { nodes, roots } = graph;
  const kinds = [...new Set(roots.map(({ kind }) => kind))];
  const globals = roots.filter(({ kind }) => kind === 'global');
  const scripts = scriptsOf(nodes);
  const strings = new StringNumbers();
  const first = synthetic + kinds.length;
  const firstScript = first + nodes.length;
  const scriptNumbers = new Map(scripts.map(({ file }, i) => [file, i]));
  const added = addedEdges(nodes, first, firstScript, scriptNumbers);
  const edgesOf = (node: HeapNode): number => node.edges.length + (added.get(node.id)?.length ?? 0);
  const edgeCount =
    1 +
    globals.length +
    kinds.length +
    roots.length +
    nodes.reduce((sum, node) => sum + edgesOf(node), 0) +
    scripts.filter(({ source }) => source >= 0).length;
  const snapshot = { meta, node_count: firstScript + scripts.length, edge_count: edgeCount, trace_function_count: 0 };
  yield `{"snapshot":${JSON.stringify(snapshot)},\n"nodes":[`;
  const nodeRow = (type: NodeType, name: string, index: number, bytes: number, edges: number): string =>
    `${index === 0 ? '' : ','}${nodeTypes.indexOf(type)},${strings.of(name)},${2 * index + 1},${bytes},${edges},0,0\n`;
  yield nodeRow('synthetic', '', 0, 0, 1 + globals.length);
  yield nodeRow('synthetic', '(GC roots)', 1, 0, kinds.length);
  for (const [i, kind] of kinds.entries())
    yield nodeRow('synthetic', `(${kind})`, synthetic + i, 0, roots.filter((root) => root.kind === kind).length);
  yield* pieces(nodes, (node) =>
    nodeRow(typeOfKind[node.kind], nameOf(node), first + node.id, node.bytes, edgesOf(node)),
  );
  yield* pieces(scripts, ({ file, source }, i) => nodeRow('code', file, firstScript + i, 0, source < 0 ? 0 : 1));
  yield '],\n"edges":[';
  const width = meta.node_fields.length;
  const edgeRow = ({ type, name, to }: EdgeRow, comma = ','): string =>
    `${comma}${edgeTypes.indexOf(type)},${typeof name === 'number' ? name : strings.of(name)},${to * width}\n`;
  yield edgeRow({ type: 'element', name: 1, to: 1 }, '');
  yield* pieces(globals, ({ name, to }) => edgeRow({ type: 'shortcut', name: String(name), to: first + to }));
  for (const i of kinds.keys()) yield edgeRow({ type: 'element', name: i + 1, to: synthetic + i });
  for (const kind of kinds) {
    yield* pieces(
      roots.filter((root) => root.kind === kind),
      ({ name, to }) => edgeRow({ type: 'property', name: String(name), to: first + to }),
    );
  }
  yield* pieces(nodes, (node) => {
    let text = '';
    node.edges.forEach((edge, i) => {
      const [type, name] = labelOf(edge, i, nodes, first, node);
      text += edgeRow({ type, name, to: first + edge.to });
    });
    for (const row of added.get(node.id) ?? []) text += edgeRow(row);
    return text;
  });
  for (const { source } of scripts)
    if (source >= 0) yield edgeRow({ type: 'internal', name: 'source', to: first + source });
  yield '],\n"trace_function_infos":[],\n"trace_tree":[],\n"samples":[],\n"locations":[';
  let comma = '';
  yield* pieces(nodes, (node) => {
    const place = placeOf(nodes, node);
    if (place === undefined) return '';
    const script = (scriptNumbers.get(place.file) as number) + 1;
    const row = `${comma}${(first + node.id) * width},${script},${place.line - 1},${place.column - 1}\n`;
    comma = ',';
    return row;
  });
  yield '],\n"strings":[';
  yield* pieces(strings.texts, (text, i) => `${i === 0 ? '' : ',\n'}${JSON.stringify(text)}`);
  yield ']}\n';
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
