/** Findings in what bundlers wrote name the original: maps beside the script, inline, and under `--sources`. */
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Finding } from '@saguaro/retention';
import { type BuildOptions, build } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { folderOf, node, saguaro } from './spawn.ts';

const folder = folderOf({
  'src/main.ts':
    "import { connect } from './connection.ts';\n(globalThis as { kept?: unknown }).kept = [connect(1), connect(2)];\n",
  'src/connection.ts': `interface Options { readonly id: number }

export function connect(id: number): () => Options {
  const certificates: number[] = new Array(100000).fill(0.5 + id);
  const options: Options = { id };
  [id].map((index) => certificates[index]);
  return () => options;
}
`,
  // What a page's script is called in a snapshot.
  'page.cjs': `const { readFileSync } = require('node:fs');
const { runInThisContext } = require('node:vm');
runInThisContext(readFileSync(process.argv[2], 'utf8'), { filename: 'https://example.com/static/js/app.js?v=2' });
require('node:v8').writeHeapSnapshot(process.argv[3]);
`,
});
const cwd = folder.path;
const original = join(cwd, 'src/connection.ts');
afterAll(() => folder.remove());

const bundle = (options: BuildOptions): Promise<unknown> =>
  build({
    absWorkingDir: cwd,
    entryPoints: ['src/main.ts'],
    bundle: true,
    minify: true,
    platform: 'node',
    logLevel: 'error',
    ...options,
  });

beforeAll(async () => {
  await bundle({ outfile: 'out/linked.cjs', format: 'cjs', sourcemap: 'linked' });
  await bundle({ outfile: 'out/inline.mjs', format: 'esm', sourcemap: 'inline' });
  await bundle({
    outfile: 'site/static/js/app.js',
    format: 'iife',
    sourcemap: 'linked',
    sourceRoot: 'webpack://shop/',
  });
}, 60_000);

function check(
  { findings, missingSources }: { findings: readonly Finding[]; missingSources: unknown },
  file: string,
): void {
  expect(findings).toMatchObject([
    {
      cause: 'shared-environment',
      variable: 'certificates',
      file,
      line: 4,
      column: 9,
      copies: 2,
      closures: [{ line: 7, column: 10, uses: false, count: 2 }],
      blame: { file, line: 6, column: 13 },
    },
  ]);
  expect(missingSources).toEqual([]);
}

it.each(['out/linked.cjs', 'out/inline.mjs'])('%s', async (file) => {
  const { stdout } = await saguaro(['leaks', '--json', '--node', '--html', 'report.html', file], { cwd });
  check(JSON.parse(stdout), original);
});

it('finds scripts that a snapshot names by URLs, and their maps, under --sources', async () => {
  const { stderr } = await node(['page.cjs', 'site/static/js/app.js', 'page.heapsnapshot'], { cwd });
  expect(stderr).toBe('');
  const without = JSON.parse((await saguaro(['leaks', '--json', 'page.heapsnapshot'], { cwd })).stdout);
  expect(without.findings).toEqual([]);
  expect(without.missingSources).toContain('https://example.com/static/js/app.js?v=2');
  const { stdout } = await saguaro(['leaks', '--json', '--sources', 'site', 'page.heapsnapshot'], { cwd });
  const [finding] = JSON.parse(stdout).findings;
  expect(finding.file).toMatch(/^webpack:\/\/shop\/.*src\/connection\.ts$/);
  expect(finding).toMatchObject({ variable: 'certificates', line: 4, column: 9, blame: { line: 6 } });
});

it('finds files that have moved since, by the ends of their URLs', async () => {
  await node(['page.cjs', 'site/static/js/app.js', 'moved.heapsnapshot'], { cwd });
  mkdirSync(join(cwd, 'elsewhere'));
  renameSync(join(cwd, 'site/static/js'), join(cwd, 'elsewhere/js'));
  try {
    const url = pathToFileURL(join(cwd, 'elsewhere'));
    const { stdout } = await saguaro(['leaks', '--json', '--sources', url.pathname, 'moved.heapsnapshot'], { cwd });
    expect(JSON.parse(stdout).findings).toMatchObject([{ variable: 'certificates', line: 4 }]);
  } finally {
    renameSync(join(cwd, 'elsewhere/js'), join(cwd, 'site/static/js'));
    rmSync(join(cwd, 'elsewhere'), { recursive: true });
  }
});
