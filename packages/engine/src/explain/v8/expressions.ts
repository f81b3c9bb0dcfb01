/** The walk over expressions and patterns. */
import type {
  AssignmentExpression,
  Expression,
  ObjectExpression,
  Pattern,
  PrivateIdentifier,
  SpreadElement,
  Super,
} from '../../parser/ast.ts';
import { accessorName, keyName } from '../../scope/expressions.ts';
import { innerOf, isSpine, linksOf, type Spine } from '../../scope/spine.ts';
import { HOME, walkClass } from './classes.ts';
import { NEW_TARGET, THIS, THIS_FUNCTION, walkFunction } from './functions.ts';
import { declare, noteEval } from './resolve.ts';
import type { V8Walk } from './walk.ts';

/** Walks what may take the name of what it is assigned to. */
export function walkNamed(walk: V8Walk, node: Expression, name: string): void {
  switch (node.type) {
    case 'FunctionExpression':
      walkFunction(walk, node, 'plain', node.id?.name ?? name, node.start);
      break;
    case 'ArrowFunctionExpression':
      walkFunction(walk, node, 'arrow', name, node.start);
      break;
    case 'ClassExpression':
      walkClass(walk, node, node.id?.name ?? name);
      break;
    default:
      walkExpression(walk, node);
  }
}

export function walkExpression(walk: V8Walk, node: Expression | SpreadElement | Super | PrivateIdentifier): void {
  switch (node.type) {
    case 'Identifier':
      walk.read(node.name);
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
      if (walk.fn.arrow) walk.read(THIS);
      break;
    case 'AssignmentExpression':
      walkAssignment(walk, node);
      break;
    case 'AwaitExpression':
      walk.fn.suspends = true;
      walkExpression(walk, node.argument);
      break;
    case 'UnaryExpression':
    case 'SpreadElement':
      walkExpression(walk, node.argument);
      break;
    case 'UpdateExpression':
      walkExpression(walk, node.argument);
      if (node.argument.type === 'Identifier') walk.write(node.argument.name);
      break;
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
    case 'ClassExpression':
      walkNamed(walk, node, '');
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
      walk.fn.suspends = true;
      if (node.argument !== null) walkExpression(walk, node.argument);
      break;
    case 'ImportExpression':
      walkExpression(walk, node.source);
      if (node.options) walkExpression(walk, node.options);
      break;
    case 'MetaProperty':
      if (node.meta.name === 'new') walk.read(NEW_TARGET);
      break;
    case 'PrivateIdentifier':
      walk.read(`#${node.name}`);
      break;
    case 'Super':
      break;
  }
}

/** Walks a chain in the order of evaluation. */
function walkSpine(walk: V8Walk, top: Spine): void {
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
function walkLink(walk: V8Walk, node: Spine): void {
  switch (node.type) {
    case 'MemberExpression':
      if (node.object.type === 'Super') useSuperProperty(walk);
      if (node.computed || node.property.type === 'PrivateIdentifier') walkExpression(walk, node.property);
      break;
    case 'CallExpression': {
      const { callee } = node;
      for (const argument of node.arguments) walkExpression(walk, argument);
      if (callee.type === 'Super') useSuperCall(walk);
      else if (callee.type === 'Identifier' && callee.name === 'eval' && !node.optional)
        noteDirectEval(walk, node.start);
      break;
    }
    default:
      walkExpression(walk, node.right);
  }
}

function useSuperProperty(walk: V8Walk): void {
  if (walk.fn.arrow) walk.read(THIS);
  walk.read(HOME);
}

/** A call `eval(…)`: should it be the realm's eval, its code may name all that is around it, and say `super` where a method may. */
function noteDirectEval(walk: V8Walk, at: number): void {
  noteEval(walk.scope, at);
  let { fn } = walk;
  while (fn.arrow && fn.parent !== null) fn = fn.parent;
  if (fn.bindsSuper) walk.read(HOME);
}

function useSuperCall(walk: V8Walk): void {
  walk.read(NEW_TARGET);
  walk.read(THIS_FUNCTION);
  if (walk.fn.arrow) walk.read(THIS);
}

function walkAssignment(walk: V8Walk, node: AssignmentExpression): void {
  const { left, right } = node;
  if (left.type === 'Identifier') {
    if (node.operator !== '=') walk.read(left.name);
    // A parenthesised target names nothing (ECMA-262 §13.15.2): the parser leaves the parenthesis between the offsets.
    if (left.start === node.start) walkNamed(walk, right, left.name);
    else walkExpression(walk, right);
    walk.write(left.name);
  } else if (left.type === 'ObjectPattern' || left.type === 'ArrayPattern') {
    walkExpression(walk, right);
    walkPattern(walk, left, true);
  } else {
    walkExpression(walk, left as Expression);
    walkExpression(walk, right);
  }
}

/** Walks a pattern. `assigns`: its names are looked up; else they are declared here and initialised. */
export function walkPattern(walk: V8Walk, node: Pattern, assigns: boolean): void {
  switch (node.type) {
    case 'Identifier':
      if (assigns) walk.write(node.name);
      else {
        const variable = walk.scope.variables.get(node.name);
        if (variable !== undefined) variable.used = true;
      }
      break;
    case 'MemberExpression':
      walkExpression(walk, node);
      break;
    case 'ObjectPattern':
      for (const property of node.properties) {
        if (property.type === 'RestElement') {
          walkPattern(walk, property.argument, assigns);
        } else {
          if (property.computed) walkExpression(walk, property.key);
          walkPattern(walk, property.value, assigns);
        }
      }
      break;
    case 'ArrayPattern':
      for (const element of node.elements) if (element !== null) walkPattern(walk, element, assigns);
      break;
    case 'AssignmentPattern':
      if (node.left.type === 'Identifier' && node.left.start === node.start) {
        walkNamed(walk, node.right, node.left.name);
      } else {
        walkExpression(walk, node.right);
      }
      walkPattern(walk, node.left, assigns);
      break;
    case 'RestElement':
      walkPattern(walk, node.argument, assigns);
      break;
  }
}

/** Methods that say `super` find their home object in a scope around the literal. */
function walkObject(walk: V8Walk, node: ObjectExpression): void {
  const hasMethods = node.properties.some(
    (property) => property.type === 'Property' && (property.method || property.kind !== 'init'),
  );
  if (hasMethods) walk.open('object', node);
  for (const property of node.properties) {
    if (property.type === 'SpreadElement') {
      walkExpression(walk, property);
      continue;
    }
    if (property.computed) walkExpression(walk, property.key);
    const { value } = property;
    const name = property.computed ? '' : keyName(property.key);
    if (value.type === 'FunctionExpression' && (property.method || property.kind !== 'init')) {
      walkFunction(walk, value, 'method', accessorName(name, property.kind), property.start);
    } else if (property.computed || property.shorthand || name === '__proto__') {
      walkExpression(walk, value);
    } else {
      walkNamed(walk, value, name);
    }
  }
  if (!hasMethods) return;
  if (walk.scope.references.has(HOME)) declare(walk.scope, HOME, 'internal', node.start, true);
  walk.close();
}
