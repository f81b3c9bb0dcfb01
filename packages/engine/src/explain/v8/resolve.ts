/**
 * V8's rules: what uses mean, and which variables live in Contexts.
 *
 * V8 resolves names after a whole function is parsed; here each scope settles the uses of its own names when the walk leaves
 * it, when all its declarations are known, and hands the others outward. The result is the same.
 */
import {
  type HeapRule,
  STACK,
  type V8Location,
  V8Reference,
  type V8Scope,
  type V8Use,
  V8Variable,
  type V8VariableKind,
} from './scope.ts';

/** The first slot after the ScopeInfo and the outer Context. */
const FIRST_SLOT = 2;

/** Declares `name`; of two declarations in one scope, the first makes the variable. */
export function declare(
  scope: V8Scope,
  name: string,
  kind: V8VariableKind,
  start: number,
  lexical: boolean,
): V8Variable {
  let variable = scope.variables.get(name);
  if (variable === undefined) {
    variable = new V8Variable(name, kind, scope, start, lexical);
    scope.variables.set(name, variable);
    scope.locals.push(variable);
  }
  return variable;
}

/** A direct eval at `at` in `scope`: every scope around it may be searched by name. */
export function noteEval(scope: V8Scope, at: number): void {
  for (let outer: V8Scope | null = scope; outer !== null && outer.evalAt < 0; outer = outer.outer) outer.evalAt = at;
}

export function force(variable: V8Variable, rule: HeapRule, at = -1): void {
  variable.used = true;
  if (variable.forced !== null) return;
  variable.forced = rule;
  variable.forcedAt = at;
}

/** Settles the uses of the scope's own names, and moves the others to the scope around it. */
export function resolveScope(scope: V8Scope): void {
  const { outer, variables } = scope;
  for (const [name, reference] of scope.references) {
    const variable = variables.get(name);
    if (variable !== undefined) settle(variable, reference);
    else if (outer !== null) moveOutward(scope, outer, name, reference);
  }
  scope.references.clear();
}

function settle(variable: V8Variable, reference: V8Reference): void {
  variable.used = true;
  if (reference.head !== null) {
    const captures: V8Use[] = [];
    for (let use: V8Use | null = reference.head; use !== null; use = use.next) captures.push(use);
    variable.captures = captures;
    force(variable, 'captured');
  }
  if (reference.withAt >= 0) force(variable, 'with', reference.withAt);
}

function moveOutward(scope: V8Scope, outer: V8Scope, name: string, reference: V8Reference): void {
  if (scope.kind === 'with') reference.withAt = scope.node.start;
  const { own } = reference;
  const sameFunction = outer.fn === scope.fn;
  let there = outer.references.get(name);
  if (there === undefined) {
    if (sameFunction) {
      outer.references.set(name, reference);
      return;
    }
    there = new V8Reference();
    outer.references.set(name, there);
  }
  if (reference.withAt >= 0) there.withAt = reference.withAt;
  if (reference.head !== null) append(there, reference.head, reference.tail as V8Use);
  if (own === null) return;
  if (!sameFunction) {
    append(there, own, own);
  } else if (there.own === null) {
    there.own = own;
  } else {
    there.own.reads += own.reads;
    there.own.writes += own.writes;
  }
}

function append(reference: V8Reference, head: V8Use, tail: V8Use): void {
  if (reference.tail === null) reference.head = head;
  else reference.tail.next = head;
  reference.tail = tail;
}

/**
 * Gives the variables of a resolved scope their locations (V8: Scope::AllocateVariablesRecursively). Slots are numbered in V8's order: the
 * receiver, a function's parameters from the last to the first, the other variables as declared, and the function's own name.
 */
export function allocateScope(scope: V8Scope): void {
  const { fn } = scope;
  if (scope.receiver !== null) allocate(scope, scope.receiver);
  if (scope.kind === 'function') {
    const { parameters } = fn;
    for (let i = parameters.length - 1; i >= 0; i--) allocate(scope, parameters[i] as V8Variable);
  }
  for (const variable of scope.locals) allocate(scope, variable);
  if (scope.ownName !== null) allocate(scope, scope.ownName);
}

function allocate(scope: V8Scope, variable: V8Variable): void {
  if (variable.location === STACK) variable.location = locate(scope, variable);
}

function locate(scope: V8Scope, variable: V8Variable): V8Location {
  if (scope.kind === 'script') return { kind: variable.lexical ? 'script-context' : 'global' };
  if (variable.cell) return { kind: 'module-cell' };
  if (variable.forced === null) {
    if (scope.kind === 'catch') force(variable, 'catch');
    else if (scope.evalAt >= 0) force(variable, 'eval', scope.evalAt);
  }
  const { forced } = variable;
  if (forced === null) return variable.namespace ? { kind: 'module-cell' } : STACK;
  return { kind: 'context', slot: FIRST_SLOT + scope.slots++, rule: forced };
}
