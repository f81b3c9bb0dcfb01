/** How much a variable may keep alive, by what the source assigns to it. */
import type { Scope } from 'eslint';
import { parentOf } from './names.ts';
import type { SourceNode } from './tree.ts';

/** From large to small. `small`: numbers, short strings, functions; `unknown`: parameters, and what calls and properties give. */
export const sizeClasses = ['buffer', 'collection', 'object', 'unknown', 'small'] as const;
export type SizeClass = (typeof sizeClasses)[number];

const BUFFERS =
  /^(?:(?:Shared)?ArrayBuffer|DataView|(?:Big)?(?:Int|Uint|Float)\d+(?:Clamped)?Array|Buffer|Blob|ImageData)$/;
const COLLECTIONS = new Set(['Array', 'Map', 'Set', 'WeakMap', 'WeakSet']);
const TEXT_KEPT = 1024;

/** The largest class of what is assigned. */
export function sizeOf(variable: Scope.Variable): SizeClass {
  const sizes = new Set<SizeClass>();
  for (const { type, node } of variable.defs) {
    if (type === 'Parameter' || type === 'CatchClause') sizes.add('unknown');
    if (type !== 'Variable') continue;
    const declarator = node as unknown as SourceNode;
    if ((declarator['id'] as SourceNode).type !== 'Identifier') sizes.add('unknown');
    const statement = parentOf(parentOf(declarator) as SourceNode);
    if (declarator['init'] === null && statement?.type === 'ForOfStatement') sizes.add('unknown');
  }
  for (const reference of variable.references) {
    const value = reference.writeExpr as unknown as SourceNode | null | undefined;
    if (value !== null && value !== undefined && reference.isWrite()) sizes.add(sizeOfValue(value));
  }
  return sizeClasses.find((one) => sizes.has(one)) ?? 'small';
}

function sizeOfValue(value: SourceNode): SizeClass {
  switch (value.type) {
    case 'Literal': {
      const text = value['value'];
      return typeof text === 'string' && text.length >= TEXT_KEPT ? 'unknown' : 'small';
    }
    case 'ArrowFunctionExpression':
    case 'BinaryExpression':
    case 'ClassExpression':
    case 'FunctionExpression':
    case 'TemplateLiteral':
    case 'UnaryExpression':
    case 'UpdateExpression':
      return 'small';
    case 'ArrayExpression':
      return 'collection';
    case 'ObjectExpression':
      return 'object';
    case 'ConditionalExpression':
      return larger(value['consequent'] as SourceNode, value['alternate'] as SourceNode);
    case 'LogicalExpression':
      return larger(value['left'] as SourceNode, value['right'] as SourceNode);
    case 'NewExpression':
      return sizeByName(value['callee'] as SourceNode);
    case 'CallExpression': {
      const callee = value['callee'] as SourceNode;
      if (callee.type !== 'MemberExpression') return 'unknown';
      const size = sizeByName(callee['object'] as SourceNode);
      return size === 'buffer' ? size : 'unknown';
    }
    default:
      return 'unknown';
  }
}

function larger(a: SourceNode, b: SourceNode): SizeClass {
  const sizes = [sizeOfValue(a), sizeOfValue(b)];
  return sizeClasses.find((one) => sizes.includes(one)) ?? 'small';
}

function sizeByName(node: SourceNode): SizeClass {
  if (node.type !== 'Identifier') return 'unknown';
  const name = node['name'] as string;
  if (BUFFERS.test(name)) return 'buffer';
  return COLLECTIONS.has(name) ? 'collection' : 'unknown';
}
