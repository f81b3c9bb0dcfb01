import type { Program } from '../ast.ts';
import { acornOptions, asSyntaxError, type ParseOptions } from '../parse-options.ts';
import { Eraser } from './erase.ts';
import { TypeScriptParser } from './typescript-parser.ts';

/**
 * Parses TypeScript and erases it to plain ECMAScript nodes. Loaded through `loadTypeScript` (parse.ts).
 *
 * @throws SaguaroSyntaxError on the first early error, and on what isn't supported: decorators, `accessor` fields,
 * `import x = require()`, `export =`.
 */
export function parseTypeScript(source: string, options: ParseOptions): Program {
  const parser = new TypeScriptParser(
    // Namespaces export in scripts too; the eraser refuses what stands elsewhere. The plugin wants locations.
    { ...acornOptions(options), allowImportExportEverywhere: true, locations: true },
    source,
  );
  try {
    const tree = parser.parse();
    tree['strict'] = parser.strict;
    return new Eraser(source, options.kind === 'module').program(tree);
  } catch (error) {
    throw asSyntaxError(error, parser, options.name);
  }
}
