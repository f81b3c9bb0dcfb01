// WeakMap (ECMA-262 §24.3): what may run guest code.

/** WeakMap (§24.3.1.1). */
function WeakMapConstructor(iterable) {
  if (new.target === undefined) throw $typeError("Constructor WeakMap requires 'new'");
  const map = $weakMapCreate(PrototypeFromConstructor(new.target, '%WeakMapPrototype%'));
  if (iterable === undefined || iterable === null) return map;
  const adder = map.set;
  if (!$isCallable(adder)) {
    throw $typeError(`'${$text(adder)}' returned for property 'set' of object '${$text(map)}' is not a function`);
  }
  AddEntriesFromIterable(map, iterable, adder);
  return map;
}

/** WeakMap.prototype.getOrInsertComputed (§24.3.3.5). */
function WeakMapPrototypeGetOrInsertComputed(key, callback) {
  $requireWeakMap(this, 'getOrInsertComputed');
  $requireWeakKey(key);
  if (!$isCallable(callback)) throw $typeError(`${$callSite(callback)} is not a function`);
  if ($weakMapHas(this, key)) return $weakMapGet(this, key);
  const v = $call(callback, undefined, key);
  $weakMapSet(this, key, v);
  return v;
}
