/** Errors of the web's and Node's functions: with a `code`, and DOMException. */
import type { ErrorData } from '../builtins/error-object.ts';
import { headStack, newErrorObject } from '../builtins/error-object.ts';
import { constructorName, messageText } from '../machine/callee-text.ts';
import type { Machine } from '../machine/machine.ts';
import { type ExoticObject, IsCallable, isObject, type JSObject } from '../objects/object.ts';
import { defineData } from '../objects/property.ts';
import type { Value } from '../objects/value.ts';
import { functionName } from './inspect-names.ts';
import { quote } from './inspect-text.ts';

/** An error as Node's own functions throw it: `TypeError [ERR_…]: message` in its stack, and a `code`. */
export function nodeError(m: Machine, type: 'TypeError' | 'RangeError', code: string, message: string): JSObject {
  const e = newErrorObject(m, m.realm.intrinsic(`%${type}Prototype%`), message, null);
  headStack(e, `${type} [${code}]: ${message}`);
  defineData(e, 'code', code);
  return e;
}

/** «The "callback" argument must be of type function. Received …». */
export function invalidArgument(m: Machine, name: string, expected: string, v: Value): JSObject {
  return nodeError(
    m,
    'TypeError',
    'ERR_INVALID_ARG_TYPE',
    `The "${name}" argument must be ${expected}. Received ${received(v)}`,
  );
}

function received(v: Value): string {
  if (v === undefined || v === null) return String(v);
  if (IsCallable(v)) return `function ${functionName(v)}`;
  if (isObject(v)) return `an instance of ${constructorName(v)}`;
  if (typeof v === 'string') return `type string (${quote(v.length > 28 ? `${v.slice(0, 25)}...` : v)})`;
  return `type ${typeof v} (${typeof v === 'bigint' ? `${v}n` : messageText(v)})`;
}

/** Codes of the names that DOMException had before names were enough. */
export const DOM_EXCEPTION_CODES: Readonly<Record<string, number>> = {
  IndexSizeError: 1,
  HierarchyRequestError: 3,
  WrongDocumentError: 4,
  InvalidCharacterError: 5,
  NoModificationAllowedError: 7,
  NotFoundError: 8,
  NotSupportedError: 9,
  InUseAttributeError: 10,
  InvalidStateError: 11,
  SyntaxError: 12,
  InvalidModificationError: 13,
  NamespaceError: 14,
  InvalidAccessError: 15,
  TypeMismatchError: 17,
  SecurityError: 18,
  NetworkError: 19,
  AbortError: 20,
  URLMismatchError: 21,
  QuotaExceededError: 22,
  TimeoutError: 23,
  InvalidNodeTypeError: 24,
  DataCloneError: 25,
};

/** Internal slots of a DOMException: those of an Error and its own. */
export interface DomExceptionData extends ErrorData {
  readonly domName: string;
  readonly domMessage: string;
}

export function newDomException(m: Machine, proto: JSObject, message: string, name: string): ExoticObject {
  const e = newErrorObject(m, proto, undefined, null);
  headStack(e, `${name}${message === '' ? '' : `: ${message}`}`);
  const data: DomExceptionData = { ...(e.data as ErrorData), domName: name, domMessage: message };
  e.data = data;
  return e;
}

export function domException(m: Machine, message: string, name: string): ExoticObject {
  return newDomException(m, m.realm.intrinsic('%DOMExceptionPrototype%'), message, name);
}
