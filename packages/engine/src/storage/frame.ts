/**
 * `frame`: a closure holds the activation in which it was made, with all its bindings (the textbook account of closures; Bobrow &
 * Wegbreit 1973). A function that makes closures has its frame as its record. Blocks share their function's frame, except those in
 * loops with captured bindings: each round needs its own, so they have environments, holding all of the block.
 */
import type { Binding, FunctionInfo, Scope, ScopeTree } from '../scope/scope.ts';
import { giveEnvironment, giveTable, isPublic, needsTable, setName } from './plan.ts';

/** The compiler's register allocator gives the index: a slot of a frame is a register. */
const FRAME_SLOT = -1;

export function planFrame(tree: ScopeTree): void {
  const frames = new Map<FunctionInfo, Binding[]>();
  for (const scope of tree.scopes) {
    const { fn } = scope;
    if (needsTable(scope)) {
      if (keepsFrame(fn)) own(scope).forEach(setName);
      giveTable(scope);
      continue;
    }
    if (!keepsFrame(fn)) continue;
    const bindings = own(scope);
    if (bindings.length === 0) continue;
    if (needsTable(fn.scope)) {
      // The frame can't be the record of a function whose outermost scope is a table.
      bindings.forEach(setName);
      giveTable(scope);
    } else if (isBlock(scope) && scope.inLoop && bindings.some((binding) => binding.captured)) {
      giveEnvironment(scope, bindings);
    } else {
      const known = frames.get(fn);
      if (known === undefined) frames.set(fn, bindings);
      else known.push(...bindings);
    }
  }
  for (const [fn, bindings] of frames) {
    fn.scope.record = { kind: 'frame', bindings };
    for (const binding of bindings) {
      binding.place = { kind: 'slot', index: FRAME_SLOT };
      binding.recordScope = fn.scope;
    }
  }
}

function keepsFrame(fn: FunctionInfo): boolean {
  return fn.scope.hasClosure || fn.mappedArguments;
}

function own(scope: Scope): Binding[] {
  return [...scope.bindings.values()].filter((binding) => !isPublic(binding) && !isModuleLocal(binding));
}

/** What only a module's own body uses stays in its registers under every strategy. */
function isModuleLocal(binding: Binding): boolean {
  return binding.scope.kind === 'module';
}

function isBlock(scope: Scope): boolean {
  return scope !== scope.fn.scope && scope !== scope.fn.bodyScope && scope !== scope.fn.selfScope;
}
