/** Text of `console` calls: printf-like specifiers, the rest inspected, as Node's `util.format`. */

import { describe } from '../machine/callee-text.ts';
import type { Machine } from '../machine/machine.ts';
import { ExoticObject, IsCallable, isObject, isProxy, type JSObject } from '../objects/object.ts';
import { getOwnSlot, hasOwn, lookup } from '../objects/property.ts';
import type { Value } from '../objects/value.ts';
import { inspect } from './inspect.ts';
import { functionName, isUntouchedFunction, prototypeOf, unwrapProxy } from './inspect-names.ts';
import { numberText, symbolText } from './inspect-text.ts';
import { printingMeter, stackToPrepare } from './stack-preparation.ts';

/** One specifier of a format: where it stands, and which argument it takes. */
interface Specifier {
  readonly at: number;
  readonly letter: string;
  /** Index into all arguments, or -1 for `%%`. */
  readonly argument: number;
}

/** Specifiers of a format with that many arguments, the format included; those that have no argument left stay as they are. */
function specifiersOf(format: string, count: number): Specifier[] {
  const out: Specifier[] = [];
  let argument = 0;
  for (let i = format.indexOf('%'); i !== -1 && i < format.length - 1; i = format.indexOf('%', i + 2)) {
    const letter = format[i + 1] as string;
    if (letter === '%') out.push({ at: i, letter, argument: -1 });
    else if (argument + 1 !== count && 'sdifjoOc'.includes(letter)) out.push({ at: i, letter, argument: ++argument });
  }
  return out;
}

/** Built-ins whose toString inspection stands for. */
const PLAIN_CLASSES =
  /^(?:Object|Function|Array|Number|Boolean|String|Symbol|Date|Promise|RegExp|Error|AggregateError|EvalError|RangeError|ReferenceError|SyntaxError|TypeError|URIError|SuppressedError|ArrayBuffer|SharedArrayBuffer|DataView|Map|Set|BigInt|WeakMap|WeakSet|WeakRef|Proxy|FinalizationRegistry|\w+Array|Iterator|DisposableStack|AsyncDisposableStack)$/;

/** Is the `toString` that `%s` would call a built-in's? Then the object is inspected instead. */
function hasPlainToString(v: JSObject): boolean {
  const o = unwrapProxy(v);
  if (o === null) return true;
  if (!IsCallable(lookup(o, 'toString'))) return true;
  if (hasOwn(o, 'toString')) return false;
  let at = prototypeOf(o);
  while (at !== null && !hasOwn(at, 'toString')) at = prototypeOf(at);
  if (at === null) return true;
  const maker = getOwnSlot(at, 'constructor');
  if (!IsCallable(maker)) return false;
  return PLAIN_CLASSES.test(isUntouchedFunction(maker) ? maker.code.name : functionName(maker));
}

/**
 * Conversions that must run guest code before the arguments can be formatted: pairs of argument index and 'string', 'number', 'json'
 * or 'stack'.
 */
export function pendingConversions(m: Machine, args: readonly Value[]): (number | string)[] {
  const out: (number | string)[] = [];
  args.forEach((v, i) => {
    if (stackToPrepare(m, v) !== undefined) out.push(i, 'stack');
  });
  const format = args[0];
  if (typeof format !== 'string' || args.length < 2 || !format.includes('%')) return out;
  for (const s of specifiersOf(format, args.length)) {
    const v = args[s.argument];
    if (s.letter === 'j') out.push(s.argument, 'json');
    else if (!isObject(v)) continue;
    else if (s.letter === 'd') out.push(s.argument, 'number');
    else if (s.letter === 'i' || s.letter === 'f' || (s.letter === 's' && !IsCallable(v) && !hasPlainToString(v)))
      out.push(s.argument, 'string');
  }
  return out;
}

/** Text of the arguments. Those of `pendingConversions` have been converted. */
export function format(m: Machine, args: readonly Value[]): string {
  const tick = printingMeter(m);
  const first = args[0];
  let text = '';
  let next = 0;
  if (typeof first === 'string') {
    if (args.length === 1) return first;
    let from = 0;
    for (const s of specifiersOf(first, args.length)) {
      text += first.slice(from, s.at) + (s.letter === '%' ? '%' : specified(s.letter, args[s.argument], tick));
      from = s.at + 2;
      next = Math.max(next, s.argument);
    }
    text += first.slice(from);
    next++;
  }
  for (let i = next; i < args.length; i++) {
    const v = args[i];
    const piece = typeof v === 'string' ? v : inspect(v, { tick });
    if (piece.length > 64) m.charge(piece.length);
    text += i === 0 ? piece : ` ${piece}`;
  }
  return text;
}

function specified(letter: string, v: Value, tick: (length: number) => void): string {
  switch (letter) {
    case 's':
      return stringOf(v, tick);
    case 'd':
      return typeof v === 'bigint' ? `${v}n` : typeof v === 'symbol' ? 'NaN' : numberText(Number(v));
    case 'i':
      return typeof v === 'bigint'
        ? `${v}n`
        : typeof v === 'symbol'
          ? 'NaN'
          : numberText(Number.parseInt(String(v), 10));
    case 'f':
      return typeof v === 'symbol' ? 'NaN' : numberText(Number.parseFloat(String(v)));
    case 'j':
      return v === undefined ? 'undefined' : (v as string);
    case 'o':
      return inspect(v, { showHidden: true, showProxy: true, depth: 4, tick });
    case 'O':
      return inspect(v, { tick });
    default:
      return '';
  }
}

function stringOf(v: Value, tick: (length: number) => void): string {
  switch (typeof v) {
    case 'number':
      return numberText(v);
    case 'bigint':
      return `${v}n`;
    case 'symbol':
      return symbolText(v);
    case 'object':
      if (v === null) return 'null';
      if (IsCallable(v)) return v instanceof ExoticObject && isProxy(v) ? 'function () { [native code] }' : describe(v);
      return inspect(v, { depth: 0, tick });
    default:
      return String(v);
  }
}
