/**
 * What a stack trace is made of: the functions that were running, newest first, as V8 counts them: guest functions, built-ins that the
 * guest has called, and behind the bottom of the stack the async functions that wait for the running one.
 *
 * A site holds the function and its receiver, from which names are told when the stack is first read; until then it keeps them alive,
 * as in V8.
 */

import { isHiddenBuiltin } from '../builtins/hidden.ts';
import { type Body, CodeFlag } from '../bytecode/code.ts';
import { OP_BY_NAME } from '../bytecode/optable.ts';
import { type ExoticObject, JSFunction, JSObject } from '../objects/object.ts';
import { getOwnSlot } from '../objects/property.ts';
import { TDZ, type Value } from '../objects/value.ts';
import type { GeneratorState } from './activity.ts';
import type { Frame } from './frame.ts';
import { OP_LENGTH } from './link.ts';
import type { Machine } from './machine.ts';
import { isPromise, promiseData, type Reaction, type Resolving } from './promises.ts';
import { functionCall } from './specials.ts';
import { offsetOf } from './stack-trace.ts';

export const enum SiteFlag {
  None = 0,
  /** Called as a constructor. */
  Construct = 1,
  /** Waits for what runs above it. */
  Async = 2,
  /** `Promise.all` and its like, waiting: `at` is the index of what it waits for. */
  Combinator = 4,
  /** `CallSite` objects tell neither the function nor its receiver. */
  Closed = 8,
}

/** One line of a stack trace. */
export interface CallSite {
  readonly fn: JSFunction;
  /** Receiver of the call. */
  readonly self: Value;
  /** Offset in the source of the function; of no meaning for a built-in. */
  readonly at: number;
  /** Bits of `SiteFlag`. */
  readonly flags: number;
}

/** Is it a line without a place, `at Array.map (<anonymous>)`? */
export function isBuiltinSite(s: CallSite): boolean {
  return s.fn.code.spec !== null || s.fn.code.code === null;
}

/**
 * The newest sites, `limit` at most. `above`: those above the newest call of that function, and that call, are left out; where it is not
 * on the stack, all are.
 */
export function captureSites(m: Machine, limit: number, above: JSObject | null): CallSite[] {
  const out: CallSite[] = [];
  let skipping = above !== null;
  const put = (fn: JSFunction, self: Value, at: number, flags: number): boolean => {
    if (skipping) {
      if (fn === above) skipping = false;
      return true;
    }
    if (out.length >= limit) return false;
    out.push({ fn, self, at, flags });
    return true;
  };
  if (limit <= 0) return out;
  if (m.frame !== null && !putRunningNative(m.frame, put)) return out;
  let bottom: Frame | null = null;
  let aboveBottom: Frame | null = null;
  for (let f = m.frame; f !== null; f = f.caller) {
    aboveBottom = bottom;
    bottom = f;
    if (!putFrame(f, put)) return out;
  }
  if (bottom !== null && !skipping) {
    for (const s of waitingSites(runningPromise(bottom, aboveBottom), limit - out.length)) out.push(s);
  }
  return out;
}

/** The site of a guest function's frame. */
export function guestSite(f: Frame): CallSite {
  const { code, newTarget } = f;
  let self = f.slots[0] === TDZ ? undefined : (f.slots[0] as Value);
  // Sloppy code has the global object where it was called without a receiver.
  if ((self === undefined || self === null) && (code.flags & CodeFlag.Strict) === 0) self = code.realm.globalObject;
  const flags = newTarget === undefined ? SiteFlag.None : SiteFlag.Construct;
  return { fn: f.fn, self, at: offsetOf(f), flags };
}

type Put = (fn: JSFunction, self: Value, at: number, flags: number) => boolean;

function putFrame(f: Frame, put: Put): boolean {
  const { code, fn } = f;
  if ((code.flags & CodeFlag.SelfHosted) === 0) {
    const s = guestSite(f);
    if (!put(s.fn, s.self, s.at, s.flags)) return false;
    return f.caller === null || putEntrance(f, put);
  }
  if (code.spec === null) return true;
  // A native that has had its arguments converted: they are its helper's.
  if (isHelper(f, 'CoerceAndCall')) {
    const native = f.slots[1];
    return native instanceof JSFunction && !isHiddenBuiltin(native.code.spec)
      ? put(native, f.slots[2] as Value, 0, SiteFlag.None)
      : true;
  }
  if (isHiddenBuiltin(code.spec) || isCalledByBuiltin(f)) return true;
  return put(fn, f.slots[0] as Value, 0, f.newTarget === undefined ? SiteFlag.None : SiteFlag.Construct);
}

/** V8's built-ins do not show how they work inside. */
function isCalledByBuiltin({ caller }: Frame): boolean {
  return caller !== null && (caller.code.flags & CodeFlag.SelfHosted) !== 0 && !isHiddenBuiltin(caller.code.spec);
}

/** Built-ins without a frame of their own through which a guest function was entered: `next` of a generator, and indirect `eval`. */
function putEntrance(f: Frame, put: Put): boolean {
  const { activity, code } = f;
  if (activity !== null && activity.kind !== 'async') {
    if (activity.kind === 'async-generator' && activity.callerResult === null) return true;
    const id = activity.kind === 'generator' ? '%GeneratorPrototype%' : '%AsyncGeneratorPrototype%';
    return put(code.realm.original(id, 'next'), activity.object, 0, SiteFlag.None);
  }
  if ((code.flags & CodeFlag.TopLevel) === 0 || code.evalOrigin?.direct !== false) return true;
  return put(code.realm.intrinsic('%eval%') as JSFunction, undefined, 0, SiteFlag.None);
}

// ---- natives ------------------------------------------------------------------------------------------------------------------------

/** The native that the newest frame is calling, which has no frame. */
function putRunningNative(f: Frame, put: Put): boolean {
  const { body } = f.code;
  if (body === null || (f.code.flags & CodeFlag.SelfHosted) !== 0) return true;
  const at = runningCall(body, f.pc);
  if (at < 0) return true;
  let fn = f.slots[body.code[at + 1] as number];
  let self = f.slots[body.code[at + 2] as number];
  // Function.prototype.call of a native calls it at once.
  if (fn instanceof JSFunction && fn.code.special === functionCall && (body.code[at + 4] as number) > 0) {
    fn = self;
    self = f.slots[body.code[at + 3] as number];
  }
  if (!(fn instanceof JSFunction)) return true;
  const { native, variadic, spec } = fn.code;
  if ((native === null && variadic === null) || isHiddenBuiltin(spec)) return true;
  return put(fn, self as Value, 0, SiteFlag.None);
}

const CALL = OP_BY_NAME.get('Call') as number;

/** Pc of the `Call` before that pc; -1 where another instruction is there. */
function runningCall(body: Body, pc: number): number {
  const at = pc - (OP_LENGTH[CALL] as number);
  const { calleeRanges, code } = body;
  if (code[at] !== CALL) return -1;
  // The word might be an operand: calls are listed.
  for (let i = calleeRanges.length - 3; i >= 0; i -= 3) if (calleeRanges[i] === at) return at;
  return -1;
}

// ---- what waits ---------------------------------------------------------------------------------------------------------------------

/** The promise that the running job settles, as far as V8 follows it; null where nothing is known. */
function runningPromise(bottom: Frame, aboveBottom: Frame | null): ExoticObject | null {
  const { activity } = bottom;
  if (activity !== null) return activity.detached ? promiseOf(activity) : null;
  if (aboveBottom === null || !isHelper(bottom, 'RunJob') || !isHelper(aboveBottom, 'PromiseReactionJob')) return null;
  const promise = aboveBottom.slots[REACTION_PROMISE];
  return isPromise(promise) ? promise : null;
}

export function isHelper(f: Frame, name: string): boolean {
  return f.code.spec?.selfHosted === name;
}

/** Register of `promise` in `PromiseReactionJob` (promise.js). */
export const REACTION_PROMISE = 4;

/** The promise that an activity settles when it goes on. */
export function promiseOf(g: GeneratorState): ExoticObject | null {
  return g.kind === 'async' ? g.object : (g.queue[0]?.promise ?? null);
}

/** Who waits for that promise, and for whom that one waits in turn. Ends where more than one waits. */
function waitingSites(from: ExoticObject | null, limit: number): CallSite[] {
  const out: CallSite[] = [];
  let promise = from;
  while (promise !== null && out.length < limit) {
    const { state, reactions } = promiseData(promise);
    const reaction = reactions[0];
    if (state !== 'pending' || reaction === undefined || reactions.length !== 1) break;
    if (reaction.kind === 'await') {
      const { frame } = reaction.activity;
      if (frame === null) break;
      out.push({ ...guestSite(frame), flags: SiteFlag.Async });
      promise = promiseOf(reaction.activity);
      continue;
    }
    const combined = combinatorOf(reaction);
    if (combined !== null) {
      out.push(combined.site);
      promise = combined.promise;
    } else promise = promiseBehind(reaction);
  }
  return out;
}

function promiseBehind({ onFulfilled, capability }: Reaction & { readonly kind: 'then' }): ExoticObject | null {
  if (onFulfilled instanceof JSFunction) {
    const { code, captures } = onFulfilled;
    const resolve = code.realm.intrinsic('%PromiseResolveFunction%') as JSFunction;
    if (code === resolve.code) return (captures[0] as Resolving).promise;
  }
  return isPromise(capability?.promise) ? capability.promise : null;
}

/** What the function of `CombinatorElement` (promise.js) captures, which no other one does. */
const ELEMENT_CAPTURES = ['state', 'index', 'how', 'called'];

/** Does it put a result of `Promise.all`, `allSettled` or `any` into their list? */
export function isCombinatorElement({ code }: JSFunction): boolean {
  const names = code.code?.captures.map(({ name }) => name) ?? [];
  return (code.flags & CodeFlag.SelfHosted) !== 0 && ELEMENT_CAPTURES.every((name) => names.includes(name));
}

/** Where the reaction is that of an element of `Promise.all`, `allSettled` or `any`. */
function combinatorOf(
  r: Reaction & { readonly kind: 'then' },
): { site: CallSite; promise: ExoticObject | null } | null {
  for (const f of [r.onFulfilled, r.onRejected]) {
    if (!(f instanceof JSFunction)) continue;
    if (!isCombinatorElement(f)) continue;
    const { code, captures } = f;
    const names = code.code?.captures.map(({ name }) => name) ?? [];
    const captured = (name: string): unknown => captures[names.indexOf(name)];
    const state = captured('state');
    const index = captured('index');
    if (!(state instanceof JSObject) || typeof index !== 'number') return null;
    const name = getOwnSlot(state, 'name');
    const capability = getOwnSlot(state, 'capability');
    const promise = capability instanceof JSObject ? getOwnSlot(capability, 'promise') : null;
    const promises = code.realm.intrinsic('%Promise%') as JSFunction;
    return {
      site: {
        fn: code.realm.original('%Promise%', String(name)),
        self: promises,
        at: index,
        flags: SiteFlag.Async | SiteFlag.Combinator,
      },
      promise: isPromise(promise) ? promise : null,
    };
  }
  return null;
}
