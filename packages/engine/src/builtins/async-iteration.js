// Asynchronous iteration (ECMA-262 §27.1): what `for await`, `yield*` in async generators and the async iterator prototypes share.

/** GetIterator(o, async) (ECMA-262 §7.4.3): the iterator object, whose `next` the caller reads once. */
function GetAsyncIterator(o) {
  if (o === undefined || o === null) throw $typeError($asyncIterableMessage(o));
  const method = GetMethod(o, $wellKnown('asyncIterator'));
  if (method === undefined) {
    const syncMethod = GetMethod(o, $wellKnown('iterator'));
    if (syncMethod === undefined) throw $typeError($asyncIterableMessage(o));
    const iterator = GetIteratorFromMethod(o, syncMethod);
    return $asyncFromSyncIterator(iterator, iterator.next);
  }
  const iterator = $call(method, o);
  if (!$isObject(iterator)) throw $typeError('Result of the Symbol.asyncIterator method is not an object');
  return iterator;
}

/** %AsyncFromSyncIteratorPrototype%.next (ECMA-262 §27.1.6.2.1). */
function AsyncFromSyncIteratorNext(v) {
  const iterator = $syncIterator(this);
  const promise = $newPromise();
  let result;
  try {
    const next = $syncIteratorNext(this);
    if (!$isCallable(next)) throw $typeError(`${$callSite(next)} is not a function`);
    result = arguments.length > 0 ? $call(next, iterator, v) : $call(next, iterator);
    if (!$isObject(result)) throw $typeError(`Iterator result ${$text(result)} is not an object`);
  } catch (e) {
    $rejectPromise(promise, e);
    return promise;
  }
  return AsyncFromSyncIteratorContinuation(result, promise, iterator, true);
}

/** %AsyncFromSyncIteratorPrototype%.return (ECMA-262 §27.1.6.2.2). */
function AsyncFromSyncIteratorReturn(v) {
  const iterator = $syncIterator(this);
  const promise = $newPromise();
  let result;
  try {
    const method = GetMethod(iterator, 'return');
    if (method === undefined) {
      ResolvePromise(promise, CreateIterResult(v, true));
      return promise;
    }
    result = arguments.length > 0 ? $call(method, iterator, v) : $call(method, iterator);
    if (!$isObject(result)) throw $typeError(`Iterator result ${$text(result)} is not an object`);
  } catch (e) {
    $rejectPromise(promise, e);
    return promise;
  }
  return AsyncFromSyncIteratorContinuation(result, promise, iterator, false);
}

/** %AsyncFromSyncIteratorPrototype%.throw (ECMA-262 §27.1.6.2.3). */
function AsyncFromSyncIteratorThrow(v) {
  const iterator = $syncIterator(this);
  const promise = $newPromise();
  let result;
  try {
    const method = GetMethod(iterator, 'throw');
    if (method === undefined) {
      // The iterator gets its chance to clean up.
      IteratorClose(iterator);
      throw $typeError("The iterator does not provide a 'throw' method");
    }
    result = arguments.length > 0 ? $call(method, iterator, v) : $call(method, iterator);
    if (!$isObject(result)) throw $typeError(`Iterator result ${$text(result)} is not an object`);
  } catch (e) {
    $rejectPromise(promise, e);
    return promise;
  }
  return AsyncFromSyncIteratorContinuation(result, promise, iterator, true);
}

/** AsyncFromSyncIteratorContinuation (ECMA-262 §27.1.6.4): the result's value is awaited. */
function AsyncFromSyncIteratorContinuation(result, promise, iterator, closes) {
  let done = true;
  let wrapper;
  try {
    done = !!result.done;
    const v = result.value;
    try {
      wrapper = PromiseResolveIntrinsic(v);
    } catch (e) {
      if (!done && closes) IteratorCloseQuietly(iterator);
      throw e;
    }
  } catch (e) {
    $rejectPromise(promise, e);
    return promise;
  }
  const onRejected =
    done || !closes
      ? undefined
      : (e) => {
          IteratorCloseQuietly(iterator);
          throw e;
        };
  $performPromiseThen(wrapper, (v) => CreateIterResult(v, done), onRejected, promise);
  return promise;
}

/** %AsyncIteratorPrototype%[Symbol.asyncDispose] (ECMA-262 §27.1.4.2). */
function AsyncIteratorPrototypeAsyncDispose() {
  const promise = $newPromise();
  let wrapper;
  try {
    const method = GetMethod(this, 'return');
    if (method === undefined) {
      $fulfillPromise(promise, undefined);
      return promise;
    }
    wrapper = PromiseResolveIntrinsic($call(method, this));
  } catch (e) {
    $rejectPromise(promise, e);
    return promise;
  }
  $performPromiseThen(wrapper, () => undefined, undefined, promise);
  return promise;
}

// ---- async generators -----------------------------------------------------------------------------------------------------------
//
// These run in the middle of an instruction whose result is there already: it is their last argument, and what they return.

/** AsyncGeneratorAwaitReturn (ECMA-262 §27.6.3.9): a `return` request on a finished generator is answered once its value is awaited. */
function AsyncGeneratorAwaitReturn(generator, v, answer) {
  let promise;
  try {
    promise = PromiseResolveIntrinsic(v);
  } catch (e) {
    $asyncGeneratorReturned(generator, 1, e);
    return answer;
  }
  $performPromiseThen(
    promise,
    (result) => $asyncGeneratorReturned(generator, 0, result),
    (e) => $asyncGeneratorReturned(generator, 1, e),
  );
  return answer;
}

/** Settles a request where reading `then` of its result object runs guest code; then serves what is left of a finished generator. */
function AsyncGeneratorSettleSlow(promise, result, generator, answer) {
  ResolvePromiseSlow(promise, result);
  if (generator !== undefined) $asyncGeneratorContinue(generator);
  return answer;
}
