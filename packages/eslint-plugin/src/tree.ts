/**
 * ESLint's tree as the engine reads trees: plain ESTree with `start` and `end`, JSX as the expressions that are evaluated for it, TypeScript
 * erased. Any parser's tree will do, so that what is reported is what was linted.
 */
import type { Program } from '@saguaro/engine';

/** A node of any parser. */
export interface SourceNode {
  readonly type: string;
  readonly range?: readonly [number, number];
  readonly [field: string]: unknown;
}

/** Being made: its fields are given one by one. */
interface Made {
  type: string;
  start: number;
  end: number;
  [field: string]: unknown;
}

export interface Converted {
  readonly program: Program;
  /** What functions and class bodies of the program were made from. */
  readonly origins: ReadonlyMap<object, SourceNode>;
}

/** Fields that are no part of the program. */
const IGNORED = new Set(['type', 'start', 'end', 'range', 'loc', 'parent', 'tokens', 'comments']);

/** Around an expression, and nothing at run time. */
const WRAPPERS = new Set([
  'TSAsExpression',
  'TSInstantiationExpression',
  'TSNonNullExpression',
  'TSSatisfiesExpression',
  'TSTypeAssertion',
  'ParenthesizedExpression',
  'JSXSpreadAttribute',
  'JSXExpressionContainer',
  'JSXSpreadChild',
]);

const ORIGINS = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression', 'ClassBody']);

/** The engine's tree of a program that ESLint has parsed. Linear in the program; no deeper than the tree. */
export function toEngineTree(ast: SourceNode, isModule: boolean): Converted {
  const origins = new Map<object, SourceNode>();
  const program = new Conversion(origins).generic(ast);
  const body = program['body'] as readonly Made[];
  program['strict'] = isModule || body.some((statement) => statement['directive'] === 'use strict');
  // The tree has the shape that the parser promises; its nodes' types are not checked one by one.
  return { program: program as unknown as Program, origins };
}

class Conversion {
  constructor(private readonly origins: Map<object, SourceNode>) {}

  /** What the engine sees for a node; null for one that means nothing at run time. */
  private convert(node: SourceNode): Made | null {
    if (WRAPPERS.has(node.type)) return this.convert((node['expression'] ?? node['argument']) as SourceNode);
    if (node['declare'] === true || node['importKind'] === 'type' || node['exportKind'] === 'type') return null;
    if (node.type.startsWith('TS')) return this.typeScript(node);
    if (node.type.startsWith('JSX')) return this.jsx(node);
    switch (node.type) {
      case 'MethodDefinition':
        return (node['value'] as SourceNode).type.startsWith('TS') ? null : this.method(node);
      case 'ExportDefaultDeclaration': {
        const made = this.generic(node);
        return made['declaration'] === null ? null : made;
      }
      case 'AccessorProperty':
        return { ...this.generic(node), type: 'PropertyDefinition' };
      default:
        return this.generic(node);
    }
  }

  /** A copy with copies of all nodes inside. */
  generic(node: SourceNode): Made {
    const made = make(node, node.type);
    for (const field of Object.keys(node)) {
      if (IGNORED.has(field)) continue;
      const value = node[field];
      made[field] = Array.isArray(value) ? this.list(value) : isNode(value) ? this.convert(value) : value;
    }
    if (ORIGINS.has(node.type)) this.origins.set(made, node);
    return made;
  }

  private method(node: SourceNode): Made {
    const made = this.generic(node);
    made['textStart'] = made.start;
    return made;
  }

  private list(values: readonly unknown[]): unknown[] {
    const made: unknown[] = [];
    for (const value of values) {
      if (!isNode(value)) made.push(value);
      else if (!isReceiverType(value)) {
        const converted = this.convert(value);
        if (converted !== null) made.push(converted);
      }
    }
    return made;
  }

  private typeScript(node: SourceNode): Made | null {
    switch (node.type) {
      case 'TSParameterProperty':
        return this.convert(node['parameter'] as SourceNode);
      case 'TSExportAssignment':
        return { ...make(node, 'ExpressionStatement'), expression: this.convert(node['expression'] as SourceNode) };
      case 'TSEnumDeclaration': {
        const members = ((node['body'] as SourceNode | undefined)?.['members'] ?? node['members']) as SourceNode[];
        return this.variable(node, node['id'] as SourceNode, {
          ...make(node, 'ArrayExpression'),
          elements: this.list(members.map((member) => member['initializer']).filter(isNode)),
        });
      }
      case 'TSModuleDeclaration':
        return this.namespace(node);
      default:
        return null;
    }
  }

  /** A namespace is a function called at once with the namespace's object. */
  private namespace(node: SourceNode): Made | null {
    const id = node['id'] as SourceNode;
    const block = node['body'] as SourceNode | undefined;
    if (id.type !== 'Identifier' || block?.type !== 'TSModuleBlock') return null;
    const statements = (block['body'] as SourceNode[]).map((one) => (one['declaration'] ?? one) as SourceNode);
    const callee: Made = {
      ...make(block, 'FunctionExpression'),
      id: null,
      params: [],
      generator: false,
      async: false,
      expression: false,
      body: { ...make(block, 'BlockStatement'), body: this.list(statements) },
    };
    return this.variable(node, id, { ...make(node, 'CallExpression'), callee, arguments: [], optional: false });
  }

  private variable(node: SourceNode, id: SourceNode, init: Made): Made {
    const declarator = { ...make(node, 'VariableDeclarator'), id: this.convert(id), init };
    return { ...make(node, 'VariableDeclaration'), kind: 'var', declarations: [declarator] };
  }

  private jsx(node: SourceNode): Made | null {
    switch (node.type) {
      case 'JSXElement': {
        const { name, attributes } = node['openingElement'] as SourceNode & { name: SourceNode; attributes: unknown[] };
        return this.evaluated(node, [name, ...attributes, ...(node['children'] as unknown[])]);
      }
      case 'JSXFragment':
        return this.evaluated(node, node['children'] as unknown[]);
      case 'JSXAttribute':
        return isNode(node['value']) ? this.convert(node['value']) : null;
      case 'JSXIdentifier':
        return this.component(node);
      case 'JSXMemberExpression':
        return this.convert(node['object'] as SourceNode);
      default:
        return null;
    }
  }

  /** JSX as the list of what is evaluated for it. */
  private evaluated(node: SourceNode, parts: readonly unknown[]): Made {
    return { ...make(node, 'ArrayExpression'), elements: this.list(parts.filter(isNode)) };
  }

  /** Tags in lower case are no variables. */
  private component(node: SourceNode): Made | null {
    const name = node['name'] as string;
    if (name === 'this') return make(node, 'ThisExpression');
    const inMember = (node['parent'] as SourceNode | undefined)?.type === 'JSXMemberExpression';
    return inMember || !/^[a-z]/.test(name) ? { ...make(node, 'Identifier'), name } : null;
  }
}

/** A parameter that only types `this`. */
function isReceiverType(node: SourceNode): boolean {
  return node.type === 'Identifier' && node['name'] === 'this';
}

function make(node: SourceNode, type: string): Made {
  const [start, end] = node.range ?? [0, 0];
  return { type, start, end };
}

function isNode(value: unknown): value is SourceNode {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';
}
