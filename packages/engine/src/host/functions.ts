/**
 * Functions of the host that a program may call, by stable names. Arguments and results cross as data (`data.ts`); a host function
 * cannot call back into the guest. A call that the host answers later is a pending call: plain data with an id, which any process that
 * has the machine can answer.
 */
import type { FunctionSpec } from '../builtins/spec.ts';
import { GuestThrow, HeapLimitSignal } from '../machine/guest-throw.ts';
import type { Machine } from '../machine/machine.ts';
import { fulfillPromise, newPromise, rejectPromise, resolvePromise } from '../machine/promises.ts';
import { StopSignal } from '../machine/stop.ts';
import type { ExoticObject, JSFunction } from '../objects/object.ts';
import { defineData } from '../objects/property.ts';
import { Attr } from '../objects/shape.ts';
import type { Value } from '../objects/value.ts';
import { DataError, fromHost, toHost } from './data.ts';

/** A function of the host. */
export type HostFunction =
  /** Answers at once. */
  | ((...args: unknown[]) => unknown)
  /** `async`: the program gets a promise and goes on; the host's promise settles it. */
  | { readonly kind: 'async'; readonly call: (...args: unknown[]) => Promise<unknown> }
  /** `suspending`: the program gets a promise; the embedder finds the call in `waiting` outcomes and answers by `settle`. */
  | { readonly kind: 'suspending' };

/** A call that has not been answered. */
export interface HostCall {
  readonly id: number;
  readonly name: string;
  /** Copies of the arguments. */
  readonly args: readonly unknown[];
  readonly promise: ExoticObject;
  /** Set once the host has answered; taken in by the machine's next turn. */
  answer: HostAnswer | null;
}

export type HostAnswer = { readonly value: unknown } | { readonly error: unknown };

export class HostCalls {
  readonly pending = new Map<number, HostCall>();
  /** The embedder's functions by their names. */
  readonly installed = new Map<string, JSFunction>();
  lastId = 0;
  /** Calls made so far, and how many may be. */
  made = 0;
  most = Number.POSITIVE_INFINITY;
  /** A call beyond that was taken back. */
  refused = false;
  /**
   * What a function of the host answered to an instruction that was then taken back, since the answer did not fit the limits: the host is
   * not asked again.
   */
  leftover: { readonly name: string; readonly result: unknown } | null = null;
  /** Told of answers left over (true) and used after all (false). */
  onLeftover: ((left: boolean) => void) | null = null;
  /** Not null: these calls are forgotten but for those up to an id, which wait there now. */
  heir: { readonly calls: HostCalls; readonly lastId: number } | null = null;
  /** Told of each answer; gives what is to be kept of it. */
  recorder: ((id: number, name: string, answer: HostAnswer) => HostAnswer) | null = null;

  /** Guest values that calls keep alive. */
  held(): readonly Value[] {
    return [...this.installed.values(), ...[...this.pending.values()].map((call) => call.promise)];
  }

  private listeners: (() => void)[] = [];

  /** Settles when a pending call is answered. */
  nextAnswer(): Promise<void> {
    for (const c of this.pending.values()) if (c.answer !== null) return Promise.resolve();
    return new Promise((resolve) => this.listeners.push(resolve));
  }

  /** Keeps the answer until the machine's next turn. False: there is no such call. */
  answer(id: number, answer: HostAnswer): boolean {
    const { heir } = this;
    if (heir !== null && id <= heir.lastId) return heir.calls.answer(id, answer);
    const call = this.pending.get(id);
    if (call === undefined || call.answer !== null) return false;
    call.answer = this.recorder === null ? answer : this.recorder(id, call.name, answer);
    const { listeners } = this;
    this.listeners = [];
    for (const listener of listeners) listener();
    return true;
  }
}

/** Defines the embedder's functions on the global object. */
export function installFunctions(
  m: Machine,
  calls: HostCalls,
  functions: Readonly<Record<string, HostFunction>>,
): void {
  const { realm } = m;
  for (const [name, f] of Object.entries(functions)) {
    const spec: FunctionSpec = {
      name,
      host: true,
      length: typeof f === 'function' ? f.length : f.kind === 'async' ? f.call.length : 0,
      variadic: (mm, _self, args) =>
        typeof f === 'function' ? callNow(mm, calls, name, f, args) : callLater(mm, calls, name, f, args),
    };
    const made = realm.builtinFunction(spec);
    calls.installed.set(name, made);
    defineData(realm.globalObject, name, made, Attr.Method);
  }
}

/** Counts a call, or takes the running instruction back where none is left. */
function countCall(m: Machine, calls: HostCalls): void {
  if (calls.made >= calls.most && !m.replaying) {
    calls.refused = true;
    throw new HeapLimitSignal();
  }
  calls.made++;
}

function callNow(m: Machine, calls: HostCalls, name: string, f: (...args: unknown[]) => unknown, args: Value[]): Value {
  let result: unknown;
  const { leftover } = calls;
  if (leftover !== null && leftover.name === name) {
    calls.leftover = null;
    calls.onLeftover?.(false);
    ({ result } = leftover);
  } else {
    countCall(m, calls);
    try {
      result = f(...args.map(toHost));
    } catch (e) {
      throw new GuestThrow(errorFromHost(m, e));
    }
  }
  try {
    return dataOf(m, name, result);
  } catch (e) {
    if (e instanceof StopSignal) {
      calls.leftover = { name, result };
      calls.onLeftover?.(true);
    }
    throw e;
  }
}

function callLater(
  m: Machine,
  calls: HostCalls,
  name: string,
  f: Exclude<HostFunction, (...args: unknown[]) => unknown>,
  args: Value[],
): Value {
  const promise = newPromise(m);
  countCall(m, calls);
  const id = ++calls.lastId;
  const copies = args.map(toHost);
  calls.pending.set(id, { id, name, args: copies, promise, answer: null });
  if (f.kind === 'async')
    f.call(...copies).then(
      (value) => calls.answer(id, { value }),
      (error: unknown) => calls.answer(id, { error }),
    );
  return promise;
}

function dataOf(m: Machine, name: string, v: unknown): Value {
  try {
    return fromHost(m, v);
  } catch (e) {
    if (e instanceof DataError) return m.throwTypeError(`${name} returned what no program can have: ${e.message}`);
    throw e;
  }
}

/** What the guest sees of an error of the host: a guest Error with its name and message, nothing else of it. */
function errorFromHost(m: Machine, e: unknown): Value {
  if (e instanceof GuestThrow) return e.value;
  if (e instanceof Error) {
    const types = ['TypeError', 'RangeError', 'SyntaxError', 'ReferenceError', 'EvalError', 'URIError'] as const;
    return m.newError(types.find((t) => t === e.name) ?? 'Error', e.message);
  }
  try {
    return fromHost(m, e);
  } catch {
    return m.newError('Error', 'a function of the host failed');
  }
}

/** Settles the promises of calls that have been answered, in the order in which they were made. */
export function takeAnswers(m: Machine, calls: HostCalls): boolean {
  let any = false;
  for (const call of calls.pending.values()) {
    const { answer } = call;
    if (answer === null) continue;
    any = true;
    calls.pending.delete(call.id);
    m.realm = m.mainRealm;
    if ('error' in answer) rejectPromise(m, call.promise, errorFromHost(m, answer.error));
    else {
      try {
        const v = dataOf(m, call.name, answer.value);
        // Data has no `then` of its own making; where the guest has given Object.prototype one, the value is taken as it is.
        if (!resolvePromise(m, call.promise, v)) fulfillPromise(m, call.promise, v);
      } catch (e) {
        if (!(e instanceof GuestThrow)) throw e;
        rejectPromise(m, call.promise, e.value);
      }
    }
  }
  return any;
}
