/** Files of saved programs (`.sag`): a snapshot, compressed. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import { writeAtomically } from '../atomic-file.ts';
import { damagedFile } from '../errors.ts';
import { readError } from './read.ts';

/** Bytes that a file may unfold to: what is larger was not written by this command. */
const mostBytes = 2 ** 30;
/** Nearly as small as the best, in a fraction of its time. */
const quality = 6;

/** Writes bytes of the engine to a file. Throws a `UserError`. */
export function writeSaved(path: string, bytes: Uint8Array): void {
  const params = { [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  writeAtomically(path, brotliCompressSync(bytes, { params }));
}

export interface SavedFile {
  readonly bytes: Uint8Array;
  /** Size of the file. */
  readonly compressed: number;
}

/** The bytes in a file of the command's own. Throws a `UserError` where there are none. */
export function readSaved(cwd: string, shown: string): SavedFile {
  let file: Buffer;
  try {
    file = readFileSync(resolve(cwd, shown));
  } catch (error) {
    throw readError(error, shown);
  }
  try {
    return { bytes: brotliDecompressSync(file, { maxOutputLength: mostBytes }), compressed: file.length };
  } catch {
    throw damagedFile(shown, 'it is not compressed as saved programs are, or was cut short');
  }
}
