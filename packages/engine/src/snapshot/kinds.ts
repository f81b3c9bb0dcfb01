/** Internal slots of each kind of object, and the engine's own records: how they are written and read. */
import type { EntryTable as Entries } from '../builtins/entry-table.ts';
import { EntryTable } from '../builtins/entry-table.ts';
import type { ErrorData } from '../builtins/error-object.ts';
import { matcherFor, orderedFlags, PatternError } from '../builtins/regexp-matcher.ts';
import { type PendingMatch, RegExpData } from '../builtins/regexp-object.ts';
import { WeakTable } from '../builtins/weak-table.ts';
import type { DomExceptionData } from '../host/node-error.ts';
import { type AsyncRequest, GeneratorState } from '../machine/activity.ts';
import type { CallSite } from '../machine/call-sites.ts';
import { Frame } from '../machine/frame.ts';
import type { Capability, Reaction } from '../machine/promises.ts';
import { Cell, Environment, Table } from '../machine/records.ts';
import { type ExoticKind, type ExoticObject, JSArray, JSFunction, JSObject, type Slot } from '../objects/object.ts';
import {
  type ArrayBufferData,
  ELEMENT_SIZE,
  type ElementType,
  type TypedArrayData,
  typedArrayView,
} from '../objects/typed-array.ts';
import { HOLE, type Value } from '../objects/value.ts';
import {
  any,
  bool,
  bytes,
  constant,
  exotic,
  type FieldCodec,
  fields,
  float,
  instance,
  list,
  nullable,
  object,
  oneOf,
  optional,
  record,
  shared,
  slot,
  text,
  uint,
  value,
} from './codecs.ts';
import type { Codec, GraphReader, GraphWriter, RecordKind } from './graph.ts';
import { damaged, SnapshotError } from './snapshot-error.ts';

const mode = oneOf('keys', 'values', 'entries');
const nothing = constant(null);

/** A primitive of one type. */
function primitive<T extends Value>(type: 'boolean' | 'number' | 'string' | 'bigint' | 'symbol'): Codec<T> {
  return {
    write: (w, v) => w.any(v),
    read: (r) => {
      const v = r.value();
      return typeof v === type ? (v as T) : damaged(`an object that should hold a ${type}`);
    },
  };
}

// ---- arguments ------------------------------------------------------------------------------------------------------------------

const aliasKey: Codec<undefined | number | string> = {
  write: (w, v) => w.any(v),
  read: (r) => {
    const v = r.value();
    return v === undefined || (typeof v === 'number' && Number.isInteger(v) && v >= 0) || typeof v === 'string'
      ? v
      : damaged('an alias');
  },
};
const aliasRecord: Codec<Cell | Environment | Frame | Table> = {
  write: (w, v) => w.node(v),
  read: (r) => {
    const o = r.node();
    return o instanceof Cell || o instanceof Environment || o instanceof Frame || o instanceof Table
      ? o
      : damaged('the place of an argument');
  },
};
const argumentsData = record<{
  alias: ({ record: Cell | Environment | Frame | Table; key: undefined | number | string } | null)[] | null;
}>({
  alias: nullable(list(nullable(record({ record: aliasRecord, key: aliasKey })))),
});

// ---- collections ----------------------------------------------------------------------------------------------------------------

const entries = instance(EntryTable);
const cursor = record<{ table: Entries | null; position: number; mode: 'keys' | 'values' | 'entries' }>({
  table: nullable(entries),
  position: uint,
  mode,
});
const collection = record({ table: entries });

/** A Map's entries have values, a Set's have none; the index is made anew. */
export const entryTable: FieldCodec<EntryTable> = {
  write(w, t) {
    w.uint(t.keys.length);
    const isMap = t.values.length > 0;
    w.bool(isMap);
    for (let i = 0; i < t.keys.length; i++) {
      w.any(t.keys[i]);
      if (isMap) w.any(t.values[i]);
    }
    nullable(entries).write(w, t.next);
    nullable(list(uint)).write(w, t.gaps === null ? null : [...t.gaps]);
  },
  readInto(r, t) {
    const n = r.count();
    const isMap = r.bool();
    for (let i = 0; i < n; i++) {
      t.keys.push(r.slot());
      if (isMap) t.values.push(r.slot());
    }
    t.next = nullable(entries).read(r);
    t.gaps = nullable(list(uint)).read(r);
    r.later(() => {
      if (t.next !== null) return;
      t.keys.forEach((key, i) => {
        if (key !== HOLE) t.index.set(key, i);
      });
    });
  },
};

interface RegistryCell {
  target: JSObject | symbol | undefined;
  held: Value;
  token: JSObject | symbol | undefined;
}
const weakKey: Codec<JSObject | symbol | undefined> = {
  write: (w, v) => w.any(v),
  read: (r) => {
    const v = r.value();
    return v === undefined || typeof v === 'symbol' || v instanceof JSObject
      ? v
      : damaged('a key that cannot be held weakly');
  },
};
const registryCells = list(shared<RegistryCell>('registration'));
const registry: Codec<{
  cleanup: JSObject;
  cells: Set<RegistryCell>;
  byToken: Map<JSObject | symbol, Set<RegistryCell>>;
  emptied: RegistryCell[];
}> = {
  write(w, d) {
    w.node(d.cleanup);
    registryCells.write(w, [...d.cells]);
    registryCells.write(w, d.emptied);
  },
  read(r) {
    const cleanup = r.object();
    const cells = new Set(registryCells.read(r));
    const byToken = new Map<JSObject | symbol, Set<RegistryCell>>();
    const emptied = registryCells.read(r);
    r.later(() => {
      for (const cell of cells) {
        if (cell.token === undefined) continue;
        const siblings = byToken.get(cell.token);
        if (siblings === undefined) byToken.set(cell.token, new Set([cell]));
        else siblings.add(cell);
      }
    });
    return { cleanup, cells, byToken, emptied };
  },
};

// ---- promises, activities -------------------------------------------------------------------------------------------------------

const activity = instance(GeneratorState);
const capability = record<Capability>({ promise: object, resolve: optional(object), reject: optional(object) });
const reaction: Codec<Reaction> = {
  write(w, v) {
    w.bool(v.kind === 'await');
    if (v.kind === 'await') w.node(v.activity);
    else {
      w.any(v.onFulfilled);
      w.any(v.onRejected);
      nullable(capability).write(w, v.capability);
    }
  },
  read(r) {
    if (r.bool()) return { kind: 'await', activity: activity.read(r) };
    return { kind: 'then', onFulfilled: r.value(), onRejected: r.value(), capability: nullable(capability).read(r) };
  },
};
const promise = record<{
  state: 'pending' | 'fulfilled' | 'rejected';
  result: Value;
  reactions: readonly Reaction[];
  handled: boolean;
}>({
  state: oneOf('pending', 'fulfilled', 'rejected'),
  result: value,
  reactions: list(reaction),
  handled: bool,
});

const request = record<AsyncRequest>({ mode: uint, value, promise: exotic('Promise') });

/** `kind`, `object` and `queue` are read-only to everybody else. */
export const activityFields: FieldCodec<GeneratorState> = fields<GeneratorState>({
  kind: oneOf('generator', 'async', 'async-generator'),
  state: oneOf('start', 'suspended', 'running', 'awaiting', 'done'),
  frame: nullable(instance(Frame)),
  object: exotic('Generator', 'AsyncGenerator', 'Promise'),
  queue: list(request),
  direct: bool,
  detached: bool,
  callerResult: nullable(exotic('Promise')),
  draining: bool,
});

// ---- memory ---------------------------------------------------------------------------------------------------------------------

const ELEMENT_TYPES = Object.keys(ELEMENT_SIZE) as ElementType[];
const buffer = exotic('ArrayBuffer', 'SharedArrayBuffer');
const typedArray: Codec<TypedArrayData> = {
  write(w, d) {
    w.uint(ELEMENT_TYPES.indexOf(d.type));
    w.node(d.buffer);
    w.uint(d.byteOffset);
    nullable(uint).write(w, d.length);
  },
  read(r) {
    const type = ELEMENT_TYPES[r.below(ELEMENT_TYPES.length, 'type of elements')] as ElementType;
    const data: TypedArrayData = {
      type,
      buffer: buffer.read(r),
      byteOffset: r.uint(),
      length: nullable(uint).read(r),
      bytes: null,
      view: new Uint8Array(0),
    };
    if (data.byteOffset % ELEMENT_SIZE[type] !== 0) damaged('a typed array at an offset that is none of its elements');
    r.later(() => typedArrayView(data));
    return data;
  },
};
const dataView: Codec<object> = {
  write(w, v) {
    const d = v as { buffer: ExoticObject; byteOffset: number; byteLength: number | null };
    w.node(d.buffer);
    w.uint(d.byteOffset);
    nullable(uint).write(w, d.byteLength);
  },
  read: (r) => ({
    buffer: buffer.read(r),
    byteOffset: r.uint(),
    byteLength: nullable(uint).read(r),
    bytes: null,
    view: null,
  }),
};

// ---- regular expressions --------------------------------------------------------------------------------------------------------

const regexp: Codec<RegExpData> = {
  write(w, d) {
    w.node(d.home);
    w.bool(d.legacy);
    w.bool(d.pattern !== null);
    if (d.pattern !== null) {
      w.text(d.pattern);
      w.text(d.flags);
    }
  },
  read(r) {
    const home = instance(JSFunction).read(r);
    const data = new RegExpData(home, r.bool());
    if (r.bool()) {
      const pattern = r.text();
      const flags = r.text();
      validPattern(pattern, flags, () => data.set(pattern, flags));
    }
    return data;
  },
};

/** Does something with a pattern that the snapshot says is one. */
function validPattern<T>(pattern: string, flags: string, f: () => T): T {
  try {
    return f();
  } catch (e) {
    if (e instanceof PatternError || e instanceof SyntaxError)
      damaged(`a regular expression that is none: /${pattern}/${flags}`);
    throw e;
  }
}

const ints: Codec<Int32Array> = {
  write(w, v) {
    w.uint(v.length);
    for (const n of v) w.int(n);
  },
  read(r) {
    const n = r.count();
    const out = new Int32Array(n);
    for (let i = 0; i < n; i++) out[i] = r.int();
    return out;
  },
};

/** A match in progress, and which program it is in the middle of. */
const pendingMatch: Codec<PendingMatch> = {
  write(w, { regexp: rx, pattern, flags, text: subject, state }) {
    w.node(rx);
    w.text(pattern);
    w.text(flags);
    w.text(subject);
    w.uint(matcherFor(pattern, flags).fingerprint);
    w.uint(state.start);
    w.int(state.pc);
    w.uint(state.position);
    ints.write(w, state.registers);
    ints.write(w, state.stack.subarray(0, state.height));
  },
  read(r) {
    const rx = exotic('RegExp').read(r);
    const pattern = r.text();
    const flags = r.text();
    const subject = r.text();
    const made = r.uint();
    const saved = { start: r.uint(), pc: r.int(), position: r.uint(), registers: ints.read(r), left: 0 };
    const stack = ints.read(r);
    if (orderedFlags(flags) !== flags) damaged('the flags of a match');
    const state = validPattern(pattern, flags, () =>
      matcherFor(pattern, flags).revive({ ...saved, stack, height: stack.length }, subject, made),
    );
    return { regexp: rx, pattern, flags, text: subject, state: state ?? damaged('the state of a match') };
  },
};

// ---- platform objects: an interface's name, a state, and further fields of plain data ----------------------------------------------

const enum Field {
  Value,
  Texts,
  Timer,
  Fields,
  Bytes,
}

function writeField(w: GraphWriter, v: unknown, depth: number): void {
  if (Array.isArray(v)) {
    w.uint(Field.Texts);
    list(any).write(w, v);
  } else if (v instanceof Uint8Array) {
    w.uint(Field.Bytes);
    w.bytes(v);
  } else if (typeof v === 'object' && v !== null && 'referenced' in v && 'order' in v) {
    w.uint(Field.Timer);
    w.record('timer', v);
  } else if (typeof v === 'object' && v !== null && Object.getPrototypeOf(v) === Object.prototype && depth < 8) {
    w.uint(Field.Fields);
    writeFields(w, v as Record<string, unknown>, depth + 1);
  } else {
    w.uint(Field.Value);
    w.any(v);
  }
}

function writeFields(w: GraphWriter, o: Readonly<Record<string, unknown>>, depth: number): void {
  const names = Object.keys(o);
  w.uint(names.length);
  for (const name of names) {
    w.text(name);
    writeField(w, o[name], depth);
  }
}

function readField(r: GraphReader, depth: number): unknown {
  switch (r.uint()) {
    case Field.Value:
      return r.value();
    case Field.Texts: {
      const out = list(value).read(r);
      return out;
    }
    case Field.Timer:
      return r.record('timer');
    case Field.Bytes:
      return r.bytes();
    case Field.Fields:
      return depth < 8 ? readFields(r, depth + 1) : damaged('fields nested too deeply');
    default:
      return damaged('an unknown field');
  }
}

function readFields(r: GraphReader, depth: number): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (let n = r.count(); n > 0; n--) {
    const name = r.text();
    if (name === '__proto__' || Object.hasOwn(out, name)) damaged('a field twice');
    out[name] = readField(r, depth);
  }
  return out;
}

const platform: Codec<Record<string, unknown>> = {
  write: (w, v) => writeFields(w, v, 0),
  read(r) {
    const data = readFields(r, 0);
    const state = data['state'];
    if (typeof data['interface'] !== 'string' || !(state === null || state instanceof JSObject))
      damaged('a platform object without an interface');
    const timer = data['interface'] === 'Timeout' || data['interface'] === 'Immediate';
    if (timer && !(state instanceof JSArray && typeof data['timer'] === 'object' && data['timer'] !== null))
      damaged('a timer object without a timer');
    return data;
  },
};

// ---- errors: their traces, and what a DOMException has beside ------------------------------------------------------------------------

const callSite = record<CallSite>({ fn: instance(JSFunction), self: value, at: uint, flags: uint });

const errorData: Codec<ErrorData & Partial<DomExceptionData>> = {
  write(w, { sites, place, domName, domMessage }) {
    sitesOf.write(w, sites as CallSite[]);
    nullable(text).write(w, place);
    optional(text).write(w, domName);
    optional(text).write(w, domMessage);
  },
  read(r) {
    const data: ErrorData = { sites: sitesOf.read(r), place: nullable(text).read(r) };
    const domName = optional(text).read(r);
    const domMessage = optional(text).read(r);
    return domName === undefined || domMessage === undefined ? data : { ...data, domName, domMessage };
  },
};
const sitesOf = list(callSite);

// ---- modules --------------------------------------------------------------------------------------------------------------------

const namespace: Codec<{ exports: Map<string | number, Cell> }> = {
  write(w, d) {
    w.uint(d.exports.size);
    for (const [key, cell] of d.exports) {
      w.any(key);
      w.node(cell);
    }
  },
  read(r) {
    const exports = new Map<string | number, Cell>();
    for (let n = r.count(); n > 0; n--) {
      const key = r.value();
      if (typeof key !== 'string' && typeof key !== 'number') damaged('the name of an export');
      exports.set(key, instance(Cell).read(r));
    }
    return { exports };
  },
};

// ---- all of them ------------------------------------------------------------------------------------------------------------------

/** Written otherwise: the global object as such, the prototype of all objects as the built-in that it is. */
type Built = 'Global' | 'ObjectPrototype';

// biome-ignore lint/suspicious/noExplicitAny: each is typed where it is declared; `ExoticObject.data` is not
const KINDS: Record<Exclude<ExoticKind, Built>, Codec<any>> = {
  Arguments: argumentsData,
  ArrayBuffer: shared('buffer'),
  SharedArrayBuffer: shared('buffer'),
  ArrayIterator: record({ target: optional(object), index: uint, mode }),
  AsyncFromSyncIterator: record({ iterator: object, next: value }),
  AsyncGenerator: activity,
  Generator: activity,
  AsyncDisposableStack: record({ resources: nullable(instance(JSArray)) }),
  DisposableStack: record({ resources: nullable(instance(JSArray)) }),
  BigInt: primitive('bigint'),
  Boolean: primitive('boolean'),
  Date: primitive('number'),
  Number: primitive('number'),
  String: primitive('string'),
  Symbol: primitive('symbol'),
  BoundFunction: record({ target: object, self: value, args: list(value) }),
  DataView: dataView,
  CallSite: callSite,
  Error: errorData,
  FinalizationRegistry: registry,
  ForInIterator: record({ object, keys: list(value), at: uint, plain: bool }),
  Intrinsic: nothing,
  IsHTMLDDA: nothing,
  IteratorHelper: object,
  IteratorWrap: object,
  Map: collection,
  Set: collection,
  MapIterator: cursor,
  SetIterator: cursor,
  ModuleNamespace: namespace,
  Platform: platform,
  Promise: promise,
  Proxy: record({ target: nullable(object), handler: nullable(object), callable: bool, constructor_: bool }),
  RawJSON: nothing,
  RegExp: regexp,
  RegExpMatch: pendingMatch,
  RegExpStringIterator: record({ regexp: object, text, global: bool, unicode: bool, done: bool }),
  StringIterator: record({ text, position: uint }),
  TypedArray: typedArray,
  WeakMap: instance(WeakTable),
  WeakSet: instance(WeakTable),
  WeakRef: record({ target: weakKey }),
};

/** How the internal slots of a kind are written. */
export function dataCodec(kind: ExoticKind): Codec<unknown> {
  const codec = (KINDS as Partial<typeof KINDS>)[kind as Exclude<ExoticKind, Built>];
  if (codec === undefined) throw new SnapshotError('UNSUPPORTED', `An object of kind ${kind} cannot be written down.`);
  return codec as Codec<unknown>;
}

// ---- records with an identity -------------------------------------------------------------------------------------------------------

const waiterFields = fields<{
  index: number;
  until: number;
  promise: ExoticObject | null;
  state: 'waiting' | 'ok' | 'timed-out';
}>({
  index: uint,
  until: float,
  promise: nullable(exotic('Promise')),
  state: oneOf('waiting', 'ok', 'timed-out'),
});

const bufferFields: FieldCodec<ArrayBufferData> = {
  write(w, d) {
    nullable(bytes).write(w, d.bytes);
    nullable(uint).write(w, d.maxByteLength);
    w.bool(d.shared);
    optional(list(shared<NonNullable<ArrayBufferData['waiters']>[number]>('waiter'))).write(w, d.waiters);
  },
  readInto(r, d) {
    d.bytes = nullable(bytes).read(r);
    (d as { maxByteLength: number | null }).maxByteLength = nullable(uint).read(r);
    (d as { shared: boolean }).shared = r.bool();
    const waiters = optional(list(shared<NonNullable<ArrayBufferData['waiters']>[number]>('waiter'))).read(r);
    if (waiters !== undefined) d.waiters = waiters;
  },
};

// biome-ignore lint/suspicious/noExplicitAny: each is typed where it is declared
export const RECORDS: Readonly<Record<RecordKind, FieldCodec<any>>> = {
  resolving: fields<{ promise: ExoticObject; alreadyResolved: boolean }>({
    promise: exotic('Promise'),
    alreadyResolved: bool,
  }),
  buffer: bufferFields,
  timer: fields({
    at: float,
    order: uint,
    object: exotic('Platform'),
    active: bool,
    referenced: bool,
  }),
  waiter: waiterFields,
  registration: fields<RegistryCell>({ target: weakKey, held: value, token: weakKey }),
};

/** Captures of built-in functions that have a state of their own, by name of their row. */
export function capturesCodec(name: string): Codec<readonly unknown[]> {
  switch (name) {
    case '%PromiseResolveFunction%':
    case '%PromiseRejectFunction%':
      return resolvingCaptures;
    case '%RegExp%':
      return legacyCaptures;
    default:
      return list(any) as Codec<readonly unknown[]>;
  }
}

const resolvingCaptures = list(shared<object>('resolving')) as Codec<readonly unknown[]>;
const legacyCaptures = list(
  record<{ input: string; match: { text: string; index: number; end: number; captures: readonly string[] } | null }>({
    input: text,
    match: nullable(record({ text, index: uint, end: uint, captures: list(text) as Codec<readonly string[]> })),
  }),
) as Codec<readonly unknown[]>;

/** Elements, or the values of entries. */
export const slots: Codec<Slot[]> = list(slot);
