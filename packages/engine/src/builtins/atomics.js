// Atomics (ECMA-262 §25.4): arguments in their exact order.

/** ValidateAtomicAccess (§25.4.3.2). */
function AtomicIndex(length, index) {
  const i = $toIndex(+index, 'Invalid atomic access index');
  if (i >= length) throw $rangeError('Invalid atomic access index');
  return i;
}

/** A value to be stored: an integer or a BigInt. */
function AtomicValue(ta, v) {
  return $typedArrayHoldsBigInts(ta) ? ToBigInt(v) : $toIntegerOrInfinity(+v);
}

/** AtomicReadModifyWrite (§25.4.3.15). */
function AtomicModify(ta, index, v, op) {
  const i = AtomicIndex($atomicsLength(ta, false, op), index);
  const x = AtomicValue(ta, v);
  $atomicsRevalidate(ta, i, op);
  return $atomicsModify(ta, i, x, op);
}

function AtomicsAdd(typedArray, index, value) {
  return AtomicModify(typedArray, index, value, 'add');
}

function AtomicsAnd(typedArray, index, value) {
  return AtomicModify(typedArray, index, value, 'and');
}

function AtomicsExchange(typedArray, index, value) {
  return AtomicModify(typedArray, index, value, 'exchange');
}

function AtomicsOr(typedArray, index, value) {
  return AtomicModify(typedArray, index, value, 'or');
}

function AtomicsSub(typedArray, index, value) {
  return AtomicModify(typedArray, index, value, 'sub');
}

function AtomicsXor(typedArray, index, value) {
  return AtomicModify(typedArray, index, value, 'xor');
}

/** Atomics.compareExchange (§25.4.6). */
function AtomicsCompareExchange(typedArray, index, expectedValue, replacementValue) {
  const i = AtomicIndex($atomicsLength(typedArray, false, 'compareExchange'), index);
  const expected = AtomicValue(typedArray, expectedValue);
  const replacement = AtomicValue(typedArray, replacementValue);
  $atomicsRevalidate(typedArray, i, 'compareExchange');
  return $atomicsCompareExchange(typedArray, i, expected, replacement);
}

/** Atomics.load (§25.4.9). */
function AtomicsLoad(typedArray, index) {
  const i = AtomicIndex($atomicsLength(typedArray, false, 'load'), index);
  $atomicsRevalidate(typedArray, i, 'load');
  return $atomicsLoad(typedArray, i);
}

/** Atomics.store (§25.4.12). */
function AtomicsStore(typedArray, index, value) {
  const i = AtomicIndex($atomicsLength(typedArray, false, 'store'), index);
  const v = AtomicValue(typedArray, value);
  $atomicsRevalidate(typedArray, i, 'store');
  $atomicsStore(typedArray, i, v);
  return v;
}

/** The timeout of DoWait (§25.4.3.14): not negative, Infinity for none. */
function AtomicTimeout(timeout) {
  const t = +timeout;
  if (t !== t) return Infinity;
  return t > 0 ? t : 0;
}

/** DoWait (§25.4.3.14) up to the conversions; answers `[index, value, timeout]`. */
function AtomicWaitArguments(ta, index, value, timeout, name) {
  const length = $atomicsLength(ta, true, name);
  if (!$atomicsIsShared(ta)) throw $typeError(`[object ${$typedArrayTypeName(ta)}Array] is not a shared typed array.`);
  const i = AtomicIndex(length, index);
  const v = $atomicsConverted(ta, $typedArrayHoldsBigInts(ta) ? ToBigInt(value) : +value);
  return [i, v, AtomicTimeout(timeout)];
}

/** Atomics.wait (§25.4.13). */
function AtomicsWait(typedArray, index, value, timeout) {
  const given = AtomicWaitArguments(typedArray, index, value, timeout, 'wait');
  if (!$atomicsCanBlock()) throw $typeError('Atomics.wait cannot be called in this context');
  if ($atomicsLoad(typedArray, given[0]) !== given[1]) return 'not-equal';
  return $call($intrinsic('%AtomicsBlock%'), undefined, typedArray, given[0], given[2]);
}

/** Atomics.waitAsync (§25.4.14). */
function AtomicsWaitAsync(typedArray, index, value, timeout) {
  const given = AtomicWaitArguments(typedArray, index, value, timeout, 'waitAsync');
  if ($atomicsLoad(typedArray, given[0]) !== given[1]) return { async: false, value: 'not-equal' };
  if (given[2] === 0) return { async: false, value: 'timed-out' };
  const promise = $newPromise();
  $atomicsWaitAsync(typedArray, given[0], given[2], promise);
  return { async: true, value: promise };
}

/** Atomics.notify (§25.4.15). */
function AtomicsNotify(typedArray, index, count) {
  const i = AtomicIndex($atomicsLength(typedArray, true, 'notify'), index);
  let n = Infinity;
  if (count !== undefined) {
    n = $toIntegerOrInfinity(+count);
    if (n < 0) n = 0;
  }
  return $atomicsNotify(typedArray, i, n);
}
