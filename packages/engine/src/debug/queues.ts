/** What a machine is going to do, and what it waits for. */
import { CodeFlag } from '../bytecode/code.ts';
import type { GeneratorState } from '../machine/activity.ts';
import type { Machine } from '../machine/machine.ts';
import { isPromise, promiseData } from '../machine/promises.ts';
import { type Site, siteOf } from '../machine/stack-trace.ts';
import { type ExoticObject, JSArray, JSFunction } from '../objects/object.ts';
import { getOwnSlot } from '../objects/property.ts';
import type { Value } from '../objects/value.ts';
import { type ValueView, viewOf } from './values.ts';

export interface SuspendedView {
  readonly function: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface QueuesView {
  /** In the order in which they will run. */
  readonly microtasks: readonly (
    | { readonly kind: 'call'; readonly function: ValueView }
    /** An async function or generator that goes on after its `await`. */
    | { readonly kind: 'resume'; readonly at: SuspendedView | null }
  )[];
  /** The earliest first. */
  readonly timers: readonly {
    readonly kind: 'timeout' | 'interval' | 'immediate';
    /** Milliseconds from now; never below 0. */
    readonly in: number;
    readonly callback: ValueView;
  }[];
  /** Calls of host functions that wait for their answers. */
  readonly promises: readonly {
    readonly promise: ValueView;
    /** Who goes on when it is settled. */
    readonly awaitedBy: readonly (SuspendedView | null)[];
  }[];
}

/** Microtasks and timers of a machine, and those of `reachable` that are pending promises. */
export function queuesOf(m: Machine, reachable: Iterable<unknown>): QueuesView {
  const now = m.options.clock.monotonic();
  const { heap, immediates } = m.timers;
  const timers = [...immediates, ...[...heap].sort((a, b) => a.at - b.at || a.order - b.order)]
    .filter(({ active }) => active)
    .map(({ at, object }) => {
      const { callback, repeats, isImmediate } = timerParts(object);
      return {
        kind: isImmediate ? ('immediate' as const) : repeats ? ('interval' as const) : ('timeout' as const),
        in: Math.max(0, isImmediate ? 0 : at - now),
        callback: viewOf(callback),
      };
    });
  const promises: QueuesView['promises'][number][] = [];
  for (const thing of reachable) {
    if (!isPromise(thing)) continue;
    const { state, reactions } = promiseData(thing);
    if (state !== 'pending') continue;
    const awaitedBy = reactions.map((r) => (r.kind === 'await' ? suspendedAt(r.activity) : null));
    promises.push({ promise: viewOf(thing), awaitedBy });
  }
  return {
    microtasks: m.pendingJobs.map((job) =>
      job.kind === 'resume'
        ? { kind: 'resume', at: suspendedAt(job.activity) }
        : { kind: 'call', function: viewOf(programFunction(job.fn, job.args)) },
    ),
    timers,
    promises,
  };
}

/** A reaction's job is a call of ours: the program's function is among its arguments. */
function programFunction(fn: unknown, args: readonly Value[]): unknown {
  if (fn instanceof JSFunction && (fn.code.flags & CodeFlag.SelfHosted) === 0) return fn;
  return args.find((a) => a instanceof JSFunction && (a.code.flags & CodeFlag.SelfHosted) === 0) ?? fn;
}

function suspendedAt(activity: GeneratorState): SuspendedView | null {
  if (activity.frame === null) return null;
  const { functionName, file, line, column }: Site = siteOf(activity.frame);
  return { function: functionName === '' ? '<anonymous>' : functionName, file, line, column };
}

function timerParts(o: ExoticObject): { callback: unknown; repeats: boolean; isImmediate: boolean } {
  const data = o.data as { readonly interface: string; readonly state: unknown; readonly repeats: boolean };
  const callback = data.state instanceof JSArray ? getOwnSlot(data.state, 0) : undefined;
  return { callback, repeats: data.repeats, isImmediate: data.interface === 'Immediate' };
}
