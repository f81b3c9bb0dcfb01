/** Leaf operations under loading, linking and evaluation of modules (`module.js`). */

import { AsyncOrder, type ModuleRecord } from '../agent/module.ts';
import { namespaceOf, requestedModule } from '../agent/module-exports.ts';
import { linkModule } from '../agent/module-link.ts';
import { type Attributes, finishLoad, GraphLoading } from '../agent/module-load.ts';
import { opaque, type PendingLoad } from '../agent/module-state.ts';
import { GuestThrow } from '../machine/guest-throw.ts';
import type { Machine } from '../machine/machine.ts';
import { newPromise } from '../machine/promises.ts';
import { activeReferrer } from '../machine/referrer.ts';
import type { ExoticObject, JSArray } from '../objects/object.ts';
import type { Value } from '../objects/value.ts';
import type { BuiltinModule } from './spec.ts';

const recordOf = (v: Value): ModuleRecord => v as unknown as ModuleRecord;
const loadingOf = (v: Value): GraphLoading => v as unknown as GraphLoading;

/** The loading of what an `import()` asks for, in the script or module of the newest guest frame. */
function importLoading(m: Machine, promise: Value, specifier: Value, list: Value): Value {
  const { elements } = list as JSArray;
  const attributes: (readonly [string, string])[] = [];
  for (let i = 0; i < elements.length; i += 2) attributes.push([elements[i] as string, elements[i + 1] as string]);
  const wanted = {
    referrer: activeReferrer(m),
    specifier: specifier as string,
    attributes: attributes as Attributes,
    importPromise: promise as ExoticObject,
  };
  m.charge(400);
  return opaque(new GraphLoading(m, m.realm, null, wanted));
}

/** Steps 1 to 9 of InnerModuleEvaluation (§16.2.1.6.1.3.1): false where there is nothing to evaluate. */
function enterModule(root: ModuleRecord, module: ModuleRecord, index: number): boolean {
  if (module.status === 'evaluating-async' || module.status === 'evaluated') {
    if (module.evaluationError !== null) throw new GuestThrow(module.evaluationError.value);
    return false;
  }
  if (module.status === 'evaluating') return false;
  module.status = 'evaluating';
  module.dfsIndex = index;
  module.dfsAncestorIndex = index;
  module.pendingAsyncDependencies = 0;
  root.evaluationStack.push(module);
  return true;
}

/** Step 11.d of InnerModuleEvaluation: what it means for a module that one it asks for has been visited. */
function noteDependency(module: ModuleRecord, visited: ModuleRecord): void {
  let required = visited;
  if (required.status === 'evaluating')
    module.dfsAncestorIndex = Math.min(module.dfsAncestorIndex, required.dfsAncestorIndex);
  else {
    required = required.cycleRoot ?? required;
    if (required.evaluationError !== null) throw new GuestThrow(required.evaluationError.value);
  }
  if (required.asyncEvaluationOrder > 0) {
    module.pendingAsyncDependencies++;
    required.asyncParents.push(module);
  }
}

/** Step 12: whether the module is evaluated asynchronously, in which case it gets its place in the order. */
function evaluatesAsync(m: Machine, module: ModuleRecord): boolean {
  if (module.pendingAsyncDependencies === 0 && !module.hasTopLevelAwait) return false;
  module.asyncEvaluationOrder = ++m.modules.asyncEvaluations;
  return true;
}

/** Steps 14 to 16: the end of a cycle takes its modules from the stack. */
function leaveModule(root: ModuleRecord, module: ModuleRecord): void {
  if (module.dfsAncestorIndex !== module.dfsIndex) return;
  const stack = root.evaluationStack;
  for (;;) {
    const left = stack.pop() as ModuleRecord;
    left.status = left.asyncEvaluationOrder === AsyncOrder.Unset ? 'evaluated' : 'evaluating-async';
    left.cycleRoot = module;
    if (left === module) return;
  }
}

/** GatherAvailableAncestors (§16.2.1.6.1.3.3), in the order of their asynchronous evaluation. */
function availableAncestors(m: Machine, module: ModuleRecord): ModuleRecord[] {
  const found = new Set<ModuleRecord>();
  const work = [module];
  for (let at = work.pop(); at !== undefined; at = work.pop())
    for (const parent of at.asyncParents) {
      m.useFuel(1);
      if (found.has(parent) || (parent.cycleRoot ?? parent).evaluationError !== null) continue;
      if (--parent.pendingAsyncDependencies > 0) continue;
      found.add(parent);
      if (!parent.hasTopLevelAwait) work.push(parent);
    }
  return [...found].sort((a, b) => a.asyncEvaluationOrder - b.asyncEvaluationOrder);
}

function failed(module: ModuleRecord, error: Value): void {
  module.status = 'evaluated';
  module.evaluationError = { value: error };
}

export const module_: BuiltinModule = {
  objects: [],
  globals: [],
  intrinsics: {
    importLoading: (m, _s, promise, specifier, attributes) => importLoading(m, promise, specifier, attributes),
    /** LoadRequestedModules of a program's own module. */
    moduleLoading: (m, _s, module) => opaque(new GraphLoading(m, recordOf(module).realm, recordOf(module), null)),
    loadingPromise: (_m, _s, loading) => loadingOf(loading).promise,
    loadStep: (m, _s, loading) => loadingOf(loading).step(m),
    loadedModule: (_m, _s, loading) => opaque(loadingOf(loading).root as ModuleRecord),
    finishLoad: (m, _s, load) => m.realm.newArray(finishLoad(m, load as unknown as PendingLoad).map(opaque)),

    linkModule: (m, _s, module) => {
      linkModule(m, recordOf(module));
      return undefined;
    },
    moduleNamespace: (m, _s, module) => namespaceOf(m, recordOf(module)),

    /** Steps 2 and 3 of Evaluate: the module that stands for its cycle. */
    evaluationRoot: (_m, _s, module) => opaque(recordOf(module).cycleRoot ?? recordOf(module)),
    evaluationPromise: (_m, _s, module) => recordOf(module).topLevelPromise ?? undefined,
    beginEvaluation: (m, _s, module) => (recordOf(module).topLevelPromise = newPromise(m)),
    /** Step 9 of Evaluate: what was being evaluated has failed. */
    evaluationFailed: (_m, _s, root, error) => {
      const r = recordOf(root);
      for (const module of r.evaluationStack) failed(module, error);
      r.evaluationStack = [];
      return undefined;
    },
    enterModule: (_m, _s, root, module, index) => enterModule(recordOf(root), recordOf(module), index as number),
    requestCount: (_m, _s, module) => recordOf(module).requested.length,
    requestedModule: (_m, _s, module, i) => opaque(requestedModule(recordOf(module), i as number)),
    noteDependency: (_m, _s, module, required) => {
      noteDependency(recordOf(module), recordOf(required));
      return undefined;
    },
    evaluatesAsync: (m, _s, module) => evaluatesAsync(m, recordOf(module)),
    readyToExecute: (_m, _s, module) => recordOf(module).pendingAsyncDependencies === 0,
    leaveModule: (_m, _s, root, module) => {
      leaveModule(recordOf(root), recordOf(module));
      return undefined;
    },
    /** The function that evaluates a module. A synthetic one has none: its export is set here. */
    moduleBody: (_m, _s, module) => {
      const r = recordOf(module);
      if (r.body === null) for (const cell of r.cells) cell.value = r.syntheticValue;
      return r.body ?? undefined;
    },
    isEvaluated: (_m, _s, module) => recordOf(module).status === 'evaluated',
    hasTopLevelAwait: (_m, _s, module) => recordOf(module).hasTopLevelAwait,
    finishEvaluation: (_m, _s, module) => {
      recordOf(module).asyncEvaluationOrder = AsyncOrder.Done;
      recordOf(module).status = 'evaluated';
      return undefined;
    },
    asyncEvaluationFailed: (_m, _s, module, error) => {
      recordOf(module).asyncEvaluationOrder = AsyncOrder.Done;
      failed(recordOf(module), error);
      return undefined;
    },
    availableAncestors: (m, _s, module) => m.realm.newArray(availableAncestors(m, recordOf(module)).map(opaque)),
    asyncParentCount: (_m, _s, module) => recordOf(module).asyncParents.length,
    asyncParent: (_m, _s, module, i) => opaque(recordOf(module).asyncParents[i as number] as ModuleRecord),
  },
};
