/** How inspection prints errors: their stack, the name put right, frames shared with the cause left out. */
import { ownStackText, plainErrorText } from '../builtins/error-object.ts';
import { Accessor, ExoticObject, type JSObject } from '../objects/object.ts';
import { lookup } from '../objects/property.ts';
import type { Value } from '../objects/value.ts';
import { prefixOf } from './inspect-names.ts';
import type { DomExceptionData } from './node-error.ts';

export function isError(v: unknown): v is ExoticObject {
  return v instanceof ExoticObject && v.kind === 'Error';
}

/** `name` or `message` of a DOMException, which has them in internal slots. */
function domText(o: JSObject, key: string): string | undefined {
  if (!isError(o)) return undefined;
  const data = o.data as Partial<DomExceptionData> | null;
  return key === 'name' ? data?.domName : key === 'message' ? data?.domMessage : undefined;
}

function textOf(o: JSObject, key: string): string | undefined {
  const v = lookup(o, key);
  if (v instanceof Accessor) return domText(o, key);
  return typeof v === 'string' ? v : undefined;
}

/** The error's `stack`, or what stands for it. */
export function stackOf(e: JSObject): string {
  const stack = (isError(e) ? ownStackText(e) : undefined) ?? textOf(e, 'stack');
  return stack !== undefined && stack !== '' ? stack : (plainErrorText(e) ?? 'Error');
}

/** Text of an error at that indentation. */
export function errorText(e: ExoticObject, constructorName: string | null, tag: string, indentation: number): string {
  const name = nameOf(e);
  let stack = withRightName(stackOf(e), constructorName, name, tag);
  const message = textOf(e, 'message') ?? '';
  const at = message === '' ? -1 : stack.indexOf(message);
  const framesAt = stack.indexOf('\n    at', at === -1 ? 0 : at + message.length);
  if (framesAt === -1) stack = `[${stack}]`;
  else stack = `${stack.slice(0, framesAt)}\n${framesBesideCause(e, stack.slice(framesAt + 1)).join('\n')}`;
  return indentation === 0 ? stack : stack.replaceAll('\n', `\n${' '.repeat(indentation)}`);
}

function nameOf(e: JSObject): string {
  const name = lookup(e, 'name');
  if (name instanceof Accessor) return domText(e, 'name') ?? 'Error';
  return typeof name === 'string'
    ? name
    : typeof name === 'number' || typeof name === 'boolean'
      ? String(name)
      : 'Error';
}

/** Is the value of one of its own properties part of the stack already? */
export function repeatsStack(e: ExoticObject, v: Value): boolean {
  return typeof v !== 'string' || stackOf(e).includes(v);
}

/** The stack with the class's name in it, where only the name of its base is. */
function withRightName(stack: string, constructorName: string | null, name: string, tag: string): string {
  const regular =
    name.endsWith('Error') && stack.startsWith(name) && [undefined, ':', '\n'].includes(stack[name.length]);
  if (constructorName !== null && !regular) return stack;
  let fallback = 'Error';
  let length = name.length;
  if (constructorName === null) {
    const start = /^([A-Z][a-z_ A-Z0-9[\]()-]+)(?::|\n\s+at)/.exec(stack) ?? /^([a-z_A-Z0-9-]*Error)$/.exec(stack);
    const found = start?.[1] ?? '';
    length = found.length;
    fallback = found === '' ? 'Error' : found;
  }
  const prefix = prefixOf(constructorName, tag, fallback).slice(0, -1);
  if (name === prefix) return stack;
  if (!prefix.includes(name)) return `${prefix} [${name}]${stack.slice(length)}`;
  return length === 0 ? `${prefix}: ${stack}` : `${prefix}${stack.slice(length)}`;
}

/** Lines of a stack, those that the cause prints too shortened to a note. */
function framesBesideCause(e: ExoticObject, text: string): string[] {
  const frames = text.split('\n');
  const cause = lookup(e, 'cause');
  if (!isError(cause)) return frames;
  const stack = stackOf(cause);
  const from = stack.indexOf('\n    at');
  if (from === -1) return frames;
  const { length, offset } = overlap(frames, stack.slice(from + 1).split('\n'));
  if (length > 3) frames.splice(offset + 1, length - 2, `    ... ${length - 2} lines matching cause stack trace ...`);
  return frames;
}

/** The longest run of `a` from some line on that is also in `b`, if it reaches beyond three lines. */
function overlap(a: readonly string[], b: readonly string[]): { length: number; offset: number } {
  const first = new Map<string, number>();
  for (let i = b.length - 1; i >= 0; i--) first.set(b[i] as string, i);
  for (let i = 0; i < a.length - 3; i++) {
    const at = first.get(a[i] as string);
    if (at === undefined) continue;
    const rest = b.length - at;
    if (rest <= 3) continue;
    let length = 1;
    const most = Math.min(rest, a.length - i);
    while (length < most && a[i + length] === b[at + length]) length++;
    if (length > 3) return { length, offset: i };
  }
  return { length: 0, offset: 0 };
}
