/**
 * Every early error, once: its code, its message and, where one helps, a hint. Messages are V8's where V8 has one, since
 * those are the words people search for. `{0}`, `{1}` stand for the arguments of `fail` and `raise`.
 */
interface CatalogueEntry {
  readonly message: string;
  /** What to do about it; shown below the code frame. */
  readonly hint?: string;
}

export const SYNTAX_ERRORS = {
  // Tokens
  UnexpectedToken: { message: "Unexpected token '{0}'" },
  UnexpectedIdentifier: { message: "Unexpected identifier '{0}'" },
  UnexpectedNumber: { message: 'Unexpected number' },
  UnexpectedString: { message: 'Unexpected string' },
  UnexpectedTemplateString: { message: 'Unexpected template string' },
  UnexpectedRegExp: { message: 'Unexpected regular expression' },
  UnexpectedEndOfInput: { message: 'Unexpected end of input', hint: 'A bracket, brace or parenthesis is still open.' },
  UnexpectedPrivateField: { message: 'Unexpected private field' },
  UnexpectedReservedWord: { message: 'Unexpected reserved word' },
  AwaitReserved: {
    message: 'Unexpected reserved word',
    hint: 'await is only valid in async functions and the top level bodies of modules.',
  },
  UnexpectedStrictReservedWord: { message: 'Unexpected strict mode reserved word' },
  UnexpectedEvalOrArguments: { message: 'Unexpected eval or arguments in strict mode' },
  InvalidOrUnexpectedToken: { message: 'Invalid or unexpected token' },
  EscapedKeyword: { message: 'Keyword must not contain escaped characters' },
  UnterminatedString: { message: 'Invalid or unexpected token', hint: 'The string is not closed on its line.' },
  UnterminatedComment: { message: 'Invalid or unexpected token', hint: 'The comment is not closed.' },
  UnterminatedTemplate: { message: 'Unexpected end of input', hint: 'The template literal is not closed.' },
  UnterminatedTemplateExpression: { message: 'Missing } in template expression' },
  UnterminatedRegExp: { message: 'Invalid regular expression: missing /' },
  HtmlCommentInModule: { message: 'HTML comments are not allowed in modules' },
  NestedTooDeeply: {
    message: 'The program is nested too deeply',
    hint: 'Expressions and statements may nest a few hundred levels deep.',
  },
  UnreadableTypeScript: {
    message: 'This TypeScript cannot be parsed',
    hint: 'The parser lost its way here: look at what stands before for something incomplete.',
  },

  // Literals
  InvalidUnicodeEscape: { message: 'Invalid Unicode escape sequence' },
  UndefinedUnicodeCodePoint: { message: 'Undefined Unicode code-point' },
  InvalidHexEscape: { message: 'Invalid hexadecimal escape sequence' },
  StrictOctalLiteral: { message: 'Octal literals are not allowed in strict mode.', hint: 'Write 0o17 for 017.' },
  StrictDecimalWithLeadingZero: { message: 'Decimals with leading zeros are not allowed in strict mode.' },
  StrictOctalEscape: { message: 'Octal escape sequences are not allowed in strict mode.' },
  Strict8Or9Escape: { message: '\\8 and \\9 are not allowed in strict mode.' },
  TemplateOctalEscape: { message: 'Octal escape sequences are not allowed in template strings.' },
  Template8Or9Escape: { message: '\\8 and \\9 are not allowed in template strings.' },
  ContinuousNumericSeparator: { message: 'Only one underscore is allowed as numeric separator' },
  TrailingNumericSeparator: { message: 'Numeric separators are not allowed at the end of numeric literals' },
  ZeroDigitNumericSeparator: { message: 'Numeric separator can not be used after leading 0.' },
  InvalidRegExp: { message: 'Invalid regular expression: /{0}/{1}: {2}' },
  InvalidRegExpFlags: { message: 'Invalid regular expression flags' },

  // Expressions
  InvalidAssignmentTarget: { message: 'Invalid left-hand side in assignment' },
  InvalidDestructuringTarget: { message: 'Invalid destructuring assignment target' },
  InvalidForTarget: { message: 'Invalid left-hand side in for-loop' },
  InvalidPostfixTarget: { message: 'Invalid left-hand side expression in postfix operation' },
  InvalidPrefixTarget: { message: 'Invalid left-hand side expression in prefix operation' },
  InvalidShorthandInitializer: {
    message: 'Invalid shorthand property initializer',
    hint: "In an object literal write ':' between key and value; '=' gives a default in a pattern only.",
  },
  DuplicateProto: { message: 'Duplicate __proto__ fields are not allowed in object literals' },
  MissingParenAfterArguments: { message: 'missing ) after argument list' },
  UnaryBeforeExponentiation: {
    message:
      'Unary operator used immediately before exponentiation expression. Parenthesis must be used to disambiguate operator precedence',
  },
  MalformedArrowParameters: { message: 'Malformed arrow function parameter list' },
  StrictDelete: { message: 'Delete of an unqualified identifier in strict mode.' },
  DeletePrivateField: { message: 'Private fields can not be deleted' },
  OptionalChainFromNew: { message: 'Invalid optional chain from new expression' },
  OptionalChainTemplate: { message: 'Invalid tagged template on optional chain' },
  NewWithImport: { message: 'Cannot use new with import' },
  ImportMissingSpecifier: { message: 'import() requires a specifier' },
  UnexpectedSuper: { message: "'super' keyword unexpected here" },
  UnexpectedNewTarget: { message: 'new.target expression is not allowed here' },
  EscapedMetaProperty: { message: "'{0}' must not contain escaped characters" },
  ImportMetaOutsideModule: { message: "Cannot use 'import.meta' outside a module" },
  AwaitOutsideAsync: {
    message: 'await is only valid in async functions and the top level bodies of modules',
  },
  AwaitAsBinding: { message: "'await' is not a valid identifier name in an async function" },
  AwaitInParameter: { message: 'Illegal await-expression in formal parameters of async function' },
  YieldInParameter: { message: 'Yield expression not allowed in formal parameter' },
  ArgumentsInInitializer: {
    message: "'arguments' is not allowed in class field initializer or static initialization block",
  },

  // Declarations and patterns
  Redeclaration: { message: "Identifier '{0}' has already been declared" },
  DuplicateParameter: { message: 'Duplicate parameter name not allowed in this context' },
  LetInLexicalBinding: { message: 'let is disallowed as a lexically bound name' },
  MissingInitializer: { message: 'Missing initializer in {0} declaration' },
  RestParameterNotLast: { message: 'Rest parameter must be last formal parameter' },
  RestParameterInitializer: { message: 'Rest parameter may not have a default initializer' },
  RestElementNotLast: { message: 'Rest element must be last element' },
  InvalidRestAssignment: { message: '`...` must be followed by an assignable reference in assignment contexts' },
  InvalidRestBinding: { message: '`...` must be followed by an identifier in declaration contexts' },
  IllegalPropertyInDeclaration: { message: 'Illegal property in declaration context' },
  LexicalInSingleStatement: {
    message: 'Lexical declaration cannot appear in a single-statement context',
    hint: 'Put braces around it.',
  },
  UsingAtScriptTopLevel: {
    message: "'{0}' declarations are not allowed at the top level of a script or directly in a case clause",
    hint: 'Put it into a block, a function body or a module.',
  },
  UsingInForIn: { message: "'using' declarations are not allowed in for-in loops" },
  IllegalStrictDirective: { message: "Illegal 'use strict' directive in function with non-simple parameter list" },
  ParametersEndEarly: { message: 'Arg string terminates parameters early' },
  BadGetterArity: { message: 'Getter must not have any formal parameters.' },
  BadSetterArity: { message: 'Setter must have exactly one formal parameter.' },
  BadSetterRest: { message: 'Setter function argument must not be a rest parameter' },

  // Functions and classes
  MissingFunctionName: { message: 'Function statements require a function name' },
  StrictFunctionPosition: {
    message: 'In strict mode code, functions can only be declared at top level or inside a block.',
  },
  SloppyFunctionPosition: {
    message:
      'In non-strict mode code, functions can only be declared at top level, inside a block, or as the body of an if statement.',
  },
  GeneratorPosition: { message: 'Generators can only be declared at the top level or inside a block.' },
  AsyncFunctionPosition: { message: 'Async functions can only be declared at the top level or inside a block.' },
  DuplicateConstructor: { message: 'A class may only have one constructor' },
  ConstructorIsGenerator: { message: 'Class constructor may not be a generator' },
  ConstructorIsAsync: { message: 'Class constructor may not be an async method' },
  ConstructorIsAccessor: { message: 'Class constructor may not be an accessor' },
  ConstructorIsPrivate: { message: 'Class constructor may not be a private method' },
  ConstructorField: { message: "Classes may not have a field named 'constructor'" },
  StaticPrototype: { message: "Classes may not have a static property named 'prototype'" },
  UndeclaredPrivateName: { message: "Private field '#{0}' must be declared in an enclosing class" },

  // Statements
  IllegalReturn: { message: 'Illegal return statement' },
  IllegalBreak: { message: 'Illegal break statement' },
  IllegalContinue: { message: 'Illegal continue statement: no surrounding iteration statement' },
  ContinueToNonLoop: { message: "Illegal continue statement: '{0}' does not denote an iteration statement" },
  UndefinedLabel: { message: "Undefined label '{0}'" },
  LabelRedeclaration: { message: "Label '{0}' has already been declared" },
  MultipleDefaults: { message: 'More than one default clause in switch statement' },
  NewlineAfterThrow: { message: 'Illegal newline after throw' },
  MissingCatchOrFinally: { message: 'Missing catch or finally after try' },
  StrictWith: { message: 'Strict mode code may not include a with statement' },
  ForInitializer: { message: '{0} loop variable declaration may not have an initializer.' },
  ForBindings: { message: 'Invalid left-hand side in {0} loop: Must have a single binding.' },
  ForOfAsync: { message: "The left-hand side of a for-of loop may not be 'async'." },
  ForOfLet: { message: "The left-hand side of a for-of loop may not start with 'let'." },

  // Modules
  ImportOutsideModule: {
    message: 'Cannot use import statement outside a module',
    hint: 'Name the file .mjs (or .mts), or run it as a module.',
  },
  ExportOutsideModule: {
    message: "Unexpected token 'export'",
    hint: 'Exports belong to modules: name the file .mjs (or .mts), or run it as a module.',
  },
  ImportNotTopLevel: {
    message: 'An import statement may only appear at the top level of a module',
    hint: 'Inside a function or block use import().',
  },
  ExportNotTopLevel: {
    message: "Unexpected token 'export'",
    hint: 'Exports may only appear at the top level of a module.',
  },
  DuplicateExport: { message: "Duplicate export of '{0}'" },
  UndefinedExport: { message: "Export '{0}' is not defined in module" },
  UnpairedSurrogateInExportName: { message: 'Invalid module export name: contains unpaired surrogate' },
  DuplicateImportAttribute: { message: "Import attributes has a duplicate key '{0}'" },

  // TypeScript
  TypeScriptUnsupported: { message: '{0} is not supported: {1}' },

  /** An error of the underlying parser that has no entry of its own. */
  Other: { message: '{0}' },
} as const satisfies Record<string, CatalogueEntry>;

/** The stable name of an early error. */
export type SyntaxErrorCode = keyof typeof SYNTAX_ERRORS;

/** The message of `code` with its arguments filled in. */
export function syntaxErrorMessage(code: SyntaxErrorCode, args: readonly string[]): string {
  return SYNTAX_ERRORS[code].message.replace(/\{(\d)\}/g, (_, index: string) => args[Number(index)] ?? '');
}

/** The hint of `code`, or undefined. */
export function syntaxErrorHint(code: SyntaxErrorCode): string | undefined {
  const entry: CatalogueEntry = SYNTAX_ERRORS[code];
  return entry.hint;
}
