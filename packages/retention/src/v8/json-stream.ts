/**
 * A reader of one big JSON object by its bytes, as they come: what a heap snapshot is. Arrays of numbers and of strings go to sinks without
 * ever being one text, since a snapshot may be larger than the host's longest string.
 */

/** Takes an array of whole numbers, as many at a time as its row has room for. */
export interface NumberSink {
  readonly kind: 'numbers';
  /** Filled anew before each call of `full`. */
  readonly row: Float64Array;
  full(): void;
}

/** Takes an array of strings, undecoded. */
export interface StringSink {
  readonly kind: 'strings';
  append(chunk: Uint8Array, from: number, to: number): void;
  finish(): void;
}

/** Takes a value that is small enough to be parsed whole. */
export interface ValueSink {
  readonly kind: 'value';
  value(value: unknown): void;
}

export type Sink = NumberSink | StringSink | ValueSink;

/** The bytes are not what a snapshot has. */
export class SnapshotError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SnapshotError';
  }
}

const enum State {
  Start,
  /** Between members: a key, a comma or the end. */
  Key,
  InKey,
  Colon,
  Value,
  Numbers,
  Strings,
  InString,
  Raw,
  End,
}

const enum Byte {
  Quote = 34,
  Comma = 44,
  Minus = 45,
  Zero = 48,
  Nine = 57,
  Colon = 58,
  OpenBracket = 91,
  Backslash = 92,
  CloseBracket = 93,
  OpenBrace = 123,
  CloseBrace = 125,
}

/** So many decimal digits always fit 31 bits. */
const SMALL_DIGITS = 9;

const isSpace = (byte: number): boolean => byte === 32 || byte === 10 || byte === 13 || byte === 9;

export class JsonObjectReader {
  private state: State = State.Start;
  private key: number[] = [];
  private sink: Sink | null = null;
  private readonly raw: Uint8Array[] = [];
  private depth = 0;
  private quoted = false;
  private escaped = false;
  /** The number that is being read; `digits` says whether it has begun. */
  private value = 0;
  private digits = false;
  private sign = 1;
  /** Numbers in the sink's row. */
  private filled = 0;
  private offset = 0;

  /** @param sinkFor the sink of a member; null to pass over it. */
  constructor(private readonly sinkFor: (key: string) => Sink | null) {}

  /** @throws SnapshotError where the bytes are no such object. */
  push(chunk: Uint8Array): void {
    let i = 0;
    while (i < chunk.length) {
      switch (this.state) {
        case State.Numbers:
          i = this.numbers(chunk, i);
          break;
        case State.InString:
          i = this.inString(chunk, i);
          break;
        case State.Raw:
          i = this.rawValue(chunk, i);
          break;
        default:
          // The first byte of a value that is kept whole is part of it.
          if (!this.structure(chunk[i])) i++;
      }
    }
    this.offset += chunk.length;
  }

  /** @throws SnapshotError where the object is not complete. */
  end(): void {
    if (this.state !== State.End) throw new SnapshotError('it ends in the middle: the file is not complete');
  }

  /** Answers whether the byte is to be read again. */
  private structure(byte: number): boolean {
    if (isSpace(byte)) return false;
    switch (this.state) {
      case State.Start:
        if (byte !== Byte.OpenBrace) this.fail();
        this.state = State.Key;
        return false;
      case State.Key:
        if (byte === Byte.Quote) {
          this.key = [];
          this.state = State.InKey;
        } else if (byte === Byte.CloseBrace) this.state = State.End;
        else if (byte !== Byte.Comma) this.fail();
        return false;
      case State.InKey:
        if (byte === Byte.Quote) this.state = State.Colon;
        else this.key.push(byte);
        return false;
      case State.Colon:
        if (byte !== Byte.Colon) this.fail();
        this.sink = this.sinkFor(String.fromCharCode(...this.key));
        this.state = State.Value;
        return false;
      case State.Value:
        return this.beginValue(byte);
      case State.Strings:
        if (byte === Byte.Quote) this.state = State.InString;
        else if (byte === Byte.CloseBracket) this.state = State.Key;
        else if (byte !== Byte.Comma) this.fail();
        return false;
      default:
        return this.fail();
    }
  }

  private beginValue(byte: number): boolean {
    const kind = this.sink?.kind ?? 'value';
    if (kind === 'value') {
      this.raw.length = 0;
      this.depth = 0;
      this.quoted = false;
      this.state = State.Raw;
      return true;
    }
    if (byte !== Byte.OpenBracket) this.fail();
    this.state = kind === 'numbers' ? State.Numbers : State.Strings;
    this.value = 0;
    this.digits = false;
    this.sign = 1;
    this.filled = 0;
    return false;
  }

  private numbers(chunk: Uint8Array, from: number): number {
    const { length } = chunk;
    let i = from;
    while (i < length && this.state === State.Numbers) {
      if (!this.digits && this.sign === 1) i = this.wholeNumbers(chunk, i);
      if (i < length) this.numberByte(chunk[i++]);
    }
    return i;
  }

  /** The numbers that lie in a chunk with all their digits and fit small integers: nearly all. Returns where something else begins. */
  private wholeNumbers(chunk: Uint8Array, from: number): number {
    const sink = this.sink as NumberSink;
    const { length } = chunk;
    const { row } = sink;
    const width = row.length;
    let { filled } = this;
    let i = from;
    while (i < length) {
      const first = chunk[i] - Byte.Zero;
      if (first < 0 || first > 9) {
        if (chunk[i] !== Byte.Comma && !isSpace(chunk[i])) break;
        i++;
        continue;
      }
      let value = first;
      let end = i + 1;
      for (; end < length; end++) {
        const digit = chunk[end] - Byte.Zero;
        if (digit < 0 || digit > 9) break;
        value = (Math.imul(value, 10) + digit) | 0;
      }
      if (end === length || end - i > SMALL_DIGITS) break;
      i = end;
      row[filled++] = value;
      if (filled === width) {
        sink.full();
        filled = 0;
      }
    }
    this.filled = filled;
    return i;
  }

  private numberByte(byte: number): void {
    if (byte >= Byte.Zero && byte <= Byte.Nine) {
      this.value = this.value * 10 + (byte - Byte.Zero);
      this.digits = true;
      return;
    }
    if (this.digits) {
      const sink = this.sink as NumberSink;
      sink.row[this.filled++] = this.sign === 1 ? this.value : -this.value;
      if (this.filled === sink.row.length) {
        sink.full();
        this.filled = 0;
      }
      this.value = 0;
      this.digits = false;
      this.sign = 1;
    }
    if (byte === Byte.CloseBracket) this.state = State.Key;
    else if (byte === Byte.Minus) this.sign = -1;
    else if (byte !== Byte.Comma && !isSpace(byte)) this.fail();
  }

  private inString(chunk: Uint8Array, from: number): number {
    const sink = this.sink as StringSink;
    const { length } = chunk;
    for (let i = from; i < length; i++) {
      if (this.escaped) {
        this.escaped = false;
        continue;
      }
      const byte = chunk[i];
      if (byte === Byte.Backslash) this.escaped = true;
      else if (byte === Byte.Quote) {
        sink.append(chunk, from, i);
        sink.finish();
        this.state = State.Strings;
        return i + 1;
      }
    }
    sink.append(chunk, from, length);
    return length;
  }

  /** A value up to the comma or brace behind it, of which only brackets and quotes are looked at. */
  private rawValue(chunk: Uint8Array, from: number): number {
    let i = from;
    for (; i < chunk.length; i++) {
      const byte = chunk[i];
      if (this.quoted) {
        if (this.escaped) this.escaped = false;
        else if (byte === Byte.Backslash) this.escaped = true;
        else if (byte === Byte.Quote) this.quoted = false;
      } else if (byte === Byte.Quote) this.quoted = true;
      else if (byte === Byte.OpenBrace || byte === Byte.OpenBracket) this.depth++;
      else if (this.depth === 0 && (byte === Byte.Comma || byte === Byte.CloseBrace)) break;
      else if (byte === Byte.CloseBrace || byte === Byte.CloseBracket) this.depth--;
    }
    if (this.sink !== null && i > from) this.raw.push(chunk.slice(from, i));
    if (i < chunk.length) {
      if (this.sink !== null) (this.sink as ValueSink).value(parse(this.raw));
      this.state = State.Key;
    }
    return i;
  }

  private fail(): never {
    throw new SnapshotError(`it is not a V8 heap snapshot (near byte ${this.offset})`);
  }
}

function parse(parts: readonly Uint8Array[]): unknown {
  const decoder = new TextDecoder();
  const text = parts.map((part) => decoder.decode(part, { stream: true })).join('') + decoder.decode();
  try {
    return JSON.parse(text);
  } catch {
    throw new SnapshotError('it is not a V8 heap snapshot: its description is not JSON');
  }
}
