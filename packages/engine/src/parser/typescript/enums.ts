import type { AcornNode } from '../acorn-internals.ts';
import type { Expression, Node, Statement } from '../ast.ts';
import { ParseFailure } from '../parse-failure.ts';
import {
  assign,
  callWith,
  declare,
  expressionStatement,
  identifier,
  index,
  literal,
  member,
  orNewObject,
} from './build.ts';
import { type EnumValue, enumValue, isSyntacticString } from './enum-values.ts';
import { type Eraser, exportOf, namespaceObject } from './erase.ts';
import type { EraseScope } from './erase-scope.ts';
import { forEachFreeReference } from './free-references.ts';

/**
 * An enum as a function that fills an object, made at its first declaration and added to at later ones; const enums are
 * no different, since other files may use them. `exported` is whether it is exported from a module or namespace.
 */
export function eraseEnum(eraser: Eraser, node: AcornNode, scope: EraseScope, exported: boolean): Node[] {
  const name: string = node['id'].name;
  const values = scope.enums.get(name) ?? new Map<string, EnumValue | undefined>();
  scope.enums.set(name, values);
  const parameter = uniqueParameter(eraser, node, name);
  const members = new Set([...values.keys(), ...(node['members'] as AcornNode[]).map(memberName)]);
  const body: Statement[] = [];
  let next: number | undefined = 0;
  for (const element of node['members'] as AcornNode[]) {
    const key = memberName(element);
    const initializer: AcornNode | undefined = element['initializer'];
    let value: Expression;
    let constant: EnumValue | undefined;
    if (initializer !== undefined) {
      value = eraser.expression(initializer);
      constant = enumValue(value, (found, enumName) =>
        enumName === null || enumName === name ? values.get(found) : scope.enumMember(enumName, found),
      );
      if (constant !== undefined) value = literal(constant, value);
      else value = withOwnMembers(value, members, parameter);
    } else if (next !== undefined) {
      constant = next;
      value = literal(next, element);
    } else throw new ParseFailure('Other', ['Enum member must have initializer.'], element.start);
    values.set(key, constant);
    next = typeof constant === 'number' ? constant + 1 : undefined;
    const isString = typeof constant === 'string' || (constant === undefined && isSyntacticString(value));
    body.push(setMember(parameter, key, value, isString, element));
  }
  return declareFilled(node, parameter, body, scope, exported);
}

/**
 * The declaration of an object that a function fills, if this is the first of its name, and the function's call: the
 * common shape of enums and namespaces.
 */
export function declareFilled(
  node: AcornNode,
  parameter: string,
  body: Statement[],
  scope: EraseScope,
  exported: boolean,
): Node[] {
  const id: AcornNode = node['id'];
  const name = id.name as string;
  const result: Node[] = [];
  if (!scope.emitted.has(name)) {
    scope.emitted.add(name);
    const declaration = declare(scope.kind === 'program' ? 'var' : 'let', identifier(name, id), null, id);
    result.push(exported && scope.namespace === null ? exportOf(declaration, node) : declaration);
  }
  const local = (): Expression & { type: 'Identifier' } => identifier(name, id);
  let argument: Expression;
  if (exported && scope.namespace !== null) {
    const read = member(namespaceObject(scope, node), name, id);
    const write = member(namespaceObject(scope, node), name, id);
    argument = assign(local(), orNewObject(read, write, id), id);
  } else argument = orNewObject(local(), local(), id);
  result.push(callWith(identifier(parameter, id), argument, body, node));
  return result;
}

/** A name for the parameter of a generated function: `name`, unless something inside declares it. */
export function freshName(source: string, name: string): string {
  let suffix = 1;
  while (source.includes(`${name}_${suffix}`)) suffix++;
  return `${name}_${suffix}`;
}

function memberName(element: AcornNode): string {
  const id: AcornNode = element['id'];
  return id.type === 'Literal' ? String(id['value']) : (id.name as string);
}

/** `E[E["A"] = 0] = "A"`, or `E["A"] = "text"`. */
function setMember(object: string, key: string, value: Expression, isString: boolean, at: AcornNode): Statement {
  const forward = assign(index(identifier(object, at), literal(key, at), at), value, at);
  if (isString) return expressionStatement(forward, at);
  return expressionStatement(assign(index(identifier(object, at), forward, at), literal(key, at), at), at);
}

/** Members may be used by their bare names in later initialisers. */
function withOwnMembers(value: Expression, members: ReadonlySet<string>, object: string): Expression {
  const holder: Node[] = [value];
  forEachFreeReference(holder, members, (reference, replace) => {
    replace(member(identifier(object, reference), reference.name, reference));
  });
  return holder[0] as Expression;
}

function uniqueParameter(eraser: Eraser, node: AcornNode, name: string): string {
  const initializers = (node['members'] as AcornNode[]).filter((element) => element['initializer'] !== undefined);
  let taken = false;
  const note = (): void => {
    taken = true;
  };
  for (const element of initializers) {
    forEachFreeReference([eraser.expression(element['initializer'])], new Set([name]), () => {}, note);
  }
  return taken ? freshName(eraser.source, name) : name;
}
