// Library functions that compiled code calls: dynamic import, direct eval with spread, disposal of asynchronous resources.
//
// Native operations used here:
//   $isEval(f)                      whether f is this realm's %eval%
//   $importModule(promise, specifier, attributes)
//                                   starts loading a module for the code that called ImportCall (its referrer: the newest frame that is
//                                   not the library's) and settles the promise with its namespace (ECMA-262 §13.3.10.2, from step 8 on);
//                                   attributes is an internal list: key, value, key, value …

/** `import(specifier, options)` (ECMA-262 §13.3.10.2): whatever throws rejects the promise. */
function ImportCall(specifier, options) {
  const promise = $newPromise();
  try {
    const text = `${specifier}`;
    const attributes = $newList();
    if (options !== undefined) {
      if (!$isObject(options)) throw $typeError('The second argument of import() must be an object');
      const given = options.with;
      if (given !== undefined) {
        if (!$isObject(given)) throw $typeError("The 'options' argument of import() must be an object");
        const keys = ObjectKeys(given);
        for (let i = 0; i < keys.length; i++) {
          const v = given[keys[i]];
          if (typeof v !== 'string') throw $typeError('Import attribute value must be a string');
          $push(attributes, keys[i]);
          $push(attributes, v);
        }
      }
    }
    $importModule(promise, text, attributes);
  } catch (e) {
    $rejectPromise(promise, e);
  }
  return promise;
}

/** Whether a call `eval(...args)` is a direct eval. */
function IsEval(f) {
  return $isEval(f);
}

/**
 * Disposal of a block with `await using` (ECMA-262 §7.5.8 DisposeResources). The block's own code awaits, so the work is cut at the
 * awaits: it calls DisposalStep until that says false, awaits `awaited` after each true, hands failures to DisposalFailed, and ends with
 * DisposalEnd. `resources` is a list of triples (see dispose.js).
 */
function DisposalStart(resources, failed, error) {
  return {
    __proto__: null,
    resources,
    next: resources.length - 3,
    needsAwait: false,
    hasAwaited: false,
    failed,
    error,
    awaited: undefined,
  };
}

function DisposalStep(state) {
  const { resources } = state;
  while (state.next >= 0) {
    const i = state.next;
    const hint = resources[i + 1];
    const method = resources[i + 2];
    if (hint === 'sync' && state.needsAwait && !state.hasAwaited) {
      state.needsAwait = false;
      state.awaited = undefined;
      return true;
    }
    state.next = i - 3;
    if (method === undefined) {
      state.needsAwait = true;
      continue;
    }
    let result;
    try {
      result = $call(method, resources[i]);
    } catch (e) {
      DisposalFailed(state, e);
      continue;
    }
    if (hint === 'async') {
      state.hasAwaited = true;
      state.awaited = result;
      return true;
    }
  }
  if (state.needsAwait && !state.hasAwaited) {
    state.needsAwait = false;
    state.awaited = undefined;
    return true;
  }
  return false;
}

function DisposalFailed(state, e) {
  state.error = state.failed ? $newSuppressedError(e, state.error) : e;
  state.failed = true;
}

function DisposalEnd(state) {
  if (state.failed) throw state.error;
}
