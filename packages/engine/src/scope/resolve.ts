/** What a name means at a place: the one definition, for the compiler, the plan's verifier and the explainer. */
import { isSynthetic } from './references.ts';
import type { Binding, Scope } from './scope.ts';

/**
 * - a Binding: known now. (Its `place` may still be `name`, if an eval or a `with` elsewhere may name it too; then it is
 *   found in the table of `binding.recordScope`.)
 * - `'dynamic'`: to be looked up by name from the innermost record outward, ending at the module's or the global names.
 * - `'global'`: a global, or for `%this` the constant `this` of a script (the global object) or module (undefined).
 */
export type Resolution = Binding | 'dynamic' | 'global';

/** Resolves `name` as used in `scope` (ECMA-262 §9.4.2, ResolveBinding, so far as it can be foretold). */
export function resolve(scope: Scope, name: string): Resolution {
  let crossed = false;
  const synthetic = isSynthetic(name);
  for (let at: Scope | null = scope; at !== null; at = at.parent) {
    const binding = at.bindings.get(name);
    if (binding !== undefined) return crossed ? 'dynamic' : binding;
    if (at.kind === 'with' || at.evalMayDeclare) {
      // No object and no eval can come to hold a synthetic name, but eval code finds its caller's only at run time.
      if (!synthetic || at.parent === null) crossed = true;
    }
  }
  return crossed ? 'dynamic' : 'global';
}
