import { LineMap } from './line-map.ts';
import { type SyntaxErrorCode, syntaxErrorHint, syntaxErrorMessage } from './syntax-error-catalogue.ts';

/** The widest piece of a source line that a code frame shows; a minified file has lines of a megabyte. */
const FRAME_WIDTH = 100;

/**
 * An early error of guest source. A host error for the embedder, never a guest value: where a guest is to see it
 * (`eval`, `Function`, dynamic import) the machine makes a guest SyntaxError of `message`.
 */
export class SaguaroSyntaxError extends SyntaxError {
  override readonly name = 'SaguaroSyntaxError';
  readonly code: SyntaxErrorCode;
  /** The guest class to throw. ES2025 knows no early ReferenceError any more: an invalid assignment target is a SyntaxError. */
  readonly kind = 'SyntaxError';
  /** The name of the source, as given to `parse`. */
  readonly file: string;
  /** UTF-16 offsets of what is wrong; `end` is at least `start`. */
  readonly start: number;
  readonly end: number;
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 units. */
  readonly column: number;
  /** What to do about it, where there is something to say. */
  readonly hint: string | undefined;
  readonly #lines: LineMap;

  constructor(
    code: SyntaxErrorCode,
    args: readonly string[],
    source: string,
    file: string,
    start: number,
    end: number,
  ) {
    super(syntaxErrorMessage(code, args));
    this.code = code;
    this.file = file;
    this.start = start;
    this.end = end;
    this.hint = syntaxErrorHint(code);
    this.#lines = new LineMap(source);
    const position = this.#lines.position(start);
    this.line = position.line;
    this.column = position.column;
  }

  /** The same as `codeFrame()`. */
  get frame(): string {
    return this.codeFrame();
  }

  /** Place, source line and carets, without a final newline, as Node heads an uncaught error: `file:line`, the line, `^^^`. */
  codeFrame(): string {
    return `${this.file}:${this.line}\n${markedLine(this.#lines, this.line, this.column, this.end - this.start)}`;
  }
}

/** A source line with carets below `length` units from `column` on; a long line is cut to a window around them. */
export function markedLine(lines: LineMap, line: number, column: number, length: number): string {
  const text = lines.text(line);
  const from =
    text.length <= FRAME_WIDTH ? 0 : Math.max(0, Math.min(column - 1 - FRAME_WIDTH / 2, text.length - FRAME_WIDTH));
  const shown = text.slice(from, from + FRAME_WIDTH);
  const before = from > 0 ? '…' : '';
  const after = from + FRAME_WIDTH < text.length ? '…' : '';
  const caretAt = column - 1 - from;
  // Tabs stay tabs, so that the carets stand below what they mark at any tab width.
  const indent = before.replace(/./, ' ') + shown.slice(0, caretAt).replace(/[^\t]/g, ' ');
  const carets = '^'.repeat(Math.max(1, Math.min(length, shown.length - caretAt)));
  return `${before}${shown}${after}\n${indent}${carets}`;
}
