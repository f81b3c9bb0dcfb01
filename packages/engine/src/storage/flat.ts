/**
 * `flat`: a closure holds exactly the bindings it uses, itself or for functions inside it (safe-for-space: Shao & Appel 2000).
 * A binding that can't change any more once a closure sees it is copied into the closure; any other lives in a cell, an
 * environment of its own, which owner and closures share.
 */
import type { CaptureSource, FunctionInfo, Place, ScopeTree } from '../scope/scope.ts';
import { giveTable, isPublic, isShared, nearestRecord, needsTable, outermostScope } from './plan.ts';

const CELL: Place = { kind: 'cell' };
const COPIED: Place = { kind: 'copied' };

interface Wanted {
  readonly source: CaptureSource;
  /** Offset of the first use by the function or one inside it. */
  at: number;
}

export function planFlat(tree: ScopeTree): void {
  for (const scope of tree.scopes) {
    if (needsTable(scope)) giveTable(scope);
    for (const binding of scope.bindings.values()) {
      if (isPublic(binding) || binding.place.kind === 'name') continue;
      if (isShared(binding)) binding.place = binding.copyable ? COPIED : CELL;
    }
  }
  captureBindings(tree);
}

function captureBindings(tree: ScopeTree): void {
  const wanted: Wanted[][] = tree.functions.map(() => []);
  /** The entry that the binding in hand has in each function already. */
  const latest: (Wanted | null)[] = tree.functions.map(() => null);
  for (const scope of tree.scopes) {
    for (const binding of scope.bindings.values()) {
      const { kind } = binding.place;
      if (kind !== 'cell' && kind !== 'copied') continue;
      for (const { fn, at } of binding.captures) {
        for (let inner = fn; inner !== scope.fn; inner = inner.parent as FunctionInfo) {
          const known = latest[inner.index] as Wanted | null;
          if (known !== null && known.source.kind === 'binding' && known.source.binding === binding) {
            if (at < known.at) known.at = at;
            continue;
          }
          const entry: Wanted = { source: { kind: 'binding', binding }, at };
          latest[inner.index] = entry;
          (wanted[inner.index] as Wanted[]).push(entry);
        }
      }
    }
  }
  for (const fn of tree.functions) {
    const entries = wanted[fn.index] as Wanted[];
    if (entries.length > 1) entries.sort((a, b) => a.at - b.at);
    fn.captures = entries.map((entry) => entry.source);
  }
}

/** Adds the enclosing record for functions that find names in it or pass such searches on. Records are linked already. */
export function captureNeededRecords(tree: ScopeTree): void {
  const needs = new Uint8Array(tree.functions.length);
  for (const scope of tree.scopes) {
    if (scope.record !== null) needs[scope.fn.index] = 1;
    for (const binding of scope.bindings.values()) {
      if (binding.place.kind !== 'name') continue;
      for (const { fn } of binding.captures) needs[fn.index] = 1;
    }
  }
  // Inner functions come after outer ones.
  for (let i = tree.functions.length - 1; i > 0; i--) {
    const fn = tree.functions[i] as FunctionInfo;
    if (needs[i] === 0 && !fn.usesDynamicNames) continue;
    const scope = nearestRecord(outermostScope(fn).parent);
    if (scope === null) continue;
    fn.captures.push({ kind: 'record', scope });
    const parent = fn.parent as FunctionInfo;
    if (scope.fn !== parent) needs[parent.index] = 1;
  }
}
