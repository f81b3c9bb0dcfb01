// Compiles the self-hosted built-ins to bytecode.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folders = ['packages/engine/src/builtins', 'packages/engine/src/host'];

export default {
  name: 'library',
  order: 20,
  async run(context) {
    const files = folders.flatMap((folder) =>
      readdirSync(join(context.root, folder))
        .filter((name) => name.endsWith('.js'))
        .sort()
        .map((name) => ({ name, text: readFileSync(join(context.root, folder, name), 'utf8') })),
    );
    const { compileLibrary } = await context.load('packages/engine/src/bytecode/library-build.ts');
    const rows = Object.entries(compileLibrary(files)).map(
      ([name, row]) => `  ${JSON.stringify(name)}: ${JSON.stringify(row)},`,
    );
    context.write(
      'packages/engine/src/builtins/library.gen.ts',
      `// Generated from the self-hosted built-ins. Do not edit.
/** Compiled self-hosted functions by name. */
export const LIBRARY: Readonly<Record<string, string>> = {
${rows.join('\n')}
};
`,
    );
  },
};
