import { tokTypes } from 'acorn';
import type { AcornParser } from './acorn-internals.ts';
import type { SyntaxErrorCode } from './syntax-error-catalogue.ts';
import { unexpectedWord } from './unexpected-token.ts';

type Translation = readonly [SyntaxErrorCode, readonly string[]];

/** acorn's messages that stand for one error each. */
const EXACT: Readonly<Record<string, SyntaxErrorCode>> = {
  'Not enough stack space to parse input': 'NestedTooDeeply',

  'Unterminated string constant': 'UnterminatedString',
  'Unterminated comment': 'UnterminatedComment',
  'Unterminated template': 'UnterminatedTemplate',
  'Unterminated template literal': 'UnterminatedTemplate',
  'Unterminated regular expression': 'UnterminatedRegExp',
  'Invalid regular expression flag': 'InvalidRegExpFlags',
  'Duplicate regular expression flag': 'InvalidRegExpFlags',
  'Identifier directly after number': 'InvalidOrUnexpectedToken',
  'Expecting Unicode escape sequence \\uXXXX': 'InvalidUnicodeEscape',
  'Invalid Unicode escape': 'InvalidUnicodeEscape',
  'Code point out of bounds': 'UndefinedUnicodeCodePoint',
  'Invalid escape sequence in template string': 'Template8Or9Escape',
  'Octal literal in template string': 'TemplateOctalEscape',
  'Octal literal in strict mode': 'StrictOctalEscape',
  'Invalid escape sequence': 'Strict8Or9Escape',
  'Numeric separator is not allowed in legacy octal numeric literals': 'ZeroDigitNumericSeparator',
  'Numeric separator must be exactly one underscore': 'ContinuousNumericSeparator',
  'Numeric separator is not allowed at the first of digits': 'InvalidOrUnexpectedToken',
  'Numeric separator is not allowed at the last of digits': 'TrailingNumericSeparator',

  'Shorthand property assignments are valid only in destructuring patterns': 'InvalidShorthandInitializer',
  'Redefinition of __proto__ property': 'DuplicateProto',
  'Deleting local variable in strict mode': 'StrictDelete',
  'Private fields can not be deleted': 'DeletePrivateField',
  'Optional chaining cannot appear in the callee of new expressions': 'OptionalChainFromNew',
  'Optional chaining cannot appear in the tag of tagged template expressions': 'OptionalChainTemplate',
  "'super' keyword outside a method": 'UnexpectedSuper',
  'super() call outside constructor of a subclass': 'UnexpectedSuper',
  "Invalid use of 'super'": 'UnexpectedSuper',
  "'new.target' can only be used in functions and class static block": 'UnexpectedNewTarget',
  "Cannot use 'import.meta' outside a module": 'ImportMetaOutsideModule',
  'Cannot use new with import()': 'NewWithImport',
  "Cannot use keyword 'await' outside an async function": 'UnexpectedReservedWord',
  "Cannot use 'await' as identifier inside an async function": 'UnexpectedReservedWord',
  'Await using cannot appear outside of async function': 'AwaitOutsideAsync',
  'Await expression cannot be a default value': 'AwaitInParameter',
  'Yield expression cannot be a default value': 'YieldInParameter',
  "Cannot use 'arguments' in class field initializer": 'ArgumentsInInitializer',
  'Cannot use arguments in class static initialization block': 'ArgumentsInInitializer',
  'Cannot use await in class static initialization block': 'UnexpectedReservedWord',

  'Argument name clash': 'DuplicateParameter',
  'let is disallowed as a lexically bound name': 'LetInLexicalBinding',
  'Rest elements cannot have a default value': 'InvalidRestAssignment',
  "Object pattern can't contain getter or setter": 'InvalidDestructuringTarget',
  "Only '=' operator can be used for specifying default value.": 'InvalidDestructuringTarget',
  'Parenthesized pattern': 'InvalidDestructuringTarget',
  'Binding member expression': 'IllegalPropertyInDeclaration',
  'Binding rvalue': 'InvalidDestructuringTarget',
  'Using declaration is not allowed in single-statement positions': 'LexicalInSingleStatement',
  'Using declaration is not allowed in for-in loops': 'UsingInForIn',
  "Illegal 'use strict' directive in function with non-simple parameter list": 'IllegalStrictDirective',
  'getter should have no params': 'BadGetterArity',
  'setter should have exactly one param': 'BadSetterArity',
  'Setter cannot use rest params': 'BadSetterRest',

  'Duplicate constructor in the same class': 'DuplicateConstructor',
  "Constructor can't be a generator": 'ConstructorIsGenerator',
  "Constructor can't be an async method": 'ConstructorIsAsync',
  "Constructor can't have get/set modifier": 'ConstructorIsAccessor',
  "Classes can't have an element named '#constructor'": 'ConstructorIsPrivate',
  "Classes can't have a field named 'constructor'": 'ConstructorField',
  "Classes can't have a static field named 'prototype'": 'StaticPrototype',
  'Classes may not have a static property named prototype': 'StaticPrototype',

  "'return' outside of function": 'IllegalReturn',
  'Unsyntactic break': 'IllegalBreak',
  'Unsyntactic continue': 'IllegalContinue',
  'Multiple default clauses': 'MultipleDefaults',
  'Illegal newline after throw': 'NewlineAfterThrow',
  'Missing catch or finally clause': 'MissingCatchOrFinally',
  "'with' in strict mode": 'StrictWith',
  "The left-hand side of a for-of loop may not start with 'let'.": 'ForOfLet',

  "'import' and 'export' may only appear at the top level": 'ImportExportNotTopLevel',
  'An export name cannot include a lone surrogate.': 'UnpairedSurrogateInExportName',
};

/** acorn's messages with a part that varies, and errors whose words depend on where the parser is. */
const PATTERNS: readonly (readonly [RegExp, (match: RegExpMatchArray, parser: AcornParser) => Translation])[] = [
  [/^Assigning to rvalue$|^Optional chaining cannot appear in left-hand side$/, assignmentTarget],
  [/^(?:Binding|Assigning to) (eval|arguments) in strict mode$/, () => ['UnexpectedEvalOrArguments', []]],
  [/^(?:Binding|Assigning to) (.+) in strict mode$/, () => ['UnexpectedStrictReservedWord', []]],
  [/^Comma is not permitted after the rest element$/, restNotLast],
  [/^Complex binding patterns require an initialization value$/, () => ['MissingInitializer', ['destructuring']]],
  [/^Missing initializer in (.+) declaration$/, ([, kind]) => ['MissingInitializer', [kind as string]]],
  [/^Using declaration cannot appear in the top level/, usingPosition],
  [/^Identifier '(.+)' has already been declared\.?$/, ([, name]) => ['Redeclaration', [name as string]]],
  [/^Label '(.+)' is already declared$/, ([, name]) => ['LabelRedeclaration', [name as string]]],
  [/^Private field '#(.+)' must be declared/, ([, name]) => ['UndeclaredPrivateName', [name as string]]],
  [/^(for-in|for-of) loop variable declaration/, ([, loop]) => ['ForInitializer', [loop as string]]],
  [/^Duplicate export '(.+)'$/s, ([, name]) => ['DuplicateExport', [name as string]]],
  [/^Export '(.+)' is not defined$/s, ([, name]) => ['UndefinedExport', [name as string]]],
  [/^Duplicate attribute key '(.*)'$/s, ([, key]) => ['DuplicateImportAttribute', [key as string]]],
  [/^'import' and 'export' may appear only with/, (_, parser) => importExportInScript(parser)],
  [/^'(new\.target|import\.meta)' must not contain/, ([, name]) => ['EscapedMetaProperty', [name as string]]],
  [/^Escape sequence in keyword/, () => ['EscapedKeyword', []]],
  [/^The keyword '(.+)' is reserved$/, ([, word], parser) => unexpectedWord(parser, word as string)],
  [/^Cannot use 'yield' as identifier/, (_, parser) => unexpectedWord(parser, 'yield')],
  [/^Unexpected keyword '(.+)'$/, ([, word], parser) => keyword(parser, word as string)],
  [/^Unexpected character/, () => ['InvalidOrUnexpectedToken', []]],
  [/^Expected number in radix/, () => ['InvalidOrUnexpectedToken', []]],
  [/^Invalid number$/, (_, parser) => invalidNumber(parser)],
  [/^Bad character escape sequence$/, (_, parser) => badEscape(parser)],
  [/^Bad escape sequence in untagged template/, (_, parser) => badTemplateEscape(parser)],
  [/^The only valid meta property for (new|import)/, (_, parser) => unexpectedProperty(parser)],
  [
    /^Invalid regular expression: (\/.*\/): ([^]*)$/s,
    ([, source, reason], parser) => [
      'InvalidRegExp',
      [(source as string).slice(1, -1), parser.regexpState?.flags ?? '', REGEXP_REASONS[reason as string] ?? reason as string],
    ],
  ],
];

/** Where V8 words a fault in a pattern otherwise. */
const REGEXP_REASONS: Readonly<Record<string, string>> = {
  'Invalid unicode escape': 'Invalid Unicode escape',
};

/** The catalogue's error for a message of acorn's, given the parser that raised it. */
export function translateMessage(message: string, parser: AcornParser): Translation {
  const exact = EXACT[message];
  if (exact !== undefined) return [exact, []];
  for (const [pattern, translate] of PATTERNS) {
    const match = pattern.exec(message);
    if (match !== null) return translate(match, parser);
  }
  return ['Other', [message]];
}

/** `a() = 1` and its like: V8 names the construct. */
function assignmentTarget(_: RegExpMatchArray, parser: AcornParser): Translation {
  if (parser.inPattern) return ['InvalidDestructuringTarget', []];
  if (parser.type.isAssign) return ['InvalidAssignmentTarget', []];
  if (parser.type === tokTypes._in || parser.isContextual('of')) return ['InvalidForTarget', []];
  return [parser.type === tokTypes.incDec ? 'InvalidPostfixTarget' : 'InvalidPrefixTarget', []];
}

function restNotLast(_: RegExpMatchArray, parser: AcornParser): Translation {
  return [parser.type === tokTypes.comma ? 'RestParameterNotLast' : 'RestElementNotLast', []];
}

function importExportInScript(parser: AcornParser): Translation {
  return [parser.type === tokTypes._import ? 'ImportOutsideModule' : 'ExportOutsideModule', []];
}

function usingPosition(_: RegExpMatchArray, parser: AcornParser): Translation {
  return ['UsingAtScriptTopLevel', [parser.value === 'await' ? 'await using' : 'using']];
}

function keyword(parser: AcornParser, word: string): Translation {
  return parser.input.startsWith(word, parser.lastTokStart) ? ['UnexpectedToken', [word]] : ['EscapedKeyword', []];
}

function invalidNumber(parser: AcornParser): Translation {
  const text = /^0\d*/.exec(parser.input.slice(parser.start, parser.pos))?.[0] ?? '';
  if (text.length < 2 || !parser.strict) return ['InvalidOrUnexpectedToken', []];
  return [/[89]/.test(text) ? 'StrictDecimalWithLeadingZero' : 'StrictOctalLiteral', []];
}

/** `\x` or `\u` without its digits: acorn stands somewhere behind the letter. */
function badEscape(parser: AcornParser): Translation {
  const before = parser.input.slice(parser.start, parser.pos + 1);
  return [before.lastIndexOf('\\x') > before.lastIndexOf('\\u') ? 'InvalidHexEscape' : 'InvalidUnicodeEscape', []];
}

/** An untagged template with an escape that is none: say which. */
function badTemplateEscape(parser: AcornParser): Translation {
  const raw = String(parser.value);
  const [, escape] = /^(?:[^\\]|\\(?![ux\d])[^]|\\0(?!\d)|\\x[\da-f]{2}|\\u(?:[\da-f]{4}|\{0*(?:10|[\da-f])?[\da-f]{1,4}\}))*\\([^])/i.exec(raw) ?? [];
  if (escape === 'u') return ['InvalidUnicodeEscape', []];
  if (escape === 'x') return ['InvalidHexEscape', []];
  return [escape === '8' || escape === '9' ? 'Template8Or9Escape' : 'TemplateOctalEscape', []];
}

function unexpectedProperty(parser: AcornParser): Translation {
  const name = parser.input.slice(parser.lastTokStart, parser.lastTokEnd);
  return unexpectedWord(parser, name);
}
