// JSON (ECMA-262 §25.5): what may run guest code.

function JSONParse(text, reviver) {
  const s = `${text}`;
  if (!$isCallable(reviver)) return $jsonParse(s);
  const record = $jsonParseRecord(s);
  const root = {};
  $defineData(root, '', record[0]);
  return InternalizeJSONProperty(root, '', reviver, record);
}

/** A list of the keys of enumerable own string-keyed properties. */
function EnumerableStringKeys(o) {
  const quick = $enumerableKeys(o);
  if (quick !== undefined) return quick;
  const keys = OwnPropertyKeys(o);
  const list = $newList();
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    if (typeof key === 'symbol') continue;
    const desc = GetOwnProperty(o, key);
    if (desc !== undefined && desc.enumerable) $push(list, key);
  }
  return list;
}

/** InternalizeJSONProperty (ECMA-262 §25.5.1.1). `record`: value, source, element records, entry records; or undefined. */
function InternalizeJSONProperty(holder, name, reviver, record) {
  const val = holder[name];
  const context = {};
  let elements;
  let entries;
  if (record !== undefined && $sameValue(record[0], val)) {
    if (!$isObject(val)) $defineData(context, 'source', record[1]);
    elements = record[2];
    entries = record[3];
  }
  if ($isObject(val)) {
    if ($isArray(val) || IsArray(val)) {
      const length = LengthOfArrayLike(val);
      for (let i = 0; i < length; i++) {
        const element = elements !== undefined && i < elements.length ? elements[i] : undefined;
        ReviveProperty(val, `${i}`, reviver, element);
      }
    } else {
      const keys = EnumerableStringKeys(val);
      for (let i = 0; i < keys.length; i++) {
        ReviveProperty(val, keys[i], reviver, entries === undefined ? undefined : entries[keys[i]]);
      }
    }
  }
  return $call(reviver, holder, name, val, context);
}

function ReviveProperty(holder, key, reviver, record) {
  const v = InternalizeJSONProperty(holder, key, reviver, record);
  if (v === undefined) DeleteProperty(holder, key);
  else CreateDataProperty(holder, key, v);
}

function JSONStringify(value, replacer, space) {
  let replacerFunction;
  let propertyList;
  if ($isObject(replacer)) {
    if ($isCallable(replacer)) replacerFunction = replacer;
    else if (IsArray(replacer)) propertyList = JSONPropertyList(replacer);
  }
  if ($isObject(space)) {
    const kind = $kind(space);
    if (kind === 'Number') space = +space;
    else if (kind === 'String') space = `${space}`;
  }
  const gap = $jsonGap(space);
  if (replacerFunction === undefined && propertyList === undefined) {
    const text = $jsonStringifyPlain(value, gap);
    if (text !== null) return text;
  }
  const wrapper = {};
  $defineData(wrapper, '', value);
  const state = $newObject(null);
  $defineData(state, 'replacer', replacerFunction);
  $defineData(state, 'properties', propertyList);
  $defineData(state, 'gap', gap);
  $defineData(state, 'indent', '');
  $defineData(state, 'stack', $newList());
  return SerializeJSONProperty(state, '', wrapper, '');
}

/** Step 4.b of JSON.stringify: which properties are wanted, each once. */
function JSONPropertyList(replacer) {
  const list = $newList();
  const seen = $newObject(null);
  const length = LengthOfArrayLike(replacer);
  for (let i = 0; i < length; i++) {
    const v = replacer[i];
    let item;
    if (typeof v === 'string') item = v;
    else if (typeof v === 'number') item = `${v}`;
    else if ($isObject(v)) {
      const kind = $kind(v);
      if (kind === 'String' || kind === 'Number') item = `${v}`;
    }
    if (item !== undefined && !$hasOwn(seen, item)) {
      $defineData(seen, item, true);
      $push(list, item);
    }
  }
  return list;
}

/** SerializeJSONProperty (ECMA-262 §25.5.2.2); `step` is the key as messages show it. */
function SerializeJSONProperty(state, key, holder, step) {
  let value = holder[key];
  if ($isObject(value) || typeof value === 'bigint') {
    const toJSON = value.toJSON;
    if ($isCallable(toJSON)) value = $call(toJSON, value, key);
  }
  const replacer = state.replacer;
  if (replacer !== undefined) value = $call(replacer, holder, key, value);
  if ($isObject(value)) {
    switch ($kind(value)) {
      case 'Number':
        value = +value;
        break;
      case 'String':
        value = `${value}`;
        break;
      case 'Boolean':
      case 'BigInt':
        value = $primitiveData(value);
        break;
      case 'RawJSON':
        return value.rawJSON;
    }
  }
  switch (typeof value) {
    case 'string':
      return $jsonQuote(value);
    case 'number':
      return value - value === 0 ? `${value}` : 'null';
    case 'boolean':
      return value ? 'true' : 'false';
    case 'bigint':
      throw $typeError('Do not know how to serialize a BigInt');
  }
  if (value === null) return 'null';
  if (!$isObject(value) || $isCallable(value)) return undefined;
  $jsonEnter(state.stack, value, step);
  const outer = state.indent;
  $defineData(state, 'indent', $append(outer, state.gap));
  const text =
    $isArray(value) || IsArray(value)
      ? SerializeJSONArray(state, value, outer)
      : SerializeJSONObject(state, value, outer);
  $jsonLeave(state.stack);
  $defineData(state, 'indent', outer);
  return text;
}

/** SerializeJSONObject (ECMA-262 §25.5.2.5). */
function SerializeJSONObject(state, value, outer) {
  const keys = state.properties === undefined ? EnumerableStringKeys(value) : state.properties;
  const separator = state.gap === '' ? ',' : `,\n${state.indent}`;
  const colon = state.gap === '' ? ':' : ': ';
  let text = '';
  for (let i = 0; i < keys.length; i++) {
    const member = SerializeJSONProperty(state, keys[i], value, keys[i]);
    if (member === undefined) continue;
    if (text !== '') text = $append(text, separator);
    text = $append($append(text, $append($jsonQuote(keys[i]), colon)), member);
  }
  if (text === '') return '{}';
  return state.gap === ''
    ? $append($append('{', text), '}')
    : $append($append(`{\n${state.indent}`, text), `\n${outer}}`);
}

/** SerializeJSONArray (ECMA-262 §25.5.2.6). */
function SerializeJSONArray(state, value, outer) {
  const length = LengthOfArrayLike(value);
  if (length === 0) return '[]';
  const separator = state.gap === '' ? ',' : `,\n${state.indent}`;
  let text = '';
  for (let i = 0; i < length; i++) {
    const element = SerializeJSONProperty(state, `${i}`, value, i);
    if (i > 0) text = $append(text, separator);
    text = $append(text, element === undefined ? 'null' : element);
  }
  return state.gap === ''
    ? $append($append('[', text), ']')
    : $append($append(`[\n${state.indent}`, text), `\n${outer}]`);
}
