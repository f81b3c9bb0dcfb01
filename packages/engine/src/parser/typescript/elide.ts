import type { Identifier, ImportDeclaration, Literal, Node, Program } from '../ast.ts';
import { ParseFailure } from '../parse-failure.ts';
import { declaredNames, forEachFreeReference } from './free-references.ts';

type ListItem = Program['body'][number];

/**
 * Drops imports that nothing uses as a value (they imported types, as far as anyone can tell from this file alone), and
 * exports of names that only types have.
 */
export function elideUnusedImports(body: ListItem[], typeNames: ReadonlySet<string>): ListItem[] {
  const values = declaredNames(body, true);
  const imported = new Set<string>();
  for (const node of body) {
    if (node.type === 'ImportDeclaration') for (const { local } of node.specifiers) imported.add(local.name);
  }
  const used = usedNames(body, imported);
  const result: ListItem[] = [];
  for (const node of body) {
    const kept = node.type === 'ImportDeclaration' ? elideImport(node, used) : elideExport(node, values, typeNames);
    if (kept !== null) result.push(kept);
  }
  return result;
}

/** Exported names must differ (ECMA-262 §16.2.1.1), which the plugin leaves to the type checker, since types may share them. */
export function checkExportedNames(body: readonly ListItem[]): void {
  const names = new Set<string>();
  const add = (name: string, pos: number): void => {
    if (names.has(name)) throw new ParseFailure('DuplicateExport', [name], pos);
    names.add(name);
  };
  for (const node of body) {
    if (node.type === 'ExportDefaultDeclaration') add('default', node.start);
    else if (node.type === 'ExportAllDeclaration' && node.exported !== null) {
      add(exportName(node.exported), node.exported.start);
    } else if (node.type === 'ExportNamedDeclaration') {
      for (const { exported } of node.specifiers) add(exportName(exported), exported.start);
      if (node.declaration !== null) for (const name of declaredNames([node.declaration], true)) add(name, node.start);
    }
  }
}

function exportName(node: Identifier | Literal): string {
  return node.type === 'Identifier' ? node.name : String(node.value);
}

/** Drops those of the declarations `var name = A.B`, made of import aliases, whose names nothing uses. */
export function elideAliases(body: Node[], aliases: ReadonlySet<string>): Node[] {
  if (aliases.size === 0) return body;
  const aliasOf = (node: Node): string | null => {
    const id = node.type === 'VariableDeclaration' ? node.declarations[0]?.id : undefined;
    return id?.type === 'Identifier' && aliases.has(id.name) ? id.name : null;
  };
  const used = usedNames(
    body.filter((node) => aliasOf(node) === null),
    aliases,
  );
  // An alias that is used uses what it stands for.
  for (let grew = true; grew; ) {
    const before = used.size;
    const live = body.filter((node) => used.has(aliasOf(node) ?? ''));
    for (const name of usedNames(live, aliases)) used.add(name);
    grew = used.size > before;
  }
  return body.filter((node) => {
    const name = aliasOf(node);
    return name === null || used.has(name);
  });
}

function usedNames(nodes: readonly Node[], names: ReadonlySet<string>): Set<string> {
  const used = new Set<string>();
  forEachFreeReference(nodes, names, (reference) => {
    used.add(reference.name);
  });
  return used;
}

function elideImport(node: ImportDeclaration, used: ReadonlySet<string>): ImportDeclaration | null {
  if (node.specifiers.length === 0) return node;
  const specifiers = node.specifiers.filter(({ local }) => used.has(local.name));
  return specifiers.length === 0 ? null : { ...node, specifiers };
}

function elideExport(node: ListItem, values: ReadonlySet<string>, types: ReadonlySet<string>): ListItem | null {
  if (node.type === 'ExportDefaultDeclaration') {
    const { declaration } = node;
    const isType = declaration.type === 'Identifier' && types.has(declaration.name) && !values.has(declaration.name);
    return isType ? null : node;
  }
  if (node.type !== 'ExportNamedDeclaration' || node.source !== null || node.specifiers.length === 0) return node;
  const specifiers = node.specifiers.filter(({ local }) => local.type !== 'Identifier' || values.has(local.name));
  return specifiers.length === 0 ? null : { ...node, specifiers };
}
