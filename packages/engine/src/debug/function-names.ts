/** Functions by the names that people call them. */
import type { Node } from '../parser/ast.ts';
import { childrenOf, isFunctionLike, type ProgramMap, type StopRange } from './program-map.ts';

/** The first thing that each function of that name does; `Class.method` for methods, a class's own name for its constructor. */
export function functionBeginnings(map: ProgramMap, name: string): StopRange[] {
  const found: StopRange[] = [];
  // What is inside which class; the walk keeps its own stack, since programs may be nested deeply.
  const pending: { readonly node: Node; readonly within: string }[] = [{ node: map.program, within: '' }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { node, within } = next;
    const fn = namedBy(node, name, within);
    const start = fn === null ? undefined : beginningOf(map, fn);
    if (start !== undefined && !found.includes(start)) found.push(start);
    const inner = node.type === 'ClassDeclaration' || node.type === 'ClassExpression' ? (node.id?.name ?? '') : within;
    for (const child of childrenOf(node)) pending.push({ node: child, within: inner });
  }
  return found.sort((a, b) => a.start - b.start);
}

const isFunction = (node: Node | null): node is Node =>
  node !== null && ['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'].includes(node.type);

/** The function to which a node gives the name; null where it does not. */
function namedBy(node: Node, name: string, within: string): Node | null {
  switch (node.type) {
    case 'FunctionDeclaration':
    case 'FunctionExpression':
      return node.id?.name === name ? node : null;
    case 'VariableDeclarator':
      return node.id.type === 'Identifier' && node.id.name === name && isFunction(node.init) ? node.init : null;
    case 'AssignmentExpression': {
      const { left, right } = node;
      const to =
        left.type === 'Identifier' ? left.name : left.type === 'MemberExpression' ? keyOf(left.property) : null;
      return to === name && isFunction(right) ? right : null;
    }
    case 'Property':
      return !node.computed && keyOf(node.key) === name && isFunction(node.value) ? node.value : null;
    case 'MethodDefinition':
    case 'PropertyDefinition': {
      const key = node.computed ? null : keyOf(node.key);
      const isConstructor = node.type === 'MethodDefinition' && node.kind === 'constructor';
      const isNamed = key === name || `${within}.${key}` === name || (isConstructor && within === name);
      return isNamed && isFunction(node.value) ? node.value : null;
    }
    default:
      return null;
  }
}

function keyOf(key: Node): string | null {
  if (key.type === 'Identifier') return key.name;
  if (key.type === 'PrivateIdentifier') return `#${key.name}`;
  return key.type === 'Literal' && typeof key.value === 'string' ? key.value : null;
}

/** The first stop that is the function's own, not that of one inside. */
function beginningOf(map: ProgramMap, fn: Node): StopRange | undefined {
  const from = 'body' in fn && fn.body !== null && 'start' in fn.body ? fn.body.start : fn.start;
  return map.stops.find(
    ({ start }) =>
      start >= from && start < fn.end && map.nodesAt(start).findLast((node) => isFunctionLike(node.type)) === fn,
  );
}
