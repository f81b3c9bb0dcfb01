/**
 * Array (ECMA-262 §23.1) in full generality: what runs where the natives of `array-dense.ts` do not apply, and everything that calls
 * back. `$skipHoles` jumps over absent indices where that cannot be observed, so that sparse arrays cost what they hold.
 */

// ---- constructor ----------------------------------------------------------------------------------------------------------------

/** Array (§23.1.1.1). */
function ArrayConstructor(length) {
  const proto =
    new.target === undefined
      ? $intrinsic('%ArrayPrototype%')
      : PrototypeFromConstructor(new.target, '%ArrayPrototype%');
  const count = arguments.length;
  if (count === 1) {
    if (typeof length === 'number') return $arrayCreate(length, proto);
    const one = $arrayCreate(0, proto);
    $defineData(one, 0, length);
    return one;
  }
  const array = $arrayCreate(0, proto);
  for (let i = 0; i < count; i++) $defineData(array, i, arguments[i]);
  return array;
}

/** ArraySpeciesCreate (§10.4.2.3). */
function ArraySpeciesCreate(original, length) {
  if ($isSpeciesIntact(original) || !IsArray(original)) return $arrayCreate(length);
  let c = original.constructor;
  if ($isConstructor(c)) {
    const theirs = $realmIntrinsicOf(c, '%Array%');
    if (c === theirs && c !== $intrinsic('%Array%')) return $arrayCreate(length);
  }
  if ($isObject(c)) {
    c = c[$wellKnown('species')];
    if (c === null) c = undefined;
  }
  if (c === undefined) return $arrayCreate(length);
  if (!$isConstructor(c)) throw $typeError('object.constructor[Symbol.species] is not a constructor');
  return $construct(c, [length], c);
}

/** Array.from (§23.1.2.1). */
function ArrayFrom(items, mapper, thisArg) {
  const mapping = mapper !== undefined;
  if (mapping) $requireCallable(mapper);
  if (items === undefined || items === null) {
    throw $typeError(`${$callSite(items)} is not iterable (cannot read property Symbol(Symbol.iterator))`);
  }
  const using = items[$wellKnown('iterator')];
  if (using !== undefined && using !== null) {
    if (!$isCallable(using)) {
      throw $typeError(
        '%Array%.from requires that the property of the first argument, items[Symbol.iterator], when exists, be a function',
      );
    }
    const plain = this === $intrinsic('%Array%');
    const direct = $iteratesByIndex(items, using);
    if (plain && direct && !mapping) {
      const copy = $listOfArray(items);
      if (copy !== undefined) return copy;
    }
    const a = plain || !$isConstructor(this) ? [] : $construct(this, [], this);
    let k = 0;
    if (direct) {
      // The iterator would do the same, whatever the mapper does to the array meanwhile.
      for (; k < items.length; k++) {
        const v = mapping ? $call(mapper, thisArg, items[k], k) : items[k];
        if (!$putElement(a, k, v)) CreateDataPropertyOrThrow(a, k, v);
      }
      a.length = k;
      return a;
    }
    const iterator = GetIteratorFromMethod(items, using);
    const next = iterator.next;
    for (;;) {
      let v = IteratorStepValue(iterator, next);
      if ($isDone(v)) break;
      try {
        if (mapping) v = $call(mapper, thisArg, v, k);
        if (!$putElement(a, k, v)) CreateDataPropertyOrThrow(a, k, v);
      } catch (e) {
        IteratorCloseQuietly(iterator);
        throw e;
      }
      k++;
    }
    a.length = k;
    return a;
  }
  const source = $toObject(items);
  const n = $toLength(+source.length);
  const a = this !== $intrinsic('%Array%') && $isConstructor(this) ? $construct(this, [n], this) : $arrayCreate(n);
  for (let k = 0; k < n; k++) {
    const v = mapping ? $call(mapper, thisArg, source[k], k) : source[k];
    if (!$putElement(a, k, v)) CreateDataPropertyOrThrow(a, k, v);
  }
  a.length = n;
  return a;
}

/** Array.fromAsync (§23.1.2.2). */
async function ArrayFromAsync(items, mapper, thisArg) {
  const mapping = mapper !== undefined;
  if (mapping) $requireCallable(mapper);
  let iterator;
  const usingAsync = GetMethod(items, $wellKnown('asyncIterator'));
  if (usingAsync !== undefined) iterator = GetIteratorFromMethod(items, usingAsync);
  else {
    const using = GetMethod(items, $wellKnown('iterator'));
    if (using !== undefined) {
      const sync = GetIteratorFromMethod(items, using);
      iterator = $asyncFromSyncIterator(sync, sync.next);
    }
  }
  if (iterator !== undefined) {
    const next = iterator.next;
    const a = $isConstructor(this) ? $construct(this, [], this) : [];
    for (let k = 0; ; k++) {
      const result = await $call(next, iterator);
      if (!$isObject(result)) throw $typeError(`Iterator result ${$text(result)} is not an object`);
      if (result.done) {
        a.length = k;
        return a;
      }
      let v = result.value;
      try {
        if (mapping) v = await $call(mapper, thisArg, v, k);
        CreateDataPropertyOrThrow(a, k, v);
      } catch (e) {
        // AsyncIteratorClose on a throw completion: errors of `return` are dropped.
        try {
          const method = GetMethod(iterator, 'return');
          if (method !== undefined) await $call(method, iterator);
        } catch {}
        throw e;
      }
    }
  }
  const source = $toObject(items);
  const n = $toLength(+source.length);
  const a = $isConstructor(this) ? $construct(this, [n], this) : $arrayCreate(n);
  for (let k = 0; k < n; k++) {
    let v = await source[k];
    if (mapping) v = await $call(mapper, thisArg, v, k);
    CreateDataPropertyOrThrow(a, k, v);
  }
  a.length = n;
  return a;
}

/** Array.of (§23.1.2.4). */
function ArrayOf() {
  const n = arguments.length;
  const a = $isConstructor(this) ? $construct(this, [n], this) : $arrayCreate(n);
  for (let k = 0; k < n; k++) CreateDataPropertyOrThrow(a, k, arguments[k]);
  a.length = n;
  return a;
}

// ---- adding and removing --------------------------------------------------------------------------------------------------------

/** Array.prototype.push (§23.1.3.23). */
function ArrayPrototypePush() {
  const o = $toObject(this);
  let n = $toLength(+o.length);
  const count = arguments.length;
  if (n + count > 9007199254740991) {
    throw $typeError(
      `Pushing ${count} elements on an array-like of length ${n} is disallowed, as the total surpasses 2**53-1`,
    );
  }
  for (let i = 0; i < count; i++) {
    o[n] = arguments[i];
    n++;
  }
  o.length = n;
  return n;
}

/** Array.prototype.pop (§23.1.3.22). */
function ArrayPrototypePop() {
  const o = $toObject(this);
  const n = $toLength(+o.length);
  if (n === 0) {
    o.length = 0;
    return undefined;
  }
  const v = o[n - 1];
  delete o[n - 1];
  o.length = n - 1;
  return v;
}

/** Array.prototype.shift (§23.1.3.27). */
function ArrayPrototypeShift() {
  const o = $toObject(this);
  const n = $toLength(+o.length);
  if (n === 0) {
    o.length = 0;
    return undefined;
  }
  const first = o[0];
  for (let k = 1; k < n; k++) {
    if (k in o) o[k - 1] = o[k];
    else {
      delete o[k - 1];
      k = $skipMoves(o, k, -1, n);
    }
  }
  delete o[n - 1];
  o.length = n - 1;
  return first;
}

/** Array.prototype.unshift (§23.1.3.37). */
function ArrayPrototypeUnshift() {
  const o = $toObject(this);
  const n = $toLength(+o.length);
  const count = arguments.length;
  if (count > 0) {
    if (n + count > 9007199254740991) throw $typeError('Invalid array length');
    for (let from = n - 1; from >= 0; from--) {
      if (from in o) o[from + count] = o[from];
      else {
        delete o[from + count];
        from = $skipMovesDown(o, from, count, 0);
      }
    }
    for (let i = 0; i < count; i++) o[i] = arguments[i];
  }
  o.length = n + count;
  return n + count;
}

/** Array.prototype.splice (§23.1.3.31). */
function ArrayPrototypeSplice(start, deleteCount) {
  const o = $toObject(this);
  const n = $toLength(+o.length);
  const from = $clampIndex(+start, n);
  const passed = arguments.length;
  const inserted = passed > 2 ? passed - 2 : 0;
  let count = 0;
  if (passed === 1) count = n - from;
  else if (passed > 1) {
    count = $toIntegerOrInfinity(+deleteCount);
    if (count < 0) count = 0;
    else if (count > n - from) count = n - from;
  }
  if (n + inserted - count > 9007199254740991) throw $typeError('Invalid array length');
  const a = ArraySpeciesCreate(o, count);
  for (let k = 0; k < count; k++) {
    if (from + k in o) {
      const v = o[from + k];
      if (!$putElement(a, k, v)) CreateDataPropertyOrThrow(a, k, v);
    } else k = $skipHoles(o, from + k, from + count) - from;
  }
  a.length = count;
  if (inserted < count) {
    for (let k = from; k < n - count; k++) {
      if (k + count in o) o[k + inserted] = o[k + count];
      else {
        delete o[k + inserted];
        k = $skipMoves(o, k + count, inserted - count, n) - count;
      }
    }
    for (let k = n; k > n - count + inserted; k--) delete o[k - 1];
  } else if (inserted > count) {
    for (let k = n - 1; k >= from + count; k--) {
      if (k in o) o[k + inserted - count] = o[k];
      else {
        delete o[k + inserted - count];
        k = $skipMovesDown(o, k, inserted - count, from + count);
      }
    }
  }
  for (let i = 0; i < inserted; i++) o[from + i] = arguments[i + 2];
  o.length = n - count + inserted;
  return a;
}

// ---- copies ---------------------------------------------------------------------------------------------------------------------

/** IsConcatSpreadable (§23.1.3.2.1). */
function IsConcatSpreadable(v) {
  if (!$isObject(v)) return false;
  const flag = v[$wellKnown('isConcatSpreadable')];
  return flag === undefined ? IsArray(v) : !!flag;
}

/** Array.prototype.concat (§23.1.3.2). */
function ArrayPrototypeConcat() {
  const o = $arrayThis(this, 'Array.prototype.concat');
  const a = ArraySpeciesCreate(o, 0);
  let n = 0;
  for (let i = -1; i < arguments.length; i++) {
    const e = i < 0 ? o : arguments[i];
    if (IsConcatSpreadable(e)) {
      const length = $toLength(+e.length);
      if (n + length > 9007199254740991) throw $typeError('Invalid array length');
      for (let k = 0; k < length; k++) {
        if (k in e) {
          const v = e[k];
          if (!$putElement(a, n + k, v)) CreateDataPropertyOrThrow(a, n + k, v);
        } else k = $skipHoles(e, k, length);
      }
      n += length;
    } else {
      if (n >= 9007199254740991) throw $typeError('Invalid array length');
      if (!$putElement(a, n, e)) CreateDataPropertyOrThrow(a, n, e);
      n++;
    }
  }
  a.length = n;
  return a;
}

/** Array.prototype.slice (§23.1.3.28). */
function ArrayPrototypeSlice(start, end) {
  const o = $toObject(this);
  const n = $toLength(+o.length);
  const from = $clampIndex(+start, n);
  const final = end === undefined ? n : $clampIndex(+end, n);
  const a = ArraySpeciesCreate(o, final > from ? final - from : 0);
  let to = 0;
  for (let k = from; k < final; k++) {
    if (k in o) {
      const v = o[k];
      to = k - from;
      if (!$putElement(a, to, v)) CreateDataPropertyOrThrow(a, to, v);
    } else k = $skipHoles(o, k, final);
  }
  a.length = final > from ? final - from : 0;
  return a;
}

/** FlattenIntoArray (§23.1.3.13.1) without a mapper. */
function FlattenIntoArray(target, source, n, start, depth) {
  let to = start;
  for (let k = 0; k < n; k++) {
    if (!(k in source)) {
      k = $skipHoles(source, k, n);
      continue;
    }
    const v = source[k];
    if (depth > 0 && IsArray(v)) {
      to = FlattenIntoArray(target, v, $toLength(+v.length), to, depth - 1);
    } else {
      if (to >= 9007199254740991) throw $typeError('Invalid array length');
      if (!$putElement(target, to, v)) CreateDataPropertyOrThrow(target, to, v);
      to++;
    }
  }
  return to;
}

/** Array.prototype.flat (§23.1.3.13). */
function ArrayPrototypeFlat(depth) {
  const o = $toObject(this);
  const n = $toLength(+o.length);
  let levels = 1;
  if (depth !== undefined) {
    levels = $toIntegerOrInfinity(+depth);
    if (levels < 0) levels = 0;
  }
  const a = ArraySpeciesCreate(o, 0);
  FlattenIntoArray(a, o, n, 0, levels);
  return a;
}

/** Array.prototype.flatMap (§23.1.3.14). */
function ArrayPrototypeFlatMap(mapper, thisArg) {
  const o = $toObject(this);
  const n = $toLength(+o.length);
  if (!$isCallable(mapper)) throw $typeError('flatMap mapper function is not callable');
  const a = ArraySpeciesCreate(o, 0);
  let to = 0;
  for (let k = 0; k < n; k++) {
    if (!(k in o)) {
      k = $skipHoles(o, k, n);
      continue;
    }
    const v = $call(mapper, thisArg, o[k], k, o);
    if (IsArray(v)) to = FlattenIntoArray(a, v, $toLength(+v.length), to, 0);
    else {
      if (!$putElement(a, to, v)) CreateDataPropertyOrThrow(a, to, v);
      to++;
    }
  }
  return a;
}

/** Array.prototype.toReversed (§23.1.3.33). */
function ArrayPrototypeToReversed() {
  const o = $toObject(this);
  const n = $toLength(+o.length);
  const a = $arrayCreate(n);
  for (let k = 0; k < n; k++) $defineData(a, k, o[n - k - 1]);
  return a;
}

/** Array.prototype.toSpliced (§23.1.3.35). */
function ArrayPrototypeToSpliced(start, skipCount) {
  const o = $toObject(this);
  const n = $toLength(+o.length);
  const from = $clampIndex(+start, n);
  const passed = arguments.length;
  const inserted = passed > 2 ? passed - 2 : 0;
  let skip = 0;
  if (passed === 1) skip = n - from;
  else if (passed > 1) {
    skip = $toIntegerOrInfinity(+skipCount);
    if (skip < 0) skip = 0;
    else if (skip > n - from) skip = n - from;
  }
  const length = n + inserted - skip;
  if (length > 9007199254740991) throw $typeError('Invalid array length');
  const a = $arrayCreate(length);
  let to = 0;
  for (; to < from; to++) $defineData(a, to, o[to]);
  for (let i = 0; i < inserted; i++) $defineData(a, to++, arguments[i + 2]);
  for (; to < length; to++) $defineData(a, to, o[to - inserted + skip]);
  return a;
}

/** Array.prototype.with (§23.1.3.39). */
function ArrayPrototypeWith(index, value) {
  const o = $toObject(this);
  const n = $toLength(+o.length);
  const relative = $toIntegerOrInfinity(+index);
  const at = relative < 0 ? n + relative : relative;
  if (at >= n || at < 0) throw $rangeError(`Invalid index : ${$text(index)}`);
  const a = $arrayCreate(n);
  for (let k = 0; k < n; k++) $defineData(a, k, k === at ? value : o[k]);
  return a;
}

// ---- changes in place -----------------------------------------------------------------------------------------------------------

/** Array.prototype.copyWithin (§23.1.3.4). */
function ArrayPrototypeCopyWithin(target, start, end) {
  const o = $toObject(this);
  const n = $toLength(+o.length);
  let to = $clampIndex(+target, n);
  let from = $clampIndex(+start, n);
  const final = end === undefined ? n : $clampIndex(+end, n);
  let count = final - from < n - to ? final - from : n - to;
  let step = 1;
  if (from < to && to < from + count) {
    step = -1;
    from += count - 1;
    to += count - 1;
  }
  for (; count > 0; count--) {
    if (from in o) o[to] = o[from];
    else delete o[to];
    from += step;
    to += step;
  }
  return o;
}

/** Array.prototype.fill (§23.1.3.7). */
function ArrayPrototypeFill(value, start, end) {
  const o = $toObject(this);
  const n = $toLength(+o.length);
  const from = $clampIndex(+start, n);
  const final = end === undefined ? n : $clampIndex(+end, n);
  for (let k = from; k < final; k++) o[k] = value;
  return o;
}

/** Array.prototype.reverse (§23.1.3.26). */
function ArrayPrototypeReverse() {
  const o = $toObject(this);
  const n = $toLength(+o.length);
  const middle = (n - (n % 2)) / 2;
  for (let lower = 0; lower < middle; lower++) {
    const upper = n - lower - 1;
    const hasLower = lower in o;
    const low = hasLower ? o[lower] : undefined;
    const hasUpper = upper in o;
    const high = hasUpper ? o[upper] : undefined;
    if (hasUpper) o[lower] = high;
    else if (hasLower) delete o[lower];
    if (hasLower) o[upper] = low;
    else if (hasUpper) delete o[upper];
  }
  return o;
}

// ---- searching ------------------------------------------------------------------------------------------------------------------

/** Array.prototype.at (§23.1.3.1). */
function ArrayPrototypeAt(index) {
  const o = $toObject(this);
  const n = $toLength(+o.length);
  const relative = $toIntegerOrInfinity(+index);
  const k = relative < 0 ? n + relative : relative;
  return k < 0 || k >= n ? undefined : o[k];
}

/** Array.prototype.includes (§23.1.3.16). */
function ArrayPrototypeIncludes(value, fromIndex) {
  const o = $toObject(this);
  const n = $toLength(+o.length);
  if (n === 0) return false;
  for (let k = $clampIndex(+fromIndex, n); k < n; k++) {
    if ($sameValueZero(o[k], value)) return true;
  }
  return false;
}

/** Array.prototype.indexOf (§23.1.3.17). */
function ArrayPrototypeIndexOf(value, fromIndex) {
  const o = $arrayThis(this, 'Array.prototype.indexOf');
  const n = $toLength(+o.length);
  if (n === 0) return -1;
  for (let k = $clampIndex(+fromIndex, n); k < n; k++) {
    if (k in o) {
      if (o[k] === value) return k;
    } else k = $skipHoles(o, k, n);
  }
  return -1;
}

/** Array.prototype.lastIndexOf (§23.1.3.20). */
function ArrayPrototypeLastIndexOf(value, fromIndex) {
  const o = $toObject(this);
  const n = $toLength(+o.length);
  if (n === 0) return -1;
  let k = arguments.length > 1 ? $toIntegerOrInfinity(+fromIndex) : n - 1;
  if (k < 0) k += n;
  else if (k > n - 1) k = n - 1;
  for (; k >= 0; k--) {
    if (k in o) {
      if (o[k] === value) return k;
    } else k = $skipHolesDown(o, k);
  }
  return -1;
}

/** Array.prototype.find (§23.1.3.9). */
function ArrayPrototypeFind(predicate, thisArg) {
  const o = $arrayThis(this, 'Array.prototype.find');
  const n = $toLength(+o.length);
  $requireCallable(predicate);
  for (let k = 0; k < n; k++) {
    const v = o[k];
    if ($call(predicate, thisArg, v, k, o)) return v;
  }
  return undefined;
}

/** Array.prototype.findIndex (§23.1.3.10). */
function ArrayPrototypeFindIndex(predicate, thisArg) {
  const o = $arrayThis(this, 'Array.prototype.findIndex');
  const n = $toLength(+o.length);
  $requireCallable(predicate);
  for (let k = 0; k < n; k++) {
    if ($call(predicate, thisArg, o[k], k, o)) return k;
  }
  return -1;
}

/** Array.prototype.findLast (§23.1.3.11). */
function ArrayPrototypeFindLast(predicate, thisArg) {
  const o = $arrayThis(this, 'Array.prototype.findLast');
  const n = $toLength(+o.length);
  $requireCallable(predicate);
  for (let k = n - 1; k >= 0; k--) {
    const v = o[k];
    if ($call(predicate, thisArg, v, k, o)) return v;
  }
  return undefined;
}

/** Array.prototype.findLastIndex (§23.1.3.12). */
function ArrayPrototypeFindLastIndex(predicate, thisArg) {
  const o = $arrayThis(this, 'Array.prototype.findLastIndex');
  const n = $toLength(+o.length);
  $requireCallable(predicate);
  for (let k = n - 1; k >= 0; k--) {
    if ($call(predicate, thisArg, o[k], k, o)) return k;
  }
  return -1;
}

// ---- callbacks ------------------------------------------------------------------------------------------------------------------

/** Array.prototype.forEach (§23.1.3.15). */
function ArrayPrototypeForEach(callback, thisArg) {
  const o = $arrayThis(this, 'Array.prototype.forEach');
  const n = $toLength(+o.length);
  $requireCallable(callback);
  for (let k = 0; k < n; k++) {
    if (k in o) $call(callback, thisArg, o[k], k, o);
    else k = $skipHoles(o, k, n);
  }
}

/** Array.prototype.map (§23.1.3.21). */
function ArrayPrototypeMap(callback, thisArg) {
  const o = $arrayThis(this, 'Array.prototype.map');
  const n = $toLength(+o.length);
  $requireCallable(callback);
  const a = ArraySpeciesCreate(o, n);
  for (let k = 0; k < n; k++) {
    if (k in o) {
      const v = $call(callback, thisArg, o[k], k, o);
      if (!$putElement(a, k, v)) CreateDataPropertyOrThrow(a, k, v);
    } else k = $skipHoles(o, k, n);
  }
  return a;
}

/** Array.prototype.filter (§23.1.3.8). */
function ArrayPrototypeFilter(callback, thisArg) {
  const o = $arrayThis(this, 'Array.prototype.filter');
  const n = $toLength(+o.length);
  $requireCallable(callback);
  const a = ArraySpeciesCreate(o, 0);
  let to = 0;
  for (let k = 0; k < n; k++) {
    if (k in o) {
      const v = o[k];
      if ($call(callback, thisArg, v, k, o)) {
        if (!$putElement(a, to, v)) CreateDataPropertyOrThrow(a, to, v);
        to++;
      }
    } else k = $skipHoles(o, k, n);
  }
  return a;
}

/** Array.prototype.some (§23.1.3.29). */
function ArrayPrototypeSome(callback, thisArg) {
  const o = $arrayThis(this, 'Array.prototype.some');
  const n = $toLength(+o.length);
  $requireCallable(callback);
  for (let k = 0; k < n; k++) {
    if (k in o) {
      if ($call(callback, thisArg, o[k], k, o)) return true;
    } else k = $skipHoles(o, k, n);
  }
  return false;
}

/** Array.prototype.every (§23.1.3.6). */
function ArrayPrototypeEvery(callback, thisArg) {
  const o = $arrayThis(this, 'Array.prototype.every');
  const n = $toLength(+o.length);
  $requireCallable(callback);
  for (let k = 0; k < n; k++) {
    if (k in o) {
      if (!$call(callback, thisArg, o[k], k, o)) return false;
    } else k = $skipHoles(o, k, n);
  }
  return true;
}

/** Array.prototype.reduce (§23.1.3.24). */
function ArrayPrototypeReduce(callback, initial) {
  const o = $arrayThis(this, 'Array.prototype.reduce');
  const n = $toLength(+o.length);
  $requireCallable(callback);
  let k = 0;
  let sum = initial;
  if (arguments.length < 2) {
    while (k < n && !(k in o)) k = $skipHoles(o, k, n) + 1;
    if (k >= n) throw $typeError('Reduce of empty array with no initial value');
    sum = o[k++];
  }
  for (; k < n; k++) {
    if (k in o) sum = $call(callback, undefined, sum, o[k], k, o);
    else k = $skipHoles(o, k, n);
  }
  return sum;
}

/** Array.prototype.reduceRight (§23.1.3.25). */
function ArrayPrototypeReduceRight(callback, initial) {
  const o = $arrayThis(this, 'Array.prototype.reduceRight');
  const n = $toLength(+o.length);
  $requireCallable(callback);
  let k = n - 1;
  let sum = initial;
  if (arguments.length < 2) {
    while (k >= 0 && !(k in o)) k = $skipHolesDown(o, k) - 1;
    if (k < 0) throw $typeError('Reduce of empty array with no initial value');
    sum = o[k--];
  }
  for (; k >= 0; k--) {
    if (k in o) sum = $call(callback, undefined, sum, o[k], k, o);
    else k = $skipHolesDown(o, k);
  }
  return sum;
}

// ---- text -----------------------------------------------------------------------------------------------------------------------

/** Array.prototype.join (§23.1.3.18). An array inside itself joins as the empty text, as in every engine. */
function ArrayPrototypeJoin(separator) {
  const o = $toObject(this);
  const n = $toLength(+o.length);
  const by = separator === undefined ? ',' : `${separator}`;
  if (!$enterJoin(o)) return '';
  try {
    let text = '';
    for (let k = 0; k < n; k++) {
      if (k > 0) text += by;
      const v = o[k];
      if (v !== undefined && v !== null) text += `${v}`;
    }
    return text;
  } finally {
    $leaveJoin(o);
  }
}

/** Array.prototype.toString (§23.1.3.36). */
function ArrayPrototypeToString() {
  const o = $toObject(this);
  const join = o.join;
  return $isCallable(join) ? $call(join, o) : $call(ObjectPrototypeToString, o);
}

/** Array.prototype.toLocaleString (§23.1.3.32; its arguments: ECMA-402). */
function ArrayPrototypeToLocaleString(locales, options) {
  const o = $toObject(this);
  const n = $toLength(+o.length);
  const plain = locales === undefined && options === undefined;
  if (!$enterJoin(o)) return '';
  try {
    let text = '';
    for (let k = 0; k < n; k++) {
      if (k > 0) text += ',';
      const v = o[k];
      if (v !== undefined && v !== null) text += `${plain ? v.toLocaleString() : v.toLocaleString(locales, options)}`;
    }
    return text;
  } finally {
    $leaveJoin(o);
  }
}
