import type { Program } from '../ast.ts';
import { ParseFailure } from '../parse-failure.ts';
import { acornOptions, asSyntaxError, isStackOverflow, type ParseOptions } from '../parse-options.ts';
import { SaguaroSyntaxError } from '../syntax-error.ts';
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
    const tree = read(parser, options.name);
    tree['strict'] = parser.strict;
    return new Eraser(source, options.kind === 'module').program(tree);
  } catch (error) {
    throw asSyntaxError(error, parser, options.name);
  }
}

/** On some incomplete programs the plugin trips over its own state, with an error of the host's: then the source is at fault. */
function read(parser: TypeScriptParser, name: string): ReturnType<TypeScriptParser['parse']> {
  try {
    return parser.parse();
  } catch (error) {
    if (error instanceof ParseFailure || isStackOverflow(error) || !(error instanceof Error)) throw error;
    const start = Math.min(parser.start, parser.input.length);
    throw new SaguaroSyntaxError('UnreadableTypeScript', [], parser.input, name, start, Math.max(start, parser.end));
  }
}
