// Set (ECMA-262 §24.2): what may run guest code.

/** Set (§24.2.2.1). */
function SetConstructor(iterable) {
  if (new.target === undefined) throw $typeError("Constructor Set requires 'new'");
  const set = $setCreate(
    new.target === $intrinsic('%Set%') ? undefined : PrototypeFromConstructor(new.target, '%SetPrototype%'),
  );
  if (iterable === undefined || iterable === null) return set;
  const adder = set.add;
  if (!$isCallable(adder)) {
    throw $typeError(`'${$text(adder)}' returned for property 'add' of object '${$text(set)}' is not a function`);
  }
  if (!$setAddAll(set, iterable, adder)) AddValuesFromIterable(set, iterable, adder);
  return set;
}

/** Calls `adder` on `target` with each value that `iterable` gives (also WeakSet, §24.4.1.1). */
function AddValuesFromIterable(target, iterable, adder) {
  const iterator = GetIterator(iterable);
  const next = iterator.next;
  for (;;) {
    const v = IteratorStepValue(iterator, next);
    if ($isDone(v)) return;
    try {
      $call(adder, target, v);
    } catch (e) {
      IteratorCloseQuietly(iterator);
      throw e;
    }
  }
}

/** Set.prototype.forEach (§24.2.4.7). */
function SetPrototypeForEach(callback, thisArg) {
  $requireSet(this, 'forEach');
  if (!$isCallable(callback)) throw $typeError(`${$callSite(callback)} is not a function`);
  const cursor = $cursor(this);
  for (;;) {
    const v = $cursorNext(cursor);
    if ($isDone(v)) return;
    $call(callback, thisArg, v, v, this);
  }
}

/** GetSetRecord (§24.2.1.2), after the check of the receiver. `plain`: a Set as it was born, which can be asked directly. */
function GetSetRecord(self, other, name) {
  $requireSet(self, name);
  if (!$isObject(other)) throw $typeError(`Set.prototype.${name} argument must be an object`);
  const size = +other.size;
  if (size !== size) throw $typeError('The .size property is NaN');
  const integer = $toIntegerOrInfinity(size);
  if (integer < 0) throw $rangeError(`'${integer}' is an invalid size`);
  const has = other.has;
  if (!$isCallable(has)) throw $typeError('string "has" is not a function');
  const keys = other.keys;
  if (!$isCallable(keys)) throw $typeError('string "keys" is not a function');
  return {
    set: other,
    size: integer,
    has,
    keys,
    plain: $isPlainSet(other, has, keys),
    iterator: undefined,
    next: undefined,
  };
}

/** SetDataHas of a set record: Call(record.[[Has]], record.[[SetObject]], « v »). */
function RecordHas(record, v) {
  return record.plain ? $setHas(record.set, v) : !!$call(record.has, record.set, v);
}

/** GetIteratorFromMethod of a set record's keys, for RecordNext. */
function OpenRecord(record) {
  if (record.plain) {
    record.iterator = $cursor(record.set);
    return;
  }
  const iterator = $call(record.keys, record.set);
  if (!$isObject(iterator)) throw $typeError('Result of the keys method is not an object');
  record.iterator = iterator;
  record.next = iterator.next;
}

/** The next key of a set record, or the DONE mark. */
function RecordNext(record) {
  return record.plain ? $cursorNext(record.iterator) : IteratorStepValue(record.iterator, record.next);
}

/** Set.prototype.union (§24.2.4.16). */
function SetPrototypeUnion(other) {
  const record = GetSetRecord(this, other, 'union');
  OpenRecord(record);
  const result = $setCopy(this);
  for (;;) {
    const v = RecordNext(record);
    if ($isDone(v)) return result;
    $setAdd(result, v);
  }
}

/** Set.prototype.intersection (§24.2.4.9). */
function SetPrototypeIntersection(other) {
  const record = GetSetRecord(this, other, 'intersection');
  const result = $setCreate();
  if ($setSize(this) <= record.size) {
    const cursor = $cursor(this);
    for (;;) {
      const v = $cursorNext(cursor);
      if ($isDone(v)) return result;
      if (RecordHas(record, v)) $setAdd(result, v);
    }
  }
  OpenRecord(record);
  for (;;) {
    const v = RecordNext(record);
    if ($isDone(v)) return result;
    if ($setHas(this, v)) $setAdd(result, v);
  }
}

/** Set.prototype.difference (§24.2.4.5). */
function SetPrototypeDifference(other) {
  const record = GetSetRecord(this, other, 'difference');
  if ($setSize(this) <= record.size) {
    const result = $setCopy(this);
    const cursor = $cursor(this);
    for (;;) {
      const v = $cursorNext(cursor);
      if ($isDone(v)) return result;
      if (RecordHas(record, v)) $setDelete(result, v);
    }
  }
  OpenRecord(record);
  const result = $setCopy(this);
  for (;;) {
    const v = RecordNext(record);
    if ($isDone(v)) return result;
    $setDelete(result, v);
  }
}

/** Set.prototype.symmetricDifference (§24.2.4.15). */
function SetPrototypeSymmetricDifference(other) {
  const record = GetSetRecord(this, other, 'symmetricDifference');
  OpenRecord(record);
  const result = $setCopy(this);
  for (;;) {
    const v = RecordNext(record);
    if ($isDone(v)) return result;
    // The receiver may have changed meanwhile: what it has now decides.
    if ($setHas(this, v)) $setDelete(result, v);
    else $setAdd(result, v);
  }
}

/** Set.prototype.isSubsetOf (§24.2.4.11). */
function SetPrototypeIsSubsetOf(other) {
  const record = GetSetRecord(this, other, 'isSubsetOf');
  if ($setSize(this) > record.size) return false;
  const cursor = $cursor(this);
  for (;;) {
    const v = $cursorNext(cursor);
    if ($isDone(v)) return true;
    if (!RecordHas(record, v)) return false;
  }
}

/** Set.prototype.isSupersetOf (§24.2.4.12). */
function SetPrototypeIsSupersetOf(other) {
  const record = GetSetRecord(this, other, 'isSupersetOf');
  if ($setSize(this) < record.size) return false;
  OpenRecord(record);
  for (;;) {
    const v = RecordNext(record);
    if ($isDone(v)) return true;
    if (!$setHas(this, v)) {
      if (!record.plain) IteratorClose(record.iterator);
      return false;
    }
  }
}

/** Set.prototype.isDisjointFrom (§24.2.4.10). */
function SetPrototypeIsDisjointFrom(other) {
  const record = GetSetRecord(this, other, 'isDisjointFrom');
  if ($setSize(this) <= record.size) {
    const cursor = $cursor(this);
    for (;;) {
      const v = $cursorNext(cursor);
      if ($isDone(v)) return true;
      if (RecordHas(record, v)) return false;
    }
  }
  OpenRecord(record);
  for (;;) {
    const v = RecordNext(record);
    if ($isDone(v)) return true;
    if ($setHas(this, v)) {
      if (!record.plain) IteratorClose(record.iterator);
      return false;
    }
  }
}
