/** What ESLint's scopes say about the names and functions of a file, by node. */
import type { Scope } from 'eslint';
import type { SourceNode } from './tree.ts';

const FUNCTIONS = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression']);

export function isFunction(node: SourceNode): boolean {
  return FUNCTIONS.has(node.type);
}

export function parentOf(node: SourceNode): SourceNode | null {
  return (node['parent'] as SourceNode | null | undefined) ?? null;
}

/**
 * The code that `node` is part of: a function, the body of a class for its fields and static blocks, or null for the file's own.
 */
export function activationOf(node: SourceNode): SourceNode | null {
  let child = node;
  for (let at = parentOf(node); at !== null; child = at, at = parentOf(at)) {
    if (isFunction(at)) return at;
    if (at.type === 'StaticBlock' || (at.type === 'PropertyDefinition' && at['value'] === child)) return parentOf(at);
  }
  return null;
}

/** Whether `outer` is `inner` or around it; null is around everything. */
export function isAround(outer: SourceNode | null, inner: SourceNode | null): boolean {
  for (let at = inner; at !== null; at = activationOf(at)) if (at === outer) return true;
  return outer === null;
}

/** The function whose `this` is meant at `node`; null for the file's own. */
export function receiverOwner(node: SourceNode): SourceNode | null {
  let at = activationOf(node);
  while (at !== null && at.type === 'ArrowFunctionExpression') at = activationOf(at);
  return at;
}

/** A property's name where the source says it. */
export function staticName(key: SourceNode, computed: boolean): string | null {
  if (key.type === 'Identifier' && !computed) return key['name'] as string;
  return key.type === 'Literal' ? String(key['value']) : null;
}

export class Names {
  readonly #resolved = new Map<unknown, Scope.Variable | null>();
  readonly #declared = new Map<number, Scope.Variable>();

  constructor(manager: Scope.ScopeManager) {
    for (const scope of manager.scopes) {
      for (const reference of scope.references) this.#resolved.set(reference.identifier, reference.resolved);
      for (const variable of scope.variables) {
        for (const identifier of variable.identifiers) this.#declare(identifier as unknown as SourceNode, variable);
      }
    }
  }

  #declare(identifier: SourceNode, variable: Scope.Variable): void {
    // A class's name is declared twice; the scope around, which comes first, has the one that others see.
    if (!this.#resolved.has(identifier)) this.#resolved.set(identifier, variable);
    if (identifier.range !== undefined && !this.#declared.has(identifier.range[0])) {
      this.#declared.set(identifier.range[0], variable);
    }
  }

  /** What an identifier means; null where nothing in the file declares it. */
  variable(identifier: SourceNode): Scope.Variable | null {
    const variable = this.#resolved.get(identifier) ?? null;
    return variable === null || variable.defs.length === 0 ? null : variable;
  }

  /** The variable whose declared name begins at an offset. */
  declaredAt(start: number): Scope.Variable | undefined {
    return this.#declared.get(start);
  }

  /** The function that a name stands for, where it never stands for anything else. */
  functionOf(variable: Scope.Variable): SourceNode | null {
    const [definition] = variable.defs;
    if (definition === undefined || variable.defs.length > 1) return null;
    if (variable.references.some((reference) => reference.isWrite() && reference.init !== true)) return null;
    if (definition.type === 'FunctionName') return definition.node as unknown as SourceNode;
    if (definition.type !== 'Variable' || definition.node.id.type !== 'Identifier') return null;
    const init = definition.node.init as unknown as SourceNode | null;
    return init !== null && isFunction(init) ? init : null;
  }

  /** The variable that holds a function and nothing else. */
  holderOf(fn: SourceNode): Scope.Variable | null {
    const parent = parentOf(fn);
    const named =
      fn.type === 'FunctionDeclaration' ? fn['id'] : parent?.type === 'VariableDeclarator' ? parent['id'] : null;
    const variable = named === null || named === undefined ? null : this.variable(named as SourceNode);
    return variable !== null && this.functionOf(variable) === fn ? variable : null;
  }
}

/** The code whose activations a variable belongs to; null for the file's own. */
export function ownerOf({ scope }: Scope.Variable): SourceNode | null {
  const block = scope.variableScope.block as unknown as SourceNode;
  if (block.type === 'Program') return null;
  if (block.type === 'StaticBlock') return parentOf(block);
  return isFunction(block) ? block : activationOf(block);
}

export function isParameter({ defs }: Scope.Variable): boolean {
  return defs.some(({ type }) => type === 'Parameter');
}
