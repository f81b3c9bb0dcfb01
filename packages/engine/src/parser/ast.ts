/**
 * The syntax tree: plain ESTree (with TypeScript already erased), as a discriminated union on `type`.
 *
 * Nodes carry `start` and `end` only, as UTF-16 offsets into the source; lines and columns come from `LineMap`
 * (line-map.ts). A node made from TypeScript (enum, namespace, parameter property) carries the position of what it
 * was made from, so the offsets of siblings may coincide or be out of order there.
 *
 * What a later stage should know:
 * - **Left spines are deep.** `a + a + … + a` parses iteratively, so `BinaryExpression.left`, `LogicalExpression.left`,
 *   `MemberExpression.object` and `CallExpression.callee` may be 100,000 levels deep: walk those four fields with a
 *   loop, never by recursion. `IfStatement.alternate` (`else if` chains), `ConditionalExpression.alternate` and
 *   `LabeledStatement.body` too may be as deep as the parser's nesting bound. Every other nesting is bounded by
 *   `MAX_NESTING` (parser/nesting.ts).
 * - **Parentheses leave no node.** Where they matter, offsets tell: the target of an `AssignmentExpression` or an
 *   `AssignmentPattern` stood in parentheses exactly when `left.start !== node.start` (such a target gives an anonymous
 *   function no name, ECMA-262 §13.15.2). `(a?.b).c` has a `ChainExpression` as the member's object.
 * - **Directives**: an `ExpressionStatement` in a directive prologue has `directive`, the raw text between the quotes;
 *   a body is strict by its own prologue exactly when one of them is `'use strict'`.
 */

import type { ClassInfo, FunctionInfo, Scope } from '../scope/scope.ts';

interface Base {
  start: number;
  end: number;
}

interface Scoped {
  /** Set by the scope stage on nodes that open a scope (scope/scope.ts says when). */
  scope?: Scope;
}

// ---------------------------------------------------------------- program

export interface Program extends Base, Scoped {
  type: 'Program';
  sourceType: 'script' | 'module';
  body: (Statement | ModuleDeclaration)[];
  /** Strict from outside or by its own prologue; always true for a module. */
  strict: boolean;
  /** Set by the scope stage. */
  info?: FunctionInfo;
}

// ---------------------------------------------------------------- names and literals

export interface Identifier extends Base {
  type: 'Identifier';
  name: string;
}

export interface PrivateIdentifier extends Base {
  type: 'PrivateIdentifier';
  /** Without the `#`. */
  name: string;
}

/** A regular expression literal has `regex` (and `value` null); a BigInt literal has `bigint` (its decimal digits) and a bigint `value`. */
export interface Literal extends Base {
  type: 'Literal';
  value: string | boolean | null | number | bigint;
  raw: string;
  regex?: { pattern: string; flags: string };
  bigint?: string;
}

export interface TemplateElement extends Base {
  type: 'TemplateElement';
  tail: boolean;
  /** `cooked` is null for an invalid escape, which only a tagged template may hold. */
  value: { cooked: string | null; raw: string };
}

export interface TemplateLiteral extends Base {
  type: 'TemplateLiteral';
  quasis: TemplateElement[];
  expressions: Expression[];
}

// ---------------------------------------------------------------- functions and classes

interface FunctionBase extends Base {
  params: Pattern[];
  generator: boolean;
  async: boolean;
  /** Set by the scope stage. */
  info?: FunctionInfo;
}

export interface FunctionDeclaration extends FunctionBase {
  type: 'FunctionDeclaration';
  /** Null only directly under `export default`. */
  id: Identifier | null;
  body: BlockStatement;
  expression: false;
  /** Set by the scope stage where the function is the clause of an `if` (Annex B.3.3): the block imagined around it. */
  clauseScope?: Scope;
  /** Set by the scope stage where evaluating the declaration also assigns the `var` of Annex B.3.2. */
  hoistsToVar?: boolean;
}

/**
 * Also the `value` of a `MethodDefinition` and of a method or accessor `Property`; there it starts at the parenthesis,
 * and its source text is that of the element (see `MethodDefinition.textStart`).
 */
export interface FunctionExpression extends FunctionBase {
  type: 'FunctionExpression';
  id: Identifier | null;
  body: BlockStatement;
  expression: false;
}

export interface ArrowFunctionExpression extends FunctionBase {
  type: 'ArrowFunctionExpression';
  id: null;
  generator: false;
  body: BlockStatement | Expression;
  /** Whether `body` is an expression. */
  expression: boolean;
}

export type FunctionNode = FunctionDeclaration | FunctionExpression | ArrowFunctionExpression;

interface ClassBase extends Base, Scoped {
  superClass: Expression | null;
  body: ClassBody;
  /** Set by the scope stage. */
  classInfo?: ClassInfo;
}

export interface ClassDeclaration extends ClassBase {
  type: 'ClassDeclaration';
  /** Null only directly under `export default`. */
  id: Identifier | null;
}

export interface ClassExpression extends ClassBase {
  type: 'ClassExpression';
  id: Identifier | null;
}

export type ClassNode = ClassDeclaration | ClassExpression;

export interface ClassBody extends Base {
  type: 'ClassBody';
  body: ClassElement[];
}

export interface MethodDefinition extends Base {
  type: 'MethodDefinition';
  key: Expression | PrivateIdentifier;
  value: FunctionExpression;
  kind: 'constructor' | 'method' | 'get' | 'set';
  computed: boolean;
  static: boolean;
  /** Where the function's source text starts (`Function.prototype.toString`): after `static`, before `async`, `*`, `get`. It ends at `end`. */
  textStart: number;
}

/** A field. Its key (if computed) is evaluated in the class scope, its value as the body of a method. */
export interface PropertyDefinition extends Base {
  type: 'PropertyDefinition';
  key: Expression | PrivateIdentifier;
  value: Expression | null;
  computed: boolean;
  static: boolean;
}

export interface StaticBlock extends Base, Scoped {
  type: 'StaticBlock';
  body: Statement[];
}

export type ClassElement = MethodDefinition | PropertyDefinition | StaticBlock;

// ---------------------------------------------------------------- statements

export interface ExpressionStatement extends Base {
  type: 'ExpressionStatement';
  expression: Expression;
  /** Raw text between the quotes, on the statements of a directive prologue only. */
  directive?: string;
}

export interface BlockStatement extends Base, Scoped {
  type: 'BlockStatement';
  body: Statement[];
}

export interface EmptyStatement extends Base {
  type: 'EmptyStatement';
}

export interface DebuggerStatement extends Base {
  type: 'DebuggerStatement';
}

export interface WithStatement extends Base, Scoped {
  type: 'WithStatement';
  object: Expression;
  body: Statement;
}

export interface ReturnStatement extends Base {
  type: 'ReturnStatement';
  argument: Expression | null;
}

export interface LabeledStatement extends Base {
  type: 'LabeledStatement';
  label: Identifier;
  body: Statement;
}

export interface BreakStatement extends Base {
  type: 'BreakStatement';
  label: Identifier | null;
}

export interface ContinueStatement extends Base {
  type: 'ContinueStatement';
  label: Identifier | null;
}

/** Annex B.3.3: in sloppy code `consequent` and `alternate` may be a `FunctionDeclaration`, which acts as if in a block of its own. */
export interface IfStatement extends Base {
  type: 'IfStatement';
  test: Expression;
  consequent: Statement;
  alternate: Statement | null;
}

export interface SwitchStatement extends Base, Scoped {
  type: 'SwitchStatement';
  discriminant: Expression;
  cases: SwitchCase[];
}

export interface SwitchCase extends Base {
  type: 'SwitchCase';
  /** Null for `default`. */
  test: Expression | null;
  consequent: Statement[];
}

export interface ThrowStatement extends Base {
  type: 'ThrowStatement';
  argument: Expression;
}

export interface TryStatement extends Base {
  type: 'TryStatement';
  block: BlockStatement;
  handler: CatchClause | null;
  finalizer: BlockStatement | null;
}

export interface CatchClause extends Base, Scoped {
  type: 'CatchClause';
  param: BindingPattern | null;
  body: BlockStatement;
}

export interface WhileStatement extends Base {
  type: 'WhileStatement';
  test: Expression;
  body: Statement;
}

export interface DoWhileStatement extends Base {
  type: 'DoWhileStatement';
  body: Statement;
  test: Expression;
}

export interface ForStatement extends Base, Scoped {
  type: 'ForStatement';
  init: VariableDeclaration | Expression | null;
  test: Expression | null;
  update: Expression | null;
  body: Statement;
}

/** Annex B.3.5: in sloppy code `left` may be a `var` with one plain name and an initialiser. */
export interface ForInStatement extends Base, Scoped {
  type: 'ForInStatement';
  left: VariableDeclaration | Pattern;
  right: Expression;
  body: Statement;
}

export interface ForOfStatement extends Base, Scoped {
  type: 'ForOfStatement';
  left: VariableDeclaration | Pattern;
  right: Expression;
  body: Statement;
  await: boolean;
}

export type VariableKind = 'var' | 'let' | 'const' | 'using' | 'await using';

export interface VariableDeclaration extends Base {
  type: 'VariableDeclaration';
  kind: VariableKind;
  declarations: VariableDeclarator[];
}

export interface VariableDeclarator extends Base {
  type: 'VariableDeclarator';
  id: BindingPattern;
  init: Expression | null;
}

export type LoopStatement = WhileStatement | DoWhileStatement | ForStatement | ForInStatement | ForOfStatement;

export type Declaration = FunctionDeclaration | ClassDeclaration | VariableDeclaration;

export type Statement =
  | ExpressionStatement
  | BlockStatement
  | EmptyStatement
  | DebuggerStatement
  | WithStatement
  | ReturnStatement
  | LabeledStatement
  | BreakStatement
  | ContinueStatement
  | IfStatement
  | SwitchStatement
  | ThrowStatement
  | TryStatement
  | LoopStatement
  | Declaration;

// ---------------------------------------------------------------- modules

export interface ImportSpecifier extends Base {
  type: 'ImportSpecifier';
  /** A string literal for an arbitrary module namespace name. */
  imported: Identifier | Literal;
  local: Identifier;
}

export interface ImportDefaultSpecifier extends Base {
  type: 'ImportDefaultSpecifier';
  local: Identifier;
}

export interface ImportNamespaceSpecifier extends Base {
  type: 'ImportNamespaceSpecifier';
  local: Identifier;
}

export interface ImportAttribute extends Base {
  type: 'ImportAttribute';
  key: Identifier | Literal;
  value: Literal;
}

export interface ImportDeclaration extends Base {
  type: 'ImportDeclaration';
  specifiers: (ImportSpecifier | ImportDefaultSpecifier | ImportNamespaceSpecifier)[];
  source: Literal;
  attributes: ImportAttribute[];
}

export interface ExportSpecifier extends Base {
  type: 'ExportSpecifier';
  /** A literal only where the declaration has a `source`. */
  local: Identifier | Literal;
  exported: Identifier | Literal;
}

export interface ExportNamedDeclaration extends Base {
  type: 'ExportNamedDeclaration';
  declaration: Declaration | null;
  specifiers: ExportSpecifier[];
  source: Literal | null;
  attributes: ImportAttribute[];
}

export interface ExportDefaultDeclaration extends Base {
  type: 'ExportDefaultDeclaration';
  declaration: FunctionDeclaration | ClassDeclaration | Expression;
}

export interface ExportAllDeclaration extends Base {
  type: 'ExportAllDeclaration';
  source: Literal;
  /** The name in `export * as name from`, else null. */
  exported: Identifier | Literal | null;
  attributes: ImportAttribute[];
}

export type ModuleDeclaration =
  | ImportDeclaration
  | ExportNamedDeclaration
  | ExportDefaultDeclaration
  | ExportAllDeclaration;

// ---------------------------------------------------------------- expressions

export interface ThisExpression extends Base {
  type: 'ThisExpression';
}

/** Only as the callee of a call or the object of a member expression. */
export interface Super extends Base {
  type: 'Super';
}

export interface ArrayExpression extends Base {
  type: 'ArrayExpression';
  /** Null is a hole. */
  elements: (Expression | SpreadElement | null)[];
}

export interface ObjectExpression extends Base, Scoped {
  type: 'ObjectExpression';
  properties: (Property | SpreadElement)[];
}

export interface Property extends Base {
  type: 'Property';
  key: Expression;
  value: Expression;
  kind: 'init' | 'get' | 'set';
  method: boolean;
  shorthand: boolean;
  computed: boolean;
}

export interface SpreadElement extends Base {
  type: 'SpreadElement';
  argument: Expression;
}

export type UnaryOperator = '-' | '+' | '!' | '~' | 'typeof' | 'void' | 'delete';

export interface UnaryExpression extends Base {
  type: 'UnaryExpression';
  operator: UnaryOperator;
  prefix: true;
  argument: Expression;
}

export type UpdateOperator = '++' | '--';

/** In sloppy code `argument` may be a `CallExpression` (web compatibility, ECMA-262 §13.4): a ReferenceError when evaluated. */
export interface UpdateExpression extends Base {
  type: 'UpdateExpression';
  operator: UpdateOperator;
  prefix: boolean;
  argument: Expression;
}

export type BinaryOperator =
  | '=='
  | '!='
  | '==='
  | '!=='
  | '<'
  | '<='
  | '>'
  | '>='
  | '<<'
  | '>>'
  | '>>>'
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | '**'
  | '|'
  | '^'
  | '&'
  | 'in'
  | 'instanceof';

export interface BinaryExpression extends Base {
  type: 'BinaryExpression';
  operator: BinaryOperator;
  /** A private name only before `in`. */
  left: Expression | PrivateIdentifier;
  right: Expression;
}

export type LogicalOperator = '||' | '&&' | '??';

export interface LogicalExpression extends Base {
  type: 'LogicalExpression';
  operator: LogicalOperator;
  left: Expression;
  right: Expression;
}

export type AssignmentOperator =
  | '='
  | '+='
  | '-='
  | '*='
  | '/='
  | '%='
  | '**='
  | '<<='
  | '>>='
  | '>>>='
  | '|='
  | '^='
  | '&='
  | '||='
  | '&&='
  | '??=';

/** In sloppy code the target of `=` or an arithmetic operator may be a `CallExpression`: a ReferenceError when evaluated. */
export interface AssignmentExpression extends Base {
  type: 'AssignmentExpression';
  operator: AssignmentOperator;
  left: Pattern | CallExpression;
  right: Expression;
}

export interface ConditionalExpression extends Base {
  type: 'ConditionalExpression';
  test: Expression;
  consequent: Expression;
  alternate: Expression;
}

export interface SequenceExpression extends Base {
  type: 'SequenceExpression';
  expressions: Expression[];
}

export interface MemberExpression extends Base {
  type: 'MemberExpression';
  object: Expression | Super;
  property: Expression | PrivateIdentifier;
  computed: boolean;
  /** Whether this link is `?.`; the whole chain stands in a `ChainExpression`. */
  optional: boolean;
}

export interface CallExpression extends Base {
  type: 'CallExpression';
  callee: Expression | Super;
  arguments: (Expression | SpreadElement)[];
  optional: boolean;
}

export interface NewExpression extends Base {
  type: 'NewExpression';
  callee: Expression;
  arguments: (Expression | SpreadElement)[];
}

/** The extent of an optional chain: a `?.` inside that finds null or undefined makes this whole expression undefined. */
export interface ChainExpression extends Base {
  type: 'ChainExpression';
  expression: MemberExpression | CallExpression;
}

export interface ImportExpression extends Base {
  type: 'ImportExpression';
  source: Expression;
  options: Expression | null;
}

/** `new.target` or `import.meta`. */
export interface MetaProperty extends Base {
  type: 'MetaProperty';
  meta: Identifier;
  property: Identifier;
}

export interface TaggedTemplateExpression extends Base {
  type: 'TaggedTemplateExpression';
  tag: Expression;
  quasi: TemplateLiteral;
}

export interface YieldExpression extends Base {
  type: 'YieldExpression';
  argument: Expression | null;
  delegate: boolean;
}

export interface AwaitExpression extends Base {
  type: 'AwaitExpression';
  argument: Expression;
}

export type Expression =
  | Identifier
  | Literal
  | ThisExpression
  | ArrayExpression
  | ObjectExpression
  | FunctionExpression
  | ArrowFunctionExpression
  | ClassExpression
  | UnaryExpression
  | UpdateExpression
  | BinaryExpression
  | LogicalExpression
  | AssignmentExpression
  | ConditionalExpression
  | SequenceExpression
  | MemberExpression
  | CallExpression
  | NewExpression
  | ChainExpression
  | ImportExpression
  | MetaProperty
  | TemplateLiteral
  | TaggedTemplateExpression
  | YieldExpression
  | AwaitExpression;

// ---------------------------------------------------------------- patterns

/** A property of an object pattern. In a binding pattern `value` holds no `MemberExpression`. */
export interface AssignmentProperty extends Base {
  type: 'Property';
  key: Expression;
  value: Pattern;
  kind: 'init';
  method: false;
  shorthand: boolean;
  computed: boolean;
}

export interface ObjectPattern extends Base {
  type: 'ObjectPattern';
  properties: (AssignmentProperty | RestElement)[];
}

export interface ArrayPattern extends Base {
  type: 'ArrayPattern';
  /** Null is an elision. */
  elements: (Pattern | null)[];
}

export interface RestElement extends Base {
  type: 'RestElement';
  argument: Pattern;
}

export interface AssignmentPattern extends Base {
  type: 'AssignmentPattern';
  left: Pattern;
  right: Expression;
}

/** What may be declared. */
export type BindingPattern = Identifier | ObjectPattern | ArrayPattern;

/** What may be assigned to or be a parameter. */
export type Pattern = Identifier | MemberExpression | ObjectPattern | ArrayPattern | RestElement | AssignmentPattern;

// ---------------------------------------------------------------- the union

export type Node =
  | Program
  | Statement
  | ModuleDeclaration
  | Expression
  | Pattern
  | PrivateIdentifier
  | Super
  | TemplateElement
  | ClassBody
  | ClassElement
  | SwitchCase
  | CatchClause
  | VariableDeclarator
  | Property
  | AssignmentProperty
  | SpreadElement
  | ImportSpecifier
  | ImportDefaultSpecifier
  | ImportNamespaceSpecifier
  | ImportAttribute
  | ExportSpecifier;

export type NodeType = Node['type'];

/** The node of a given `type`. */
export type NodeOf<T extends NodeType> = Extract<Node, { type: T }>;
