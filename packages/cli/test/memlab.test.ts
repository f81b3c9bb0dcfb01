/**
 * memlab reads what `saguaro run --heapsnapshot` writes, and finds the right retainers. memlab brings a browser along, so it is no dependency:
 * the test runs where `MEMLAB` names a folder in which `@memlab/heap-analysis` is installed.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { folderOf, saguaro } from './spawn.ts';

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

interface Memlab {
  getFullHeapFromFile(file: string): Promise<{ readonly nodes: { forEach(visit: (node: MemlabNode) => void): void } }>;
}

const installed = process.env['MEMLAB'];
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

it.skipIf(installed === undefined)(
  'memlab finds the retainers (skipped without MEMLAB)',
  { timeout: 120_000 },
  async () => {
    const run = ['run', '--storage', 'linked', '--heapsnapshot', 'out.heapsnapshot', 'leak.js'];
    await saguaro(run, { cwd: folder.path });
    const memlab = createRequire(join(installed as string, 'from.js'))('@memlab/heap-analysis') as Memlab;
    const { nodes } = await memlab.getFullHeapFromFile(join(folder.path, 'out.heapsnapshot'));
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
