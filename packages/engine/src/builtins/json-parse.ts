/** JSON.parse (ECMA-262 §25.5.1): text to guest values. */
import { noteLayout } from '../layouts.ts';
import type { Machine } from '../machine/machine.ts';
import type { JSArray, JSObject, PlainObject, Slot } from '../objects/object.ts';
import { addProperty, defineData } from '../objects/property.ts';
import { Attr } from '../objects/shape.ts';
import { keyOfString, type Value } from '../objects/value.ts';

const enum C {
  Tab = 9,
  LineFeed = 10,
  Return = 13,
  Space = 32,
  Quote = 34,
  Comma = 44,
  Minus = 45,
  Dot = 46,
  Zero = 48,
  Nine = 57,
  Colon = 58,
  OpenBracket = 91,
  Backslash = 92,
  CloseBracket = 93,
  OpenBrace = 123,
  CloseBrace = 125,
}

/** An array or object whose end has not been reached; a stack of our own, so that deep texts don't exhaust the host's. */
interface Open {
  readonly elements: Slot[] | null;
  readonly object: PlainObject | null;
  key: string;
  /** Snapshot of what was read (see `parseJson`), or null where none is wanted. */
  readonly record: ParseRecord | null;
}

/**
 * JSON Parse Record (§25.5.1.2): what was read, and from which text. A reviver is told the source of a primitive as long as the value
 * is still the one that was read.
 */
export interface ParseRecord {
  value: Value;
  /** Text of a primitive. */
  readonly source: string | undefined;
  readonly elements: ParseRecord[] | null;
  readonly entries: Map<string, ParseRecord> | null;
}

class Unreadable {}

class Parser {
  private readonly m: Machine;
  private readonly text: string;
  private readonly records: boolean;
  private at = 0;
  private values = 0;
  root: ParseRecord | null = null;

  constructor(m: Machine, text: string, records: boolean) {
    this.m = m;
    this.text = text;
    this.records = records;
    noteLayout(this);
  }

  parse(): Value {
    const { m, text } = this;
    const stack: Open[] = [];
    let top: Open | null = null;
    for (;;) {
      // A value.
      if ((++this.values & 1023) === 0) m.mindTime();
      this.skipSpace();
      let v: Value;
      let record: ParseRecord | null = null;
      const c = text.charCodeAt(this.at);
      const start = this.at;
      if (c === C.OpenBrace) {
        this.at++;
        this.skipSpace();
        m.charge(120);
        const object: PlainObject = m.realm.newObject(m.realm.objectShape.proto);
        if (this.records) record = this.newRecord(object, undefined, null, new Map());
        if (text.charCodeAt(this.at) !== C.CloseBrace) {
          top = { elements: null, object, key: this.key(), record };
          stack.push(top);
          continue;
        }
        this.at++;
        v = object;
      } else if (c === C.OpenBracket) {
        this.at++;
        this.skipSpace();
        const elements: Slot[] = [];
        if (this.records) record = this.newRecord(undefined, undefined, [], null);
        if (text.charCodeAt(this.at) !== C.CloseBracket) {
          m.charge(160);
          top = { elements, object: null, key: '', record };
          stack.push(top);
          continue;
        }
        this.at++;
        v = this.array(elements, record);
      } else {
        v = this.primitive(c);
        if (this.records) record = this.newRecord(v, text.slice(start, this.at), null, null);
      }
      // Where it goes, and what that ends.
      for (;;) {
        if (top === null) {
          this.skipSpace();
          if (this.at < text.length) throw new Unreadable();
          this.root = record;
          return v;
        }
        this.put(top, v, record);
        this.skipSpace();
        const after = text.charCodeAt(this.at++);
        if (after === C.Comma) {
          if (top.object !== null) {
            this.skipSpace();
            top.key = this.key();
          }
          break;
        }
        if (top.object !== null) {
          if (after !== C.CloseBrace) throw new Unreadable();
          v = top.object;
        } else {
          if (after !== C.CloseBracket) throw new Unreadable();
          v = this.array(top.elements as Slot[], top.record);
        }
        record = top.record;
        stack.pop();
        top = stack.length === 0 ? null : (stack[stack.length - 1] as Open);
      }
    }
  }

  /** Charged as what it takes of the host until `recordList` has made a list of it. */
  private newRecord(
    value: Value,
    source: string | undefined,
    elements: ParseRecord[] | null,
    entries: Map<string, ParseRecord> | null,
  ): ParseRecord {
    this.m.charge(entries === null ? (elements === null ? 100 : 160) : 400);
    return { value, source, elements, entries };
  }

  private array(elements: Slot[], record: ParseRecord | null): JSArray {
    this.m.charge(320);
    const a = this.m.realm.newArray(elements);
    if (record !== null) record.value = a;
    return a;
  }

  private put(open: Open, v: Value, record: ParseRecord | null): void {
    if (open.object === null) {
      this.m.charge(16);
      (open.elements as Slot[]).push(v);
      if (record !== null) open.record?.elements?.push(record);
      return;
    }
    const { object } = open;
    const key = keyOfString(open.key);
    this.m.charge(24);
    if (typeof key === 'string' && object.shape.lookup(key) < 0) addProperty(object, key, v, Attr.Default);
    else defineData(object, key, v);
    if (record !== null) open.record?.entries?.set(open.key, record);
  }

  private skipSpace(): void {
    const { text } = this;
    for (;;) {
      const c = text.charCodeAt(this.at);
      if (c === C.Space || c === C.LineFeed || c === C.Return || c === C.Tab) this.at++;
      else return;
    }
  }

  /** A property's name and the colon. */
  private key(): string {
    if (this.text.charCodeAt(this.at) !== C.Quote) throw new Unreadable();
    const key = this.string();
    this.skipSpace();
    if (this.text.charCodeAt(this.at++) !== C.Colon) throw new Unreadable();
    return key;
  }

  private primitive(c: number): Value {
    if (c === C.Quote) return this.string();
    if (c === C.Minus || (c >= C.Zero && c <= C.Nine)) return this.number();
    if (this.word('true')) return true;
    if (this.word('false')) return false;
    if (this.word('null')) return null;
    throw new Unreadable();
  }

  private word(word: string): boolean {
    if (!this.text.startsWith(word, this.at)) return false;
    this.at += word.length;
    return true;
  }

  private digits(): void {
    const { text } = this;
    const start = this.at;
    for (let c = text.charCodeAt(start); c >= C.Zero && c <= C.Nine; c = text.charCodeAt(this.at)) this.at++;
    if (this.at === start) throw new Unreadable();
  }

  private number(): number {
    const { text } = this;
    const start = this.at;
    if (text.charCodeAt(this.at) === C.Minus) this.at++;
    if (text.charCodeAt(this.at) === C.Zero) {
      this.at++;
      const c = text.charCodeAt(this.at);
      if (c >= C.Zero && c <= C.Nine) throw new Unreadable();
    } else this.digits();
    if (text.charCodeAt(this.at) === C.Dot) {
      this.at++;
      this.digits();
    }
    const e = text.charCodeAt(this.at) | 32;
    if (e === 101) {
      this.at++;
      const sign = text.charCodeAt(this.at);
      if (sign === 43 || sign === C.Minus) this.at++;
      this.digits();
    }
    return Number(text.slice(start, this.at));
  }

  private string(): string {
    const { m, text } = this;
    const start = ++this.at;
    let i = start;
    let c = text.charCodeAt(i);
    while (c !== C.Quote && c !== C.Backslash && c >= C.Space) c = text.charCodeAt(++i);
    if (c === C.Quote) {
      this.at = i + 1;
      return owned(m, text, start, i);
    }
    m.charge(24);
    let out = owned(m, text, start, i);
    // A piece at a time: a text put together from single units would take the host many times its length.
    let units: number[] = [];
    for (;;) {
      if (c === C.Quote) break;
      // Control characters, and NaN at the end of the text.
      if (!(c >= C.Space)) throw new Unreadable();
      if (c === C.Backslash) {
        const e = text.charCodeAt(i + 1);
        if (e === LETTER_U) {
          const hex = text.slice(i + 2, i + 6);
          if (!/^[0-9a-fA-F]{4}$/.test(hex)) throw new Unreadable();
          units.push(Number.parseInt(hex, 16));
          i += 6;
        } else {
          const unit = ESCAPES.get(e);
          if (unit === undefined) throw new Unreadable();
          units.push(unit);
          i += 2;
        }
      } else {
        units.push(c);
        i++;
      }
      c = text.charCodeAt(i);
      if (units.length < PIECE) continue;
      m.charge(units.length);
      m.mindTime();
      out += String.fromCharCode(...units);
      units = [];
    }
    this.at = i + 1;
    m.charge(units.length);
    return out + String.fromCharCode(...units);
  }
}

const LETTER_U = 117;
/** Units of a string with escapes that are put together at once. */
const PIECE = 4096;
/** What stands behind a backslash, and what it means. */
const ESCAPES: ReadonlyMap<number, number> = new Map(
  Object.entries({ '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }).map(
    ([letter, meaning]) => [letter.charCodeAt(0), meaning.charCodeAt(0)],
  ),
);

/** A string of the text that does not keep the text alive. */
function owned(m: Machine, text: string, start: number, end: number): string {
  const t = text.slice(start, end);
  if (t.length < 13) return t;
  m.charge(24 + t.length);
  return text.length > 1024 ? ` ${t}`.slice(1) : t;
}

/**
 * The value that a JSON text describes, with its parse record where `records` is set.
 * @throws a guest SyntaxError in V8's words
 */
export function parseJson(m: Machine, text: string, records: boolean): { value: Value; record: ParseRecord | null } {
  m.useFuel(text.length >> 3);
  const parser = new Parser(m, text, records);
  try {
    const value = parser.parse();
    return { value, record: parser.root };
  } catch (e) {
    if (e instanceof Unreadable) return m.throwSyntaxError(parseErrorMessage(text));
    throw e;
  }
}

/** What is wrong with `text`: the host's own parser finds the same fault at the same place. */
function parseErrorMessage(text: string): string {
  try {
    JSON.parse(text);
  } catch (e) {
    if (e instanceof Error) return e.message;
  }
  return 'Unexpected end of JSON input';
}

/** A parse record as an internal list for self-hosted code: value, source, list of elements, null-prototype object of entries. */
export function recordList(m: Machine, record: ParseRecord): JSArray {
  // Children first, by a stack of our own.
  const made = new Map<ParseRecord, JSArray>();
  const work: ParseRecord[] = [record];
  const order: ParseRecord[] = [];
  for (let r = work.pop(); r !== undefined; r = work.pop()) {
    order.push(r);
    if (r.elements !== null) for (const e of r.elements) work.push(e);
    if (r.entries !== null) for (const e of r.entries.values()) work.push(e);
  }
  for (let i = order.length - 1; i >= 0; i--) {
    const r = order[i] as ParseRecord;
    // The lists, and its entry in `made`.
    m.charge(200);
    let elements: JSArray | undefined;
    if (r.elements !== null) elements = m.realm.newArray(r.elements.map((e) => made.get(e) as JSObject));
    let entries: JSObject | undefined;
    if (r.entries !== null) {
      entries = m.realm.newObject(null);
      for (const [key, e] of r.entries) defineData(entries, keyOfString(key), made.get(e) as JSObject);
    }
    made.set(r, m.realm.newArray([r.value, r.source, elements, entries]));
  }
  return made.get(record) as JSArray;
}
