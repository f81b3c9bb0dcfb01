// Map (ECMA-262 §24.1): what may run guest code.

/** Map (§24.1.1.1). */
function MapConstructor(iterable) {
  if (new.target === undefined) throw $typeError("Constructor Map requires 'new'");
  const map = $mapCreate(
    new.target === $intrinsic('%Map%') ? undefined : PrototypeFromConstructor(new.target, '%MapPrototype%'),
  );
  if (iterable === undefined || iterable === null) return map;
  const adder = map.set;
  if (!$isCallable(adder)) {
    throw $typeError(`'${$text(adder)}' returned for property 'set' of object '${$text(map)}' is not a function`);
  }
  if (!$mapAddEntries(map, iterable, adder)) AddEntriesFromIterable(map, iterable, adder);
  return map;
}

/** AddEntriesFromIterable (§24.1.1.2). */
function AddEntriesFromIterable(target, iterable, adder) {
  const iterator = GetIterator(iterable);
  const next = iterator.next;
  for (;;) {
    const entry = IteratorStepValue(iterator, next);
    if ($isDone(entry)) return;
    try {
      if (!$isObject(entry)) throw $typeError(`Iterator value ${$text(entry)} is not an entry object`);
      $call(adder, target, entry[0], entry[1]);
    } catch (e) {
      IteratorCloseQuietly(iterator);
      throw e;
    }
  }
}

/** Map.groupBy (§24.1.2.1). */
function MapGroupBy(items, callback) {
  if (items === undefined || items === null) throw $typeError('Map.groupBy called on null or undefined');
  if (!$isCallable(callback)) throw $typeError(`${$callSite(callback)} is not a function`);
  const groups = $mapCreate();
  const iterator = GetIterator(items);
  const next = iterator.next;
  for (let k = 0; ; k++) {
    const v = IteratorStepValue(iterator, next);
    if ($isDone(v)) return groups;
    let key;
    try {
      key = $call(callback, undefined, v, k);
    } catch (e) {
      IteratorCloseQuietly(iterator);
      throw e;
    }
    const group = $mapGet(groups, key);
    if (group === undefined) $mapSet(groups, key, [v]);
    else $push(group, v);
  }
}

/** Map.prototype.forEach (§24.1.3.5). */
function MapPrototypeForEach(callback, thisArg) {
  $requireMap(this, 'forEach');
  if (!$isCallable(callback)) throw $typeError(`${$callSite(callback)} is not a function`);
  const cursor = $cursor(this);
  for (;;) {
    const key = $cursorNext(cursor);
    if ($isDone(key)) return;
    $call(callback, thisArg, $cursorValue(cursor), key, this);
  }
}

/** Map.prototype.getOrInsertComputed (§24.1.3.8). */
function MapPrototypeGetOrInsertComputed(key, callback) {
  $requireMap(this, 'getOrInsertComputed');
  if (!$isCallable(callback)) throw $typeError(`${$callSite(callback)} is not a function`);
  if ($mapHas(this, key)) return $mapGet(this, key);
  // −0 is +0 for the callback too.
  const v = $call(callback, undefined, key === 0 ? 0 : key);
  $mapSet(this, key, v);
  return v;
}
