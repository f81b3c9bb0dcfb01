/** What people see of a program: the sources as they were written, where source maps tell them, else the files that run. */
import type { Debugger, FrameInspection } from '@saguaro/engine';
import { SourceMaps } from '../program/source-maps.ts';
import type { SourcePosition } from '../report/uncaught.ts';

/** Lines looked through for one that can be stopped at. */
const mostLines = 100;

export class Places {
  private readonly debugger: Pick<Debugger, 'sources' | 'breakpointLocations'>;
  private readonly maps: SourceMaps | null;

  /** `mapped` false: the files that run are what is shown. */
  constructor(debugger_: Pick<Debugger, 'sources' | 'breakpointLocations'>, mapped: boolean) {
    this.debugger = debugger_;
    this.maps = mapped ? new SourceMaps((file) => debugger_.sources.text(file)) : null;
  }

  /** Where a place of a file that runs was written; null where no map says. */
  readonly original = (place: SourcePosition): SourcePosition | null => this.maps?.map(place) ?? null;

  shown<T extends SourcePosition>(place: T): SourcePosition {
    const { file, line, column } = place;
    return this.original(place) ?? { file, line, column };
  }

  /** What of a frame is shown: with an end, where the file is the one that runs. */
  frame(frame: FrameInspection): FrameInspection {
    const original = this.original(frame);
    return original === null
      ? frame
      : { ...frame, ...original, endLine: original.line, endColumn: original.column + 1 };
  }

  /** A tool has made it: its file has a map, which says nothing of this place. */
  isMade(place: SourcePosition): boolean {
    return this.originals(place.file).length > 0 && this.original(place) === null;
  }

  private originals(name: string): readonly string[] {
    return this.maps?.originals(name) ?? [];
  }

  /** All sources that are shown: those that run, and those they were made from. */
  files(): string[] {
    return [...new Set(this.debugger.sources.names.flatMap((name) => [...this.originals(name), name]))];
  }

  text(file: string): string | undefined {
    return this.debugger.sources.text(file) ?? this.maps?.contentOf(file);
  }

  /**
   * The places of the files that run which a breakpoint in a shown source means: the first of its line that can be stopped at, or of a
   * later line. `isFile`: does a name of ours mean the source asked for?
   */
  targets(isFile: (name: string) => boolean, line: number, column?: number): SourceTarget[] {
    const found: SourceTarget[] = [];
    for (const name of this.debugger.sources.names) {
      const original = this.originals(name).find(isFile);
      if (original !== undefined) found.push(...this.targetsIn(name, original, line, column));
      else if (isFile(name)) found.push({ file: name, line, ...(column === undefined ? {} : { column }) });
    }
    return found;
  }

  private targetsIn(file: string, original: string, line: number, column: number | undefined): SourceTarget[] {
    const lines = this.maps?.generatedLines(file, original) ?? new Map<number, readonly number[]>();
    for (let at = line; at <= line + mostLines; at++) {
      const stops = (lines.get(at) ?? [])
        .flatMap((made) => this.debugger.breakpointLocations(file, made))
        .flatMap((stop) => {
          const written = this.original({ file, ...stop });
          return written?.file === original && written.line === at ? [{ ...stop, written: written.column }] : [];
        })
        .filter(({ written }) => at > line || column === undefined || written >= column)
        .sort((a, b) => a.written - b.written);
      const [first] = stops;
      if (first === undefined) continue;
      // Code may be there several times: of a function that was inlined, for instance.
      return stops
        .filter(({ written }) => written === first.written)
        .map((stop) => ({ file, line: stop.line, column: stop.column }));
    }
    return [];
  }

  /** Where breakpoints can be in lines of a shown source. */
  locations(isFile: (name: string) => boolean, first: number, last: number): Omit<Location, 'file'>[] {
    for (const name of this.debugger.sources.names) {
      const original = this.originals(name).find(isFile);
      if (original === undefined) {
        if (isFile(name)) return this.debugger.breakpointLocations(name, first, last);
        continue;
      }
      const lines = this.maps?.generatedLines(name, original) ?? new Map<number, readonly number[]>();
      const made = new Set<number>();
      for (let line = first; line <= last; line++) for (const one of lines.get(line) ?? []) made.add(one);
      const written = [...made]
        .flatMap((line) => this.debugger.breakpointLocations(name, line))
        .flatMap((stop) => this.original({ file: name, ...stop }) ?? [])
        .filter(({ file, line }) => file === original && line >= first && line <= last)
        .sort((a, b) => a.line - b.line || a.column - b.column);
      return written.filter(
        ({ line, column }, i) => line !== written[i - 1]?.line || column !== written[i - 1]?.column,
      );
    }
    return [];
  }
}

export interface SourceTarget {
  readonly file: string;
  readonly line: number;
  readonly column?: number;
}

interface Location extends SourcePosition {
  readonly endLine?: number;
  readonly endColumn?: number;
}
