/**
 * When may a value be used in place? A local's register may be read by a later instruction only if nothing in between writes
 * the local: `a + (a = 5)` must read the old `a`.
 */
import { Op } from '../bytecode/ops.gen.ts';
import type { Node } from '../parser/ast.ts';
import type { Context } from './context.ts';
import type { Reg } from './emitter.ts';

/** How many nodes are looked at before the answer is a conservative yes. */
const SEARCH_LIMIT = 300;

type Later = readonly (Node | null)[];

/** `reg`, or a copy of it if evaluating `later` may change it. */
export function stable(c: Context, reg: Reg, later: Later): Reg {
  // `this` changes only from uninitialised to initialised, and uninitialised reads throw.
  if (reg === 0) return reg;
  const owner = c.ownerOf(reg);
  if (owner === undefined) return reg;
  const shared = owner.place.kind === 'slot';
  if (!shared && owner.writes === 0) return reg;
  if (!(shared ? later.some((node) => node !== null && !isLeaf(node)) : mayAssign(later, owner.name))) return reg;
  const copy = c.alloc();
  c.e.emit(Op.Move, reg, copy);
  return copy;
}

/** A copy of `reg` if it is a local's. */
export function detached(c: Context, reg: Reg): Reg {
  if (c.ownerOf(reg) === undefined) return reg;
  const copy = c.alloc();
  c.e.emit(Op.Move, reg, copy);
  return copy;
}

/** Evaluating it runs no other code. */
export function isLeaf(node: Node): boolean {
  switch (node.type) {
    case 'Identifier':
    case 'Literal':
    case 'ThisExpression':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
    case 'PrivateIdentifier':
    case 'Super':
      return true;
    default:
      return false;
  }
}

/** Whether evaluating one of the nodes in this function may assign the local `name`. Conservative. */
export function mayAssign(nodes: Later, name: string): boolean {
  const work: Node[] = [];
  for (const node of nodes) if (node !== null && !isLeaf(node)) work.push(node);
  for (let looked = 0; work.length > 0; looked++) {
    if (looked > SEARCH_LIMIT) return true;
    const node = work.pop()!;
    switch (node.type) {
      case 'AssignmentExpression':
        if (mentions(node.left, name)) return true;
        break;
      case 'UpdateExpression':
        if (node.argument.type === 'Identifier' && node.argument.name === name) return true;
        break;
      case 'ObjectPattern':
      case 'ArrayPattern':
      case 'AssignmentPattern':
      case 'RestElement':
        if (mentions(node, name)) return true;
        break;
      case 'ClassExpression':
        return true;
      default:
        break;
    }
    pushChildren(node, work);
  }
  return false;
}

function mentions(target: Node, name: string): boolean {
  const work: Node[] = [target];
  for (let looked = 0; work.length > 0; looked++) {
    if (looked > SEARCH_LIMIT) return true;
    const node = work.pop()!;
    if (node.type === 'Identifier' && node.name === name) return true;
    // An identifier inside a member expression is read, not assigned; but assignments inside are found by the caller.
    if (node.type !== 'MemberExpression') pushChildren(node, work, true);
  }
  return false;
}

function pushChildren(node: Node, work: Node[], leaves = false): void {
  for (const key in node) {
    if (key === 'scope' || key === 'info' || key === 'classInfo') continue;
    const child = (node as unknown as Record<string, unknown>)[key];
    if (typeof child !== 'object' || child === null) continue;
    if (Array.isArray(child)) {
      for (const element of child) if (isNode(element) && (leaves || !isLeaf(element))) work.push(element);
    } else if (isNode(child) && (leaves || !isLeaf(child))) {
      work.push(child);
    }
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';
}
