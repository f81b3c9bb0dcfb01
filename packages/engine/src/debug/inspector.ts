/** A machine that is paused, seen from outside: stack, variables, values, queues; questions asked and variables changed. */
import { unwrap } from '../host/data.ts';
import type { Machine } from '../host/embedding.ts';
import type { SourcePlace } from '../host/options.ts';
import type { Frame } from '../machine/frame.ts';
import { HeapGraphBuilder } from '../machine/heap.ts';
import type { Machine as Core } from '../machine/machine.ts';
import { siteOf } from '../machine/stack-trace.ts';
import { isObject, type JSObject } from '../objects/object.ts';
import { getOwnSlot, hasOwn, setProperty } from '../objects/property.ts';
import { BAIL, HOLE, keyOfString, TDZ, type Value } from '../objects/value.ts';
import { type EvaluateLimits, type Evaluation, evaluateIn } from './evaluate.ts';
import {
  type FrameInspection,
  type FramesOptions,
  frameAt,
  inspectFrames,
  inspectScopes,
  newestGuestFrame,
  type ScopeInspection,
} from './frames.ts';
import { changesNothing, peek } from './peek.ts';
import { type QueuesView, queuesOf } from './queues.ts';
import { restart } from './restart.ts';
import { isConstant, scopesOf } from './scopes.ts';
import { type PropertyPage, type PropertyView, propertiesOf, type ValueView, viewOf } from './values.ts';

/** What was asked for cannot be done; the message says why, for people. */
export class DebugError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'DebugError';
  }
}

export type EvaluationView =
  | { readonly status: 'done'; readonly value: ValueView }
  | { readonly status: 'threw'; readonly error: ValueView }
  | { readonly status: 'limit'; readonly limit: 'steps' | 'heapBytes' | 'blocked' };

export interface EvaluateOptions extends EvaluateLimits {
  /** Index of the frame whose names the source may use; default: the newest of the program's own. */
  readonly frame?: number;
  /** Values of earlier answers, by the names under which the source may use them. */
  readonly names?: Readonly<Record<string, unknown>>;
  /** What takes more than looking runs in a copy of the machine, so that nothing changes. Default false. `names` are not there then. */
  readonly aside?: boolean;
}

export class Inspector {
  readonly machine: Machine;

  constructor(machine: Machine) {
    this.machine = machine;
  }

  protected get core(): Core {
    return this.machine.core;
  }

  /** The stack, newest first; the built-ins' frames only where asked for. */
  frames(options: FramesOptions = {}): FrameInspection[] {
    return inspectFrames(this.core, options);
  }

  /** Where the program calls what runs now, `console` for instance: for who is called by it. Null between jobs. */
  callSite(): SourcePlace | null {
    const frame = newestGuestFrame(this.core);
    if (frame === null) return null;
    const { file, line, column } = siteOf(frame);
    return { file, line, column };
  }

  /**
   * The scopes of a frame, innermost first, each variable with its place and value, and `this`.
   * @throws DebugError where there is no such frame
   */
  scopes(frame: number): { readonly this: ValueView | undefined; readonly scopes: readonly ScopeInspection[] } {
    return inspectScopes(this.core, this.frame(frame));
  }

  /** A page of the properties of an object, elements first, without running anything of the program's. */
  properties(value: unknown, page: PropertyPage = {}): PropertyView[] {
    const v = unwrap(value);
    return isObject(v) ? propertiesOf(v, page) : [];
  }

  /** What any value of the program's that an outcome or answer has brought looks like. */
  view(value: unknown): ValueView {
    return viewOf(unwrap(value));
  }

  /** What is going to run, and which promises are pending. Walks the heap: linear in its size. */
  queues(): QueuesView {
    return queuesOf(this.core, new HeapGraphBuilder(this.core).things);
  }

  /**
   * Evaluates an expression or statements in a frame. It runs as code of the program on a stack of its own, within limits, and may
   * change the program's state; in the past of a machine with a history it runs aside and changes nothing.
   * @throws DebugError where there is no such frame
   */
  evaluate(source: string, options: EvaluateOptions = {}): EvaluationView {
    const core = this.core;
    const frame = this.frameFor(options.frame);
    const names: Record<string, Value> = {};
    for (const [name, value] of Object.entries(options.names ?? {})) names[name] = unwrap(value);
    if (frame !== null && options.names === undefined) {
      const found = peek(core, frame, source);
      if (found !== undefined) return { status: 'done', value: viewOf(found.value) };
    }
    if (options.aside === true) return this.evaluateAside(source, options);
    const quiet = changesNothing(source);
    const { inPast } = this.machine;
    if (inPast && !quiet && options.names === undefined && !this.isInRun) return this.evaluateAside(source, options);
    const evaluation = quiet
      ? quietly(core, () => evaluateIn(core, frame, source, names, options))
      : evaluateIn(core, frame, source, names, options);
    if (!quiet && !this.machine.inPast) this.noteChange();
    return viewOfEvaluation(evaluation);
  }

  /** Is it asked in the middle of a run? Then no copy can be made of the machine. */
  protected get isInRun(): boolean {
    return false;
  }

  /** An expression may have changed the program. */
  protected noteChange(): void {
    this.machine.changed();
  }

  /** In a copy of the machine, which is then dropped. Functions of the host are not there to be called. */
  private evaluateAside(source: string, options: EvaluateOptions): EvaluationView {
    const aside = this.machine.aside();
    const frame = options.frame === undefined ? newestGuestFrame(aside.core) : frameAt(aside.core, options.frame);
    return viewOfEvaluation(evaluateIn(aside.core, frame, source, {}, options));
  }

  /**
   * Gives a variable of a frame another value: that of an expression evaluated in the frame.
   * @param scope index in the answer of `scopes`
   * @returns the value, or what evaluating the expression threw
   * @throws DebugError where there is no such variable, it is constant or not initialised, or the machine shows its past
   */
  setVariable(frame: number, scope: number, name: string, source: string): EvaluationView {
    this.refuseInPast();
    const f = this.frame(frame);
    const found = scopesOf(this.core, f)[scope];
    if (found === undefined) throw new DebugError(`There is no scope ${scope} in this frame.`);
    const variable = found.variables.find((v) => v.name === name);
    if (variable === undefined && found.object !== null) return this.setOn(found.object, name, source, frame);
    if (variable === undefined) throw new DebugError(`There is no variable ${name} in this scope.`);
    if (isConstant(variable.kind))
      throw new DebugError(`${name} is a constant (${variable.kind}): it cannot be changed.`);
    if (variable.get() === (TDZ as unknown)) throw new DebugError(`${name} has not been declared yet.`);
    const evaluation = evaluateIn(this.core, f, `(${source}\n)`);
    if (evaluation.status === 'done') variable.set(evaluation.value);
    this.machine.changed();
    return viewOfEvaluation(evaluation);
  }

  /** The same for a data property of an object. */
  setProperty(object: unknown, name: string, source: string, frame?: number): EvaluationView {
    this.refuseInPast();
    const o = unwrap(object);
    if (!isObject(o)) throw new DebugError('Only objects have properties.');
    return this.setOn(o, name, source, frame);
  }

  private setOn(o: JSObject, name: string, source: string, frame: number | undefined): EvaluationView {
    const key = keyOfString(name);
    const slot = hasOwn(o, key) ? getOwnSlot(o, key) : HOLE;
    if (slot === HOLE) throw new DebugError(`The object has no property ${name} of its own.`);
    const evaluation = evaluateIn(this.core, this.frameFor(frame), `(${source}\n)`);
    if (evaluation.status === 'done' && (setProperty(o, key, evaluation.value) as unknown) === BAIL)
      throw new DebugError(`${name} has a setter: assign to it by an expression.`);
    this.machine.changed();
    return viewOfEvaluation(evaluation);
  }

  /**
   * Drops the frames above a frame and calls its function again with the arguments it had.
   * @throws DebugError where that cannot be done: top-level code, generators and async functions, in the past
   */
  restartFrame(frame: number): void {
    this.refuseInPast();
    const why = restart(this.core, this.frame(frame));
    if (why !== null) throw new DebugError(why);
    this.machine.changed();
  }

  protected refuseInPast(): void {
    if (this.machine.inPast)
      throw new DebugError(
        `The machine shows its past (step ${this.machine.steps()} of ${this.machine.newestStep}), which cannot be changed: go to the newest step first.`,
      );
  }

  protected frame(index: number): Frame {
    const f = frameAt(this.core, index);
    if (f === null) throw new DebugError(`There is no frame ${index}.`);
    return f;
  }

  private frameFor(index: number | undefined): Frame | null {
    return index === undefined ? newestGuestFrame(this.core) : this.frame(index);
  }
}

function viewOfEvaluation(e: Evaluation): EvaluationView {
  if (e.status === 'done') return { status: 'done', value: viewOf(e.value) };
  return e.status === 'threw' ? { status: 'threw', error: viewOf(e.error) } : e;
}

/** Time stands still and nothing is printed: what is asked so leaves no trace in the machine's history. */
function quietly<T>(core: Core, action: () => T): T {
  const holder = core as { options: Core['options'] };
  const { options } = core;
  const { clock } = options;
  const last = 'last' in clock ? (clock as { last: number }).last : 0;
  holder.options = { ...options, clock: { now: () => last, monotonic: () => last }, print: () => undefined };
  try {
    return action();
  } finally {
    holder.options = options;
  }
}
