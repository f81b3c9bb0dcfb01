import type { Expression, Identifier, Node } from '../ast.ts';
import { NODE_FIELDS, spineField } from '../node-fields.ts';

/** A node as a dictionary, for walks by NODE_FIELDS. */
type Fields = Record<string, unknown>;

/** Puts another node where a reference stands. */
export type Replace = (node: Expression) => void;

/** The names that `pattern` binds. */
export function boundNames(pattern: Node | null, into: string[] = []): string[] {
  switch (pattern?.type) {
    case 'Identifier':
      into.push(pattern.name);
      break;
    case 'ObjectPattern':
      for (const property of pattern.properties) boundNames(property as Node, into);
      break;
    case 'ArrayPattern':
      for (const element of pattern.elements) boundNames(element, into);
      break;
    case 'Property':
      boundNames(pattern.value, into);
      break;
    case 'AssignmentPattern':
      boundNames(pattern.left, into);
      break;
    case 'RestElement':
      boundNames(pattern.argument, into);
      break;
    default:
      break;
  }
  return into;
}

/** The names that a list of statements declares in its own block: lexical ones, functions, imports; `var` if `vars`. */
export function declaredNames(statements: readonly Node[], vars: boolean): Set<string> {
  const names: string[] = [];
  for (const statement of statements) {
    lexicalNames(statement, names);
    if (vars) varNames(statement, names);
  }
  return new Set(names);
}

/**
 * Calls `visit` for each reference in `roots` to one of `names` that no inner declaration hides. Declarations of the
 * root list itself hide nothing: they are what the names mean. `hides`, if given, is told each name of `names` that some
 * inner scope declares.
 */
export function forEachFreeReference(
  roots: readonly Node[],
  names: ReadonlySet<string>,
  visit: (reference: Identifier, replace: Replace) => void,
  hides?: (name: string) => void,
): void {
  if (names.size > 0) new ReferenceWalk(names, visit, hides).list(roots);
}

class ReferenceWalk {
  readonly names: ReadonlySet<string>;
  readonly visit: (reference: Identifier, replace: Replace) => void;
  readonly hides: ((name: string) => void) | undefined;
  /** How many of the scopes around declare the name. */
  readonly hidden = new Map<string, number>();

  constructor(
    names: ReadonlySet<string>,
    visit: (reference: Identifier, replace: Replace) => void,
    hides: ((name: string) => void) | undefined,
  ) {
    this.names = names;
    this.visit = visit;
    this.hides = hides;
  }

  list(nodes: readonly (Node | null)[]): void {
    for (let i = 0; i < nodes.length; i++) {
      this.node(nodes[i] as Node | null, (other) => {
        (nodes as (Node | null)[])[i] = other;
      });
    }
  }

  node(start: Node | null, replaceStart: Replace): void {
    let node = start;
    let replace = replaceStart;
    for (;;) {
      if (node === null || node === undefined) return;
      const spine = spineField(node.type);
      if (spine === undefined) break;
      const parent = node as unknown as Fields;
      this.#fields(node, spine);
      node = parent[spine] as Node;
      replace = (other) => {
        parent[spine] = other;
      };
    }
    this.#one(node, replace);
  }

  #one(node: Node, replace: Replace): void {
    switch (node.type) {
      case 'Identifier':
        if (this.names.has(node.name) && !this.hidden.get(node.name)) this.visit(node, replace);
        return;
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression': {
        const names: string[] = node.type === 'FunctionExpression' && node.id !== null ? [node.id.name] : [];
        for (const parameter of node.params) boundNames(parameter, names);
        if (node.body.type === 'BlockStatement') names.push(...declaredNames(node.body.body, true));
        this.#within(names, () => {
          for (const parameter of node.params) this.#bindings(parameter);
          if (node.body.type === 'BlockStatement') this.list(node.body.body);
          else this.#field(node, 'body');
        });
        return;
      }
      case 'ClassDeclaration':
      case 'ClassExpression':
        this.#within(node.id === null ? [] : [node.id.name], () => {
          this.#field(node, 'superClass');
          this.list(node.body.body);
        });
        return;
      case 'MethodDefinition':
      case 'PropertyDefinition':
        if (node.computed) this.#field(node, 'key');
        this.#field(node, 'value');
        return;
      case 'Property':
        if (node.computed) this.#field(node, 'key');
        this.node(node.value as Node, (other) => {
          node.value = other;
          node.shorthand = false;
        });
        if (node.shorthand && node.value.type === 'AssignmentPattern' && node.value.left.type !== 'Identifier') {
          node.shorthand = false;
        }
        return;
      case 'BlockStatement':
      case 'StaticBlock':
        this.#within(declaredNames(node.body, node.type === 'StaticBlock'), () => this.list(node.body));
        return;
      case 'SwitchStatement': {
        this.#field(node, 'discriminant');
        const names = node.cases.flatMap((clause) => [...declaredNames(clause.consequent, false)]);
        this.#within(names, () => this.list(node.cases));
        return;
      }
      case 'ForStatement':
      case 'ForInStatement':
      case 'ForOfStatement': {
        const head = node.type === 'ForStatement' ? node.init : node.left;
        const names = head?.type === 'VariableDeclaration' && head.kind !== 'var' ? lexicalNames(head, []) : [];
        this.#within(names, () => this.#fields(node));
        return;
      }
      case 'CatchClause':
        this.#within(boundNames(node.param), () => {
          this.#bindings(node.param);
          this.#field(node, 'body');
        });
        return;
      case 'VariableDeclarator':
        this.#bindings(node.id);
        this.#field(node, 'init');
        return;
      case 'ExportNamedDeclaration':
        this.#field(node, 'declaration');
        if (node.source === null) for (const specifier of node.specifiers) this.#field(specifier, 'local');
        return;
      case 'LabeledStatement':
        this.#field(node, 'body');
        return;
      case 'ImportDeclaration':
      case 'ExportAllDeclaration':
      case 'BreakStatement':
      case 'ContinueStatement':
      case 'MetaProperty':
        return;
      default:
        this.#fields(node);
    }
  }

  /** What a binding pattern evaluates: its defaults and computed keys. */
  #bindings(pattern: Node | null): void {
    switch (pattern?.type) {
      case 'ObjectPattern':
        for (const property of pattern.properties) this.#bindings(property as Node);
        break;
      case 'ArrayPattern':
        for (const element of pattern.elements) this.#bindings(element);
        break;
      case 'Property':
        if (pattern.computed) this.#field(pattern, 'key');
        this.#bindings(pattern.value);
        break;
      case 'AssignmentPattern':
        this.#bindings(pattern.left);
        this.#field(pattern, 'right');
        break;
      case 'RestElement':
        this.#bindings(pattern.argument);
        break;
      default:
        break;
    }
  }

  #within(declared: Iterable<string>, walk: () => void): void {
    const hiding = [...declared].filter((name) => this.names.has(name));
    for (const name of hiding) {
      this.hidden.set(name, (this.hidden.get(name) ?? 0) + 1);
      this.hides?.(name);
    }
    walk();
    for (const name of hiding) this.hidden.set(name, (this.hidden.get(name) ?? 1) - 1);
  }

  #fields(node: Node, except?: string): void {
    for (const field of NODE_FIELDS[node.type].nodes) {
      if (field === except) continue;
      if (field === 'property' && node.type === 'MemberExpression' && !node.computed) continue;
      this.#field(node, field);
    }
  }

  #field(node: Node, field: string): void {
    const fields = node as unknown as Fields;
    const value = fields[field];
    if (Array.isArray(value)) this.list(value);
    else {
      this.node(value as Node | null, (other) => {
        fields[field] = other;
      });
    }
  }
}

function lexicalNames(statement: Node, into: string[]): string[] {
  switch (statement.type) {
    case 'VariableDeclaration':
      if (statement.kind !== 'var') for (const { id } of statement.declarations) boundNames(id, into);
      break;
    case 'FunctionDeclaration':
    case 'ClassDeclaration':
      if (statement.id !== null) into.push(statement.id.name);
      break;
    case 'ImportDeclaration':
      for (const { local } of statement.specifiers) into.push(local.name);
      break;
    case 'ExportNamedDeclaration':
    case 'ExportDefaultDeclaration':
      if (statement.declaration !== null) lexicalNames(statement.declaration, into);
      break;
    case 'LabeledStatement':
      lexicalNames(statement.body, into);
      break;
    default:
      break;
  }
  return into;
}

/** The names of all `var`s in a statement, out of whatever statements they stand in. */
function varNames(node: Node | null, into: string[]): void {
  switch (node?.type) {
    case 'VariableDeclaration':
      if (node.kind === 'var') for (const { id } of node.declarations) boundNames(id, into);
      break;
    case 'ExportNamedDeclaration':
      varNames(node.declaration, into);
      break;
    case 'BlockStatement':
    case 'IfStatement':
    case 'ForStatement':
    case 'ForInStatement':
    case 'ForOfStatement':
    case 'WhileStatement':
    case 'DoWhileStatement':
    case 'LabeledStatement':
    case 'WithStatement':
    case 'SwitchStatement':
    case 'SwitchCase':
    case 'TryStatement':
    case 'CatchClause':
      for (const field of NODE_FIELDS[node.type].nodes) {
        const value = (node as unknown as Fields)[field] as Node | Node[] | null;
        if (Array.isArray(value)) for (const child of value) varNames(child, into);
        else varNames(value, into);
      }
      break;
    default:
      break;
  }
}
