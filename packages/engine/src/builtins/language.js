// Library functions that compiled code calls: direct eval with spread, disposal of asynchronous resources.
//
// Native operations used here:
//   $intrinsic(id)                  an intrinsic object of the running realm
//   $newSuppressedError(e, error)   a SuppressedError

/** Whether a call `eval(...args)` is a direct eval. */
function IsEval(f) {
  return f === $intrinsic('%eval%');
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
