import { noteLayout } from '../layouts.ts';

/** A place in a source text for people: both numbers are 1-based, the column counts UTF-16 units. */
export interface Position {
  line: number;
  column: number;
}

const LF = 10;
const CR = 13;
const LINE_SEPARATOR = 0x2028;
const PARAGRAPH_SEPARATOR = 0x2029;

/**
 * From offsets to lines and columns, by ECMA-262's line terminators (§12.3: LF, CR, CRLF as one, LS, PS).
 * The table is built at the first question, so that sources nobody asks about cost nothing.
 */
export class LineMap {
  readonly source: string;
  /** Offset of the first unit of each line; null until asked for. Owned by this object. */
  #starts: readonly number[] | null = null;

  constructor(source: string) {
    this.source = source;
    noteLayout(this);
  }

  /** Offset of the first unit of each line, ascending; the first is always 0. */
  get starts(): readonly number[] {
    this.#starts ??= lineStarts(this.source);
    return this.#starts;
  }

  get lineCount(): number {
    return this.starts.length;
  }

  /** The place of `offset`, which may be anything from 0 to the source's length (inclusive); what is beyond is clamped. */
  position(offset: number): Position {
    const at = Math.max(0, Math.min(offset, this.source.length));
    const index = this.#lineIndex(at);
    return { line: index + 1, column: at - (this.starts[index] as number) + 1 };
  }

  /** The 1-based line of `offset`. */
  line(offset: number): number {
    return this.#lineIndex(Math.max(0, Math.min(offset, this.source.length))) + 1;
  }

  /** The offset of a place; the inverse of `position`, clamped to the line's end. */
  offset(line: number, column: number): number {
    const index = Math.max(0, Math.min(line - 1, this.starts.length - 1));
    const start = this.starts[index] as number;
    return Math.min(start + Math.max(0, column - 1), this.#endOfLine(index));
  }

  /** The text of a 1-based line without its terminator; empty for a line that isn't there. */
  text(line: number): string {
    const start = this.starts[line - 1];
    return start === undefined ? '' : this.source.slice(start, this.#endOfLine(line - 1));
  }

  #lineIndex(offset: number): number {
    const starts = this.starts;
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #endOfLine(index: number): number {
    const next = this.starts[index + 1];
    if (next === undefined) return this.source.length;
    const isCrLf = this.source.charCodeAt(next - 1) === LF && this.source.charCodeAt(next - 2) === CR;
    return isCrLf && next - 2 >= (this.starts[index] as number) ? next - 2 : next - 1;
  }
}

function lineStarts(source: string): number[] {
  const starts = [0];
  for (let i = 0; i < source.length; i++) {
    const unit = source.charCodeAt(i);
    if (unit === CR) {
      if (source.charCodeAt(i + 1) === LF) i++;
      starts.push(i + 1);
    } else if (unit === LF || unit === LINE_SEPARATOR || unit === PARAGRAPH_SEPARATOR) {
      starts.push(i + 1);
    }
  }
  return starts;
}
