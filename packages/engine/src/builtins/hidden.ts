/**
 * Which built-ins are lines of a stack trace (`at Array.map (<anonymous>)`): those of the language that a program calls by name, less
 * those that V8 enters without a frame. Helpers of the engine and functions of the web and the host are none.
 */
import { LANGUAGE_MODULES } from './index.ts';
import type { FunctionSpec, PropertySpec } from './spec.ts';

/** Functions that hand on to another one, and constructors of errors. */
const WITHOUT_FRAME: ReadonlySet<string> = new Set([
  '%FunctionPrototype%.call',
  '%FunctionPrototype%.apply',
  '%Reflect%.apply',
  '%Reflect%.construct',
  '%Error%.captureStackTrace',
  '%Array%',
]);

let shown: Set<FunctionSpec> | null = null;

function collect(): Set<FunctionSpec> {
  const out = new Set<FunctionSpec>();
  const add = (path: string, spec: FunctionSpec | null): void => {
    if (spec !== null && !WITHOUT_FRAME.has(path)) out.add(spec);
  };
  const addAll = (owner: string, properties: readonly PropertySpec[]): void => {
    for (const p of properties) {
      const path = `${owner}.${String(p.key)}`;
      if (p.kind === 'method') add(path, p.fn);
      else if (p.kind === 'accessor') {
        add(path, p.get);
        add(path, p.set);
      }
    }
  };
  for (const module of LANGUAGE_MODULES) {
    addAll('', module.globals);
    for (const { id, fn, properties } of module.objects) {
      if (fn !== undefined && !id.endsWith('Error%')) add(id, fn);
      addAll(id, properties);
    }
  }
  return out;
}

export function isHiddenBuiltin(spec: FunctionSpec | null): boolean {
  if (spec === null) return true;
  shown ??= collect();
  return !shown.has(spec);
}
