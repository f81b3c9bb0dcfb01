/**
 * memlab reads what `saguaro run --heapsnapshot` writes, and finds the right retainers. memlab brings a browser's driver and 210 packages along, so
 * it is no dependency: the test runs where `npm ci --prefix .ci/memlab --ignore-scripts` has installed it, as continuous integration does, which
 * also says `SAGUARO_MEMLAB=required`.
 */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { folderOf, root, saguaro } from './spawn.ts';

interface MemlabEdge {
  readonly name_or_index: string | number;
  readonly type: string;
  readonly fromNode: MemlabNode;
  readonly toNode: MemlabNode;
}

interface MemlabNode {
  readonly name: string;
  readonly retainedSize: number;
  readonly references: readonly MemlabEdge[];
  /** The last edge of a shortest way from a root. */
  readonly pathEdge: MemlabEdge | null;
}

interface MemlabHeap {
  readonly nodes: { forEach(visit: (node: MemlabNode) => void): void };
}

interface Memlab {
  readonly utils: { getSnapshotFromFile(file: string, options: { buildNodeIdIndex: boolean }): Promise<MemlabHeap> };
  readonly analysis: { preparePathFinder(heap: MemlabHeap): void };
}

const memlabFolder = join(root, '.ci', 'memlab');
const installed = existsSync(join(memlabFolder, 'node_modules', '@memlab', 'core'));
if (!installed && process.env['SAGUARO_MEMLAB'] === 'required')
  throw new Error('memlab is not in .ci/memlab, and SAGUARO_MEMLAB=required says that it must be.');
const folder = folderOf({
  'leak.js': `function make(n) {
  const big = new Array(100000).fill(0.5 + n);
  const used = { n };
  (() => big.length)();
  return () => used;
}
globalThis.kept = [make(1), make(2)];
`,
});
afterAll(() => folder.remove());

it.skipIf(!installed)(
  'memlab finds the retainers (skipped where .ci/memlab is not installed)',
  { timeout: 120_000 },
  async () => {
    const run = ['run', '--storage', 'linked', '--heapsnapshot', 'out.heapsnapshot', 'leak.js'];
    await saguaro(run, { cwd: folder.path });
    const { utils, analysis } = createRequire(join(memlabFolder, 'from.js'))('@memlab/core') as Memlab;
    const heap = await utils.getSnapshotFromFile(join(folder.path, 'out.heapsnapshot'), { buildNodeIdIndex: true });
    analysis.preparePathFinder(heap);
    const { nodes } = heap;
    const ways: string[][] = [];
    nodes.forEach((node) => {
      const held = node.references.find((edge) => edge.type === 'context' && edge.name_or_index === 'big')?.toNode;
      if (held === undefined) return;
      expect(held.retainedSize).toBeGreaterThan(800_000);
      const way: string[] = [];
      for (let edge = held.pathEdge; edge !== null && edge !== undefined; edge = edge.fromNode.pathEdge)
        way.unshift(`${edge.name_or_index} → ${edge.toNode.name}`);
      ways.push(way);
    });
    const way = (index: number): string[] => [
      'kept → Array',
      `${index} → <anonymous>`,
      'context → system / Context',
      'big → Array',
    ];
    expect(ways).toEqual([way(0), way(1)]);
  },
);
