import { tokTypes } from 'acorn';
import type { AcornParser } from './acorn-internals.ts';
import type { SyntaxErrorCode } from './syntax-error-catalogue.ts';

/** A code of the catalogue with the arguments of its message, and where it is, if not where the parser says. */
export type CodedMessage = readonly [SyntaxErrorCode, readonly string[], number?];

const STRICT_RESERVED = new Set([
  'implements',
  'interface',
  'let',
  'package',
  'private',
  'protected',
  'public',
  'static',
  'yield',
]);

const KEYWORDS: ReadonlySet<string | undefined> = new Set(Object.values(tokTypes).map((type) => type.keyword));

const isReserved = (word: string): boolean =>
  STRICT_RESERVED.has(word) || word === 'await' || word === 'enum' || KEYWORDS.has(word);

const TOKEN = /[$_\p{ID_Start}][$\p{ID_Continue}]*|=>|\.\.\.|\*\*|[^]/uy;
const WORD = /^[$_\p{ID_Start}]/u;

/**
 * The error for a token that no rule expects at `at`. V8's words depend on the token's sort, and on the token before
 * where that makes out a common mistake.
 */
export function unexpectedTokenAt(parser: AcornParser, at: number): CodedMessage {
  if (at !== parser.start) return unexpectedBefore(parser, at);
  return mistakeByContext(parser) ?? unexpectedCurrent(parser);
}

/** The error for a word at `at` where no identifier may stand, or not this one. */
export function unexpectedWord(parser: AcornParser, word: string, at: number): CodedMessage {
  const isEscaped = !parser.input.startsWith(word, at) && parser.input.slice(at, at + 9).includes('\\');
  if (isEscaped && isReserved(word)) return ['EscapedKeyword', []];
  if (word === 'enum' || word === 'await') return ['UnexpectedReservedWord', []];
  // V8 has these for tokens of their own.
  if (!isEscaped && (word === 'async' || word === 'get' || word === 'set')) return ['UnexpectedToken', [word]];
  if (parser.strict && STRICT_RESERVED.has(word)) return ['UnexpectedStrictReservedWord', []];
  return ['UnexpectedIdentifier', [word]];
}

function unexpectedCurrent(parser: AcornParser): CodedMessage {
  const { type } = parser;
  switch (type) {
    case tokTypes.eof:
      return ['UnexpectedEndOfInput', []];
    case tokTypes.num:
      return [isNumberGoingOn(parser) ? 'InvalidOrUnexpectedToken' : 'UnexpectedNumber', []];
    case tokTypes.string:
      return ['UnexpectedString', []];
    case tokTypes.regexp:
      return ['UnexpectedRegExp', []];
    case tokTypes.template:
    case tokTypes.invalidTemplate:
    case tokTypes.backQuote:
      return ['UnexpectedTemplateString', []];
    case tokTypes.privateId:
      return ['UnexpectedIdentifier', [`#${String(parser.value)}`]];
    case tokTypes.name:
      return unexpectedWord(parser, String(parser.value), parser.start);
    default:
      break;
  }
  if (type.keyword !== undefined) {
    return parser.containsEsc ? ['EscapedKeyword', []] : ['UnexpectedToken', [type.keyword]];
  }
  const text = parser.input.slice(parser.start, parser.end);
  // TypeScript's contextual keywords have token types of their own.
  return WORD.test(text) ? unexpectedWord(parser, text, parser.start) : ['UnexpectedToken', [text]];
}

/** V8 takes dots where an expression begins for those of a parameter. */
export function unexpectedDots(parser: AcornParser): CodedMessage {
  BLANK.lastIndex = parser.end;
  const at = parser.end + (BLANK.exec(parser.input)?.[0].length ?? 0);
  if (at >= parser.input.length) return ['UnexpectedEndOfInput', []];
  return /[[{\\$_\p{ID_Start}]/u.test(parser.input[at] as string)
    ? ['UnexpectedToken', ['...']]
    : unexpectedText(parser, at);
}

const BLANK = /(?:\s|\/\/[^\n]*|\/\*[^]*?\*\/)*/y;

/** What the token before tells about the mistake; undefined if nothing. */
function mistakeByContext(parser: AcornParser): CodedMessage | undefined {
  const { input, type, start } = parser;
  const before = input.slice(parser.lastTokStart, parser.lastTokEnd);
  if (before === 'super') return ['UnexpectedSuper', [], parser.lastTokStart];
  if (before.startsWith('#') && type !== tokTypes._in && endsOperand(type))
    return ['UnexpectedIdentifier', [before], parser.lastTokStart];
  if (before === '...' && (type === tokTypes.braceL || type === tokTypes.bracketL)) return ['InvalidRestBinding', []];
  if (before === 'of' && /\bfor\s*\(\s*async\s+$/.test(input.slice(Math.max(0, start - 80), parser.lastTokStart)))
    return ['ForOfAsync', []];
  if (isAfterAsync(parser, before)) return ['UnexpectedIdentifier', [before], parser.lastTokStart];
  const variables = parser.lastVariables;
  if (
    variables != null &&
    variables.end === parser.lastTokEnd &&
    (type === tokTypes._in || parser.isContextual('of'))
  ) {
    const loop = type === tokTypes._in ? 'for-in' : isForAwait(parser, variables) ? 'for-await-of' : 'for-of';
    if (variables['declarations'].length > 1) return ['ForBindings', [loop], variables.start];
  }
  if (before === 'await' && !parser.inModule && type.startsExpr) return ['AwaitOutsideAsync', []];
  if (before === 'import') {
    if (type === tokTypes.parenL) return ['NewWithImport', []];
    if (!parser.inModule) return ['ImportOutsideModule', []];
  }
  if (type === tokTypes.parenL && /\bfunction\s*\*?$/.test(input.slice(Math.max(0, start - 40), start).trimEnd())) {
    return ['MissingFunctionName', []];
  }
  if (type === tokTypes.parenR && before === '(' && input.slice(0, parser.lastTokStart).endsWith('import')) {
    return ['ImportMissingSpecifier', []];
  }
  if (type === tokTypes.privateId && before === '.') return ['UnexpectedPrivateField', []];
  if (type === tokTypes.name && parser.containsEsc && (parser.value === 'as' || parser.value === 'from')) {
    return ['EscapedMetaProperty', [parser.value]];
  }
  if (
    parser.inModule &&
    (input.startsWith('<!--', start) || input.slice(Math.max(0, start - 2), start + 1) === '-->')
  ) {
    return ['HtmlCommentInModule', []];
  }
  if (!before.includes('\\')) return undefined;
  // `g\u0065t x() {}`: an escaped contextual keyword is a mere name, after which the next token comes unexpected.
  const word = before.replace(/\\u(?:\{([^}]*)\}|([\da-f]{4}))/gi, (_, a: string, b: string) =>
    String.fromCodePoint(Number.parseInt(a ?? b, 16)),
  );
  if (word === 'await') return ['AwaitOutsideAsync', []];
  return CONTEXTUAL.has(word) ? ['EscapedKeyword', []] : undefined;
}

/** Words that only some places give a meaning. */
const CONTEXTUAL: ReadonlySet<string> = new Set(['async', 'get', 'set', 'static']);

/** Is the `for` around a declaration in its head one that awaits? */
export function isForAwait(parser: AcornParser, variables: { readonly start: number }): boolean {
  return /\bfor\s+await\s*\(\s*$/.test(parser.input.slice(Math.max(0, variables.start - 80), variables.start));
}

/** `0b1n2`: digits right behind a number. */
function isNumberGoingOn({ input, start, lastTokStart, lastTokEnd }: AcornParser): boolean {
  return start === lastTokEnd && /\d/.test(input[start] as string) && /\d/.test(input[lastTokStart] as string);
}

/** Does a token of that type stand behind an operand? */
function endsOperand(type: AcornParser['type']): boolean {
  return type.startsExpr !== true || type.binop != null;
}

/** `async b` without an arrow. */
function isAfterAsync({ input, lastTokStart, type }: AcornParser, before: string): boolean {
  if (type === tokTypes.arrow || !/^[$_\p{ID_Start}][$\p{ID_Continue}]*$/u.test(before) || before === 'function')
    return false;
  return /(?:^|[^.,;{}\s$\p{ID_Continue}])\s*async[^\S\n\r]+$/u.test(
    input.slice(Math.max(0, lastTokStart - 80), lastTokStart),
  );
}

/** A token before the current one that the parser has come to refuse. */
function unexpectedBefore(parser: AcornParser, at: number): CodedMessage {
  // The parentheses of no parameters, where no arrow may be.
  if (parser.type === tokTypes.arrow && parser.input[at] === ')') return ['MalformedArrowParameters', []];
  if (parser.input.startsWith('await', at) && parser.canAwait) return unexpectedCurrent(parser);
  return unexpectedText(parser, at);
}

function unexpectedText(parser: AcornParser, at: number): CodedMessage {
  TOKEN.lastIndex = at;
  const text = TOKEN.exec(parser.input)?.[0];
  if (text === undefined) return ['UnexpectedEndOfInput', []];
  // acorn finds an ill-placed `**` only behind it, and that is the one way in which it comes unexpected.
  if (text === '**') return ['UnaryBeforeExponentiation', []];
  if (WORD.test(text)) return unexpectedWord(parser, text, at);
  return ['UnexpectedToken', [text]];
}
