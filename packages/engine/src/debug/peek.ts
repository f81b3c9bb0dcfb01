/** Expressions that need no code to run: what can be looked up, and what cannot change anything. */
import type { Frame } from '../machine/frame.ts';
import type { Machine } from '../machine/machine.ts';
import { Accessor, isObject, isProxy } from '../objects/object.ts';
import { lookup } from '../objects/property.ts';
import { HOLE, keyOfString, Mark, type Value } from '../objects/value.ts';
import type { Node } from '../parser/ast.ts';
import { parse } from '../parser/parse.ts';
import { childrenOf } from './program-map.ts';
import { scopesOf, thisOf } from './scopes.ts';

const parsed = new Map<string, Node | null>();
/** Expressions that are kept as trees: breakpoints ask the same again and again. */
const MOST_KEPT = 200;

function expressionOf(source: string): Node | null {
  let tree = parsed.get(source);
  if (tree === undefined) {
    tree = parsedAnew(source);
    if (parsed.size >= MOST_KEPT) parsed.clear();
    parsed.set(source, tree);
  }
  return tree;
}

function parsedAnew(source: string): Node | null {
  try {
    const { program } = parse(`(${source}\n)`, { name: '<debugger>', kind: 'eval', allow: { newTarget: true } });
    const [statement] = program.body;
    return program.body.length === 1 && statement?.type === 'ExpressionStatement' ? statement.expression : null;
  } catch {
    return null;
  }
}

/** It takes more than looking. */
class TakesMore {}

/**
 * The value of an expression of names, data properties and operators on primitives, found without running anything. Undefined where that
 * is not enough; a variable before its declaration has the mark TDZ.
 */
export function peek(m: Machine, f: Frame, source: string): { readonly value: Value | Mark } | undefined {
  const node = expressionOf(source);
  if (node === null) return undefined;
  if (node.type === 'Identifier') {
    const value = named(m, f, node.name);
    return value === HOLE || value instanceof Accessor ? undefined : { value: value as Value | Mark };
  }
  try {
    return { value: look(m, f, node) };
  } catch (e) {
    if (e instanceof TakesMore) return undefined;
    throw e;
  }
}

function look(m: Machine, f: Frame, node: Node): Value {
  switch (node.type) {
    case 'Literal':
      if (node.regex !== undefined) break;
      return node.value;
    case 'Identifier':
      return plain(node.name === 'undefined' ? undefined : named(m, f, node.name));
    case 'ThisExpression':
      return plain(thisOf(f));
    case 'MemberExpression': {
      const { property, object } = node;
      if (object.type === 'Super' || property.type === 'PrivateIdentifier' || node.optional) break;
      const o = look(m, f, object);
      const key = node.computed ? look(m, f, property) : property.type === 'Identifier' ? property.name : undefined;
      if (!isObject(o) || isProxy(o) || (typeof key !== 'string' && typeof key !== 'number')) break;
      const found = lookup(o, keyOfString(String(key)));
      return found === HOLE ? undefined : plain(found);
    }
    case 'UnaryExpression':
      return unary(node.operator, look(m, f, node.argument));
    case 'LogicalExpression': {
      const left = look(m, f, node.left);
      const decides =
        node.operator === '&&' ? !left : node.operator === '||' ? Boolean(left) : left !== null && left !== undefined;
      return decides ? left : look(m, f, node.right);
    }
    case 'ConditionalExpression':
      return look(m, f, look(m, f, node.test) ? node.consequent : node.alternate);
    case 'BinaryExpression':
      if (node.left.type === 'PrivateIdentifier') break;
      return binary(node.operator, look(m, f, node.left), look(m, f, node.right));
    default:
      break;
  }
  throw new TakesMore();
}

function plain(v: unknown): Value {
  if (v instanceof Mark || v instanceof Accessor) throw new TakesMore();
  return v as Value;
}

function unary(operator: string, v: Value): Value {
  if (operator === '!') return !v;
  if (operator === '-' && typeof v === 'number') return -v;
  if (operator === '+' && typeof v === 'number') return v;
  throw new TakesMore();
}

function binary(operator: string, a: Value, b: Value): Value {
  if (operator === '===') return a === b;
  if (operator === '!==') return a !== b;
  if (typeof a === 'string' && typeof b === 'string') {
    if (operator === '==') return a === b;
    if (operator === '!=') return a !== b;
    if (operator === '+') return a + b;
  }
  if (typeof a !== 'number' || typeof b !== 'number') throw new TakesMore();
  switch (operator) {
    case '==':
      return a === b;
    case '!=':
      return a !== b;
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '%':
      return a % b;
    default:
      throw new TakesMore();
  }
}

/** HOLE where there is no such variable. */
function named(m: Machine, f: Frame, name: string): unknown {
  for (const scope of scopesOf(m, f)) {
    // Asking the object of a `with` may take more than looking.
    if (scope.kind === 'with' || scope.kind === 'global') return HOLE;
    const variable = scope.variables.find((v) => v.name === name);
    if (variable !== undefined) return variable.get();
  }
  return HOLE;
}

const QUIET: ReadonlySet<Node['type']> = new Set([
  'Identifier',
  'PrivateIdentifier',
  'Literal',
  'TemplateLiteral',
  'TemplateElement',
  'ThisExpression',
  'ArrayExpression',
  'ObjectExpression',
  'Property',
  'SpreadElement',
  'UnaryExpression',
  'BinaryExpression',
  'LogicalExpression',
  'ConditionalExpression',
  'SequenceExpression',
  'MemberExpression',
  'ChainExpression',
]);

/** Whether evaluating the expression calls, assigns and deletes nothing by itself: getters and coercions aside, it only looks. */
export function changesNothing(source: string): boolean {
  const expression = expressionOf(source);
  if (expression === null) return false;
  const pending: Node[] = [expression];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (!QUIET.has(node.type) || (node.type === 'UnaryExpression' && node.operator === 'delete')) return false;
    for (const child of childrenOf(node)) pending.push(child);
  }
  return true;
}
