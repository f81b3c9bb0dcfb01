/** Snapshots for the process that takes them: what never changes is referred to, not written down. */
import type { FunctionCode, ScopeNames } from '../bytecode/code.ts';

/** Texts, code and descriptions of scopes, by the numbers under which the bytes of one snapshot mention them. */
export class Shared {
  readonly texts: string[] = [];
  readonly functions: FunctionCode[] = [];
  readonly scopes: ScopeNames[] = [];
  private readonly functionIds = new Map<FunctionCode, number>();
  private readonly scopeIds = new Map<ScopeNames, number>();

  function_(f: FunctionCode): number {
    let id = this.functionIds.get(f);
    if (id === undefined) {
      id = this.functions.push(f) - 1;
      this.functionIds.set(f, id);
    }
    return id;
  }

  scope(s: ScopeNames): number {
    let id = this.scopeIds.get(s);
    if (id === undefined) {
      id = this.scopes.push(s) - 1;
      this.scopeIds.set(s, id);
    }
    return id;
  }

  /** Bytes that the references take. */
  get size(): number {
    return 8 * (this.texts.length + 3 * (this.functions.length + this.scopes.length));
  }
}
