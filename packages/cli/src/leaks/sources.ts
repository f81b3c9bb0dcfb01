/** Finds the sources of the scripts that a snapshot names: at their paths, under `--sources`, or as a running process gave them. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import type { CaptureFacts, CaptureOptions } from '@saguaro/engine';
import type { OriginalPlace, ScriptSource } from '@saguaro/retention';
import { packageType } from '../program/read.ts';

export type AnalyzeCaptures = (source: string, options: CaptureOptions) => CaptureFacts;

/** Folders that are no place for a program's own sources, and may be large. */
const passedOver = new Set(['node_modules', '.git']);

export class Sources {
  /** Texts by the names that reports give them. */
  readonly shown = new Map<string, string>();
  /** Scripts whose source was found and does not parse. */
  readonly unparsed: string[] = [];
  private byBasename: Map<string, string[]> | null = null;

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
    const text = this.given.get(script) ?? (path === null ? null : readText(path));
    if (text === null) return null;
    const file = path ?? script;
    const facts = this.factsOf(text, script, file);
    if (facts === null) return null;
    this.shown.set(file, text);
    const map = readMap(text, path);
    if (map === null) return { file, text, facts };
    return { file, text, facts, original: (line, column) => this.original(map, line, column) };
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

const mapComment = /\/[/*][#@]\s*sourceMappingURL=([^\s*]+)/g;

/** The source map that a text names last, or null where it names none that can be read. */
function readMap(text: string, path: string | null): SourceMap | null {
  const at = text.lastIndexOf('sourceMappingURL=');
  if (at < 0) return null;
  const url = [...text.slice(Math.max(0, at - 5)).matchAll(mapComment)].at(-1)?.[1];
  if (url === undefined) return null;
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
