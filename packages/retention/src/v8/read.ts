/** Reads V8's heap snapshots (`.heapsnapshot`, as Node and Chrome write them) as a stream of bytes into a heap graph. */
import { type HeapGraph, NONE } from '../graph.ts';
import { JsonObjectReader, type NumberSink, SnapshotError } from './json-stream.ts';
import { StringBytes } from './strings.ts';

export interface V8Snapshot extends HeapGraph {
  readonly strings: StringBytes;
  /** V8's own number of each node, the same in later snapshots of one process. */
  readonly nodeId: Float64Array;
  /** Where functions, and objects by their constructors, stand in scripts. */
  readonly locations: Locations;
}

export interface Locations {
  /** For each node the index of its location, or NONE. */
  readonly of: Uint32Array;
  readonly script: Int32Array;
  /** Lines and columns as V8 counts them: from 0. */
  readonly line: Int32Array;
  readonly column: Int32Array;
}

interface Meta {
  readonly node_fields: readonly string[];
  readonly node_types: readonly unknown[];
  readonly edge_fields: readonly string[];
  readonly edge_types: readonly unknown[];
  readonly location_fields?: readonly string[];
}

interface Description {
  readonly meta: Meta;
  readonly node_count: number;
  readonly edge_count: number;
}

/** Takes the bytes of a snapshot piece by piece. */
export class V8SnapshotReader {
  private readonly reader: JsonObjectReader;
  private description: Description | null = null;
  private nodes: NodeSink | null = null;
  private edges: EdgeSink | null = null;
  private readonly locations: number[] = [];
  private readonly strings = new StringBytes();
  private hasStrings = false;

  constructor() {
    this.reader = new JsonObjectReader((key) => {
      switch (key) {
        case 'snapshot':
          return { kind: 'value', value: (value) => this.describe(value) };
        case 'nodes':
          return this.nodes ?? early();
        case 'edges':
          return this.edges ?? early();
        case 'locations': {
          const { locations } = this;
          const row = new Float64Array(1);
          return { kind: 'numbers', row, full: () => locations.push(row[0]) };
        }
        case 'strings': {
          const { strings } = this;
          this.hasStrings = true;
          return {
            kind: 'strings',
            append: (chunk, from, to) => strings.append(chunk, from, to),
            finish: () => strings.finish(),
          };
        }
        default:
          return null;
      }
    });
  }

  /** @throws SnapshotError where the bytes are no snapshot. */
  push(chunk: Uint8Array): void {
    this.reader.push(chunk);
  }

  /** @throws SnapshotError where the snapshot is not complete, or contradicts itself. */
  end(): V8Snapshot {
    this.reader.end();
    const { description, nodes, edges } = this;
    if (description === null || nodes === null || edges === null || !this.hasStrings)
      throw new SnapshotError('it is not a V8 heap snapshot: nodes, edges or strings are missing');
    nodes.check();
    edges.check();
    const { meta } = description;
    const edgeTypes = names(meta.edge_types[0]);
    return {
      nodeCount: description.node_count,
      edgeCount: description.edge_count,
      nodeType: nodes.type,
      nodeName: nodes.name,
      nodeId: nodes.id,
      selfSize: nodes.size,
      firstEdge: nodes.firstEdge,
      edgeType: edges.type,
      edgeName: edges.name,
      edgeTo: edges.to,
      nodeTypes: names(meta.node_types[0]),
      edgeTypes,
      numbered: edgeTypes.map((type) => type === 'element' || type === 'hidden'),
      strings: this.strings,
      locations: this.locationTable(meta),
    };
  }

  private describe(value: unknown): void {
    const description = value as Partial<Description> | null;
    const meta = description?.meta;
    if (
      !Array.isArray(meta?.node_fields) ||
      !Array.isArray(meta.edge_fields) ||
      !isCount(description?.node_count) ||
      !isCount(description?.edge_count)
    )
      throw new SnapshotError('it is not a V8 heap snapshot: its description lacks fields');
    this.description = description as Description;
    this.nodes = new NodeSink(meta.node_fields, this.description.node_count);
    this.edges = new EdgeSink(meta.edge_fields, this.description, meta.node_fields.length);
  }

  private locationTable({ location_fields: fields = [], node_fields: nodeFields }: Meta): Locations {
    const width = fields.length;
    const count = width === 0 ? 0 : Math.floor(this.locations.length / width);
    const of = new Uint32Array(this.description?.node_count ?? 0).fill(NONE);
    const script = new Int32Array(count);
    const line = new Int32Array(count);
    const column = new Int32Array(count);
    const [object, id, row, col] = ['object_index', 'script_id', 'line', 'column'].map((name) => fields.indexOf(name));
    for (let i = 0; i < count; i++) {
      const at = i * width;
      const node = (this.locations[at + (object as number)] as number) / nodeFields.length;
      if (node < of.length) of[node] = i;
      script[i] = this.locations[at + (id as number)] as number;
      line[i] = this.locations[at + (row as number)] as number;
      column[i] = this.locations[at + (col as number)] as number;
    }
    return { of, script, line, column };
  }
}

/** Reads a snapshot from its bytes. `onProgress` is told how many have been read. */
export async function readV8Snapshot(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  onProgress?: (bytes: number) => void,
): Promise<V8Snapshot> {
  const reader = new V8SnapshotReader();
  let bytes = 0;
  for await (const chunk of chunks) {
    reader.push(chunk);
    bytes += chunk.length;
    onProgress?.(bytes);
  }
  return reader.end();
}

class NodeSink implements NumberSink {
  readonly kind = 'numbers';
  readonly type: Uint8Array;
  readonly name: Uint32Array;
  readonly id: Float64Array;
  readonly size: Float64Array;
  readonly firstEdge: Uint32Array;
  readonly row: Float64Array;
  private readonly fields: readonly number[];
  private node = 0;
  private edges = 0;

  constructor(
    fields: readonly string[],
    private readonly count: number,
  ) {
    this.type = new Uint8Array(count);
    this.name = new Uint32Array(count);
    this.id = new Float64Array(count);
    this.size = new Float64Array(count);
    this.firstEdge = new Uint32Array(count + 1);
    this.row = new Float64Array(fields.length);
    this.fields = ['type', 'name', 'id', 'self_size', 'edge_count'].map((name) => fieldOf(fields, name));
  }

  full(): void {
    const { row, fields, node } = this;
    if (node >= this.count) throw new SnapshotError('it contradicts itself: more nodes than it says');
    this.type[node] = row[fields[0] as number];
    this.name[node] = row[fields[1] as number];
    this.id[node] = row[fields[2] as number];
    this.size[node] = row[fields[3] as number];
    this.edges += row[fields[4] as number];
    this.firstEdge[node + 1] = this.edges;
    this.node = node + 1;
  }

  check(): void {
    if (this.node !== this.count) throw new SnapshotError('it contradicts itself: fewer nodes than it says');
  }
}

class EdgeSink implements NumberSink {
  readonly kind = 'numbers';
  readonly type: Uint8Array;
  readonly name: Uint32Array;
  readonly to: Uint32Array;
  private readonly count: number;
  private readonly nodeCount: number;
  readonly row: Float64Array;
  private readonly fields: readonly number[];
  private edge = 0;

  constructor(
    fields: readonly string[],
    { edge_count: count, node_count: nodeCount }: Description,
    private readonly nodeWidth: number,
  ) {
    this.count = count;
    this.nodeCount = nodeCount;
    this.type = new Uint8Array(count);
    this.name = new Uint32Array(count);
    this.to = new Uint32Array(count);
    this.row = new Float64Array(fields.length);
    this.fields = ['type', 'name_or_index', 'to_node'].map((name) => fieldOf(fields, name));
  }

  full(): void {
    const { row, fields, edge } = this;
    if (edge >= this.count) throw new SnapshotError('it contradicts itself: more edges than it says');
    this.type[edge] = row[fields[0] as number];
    this.name[edge] = row[fields[1] as number];
    const to = row[fields[2] as number] / this.nodeWidth;
    if (to >= this.nodeCount) throw new SnapshotError('it contradicts itself: an edge leads nowhere');
    this.to[edge] = to;
    this.edge = edge + 1;
  }

  check(): void {
    if (this.edge !== this.count) throw new SnapshotError('it contradicts itself: fewer edges than it says');
  }
}

function fieldOf(fields: readonly string[], name: string): number {
  const at = fields.indexOf(name);
  if (at < 0) throw new SnapshotError(`it is not a V8 heap snapshot: no field ${name}`);
  return at;
}

function early(): never {
  throw new SnapshotError('it is not a V8 heap snapshot: its description does not come first');
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}

function names(value: unknown): string[] {
  if (!Array.isArray(value)) throw new SnapshotError('it is not a V8 heap snapshot: its types have no names');
  return value.map(String);
}
