/** Left-nested chains (`a.b.c`, `f()()`, `a + b + c`) may be 100,000 links long: walks go down them by a loop, then outward again. */
import type {
  BinaryExpression,
  CallExpression,
  Expression,
  LogicalExpression,
  MemberExpression,
  Node,
  PrivateIdentifier,
  Super,
} from '../parser/ast.ts';

export type Spine = MemberExpression | CallExpression | BinaryExpression | LogicalExpression;

export function isSpine(node: Node): node is Spine {
  const { type } = node;
  return (
    type === 'MemberExpression' ||
    type === 'CallExpression' ||
    type === 'BinaryExpression' ||
    type === 'LogicalExpression'
  );
}

/** A link's leftmost part. */
export function innerOf(node: Spine): Expression | Super | PrivateIdentifier {
  switch (node.type) {
    case 'MemberExpression':
      return node.object;
    case 'CallExpression':
      return node.callee;
    default:
      return node.left;
  }
}

/** The links of a chain, the outermost first; the `innerOf` of the last is no link. */
export function linksOf(top: Spine): Spine[] {
  const links: Spine[] = [top];
  for (let inner = innerOf(top); isSpine(inner); inner = innerOf(inner)) links.push(inner);
  return links;
}
