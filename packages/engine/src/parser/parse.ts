import type { Program } from './ast.ts';
import { type AcornParser, BaseParser } from './acorn-internals.ts';
import { withCore } from './core-parser.ts';
import { withDeclaredNames } from './declared-names.ts';
import { type EvalContext, enterEvalContext, leaveEvalContext, withEvalContext } from './eval-context.ts';
import { LineMap } from './line-map.ts';
import { ParseFailure } from './parse-failure.ts';
import { SaguaroSyntaxError } from './syntax-error.ts';

const JavaScriptParser = withDeclaredNames(withCore(BaseParser));
const EvalParser = withEvalContext(JavaScriptParser);

export type Language = 'js' | 'ts';

/** What the source is parsed as: ECMA-262's Script (§16.1), Module (§16.2), or the Script of a direct or indirect eval (§19.2.1.1). */
export type SourceKind = 'script' | 'module' | 'eval';

export interface ParseOptions {
  /** The name of the source in errors: a path, a URL, `<eval>`. */
  readonly name: string;
  readonly kind: SourceKind;
  /** Default 'js'. 'ts' needs `loadTypeScript` to have finished. */
  readonly language?: Language;
  /** Whether the code is strict from outside: a direct eval in strict code. */
  readonly strict?: boolean;
  /** What a direct eval may use of the function around it. Only with kind 'eval'. */
  readonly allow?: EvalContext;
}

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

/** The options for acorn that `options` ask for. */
export function acornOptions(options: ParseOptions): ConstructorParameters<typeof BaseParser>[0] {
  return {
    ecmaVersion: 'latest',
    sourceType: options.kind === 'module' ? 'module' : 'script',
    strict: options.strict === true,
  };
}

/** Runs `parser` to the end and words its errors. */
export function runParser(parser: AcornParser, options: ParseOptions): Program {
  try {
    if (options.allow !== undefined) enterEvalContext(parser, options.allow);
    const program = parser.parse() as unknown as Program;
    if (options.allow !== undefined) leaveEvalContext(parser);
    program.strict = parser.strict;
    return program;
  } catch (error) {
    throw asSyntaxError(error, parser, options.name);
  }
}

/** `error` as the user is to see it, if it is a fault of the source; else `error` itself. */
export function asSyntaxError(error: unknown, parser: AcornParser, name: string): unknown {
  if (error instanceof ParseFailure) {
    return new SaguaroSyntaxError(error.code, error.args, parser.input, name, error.pos, endOfToken(parser, error.pos));
  }
  if (isStackOverflow(error)) {
    return new SaguaroSyntaxError('NestedTooDeeply', [], parser.input, name, parser.start, parser.start + 1);
  }
  return error;
}

/** V8 and JavaScriptCore throw a RangeError, SpiderMonkey an InternalError. */
function isStackOverflow(error: unknown): boolean {
  return error instanceof Error && /call stack|too much recursion/i.test(error.message);
}

const WORD = /[$#\w\u0080-\uffff]+/y;

function endOfToken(parser: AcornParser, pos: number): number {
  if (pos === parser.start && parser.end > pos && parser.pos >= parser.end) return parser.end;
  WORD.lastIndex = pos;
  const word = WORD.exec(parser.input);
  return Math.min(parser.input.length, pos + (word === null ? 1 : word[0].length));
}
