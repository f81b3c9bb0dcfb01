/** Which variables V8 puts into Contexts, and which closures refer to those: the engine's account of V8, asked for what the rule needs. */
import { analyzeAsV8, type V8Function, type V8Mode, type V8Scope, type V8Variable } from '@saguaro/engine';
import { type SourceNode, toEngineTree } from './tree.ts';

/** A scope whose closures share a Context, which lives as long as any of them. */
export interface SharedContext {
  readonly scope: V8Scope;
  /** All functions made inside, at any depth, outer before inner. */
  readonly closures: readonly Closure[];
  readonly variables: readonly SharedVariable[];
}

export interface SharedVariable {
  readonly variable: V8Variable;
  /** The closures whose own code or whose inner functions' code uses it. */
  readonly users: ReadonlySet<Closure>;
}

/** A function of the program, or the one that V8 makes of a class's fields. */
export interface Closure {
  readonly fn: V8Function;
  /** The function, or the class body. */
  readonly node: SourceNode;
  /** The function that makes it; null if that is the file's own. */
  readonly maker: Closure | null;
  /** The static parts of a class: runs once, when the class is made. */
  readonly isStaticPart: boolean;
  /** Can be suspended, and then lives on without anybody referring to the function. */
  readonly suspends: boolean;
}

/** Contexts of the file itself live as long as the program, and are left out. Outer before inner. */
export function sharedContexts(ast: SourceNode, mode: V8Mode): SharedContext[] {
  const { program, origins } = toEngineTree(ast, mode === 'module');
  const scopes = analyzeAsV8(program, mode);
  const closures = new Map<V8Function, Closure>();
  const contexts: { readonly scope: V8Scope; readonly closures: Closure[] }[] = [];
  const open = new Map<V8Scope, Closure[]>();
  for (const scope of scopes) {
    if (scope.node.type === 'Program') continue;
    if (scope.slots > 0) {
      const made: Closure[] = [];
      open.set(scope, made);
      contexts.push({ scope, closures: made });
    }
    if (closures.has(scope.fn)) continue;
    const closure = closureOf(scope, closures, origins);
    closures.set(scope.fn, closure);
    for (let outer = scope.outer; outer !== null; outer = outer.outer) open.get(outer)?.push(closure);
  }
  return contexts
    .filter((context) => context.closures.length > 0)
    .map(({ scope, closures: inside }) => ({
      scope,
      closures: inside,
      variables: variablesOf(scope, closures, inside),
    }));
}

function closureOf(
  scope: V8Scope,
  closures: ReadonlyMap<V8Function, Closure>,
  origins: ReadonlyMap<object, SourceNode>,
): Closure {
  const { fn } = scope;
  return {
    fn,
    node: origins.get(scope.node) as SourceNode,
    maker: fn.parent === null ? null : (closures.get(fn.parent) ?? null),
    isStaticPart: scope.node.type === 'ClassBody' && fn.label === '<static_initializer>',
    suspends: fn.async || fn.generator,
  };
}

function variablesOf(
  scope: V8Scope,
  closures: ReadonlyMap<V8Function, Closure>,
  inside: readonly Closure[],
): SharedVariable[] {
  const evaluating = scope.evalAt < 0 ? [] : inside.filter(({ fn }) => fn.varScope.evalAt >= 0);
  const found: SharedVariable[] = [];
  for (const variable of scope.variables.values()) {
    if (variable.location.kind !== 'context') continue;
    const users = new Set<Closure>(evaluating);
    for (const { fn } of variable.captures ?? []) {
      for (let at: V8Function | null = fn; at !== null && at !== scope.fn; at = at.parent) {
        const closure = closures.get(at);
        if (closure === undefined || users.has(closure)) break;
        users.add(closure);
      }
    }
    found.push({ variable, users });
  }
  return found;
}
