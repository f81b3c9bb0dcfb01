/** Codecs for fields, and how they are put together. */
import { type ExoticKind, ExoticObject, type JSObject, type Slot } from '../objects/object.ts';
import type { Value } from '../objects/value.ts';
import type { Codec, RecordKind } from './graph.ts';
import { damaged } from './snapshot-error.ts';

export const bool: Codec<boolean> = { write: (w, v) => w.bool(v), read: (r) => r.bool() };
export const uint: Codec<number> = { write: (w, v) => w.uint(v), read: (r) => r.uint() };
export const int: Codec<number> = { write: (w, v) => w.int(v), read: (r) => r.int() };
export const float: Codec<number> = { write: (w, v) => w.float(v), read: (r) => r.float() };
export const text: Codec<string> = { write: (w, v) => w.text(v), read: (r) => r.text() };
export const bytes: Codec<Uint8Array> = { write: (w, v) => w.bytes(v), read: (r) => r.bytes() };
/** A guest value. */
export const value: Codec<Value> = { write: (w, v) => w.any(v), read: (r) => r.value() };
/** What a slot may hold. */
export const slot: Codec<Slot> = { write: (w, v) => w.any(v), read: (r) => r.slot() };
/** What a register may hold. */
export const any: Codec<unknown> = { write: (w, v) => w.any(v), read: (r) => r.any() };
export const object: Codec<JSObject> = { write: (w, v) => w.node(v), read: (r) => r.object() };

export function exotic(...kinds: ExoticKind[]): Codec<ExoticObject> {
  return {
    write: (w, v) => w.node(v),
    read: (r) => {
      const o = r.node();
      return o instanceof ExoticObject && kinds.includes(o.kind)
        ? o
        : damaged(`an object that should be of kind ${kinds.join(' or ')}`);
    },
  };
}

/** A node of that class. */
// biome-ignore lint/suspicious/noExplicitAny: constructors of any parameters
export function instance<T extends object>(type: abstract new (...args: any[]) => T): Codec<T> {
  return {
    write: (w, v) => w.node(v),
    read: (r) => {
      const o = r.node();
      return o instanceof type ? o : damaged(`a node that should be a ${type.name}`);
    },
  };
}

/** A record with an identity of its own. */
export function shared<T extends object>(kind: RecordKind): Codec<T> {
  return { write: (w, v) => w.record(kind, v), read: (r) => r.record(kind) as T };
}

export function nullable<T>(of: Codec<T>): Codec<T | null> {
  return {
    write: (w, v) => {
      w.bool(v !== null);
      if (v !== null) of.write(w, v);
    },
    read: (r) => (r.bool() ? of.read(r) : null),
  };
}

export function optional<T>(of: Codec<T>): Codec<T | undefined> {
  return {
    write: (w, v) => {
      w.bool(v !== undefined);
      if (v !== undefined) of.write(w, v);
    },
    read: (r) => (r.bool() ? of.read(r) : undefined),
  };
}

export function list<T>(of: Codec<T>): Codec<T[]> {
  return {
    write: (w, v) => {
      w.uint(v.length);
      for (const item of v) of.write(w, item);
    },
    read: (r) => {
      const out: T[] = [];
      for (let n = r.count(); n > 0; n--) out.push(of.read(r));
      return out;
    },
  };
}

export function oneOf<T extends string>(...names: T[]): Codec<T> {
  return { write: (w, v) => w.uint(names.indexOf(v)), read: (r) => names[r.below(names.length, names.join('|'))] as T };
}

export function constant<T>(v: T): Codec<T> {
  return { write: () => undefined, read: () => v };
}

type Fields<T> = { readonly [K in keyof T]-?: Codec<T[K]> };

/** A record without an identity, its fields in that order. */
export function record<T extends object>(fields: Fields<T>): Codec<T> {
  const names = Object.keys(fields) as (keyof T)[];
  return {
    write: (w, v) => {
      for (const name of names) fields[name].write(w, v[name]);
    },
    read: (r) => {
      const out = {} as T;
      for (const name of names) out[name] = fields[name].read(r);
      return out;
    },
  };
}

/** The fields of a record that exists already: for those with an identity. */
export interface FieldCodec<T> {
  write(w: Parameters<Codec<T>['write']>[0], v: T): void;
  readInto(r: Parameters<Codec<T>['read']>[0], v: T): void;
}

export function fields<T extends object>(codecs: { readonly [K in keyof T]?: Codec<T[K]> }): FieldCodec<T> {
  const names = Object.keys(codecs) as (keyof T)[];
  return {
    write: (w, v) => {
      for (const name of names) (codecs[name] as Codec<T[keyof T]>).write(w, v[name]);
    },
    readInto: (r, v) => {
      for (const name of names) v[name] = (codecs[name] as Codec<T[keyof T]>).read(r);
    },
  };
}
