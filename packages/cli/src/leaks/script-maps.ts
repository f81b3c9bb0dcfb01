/** Source maps of scripts: what names them, and how they are read. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { TraceMap } from '@jridgewell/trace-mapping';
import { isWebUrl } from './fetch.ts';

export interface SourceMap {
  readonly map: TraceMap;
  /** What the map's sources are relative to, where they are no URLs. */
  readonly folder: string;
}

const mapComment = /\/[/*][#@]\s*sourceMappingURL=([^\s*]+)/g;

/** What a text names as its source map, in its last comment that names one. */
export function namedMap(text: string): string | null {
  const at = text.lastIndexOf('sourceMappingURL=');
  if (at < 0) return null;
  return [...text.slice(Math.max(0, at - 5)).matchAll(mapComment)].at(-1)?.[1] ?? null;
}

/** Where on a web server the map is that a script names by `url`; null if it is on none. */
export function webMapUrl(url: string, script: string): string | null {
  if (url.startsWith('data:')) return null;
  try {
    const absolute = new URL(url, isWebUrl(script) ? script : undefined).href;
    return isWebUrl(absolute) ? absolute : null;
  } catch {
    return null;
  }
}

/** The map that a `data:` URL holds, or that is in a file beside the script's, which is at `path` if anywhere; null where there is none. */
export function nearMap(url: string, path: string | null): SourceMap | null {
  const data = /^data:application\/json[^,]*?(;base64)?,(.*)$/s.exec(url);
  if (data !== null) {
    const content = data[2] ?? '';
    const folder = path === null ? '.' : dirname(path);
    return parsedMap(() => (data[1] === undefined ? decodeURIComponent(content) : atobUtf8(content)), folder);
  }
  if (path === null || /^[a-z][a-z+.-]*:/i.test(url)) return null;
  return mapInFile(join(dirname(path), withoutQuery(url)));
}

/** Null where the file is none, or holds no map. */
export const mapInFile = (file: string): SourceMap | null => parsedMap(() => readFileSync(file, 'utf8'), dirname(file));

/** A map as a web server gave it: it names originals by where it is. Null where it is none. */
export const mapFromWeb = (json: string, url: string): SourceMap | null => parsedMap(() => json, '.', url);

function parsedMap(read: () => string, folder: string, url?: string): SourceMap | null {
  try {
    // Some servers put this before JSON, so that no page can run it as a script (ECMA-426 has readers drop it).
    const json = read().replace(/^\)\]\}'[^\n]*\n?/, '');
    return { map: new TraceMap(json, url), folder };
  } catch {
    return null;
  }
}

const atobUtf8 = (text: string): string => Buffer.from(text, 'base64').toString();

function withoutQuery(url: string): string {
  const path = url.replace(/[?#].*$/s, '');
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
