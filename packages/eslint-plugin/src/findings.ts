/** Which variables of a file V8 keeps alive for closures that do not use them, as far as the source proves it. */
import type { HeapRule, V8Mode } from '@saguaro/engine';
import type { Scope } from 'eslint';
import { type Closure, type SharedContext, type SharedVariable, sharedContexts } from './contexts.ts';
import { isFresh } from './flows.ts';
import { Lifetimes } from './lifetimes.ts';
import { activationOf, parentOf } from './names.ts';
import { type SizeClass, sizeOf } from './size.ts';
import type { SourceNode } from './tree.ts';

export interface Finding {
  /** Null for `this` and `arguments`. */
  readonly variable: Scope.Variable | null;
  readonly name: string;
  readonly rule: HeapRule;
  /** Offset of what the rule is about where that is an `eval` or a `with`. */
  readonly at: number;
  readonly size: SizeClass;
  /** The code whose variable it is; null for the file's own. */
  readonly home: SourceNode | null;
  /** The block, function or class whose Context it is in. */
  readonly block: { readonly start: number; readonly end: number };
  /** Outlives the call, and does not use the variable. */
  readonly holder: Closure;
  /** Use the variable, and are gone with the call. */
  readonly users: readonly Closure[];
}

/** Rules by which V8 puts a variable of the program's own into a Context. */
const REPORTED: ReadonlySet<HeapRule> = new Set(['captured', 'with', 'arguments', 'catch', 'eval']);

export function findNeedlessCaptures(ast: SourceNode, mode: V8Mode, manager: Scope.ScopeManager): Finding[] {
  const contexts = sharedContexts(ast, mode);
  if (contexts.length === 0) return [];
  const lifetimes = new Lifetimes(manager);
  return contexts.flatMap((context) => ofContext(context, lifetimes));
}

function ofContext({ scope, closures, variables }: SharedContext, lifetimes: Lifetimes): Finding[] {
  const first = closures[0] as Closure;
  const home = makerOf(first.node);
  const found: Finding[] = [];
  let holders: Closure[] | null = null;
  for (const shared of variables) {
    const { variable, users } = shared;
    if (variable.location.kind !== 'context' || !REPORTED.has(variable.location.rule)) continue;
    const source = lifetimes.names.declaredAt(variable.start) ?? null;
    const size = sizeOfShared(shared, source);
    // An `eval` puts `this` and `arguments` beside all the others; those are worth the words.
    if (variable.location.rule === 'eval' && source === null) continue;
    if (size === null || (source !== null && isCleared(source))) continue;
    if (users.size >= closures.length || ![...users].every((user) => diesWithin(user, lifetimes))) continue;
    holders ??= closures.filter((closure) => isHolder(closure, home, lifetimes));
    const holder = holders.find((one) => !users.has(one) && !isReturnedBefore(one, variable.start, home));
    if (holder === undefined || (source !== null && isAliveAnyway(source, home, lifetimes))) continue;
    found.push({
      variable: source,
      name: variable.name,
      rule: variable.location.rule,
      at: variable.forcedAt,
      size,
      home,
      block: scope.node,
      holder,
      users: [...users],
    });
  }
  return found;
}

/** Null for what is no variable of the program's, or holds only code that the Context belongs to anyway. */
function sizeOfShared({ variable }: SharedVariable, source: Scope.Variable | null): SizeClass | null {
  switch (variable.kind) {
    case 'private':
    case 'internal':
    case 'self':
    case 'import':
      return null;
    case 'this':
      return 'object';
    case 'arguments':
      return source === null ? 'collection' : sizeOf(source);
    default:
      return source === null ? null : sizeOf(source);
  }
}

/** A closure that is gone when the code that makes it has ended. */
function diesWithin({ node, isStaticPart, suspends }: Closure, lifetimes: Lifetimes): boolean {
  if (isStaticPart) return true;
  return !suspends && lifetimes.outlives(node, makerOf(node)) === 'no';
}

function isHolder({ node, isStaticPart }: Closure, home: SourceNode | null, lifetimes: Lifetimes): boolean {
  return !isStaticPart && lifetimes.outlives(node, home) === 'yes';
}

/** The code that makes a closure. */
function makerOf(node: SourceNode): SourceNode | null {
  return activationOf(node.type === 'ClassBody' ? (parentOf(node) as SourceNode) : node);
}

/** Somebody has thought of it: the variable is set to nothing somewhere. */
function isCleared({ references }: Scope.Variable): boolean {
  return references.some(({ writeExpr, init }) => {
    const value = writeExpr as unknown as SourceNode | null | undefined;
    if (value === null || value === undefined || init === true) return false;
    if (value.type === 'Literal') return value['value'] === null && value['regex'] === undefined;
    return (value.type === 'Identifier' && value['name'] === 'undefined') || value['operator'] === 'void';
  });
}

/** An object that the code makes and gives out: somebody else has it too, and the Context's reference adds little. */
function isAliveAnyway(variable: Scope.Variable, home: SourceNode | null, lifetimes: Lifetimes): boolean {
  const written = variable.references.filter((reference) => reference.isWrite());
  if (written.length === 0) return false;
  const fresh = written.every(({ writeExpr }) => writeExpr && isFresh(writeExpr as unknown as SourceNode));
  return fresh && lifetimes.isGivenOut(variable, home);
}

/** Returned on the way to where the variable is declared, so that it holds nothing then. */
function isReturnedBefore({ node }: Closure, start: number, home: SourceNode | null): boolean {
  if ((node.range?.[0] ?? 0) > start) return false;
  for (let at = parentOf(node); at !== null && at !== home; at = parentOf(at)) {
    if (at.type === 'ReturnStatement' || at.type === 'ThrowStatement') return (at.range?.[1] ?? 0) <= start;
  }
  return false;
}
