// Decides whether the built bundles match the sources: by size and time of each source first (a few milliseconds),
// by content where only the time differs (a fresh checkout, a touched file).
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a build reads, relative to the root. */
const sources = ['packages', 'scripts', 'package-lock.json'];

/** What a build must have left behind. */
const products = ['packages/engine/dist/index.js', 'packages/retention/dist/index.js', 'packages/cli/dist/main.js'];

const sourceName = /\.(?:ts|mts|js|mjs|json)$/;
const skipped = new Set(['dist', 'node_modules', 'test', 'fixtures']);

function list(root, path, into) {
  const full = join(root, path);
  const info = statSync(full);
  if (!info.isDirectory()) {
    into.push({ path, size: info.size, time: info.mtimeMs });
    return into;
  }
  for (const entry of readdirSync(full, { withFileTypes: true })) {
    if (entry.isDirectory() ? skipped.has(entry.name) || entry.name.startsWith('.') : !sourceName.test(entry.name))
      continue;
    if (entry.name.endsWith('.test.ts')) continue;
    list(root, `${path}/${entry.name}`, into);
  }
  return into;
}

const allSources = (root) => sources.flatMap((path) => list(root, path, []));
const hashOf = (root, path) =>
  createHash('sha256')
    .update(readFileSync(join(root, path)))
    .digest('hex');
const stampPath = (root) => join(root, '.cache', 'build.json');

/** The sources as they now are; take it before bundling, so that an edit made meanwhile leaves the build stale. */
export function readSources(root) {
  const entries = {};
  for (const { path, size, time } of allSources(root)) entries[path] = [size, time, hashOf(root, path)];
  return entries;
}

/** Records what the last build was made from. */
export function recordBuild(root, entries) {
  mkdirSync(join(root, '.cache'), { recursive: true });
  const temporary = `${stampPath(root)}.${process.pid}`;
  writeFileSync(temporary, JSON.stringify({ node: process.versions.node, entries }));
  renameSync(temporary, stampPath(root));
}

/** Whether every product is there and was built from the sources as they now are. */
export function buildIsFresh(root) {
  let stamp;
  try {
    for (const path of products) statSync(join(root, path));
    stamp = JSON.parse(readFileSync(stampPath(root), 'utf8'));
  } catch {
    return false;
  }
  if (stamp.node !== process.versions.node) return false;
  const now = allSources(root);
  if (now.length !== Object.keys(stamp.entries).length) return false;
  let touched = false;
  for (const { path, size, time } of now) {
    const known = stamp.entries[path];
    if (known === undefined || known[0] !== size) return false;
    if (known[1] === time) continue;
    if (known[2] !== hashOf(root, path)) return false;
    known[1] = time;
    touched = true;
  }
  if (touched) recordBuild(root, stamp.entries);
  return true;
}
