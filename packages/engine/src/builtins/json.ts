/** JSON (ECMA-262 §25.5). */
import type { Machine } from '../machine/machine.ts';
import { ToString } from '../objects/conversion.ts';
import { ExoticObject, IsCallable, isObject, type JSArray } from '../objects/object.ts';
import { addProperty, defineData } from '../objects/property.ts';
import { Attr, ShapeFlag } from '../objects/shape.ts';
import { BAIL, type Mark, symbols, type Value } from '../objects/value.ts';
import { type ParseRecord, parseJson, recordList } from './json-parse.ts';
import { circularMessage, quoteJson, stringifyPlain } from './json-stringify.ts';
import { type BuiltinModule, intrinsic, method, value } from './spec.ts';

function parse(m: Machine, _self: Value, a: Value, b: Value): Value | Mark {
  const text = ToString(m, a);
  return IsCallable(b) ? BAIL : parseJson(m, text, false).value;
}

/** Steps 6 to 8 of JSON.stringify: the text of one level of indentation, from a primitive. */
function gapOf(space: Value): string {
  if (typeof space === 'number') return ' '.repeat(Math.max(0, Math.min(10, Math.trunc(space) || 0)));
  return typeof space === 'string' ? space.slice(0, 10) : '';
}

function stringify(m: Machine, _self: Value, a: Value, b: Value, c: Value): Value | Mark {
  if (isObject(b) || isObject(c)) return BAIL;
  return stringifyPlain(m, a, gapOf(c));
}

/** §25.5.3 JSON.rawJSON */
function rawJson(m: Machine, _self: Value, a: Value): Value {
  const text = ToString(m, a);
  const edge = /^[\t\n\r ]|[\t\n\r ]$/;
  if (text === '') return m.throwSyntaxError('Unexpected end of JSON input');
  if (edge.test(text) || text[0] === '{' || text[0] === '[')
    return m.throwSyntaxError('Invalid value for JSON.rawJSON');
  parseJson(m, text, false);
  m.charge(80);
  const o = new ExoticObject(m.realm.rootShape(null), 'RawJSON', null);
  addProperty(o, 'rawJSON', text, Attr.Enumerable);
  o.shape = o.shape.withFlags(ShapeFlag.NonExtensible);
  return o;
}

export const json: BuiltinModule = {
  objects: [
    {
      id: '%JSON%',
      proto: '%ObjectPrototype%',
      properties: [
        method('parse', 2, { native: parse, selfHosted: 'JSONParse' }),
        method('stringify', 3, { native: stringify, selfHosted: 'JSONStringify' }),
        method('rawJSON', 1, { native: rawJson, coerce: '- string' }),
        method('isRawJSON', 1, { native: (_m, _self, a) => a instanceof ExoticObject && a.kind === 'RawJSON' }),
        value(symbols.toStringTag, 'JSON', Attr.Configurable),
      ],
    },
  ],
  globals: [intrinsic('JSON', '%JSON%')],
  intrinsics: {
    jsonParse: (m, _self, text) => parseJson(m, text as string, false).value,
    /** The parse record of a text as nested internal lists, see `recordList`. */
    jsonParseRecord: (m, _self, text) => recordList(m, parseJson(m, text as string, true).record as ParseRecord),
    /** The text of plain data, or null where it is not plain. */
    jsonStringifyPlain: (m, _self, v, gap) => {
      const text = stringifyPlain(m, v, gap as string);
      return text === BAIL ? null : (text as Value);
    },
    jsonGap: (_m, _self, space) => gapOf(space),
    /** For programs saved by version 1.1, as `ReviveProperty` is. */
    jsonQuote: (m, _self, s) => {
      const text = quoteJson(s as string);
      m.checkStringLength(text.length);
      return text;
    },
    /** The text of a primitive; undefined for what has no JSON form; null for objects and BigInts, which need more. */
    jsonLeaf: (m, _self, v) => {
      switch (typeof v) {
        case 'string': {
          const text = quoteJson(v);
          m.checkStringLength(text.length);
          return text;
        }
        case 'number':
          return Number.isFinite(v) ? String(v) : 'null';
        case 'boolean':
          return v ? 'true' : 'false';
        case 'bigint':
          return null;
        case 'object':
          return v === null ? 'null' : IsCallable(v) ? undefined : null;
        default:
          return undefined;
      }
    },
    /** `text` with one more member of an object; with a gap, which the separator shows, the colon is followed by a space. */
    jsonMember: (m, _self, text, separator, key, member) => {
      const before = text === '' ? '' : (text as string) + (separator as string);
      const head = quoteJson(key as string) + (separator === ',' ? ':' : ': ');
      m.checkGrowth(before.length, head.length + (member as string).length);
      return before + head + (member as string);
    },
    /** The last argument of a reviver for a primitive; `record` as `recordList` makes it, or undefined. */
    jsonContext: (m, _self, record, v) => {
      m.charge(120);
      const context = m.realm.newObject(m.realm.objectShape.proto);
      if (record !== undefined) {
        const { elements } = record as JSArray;
        if (Object.is(elements[0], v)) defineData(context, 'source', elements[1] as Value);
      }
      return context;
    },
    /** [[NumberData]] and its like of a wrapped primitive. */
    primitiveData: (_m, _self, o) => (o as ExoticObject).data as Value,
    /**
     * Puts `o` on the list of objects being serialised, reached by `key`; a TypeError where it is there already. The list alternates
     * objects and the keys that led to them.
     */
    jsonEnter: (m, _self, list, o, key) => {
      const { elements } = list as JSArray;
      m.useFuel(elements.length >> 4);
      for (let i = 0; i < elements.length; i += 2)
        if (elements[i] === o) {
          const objects = elements.filter((_e, j) => j >= i && j % 2 === 0);
          const keys = elements.filter((_e, j) => j > i + 2 && j % 2 === 1);
          keys.push(key);
          return m.throwTypeError(circularMessage(objects, keys));
        }
      m.charge(16);
      elements.push(o, key);
      (list as JSArray).length = elements.length;
      return undefined;
    },
    jsonLeave: (_m, _self, list) => {
      const { elements } = list as JSArray;
      elements.pop();
      elements.pop();
      (list as JSArray).length = elements.length;
      return undefined;
    },
  },
};
