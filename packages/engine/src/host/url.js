// URL and URLSearchParams (WHATWG URL): conversions of their arguments.

function URLConstructor(input, base) {
  if (new.target === undefined) throw $typeError("Class constructor URL cannot be invoked without 'new'");
  if (arguments.length === 0) throw $nodeError('TypeError', 'ERR_MISSING_ARGS', 'The "url" argument must be specified');
  const text = `${input}`;
  const baseText = base === undefined ? undefined : `${base}`;
  return $urlCreate(PrototypeFromConstructor(new.target, '%URLPrototype%'), text, baseText);
}

function URLCanParse(input, base) {
  if (arguments.length === 0) throw $nodeError('TypeError', 'ERR_MISSING_ARGS', 'The "url" argument must be specified');
  const text = `${input}`;
  return $urlIsValid(text, base === undefined ? undefined : `${base}`);
}

function URLParse(input, base) {
  if (arguments.length === 0) throw $nodeError('TypeError', 'ERR_MISSING_ARGS', 'The "url" argument must be specified');
  const text = `${input}`;
  const baseText = base === undefined ? undefined : `${base}`;
  return $urlIsValid(text, baseText) ? $urlCreate($intrinsic('%URLPrototype%'), text, baseText) : null;
}

function URLSearchParamsConstructor(init) {
  if (new.target === undefined) throw $typeError("Class constructor URLSearchParams cannot be invoked without 'new'");
  const proto = PrototypeFromConstructor(new.target, '%URLSearchParamsPrototype%');
  if (init === undefined || init === null) return $paramsFromText(proto, '');
  if (!$isObject(init)) return $paramsFromText(proto, `${init}`);
  const method = init[$wellKnown('iterator')];
  const list = $newList();
  if (method !== undefined && method !== null) {
    if (!$isCallable(method)) throw $nodeError('TypeError', 'ERR_ARG_NOT_ITERABLE', 'Query pairs must be iterable');
    for (const pair of init) AppendQueryPair(list, pair);
    return $paramsFromList(proto, list, false);
  }
  const keys = OwnPropertyKeys(init);
  for (let i = 0; i < keys.length; i++) {
    const desc = GetOwnProperty(init, keys[i]);
    if (desc === undefined || !desc.enumerable) continue;
    $push(list, `${keys[i]}`);
    $push(list, `${init[keys[i]]}`);
  }
  return $paramsFromList(proto, list, true);
}

/** One element of the sequence: an iterable of a name and a value. */
function AppendQueryPair(list, pair) {
  let count = 0;
  if ($isObject(pair) && $isCallable(pair[$wellKnown('iterator')])) {
    for (const part of pair) {
      if (++count <= 2) $push(list, `${part}`);
    }
  }
  if (count !== 2)
    throw $nodeError('TypeError', 'ERR_INVALID_TUPLE', 'Each query pair must be an iterable [name, value] tuple');
}

function URLSearchParamsForEach(callback, self) {
  $paramsList(this);
  if (!$isCallable(callback)) throw $invalidArgument('callback', 'of type function', callback);
  // The list may change meanwhile.
  for (let i = 0; ; i += 2) {
    const list = $paramsList(this);
    if (i >= list.length) return;
    $call(callback, self, list[i + 1], list[i], this);
  }
}
