/** Where the places of generated code were written: the source maps that programs name by `//# sourceMappingURL=`. */
import { readFileSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  eachMapping,
  originalPositionFor,
  type SourceMapInput,
  sourceContentFor,
  TraceMap,
} from '@jridgewell/trace-mapping';
import type { SourcePosition } from '../report/uncaught.ts';

/** The last comment of a source counts. */
const COMMENT = /(?:\/\/[#@]|\/\*[#@])\s*sourceMappingURL=([^\s'"*]+)\s*(?:\*\/)?\s*$/gm;
const DATA = /^data:application\/json(?:;charset=[^;,]+)?(;base64)?,(.*)$/;
/** Larger maps are not read. */
const MOST_BYTES = 256 * 1024 * 1024;

/** The file that `reference`, which stands in `from`, a path or a `file:` URL, means; of the same form. Null where it is no file. */
function resolveFrom(from: string, reference: string): string | null {
  if (from.startsWith('file:')) return URL.canParse(reference, from) ? new URL(reference, from).href : null;
  if (reference.startsWith('file:')) return URL.canParse(reference) ? fileURLToPath(reference) : null;
  if (/^[a-z][a-z\d+.-]+:/i.test(reference)) return null;
  return isAbsolute(reference) ? reference : join(dirname(from), reference);
}

/** The text of a regular file; null where there is none, or it cannot be read. */
function readText(file: string): string | null {
  try {
    const path = file.startsWith('file:') ? fileURLToPath(file) : file;
    const { size } = statSync(path);
    return statSync(path).isFile() && size <= MOST_BYTES ? readFileSync(path, 'utf8') : null;
  } catch {
    return null;
  }
}

interface LoadedMap {
  readonly map: TraceMap;
  /** What the map's sources are relative to. */
  readonly base: string;
}

/** The map that a source names; null where it names none, or none that can be read. */
function loadMap(file: string, source: string): LoadedMap | null {
  const reference = [...source.matchAll(COMMENT)].at(-1)?.[1];
  if (reference === undefined) return null;
  const data = DATA.exec(reference);
  let text: string | null;
  let base: string | null = file;
  if (data !== null) {
    const encoded = data[2] as string;
    text = data[1] === undefined ? decoded(encoded) : Buffer.from(encoded, 'base64').toString('utf8');
  } else {
    base = reference.startsWith('data:') ? null : resolveFrom(file, reference);
    text = base === null ? null : readText(base);
  }
  if (text === null || base === null) return null;
  try {
    return { map: new TraceMap(JSON.parse(text.replace(/^\)\]\}'[^\n]*\n/, '')) as SourceMapInput), base };
  } catch {
    return null;
  }
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** The maps of one session's files, read when a place of theirs is first asked for. */
export class SourceMaps {
  private readonly maps = new Map<string, LoadedMap | null>();
  private readonly sourceOf: (file: string) => string | undefined;
  private readonly contents = new Map<string, string>();
  private readonly indices = new Map<string, ReadonlyMap<string, ReadonlyMap<number, readonly number[]>>>();

  /** `sourceOf` gives the text of the files that the session has read. */
  constructor(sourceOf: (file: string) => string | undefined) {
    this.sourceOf = sourceOf;
  }

  /** Where that place was written; null where no map says. */
  readonly map = (place: SourcePosition): SourcePosition | null => {
    const loaded = this.mapOf(place.file);
    if (loaded === null) return null;
    const found = originalPositionFor(loaded.map, { line: place.line, column: place.column - 1 });
    if (found.source === null) return null;
    const file = resolveFrom(loaded.base, found.source) ?? found.source;
    const content = sourceContentFor(loaded.map, found.source);
    if (content !== null) this.contents.set(file, content);
    return { file, line: found.line, column: found.column + 1 };
  };

  /** The text of an original, from its map or its file, where a place in it was found. */
  contentOf(file: string): string | undefined {
    const known = this.contents.get(file);
    if (known !== undefined) return known;
    for (const loaded of this.maps.values()) {
      if (!loaded?.map.sources.some((source) => source !== null && resolveFrom(loaded.base, source) === file)) continue;
      const source = loaded.map.sources.find((one) => one !== null && resolveFrom(loaded.base, one) === file) as string;
      return sourceContentFor(loaded.map, source) ?? readText(file) ?? undefined;
    }
    return undefined;
  }

  /** The files from which one that has been read was made; empty where no map says. */
  originals(file: string): readonly string[] {
    return [...this.indexOf(file).keys()];
  }

  /** By lines of an original, the lines of the file made from it to which something of them has come. */
  generatedLines(file: string, original: string): ReadonlyMap<number, readonly number[]> {
    return this.indexOf(file).get(original) ?? new Map();
  }

  private indexOf(file: string): ReadonlyMap<string, ReadonlyMap<number, readonly number[]>> {
    const known = this.indices.get(file);
    if (known !== undefined) return known;
    const loaded = this.mapOf(file);
    const index = new Map<string, Map<number, number[]>>();
    if (loaded !== null) {
      const files = loaded.map.sources.map((source) =>
        source === null ? '' : (resolveFrom(loaded.base, source) ?? source),
      );
      const bySource = new Map(loaded.map.sources.map((source, i) => [source, files[i] as string]));
      eachMapping(loaded.map, ({ source, originalLine, generatedLine }) => {
        const name = source === null ? undefined : bySource.get(source);
        if (name === undefined || originalLine === null) return;
        let lines = index.get(name);
        if (lines === undefined) index.set(name, (lines = new Map()));
        const made = lines.get(originalLine);
        if (made === undefined) lines.set(originalLine, [generatedLine]);
        else if (!made.includes(generatedLine)) made.push(generatedLine);
      });
    }
    if (this.maps.has(file)) this.indices.set(file, index);
    return index;
  }

  private mapOf(file: string): LoadedMap | null {
    let loaded = this.maps.get(file);
    if (loaded === undefined) {
      const source = this.sourceOf(file);
      loaded = source === undefined ? null : loadMap(file, source);
      // A source that is not read yet may be by the next time.
      if (source !== undefined) this.maps.set(file, loaded);
    }
    return loaded;
  }
}
