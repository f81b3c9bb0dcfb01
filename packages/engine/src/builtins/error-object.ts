/**
 * Error objects (ECMA-262 §20.5.4) and their `stack`: an own data property, as in V8. The frames are listed when the error is made;
 * the line above them says what `name` and `message` are when the stack is first read.
 */
import type { Machine } from '../machine/machine.ts';
import { Accessor, ExoticObject, isObject, JSObject, Lazy, type Slot } from '../objects/object.ts';
import { addProperty, defineData, lookup } from '../objects/property.ts';
import { Attr } from '../objects/shape.ts';
import { BAIL, HOLE, type Value } from '../objects/value.ts';

/** Internal slots of an Error; its `stack` slot holds `PENDING_STACK` until it is read. */
export interface ErrorData {
  /** The lines of the stack trace, each with a line break before it. */
  trace: string;
}

/** Stands in the slot of a `stack` that nobody has read yet. */
export const PENDING_STACK = new Lazy((owner) => {
  const { trace } = (owner as ExoticObject).data as ErrorData;
  return `${plainErrorText(owner) ?? '<error>'}${trace}`;
});

/** A part of an error's text without guest code: undefined if it is absent, null if only guest code can tell. */
function plainPart(o: JSObject, key: 'name' | 'message'): string | undefined | null {
  const v: Slot = lookup(o, key);
  if (v === HOLE || v === undefined) return undefined;
  if (v === BAIL || v instanceof Accessor || isObject(v) || typeof v === 'symbol') return null;
  return String(v);
}

/** Error.prototype.toString (ECMA-262 §20.5.3.4) without guest code; null if it cannot be told so. */
export function plainErrorText(o: JSObject): string | null {
  const name = plainPart(o, 'name');
  const message = plainPart(o, 'message');
  if (name === null || message === null) return null;
  const head = name ?? 'Error';
  if (head === '') return message ?? '';
  return message === undefined || message === '' ? head : `${head}: ${message}`;
}

/** A new error with its stack, hiding the frames down to that of `above`, and, unless it is undefined, that message. */
export function newErrorObject(
  m: Machine,
  proto: JSObject,
  message: string | undefined,
  above: JSObject | null,
): ExoticObject {
  const data: ErrorData = { trace: m.captureStack('', above) };
  const e = new ExoticObject(m.realm.rootShape(proto), 'Error', data);
  m.charge(240);
  addProperty(e, 'stack', PENDING_STACK, Attr.Method);
  if (message !== undefined) addProperty(e, 'message', message, Attr.Method);
  return e;
}

/** Takes the stack anew; false if `stack` is not there to be overwritten. */
export function recaptureStack(m: Machine, e: ExoticObject, above: Value): boolean {
  const i = e.shape.lookup('stack');
  if (i < 0 ? !e.shape.extensible : ((e.shape.table.attrs[i] as number) & Attr.Configurable) === 0) return false;
  e.data = { trace: m.captureStack('', above instanceof JSObject ? above : null) } satisfies ErrorData;
  defineData(e, 'stack', PENDING_STACK, Attr.Method);
  return true;
}

/** Gives a stack its first line now. */
export function headStack(e: ExoticObject, head: string): void {
  defineData(e, 'stack', `${head}${(e.data as ErrorData).trace}`, Attr.Method);
}
