// Makes a checkout ready to use: installs dependencies from the lock file and builds, each only where it is missing or
// stale. It runs before anything is installed, so it imports nothing but Node itself until the install is done.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { buildIsFresh } from './freshness.mjs';
import { withLock } from './lock.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const minimumNode = [20, 19];

/** Says what is being done on standard error, so that the output of the command that follows stays clean. */
function say(text) {
  process.stderr.write(`saguaro: ${text}\n`);
}

/** Ends with a message that names the cause and what to do. */
function fail(what, hint) {
  say(what);
  say(hint);
  process.exit(2);
}

function checkNodeVersion() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > minimumNode[0] || (major === minimumNode[0] && minor >= minimumNode[1])) return;
  fail(
    `Node ${process.versions.node} is too old; Saguaro needs ${minimumNode.join('.')} or later.`,
    'Install a newer Node from https://nodejs.org and try again.',
  );
}

/** The packages under node_modules/ that a lock file demands on every platform, as path → version and integrity. */
function demanded(lockText) {
  const result = new Map();
  for (const [path, entry] of Object.entries(JSON.parse(lockText).packages ?? {})) {
    if (!path.startsWith('node_modules/') || entry.optional === true || entry.devOptional === true) continue;
    result.set(path, entry.link === true ? `link ${entry.resolved}` : `${entry.version} ${entry.integrity ?? ''}`);
  }
  return result;
}

/** Whether what npm says it installed is what the lock file asks for: spares an install that npm already did by hand. */
function installedMatches(lockText, modules) {
  try {
    const installed = demanded(readFileSync(join(modules, '.package-lock.json'), 'utf8'));
    for (const [path, identity] of demanded(lockText)) {
      if (installed.get(path) !== identity || !existsSync(join(root, path))) return false;
    }
    return true;
  } catch {
    return false;
  }
}

function runNpm(args) {
  const npm = process.env.npm_execpath;
  const options = { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] };
  if (npm?.endsWith('.js') || npm?.endsWith('.cjs')) return spawnSync(process.execPath, [npm, ...args], options);
  return spawnSync('npm', args, { ...options, shell: process.platform === 'win32' });
}

function ensureInstalled() {
  const modules = join(root, 'node_modules');
  const stamp = join(modules, '.saguaro-lock-hash');
  const lockText = readFileSync(join(root, 'package-lock.json'), 'utf8');
  const hash = createHash('sha256').update(lockText).digest('hex');
  const stamped = existsSync(stamp) && readFileSync(stamp, 'utf8') === hash;
  if (stamped) return;
  if (!installedMatches(lockText, modules)) {
    say(existsSync(modules) ? 'the lock file changed: installing dependencies …' : 'installing dependencies …');
    const done = runNpm(['ci', '--no-audit', '--no-fund', '--loglevel=error']);
    if (done.status !== 0) {
      fail(
        `npm ci failed${done.error ? `: ${done.error.message}` : ` with status ${done.status}`}.`,
        'Check that npm is installed and that the network is there, then try again.',
      );
    }
  }
  writeFileSync(`${stamp}.${process.pid}`, hash);
  renameSync(`${stamp}.${process.pid}`, stamp);
}

async function ensureBuilt() {
  if (buildIsFresh(root)) return;
  await withLock(join(root, '.cache', 'build.lock'), async () => {
    if (buildIsFresh(root)) return;
    say('building …');
    const { build } = await import('./build.mjs');
    try {
      await build();
    } catch (error) {
      // esbuild has printed its own messages by now; anything else has not been seen yet.
      fail(
        `the build failed${Array.isArray(error.errors) ? '' : `: ${error.stack ?? error}`}.`,
        'If you changed nothing, this is our fault: please report it with the lines above.',
      );
    }
  });
}

/** Installs and builds what is missing or stale. Ends the process with status 2 when that fails. */
export async function ensure() {
  checkNodeVersion();
  ensureInstalled();
  await ensureBuilt();
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) await ensure();
