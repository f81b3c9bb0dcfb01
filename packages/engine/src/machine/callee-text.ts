/** Texts of callees and values for messages, as V8 words them. */
import { CodeFlag } from '../bytecode/code.ts';
import {
  ExoticObject,
  IsCallable,
  isObject,
  JSArray,
  JSFunction,
  type JSObject,
  type ProxyData,
} from '../objects/object.ts';
import { getOwnSlot, lookup } from '../objects/property.ts';
import type { TypedArrayData } from '../objects/typed-array.ts';
import { BAIL, HOLE, symbols, type Value } from '../objects/value.ts';
import { printExpression } from './call-printer.ts';
import { tokenAt } from './expression-positions.ts';
import type { Frame } from './frame.ts';
import { OP_LENGTH } from './link.ts';
import type { Machine } from './machine.ts';

/** Objects that have a `toString` of their own: V8 prints their class. */
const WITH_TEXT: ReadonlySet<string> = new Set(['Boolean', 'Date', 'Number', 'RegExp', 'String']);

/** A value as V8 prints it in messages: strings quoted, `#<Foo>` for objects. */
export function describe(v: Value): string {
  switch (typeof v) {
    case 'string':
      return `"${v}"`;
    case 'symbol':
      return `Symbol(${v.description ?? ''})`;
    case 'bigint':
      return String(v);
    case 'object':
      if (v === null) return 'null';
      if (v instanceof JSFunction) {
        const code = v.code;
        if (code.code !== null && code.spec === null)
          return code.code.source.text.slice(code.code.start, code.code.end);
        return `function ${code.name}() { [native code] }`;
      }
      if (v instanceof JSArray) return '[object Array]';
      return v instanceof ExoticObject ? describeExotic(v) : isObject(v) ? describeObject(v) : String(v);
    default:
      return String(v);
  }
}

function describeExotic(o: ExoticObject): string {
  switch (o.kind) {
    case 'BoundFunction':
      return 'function () { [native code] }';
    case 'Proxy':
      return describe((o.data as ProxyData).target);
    case 'Error':
      return errorText(o);
    case 'TypedArray':
      return `[object ${(o.data as TypedArrayData).type}Array]`;
    default:
      return WITH_TEXT.has(o.kind) ? `[object ${o.kind}]` : describeObject(o);
  }
}

/** A value as V8 puts it into a message: strings as they are, `#<Foo>` for objects. */
export function messageText(v: Value): string {
  if (typeof v === 'string') return v;
  return describe(v);
}

/** `name: message` of an error, without guest code. */
function errorText(e: ExoticObject): string {
  const name = lookup(e, 'name');
  const message = lookup(e, 'message');
  const head = typeof name === 'string' ? name : constructorName(e);
  return typeof message === 'string' && message !== '' ? `${head}: ${message}` : head;
}

/** `#<Foo>` where `Object.prototype.toString` is the object's and its `constructor` has a name, else `[object Foo]`. Runs no guest code. */
function describeObject(o: JSObject): string {
  const method = lookup(o, 'toString');
  if (method === BAIL) return `#<${constructorName(o)}>`;
  let root = o;
  for (let proto: JSObject | null = o; proto !== null; proto = proto.shape.proto) root = proto;
  const isPlain = method instanceof JSFunction && isBuiltin(method) && getOwnSlot(root, 'toString') === method;
  const maker = isPlain ? lookup(o, 'constructor') : undefined;
  const name = maker instanceof JSFunction ? maker.code.name : '';
  if (name !== '') return `#<${name}>`;
  const tag = lookup(o, symbols.toStringTag);
  return `[object ${typeof tag === 'string' ? tag : 'Object'}]`;
}

const isBuiltin = ({ code }: JSFunction): boolean => code.code === null || code.spec !== null;

/** Name of the constructor that an object's prototype chain names, without running guest code. */
export function constructorName(v: Value): string {
  let o = isObject(v) ? v : null;
  while (o !== null) {
    if (o instanceof ExoticObject && o.kind === 'Proxy') return 'Object';
    const c = getOwnSlot(o, 'constructor');
    if (c !== HOLE && c instanceof JSFunction) {
      const name = getOwnSlot(c, 'name');
      if (typeof name === 'string' && name !== '') return name;
    }
    o = o.shape.proto;
  }
  return 'Object';
}

/** A value that no source text names, as V8 prints a callee: its type, and for primitives the value. */
export function callSite(v: Value): string {
  switch (typeof v) {
    case 'string':
      return `string "${v}"`;
    case 'number':
    case 'boolean':
      return `${typeof v} ${String(v)}`;
    case 'object':
      if (v === null) return 'object null';
      return IsCallable(v) ? 'function' : 'object';
    default:
      return typeof v;
  }
}

/** The callee of the call that the newest frame is executing, as V8 prints it; the value where there is no text. */
export function calleeText(m: Machine, v: Value): string {
  const f = m.frame;
  const noted = f === null ? undefined : notedRange(f, false);
  if (f === null || noted === undefined || noted.start === noted.end) return describe(v);
  const text = noted.text.slice(noted.start, noted.end);
  // A parenthesis ends a chain.
  const inChain = noted.text[tokenAt(noted.text, noted.end)] !== ')';
  return printExpression(text, isAsync(f), inChain) ?? simplify(text);
}

export const isAsync = (f: Frame): boolean => (f.code.flags & CodeFlag.Async) !== 0;

/** Whether the newest frame is the guest's own, not a built-in's. */
export function isGuestFrame(m: Machine): boolean {
  return m.frame !== null && (m.frame.code.flags & CodeFlag.SelfHosted) === 0;
}

/** The newest frame that is not a built-in's. */
export function newestGuestFrame(m: Machine): Frame | null {
  let f = m.frame;
  while (f !== null && (f.code.flags & CodeFlag.SelfHosted) !== 0) f = f.caller;
  return f;
}

/** A range of the source that the compiler has noted for an instruction, as offset of its beginning and of its end. */
export interface NotedRange {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/**
 * The range that the compiler has noted for the instruction before the frame's pc: `exactly` for that one, else for the last one
 * that starts before it.
 */
export function notedRange(f: Frame, exactly: boolean): NotedRange | undefined {
  const { body } = f.code;
  const source = f.code.code?.source;
  if (body === null || source === undefined) return undefined;
  const ranges = body.calleeRanges;
  for (let i = ranges.length - 3; i >= 0; i -= 3) {
    const at = ranges[i] as number;
    if (at >= f.pc) continue;
    if (exactly && at + (OP_LENGTH[body.code[at] as number] as number) !== f.pc) return undefined;
    return { text: source.text, start: ranges[i + 1] as number, end: ranges[i + 2] as number };
  }
  return undefined;
}

/** What is not parsed again: calls in it are printed without their arguments. */
export function simplify(text: string): string {
  const t = text.replace(/\s+/g, ' ');
  return t.replace(/\((?:[^()]|\([^()]*\))+\)/g, (all, offset: number) => (offset === 0 ? all : '(...)'));
}
