/** The walk over classes. */
import type { ClassNode, MethodDefinition, PropertyDefinition } from '../parser/ast.ts';
import { accessorName, keyName, walkExpression, walkNamed } from './expressions.ts';
import { enterFunction, finishFunction, leaveFunction, type Membership, walkFunction } from './functions.ts';
import { FunctionInfo, type FunctionRole, type Scope } from './scope.ts';
import { walkStatements } from './statements.ts';
import type { Walk } from './walk.ts';

/** Walks in the order in which the machine makes a class's parts (see ClassInfo). */
export function walkClass(walk: Walk, node: ClassNode, name: string): void {
  const outerStrict = walk.strict;
  walk.strict = true;
  const scope = walk.open('class', node);
  node.scope = scope;
  const id = walk.nextHome++;
  const homeName = `%home:${id}`;
  const staticHomeName = `%static-home:${id}`;
  if (node.id !== null) walk.declare(node.id.name, 'self', node.id.start, false);
  const parts = survey(walk, node);
  const fieldsName = parts.instance ? `%fields:${id}` : null;
  if (fieldsName !== null) walk.declare(fieldsName, 'field-initialiser', node.start, false);
  if (node.superClass !== null) walkExpression(walk, node.superClass);

  const constructorInfo = walkConstructor(walk, node, name, { scope, homeName, fieldsName });
  // The prototype is made for the constructor, so a constructor that says `super.x` is made before it.
  const homeStep = ++walk.step;
  const keyNames = node.body.body.map((element, index) =>
    element.type === 'PropertyDefinition' && element.computed ? `%key:${id}:${index}` : null,
  );
  node.body.body.forEach((element, index) => {
    if (element.type === 'StaticBlock') return;
    if (element.computed) walkExpression(walk, element.key);
    const key = keyNames[index];
    if (key) {
      walk.declare(key, 'field-key', element.key.start, false);
      walk.initialise(key, element.key.end);
    }
    if (element.type !== 'MethodDefinition' || element === parts.constructor) return;
    if (element.static && element.key.type === 'PrivateIdentifier') walkExpression(walk, element.key);
    walkMethod(walk, element, { scope, homeName: element.static ? staticHomeName : homeName, fieldsName: null });
  });
  if (node.id !== null) walk.initialise(node.id.name, node.end);
  const instanceFields = parts.instance
    ? walkInitialiser(walk, node, 'instance-fields', keyNames, { scope, homeName, fieldsName: null })
    : null;
  if (fieldsName !== null) walk.initialise(fieldsName, node.end);
  const staticFields = parts.static
    ? walkInitialiser(walk, node, 'static-fields', keyNames, { scope, homeName: staticHomeName, fieldsName: null })
    : null;

  for (const home of [homeName, staticHomeName]) {
    if (walk.scope.pending.has(home)) walk.declare(home, 'home', node.start, true).initOrder = homeStep;
  }
  node.classInfo = {
    scope,
    constructorInfo,
    instanceFields,
    staticFields,
    homeName,
    staticHomeName,
    fieldsName,
    keyNames,
  };
  walk.close();
  walk.strict = outerStrict;
}

interface Parts {
  /** Has instance fields, or private methods or accessors to install. */
  readonly instance: boolean;
  /** Has static fields or blocks. */
  readonly static: boolean;
  readonly constructor: MethodDefinition | null;
}

/** Declares the private names, which the whole class sees, and finds out which initialisers there are. */
function survey(walk: Walk, node: ClassNode): Parts {
  let hasInstance = false;
  let hasStatic = false;
  let written: MethodDefinition | null = null;
  for (const element of node.body.body) {
    if (element.type === 'StaticBlock') {
      hasStatic = true;
      continue;
    }
    const isPrivate = element.key.type === 'PrivateIdentifier';
    if (isPrivate) walk.declare(keyName(element.key), 'private', element.key.start, true);
    if (element.type === 'PropertyDefinition') {
      if (element.static) hasStatic = true;
      else hasInstance = true;
    } else if (element.kind === 'constructor') {
      written = element;
    } else if (isPrivate && !element.static) {
      hasInstance = true;
    }
  }
  return { instance: hasInstance, static: hasStatic, constructor: written };
}

function walkConstructor(walk: Walk, node: ClassNode, name: string, membership: Membership): FunctionInfo {
  const role: FunctionRole = node.superClass === null ? 'constructor' : 'derived-constructor';
  for (const element of node.body.body) {
    if (element.type === 'MethodDefinition' && element.kind === 'constructor') {
      return walkFunction(walk, element.value, role, name, element.textStart ?? element.start, membership);
    }
  }
  const info = new FunctionInfo(role, node.body, walk.fn.info, name, node.start, true, false, false);
  const outer = enterFunction(walk, info, walk.step, membership);
  info.scope = walk.open('function', node.body);
  info.bodyScope = info.scope;
  walk.fn.varScope = walk.scope;
  info.usesThis = true;
  if (role === 'derived-constructor') info.usesNewTarget = true;
  if (membership.fieldsName !== null) walk.read(membership.fieldsName, node.start);
  walk.close();
  leaveFunction(walk, outer);
  return info;
}

function walkMethod(walk: Walk, element: MethodDefinition, membership: Membership): void {
  const role: FunctionRole = element.kind === 'get' ? 'getter' : element.kind === 'set' ? 'setter' : 'method';
  const name = element.computed ? '' : keyName(element.key);
  walkFunction(
    walk,
    element.value,
    role,
    accessorName(name, element.kind),
    element.textStart ?? element.start,
    membership,
  );
}

function walkInitialiser(
  walk: Walk,
  node: ClassNode,
  role: 'instance-fields' | 'static-fields',
  keyNames: readonly (string | null)[],
  membership: Membership,
): FunctionInfo {
  const isStatic = role === 'static-fields';
  // The names that stack traces show for these, in V8 and so in Node.
  const name = isStatic ? '<static_initializer>' : '<instance_members_initializer>';
  const info = new FunctionInfo(role, node.body, walk.fn.info, name, node.start, true, false, false);
  const outer = enterFunction(walk, info, walk.step, membership);
  const scope: Scope = walk.open('function', node.body);
  info.scope = scope;
  info.bodyScope = scope;
  walk.fn.varScope = walk.scope;
  info.usesThis = true;
  node.body.body.forEach((element, index) => {
    if (element.type === 'StaticBlock') {
      if (!isStatic) return;
      element.scope = walk.open('body', element);
      const varScope = walk.fn.varScope;
      walk.fn.varScope = walk.scope;
      walk.declareList(element.body, true);
      walkStatements(walk, element.body);
      walk.close();
      walk.fn.varScope = varScope;
    } else if (element.static === isStatic) {
      if (element.type === 'PropertyDefinition') walkField(walk, element, keyNames[index] as string | null);
      else if (!isStatic && element.key.type === 'PrivateIdentifier') walkExpression(walk, element.key);
    }
  });
  finishFunction(walk, walk.scope);
  walk.close();
  leaveFunction(walk, outer);
  return info;
}

function walkField(walk: Walk, element: PropertyDefinition, key: string | null): void {
  if (key !== null) walk.read(key, element.key.start);
  else if (element.key.type === 'PrivateIdentifier') walkExpression(walk, element.key);
  if (element.value !== null) walkNamed(walk, element.value, element.computed ? '' : keyName(element.key));
}
