/** Function properties of the global object (ECMA-262 §19.2, §B.2.1), `eval` excepted, and its value properties (§19.1). */
import type { Machine } from '../machine/machine.ts';
import { ToNumber, ToString } from '../objects/conversion.ts';
import { Attr } from '../objects/shape.ts';
import type { Value } from '../objects/value.ts';
import { type BuiltinModule, intrinsic, method, value } from './spec.ts';
import {
  decode,
  encode,
  escapeText,
  PRESERVE_NOTHING,
  URI_COMPONENT_UNESCAPED,
  URI_RESERVED_AND_HASH,
  URI_UNESCAPED,
  unescapeText,
} from './uri.ts';

/** §19.2.5 parseInt. */
export function parseIntNative(m: Machine, _self: Value, a: Value, b: Value): Value {
  // An integer that prints as plain digits parses as itself.
  if (b === undefined && typeof a === 'number' && (a | 0) === a) return a + 0;
  const text = ToString(m, a);
  const radix = b === undefined ? 0 : ToNumber(m, b) | 0;
  m.useFuel(text.length >> 4);
  return Number.parseInt(text, radix);
}

/** §19.2.4 parseFloat. */
export function parseFloatNative(m: Machine, _self: Value, a: Value): Value {
  const text = ToString(m, a);
  m.useFuel(text.length >> 4);
  return Number.parseFloat(text);
}

function encodeWith(unescaped: Uint8Array) {
  return (m: Machine, _self: Value, a: Value): Value => {
    const text = ToString(m, a);
    // Built of pieces, which the host joins by reference.
    m.charge(40 * text.length);
    m.useFuel(2 * text.length);
    // The largest growth: three bytes, nine characters, for a code unit.
    if (text.length > 1000) m.checkStringLength(text.length);
    const out = encode(text, unescaped);
    if (out === undefined) return m.throwURIError('URI malformed');
    m.checkStringLength(out.length);
    return out;
  };
}

function decodeWith(preserved: Uint8Array) {
  return (m: Machine, _self: Value, a: Value): Value => {
    const text = ToString(m, a);
    // Built of pieces, which the host joins by reference.
    m.charge(40 * text.length);
    m.useFuel(2 * text.length);
    m.checkStringLength(text.length);
    return decode(text, preserved) ?? m.throwURIError('URI malformed');
  };
}

export const globalFunctions: BuiltinModule = {
  objects: [
    {
      id: '%parseInt%',
      proto: '%FunctionPrototype%',
      fn: { name: 'parseInt', length: 2, native: parseIntNative, coerce: '- string number' },
      properties: [],
    },
    {
      id: '%parseFloat%',
      proto: '%FunctionPrototype%',
      fn: { name: 'parseFloat', length: 1, native: parseFloatNative, coerce: '- string' },
      properties: [],
    },
  ],
  globals: [
    intrinsic('globalThis', '%globalThis%'),
    value('Infinity', Number.POSITIVE_INFINITY, Attr.None),
    value('NaN', Number.NaN, Attr.None),
    value('undefined', undefined, Attr.None),
    intrinsic('parseFloat', '%parseFloat%'),
    intrinsic('parseInt', '%parseInt%'),
    method('isNaN', 1, { native: (m, _self, a) => Number.isNaN(ToNumber(m, a)), coerce: '- number' }),
    method('isFinite', 1, { native: (m, _self, a) => Number.isFinite(ToNumber(m, a)), coerce: '- number' }),
    method('decodeURI', 1, { native: decodeWith(URI_RESERVED_AND_HASH), coerce: '- string' }),
    method('decodeURIComponent', 1, { native: decodeWith(PRESERVE_NOTHING), coerce: '- string' }),
    method('encodeURI', 1, { native: encodeWith(URI_UNESCAPED), coerce: '- string' }),
    method('encodeURIComponent', 1, { native: encodeWith(URI_COMPONENT_UNESCAPED), coerce: '- string' }),
    method('escape', 1, {
      native: (m, _self, a) => {
        const text = ToString(m, a);
        // Built of pieces, which the host joins by reference.
        m.charge(40 * text.length);
        m.useFuel(2 * text.length);
        const out = escapeText(text);
        m.checkStringLength(out.length);
        return out;
      },
      coerce: '- string',
    }),
    method('unescape', 1, {
      native: (m, _self, a) => {
        const text = ToString(m, a);
        // Built of pieces, which the host joins by reference.
        m.charge(40 * text.length);
        m.useFuel(2 * text.length);
        m.checkStringLength(text.length);
        return unescapeText(text);
      },
      coerce: '- string',
    }),
  ],
};
