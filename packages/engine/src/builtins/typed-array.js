// %TypedArray% (ECMA-262 §23.2): what may run guest code.

// ---- construction ---------------------------------------------------------------------------------------------------------------

/** %TypedArray% (§23.2.1.1). */
function TypedArrayConstructor() {
  throw $typeError('Abstract class TypedArray not directly constructable');
}

function Int8ArrayConstructor(first, byteOffset, length) {
  return ConstructTypedArray(new.target, 'Int8', first, byteOffset, length);
}

function Uint8ArrayConstructor(first, byteOffset, length) {
  return ConstructTypedArray(new.target, 'Uint8', first, byteOffset, length);
}

function Uint8ClampedArrayConstructor(first, byteOffset, length) {
  return ConstructTypedArray(new.target, 'Uint8Clamped', first, byteOffset, length);
}

function Int16ArrayConstructor(first, byteOffset, length) {
  return ConstructTypedArray(new.target, 'Int16', first, byteOffset, length);
}

function Uint16ArrayConstructor(first, byteOffset, length) {
  return ConstructTypedArray(new.target, 'Uint16', first, byteOffset, length);
}

function Int32ArrayConstructor(first, byteOffset, length) {
  return ConstructTypedArray(new.target, 'Int32', first, byteOffset, length);
}

function Uint32ArrayConstructor(first, byteOffset, length) {
  return ConstructTypedArray(new.target, 'Uint32', first, byteOffset, length);
}

function Float16ArrayConstructor(first, byteOffset, length) {
  return ConstructTypedArray(new.target, 'Float16', first, byteOffset, length);
}

function Float32ArrayConstructor(first, byteOffset, length) {
  return ConstructTypedArray(new.target, 'Float32', first, byteOffset, length);
}

function Float64ArrayConstructor(first, byteOffset, length) {
  return ConstructTypedArray(new.target, 'Float64', first, byteOffset, length);
}

function BigInt64ArrayConstructor(first, byteOffset, length) {
  return ConstructTypedArray(new.target, 'BigInt64', first, byteOffset, length);
}

function BigUint64ArrayConstructor(first, byteOffset, length) {
  return ConstructTypedArray(new.target, 'BigUint64', first, byteOffset, length);
}

/** TypedArray(…args) (§23.2.5.1). */
function ConstructTypedArray(newTarget, type, first, byteOffset, length) {
  if (newTarget === undefined) throw $typeError(`Constructor ${type}Array requires 'new'`);
  const own = newTarget === $intrinsic(`%${type}Array%`);
  if (!$isObject(first)) {
    const given = +first;
    const n = $toIndex(given, `Invalid typed array length: ${first}`);
    return $typedArrayCreate(type, n, own ? undefined : PrototypeFromConstructor(newTarget, `%${type}ArrayPrototype%`));
  }
  const proto = own ? undefined : PrototypeFromConstructor(newTarget, `%${type}ArrayPrototype%`);
  if ($isTypedArray(first)) return TypedArrayFromTypedArray(type, proto, first);
  if ($isBuffer(first, true)) return TypedArrayFromBuffer(type, proto, first, byteOffset, length);
  const using = GetMethod(first, $wellKnown('iterator'));
  let source = first;
  if (using !== undefined && !$iteratesByIndex(first, using)) {
    source = $newList();
    const iterator = GetIteratorFromMethod(first, using);
    const next = iterator.next;
    for (;;) {
      const v = IteratorStepValue(iterator, next);
      if ($isDone(v)) break;
      $push(source, v);
    }
  } else if (using !== undefined) {
    // What the iterator would give now: a conversion below may change the array.
    const copy = $listOfArray(first);
    if (copy === undefined) {
      source = $newList();
      for (let k = 0; k < first.length; k++) $push(source, first[k]);
    } else source = copy;
  }
  const n = $toLength(+source.length);
  const a = $typedArrayCreate(type, n, proto);
  if (!$typedArraySetDense(a, source, 0)) {
    for (let k = 0; k < n; k++) a[k] = source[k];
  }
  return a;
}

/** InitializeTypedArrayFromTypedArray (§23.2.5.1.2). */
function TypedArrayFromTypedArray(type, proto, source) {
  if ($typedArrayIsOutOfBounds(source)) $throwDetached('Construct');
  const a = $typedArrayCreate(type, $typedArrayLengthNow(source), proto);
  if ($typedArrayHoldsBigInts(a) !== $typedArrayHoldsBigInts(source)) {
    throw $typeError('Cannot mix BigInt and other types, use explicit conversions');
  }
  $typedArraySetFrom(a, source, 0);
  return a;
}

/** InitializeTypedArrayFromArrayBuffer (§23.2.5.1.3). */
function TypedArrayFromBuffer(type, proto, buffer, byteOffset, length) {
  const size = $typedArrayElementSize(type);
  const start = +byteOffset;
  const offset = $toIndex(start, `Start offset ${start} is outside the bounds of the buffer`);
  if (offset % size !== 0) throw $rangeError(`start offset of ${type}Array should be a multiple of ${size}`);
  let n;
  if (length !== undefined) {
    const given = +length;
    n = $toIndex(given, `Invalid typed array length: ${given}`);
  }
  if ($bufferIsDetached(buffer)) $throwDetached('Construct');
  const bytes = $bufferDataLength(buffer);
  if (n === undefined) {
    if ($bufferMaxLength(buffer) !== undefined) {
      if (offset > bytes) throw $rangeError(`Start offset ${offset} is outside the bounds of the buffer`);
      return $typedArrayOver(type, proto, buffer, offset, undefined);
    }
    if (bytes % size !== 0) throw $rangeError(`byte length of ${type}Array should be a multiple of ${size}`);
    if (offset > bytes) throw $rangeError(`Start offset ${offset} is outside the bounds of the buffer`);
    n = (bytes - offset) / size;
  } else if (offset + n * size > bytes) throw $rangeError(`Invalid typed array length: ${n}`);
  return $typedArrayOver(type, proto, buffer, offset, n);
}

/** TypedArrayCreateFromConstructor (§23.2.4.2). */
function TypedArrayCreateFromConstructor(constructor, list, name) {
  const a = $construct(constructor, list, constructor);
  const n = $typedArrayLength(a, name);
  if (list.length === 1 && typeof list[0] === 'number' && n < list[0]) {
    throw $typeError('Derived TypedArray constructor created an array which was too small');
  }
  return a;
}

/** TypedArraySpeciesCreate (§23.2.4.1) with a length. */
function TypedArraySpeciesCreate(exemplar, n, name) {
  const type = $typedArrayTypeName(exemplar);
  if ($typedArraySpeciesIntact(exemplar)) return $typedArrayCreate(type, n);
  const a = TypedArrayCreateFromConstructor(SpeciesConstructor(exemplar, `%${type}Array%`), [n], name);
  if ($typedArrayHoldsBigInts(a) !== $typedArrayHoldsBigInts(exemplar)) {
    throw $typeError('Cannot mix BigInt and other types, use explicit conversions');
  }
  return a;
}

/** %TypedArray%.of (§23.2.2.2). */
function TypedArrayOf() {
  const n = arguments.length;
  if (!$isConstructor(this)) throw $typeError(`${$text(this)} is not a constructor`);
  const a = TypedArrayCreateFromConstructor(this, [n], 'of');
  for (let k = 0; k < n; k++) a[k] = arguments[k];
  return a;
}

/** %TypedArray%.from (§23.2.2.1). */
function TypedArrayFrom(items, mapper, thisArg) {
  if (!$isConstructor(this)) throw $typeError(`${$text(this)} is not a constructor`);
  const mapping = mapper !== undefined;
  if (mapping) $requireCallable(mapper);
  if (items === undefined || items === null) {
    throw $typeError(`${$callSite(items)} is not iterable (cannot read property Symbol(Symbol.iterator))`);
  }
  const using = items[$wellKnown('iterator')];
  let source;
  if (using !== undefined && using !== null) {
    if (!$isCallable(using)) {
      throw $typeError(
        '%TypedArray%.from requires that the property of the first argument, items[Symbol.iterator], when exists, be a function',
      );
    }
    source = $newList();
    const iterator = GetIteratorFromMethod(items, using);
    const next = iterator.next;
    for (;;) {
      const v = IteratorStepValue(iterator, next);
      if ($isDone(v)) break;
      $push(source, v);
    }
  } else source = $toObject(items);
  const n = $toLength(+source.length);
  const a = TypedArrayCreateFromConstructor(this, [n], 'from');
  for (let k = 0; k < n; k++) {
    const v = source[k];
    a[k] = mapping ? $call(mapper, thisArg, v, k) : v;
  }
  return a;
}

// ---- changes in place -----------------------------------------------------------------------------------------------------------

/** %TypedArray%.prototype.copyWithin (§23.2.3.6). */
function TypedArrayPrototypeCopyWithin(target, start, end) {
  const n = $typedArrayLength(this, 'copyWithin');
  const to = $clampIndex(+target, n);
  const from = $clampIndex(+start, n);
  const final = end === undefined ? n : $clampIndex(+end, n);
  const count = final - from < n - to ? final - from : n - to;
  if (count > 0) {
    $typedArrayLength(this, 'copyWithin');
    $typedArrayCopyWithin(this, to, from, count);
  }
  return this;
}

/** %TypedArray%.prototype.fill (§23.2.3.9). */
function TypedArrayPrototypeFill(value, start, end) {
  const n = $typedArrayLength(this, 'fill');
  const v = $typedArrayHoldsBigInts(this) ? ToBigInt(value) : +value;
  const from = $clampIndex(+start, n);
  const final = end === undefined ? n : $clampIndex(+end, n);
  const now = $typedArrayLength(this, 'fill');
  $typedArrayFill(this, v, from, final < now ? final : now);
  return this;
}

/** %TypedArray%.prototype.reverse (§23.2.3.25). */
function TypedArrayPrototypeReverse() {
  $typedArrayLength(this, 'reverse');
  $typedArrayReverse(this);
  return this;
}

/** %TypedArray%.prototype.set (§23.2.3.26). */
function TypedArrayPrototypeSet(source, offset) {
  if (!$isTypedArray(this)) throw $typeError('this is not a typed array.');
  const at = $toIntegerOrInfinity(+offset);
  if (at < 0) throw $rangeError('offset is out of bounds');
  const room = $typedArrayLength(this, 'set');
  if ($isTypedArray(source)) {
    const n = $typedArrayLength(source, 'set');
    if ($typedArrayHoldsBigInts(this) !== $typedArrayHoldsBigInts(source)) {
      throw $typeError('Cannot mix BigInt and other types, use explicit conversions');
    }
    if (n + at > room) throw $rangeError('offset is out of bounds');
    $typedArraySetFrom(this, source, at);
    return;
  }
  const o = $toObject(source);
  const n = $toLength(+o.length);
  if (n + at > room) throw $rangeError('offset is out of bounds');
  if ($typedArraySetDense(this, o, at)) return;
  for (let k = 0; k < n; k++) this[at + k] = o[k];
}

/** %TypedArray%.prototype.sort (§23.2.3.29). */
function TypedArrayPrototypeSort(compare) {
  if (compare !== undefined && !$isCallable(compare)) {
    throw $typeError('The comparison function must be either a function or undefined');
  }
  $typedArrayLength(this, 'sort');
  if (compare === undefined) $typedArraySort(this);
  else {
    const list = $typedArrayList(this);
    SortList(list, compare);
    $typedArrayStoreList(this, list);
  }
  return this;
}

// ---- copies ---------------------------------------------------------------------------------------------------------------------

/** %TypedArray%.prototype.filter (§23.2.3.10). */
function TypedArrayPrototypeFilter(callback, thisArg) {
  const n = $typedArrayLength(this, 'filter');
  $requireCallable(callback);
  const kept = $newList();
  for (let k = 0; k < n; k++) {
    const v = this[k];
    if ($call(callback, thisArg, v, k, this)) $push(kept, v);
  }
  const count = kept.length;
  const a = TypedArraySpeciesCreate(this, count, 'filter');
  for (let k = 0; k < count; k++) a[k] = kept[k];
  return a;
}

/** %TypedArray%.prototype.map (§23.2.3.22). */
function TypedArrayPrototypeMap(callback, thisArg) {
  const n = $typedArrayLength(this, 'map');
  $requireCallable(callback);
  const a = TypedArraySpeciesCreate(this, n, 'map');
  for (let k = 0; k < n; k++) a[k] = $call(callback, thisArg, this[k], k, this);
  return a;
}

/** %TypedArray%.prototype.slice (§23.2.3.27). */
function TypedArrayPrototypeSlice(start, end) {
  const n = $typedArrayLength(this, 'slice');
  const from = $clampIndex(+start, n);
  const final = end === undefined ? n : $clampIndex(+end, n);
  const count = final > from ? final - from : 0;
  const a = TypedArraySpeciesCreate(this, count, 'slice');
  if (count > 0) {
    $typedArrayLength(this, 'slice');
    $typedArraySliceInto(this, a, from, final);
  }
  return a;
}

/** %TypedArray%.prototype.subarray (§23.2.3.30). */
function TypedArrayPrototypeSubarray(begin, end) {
  if (!$isTypedArray(this)) {
    // V8 does not look at the receiver.
    throw $typeError('Method %TypedArray%.prototype.subarray called on incompatible receiver undefined');
  }
  const n = $typedArrayLengthNow(this);
  const from = $clampIndex(+begin, n);
  const type = $typedArrayTypeName(this);
  const buffer = $typedArrayBuffer(this);
  const follows = $typedArrayFollowsLength(this) && end === undefined;
  let count;
  if (!follows) {
    const final = end === undefined ? n : $clampIndex(+end, n);
    count = final > from ? final - from : 0;
  }
  const offset = $typedArrayByteOffset(this) + from * $typedArrayElementSize(type);
  if ($typedArraySpeciesIntact(this)) return TypedArrayFromBuffer(type, undefined, buffer, offset, count);
  const constructor = SpeciesConstructor(this, `%${type}Array%`);
  const list = follows ? [buffer, offset] : [buffer, offset, count];
  const a = $construct(constructor, list, constructor);
  $typedArrayLength(a, 'subarray');
  if ($typedArrayHoldsBigInts(a) !== $typedArrayHoldsBigInts(this)) {
    throw $typeError('Cannot mix BigInt and other types, use explicit conversions');
  }
  return a;
}

/** %TypedArray%.prototype.toReversed (§23.2.3.32). */
function TypedArrayPrototypeToReversed() {
  const n = $typedArrayLength(this, 'toReversed');
  const a = $typedArrayCreate($typedArrayTypeName(this), n);
  $typedArraySetFrom(a, this, 0);
  $typedArrayReverse(a);
  return a;
}

/** %TypedArray%.prototype.toSorted (§23.2.3.33). */
function TypedArrayPrototypeToSorted(compare) {
  if (compare !== undefined && !$isCallable(compare)) {
    throw $typeError('The comparison function must be either a function or undefined');
  }
  const n = $typedArrayLength(this, 'toSorted');
  const a = $typedArrayCreate($typedArrayTypeName(this), n);
  if (compare === undefined) {
    $typedArraySetFrom(a, this, 0);
    $typedArraySort(a);
  } else {
    const list = $typedArrayList(this);
    SortList(list, compare);
    $typedArrayStoreList(a, list);
  }
  return a;
}

/** %TypedArray%.prototype.with (§23.2.3.36). */
function TypedArrayPrototypeWith(index, value) {
  const n = $typedArrayLength(this, 'with');
  const relative = $toIntegerOrInfinity(+index);
  const at = relative < 0 ? n + relative : relative;
  const v = $typedArrayHoldsBigInts(this) ? ToBigInt(value) : +value;
  if (!(at >= 0 && at < $typedArrayLengthNow(this))) throw $rangeError('Invalid typed array index');
  const a = $typedArrayCreate($typedArrayTypeName(this), n);
  for (let k = 0; k < n; k++) a[k] = k === at ? v : this[k];
  return a;
}

// ---- searching and callbacks ----------------------------------------------------------------------------------------------------

/** %TypedArray%.prototype.at (§23.2.3.1). */
function TypedArrayPrototypeAt(index) {
  const n = $typedArrayLength(this, 'at');
  const relative = $toIntegerOrInfinity(+index);
  const k = relative < 0 ? n + relative : relative;
  return k < 0 || k >= n ? undefined : this[k];
}

/** %TypedArray%.prototype.includes (§23.2.3.16). */
function TypedArrayPrototypeIncludes(value, fromIndex) {
  const n = $typedArrayLength(this, 'includes');
  return n !== 0 && $typedArrayIncludes(this, value, $clampIndex(+fromIndex, n), n);
}

/** %TypedArray%.prototype.indexOf (§23.2.3.17). */
function TypedArrayPrototypeIndexOf(value, fromIndex) {
  const n = $typedArrayLength(this, 'indexOf');
  return n === 0 ? -1 : $typedArrayIndexOf(this, value, $clampIndex(+fromIndex, n), n);
}

/** %TypedArray%.prototype.lastIndexOf (§23.2.3.20). */
function TypedArrayPrototypeLastIndexOf(value, fromIndex) {
  const n = $typedArrayLength(this, 'lastIndexOf');
  if (n === 0) return -1;
  let k = arguments.length > 1 ? $toIntegerOrInfinity(+fromIndex) : n - 1;
  if (k < 0) k += n;
  return k < 0 ? -1 : $typedArrayLastIndexOf(this, value, k < n ? k : n - 1);
}

/** %TypedArray%.prototype.every (§23.2.3.8). */
function TypedArrayPrototypeEvery(callback, thisArg) {
  const n = $typedArrayLength(this, 'every');
  $requireCallable(callback);
  for (let k = 0; k < n; k++) if (!$call(callback, thisArg, this[k], k, this)) return false;
  return true;
}

/** %TypedArray%.prototype.some (§23.2.3.28). */
function TypedArrayPrototypeSome(callback, thisArg) {
  const n = $typedArrayLength(this, 'some');
  $requireCallable(callback);
  for (let k = 0; k < n; k++) if ($call(callback, thisArg, this[k], k, this)) return true;
  return false;
}

/** %TypedArray%.prototype.forEach (§23.2.3.15). */
function TypedArrayPrototypeForEach(callback, thisArg) {
  const n = $typedArrayLength(this, 'forEach');
  $requireCallable(callback);
  for (let k = 0; k < n; k++) $call(callback, thisArg, this[k], k, this);
}

/** %TypedArray%.prototype.find (§23.2.3.11). */
function TypedArrayPrototypeFind(predicate, thisArg) {
  const n = $typedArrayLength(this, 'find');
  $requireCallable(predicate);
  for (let k = 0; k < n; k++) {
    const v = this[k];
    if ($call(predicate, thisArg, v, k, this)) return v;
  }
  return undefined;
}

/** %TypedArray%.prototype.findIndex (§23.2.3.12). */
function TypedArrayPrototypeFindIndex(predicate, thisArg) {
  const n = $typedArrayLength(this, 'findIndex');
  $requireCallable(predicate);
  for (let k = 0; k < n; k++) if ($call(predicate, thisArg, this[k], k, this)) return k;
  return -1;
}

/** %TypedArray%.prototype.findLast (§23.2.3.13). */
function TypedArrayPrototypeFindLast(predicate, thisArg) {
  const n = $typedArrayLength(this, 'findLast');
  $requireCallable(predicate);
  for (let k = n - 1; k >= 0; k--) {
    const v = this[k];
    if ($call(predicate, thisArg, v, k, this)) return v;
  }
  return undefined;
}

/** %TypedArray%.prototype.findLastIndex (§23.2.3.14). */
function TypedArrayPrototypeFindLastIndex(predicate, thisArg) {
  const n = $typedArrayLength(this, 'findLastIndex');
  $requireCallable(predicate);
  for (let k = n - 1; k >= 0; k--) if ($call(predicate, thisArg, this[k], k, this)) return k;
  return -1;
}

/** %TypedArray%.prototype.reduce (§23.2.3.23). */
function TypedArrayPrototypeReduce(callback, initial) {
  const n = $typedArrayLength(this, 'reduce');
  $requireCallable(callback);
  let k = 0;
  let sum = initial;
  if (arguments.length < 2) {
    if (n === 0) throw $typeError('Reduce of empty array with no initial value');
    sum = this[k++];
  }
  for (; k < n; k++) sum = $call(callback, undefined, sum, this[k], k, this);
  return sum;
}

/** %TypedArray%.prototype.reduceRight (§23.2.3.24). */
function TypedArrayPrototypeReduceRight(callback, initial) {
  const n = $typedArrayLength(this, 'reduceRight');
  $requireCallable(callback);
  let k = n - 1;
  let sum = initial;
  if (arguments.length < 2) {
    if (n === 0) throw $typeError('Reduce of empty array with no initial value');
    sum = this[k--];
  }
  for (; k >= 0; k--) sum = $call(callback, undefined, sum, this[k], k, this);
  return sum;
}

// ---- text -----------------------------------------------------------------------------------------------------------------------

/** %TypedArray%.prototype.join (§23.2.3.18). */
function TypedArrayPrototypeJoin(separator) {
  const n = $typedArrayLength(this, 'join');
  return $typedArrayJoin(this, separator === undefined ? ',' : `${separator}`, n);
}

/** %TypedArray%.prototype.toLocaleString (§23.2.3.31; its arguments: ECMA-402). */
function TypedArrayPrototypeToLocaleString(locales, options) {
  const n = $typedArrayLength(this, 'toLocaleString');
  const plain = locales === undefined && options === undefined;
  let text = '';
  for (let k = 0; k < n; k++) {
    if (k > 0) text += ',';
    const v = this[k];
    if (v !== undefined) text += `${plain ? v.toLocaleString() : v.toLocaleString(locales, options)}`;
  }
  return text;
}
