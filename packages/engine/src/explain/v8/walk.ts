/**
 * The state of the walk by which V8's scopes are found, and what its parts share.
 *
 * The walk is not the scope stage's (scope/): V8 opens other scopes (for parameters, loop heads, class members, what was caught), in another
 * order, and counts names, not reads, writes and places of initialisation. One walk with hooks for both would have a hook at every node.
 */
import type { Node } from '../../parser/ast.ts';
import { allocateScope, declare, resolveScope } from './resolve.ts';
import { type V8Function, V8Reference, V8Scope, type V8ScopeKind, V8Use, type V8Variable } from './scope.ts';

export class V8Walk {
  scope!: V8Scope;
  fn!: V8Function;
  strict = false;
  readonly scopes: V8Scope[] = [];
  /** Exported by the module, declared before or after. */
  readonly exportedNames: string[] = [];

  open(kind: V8ScopeKind, node: Node): V8Scope {
    const scope = new V8Scope(kind, (this.scope as V8Scope | undefined) ?? null, this.fn, node);
    this.scopes.push(scope);
    this.scope = scope;
    return scope;
  }

  close(): void {
    const { scope } = this;
    resolveScope(scope);
    allocateScope(scope);
    if (scope.outer !== null) this.scope = scope.outer;
  }

  read(name: string): void {
    this.use(name).reads++;
  }

  write(name: string): void {
    this.use(name).writes++;
  }

  /** Declares a `var`. */
  declareVar(name: string, start: number): V8Variable {
    return declare(this.fn.varScope, name, 'var', start, false);
  }

  private use(name: string): V8Use {
    const { references } = this.scope;
    let reference = references.get(name);
    if (reference === undefined) {
      reference = new V8Reference();
      references.set(name, reference);
    }
    reference.own ??= new V8Use(this.fn);
    return reference.own;
  }
}
