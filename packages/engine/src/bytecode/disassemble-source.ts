/** The bytecode of a whole program as text. */
import { compileSource, type SourceOptions } from '../compiler/front.ts';
import type { FunctionCode } from './code.ts';
import { disassemble } from './disassemble.ts';

/** Every function's instructions in source order, with the lines that they come from. @throws SaguaroSyntaxError */
export function disassembleSource(text: string, options: Partial<SourceOptions> = {}): string {
  const out: string[] = [];
  const visit = (f: FunctionCode): void => {
    out.push(disassemble(f));
    for (const inner of f.body().functions) visit(inner);
  };
  visit(
    compileSource(text, {
      name: options.name ?? '<script>',
      kind: options.kind ?? 'script',
      language: options.language ?? 'js',
      storage: options.storage ?? 'flat',
    }),
  );
  return out.join('\n');
}
