/** Expressions that need no code to run: what can be looked up, and what cannot change anything. */
import type { Frame } from '../machine/frame.ts';
import type { Machine } from '../machine/machine.ts';
import { Accessor, isObject, isProxy } from '../objects/object.ts';
import { lookup } from '../objects/property.ts';
import { BAIL, HOLE, keyOfString, Mark, TDZ, type Value } from '../objects/value.ts';
import type { Node } from '../parser/ast.ts';
import { parse } from '../parser/parse.ts';
import { childrenOf } from './program-map.ts';
import { scopesOf, thisOf } from './scopes.ts';

function expressionOf(source: string): Node | null {
  try {
    const { program } = parse(`(${source}\n)`, { name: '<debugger>', kind: 'eval', allow: { newTarget: true } });
    const [statement] = program.body;
    return program.body.length === 1 && statement?.type === 'ExpressionStatement' ? statement.expression : null;
  } catch {
    return null;
  }
}

/**
 * The value of a name, of `this`, or of a chain of data properties from it. Undefined where it takes more than looking, or there is no
 * such name; a variable before its declaration has the mark TDZ.
 */
export function peek(m: Machine, f: Frame, source: string): Value | Mark | undefined {
  const links: (string | number)[] = [];
  let node = expressionOf(source);
  while (node?.type === 'MemberExpression') {
    const { property } = node;
    if (!node.computed && property.type === 'Identifier') links.push(property.name);
    else if (node.computed && property.type === 'Literal' && typeof property.value !== 'object')
      links.push(String(property.value));
    else return undefined;
    node = node.object;
  }
  let value = node?.type === 'ThisExpression' ? thisOf(f) : node?.type === 'Identifier' ? named(m, f, node.name) : HOLE;
  if (value === TDZ && links.length === 0) return TDZ;
  for (const link of links.reverse()) {
    if (!isObject(value) || isProxy(value)) return undefined;
    value = lookup(value, keyOfString(String(link)));
    if (value === HOLE || value === BAIL) return undefined;
  }
  return value instanceof Mark || value instanceof Accessor || value === undefined ? undefined : (value as Value);
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
