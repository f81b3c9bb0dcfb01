/**
 * Finds and reads modules, as Node does for `import`: relative and absolute specifiers, file URLs, and bare specifiers
 * through node_modules, with `exports`, `imports` (of conditions `import`, `module-sync`, `default`) and `main`.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { formatOf, type Language, packageType, readSource } from './read.ts';

export interface LoadedModule {
  readonly source: string;
  readonly language: Language;
}

/** Why a module could not be had. It reaches the guest as a `TypeError` or a rejected `import()`, so the message is plain text. */
export class ModuleError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'ModuleError';
    this.code = code;
  }
}

const conditions = new Set(['import', 'module-sync', 'default']);

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true;

function readJson(path: string): Record<string, unknown> | undefined {
  if (!existsSync(path)) return undefined;
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ModuleError('ERR_INVALID_PACKAGE_CONFIG', `Invalid package config ${path}: ${reason}`);
  }
}

/** Resolves a specifier against the URL of the module that imports it; returns a URL. Throws a `ModuleError`. */
export function resolveModule(specifier: string, referrer: string): string {
  if (/^\.{0,2}\//.test(specifier) || specifier === '.' || specifier === '..') {
    return existing(new URL(specifier, referrer), specifier, referrer);
  }
  if (specifier.startsWith('#')) return resolveImports(specifier, referrer);
  if (URL.canParse(specifier)) {
    const url = new URL(specifier);
    if (url.protocol === 'file:') return existing(url, specifier, referrer);
    if (url.protocol === 'node:') throw builtin(specifier);
    throw new ModuleError(
      'ERR_UNSUPPORTED_ESM_URL_SCHEME',
      `Cannot import '${specifier}': modules come from files; the protocol '${url.protocol}' is not supported`,
    );
  }
  if (isBuiltin(specifier)) throw builtin(specifier);
  return resolvePackage(specifier, referrer);
}

const builtin = (specifier: string): ModuleError =>
  new ModuleError(
    'ERR_NO_NODE_MODULES',
    `Cannot import '${specifier}': Node's own modules are not there, since the program runs apart from the host`,
  );

function shown(url: string): string {
  return url.startsWith('file:') ? fileURLToPath(url) : url;
}

/** Checks that a file is there. TypeScript's habit of importing `./x.js` for `./x.ts` is followed. */
function existing(url: URL, specifier: string, referrer: string): string {
  const path = fileURLToPath(url);
  if (isFile(path)) return url.href;
  const typescript = path.replace(/\.([cm]?)js$/, '.$1ts');
  if (typescript !== path && isFile(typescript)) {
    url.pathname = url.pathname.replace(/\.([cm]?)js$/, '.$1ts');
    return url.href;
  }
  const near = ['.js', '.ts', '.mjs', '/index.js'].find((ending) => isFile(path + ending));
  const hint = near === undefined ? '' : `. Did you mean '${specifier}${near}'? A relative import names the whole file`;
  const what = existsSync(path) ? 'is a folder' : 'is not there';
  throw new ModuleError(
    'ERR_MODULE_NOT_FOUND',
    `Cannot find module '${path}' imported from ${shown(referrer)}: it ${what}${hint}`,
  );
}

/** `node_modules` folders from the referrer upwards. */
function* packageFolders(name: string, referrer: string): Generator<string> {
  if (!referrer.startsWith('file:')) return;
  for (let folder = dirname(fileURLToPath(referrer)); ; folder = dirname(folder)) {
    yield join(folder, 'node_modules', name);
    if (dirname(folder) === folder) return;
  }
}

function resolvePackage(specifier: string, referrer: string): string {
  const match = /^((?:@[^/]+\/)?[^/@][^/]*)(\/.*)?$/.exec(specifier);
  if (match === null) {
    throw new ModuleError('ERR_INVALID_MODULE_SPECIFIER', `'${specifier}' is no valid name of a package`);
  }
  const name = match[1] as string;
  const subpath = `.${match[2] ?? ''}`;
  for (const folder of packageFolders(name, referrer)) {
    if (!existsSync(folder)) continue;
    const config = readJson(join(folder, 'package.json')) ?? {};
    const found = inPackage(folder, config, subpath);
    if (found !== undefined) return pathToFileURL(found).href;
    throw new ModuleError(
      'ERR_PACKAGE_PATH_NOT_EXPORTED',
      `Package '${name}' in ${folder} has no ES module '${subpath}' to import, asked for by ${shown(referrer)}`,
    );
  }
  throw new ModuleError(
    'ERR_MODULE_NOT_FOUND',
    `Cannot find package '${name}' imported from ${shown(referrer)}: it is in no node_modules folder above it`,
  );
}

function inPackage(folder: string, config: Record<string, unknown>, subpath: string): string | undefined {
  if (config['exports'] !== undefined && config['exports'] !== null) {
    const target = matchExports(exportMap(config['exports']), subpath);
    const path = target === undefined ? undefined : join(folder, target);
    return path !== undefined && isFile(path) ? path : undefined;
  }
  if (subpath !== '.') {
    const path = join(folder, subpath);
    return isFile(path) ? path : undefined;
  }
  const main = typeof config['main'] === 'string' ? config['main'] : 'index.js';
  return [main, `${main}.js`, join(main, 'index.js'), 'index.js'].map((file) => join(folder, file)).find(isFile);
}

/** `exports` as a map of subpaths: a string or a set of conditions stands for `.`. */
function exportMap(exports: unknown): Record<string, unknown> {
  const isMap = typeof exports === 'object' && exports !== null && !Array.isArray(exports);
  return isMap && Object.keys(exports).some((key) => key.startsWith('.'))
    ? (exports as Record<string, unknown>)
    : { '.': exports };
}

/** Finds the target of a subpath: an exact key first, else the longest pattern with `*`. */
function matchExports(map: Record<string, unknown>, subpath: string): string | undefined {
  if (Object.hasOwn(map, subpath) && !subpath.includes('*')) return target(map[subpath], '');
  const patterns = Object.keys(map)
    .filter((key) => key.includes('*'))
    .sort((a, b) => b.indexOf('*') - a.indexOf('*') || b.length - a.length);
  for (const key of patterns) {
    const [before = '', after = ''] = key.split('*');
    if (subpath.startsWith(before) && subpath.endsWith(after) && subpath.length >= key.length) {
      return target(map[key], subpath.slice(before.length, subpath.length - after.length));
    }
  }
  return undefined;
}

function target(value: unknown, star: string): string | undefined {
  if (typeof value === 'string') return value.replaceAll('*', star);
  if (Array.isArray(value)) return value.map((one) => target(one, star)).find((one) => one !== undefined);
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [condition, one] of Object.entries(value)) {
    if (!conditions.has(condition)) continue;
    const found = target(one, star);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** `#name`, through `imports` of the nearest package.json. */
function resolveImports(specifier: string, referrer: string): string {
  for (let folder = dirname(fileURLToPath(referrer)); ; folder = dirname(folder)) {
    const config = readJson(join(folder, 'package.json'));
    const imports = config?.['imports'];
    if (config !== undefined && typeof imports === 'object' && imports !== null) {
      const found = matchExports(imports as Record<string, unknown>, specifier);
      if (found?.startsWith('./')) return existing(pathToFileURL(join(folder, found)), specifier, referrer);
      if (found !== undefined) return resolvePackage(found, pathToFileURL(join(folder, 'package.json')).href);
    }
    if (config !== undefined || dirname(folder) === folder) {
      throw new ModuleError(
        'ERR_PACKAGE_IMPORT_NOT_DEFINED',
        `'${specifier}' is not among the "imports" of the package of ${shown(referrer)}`,
      );
    }
  }
}

/** Reads the module at a URL that `resolveModule` gave. Throws a `ModuleError`. */
export function loadModule(url: string): LoadedModule {
  const path = fileURLToPath(url);
  try {
    if (extname(path) === '.json') return { source: readSource(path, path), language: 'json' };
    const { kind, language } = formatOf(path, path);
    // A script cannot be imported; one that nothing marks as such is taken for the module that `import` asks for.
    if (kind === 'script' && (!/\.[jt]s$/.test(path) || packageType(path) === 'commonjs')) {
      throw new ModuleError(
        'ERR_NO_COMMONJS',
        `Cannot import '${path}': it is a CommonJS module, and Saguaro runs ES modules (.mjs, or "type": "module")`,
      );
    }
    return { source: readSource(path, path), language };
  } catch (error) {
    if (error instanceof ModuleError || !(error instanceof Error)) throw error;
    throw new ModuleError('ERR_MODULE_UNREADABLE', error.message);
  }
}
