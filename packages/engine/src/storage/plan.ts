/**
 * The storage plan: where each binding lives. Decided here, once, before code is generated; the compiler, the explainer,
 * the debugger and the viewer read it off the scope tree.
 *
 * What all strategies share is in this file; what tells them apart, in one file each.
 *
 * Places that no strategy chooses:
 * - a script's top-level bindings are global, a module's are the module's where anybody else can see them;
 * - what a direct eval or code under a `with` may name is found by name, in the table of its scope;
 * - a parameter that a mapped `arguments` object aliases is on the heap like a captured one.
 */
import type { LineMap } from '../parser/line-map.ts';
import type { Binding, FunctionInfo, Place, Scope, ScopeTree } from '../scope/scope.ts';
import { captureNeededRecords, planFlat } from './flat.ts';
import { planFrame } from './frame.ts';
import { planLinked } from './linked.ts';
import { planTable } from './table.ts';
import { giveReasons } from './why.ts';

export type StorageStrategy = 'flat' | 'linked' | 'frame' | 'table';

export const STRATEGIES: readonly StorageStrategy[] = ['flat', 'linked', 'frame', 'table'];

const REGISTER: Place = { kind: 'register' };
const NAME: Place = { kind: 'name' };
const GLOBAL: Place = { kind: 'global', lexical: false };
const GLOBAL_LEXICAL: Place = { kind: 'global', lexical: true };

/**
 * Plans a whole tree: fills in `Binding.place` and `recordScope`, `Scope.record` and `outerRecord`, `FunctionInfo.captures`, and,
 * where `lines` says how to name positions, `Binding.why`. May be called again with another strategy.
 */
export function planStorage(tree: ScopeTree, strategy: StorageStrategy, lines: LineMap | null = null): void {
  for (const scope of tree.scopes) {
    scope.record = scope.kind === 'with' ? { kind: 'with' } : null;
    placeUnconditionally(scope);
  }
  switch (strategy) {
    case 'flat':
      planFlat(tree);
      break;
    case 'linked':
      planLinked(tree);
      break;
    case 'frame':
      planFrame(tree);
      break;
    case 'table':
      planTable(tree);
      break;
  }
  linkRecords(tree);
  if (strategy === 'flat') captureNeededRecords(tree);
  else captureRecords(tree);
  const { root } = tree;
  if (root.role === 'eval' && root.scope.evalMayDeclare) root.captures = [{ kind: 'record', scope: root.scope }];
  if (lines !== null) giveReasons(tree, strategy, lines);
}

function placeUnconditionally(scope: Scope): void {
  let moduleIndex = 0;
  for (const binding of scope.bindings.values()) {
    binding.recordScope = null;
    if (scope.kind === 'script') {
      binding.place = binding.kind === 'var' || binding.kind === 'function' ? GLOBAL : GLOBAL_LEXICAL;
    } else if (scope.kind === 'module' && isModulePlace(binding)) {
      binding.place = { kind: 'module', index: moduleIndex++ };
    } else {
      binding.place = REGISTER;
      if (binding.dynamicallyReferenced) setName(binding);
    }
  }
}

function isModulePlace(binding: Binding): boolean {
  return binding.exported || binding.kind === 'import' || binding.captured || binding.dynamicallyReferenced;
}

/** Binding `name`d in its own scope's table. */
export function setName(binding: Binding): void {
  binding.place = NAME;
  binding.recordScope = binding.scope;
}

/** A script's or module's own place, which no strategy changes. */
export function isPublic(binding: Binding): boolean {
  return binding.place.kind === 'global' || binding.place.kind === 'module';
}

/** Somebody beside the running code holds it: a closure, or the `arguments` object. */
export function isShared(binding: Binding): boolean {
  return binding.captured || binding.aliased;
}

/** The scope holds, or may come to hold, bindings found by name, or must pass such searches on to an eval's caller. */
export function needsTable(scope: Scope): boolean {
  if (scope.kind === 'with') return false;
  if (scope.evalMayDeclare) return true;
  for (const binding of scope.bindings.values()) if (binding.place.kind === 'name') return true;
  return false;
}

/** Gives `scope` a table holding those of its bindings whose place is `name`. */
export function giveTable(scope: Scope): void {
  const bindings = [...scope.bindings.values()].filter((binding) => binding.place.kind === 'name');
  scope.record = { kind: 'table', bindings };
}

/** Gives `scope` an environment holding `bindings`, in their order. */
export function giveEnvironment(scope: Scope, bindings: readonly Binding[]): void {
  scope.record = { kind: 'environment', bindings };
  bindings.forEach((binding, index) => {
    binding.place = { kind: 'slot', index };
    binding.recordScope = scope;
  });
}

/** The outermost of the function's own scopes: what is outside of it belongs to the function's creator. */
export function outermostScope(fn: FunctionInfo): Scope {
  return fn.selfScope ?? fn.parameterVars ?? fn.scope;
}

/** The nearest scope with a record, from `scope` itself outward. */
export function nearestRecord(scope: Scope | null): Scope | null {
  if (scope === null) return null;
  return scope.record === null ? scope.outerRecord : scope;
}

function linkRecords(tree: ScopeTree): void {
  for (const scope of tree.scopes) scope.outerRecord = nearestRecord(scope.parent);
}

/** As V8 does: a closure holds the nearest enclosing record, and through it the whole chain, whether it uses them or not. */
function captureRecords(tree: ScopeTree): void {
  for (const fn of tree.functions) {
    const scope = fn.parent === null ? null : nearestRecord(outermostScope(fn).parent);
    fn.captures = scope === null ? [] : [{ kind: 'record', scope }];
  }
}
