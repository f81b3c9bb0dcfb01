/** The declared variables that are alive: where each one lives, as a node of the heap graph. */
import type { DeclaredBinding, SourceText } from '../bytecode/code.ts';
import { liveRegisters } from '../bytecode/liveness.ts';
import { JSFunction } from '../objects/object.ts';
import { UserKinds } from '../scope/scope.ts';
import { Frame, RETURNED } from './frame.ts';
import type { HeapGraphBuilder } from './heap.ts';
import { Cell, Environment, Table } from './records.ts';
import { NUMBER_BYTES } from './sizes.ts';
import { isGuestCode } from './trace.ts';

export type Declared = Pick<DeclaredBinding, 'name' | 'kind' | 'start' | 'owner'>;

/** A binding that is alive. */
export interface Instance {
  readonly declared: Declared;
  readonly source: SourceText;
  /** Node that has it: a record, a frame, a closure; or its cell. */
  readonly holder: number;
  /** The holder is a cell of this binding alone. */
  readonly isCell: boolean;
  /** What the place has, where the holder is not its cell. */
  readonly slot: unknown;
  /** Node of its value, -1: none. */
  readonly value: number;
  /** Bytes of the place itself, where the holder is not its cell. */
  readonly place: number;
}

const WORD = 8;

export function shownName(name: string): string {
  return name === '%this' ? 'this' : name;
}

/** By file and declaration, the same in every run. */
export function byPosition(a: Instance, b: Instance): number {
  return compareTexts(a.source.name, b.source.name) || a.declared.start - b.declared.start || a.holder - b.holder;
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** What people would call a variable: declared, named by its function, or `this` and `arguments`. */
function isShown({ name, kind }: { readonly name: string; readonly kind: string }): boolean {
  return (
    name !== '*default*' && ((UserKinds as ReadonlySet<string>).has(kind) || kind === 'this' || kind === 'arguments')
  );
}

/**
 * Fills in `owners`: the function whose binding each cell is.
 * @param registers also those in registers of frames on the stack, which are alive for as long as their activation
 */
export function findInstances(g: HeapGraphBuilder, owners: Map<number, string>, registers = false): Instance[] {
  const instances: Instance[] = [];
  const onStack = new Set<number>();
  for (const root of g.roots) if (root.kind === 'frame') onStack.add(root.to);
  const addCell = (cell: number, declared: Declared, source: SourceText): void => {
    if (owners.has(cell)) return;
    owners.set(cell, declared.owner);
    if (isShown(declared))
      instances.push({ declared, source, holder: cell, isCell: true, slot: undefined, value: -1, place: 0 });
  };
  const addSlot = (holder: number, declared: Declared, source: SourceText, slot: unknown): void => {
    if (!isShown(declared)) return;
    const number = typeof slot === 'number' && ((slot | 0) !== slot || Object.is(slot, -0)) ? NUMBER_BYTES : 0;
    instances.push({ declared, source, holder, isCell: false, slot, value: g.nodeOf(slot), place: WORD + number });
  };
  g.things.forEach((thing, id) => {
    if (thing instanceof JSFunction) {
      if (!isGuestCode(thing.code)) return;
      const { captures, source } = thing.code.code;
      captures.forEach(({ binding }, i) => {
        if (binding === null) return;
        const captured = thing.captures[i];
        if (captured instanceof Cell && !binding.copied) addCell(g.nodeOf(captured), binding, source);
        else addSlot(id, binding, source, captured);
      });
    } else if (thing instanceof Environment) {
      thing.scope.bindings.forEach((binding, i) => {
        addSlot(id, binding, thing.scope.source, thing.slots[i]);
      });
    } else if (thing instanceof Table) {
      for (const binding of thing.scope.bindings) {
        const there = thing.bindings.get(binding.name);
        if (there !== undefined) addSlot(id, binding, thing.scope.source, there.value);
      }
    } else if (thing instanceof Frame) findInFrame(thing, id, !registers && onStack.has(id), g, addCell, addSlot);
  });
  return instances;
}

function findInFrame(
  f: Frame,
  id: number,
  /** It is on the stack, and its registers do not count. */
  isOnStack: boolean,
  g: HeapGraphBuilder,
  addCell: (cell: number, declared: Declared, source: SourceText) => void,
  addSlot: (holder: number, declared: Declared, source: SourceText, slot: unknown) => void,
): void {
  const { body, code } = f.code;
  if (body === null || code === null || !isGuestCode(f.code)) return;
  const isRecord = f.kept;
  const waits = f !== g.machine.frame || g.machine.thrown !== null;
  const live = f.pc === RETURNED ? null : new Set(liveRegisters(body, f.pc, waits));
  const at = Math.max(0, f.pc - 1);
  for (const note of body.bindings) {
    const inScope = isRecord || (note.from <= at && at < note.to);
    if (!inScope || (live !== null && !live.has(note.index))) continue;
    const slot = f.slots[note.index];
    if (note.place === 'cell') {
      const cell = g.nodeOf(slot);
      if (cell >= 0) addCell(cell, note, code.source);
    } else if (note.place === 'register' && (isRecord || !isOnStack)) addSlot(id, note, code.source, slot);
  }
}
