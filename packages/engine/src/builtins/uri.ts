/** Percent-encoding of URIs (ECMA-262 §19.2.6) and of `escape` and `unescape` (§B.2.1): pure text operations. */

const HEX = '0123456789ABCDEF';
const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

function setOf(characters: string): Uint8Array {
  const set = new Uint8Array(128);
  for (let i = 0; i < characters.length; i++) set[characters.charCodeAt(i)] = 1;
  return set;
}

export const URI_RESERVED_AND_HASH = setOf(';/?:@&=+$,#');
export const URI_COMPONENT_UNESCAPED = setOf(`${ALPHANUMERIC}-_.!~*'()`);
export const URI_UNESCAPED = setOf(`${ALPHANUMERIC}-_.!~*'();/?:@&=+$,#`);
const ESCAPE_UNESCAPED = setOf(`${ALPHANUMERIC}@*_+-./`);
const NOTHING = new Uint8Array(128);
export const PRESERVE_NOTHING = NOTHING;

function percent(byte: number): string {
  return `%${HEX[byte >> 4] as string}${HEX[byte & 15] as string}`;
}

/** Encode (§19.2.6.5): undefined where the text has a lone surrogate. */
export function encode(text: string, unescaped: Uint8Array): string | undefined {
  const n = text.length;
  let out = '';
  let plain = 0;
  for (let i = 0; i < n; i++) {
    const c = text.charCodeAt(i);
    if (c < 128 && unescaped[c] === 1) continue;
    if (plain < i) out += text.slice(plain, i);
    let cp = c;
    if (c >= 0xd800 && c <= 0xdfff) {
      const low = text.charCodeAt(i + 1);
      if (c >= 0xdc00 || !(low >= 0xdc00 && low <= 0xdfff)) return undefined;
      cp = ((c - 0xd800) << 10) + (low - 0xdc00) + 0x10000;
      i++;
    }
    if (cp < 0x80) out += percent(cp);
    else if (cp < 0x800) out += percent(0xc0 | (cp >> 6)) + percent(0x80 | (cp & 63));
    else if (cp < 0x10000)
      out += percent(0xe0 | (cp >> 12)) + percent(0x80 | ((cp >> 6) & 63)) + percent(0x80 | (cp & 63));
    else
      out +=
        percent(0xf0 | (cp >> 18)) +
        percent(0x80 | ((cp >> 12) & 63)) +
        percent(0x80 | ((cp >> 6) & 63)) +
        percent(0x80 | (cp & 63));
    plain = i + 1;
  }
  return plain === 0 ? text : out + text.slice(plain);
}

function hexDigit(c: number): number {
  if (c >= 48 && c <= 57) return c - 48;
  const lower = c | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}

/** The byte that `%XX` at `at` stands for, or -1. */
function escapedByte(text: string, at: number): number {
  if (text.charCodeAt(at) !== 37 || at + 2 >= text.length) return -1;
  const high = hexDigit(text.charCodeAt(at + 1));
  const low = hexDigit(text.charCodeAt(at + 2));
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

/** Decode (§19.2.6.6): undefined where an escape is malformed or does not encode a code point in UTF-8. */
export function decode(text: string, preserved: Uint8Array): string | undefined {
  let at = text.indexOf('%');
  if (at < 0) return text;
  let out = '';
  let plain = 0;
  while (at >= 0) {
    out += text.slice(plain, at);
    const first = escapedByte(text, at);
    if (first < 0) return undefined;
    if (first < 0x80) {
      out += preserved[first] === 1 ? text.slice(at, at + 3) : String.fromCharCode(first);
      plain = at + 3;
    } else {
      const size =
        first >= 0xc2 && first <= 0xdf ? 2 : (first & 0xf0) === 0xe0 ? 3 : first >= 0xf0 && first <= 0xf4 ? 4 : 0;
      if (size === 0) return undefined;
      let cp = first & (0xff >> (size + 1));
      for (let i = 1; i < size; i++) {
        const b = escapedByte(text, at + 3 * i);
        if (b < 0x80 || b > 0xbf) return undefined;
        cp = (cp << 6) | (b & 63);
      }
      const smallest = size === 2 ? 0x80 : size === 3 ? 0x800 : 0x10000;
      if (cp < smallest || cp > 0x10ffff || (cp >= 0xd800 && cp <= 0xdfff)) return undefined;
      out += String.fromCodePoint(cp);
      plain = at + 3 * size;
    }
    at = text.indexOf('%', plain);
  }
  return out + text.slice(plain);
}

/** §B.2.1.1. */
export function escapeText(text: string): string {
  let out = '';
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c < 128 && ESCAPE_UNESCAPED[c] === 1) out += text[i] as string;
    else if (c < 256) out += percent(c);
    else out += `%u${percent(c >> 8).slice(1)}${percent(c & 255).slice(1)}`;
  }
  return out;
}

/** §B.2.1.2. */
export function unescapeText(text: string): string {
  return text.replace(
    /%u([0-9a-fA-F]{4})|%([0-9a-fA-F]{2})/g,
    (_match, four: string | undefined, two: string | undefined) =>
      String.fromCharCode(Number.parseInt(four ?? (two as string), 16)),
  );
}
