/**
 * Error objects (ECMA-262 §20.5.4) and their `stack`: an own data property, as in V8. The sites are listed when the error is made; the
 * text is made of them when the stack is first read, by `Error.prepareStackTrace` where the program has set one.
 */

import type { Realm } from '../agent/realm.ts';
import type { CallSite } from '../machine/call-sites.ts';
import type { Machine } from '../machine/machine.ts';
import {
  Accessor,
  ExoticObject,
  IsCallable,
  isObject,
  type JSFunction,
  JSObject,
  Lazy,
  PendingValue,
  type Slot,
} from '../objects/object.ts';
import { addProperty, defineData, lookup, rawSlot } from '../objects/property.ts';
import { Attr } from '../objects/shape.ts';
import { BAIL, HOLE, type Value } from '../objects/value.ts';

/** Internal slots of an Error. */
export interface ErrorData {
  /** Of a stack that nobody has read yet; else empty. They keep functions and receivers alive. */
  sites: readonly CallSite[];
  /** A place in a source that has not run, which comes before the sites: `file:1:2`. */
  place: string | null;
}

/** Stands in the slot of a `stack` that nobody has read yet. */
export const PENDING_STACK = new Lazy((owner) => {
  const e = owner as ExoticObject;
  const prepared = preparation(e);
  if (prepared !== null) return prepared;
  const text = stackText(e);
  (e.data as ErrorData).sites = [];
  return text;
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

function isPending(e: ExoticObject): boolean {
  const i = e.shape.lookup('stack');
  return i >= 0 && rawSlot(e, i) === PENDING_STACK;
}

/** The lines of the stack below its first, each with a line break before it. */
export function traceOf(e: ExoticObject): string {
  const { sites, place } = e.data as ErrorData;
  const [newest] = sites;
  const lines = newest === undefined ? '' : newest.fn.code.realm.machine.stackTracer.text(sites);
  return place === null ? lines : `\n    at ${place}${lines}`;
}

/** The stack of an error that nobody has read yet, as it is without `Error.prepareStackTrace`. Changes nothing. */
export function stackText(e: ExoticObject): string {
  return `${plainErrorText(e) ?? '<error>'}${traceOf(e)}`;
}

/** The own `stack` where it is a text, or will be; without running guest code, and changing nothing. */
export function ownStackText(e: ExoticObject): string | undefined {
  const i = e.shape.lookup('stack');
  if (i < 0) return undefined;
  const slot = rawSlot(e, i);
  if (slot === PENDING_STACK) return stackText(e);
  return typeof slot === 'string' ? slot : undefined;
}

/** Has the program set `Error.prepareStackTrace`, or may it have? */
export function hasPrepareStackTrace(realm: Realm): boolean {
  const prepare = lookup(realm.intrinsic('%Error%'), 'prepareStackTrace');
  return prepare instanceof Accessor || prepare === BAIL || IsCallable(prepare);
}

/** Will reading its `stack` run guest code? */
export function needsPreparation(v: Value): boolean {
  return v instanceof ExoticObject && v.kind === 'Error' && isPending(v) && preparation(v) !== null;
}

/**
 * A getter that has the stack made by guest code; null where none is needed, since the program has set no `Error.prepareStackTrace` and
 * the error's name and message are plain. While one stack is being prepared, others are made as if there were no such function.
 */
function preparation(e: ExoticObject): PendingValue | null {
  const newest = (e.data as ErrorData).sites[0];
  if (newest === undefined) return null;
  const { realm } = newest.fn.code;
  if (!hasPrepareStackTrace(realm) && plainErrorText(e) !== null) return null;
  const helper = realm.madeHelpers.get('PrepareStack');
  if (helper !== undefined)
    for (let f = realm.machine.frame; f !== null; f = f.caller) if (f.fn === helper) return null;
  return new PendingValue(realm.builtinFunction(STACK_GETTER, [e]), () => stackText(e));
}

const STACK_GETTER = {
  name: 'stack',
  length: 0,
  special: (m: Machine, fn: JSFunction): void => m.stackTracer.prepare(m, fn.captures[0] as ExoticObject),
};

/** A new error with its stack, hiding the frames down to that of `above`, and, unless it is undefined, that message. */
export function newErrorObject(
  m: Machine,
  proto: JSObject,
  message: string | undefined,
  above: JSObject | null,
): ExoticObject {
  const sites = m.captureStack(above);
  const data: ErrorData = { sites: sites ?? [], place: null };
  const e = new ExoticObject(m.realm.rootShape(proto), 'Error', data);
  m.charge(240);
  addProperty(e, 'stack', sites === null ? undefined : PENDING_STACK, Attr.Method);
  if (message !== undefined) addProperty(e, 'message', message, Attr.Method);
  return e;
}

/** Takes the stack anew; false if `stack` is not there to be overwritten. */
export function recaptureStack(m: Machine, e: ExoticObject, above: Value): boolean {
  const i = e.shape.lookup('stack');
  if (i < 0 ? !e.shape.extensible : ((e.shape.table.attrs[i] as number) & Attr.Configurable) === 0) return false;
  const sites = m.captureStack(above instanceof JSObject ? above : null);
  const data = e.data as ErrorData;
  data.sites = sites ?? [];
  data.place = null;
  defineData(e, 'stack', sites === null ? undefined : PENDING_STACK, Attr.Method);
  return true;
}

/** Gives a stack its first line now. */
export function headStack(e: ExoticObject, head: string): void {
  setStack(e, `${head}${traceOf(e)}`);
}

/** The stack has been made: by `prepareStackTrace` it may be any value. */
export function setStack(e: ExoticObject, v: Value): void {
  (e.data as ErrorData).sites = [];
  defineData(e, 'stack', v, Attr.Method);
}
