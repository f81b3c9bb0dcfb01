/**
 * Which declared variables are still alive, and why: «the frame is gone, but `a` is not».
 *
 * A binding counts as kept if something alive refers to where it lives: its cell, its scope's environment or table, the frame that serves
 * as record, the closure that holds its value, or the frame of a suspended generator or async function. Global bindings and those of
 * modules are alive by themselves and are not listed; neither are the registers of frames on the stack. A value that is copied into
 * several closures is listed with each of them, since each holds a copy of its own.
 */
import type { DeclaredBinding, SourceText } from '../bytecode/code.ts';
import { liveRegisters } from '../bytecode/liveness.ts';
import { JSFunction } from '../objects/object.ts';
import { UserKinds } from '../scope/scope.ts';
import { type Dominators, dominators } from './dominators.ts';
import { Frame, RETURNED } from './frame.ts';
import { HeapGraphBuilder } from './heap.ts';
import type { Machine } from './machine.ts';
import { pathsFromRoots } from './paths.ts';
import { Cell, Environment, Table } from './records.ts';
import { NUMBER_BYTES } from './sizes.ts';
import { linesOf } from './stack-trace.ts';
import { isGuestCode, type Node } from './trace.ts';

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
}

export interface KeptReport {
  /** By position in the source. */
  readonly bindings: readonly KeptBinding[];
  /** What would be freed if all of them went, and the records that hold them: less or more than the sum, since they share. */
  readonly bytes: number;
}

type Declared = Pick<DeclaredBinding, 'name' | 'kind' | 'start' | 'owner'>;

/** A binding that is alive. */
interface Instance {
  readonly declared: Declared;
  readonly source: SourceText;
  /** Node that has it: a record, a frame, a closure; or its cell. */
  readonly holder: number;
  /** The holder is a cell of this binding alone. */
  readonly isCell: boolean;
  /** Node of its value, -1: none. */
  readonly value: number;
  /** Bytes of the place itself, where the holder is not its cell. */
  readonly place: number;
}

const WORD = 8;

export function keptReport(m: Machine): KeptReport {
  const g = new HeapGraphBuilder(m);
  const owners = new Map<number, string>();
  const instances = findInstances(g, owners);
  instances.sort(
    (a, b) => compareTexts(a.source.name, b.source.name) || a.declared.start - b.declared.start || a.holder - b.holder,
  );
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
  return { bindings, bytes: flow.bytesBehindAll() };
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function shownName(name: string): string {
  return name === '%this' ? 'this' : name;
}

/** What people would call a variable: declared, named by its function, or `this` and `arguments`. */
function isShown({ name, kind }: { readonly name: string; readonly kind: string }): boolean {
  return (
    name !== '*default*' && ((UserKinds as ReadonlySet<string>).has(kind) || kind === 'this' || kind === 'arguments')
  );
}

// ---- finding them -----------------------------------------------------------------------------------------------------------------

/** Fills in `owners`: the function whose binding each cell is. */
function findInstances(g: HeapGraphBuilder, owners: Map<number, string>): Instance[] {
  const instances: Instance[] = [];
  const onStack = new Set<number>();
  for (const root of g.roots) if (root.kind === 'frame') onStack.add(root.to);
  const addCell = (cell: number, declared: Declared, source: SourceText): void => {
    if (owners.has(cell)) return;
    owners.set(cell, declared.owner);
    if (isShown(declared)) instances.push({ declared, source, holder: cell, isCell: true, value: -1, place: 0 });
  };
  const addSlot = (holder: number, declared: Declared, source: SourceText, slot: unknown): void => {
    if (!isShown(declared)) return;
    const number = typeof slot === 'number' && ((slot | 0) !== slot || Object.is(slot, -0)) ? NUMBER_BYTES : 0;
    instances.push({ declared, source, holder, isCell: false, value: g.nodeOf(slot), place: WORD + number });
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
    } else if (thing instanceof Frame) findInFrame(thing, id, onStack.has(id), g, addCell, addSlot);
  });
  return instances;
}

function findInFrame(
  f: Frame,
  id: number,
  isOnStack: boolean,
  g: HeapGraphBuilder,
  addCell: (cell: number, declared: Declared, source: SourceText) => void,
  addSlot: (holder: number, declared: Declared, source: SourceText, slot: unknown) => void,
): void {
  const { body, code } = f.code;
  if (body === null || code === null || !isGuestCode(f.code)) return;
  const isRecord = f.kept;
  const live = f.pc === RETURNED ? null : new Set(liveRegisters(body, f.pc, f !== g.machine.frame));
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

// ---- what they hold ---------------------------------------------------------------------------------------------------------------

/** The heap as a flow graph in which each kept binding is a node: its cell, or one put between its holder and its value. */
class KeptFlow {
  private readonly g: HeapGraphBuilder;
  private readonly instances: readonly Instance[];
  private readonly root: number;
  private readonly starts: Int32Array;
  private readonly targets: Int32Array;

  constructor(g: HeapGraphBuilder, instances: readonly Instance[]) {
    this.g = g;
    this.instances = instances;
    const n = g.things.length;
    this.root = n + instances.length;
    const byHolder = new Map<number, number[]>();
    instances.forEach(({ isCell, holder }, i) => {
      if (isCell) return;
      const list = byHolder.get(holder);
      if (list === undefined) byHolder.set(holder, [i]);
      else list.push(i);
    });
    const starts = new Int32Array(this.root + 2);
    const targets: number[] = [];
    for (let id = 0; id < n; id++) {
      starts[id] = targets.length;
      this.addTargets(id, byHolder.get(id), targets);
    }
    instances.forEach(({ value }, i) => {
      starts[n + i] = targets.length;
      if (value >= 0) targets.push(value);
    });
    starts[this.root] = targets.length;
    for (const { to } of g.roots) targets.push(to);
    starts[this.root + 1] = targets.length;
    this.starts = starts;
    this.targets = Int32Array.from(targets);
  }

  /** The node of a binding that is no cell. */
  pseudo(instance: number): number {
    return this.g.things.length + instance;
  }

  private addTargets(id: number, held: readonly number[] | undefined, targets: number[]): void {
    const edges = this.g.edges[id] ?? [];
    if (held === undefined) {
      for (const { kind, to } of edges) if (kind !== 'weak') targets.push(to);
      return;
    }
    // One edge for each binding goes by way of its node.
    const detours = new Map<string, number>();
    for (const i of held) {
      const { declared, value } = this.instances[i] as Instance;
      targets.push(this.pseudo(i));
      if (value < 0) continue;
      const key = `${value} ${declared.name}`;
      detours.set(key, (detours.get(key) ?? 0) + 1);
    }
    for (const { kind, name, to } of edges) {
      if (kind === 'weak') continue;
      if (kind === 'binding' || kind === 'capture') {
        const key = `${to} ${name}`;
        const left = detours.get(key) ?? 0;
        if (left > 0) {
          detours.set(key, left - 1);
          continue;
        }
      }
      targets.push(to);
    }
  }

  /** Bytes that only go on living because of each node. */
  retained(): Float64Array {
    const { immediate, order }: Dominators = dominators({ starts: this.starts, targets: this.targets }, this.root);
    const sums = new Float64Array(this.root + 1);
    this.g.bytes.forEach((bytes, id) => {
      sums[id] = bytes;
    });
    for (let i = order.length - 1; i > 0; i--) {
      const v = order[i] as number;
      const d = immediate[v] as number;
      sums[d] = (sums[d] as number) + (sums[v] as number);
    }
    return sums;
  }

  /** Bytes that go if all bindings go, with the records that hold them: what is not reached when none of them is passed. */
  bytesBehindAll(): number {
    const { starts, targets, instances, g } = this;
    const n = g.things.length;
    const seen = new Uint8Array(this.root + 1);
    let copies = 0;
    instances.forEach(({ isCell, holder, place }, i) => {
      if (isCell || isRecord(g.things[holder] as Node)) seen[holder] = 1;
      else {
        seen[this.pseudo(i)] = 1;
        copies += place;
      }
    });
    const todo = [this.root];
    seen[this.root] = 1;
    let elsewhere = 0;
    for (let v = todo.pop(); v !== undefined; v = todo.pop()) {
      if (v < n) elsewhere += g.bytes[v] as number;
      for (let e = starts[v] as number; e < (starts[v + 1] as number); e++) {
        const w = targets[e] as number;
        if (seen[w] === 1) continue;
        seen[w] = 1;
        todo.push(w);
      }
    }
    let all = 0;
    for (const bytes of g.bytes) all += bytes;
    return all - elsewhere + copies;
  }
}

/** Is there for nothing but to hold bindings. */
function isRecord(thing: Node): boolean {
  return thing instanceof Environment || thing instanceof Table || (thing instanceof Frame && thing.pc === RETURNED);
}
