/** Compiles the files of the self-hosted library (see self-hosted.ts for the dialect). */
import type { FunctionCode } from '../bytecode/code.ts';
import { parse } from '../parser/parse.ts';
import { analyze } from '../scope/analyze.ts';
import { planStorage } from '../storage/plan.ts';
import { compileProgram } from './compile.ts';

interface LibraryFile {
  readonly name: string;
  readonly text: string;
}

/** Names of all top-level functions. */
export function libraryNames(files: readonly LibraryFile[]): Set<string> {
  const names = new Set<string>();
  for (const file of files)
    for (const node of parse(file.text, { name: file.name, kind: 'script', strict: true }).program.body)
      if (node.type === 'FunctionDeclaration' && node.id !== null) names.add(node.id.name);
  return names;
}

/** The functions of one file. */
export function compileLibraryFile(file: LibraryFile, names: ReadonlySet<string>): readonly FunctionCode[] {
  const { program, lines } = parse(file.text, { name: file.name, kind: 'script', strict: true });
  const tree = analyze(program, { kind: 'script', strict: true });
  planStorage(tree, 'flat', lines);
  const code = compileProgram(
    tree,
    { name: file.name, text: file.text },
    { completionValue: false, selfHosted: true, library: names },
  );
  return code.body().functions;
}
