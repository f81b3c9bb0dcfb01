/** UTF-8, UTF-16 and windows-1252 as the Encoding Standard has them. Decoders keep their state as data, so that streams can be saved. */

/** Bytes of a string; lone surrogates become U+FFFD. */
export function utf8Encode(s: string): Uint8Array {
  const out = new Uint8Array(utf8Length(s));
  utf8EncodeInto(s, out);
  return out;
}

export function utf8Length(s: string): number {
  let n = 0;
  for (let i = 0; i < s.length; i++) {
    const c = s.charCodeAt(i);
    if (c < 0x80) n++;
    else if (c < 0x800) n += 2;
    else {
      n += 3;
      if (isPair(s, i, c)) {
        n++;
        i++;
      }
    }
  }
  return n;
}

function isPair(s: string, i: number, c: number): boolean {
  if (c < 0xd800 || c > 0xdbff) return false;
  const d = s.charCodeAt(i + 1);
  return d >= 0xdc00 && d <= 0xdfff;
}

/** Writes as many whole characters as there is room for. */
export function utf8EncodeInto(s: string, out: Uint8Array): { read: number; written: number } {
  let written = 0;
  let i = 0;
  while (i < s.length) {
    let c = s.charCodeAt(i);
    const pair = isPair(s, i, c);
    if (pair) c = ((c - 0xd800) << 10) + (s.charCodeAt(i + 1) - 0xdc00) + 0x10000;
    else if (c >= 0xd800 && c <= 0xdfff) c = 0xfffd;
    const size = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    if (written + size > out.length) break;
    if (size === 1) out[written] = c;
    else {
      out[written] = (size === 2 ? 0xc0 : size === 3 ? 0xe0 : 0xf0) | (c >> (6 * (size - 1)));
      for (let k = 1; k < size; k++) out[written + k] = 0x80 | ((c >> (6 * (size - 1 - k))) & 0x3f);
    }
    written += size;
    i += pair ? 2 : 1;
  }
  return { read: i, written };
}

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** Between two pieces of a stream. */
export interface DecoderState {
  readonly encoding: Encoding;
  /** UTF-8: the character under way. UTF-16: a byte or a lead surrogate held back (-1: none). */
  codePoint: number;
  needed: number;
  seen: number;
  lower: number;
  upper: number;
  heldByte: number;
  heldLead: number;
}

export function newDecoder(encoding: Encoding): DecoderState {
  return { encoding, codePoint: 0, needed: 0, seen: 0, lower: 0x80, upper: 0xbf, heldByte: -1, heldLead: -1 };
}

/** Decodes a piece; `end`: it is the last. Null where `fatal` and the bytes are not valid. */
export function decode(d: DecoderState, bytes: Uint8Array, end: boolean, fatal: boolean): string | null {
  switch (d.encoding) {
    case 'utf-8':
      return decodeUtf8(d, bytes, end, fatal);
    case 'windows-1252':
      return decodeWindows1252(bytes);
    default:
      return decodeUtf16(d, bytes, end, fatal);
  }
}

/** Collects characters by pieces that the host takes in one go. */
class Text {
  private text = '';
  private codes: number[] = [];
  push(codePoint: number): void {
    if (codePoint >= 0x10000) this.codes.push(0xd7c0 + (codePoint >> 10), 0xdc00 + (codePoint & 0x3ff));
    else this.codes.push(codePoint);
    if (this.codes.length > 4096) this.flush();
  }
  private flush(): void {
    this.text += String.fromCharCode(...this.codes);
    this.codes = [];
  }
  done(): string {
    this.flush();
    return this.text;
  }
}

function decodeUtf8(d: DecoderState, bytes: Uint8Array, end: boolean, fatal: boolean): string | null {
  const out = new Text();
  for (let i = 0; i < bytes.length; i++) {
    const b = bytes[i] as number;
    if (d.needed === 0) {
      if (b < 0x80) out.push(b);
      else if (!startUtf8(d, b)) {
        if (fatal) return null;
        out.push(0xfffd);
      }
      continue;
    }
    if (b < d.lower || b > d.upper) {
      resetUtf8(d);
      if (fatal) return null;
      out.push(0xfffd);
      // The byte may start a character of its own.
      i--;
      continue;
    }
    d.lower = 0x80;
    d.upper = 0xbf;
    d.codePoint = (d.codePoint << 6) | (b & 0x3f);
    if (++d.seen === d.needed) {
      out.push(d.codePoint);
      resetUtf8(d);
    }
  }
  if (end && d.needed !== 0) {
    resetUtf8(d);
    if (fatal) return null;
    out.push(0xfffd);
  }
  return out.done();
}

function startUtf8(d: DecoderState, b: number): boolean {
  if (b >= 0xc2 && b <= 0xdf) {
    d.needed = 1;
    d.codePoint = b & 0x1f;
  } else if (b >= 0xe0 && b <= 0xef) {
    if (b === 0xe0) d.lower = 0xa0;
    if (b === 0xed) d.upper = 0x9f;
    d.needed = 2;
    d.codePoint = b & 0xf;
  } else if (b >= 0xf0 && b <= 0xf4) {
    if (b === 0xf0) d.lower = 0x90;
    if (b === 0xf4) d.upper = 0x8f;
    d.needed = 3;
    d.codePoint = b & 7;
  } else return false;
  return true;
}

function resetUtf8(d: DecoderState): void {
  d.codePoint = 0;
  d.needed = 0;
  d.seen = 0;
  d.lower = 0x80;
  d.upper = 0xbf;
}

function decodeUtf16(d: DecoderState, bytes: Uint8Array, end: boolean, fatal: boolean): string | null {
  const out = new Text();
  const big = d.encoding === 'utf-16be';
  for (const b of bytes) {
    if (d.heldByte < 0) {
      d.heldByte = b;
      continue;
    }
    const unit = big ? (d.heldByte << 8) | b : (b << 8) | d.heldByte;
    d.heldByte = -1;
    if (d.heldLead >= 0) {
      const lead = d.heldLead;
      d.heldLead = -1;
      if (unit >= 0xdc00 && unit <= 0xdfff) {
        out.push(((lead - 0xd800) << 10) + (unit - 0xdc00) + 0x10000);
        continue;
      }
      if (fatal) return null;
      out.push(0xfffd);
    }
    if (unit >= 0xd800 && unit <= 0xdbff) d.heldLead = unit;
    else if (unit >= 0xdc00 && unit <= 0xdfff) {
      if (fatal) return null;
      out.push(0xfffd);
    } else out.push(unit);
  }
  if (end && (d.heldByte >= 0 || d.heldLead >= 0)) {
    d.heldByte = -1;
    d.heldLead = -1;
    if (fatal) return null;
    out.push(0xfffd);
  }
  return out.done();
}

/** Characters of the bytes 0x80 to 0x9f. */
const WINDOWS_1252 = [
  0x20ac, 0x81, 0x201a, 0x192, 0x201e, 0x2026, 0x2020, 0x2021, 0x2c6, 0x2030, 0x160, 0x2039, 0x152, 0x8d, 0x17d, 0x8f,
  0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x2dc, 0x2122, 0x161, 0x203a, 0x153, 0x9d, 0x17e, 0x178,
];

function decodeWindows1252(bytes: Uint8Array): string {
  const out = new Text();
  for (const b of bytes) out.push(b >= 0x80 && b <= 0x9f ? (WINDOWS_1252[b - 0x80] as number) : b);
  return out.done();
}
