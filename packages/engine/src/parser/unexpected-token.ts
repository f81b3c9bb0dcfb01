import { tokTypes } from 'acorn';
import type { AcornParser } from './acorn-internals.ts';
import type { SyntaxErrorCode } from './syntax-error-catalogue.ts';

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

const TOKEN = /[$_\p{ID_Start}][$\u200c\u200d\p{ID_Continue}]*|=>|\.\.\.|\*\*|[^]/uy;
const WORD = /^[$_\p{ID_Start}]/u;

/** The error for a token that no rule expects at `at`, in V8's words, which depend on the token's sort. */
export function unexpectedTokenAt(parser: AcornParser, at: number): readonly [SyntaxErrorCode, readonly string[]] {
  const { type, input } = parser;
  if (at !== parser.start) return unexpectedText(parser, at);
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
      return ['UnexpectedIdentifier', [`#${String(parser.value)}`]];
    default:
      break;
  }
  if (type.keyword !== undefined) {
    return parser.containsEsc ? ['EscapedKeyword', []] : ['UnexpectedToken', [type.keyword]];
  }
  if (type === tokTypes.name) return unexpectedWord(parser, String(parser.value));
  return ['UnexpectedToken', [input.slice(parser.start, parser.end)]];
}

/** The error for a word where no identifier may stand, or not this one. */
export function unexpectedWord(parser: AcornParser, word: string): readonly [SyntaxErrorCode, readonly string[]] {
  if (word === 'enum' || (word === 'await' && (parser.inModule || parser.inAsync))) return ['UnexpectedReservedWord', []];
  if (parser.strict && STRICT_RESERVED.has(word)) return ['UnexpectedStrictReservedWord', []];
  return ['UnexpectedIdentifier', [word]];
}

function unexpectedText(parser: AcornParser, at: number): readonly [SyntaxErrorCode, readonly string[]] {
  TOKEN.lastIndex = at;
  const text = TOKEN.exec(parser.input)?.[0];
  if (text === undefined) return ['UnexpectedEndOfInput', []];
  if (WORD.test(text)) return unexpectedWord(parser, text);
  return ['UnexpectedToken', [text]];
}
