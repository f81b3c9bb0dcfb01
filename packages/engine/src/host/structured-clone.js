// structuredClone (HTML, «Safe passing of structured data»). Getters run; everything else is read as it is.

function StructuredClone(value, options) {
  if (arguments.length === 0) throw $nodeError('TypeError', 'ERR_MISSING_ARGS', 'The value argument must be specified');
  const transfer = options === undefined || options === null ? undefined : options.transfer;
  const memory = $mapCreate();
  const transferred = $newList();
  if (transfer !== undefined && transfer !== null) {
    for (const item of transfer) {
      if (!$isTransferable(item)) throw $domException('Value not transferable', 'DataCloneError');
      if ($mapHas(memory, item))
        throw $domException('ArrayBuffer occurs in the transfer list more than once', 'DataCloneError');
      if ($isDetached(item)) throw CloneRefusal('An ArrayBuffer is detached');
      // It gets its bytes when everything else has been cloned.
      $mapSet(memory, item, $emptyBuffer());
      $push(transferred, item);
    }
  }
  const clone = CloneValue(value, memory);
  for (let i = 0; i < transferred.length; i++) {
    const source = transferred[i];
    if ($isDetached(source)) throw CloneRefusal('An ArrayBuffer is detached');
    $moveBytes(source, $mapGet(memory, source));
  }
  return clone;
}

function CloneRefusal(what) {
  return $domException(`${what} could not be cloned.`, 'DataCloneError');
}

/** StructuredSerializeInternal and StructuredDeserialize in one walk; `memory` maps what was met to its clone. */
function CloneValue(v, memory) {
  if (typeof v === 'symbol') throw CloneRefusal($text(v));
  if (!$isObject(v)) return v;
  const known = $mapGet(memory, v);
  if (known !== undefined) return known;
  const kind = $kind(v);
  switch (kind) {
    case 'Array':
      return CloneProperties(v, CloneArray(v), memory);
    case 'Plain':
    case 'Intrinsic':
    case 'ObjectPrototype':
      return CloneProperties(v, {}, memory);
    case 'Map':
      return CloneMap(v, memory);
    case 'Set':
      return CloneSet(v, memory);
    case 'Error':
      return CloneError(v, memory);
    case 'TypedArray':
    case 'DataView': {
      const copy = $cloneView(v, CloneValue($viewBuffer(v), memory));
      if (copy === undefined) throw CloneRefusal('An ArrayBuffer view that is out of bounds');
      $mapSet(memory, v, copy);
      return copy;
    }
    case 'ArrayBuffer':
      if ($isDetached(v)) throw CloneRefusal('An ArrayBuffer is detached and');
  }
  const leaf = $cloneLeaf(v);
  if (leaf === undefined) throw CloneRefusal(kind === 'Generator' ? '[object Generator]' : $text(v));
  $mapSet(memory, v, leaf);
  return leaf;
}

function CloneArray(v) {
  const copy = $newArray();
  copy.length = v.length;
  return copy;
}

/** Own enumerable properties with string keys. */
function CloneProperties(v, copy, memory) {
  $mapSet(memory, v, copy);
  const keys = $ownKeys(v);
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    if (typeof key === 'symbol') continue;
    const attributes = $ownAttributes(v, key);
    // A getter that ran before may have deleted it.
    if (attributes < 0 || (attributes & 2) === 0) continue;
    $defineData(copy, key, CloneValue(v[key], memory));
  }
  return copy;
}

function CloneMap(v, memory) {
  const copy = $mapCreate();
  $mapSet(memory, v, copy);
  const entries = $collectionList(v);
  for (let i = 0; i < entries.length; i += 2) {
    const key = CloneValue(entries[i], memory);
    $mapSet(copy, key, CloneValue(entries[i + 1], memory));
  }
  return copy;
}

function CloneSet(v, memory) {
  const copy = $setCreate();
  $mapSet(memory, v, copy);
  const entries = $collectionList(v);
  for (let i = 0; i < entries.length; i += 2) $setAdd(copy, CloneValue(entries[i], memory));
  return copy;
}

function CloneError(v, memory) {
  const name = v.name;
  const message = $hasOwn(v, 'message') && ($ownAttributes(v, 'message') & 8) === 0 ? `${v.message}` : undefined;
  const stack = $hasOwn(v, 'stack') ? v.stack : undefined;
  const copy = $cloneError(name === undefined ? 'Error' : `${name}`, message, stack);
  $mapSet(memory, v, copy);
  if ($hasOwn(v, 'cause')) $defineData(copy, 'cause', CloneValue(v.cause, memory), 5);
  return copy;
}
