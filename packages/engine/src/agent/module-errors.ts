/** Errors of loading and linking as the guest sees them. */
import { type ErrorData, headStack, newErrorObject } from '../builtins/error-object.ts';
import type { Machine } from '../machine/machine.ts';
import { ExoticObject, type JSObject } from '../objects/object.ts';
import { defineData, getOwnSlot } from '../objects/property.ts';
import type { Value } from '../objects/value.ts';
import { SaguaroSyntaxError } from '../parser/syntax-error.ts';

export interface Place {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly column: number;
}

/** A SyntaxError whose stack begins at a place in a source that has not run. */
export function placedSyntaxError(m: Machine, message: string, { file, line, column }: Place): JSObject {
  const e = newErrorObject(m, m.realm.intrinsic('%SyntaxErrorPrototype%'), message, null);
  (e.data as ErrorData).place = `${file}:${line}:${column}`;
  return e;
}

/** The guest's error for what compiling a module has thrown. Faults of the engine go on as they are. */
export function earlyError(m: Machine, e: unknown): JSObject {
  if (!(e instanceof SaguaroSyntaxError)) throw e;
  return placedSyntaxError(m, e.message, e);
}

function textOf(o: unknown, key: string): string | undefined {
  if (typeof o !== 'object' || o === null) return undefined;
  const v = (o as Record<string, unknown>)[key];
  return typeof v === 'string' ? v : undefined;
}

/** The guest's error for what the embedder's loader has thrown: message and code, nothing of the host's object. */
export function loaderError(m: Machine, e: unknown): JSObject {
  const message = textOf(e, 'message') ?? String(e);
  return codedError(m, textOf(e, 'name') === 'TypeError' ? 'TypeError' : 'Error', message, textOf(e, 'code'));
}

/** An error with a `code`, which its stack shows as Node's does. */
export function codedError(
  m: Machine,
  type: 'Error' | 'TypeError' | 'SyntaxError',
  message: string,
  code: string | undefined,
): JSObject {
  const e = newErrorObject(m, m.realm.intrinsic(`%${type}Prototype%`), message, null);
  if (code === undefined) return e;
  headStack(e, `${type} [${code}]: ${message}`);
  defineData(e, 'code', code);
  return e;
}

/** The error of a JSON text that does not parse: the parser's, said of the file. */
export function jsonError(m: Machine, url: string, e: Value): JSObject {
  const message = e instanceof ExoticObject ? getOwnSlot(e, 'message') : undefined;
  return newErrorObject(m, m.realm.intrinsic('%SyntaxErrorPrototype%'), `${url}: ${String(message)}`, null);
}
