/** What snapshots and recordings have in common: a magic number and a version in front, and a hash over everything before it at the end. */
import { ByteReader, ByteWriter, hashOf } from './bytes.ts';
import { damaged } from './snapshot-error.ts';

const HASH_LENGTH = 16;

export interface Format {
  readonly magic: readonly number[];
  readonly version: number;
}

/** Do these bytes begin as the format does? */
export function isOf({ magic }: Format, bytes: Uint8Array): boolean {
  return magic.every((b, i) => bytes[i] === b);
}

/** For what comes behind the version; `seal` ends it. */
export function open({ magic, version }: Format): ByteWriter {
  const w = new ByteWriter();
  for (const b of magic) w.byte(b);
  w.uint(version);
  return w;
}

/** The bytes, with their hash. */
export function seal(w: ByteWriter): Uint8Array {
  const hash = hashOf(w.view());
  for (let i = 0; i < HASH_LENGTH; i++) w.byte(hash.charCodeAt(i));
  return w.view().slice();
}

/**
 * A reader of what comes behind the version and before the hash.
 * @throws SnapshotError where the bytes are not of the format or do not fit their hash; what `other` throws for another version
 */
export function unseal(format: Format, bytes: Uint8Array, other: (version: number) => Error): ByteReader {
  const end = bytes.length - HASH_LENGTH;
  if (end < format.magic.length || !isOf(format, bytes)) damaged('it does not begin as one');
  const r = new ByteReader(bytes, format.magic.length, end);
  const version = r.uint();
  if (version !== format.version) throw other(version);
  const hash = hashOf(bytes.subarray(0, end));
  for (let i = 0; i < HASH_LENGTH; i++)
    if (bytes[end + i] !== hash.charCodeAt(i)) damaged('its bytes do not fit their hash');
  return r;
}
