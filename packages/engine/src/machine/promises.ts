/**
 * Promises as data (ECMA-262 §27.2): settling, reactions and the jobs they become. What may run guest code (reading `then`, calling
 * handlers and foreign capabilities) is self-hosted in `builtins/promise.js`.
 */

import type { Realm } from '../agent/realm.ts';
import { Accessor, ExoticObject, IsCallable, isObject, JSFunction, type JSObject } from '../objects/object.ts';
import { lookup } from '../objects/property.ts';
import { BAIL, HOLE, TDZ, type Value } from '../objects/value.ts';
import { type GeneratorState, ResumeMode } from './activity.ts';
import type { Job, Machine } from './machine.ts';

/**
 * Who settles with a reaction's result. A promise of our own making whose resolving functions nobody has seen needs none: then
 * `resolve` and `reject` are undefined and the promise is settled directly, which no program can tell from calling them.
 */
export interface Capability {
  readonly promise: JSObject;
  readonly resolve: JSObject | undefined;
  readonly reject: JSObject | undefined;
}

/** PromiseReaction record (§27.2.1.2): both handlers of one `then`, or an activity that awaits. */
export type Reaction =
  | {
      readonly kind: 'then';
      readonly onFulfilled: Value;
      readonly onRejected: Value;
      readonly capability: Capability | null;
    }
  | { readonly kind: 'await'; readonly activity: GeneratorState };

/** Internal slots of a Promise. */
export interface PromiseData {
  state: 'pending' | 'fulfilled' | 'rejected';
  /** The value or the reason; undefined while pending. */
  result: Value;
  /** Empty unless pending. */
  reactions: readonly Reaction[];
  handled: boolean;
}

/** Shared by the two resolving functions of one promise (§27.2.1.3). */
export interface Resolving {
  readonly promise: ExoticObject;
  alreadyResolved: boolean;
}

const NO_REACTIONS: readonly Reaction[] = [];
/** Estimated bytes of a promise with one reaction. */
const PROMISE_BYTES = 200;

export function isPromise(v: unknown): v is ExoticObject {
  return v instanceof ExoticObject && v.kind === 'Promise';
}

export function promiseData(p: ExoticObject): PromiseData {
  return p.data as PromiseData;
}

/** A pending promise; by default one of the running realm. */
export function newPromise(m: Machine, proto: JSObject = m.realm.intrinsic('%PromisePrototype%')): ExoticObject {
  m.charge(PROMISE_BYTES);
  const data: PromiseData = { state: 'pending', result: undefined, reactions: NO_REACTIONS, handled: false };
  return new ExoticObject(m.realm.rootShape(proto), 'Promise', data);
}

/** FulfillPromise (§27.2.1.4). */
export function fulfillPromise(m: Machine, p: ExoticObject, v: Value): void {
  settle(m, p, 'fulfilled', v);
}

/** RejectPromise (§27.2.1.7). A promise that nobody listens to is noted in `m.unhandled`. */
export function rejectPromise(m: Machine, p: ExoticObject, reason: Value): void {
  if (!promiseData(p).handled) m.unhandled.add(p);
  settle(m, p, 'rejected', reason);
}

function settle(m: Machine, p: ExoticObject, state: 'fulfilled' | 'rejected', v: Value): void {
  const d = promiseData(p);
  const { reactions } = d;
  d.state = state;
  d.result = v;
  d.reactions = NO_REACTIONS;
  for (const r of reactions) m.enqueue(reactionJob(m, r, state === 'rejected', v));
}

/** NewPromiseReactionJob (§27.2.2.1). */
function reactionJob(m: Machine, r: Reaction, rejected: boolean, v: Value): Job {
  if (r.kind === 'await') {
    return { kind: 'resume', activity: r.activity, mode: rejected ? ResumeMode.Throw : ResumeMode.Next, value: v };
  }
  const handler = rejected ? r.onRejected : r.onFulfilled;
  const c = r.capability;
  return {
    kind: 'call',
    fn: realmOfJob(m, handler).helper('PromiseReactionJob'),
    self: undefined,
    args: [handler, rejected, v, c?.promise, c?.resolve, c?.reject],
  };
}

/** Realm of a job that calls `f`: its function's, as the current realm matters to errors and new objects of the job itself. */
function realmOfJob(m: Machine, f: Value): Realm {
  return f instanceof JSFunction ? f.code.realm : m.realm;
}

/** PerformPromiseThen (§27.2.5.4.1); handlers that are not callable are passed as undefined. */
export function performThen(
  m: Machine,
  p: ExoticObject,
  onFulfilled: Value,
  onRejected: Value,
  capability: Capability | null,
): void {
  react(m, p, { kind: 'then', onFulfilled, onRejected, capability });
}

/** The second half of await (§27.7.5.3): `activity` goes on with the promise's value, or throws its reason, in a job of its own. */
export function performThenAwait(m: Machine, p: ExoticObject, activity: GeneratorState): void {
  react(m, p, { kind: 'await', activity });
}

function react(m: Machine, p: ExoticObject, r: Reaction): void {
  const d = promiseData(p);
  if (d.state === 'pending') {
    m.charge(96);
    d.reactions = d.reactions.length === 0 ? [r] : appended(d.reactions, r);
  } else {
    const rejected = d.state === 'rejected';
    if (rejected && !d.handled) m.unhandled.delete(p);
    m.enqueue(reactionJob(m, r, rejected, d.result));
  }
  d.handled = true;
}

/** `NO_REACTIONS` is shared, every other list belongs to its promise. */
function appended(list: readonly Reaction[], r: Reaction): readonly Reaction[] {
  (list as Reaction[]).push(r);
  return list;
}

/**
 * What a promise's resolve function does with `v` (§27.2.1.3.2 from step 7), as far as it goes without guest code. False, and nothing
 * done, where reading `v.then` would call a getter or a Proxy: then the caller runs the self-hosted `ResolvePromiseSlow(p, v)`.
 */
export function resolvePromise(m: Machine, p: ExoticObject, v: Value): boolean {
  if (!isObject(v)) {
    fulfillPromise(m, p, v);
    return true;
  }
  if (v === p) {
    rejectPromise(m, p, m.newError('TypeError', 'Chaining cycle detected for promise #<Promise>'));
    return true;
  }
  const then = lookup(v, 'then');
  if (then instanceof Accessor || then === BAIL || then === TDZ) return false;
  if (then === HOLE || !IsCallable(then)) fulfillPromise(m, p, v);
  else enqueueThenable(m, p, v, then);
  return true;
}

/** NewPromiseResolveThenableJob (§27.2.2.2). */
export function enqueueThenable(m: Machine, p: ExoticObject, thenable: JSObject, then: JSObject): void {
  m.charge(96);
  m.enqueue({
    kind: 'call',
    fn: realmOfJob(m, then).helper('PromiseResolveThenableJob'),
    self: undefined,
    args: [p, thenable, then],
  });
}

/** Is `v` a promise that PromiseResolve(%Promise%, v) (§27.2.4.7.1) gives back as it is, as far as a leaf can see? */
export function isPristinePromise(m: Machine, v: Value): v is ExoticObject {
  return isPromise(v) && lookup(v, 'constructor') === m.realm.intrinsic('%Promise%');
}

/** A resolving function of that kind: a real function whose state is plain data. */
export function resolvingFunction(m: Machine, kind: 'resolve' | 'reject', state: Resolving): JSFunction {
  const template = m.realm.intrinsic(
    kind === 'resolve' ? '%PromiseResolveFunction%' : '%PromiseRejectFunction%',
  ) as JSFunction;
  m.charge(64);
  return new JSFunction(m.realm.functionRoot(m.realm.intrinsic('%FunctionPrototype%')), template.code, [state]);
}
