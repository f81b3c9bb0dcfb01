/** Files that are there whole or not at all. */
import {
  accessSync,
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { cannotWrite } from './errors.ts';

/** Throws a `UserError` where a file cannot be written later, as far as can be told before: whoever runs long wants to know at once. */
export function checkWritable(path: string): void {
  if (existsSync(path) && statSync(path).isDirectory()) throw cannotWrite(path, 'it is a folder; name a file in it');
  let folder = dirname(path);
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  if (!statSync(folder).isDirectory()) throw cannotWrite(path, `${folder} is no folder`);
  try {
    accessSync(folder, constants.W_OK);
  } catch {
    throw cannotWrite(path, `nothing may be written in ${folder}`);
  }
}

/** What is left of a file that could not be written: where it cannot be taken away either, there is none. */
function discard(temporary: string): void {
  try {
    rmSync(temporary, { force: true });
  } catch {
    // The reason why it was not written is what is told.
  }
}

/** Writes a file by way of a temporary one beside it. Throws a `UserError` where that is not possible. */
export function writeAtomically(path: string, text: string | Uint8Array, mode = 0o666): void {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(temporary, text, { mode });
    renameSync(temporary, path);
  } catch (error) {
    discard(temporary);
    throw cannotWrite(path, error instanceof Error ? error.message : String(error));
  }
}

/** As `writeAtomically`, for the contents of another file. */
export function copyAtomically(from: string, path: string): void {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    copyFileSync(from, temporary);
    renameSync(temporary, path);
  } catch (error) {
    discard(temporary);
    throw cannotWrite(path, error instanceof Error ? error.message : String(error));
  }
}

/** As `writeAtomically`, for a text that is made piece by piece and may be longer than a string can be. */
export function writePieces(path: string, pieces: Iterable<string>): void {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    const file = openSync(temporary, 'w');
    try {
      for (const piece of pieces) {
        const bytes = Buffer.from(piece);
        for (let from = 0; from < bytes.length; ) from += writeSync(file, bytes, from);
      }
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    discard(temporary);
    throw cannotWrite(path, error instanceof Error ? error.message : String(error));
  }
}
