// `npm run conformance`: bundles the runner and starts it. What a run uses is kept in folders named by content under
// .cache/conformance, so that runs side by side, or a rebuild during a run, don't change what a run is running.
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const home = dirname(fileURLToPath(import.meta.url));
const root = dirname(home);
const cache = join(root, '.cache', 'conformance');
const keepFor = 24 * 3_600_000;

function hashOf(folder, files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${file}\0`).update(readFileSync(join(folder, file)));
  return hash.digest('hex').slice(0, 16);
}

/** The folder `name` in the cache, filled by `fill` in one step where it is not there yet. */
async function provide(name, fill) {
  const folder = join(cache, name);
  if (existsSync(folder)) {
    const now = new Date();
    utimesSync(folder, now, now);
    return folder;
  }
  const temporary = `${folder}.${process.pid}`;
  mkdirSync(temporary, { recursive: true });
  await fill(temporary);
  try {
    renameSync(temporary, folder);
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

function removeOld() {
  for (const name of readdirSync(cache)) {
    const path = join(cache, name);
    if (Date.now() - statSync(path).mtimeMs > keepFor) rmSync(path, { recursive: true, force: true });
  }
}

async function bundleRunner(out) {
  const { build } = await import('esbuild');
  await build({
    absWorkingDir: home,
    entryPoints: ['main.ts', 'worker.ts'],
    outdir: out,
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    sourcemap: 'inline',
    external: ['@saguaro/engine'],
    outExtension: { '.js': '.mjs' },
    logLevel: 'error',
  });
}

/** A copy of the engine as it is built now. */
async function prepareEngine() {
  const { ensure } = await import('../scripts/ensure.mjs');
  await ensure();
  const dist = join(root, 'packages', 'engine', 'dist');
  const files = readdirSync(dist, { recursive: true })
    .filter((file) => file.endsWith('.js'))
    .sort();
  const folder = await provide(`engine-${hashOf(dist, files)}`, (out) => cpSync(dist, out, { recursive: true }));
  return pathToFileURL(join(folder, 'index.js')).href;
}

if (!existsSync(join(root, 'node_modules', 'esbuild'))) {
  const { ensure } = await import('../scripts/ensure.mjs');
  await ensure();
}
const sources = readdirSync(home)
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .sort();
const bundle = await provide(`runner-${hashOf(home, sources)}`, bundleRunner);
removeOld();
// npm changes to the root; files that the user names for output are relative to where the user is.
process.chdir(process.env.INIT_CWD ?? process.cwd());
const { main } = await import(pathToFileURL(join(bundle, 'main.mjs')).href);
process.exitCode = await main(process.argv.slice(2), { home, workerFile: join(bundle, 'worker.mjs'), prepareEngine });
