/**
 * Iterator (ECMA-262 §27.1.3) and iterator helper objects (§27.1.2.1). A helper's whole state is an internal object, so that it can be
 * paused, saved and copied anywhere: `status` as below, `kind` telling `StepHelper` what to do, and what the kind needs.
 *
 * status: 0 not started, 1 between two steps, 2 running, 3 finished.
 */

/** Iterator (ECMA-262 §27.1.3.1.1): abstract. */
function IteratorConstructor() {
  if (new.target === undefined) throw $typeError("Constructor Iterator requires 'new'");
  if (new.target === $intrinsic('%Iterator%')) throw $typeError('Abstract class Iterator not directly constructable');
  return $newObject(PrototypeFromConstructor(new.target, '%IteratorPrototype%'));
}

/** `get` of Iterator.prototype's weird accessors: the constructor. */
function IteratorPrototypeConstructorGetter() {
  return $intrinsic('%Iterator%');
}

/** `set` of Iterator.prototype.constructor (ECMA-262 §27.1.4.1). */
function IteratorPrototypeConstructorSetter(v) {
  SetterThatIgnoresPrototypeProperties(this, $intrinsic('%IteratorPrototype%'), 'constructor', v);
}

/** `get` of Iterator.prototype[Symbol.toStringTag] (ECMA-262 §27.1.4.14). */
function IteratorPrototypeTagGetter() {
  return 'Iterator';
}

/** `set` of Iterator.prototype[Symbol.toStringTag]. */
function IteratorPrototypeTagSetter(v) {
  SetterThatIgnoresPrototypeProperties(this, $intrinsic('%IteratorPrototype%'), $wellKnown('toStringTag'), v);
}

/** SetterThatIgnoresPrototypeProperties (ECMA-262 §7.3.36). */
function SetterThatIgnoresPrototypeProperties(self, home, key, v) {
  if (!$isObject(self)) throw $typeError('Iterator.prototype setter called on non-object');
  if (self === home) {
    throw $typeError(`Cannot assign to read only property '${$text(key)}' of object '[object Object]'`);
  }
  if (GetOwnProperty(self, key) === undefined) CreateDataPropertyOrThrow(self, key, v);
  else self[key] = v;
}

/** GetIteratorFlattenable (ECMA-262 §7.4.5); strings are iterated where `strings` says so, other primitives never. */
function GetIteratorFlattenable(o, strings) {
  if (!$isObject(o) && !(strings && typeof o === 'string')) throw $typeError(`${$text(o)} is not an object`);
  const method = GetMethod(o, $wellKnown('iterator'));
  const iterator = method === undefined ? o : $call(method, o);
  if (!$isObject(iterator)) throw $typeError(`${$text(iterator)} is not an object`);
  return iterator;
}

/** IteratorStep (ECMA-262 §7.4.8): the result object, its value unread, or the DONE mark. */
function IteratorStep(iterator, next) {
  if (!$isCallable(next)) throw $typeError(`${$callSite(next)} is not a function`);
  const result = $call(next, iterator);
  if (!$isObject(result)) throw $typeError(`Iterator result ${$text(result)} is not an object`);
  return result.done ? $done() : result;
}

// ---- Iterator.from --------------------------------------------------------------------------------------------------------------

/** Iterator.from (ECMA-262 §27.1.3.2.1). */
function IteratorFrom(o) {
  if (!$isObject(o) && typeof o !== 'string') throw $typeError('Iterator.from called on non-object');
  const iterator = GetIteratorFlattenable(o, true);
  const next = iterator.next;
  if (OrdinaryHasInstance($intrinsic('%Iterator%'), iterator)) return iterator;
  return $iteratorWrap({ iterator, next });
}

/** %WrapForValidIteratorPrototype%.next (ECMA-262 §27.1.3.2.1.1.1). */
function IteratorWrapNext() {
  const state = $iteratorWrapState(this, 'next');
  return $call(state.next, state.iterator);
}

/** %WrapForValidIteratorPrototype%.return (ECMA-262 §27.1.3.2.1.1.2). */
function IteratorWrapReturn() {
  const { iterator } = $iteratorWrapState(this, 'return');
  const method = GetMethod(iterator, 'return');
  return method === undefined ? { value: undefined, done: true } : $call(method, iterator);
}

// ---- helper objects -------------------------------------------------------------------------------------------------------------

/** %IteratorHelperPrototype%.next (ECMA-262 §27.1.2.1.1). */
function IteratorHelperNext() {
  const state = $iteratorHelperState(this, 'next');
  if (state.status === 2) throw $typeError('Generator is already running');
  if (state.status === 3) return { value: undefined, done: true };
  state.status = 2;
  let value;
  try {
    value = StepHelper(state);
  } catch (e) {
    state.status = 3;
    throw e;
  }
  if ($isDone(value)) {
    state.status = 3;
    return { value: undefined, done: true };
  }
  state.status = 1;
  return { value, done: false };
}

/** %IteratorHelperPrototype%.return (ECMA-262 §27.1.2.1.2). */
function IteratorHelperReturn() {
  const state = $iteratorHelperState(this, 'return');
  if (state.status === 2) throw $typeError('Generator is already running');
  if (state.status === 3) return { value: undefined, done: true };
  const started = state.status === 1;
  // A helper that has not started is finished at once; one in the middle runs once more, to close what it holds.
  state.status = started ? 2 : 3;
  try {
    CloseHelper(state, started);
  } finally {
    state.status = 3;
  }
  return { value: undefined, done: true };
}

/** One step of a helper: its next value, or the DONE mark. */
function StepHelper(state) {
  switch (state.kind) {
    case 'map':
      return StepMap(state);
    case 'filter':
      return StepFilter(state);
    case 'take':
      return StepTake(state);
    case 'drop':
      return StepDrop(state);
    case 'flatMap':
      return StepFlatMap(state);
    case 'chunks':
      return StepChunks(state);
    case 'windows':
      return StepWindows(state);
    case 'concat':
      return StepConcat(state);
    default:
      return StepZip(state);
  }
}

/** Closes what a helper holds when it is told to return. */
function CloseHelper(state, started) {
  switch (state.kind) {
    case 'flatMap':
      if (state.inner !== undefined) {
        try {
          IteratorClose(state.inner);
        } catch (e) {
          IteratorCloseQuietly(state.iterator);
          throw e;
        }
      }
      IteratorClose(state.iterator);
      break;
    case 'concat':
      if (started) IteratorClose(state.inner);
      break;
    case 'zip':
      CloseOpen(state.iterators, state.open);
      break;
    case 'chunks':
    case 'windows':
      // After a last short one the iterator has ended.
      if (state.size > 0) IteratorClose(state.iterator);
      break;
    default:
      IteratorClose(state.iterator);
  }
}

/** Calls a helper's function; its error closes the underlying iterator. */
function CallHelperFunction(state, value) {
  try {
    return $call(state.fn, undefined, value, state.counter);
  } catch (e) {
    IteratorCloseQuietly(state.iterator);
    throw e;
  }
}

/** A step of `map` (ECMA-262 §27.1.4.8). */
function StepMap(state) {
  const value = IteratorStepValue(state.iterator, state.next);
  if ($isDone(value)) return value;
  const mapped = CallHelperFunction(state, value);
  state.counter++;
  return mapped;
}

/** A step of `filter` (ECMA-262 §27.1.4.4). */
function StepFilter(state) {
  for (;;) {
    const value = IteratorStepValue(state.iterator, state.next);
    if ($isDone(value)) return value;
    const selected = CallHelperFunction(state, value);
    state.counter++;
    if (selected) return value;
  }
}

/** A step of `take` (ECMA-262 §27.1.4.11). */
function StepTake(state) {
  if (state.counter === 0) {
    IteratorClose(state.iterator);
    return $done();
  }
  state.counter--;
  return IteratorStepValue(state.iterator, state.next);
}

/** A step of `drop` (ECMA-262 §27.1.4.2). */
function StepDrop(state) {
  while (state.counter > 0) {
    state.counter--;
    if ($isDone(IteratorStep(state.iterator, state.next))) return $done();
  }
  return IteratorStepValue(state.iterator, state.next);
}

/** A step of `flatMap` (ECMA-262 §27.1.4.6). */
function StepFlatMap(state) {
  for (;;) {
    if (state.inner === undefined) {
      const value = IteratorStepValue(state.iterator, state.next);
      if ($isDone(value)) return value;
      try {
        const inner = GetIteratorFlattenable($call(state.fn, undefined, value, state.counter), false);
        state.innerNext = inner.next;
        state.inner = inner;
      } catch (e) {
        IteratorCloseQuietly(state.iterator);
        throw e;
      }
      state.counter++;
    }
    let value;
    try {
      value = IteratorStepValue(state.inner, state.innerNext);
    } catch (e) {
      IteratorCloseQuietly(state.iterator);
      throw e;
    }
    if (!$isDone(value)) return value;
    state.inner = undefined;
    state.innerNext = undefined;
  }
}

/** A step of `chunks` (iterator chunking proposal). */
function StepChunks(state) {
  const chunk = [];
  while (chunk.length < state.size) {
    const value = IteratorStepValue(state.iterator, state.next);
    if ($isDone(value)) {
      // The last chunk may be short; the iterator has ended then and is not asked again.
      state.size = 0;
      return chunk.length === 0 ? value : chunk;
    }
    $push(chunk, value);
  }
  return state.size === 0 ? $done() : chunk;
}

/** A step of `windows` (iterator chunking proposal). */
function StepWindows(state) {
  if (state.size === 0) return $done();
  const window = [];
  const { buffer } = state;
  const first = buffer.length === state.size ? 1 : 0;
  for (let i = first; i < buffer.length; i++) $push(window, buffer[i]);
  do {
    const value = IteratorStepValue(state.iterator, state.next);
    if ($isDone(value)) {
      const partial = state.partial && first === 0 && window.length > 0;
      state.size = 0;
      return partial ? window : value;
    }
    $push(window, value);
  } while (window.length < state.size);
  state.buffer = CopyList(window);
  return window;
}

/** A list with the same elements. */
function CopyList(list) {
  const copy = $newList();
  for (let i = 0; i < list.length; i++) $push(copy, list[i]);
  return copy;
}

/** Makes a helper over `this`, whose `next` is read now. */
function MakeHelper(kind, iterator, fn, counter) {
  return $iteratorHelper({
    status: 0,
    kind,
    iterator,
    next: iterator.next,
    fn,
    counter,
    inner: undefined,
    innerNext: undefined,
  });
}

/** Checks the receiver and the function of a helper method; a bad function closes the iterator. */
function CheckHelperArguments(self, name, fn) {
  if (!$isObject(self)) throw $typeError(`Iterator.prototype.${name} called on non-object`);
  if ($isCallable(fn)) return;
  IteratorCloseQuietly(self);
  throw $typeError(`${$text(fn)} is not a function`);
}

/** Iterator.prototype.map (ECMA-262 §27.1.4.8). */
function IteratorPrototypeMap(mapper) {
  CheckHelperArguments(this, 'map', mapper);
  return MakeHelper('map', this, mapper, 0);
}

/** Iterator.prototype.filter (ECMA-262 §27.1.4.4). */
function IteratorPrototypeFilter(predicate) {
  CheckHelperArguments(this, 'filter', predicate);
  return MakeHelper('filter', this, predicate, 0);
}

/** Iterator.prototype.flatMap (ECMA-262 §27.1.4.6). */
function IteratorPrototypeFlatMap(mapper) {
  CheckHelperArguments(this, 'flatMap', mapper);
  return MakeHelper('flatMap', this, mapper, 0);
}

/** The limit of `take` and `drop`; a bad one closes the iterator. */
function ToHelperLimit(iterator, limit) {
  let n;
  try {
    n = +limit;
    if (n !== n || $toIntegerOrInfinity(n) < 0 || (n > 9007199254740991 && n !== Infinity))
      throw $rangeError(`${$text(limit)} must be positive`);
  } catch (e) {
    IteratorCloseQuietly(iterator);
    throw e;
  }
  return $toIntegerOrInfinity(n);
}

/** Iterator.prototype.take (ECMA-262 §27.1.4.11). */
function IteratorPrototypeTake(limit) {
  if (!$isObject(this)) throw $typeError('Iterator.prototype.take called on non-object');
  return MakeHelper('take', this, undefined, ToHelperLimit(this, limit));
}

/** Iterator.prototype.drop (ECMA-262 §27.1.4.2). */
function IteratorPrototypeDrop(limit) {
  if (!$isObject(this)) throw $typeError('Iterator.prototype.drop called on non-object');
  return MakeHelper('drop', this, undefined, ToHelperLimit(this, limit));
}

/** The size of chunks and windows; a bad one closes the iterator. */
function ToChunkSize(iterator, size, name) {
  if (typeof size === 'number' && $toIntegerOrInfinity(size) === size && size >= 1 && size <= 4294967295) return size;
  IteratorCloseQuietly(iterator);
  const text = `${name} must be an integer between 1 and 2^32 - 1`;
  const integral = typeof size === 'number' && $toIntegerOrInfinity(size) === size && size - size === 0;
  throw integral ? $rangeError(text) : $typeError(text);
}

/** Iterator.prototype.chunks (iterator chunking proposal). */
function IteratorPrototypeChunks(chunkSize) {
  if (!$isObject(this)) throw $typeError('Iterator.prototype.chunks called on non-object');
  const size = ToChunkSize(this, chunkSize, 'chunkSize');
  return $iteratorHelper({ status: 0, kind: 'chunks', iterator: this, next: this.next, size });
}

/** Iterator.prototype.windows (iterator chunking proposal). */
function IteratorPrototypeWindows(windowSize, undersized) {
  if (!$isObject(this)) throw $typeError('Iterator.prototype.windows called on non-object');
  const size = ToChunkSize(this, windowSize, 'windowSize');
  if (undersized !== undefined && undersized !== 'only-full' && undersized !== 'allow-partial') {
    IteratorCloseQuietly(this);
    throw $typeError(`undersized must be 'only-full' or 'allow-partial'`);
  }
  return $iteratorHelper({
    status: 0,
    kind: 'windows',
    iterator: this,
    next: this.next,
    size,
    partial: undersized === 'allow-partial',
    buffer: $newList(),
  });
}

// ---- consuming methods ----------------------------------------------------------------------------------------------------------

/** Iterator.prototype.reduce (ECMA-262 §27.1.4.9). */
function IteratorPrototypeReduce(reducer, ...initial) {
  CheckHelperArguments(this, 'reduce', reducer);
  const next = this.next;
  let accumulator;
  let counter = 0;
  if (initial.length === 0) {
    accumulator = IteratorStepValue(this, next);
    if ($isDone(accumulator)) throw $typeError('Reduce of a done iterator with no initial value');
    counter = 1;
  } else accumulator = initial[0];
  for (;;) {
    const value = IteratorStepValue(this, next);
    if ($isDone(value)) return accumulator;
    try {
      accumulator = $call(reducer, undefined, accumulator, value, counter);
    } catch (e) {
      IteratorCloseQuietly(this);
      throw e;
    }
    counter++;
  }
}

/** Iterator.prototype.toArray (ECMA-262 §27.1.4.12). */
function IteratorPrototypeToArray() {
  if (!$isObject(this)) throw $typeError('Iterator.prototype.toArray called on non-object');
  const next = this.next;
  const items = [];
  for (;;) {
    const value = IteratorStepValue(this, next);
    if ($isDone(value)) return items;
    $push(items, value);
  }
}

/** Iterator.prototype.forEach (ECMA-262 §27.1.4.7). */
function IteratorPrototypeForEach(fn) {
  CheckHelperArguments(this, 'forEach', fn);
  const state = { iterator: this, next: this.next, fn, counter: 0 };
  for (;;) {
    const value = IteratorStepValue(state.iterator, state.next);
    if ($isDone(value)) return undefined;
    CallHelperFunction(state, value);
    state.counter++;
  }
}

/** Iterator.prototype.some (ECMA-262 §27.1.4.10). */
function IteratorPrototypeSome(predicate) {
  CheckHelperArguments(this, 'some', predicate);
  const state = { iterator: this, next: this.next, fn: predicate, counter: 0 };
  for (;;) {
    const value = IteratorStepValue(state.iterator, state.next);
    if ($isDone(value)) return false;
    if (CallHelperFunction(state, value)) {
      IteratorClose(state.iterator);
      return true;
    }
    state.counter++;
  }
}

/** Iterator.prototype.every (ECMA-262 §27.1.4.3). */
function IteratorPrototypeEvery(predicate) {
  CheckHelperArguments(this, 'every', predicate);
  const state = { iterator: this, next: this.next, fn: predicate, counter: 0 };
  for (;;) {
    const value = IteratorStepValue(state.iterator, state.next);
    if ($isDone(value)) return true;
    if (!CallHelperFunction(state, value)) {
      IteratorClose(state.iterator);
      return false;
    }
    state.counter++;
  }
}

/** Iterator.prototype.find (ECMA-262 §27.1.4.5). */
function IteratorPrototypeFind(predicate) {
  CheckHelperArguments(this, 'find', predicate);
  const state = { iterator: this, next: this.next, fn: predicate, counter: 0 };
  for (;;) {
    const value = IteratorStepValue(state.iterator, state.next);
    if ($isDone(value)) return undefined;
    if (CallHelperFunction(state, value)) {
      IteratorClose(state.iterator);
      return value;
    }
    state.counter++;
  }
}

/** Iterator.prototype.includes (iterator includes proposal). */
function IteratorPrototypeIncludes(searchElement, skippedElements) {
  if (!$isObject(this)) throw $typeError('Iterator.prototype.includes called on non-object');
  const toSkip = skippedElements === undefined ? 0 : skippedElements;
  if (typeof toSkip !== 'number' || $toIntegerOrInfinity(toSkip) !== toSkip) {
    IteratorCloseQuietly(this);
    throw $typeError('skippedElements must be an integer or Infinity');
  }
  if (toSkip < 0 || (toSkip > 9007199254740991 && toSkip !== Infinity)) {
    IteratorCloseQuietly(this);
    throw $rangeError('skippedElements must be between 0 and 2^53 - 1, or Infinity');
  }
  const next = this.next;
  let skipped = 0;
  for (;;) {
    const value = IteratorStepValue(this, next);
    if ($isDone(value)) return false;
    if (skipped < toSkip) skipped++;
    else if ($sameValueZero(value, searchElement)) {
      IteratorClose(this);
      return true;
    }
  }
}

// ---- Iterator.concat, zip, zipKeyed ---------------------------------------------------------------------------------------------

/** Iterator.concat (ECMA-262, iterator sequencing). */
function IteratorConcat(...items) {
  const methods = $newList();
  for (let i = 0; i < items.length; i++) {
    if (!$isObject(items[i])) throw $typeError(`${$text(items[i])} is not an object`);
    const method = GetMethod(items[i], $wellKnown('iterator'));
    if (method === undefined) throw $typeError(`${$text(items[i])} is not iterable`);
    $push(methods, method);
  }
  return $iteratorHelper({ status: 0, kind: 'concat', items, methods, at: 0, inner: undefined, innerNext: undefined });
}

/** A step of `concat`. */
function StepConcat(state) {
  for (;;) {
    if (state.inner === undefined) {
      if (state.at === state.items.length) return $done();
      const inner = $call(state.methods[state.at], state.items[state.at]);
      if (!$isObject(inner)) throw $typeError(`${$text(inner)} is not an object`);
      state.innerNext = inner.next;
      state.inner = inner;
      state.at++;
    }
    const value = IteratorStepValue(state.inner, state.innerNext);
    if (!$isDone(value)) return value;
    state.inner = undefined;
    state.innerNext = undefined;
  }
}

/** GetOptionsObject (ECMA-262, joint iteration). */
function GetOptionsObject(options) {
  if (options === undefined) return $newObject(null);
  if (!$isObject(options)) throw $typeError(`${$text(options)} is not an object`);
  return options;
}

/** The `mode` of zip and zipKeyed. */
function ZipMode(options) {
  const mode = options.mode;
  if (mode === undefined) return 'shortest';
  if (mode !== 'shortest' && mode !== 'longest' && mode !== 'strict') {
    throw $typeError(`${$text(mode)} is not a valid mode: it is 'shortest', 'longest' or 'strict'`);
  }
  return mode;
}

/** The `padding` of zip and zipKeyed, read in mode 'longest' only. */
function ZipPadding(options, mode) {
  if (mode !== 'longest') return undefined;
  const padding = options.padding;
  if (padding !== undefined && !$isObject(padding)) throw $typeError(`${$text(padding)} is not an object`);
  return padding;
}

/** Iterator.zip (ECMA-262, joint iteration). */
function IteratorZip(iterables, options) {
  if (!$isObject(iterables)) throw $typeError('Iterator.zip called on non-object');
  const settings = GetOptionsObject(options);
  const mode = ZipMode(settings);
  const paddingOption = ZipPadding(settings, mode);
  const iterators = $newList();
  const nexts = $newList();
  const input = GetIterator(iterables);
  const inputNext = input.next;
  for (;;) {
    let value;
    try {
      value = IteratorStepValue(input, inputNext);
    } catch (e) {
      CloseAllQuietly(iterators);
      throw e;
    }
    if ($isDone(value)) break;
    try {
      OpenZipped(value, iterators, nexts);
    } catch (e) {
      CloseAllQuietly(iterators);
      IteratorCloseQuietly(input);
      throw e;
    }
  }
  let padding;
  try {
    padding = ReadPadding(paddingOption, iterators.length);
  } catch (e) {
    CloseAllQuietly(iterators);
    throw e;
  }
  return MakeZip(mode, undefined, iterators, nexts, padding);
}

/** Opens one of the iterables that are zipped. */
function OpenZipped(value, iterators, nexts) {
  const iterator = GetIteratorFlattenable(value, false);
  const next = iterator.next;
  $push(iterators, iterator);
  $push(nexts, next);
}

/** A list of `n` values to stand in for exhausted iterators. */
function ReadPadding(option, n) {
  const padding = $newList();
  if (option === undefined) {
    for (let i = 0; i < n; i++) $push(padding, undefined);
    return padding;
  }
  const iterator = GetIterator(option);
  const next = iterator.next;
  let open = true;
  for (let i = 0; i < n; i++) {
    let value;
    if (open) {
      value = IteratorStepValue(iterator, next);
      if ($isDone(value)) {
        open = false;
        value = undefined;
      }
    }
    $push(padding, value);
  }
  if (open) IteratorClose(iterator);
  return padding;
}

/** Iterator.zipKeyed (ECMA-262, joint iteration). */
function IteratorZipKeyed(iterables, options) {
  if (!$isObject(iterables)) throw $typeError('Iterator.zipKeyed called on non-object');
  const settings = GetOptionsObject(options);
  const mode = ZipMode(settings);
  const paddingOption = ZipPadding(settings, mode);
  const iterators = $newList();
  const nexts = $newList();
  const keys = $newList();
  const padding = $newList();
  const allKeys = OwnPropertyKeys(iterables);
  try {
    for (let i = 0; i < allKeys.length; i++) {
      const key = allKeys[i];
      if (!IsEnumerableOwn(iterables, key)) continue;
      const value = iterables[key];
      if (value === undefined) continue;
      $push(keys, key);
      OpenZipped(value, iterators, nexts);
    }
    for (let i = 0; i < keys.length; i++) {
      $push(padding, paddingOption === undefined ? undefined : paddingOption[keys[i]]);
    }
  } catch (e) {
    CloseAllQuietly(iterators);
    throw e;
  }
  return MakeZip(mode, keys, iterators, nexts, padding);
}

/** The helper of zip and zipKeyed (IteratorZip, ECMA-262, joint iteration). */
function MakeZip(mode, keys, iterators, nexts, padding) {
  const open = $newList();
  for (let i = 0; i < iterators.length; i++) $push(open, true);
  return $iteratorHelper({ status: 0, kind: 'zip', mode, keys, iterators, nexts, padding, open });
}

/** A step of zip and zipKeyed. */
function StepZip(state) {
  const { iterators, nexts, open, mode } = state;
  const n = iterators.length;
  if (n === 0) return $done();
  const results = [];
  for (let i = 0; i < n; i++) {
    let value = state.padding[i];
    if (open[i]) {
      const step = StepZipped(iterators, nexts, open, i);
      if (!$isDone(step)) value = step;
      else if (mode === 'shortest') {
        CloseOpen(iterators, open);
        return $done();
      } else if (mode === 'strict') return EndStrictZip(iterators, nexts, open, i);
      else {
        value = state.padding[i];
        if (!AnyOpen(open)) return $done();
      }
    }
    $push(results, value);
  }
  return state.keys === undefined ? results : ObjectOfResults(state.keys, results);
}

/** One value of one of the zipped iterators. One that throws or has ended is open no more; what it throws closes the others. */
function StepZipped(iterators, nexts, open, i) {
  let value;
  try {
    value = IteratorStepValue(iterators[i], nexts[i]);
  } catch (e) {
    open[i] = false;
    CloseOpenQuietly(iterators, open);
    throw e;
  }
  if ($isDone(value)) open[i] = false;
  return value;
}

/** In mode 'strict' the iterators must all end in the step in which the first one does. */
function EndStrictZip(iterators, nexts, open, i) {
  let even = i === 0;
  for (let k = 1; even && k < iterators.length; k++) {
    let step;
    try {
      step = IteratorStep(iterators[k], nexts[k]);
    } catch (e) {
      open[k] = false;
      CloseOpenQuietly(iterators, open);
      throw e;
    }
    if ($isDone(step)) open[k] = false;
    else even = false;
  }
  if (even) return $done();
  CloseOpenQuietly(iterators, open);
  throw $typeError('Iterators passed to Iterator.zip with { mode: "strict" } have different lengths');
}

/** Is there an iterator that has not ended? */
function AnyOpen(open) {
  for (let i = 0; i < open.length; i++) {
    if (open[i]) return true;
  }
  return false;
}

/** What zipKeyed gives in one step. */
function ObjectOfResults(keys, results) {
  const o = $newObject(null);
  for (let i = 0; i < keys.length; i++) $defineData(o, keys[i], results[i]);
  return o;
}

/** IteratorCloseAll (ECMA-262, joint iteration) on a return completion: the last opened first; the first error wins. */
function CloseOpen(iterators, open) {
  for (let i = iterators.length - 1; i >= 0; i--) {
    if (!open[i]) continue;
    open[i] = false;
    try {
      IteratorClose(iterators[i]);
    } catch (e) {
      CloseOpenQuietly(iterators, open);
      throw e;
    }
  }
}

/** IteratorCloseAll on a throw completion. */
function CloseOpenQuietly(iterators, open) {
  for (let i = iterators.length - 1; i >= 0; i--) {
    if (!open[i]) continue;
    open[i] = false;
    IteratorCloseQuietly(iterators[i]);
  }
}

/** Closes all iterators of a list because of an error. */
function CloseAllQuietly(iterators) {
  for (let i = iterators.length - 1; i >= 0; i--) IteratorCloseQuietly(iterators[i]);
}
