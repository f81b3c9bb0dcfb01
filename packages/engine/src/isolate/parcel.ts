/** Values between a machine in a worker and its embedder: data is cloned, and what is none arrives as what it is, in words. */
import { Handle } from '../host/data.ts';
import type { Parcel, RemoteText } from './protocol.ts';

/** A guest value that is no data, of a machine in a worker: only what it is has come over. */
export class RemoteValue {
  /** What it is, as `typeof` would say. */
  readonly type: string;
  /** As `console.log` prints it; an error with its stack. */
  readonly text: string;
  constructor({ type, text }: RemoteText) {
    this.type = type;
    this.text = text;
  }
}

/** Data in place of every handle in `value`, which is the embedder's own copy; `describe` says what a handle is. */
export function pack(value: unknown, describe: (handle: Handle) => string): Parcel {
  const remotes: RemoteText[] = [];
  const known = new Map<Handle, RemoteText>();
  const replaced = exchange(value, (v) => {
    if (!(v instanceof Handle)) return v;
    let remote = known.get(v);
    if (remote === undefined) {
      remote = { type: v.type, text: describe(v) };
      known.set(v, remote);
      remotes.push(remote);
    }
    return remote;
  });
  return { value: replaced, remotes };
}

/** The value of a parcel that has been cloned. */
export function unpack({ value, remotes }: Parcel): unknown {
  const values = new Map<unknown, RemoteValue>(remotes.map((r) => [r, new RemoteValue(r)]));
  return exchange(value, (v) => values.get(v) ?? v);
}

/** Exchanges everything in a structure of arrays, plain objects, Maps and Sets, in place. Iterative: no structure is too deep. */
function exchange(root: unknown, by: (v: unknown) => unknown): unknown {
  const seen = new Set<unknown>();
  const todo: object[] = [];
  const take = (v: unknown): unknown => {
    const w = by(v);
    if (w === v && typeof v === 'object' && v !== null && !seen.has(v)) {
      seen.add(v);
      todo.push(v);
    }
    return w;
  };
  const out = take(root);
  for (let o = todo.pop(); o !== undefined; o = todo.pop()) {
    if (o instanceof Map) {
      const entries = [...o];
      o.clear();
      for (const [k, v] of entries) o.set(take(k), take(v));
    } else if (o instanceof Set) {
      const values = [...o];
      o.clear();
      for (const v of values) o.add(take(v));
    } else if (Array.isArray(o) || isPlain(o)) {
      const fields = o as Record<string, unknown>;
      for (const key of Object.keys(fields)) fields[key] = take(fields[key]);
    }
  }
  return out;
}

function isPlain(o: object): boolean {
  const proto: unknown = Object.getPrototypeOf(o);
  return proto === null || proto === Object.prototype;
}
