/**
 * Bytes that the host gives the engine's objects, as V8 lays them out on 64 bits without pointer compression: three words of header,
 * then a word a field. What a host array, Map or Set takes is counted with the object that owns it.
 */

const WORD = 8;
const HEADER = 3 * WORD;

/** An object of `fields` fields. */
export function objectBytes(fields: number): number {
  return HEADER + WORD * fields;
}

/** An array and its elements. */
export function arrayBytes(length: number): number {
  return HEADER + WORD + 2 * WORD + WORD * length;
}

/** An ordered hash table grows by doubling: `words` an entry, one bucket for two. */
function tableBytes(size: number, words: number): number {
  let capacity = 4;
  while (capacity < size) capacity *= 2;
  return HEADER + WORD + WORD * (5 + capacity / 2 + words * capacity);
}

export function mapBytes(size: number): number {
  return tableBytes(size, 3);
}

export function setBytes(size: number): number {
  return tableBytes(size, 2);
}

/** Hosts keep strings of one Latin-1 unit, and the empty one, once for all. */
export function stringBytes(length: number): number {
  return length < 2 ? 0 : 2 * WORD + ((length + 7) & ~7);
}

/** A number that does not fit a tagged word. */
export const NUMBER_BYTES = 2 * WORD;

export function bigintBytes(v: bigint): number {
  return 2 * WORD + WORD * Math.max(1, Math.ceil(v.toString(16).length / 16));
}

export function symbolBytes(v: symbol): number {
  return 3 * WORD + stringBytes(v.description?.length ?? 0);
}

/** An entry of a weak collection: key, value, and what the key remembers of the collection. */
export const WEAK_ENTRY_BYTES = 10 * WORD;
