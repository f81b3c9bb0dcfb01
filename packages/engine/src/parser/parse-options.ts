import type { AcornParser, BaseParser } from './acorn-internals.ts';
import type { EvalContext } from './eval-context.ts';
import { ParseFailure } from './parse-failure.ts';
import { SaguaroSyntaxError } from './syntax-error.ts';

export type Language = 'js' | 'ts';

/**
 * What the source is parsed as: ECMA-262's Script (§16.1), Module (§16.2), the Script of a direct or indirect eval (§19.2.1.1), or the
 * body of the function that Node makes of a CommonJS file.
 */
export type SourceKind = 'script' | 'module' | 'eval' | 'commonjs';

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
  /** Called now and then; what it throws ends the parsing. */
  readonly progress?: () => void;
}

/** The options for acorn that `options` ask for. */
export function acornOptions(options: ParseOptions): ConstructorParameters<typeof BaseParser>[0] {
  return {
    ecmaVersion: 'latest',
    sourceType: options.kind === 'eval' ? 'script' : options.kind,
    strict: options.strict === true,
  };
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
export function isStackOverflow(error: unknown): boolean {
  return error instanceof Error && /call stack|too much recursion/i.test(error.message);
}

const WORD = /[$#\w\u0080-\uffff]+/y;

function endOfToken(parser: AcornParser, pos: number): number {
  if (pos === parser.start && parser.end > pos && parser.pos >= parser.end) return parser.end;
  WORD.lastIndex = pos;
  const word = WORD.exec(parser.input);
  return Math.min(parser.input.length, pos + (word === null ? 1 : word[0].length));
}
