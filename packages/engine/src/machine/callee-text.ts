/** Texts of callees and values for messages, as V8 words them. */
import { CodeFlag } from '../bytecode/code.ts';
import { ExoticObject, isObject, JSArray, JSFunction, type JSObject } from '../objects/object.ts';
import { getOwnSlot, lookup } from '../objects/property.ts';
import { BAIL, HOLE, symbols, type Value } from '../objects/value.ts';
import { notIterableText, printExpression } from './call-printer.ts';
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
      if (v instanceof ExoticObject && WITH_TEXT.has(v.kind)) return `[object ${v.kind}]`;
      return isObject(v) ? describeObject(v) : String(v);
    default:
      return String(v);
  }
}

/** A value as V8 puts it into a message: strings as they are, `#<Foo>` for objects. */
export function messageText(v: Value): string {
  if (typeof v === 'string') return v;
  if (v instanceof ExoticObject && v.kind === 'Proxy') return '#<Object>';
  if (v instanceof ExoticObject && v.kind === 'Error') return errorText(v);
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
  const made = isPlain && lookup(o, 'constructor') instanceof JSFunction;
  if (made) return `#<${constructorName(o)}>`;
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

/** The callee of the call that the newest frame is executing, as V8 prints it; the value where there is no text. */
export function calleeText(m: Machine, v: Value): string {
  const text = m.frame === null ? undefined : notedText(m.frame, false);
  return text === undefined || text === '' ? describe(v) : (printExpression(text) ?? simplify(text));
}

/**
 * What the instruction before the newest frame's pc iterates or takes apart, as V8 prints it; undefined where the compiler has noted
 * none.
 */
export function operandText(m: Machine): string | undefined {
  const text = m.frame === null ? undefined : notedText(m.frame, true);
  return text === undefined ? undefined : (printExpression(text) ?? simplify(text));
}

/** Whether the newest frame is the guest's own, not a built-in's. */
export function isGuestFrame(m: Machine): boolean {
  return m.frame !== null && (m.frame.code.flags & CodeFlag.SelfHosted) === 0;
}

/**
 * What V8 says where what the guest's newest frame iterates is not iterable; undefined where the compiler has noted no text for the
 * instruction before its pc. This parses the text: ask only where it is to be thrown.
 */
export function iterableMessage(m: Machine, v: Value): string | undefined {
  let f = m.frame;
  while (f !== null && (f.code.flags & CodeFlag.SelfHosted) !== 0) f = f.caller;
  const text = f === null ? undefined : notedText(f, true);
  if (text === undefined) return undefined;
  if (!text.startsWith('...')) return notIterableText(text) ?? `${simplify(text)} is not iterable`;
  // The last argument of a call. Of undefined and null, V8 says that it cannot read them.
  if (v !== undefined && v !== null) return 'Spread syntax requires ...iterable[Symbol.iterator] to be a function';
  const operand = text.slice('...'.length);
  return `${printExpression(operand) ?? simplify(operand)} is not iterable (cannot read property ${v})`;
}

/**
 * The source text that the compiler has noted for the instruction before the frame's pc: `exactly` for that one, else for the last one
 * that starts before it.
 */
function notedText(f: Frame, exactly: boolean): string | undefined {
  const { body } = f.code;
  const source = f.code.code?.source;
  if (body === null || source === undefined) return undefined;
  const ranges = body.calleeRanges;
  for (let i = ranges.length - 3; i >= 0; i -= 3) {
    const at = ranges[i] as number;
    if (at >= f.pc) continue;
    if (exactly && at + (OP_LENGTH[body.code[at] as number] as number) !== f.pc) return undefined;
    return source.text.slice(ranges[i + 1], ranges[i + 2]);
  }
  return undefined;
}

/** What is not parsed again: calls in it are printed without their arguments. */
function simplify(text: string): string {
  const t = text.replace(/\s+/g, ' ');
  return t.replace(/\((?:[^()]|\([^()]*\))+\)/g, (all, offset: number) => (offset === 0 ? all : '(...)'));
}
