/** Finds the sources of the scripts that a snapshot names: at their paths, under `--sources`, or as a running process gave them. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import type { CaptureFacts, CaptureOptions } from '@saguaro/engine';
import type { OriginalPlace, ScriptSource } from '@saguaro/retention';
import { packageType } from '../program/read.ts';
import { fetchText, isWebUrl } from './fetch.ts';

export type AnalyzeCaptures = (source: string, options: CaptureOptions) => CaptureFacts;

/** Folders that are no place for a program's own sources, and may be large. */
const passedOver = new Set(['node_modules', '.git']);

export class Sources {
  /** Texts by the names that reports give them. */
  readonly shown = new Map<string, string>();
  /** Scripts whose source was found and does not parse. */
  readonly unparsed: string[] = [];
  private byBasename: Map<string, string[]> | null = null;
  /** Scripts and source maps by their URLs, as web servers gave them. */
  private readonly fetched = new Map<string, string>();

  constructor(
    private readonly analyze: AnalyzeCaptures,
    private readonly folder: string | null,
    /** Sources by script names, from a running process. */
    private readonly given: ReadonlyMap<string, string> = new Map(),
  ) {}

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
    const get = async (url: string): Promise<void> => {
      try {
        if (!this.fetched.has(url)) this.fetched.set(url, await fetchText(url));
      } catch (error) {
        failures.push(`${url} was not fetched: ${(error as Error).message}.`);
      }
    };
    const one = async (script: string): Promise<void> => {
      const path = this.pathOf(script);
      if (this.textOf(script, path) === null && isWebUrl(script)) await get(script);
      const text = this.textOf(script, path);
      const url = text === null ? null : webMapUrl(text, script);
      if (text !== null && url !== null && this.mapOf(text, script, path) === null) await get(url);
    };
    const waiting = [...scripts];
    const worker = async (): Promise<void> => {
      for (let script = waiting.pop(); script !== undefined; script = waiting.pop()) await one(script);
    };
    await Promise.all(Array.from({ length: fetchedAtOnce }, worker));
    return failures.sort();
  }

  private textOf(script: string, path: string | null): string | null {
    return this.given.get(script) ?? this.fetched.get(script) ?? (path === null ? null : readText(path));
  }

  /** The source map that a text names last, or null where it names none that can be read. */
  private mapOf(text: string, script: string, path: string | null): SourceMap | null {
    const near = readMap(text, path);
    if (near !== null) return near;
    const url = webMapUrl(text, script);
    const json = url === null ? undefined : this.fetched.get(url);
    if (json === undefined) return null;
    try {
      // Maps name originals by where the map is.
      return { map: new TraceMap(json, url), folder: '.' };
    } catch {
      return null;
    }
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

interface SourceMap {
  readonly map: TraceMap;
  readonly folder: string;
}

const fetchedAtOnce = 8;

const mapComment = /\/[/*][#@]\s*sourceMappingURL=([^\s*]+)/g;

/** What a text names as its source map, in its last comment that names one. */
function mapUrl(text: string): string | null {
  const at = text.lastIndexOf('sourceMappingURL=');
  if (at < 0) return null;
  return [...text.slice(Math.max(0, at - 5)).matchAll(mapComment)].at(-1)?.[1] ?? null;
}

/** Where on a web server a text's source map is; null if it is on none. */
function webMapUrl(text: string, script: string): string | null {
  const url = mapUrl(text);
  if (url === null || url.startsWith('data:')) return null;
  try {
    const absolute = new URL(url, isWebUrl(script) ? script : undefined).href;
    return isWebUrl(absolute) ? absolute : null;
  } catch {
    return null;
  }
}

/** The source map that is in a text or beside its file. */
function readMap(text: string, path: string | null): SourceMap | null {
  const url = mapUrl(text);
  if (url === null) return null;
  try {
    const data = /^data:application\/json[^,]*?(;base64)?,(.*)$/s.exec(url);
    if (data !== null) {
      const json =
        data[1] === undefined ? decodeURIComponent(data[2] ?? '') : Buffer.from(data[2] ?? '', 'base64').toString();
      return { map: new TraceMap(json), folder: path === null ? '.' : dirname(path) };
    }
    if (path === null || /^[a-z][a-z+.-]*:/i.test(url)) return null;
    const file = join(dirname(path), decodeURIComponent(url));
    return { map: new TraceMap(readFileSync(file, 'utf8')), folder: dirname(file) };
  } catch {
    return null;
  }
}
