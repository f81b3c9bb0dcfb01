/** The walk over expressions and patterns. */
import type {
  ArrowFunctionExpression,
  AssignmentExpression,
  ClassExpression,
  Expression,
  FunctionExpression,
  Identifier,
  MemberExpression,
  Node,
  ObjectExpression,
  Pattern,
  PrivateIdentifier,
  SpreadElement,
  Super,
} from '../parser/ast.ts';
import { walkClass } from './classes.ts';
import { walkFunction } from './functions.ts';
import { noteEval } from './references.ts';
import type { FunctionInfo, FunctionRole } from './scope.ts';
import { innerOf, isSpine, linksOf, type Spine } from './spine.ts';
import type { Walk } from './walk.ts';

/** What to do with the names of a pattern. */
export const enum Target {
  /** Declared in the current scope, initialised here. */
  Initialise,
  /** Declared by `var`: assigned, whatever the name means here. */
  Var,
  Assign,
}

/** Walks a function, class or arrow that a name is given to (NamedEvaluation, ECMA-262 §8.4.5), or any other expression. */
export function walkNamed(walk: Walk, node: Expression, name: string): void {
  switch (node.type) {
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      walkFunctionExpression(walk, node, name);
      break;
    case 'ClassExpression':
      walkClassExpression(walk, node, name);
      break;
    default:
      walkExpression(walk, node);
  }
}

function walkFunctionExpression(walk: Walk, node: FunctionExpression | ArrowFunctionExpression, name: string): void {
  const role = node.type === 'ArrowFunctionExpression' ? 'arrow' : 'function';
  walkFunction(walk, node, role, node.id?.name ?? name, node.start, null);
}

function walkClassExpression(walk: Walk, node: ClassExpression, name: string): void {
  walkClass(walk, node, node.id?.name ?? name);
}

export function walkExpression(walk: Walk, node: Expression | SpreadElement | Super | PrivateIdentifier): void {
  switch (node.type) {
    case 'Identifier':
      walk.read(node.name, node.start);
      break;
    case 'Literal':
      break;
    case 'MemberExpression':
    case 'CallExpression':
    case 'BinaryExpression':
    case 'LogicalExpression':
      walkSpine(walk, node);
      break;
    case 'ThisExpression':
      useThis(walk, node.start);
      break;
    case 'AssignmentExpression':
      walkAssignment(walk, node);
      break;
    case 'UnaryExpression':
      if (node.operator === 'delete') walkReference(walk, node.argument);
      else walkExpression(walk, node.argument);
      break;
    case 'AwaitExpression':
    case 'SpreadElement':
      walkExpression(walk, node.argument);
      break;
    case 'UpdateExpression':
      if (node.argument.type === 'Identifier') {
        walk.read(node.argument.name, node.argument.start);
        walk.write(node.argument.name, node.argument.start);
      } else {
        walkReference(walk, node.argument);
      }
      break;
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      walkFunctionExpression(walk, node, '');
      break;
    case 'ClassExpression':
      walkClassExpression(walk, node, '');
      break;
    case 'ObjectExpression':
      walkObject(walk, node);
      break;
    case 'ArrayExpression':
      for (const element of node.elements) if (element !== null) walkExpression(walk, element);
      break;
    case 'ConditionalExpression': {
      let link: Expression = node;
      while (link.type === 'ConditionalExpression') {
        walkExpression(walk, link.test);
        walkExpression(walk, link.consequent);
        link = link.alternate;
      }
      walkExpression(walk, link);
      break;
    }
    case 'SequenceExpression':
    case 'TemplateLiteral':
      for (const expression of node.expressions) walkExpression(walk, expression);
      break;
    case 'NewExpression':
      walkExpression(walk, node.callee);
      for (const argument of node.arguments) walkExpression(walk, argument);
      break;
    case 'ChainExpression':
      walkExpression(walk, node.expression);
      break;
    case 'TaggedTemplateExpression':
      walkExpression(walk, node.tag);
      walkExpression(walk, node.quasi);
      break;
    case 'YieldExpression':
      if (node.argument !== null) walkExpression(walk, node.argument);
      break;
    case 'ImportExpression':
      walkExpression(walk, node.source);
      if (node.options) walkExpression(walk, node.options);
      break;
    case 'MetaProperty':
      if (node.meta.name === 'new') useNewTarget(walk, node.start);
      break;
    case 'PrivateIdentifier':
      walk.read(`#${node.name}`, node.start);
      break;
    case 'Super':
      break;
  }
}

/** Walks a chain in the order of evaluation. */
function walkSpine(walk: Walk, top: Spine): void {
  const inner = innerOf(top);
  // Most are of one link.
  if (!isSpine(inner)) {
    walkExpression(walk, inner);
    walkLink(walk, top);
    return;
  }
  const links = linksOf(top);
  walkExpression(walk, innerOf(links[links.length - 1] as Spine));
  for (let i = links.length - 1; i >= 0; i--) walkLink(walk, links[i] as Spine);
}

/** All of a link but its leftmost part, which has been walked. */
function walkLink(walk: Walk, node: Spine): void {
  switch (node.type) {
    case 'MemberExpression':
      walkProperty(walk, node);
      if (node.object.type === 'Identifier' && node.object.name === 'arguments' && isLength(node)) {
        walk.scope.use('arguments', node.start, walk.step).lengthReads++;
      }
      break;
    case 'CallExpression': {
      const { callee } = node;
      for (const argument of node.arguments) walkExpression(walk, argument);
      if (callee.type === 'Super') useSuperCall(walk, callee.start);
      else if (callee.type === 'Identifier' && callee.name === 'eval' && !node.optional)
        noteDirectEval(walk, node.start);
      break;
    }
    default:
      walkExpression(walk, node.right);
  }
}

function walkProperty(walk: Walk, node: MemberExpression): void {
  if (node.object.type === 'Super') useSuperProperty(walk, node.object.start);
  if (node.computed || node.property.type === 'PrivateIdentifier') walkExpression(walk, node.property);
}

function isLength(node: MemberExpression): boolean {
  return !node.computed && node.property.type === 'Identifier' && node.property.name === 'length';
}

/** What is assigned to, updated or deleted: a property there isn't read. */
function walkReference(walk: Walk, node: Expression): void {
  if (node.type !== 'MemberExpression') {
    walkExpression(walk, node);
    return;
  }
  walkExpression(walk, node.object);
  walkProperty(walk, node);
}

function walkAssignment(walk: Walk, node: AssignmentExpression): void {
  const { left, right } = node;
  if (left.type === 'Identifier') {
    if (node.operator !== '=') walk.read(left.name, left.start);
    // A parenthesised target names nothing (ECMA-262 §13.15.2): the parser leaves the parenthesis between the offsets.
    if (left.start === node.start) walkNamed(walk, right, left.name);
    else walkExpression(walk, right);
    walk.write(left.name, left.start);
  } else if (left.type === 'ObjectPattern' || left.type === 'ArrayPattern') {
    walkExpression(walk, right);
    walkPattern(walk, left, Target.Assign, node.end);
  } else {
    walkReference(walk, left as Expression);
    walkExpression(walk, right);
  }
}

/** Walks a pattern whose value has been walked. `end`: of the declaration or assignment. */
export function walkPattern(walk: Walk, node: Pattern, target: Target, end: number): void {
  switch (node.type) {
    case 'Identifier':
      bind(walk, node, target, end);
      break;
    case 'MemberExpression':
      walkReference(walk, node);
      break;
    case 'ObjectPattern':
      for (const property of node.properties) {
        if (property.type === 'RestElement') {
          walkPattern(walk, property.argument, target, end);
        } else {
          if (property.computed) walkExpression(walk, property.key);
          walkPattern(walk, property.value, target, end);
        }
      }
      break;
    case 'ArrayPattern':
      for (const element of node.elements) if (element !== null) walkPattern(walk, element, target, end);
      break;
    case 'AssignmentPattern':
      if (node.left.type === 'Identifier' && node.left.start === node.start)
        walkNamed(walk, node.right, node.left.name);
      else walkExpression(walk, node.right);
      walkPattern(walk, node.left, target, end);
      break;
    case 'RestElement':
      walkPattern(walk, node.argument, target, end);
      break;
  }
}

function bind(walk: Walk, node: Identifier, target: Target, end: number): void {
  switch (target) {
    case Target.Initialise:
      walk.initialise(node.name, end);
      break;
    case Target.Var:
      walk.initialiseVar(node.name, node.start);
      break;
    case Target.Assign:
      walk.write(node.name, node.start);
      break;
  }
}

/**
 * Methods that say `super` need their home object: a binding of a scope around the literal. Whether one does is known only
 * afterwards; a scope that turned out empty stays in the chain of the functions inside but not on the node.
 */
function walkObject(walk: Walk, node: ObjectExpression): void {
  const hasMethods = node.properties.some(
    (property) => property.type === 'Property' && (property.method || property.kind !== 'init'),
  );
  let homeName = '';
  if (hasMethods) {
    homeName = `%home:${walk.nextHome++}`;
    walk.open('object', node);
  }
  for (const property of node.properties) {
    if (property.type === 'SpreadElement') {
      walkExpression(walk, property);
      continue;
    }
    if (property.computed) walkExpression(walk, property.key);
    const { value } = property;
    const name = property.computed ? '' : keyName(property.key);
    if (value.type === 'FunctionExpression' && (property.method || property.kind !== 'init')) {
      const role: FunctionRole = property.kind === 'get' ? 'getter' : property.kind === 'set' ? 'setter' : 'method';
      walkFunction(walk, value, role, accessorName(name, property.kind), property.start, {
        scope: null,
        homeName,
        fieldsName: null,
      });
    } else if (property.computed || property.shorthand || name === '__proto__') {
      walkExpression(walk, value);
    } else {
      walkNamed(walk, value, name);
    }
  }
  if (!hasMethods) return;
  const { scope, pending } = walk.scope;
  if (pending.has(homeName)) {
    walk.declare(homeName, 'home', node.start, true);
    node.scope = scope;
  }
  walk.close();
}

/** The name that a function gets from a property key that isn't computed. */
export function keyName(key: Node): string {
  switch (key.type) {
    case 'Identifier':
      return key.name;
    case 'PrivateIdentifier':
      return `#${key.name}`;
    case 'Literal':
      return String(key.value);
    default:
      return '';
  }
}

export function accessorName(name: string, kind: string): string {
  return kind === 'get' || kind === 'set' ? `${kind} ${name}` : name;
}

/** Arrows, and eval code, take `this` and its like from what is around them. */
function isTransparent(info: FunctionInfo): boolean {
  return info.role === 'arrow' || info.role === 'eval';
}

function useThis(walk: Walk, at: number): void {
  const { info } = walk.fn;
  if (isTransparent(info)) walk.read('%this', at);
  else info.usesThis = true;
}

function useNewTarget(walk: Walk, at: number): void {
  const { info } = walk.fn;
  if (isTransparent(info)) walk.read('%new.target', at);
  else info.usesNewTarget = true;
}

function useSuperProperty(walk: Walk, at: number): void {
  const { info } = walk.fn;
  info.usesSuper = true;
  useThis(walk, at);
  if (info.homeName !== null) walk.read(info.homeName, at);
}

function useSuperCall(walk: Walk, at: number): void {
  const { info } = walk.fn;
  info.usesSuper = true;
  useNewTarget(walk, at);
  if (isTransparent(info)) {
    walk.read('%active-function', at);
    walk.write('%this', at);
  } else {
    info.usesThis = true;
  }
  if (info.fieldsName !== null) walk.read(info.fieldsName, at);
}

/** A call `eval(…)`: should it be the realm's eval, its code sees every binding here and outward (ECMA-262 §13.3.6.1). */
function noteDirectEval(walk: Walk, at: number): void {
  const { fn } = walk;
  const { info } = fn;
  info.hasDirectEval = true;
  noteEval(walk.scope.scope, at);
  info.usesDynamicNames = true;
  if (isTransparent(info)) walk.read('%this', at);
  else info.usesThis = true;
  if (walk.strict) return;
  if (fn.parameterVars !== null) fn.parameterVars.evalMayDeclare = true;
  else if (info.declaredVars === null) fn.varScope.scope.evalMayDeclare = true;
}
