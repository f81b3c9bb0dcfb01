/** What an uncaught guest value is, for reports by the embedder. */
import { ownStackText } from '../builtins/error-object.ts';
import { ExoticObject } from '../objects/object.ts';
import type { Value } from '../objects/value.ts';
import { inspect } from './inspect.ts';

/** Lines of a stack that are longer than this name no place. */
const MOST_READ = 4096;
const MOST_LINES = 1000;

export interface ThrownDescription {
  /** As Node prints it: the stack of an error with its further properties, a string as it is, any other value inspected. */
  readonly text: string;
  readonly isError: boolean;
  /** Place of the newest guest frame when the error was made. */
  readonly at?: { readonly file: string; readonly line: number; readonly column: number };
}

export function describeThrown(v: Value): ThrownDescription {
  if (typeof v === 'string') return { text: v, isError: false };
  const text = inspect(v);
  if (!(v instanceof ExoticObject) || v.kind !== 'Error') return { text, isError: false };
  const stack = ownStackText(v);
  const at = stack === undefined ? undefined : placeIn(stack);
  return at === undefined ? { text, isError: true } : { text, isError: true, at };
}

/** The place that the first line of a stack's frames names. The text may be the program's own, and such that a match of it takes for ever. */
function placeIn(stack: string): ThrownDescription['at'] {
  for (let from = stack.indexOf('\n'), lines = 0; from >= 0 && lines < MOST_LINES; lines++) {
    const end = stack.indexOf('\n', from + 1);
    const line = stack.slice(from + 1, end < 0 ? Math.min(stack.length, from + 2 + MOST_READ) : end);
    const place = line.length > MOST_READ ? null : /^ {4}at (.+):(\d+):(\d+)\)?$/.exec(line);
    if (place !== null) {
      const [, head = '', row, column] = place;
      return { file: head.slice(head.lastIndexOf('(') + 1), line: Number(row), column: Number(column) };
    }
    from = end;
  }
  return undefined;
}
