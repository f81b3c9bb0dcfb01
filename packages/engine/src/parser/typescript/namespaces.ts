import type { AcornNode } from '../acorn-internals.ts';
import type { Expression, Identifier, Node, Statement } from '../ast.ts';
import { assign, expressionStatement, identifier, member } from './build.ts';
import { declareFilled, eraseEnum, freshName } from './enums.ts';
import { type Eraser, namespaceObject } from './erase.ts';
import { EraseScope, type NamespaceTarget } from './erase-scope.ts';
import { declaredNames, forEachFreeReference } from './free-references.ts';
import { isTypeOnly, namespaceBody } from './typescript-nodes.ts';

/**
 * A namespace block as a function that puts its exports on an object. Exported variables live on that object only, so
 * references to them become properties; exported functions, classes, enums and namespaces keep their local binding too.
 */
export function eraseNamespace(eraser: Eraser, node: AcornNode, scope: EraseScope, exported: boolean): Node[] {
  const name: string = node['id'].name;
  const exports = scope.namespaces.child(name);
  const target: NamespaceTarget = { name, exports, references: [] };
  const inner = new EraseScope('namespace', scope, target);
  for (const [child, childExports] of exports.children) inner.namespaces.children.set(child, childExports);
  const body = eraser.list(namespaceBody(node), inner) as Statement[];

  const own = declaredNames(body, true);
  const outside = new Set([...exports.variables, ...exports.locals].filter((exportName) => !own.has(exportName)));
  forEachFreeReference(body, outside, (reference, replace) => {
    const object = identifier(name, reference);
    target.references.push(object);
    replace(member(object, reference.name, reference));
  });

  const parameter = isTaken(name, body, own) ? freshName(eraser.source, name) : name;
  for (const reference of target.references) reference.name = parameter;
  return declareFilled(node, parameter, body, scope, exported);
}

/** What `export declaration` becomes in the body of a namespace. */
export function exportFromNamespace(eraser: Eraser, declaration: AcornNode, scope: EraseScope): Node[] {
  eraser.checkDecorators(declaration);
  if (declaration.type === 'VariableDeclaration') {
    return declaration['declare'] === true ? [] : exportVariables(eraser, declaration, scope);
  }
  if (isTypeOnly(declaration)) return [];
  if (declaration.type === 'TSEnumDeclaration') return eraseEnum(eraser, declaration, scope, true);
  if (declaration.type === 'TSModuleDeclaration') return eraseNamespace(eraser, declaration, scope, true);
  const statements = eraser.statement(declaration, scope);
  const name: string = declaration['id'].name;
  const property = member(namespaceObject(scope, declaration), name, declaration['id']);
  const copy = assign(property, identifier(name, declaration['id']), declaration['id']);
  return [...statements, expressionStatement(copy, declaration['id'])];
}

function exportVariables(eraser: Eraser, declaration: AcornNode, scope: EraseScope): Node[] {
  const statements: Node[] = [];
  for (const { id, init, start, end } of eraser.declarators(declaration)) {
    if (init === null) continue;
    const holder: Node[] = [id];
    const names = new Set(scope.namespace?.exports.variables);
    // Turned into a target, the pattern's names are references like any other.
    forEachFreeReference(holder, names, (reference, replace) => {
      replace(member(namespaceObject(scope, reference as unknown as AcornNode), reference.name, reference));
    });
    const target = holder[0] as Identifier;
    statements.push(expressionStatement(assign(target, init as Expression, { start, end }), { start, end }));
  }
  return statements;
}

function isTaken(name: string, body: readonly Node[], own: ReadonlySet<string>): boolean {
  let taken = own.has(name);
  forEachFreeReference(
    body,
    new Set([name]),
    () => {},
    () => {
      taken = true;
    },
  );
  return taken;
}
