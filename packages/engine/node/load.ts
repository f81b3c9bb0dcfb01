/**
 * How Node gets the engine: as scripts, with the bytecode that V8 made of them when they were built (its *code cache*).
 *
 * Hosts spend four fifths of an import on scanning and compiling functions, most of which are never called. With the cache,
 * importing the engine takes less than half of the time. Every other host, and Node where a bundler took the engine in, uses
 * the ES modules in `dist`, of which these scripts are a rewriting; `package.json` says who gets which.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';

/** What a script's text evaluates to; `base` is the URL that `import.meta.url` is in the module of which the script was made. */
type Wrapper = (module: { exports: Exports }, require: (specifier: string) => Exports, base: string) => void;
type Exports = Readonly<Record<string, unknown>>;

interface Loaded {
  readonly script: Script;
  readonly module: { exports: Exports };
}

const requireOfNode = createRequire(import.meta.url);
const base = new URL('../index.js', import.meta.url).href;

/** The scripts run so far by name, without extension. */
const scripts = new Map<string, Loaded>();

/** Where a script's bytecode for this process's V8 is. V8 itself refuses one that was made of another text or with other flags. */
function cachePath(name: string): string {
  return fileURLToPath(new URL(`./${name}.${process.versions.v8}-${process.arch}.cache`, import.meta.url));
}

function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

/**
 * What the script of this name beside this file exports, running it when it is first asked for.
 *
 * @throws Error where there is no such script: the package is incomplete.
 */
export function load(name: string): Exports {
  const known = scripts.get(name);
  if (known !== undefined) return known.module.exports;
  const filename = fileURLToPath(new URL(`./${name}.cjs`, import.meta.url));
  const cachedData = readIfThere(cachePath(name));
  // The build writes ASCII only, which V8 keeps and scans at one byte a character.
  const script = new Script(readFileSync(filename, 'latin1'), {
    filename,
    ...(cachedData === undefined ? {} : { cachedData }),
  });
  const module = { exports: {} };
  scripts.set(name, { script, module });
  const wrapper = script.runInThisContext() as Wrapper;
  const require = (specifier: string): Exports =>
    specifier.startsWith('./') ? load(specifier.slice('./'.length, -'.js'.length)) : requireOfNode(specifier);
  wrapper(module, require, base);
  return module.exports;
}

/** The bytecode of all functions that were called so far in the scripts run so far, with the path at which `load` looks for it. */
export function codeCaches(): { readonly path: string; readonly data: Buffer }[] {
  return [...scripts].map(([name, { script }]) => ({ path: cachePath(name), data: script.createCachedData() }));
}
