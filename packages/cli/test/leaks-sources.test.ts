/** Findings in what bundlers wrote name the original: maps beside the script, inline, and under `--sources`. */
import { mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
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
const filename = process.argv[4] ?? 'https://example.com/static/js/app.js?v=2';
runInThisContext(readFileSync(process.argv[2], 'utf8'), { filename });
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
  // Names no map itself.
  await bundle({ outfile: 'hidden/app.js', format: 'iife', sourcemap: 'external' });
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
      function: 'connect',
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

it('fetches scripts and maps from the web servers that a snapshot names, where it may', async () => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '', 'http://page/');
    asked.push(pathname);
    if (/^\/static\/js\/app\.js(?:\.map)?$/.test(pathname)) response.end(readFileSync(join(cwd, 'site', pathname)));
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/static/js/app.js`;
    await node(['page.cjs', 'site/static/js/app.js', 'served.heapsnapshot', `${url}?v=2`], { cwd });
    const without = await saguaro(['leaks', '--json', 'served.heapsnapshot'], { cwd });
    expect(JSON.parse(without.stdout).findings).toEqual([]);
    expect(asked).toEqual([]);
    const { stdout, stderr } = await saguaro(['leaks', '--json', '--fetch', 'served.heapsnapshot'], { cwd });
    expect(stderr).toBe('');
    expect(asked).toEqual(['/static/js/app.js', '/static/js/app.js.map']);
    const [finding] = JSON.parse(stdout).findings;
    expect(finding.file).toMatch(/src\/connection\.ts$/);
    expect(finding).toMatchObject({ variable: 'certificates', function: 'connect', line: 4, blame: { line: 6 } });
    await node(['page.cjs', 'site/static/js/app.js', 'gone.heapsnapshot', `${url}.old`], { cwd });
    const gone = await saguaro(['leaks', '--json', '--fetch', 'gone.heapsnapshot'], { cwd });
    expect(gone.stderr).toBe(`${url}.old was not fetched: the server answered 404.\n`);
    expect(JSON.parse(gone.stdout).missingSources).toContain(`${url}.old`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

it.each(['SourceMap', 'X-SourceMap'])('follows maps that only the header %s names', async (header) => {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '', 'http://page/');
    if (pathname === '/js/app.js') {
      response.setHeader(header, '../maps/app.map?v=3');
      response.end(readFileSync(join(cwd, 'hidden/app.js')));
    } else if (pathname === '/maps/app.map')
      response.end(`)]}'\n${readFileSync(join(cwd, 'hidden/app.js.map'), 'utf8')}`);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/js/app.js?v=3`;
    await node(['page.cjs', 'hidden/app.js', 'header.heapsnapshot', url], { cwd });
    const { stdout, stderr } = await saguaro(['leaks', '--json', '--fetch', 'header.heapsnapshot'], { cwd });
    expect(stderr).toBe('');
    const [finding] = JSON.parse(stdout).findings;
    expect(finding.file).toMatch(/src\/connection\.ts$/);
    expect(finding).toMatchObject({ variable: 'certificates', function: 'connect', line: 4, blame: { line: 6 } });
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
