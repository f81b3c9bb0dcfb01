/** Back in an async function that has gone on after an `await`: it is not on the stack at every step between. */
import type { FunctionCode } from '../bytecode/code.ts';
import type { Machine } from '../host/embedding.ts';
import { GeneratorState } from '../machine/activity.ts';
import type { Frame } from '../machine/frame.ts';
import { HeapGraphBuilder } from '../machine/heap.ts';
import { isPromise, promiseData } from '../machine/promises.ts';
import type { Search } from './search.ts';
import type { StackIndex } from './stack-index.ts';

/** Does a frame belong to an activity that nobody on the stack has called? */
export function goesOnByItself({ activity }: Frame): boolean {
  if (activity === null || activity.kind === 'generator') return false;
  return activity.kind === 'async' ? activity.detached : activity.callerResult === null;
}

/**
 * Looks for the last part of the source that the newest frame's activity came to (`over`), or for the call that began it (`out`). In each
 * stretch of the past there are other objects: which of them it is, is known by its rank among those alive at the stretch's end.
 */
export class ActivitySearch implements Search {
  readonly everyPart = true;
  reaches = 0;
  private readonly machine: Machine;
  private readonly stack: StackIndex;
  private readonly way: 'over' | 'out';
  /** Of the activities at the end of the stretch, which one is it? -1: that of the frame from which it began; null: nobody knows. */
  private rank: number | null = -1;
  /** It is known how deep the stack was when it began: its call is the last part with a lower one. */
  private begun = Number.POSITIVE_INFINITY;
  /** Where the search began. */
  private readonly origin: { readonly code: FunctionCode | null; readonly pc: number; readonly depth: number };
  private to = 0;
  private own: GeneratorState | null = null;
  private atBegin: readonly GeneratorState[] = [];
  private readonly lasts = new Map<GeneratorState, number>();
  private readonly calls = new Map<GeneratorState, { readonly depth: number; readonly step: number }>();
  private readonly lastAtDepth: number[] = [];

  constructor(machine: Machine, stack: StackIndex, way: 'over' | 'out') {
    const { frame, depth } = machine.core;
    this.origin = { code: frame?.code.code ?? null, pc: frame?.pc ?? -1, depth };
    this.machine = machine;
    this.stack = stack;
    this.way = way;
  }

  begin(from: number, to: number): void {
    this.reaches = from;
    this.to = to;
    this.own = null;
    this.atBegin = this.activities();
    this.lasts.clear();
    this.calls.clear();
    this.lastAtDepth.length = 0;
  }

  look(step: number): void {
    if (step >= this.to) return;
    const { core } = this.machine;
    const activity = core.frame?.activity ?? null;
    const depth = this.stack.guestDepth(core);
    if (activity !== null) {
      if (activity.kind === 'async' && !activity.detached && !this.calls.has(activity))
        this.calls.set(activity, { depth, step: this.lastBelow(depth) });
      this.lasts.set(activity, step);
    }
    this.lastAtDepth[depth] = step;
  }

  private lastBelow(depth: number): number {
    let last = -1;
    for (let d = 0; d < Math.min(depth, this.lastAtDepth.length); d++) last = Math.max(last, this.lastAtDepth[d] ?? -1);
    return last;
  }

  /** The machine stands before the last instruction of the stretch. */
  arrive(): void {
    const { machine, rank } = this;
    if (rank === null) return;
    if (rank < 0) {
      this.own = this.aboutToArrive();
      return;
    }
    machine.run({ steps: 1 });
    this.own = this.activities()[rank] ?? null;
  }

  /** The activity from whose frame the search began: on the stack already, or to be resumed by the next job. */
  private aboutToArrive(): GeneratorState | null {
    const { core } = this.machine;
    const { code, pc, depth } = this.origin;
    // Code may have been compiled anew.
    const isOf = (f: Frame | null): f is Frame =>
      f !== null && code !== null && f.code.code?.start === code.start && f.code.code.source.name === code.source.name;
    const waits = ({ frame }: GeneratorState): boolean => isOf(frame) && frame.pc === pc;
    const [next] = core.pendingJobs;
    if (next?.kind === 'resume' && waits(next.activity)) return next.activity;
    // The last instruction may end what it awaits.
    const ending = core.frame?.activity?.object;
    if (isPromise(ending))
      for (const reaction of promiseData(ending).reactions)
        if (reaction.kind === 'await' && waits(reaction.activity)) return reaction.activity;
    const f = this.stack.at(core, depth);
    if (isOf(f)) return f.activity;
    const [only, ...others] = this.activities().filter(waits);
    return others.length === 0 ? (only ?? null) : null;
  }

  found(): number {
    const { own } = this;
    if (this.begun < Number.POSITIVE_INFINITY) return this.lastBelow(this.begun);
    const rank = own === null ? -1 : this.atBegin.indexOf(own);
    this.rank = rank < 0 ? null : rank;
    if (own === null) return -1;
    if (this.way === 'over') return this.lasts.get(own) ?? -1;
    const call = this.calls.get(own);
    if (call !== undefined) this.begun = call.depth;
    return call?.step ?? -1;
  }

  private activities(): readonly GeneratorState[] {
    return new HeapGraphBuilder(this.machine.core).things.filter((thing) => thing instanceof GeneratorState);
  }
}
