import { noteLayout, noteTree } from '../layouts.ts';
import type { AcornParser } from './acorn-internals.ts';
import type { Program } from './ast.ts';
import type { Observed } from './core-parser.ts';
import { enterEvalContext, leaveEvalContext } from './eval-context.ts';
import { EvalParser, JavaScriptParser } from './javascript-parser.ts';
import { LineMap } from './line-map.ts';
import { acornOptions, asSyntaxError, type ParseOptions } from './parse-options.ts';

export type { Language, ParseOptions, SourceKind } from './parse-options.ts';

export interface ParseResult {
  readonly program: Program;
  readonly source: string;
  readonly name: string;
  readonly lines: LineMap;
}

/** A parser of another language that erases it to the same tree: given by `loadTypeScript`. */
export type LanguageParser = (source: string, options: ParseOptions) => Program;

let parseTypeScript: LanguageParser | null = null;

/**
 * Loads the TypeScript parser, which JavaScript alone never pays for. After it has settled, `parse` takes language 'ts'.
 */
export async function loadTypeScript(): Promise<void> {
  parseTypeScript ??= (await import('./typescript/parse-typescript.ts')).parseTypeScript;
}

/** Whether `parse` takes language 'ts' already. */
export function isTypeScriptLoaded(): boolean {
  return parseTypeScript !== null;
}

/**
 * Parses a source text and reports all its early errors.
 *
 * Language 'ts' is erased to plain ECMAScript nodes; it must have been loaded (`await loadTypeScript()`), else this
 * throws an Error that says so.
 *
 * @throws SaguaroSyntaxError on the first early error.
 */
export function parse(source: string, options: ParseOptions): ParseResult {
  const lines = new LineMap(source);
  const program = options.language === 'ts' ? parseAsTypeScript(source, options) : parseAsJavaScript(source, options);
  return { program, source, name: options.name, lines };
}

function parseAsTypeScript(source: string, options: ParseOptions): Program {
  if (parseTypeScript === null) {
    throw new Error(`Cannot parse ${options.name}: call 'await loadTypeScript()' before parsing TypeScript`);
  }
  return parseTypeScript(source, options);
}

function parseAsJavaScript(source: string, options: ParseOptions): Program {
  const Parser = options.allow === undefined ? JavaScriptParser : EvalParser;
  return runParser(new Parser(acornOptions(options), source), options);
}

/** Runs `parser` to the end and words its errors. */
export function runParser(parser: AcornParser, options: ParseOptions): Program {
  try {
    if (options.allow !== undefined) enterEvalContext(parser, options.allow);
    if (options.progress !== undefined) (parser as AcornParser & Observed).progress = options.progress;
    const program = parser.parse() as unknown as Program;
    if (options.allow !== undefined) leaveEvalContext(parser);
    program.strict = parser.strict;
    noteLayout(parser);
    noteTree('program', program);
    return program;
  } catch (error) {
    throw asSyntaxError(error, parser, options.name);
  }
}
