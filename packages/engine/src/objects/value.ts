/**
 * Guest values, and the marks that stand in registers and slots but are never guest values.
 *
 * A guest value is a host primitive or a `JSObject`. Guest symbols are host symbols of our own making, never the host's well-known ones.
 */
import type { JSObject } from './object.ts';

export type Value = undefined | null | boolean | number | string | bigint | symbol | JSObject;

/** A mark: compared by identity only. Marks never reach the guest. */
export class Mark {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

/** An element that is not there. */
export const HOLE = new Mark('hole');
/** A binding that is not initialised yet (temporal dead zone). */
export const TDZ = new Mark('uninitialised');
/** An iteration that has ended. */
export const DONE = new Mark('done');
/** A native's answer «not I»: nothing has been done yet, run the fallback instead. */
export const BAIL = new Mark('bail');

/**
 * Private name of a class (`#x`): a property key that no reflection sees. One a class evaluation.
 */
export class PrivateName {
  /** Without `#`. */
  readonly description: string;
  constructor(description: string) {
    this.description = description;
  }
}

/**
 * A property key. Array indices (0 to 2^32 - 2) are ALWAYS numbers, never strings, in every table and every interface of the engine;
 * other keys are strings, symbols or private names.
 */
export type PropertyKey = string | number | symbol | PrivateName;

/** Largest array index. */
export const MAX_ARRAY_INDEX = 0xfffffffe;

/** The key of a string: an array index as a number, else the string itself. */
export function keyOfString(s: string): string | number {
  const n = s.length;
  if (n === 0 || n > 10) return s;
  const c = s.charCodeAt(0);
  if (c < 48 || c > 57) return s;
  if (c === 48) return n === 1 ? 0 : s;
  let v = c - 48;
  for (let i = 1; i < n; i++) {
    const d = s.charCodeAt(i);
    if (d < 48 || d > 57) return s;
    v = v * 10 + (d - 48);
  }
  return v <= MAX_ARRAY_INDEX ? v : s;
}

/** The guest value of a key (private names have none). */
export function keyToValue(key: PropertyKey): string | symbol {
  return typeof key === 'number' ? String(key) : (key as string | symbol);
}

/** Well-known symbols: the engine's own, shared by its realms and machines. */
export const symbols = {
  asyncDispose: Symbol('Symbol.asyncDispose'),
  asyncIterator: Symbol('Symbol.asyncIterator'),
  dispose: Symbol('Symbol.dispose'),
  hasInstance: Symbol('Symbol.hasInstance'),
  isConcatSpreadable: Symbol('Symbol.isConcatSpreadable'),
  iterator: Symbol('Symbol.iterator'),
  match: Symbol('Symbol.match'),
  matchAll: Symbol('Symbol.matchAll'),
  replace: Symbol('Symbol.replace'),
  search: Symbol('Symbol.search'),
  species: Symbol('Symbol.species'),
  split: Symbol('Symbol.split'),
  toPrimitive: Symbol('Symbol.toPrimitive'),
  toStringTag: Symbol('Symbol.toStringTag'),
  unscopables: Symbol('Symbol.unscopables'),
} as const;
