/** Numbers and texts as bytes. Nothing read is trusted: a reader never leaves its range, and never allocates more than there are bytes for. */
import { damaged } from './snapshot-error.ts';

const scratch = new DataView(new ArrayBuffer(8));

export class ByteWriter {
  private bytes = new Uint8Array(1024);
  length = 0;

  private room(n: number): void {
    if (this.length + n <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(this.bytes.length * 2, this.length + n));
    larger.set(this.bytes.subarray(0, this.length));
    this.bytes = larger;
  }

  byte(n: number): void {
    this.room(1);
    this.bytes[this.length++] = n;
  }

  /** An integer from 0 to 2^53 - 1, seven bits a byte, low ones first. */
  uint(n: number): void {
    this.room(8);
    while (n > 0x7f) {
      this.bytes[this.length++] = (n % 128) | 0x80;
      n = Math.floor(n / 128);
    }
    this.bytes[this.length++] = n;
  }

  /** An integer of either sign. */
  int(n: number): void {
    this.uint(n < 0 ? -n * 2 - 1 : n * 2);
  }

  float(n: number): void {
    this.room(8);
    // NaN is canonical: its payload is no part of a state.
    scratch.setFloat64(0, n !== n ? Number.NaN : n, true);
    for (let i = 0; i < 8; i++) this.bytes[this.length++] = scratch.getUint8(i);
  }

  raw(bytes: Uint8Array): void {
    this.room(bytes.length);
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** UTF-16 code units as they are, lone surrogates too: one byte each where all fit. */
  text(s: string): void {
    let wide = false;
    for (let i = 0; i < s.length && !wide; i++) wide = s.charCodeAt(i) > 0xff;
    this.uint(s.length * 2 + (wide ? 1 : 0));
    this.room(s.length * (wide ? 2 : 1));
    const { bytes } = this;
    let at = this.length;
    for (let i = 0; i < s.length; i++) {
      const c = s.charCodeAt(i);
      bytes[at++] = c & 0xff;
      if (wide) bytes[at++] = c >> 8;
    }
    this.length = at;
  }

  /** Without a copy: valid until the next write. */
  view(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }
}

const CHUNK = 8192;

export class ByteReader {
  private readonly bytes: Uint8Array;
  at: number;
  private readonly end: number;

  constructor(bytes: Uint8Array, at = 0, end = bytes.length) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  get left(): number {
    return this.end - this.at;
  }

  byte(): number {
    if (this.at >= this.end) damaged('it ends too early');
    return this.bytes[this.at++] as number;
  }

  uint(): number {
    const { at } = this;
    if (at < this.end) {
      const b = this.bytes[at] as number;
      if (b < 0x80) {
        this.at = at + 1;
        return b;
      }
    }
    return this.longUint();
  }

  private longUint(): number {
    let n = 0;
    let scale = 1;
    for (let i = 0; i < 8; i++) {
      const b = this.byte();
      n += (b & 0x7f) * scale;
      if (b < 0x80) {
        if (n > Number.MAX_SAFE_INTEGER) damaged('a number is too large');
        return n;
      }
      scale *= 128;
    }
    return damaged('a number is too long');
  }

  int(): number {
    const n = this.uint();
    return n % 2 === 1 ? -(n + 1) / 2 : n / 2;
  }

  /** A number below `limit`. */
  below(limit: number, what: string): number {
    const n = this.uint();
    return n < limit ? n : damaged(`${what} ${n} of ${limit}`);
  }

  /** The length of a list whose items take at least one byte each. */
  count(): number {
    const n = this.uint();
    return n <= this.left ? n : damaged('a list is longer than the snapshot');
  }

  float(): number {
    if (this.left < 8) damaged('it ends too early');
    for (let i = 0; i < 8; i++) scratch.setUint8(i, this.bytes[this.at++] as number);
    const n = scratch.getFloat64(0, true);
    return n !== n ? Number.NaN : n;
  }

  raw(n: number): Uint8Array {
    if (n > this.left) damaged('it ends too early');
    const out = this.bytes.slice(this.at, this.at + n);
    this.at += n;
    return out;
  }

  text(): string {
    const head = this.uint();
    const wide = head % 2 === 1;
    const n = Math.floor(head / 2);
    if (n * (wide ? 2 : 1) > this.left) damaged('it ends too early');
    let s = '';
    for (let left = n; left > 0; left -= CHUNK) s += this.units(Math.min(left, CHUNK), wide);
    return s;
  }

  private units(n: number, wide: boolean): string {
    const { bytes, at } = this;
    this.at += wide ? 2 * n : n;
    if (!wide) return textOf(bytes.subarray(at, at + n));
    const units = new Uint16Array(n);
    for (let i = 0; i < n; i++) units[i] = (bytes[at + 2 * i] as number) | ((bytes[at + 2 * i + 1] as number) << 8);
    return textOf(units);
  }
}

function textOf(units: Uint8Array | Uint16Array): string {
  // The host takes any list here, which its declaration does not say.
  return String.fromCharCode.apply(null, units as unknown as number[]);
}

/** 64 bits of the bytes' content, as 16 hexadecimal digits: finds accidents, keeps nobody from forging. */
export function hashOf(bytes: Uint8Array): string {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let i = 0; i < bytes.length; i++) {
    const c = bytes[i] as number;
    a = Math.imul(a ^ c, 2654435761);
    b = Math.imul(b ^ c, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return (b >>> 0).toString(16).padStart(8, '0') + (a >>> 0).toString(16).padStart(8, '0');
}

export function hashOfText(text: string): string {
  const w = new ByteWriter();
  w.text(text);
  return hashOf(w.view());
}
