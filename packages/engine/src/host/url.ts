/**
 * URL and URLSearchParams (WHATWG URL). Parsing is the embedder's, over plain data (`HostServices`); without it the classes are there
 * and say so when they are used.
 */
import {
  alias,
  type BuiltinModule,
  constructor_,
  type FunctionSpec,
  intrinsic,
  type PropertySpec,
  value,
} from '../builtins/spec.ts';
import type { Machine } from '../machine/machine.ts';
import { ToString } from '../objects/conversion.ts';
import type { ExoticObject, JSArray, JSObject } from '../objects/object.ts';
import { defineData } from '../objects/property.ts';
import { Attr } from '../objects/shape.ts';
import { symbols, type Value } from '../objects/value.ts';
import { nodeError } from './node-error.ts';
import { isPlatform, newPlatformObject, type PlatformData, platformData } from './platform.ts';
import { parseQuery, serializeQuery } from './url-encoded.ts';

/** Components in the order in which inspection shows them. */
export const URL_PARTS = [
  'href',
  'origin',
  'protocol',
  'username',
  'password',
  'host',
  'hostname',
  'port',
  'pathname',
  'search',
  'hash',
] as const;
type UrlPart = (typeof URL_PARTS)[number];
export type UrlComponents = Readonly<Record<UrlPart, string>>;

/** Internal slots of an URL. */
export interface UrlData extends PlatformData {
  components: UrlComponents;
  /** Its URLSearchParams, once somebody has asked for it. */
  params: ExoticObject | null;
}

/** Internal slots of an URLSearchParams. */
export interface ParamsData extends PlatformData {
  /** Names and values, alternating. */
  list: string[];
  /** The URL whose query it is. */
  url: ExoticObject | null;
}

interface ParamsIteratorData extends PlatformData {
  readonly params: ExoticObject;
  readonly mode: 'keys' | 'values' | 'entries';
  index: number;
}

function urlData(m: Machine, v: Value): UrlData {
  return platformData(m, v, 'URL') as UrlData;
}

function paramsData(m: Machine, v: Value): ParamsData {
  return platformData(m, v, 'URLSearchParams') as ParamsData;
}

/** The embedder's answer as components; null where the URL is not valid. */
function components(answer: Record<string, string> | null): UrlComponents | null {
  if (answer === null) return null;
  const out = {} as Record<UrlPart, string>;
  for (const part of URL_PARTS) out[part] = String(answer[part] ?? '');
  return out;
}

function parse(m: Machine, url: string, base: string | undefined): UrlComponents | null {
  const { urlParse } = m.options.host;
  if (urlParse === undefined) {
    return m.throwTypeError(
      'URLs cannot be parsed here: the program that runs this machine gave it no URL parser (option host.urlParse)',
    );
  }
  m.useFuel(url.length >> 2);
  return components(urlParse(url, base));
}

function invalidUrl(m: Machine, input: string, base: string | undefined): never {
  const e = nodeError(m, 'TypeError', 'ERR_INVALID_URL', 'Invalid URL');
  defineData(e, 'input', input);
  if (base !== undefined) defineData(e, 'base', base);
  return m.throwValue(e);
}

/** Changes one component as the URL's setters do; what is not valid leaves it as it is. */
function setPart(m: Machine, url: ExoticObject, part: UrlPart, text: string): void {
  const d = url.data as UrlData;
  const { urlSet } = m.options.host;
  if (urlSet === undefined) {
    m.throwTypeError(
      'URLs cannot be changed here: the program that runs this machine gave it no way to do so (option host.urlSet)',
    );
  }
  d.components = components(urlSet(d.components.href, part, text)) ?? d.components;
}

/** Reading and writing a query takes many times its length, and cannot be interrupted: the memory bounds the time. */
const QUERY_BYTES = 32;

function charged(m: Machine, text: string): string {
  m.charge(text.length * QUERY_BYTES);
  m.useFuel(text.length);
  if (text.length > 1000) m.mindTime();
  return text;
}

function refreshParams(d: UrlData): void {
  if (d.params !== null) (d.params.data as ParamsData).list = parseQuery(d.components.search.slice(1));
}

function setter(part: UrlPart): (m: Machine, self: Value, v: Value) => Value {
  return (m, self, v) => {
    const d = urlData(m, self);
    const text = ToString(m, v);
    if (part === 'href') {
      const parsed = parse(m, text, undefined);
      if (parsed === null) return invalidUrl(m, text, undefined);
      d.components = parsed;
    } else setPart(m, self as ExoticObject, part, text);
    if (part === 'href' || part === 'search') refreshParams(d);
    return undefined;
  };
}

function part(name: UrlPart): PropertySpec {
  return {
    key: name,
    kind: 'accessor',
    get: { name: `get ${name}`, length: 0, native: (m, self) => urlData(m, self).components[name] },
    set: name === 'origin' ? null : { name: `set ${name}`, length: 1, native: setter(name), coerce: '- string' },
    attrs: Attr.Configurable | Attr.Enumerable,
  };
}

function searchParams(m: Machine, self: Value): Value {
  const d = urlData(m, self);
  d.params ??= newParams(
    m,
    m.realm.intrinsic('%URLSearchParamsPrototype%'),
    parseQuery(d.components.search.slice(1)),
    self as ExoticObject,
  );
  return d.params;
}

// ---- URLSearchParams --------------------------------------------------------------------------------------------------------------

function newParams(m: Machine, proto: JSObject, list: string[], url: ExoticObject | null): ExoticObject {
  m.charge(64 * list.length);
  const data: ParamsData = { interface: 'URLSearchParams', state: null, list, url };
  return newPlatformObject(m, proto, data);
}

/** Writes the list back to the URL that it belongs to. */
function update(m: Machine, d: ParamsData): void {
  if (d.url !== null) setPart(m, d.url, 'search', serializeQuery(d.list));
}

type Method = (m: Machine, d: ParamsData, args: Value[], self: ExoticObject) => Value;

function method(name: string, required: readonly string[], coerce: string, run: Method): PropertySpec {
  const fn: FunctionSpec = {
    name,
    length: required.length,
    variadic: (m, self, args) => {
      const d = paramsData(m, self);
      if (args.length < required.length) {
        const names = required.map((r) => `"${r}"`).join(' and ');
        m.throwValue(
          nodeError(
            m,
            'TypeError',
            'ERR_MISSING_ARGS',
            `The ${names} argument${required.length > 1 ? 's' : ''} must be specified`,
          ),
        );
      }
      m.useFuel(d.list.length >> 2);
      return run(m, d, args, self as ExoticObject);
    },
    coerce,
  };
  return { key: name, kind: 'method', fn, attrs: Attr.Default };
}

const append: Method = (m, d, args) => {
  const [name, v] = [ToString(m, args[0]), ToString(m, args[1])];
  m.charge(64);
  d.list.push(name, v);
  update(m, d);
  return undefined;
};

/** Does entry i have that name and, where one was given, that value? */
function matches(m: Machine, d: ParamsData, i: number, args: Value[]): boolean {
  return d.list[i] === ToString(m, args[0]) && (args[1] === undefined || d.list[i + 1] === ToString(m, args[1]));
}

const delete_: Method = (m, d, args) => {
  const kept: string[] = [];
  for (let i = 0; i < d.list.length; i += 2)
    if (!matches(m, d, i, args)) kept.push(d.list[i] as string, d.list[i + 1] as string);
  ToString(m, args[0]);
  d.list = kept;
  update(m, d);
  return undefined;
};

const has: Method = (m, d, args) => {
  ToString(m, args[0]);
  for (let i = 0; i < d.list.length; i += 2) if (matches(m, d, i, args)) return true;
  return false;
};

const get: Method = (m, d, args) => {
  const name = ToString(m, args[0]);
  for (let i = 0; i < d.list.length; i += 2) if (d.list[i] === name) return d.list[i + 1] as string;
  return null;
};

const getAll: Method = (m, d, args) => {
  const name = ToString(m, args[0]);
  const out: string[] = [];
  for (let i = 0; i < d.list.length; i += 2) if (d.list[i] === name) out.push(d.list[i + 1] as string);
  return m.realm.newArray(out);
};

const set: Method = (m, d, args) => {
  const [name, v] = [ToString(m, args[0]), ToString(m, args[1])];
  const list: string[] = [];
  let found = false;
  for (let i = 0; i < d.list.length; i += 2) {
    if (d.list[i] !== name) list.push(d.list[i] as string, d.list[i + 1] as string);
    else if (!found) {
      found = true;
      list.push(name, v);
    }
  }
  if (!found) list.push(name, v);
  d.list = list;
  update(m, d);
  return undefined;
};

const sort: Method = (m, d) => {
  const pairs: [string, string][] = [];
  for (let i = 0; i < d.list.length; i += 2) pairs.push([d.list[i] as string, d.list[i + 1] as string]);
  // By code units, and stable.
  pairs.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  d.list = pairs.flat();
  update(m, d);
  return undefined;
};

function iteratorMethod(mode: ParamsIteratorData['mode']): PropertySpec {
  return method(mode, [], '-', (m, _d, _args, self) => {
    const data: ParamsIteratorData = {
      interface: 'URLSearchParams Iterator',
      state: null,
      params: self,
      mode,
      index: 0,
    };
    return newPlatformObject(m, m.realm.intrinsic('%URLSearchParamsIteratorPrototype%'), data);
  });
}

function next(m: Machine, self: Value): Value {
  const d = platformData(m, self, 'URLSearchParams Iterator') as ParamsIteratorData;
  const { list } = d.params.data as ParamsData;
  const i = d.index;
  if (i >= list.length) return m.realm.iterResult(undefined, true);
  d.index = i + 2;
  const [name, v] = [list[i] as string, list[i + 1] as string];
  return m.realm.iterResult(d.mode === 'keys' ? name : d.mode === 'values' ? v : m.realm.newArray([name, v]), false);
}

function readOnly(name: string, native: (m: Machine, self: Value) => Value): PropertySpec {
  return {
    key: name,
    kind: 'accessor',
    get: { name: `get ${name}`, length: 0, native },
    set: null,
    attrs: Attr.Configurable | Attr.Enumerable,
  };
}

function operation(name: string, length: number, implementation: Partial<FunctionSpec>): PropertySpec {
  return { key: name, kind: 'method', fn: { name, length, ...implementation }, attrs: Attr.Default };
}

export const url: BuiltinModule = {
  objects: [
    {
      id: '%URL%',
      proto: '%FunctionPrototype%',
      fn: constructor_('URL', 1, { selfHosted: 'URLConstructor' }),
      properties: [
        operation('canParse', 1, { selfHosted: 'URLCanParse' }),
        operation('parse', 1, { selfHosted: 'URLParse' }),
        intrinsic('prototype', '%URLPrototype%', Attr.None),
      ],
    },
    {
      id: '%URLPrototype%',
      proto: '%ObjectPrototype%',
      properties: [
        intrinsic('constructor', '%URL%'),
        operation('toString', 0, { native: (m, self) => urlData(m, self).components.href }),
        ...URL_PARTS.map(part),
        readOnly('searchParams', searchParams),
        operation('toJSON', 0, { native: (m, self) => urlData(m, self).components.href }),
        value(symbols.toStringTag, 'URL', Attr.Configurable),
      ],
    },
    {
      id: '%URLSearchParams%',
      proto: '%FunctionPrototype%',
      fn: constructor_('URLSearchParams', 0, { selfHosted: 'URLSearchParamsConstructor' }),
      properties: [intrinsic('prototype', '%URLSearchParamsPrototype%', Attr.None)],
    },
    {
      id: '%URLSearchParamsPrototype%',
      proto: '%ObjectPrototype%',
      properties: [
        intrinsic('constructor', '%URLSearchParams%'),
        method('append', ['name', 'value'], '- string string', append),
        method('delete', ['name'], '- string string?', delete_),
        method('get', ['name'], '- string', get),
        method('getAll', ['name'], '- string', getAll),
        method('has', ['name'], '- string string?', has),
        method('set', ['name', 'value'], '- string string', set),
        method('sort', [], '-', sort),
        iteratorMethod('entries'),
        operation('forEach', 1, { selfHosted: 'URLSearchParamsForEach' }),
        iteratorMethod('keys'),
        iteratorMethod('values'),
        method('toString', [], '-', (m, d) => {
          for (const part of d.list) charged(m, part);
          return serializeQuery(d.list);
        }),
        readOnly('size', (m, self) => paramsData(m, self).list.length / 2),
        alias(symbols.iterator, 'entries'),
        value(symbols.toStringTag, 'URLSearchParams', Attr.Configurable),
      ],
    },
    {
      id: '%URLSearchParamsIteratorPrototype%',
      proto: '%IteratorPrototype%',
      properties: [
        operation('next', 0, { native: next }),
        value(symbols.toStringTag, 'URLSearchParams Iterator', Attr.Configurable),
      ],
    },
  ],
  globals: [intrinsic('URL', '%URL%'), intrinsic('URLSearchParams', '%URLSearchParams%')],
  intrinsics: {
    /** A new URL; a TypeError where it is not valid. */
    urlCreate: (m, _self, proto, input, base) => {
      const parsed = parse(m, input as string, base as string | undefined);
      if (parsed === null) return invalidUrl(m, input as string, base as string | undefined);
      const data: UrlData = { interface: 'URL', state: null, components: parsed, params: null };
      return newPlatformObject(m, proto as JSObject, data);
    },
    urlIsValid: (m, _self, input, base) => parse(m, input as string, base as string | undefined) !== null,
    isUrlParams: (_m, _self, v) => isPlatform(v, 'URLSearchParams'),
    paramsFromText: (m, _self, proto, text) =>
      newParams(m, proto as JSObject, parseQuery(charged(m, text as string).replace(/^\?/, '')), null),
    /** From an internal list of names and values, alternating; a name that comes again keeps its place where `unique`. */
    paramsFromList: (m, _self, proto, list, unique) => {
      const items = (list as JSArray).elements as string[];
      return newParams(m, proto as JSObject, unique === true ? lastOfEach(items) : items.slice(), null);
    },
    paramsList: (m, _self, v) => m.realm.newArray(paramsData(m, v).list.slice()),
  },
};

function lastOfEach(items: readonly string[]): string[] {
  const values = new Map<string, string>();
  for (let i = 0; i < items.length; i += 2) values.set(items[i] as string, items[i + 1] as string);
  return [...values].flat();
}
