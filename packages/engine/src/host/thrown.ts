/** What an uncaught guest value is, for reports by the embedder. */
import { ownStackText } from '../builtins/error-object.ts';
import { ExoticObject } from '../objects/object.ts';
import type { Value } from '../objects/value.ts';
import { inspect } from './inspect.ts';

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
  const place = stack !== undefined ? /^ {4}at (?:.*\()?(.+):(\d+):(\d+)\)?$/m.exec(stack) : null;
  if (place === null) return { text, isError: true };
  return { text, isError: true, at: { file: place[1] as string, line: Number(place[2]), column: Number(place[3]) } };
}
