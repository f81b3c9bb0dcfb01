/** Classes as V8 scopes them. */
import type { ClassNode, MethodDefinition, PropertyDefinition, StaticBlock } from '../../parser/ast.ts';
import { accessorName, keyName } from '../../scope/expressions.ts';
import { walkExpression, walkNamed } from './expressions.ts';
import { closeFunction, openInitialiser, walkFunction } from './functions.ts';
import { declare, force } from './resolve.ts';
import type { V8Scope, V8Variable } from './scope.ts';
import { walkStatements } from './statements.ts';
import type { V8Walk } from './walk.ts';

export const HOME = '.home_object';
const STATIC_HOME = '.static_home_object';

/** The functions that V8 makes of a class's fields, made when the first is met. */
interface Initialisers {
  instance: V8Scope | null;
  static: V8Scope | null;
}

/** What the parts of a class ask of its scope. */
interface Members {
  computedFields: number;
  /** Instance methods and accessors with private names: V8 marks the class's objects with a brand. */
  brand: boolean;
  /** Names of static private methods and accessors. */
  readonly staticMethods: Set<string>;
}

export function walkClass(walk: V8Walk, node: ClassNode, label: string): void {
  const outerStrict = walk.strict;
  walk.strict = true;
  const scope = walk.open('class', node);
  if (node.superClass !== null) walkExpression(walk, node.superClass);
  const initialisers: Initialisers = { instance: null, static: null };
  const members: Members = { computedFields: 0, brand: false, staticMethods: new Set() };
  for (const element of node.body.body) {
    switch (element.type) {
      case 'MethodDefinition':
        walkMethod(walk, element, label, members);
        break;
      case 'PropertyDefinition':
        walkField(walk, element, node, initialisers, members);
        break;
      case 'StaticBlock':
        walkStaticBlock(walk, element, node, initialisers);
        break;
    }
  }
  closeInitialiser(walk, initialisers.instance);
  closeInitialiser(walk, initialisers.static);
  declareOwn(scope, node, members);
  walk.close();
  walk.strict = outerStrict;
}

function walkMethod(walk: V8Walk, element: MethodDefinition, label: string, members: Members): void {
  if (element.computed) walkExpression(walk, element.key);
  const name = element.computed ? '' : accessorName(keyName(element.key), element.kind);
  walkFunction(
    walk,
    element.value,
    'method',
    element.kind === 'constructor' ? label : name,
    element.textStart ?? element.start,
  );
  if (element.key.type !== 'PrivateIdentifier') return;
  declarePrivate(walk.scope, element.key.name, element.key.start);
  if (element.static) members.staticMethods.add(`#${element.key.name}`);
  else members.brand = true;
}

function walkField(
  walk: V8Walk,
  element: PropertyDefinition,
  node: ClassNode,
  initialisers: Initialisers,
  members: Members,
): void {
  const { scope } = walk;
  if (element.computed) walkExpression(walk, element.key);
  enterInitialiser(walk, node, initialisers, element.static);
  if (element.value !== null) walkNamed(walk, element.value, element.computed ? '' : keyName(element.key));
  leaveInitialiser(walk);
  if (element.key.type === 'PrivateIdentifier') declarePrivate(scope, element.key.name, element.key.start);
  else if (element.computed) {
    force(declare(scope, `.class-field-${++members.computedFields}`, 'internal', element.key.start, true), 'private');
  }
}

function walkStaticBlock(walk: V8Walk, element: StaticBlock, node: ClassNode, initialisers: Initialisers): void {
  enterInitialiser(walk, node, initialisers, true);
  const { fn } = walk;
  const outer = fn.varScope;
  fn.varScope = walk.open('body', element);
  walkStatements(walk, element.body);
  walk.close();
  fn.varScope = outer;
  leaveInitialiser(walk);
}

function enterInitialiser(walk: V8Walk, node: ClassNode, initialisers: Initialisers, isStatic: boolean): void {
  const existing = isStatic ? initialisers.static : initialisers.instance;
  if (existing !== null) {
    walk.scope = existing;
    walk.fn = existing.fn;
    return;
  }
  // The names that stack traces show for these.
  const label = isStatic ? '<static_initializer>' : '<instance_members_initializer>';
  const scope = openInitialiser(walk, node.body, label, node.start);
  if (isStatic) initialisers.static = scope;
  else initialisers.instance = scope;
}

/** Goes back to the class; the scope stays open for the next field. */
function leaveInitialiser(walk: V8Walk): void {
  walk.scope = walk.scope.outer as V8Scope;
  walk.fn = walk.scope.fn;
}

function closeInitialiser(walk: V8Walk, scope: V8Scope | null): void {
  if (scope === null) return;
  const outer = walk.fn;
  walk.scope = scope;
  walk.fn = scope.fn;
  closeFunction(walk);
  walk.fn = outer;
}

function declarePrivate(scope: V8Scope, name: string, start: number): void {
  force(declare(scope, `#${name}`, 'private', start, true), 'private');
}

/** What V8 declares at the end of a class body, in its order. */
function declareOwn(scope: V8Scope, node: ClassNode, members: Members): void {
  const { references } = scope;
  if (members.brand) force(declare(scope, '.brand', 'internal', node.start, true), 'private');
  if (references.has(HOME)) {
    force(declare(scope, HOME, 'internal', node.start, true), 'captured');
    force(declare(scope, STATIC_HOME, 'internal', node.start, true), 'captured');
  }
  let usesStaticMethod = false;
  for (const name of members.staticMethods) usesStaticMethod ||= references.has(name);
  if (node.id === null && !usesStaticMethod) return;
  const variable: V8Variable =
    node.id === null
      ? declare(scope, '.', 'internal', node.start, true)
      : declare(scope, node.id.name, 'self', node.id.start, true);
  if (usesStaticMethod && !references.has(variable.name)) force(variable, 'static-private');
}
