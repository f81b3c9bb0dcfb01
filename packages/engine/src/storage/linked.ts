/**
 * `linked`: the captured bindings of a scope share one environment, which links to that of the nearest scope around it that
 * has one. Scopes without captured bindings have none. As V8's contexts.
 */
import type { ScopeTree } from '../scope/scope.ts';
import { giveEnvironment, giveTable, isPublic, isShared, needsTable, setName } from './plan.ts';

export function planLinked(tree: ScopeTree): void {
  for (const scope of tree.scopes) {
    const shared = [...scope.bindings.values()].filter((binding) => isShared(binding) && !isPublic(binding));
    if (needsTable(scope)) {
      // A scope has one record: beside names, everything in it is found by name.
      shared.forEach(setName);
      giveTable(scope);
    } else if (shared.length > 0) {
      giveEnvironment(scope, shared);
    }
  }
}
