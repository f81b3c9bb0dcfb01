/**
 * Where V8 says that an expression is. Its messages name what has the position of the instruction that throws, so that which expression
 * they name, if any, follows from these.
 */
import type { Expression, MemberExpression, Node, UpdateExpression } from '../parser/ast.ts';

/** No position is this. */
export const NOWHERE = -1;

/** Offset of the first token at or after `at`. */
export function tokenAt(text: string, at: number): number {
  BLANK.lastIndex = at;
  return at + (BLANK.exec(text)?.[0].length ?? 0);
}

const BLANK = /(?:\s|\/\/[^\n\r\u2028\u2029]*|\/\*[^]*?\*\/)*/y;

/** Offset of the first token behind closing parentheses. */
function behindParentheses(text: string, from: number): number {
  let at = tokenAt(text, from);
  while (text[at] === ')') at = tokenAt(text, at + 1);
  return at;
}

/** The number or boolean that V8's parser makes of operators on literals; undefined where it makes none. */
export function foldedConstant(node: Node): number | boolean | undefined {
  if (node.type === 'UnaryExpression') {
    const { argument, operator } = node;
    const inner = literalValue(argument);
    if (inner === undefined) return undefined;
    if (operator === '!') return !inner.value;
    if (typeof inner.value !== 'number') return undefined;
    if (operator === '-') return -inner.value;
    if (operator === '+') return inner.value;
    return operator === '~' ? ~inner.value : undefined;
  }
  if (node.type !== 'BinaryExpression') return undefined;
  const left = literalValue(node.left)?.value;
  const right = literalValue(node.right)?.value;
  if (typeof left !== 'number' || typeof right !== 'number') return undefined;
  return ARITHMETIC[node.operator]?.(left, right);
}

const ARITHMETIC: Readonly<Record<string, ((a: number, b: number) => number) | undefined>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
  '**': (a, b) => a ** b,
  '|': (a, b) => a | b,
  '&': (a, b) => a & b,
  '^': (a, b) => a ^ b,
  '<<': (a, b) => a << b,
  '>>': (a, b) => a >> b,
  '>>>': (a, b) => a >>> b,
};

function literalValue(node: Node): { readonly value: unknown } | undefined {
  if (node.type === 'Literal') return node.regex === undefined ? { value: node.value } : undefined;
  const value = foldedConstant(node);
  return value === undefined ? undefined : { value };
}

/** Is it one of a run of the same operator, which V8 holds as one node? */
function isRun(node: Node): boolean {
  return (
    (node.type === 'BinaryExpression' || node.type === 'LogicalExpression') &&
    node.operator !== '**' &&
    (node.left.type === 'BinaryExpression' || node.left.type === 'LogicalExpression') &&
    node.left.operator === node.operator &&
    foldedConstant(node.left) === undefined
  );
}

/** Position of an expression's node. */
export function positionOf(text: string, node: Node): number {
  switch (node.type) {
    case 'MemberExpression':
      return memberPosition(text, node);
    case 'CallExpression':
      return callPosition(text, node.callee, node.optional);
    case 'TaggedTemplateExpression':
      return node.quasi.start;
    case 'AssignmentExpression':
    case 'AssignmentPattern':
      return behindParentheses(text, node.left.end);
    case 'UpdateExpression':
      return node.prefix ? lastToken(text, node) : behindParentheses(text, node.argument.end);
    case 'BinaryExpression':
    case 'LogicalExpression': {
      let first: Node = node;
      if (!isRun(first)) return behindParentheses(text, node.left.end);
      while (isRun(first)) first = (first as typeof node).left;
      return positionOf(text, (first as typeof node).left);
    }
    case 'SequenceExpression':
      return positionOf(text, node.expressions[node.expressions.length === 2 ? 1 : 0] as Expression);
    case 'ChainExpression':
      return NOWHERE;
    default:
      return node.start;
  }
}

/** Offset of the last token of an expression that can be assigned to. */
function lastToken(text: string, { argument, end }: UpdateExpression): number {
  if (text[end - 1] === ')' || text[end - 1] === ']') return end - 1;
  return argument.type === 'MemberExpression' ? argument.property.start : argument.start;
}

/** At the property, or, somewhere after a call in the same chain, at the dot. */
function memberPosition(text: string, node: MemberExpression): number {
  const { object, property, computed, optional } = node;
  let at = behindParentheses(text, object.end);
  if (computed) return optional ? tokenAt(text, at + 2) : at;
  let inner: Node = object;
  while (inner.type === 'MemberExpression') inner = inner.object;
  at = tokenAt(text, object.end);
  return inner.type === 'CallExpression' && text[at] !== ')' ? at : property.start;
}

/** At the name that is called where the parenthesis is right behind it, else at the parenthesis. */
function callPosition(text: string, callee: Node, optional: boolean): number {
  const next = tokenAt(text, callee.end);
  if (text[next] === '(' && !optional) {
    if (callee.type === 'Identifier' || callee.type === 'Super') return callee.start;
    if (callee.type === 'MemberExpression' && !callee.computed && callee.property.type === 'Identifier')
      return callee.property.start;
  }
  const at = behindParentheses(text, callee.end);
  return optional ? tokenAt(text, at + 2) : at;
}

/** The last position that the code which evaluates an expression notes, for names if `ofNames`; NOWHERE if it notes none. */
export function lastPosition(text: string, node: Node, ofNames = true): number {
  if (foldedConstant(node) !== undefined) return NOWHERE;
  const firstOf = (...nodes: readonly Node[]): number => {
    for (const each of nodes) {
      const at = lastPosition(text, each, ofNames);
      if (at !== NOWHERE) return at;
    }
    return NOWHERE;
  };
  switch (node.type) {
    case 'Identifier':
    case 'MetaProperty':
      return ofNames ? node.start : NOWHERE;
    case 'MemberExpression':
    case 'CallExpression':
    case 'NewExpression':
    case 'TaggedTemplateExpression':
    case 'AssignmentExpression':
    case 'UpdateExpression':
    case 'BinaryExpression':
    case 'YieldExpression':
    case 'AwaitExpression':
    case 'ImportExpression':
      return positionOf(text, node);
    case 'UnaryExpression':
      if (node.operator === 'delete') return NOWHERE;
      return '+-~'.includes(node.operator) ? node.start : firstOf(node.argument);
    case 'LogicalExpression':
      return firstOf(node.right, node.left);
    case 'ConditionalExpression':
      return firstOf(node.alternate, node.consequent, node.test);
    case 'SequenceExpression': {
      const end = node.expressions[node.expressions.length - 1] as Expression;
      const at = firstOf(end);
      return at === NOWHERE ? positionOf(text, end) : at;
    }
    case 'ChainExpression':
      return firstOf(node.expression);
    default:
      return NOWHERE;
  }
}
