// Evaluation of modules and dynamic import (ECMA-262 §16.2.1.6, §13.3.10).
//
// Records of modules, loadings and loads are opaque here: they are only handed to the operations of module.ts.

// ---- dynamic import ---------------------------------------------------------------------------------------------------------------

/** `import(specifier, options)` (EvaluateImportCall, §13.3.10.2): whatever throws rejects the promise. */
function ImportCall(specifier, options) {
  const promise = $newPromise();
  try {
    const text = `${$isObject(specifier) ? ToPrimitive(specifier, 'string') : specifier}`;
    ImportModule(promise, text, ImportAttributes(options));
  } catch (e) {
    $rejectPromise(promise, e);
  }
  return promise;
}

/** The attributes that the options of an `import()` give: an internal list of key, value, key, value … */
function ImportAttributes(options) {
  const attributes = $newList();
  if (options === undefined) return attributes;
  if (!$isObject(options)) throw $typeError('The second argument of import() must be an object');
  const given = options.with;
  if (given === undefined) return attributes;
  if (!$isObject(given)) throw $typeError("The 'with' option of import() must be an object");
  const entries = EnumerableOwnProperties(given, 2);
  for (let i = 0; i < entries.length; i++) {
    const entry = entries[i];
    if (typeof entry[1] !== 'string') throw $typeError('Import attribute value must be a string');
    $push(attributes, entry[0]);
    $push(attributes, entry[1]);
  }
  return attributes;
}

/** ContinueDynamicImport (§13.3.10.3): the promise is settled with the namespace of the module. */
function ImportModule(promise, specifier, attributes) {
  const loading = $importLoading(promise, specifier, attributes);
  const fail = $builtinFunction(
    (reason) => {
      $rejectPromise(promise, reason);
    },
    '',
    1,
  );
  const linkAndEvaluate = $builtinFunction(
    () => {
      const module = $loadedModule(loading);
      let evaluation;
      try {
        $linkModule(module);
        evaluation = EvaluateModule(module);
      } catch (e) {
        $rejectPromise(promise, e);
        return;
      }
      const succeed = $builtinFunction(
        () => {
          ResolvePromise(promise, $moduleNamespace(module));
        },
        '',
        0,
      );
      $performPromiseThen(evaluation, succeed, fail);
    },
    '',
    0,
  );
  $performPromiseThen($loadingPromise(loading), linkAndEvaluate, fail);
  LoadModules(loading);
}

// ---- loading ----------------------------------------------------------------------------------------------------------------------

/** Goes on with a loading until everything is there, or the embedder has to answer. */
function LoadModules(loading) {
  while ($loadStep(loading));
}

/** The job that takes in what the embedder has answered. */
function FinishLoad(load) {
  const loadings = $finishLoad(load);
  for (let i = 0; i < loadings.length; i++) LoadModules(loadings[i]);
}

/** The job of a program that is a module. */
function RunModule(module, promise) {
  const loading = $moduleLoading(module);
  const fail = $builtinFunction(
    (reason) => {
      ProgramFailed(promise, reason);
    },
    '',
    1,
  );
  const linkAndEvaluate = $builtinFunction(
    () => {
      let evaluation;
      try {
        $linkModule(module);
        evaluation = EvaluateModule(module);
      } catch (e) {
        ProgramFailed(promise, e);
        return;
      }
      const succeed = $builtinFunction(
        () => {
          $fulfillPromise(promise, undefined);
        },
        '',
        0,
      );
      $performPromiseThen(evaluation, succeed, fail);
    },
    '',
    0,
  );
  $performPromiseThen($loadingPromise(loading), linkAndEvaluate, fail);
  LoadModules(loading);
}

/** The program has failed: its promise is rejected, and a job of its own ends with the error. */
function ProgramFailed(promise, reason) {
  $rejectPromise(promise, reason);
  $enqueueJob(ThrowUncaught, [reason]);
}

function ThrowUncaught(reason) {
  throw reason;
}

// ---- evaluation -------------------------------------------------------------------------------------------------------------------

/** Evaluate (§16.2.1.6.1.3) of a linked module: the promise of its evaluation. */
function EvaluateModule(record) {
  const module = $evaluationRoot(record);
  const known = $evaluationPromise(module);
  if (known !== undefined) return known;
  const promise = $beginEvaluation(module);
  try {
    InnerModuleEvaluation(module, module, 0);
  } catch (e) {
    $evaluationFailed(module, e);
    $rejectPromise(promise, e);
    return promise;
  }
  if ($isEvaluated(module)) $fulfillPromise(promise, undefined);
  return promise;
}

/** InnerModuleEvaluation (§16.2.1.6.1.3.1); the stack is that of `root`. Answers the next index. */
function InnerModuleEvaluation(root, module, index) {
  if (!$enterModule(root, module, index)) return index;
  let next = index + 1;
  const count = $requestCount(module);
  for (let i = 0; i < count; i++) {
    const required = $requestedModule(module, i);
    next = InnerModuleEvaluation(root, required, next);
    $noteDependency(module, required);
  }
  if (!$evaluatesAsync(module)) ExecuteModule(module);
  else if ($readyToExecute(module)) ExecuteAsyncModule(module);
  $leaveModule(root, module);
  return next;
}

/** ExecuteModule (§16.2.1.7.3.2) of a module without `await`. */
function ExecuteModule(module) {
  const body = $moduleBody(module);
  if (body !== undefined) $call(body, undefined);
}

/** ExecuteAsyncModule (§16.2.1.6.1.3.2). */
function ExecuteAsyncModule(module) {
  const fulfilled = $builtinFunction(
    () => {
      AsyncModuleExecutionFulfilled(module);
    },
    '',
    0,
  );
  const rejected = $builtinFunction(
    (error) => {
      AsyncModuleExecutionRejected(module, error);
    },
    '',
    1,
  );
  $performPromiseThen($call($moduleBody(module), undefined), fulfilled, rejected);
}

/** AsyncModuleExecutionFulfilled (§16.2.1.6.1.3.4). */
function AsyncModuleExecutionFulfilled(module) {
  if ($isEvaluated(module)) return;
  FinishEvaluation(module);
  const ready = $availableAncestors(module);
  for (let i = 0; i < ready.length; i++) {
    const ancestor = ready[i];
    if ($isEvaluated(ancestor)) continue;
    if ($hasTopLevelAwait(ancestor)) {
      ExecuteAsyncModule(ancestor);
      continue;
    }
    let failed = false;
    let error;
    try {
      ExecuteModule(ancestor);
    } catch (e) {
      failed = true;
      error = e;
    }
    if (failed) AsyncModuleExecutionRejected(ancestor, error);
    else FinishEvaluation(ancestor);
  }
}

/** A module has been evaluated asynchronously; whoever asked for it by name learns it. */
function FinishEvaluation(module) {
  $finishEvaluation(module);
  const promise = $evaluationPromise(module);
  if (promise !== undefined) $fulfillPromise(promise, undefined);
}

/** AsyncModuleExecutionRejected (§16.2.1.6.1.3.5). */
function AsyncModuleExecutionRejected(module, error) {
  if ($isEvaluated(module)) return;
  $asyncEvaluationFailed(module, error);
  const promise = $evaluationPromise(module);
  if (promise !== undefined) $rejectPromise(promise, error);
  const count = $asyncParentCount(module);
  for (let i = 0; i < count; i++) AsyncModuleExecutionRejected($asyncParent(module, i), error);
}
