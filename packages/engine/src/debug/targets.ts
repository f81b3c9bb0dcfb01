/** Which part of a source a breakpoint's line and column mean. */
import type { ProgramMap, StopRange } from './program-map.ts';

/**
 * The part of the source that begins at or after a line and column, or, with a column, the call that stands there: breakpoints snap
 * forward, as far as there is something to stop at. Undefined where nothing follows.
 */
export function targetAt(map: ProgramMap, line: number, column: number | undefined): StopRange | undefined {
  const { lines, stops, calls } = map;
  if (line > lines.lineCount || line < 1) return undefined;
  const from = lines.offset(line, column ?? 1);
  if (column === undefined) return stops.find(({ start }) => start >= from);
  const lineEnd = lines.offset(line, Number.MAX_SAFE_INTEGER);
  const near = [...stops, ...calls]
    .filter(({ start }) => start >= from && start <= lineEnd)
    .sort((a, b) => a.start - b.start || (a.kind === 'call' ? 1 : -1))[0];
  // Behind the last beginning on the line, what is around counts.
  return near ?? map.stopAt(from) ?? stops.find(({ start }) => start >= from);
}

/** Every place of the lines from `first` to `last` where a breakpoint can be, in the order of the text. */
export function targetsWithin(map: ProgramMap, first: number, last: number): StopRange[] {
  const { lines, stops, calls } = map;
  const from = lines.offset(first, 1);
  const to = lines.offset(last, Number.MAX_SAFE_INTEGER);
  const starts = new Set<number>();
  return [...stops, ...calls]
    .filter(({ start }) => start >= from && start <= to)
    .sort((a, b) => a.start - b.start)
    .filter(({ start }) => !starts.has(start) && starts.add(start) !== undefined);
}

/** One name for a file, however it is called: file URLs as paths. */
export function fileName(name: string): string {
  if (!name.startsWith('file://')) return name;
  try {
    return decodeURIComponent(name.slice('file://'.length));
  } catch {
    return name.slice('file://'.length);
  }
}

/** Does `asked` name the source `name`? The end of a path is enough. */
export function namesFile(asked: string, name: string): boolean {
  const a = fileName(asked);
  const b = fileName(name);
  return a === b || (!a.startsWith('/') && b.endsWith(`/${a.replace(/^\.\//, '')}`));
}
