/**
 * Suspension: generators, async functions and async generators (ECMA-262 §27.3 to §27.7). A suspended activity owns its frame, which
 * is unlinked from the stack; resuming links it on top again.
 */
import { CodeKind } from '../bytecode/code.ts';
import { ExoticObject, isObject, type JSFunction, type JSObject, type Slot } from '../objects/object.ts';
import { getOwnSlot } from '../objects/property.ts';
import { DONE, type Value } from '../objects/value.ts';
import { type AsyncRequest, GeneratorState, ResumeMode } from './activity.ts';
import { messageText } from './callee-text.ts';
import { callHelper, releaseFrame } from './calls.ts';
import type { Frame } from './frame.ts';
import { GuestThrow, InternalFault } from './guest-throw.ts';
import type { Machine } from './machine.ts';
import { isPristinePromise, newPromise, performThenAwait, rejectPromise, resolvePromise } from './promises.ts';
import { unwind } from './unwind.ts';

/** Takes the newest frame off the stack without ending it. Its caller goes on. */
function detach(m: Machine): Frame {
  const f = m.frame as Frame;
  m.frame = f.caller;
  f.caller = null;
  m.depth--;
  if (m.frame !== null) m.realm = m.frame.code.realm;
  return f;
}

/** Puts a suspended frame on top of the stack. */
function attach(m: Machine, f: Frame): void {
  if (m.depth >= m.options.maxDepth) throw new GuestThrow(m.newError('RangeError', 'Maximum call stack size exceeded'));
  f.caller = m.frame;
  m.frame = f;
  m.framesResumed++;
  m.depth++;
  if (m.depth > m.depthMark) m.depthMark = m.depth;
  m.realm = f.code.realm;
}

/** Delivers to the caller, or ends the job with it. */
function give(m: Machine, v: Slot): void {
  if (m.frame === null) m.result = v as Value;
  else m.deliver(v);
}

/** Lets the caller of an async generator's method, if it is still there, go on with the promise of its request. */
function giveRequested(m: Machine, g: GeneratorState): void {
  const promise = g.callerResult;
  g.callerResult = null;
  if (promise !== null) give(m, promise);
  else if (m.frame === null) m.result = undefined;
}

/** Ends the newest frame for good. */
function finish(m: Machine): Frame {
  const f = detach(m);
  m.framesReturned++;
  const activity = f.activity;
  if (activity !== null) {
    activity.state = 'done';
    activity.frame = null;
  }
  releaseFrame(f);
  return f;
}

// ---- generators -------------------------------------------------------------------------------------------------------------------

export function startGenerator(m: Machine): void {
  const f = detach(m);
  const isAsync = f.code.kind === CodeKind.AsyncGenerator;
  const own = getOwnSlot(f.fn, 'prototype');
  const proto = isObject(own)
    ? own
    : f.code.realm.intrinsic(isAsync ? '%AsyncGeneratorPrototype%' : '%GeneratorPrototype%');
  const o = new ExoticObject(f.code.realm.rootShape(proto as JSObject), isAsync ? 'AsyncGenerator' : 'Generator', null);
  m.allocated += 200;
  const activity = new GeneratorState(isAsync ? 'async-generator' : 'generator', f, o);
  o.data = activity;
  f.activity = activity;
  give(m, o);
}

/** The state of a generator object, or a TypeError in V8's words. */
function generatorState(m: Machine, v: Value, method: string): GeneratorState {
  if (!(v instanceof ExoticObject) || v.kind !== 'Generator')
    return m.throwTypeError(`Method [Generator].prototype.${method} called on incompatible receiver ${messageText(v)}`);
  return v.data as GeneratorState;
}

/** GeneratorResume and GeneratorResumeAbrupt (ECMA-262 §27.5.3.3, §27.5.3.4). */
function resumeGenerator(m: Machine, g: GeneratorState, mode: ResumeMode, v: Value, direct: boolean): void {
  if (g.state === 'running') m.throwTypeError('Generator is already running');
  if (g.state === 'start' && mode !== ResumeMode.Next) {
    const f = g.frame as Frame;
    g.state = 'done';
    g.frame = null;
    m.framesReturned++;
    releaseFrame(f);
  }
  if (g.state === 'done') {
    if (mode === ResumeMode.Throw) throw new GuestThrow(v);
    m.deliver(direct ? DONE : m.realm.iterResult(mode === ResumeMode.Return ? v : undefined, true));
    return;
  }
  const f = g.frame as Frame;
  attach(m, f);
  const first = g.state === 'start';
  g.state = 'running';
  g.direct = direct;
  if (!first) enter(m, f, mode, v);
}

/** Continues behind a Yield: value and mode go to its registers, or the exception is thrown there. */
function enter(m: Machine, f: Frame, mode: ResumeMode, v: Value): void {
  const code = f.code.bytecode;
  const raw = f.yieldedRaw;
  f.yieldedRaw = false;
  if (mode === ResumeMode.Throw && !raw) {
    unwind(m, v);
    return;
  }
  f.slots[code[f.pc - 1] as number] = v;
  f.slots[code[f.pc - 2] as number] = mode;
}

export function yieldValue(m: Machine, v: Value): void {
  const f = m.frame as Frame;
  const g = f.activity as GeneratorState;
  if (g.kind === 'async-generator') {
    asyncGeneratorYield(m, g, v);
    return;
  }
  detach(m);
  g.state = 'suspended';
  give(m, g.direct ? v : m.realm.iterResult(v, false));
}

/** yield* hands the inner iterator's result object on as it is. */
export function yieldRaw(m: Machine, v: Value): void {
  const f = m.frame as Frame;
  const g = f.activity as GeneratorState;
  f.yieldedRaw = true;
  if (g.kind === 'async-generator') {
    asyncGeneratorYield(m, g, v);
    return;
  }
  detach(m);
  g.state = 'suspended';
  if (!g.direct) give(m, v);
  else callHelper(m, 'IteratorResultValue', [v]);
}

export function generatorReturn(m: Machine, v: Value): void {
  const g = (m.frame as Frame).activity as GeneratorState;
  finish(m);
  give(m, g.direct ? DONE : m.realm.iterResult(v, true));
}

/** One step of a built-in generator for an iteration, without a result object. False: not such a generator. */
export function stepGenerator(m: Machine, it: Value, next: Value): boolean {
  if (!(it instanceof ExoticObject) || it.kind !== 'Generator' || next !== m.realm.generatorNext) return false;
  resumeGenerator(m, it.data as GeneratorState, ResumeMode.Next, undefined, true);
  return true;
}

export function generatorNext(m: Machine, _fn: JSFunction, self: Value, args: Value[]): void {
  resumeGenerator(m, generatorState(m, self, 'next'), ResumeMode.Next, args[0], false);
}
export function generatorThrow(m: Machine, _fn: JSFunction, self: Value, args: Value[]): void {
  resumeGenerator(m, generatorState(m, self, 'throw'), ResumeMode.Throw, args[0], false);
}
export function generatorReturnMethod(m: Machine, _fn: JSFunction, self: Value, args: Value[]): void {
  resumeGenerator(m, generatorState(m, self, 'return'), ResumeMode.Return, args[0], false);
}

// ---- async functions --------------------------------------------------------------------------------------------------------------

export function startAsync(m: Machine): void {
  const f = m.frame as Frame;
  const promise = newPromise(m);
  const activity = new GeneratorState('async', f, promise);
  activity.state = 'running';
  f.activity = activity;
}

/** First half of await: PromiseResolve(%Promise%, v) (ECMA-262 §27.2.4.7.1). */
export function promiseResolve(m: Machine, v: Value): void {
  if (v instanceof ExoticObject && v.kind === 'Promise') {
    if (isPristinePromise(m, v)) m.deliver(v);
    else callHelper(m, 'PromiseResolve', [m.realm.intrinsic('%Promise%'), v]);
    return;
  }
  const p = newPromise(m);
  if (resolvePromise(m, p, v)) m.deliver(p);
  else callHelper(m, 'ResolvePromiseSlow', [p, v]);
}

export function awaitPromise(m: Machine, p: Value): void {
  const f = m.frame as Frame;
  const g = f.activity;
  if (g === null) throw new InternalFault('await outside an activity');
  detach(m);
  const first = !g.detached;
  g.detached = true;
  g.state = 'awaiting';
  performThenAwait(m, p as ExoticObject, g);
  // The caller of an async function gets its promise at the first await; later there is only the job.
  if (g.kind === 'async' && first) give(m, g.object);
  else giveRequested(m, g);
}

/** Runs a 'resume' job: `m.frame` is null before. */
export function resumeActivity(m: Machine, g: GeneratorState, mode: ResumeMode, v: Value): void {
  const f = g.frame as Frame;
  attach(m, f);
  g.state = 'running';
  if (mode === ResumeMode.Throw) unwind(m, v);
  else m.deliver(v);
}

/** Settles the promise of an async function and leaves its frame. */
export function asyncReturn(m: Machine, v: Value): void {
  const g = (m.frame as Frame).activity as GeneratorState;
  const { object: promise, detached } = g;
  finish(m);
  if (resolvePromise(m, promise, v)) {
    if (!detached) give(m, promise);
    else if (m.frame === null) m.result = undefined;
    return;
  }
  callHelper(m, 'ResolvePromiseSlow', [promise, v]);
}

/**
 * An exception leaves an activity's frame, which is the newest. True: it has been taken care of (a promise is rejected) and the caller
 * goes on; false: it goes on to the caller, as from a generator.
 */
export function activityThrew(m: Machine, f: Frame, e: Value): boolean {
  const g = f.activity as GeneratorState;
  if (g.kind === 'generator') {
    g.state = 'done';
    g.frame = null;
    return false;
  }
  const { detached } = g;
  finish(m);
  if (g.kind === 'async') {
    rejectPromise(m, g.object, e);
    if (!detached) give(m, g.object);
    else if (m.frame === null) m.result = undefined;
    return true;
  }
  g.state = 'done';
  giveRequested(m, g);
  settleRequest(m, g, ResumeMode.Throw, e, true);
  return true;
}

// ---- async generators (ECMA-262 §27.6.3) --------------------------------------------------------------------------------------------

function asyncGeneratorCall(m: Machine, self: Value, mode: ResumeMode, v: Value): void {
  const promise = newPromise(m);
  if (!(self instanceof ExoticObject) || self.kind !== 'AsyncGenerator') {
    const name = mode === ResumeMode.Next ? 'next' : mode === ResumeMode.Throw ? 'throw' : 'return';
    rejectPromise(
      m,
      promise,
      m.newError(
        'TypeError',
        `Method [AsyncGenerator].prototype.${name} called on incompatible receiver ${messageText(self)}`,
      ),
    );
    m.deliver(promise);
    return;
  }
  const g = self.data as GeneratorState;
  g.queue.push({ mode, value: v, promise });
  m.charge(64);
  if (g.state === 'suspended' || (g.state === 'start' && mode === ResumeMode.Next)) {
    g.callerResult = promise;
    advance(m, g);
    return;
  }
  m.deliver(promise);
  if (g.state === 'start' || (g.state === 'done' && !g.draining)) advance(m, g);
}

export function asyncGeneratorNext(m: Machine, _fn: JSFunction, self: Value, args: Value[]): void {
  asyncGeneratorCall(m, self, ResumeMode.Next, args[0]);
}
export function asyncGeneratorThrow(m: Machine, _fn: JSFunction, self: Value, args: Value[]): void {
  asyncGeneratorCall(m, self, ResumeMode.Throw, args[0]);
}
export function asyncGeneratorReturnMethod(m: Machine, _fn: JSFunction, self: Value, args: Value[]): void {
  asyncGeneratorCall(m, self, ResumeMode.Return, args[0]);
}

/** Serves the oldest request of an async generator that is not running. What the newest frame awaits from its instruction is delivered. */
function advance(m: Machine, g: GeneratorState): void {
  const request = g.queue[0];
  if (request === undefined) return;
  if (g.state === 'start' && request.mode !== ResumeMode.Next) {
    const f = g.frame as Frame;
    g.state = 'done';
    g.frame = null;
    m.framesReturned++;
    releaseFrame(f);
  }
  if (g.state === 'done') {
    if (request.mode === ResumeMode.Next) settleRequest(m, g, ResumeMode.Next, undefined, true);
    else if (request.mode === ResumeMode.Throw) settleRequest(m, g, ResumeMode.Throw, request.value, true);
    else {
      // AsyncGeneratorAwaitReturn: the value is awaited before the request is answered.
      g.draining = true;
      pushDiscarding(m, 'AsyncGeneratorAwaitReturn', [g.object, request.value]);
    }
    return;
  }
  const f = g.frame as Frame;
  const first = g.state === 'start';
  attach(m, f);
  g.state = 'running';
  g.detached = true;
  if (!first) enter(m, f, request.mode, request.value);
}

/** Calls a helper whose result nobody wants: it returns its last argument, which is what the destination holds already. */
function pushDiscarding(m: Machine, name: string, args: Value[]): void {
  const f = m.frame;
  args.push(f === null ? undefined : (f.slots[f.code.bytecode[f.pc - 1] as number] as Value));
  callHelper(m, name, args);
}

/** Answers the oldest request: AsyncGeneratorCompleteStep, then goes on with the queue. */
function settleRequest(m: Machine, g: GeneratorState, mode: ResumeMode, v: Value, done: boolean): void {
  const request = g.queue.shift() as AsyncRequest;
  if (mode === ResumeMode.Throw) rejectPromise(m, request.promise, v);
  else {
    const result = m.realm.iterResult(v, done);
    if (!resolvePromise(m, request.promise, result)) {
      pushDiscarding(m, 'AsyncGeneratorSettleSlow', [request.promise, result, g.object]);
      return;
    }
  }
  if (g.state === 'done' && !g.draining) advance(m, g);
}

/** `$asyncGeneratorResume(generator)`: after a slow settlement, serve what is left. */
export function asyncGeneratorContinue(m: Machine, o: Value): void {
  const g = (o as ExoticObject).data as GeneratorState;
  if (g.state === 'done' && !g.draining) advance(m, g);
}

/** `$asyncGeneratorReturned(generator, mode, value)`: the value of a `return` request on a finished generator has been awaited. */
export function asyncGeneratorReturned(m: Machine, o: Value, mode: Value, v: Value): void {
  const g = (o as ExoticObject).data as GeneratorState;
  g.draining = false;
  settleRequest(m, g, mode as ResumeMode, v, true);
}

/** AsyncGeneratorYield: answers the running request; goes on at once if there is another, else waits for one. */
function asyncGeneratorYield(m: Machine, g: GeneratorState, v: Value): void {
  const f = m.frame as Frame;
  const request = g.queue.shift() as AsyncRequest;
  const result = f.yieldedRaw && isObject(v) ? v : m.realm.iterResult(v, false);
  const settled = resolvePromise(m, request.promise, result);
  const next = g.queue[0];
  if (next !== undefined) {
    enter(m, f, next.mode, next.value);
  } else {
    g.state = 'suspended';
    detach(m);
    giveRequested(m, g);
  }
  if (!settled) pushDiscarding(m, 'AsyncGeneratorSettleSlow', [request.promise, result, undefined]);
}

export function asyncGeneratorReturn(m: Machine, v: Value): void {
  const g = (m.frame as Frame).activity as GeneratorState;
  finish(m);
  giveRequested(m, g);
  settleRequest(m, g, ResumeMode.Next, v, true);
}
