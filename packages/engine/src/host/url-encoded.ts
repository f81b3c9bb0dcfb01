/** application/x-www-form-urlencoded (WHATWG URL §5): lists of names and values, alternating. */
import { decode, newDecoder, utf8Encode } from './utf.ts';

export function parseQuery(text: string): string[] {
  const out: string[] = [];
  for (const part of text.split('&')) {
    if (part === '') continue;
    const at = part.indexOf('=');
    out.push(decoded(at === -1 ? part : part.slice(0, at)), at === -1 ? '' : decoded(part.slice(at + 1)));
  }
  return out;
}

function decoded(s: string): string {
  if (!/[%+\ud800-\udfff]/.test(s)) return s;
  const bytes = utf8Encode(s.replaceAll('+', ' '));
  const out = new Uint8Array(bytes.length);
  let n = 0;
  for (let i = 0; i < bytes.length; i++) {
    const digits = bytes[i] === 0x25 ? hex(bytes[i + 1]) * 16 + hex(bytes[i + 2]) : Number.NaN;
    if (digits === digits) {
      out[n++] = digits;
      i += 2;
    } else out[n++] = bytes[i] as number;
  }
  return decode(newDecoder('utf-8'), out.subarray(0, n), true, false) as string;
}

/** Value of a hexadecimal digit, or NaN. */
function hex(c: number | undefined): number {
  if (c === undefined) return Number.NaN;
  if (c >= 48 && c <= 57) return c - 48;
  const lower = c | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : Number.NaN;
}

export function serializeQuery(list: readonly string[]): string {
  let out = '';
  for (let i = 0; i < list.length; i += 2)
    out += `${i === 0 ? '' : '&'}${encoded(list[i] as string)}=${encoded(list[i + 1] as string)}`;
  return out;
}

function encoded(s: string): string {
  if (/^[\w*.-]*$/.test(s)) return s;
  let out = '';
  for (const b of utf8Encode(s)) {
    if (b === 0x20) out += '+';
    else if (isPlain(b)) out += String.fromCharCode(b);
    else out += `%${b.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return out;
}

function isPlain(b: number): boolean {
  return (
    (b >= 48 && b <= 57) ||
    (b >= 65 && b <= 90) ||
    (b >= 97 && b <= 122) ||
    b === 0x2a ||
    b === 0x2d ||
    b === 0x2e ||
    b === 0x5f
  );
}
