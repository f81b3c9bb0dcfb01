import { describe, expect, it } from 'vitest';
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

/** The host's answer, undefined where it throws. */
function orUndefined(f: () => string): string | undefined {
  try {
    return f();
  } catch {
    return undefined;
  }
}

const TEXTS = [
  '',
  'abc',
  'a b/c?d=é&f#g',
  '\ud800',
  '\udc00x',
  '😀',
  '%',
  '%2',
  '%41',
  '%2f%2F',
  '%c3%a9',
  '%c0%80',
  '%ed%a0%80',
  '%f0%9f%98%80',
  '%f5%80%80%80',
  '%e2%82',
  '%u0041%u00',
  '%zz',
  'ü%E9',
  '%ff',
  '%fe%80',
  ";/?:@&=+$,#-_.!~*'()",
];

describe('encodeURI and its like', () => {
  it.each(TEXTS)('treat %j as the host does', (text) => {
    expect(encode(text, URI_UNESCAPED)).toBe(orUndefined(() => encodeURI(text)));
    expect(encode(text, URI_COMPONENT_UNESCAPED)).toBe(orUndefined(() => encodeURIComponent(text)));
    expect(decode(text, URI_RESERVED_AND_HASH)).toBe(orUndefined(() => decodeURI(text)));
    expect(decode(text, PRESERVE_NOTHING)).toBe(orUndefined(() => decodeURIComponent(text)));
    expect(escapeText(text)).toBe(globalThis.escape(text));
    expect(unescapeText(text)).toBe(globalThis.unescape(text));
  });
});
