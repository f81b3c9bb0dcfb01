// FinalizationRegistry (ECMA-262 §26.2): what may run guest code.

/** FinalizationRegistry (§26.2.1.1). */
function FinalizationRegistryConstructor(cleanup) {
  if (new.target === undefined) throw $typeError("Constructor FinalizationRegistry requires 'new'");
  if (!$isCallable(cleanup)) throw $typeError('FinalizationRegistry: cleanup must be callable');
  return $registryCreate(PrototypeFromConstructor(new.target, '%FinalizationRegistryPrototype%'), cleanup);
}

/** CleanupFinalizationRegistry (§9.14): the job that follows a trace which emptied cells. */
function FinalizationRegistryCleanup(registry) {
  const callback = $registryCleanup(registry);
  for (;;) {
    const held = $registryTakeEmpty(registry);
    if ($isDone(held)) return;
    $call(callback, undefined, held);
  }
}
