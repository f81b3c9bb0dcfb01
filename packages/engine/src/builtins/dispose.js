// Explicit resource management: `using` declarations, DisposableStack, AsyncDisposableStack (ECMA-262 §7.5, §27.3, §27.4).
//
// A list of resources is an internal list of triples: value, 'sync' or 'async', method (undefined: nothing to call, but `await using`
// of null or undefined still waits).

/** AddDisposableResource (ECMA-262 §7.5.4) of a value that brings its own method. */
function AddDisposableResource(resources, v, hint) {
  if (v === undefined || v === null) {
    if (hint === 'async') PushResource(resources, undefined, hint, undefined);
    return;
  }
  if (!$isObject(v)) throw $typeError(`${$text(v)} is not an object, so it cannot be disposed of`);
  const method = GetDisposeMethod(v, hint);
  if (method === undefined) {
    throw $typeError(
      `${$text(v)} has no method ${hint === 'async' ? 'Symbol.asyncDispose or Symbol.dispose' : 'Symbol.dispose'}`,
    );
  }
  PushResource(resources, v, hint, method);
}

/** The same with the method given. */
function PushResource(resources, v, hint, method) {
  $push(resources, v);
  $push(resources, hint);
  $push(resources, method);
}

/** GetDisposeMethod (ECMA-262 §7.5.6). */
function GetDisposeMethod(v, hint) {
  if (hint === 'async') {
    const method = GetMethod(v, $wellKnown('asyncDispose'));
    if (method !== undefined) return method;
    const syncMethod = GetMethod(v, $wellKnown('dispose'));
    if (syncMethod === undefined) return undefined;
    // Its result is not awaited, so it answers through a promise of undefined.
    return function () {
      const promise = $newPromise();
      try {
        $call(syncMethod, this);
        $fulfillPromise(promise, undefined);
      } catch (e) {
        $rejectPromise(promise, e);
      }
      return promise;
    };
  }
  return GetMethod(v, $wellKnown('dispose'));
}

/**
 * DisposeResources (ECMA-262 §7.5.8) of synchronous resources, newest first. `failed` and `error` are the completion under way; throws
 * what it has become.
 */
function DisposeResources(resources, failed, error) {
  for (let i = resources.length - 3; i >= 0; i -= 3) {
    try {
      $call(resources[i + 2], resources[i]);
    } catch (e) {
      error = failed ? $newSuppressedError(e, error) : e;
      failed = true;
    }
  }
  if (failed) throw error;
}

/** The same with asynchronous resources among them. */
async function DisposeResourcesAsync(resources, failed, error) {
  let needsAwait = false;
  let hasAwaited = false;
  for (let i = resources.length - 3; i >= 0; i -= 3) {
    const hint = resources[i + 1];
    const method = resources[i + 2];
    if (hint === 'sync' && needsAwait && !hasAwaited) {
      await undefined;
      needsAwait = false;
    }
    if (method === undefined) {
      needsAwait = true;
      continue;
    }
    try {
      const result = $call(method, resources[i]);
      if (hint === 'async') {
        hasAwaited = true;
        await result;
      }
    } catch (e) {
      error = failed ? $newSuppressedError(e, error) : e;
      failed = true;
    }
  }
  if (needsAwait && !hasAwaited) await undefined;
  if (failed) throw error;
}

/** %IteratorPrototype%[Symbol.dispose] (ECMA-262 §27.1.3). */
function IteratorPrototypeDispose() {
  const method = GetMethod(this, 'return');
  if (method !== undefined) $call(method, this);
}

// ---- DisposableStack ------------------------------------------------------------------------------------------------------------

/** The resources of a stack of that kind that is not disposed of yet. */
function ResourcesOf(stack, kind, name) {
  CheckStack(stack, kind, name);
  const resources = $stackResources(stack);
  if (resources === undefined) throw $referenceError('Cannot add values to a disposed stack!');
  return resources;
}

function CheckStack(stack, kind, name) {
  if ($kind(stack) !== kind)
    throw $typeError(`Method ${kind}.prototype.${name} called on incompatible receiver ${$text(stack)}`);
}

function CheckDisposer(f) {
  if (!$isCallable(f)) throw $typeError(`${$callSite(f)} is not a function`);
}

function DisposableStackConstructor() {
  if (new.target === undefined) throw $typeError("Constructor DisposableStack requires 'new'");
  return $stackCreate(
    'DisposableStack',
    PrototypeFromConstructor(new.target, '%DisposableStackPrototype%'),
    $newList(),
  );
}

function DisposableStackUse(v) {
  AddDisposableResource(ResourcesOf(this, 'DisposableStack', 'use'), v, 'sync');
  return v;
}

function DisposableStackAdopt(v, onDispose) {
  const resources = ResourcesOf(this, 'DisposableStack', 'adopt');
  CheckDisposer(onDispose);
  PushResource(resources, undefined, 'sync', () => $call(onDispose, undefined, v));
  return v;
}

function DisposableStackDefer(onDispose) {
  const resources = ResourcesOf(this, 'DisposableStack', 'defer');
  CheckDisposer(onDispose);
  PushResource(resources, undefined, 'sync', onDispose);
}

function DisposableStackMove() {
  const resources = ResourcesOf(this, 'DisposableStack', 'move');
  $stackTake(this);
  return $stackCreate('DisposableStack', $intrinsic('%DisposableStackPrototype%'), resources);
}

function DisposableStackDispose() {
  CheckStack(this, 'DisposableStack', 'dispose');
  const resources = $stackTake(this);
  if (resources !== undefined) DisposeResources(resources, false, undefined);
}

// ---- AsyncDisposableStack -------------------------------------------------------------------------------------------------------

function AsyncDisposableStackConstructor() {
  if (new.target === undefined) throw $typeError("Constructor AsyncDisposableStack requires 'new'");
  return $stackCreate(
    'AsyncDisposableStack',
    PrototypeFromConstructor(new.target, '%AsyncDisposableStackPrototype%'),
    $newList(),
  );
}

function AsyncDisposableStackUse(v) {
  AddDisposableResource(ResourcesOf(this, 'AsyncDisposableStack', 'use'), v, 'async');
  return v;
}

function AsyncDisposableStackAdopt(v, onDispose) {
  const resources = ResourcesOf(this, 'AsyncDisposableStack', 'adopt');
  CheckDisposer(onDispose);
  PushResource(resources, undefined, 'async', () => $call(onDispose, undefined, v));
  return v;
}

function AsyncDisposableStackDefer(onDispose) {
  const resources = ResourcesOf(this, 'AsyncDisposableStack', 'defer');
  CheckDisposer(onDispose);
  PushResource(resources, undefined, 'async', onDispose);
}

function AsyncDisposableStackMove() {
  const resources = ResourcesOf(this, 'AsyncDisposableStack', 'move');
  $stackTake(this);
  return $stackCreate('AsyncDisposableStack', $intrinsic('%AsyncDisposableStackPrototype%'), resources);
}

function AsyncDisposableStackDisposeAsync() {
  let resources;
  try {
    CheckStack(this, 'AsyncDisposableStack', 'disposeAsync');
    resources = $stackTake(this);
  } catch (e) {
    const promise = $newPromise();
    $rejectPromise(promise, e);
    return promise;
  }
  return DisposeResourcesAsync(resources === undefined ? $newList() : resources, false, undefined);
}
