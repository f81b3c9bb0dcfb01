// Builds the page where it is missing or stale: a static site in dist/ that needs no server. It bundles the built engine.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { withLock } from '../../scripts/lock.mjs';

const folder = fileURLToPath(new URL('.', import.meta.url));
const packages = join(folder, '..');
const site = join(folder, 'dist');
const stamp = join(site, 'built-from');

/** What the page is made of. */
const inputs = [
  join(folder, 'src'),
  join(folder, 'public'),
  join(folder, 'index.html'),
  join(folder, 'vite.config.ts'),
  join(folder, '..', '..', 'package-lock.json'),
  // Its other files have the hashes of their contents as names.
  join(packages, 'engine', 'dist', 'index.js'),
  join(packages, 'engine', 'dist', 'static.js'),
  join(packages, 'retention', 'dist', 'index.js'),
];

function addTo(hash, path) {
  if (statSync(path).isDirectory()) {
    for (const name of readdirSync(path).sort()) addTo(hash, join(path, name));
  } else hash.update(path).update(readFileSync(path));
}

const lock = join(folder, '..', '..', '.cache', 'viewer.lock');
/** Builds unless what is there was made of the same; returns the site's folder. The engine and what it needs must be built. */
export function buildViewer() {
  return withLock(lock, async () => {
    const hash = createHash('sha256');
    for (const path of inputs) addTo(hash, path);
    const identity = hash.digest('hex');
    if (existsSync(stamp) && readFileSync(stamp, 'utf8') === identity) return site;
    const { build } = await import('vite');
    const fresh = join(folder, `dist-${process.pid}`);
    try {
      await build({
        configFile: join(folder, 'vite.config.ts'),
        logLevel: 'warn',
        build: { outDir: fresh, chunkSizeWarningLimit: 1200, rolldownOptions: { checks: { pluginTimings: false } } },
      });
      writeFileSync(join(fresh, 'built-from'), identity);
      rmSync(site, { recursive: true, force: true });
      renameSync(fresh, site);
    } finally {
      rmSync(fresh, { recursive: true, force: true });
    }
    return site;
  });
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { ensure } = await import('../../scripts/ensure.mjs');
  await ensure();
  process.stdout.write(`${await buildViewer()}\n`);
}
