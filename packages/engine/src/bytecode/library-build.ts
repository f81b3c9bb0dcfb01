/** Compiles the self-hosted library: run when the engine is built, not part of it. */
import { compileLibraryFile, libraryNames } from '../compiler/library.ts';
import { encodeFunction } from './library.ts';

/** Encoded functions of all library files by name. Throws where a file uses a name that nothing declares. */
export function compileLibrary(
  files: readonly { readonly name: string; readonly text: string }[],
): Record<string, string> {
  const names = libraryNames(files);
  const out: Record<string, string> = {};
  for (const file of files)
    for (const f of compileLibraryFile(file, names)) {
      if (f.name in out) throw new Error(`${file.name}: ${f.name} is declared twice`);
      out[f.name] = JSON.stringify(encodeFunction(f));
    }
  return out;
}
