/** Files that are there whole or not at all. */
import { closeSync, copyFileSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { cannotWrite } from './errors.ts';

/** Writes a file by way of a temporary one beside it. Throws a `UserError` where that is not possible. */
export function writeAtomically(path: string, text: string | Uint8Array, mode = 0o666): void {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(temporary, text, { mode });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
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
    rmSync(temporary, { force: true });
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
    rmSync(temporary, { force: true });
    throw cannotWrite(path, error instanceof Error ? error.message : String(error));
  }
}
