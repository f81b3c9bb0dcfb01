/** One sentence for each binding: why it lives where the plan put it. Written for people who have not read the design. */
import type { LineMap } from '../parser/line-map.ts';
import { type Binding, type FunctionInfo, type Scope, type ScopeTree, UserKinds } from '../scope/scope.ts';
import { isShared, type StorageStrategy } from './plan.ts';

/** Fills in `Binding.why` for every binding of a planned tree. */
export function giveReasons(tree: ScopeTree, strategy: StorageStrategy, lines: LineMap): void {
  for (const scope of tree.scopes) {
    for (const binding of scope.bindings.values()) binding.why = reason(binding, strategy, lines);
  }
}

function reason(binding: Binding, strategy: StorageStrategy, lines: LineMap): string {
  switch (binding.place.kind) {
    case 'global':
      return globalReason(binding);
    case 'module':
      return moduleReason(binding, lines);
    case 'register':
      return registerReason(binding, strategy);
    case 'copied':
      return `${shared(binding, lines)}; its value is final by then, so each closure holds a copy`;
    case 'cell':
      if (binding.aliased) return `${shared(binding, lines)}, so they share one cell`;
      if (binding.capturedEarly) {
        return `${shared(binding, lines)}; a closure is made before it has its value, so they share one cell`;
      }
      return `${shared(binding, lines)}; it may change after that, so they share one cell`;
    case 'slot':
    case 'name':
      return recordReason(binding, strategy, lines);
  }
}

function globalReason(binding: Binding): string {
  switch (binding.kind) {
    case 'var':
      return 'top-level `var` of a script is a property of the global object';
    case 'function':
      return 'top-level function of a script is a property of the global object';
    case 'class':
      return 'top-level class of a script lives in the global environment';
    default:
      return `top-level \`${binding.kind}\` of a script lives in the global environment`;
  }
}

function moduleReason(binding: Binding, lines: LineMap): string {
  const { imported } = binding;
  if (imported !== null) {
    const what = imported.name === null ? 'the namespace' : `\`${imported.name}\``;
    return `imports ${what} of '${imported.specifier}', which lives in that module`;
  }
  if (binding.exported) return 'exported, so other modules may read it at any time';
  if (binding.dynamicallyReferenced) return dynamicReason(binding, lines);
  return shared(binding, lines);
}

function registerReason(binding: Binding, strategy: StorageStrategy): string {
  const { fn } = binding.scope;
  if ((strategy === 'frame' || strategy === 'table') && fn.role !== 'module') {
    return `${functionName(fn)} makes no closures, so nothing outlives its call`;
  }
  return 'no inner function mentions it';
}

function recordReason(binding: Binding, strategy: StorageStrategy, lines: LineMap): string {
  if (binding.dynamicallyReferenced) return dynamicReason(binding, lines);
  const scope = binding.recordScope as Scope;
  const { record } = scope;
  const { fn } = binding.scope;
  if (record?.kind === 'frame') {
    if (isShared(binding)) return `${shared(binding, lines)}; a closure keeps the whole frame of ${functionName(fn)}`;
    return `no inner function mentions it, but closures made by ${functionName(fn)} keep its whole frame`;
  }
  if (strategy === 'table') {
    if (isShared(binding)) return `${shared(binding, lines)}; a closure keeps all of ${scopeName(scope, lines)}`;
    return `no inner function mentions it, but closures made by ${functionName(fn)} keep all its scopes`;
  }
  if (record?.kind === 'table') {
    const found = `others in ${functionName(fn)} must be found by name`;
    return isShared(binding) ? `${shared(binding, lines)}; ${found}` : `no inner function mentions it, but ${found}`;
  }
  const others = record?.kind === 'environment' ? record.bindings.filter((other) => isNamed(other, binding)) : [];
  const fresh = scope.inLoop && strategy === 'frame' ? ', a fresh one each round' : '';
  if (!isShared(binding))
    return `no inner function mentions it, but closures keep all of ${scopeName(scope, lines)}${fresh}`;
  return `${shared(binding, lines)}; the environment of ${scopeName(scope, lines)} holds it${together(others)}${fresh}`;
}

function isNamed(other: Binding, binding: Binding): boolean {
  return other !== binding && UserKinds.has(other.kind);
}

function together(others: readonly Binding[]): string {
  if (others.length === 0) return '';
  const names = others.map((other) => `\`${displayName(other)}\``);
  return names.length <= 3 ? ` together with ${list(names)}` : ` together with ${names.length} others`;
}

function dynamicReason(binding: Binding, lines: LineMap): string {
  const at = place(binding.dynamicAt, lines);
  return binding.scope.hasEval ? `a direct eval at ${at} may name it` : `code under the \`with\` at ${at} may name it`;
}

/** Who shares it, and that this matters. */
function shared(binding: Binding, lines: LineMap): string {
  const { fn } = binding.scope;
  if (binding.aliased) return `the \`arguments\` object of ${functionName(fn)} aliases it`;
  const functions = binding.captures.map((capture) => capture.fn).sort((a, b) => a.start - b.start);
  const named = functions.slice(0, functions.length > 3 ? 2 : 3).map((inner) => capturer(inner, lines));
  if (functions.length > 3) named.push(`${functions.length - 2} other functions`);
  return `captured by ${list(named)}, which may outlive ${activation(fn)}`;
}

function capturer(fn: FunctionInfo, lines: LineMap): string {
  const at = place(fn.start, lines);
  switch (fn.role) {
    case 'instance-fields':
      return `the field initialisers of the class at ${at}`;
    case 'static-fields':
      return `the static initialisers of the class at ${at}`;
    default:
      return fn.name === '' ? `an anonymous function (${at})` : `\`${fn.name}\` (${at})`;
  }
}

function activation(fn: FunctionInfo): string {
  switch (fn.role) {
    case 'script':
      return 'this script';
    case 'module':
      return "the module's evaluation";
    case 'eval':
      return 'this eval';
    default:
      return 'this call';
  }
}

function functionName(fn: FunctionInfo): string {
  switch (fn.role) {
    case 'script':
      return 'the script';
    case 'module':
      return 'the module';
    case 'eval':
      return 'the eval';
    default:
      return fn.name === '' ? 'this function' : `\`${fn.name}\``;
  }
}

function scopeName(scope: Scope, lines: LineMap): string {
  switch (scope.kind) {
    case 'function':
    case 'body':
    case 'self':
    case 'parameter-vars':
    case 'script':
    case 'module':
    case 'eval':
      return functionName(scope.fn);
    case 'for':
      return `the loop at ${place(scope.node.start, lines)}`;
    default:
      return `the ${scope.kind === 'object' ? 'object literal' : scope.kind} at ${place(scope.node.start, lines)}`;
  }
}

function displayName(binding: Binding): string {
  return binding.kind === 'this' ? 'this' : binding.name;
}

function place(offset: number, lines: LineMap): string {
  const { line, column } = lines.position(offset);
  return `${line}:${column}`;
}

function list(parts: readonly string[]): string {
  if (parts.length <= 1) return parts.join('');
  return `${parts.slice(0, -1).join(', ')} and ${parts[parts.length - 1]}`;
}
