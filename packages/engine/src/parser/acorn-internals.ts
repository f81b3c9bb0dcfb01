import { type Options, Parser, type TokenType } from 'acorn';

/**
 * The part of acorn's parser that its plugin interface (subclassing) offers and its type declarations leave out: only
 * what is overridden or called here. Written against acorn 8.19.0, which is pinned for that reason.
 */
export interface AcornParser {
  readonly input: string;
  readonly options: Required<Options>;
  readonly inModule: boolean;
  readonly canAwait: boolean;
  readonly inAsync: boolean;
  readonly inGenerator: boolean;
  get allowNewDotTarget(): boolean;
  /** Offset of the next unit to read. */
  pos: number;
  /** The current token: its type, value and extent; `containsEsc` if it is a word with an escape. */
  type: AcornTokenType;
  value: unknown;
  start: number;
  end: number;
  containsEsc: boolean;
  /** The extent of the token before. */
  lastTokStart: number;
  lastTokEnd: number;
  startLoc: unknown;
  strict: boolean;
  labels: { name?: string; kind: string | null }[];
  scopeStack: AcornScope[];
  undefinedExports: Record<string, AcornNode>;
  privateNameStack: { declared: Record<string, string>; used: AcornNode[] }[];
  regexpState: { flags: string; pos: number } | null;
  /** Ours (core-parser.ts): whether the assignment target being checked stands inside a pattern. */
  inPattern: boolean;
  /** Ours: whether the innermost list of bindings being parsed is an array pattern's, not a parameter list. */
  inArrayPattern: boolean;

  /** Ours: how many patterns of a declaration are open around the binding that is parsed next. */
  patterns: number;
  /** Ours: how many targets contain the one that is being made of an expression. */
  targets: number;
  /** Ours (mistakes.ts): an expression is being made a binding or a target. */
  inBindingTarget?: boolean;
  /** Ours: where the name stands that is being checked as a target; null outside of patterns. */
  targetIn?: 'pattern' | 'shorthand' | null;
  /** Ours: the declaration in the head of the last `for`. */
  lastVariables?: AcornNode | null;

  parse(): AcornNode;
  next(ignoreEscapeSequenceInKeyword?: boolean): void;
  eat(type: AcornTokenType): boolean;
  expect(type: AcornTokenType): void;
  isContextual(name: string): boolean;
  unexpected(pos?: number | null): never;
  raise(pos: number, message: string): never;
  raiseRecoverable(pos: number, message: string): never;
  canInsertSemicolon(): boolean;
  afterTrailingComma(type: AcornTokenType, notNext?: boolean): boolean;

  parseStatement(context?: string | null, topLevel?: boolean, exports?: object): AcornNode;
  parseExpression(forInit?: ForInit, errors?: DestructuringErrors): AcornNode;
  parseMaybeAssign(forInit?: ForInit, errors?: DestructuringErrors | null, afterLeftParse?: unknown): AcornNode;
  parseMaybeUnary(
    errors: DestructuringErrors | null,
    sawUnary?: boolean,
    incDec?: boolean,
    forInit?: ForInit,
  ): AcornNode;
  parseExprOp(
    left: AcornNode,
    startPos: number,
    startLoc: unknown,
    minPrecedence: number,
    forInit?: ForInit,
  ): AcornNode;
  buildBinary(
    startPos: number,
    startLoc: unknown,
    left: AcornNode,
    right: AcornNode,
    operator: unknown,
    logical: boolean,
  ): AcornNode;
  parseExprList(
    close: AcornTokenType,
    allowTrailingComma?: boolean,
    allowEmpty?: boolean,
    errors?: DestructuringErrors,
  ): (AcornNode | null)[];
  parseSpread(errors?: DestructuringErrors): AcornNode;
  parseBindingAtom(): AcornNode;
  parseBindingList(
    close: AcornTokenType,
    allowEmpty?: boolean,
    allowTrailingComma?: boolean,
    allowModifiers?: boolean,
  ): (AcornNode | null)[];
  parseRestBinding(): AcornNode;
  parseVar(node: AcornNode, isFor: boolean, kind: string, allowMissing?: boolean): AcornNode;
  parsePropertyValue(prop: AcornNode, isPattern: boolean, ...rest: unknown[]): void;
  parseVarId(declarator: AcornNode, kind: string): void;
  parseNew(): AcornNode;
  isAsyncFunction(): boolean;
  curContext(): { token: string };
  parseClassField(field: AcornNode): AcornNode;
  parseClassElement(constructorAllowsSuper: boolean): AcornNode | null;
  toAssignable(node: AcornNode, isBinding?: boolean, errors?: DestructuringErrors): AcornNode;
  toAssignableList(list: (AcornNode | null)[], isBinding?: boolean): (AcornNode | null)[];
  checkLValInnerPattern(node: AcornNode, ...rest: unknown[]): void;
  checkLValSimple(node: AcornNode, bindingType?: number, checkClashes?: object | false | null): void;
  checkUnreserved(identifier: AcornNode): void;
  checkLocalExport(identifier: AcornNode): void;
  readRegexp(): void;
  readRadixNumber(radix: number): void;

  enterScope(flags: number): void;
  currentScope(): AcornScope;
  currentThisScope(): AcornScope;
  treatFunctionsAsVarInScope(scope: AcornScope): boolean | number;
  declareName(name: string, bindingType: number, pos: number): void;
}

/** Only the for-await head passes 'await'. */
export type ForInit = boolean | 'await';

export type AcornTokenType = TokenType & { binop?: number | null; startsExpr?: boolean; isAssign?: boolean };

/** A node under construction: any fields. */
export interface AcornNode {
  type: string;
  start: number;
  end: number;
  name?: string;
  operator?: string;
  // Parser methods add fields of every kind as they go; the finished tree is typed by ast.ts.
  // biome-ignore lint/suspicious/noExplicitAny: a node is a dictionary until it is finished
  [field: string]: any;
}

/** Positions of errors to report if an expression turns out to be no pattern, or one after all; -1 is none. */
export interface DestructuringErrors {
  trailingComma: number;
  parenthesizedAssign: number;
}

export interface AcornScope {
  flags: number;
}

/** acorn's scope flags (its scopeflags.js). */
export const SCOPE_TOP = 1;
export const SCOPE_FUNCTION = 2;
export const SCOPE_ARROW = 16;
export const SCOPE_SIMPLE_CATCH = 32;
export const SCOPE_SUPER = 64;
export const SCOPE_DIRECT_SUPER = 128;
export const SCOPE_CLASS_STATIC_BLOCK = 256;
export const SCOPE_CLASS_FIELD_INIT = 512;
export const SCOPE_VAR = SCOPE_TOP | SCOPE_FUNCTION | SCOPE_CLASS_STATIC_BLOCK;

/** acorn's binding types. */
export const BIND_NONE = 0;
export const BIND_LEXICAL = 2;
export const BIND_FUNCTION = 3;
export const BIND_SIMPLE_CATCH = 4;

export type AcornParserClass = new (options: Options, input: string, startPos?: number) => AcornParser;

/** acorn's parser class, typed for subclassing. */
export const BaseParser = Parser as unknown as AcornParserClass;
