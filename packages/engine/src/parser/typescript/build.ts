import type {
  AssignmentExpression,
  BindingPattern,
  BlockStatement,
  CallExpression,
  Expression,
  ExpressionStatement,
  FunctionExpression,
  Identifier,
  Literal,
  MemberExpression,
  Pattern,
  Statement,
  VariableDeclaration,
  VariableKind,
} from '../ast.ts';

/** Where a generated node says it is: what it was made from. */
export interface Extent {
  readonly start: number;
  readonly end: number;
}

export function identifier(name: string, { start, end }: Extent): Identifier {
  return { type: 'Identifier', start, end, name };
}

/** A literal of any number too: negative, infinite or NaN, which no source text has. */
export function literal(value: string | number, { start, end }: Extent): Literal {
  return { type: 'Literal', start, end, value, raw: typeof value === 'string' ? JSON.stringify(value) : String(value) };
}

/** `object.name` */
export function member(object: Expression, name: string, at: Extent): MemberExpression {
  const { start, end } = at;
  const property = identifier(name, at);
  return { type: 'MemberExpression', start, end, object, property, computed: false, optional: false };
}

/** `object[key]` */
export function index(object: Expression, key: Expression, { start, end }: Extent): MemberExpression {
  return { type: 'MemberExpression', start, end, object, property: key, computed: true, optional: false };
}

export function assign(left: Pattern, right: Expression, { start, end }: Extent): AssignmentExpression {
  return { type: 'AssignmentExpression', start, end, operator: '=', left, right };
}

export function expressionStatement(expression: Expression, { start, end }: Extent): ExpressionStatement {
  return { type: 'ExpressionStatement', start, end, expression };
}

export function declare(
  kind: VariableKind,
  id: BindingPattern,
  init: Expression | null,
  { start, end }: Extent,
): VariableDeclaration {
  const declarations = [{ type: 'VariableDeclarator' as const, start, end, id, init }];
  return { type: 'VariableDeclaration', start, end, kind, declarations };
}

export function block(body: Statement[], { start, end }: Extent): BlockStatement {
  return { type: 'BlockStatement', start, end, body };
}

/** `(function (parameter) { body })(argument)` */
export function callWith(
  parameter: Identifier,
  argument: Expression,
  body: Statement[],
  at: Extent,
): ExpressionStatement {
  const { start, end } = at;
  const callee: FunctionExpression = {
    type: 'FunctionExpression',
    start,
    end,
    id: null,
    params: [parameter],
    body: block(body, at),
    generator: false,
    async: false,
    expression: false,
  };
  const call: CallExpression = { type: 'CallExpression', start, end, callee, arguments: [argument], optional: false };
  return expressionStatement(call, at);
}

/** `target || (target = {})`, where `read` and `write` are two nodes for the target. */
export function orNewObject(read: Expression, write: Pattern, { start, end }: Extent): Expression {
  const empty = { type: 'ObjectExpression' as const, start, end, properties: [] };
  return {
    type: 'LogicalExpression',
    start,
    end,
    operator: '||',
    left: read,
    right: assign(write, empty, { start, end }),
  };
}
