/** The texts of a snapshot as the bytes that the file has, decoded when asked for: together they may exceed what one string can hold. */
import type { StringTable } from '../graph.ts';

const SEGMENT = 1 << 23;
/** Positions are `segment * SPAN + offset`. */
const SPAN = 2 ** 32;
const BACKSLASH = 92;

const decoder = new TextDecoder();
const encoder = new TextEncoder();

export class StringBytes implements StringTable {
  count = 0;
  private positions = new Float64Array(1024);
  private lengths = new Uint32Array(1024);
  private readonly segments: Uint8Array[] = [new Uint8Array(SEGMENT)];
  private current = this.segments[0] as Uint8Array;
  /** Where the text that is being written begins, and where it goes on. */
  private start = 0;
  private at = 0;

  /** Adds bytes `from` to `to` of `chunk` to the text that is being written. */
  append(chunk: Uint8Array, from: number, to: number): void {
    const length = to - from;
    if (this.at + length > this.current.length) this.moveOn(length);
    if (length < 24) for (let i = from, at = this.at; i < to; i++, at++) this.current[at] = chunk[i];
    else this.current.set(chunk.subarray(from, to), this.at);
    this.at += length;
  }

  /** The text is complete: it gets the next number. */
  finish(): void {
    if (this.count === this.positions.length) this.grow();
    this.positions[this.count] = (this.segments.length - 1) * SPAN + this.start;
    this.lengths[this.count] = this.at - this.start;
    this.count++;
    this.start = this.at;
  }

  get(index: number): string {
    if (!(index < this.count)) return '';
    const bytes = this.bytes(index);
    const text = decoder.decode(bytes);
    return bytes.includes(BACKSLASH) ? (JSON.parse(`"${text}"`) as string) : text;
  }

  /** The numbers of the texts that equal each of `texts`, which are plain ASCII, in their order; one pass for all. */
  numbersOf(texts: readonly string[]): number[][] {
    const wanted = texts.map((text) => encoder.encode(text));
    const found = texts.map((): number[] => []);
    const longest = wanted.reduce((most, { length }) => Math.max(most, length), 0);
    const byLength: number[][] = Array.from({ length: longest + 1 }, () => []);
    for (const [i, { length }] of wanted.entries()) (byLength[length] as number[]).push(i);
    for (let i = 0; i < this.count; i++) {
      const length = this.lengths[i];
      if (length > longest) continue;
      const candidates = byLength[length] as number[];
      if (candidates.length === 0) continue;
      for (const candidate of candidates)
        if (this.beginsWith(i, wanted[candidate] as Uint8Array)) (found[candidate] as number[]).push(i);
    }
    return found;
  }

  /** The numbers of the texts that begin with `prefix`, which is plain ASCII. */
  beginningWith(prefix: string): number[] {
    const wanted = encoder.encode(prefix);
    const found: number[] = [];
    for (let i = 0; i < this.count; i++)
      if (this.lengths[i] >= wanted.length && this.beginsWith(i, wanted)) found.push(i);
    return found;
  }

  private beginsWith(index: number, wanted: Uint8Array): boolean {
    const position = this.positions[index];
    const segment = this.segments[Math.floor(position / SPAN)] as Uint8Array;
    const offset = position % SPAN;
    for (let k = 0; k < wanted.length; k++) if (segment[offset + k] !== wanted[k]) return false;
    return true;
  }

  /** Begins with a digit and ends with a bracket: what the names of weak entries do. */
  looksNumbered(index: number): boolean {
    const bytes = this.bytes(index);
    const first = bytes[0];
    return first >= 48 && first <= 57 && bytes[bytes.length - 1] === 41;
  }

  private bytes(index: number): Uint8Array {
    const position = this.positions[index];
    const offset = position % SPAN;
    return (this.segments[Math.floor(position / SPAN)] as Uint8Array).subarray(offset, offset + this.lengths[index]);
  }

  /** Begins a segment with room for `length` more; takes the unfinished text along. */
  private moveOn(length: number): void {
    const begun = this.current.subarray(this.start, this.at);
    const next = new Uint8Array(Math.max(SEGMENT, 2 * (begun.length + length)));
    next.set(begun);
    this.segments.push(next);
    this.current = next;
    this.start = 0;
    this.at = begun.length;
  }

  private grow(): void {
    const positions = new Float64Array(this.count * 2);
    positions.set(this.positions);
    this.positions = positions;
    const lengths = new Uint32Array(this.count * 2);
    lengths.set(this.lengths);
    this.lengths = lengths;
  }
}
