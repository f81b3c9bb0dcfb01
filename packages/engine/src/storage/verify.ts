/**
 * Checks a planned tree against the invariants on which the compiler relies. For tests: every plan they make goes through it.
 */
import type { Binding, FunctionInfo, Scope, ScopeTree } from '../scope/scope.ts';
import { isShared, nearestRecord, outermostScope, type StorageStrategy } from './plan.ts';

/** The violations found, one sentence each; empty for a sound plan. */
export function verifyPlan(tree: ScopeTree, strategy: StorageStrategy): string[] {
  const faults: string[] = [];
  tree.functions.forEach((fn, index) => {
    if (fn.index !== index) faults.push(`${label(fn)} has index ${fn.index}, not ${index}`);
    if (fn.parent !== null && fn.parent.index >= index) faults.push(`${label(fn)} precedes its parent`);
    verifyCaptures(fn, strategy, faults);
  });
  for (const scope of tree.scopes) {
    verifyRecord(scope, strategy, faults);
    for (const binding of scope.bindings.values()) verifyBinding(binding, strategy, faults);
  }
  return faults;
}

function verifyCaptures(fn: FunctionInfo, strategy: StorageStrategy, faults: string[]): void {
  const { parent } = fn;
  if (parent === null) return;
  const enclosing = nearestRecord(outermostScope(fn).parent);
  const records = fn.captures.filter((source) => source.kind === 'record');
  if (records.length > 1) faults.push(`${label(fn)} captures ${records.length} records`);
  if (strategy !== 'flat' && enclosing !== null && records.length === 0)
    faults.push(`${label(fn)} lacks the record around it`);
  if (fn.usesDynamicNames && enclosing !== null && records.length === 0) {
    faults.push(`${label(fn)} looks up names at run time but lacks the record around it`);
  }
  const seen = new Set<Binding>();
  for (const source of fn.captures) {
    if (source.kind === 'record') {
      if (source.scope !== enclosing) faults.push(`${label(fn)} captures another record than the nearest`);
      const parentHasIt =
        source.scope.fn === parent ||
        parent.captures.some((own) => own.kind === 'record' && own.scope === source.scope);
      if (!parentHasIt) faults.push(`the creator of ${label(fn)} has no access to the record it captures`);
      continue;
    }
    const { binding } = source;
    if (strategy !== 'flat') faults.push(`${label(fn)} captures ${name(binding)} by itself under ${strategy}`);
    if (seen.has(binding)) faults.push(`${label(fn)} captures ${name(binding)} twice`);
    seen.add(binding);
    if (binding.place.kind !== 'cell' && binding.place.kind !== 'copied') {
      faults.push(`${label(fn)} captures ${name(binding)}, whose place is ${binding.place.kind}`);
    }
    if (binding.scope.fn !== parent && !captures(parent, binding)) {
      faults.push(`the creator of ${label(fn)} has no access to ${name(binding)}`);
    }
  }
}

function verifyRecord(scope: Scope, strategy: StorageStrategy, faults: string[]): void {
  const { record } = scope;
  if (scope.outerRecord !== nearestRecord(scope.parent))
    faults.push(`a ${scope.kind} scope of ${label(scope.fn)} is linked wrongly`);
  if (scope.kind === 'with' && record?.kind !== 'with') faults.push('a `with` has no record');
  if (scope.evalMayDeclare && record?.kind !== 'table')
    faults.push(`an eval may declare in a ${scope.kind} scope without a table`);
  if (record === null || record.kind === 'with') return;
  const allowed = strategy === 'flat' || strategy === 'table' ? false : record.kind !== 'frame' || strategy === 'frame';
  if (record.kind !== 'table' && !allowed) faults.push(`a record of kind ${record.kind} under ${strategy}`);
  if (record.kind === 'frame' && scope !== scope.fn.scope)
    faults.push(`${label(scope.fn)} has its frame in an inner scope`);
  record.bindings.forEach((binding, index) => {
    const { place } = binding;
    if (place.kind !== (record.kind === 'table' ? 'name' : 'slot'))
      faults.push(`${name(binding)} is in a ${record.kind} as ${place.kind}`);
    if (binding.recordScope !== scope) faults.push(`${name(binding)} is in another record than it says`);
    if (record.kind === 'environment' && place.kind === 'slot' && place.index !== index) {
      faults.push(`${name(binding)} has slot ${place.index}, not ${index}`);
    }
  });
}

function verifyBinding(binding: Binding, strategy: StorageStrategy, faults: string[]): void {
  const { kind } = binding.place;
  if (kind === 'global' || kind === 'module') {
    if (binding.scope.kind !== (kind === 'global' ? 'script' : 'module')) faults.push(`${name(binding)} is ${kind}`);
    return;
  }
  if (binding.dynamicallyReferenced && kind !== 'name')
    faults.push(`${name(binding)} may be named at run time but is a ${kind}`);
  if (kind === 'register') {
    if (isShared(binding)) faults.push(`${name(binding)} is captured but lives in a register`);
    return;
  }
  if (kind === 'cell' || kind === 'copied') {
    if (strategy !== 'flat') faults.push(`${name(binding)} is a ${kind} under ${strategy}`);
    if (kind === 'copied' && (!binding.copyable || binding.aliased))
      faults.push(`${name(binding)} is copied but may change`);
    for (const { fn } of binding.captures) {
      if (!captures(fn, binding)) faults.push(`${label(fn)} uses ${name(binding)} but does not capture it`);
    }
    return;
  }
  const target = binding.recordScope;
  if (
    target === null ||
    target.record === null ||
    target.record.kind === 'with' ||
    !target.record.bindings.includes(binding)
  ) {
    faults.push(`${name(binding)} is in no record`);
    return;
  }
  for (const { fn } of binding.captures) {
    if (!reaches(fn, target)) faults.push(`${label(fn)} uses ${name(binding)} but can't reach its record`);
  }
}

function reaches(fn: FunctionInfo, target: Scope): boolean {
  const source = fn.captures.find((capture) => capture.kind === 'record');
  for (let scope: Scope | null = source?.scope ?? null; scope !== null; scope = scope.outerRecord) {
    if (scope === target) return true;
  }
  return false;
}

function captures(fn: FunctionInfo, binding: Binding): boolean {
  return fn.captures.some((source) => source.kind === 'binding' && source.binding === binding);
}

function label(fn: FunctionInfo): string {
  return fn.name === '' ? `the ${fn.role} at offset ${fn.start}` : `\`${fn.name}\``;
}

function name(binding: Binding): string {
  return `\`${binding.name}\` of ${label(binding.scope.fn)}`;
}
