/** Base64 and hexadecimal text (ECMA-262 §23.3.3). */

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const ALPHABETS = { base64: `${ALPHABET}+/`, base64url: `${ALPHABET}-_` } as const;

export type AlphabetName = keyof typeof ALPHABETS;
export type LastChunk = 'loose' | 'strict' | 'stop-before-partial';

/** Value of each character, -1 for those that are none. */
const VALUES: Readonly<Record<AlphabetName, Int8Array>> = {
  base64: valuesOf(ALPHABETS.base64),
  base64url: valuesOf(ALPHABETS.base64url),
};

function valuesOf(alphabet: string): Int8Array {
  const out = new Int8Array(128).fill(-1);
  for (let i = 0; i < alphabet.length; i++) out[alphabet.charCodeAt(i)] = i;
  return out;
}

/** What was decoded: `written` bytes from the first `read` characters; `error` says why it stopped there. */
export interface Decoded {
  readonly read: number;
  readonly written: number;
  readonly error: string | null;
}

function skipSpace(s: string, from: number): number {
  let i = from;
  for (; i < s.length; i++) {
    const c = s.charCodeAt(i);
    if (c !== 0x20 && c !== 0x09 && c !== 0x0a && c !== 0x0c && c !== 0x0d) break;
  }
  return i;
}

/** FromBase64 (§23.3.3.6) into `out`, at most `max` bytes. */
export function decodeBase64(
  s: string,
  alphabet: AlphabetName,
  lastChunk: LastChunk,
  out: Uint8Array,
  max: number,
): Decoded {
  if (max === 0) return { read: 0, written: 0, error: null };
  const values = VALUES[alphabet];
  let read = 0;
  let written = 0;
  let bits = 0;
  let count = 0;
  const fail = (error: string): Decoded => ({ read, written, error });
  const partial = (): void => {
    out[written++] = count === 2 ? bits >> 4 : bits >> 10;
    if (count === 3) out[written++] = (bits >> 2) & 0xff;
  };
  for (let i = 0; ; ) {
    i = skipSpace(s, i);
    if (i === s.length) {
      if (count > 0) {
        if (lastChunk === 'stop-before-partial') return { read, written, error: null };
        if (lastChunk === 'strict') return fail('The base64 text lacks padding');
        if (count === 1) return fail('The base64 text ends in a single character');
        partial();
      }
      return { read: s.length, written, error: null };
    }
    const c = s.charCodeAt(i++);
    if (c === 0x3d /* = */) {
      if (count < 2) return fail('Padding of the base64 text is too early');
      i = skipSpace(s, i);
      if (count === 2) {
        if (i === s.length) {
          if (lastChunk === 'stop-before-partial') return { read, written, error: null };
          return fail('Padding of the base64 text is incomplete');
        }
        if (s.charCodeAt(i) === 0x3d) i = skipSpace(s, i + 1);
      }
      if (i < s.length) return fail('The base64 text goes on behind its padding');
      if (lastChunk === 'strict' && (count === 2 ? bits & 0xf : bits & 0x3) !== 0)
        return fail('The base64 text has extra bits');
      partial();
      return { read: s.length, written, error: null };
    }
    const v = c < 128 ? (values[c] as number) : -1;
    if (v < 0) return fail('The base64 text has a character that is not in the alphabet');
    const room = max - written;
    if ((room === 1 && count === 2) || (room === 2 && count === 3)) return { read, written, error: null };
    bits = (bits << 6) | v;
    if (++count === 4) {
      out[written++] = bits >> 16;
      out[written++] = (bits >> 8) & 0xff;
      out[written++] = bits & 0xff;
      bits = 0;
      count = 0;
      read = i;
      if (written === max) return { read, written, error: null };
    }
  }
}

const HEX_DIGITS = '0123456789abcdef';

/** ToHex. `progress` is called now and then, here and below. */
export function encodeHex(bytes: Uint8Array, progress: () => void = () => undefined): string {
  let text = '';
  for (let from = 0; from < bytes.length; from += 2048) {
    progress();
    const codes: number[] = [];
    for (const b of bytes.subarray(from, from + 2048))
      codes.push(HEX_DIGITS.charCodeAt(b >> 4), HEX_DIGITS.charCodeAt(b & 15));
    text += String.fromCharCode(...codes);
  }
  return text;
}

function hexDigit(c: number): number {
  if (c >= 0x30 && c <= 0x39) return c - 0x30;
  const lower = c | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

/** FromHex (§23.3.3.7). */
export function decodeHex(s: string, out: Uint8Array, max: number): Decoded {
  if (s.length % 2 !== 0) return { read: 0, written: 0, error: 'The hexadecimal text has an odd length' };
  let written = 0;
  for (; written < max && written * 2 < s.length; written++) {
    const high = hexDigit(s.charCodeAt(written * 2));
    const low = hexDigit(s.charCodeAt(written * 2 + 1));
    if (high < 0 || low < 0)
      return { read: written * 2, written, error: 'The hexadecimal text has a character that is no digit' };
    out[written] = high * 16 + low;
  }
  return { read: written * 2, written, error: null };
}

/** ToBase64. */
export function encodeBase64(
  bytes: Uint8Array,
  alphabet: AlphabetName,
  omitPadding: boolean,
  progress: () => void = () => undefined,
): string {
  const chars = ALPHABETS[alphabet];
  let text = '';
  const n = bytes.length;
  let i = 0;
  // By character codes in pieces: a text joined character by character takes many times its length while it is made.
  for (let codes: number[] = []; i + 2 < n; i += 3) {
    const v = ((bytes[i] as number) << 16) | ((bytes[i + 1] as number) << 8) | (bytes[i + 2] as number);
    codes.push(chars.charCodeAt(v >> 18), chars.charCodeAt((v >> 12) & 63));
    codes.push(chars.charCodeAt((v >> 6) & 63), chars.charCodeAt(v & 63));
    if (codes.length < 4096 && i + 5 < n) continue;
    text += String.fromCharCode(...codes);
    codes = [];
    progress();
  }
  if (n - i === 1) {
    const v = bytes[i] as number;
    text += (chars[v >> 2] as string) + chars[(v << 4) & 63] + (omitPadding ? '' : '==');
  } else if (n - i === 2) {
    const v = ((bytes[i] as number) << 8) | (bytes[i + 1] as number);
    text += (chars[v >> 10] as string) + chars[(v >> 4) & 63] + chars[(v << 2) & 63] + (omitPadding ? '' : '=');
  }
  return text;
}
