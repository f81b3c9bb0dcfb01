/** Linking of modules (ECMA-262 §16.2.1.6.1.2 Link, §16.2.1.7.3.1 InitializeEnvironment). No guest code runs here. */

import { GuestThrow } from '../machine/guest-throw.ts';
import type { LinkedCode } from '../machine/linked-code.ts';
import type { Machine } from '../machine/machine.ts';
import type { Cell } from '../machine/records.ts';
import { linesOf } from '../machine/stack-trace.ts';
import { JSFunction } from '../objects/object.ts';
import type { ModuleRecord } from './module.ts';
import { placedSyntaxError } from './module-errors.ts';
import {
  cellOf,
  namespaceOf,
  type Resolution,
  type ResolvedBinding,
  requestedModule,
  resolveExport,
} from './module-exports.ts';

interface Visit {
  readonly module: ModuleRecord;
  /** Its next request. */
  next: number;
}

/** Link() of a module whose graph is loaded. Throws a guest SyntaxError, the modules then being unlinked as before. */
export function linkModule(m: Machine, root: ModuleRecord): void {
  if (root.status !== 'unlinked') return;
  const stack: ModuleRecord[] = [];
  const visits: Visit[] = [];
  const enter = (module: ModuleRecord): void => {
    module.status = 'linking';
    module.dfsIndex = stack.length;
    module.dfsAncestorIndex = stack.length;
    stack.push(module);
    visits.push({ module, next: 0 });
  };
  // A stack of our own: the depth of the graph is the guest's to choose.
  try {
    enter(root);
    for (let at = visits[0]; at !== undefined; at = visits[visits.length - 1]) {
      const { module } = at;
      if (at.next < module.requested.length) {
        const required = requestedModule(module, at.next++);
        if (required.status === 'unlinked') enter(required);
        else if (required.status === 'linking') lower(module, required);
        continue;
      }
      initializeEnvironment(m, module);
      visits.pop();
      if (module.dfsAncestorIndex === module.dfsIndex) leaveCycle(stack, module);
      const parent = visits[visits.length - 1];
      if (parent !== undefined && module.status === 'linking') lower(parent.module, module);
    }
  } catch (e) {
    for (const module of stack) module.status = 'unlinked';
    throw e;
  }
}

function lower(module: ModuleRecord, required: ModuleRecord): void {
  module.dfsAncestorIndex = Math.min(module.dfsAncestorIndex, required.dfsAncestorIndex);
}

function leaveCycle(stack: ModuleRecord[], root: ModuleRecord): void {
  for (;;) {
    const module = stack.pop() as ModuleRecord;
    module.status = 'linked';
    if (module === root) return;
  }
}

function initializeEnvironment(m: Machine, module: ModuleRecord): void {
  const { declarations, cells } = module;
  m.useFuel(declarations.cells.length + declarations.indirectExports.length);
  m.charge(declarations.cells.length * 48 + 400);
  for (const e of declarations.indirectExports)
    if (e.importName !== null)
      checkResolved(m, module, e.request, e.importName, resolveExport(module, e.exportName), null);
  declarations.cells.forEach((declared, i) => {
    const { import: imported } = declared;
    if (imported === null) return;
    const required = requestedModule(module, imported.request);
    if (imported.name === null) (cells[i] as Cell).value = namespaceOf(m, required);
    else {
      const resolution = resolveExport(required, imported.name);
      cells[i] = cellOf(m, checkResolved(m, module, imported.request, imported.name, resolution, declared.name));
    }
  });
  for (const { cell, fn } of declarations.functions) {
    if (cell < 0) continue;
    const target = module.functions[fn] as LinkedCode;
    (cells[cell] as Cell).value = new JSFunction(module.realm.closureShape(target.kind), target, []);
  }
}

function checkResolved(
  m: Machine,
  module: ModuleRecord,
  request: number,
  name: string,
  resolution: Resolution,
  localName: string | null,
): ResolvedBinding {
  if (resolution !== null && resolution !== 'ambiguous') return resolution;
  const specifier = module.declarations.requests[request]?.specifier ?? '';
  const message =
    resolution === null
      ? `The requested module '${specifier}' does not provide an export named '${name}'`
      : `The requested module '${specifier}' contains conflicting star exports for name '${name}'`;
  throw new GuestThrow(placedSyntaxError(m, message, placeOf(module, localName)));
}

/** Where a module imports `localName`; null: its first line. */
function placeOf(module: ModuleRecord, localName: string | null) {
  const code = module.linked?.code;
  if (code === null || code === undefined) return { file: module.url, line: 1, column: 1 };
  const note =
    localName === null ? undefined : code.body().bindings.find((b) => b.place === 'module' && b.name === localName);
  return { file: code.source.name, ...linesOf(code.source).position(note?.start ?? 0) };
}
