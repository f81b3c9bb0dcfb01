/** Promise (ECMA-262 §27.2). Its data and jobs are in `machine/promises.ts`, what runs guest code in `promise.js`. */
import { callHelper } from '../machine/calls.ts';
import type { Machine } from '../machine/machine.ts';
import {
  enqueueThenable,
  fulfillPromise,
  isPristinePromise,
  isPromise,
  newPromise,
  performThen,
  promiseData,
  type Resolving,
  rejectPromise,
  resolvePromise,
  resolvingFunction,
} from '../machine/promises.ts';
import { Accessor, type ExoticObject, IsCallable, JSFunction, type JSObject } from '../objects/object.ts';
import { addProperty, lookup } from '../objects/property.ts';
import { Attr } from '../objects/shape.ts';
import { BAIL, type Mark, symbols, type Value } from '../objects/value.ts';
import { newErrorObject } from './error-object.ts';
import { type BuiltinModule, constructor_, getter, intrinsic, method, value } from './spec.ts';

const returnThis = (_m: Machine, self: Value): Value => self;

/** Is %Promise%[Symbol.species] what it was made to be? */
function speciesIntact(m: Machine): boolean {
  const species = lookup(m.realm.intrinsic('%Promise%'), symbols.species);
  return species instanceof Accessor && species.get instanceof JSFunction && species.get.code.native === returnThis;
}

/** Promise.prototype.then (§27.2.5.4) of a promise whose species is plainly %Promise%; else the self-hosted form does it. */
function then(m: Machine, self: Value, onFulfilled: Value, onRejected: Value): Value | Mark {
  if (!isPristinePromise(m, self) || !speciesIntact(m)) return BAIL;
  const promise = newPromise(m);
  performThen(m, self, callableOrUndefined(onFulfilled), callableOrUndefined(onRejected), {
    promise,
    resolve: undefined,
    reject: undefined,
  });
  return promise;
}

function callableOrUndefined(v: Value): Value {
  return IsCallable(v) ? v : undefined;
}

/** Promise resolve functions (§27.2.1.3.2). */
function resolveFunction(m: Machine, fn: JSFunction, _self: Value, args: Value[]): void {
  const state = fn.captures[0] as Resolving;
  if (state.alreadyResolved) {
    m.deliver(undefined);
    return;
  }
  state.alreadyResolved = true;
  if (resolvePromise(m, state.promise, args[0])) m.deliver(undefined);
  else callHelper(m, 'ResolvePromiseSilently', [state.promise, args[0]]);
}

/** Promise reject functions (§27.2.1.3.1). */
function rejectFunction(m: Machine, fn: JSFunction, _self: Value, args: Value[]): void {
  const state = fn.captures[0] as Resolving;
  if (!state.alreadyResolved) {
    state.alreadyResolved = true;
    rejectPromise(m, state.promise, args[0]);
  }
  m.deliver(undefined);
}

/** The error of Promise.any: its message is V8's. */
function newAggregateError(m: Machine, errors: Value): JSObject {
  const e = newErrorObject(m, m.realm.intrinsic('%AggregateErrorPrototype%'), 'All promises were rejected', null);
  addProperty(e, 'errors', errors, Attr.Method);
  return e;
}

export const promise: BuiltinModule = {
  objects: [
    {
      id: '%Promise%',
      proto: '%FunctionPrototype%',
      fn: constructor_('Promise', 1, { selfHosted: 'PromiseConstructor' }),
      properties: [
        method('all', 1, { selfHosted: 'PromiseAll' }),
        method('allSettled', 1, { selfHosted: 'PromiseAllSettled' }),
        method('any', 1, { selfHosted: 'PromiseAny' }),
        method('race', 1, { selfHosted: 'PromiseRace' }),
        method('resolve', 1, { selfHosted: 'PromiseResolveMethod' }),
        method('reject', 1, { selfHosted: 'PromiseReject' }),
        method('withResolvers', 0, { selfHosted: 'PromiseWithResolvers' }),
        method('try', 1, { selfHosted: 'PromiseTry' }),
        intrinsic('prototype', '%PromisePrototype%', Attr.None),
        getter(symbols.species, { native: returnThis }),
      ],
    },
    {
      id: '%PromisePrototype%',
      proto: '%ObjectPrototype%',
      properties: [
        intrinsic('constructor', '%Promise%'),
        method('then', 2, { native: then, selfHosted: 'PromisePrototypeThen' }),
        method('catch', 1, { selfHosted: 'PromisePrototypeCatch' }),
        method('finally', 1, { selfHosted: 'PromisePrototypeFinally' }),
        value(symbols.toStringTag, 'Promise', Attr.Configurable),
      ],
    },
    // Templates of the resolving functions: each promise's own share their code.
    {
      id: '%PromiseResolveFunction%',
      proto: '%FunctionPrototype%',
      fn: { name: '', length: 1, special: resolveFunction },
      properties: [],
    },
    {
      id: '%PromiseRejectFunction%',
      proto: '%FunctionPrototype%',
      fn: { name: '', length: 1, special: rejectFunction },
      properties: [],
    },
  ],
  globals: [intrinsic('Promise', '%Promise%')],
  intrinsics: {
    promiseCreate: (m, _self, proto) => newPromise(m, proto as JSObject),
    newPromise: (m) => newPromise(m),
    isPromise: (_m, _self, v) => isPromise(v),
    isPristinePromise: (m, _self, v) => isPristinePromise(m, v),
    /** CreateResolvingFunctions (§27.2.1.3): the list [resolve, reject]. */
    resolvingFunctions: (m, _self, p) => {
      const state: Resolving = { promise: p as ExoticObject, alreadyResolved: false };
      return m.realm.newArray([resolvingFunction(m, 'resolve', state), resolvingFunction(m, 'reject', state)]);
    },
    resolvePromise: (m, _self, p, v) => resolvePromise(m, p as ExoticObject, v),
    fulfillPromise: (m, _self, p, v) => {
      fulfillPromise(m, p as ExoticObject, v);
      return undefined;
    },
    rejectPromise: (m, _self, p, reason) => {
      rejectPromise(m, p as ExoticObject, reason);
      return undefined;
    },
    enqueueThenable: (m, _self, p, thenable, thenFunction) => {
      enqueueThenable(m, p as ExoticObject, thenable as JSObject, thenFunction as JSObject);
      return undefined;
    },
    promiseState: (_m, _self, p) => promiseData(p as ExoticObject).state,
    promiseResult: (_m, _self, p) => promiseData(p as ExoticObject).result,
    newAggregateError: (m, _self, errors) => newAggregateError(m, errors),
  },
  variadicIntrinsics: {
    /** PerformPromiseThen(p, onFulfilled, onRejected, promise, resolve, reject); `promise` undefined: no capability. */
    performPromiseThen: (m, _self, args) => {
      const [p, onFulfilled, onRejected, result, resolve, reject] = args;
      performThen(
        m,
        p as ExoticObject,
        callableOrUndefined(onFulfilled),
        callableOrUndefined(onRejected),
        result === undefined
          ? null
          : {
              promise: result as JSObject,
              resolve: resolve as JSObject | undefined,
              reject: reject as JSObject | undefined,
            },
      );
      return undefined;
    },
  },
};
