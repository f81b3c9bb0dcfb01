/** Exports of modules: names, resolution, namespaces (ECMA-262 §16.2.1.6, §10.4.6). */
import type { Machine } from '../machine/machine.ts';
import { Cell } from '../machine/records.ts';
import { ExoticObject } from '../objects/object.ts';
import { addProperty, type NamespaceData } from '../objects/property.ts';
import { Attr, ShapeFlag } from '../objects/shape.ts';
import { keyOfString, symbols } from '../objects/value.ts';
import type { ModuleRecord } from './module.ts';

/** ResolvedBinding Record: a cell of a module, or its namespace object (`cell` -1). */
export interface ResolvedBinding {
  readonly module: ModuleRecord;
  readonly cell: number;
}

export type Resolution = ResolvedBinding | null | 'ambiguous';

const NAMESPACE = -1;

/** How a module itself provides an export: from its own cell, or from another module (import name null: all of it). */
type OwnExport = { readonly cell: number } | { readonly request: number; readonly importName: string | null };

const ownExports = new WeakMap<ModuleRecord['declarations'], ReadonlyMap<string, OwnExport>>();

/** Exports that a module names, by name. */
function ownExportsOf({ declarations }: ModuleRecord): ReadonlyMap<string, OwnExport> {
  let map = ownExports.get(declarations);
  if (map === undefined) {
    map = new Map<string, OwnExport>([
      ...declarations.localExports.map((e) => [e.exportName, e] as const),
      ...declarations.indirectExports.map((e) => [e.exportName, e] as const),
    ]);
    ownExports.set(declarations, map);
  }
  return map;
}

/** The module that request `i` has led to. Only for modules that are loaded. */
export function requestedModule(module: ModuleRecord, i: number): ModuleRecord {
  const required = module.requested[i];
  if (required === undefined || required === null)
    throw new Error(`internal fault: a request of ${module.url} is not loaded`);
  return required;
}

/** GetExportedNames (§16.2.1.7.2.1): each name once, in no particular order. */
export function exportedNames(module: ModuleRecord): Set<string> {
  const names = new Set<string>(ownExportsOf(module).keys());
  const seen = new Set<ModuleRecord>([module]);
  const work = [module];
  for (let at = work.pop(); at !== undefined; at = work.pop())
    for (const i of at.declarations.starExports) {
      const required = requestedModule(at, i);
      if (seen.has(required)) continue;
      seen.add(required);
      for (const name of ownExportsOf(required).keys()) if (name !== 'default') names.add(name);
      work.push(required);
    }
  return names;
}

/**
 * ResolveExport (§16.2.1.7.2.2): where the export `name` of a module lives. Null: nowhere, or it leads back to itself; `'ambiguous'`:
 * two star exports provide different ones.
 */
export function resolveExport(module: ModuleRecord, name: string): Resolution {
  let resolution = module.resolutions.get(name);
  if (resolution === undefined) {
    resolution = resolveIn(module, name, new Map());
    module.resolutions.set(name, resolution);
  }
  return resolution;
}

/**
 * The walk: what `visited` keeps from being walked again is found, or not found, by whoever came there first. So what is known of a
 * module from a walk of its own may stand for walking it.
 */
function resolveIn(from: ModuleRecord, exportName: string, visited: Map<ModuleRecord, Set<string>>): Resolution {
  let module = from;
  let name = exportName;
  // Chains of `export { a } from` are followed in a loop; only star exports branch.
  for (;;) {
    const known = module.resolutions.get(name);
    if (known !== undefined) return known;
    let names = visited.get(module);
    if (names === undefined) visited.set(module, (names = new Set()));
    if (names.has(name)) return null;
    names.add(name);
    const own = ownExportsOf(module).get(name);
    if (own === undefined) break;
    if ('cell' in own) return { module, cell: own.cell };
    const required = requestedModule(module, own.request);
    if (own.importName === null) return { module: required, cell: NAMESPACE };
    module = required;
    name = own.importName;
  }
  if (name === 'default') return null;
  let found: ResolvedBinding | null = null;
  for (const i of module.declarations.starExports) {
    const resolution = resolveIn(requestedModule(module, i), name, visited);
    if (resolution === 'ambiguous') return resolution;
    if (resolution === null) continue;
    if (found === null) found = resolution;
    else if (found.module !== resolution.module || found.cell !== resolution.cell) return 'ambiguous';
  }
  return found;
}

/** The cell of a resolved binding; of a namespace, one that holds it. */
export function cellOf(m: Machine, binding: ResolvedBinding): Cell {
  if (binding.cell !== NAMESPACE) return binding.module.cells[binding.cell] as Cell;
  return new Cell(namespaceOf(m, binding.module));
}

/** GetModuleNamespace (§16.2.1.10) of a module whose graph is loaded. */
export function namespaceOf(m: Machine, module: ModuleRecord): ExoticObject {
  if (module.namespace !== null) return module.namespace;
  // Namespaces may hold one another: each is made empty, then filled.
  const work: ModuleRecord[] = [];
  const get = (of: ModuleRecord): ExoticObject => {
    if (of.namespace === null) {
      of.namespace = emptyNamespace(m, of);
      work.push(of);
    }
    return of.namespace;
  };
  const namespace = get(module);
  for (let at = work.pop(); at !== undefined; at = work.pop()) {
    const names = [...exportedNames(at)].sort(byCodeUnits);
    m.charge(names.length * 48);
    m.useFuel(names.length);
    const cells = (get(at).data as { readonly exports: Map<string | number, Cell> }).exports;
    for (const name of names) {
      const binding = resolveExport(at, name);
      if (binding === null || binding === 'ambiguous') continue;
      const cell =
        binding.cell === NAMESPACE ? new Cell(get(binding.module)) : (binding.module.cells[binding.cell] as Cell);
      cells.set(keyOfString(name), cell);
    }
  }
  return namespace;
}

function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** ModuleNamespaceCreate (§10.4.6.12), the exports still to come. */
function emptyNamespace(m: Machine, module: ModuleRecord): ExoticObject {
  m.charge(160);
  const data: NamespaceData = { exports: new Map() };
  const o = new ExoticObject(module.realm.rootShape(null), 'ModuleNamespace', data);
  addProperty(o, symbols.toStringTag, 'Module', Attr.None);
  o.shape = o.shape.withFlags(ShapeFlag.NonExtensible);
  return o;
}
