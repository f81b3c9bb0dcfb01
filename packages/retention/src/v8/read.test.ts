import { describe, expect, it } from 'vitest';
import { edgeLabel, nodeLabel } from '../graph.ts';
import { SnapshotError } from './json-stream.ts';
import { readV8Snapshot } from './read.ts';

const snapshot = {
  snapshot: {
    meta: {
      node_fields: ['type', 'name', 'id', 'self_size', 'edge_count', 'trace_node_id', 'detachedness'],
      node_types: [['hidden', 'object', 'closure'], 'string', 'number', 'number', 'number', 'number', 'number'],
      edge_fields: ['type', 'name_or_index', 'to_node'],
      edge_types: [['context', 'element', 'property'], 'string_or_number', 'node'],
      location_fields: ['object_index', 'script_id', 'line', 'column'],
    },
    node_count: 3,
    edge_count: 2,
  },
  nodes: [0, 0, 1, 0, 2, 0, 0, 1, 1, 3, 5_000_000_000, 0, 0, 0, 2, 2, 5, 64, 0, 0, 0],
  edges: [1, 12, 7, 2, 3, 14],
  trace_tree: [{ nested: ['} ]"'] }],
  locations: [14, 5, 2, 9],
  strings: ['', 'Größe "x" \\ \n \u2028', 'f', 'keep', '\ud83c\udf35'],
};

const bytesOf = (value: unknown): Uint8Array =>
  new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));

function* pieces(bytes: Uint8Array, size: number): Generator<Uint8Array> {
  for (let i = 0; i < bytes.length; i += size) yield bytes.slice(i, i + size);
}

describe('readV8Snapshot', () => {
  it.each([1, 2, 7, 4096])('reads a snapshot in pieces of %i bytes', async (size) => {
    const read = await readV8Snapshot(pieces(bytesOf(snapshot), size));
    expect(read.nodeCount).toBe(3);
    expect([...read.firstEdge]).toEqual([0, 2, 2, 2]);
    expect([...read.edgeTo]).toEqual([1, 2]);
    expect(read.selfSize[1]).toBe(5_000_000_000);
    expect(nodeLabel(read, 1)).toBe('Größe "x" \\ \n \u2028');
    expect([edgeLabel(read, 0), edgeLabel(read, 1)]).toEqual(['12', 'keep']);
    expect(read.strings.get(4)).toBe('🌵');
    expect(read.strings.numbersOf(['f', 'none'])).toEqual([[2], []]);
    expect(read.strings.beginningWith('f')).toEqual([2]);
    const at = read.locations.of[2] as number;
    expect([read.locations.script[at], read.locations.line[at], read.locations.column[at]]).toEqual([5, 2, 9]);
  });

  it('tells how far it is', async () => {
    const seen: number[] = [];
    await readV8Snapshot(pieces(bytesOf(snapshot), 500), (bytes) => seen.push(bytes));
    expect(seen.at(-1)).toBe(bytesOf(snapshot).length);
  });

  it.each([
    ['{}', 'it is not a V8 heap snapshot: nodes, edges or strings are missing'],
    ['hello', 'it is not a V8 heap snapshot (near byte 0)'],
    [JSON.stringify(snapshot).slice(0, -40), 'it ends in the middle: the file is not complete'],
    [JSON.stringify({ ...snapshot, edges: [1, 12, 7] }), 'it contradicts itself: fewer edges than it says'],
    [JSON.stringify({ ...snapshot, edges: [1, 12, 700, 2, 3, 14] }), 'it contradicts itself: an edge leads nowhere'],
    [JSON.stringify({ nodes: [] }), 'it is not a V8 heap snapshot: its description does not come first'],
  ])('refuses %.20s', async (text, message) => {
    await expect(readV8Snapshot([bytesOf(text)])).rejects.toThrow(new SnapshotError(message));
  });
});
