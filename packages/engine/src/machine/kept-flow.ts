/** What kept bindings hold: the heap as a flow graph with a node for each of them. */
import { ExoticObject } from '../objects/object.ts';
import { type Dominators, dominators } from './dominators.ts';
import { Frame, RETURNED } from './frame.ts';
import type { HeapGraphBuilder, HeapRoot } from './heap.ts';
import type { Instance } from './instances.ts';
import { Environment, Table } from './records.ts';
import type { Node } from './trace.ts';

/** The heap as a flow graph in which each kept binding is a node: its cell, or one put between its holder and its value. */
export class KeptFlow {
  private readonly g: HeapGraphBuilder;
  private readonly instances: readonly Instance[];
  private readonly root: number;
  private readonly starts: Int32Array;
  private readonly targets: Int32Array;

  /** @param ownRoot the root that is a binding itself, of which the last of `instances` is the node */
  constructor(g: HeapGraphBuilder, instances: readonly Instance[], ownRoot: HeapRoot | null = null) {
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
    for (const root of g.roots) targets.push(root === ownRoot ? n + instances.length - 1 : root.to);
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
    const thing = this.g.things[id];
    const isGlobal = thing instanceof ExoticObject && thing.kind === 'Global';
    for (const i of held) {
      const { declared, value } = this.instances[i] as Instance;
      targets.push(this.pseudo(i));
      if (value < 0) continue;
      const key = `${value} ${declared.name}`;
      detours.set(key, (detours.get(key) ?? 0) + 1);
    }
    for (const { kind, name, to } of edges) {
      if (kind === 'weak') continue;
      if (kind === 'binding' || kind === 'capture' || (kind === 'property' && isGlobal)) {
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
