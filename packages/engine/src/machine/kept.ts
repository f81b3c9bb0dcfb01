/**
 * Which declared variables are still alive, and why: «the frame is gone, but `a` is not».
 *
 * A binding counts as kept if something alive refers to where it lives: its cell, its scope's environment or table, the frame that serves
 * as record, the closure that holds its value, or the frame of a suspended generator or async function. Global bindings and those of
 * modules are alive by themselves and are not listed; neither are the registers of frames on the stack. A value that is copied into
 * several closures is listed with each of them, since each holds a copy of its own.
 */
import { Frame } from './frame.ts';
import { HeapGraphBuilder } from './heap.ts';
import { byPosition, findInstances, shownName } from './instances.ts';
import { KeptFlow } from './kept-flow.ts';
import { type Way, waysTo } from './locate.ts';
import type { Machine } from './machine.ts';
import { pathsFromRoots } from './paths.ts';
import { linesOf } from './stack-trace.ts';
import type { Since } from './why.ts';

export interface KeptBinding {
  readonly binding: string;
  /** The function that declares it: its name, `<anonymous>` or `<top level>`. */
  readonly function: string;
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 units. */
  readonly column: number;
  /** What would be freed if this binding alone went: the place itself, and what nothing but it leads to. */
  readonly bytes: number;
  /** From a root to the binding: `global next`, `closure bar`, `environment of foo`, `a`. */
  readonly path: readonly string[];
  /** Since when its place is there, where that was asked for and is known. */
  readonly since?: Since | null;
}

export interface KeptReport {
  /** By position in the source. */
  readonly bindings: readonly KeptBinding[];
  /** What would be freed if all of them went, and the records that hold them: less or more than the sum, since they share. */
  readonly bytes: number;
}

/** With the ways to the places, by which the past can be asked about them. */
export function keptReport(m: Machine): KeptReport & { readonly places: () => readonly (Way | null)[] } {
  const g = new HeapGraphBuilder(m);
  const owners = new Map<number, string>();
  const instances = findInstances(g, owners);
  instances.sort(byPosition);
  const flow = new KeptFlow(g, instances);
  const retained = flow.retained();
  const pathTo = pathsFromRoots(g, owners);
  const bindings = instances.map(({ declared, source, holder, isCell, place }, i): KeptBinding => {
    const { line, column } = linesOf(source).position(declared.start);
    const name = shownName(declared.name);
    return {
      binding: name,
      function: declared.owner,
      file: source.name,
      line,
      column,
      bytes: isCell ? (retained[holder] as number) : place + (retained[flow.pseudo(i)] as number),
      path: [...pathTo(holder), name],
    };
  });
  const places = (): readonly (Way | null)[] =>
    // A frame that nothing refers to is used again for other activations.
    waysTo(
      g,
      instances.map(({ holder }) => {
        const thing = g.things[holder];
        return thing instanceof Frame && !thing.kept ? -1 : holder;
      }),
    );
  return { bindings, bytes: flow.bytesBehindAll(), places };
}
