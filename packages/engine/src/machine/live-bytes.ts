/**
 * How many bytes the guest's live data takes: a walk from the machine's roots that counts and keeps no graph. What it walks and counts
 * is what `trace.ts` says.
 */
import { emptyCells } from '../builtins/finalization-registry.ts';
import { emptyWeakRef, type WeakRefData } from '../builtins/weak-ref.ts';
import { ExoticObject } from '../objects/object.ts';
import { Frame } from './frame.ts';
import type { Machine } from './machine.ts';
import { WEAK_ENTRY_BYTES } from './sizes.ts';
import { type EdgeKind, type EdgeName, HeapWalk, type Node, type RootKind, visit } from './trace.ts';

/** Below the number of entries that a host's Set can hold. */
const SET_CAPACITY = 1 << 23;
/** What the walk itself takes for each thing alive: the process must hold that too. */
const WALK_BYTES = 40;

class LiveCount extends HeapWalk {
  readonly named = false;
  bytes = 0;
  /** Frames alive, those on the stack included. */
  frames = 0;
  private readonly seen: Set<Node>[] = [new Set()];
  private newest = this.seen[0] as Set<Node>;
  private readonly todo: Node[] = [];
  private readonly limit: number;

  constructor(machine: Machine, limit: number) {
    super(machine);
    this.limit = limit;
    this.walk();
  }

  protected reach(_kind: EdgeKind, _name: EdgeName, to: Node): void {
    this.note(to);
  }

  protected reachFromRoot(_kind: RootKind, _name: EdgeName, to: Node): void {
    this.note(to);
  }

  private note(to: Node): void {
    // Nothing but its callee, or the root, refers to a frame of the stack that no record keeps: it is met once.
    if (to instanceof Frame && !to.kept && to.activity === null) {
      this.todo.push(to);
      return;
    }
    const { newest, seen } = this;
    for (let i = seen.length - 2; i >= 0; i--) if ((seen[i] as Set<Node>).has(to)) return;
    const before = newest.size;
    newest.add(to);
    if (newest.size === before) return;
    this.todo.push(to);
    if (before + 1 < SET_CAPACITY) return;
    this.newest = new Set();
    seen.push(this.newest);
  }

  protected add(bytes: number): void {
    this.bytes += bytes;
  }

  /** More is alive than the limit allows, what this walk takes itself included. */
  get over(): boolean {
    return this.bytes + this.newest.size * WALK_BYTES > this.limit;
  }

  protected drain(): void {
    const { todo } = this;
    while (todo.length > 0 && !this.over) {
      const o = todo.pop() as Node;
      if (o instanceof Frame) this.frames++;
      // Not `+=`, which would read the sum before the visit adds to it.
      const own = visit(o, this);
      this.bytes += own;
    }
  }

  protected *reached(): Iterable<Node> {
    // A host's Set gives what is added during iteration too.
    for (let i = 0; i < this.seen.length; i++) yield* this.seen[i] as Set<Node>;
  }

  has(v: Node): boolean {
    return this.seen.some((s) => s.has(v)) || (v instanceof Frame && !v.kept);
  }

  *weakHolders(): Iterable<ExoticObject> {
    for (const o of this.reached())
      if (o instanceof ExoticObject && (o.kind === 'WeakRef' || o.kind === 'FinalizationRegistry')) yield o;
  }

  protected weak(): void {}

  protected ephemeron(_owner: ExoticObject, _key: Node, value: unknown): void {
    this.bytes += WEAK_ENTRY_BYTES;
    this.edge('ephemeron', '', value);
  }
}

/**
 * A collection, as the guest can observe one: empties WeakRefs whose targets are not alive, and lets finalisation registries know (a
 * cleanup job is enqueued for each that has something to clean up). Answers the bytes alive. Where the walk had to end early, nothing
 * is emptied.
 */
export function collect(m: Machine, limit = Number.POSITIVE_INFINITY): number {
  const count = new LiveCount(m, limit);
  if (count.over) return Math.max(count.bytes, limit + 1);
  for (const o of count.weakHolders()) {
    if (o.kind === 'WeakRef') {
      const data = o.data as WeakRefData;
      if (data.target !== undefined && !count.has(data.target as Node)) emptyWeakRef(data);
    } else if (emptyCells(o, (v) => count.has(v)))
      m.enqueue({ kind: 'call', fn: m.mainRealm.helper('FinalizationRegistryCleanup'), self: undefined, args: [o] });
  }
  return count.bytes;
}

/** Bytes of everything alive. The walk ends early once it has counted more than `limit`. */
export function liveBytes(m: Machine, limit = Number.POSITIVE_INFINITY): number {
  const count = new LiveCount(m, limit);
  return count.over ? Math.max(count.bytes, limit + 1) : count.bytes;
}

/** Frames that something refers to though they are not on the stack: records of returned activations, and suspended ones. */
export function framesKept(m: Machine): number {
  let onStack = 0;
  for (let f = m.frame; f !== null; f = f.caller) onStack++;
  return new LiveCount(m, Number.POSITIVE_INFINITY).frames - onStack;
}
