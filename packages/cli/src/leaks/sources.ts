/** Finds the sources of the scripts that a snapshot names: at their paths, under `--sources`, or as a running process gave them. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { originalPositionFor } from '@jridgewell/trace-mapping';
import type { CaptureFacts, CaptureOptions } from '@saguaro/engine';
import type { OriginalPlace, ScriptSource } from '@saguaro/retention';
import { packageType } from '../program/read.ts';
import { fetchText, isWebUrl } from './fetch.ts';
import { mapFromWeb, mapInFile, namedMap, nearMap, type SourceMap, webMapUrl } from './script-maps.ts';

export type AnalyzeCaptures = (source: string, options: CaptureOptions) => CaptureFacts;

/** Folders that are no place for a program's own sources, and may be large. */
const passedOver = new Set(['node_modules', '.git']);

/** By the names of scripts. */
export interface GivenSources {
  readonly texts: ReadonlyMap<string, string>;
  /** URLs of their source maps, as their servers or their texts name them. */
  readonly mapUrls: ReadonlyMap<string, string>;
}

const noSources: GivenSources = { texts: new Map(), mapUrls: new Map() };

export class Sources {
  /** Texts by the names that reports give them. */
  readonly shown = new Map<string, string>();
  /** Scripts whose source was found and does not parse. */
  readonly unparsed: string[] = [];
  private byBasename: Map<string, string[]> | null = null;
  /** Scripts and source maps by their URLs, as web servers gave them. */
  private readonly fetched = new Map<string, string>();
  /** What scripts' servers named as their source maps. */
  private readonly mapUrls: Map<string, string>;

  constructor(
    private readonly analyze: AnalyzeCaptures,
    private readonly folder: string | null,
    /** What a running process gave. */
    private readonly given: GivenSources = noSources,
  ) {
    this.mapUrls = new Map(given.mapUrls);
  }

  /** The source of a script, or null. */
  find(script: string): ScriptSource | null {
    if (script === '' || script.startsWith('node:')) return null;
    const path = this.pathOf(script);
    const text = this.textOf(script, path);
    if (text === null) return null;
    const file = path ?? script;
    const facts = this.factsOf(text, script, file);
    if (facts === null) return null;
    this.shown.set(file, text);
    const map = this.mapOf(text, script, path);
    if (map === null) return { file, text, facts };
    return { file, text, facts, original: (line, column) => this.original(map, line, column) };
  }

  /**
   * Fetches what is found nowhere else of the scripts that are on web servers, and their source maps. Returns what could not be fetched, one
   * sentence each.
   */
  async fetchMissing(scripts: Iterable<string>): Promise<string[]> {
    const failures: string[] = [];
    const get = async (url: string, isScript: boolean): Promise<void> => {
      try {
        if (this.fetched.has(url)) return;
        const { text, sourceMap } = await fetchText(url);
        this.fetched.set(url, text);
        if (isScript && sourceMap !== null) this.mapUrls.set(url, sourceMap);
      } catch (error) {
        failures.push(`${url} was not fetched: ${(error as Error).message}.`);
      }
    };
    const one = async (script: string): Promise<void> => {
      const path = this.pathOf(script);
      if (this.textOf(script, path) === null && isWebUrl(script)) await get(script, true);
      const text = this.textOf(script, path);
      if (text === null || this.mapOf(text, script, path) !== null) return;
      const named = this.mapUrlOf(text, script);
      const url = named === null ? null : webMapUrl(named, script);
      if (url !== null) await get(url, false);
    };
    const waiting = [...scripts];
    const worker = async (): Promise<void> => {
      for (let script = waiting.pop(); script !== undefined; script = waiting.pop()) await one(script);
    };
    await Promise.all(Array.from({ length: fetchedAtOnce }, worker));
    return failures.sort();
  }

  private textOf(script: string, path: string | null): string | null {
    return this.given.texts.get(script) ?? this.fetched.get(script) ?? (path === null ? null : readText(path));
  }

  /** What names a script's source map: the header that came with it before a comment in it, as in engines. */
  private mapUrlOf(text: string, script: string): string | null {
    return this.mapUrls.get(script) ?? namedMap(text);
  }

  /** A script's source map, or null where it names none that can be read. */
  private mapOf(text: string, script: string, path: string | null): SourceMap | null {
    const named = this.mapUrlOf(text, script);
    if (named === null) return null;
    const near = nearMap(named, path);
    if (near !== null) return near;
    const url = webMapUrl(named, script);
    if (url === null) return null;
    const json = this.fetched.get(url);
    if (json !== undefined) return mapFromWeb(json, url);
    const file = this.pathOf(url);
    return file === null ? null : mapInFile(file);
  }

  private original({ map, folder }: SourceMap, line: number, column: number): OriginalPlace | null {
    const found = originalPositionFor(map, { line, column: column - 1 });
    if (found.source === null) return null;
    const file =
      /^[a-z][a-z+.-]*:/i.test(found.source) && !found.source.startsWith('file:')
        ? found.source
        : found.source.startsWith('file:')
          ? fileURLToPath(found.source)
          : resolve(folder, found.source);
    if (!this.shown.has(file)) {
      const text = map.sourcesContent?.[map.sources.indexOf(found.source)] ?? readText(file);
      if (text !== null) this.shown.set(file, text);
    }
    return { file, line: found.line, column: found.column + 1, name: found.name };
  }

  private factsOf(text: string, script: string, file: string): CaptureFacts | null {
    for (const kind of kindsOf(script, file)) {
      try {
        return this.analyze(text, { name: file, kind });
      } catch {
        // It is of another kind, or in no language that is known.
      }
    }
    this.unparsed.push(file);
    return null;
  }

  private pathOf(script: string): string | null {
    let path = script;
    try {
      if (script.startsWith('file:')) path = fileURLToPath(script);
      else if (/^[a-z][a-z+.-]*:\/\//i.test(script)) path = decodeURIComponent(new URL(script).pathname);
      else if (!script.startsWith('/') && !/^[a-z]:[\\/]/i.test(script)) path = join('/', script);
    } catch {
      return null;
    }
    const isLocal = path === script || script.startsWith('file:');
    if (isLocal && isFile(path)) return path;
    return this.folder === null ? null : this.inFolder(this.folder, path);
  }

  /** The file in the folder that shares the longest end of its path. */
  private inFolder(folder: string, path: string): string | null {
    const parts = path.split(/[\\/]/).filter((part) => part !== '' && part !== '..');
    for (let i = 0; i < parts.length; i++) {
      const candidate = join(folder, ...parts.slice(i));
      if (isFile(candidate)) return candidate;
    }
    this.byBasename ??= filesByName(folder);
    const same = this.byBasename.get(basename(path)) ?? [];
    return same.length === 1 ? (same[0] ?? null) : null;
  }
}

function kindsOf(script: string, file: string): CaptureOptions['kind'][] {
  const extension = extname(file);
  if (extension === '.mjs') return ['module'];
  if (extension === '.cjs') return ['commonjs'];
  if (/^https?:/.test(script)) return ['script', 'module', 'commonjs'];
  let type = 'unspecified';
  try {
    if (file.startsWith('/')) type = packageType(file);
  } catch {
    // A package.json that is broken says nothing.
  }
  return type === 'module' ? ['module', 'commonjs'] : ['commonjs', 'module', 'script'];
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}

function readText(path: string): string | null {
  try {
    const text = readFileSync(path, 'utf8');
    // V8 counts no byte order mark.
    return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  } catch {
    return null;
  }
}

function filesByName(folder: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const waiting = [folder];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      if (entry.isDirectory()) {
        if (!passedOver.has(entry.name)) waiting.push(join(path, entry.name));
      } else if (/\.[cm]?[jt]sx?$/.test(entry.name)) {
        const same = found.get(entry.name);
        if (same === undefined) found.set(entry.name, [join(path, entry.name)]);
        else same.push(join(path, entry.name));
      }
    }
  }
  return found;
}

const fetchedAtOnce = 8;
