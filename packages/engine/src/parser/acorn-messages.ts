import { tokTypes } from 'acorn';
import type { AcornParser } from './acorn-internals.ts';
import type { SyntaxErrorCode } from './syntax-error-catalogue.ts';
import { type CodedMessage, isForAwait, unexpectedWord } from './unexpected-token.ts';

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
  'Expecting Unicode escape sequence \\uXXXX': 'InvalidOrUnexpectedToken',
  'Invalid Unicode escape': 'InvalidUnicodeEscape',
  'Code point out of bounds': 'UndefinedUnicodeCodePoint',
  'Invalid escape sequence in template string': 'Template8Or9Escape',
  'Octal literal in template string': 'TemplateOctalEscape',
  'Octal literal in strict mode': 'StrictOctalEscape',
  'Invalid escape sequence': 'Strict8Or9Escape',
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
  'Await using cannot appear outside of async function': 'AwaitOutsideAsync',
  'Await expression cannot be a default value': 'AwaitInParameter',
  'Yield expression cannot be a default value': 'YieldInParameter',
  "Cannot use 'arguments' in class field initializer": 'ArgumentsInInitializer',
  'Cannot use arguments in class static initialization block': 'ArgumentsInInitializer',

  'Argument name clash': 'DuplicateParameter',
  'let is disallowed as a lexically bound name': 'LetInLexicalBinding',
  'Unexpected token': 'InvalidRestAssignment',
  "Object pattern can't contain getter or setter": 'InvalidDestructuringTarget',
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
  "Classes can't have a field named 'constructor'": 'ConstructorField',
  "Classes can't have a static field named 'prototype'": 'StaticPrototype',
  'Classes may not have a static property named prototype': 'StaticPrototype',

  "'return' outside of function": 'IllegalReturn',
  'Multiple default clauses': 'MultipleDefaults',
  'Illegal newline after throw': 'NewlineAfterThrow',
  'Missing catch or finally clause': 'MissingCatchOrFinally',
  "'with' in strict mode": 'StrictWith',
  "The left-hand side of a for-of loop may not start with 'let'.": 'ForOfLet',

  'An export name cannot include a lone surrogate.': 'UnpairedSurrogateInExportName',
};

/** acorn's messages with a part that varies, and errors whose words depend on where the parser is. */
const PATTERNS: readonly (readonly [
  RegExp,
  (match: RegExpMatchArray, parser: AcornParser, pos: number) => CodedMessage,
])[] = [
  [/^Assigning to rvalue$|^Optional chaining cannot appear in left-hand side$|^Only '=' operator/, assignmentTarget],
  [/^Binding (eval|arguments) in strict mode$/, () => ['UnexpectedEvalOrArguments', []]],
  [
    /^Assigning to (eval|arguments) in strict mode$/,
    (_, parser) => [parser.targetIn === 'pattern' ? 'InvalidDestructuringTarget' : 'UnexpectedEvalOrArguments', []],
  ],
  [
    /^Rest elements cannot have a default value$/,
    (_, parser) => [parser.inArrayPattern ? 'InvalidDestructuringTarget' : 'InvalidRestAssignment', []],
  ],
  [/^(?:Binding|Assigning to) (.+) in strict mode$/, () => ['UnexpectedStrictReservedWord', []]],
  [/^Comma is not permitted after the rest element$/, restNotLast],
  [/^Complex binding patterns require an initialization value$/, () => ['MissingInitializer', ['destructuring']]],
  [/^Missing initializer in (.+) declaration$/, ([, kind]) => ['MissingInitializer', [kind as string]]],
  [/^Using declaration cannot appear in the top level/, usingPosition],
  [/^Identifier '(.+)' has already been declared\.?$/, ([, name]) => ['Redeclaration', [name as string]]],
  [/^Label '(.+)' is already declared$/, ([, name]) => ['LabelRedeclaration', [name as string]]],
  [/^Private field '#(.+)' must be declared/, ([, name]) => ['UndeclaredPrivateName', [name as string]]],
  [
    /^(for-in|for-of) loop variable declaration/,
    ([, loop], parser) => [
      'ForInitializer',
      [parser.lastVariables != null && isForAwait(parser, parser.lastVariables) ? 'for-await-of' : (loop as string)],
    ],
  ],
  [/^Duplicate export '(.+)'$/s, ([, name]) => ['DuplicateExport', [name as string]]],
  [/^Export '(.+)' is not defined$/s, ([, name]) => ['UndefinedExport', [name as string]]],
  [/^Duplicate attribute key '(.*)'$/s, ([, key]) => ['DuplicateImportAttribute', [key as string]]],
  [/^'import' and 'export' may appear only with/, (_, parser) => importExportInScript(parser)],
  [/^'(new\.target|import\.meta)' must not contain/, ([, name]) => ['EscapedMetaProperty', [name as string]]],
  [/^Escape sequence in keyword/, () => ['EscapedKeyword', []]],
  [/^The keyword '(.+)' is reserved$/, ([, word], parser, pos) => unexpectedWord(parser, word as string, pos)],
  [/^Cannot use 'yield' as identifier/, (_, parser, pos) => unexpectedWord(parser, 'yield', pos)],
  [/^Cannot use (?:keyword )?'?await/, (_, parser, pos) => awaitAsName(parser, pos)],
  [/^Private identifier can only be/, (_, parser, pos) => ['UnexpectedIdentifier', [wordAt(parser, pos)]]],
  [/^Unsyntactic (break|continue)$/, ([, keyword], parser, pos) => badJump(parser, pos, keyword as string)],
  [/^'import' and 'export' may only appear/, (_, parser) => importExportNested(parser)],
  [/^Classes can't have an element named '#constructor'$/, (_, parser) => privateConstructor(parser)],
  [/^Unexpected keyword '(.+)'$/, ([, word], parser, pos) => keyword(parser, word as string, pos)],
  [
    /^Numeric separator is not allowed in legacy/,
    (_, parser) => [
      parser.input[parser.start + 1] === '_' ? 'ZeroDigitNumericSeparator' : 'InvalidOrUnexpectedToken',
      [],
    ],
  ],
  [/^Unexpected character/, () => ['InvalidOrUnexpectedToken', []]],
  [/^Expected number in radix/, () => ['InvalidOrUnexpectedToken', []]],
  [/^Invalid number$/, (_, parser) => invalidNumber(parser)],
  [/^Bad character escape sequence$/, (_, parser) => badEscape(parser)],
  [/^Bad escape sequence in untagged template/, (_, parser) => badTemplateEscape(parser)],
  [/^The only valid meta property for (new|import)/, (_, parser, pos) => unexpectedProperty(parser, pos)],
  [
    /^Invalid regular expression: (\/.*\/): ([^]*)$/s,
    ([, source, reason], parser) => [
      'InvalidRegExp',
      [
        (source as string).slice(1, -1),
        parser.regexpState?.flags ?? '',
        regexpReason(reason as string, (source as string).slice(1, -1), parser),
      ],
    ],
  ],
];

/** Where V8 words a fault in a pattern otherwise. */
const REGEXP_REASONS: Readonly<Record<string, string>> = {
  'Invalid unicode escape': 'Invalid Unicode escape',
  'Duplicate regular expression modifiers': 'Repeated flag in flag group',
  'Invalid regular expression modifiers': 'Invalid flag group',
  'Invalid property value': 'Invalid property name',
};

function regexpReason(reason: string, pattern: string, parser: AcornParser): string {
  // An assertion, which cannot be repeated.
  if (reason === 'Nothing to repeat' && pattern[(parser.regexpState?.pos ?? 0) - 1] === ')')
    return 'Invalid quantifier';
  return REGEXP_REASONS[reason] ?? reason;
}

/** The catalogue's error for a message of acorn's, given the parser that raised it and where. */
export function translateMessage(message: string, parser: AcornParser, pos: number): CodedMessage {
  const exact = EXACT[message];
  if (exact !== undefined) return [exact, []];
  for (const [pattern, translate] of PATTERNS) {
    const match = pattern.exec(message);
    if (match !== null) return translate(match, parser, pos);
  }
  return ['Other', [message]];
}

/** `a() = 1` and its like: V8 names the construct. */
function assignmentTarget(_: readonly string[], parser: AcornParser): CodedMessage {
  if (parser.inPattern) return ['InvalidDestructuringTarget', []];
  if (parser.type.isAssign) return ['InvalidAssignmentTarget', []];
  if (parser.type === tokTypes._in || parser.isContextual('of')) return ['InvalidForTarget', []];
  return [parser.type === tokTypes.incDec ? 'InvalidPostfixTarget' : 'InvalidPrefixTarget', []];
}

function restNotLast(_: readonly string[], parser: AcornParser): CodedMessage {
  const inParameters = parser.type === tokTypes.comma && parser.curContext().token === '(' && !parser.inArrayPattern;
  return [inParameters ? 'RestParameterNotLast' : 'RestElementNotLast', []];
}

function importExportInScript(parser: AcornParser): CodedMessage {
  return [parser.type === tokTypes._import ? 'ImportOutsideModule' : 'ExportOutsideModule', []];
}

function usingPosition(_: readonly string[], parser: AcornParser): CodedMessage {
  return ['UsingAtScriptTopLevel', [parser.value === 'await' ? 'await using' : 'using']];
}

/** Unlike V8, which trips over what comes after a nested `import`. */
function importExportNested(parser: AcornParser): CodedMessage {
  if (!parser.inModule) return importExportInScript(parser);
  return [parser.type === tokTypes._import ? 'ImportNotTopLevel' : 'ExportNotTopLevel', []];
}

function keyword(parser: AcornParser, word: string, pos: number): CodedMessage {
  return parser.input.startsWith(word, pos) ? ['UnexpectedToken', [word]] : ['EscapedKeyword', []];
}

function awaitAsName(parser: AcornParser, pos: number): CodedMessage {
  if (!parser.input.startsWith('await', pos)) return ['EscapedKeyword', []];
  if (parser.inBindingTarget) return ['AwaitAsBinding', []];
  return [parser.inAsync ? 'UnexpectedReservedWord' : 'AwaitReserved', []];
}

function wordAt(parser: AcornParser, pos: number): string {
  return /^#?[$\w\u0080-\uffff]*/.exec(parser.input.slice(pos, pos + 200))?.[0] ?? '';
}

/** A `break` or `continue` at `pos` that has nowhere to go. */
function badJump(parser: AcornParser, pos: number, keyword: string): CodedMessage {
  const isLabelled = parser.lastTokStart > pos && parser.input.slice(pos, parser.lastTokEnd).trim() !== `${keyword};`;
  const label = isLabelled ? wordAt(parser, pos + keyword.length + 1) : '';
  if (label === '') return [keyword === 'break' ? 'IllegalBreak' : 'IllegalContinue', []];
  const isKnown = parser.labels.some((known) => known.name === label);
  return [isKnown ? 'ContinueToNonLoop' : 'UndefinedLabel', [label]];
}

function privateConstructor(parser: AcornParser): CodedMessage {
  const isMethod = /^\s*\(/.test(parser.input.slice(parser.end, parser.end + 80));
  return [isMethod ? 'ConstructorIsPrivate' : 'ConstructorField', []];
}

function invalidNumber(parser: AcornParser): CodedMessage {
  const text = /^0\d*/.exec(parser.input.slice(parser.start, parser.pos))?.[0] ?? '';
  if (text.length < 2 || !parser.strict) return ['InvalidOrUnexpectedToken', []];
  return [/[89]/.test(text) ? 'StrictDecimalWithLeadingZero' : 'StrictOctalLiteral', []];
}

/** `\x` or `\u` without its digits: acorn stands somewhere behind the letter. */
function badEscape(parser: AcornParser): CodedMessage {
  const before = parser.input.slice(parser.start, parser.pos + 1);
  return [before.lastIndexOf('\\x') > before.lastIndexOf('\\u') ? 'InvalidHexEscape' : 'InvalidUnicodeEscape', []];
}

/** An untagged template with an escape that is none: say which. */
function badTemplateEscape(parser: AcornParser): CodedMessage {
  const raw = String(parser.value);
  const [, letter] =
    /^(?:[^\\]|\\(?![ux\d])[^]|\\0(?!\d)|\\x[\da-f]{2}|\\u(?:[\da-f]{4}|\{0*(?:10|[\da-f])?[\da-f]{1,4}\}))*\\([^])/i.exec(
      raw,
    ) ?? [];
  if (letter === 'u') {
    const isTooLarge = /\\u\{0*[\da-f]{6,}\}/i.test(raw);
    return [isTooLarge ? 'UndefinedUnicodeCodePoint' : 'InvalidUnicodeEscape', []];
  }
  if (letter === 'x') return ['InvalidHexEscape', []];
  return [letter === '8' || letter === '9' ? 'Template8Or9Escape' : 'TemplateOctalEscape', []];
}

function unexpectedProperty(parser: AcornParser, pos: number): CodedMessage {
  return unexpectedWord(parser, wordAt(parser, pos), pos);
}
