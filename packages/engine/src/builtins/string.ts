/** String (ECMA-262 §22.1, §B.2.2). */
import { describe } from '../machine/callee-text.ts';
import type { Machine } from '../machine/machine.ts';
import { ToIntegerOrInfinity, ToNumber, ToString } from '../objects/conversion.ts';
import { ExoticObject, isObject, type JSArray, type JSObject } from '../objects/object.ts';
import { Attr } from '../objects/shape.ts';
import { BAIL, type Mark, symbols, type Value } from '../objects/value.ts';
import { orderMarks } from './canonical-order.ts';
import { compareText, localeCase } from './locale.ts';
import { fastMatch, fastReplace, fastSearch, fastSplit } from './regexp-fast.ts';
import { isPristine, type RegExpData } from './regexp-object.ts';
import { alias, type BuiltinModule, constructor_, intrinsic, method, type PropertySpec, value } from './spec.ts';
import { getSubstitution, namedPieces, replaceText, splitText, substring } from './text.ts';

/** Steps 1 and 2 of most methods: RequireObjectCoercible, then ToString. */
function thisText(m: Machine, self: Value, name: string): string {
  if (typeof self === 'string') return self;
  if (self === undefined || self === null)
    return m.throwTypeError(`String.prototype.${name} called on null or undefined`);
  return ToString(m, self);
}

/** An integer argument clamped to 0 … `max`. */
function clamped(m: Machine, v: Value, max: number): number {
  const n = ToIntegerOrInfinity(m, v);
  return n < 0 ? 0 : n > max ? max : n;
}

/** The same counted from the end where it is negative. */
function relative(m: Machine, v: Value, length: number): number {
  const n = ToIntegerOrInfinity(m, v);
  return n < 0 ? Math.max(length + n, 0) : Math.min(n, length);
}

// ---- reading --------------------------------------------------------------------------------------------------------------------

function at(m: Machine, self: Value, a: Value): Value {
  const s = thisText(m, self, 'at');
  const i = ToIntegerOrInfinity(m, a);
  return s[i < 0 ? s.length + i : i];
}

function charAt(m: Machine, self: Value, a: Value): Value {
  const s = thisText(m, self, 'charAt');
  const i = ToIntegerOrInfinity(m, a);
  return i >= 0 && i < s.length ? (s[i] as string) : '';
}

function charCodeAt(m: Machine, self: Value, a: Value): Value {
  const s = typeof self === 'string' ? self : thisText(m, self, 'charCodeAt');
  const i = typeof a === 'number' && (a | 0) === a ? a : ToIntegerOrInfinity(m, a);
  return i >= 0 && i < s.length ? s.charCodeAt(i) : Number.NaN;
}

function codePointAt(m: Machine, self: Value, a: Value): Value {
  const s = thisText(m, self, 'codePointAt');
  return s.codePointAt(ToIntegerOrInfinity(m, a));
}

function indexOf(m: Machine, self: Value, a: Value, b: Value): Value {
  const s = thisText(m, self, 'indexOf');
  const what = ToString(m, a);
  const from = clamped(m, b, s.length);
  m.useFuel(s.length >> 6);
  return s.indexOf(what, from);
}

function lastIndexOf(m: Machine, self: Value, a: Value, b: Value): Value {
  const s = thisText(m, self, 'lastIndexOf');
  const what = ToString(m, a);
  const n = ToNumber(m, b);
  m.useFuel(s.length >> 6);
  return n !== n ? s.lastIndexOf(what) : s.lastIndexOf(what, clamped(m, n, s.length));
}

function includes(m: Machine, self: Value, a: Value, b: Value): Value | Mark {
  const s = thisText(m, self, 'includes');
  if (isObject(a)) return BAIL;
  const what = ToString(m, a);
  const from = clamped(m, b, s.length);
  m.useFuel(s.length >> 6);
  return s.includes(what, from);
}

function startsWith(m: Machine, self: Value, a: Value, b: Value): Value | Mark {
  const s = thisText(m, self, 'startsWith');
  if (isObject(a)) return BAIL;
  const what = ToString(m, a);
  m.useFuel(what.length >> 8);
  return s.startsWith(what, clamped(m, b, s.length));
}

function endsWith(m: Machine, self: Value, a: Value, b: Value): Value | Mark {
  const s = thisText(m, self, 'endsWith');
  if (isObject(a)) return BAIL;
  const what = ToString(m, a);
  m.useFuel(what.length >> 8);
  return s.endsWith(what, b === undefined ? s.length : clamped(m, b, s.length));
}

// ---- parts ----------------------------------------------------------------------------------------------------------------------

function slice(m: Machine, self: Value, a: Value, b: Value): Value {
  const s = thisText(m, self, 'slice');
  const from = relative(m, a, s.length);
  const to = b === undefined ? s.length : relative(m, b, s.length);
  return substring(m, s, from, to);
}

function substringNative(m: Machine, self: Value, a: Value, b: Value): Value {
  const s = thisText(m, self, 'substring');
  const x = clamped(m, a, s.length);
  const y = b === undefined ? s.length : clamped(m, b, s.length);
  return x < y ? substring(m, s, x, y) : substring(m, s, y, x);
}

function substr(m: Machine, self: Value, a: Value, b: Value): Value {
  const s = thisText(m, self, 'substr');
  const from = relative(m, a, s.length);
  const length = b === undefined ? s.length : clamped(m, b, s.length);
  return substring(m, s, from, Math.min(from + length, s.length));
}

/** `calledInErrors`: V8 has the names that the methods had first. */
function trimmed(name: string, calledInErrors: string, trim: (s: string) => string): PropertySpec {
  return method(name, 0, {
    native: (m, self) => {
      const s = thisText(m, self, calledInErrors);
      m.useFuel(s.length >> 8);
      const t = trim(s);
      return t.length === s.length ? s : substring(m, t, 0, t.length);
    },
    coerce: 'string!',
  });
}

// ---- made anew ------------------------------------------------------------------------------------------------------------------

function repeat(m: Machine, self: Value, a: Value): Value {
  const s = thisText(m, self, 'repeat');
  const n = ToIntegerOrInfinity(m, a);
  if (n < 0 || n === Number.POSITIVE_INFINITY) return m.throwRangeError(`Invalid count value: ${String(a)}`);
  if (n === 0 || s === '') return '';
  m.checkStringLength(s.length * n);
  m.useFuel((s.length * n) >> 8);
  return s.repeat(n);
}

function pad(name: string, join: (s: string, length: number, filler: string) => string): PropertySpec {
  return method(name, 1, {
    native: (m, self, a, b) => {
      const s = thisText(m, self, name);
      const n = ToIntegerOrInfinity(m, a);
      const length = n > 0 ? Math.min(n, Number.MAX_SAFE_INTEGER) : 0;
      if (length <= s.length) return s;
      const filler = b === undefined ? ' ' : ToString(m, b);
      if (filler === '') return s;
      m.checkStringLength(length);
      m.useFuel(length >> 8);
      return join(s, length, filler);
    },
    selfHosted: name === 'padEnd' ? 'StringPrototypePadEnd' : 'StringPrototypePadStart',
  });
}

function concat(m: Machine, self: Value, args: Value[]): Value {
  let s = thisText(m, self, 'concat');
  const parts: string[] = [];
  for (let i = 0; i < args.length; i++) parts.push(ToString(m, args[i]));
  for (const part of parts) {
    m.checkGrowth(s.length, part.length);
    s += part;
  }
  return s;
}

/** Case mappings grow a string at most threefold; the length is known only after. */
function mapped(name: string, map: (s: string) => string): PropertySpec {
  return method(name, 0, {
    native: (m, self) => {
      const s = thisText(m, self, name);
      if (s.length > 64) {
        m.useFuel(s.length >> 6);
        m.checkStringLength(s.length);
      }
      const t = map(s);
      if (t.length > s.length) m.checkStringLength(t.length);
      return t;
    },
    coerce: 'string!',
  });
}

function localeMapped(name: string, upper: boolean): PropertySpec {
  return method(name, 0, {
    native: (m, self, a) => {
      const s = thisText(m, self, name);
      if (a !== undefined && typeof a !== 'string') return BAIL;
      m.useFuel(s.length >> 6);
      m.checkStringLength(s.length);
      return localeCase(m, s, upper, a === undefined ? [] : [a]);
    },
    selfHosted: upper ? 'StringPrototypeToLocaleUpperCase' : 'StringPrototypeToLocaleLowerCase',
  });
}

const NORMAL_FORMS: readonly string[] = ['NFC', 'NFD', 'NFKC', 'NFKD'];

function normalize(m: Machine, self: Value, a: Value): Value {
  const s = thisText(m, self, 'normalize');
  const form = a === undefined ? 'NFC' : ToString(m, a);
  if (!NORMAL_FORMS.includes(form))
    return m.throwRangeError('The normalization form should be one of NFC, NFD, NFKC, NFKD.');
  m.useFuel(s.length >> 4);
  // The host works in 16 bits a unit, on a text that may grow by decomposition.
  m.checkStringLength(4 * s.length);
  m.mindTime();
  const out = orderMarks(m, s).normalize(form);
  m.checkStringLength(out.length);
  return out;
}

function localeCompare(m: Machine, self: Value, a: Value, b: Value, c: Value): Value | Mark {
  const s = thisText(m, self, 'localeCompare');
  const that = ToString(m, a);
  if (c !== undefined || (b !== undefined && typeof b !== 'string')) return BAIL;
  return compareText(m, s, that, b === undefined ? [] : [b], []);
}

// ---- searching and replacing ----------------------------------------------------------------------------------------------------

/** §22.1.3.19 and §22.1.3.20 with texts for both arguments; else self-hosted. */
function replacer(name: 'replace' | 'replaceAll'): PropertySpec {
  return method(name, 2, {
    native: (m, self, a, b) => {
      const s = thisText(m, self, name);
      if (isObject(b)) return BAIL;
      if (isObject(a)) {
        // replaceAll with a RegExp that is not global is an error, which the self-hosted form tells.
        if (!isPristine(m, a) || (name === 'replaceAll' && !(a.data as RegExpData).flags.includes('g'))) return BAIL;
        return fastReplace(m, a, s, ToString(m, b));
      }
      const what = ToString(m, a);
      return replaceText(m, s, what, ToString(m, b), name === 'replaceAll');
    },
    selfHosted: name === 'replace' ? 'StringPrototypeReplace' : 'StringPrototypeReplaceAll',
  });
}

function match(m: Machine, self: Value, a: Value): Value | Mark {
  return isPristine(m, a) ? fastMatch(m, a, thisText(m, self, 'match')) : BAIL;
}

function search(m: Machine, self: Value, a: Value): Value | Mark {
  return isPristine(m, a) ? fastSearch(m, a, thisText(m, self, 'search')) : BAIL;
}

function split(m: Machine, self: Value, a: Value, b: Value): Value | Mark {
  const s = thisText(m, self, 'split');
  if (isObject(a)) {
    if (!isPristine(m, a) || !(b === undefined || typeof b === 'number')) return BAIL;
    return fastSplit(m, a, s, b === undefined ? 0xffffffff : b >>> 0);
  }
  const limit = b === undefined ? 0xffffffff : ToNumber(m, b) >>> 0;
  const separator = ToString(m, a);
  return splitText(m, s, a === undefined ? undefined : separator, limit);
}

// ---- constructor ----------------------------------------------------------------------------------------------------------------

function call(m: Machine, _self: Value, args: Value[]): Value | Mark {
  if (args.length === 0) return '';
  const v = args[0];
  return typeof v === 'symbol' ? `Symbol(${v.description ?? ''})` : ToString(m, v);
}

function fromCharCode(m: Machine, _self: Value, args: Value[]): Value {
  if (args.length === 1) return String.fromCharCode(ToNumber(m, args[0]));
  m.checkStringLength(2 * args.length);
  let s = '';
  for (let from = 0; from < args.length; from += 1024) {
    const codes: number[] = [];
    for (let i = from; i < args.length && i < from + 1024; i++) codes.push(ToNumber(m, args[i]));
    s += String.fromCharCode(...codes);
  }
  return s;
}

function fromCodePoint(m: Machine, _self: Value, args: Value[]): Value | Mark {
  let s = '';
  m.charge(32 * args.length);
  for (let i = 0; i < args.length; i++) {
    if (isObject(args[i])) return BAIL;
    s += codePoint(m, args[i]);
  }
  m.checkStringLength(s.length);
  return s;
}

/** One step of String.fromCodePoint with a primitive. */
function codePoint(m: Machine, v: Value): string {
  const n = ToNumber(m, v);
  if (!Number.isInteger(n) || n < 0 || n > 0x10ffff) return m.throwRangeError(`Invalid code point ${n}`);
  return String.fromCodePoint(n);
}

function thisString(m: Machine, self: Value, name: string): string {
  if (typeof self === 'string') return self;
  if (self instanceof ExoticObject && self.kind === 'String') return self.data as string;
  return m.throwTypeError(`String.prototype.${name} requires that 'this' be a String`);
}

// ---- iterator -------------------------------------------------------------------------------------------------------------------

/** Internal slots of a String Iterator: `position` in code units, past the end once it is done. */
export interface StringIteratorData {
  readonly text: string;
  position: number;
}

function makeIterator(m: Machine, text: string): ExoticObject {
  m.charge(80);
  const data: StringIteratorData = { text, position: 0 };
  return new ExoticObject(m.realm.rootShape(m.realm.intrinsic('%StringIteratorPrototype%')), 'StringIterator', data);
}

/** The next code point of a String Iterator as a string; undefined at the end. */
export function stringIteratorStep(data: StringIteratorData): string | undefined {
  const { text, position } = data;
  if (position >= text.length) return undefined;
  const c = text.charCodeAt(position);
  if (c >= 0xd800 && c <= 0xdbff) {
    const low = text.charCodeAt(position + 1);
    if (low >= 0xdc00 && low <= 0xdfff) {
      data.position += 2;
      return text.slice(position, position + 2);
    }
  }
  data.position++;
  return text[position];
}

function next(m: Machine, self: Value): Value {
  if (!(self instanceof ExoticObject) || self.kind !== 'StringIterator')
    return m.throwTypeError(`Method String Iterator.prototype.next called on incompatible receiver ${describe(self)}`);
  const v = stringIteratorStep(self.data as StringIteratorData);
  m.charge(64);
  return m.realm.iterResult(v, v === undefined);
}

// ---- Annex B --------------------------------------------------------------------------------------------------------------------

/** CreateHTML (§B.2.2.2.1). */
function html(name: string, tag: string, attribute: string): PropertySpec {
  return method(name, attribute === '' ? 0 : 1, {
    native: (m, self, a) => {
      const s = thisText(m, self, name);
      const v = attribute === '' ? '' : ` ${attribute}="${ToString(m, a).replaceAll('"', '&quot;')}"`;
      m.checkStringLength(s.length + v.length + 2 * tag.length + 5);
      return `<${tag}${v}>${s}</${tag}>`;
    },
    coerce: attribute === '' ? 'string!' : 'string! string',
  });
}

const LONE_SURROGATE = /\p{Surrogate}/u;
const LONE_SURROGATES = /\p{Surrogate}/gu;

export const string: BuiltinModule = {
  objects: [
    {
      id: '%String%',
      proto: '%FunctionPrototype%',
      fn: constructor_('String', 1, { variadic: call, selfHosted: 'StringConstructor' }),
      properties: [
        method('fromCharCode', 1, { variadic: fromCharCode, coerce: '- number…' }),
        method('fromCodePoint', 1, { variadic: fromCodePoint, selfHosted: 'StringFromCodePoint' }),
        intrinsic('prototype', '%StringPrototype%', Attr.None),
        method('raw', 1, { selfHosted: 'StringRaw' }),
      ],
    },
    {
      id: '%StringPrototype%',
      proto: '%ObjectPrototype%',
      exotic: { kind: 'String', data: '' },
      properties: [
        intrinsic('constructor', '%String%'),
        html('anchor', 'a', 'name'),
        method('at', 1, { native: at, coerce: 'string! number' }),
        html('big', 'big', ''),
        html('blink', 'blink', ''),
        html('bold', 'b', ''),
        method('charAt', 1, { native: charAt, coerce: 'string! number' }),
        method('charCodeAt', 1, { native: charCodeAt, coerce: 'string! number' }),
        method('codePointAt', 1, { native: codePointAt, coerce: 'string! number' }),
        method('concat', 1, { variadic: concat, coerce: 'string! string…' }),
        method('endsWith', 1, { native: endsWith, selfHosted: 'StringPrototypeEndsWith' }),
        html('fontcolor', 'font', 'color'),
        html('fontsize', 'font', 'size'),
        html('fixed', 'tt', ''),
        method('includes', 1, { native: includes, selfHosted: 'StringPrototypeIncludes' }),
        method('indexOf', 1, { native: indexOf, coerce: 'string! string number' }),
        method('isWellFormed', 0, {
          native: (m, self) => {
            const s = thisText(m, self, 'isWellFormed');
            m.useFuel(s.length >> 6);
            return !LONE_SURROGATE.test(s);
          },
          coerce: 'string!',
        }),
        html('italics', 'i', ''),
        method('lastIndexOf', 1, { native: lastIndexOf, coerce: 'string! string number' }),
        html('link', 'a', 'href'),
        method('localeCompare', 1, { native: localeCompare, selfHosted: 'StringPrototypeLocaleCompare' }),
        method('match', 1, { native: match, selfHosted: 'StringPrototypeMatch' }),
        method('matchAll', 1, { selfHosted: 'StringPrototypeMatchAll' }),
        method('normalize', 0, { native: normalize, coerce: 'string! string?' }),
        pad('padEnd', (s, length, filler) => s.padEnd(length, filler)),
        pad('padStart', (s, length, filler) => s.padStart(length, filler)),
        method('repeat', 1, { native: repeat, coerce: 'string! number' }),
        replacer('replace'),
        replacer('replaceAll'),
        method('search', 1, { native: search, selfHosted: 'StringPrototypeSearch' }),
        method('slice', 2, { native: slice, coerce: 'string! number number?' }),
        html('small', 'small', ''),
        method('split', 2, { native: split, selfHosted: 'StringPrototypeSplit' }),
        html('strike', 'strike', ''),
        html('sub', 'sub', ''),
        method('substr', 2, { native: substr, coerce: 'string! number number?' }),
        method('substring', 2, { native: substringNative, coerce: 'string! number number?' }),
        html('sup', 'sup', ''),
        method('startsWith', 1, { native: startsWith, selfHosted: 'StringPrototypeStartsWith' }),
        method('toString', 0, { native: (m, self) => thisString(m, self, 'toString') }),
        method('toWellFormed', 0, {
          native: (m, self) => {
            const s = thisText(m, self, 'toWellFormed');
            m.useFuel(s.length >> 6);
            if (!LONE_SURROGATE.test(s)) return s;
            m.checkStringLength(s.length);
            return s.replace(LONE_SURROGATES, '\ufffd');
          },
          coerce: 'string!',
        }),
        trimmed('trim', 'trim', (s) => s.trim()),
        trimmed('trimStart', 'trimLeft', (s) => s.trimStart()),
        alias('trimLeft', 'trimStart'),
        trimmed('trimEnd', 'trimRight', (s) => s.trimEnd()),
        alias('trimRight', 'trimEnd'),
        localeMapped('toLocaleLowerCase', false),
        localeMapped('toLocaleUpperCase', true),
        mapped('toLowerCase', (s) => s.toLowerCase()),
        mapped('toUpperCase', (s) => s.toUpperCase()),
        method('valueOf', 0, { native: (m, self) => thisString(m, self, 'valueOf') }),
        method(
          symbols.iterator,
          0,
          { native: (m, self) => makeIterator(m, thisText(m, self, '[Symbol.iterator]')), coerce: 'string!' },
          '[Symbol.iterator]',
        ),
      ],
    },
    {
      id: '%StringIteratorPrototype%',
      proto: '%IteratorPrototype%',
      properties: [
        method('next', 0, { native: next }),
        value(symbols.toStringTag, 'String Iterator', Attr.Configurable),
      ],
    },
  ],
  globals: [intrinsic('String', '%String%')],
  intrinsics: {
    /** StringCreate (§10.4.3.4). */
    stringCreate: (m, _self, s, proto) => {
      m.charge(64);
      return new ExoticObject(m.realm.rootShape(proto as JSObject), 'String', s);
    },
    codePoint: (m, _self, n) => codePoint(m, n),
    symbolDescriptiveString: (_m, _self, v) => `Symbol(${(v as symbol).description ?? ''})`,
    /** These take strings and integers as they are. */
    stringIncludes: (m, _self, s, what, from) => includes(m, s, what, from) as boolean,
    stringStartsWith: (m, _self, s, what, from) => startsWith(m, s, what, from) as boolean,
    stringEndsWith: (m, _self, s, what, end) => endsWith(m, s, what, end) as boolean,
    stringIndexOf: (m, _self, s, what, from) => {
      m.useFuel((s as string).length >> 6);
      return (s as string).indexOf(what as string, from as number);
    },
    substring: (m, _self, s, from, to) => substring(m, s as string, from as number, to as number),
    stringPad: (m, _self, s, length, filler, end) => {
      m.checkStringLength(length as number);
      m.useFuel((length as number) >> 8);
      return end === true
        ? (s as string).padEnd(length as number, filler as string)
        : (s as string).padStart(length as number, filler as string);
    },
    replaceText: (m, _self, s, what, replacement, all) =>
      replaceText(m, s as string, what as string, replacement as string, all as boolean),
    splitText: (m, _self, s, separator, limit) =>
      splitText(m, s as string, separator as string | undefined, limit as number),
    /** Appends to a text whose growth is checked. */
    append: (m, _self, a, b) => {
      m.checkGrowth((a as string).length, (b as string).length);
      return (a as string) + (b as string);
    },
    localeCompare: (m, _self, a, b, locales, options) =>
      compareText(
        m,
        a as string,
        b as string,
        (locales as JSArray).elements as string[],
        (options as unknown as JSArray).elements as Value[],
      ),
    localeCase: (m, _self, s, upper, locales) =>
      localeCase(m, s as string, upper as boolean, (locales as JSArray).elements as string[]),
    /** Text pieces and names of `$<name>` references of a replacement text, alternately; see `namedPieces`. */
    namedPieces: (m, _self, template) => m.realm.newArray(namedPieces(template as string)),
  },
  variadicIntrinsics: {
    /** GetSubstitution (§22.1.3.19.1) without named captures: matched, text, position, internal list of captures, template. */
    getSubstitution: (m, _self, args) => {
      const [matched, text, position, captures, template] = args;
      return getSubstitution(
        m,
        matched as string,
        text as string,
        position as number,
        (captures as JSArray).elements as (string | undefined)[],
        template as string,
      );
    },
  },
};
