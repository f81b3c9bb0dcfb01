import type { NodeType } from './ast.ts';

/** Which fields of a node hold nodes (or arrays of nodes, or null), in evaluation order, and which hold data. */
export interface NodeFields {
  readonly nodes: readonly string[];
  readonly data: readonly string[];
}

const FUNCTION: NodeFields = { nodes: ['id', 'params', 'body'], data: ['generator', 'async', 'expression'] };
const CLASS: NodeFields = { nodes: ['id', 'superClass', 'body'], data: [] };
const none: NodeFields = { nodes: [], data: [] };
const nodes = (...names: string[]): NodeFields => ({ nodes: names, data: [] });

/** The shape of every node of ast.ts, for generic walks and copies. */
export const NODE_FIELDS: Readonly<Record<NodeType, NodeFields>> = {
  Program: { nodes: ['body'], data: ['sourceType', 'strict'] },
  Identifier: { nodes: [], data: ['name'] },
  PrivateIdentifier: { nodes: [], data: ['name'] },
  Literal: { nodes: [], data: ['value', 'raw', 'regex', 'bigint'] },
  TemplateElement: { nodes: [], data: ['tail', 'value'] },
  TemplateLiteral: nodes('quasis', 'expressions'),
  FunctionDeclaration: FUNCTION,
  FunctionExpression: FUNCTION,
  ArrowFunctionExpression: FUNCTION,
  ClassDeclaration: CLASS,
  ClassExpression: CLASS,
  ClassBody: nodes('body'),
  MethodDefinition: { nodes: ['key', 'value'], data: ['kind', 'computed', 'static', 'textStart'] },
  PropertyDefinition: { nodes: ['key', 'value'], data: ['computed', 'static'] },
  StaticBlock: nodes('body'),
  ExpressionStatement: { nodes: ['expression'], data: ['directive'] },
  BlockStatement: nodes('body'),
  EmptyStatement: none,
  DebuggerStatement: none,
  WithStatement: nodes('object', 'body'),
  ReturnStatement: nodes('argument'),
  LabeledStatement: nodes('label', 'body'),
  BreakStatement: nodes('label'),
  ContinueStatement: nodes('label'),
  IfStatement: nodes('test', 'consequent', 'alternate'),
  SwitchStatement: nodes('discriminant', 'cases'),
  SwitchCase: nodes('test', 'consequent'),
  ThrowStatement: nodes('argument'),
  TryStatement: nodes('block', 'handler', 'finalizer'),
  CatchClause: nodes('param', 'body'),
  WhileStatement: nodes('test', 'body'),
  DoWhileStatement: nodes('body', 'test'),
  ForStatement: nodes('init', 'test', 'update', 'body'),
  ForInStatement: nodes('left', 'right', 'body'),
  ForOfStatement: { nodes: ['left', 'right', 'body'], data: ['await'] },
  VariableDeclaration: { nodes: ['declarations'], data: ['kind'] },
  VariableDeclarator: nodes('id', 'init'),
  ImportSpecifier: nodes('imported', 'local'),
  ImportDefaultSpecifier: nodes('local'),
  ImportNamespaceSpecifier: nodes('local'),
  ImportAttribute: nodes('key', 'value'),
  ImportDeclaration: nodes('specifiers', 'source', 'attributes'),
  ExportSpecifier: nodes('local', 'exported'),
  ExportNamedDeclaration: nodes('declaration', 'specifiers', 'source', 'attributes'),
  ExportDefaultDeclaration: nodes('declaration'),
  ExportAllDeclaration: nodes('source', 'exported', 'attributes'),
  ThisExpression: none,
  Super: none,
  ArrayExpression: nodes('elements'),
  ObjectExpression: nodes('properties'),
  Property: { nodes: ['key', 'value'], data: ['kind', 'method', 'shorthand', 'computed'] },
  SpreadElement: nodes('argument'),
  UnaryExpression: { nodes: ['argument'], data: ['operator', 'prefix'] },
  UpdateExpression: { nodes: ['argument'], data: ['operator', 'prefix'] },
  BinaryExpression: { nodes: ['left', 'right'], data: ['operator'] },
  LogicalExpression: { nodes: ['left', 'right'], data: ['operator'] },
  AssignmentExpression: { nodes: ['left', 'right'], data: ['operator'] },
  ConditionalExpression: nodes('test', 'consequent', 'alternate'),
  SequenceExpression: nodes('expressions'),
  MemberExpression: { nodes: ['object', 'property'], data: ['computed', 'optional'] },
  CallExpression: { nodes: ['callee', 'arguments'], data: ['optional'] },
  NewExpression: nodes('callee', 'arguments'),
  ChainExpression: nodes('expression'),
  ImportExpression: nodes('source', 'options'),
  MetaProperty: nodes('meta', 'property'),
  TaggedTemplateExpression: nodes('tag', 'quasi'),
  YieldExpression: { nodes: ['argument'], data: ['delegate'] },
  AwaitExpression: nodes('argument'),
  ObjectPattern: nodes('properties'),
  ArrayPattern: nodes('elements'),
  RestElement: nodes('argument'),
  AssignmentPattern: nodes('left', 'right'),
};

/** The field that leads down a left spine, which may be 100,000 levels deep; undefined for other nodes. */
export function spineField(type: string): 'left' | 'object' | 'callee' | undefined {
  switch (type) {
    case 'BinaryExpression':
    case 'LogicalExpression':
      return 'left';
    case 'MemberExpression':
      return 'object';
    case 'CallExpression':
      return 'callee';
    default:
      return undefined;
  }
}
