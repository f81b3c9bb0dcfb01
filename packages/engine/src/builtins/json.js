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
  return ReviveValue(holder, name, holder[name], reviver, record);
}

/** What programs saved by version 1.1 call for each property. */
function ReviveProperty(holder, key, reviver, record) {
  const v = InternalizeJSONProperty(holder, key, reviver, record);
  if (v === undefined) DeleteProperty(holder, key);
  else CreateDataProperty(holder, key, v);
}

/**
 * InternalizeJSONProperty from step 2 on, of the value `val` that was read. Properties that are primitives are done in the loops: a frame for
 * each would take a third of the time.
 */
function ReviveValue(holder, name, val, reviver, record) {
  if (!$isObject(val)) return $call(reviver, holder, name, val, $jsonContext(record, val));
  const known = record !== undefined && record[0] === val;
  const elements = known ? record[2] : undefined;
  const entries = known ? record[3] : undefined;
  if ($isArray(val) || IsArray(val)) {
    const length = LengthOfArrayLike(val);
    for (let i = 0; i < length; i++) {
      const element = val[i];
      const inner = elements !== undefined && i < elements.length ? elements[i] : undefined;
      const v = $isObject(element)
        ? ReviveValue(val, `${i}`, element, reviver, inner)
        : $call(reviver, val, `${i}`, element, $jsonContext(inner, element));
      if (v === undefined) DeleteProperty(val, `${i}`);
      else if ($createDataProperty(val, i, v) === undefined) CreateDataProperty(val, `${i}`, v);
    }
  } else {
    const keys = EnumerableStringKeys(val);
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i];
      const element = val[key];
      const inner = entries === undefined ? undefined : entries[key];
      const v = $isObject(element)
        ? ReviveValue(val, key, element, reviver, inner)
        : $call(reviver, val, key, element, $jsonContext(inner, element));
      if (v === undefined) DeleteProperty(val, key);
      else if ($createDataProperty(val, key, v) === undefined) CreateDataProperty(val, key, v);
    }
  }
  return $call(reviver, holder, name, val, {});
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
  const leaf = $jsonLeaf(value);
  return leaf === null ? SerializeJSONValue(state, value, step) : leaf;
}

/**
 * SerializeJSONProperty from step 4 on, of what `$jsonLeaf` leaves: objects and BigInts, once `toJSON` and the replacer have been called.
 * The loops below have the steps before it in themselves: a frame for each property would take a third of the time.
 */
function SerializeJSONValue(state, given, step) {
  let value = given;
  if ($isObject(value)) {
    const kind = $kind(value);
    if (kind === 'RawJSON') return value.rawJSON;
    if (kind === 'Number') value = +value;
    else if (kind === 'String') value = `${value}`;
    else if (kind === 'Boolean' || kind === 'BigInt') value = $primitiveData(value);
    const leaf = $jsonLeaf(value);
    if (leaf !== null) return leaf;
  }
  if (typeof value === 'bigint') throw $typeError('Do not know how to serialize a BigInt');
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
  const { gap, replacer } = state;
  const keys = state.properties === undefined ? EnumerableStringKeys(value) : state.properties;
  const separator = gap === '' ? ',' : `,\n${state.indent}`;
  let text = '';
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    let v = value[key];
    if ($isObject(v) || typeof v === 'bigint') {
      const toJSON = v.toJSON;
      if ($isCallable(toJSON)) v = $call(toJSON, v, key);
    }
    if (replacer !== undefined) v = $call(replacer, value, key, v);
    let member = $jsonLeaf(v);
    if (member === null) member = SerializeJSONValue(state, v, key);
    if (member !== undefined) text = $jsonMember(text, separator, key, member);
  }
  if (text === '') return '{}';
  return gap === '' ? $append($append('{', text), '}') : $append($append(`{\n${state.indent}`, text), `\n${outer}}`);
}

/** SerializeJSONArray (ECMA-262 §25.5.2.6). */
function SerializeJSONArray(state, value, outer) {
  const { gap, replacer } = state;
  const length = LengthOfArrayLike(value);
  if (length === 0) return '[]';
  const separator = gap === '' ? ',' : `,\n${state.indent}`;
  let text = '';
  for (let i = 0; i < length; i++) {
    let v = value[i];
    if ($isObject(v) || typeof v === 'bigint') {
      const toJSON = v.toJSON;
      if ($isCallable(toJSON)) v = $call(toJSON, v, `${i}`);
    }
    if (replacer !== undefined) v = $call(replacer, value, `${i}`, v);
    let element = $jsonLeaf(v);
    if (element === null) element = SerializeJSONValue(state, v, i);
    if (i > 0) text = $append(text, separator);
    text = $append(text, element === undefined ? 'null' : element);
  }
  return gap === '' ? $append($append('[', text), ']') : $append($append(`[\n${state.indent}`, text), `\n${outer}]`);
}
