/**
 * JSON.stringify (ECMA-262 §25.5.2) of plain data in one go: objects and arrays without getters, proxies, `toJSON` or wrapped
 * primitives. Whatever else is met, the self-hosted form (`json.js`) does the whole; nothing has been changed or shown by then.
 */
import { noteLayout } from '../layouts.ts';
import { constructorName } from '../machine/callee-text.ts';
import { chargeKeys } from '../machine/charge-keys.ts';
import type { Machine } from '../machine/machine.ts';
import {
  Accessor,
  ExoticObject,
  IsCallable,
  isObject,
  JSArray,
  type JSObject,
  PlainObject,
  type Slot,
} from '../objects/object.ts';
import { getOwnSlot, getSlot, lookup, ownAttrs, ownKeys } from '../objects/property.ts';
import { Attr, ShapeFlag } from '../objects/shape.ts';
import { BAIL, HOLE, keyToValue, type Value } from '../objects/value.ts';
import { dateToJson } from './date.ts';

/** Deeper data goes by guest frames, of which there is more room. */
const MAX_DEPTH = 400;

/** Characters that QuoteJSONString escapes. */
const TO_ESCAPE = /["\\\u0000-\u001f\ud800-\udfff]/;

/** QuoteJSONString (§25.5.2.3). */
export function quoteJson(s: string): string {
  return TO_ESCAPE.test(s) ? JSON.stringify(s) : `"${s}"`;
}

class Writer {
  private readonly m: Machine;
  private readonly gap: string;
  private readonly stack: JSObject[] = [];
  private indent = '';
  private parts = 0;
  out = '';

  constructor(m: Machine, gap: string) {
    this.m = m;
    this.gap = gap;
    noteLayout(this);
  }

  private add(part: string): void {
    // A text built of many parts takes its joints too, and a copy when it is read.
    this.m.charge(64 + 2 * part.length);
    if ((++this.parts & 1023) === 0) this.m.mindTime();
    this.m.checkGrowth(this.out.length, part.length);
    this.out += part;
  }

  /** Appends `v`; false if it has no JSON form. Throws BAIL where guest code would run or an error is due. */
  value(v: Slot): boolean {
    switch (typeof v) {
      case 'string':
        // Escapes may make it six times as long.
        if (v.length > 1024) this.m.charge(4 * v.length);
        this.add(quoteJson(v));
        return true;
      case 'number':
        this.add(Number.isFinite(v) ? String(v) : 'null');
        return true;
      case 'boolean':
        this.out += v ? 'true' : 'false';
        return true;
      case 'undefined':
      case 'symbol':
        return false;
      case 'object':
        if (v === null) {
          this.out += 'null';
          return true;
        }
    }
    if (v instanceof PlainObject) {
      this.enter(v);
      this.object(v);
    } else if (v instanceof JSArray) {
      this.enter(v);
      this.array(v);
    } else if (v instanceof ExoticObject && v.kind === 'Date') {
      const text = dateToJson(this.m, v);
      if (text === undefined) throw BAIL;
      this.add(text === null ? 'null' : `"${text}"`);
      return true;
    } else if (IsCallable(v) && !hasToJson(v)) return false;
    else if (v instanceof ExoticObject && v.kind === 'RawJSON') {
      this.add(getOwnSlot(v, 'rawJSON') as string);
      return true;
    } else throw BAIL;
    this.stack.pop();
    return true;
  }

  private enter(o: JSObject): void {
    if (this.stack.length >= MAX_DEPTH || this.stack.includes(o) || hasToJson(o)) throw BAIL;
    this.stack.push(o);
    this.m.useFuel(4);
  }

  private object(o: PlainObject): void {
    const { shape } = o;
    if (o.elements.length > 0 || (shape.flags & ShapeFlag.IndexKeys) !== 0) {
      this.objectByKeys(o);
      return;
    }
    const outer = this.open('{');
    let first = true;
    const { keys, attrs } = shape.table;
    for (let i = 0; i < shape.count; i++) {
      const key = keys[i];
      if (typeof key !== 'string') continue;
      const a = attrs[i] as number;
      if ((a & Attr.Enumerable) === 0) continue;
      const v = getSlot(o, i);
      if (v instanceof Accessor) throw BAIL;
      if (this.member(key, v, first)) first = false;
    }
    this.close('}', outer, first);
  }

  private objectByKeys(o: JSObject): void {
    const outer = this.open('{');
    let first = true;
    chargeKeys(this.m, o);
    for (const key of ownKeys(o)) {
      if (typeof key === 'symbol' || (ownAttrs(o, key) & Attr.Enumerable) === 0) continue;
      const v = getOwnSlot(o, key);
      if (v instanceof Accessor) throw BAIL;
      if (this.member(keyToValue(key) as string, v, first)) first = false;
    }
    this.close('}', outer, first);
  }

  private member(key: string, v: Slot, first: boolean): boolean {
    const before = this.out;
    this.add((first ? '' : ',') + this.line() + quoteJson(key) + (this.gap === '' ? ':' : ': '));
    if (this.value(v)) return true;
    this.out = before;
    return false;
  }

  private array(a: JSArray): void {
    if ((a.shape.flags & ShapeFlag.IndexKeys) !== 0) throw BAIL;
    const outer = this.open('[');
    const e = a.elements;
    this.m.useFuel(e.length);
    for (let i = 0; i < e.length; i++) {
      let v = e[i] as Slot;
      if (v === HOLE) {
        if (this.m.space.indexedPrototypes) throw BAIL;
        v = undefined;
      }
      if (v instanceof Accessor) throw BAIL;
      const separator = i === 0 ? '' : ',';
      if (this.gap === '') this.out += separator;
      else this.add(separator + this.line());
      if (!this.value(v)) this.out += 'null';
    }
    this.close(']', outer, e.length === 0);
  }

  private line(): string {
    return this.gap === '' ? '' : `\n${this.indent}`;
  }

  private open(bracket: string): string {
    const outer = this.indent;
    this.out += bracket;
    this.indent += this.gap;
    return outer;
  }

  private close(bracket: string, outer: string, empty: boolean): void {
    this.indent = outer;
    this.add(empty ? bracket : this.line() + bracket);
  }
}

/** Would a look for `toJSON` find something, or meet guest code? */
function hasToJson(o: JSObject): boolean {
  const slot = lookup(o, 'toJSON');
  if (slot === HOLE) return false;
  return slot === BAIL || slot instanceof Accessor || IsCallable(slot);
}

/** The JSON text of `v`, undefined if it has none, or BAIL. */
export function stringifyPlain(m: Machine, v: Value, gap: string): Value | typeof BAIL {
  if (!isObject(v) && typeof v === 'bigint') return BAIL;
  const w = new Writer(m, gap);
  try {
    return w.value(v) ? w.out : undefined;
  } catch (e) {
    if (e === BAIL) return BAIL;
    throw e;
  }
}

/** What V8 shows of a step on the way round a circle. */
function step(key: Value): string {
  if (typeof key === 'number') return `index ${String(key)}`;
  return typeof key === 'symbol' ? 'property' : `property '${key as string}'`;
}

/** A longer circle is shown with its middle left out. */
const MAX_SHOWN = 4;

/**
 * V8's words for a circular structure: `objects` from the first one of the circle on, `keys[i]` what leads from `objects[i]` on, the
 * last key what closes the circle.
 */
export function circularMessage(objects: readonly Slot[], keys: readonly Slot[]): string {
  const name = (o: Slot) => constructorName(o as JSObject);
  let text = `Converting circular structure to JSON\n    --> starting at object with constructor '${name(objects[0])}'`;
  const line = (i: number) =>
    `\n    |     ${step(keys[i - 1] as Value)} -> object with constructor '${name(objects[i])}'`;
  const n = objects.length;
  if (n <= MAX_SHOWN) for (let i = 1; i < n; i++) text += line(i);
  else text += `${line(1)}${line(2)}\n    |     ...${line(n - 1)}`;
  return `${text}\n    --- ${step(keys[n - 1] as Value)} closes the circle`;
}
