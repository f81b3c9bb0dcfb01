import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join, relative, sep } from 'node:path';
import type { HarnessFile } from './adapter.ts';

/** What is run when no path is named. */
export const defaultPaths: readonly string[] = ['test/language', 'test/built-ins', 'test/annexB'];

/** Folders left out of the default paths (features.ts says why); naming one runs it. */
const leftOut: readonly string[] = ['test/built-ins/Temporal'];

/** Where the suite is: `TEST262_DIR`, or the default place. `given` tells the two apart. */
export function locateSuite(env: NodeJS.ProcessEnv): {
  readonly directory: string;
  readonly given: boolean;
  readonly exists: boolean;
} {
  const named = env['TEST262_DIR'];
  const given = named !== undefined && named !== '';
  const directory = given ? named : join(homedir(), '.cache', 'saguaro', 'test262');
  return { directory, given, exists: existsSync(join(directory, 'harness', 'assert.js')) };
}

/** A path that names nothing in the suite. */
export class UnknownPathError extends Error {}

/**
 * The tests under the given paths, sorted, each relative to the suite with `/`. A path may be relative to the suite, to
 * its `test/` folder, or absolute. Fixtures are not tests. Throws UnknownPathError.
 */
export function findTests(suite: string, paths: readonly string[]): string[] {
  const found = new Set<string>();
  for (const path of paths.length > 0 ? paths : defaultPaths) {
    const start = resolveInSuite(suite, path);
    const skipped = paths.length > 0 ? [] : leftOut;
    if (statSync(join(suite, start)).isFile()) found.add(start);
    else walk(suite, start, skipped, found);
  }
  return [...found].sort();
}

/** A path as the suite spells it: relative, with `/`, without one at the end. */
export function resolveInSuite(suite: string, path: string): string {
  const candidates = isAbsolute(path) ? [relative(suite, path)] : [path, join('test', path)];
  for (const candidate of candidates) {
    const normal = candidate.split(sep).join('/').replace(/\/+$/, '');
    if (!normal.startsWith('..') && existsSync(join(suite, normal))) return normal;
  }
  throw new UnknownPathError(`${path} is not in ${suite}`);
}

function walk(suite: string, folder: string, skipped: readonly string[], found: Set<string>): void {
  if (skipped.includes(folder)) return;
  for (const entry of readdirSync(join(suite, folder), { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) walk(suite, path, skipped, found);
    else if (entry.name.endsWith('.js') && !entry.name.includes('_FIXTURE')) found.add(path);
  }
}

/** `count` of the paths, the same ones on every machine and whatever else is in the list: those whose hashes are lowest. */
export function sample(paths: readonly string[], count: number): string[] {
  return paths
    .map((path) => ({ path, hash: createHash('sha256').update(path).digest('hex') }))
    .sort((a, b) => (a.hash < b.hash ? -1 : a.hash > b.hash ? 1 : 0))
    .slice(0, count)
    .map(({ path }) => path)
    .sort();
}

/** The area a test counts towards: two levels below `test/`, one for a test that lies directly in the first. */
export function areaOf(path: string): string {
  return path.split('/').slice(1, -1).slice(0, 2).join('/') || path;
}

/** The suite's harness files, each read once. */
export class Harness {
  readonly #suite: string;
  readonly #files = new Map<string, HarnessFile>();

  constructor(suite: string) {
    this.#suite = suite;
  }

  /** Throws Node's error where the file is missing. */
  get(name: string): HarnessFile {
    let file = this.#files.get(name);
    if (file === undefined) {
      file = { name, source: readFileSync(join(this.#suite, 'harness', name), 'utf8') };
      this.#files.set(name, file);
    }
    return file;
  }
}
