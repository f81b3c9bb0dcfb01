import type { AcornNode } from '../acorn-internals.ts';
import type { Node } from '../ast.ts';
import type { NamespaceExports } from './erase-scope.ts';
import { boundNames } from './free-references.ts';

/** Nodes around an expression that only the type checker sees. */
const EXPRESSION_WRAPPERS = new Set([
  'TSAsExpression',
  'TSSatisfiesExpression',
  'TSNonNullExpression',
  'TSTypeAssertion',
  'TSInstantiationExpression',
  'TSTypeCastExpression',
  'ParenthesizedExpression',
]);

/** Statements and class elements that only the type checker sees. */
const TYPE_ONLY = new Set([
  'TSInterfaceDeclaration',
  'TSTypeAliasDeclaration',
  'TSDeclareFunction',
  'TSNamespaceExportDeclaration',
  'TSIndexSignature',
]);

export function isExpressionWrapper(node: AcornNode): boolean {
  return EXPRESSION_WRAPPERS.has(node.type);
}

/** Whether `node` leaves nothing behind: a type, or a declaration of what is defined elsewhere. */
export function isTypeOnly(node: AcornNode): boolean {
  if (TYPE_ONLY.has(node.type) || node['declare'] === true) return true;
  if (node.type === 'TSModuleDeclaration') return !isInstantiated(node);
  return node.type === 'TSImportEqualsDeclaration' && node['importKind'] === 'type';
}

/** The statements of a namespace; the dotted `namespace A.B {}` is `namespace A { export namespace B {} }`. */
export function namespaceBody(node: AcornNode): AcornNode[] {
  const body = node['body'] as AcornNode | undefined;
  if (body === undefined) return [];
  if (body.type === 'TSModuleBlock') return body['body'];
  const { start, end } = body;
  return [{ type: 'ExportNamedDeclaration', start, end, declaration: body, specifiers: [], source: null }];
}

/** Whether a namespace has anything but types in it, and so exists when the program runs. */
function isInstantiated(node: AcornNode): boolean {
  if (node['global'] === true || node['id'].type === 'Literal') return false;
  return namespaceBody(node).some((statement) => {
    const declaration: AcornNode = statement['declaration'] ?? statement;
    if (declaration.type === 'TSModuleDeclaration') return isInstantiated(declaration);
    if (declaration.type === 'ImportDeclaration') return false;
    if (declaration.type === 'TSImportEqualsDeclaration') return declaration['isExport'] === true;
    return !TYPE_ONLY.has(declaration.type) || declaration.type === 'TSDeclareFunction';
  });
}

/** Adds what the namespaces among `statements` export to `into`, so that merged blocks know each other. */
export function collectNamespaces(statements: readonly AcornNode[], into: NamespaceExports): void {
  for (const statement of statements) {
    const node: AcornNode = statement['declaration'] ?? statement;
    if (node?.type !== 'TSModuleDeclaration' || isTypeOnly(node)) continue;
    const exports = into.child(node['id'].name);
    const body = namespaceBody(node);
    for (const inner of body) collectExport(inner, exports);
    collectNamespaces(body, exports);
  }
}

function collectExport(statement: AcornNode, exports: NamespaceExports): void {
  if (statement.type === 'TSImportEqualsDeclaration' && statement['isExport'] === true) {
    exports.variables.add(statement['id'].name);
    return;
  }
  const declaration: AcornNode | null | undefined = statement['declaration'];
  if (statement.type !== 'ExportNamedDeclaration' || !declaration) return;
  if (declaration.type === 'VariableDeclaration') {
    for (const { id } of declaration['declarations']) {
      for (const name of boundNames(id as Node)) exports.variables.add(name);
    }
  } else if (!isTypeOnly(declaration)) {
    exports.locals.add(declaration['id'].name);
  }
}
