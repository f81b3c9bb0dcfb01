/**
 * `table`: each scope of a function that makes closures is a table from names to values, searched outward at run time
 * (the environment model of SICP; what `eval` and `with` force on any engine). Leaf functions keep their bindings in registers.
 */
import type { FunctionInfo, ScopeTree } from '../scope/scope.ts';
import { giveTable, isPublic, needsTable, setName } from './plan.ts';

export function planTable(tree: ScopeTree): void {
  const forced = new Set<FunctionInfo>();
  for (const scope of tree.scopes) if (needsTable(scope) || scope.kind === 'with') forced.add(scope.fn);
  for (const scope of tree.scopes) {
    const { fn } = scope;
    if (fn.scope.hasClosure || fn.mappedArguments || forced.has(fn)) {
      for (const binding of scope.bindings.values()) {
        if (!isPublic(binding) && scope.kind !== 'module') setName(binding);
      }
    }
    if (needsTable(scope)) giveTable(scope);
  }
}
