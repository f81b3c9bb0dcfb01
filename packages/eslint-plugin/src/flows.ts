/** Where a value goes from an expression: what the source shows, and no more. */
import type { Scope } from 'eslint';
import { CALLED_AT_ONCE, goesThrough, KEPT_FOREVER, KEPT_ON_RECEIVER } from './known-calls.ts';
import {
  activationOf,
  isFunction,
  isParameter,
  type Names,
  ownerOf,
  parentOf,
  receiverOwner,
  staticName,
} from './names.ts';
import type { SourceNode } from './tree.ts';

/** Somewhere in a container. */
export const ANYWHERE = Symbol('anywhere');

/** Where in a value the closure is: it is the closure (null), it is an object with the closure in that property, or in some other way. */
export type Inside = null | string | typeof ANYWHERE;

export type Target =
  /** A function or class keeps it, or a variable has it. */
  | { readonly kind: 'held'; readonly by: SourceNode | Scope.Variable; readonly inside: Inside }
  | { readonly kind: 'returned'; readonly from: SourceNode | null; readonly inside: Inside }
  /** Put on an object that this function has got from outside. */
  | { readonly kind: 'given'; readonly by: SourceNode | null }
  | { readonly kind: 'forever' }
  | { readonly kind: 'unknown' };

const NOWHERE: readonly Target[] = [];
const UNKNOWN: readonly Target[] = [{ kind: 'unknown' }];
const FOREVER: readonly Target[] = [{ kind: 'forever' }];

/** Aliases are followed this far. */
const MAX_ALIASES = 5;

/** Expressions that have the value of one inside. */
const TRANSPARENT = new Set([
  'AwaitExpression',
  'ChainExpression',
  'ParenthesizedExpression',
  'TSAsExpression',
  'TSInstantiationExpression',
  'TSNonNullExpression',
  'TSSatisfiesExpression',
  'TSTypeAssertion',
]);

/** Where the value ends. */
const CONSUMERS = new Set([
  'BinaryExpression',
  'DoWhileStatement',
  'ExpressionStatement',
  'ForInStatement',
  'ForStatement',
  'IfStatement',
  'SwitchCase',
  'SwitchStatement',
  'TemplateLiteral',
  'UnaryExpression',
  'UpdateExpression',
  'WhileStatement',
]);

export class Flows {
  constructor(private readonly names: Names) {}

  /** Where the value of the expression `node` goes. */
  of(node: SourceNode, inside: Inside): readonly Target[] {
    const parent = parentOf(node);
    if (parent === null) return UNKNOWN;
    const { type } = parent;
    if (TRANSPARENT.has(type)) return this.of(parent, inside);
    if (CONSUMERS.has(type)) return ofConsumer(parent);
    switch (type) {
      case 'ReturnStatement':
      case 'YieldExpression':
        return [{ kind: 'returned', from: activationOf(node), inside }];
      case 'ArrowFunctionExpression':
        return [{ kind: 'returned', from: parent, inside }];
      case 'ExportDefaultDeclaration':
        return FOREVER;
      case 'AssignmentExpression':
        return this.ofAssignment(parent, node, inside);
      case 'VariableDeclarator':
        return this.into(parent['id'] as SourceNode, inside);
      case 'AssignmentPattern':
        return this.into(parent['left'] as SourceNode, inside);
      case 'ConditionalExpression':
        return parent['test'] === node ? NOWHERE : this.of(parent, inside);
      case 'LogicalExpression':
        return parent['left'] === node && parent['operator'] === '&&' ? NOWHERE : this.of(parent, inside);
      case 'SequenceExpression':
        return (parent['expressions'] as unknown[]).at(-1) === node ? this.of(parent, inside) : NOWHERE;
      case 'Property':
        return this.ofProperty(parent, node, inside);
      case 'SpreadElement':
        return this.ofSpread(parent, inside);
      case 'ArrayExpression':
        return this.of(parent, ANYWHERE);
      case 'MemberExpression':
        return parent['object'] === node ? this.ofMember(parent, inside) : NOWHERE;
      case 'CallExpression':
      case 'NewExpression':
        return parent['callee'] === node ? this.ofCallee(parent, inside) : this.ofArgument(parent, node, inside);
      case 'TaggedTemplateExpression':
        return parent['tag'] === node ? NOWHERE : UNKNOWN;
      case 'MethodDefinition':
        return [{ kind: 'held', by: classOf(parent), inside: null }];
      case 'PropertyDefinition':
        if (parent['static'] === true) return [{ kind: 'held', by: classOf(parent), inside: null }];
        return [{ kind: 'given', by: parentOf(parent) }];
      case 'ClassDeclaration':
      case 'ClassExpression':
        return [{ kind: 'held', by: parent, inside: null }];
      case 'ForOfStatement':
        return inside === null ? NOWHERE : UNKNOWN;
      case 'JSXAttribute':
        return this.of(parentOf(parentOf(parent) as SourceNode) as SourceNode, ANYWHERE);
      case 'JSXExpressionContainer':
      case 'JSXSpreadAttribute':
      case 'JSXOpeningElement':
        return this.of(parent, ANYWHERE);
      case 'JSXElement':
      case 'JSXFragment':
        return this.of(parent, ANYWHERE);
      default:
        return UNKNOWN;
    }
  }

  /** Where what is assigned to `target` goes. */
  private into(target: SourceNode, inside: Inside): readonly Target[] {
    switch (target.type) {
      case 'Identifier': {
        const variable = this.names.variable(target);
        return variable === null ? FOREVER : [{ kind: 'held', by: variable, inside }];
      }
      case 'MemberExpression': {
        const name = staticName(target['property'] as SourceNode, target['computed'] === true);
        return this.on(target['object'] as SourceNode, inside === null ? (name ?? ANYWHERE) : ANYWHERE);
      }
      case 'AssignmentPattern':
        return this.into(target['left'] as SourceNode, inside);
      case 'ObjectPattern':
        return this.intoObject(target, inside);
      default:
        return inside === null ? NOWHERE : UNKNOWN;
    }
  }

  private intoObject(pattern: SourceNode, inside: Inside): readonly Target[] {
    if (inside === null) return NOWHERE;
    if (inside === ANYWHERE) return UNKNOWN;
    for (const property of pattern['properties'] as SourceNode[]) {
      if (property.type === 'RestElement') return UNKNOWN;
      const name = staticName(property['key'] as SourceNode, property['computed'] === true);
      if (name === inside) return this.into(property['value'] as SourceNode, null);
      if (name === null) return UNKNOWN;
    }
    return NOWHERE;
  }

  /** Where what is put on the value of `object` goes: wherever that is kept. */
  private on(object: SourceNode, inside: Inside, aliases = 0): readonly Target[] {
    if (TRANSPARENT.has(object.type)) return this.on(object['expression'] as SourceNode, inside, aliases);
    switch (object.type) {
      case 'ThisExpression':
      case 'Super': {
        const owner = receiverOwner(object);
        return owner === null ? FOREVER : [{ kind: 'given', by: owner }];
      }
      case 'MemberExpression':
        return this.on(object['object'] as SourceNode, ANYWHERE, aliases);
      case 'Identifier': {
        const variable = this.names.variable(object);
        return variable === null ? FOREVER : this.onVariable(variable, inside, aliases);
      }
      default:
        return UNKNOWN;
    }
  }

  private onVariable(variable: Scope.Variable, inside: Inside, aliases: number): readonly Target[] {
    if (ownerOf(variable) === null) return FOREVER;
    if (isParameter(variable)) return [{ kind: 'given', by: ownerOf(variable) }];
    const targets: Target[] = [{ kind: 'held', by: variable, inside }];
    const written = variable.references.filter((reference) => reference.isWrite());
    if (written.length === 0 && variable.defs.every(({ type }) => type !== 'FunctionName' && type !== 'ClassName')) {
      return UNKNOWN;
    }
    for (const { writeExpr } of written) {
      const value = writeExpr as unknown as SourceNode | undefined | null;
      if (value?.type === 'MemberExpression' || value?.type === 'Identifier' || value?.type === 'ThisExpression') {
        if (aliases < MAX_ALIASES) targets.push(...this.on(value, ANYWHERE, aliases + 1));
      } else if (value === undefined || value === null || !isFresh(value)) targets.push({ kind: 'unknown' });
    }
    // Of several things that it may stand for, one alone proves nothing.
    return written.length > 1 ? targets.map(weakened) : targets;
  }

  private ofAssignment(assignment: SourceNode, node: SourceNode, inside: Inside): readonly Target[] {
    if (assignment['right'] !== node || !/^(?:=|\|\|=|&&=|\?\?=)$/.test(assignment['operator'] as string))
      return NOWHERE;
    return [...this.into(assignment['left'] as SourceNode, inside), ...this.of(assignment, inside)];
  }

  private ofProperty(property: SourceNode, node: SourceNode, inside: Inside): readonly Target[] {
    const object = parentOf(property) as SourceNode;
    if (property['value'] !== node || object.type !== 'ObjectExpression') return NOWHERE;
    if (inside !== null) return this.of(object, ANYWHERE);
    return this.of(object, staticName(property['key'] as SourceNode, property['computed'] === true) ?? ANYWHERE);
  }

  private ofSpread(spread: SourceNode, inside: Inside): readonly Target[] {
    const parent = parentOf(spread) as SourceNode;
    if (inside === null) return NOWHERE;
    if (parent.type === 'ObjectExpression') return this.of(parent, inside);
    return parent.type === 'ArrayExpression' ? this.of(parent, ANYWHERE) : UNKNOWN;
  }

  private ofMember(member: SourceNode, inside: Inside): readonly Target[] {
    const parent = parentOf(member) as SourceNode;
    const name = staticName(member['property'] as SourceNode, member['computed'] === true);
    if (parent.type === 'AssignmentExpression' && parent['left'] === member && parent['operator'] === '=')
      return NOWHERE;
    const isCallee = parent.type === 'CallExpression' && parent['callee'] === member;
    if (inside === null) {
      if (name === 'prototype') return this.of(member, ANYWHERE);
      if (!isCallee || name === 'call' || name === 'apply') return NOWHERE;
      return name === 'bind' ? this.of(parent, null) : UNKNOWN;
    }
    if (isCallee && name !== null && KEPT_ON_RECEIVER.has(name)) return NOWHERE;
    if (inside !== ANYWHERE && name !== null) return name === inside ? this.of(member, null) : NOWHERE;
    // It may be what is read here, or something beside it.
    return !isCallee && this.of(member, ANYWHERE).length === 0 ? NOWHERE : UNKNOWN;
  }

  /** What `new` makes refers to what made it. */
  private ofCallee(call: SourceNode, inside: Inside): readonly Target[] {
    if (inside !== null) return UNKNOWN;
    return call.type === 'NewExpression' ? this.of(call, ANYWHERE) : NOWHERE;
  }

  private ofArgument(call: SourceNode, node: SourceNode, inside: Inside): readonly Target[] {
    const callee = strip(call['callee'] as SourceNode);
    const index = (call['arguments'] as unknown[]).indexOf(node);
    if (call.type === 'NewExpression') {
      const name = callee.type === 'Identifier' && this.names.variable(callee) === null ? callee['name'] : null;
      if (name === 'Promise' && inside === null) return NOWHERE;
      return goesThrough.has(`new ${name}`) ? this.of(call, ANYWHERE) : UNKNOWN;
    }
    if (isFunction(callee)) return this.intoParameter(callee, index, inside);
    if (callee.type === 'Identifier') {
      const variable = this.names.variable(callee);
      const fn = variable === null ? null : this.names.functionOf(variable);
      if (fn !== null) return this.intoParameter(fn, index, inside);
      const name = callee['name'] as string;
      if (KEPT_FOREVER.has(name)) return FOREVER;
      return inside === null && CALLED_AT_ONCE.has(name) ? NOWHERE : UNKNOWN;
    }
    if (callee.type !== 'MemberExpression') return UNKNOWN;
    return this.ofMethodArgument(call, callee, index, inside);
  }

  private ofMethodArgument(call: SourceNode, callee: SourceNode, index: number, inside: Inside): readonly Target[] {
    const object = callee['object'] as SourceNode;
    const name = staticName(callee['property'] as SourceNode, callee['computed'] === true) ?? '';
    if (object.type === 'Identifier' && this.names.variable(object) === null) {
      const path = `${object['name']}.${name}`;
      if (goesThrough.has(path) && index === 0) return this.of(call, inside);
      if (path === 'Object.assign' || path === 'Object.defineProperty') {
        const [target] = call['arguments'] as SourceNode[];
        return index === 0 || target === undefined
          ? this.of(call, inside)
          : [...this.on(target, ANYWHERE), ...this.of(call, ANYWHERE)];
      }
    }
    if (inside === null && CALLED_AT_ONCE.has(name)) return NOWHERE;
    if (KEPT_FOREVER.has(name)) return FOREVER;
    return KEPT_ON_RECEIVER.has(name) ? this.on(object, ANYWHERE) : UNKNOWN;
  }

  /** What the function does with the argument; it may be suspended with it too. */
  private intoParameter(fn: SourceNode, index: number, inside: Inside): readonly Target[] {
    if (fn['async'] === true || fn['generator'] === true || index < 0) return UNKNOWN;
    const params = fn['params'] as SourceNode[];
    const last = params.at(-1);
    const param = params[index] ?? last;
    if (param === undefined || (params[index] === undefined && last?.type !== 'RestElement')) return UNKNOWN;
    if (param.type === 'RestElement') return this.into(param['argument'] as SourceNode, ANYWHERE);
    return this.into(param, inside);
  }

  /** Where what `fn` returns goes, if all its calls are in sight; null if not. */
  ofReturned(fn: SourceNode, inside: Inside): readonly Target[] | null {
    if (fn['async'] === true || fn['generator'] === true) return null;
    const parent = parentOf(fn);
    if (parent?.type === 'CallExpression') return this.ofReturnedToCall(parent, fn, inside);
    const variable = this.names.holderOf(fn);
    if (variable === null) return null;
    const targets: Target[] = [];
    for (const reference of variable.references) {
      if (!reference.isRead()) continue;
      const identifier = reference.identifier as unknown as SourceNode;
      const call = parentOf(identifier);
      if (call?.type !== 'CallExpression' || call['callee'] !== identifier) return null;
      targets.push(...this.of(call, inside));
    }
    return targets;
  }

  private ofReturnedToCall(call: SourceNode, fn: SourceNode, inside: Inside): readonly Target[] | null {
    if (call['callee'] === fn) return this.of(call, inside);
    const callee = strip(call['callee'] as SourceNode);
    if (callee.type !== 'MemberExpression') return null;
    const name = staticName(callee['property'] as SourceNode, callee['computed'] === true) ?? '';
    if (!CALLED_AT_ONCE.has(name)) return null;
    if (name === 'map' || name === 'flatMap') return this.of(call, ANYWHERE);
    return name.startsWith('reduce') ? this.of(call, inside) : NOWHERE;
  }
}

function ofConsumer(parent: SourceNode): readonly Target[] {
  return parent.type === 'TemplateLiteral' && parentOf(parent)?.type === 'TaggedTemplateExpression' ? UNKNOWN : NOWHERE;
}

function classOf(member: SourceNode): SourceNode {
  return parentOf(parentOf(member) as SourceNode) as SourceNode;
}

function strip(node: SourceNode): SourceNode {
  return TRANSPARENT.has(node.type) ? strip((node['expression'] ?? node['argument']) as SourceNode) : node;
}

/** Made here, so that it belongs to nobody else. */
export function isFresh(value: SourceNode): boolean {
  return value.type === 'ObjectExpression' || value.type === 'ArrayExpression' || isFunction(value);
}

function weakened(target: Target): Target {
  return target.kind === 'forever' || target.kind === 'given' ? { kind: 'unknown' } : target;
}
