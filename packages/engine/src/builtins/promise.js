// Promise (ECMA-262 §27.2).

// ---- abstract operations --------------------------------------------------------------------------------------------------------

/**
 * NewPromiseCapability (ECMA-262 §27.2.1.5). For %Promise% itself, whose resolving functions nobody would see, `resolve` and `reject`
 * stay undefined: `ResolveCapability` and `RejectCapability` then settle the promise directly.
 */
function NewPromiseCapability(constructor) {
  if (constructor === $intrinsic('%Promise%')) return { promise: $newPromise(), resolve: undefined, reject: undefined };
  return NewVisibleCapability(constructor);
}

/** The same with resolving functions in any case. */
function NewVisibleCapability(constructor) {
  if (!$isConstructor(constructor)) throw $typeError(`${$text(constructor)} is not a constructor`);
  if (constructor === $intrinsic('%Promise%')) {
    const promise = $newPromise();
    const functions = $resolvingFunctions(promise);
    return { promise, resolve: functions[0], reject: functions[1] };
  }
  const capability = { promise: undefined, resolve: undefined, reject: undefined };
  const executor = $builtinFunction(
    (resolve, reject) => {
      if (capability.resolve !== undefined || capability.reject !== undefined) {
        throw $typeError('Promise executor has already been invoked with non-undefined arguments');
      }
      capability.resolve = resolve;
      capability.reject = reject;
    },
    '',
    2,
  );
  const promise = new constructor(executor);
  if (!$isCallable(capability.resolve) || !$isCallable(capability.reject)) {
    throw $typeError('Promise resolve or reject function is not callable');
  }
  capability.promise = promise;
  return capability;
}

/** Call(capability.[[Resolve]], undefined, « v »). */
function ResolveCapability(capability, v) {
  if (capability.resolve === undefined) ResolvePromise(capability.promise, v);
  else $call(capability.resolve, undefined, v);
}

/** Call(capability.[[Reject]], undefined, « reason »). */
function RejectCapability(capability, reason) {
  if (capability.reject === undefined) $rejectPromise(capability.promise, reason);
  else $call(capability.reject, undefined, reason);
}

/** What a promise's resolve function does (ECMA-262 §27.2.1.3.2), the promise not being resolved yet. */
function ResolvePromise(promise, v) {
  if (!$resolvePromise(promise, v)) ResolvePromiseSlow(promise, v);
}

/** The same where reading `then` may run guest code. Answers the promise. */
function ResolvePromiseSlow(promise, v) {
  let then;
  try {
    then = v.then;
  } catch (e) {
    $rejectPromise(promise, e);
    return promise;
  }
  if ($isCallable(then)) $enqueueThenable(promise, v, then);
  else $fulfillPromise(promise, v);
  return promise;
}

/** The same as the body of a resolve function, which answers undefined. */
function ResolvePromiseSilently(promise, v) {
  ResolvePromiseSlow(promise, v);
}

/** PromiseResolve (ECMA-262 §27.2.4.7.1). */
function PromiseResolve(constructor, v) {
  if ($isPromise(v) && v.constructor === constructor) return v;
  const capability = NewPromiseCapability(constructor);
  ResolveCapability(capability, v);
  return capability.promise;
}

/** PromiseResolve(%Promise%, v): the first half of await. */
function PromiseResolveIntrinsic(v) {
  return PromiseResolve($intrinsic('%Promise%'), v);
}

/** The job of a reaction (ECMA-262 §27.2.2.1). `promise` undefined: nobody waits for the handler's result. */
function PromiseReactionJob(handler, rejected, argument, promise, resolve, reject) {
  let result = argument;
  let failed = rejected;
  if (handler !== undefined) {
    failed = false;
    try {
      result = $call(handler, undefined, argument);
    } catch (e) {
      failed = true;
      result = e;
    }
  }
  if (promise === undefined) return;
  if (failed) {
    if (reject === undefined) $rejectPromise(promise, result);
    else $call(reject, undefined, result);
  } else if (resolve === undefined) ResolvePromise(promise, result);
  else $call(resolve, undefined, result);
}

/** The job that follows a thenable (ECMA-262 §27.2.2.2). */
function PromiseResolveThenableJob(promise, thenable, then) {
  const functions = $resolvingFunctions(promise);
  try {
    $call(then, thenable, functions[0], functions[1]);
  } catch (e) {
    $call(functions[1], undefined, e);
  }
}

// ---- the constructor and its methods --------------------------------------------------------------------------------------------

function PromiseConstructor(executor) {
  if (new.target === undefined) throw $typeError("Promise constructor cannot be invoked without 'new'");
  if (!$isCallable(executor)) throw $typeError(`Promise resolver ${$text(executor)} is not a function`);
  const promise = $promiseCreate(PrototypeFromConstructor(new.target, '%PromisePrototype%'));
  const functions = $resolvingFunctions(promise);
  try {
    $call(executor, undefined, functions[0], functions[1]);
  } catch (e) {
    $call(functions[1], undefined, e);
  }
  return promise;
}

function PromiseResolveMethod(v) {
  if (!$isObject(this)) throw $typeError('PromiseResolve called on non-object');
  return PromiseResolve(this, v);
}

function PromiseReject(reason) {
  if (!$isObject(this)) throw $typeError('PromiseReject called on non-object');
  const capability = NewPromiseCapability(this);
  RejectCapability(capability, reason);
  return capability.promise;
}

function PromiseWithResolvers() {
  if (!$isObject(this)) throw $typeError('Promise.withResolvers called on non-object');
  const capability = NewVisibleCapability(this);
  return { promise: capability.promise, resolve: capability.resolve, reject: capability.reject };
}

function PromiseTry(callback, ...args) {
  if (!$isObject(this)) throw $typeError('Promise.try called on non-object');
  const capability = NewPromiseCapability(this);
  let v;
  let failed = false;
  try {
    v = $apply(callback, undefined, args);
  } catch (e) {
    v = e;
    failed = true;
  }
  if (failed) RejectCapability(capability, v);
  else ResolveCapability(capability, v);
  return capability.promise;
}

// ---- combinators ----------------------------------------------------------------------------------------------------------------

/** GetPromiseResolve (ECMA-262 §27.2.4.1.1). */
function GetPromiseResolve(constructor) {
  const resolve = constructor.resolve;
  if (!$isCallable(resolve)) throw $typeError('resolve is not a function');
  return resolve;
}

/**
 * What the combinators share. `values` null stands for race; `onFulfilled` and `onRejected` are 'settle' for the capability's own
 * function, else how a result is put into `values`: 'value', 'fulfilled' or 'rejected'.
 */
function PromiseCombine(constructor, iterable, name, onFulfilled, onRejected) {
  if (!$isObject(constructor)) throw $typeError(`Promise.${name} called on non-object`);
  const capability = NewVisibleCapability(constructor);
  try {
    const resolve = GetPromiseResolve(constructor);
    const iterator = GetIterator(iterable);
    const next = iterator.next;
    const state = { remaining: 1, values: $newArray(), capability, name };
    let index = 0;
    for (;;) {
      const item = IteratorStepValue(iterator, next);
      if ($isDone(item)) break;
      try {
        const promise = $call(resolve, constructor, item);
        let fulfil = capability.resolve;
        let reject = capability.reject;
        if (name !== 'race') {
          const called = { yet: false };
          $push(state.values, undefined);
          if (onFulfilled !== 'settle') fulfil = CombinatorElement(state, index, onFulfilled, called);
          if (onRejected !== 'settle') reject = CombinatorElement(state, index, onRejected, called);
          state.remaining++;
          index++;
        }
        promise.then(fulfil, reject);
      } catch (e) {
        IteratorCloseQuietly(iterator);
        throw e;
      }
    }
    if (name === 'any') {
      if (--state.remaining === 0) throw $newAggregateError(state.values);
    } else if (name !== 'race') CombinatorStep(state);
  } catch (e) {
    $call(capability.reject, undefined, e);
  }
  return capability.promise;
}

/** The function that takes one element's result (ECMA-262 §27.2.4.1.3, §27.2.4.2.2, §27.2.4.2.3, §27.2.4.3.2). */
function CombinatorElement(state, index, how, called) {
  return $builtinFunction(
    (v) => {
      if (called.yet) return undefined;
      called.yet = true;
      let result = v;
      if (how === 'fulfilled') result = { status: 'fulfilled', value: v };
      else if (how === 'rejected') result = { status: 'rejected', reason: v };
      $defineData(state.values, index, result);
      return CombinatorStep(state);
    },
    '',
    1,
  );
}

/** One result less to wait for; the last one settles the combinator's promise. */
function CombinatorStep(state) {
  if (--state.remaining !== 0) return undefined;
  const { capability, values } = state;
  if (state.name === 'any') return $call(capability.reject, undefined, $newAggregateError(values));
  return $call(capability.resolve, undefined, values);
}

function PromiseAll(iterable) {
  return PromiseCombine(this, iterable, 'all', 'value', 'settle');
}

function PromiseAllSettled(iterable) {
  return PromiseCombine(this, iterable, 'allSettled', 'fulfilled', 'rejected');
}

function PromiseAny(iterable) {
  return PromiseCombine(this, iterable, 'any', 'settle', 'value');
}

function PromiseRace(iterable) {
  return PromiseCombine(this, iterable, 'race', 'settle', 'settle');
}

// ---- the prototype --------------------------------------------------------------------------------------------------------------

function PromisePrototypeThen(onFulfilled, onRejected) {
  if (!$isPromise(this)) {
    throw $typeError(`Method Promise.prototype.then called on incompatible receiver ${$text(this)}`);
  }
  const capability = NewPromiseCapability(SpeciesConstructor(this, '%Promise%'));
  $performPromiseThen(this, onFulfilled, onRejected, capability.promise, capability.resolve, capability.reject);
  return capability.promise;
}

function PromisePrototypeCatch(onRejected) {
  return this.then(undefined, onRejected);
}

function PromisePrototypeFinally(onFinally) {
  if (!$isObject(this)) throw $typeError('Promise.prototype.finally called on non-object');
  const constructor = SpeciesConstructor(this, '%Promise%');
  if (!$isCallable(onFinally)) return this.then(onFinally, onFinally);
  const thenFinally = $builtinFunction(
    (v) => {
      const promise = PromiseResolve(constructor, $call(onFinally, undefined));
      return promise.then($builtinFunction(() => v, '', 0));
    },
    '',
    1,
  );
  const catchFinally = $builtinFunction(
    (reason) => {
      const promise = PromiseResolve(constructor, $call(onFinally, undefined));
      return promise.then(
        $builtinFunction(
          () => {
            throw reason;
          },
          '',
          0,
        ),
      );
    },
    '',
    1,
  );
  return this.then(thenFinally, catchFinally);
}
