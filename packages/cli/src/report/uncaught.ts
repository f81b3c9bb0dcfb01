/** Errors that end a program, printed as Node prints them: where, the source line, a caret, the error with its guest frames. */
import type { Colors } from '../context.ts';
import { importPlace } from './import-place.ts';

export interface SourcePosition {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface Uncaught {
  /** The error as `console` would print it: its stack and own properties, or the thrown value. */
  readonly text: string;
  /** Whether it is an Error; Node sets an error's text apart by a blank line, and not that of another value. */
  readonly isError: boolean;
  /** It was the reason of a promise that nobody handled. */
  readonly rejection: boolean;
  readonly at?: SourcePosition | undefined;
}

const lineBreak = /\r\n|[\n\r\u2028\u2029]/;

/** Longest source line shown whole; of a longer one (a minified file), what is around the column. */
const longestLine = 200;

/** `file:line`, the line, and a caret under the column. */
export function excerpt({ file, line, column }: SourcePosition, source: string | undefined): string[] {
  const text = source?.split(lineBreak, line)[line - 1];
  if (text === undefined) return [`${file}:${line}`];
  const from = text.length > longestLine ? Math.max(0, column - 1 - longestLine / 2) : 0;
  const part = text.slice(from, from + longestLine);
  // Tabs stay tabs under the line, so that the caret stands under its character at any tab width.
  const indent = part.slice(0, Math.max(0, column - 1 - from)).replace(/[^\t]/g, ' ');
  return [`${file}:${line}`, part, `${indent}^`];
}

const unhandled =
  'UnhandledPromiseRejection: This error originated either by throwing inside of an async function without a catch ' +
  'block, or by rejecting a promise which was not handled with .catch(). The promise rejected with the reason ';

/** What to say where a program uses what Node has and Saguaro has not. Empty where there is nothing to say. */
export function absenceHint(text: string): string {
  const name = /^(?:Uncaught )?ReferenceError: (\w+) is not defined/.exec(text)?.[1];
  switch (name) {
    case 'require':
    case 'module':
    case 'exports':
      return `${name} is not there: Saguaro runs scripts and ES modules. Use import and export, in a file that ends in .mjs or with "type": "module".`;
    case '__dirname':
    case '__filename':
      return `${name} is not there. In an ES module, import.meta.url says where the module is.`;
    case 'process':
      return 'process is not there: the program runs apart from the host, so it sees no arguments, environment or exit.';
    case 'Buffer':
      return 'Buffer is not there. Use Uint8Array, TextEncoder and TextDecoder.';
    case 'fs':
    case 'fetch':
      return `${name} is not there: the program runs apart from the host, without files or network.`;
    case 'window':
    case 'document':
      return `${name} is not there: Saguaro is no browser. globalThis is the global object.`;
    default:
      return '';
  }
}

/** The lines for standard error. `sourceOf` gives a file's source where it is known. */
export function uncaughtText(error: Uncaught, sourceOf: (file: string) => string | undefined, colors: Colors): string {
  const lines: string[] = [];
  if (error.rejection && !error.isError) {
    lines.push(`${unhandled}"${error.text}".`);
  } else {
    const at = error.at ?? importPlace(error.text, sourceOf);
    if (at !== undefined) {
      if (!error.isError) lines.push('');
      lines.push(...excerpt(at, sourceOf(at.file)));
      if (error.isError) lines.push('');
    } else if (!error.isError) lines.push('Uncaught:');
    lines.push(error.text);
  }
  const hint = absenceHint(error.text);
  if (hint !== '') lines.push('', colors.dim(`Hint: ${hint}`));
  return `${lines.join('\n')}\n`;
}

/** A syntax error, as Node prints it but without frames, since nothing ran. */
export function syntaxText(
  {
    message,
    at,
    source,
  }: { readonly message: string; readonly at: SourcePosition | undefined; readonly source: string },
  colors: Colors,
): string {
  const where = at === undefined ? [] : [...excerpt(at, source), ''];
  return `${[...where, `${colors.bold('SyntaxError')}: ${message}`].join('\n')}\n`;
}
