/**
 * Inspection: guest values as text, formatted as Node's `util.inspect` does by default. It reads leaf operations only, so no getter, Proxy
 * trap or inspection hook of the guest runs.
 */
import { matcherOf, type RegExpData } from '../builtins/regexp-object.ts';
import { CodeFlag } from '../bytecode/code.ts';
import type { PromiseData } from '../machine/promises.ts';
import {
  Accessor,
  ExoticObject,
  IsCallable,
  isObject,
  isProxy,
  JSArray,
  JSFunction,
  type JSObject,
} from '../objects/object.ts';
import { getOwnSlot, hasOwn, lookup, type NamespaceData, ownAttrs, ownKeys } from '../objects/property.ts';
import { Attr } from '../objects/shape.ts';
import {
  type ArrayBufferData,
  ELEMENT_SIZE,
  type TypedArrayData,
  typedArrayGet,
  typedArrayLength,
} from '../objects/typed-array.ts';
import { HOLE, keyToValue, TDZ, type Value } from '../objects/value.ts';
import { collectionEntries, dataViewOf, type Entries, iteratorEntries } from './inspect-collections.ts';
import { errorText, repeatsStack } from './inspect-error.ts';
import { joinParts, type Layout } from './inspect-layout.ts';
import {
  className,
  functionName,
  isClass,
  isUntouchedFunction,
  nearestConstructor,
  prefixOf,
  prototypeOf,
  tagOf,
  typedArrayName,
  unwrapProxy,
} from './inspect-names.ts';
import { escapeText, keyText, numberText, quote, symbolText } from './inspect-text.ts';
import { paramsText, urlParts } from './inspect-url.ts';
import type { PlatformData } from './platform.ts';
import type { ParamsData, UrlData } from './url.ts';

export interface InspectOptions {
  /** Levels of nesting that are printed; null: all. Default 2. */
  readonly depth?: number | null;
  /** Columns that a value's single line may take. Default 80. */
  readonly breakLength?: number;
  /** So many innermost levels share a line; 0: none. Default 3. */
  readonly compact?: number;
  readonly maxArrayLength?: number;
  readonly maxStringLength?: number;
  /** Properties that are not enumerable too. */
  readonly showHidden?: boolean;
  readonly showProxy?: boolean;
  /** Told now and then how much text has been made since; may throw, which leaves the printing off. */
  readonly tick?: (length: number) => void;
}

type Key = string | number | symbol;

/** What the printing of an object starts with, and how its contents are printed. */
interface Plan {
  base: string;
  braces: [string, string];
  keys: Key[];
  /** Parts that are no properties: elements, entries. Called one level deeper. */
  readonly contents: (depth: number) => string[];
  readonly isList: boolean;
  /** The text in full, where there is nothing to go into. */
  readonly whole?: string;
}

/** Levels beyond which a structure is cut off even where all depths were asked for: the host's own stack is finite. */
const MAX_NESTING = 1000;
const MIN_SPLIT_STRING = 16;
/** Text at one indentation beyond which nested objects are no longer printed. */
const MAX_TEXT = 2 ** 27;

const NOTHING = (): string[] => [];

/** A guest value as text. */
export function inspect(v: Value, options: InspectOptions = {}): string {
  return new Inspector(options).value(v, 0);
}

/** The errors that printing a value comes upon, in the order in which they are printed. */
export function errorsShownIn(v: Value, tick: (length: number) => void): ExoticObject[] {
  const errors: ExoticObject[] = [];
  const inspector = new Inspector({ tick });
  inspector.onError = (e) => errors.push(e);
  inspector.value(v, 0);
  return errors;
}

const plural = (n: number): string => (n > 1 ? 's' : '');
const moreItems = (n: number): string => `... ${n} more item${plural(n)}`;

class Inspector implements Layout {
  indentation = 0;
  currentDepth = 0;
  /** Told of each error before its stack is printed. */
  onError: ((e: ExoticObject) => void) | null = null;
  readonly breakLength: number;
  readonly compact: number;
  readonly maxArrayLength: number;
  private readonly maxStringLength: number;
  private readonly showHidden: boolean;
  private readonly showProxy: boolean;
  private readonly tick: ((length: number) => void) | undefined;
  /** Length of the text that `tick` has been told of. */
  private told = 0;
  private depth: number;
  private readonly seen: JSObject[] = [];
  private readonly circular = new Map<JSObject, number>();
  private readonly produced = new Map<number, number>();

  constructor(o: InspectOptions) {
    this.depth = o.depth === undefined ? 2 : (o.depth ?? Number.POSITIVE_INFINITY);
    this.breakLength = o.breakLength ?? 80;
    this.compact = o.compact ?? 3;
    this.maxArrayLength = Math.max(0, o.maxArrayLength ?? 100);
    this.maxStringLength = o.maxStringLength ?? 10000;
    this.showHidden = o.showHidden ?? false;
    this.showProxy = o.showProxy ?? false;
    this.tick = o.tick;
  }

  value(v: Value, depth: number): string {
    if (!isObject(v)) return this.primitive(v);
    if (isProxy(v)) {
      const target = unwrapProxy(v);
      if (target === null) return '<Revoked Proxy>';
      if (this.showProxy) return this.proxy(v, depth);
      return this.object(target, depth);
    }
    return this.object(v, depth);
  }

  private primitive(v: Value): string {
    switch (typeof v) {
      case 'string':
        return this.string(v);
      case 'number':
        return numberText(v);
      case 'bigint':
        return `${v}n`;
      case 'symbol':
        return symbolText(v);
      default:
        return String(v);
    }
  }

  private string(s: string): string {
    let text = s;
    let trailer = '';
    if (s.length > this.maxStringLength) {
      const rest = s.length - this.maxStringLength;
      text = s.slice(0, this.maxStringLength);
      trailer = `... ${rest} more character${plural(rest)}`;
    }
    if (this.compact >= 1 && text.length > MIN_SPLIT_STRING && text.length > this.breakLength - this.indentation - 4) {
      const lines = text.split(/(?<=\n)/).map(quote);
      return lines.join(` +\n${' '.repeat(this.indentation + 2)}`) + trailer;
    }
    return quote(text) + trailer;
  }

  private proxy(p: ExoticObject, depth: number): string {
    if (depth > this.depth) return 'Proxy [Array]';
    const { target, handler } = p.data as { target: JSObject; handler: JSObject };
    this.indentation += 2;
    const parts = [this.value(target, depth + 1), this.value(handler, depth + 1)];
    this.indentation -= 2;
    return joinParts(this, parts, '', ['Proxy [', ']'], false, depth + 1);
  }

  private object(o: JSObject, depth: number): string {
    if (this.seen.includes(o)) {
      let index = this.circular.get(o);
      if (index === undefined) {
        index = this.circular.size + 1;
        this.circular.set(o, index);
      }
      return `[Circular *${index}]`;
    }
    const constructorName = this.constructorOf(o, depth);
    const tag = tagOf(o, this.showHidden);
    const plan = this.plan(o, constructorName, tag, depth);
    if (plan.whole !== undefined) return plan.whole;
    const short = prefixOf(constructorName, tag, 'Object').slice(0, -1);
    if (depth > this.depth) return constructorName === null ? short : `[${short}]`;
    if (depth > MAX_NESTING) return `[${short}: Inspection interrupted prematurely. Maximum call stack size exceeded.]`;
    const inner = depth + 1;
    const { told } = this;
    this.seen.push(o);
    this.currentDepth = inner;
    const parts = plan.contents(inner);
    for (const key of plan.keys) parts.push(this.property(o, key, inner));
    this.seen.pop();
    const index = this.circular.get(o);
    let { base } = plan;
    if (index !== undefined) {
      const reference = `<ref *${index}>`;
      if (this.compact >= 1) base = base === '' ? reference : `${reference} ${base}`;
      else plan.braces[0] = `${reference} ${plan.braces[0]}`;
    }
    const text = joinParts(
      this,
      parts,
      base,
      plan.braces,
      plan.isList ? this.isNumberList(o, parts.length) : undefined,
      inner,
    );
    // What is inside has been told of.
    this.tick?.(Math.max(0, text.length - (this.told - told)));
    this.told = told + text.length;
    const produced = (this.produced.get(this.indentation) ?? 0) + text.length;
    this.produced.set(this.indentation, produced);
    if (produced > MAX_TEXT) this.depth = -1;
    return text;
  }

  /** Name of the constructor; null where there is no prototype; `Foo <…>` where only something further up can be named. */
  private constructorOf(o: JSObject, depth: number): string | null {
    const name = nearestConstructor(o);
    if (name !== undefined) return name;
    const proto = prototypeOf(o);
    if (proto === null) return null;
    const own = className(o);
    if (depth > this.depth) return `${own} <Complex prototype>`;
    const above = this.constructorOf(proto, depth + 1);
    if (above !== null) return `${own} <${above}>`;
    return `${own} <${inspect(proto, { depth: -1, breakLength: this.breakLength, compact: this.compact })}>`;
  }

  // ---- kinds of objects ------------------------------------------------------------------------------------------------------------

  private plan(o: JSObject, constructorName: string | null, tag: string, depth: number): Plan {
    if (o instanceof JSArray) return this.arrayPlan(o, constructorName, tag);
    if (o instanceof JSFunction) return this.functionPlan(o, constructorName, tag);
    if (o instanceof ExoticObject) {
      const plan = this.exoticPlan(o, constructorName, tag, depth);
      if (plan !== undefined) return plan;
    }
    const keys = this.keysOf(o);
    const prefix = prefixOf(constructorName, tag, 'Object');
    const brace = constructorName === 'Object' && tag === '' ? '{' : `${prefix}{`;
    return {
      base: '',
      braces: [brace, '}'],
      keys,
      contents: NOTHING,
      isList: false,
      ...(keys.length === 0 ? { whole: `${brace}}` } : {}),
    };
  }

  private exoticPlan(o: ExoticObject, constructorName: string | null, tag: string, depth: number): Plan | undefined {
    switch (o.kind) {
      case 'Map':
      case 'Set':
        return this.collectionPlan(o, constructorName, tag);
      case 'TypedArray':
        return this.typedArrayPlan(o, constructorName, tag);
      case 'MapIterator':
      case 'SetIterator':
        return this.iteratorPlan(o, tag);
      case 'BoundFunction':
        return this.functionPlan(o, constructorName, tag);
      case 'Arguments': {
        const keys = this.keysOf(o);
        const brace = constructorName === 'Object' ? '[Arguments] {' : `${prefixOf(constructorName, tag, 'Object')}{`;
        return {
          base: '',
          braces: [brace, '}'],
          keys,
          contents: NOTHING,
          isList: false,
          ...(keys.length === 0 ? { whole: `${brace}}` } : {}),
        };
      }
      case 'RegExp': {
        const prefix = prefixOf(constructorName, tag, 'RegExp');
        const text = `/${matcherOf(o).source}/${(o.data as RegExpData).flags}`;
        return this.basePlan(prefix === 'RegExp ' ? text : `${prefix}${text}`, this.keysOf(o), depth > this.depth);
      }
      case 'Date': {
        const t = o.data as number;
        const prefix = prefixOf(constructorName, tag, 'Date');
        const text = t !== t ? 'Invalid Date' : new Date(t).toISOString();
        return this.basePlan(prefix === 'Date ' ? text : `${prefix}${text}`, this.keysOf(o));
      }
      case 'Error': {
        this.onError?.(o);
        const keys = this.errorKeys(o);
        return this.basePlan(errorText(o, constructorName, tag, this.indentation), keys);
      }
      case 'ArrayBuffer':
      case 'SharedArrayBuffer':
        return this.contentPlan(o, prefixOf(constructorName, tag, o.kind), () => bufferParts(o, this.maxArrayLength));
      case 'DataView':
        return this.contentPlan(o, prefixOf(constructorName, tag, 'DataView'), (inner) => this.dataViewParts(o, inner));
      case 'Promise':
        return this.contentPlan(o, prefixOf(constructorName, tag, 'Promise'), (inner) => [
          this.promiseText(o.data as PromiseData, inner),
        ]);
      case 'WeakSet':
      case 'WeakMap':
        return this.contentPlan(o, prefixOf(constructorName, tag, o.kind), () => ['<items unknown>']);
      case 'ModuleNamespace':
        return {
          base: '',
          braces: [`${prefixOf(constructorName, tag, 'Module')}{`, '}'],
          keys: [],
          contents: (inner) => this.namespaceParts(o, inner),
          isList: false,
        };
      case 'Number':
      case 'String':
      case 'Boolean':
      case 'BigInt':
      case 'Symbol':
        return this.boxedPlan(o, constructorName, tag);
      case 'Platform':
        return this.platformPlan(o, constructorName, tag);
      default:
        return undefined;
    }
  }

  /** Platform objects show what their getters would give. */
  private platformPlan(o: ExoticObject, constructorName: string | null, tag: string): Plan | undefined {
    const data = o.data as PlatformData;
    const prefix = prefixOf(constructorName, tag, data.interface);
    if (data.interface === 'URLSearchParams') {
      const base = paramsText(prefix, (data as ParamsData).list, this.breakLength);
      return { base, braces: ['{', '}'], keys: [], contents: NOTHING, isList: false, whole: base };
    }
    if (data.interface === 'AbortSignal') {
      return this.contentPlan(o, prefix, () => [`aborted: ${String(getOwnSlot(data.state as JSObject, 'aborted'))}`]);
    }
    if (data.interface === 'AbortController') {
      return this.contentPlan(o, prefix, (inner) => [
        `signal: ${this.value(getOwnSlot(data.state as JSObject, 'signal') as Value, inner)}`,
      ]);
    }
    if (data.interface === 'URL') return this.contentPlan(o, prefix, () => urlParts(data as UrlData, this.breakLength));
    return undefined;
  }

  /** A value with a text of its own, and braces only where it has further properties. */
  private basePlan(base: string, keys: Key[], alone = false): Plan {
    return {
      base,
      braces: ['{', '}'],
      keys,
      contents: NOTHING,
      isList: false,
      ...(keys.length === 0 || alone ? { whole: base } : {}),
    };
  }

  private contentPlan(o: JSObject, prefix: string, contents: (depth: number) => string[]): Plan {
    return { base: '', braces: [`${prefix}{`, '}'], keys: this.keysOf(o), contents, isList: false };
  }

  private arrayPlan(a: JSArray, constructorName: string | null, tag: string): Plan {
    const prefix =
      constructorName !== 'Array' || tag !== '' ? prefixOf(constructorName, tag, 'Array', `(${a.length})`) : '';
    const keys = this.keysOf(a).filter((k) => typeof k !== 'number');
    return {
      base: '',
      braces: [`${prefix}[`, ']'],
      keys,
      contents: (inner) => this.arrayParts(a, inner),
      isList: true,
      ...(a.length === 0 && keys.length === 0 ? { whole: `${prefix}[]` } : {}),
    };
  }

  private typedArrayPlan(o: ExoticObject, constructorName: string | null, tag: string): Plan {
    const d = o.data as TypedArrayData;
    const size = typedArrayLength(d);
    const prefix = prefixOf(constructorName, tag, constructorName === null ? typedArrayName(o) : '', `(${size})`);
    const keys = this.keysOf(o).filter((k) => typeof k !== 'number');
    return {
      base: '',
      braces: [`${prefix}[`, ']'],
      keys,
      contents: () => {
        const shown = Math.min(size, this.maxArrayLength);
        const parts: string[] = [];
        for (let i = 0; i < shown; i++) parts.push(this.primitive(typedArrayGet(d, i)));
        if (size > shown) parts.push(moreItems(size - shown));
        if (this.showHidden) {
          const bytes = size * ELEMENT_SIZE[d.type];
          parts.push(`[BYTES_PER_ELEMENT]: ${ELEMENT_SIZE[d.type]}`, `[length]: ${size}`, `[byteLength]: ${bytes}`);
          const bufferBytes = (d.buffer.data as ArrayBufferData).bytes?.length ?? 0;
          parts.push(`[byteOffset]: ${d.byteOffset}`, `[buffer]: ${d.buffer.kind} { byteLength: ${bufferBytes} }`);
        }
        return parts;
      },
      isList: true,
      ...(size === 0 && keys.length === 0 && !this.showHidden ? { whole: `${prefix}[]` } : {}),
    };
  }

  private collectionPlan(o: ExoticObject, constructorName: string | null, tag: string): Plan {
    const entries = collectionEntries(o, this.maxArrayLength);
    const prefix = prefixOf(constructorName, tag, o.kind, `(${entries.size})`);
    const keys = this.keysOf(o);
    return {
      base: '',
      braces: [`${prefix}{`, '}'],
      keys,
      contents: (inner) => this.entryParts(entries, inner),
      isList: false,
      ...(entries.size === 0 && keys.length === 0 ? { whole: `${prefix}{}` } : {}),
    };
  }

  private iteratorPlan(o: ExoticObject, tag: string): Plan {
    const type = o.kind === 'MapIterator' ? 'Map' : 'Set';
    const entries = iteratorEntries(o, this.maxArrayLength);
    const own = `${type} ${entries.isPairs ? 'Entries' : 'Iterator'}`;
    const name = tag === `${type} Iterator` ? own : tag === '' ? own : `${tag}] [${own}`;
    return {
      base: '',
      braces: [`[${name}] {`, '}'],
      keys: this.keysOf(o),
      contents: (inner) => this.entryParts(entries, inner, true),
      isList: false,
    };
  }

  private functionPlan(f: JSObject, constructorName: string | null, tag: string): Plan {
    const base = isClass(f) ? classText(f, constructorName, tag) : functionText(f, constructorName, tag);
    return this.basePlan(base, this.keysOf(f));
  }

  private boxedPlan(o: ExoticObject, constructorName: string | null, tag: string): Plan {
    let keys = this.keysOf(o);
    if (o.kind === 'String') keys = keys.filter((k) => typeof k !== 'number' || k >= (o.data as string).length);
    let base = `[${o.kind}`;
    if (constructorName === null) base += ' (null prototype)';
    else if (constructorName !== o.kind) base += ` (${constructorName})`;
    const v = o.data as Value;
    base += `: ${typeof v === 'string' ? quote(v) : this.primitive(v)}]`;
    if (tag !== '' && tag !== constructorName) base += ` [${tag}]`;
    return this.basePlan(base, keys);
  }

  // ---- contents --------------------------------------------------------------------------------------------------------------------

  private arrayParts(a: JSArray, inner: number): string[] {
    const parts: string[] = [];
    const { length } = a;
    const most = Math.min(length, this.maxArrayLength);
    // Where indices live in the shape there may be few of them in a very long array.
    const present =
      a.elements.length === length
        ? undefined
        : ownKeys(a).filter((k): k is number => typeof k === 'number' && isEnumerable(a, k));
    let index = 0;
    let next = 0;
    while (index < length && parts.length < most) {
      const at = present === undefined ? nextElement(a, index) : (present[next++] ?? length);
      if (at > index) {
        parts.push(`<${at - index} empty item${plural(at - index)}>`);
        index = at;
        if (parts.length >= most || index >= length) break;
      }
      parts.push(this.property(a, index, inner, true));
      index++;
    }
    if (index < length) parts.push(moreItems(length - index));
    return parts;
  }

  private entryParts(entries: Entries, inner: number, asPairs = false): string[] {
    const parts: string[] = [];
    const shown = Math.min(entries.size, this.maxArrayLength);
    this.indentation += 2;
    for (let i = 0; i < shown; i++) {
      const [k, v] = entries.at(i);
      if (!entries.isPairs) parts.push(this.value(k, inner));
      else if (asPairs)
        parts.push(joinParts(this, [this.value(k, inner), this.value(v, inner)], '', ['[', ']'], false, inner));
      else parts.push(`${this.value(k, inner)} => ${this.value(v, inner)}`);
    }
    if (entries.size > shown) parts.push(moreItems(entries.size - shown));
    this.indentation -= 2;
    return parts;
  }

  private dataViewParts(o: ExoticObject, inner: number): string[] {
    const view = dataViewOf(o);
    this.indentation += 2;
    const buffer = this.value(view.buffer, inner);
    this.indentation -= 2;
    return [`byteLength: ${view.byteLength}`, `byteOffset: ${view.byteOffset}`, `buffer: ${buffer}`];
  }

  private promiseText(d: PromiseData, inner: number): string {
    if (d.state === 'pending') return '<pending>';
    this.indentation += 2;
    const text = this.value(d.result, inner);
    this.indentation -= 2;
    return d.state === 'rejected' ? `<rejected> ${text}` : text;
  }

  private namespaceParts(o: ExoticObject, inner: number): string[] {
    const parts: string[] = [];
    for (const [name, cell] of (o.data as NamespaceData).exports) {
      if (cell.value === TDZ) parts.push(`${keyText(String(name))}: <uninitialized>`);
      else parts.push(this.property(o, name, inner));
    }
    return parts;
  }

  // ---- properties ------------------------------------------------------------------------------------------------------------------

  /** One property; `element`: a list's element, without its key. */
  private property(o: JSObject, key: Key, inner: number, element = false): string {
    const slot = getOwnSlot(o, key);
    let text: string;
    if (slot instanceof Accessor) {
      text =
        slot.get === undefined
          ? slot.set === undefined
            ? 'undefined'
            : '[Setter]'
          : slot.set === undefined
            ? '[Getter]'
            : '[Getter/Setter]';
    } else {
      const v = slot === HOLE ? inherited(o, key) : slot;
      this.indentation += 2;
      text = this.value(v as Value, inner);
      this.indentation -= 2;
    }
    this.tick?.(0);
    if (element) return text;
    const name =
      typeof key === 'symbol'
        ? `[${escapeText(symbolText(key), '')}]`
        : this.stringKeyText(o, String(keyToValue(key)), key);
    return `${name}: ${text}`;
  }

  private stringKeyText(o: JSObject, name: string, key: Key): string {
    return hasOwn(o, key) && !isEnumerable(o, key) ? `[${escapeText(name, '')}]` : keyText(name);
  }

  /** Own keys to be printed. */
  private keysOf(o: JSObject): Key[] {
    if (isUntouchedFunction(o) && !this.showHidden) return [];
    const keys = ownKeys(o);
    return this.showHidden ? keys : keys.filter((k) => isEnumerable(o, k));
  }

  /** Those of an error: what its stack says already left out, cause and errors always there. */
  private errorKeys(e: ExoticObject): Key[] {
    let keys = this.keysOf(e);
    if (!this.showHidden) {
      keys = keys.filter(
        (k) => !((k === 'name' || k === 'message' || k === 'stack') && repeatsStack(e, plainValue(getOwnSlot(e, k)))),
      );
    }
    if (lookup(e, 'cause') !== HOLE && !keys.includes('cause')) keys.push('cause');
    const errors = lookup(e, 'errors');
    if (errors instanceof JSArray && !keys.includes('errors')) keys.push('errors');
    return keys;
  }

  /** Are the first `count` elements all numbers? */
  private isNumberList(o: JSObject, count: number): boolean {
    const n = o instanceof JSArray ? o.length : typedArrayLength((o as ExoticObject).data as TypedArrayData);
    for (let i = 0; i < count; i++) {
      const v = i < n ? getOwnSlot(o, i) : undefined;
      if (typeof v !== 'number' && typeof v !== 'bigint') return false;
    }
    return true;
  }
}

function isEnumerable(o: JSObject, key: Key): boolean {
  return (ownAttrs(o, key) & Attr.Enumerable) !== 0;
}

function plainValue(slot: unknown): Value {
  return slot instanceof Accessor ? undefined : (slot as Value);
}

/** A key that was asked for though it is not the object's own (`cause` of a prototype, say). */
function inherited(o: JSObject, key: Key): Value {
  const v = lookup(o, key);
  return v === HOLE || v instanceof Accessor ? undefined : (v as Value);
}

/** The first index from `from` on that has an element; the length if there is none. */
function nextElement(a: JSArray, from: number): number {
  let i = from;
  while (i < a.length && a.elements[i] === HOLE) i++;
  return i;
}

function bufferParts(o: ExoticObject, most: number): string[] {
  const { bytes } = o.data as ArrayBufferData;
  if (bytes === null) return ['(detached)', 'byteLength: 0'];
  const shown = Math.min(most, bytes.length);
  let text = '';
  for (let i = 0; i < shown; i++) text += `${i === 0 ? '' : ' '}${(bytes[i] as number).toString(16).padStart(2, '0')}`;
  const rest = bytes.length - shown;
  if (rest > 0) text += ` ... ${rest} more byte${plural(rest)}`;
  return [`[Uint8Contents]: <${text}>`, `byteLength: ${bytes.length}`];
}

function functionText(f: JSObject, constructorName: string | null, tag: string): string {
  const flags = f instanceof JSFunction ? f.code.flags : 0;
  const type = `${(flags & CodeFlag.Async) !== 0 ? 'Async' : ''}${(flags & CodeFlag.Generator) !== 0 ? 'Generator' : ''}Function`;
  let text = `[${type}`;
  if (constructorName === null) text += ' (null prototype)';
  const name = functionName(f);
  text += name === '' ? ' (anonymous)]' : `: ${name}]`;
  if (constructorName !== type && constructorName !== null) text += ` ${constructorName}`;
  if (tag !== '' && constructorName !== tag) text += ` [${tag}]`;
  return text;
}

function classText(f: JSObject, constructorName: string | null, tag: string): string {
  const name = functionName(f);
  const own = isUntouchedFunction(f) || hasOwn(f, 'name') ? name : '';
  let text = `class ${own === '' ? '(anonymous)' : own}`;
  if (constructorName !== 'Function' && constructorName !== null) text += ` [${constructorName}]`;
  if (tag !== '' && constructorName !== tag) text += ` [${tag}]`;
  if (constructorName === null) text += ' extends [null prototype]';
  else {
    const base = prototypeOf(f);
    const baseName = base === null || !IsCallable(base) ? '' : functionName(base);
    if (baseName !== '') text += ` extends ${baseName}`;
  }
  return `[${text}]`;
}
