/** Data of the host: arguments of calls that wait for an answer, and answers not taken yet. */
import { Handle, handleOf, unwrap } from '../host/data.ts';
import { IsCallable, JSObject } from '../objects/object.ts';
import type { Codec, GraphReader, GraphWriter } from './graph.ts';
import { damaged, SnapshotError } from './snapshot-error.ts';

const enum DataTag {
  Primitive,
  Again,
  Array,
  Object,
  Date,
  Map,
  Set,
  Bytes,
  Error,
  Handle,
}

const MAX_DEPTH = 400;

/** What of a writer data needs; `any` is given primitives, and what handles hold. */
export type DataWriter = Pick<GraphWriter, 'uint' | 'float' | 'text' | 'bytes' | 'any'>;
export type DataReader = Pick<GraphReader, 'uint' | 'float' | 'text' | 'bytes' | 'value' | 'below' | 'count'>;

function write(w: DataWriter, v: unknown, seen: Map<object, number>, depth: number): void {
  if (typeof v === 'function')
    throw new SnapshotError('UNSUPPORTED', 'Data of the host that holds a function cannot be written down.');
  if (typeof v !== 'object' || v === null) {
    w.uint(DataTag.Primitive);
    w.any(v);
    return;
  }
  const known = seen.get(v);
  if (known !== undefined) {
    w.uint(DataTag.Again);
    w.uint(known);
    return;
  }
  if (depth > MAX_DEPTH)
    throw new SnapshotError('UNSUPPORTED', 'Data of the host is nested too deeply to be written down.');
  seen.set(v, seen.size);
  const item = (x: unknown) => write(w, x, seen, depth + 1);
  if (v instanceof Handle) {
    w.uint(DataTag.Handle);
    w.any(unwrap(v));
  } else if (Array.isArray(v)) {
    w.uint(DataTag.Array);
    w.uint(v.length);
    for (const x of v) item(x);
  } else if (v instanceof Date) {
    w.uint(DataTag.Date);
    w.float(v.getTime());
  } else if (v instanceof Map) {
    w.uint(DataTag.Map);
    w.uint(v.size);
    for (const [key, x] of v) {
      item(key);
      item(x);
    }
  } else if (v instanceof Set) {
    w.uint(DataTag.Set);
    w.uint(v.size);
    for (const x of v) item(x);
  } else if (v instanceof Uint8Array) {
    w.uint(DataTag.Bytes);
    w.bytes(v);
  } else if (v instanceof Error) {
    w.uint(DataTag.Error);
    w.text(v.name);
    w.text(v.message);
    item((v as { readonly code?: unknown }).code);
  } else {
    const entries = Object.entries(v);
    w.uint(DataTag.Object);
    w.uint(entries.length);
    for (const [key, x] of entries) {
      w.text(key);
      item(x);
    }
  }
}

function read(r: DataReader, seen: unknown[], depth: number): unknown {
  if (depth > MAX_DEPTH) damaged('data nested too deeply');
  const tag = r.uint();
  if (tag === DataTag.Primitive) {
    const v = r.value();
    return v instanceof JSObject || typeof v === 'symbol'
      ? damaged('an object of the guest among data of the host')
      : v;
  }
  if (tag === DataTag.Again) return seen[r.below(seen.length, 'datum')];
  const at = seen.push(undefined) - 1;
  const note = <T>(v: T): T => {
    seen[at] = v;
    return v;
  };
  const item = () => read(r, seen, depth + 1);
  switch (tag) {
    case DataTag.Handle: {
      const v = r.value();
      if (!(v instanceof JSObject) && typeof v !== 'symbol') return damaged('a handle without an object');
      return note(handleOf(v, typeof v === 'symbol' ? 'symbol' : IsCallable(v) ? 'function' : 'object'));
    }
    case DataTag.Array: {
      const out = note<unknown[]>([]);
      for (let n = r.count(); n > 0; n--) out.push(item());
      return out;
    }
    case DataTag.Date:
      return note(new Date(r.float()));
    case DataTag.Map: {
      const out = note(new Map<unknown, unknown>());
      for (let n = r.count(); n > 0; n--) {
        const key = item();
        out.set(key, item());
      }
      return out;
    }
    case DataTag.Set: {
      const out = note(new Set<unknown>());
      for (let n = r.count(); n > 0; n--) out.add(item());
      return out;
    }
    case DataTag.Bytes:
      return note(r.bytes());
    case DataTag.Error: {
      const name = r.text();
      const out = note(new Error(r.text()));
      out.name = name;
      const code = item();
      if (code !== undefined) (out as { code?: unknown }).code = code;
      return out;
    }
    case DataTag.Object: {
      const out = note<Record<string, unknown>>({});
      for (let n = r.count(); n > 0; n--) {
        const key = r.text();
        const v = item();
        // As data, so that no key means anything to the host.
        Object.defineProperty(out, key, { value: v, writable: true, enumerable: true, configurable: true });
      }
      return out;
    }
    default:
      return damaged('unknown data of the host');
  }
}

export function writeData(w: DataWriter, v: unknown): void {
  write(w, v, new Map(), 0);
}

/** @throws SnapshotError where the bytes are none of data. */
export function readData(r: DataReader): unknown {
  return read(r, [], 0);
}

export const hostData: Codec<unknown> = { write: writeData, read: readData };
