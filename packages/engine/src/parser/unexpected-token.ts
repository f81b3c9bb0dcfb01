import { tokTypes } from 'acorn';
import type { AcornParser } from './acorn-internals.ts';
import type { SyntaxErrorCode } from './syntax-error-catalogue.ts';

/** A code of the catalogue with the arguments of its message. */
export type CodedMessage = readonly [SyntaxErrorCode, readonly string[]];

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

const TOKEN = /[$_\p{ID_Start}][$\p{ID_Continue}]*|=>|\.\.\.|\*\*|[^]/uy;
const WORD = /^[$_\p{ID_Start}]/u;

/**
 * The error for a token that no rule expects at `at`. V8's words depend on the token's sort, and on the token before
 * where that makes out a common mistake.
 */
export function unexpectedTokenAt(parser: AcornParser, at: number): CodedMessage {
  if (at !== parser.start) return unexpectedText(parser, at);
  return mistakeByContext(parser) ?? unexpectedCurrent(parser);
}

/** The error for a word at `at` where no identifier may stand, or not this one. */
export function unexpectedWord(parser: AcornParser, word: string, at: number): CodedMessage {
  if (!parser.input.startsWith(word, at) && parser.input.slice(at, at + 9).includes('\\'))
    return ['EscapedKeyword', []];
  if (word === 'enum' || (word === 'await' && (parser.inModule || parser.inAsync)))
    return ['UnexpectedReservedWord', []];
  if (parser.strict && STRICT_RESERVED.has(word)) return ['UnexpectedStrictReservedWord', []];
  return ['UnexpectedIdentifier', [word]];
}

function unexpectedCurrent(parser: AcornParser): CodedMessage {
  const { type } = parser;
  switch (type) {
    case tokTypes.eof:
      return ['UnexpectedEndOfInput', []];
    case tokTypes.num:
      return ['UnexpectedNumber', []];
    case tokTypes.string:
      return ['UnexpectedString', []];
    case tokTypes.regexp:
      return ['UnexpectedRegExp', []];
    case tokTypes.template:
    case tokTypes.invalidTemplate:
    case tokTypes.backQuote:
      return ['UnexpectedTemplateString', []];
    case tokTypes.privateId:
      if (parser.privateNameStack.length === 0) return ['UndeclaredPrivateName', [String(parser.value)]];
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

/** What the token before tells about the mistake; undefined if nothing. */
function mistakeByContext(parser: AcornParser): CodedMessage | undefined {
  const { input, type, start } = parser;
  const before = input.slice(parser.lastTokStart, parser.lastTokEnd);
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
  // `g\u0065t x() {}`: an escaped contextual keyword is a mere name, after which the next token comes unexpected.
  return before.includes('\\') && WORD.test(before.replace('\\', '')) ? ['EscapedKeyword', []] : undefined;
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
