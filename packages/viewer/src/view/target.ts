/** What is selected, or can be. */
import type { PictureBinding } from '@saguaro/engine';
import type { SceneFrame, Target, VariableTarget } from '../protocol.ts';

export function sameTarget(a: Target | null, b: Target): boolean {
  if (a === null || a.kind !== b.kind) return false;
  if (a.kind === 'node') return b.kind === 'node' && a.id === b.id;
  if (a.kind === 'global') return b.kind === 'global' && a.name === b.name;
  return b.kind === 'binding' && a.holder === b.holder && a.name === b.name;
}

/** Id of the thing that has it, or that it is; null: nothing is selected, or a global, which nothing has. */
export function holderOf(target: Target | null): number | null {
  if (target === null || target.kind === 'global') return null;
  return target.kind === 'node' ? target.id : target.holder;
}

/** A frame's variable, by what has it: an environment, the closure that has taken it along, or the frame itself. */
export function variableOf({ name, holder, place }: PictureBinding, frame: SceneFrame): VariableTarget {
  return {
    kind: 'binding',
    holder: holder ?? (place === 'capture' ? (frame.closure ?? frame.id) : frame.id),
    name,
  };
}
