import type { AcornNode } from '../acorn-internals.ts';
import type {
  BlockStatement,
  ClassElement,
  Expression,
  Identifier,
  MethodDefinition,
  Node,
  NodeType,
  Pattern,
  Program,
  PropertyDefinition,
  Statement,
  VariableDeclarator,
} from '../ast.ts';
import { NODE_FIELDS, spineField } from '../node-fields.ts';
import { ParseFailure } from '../parse-failure.ts';
import { methodTextStart } from '../source-text.ts';
import { assign, block, declare, expressionStatement, identifier, member } from './build.ts';
import { checkExportedNames, elideAliases, elideUnusedImports } from './elide.ts';
import { eraseEnum } from './enums.ts';
import { EraseScope } from './erase-scope.ts';
import { eraseNamespace, exportFromNamespace } from './namespaces.ts';
import { collectNamespaces, isExpressionWrapper, isTypeOnly } from './typescript-nodes.ts';

type Fields = Record<string, unknown>;

/** What stands in a list of statements of a module. */
type ListItem = Program['body'][number];

/**
 * Turns a TypeScript tree into one of plain ECMAScript nodes, copied, with the offsets of what they were made from.
 * The result is what tsc emits for the newest target with `isolatedModules`, `useDefineForClassFields` and no
 * `verbatimModuleSyntax`.
 */
export class Eraser {
  readonly source: string;
  readonly isModule: boolean;
  /** The list being erased. */
  scope: EraseScope | null = null;
  /** Names of interfaces, type aliases, type-only imports and the like at the top level. */
  readonly typeNames = new Set<string>();

  constructor(source: string, isModule: boolean) {
    this.source = source;
    this.isModule = isModule;
  }

  /** @throws ParseFailure on what isn't supported, and on imports and exports where none may stand. */
  program(tree: AcornNode): Program {
    const { start, end, sourceType, strict } = tree as unknown as Program;
    const erased = this.list(tree['body'], new EraseScope('program', null)) as ListItem[];
    const body = elideUnusedImports(erased, this.typeNames);
    checkExportedNames(body);
    return { type: 'Program', start, end, sourceType, body, strict };
  }

  // ---------------------------------------------------------------- statements

  list(statements: readonly AcornNode[], scope: EraseScope): Node[] {
    const outer = this.scope;
    this.scope = scope;
    collectNamespaces(statements, scope.namespaces);
    const first: Node[] = [];
    const rest: Node[] = [];
    for (const statement of statements) {
      // A const enum's members are constants that may be used before the declaration, so it goes before all else.
      const declaration: AcornNode = statement['declaration'] ?? statement;
      const isConstEnum = declaration.type === 'TSEnumDeclaration' && declaration['const'] === true;
      (isConstEnum ? first : rest).push(...this.statement(statement, scope));
    }
    this.scope = outer;
    const directives = rest.findIndex((node) => !('directive' in node));
    const at = directives === -1 ? rest.length : directives;
    return elideAliases([...rest.slice(0, at), ...first, ...rest.slice(at)], scope.aliases);
  }

  /** What `node` becomes in a list of statements. */
  statement(node: AcornNode, scope: EraseScope): Node[] {
    this.checkDecorators(node);
    if (isTypeOnly(node)) {
      this.recordType(node, scope);
      return [];
    }
    switch (node.type) {
      case 'TSEnumDeclaration':
        return eraseEnum(this, node, scope, false);
      case 'TSModuleDeclaration':
        return eraseNamespace(this, node, scope, false);
      case 'TSImportEqualsDeclaration':
        return this.importAlias(node, scope);
      case 'TSExportAssignment':
        throw unsupported(node, '`export =`', 'write `export default`');
      case 'ImportDeclaration':
        return this.importDeclaration(node, scope);
      case 'ExportNamedDeclaration':
      case 'ExportDefaultDeclaration':
      case 'ExportAllDeclaration':
        return this.exportDeclaration(node, scope);
      case 'FunctionDeclaration':
      case 'ClassDeclaration':
        if (node['id']) scope.emitted.add(node['id'].name);
        return [this.node(node) as Node];
      default:
        return [this.node(node) as Node];
    }
  }

  recordType(node: AcornNode, scope: EraseScope): void {
    const { id } = node as { id?: { type: string; name?: string } };
    if (scope.kind === 'program' && id?.name !== undefined) this.typeNames.add(id.name);
  }

  importAlias(node: AcornNode, scope: EraseScope): Node[] {
    const reference: AcornNode = node['moduleReference'];
    if (reference.type === 'TSExternalModuleReference') {
      throw unsupported(node, '`import x = require()`', 'write `import x from` or `import * as x from`');
    }
    const id = this.node(node['id']) as Identifier;
    const value = qualifiedName(reference);
    const isExport = node['isExport'] === true;
    if (isExport && scope.namespace !== null) {
      const target = namespaceObject(scope, node);
      return [expressionStatement(assign(member(target, id.name, id), value, node), node)];
    }
    const declaration = declare('var', id, value, node);
    if (!isExport) {
      scope.aliases.add(id.name);
      return [declaration];
    }
    this.checkTopLevel(node, scope);
    return [exportOf(declaration, node)];
  }

  importDeclaration(node: AcornNode, scope: EraseScope): Node[] {
    if (!this.isModule) throw new ParseFailure('ImportOutsideModule', [], node.start);
    if (scope.kind !== 'program') throw new ParseFailure('ImportNotTopLevel', [], node.start);
    const isTypeImport = node['importKind'] === 'type';
    const specifiers: AcornNode[] = node['specifiers'];
    const kept = specifiers.filter((specifier) => !isTypeImport && specifier['importKind'] !== 'type');
    for (const specifier of specifiers) if (!kept.includes(specifier)) this.typeNames.add(specifier['local'].name);
    if (kept.length === 0 && (isTypeImport || specifiers.length > 0 || this.hasEmptyBraces(node))) return [];
    return [this.node({ ...node, specifiers: kept, attributes: node['attributes'] ?? [] }) as Node];
  }

  /** `import {} from 'm'`, which imports nothing, unlike `import 'm'`. */
  hasEmptyBraces(node: AcornNode): boolean {
    return /^import\s*\{/.test(this.source.slice(node.start, node['source'].start));
  }

  exportDeclaration(node: AcornNode, scope: EraseScope): Node[] {
    if (scope.kind === 'namespace') return this.namespaceExport(node, scope);
    this.checkTopLevel(node, scope);
    if (node['exportKind'] === 'type' && !node['declaration']) return [];
    const declaration: AcornNode | null | undefined = node['declaration'];
    if (declaration) return this.exportedDeclaration(node, declaration, scope);
    const attributes: AcornNode[] = node['attributes'] ?? [];
    if (node.type === 'ExportAllDeclaration') return [this.node({ ...node, attributes }) as Node];
    const specifiers: AcornNode[] = node['specifiers'];
    const kept = specifiers.filter((specifier) => specifier['exportKind'] !== 'type');
    if (kept.length === 0 && specifiers.length > 0) return [];
    return [this.node({ ...node, specifiers: kept, attributes }) as Node];
  }

  exportedDeclaration(node: AcornNode, declaration: AcornNode, scope: EraseScope): Node[] {
    this.checkDecorators(declaration);
    if (isTypeOnly(declaration)) {
      this.recordType(declaration, scope);
      return [];
    }
    if (declaration.type === 'TSEnumDeclaration') return eraseEnum(this, declaration, scope, true);
    if (declaration.type === 'TSModuleDeclaration') return eraseNamespace(this, declaration, scope, true);
    const isNamed = declaration.type === 'FunctionDeclaration' || declaration.type === 'ClassDeclaration';
    if (isNamed && declaration['id']) scope.emitted.add(declaration['id'].name);
    return [this.node({ ...node, attributes: node['attributes'] ?? [] }) as Node];
  }

  namespaceExport(node: AcornNode, scope: EraseScope): Node[] {
    const declaration: AcornNode | null | undefined = node['declaration'];
    if (node.type !== 'ExportNamedDeclaration' || !declaration) {
      throw new ParseFailure('Other', ['Only declarations can be exported from a namespace'], node.start);
    }
    return exportFromNamespace(this, declaration, scope);
  }

  checkTopLevel(node: AcornNode, scope: EraseScope): void {
    if (!this.isModule) throw new ParseFailure('ExportOutsideModule', [], node.start);
    if (scope.kind !== 'program') throw new ParseFailure('ExportNotTopLevel', [], node.start);
  }

  checkDecorators(node: AcornNode): void {
    const decorators: AcornNode[] | undefined = node['decorators'];
    const first = decorators?.[0];
    if (first !== undefined) throw unsupported(first, 'Decorator syntax', 'call the decorating function yourself');
  }

  // ---------------------------------------------------------------- any node

  /** The plain node for `node`; null stays null. */
  node(node: AcornNode | null | undefined): Node | null {
    if (node === null || node === undefined) return null;
    if (isExpressionWrapper(node) || spineField(node.type) !== undefined) return this.spine(node);
    this.checkDecorators(node);
    switch (node.type) {
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        return this.fn(node);
      case 'ClassDeclaration':
      case 'ClassExpression':
        return this.classNode(node);
      case 'MethodDefinition':
        return this.copy({ ...node, textStart: methodTextStart(this.source, node.start, node['key'].start) });
      case 'BlockStatement':
      case 'StaticBlock':
        return this.copy(node, { body: this.list(node['body'], new EraseScope('block', this.scope)) });
      case 'SwitchCase':
        return this.copy(node, { consequent: this.list(node['consequent'], new EraseScope('block', this.scope)) });
      case 'IfStatement':
        return this.copy(node, {
          consequent: this.body(node['consequent']),
          alternate: node['alternate'] ? this.body(node['alternate']) : null,
        });
      case 'LabeledStatement':
      case 'WithStatement':
      case 'WhileStatement':
      case 'DoWhileStatement':
      case 'ForStatement':
      case 'ForInStatement':
      case 'ForOfStatement':
        return this.copy(node, { body: this.body(node['body']) });
      case 'ImportExpression':
        return this.copy(node, { options: this.node(node['arguments']?.[0] ?? node['options']) });
      case 'MetaProperty':
        if (node['meta'].name === 'import' && !this.isModule) {
          throw new ParseFailure('ImportMetaOutsideModule', [], node.start);
        }
        return this.copy(node);
      case 'VariableDeclarator':
        checkThisName(node['id']);
        return this.copy(node);
      case 'TSParameterProperty':
        return this.node(node['parameter']);
      default:
        if (!(node.type in NODE_FIELDS)) throw unsupported(node, node.type, 'this syntax has no meaning at run time');
        return this.copy(node);
    }
  }

  /** The body of a loop or branch: what is left of one statement. */
  body(node: AcornNode): Statement {
    const left = this.list([node], new EraseScope('block', this.scope)) as Statement[];
    if (left.length === 1) return left[0] as Statement;
    return left.length === 0 ? { type: 'EmptyStatement', start: node.start, end: node.end } : block(left, node);
  }

  /** A plain copy of `node`, with the fields of `given` as they are and all others erased. */
  copy(node: AcornNode, given: Fields = {}): Node {
    const { nodes, data } = NODE_FIELDS[node.type as NodeType];
    const result: Fields = { type: node.type, start: node.start, end: node.end };
    for (const field of data) if (node[field] !== undefined) result[field] = node[field];
    for (const field of nodes) {
      if (field in given) result[field] = given[field];
      else {
        const value = node[field];
        result[field] = Array.isArray(value) ? value.map((child) => this.node(child)) : this.node(value);
      }
    }
    return result as unknown as Node;
  }

  /** Left spines, which may be deep, and the wrappers on them: down in a loop and up again. */
  spine(node: AcornNode): Node | null {
    const path: AcornNode[] = [];
    let current = node;
    for (;;) {
      const field = spineField(current.type);
      if (field !== undefined) {
        path.push(current);
        current = current[field];
      } else if (isExpressionWrapper(current)) current = current['expression'];
      else break;
    }
    let result = this.node(current);
    for (let i = path.length - 1; i >= 0; i--) {
      const link = path[i] as AcornNode;
      const built = this.copy(link, { [spineField(link.type) as string]: result }) as unknown as Fields;
      if (link.type === 'CallExpression') built['optional'] = link['optional'] === true;
      if (link.type === 'MemberExpression') built['optional'] = link['optional'] === true && this.hasQuestionDot(link);
      result = built as unknown as Node;
    }
    return result;
  }

  /** The plugin marks the callee of `a.b?.<T>()` as optional too. */
  hasQuestionDot(link: AcornNode): boolean {
    return this.source.slice(link['object'].end, link['property'].start).includes('?.');
  }

  // ---------------------------------------------------------------- functions and classes

  fn(node: AcornNode): Node {
    const parameters: AcornNode[] = node['params'];
    const hasThis = parameters[0]?.type === 'Identifier' && parameters[0].name === 'this';
    const real = hasThis ? parameters.slice(1) : parameters;
    for (const parameter of real) checkThisName(parameter);
    const params = real.map((parameter) => this.node(parameter));
    return this.copy(node, { params });
  }

  classNode(node: AcornNode): Node {
    const elements: ClassElement[] = [];
    for (const element of node['body'].body as AcornNode[]) {
      this.checkDecorators(element);
      if (isTypeOnly(element) || element['abstract'] === true || element['value']?.type === 'TSDeclareMethod') continue;
      if (element['accessor'] === true || element.type === 'AccessorProperty') {
        throw unsupported(element, '`accessor` fields', 'write a getter and a setter');
      }
      const erased = this.node(element) as ClassElement;
      if (element.type === 'MethodDefinition' && element['kind'] === 'constructor') {
        elements.unshift(...this.parameterProperties(element, erased as MethodDefinition, node['superClass'] !== null));
      }
      elements.push(erased);
    }
    const { start, end } = node['body'];
    return this.copy(node, { body: { type: 'ClassBody', start, end, body: elements } });
  }

  /** `constructor(private x)`: a field, returned, and an assignment, put into the constructor where fields are there. */
  parameterProperties(element: AcornNode, definition: MethodDefinition, isDerived: boolean): PropertyDefinition[] {
    const fields: PropertyDefinition[] = [];
    const assignments: Statement[] = [];
    for (const parameter of element['value'].params as AcornNode[]) {
      if (parameter.type !== 'TSParameterProperty') continue;
      const inner: AcornNode = parameter['parameter'];
      const id: AcornNode = inner.type === 'AssignmentPattern' ? inner['left'] : inner;
      const { start, end } = id;
      const name = id.name as string;
      const key = identifier(name, id);
      fields.push({ type: 'PropertyDefinition', start, end, key, value: null, computed: false, static: false });
      const self: Expression = { type: 'ThisExpression', start, end };
      assignments.push(expressionStatement(assign(member(self, name, id), identifier(name, id), id), id));
    }
    if (assignments.length > 0) insertAssignments(definition.value.body, assignments, isDerived);
    return fields;
  }

  pattern(node: AcornNode): Pattern {
    return this.node(node) as Pattern;
  }

  expression(node: AcornNode): Expression {
    return this.node(node) as Expression;
  }

  declarators(node: AcornNode): VariableDeclarator[] {
    return (node['declarations'] as AcornNode[]).map((declarator) => this.node(declarator) as VariableDeclarator);
  }
}

/** After the directives, or after the call of `super` if there is one. */
function insertAssignments(body: BlockStatement, assignments: Statement[], isDerived: boolean): void {
  const isSuperCall = (statement: Statement): boolean =>
    statement.type === 'ExpressionStatement' &&
    statement.expression.type === 'CallExpression' &&
    statement.expression.callee.type === 'Super';
  const superCall = isDerived ? body.body.findIndex(isSuperCall) : -1;
  const afterDirectives = body.body.findIndex((statement) => !('directive' in statement));
  const at = superCall !== -1 ? superCall + 1 : afterDirectives === -1 ? body.body.length : afterDirectives;
  body.body.splice(at, 0, ...assignments);
}

/** `this` as a first parameter is a type; the plugin takes it for a name everywhere. */
function checkThisName(id: AcornNode): void {
  if (id.type === 'Identifier' && id.name === 'this') throw new ParseFailure('UnexpectedToken', ['this'], id.start);
}

/** `A.B.C` of an import alias as an expression. */
function qualifiedName(node: AcornNode): Expression {
  if (node.type === 'Identifier') return identifier(node.name as string, node);
  return member(qualifiedName(node['left']), node['right'].name, node);
}

/** A reference to the object of the namespace whose body is being erased. */
export function namespaceObject(scope: EraseScope, at: AcornNode): Identifier {
  const { namespace } = scope;
  if (namespace === null) throw new Error('not in a namespace');
  const reference = identifier(namespace.name, at);
  namespace.references.push(reference);
  return reference;
}

/** `export declaration` */
export function exportOf(declaration: Statement, { start, end }: AcornNode): Node {
  return {
    type: 'ExportNamedDeclaration',
    start,
    end,
    declaration,
    specifiers: [],
    source: null,
    attributes: [],
  } as Node;
}

function unsupported(node: AcornNode, what: string, instead: string): ParseFailure {
  return new ParseFailure('TypeScriptUnsupported', [what, instead], node.start);
}
