/** Object (ECMA-262 §20.1): what may run guest code. */

/** Object (ECMA-262 §20.1.1.1). */
function ObjectConstructor(value) {
  if (new.target !== undefined && new.target !== $intrinsic('%Object%')) {
    return $newObject(PrototypeFromConstructor(new.target, '%ObjectPrototype%'));
  }
  return value === undefined || value === null ? {} : $toObject(value);
}

/** Object.assign (ECMA-262 §20.1.2.1). */
function ObjectAssign(target, ...sources) {
  const to = $toObject(target);
  for (let i = 0; i < sources.length; i++) {
    if (sources[i] === undefined || sources[i] === null) continue;
    const from = $toObject(sources[i]);
    const keys = OwnPropertyKeys(from);
    for (let j = 0; j < keys.length; j++) {
      const key = keys[j];
      if (IsEnumerableOwn(from, key)) to[key] = from[key];
    }
  }
  return to;
}

/** Does the object have that own property, and is it enumerable? */
function IsEnumerableOwn(o, key) {
  if ($isProxy(o)) {
    const desc = ProxyGetOwnProperty(o, key);
    return desc !== undefined && desc.enumerable;
  }
  const attributes = $ownAttributes(o, key);
  return attributes >= 0 && (attributes & 2) !== 0;
}

/** Object.create (ECMA-262 §20.1.2.2). */
function ObjectCreate(proto, properties) {
  if (!$isObjectOrNull(proto)) throw $typeError(`Object prototype may only be an Object or null: ${$text(proto)}`);
  const o = $newObject(proto);
  return properties === undefined ? o : ObjectDefineFrom(o, properties);
}

/** Object.defineProperties (ECMA-262 §20.1.2.3). */
function ObjectDefineProperties(o, properties) {
  if (!$isObject(o)) throw $typeError('Object.defineProperties called on non-object');
  return ObjectDefineFrom(o, properties);
}

/** ObjectDefineProperties (ECMA-262 §20.1.2.3.1): all descriptors are read before the first is applied. */
function ObjectDefineFrom(o, properties) {
  const source = $toObject(properties);
  const keys = OwnPropertyKeys(source);
  const defined = $newList();
  const descriptors = $newList();
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    if (!IsEnumerableOwn(source, key)) continue;
    $push(defined, key);
    $push(descriptors, ToPropertyDescriptor(source[key]));
  }
  for (let i = 0; i < defined.length; i++) DefinePropertyOrThrow(o, defined[i], descriptors[i]);
  return o;
}

/** Object.defineProperty (ECMA-262 §20.1.2.4). */
function ObjectDefineProperty(o, propertyKey, attributes) {
  if (!$isObject(o)) throw $typeError('Object.defineProperty called on non-object');
  const key = ToPropertyKey(propertyKey);
  DefinePropertyOrThrow(o, key, ToPropertyDescriptor(attributes));
  return o;
}

/** EnumerableOwnProperties (ECMA-262 §7.3.23); `kind` 0 keys, 1 values, 2 entries. */
function EnumerableOwnProperties(o, kind) {
  const keys = OwnPropertyKeys(o);
  const list = $newList();
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    if (typeof key === 'symbol' || !IsEnumerableOwn(o, key)) continue;
    if (kind === 0) $push(list, key);
    else if (kind === 1) $push(list, o[key]);
    else $push(list, [key, o[key]]);
  }
  return list;
}

/** Object.entries (ECMA-262 §20.1.2.5). */
function ObjectEntries(o) {
  return EnumerableOwnProperties($toObject(o), 2);
}

/** Object.keys (ECMA-262 §20.1.2.19). */
function ObjectKeys(o) {
  return EnumerableOwnProperties($toObject(o), 0);
}

/** Object.values (ECMA-262 §20.1.2.24). */
function ObjectValues(o) {
  return EnumerableOwnProperties($toObject(o), 1);
}

/** Object.freeze (ECMA-262 §20.1.2.6) of a Proxy. */
function ObjectFreeze(o) {
  if (!$isObject(o)) return o;
  if (!PreventExtensions(o)) throw PreventExtensionsRefusal(o);
  const keys = OwnPropertyKeys(o);
  for (let i = 0; i < keys.length; i++) {
    const current = GetOwnProperty(o, keys[i]);
    if (current === undefined) continue;
    const desc = $newObject(null);
    $defineData(desc, 'configurable', false);
    if ($hasOwn(current, 'value')) $defineData(desc, 'writable', false);
    DefinePropertyOrThrow(o, keys[i], desc);
  }
  return o;
}

/** Object.seal (ECMA-262 §20.1.2.22) of a Proxy. */
function ObjectSeal(o) {
  if (!$isObject(o)) return o;
  if (!PreventExtensions(o)) throw PreventExtensionsRefusal(o);
  const keys = OwnPropertyKeys(o);
  for (let i = 0; i < keys.length; i++) {
    const desc = $newObject(null);
    $defineData(desc, 'configurable', false);
    DefinePropertyOrThrow(o, keys[i], desc);
  }
  return o;
}

/** Object.preventExtensions (ECMA-262 §20.1.2.20) of a Proxy. */
function ObjectPreventExtensions(o) {
  if ($isObject(o) && !PreventExtensions(o)) throw PreventExtensionsRefusal(o);
  return o;
}

/** The TypeError of an object that stays extensible. */
function PreventExtensionsRefusal(o) {
  return $typeError($isProxy(o) ? "'preventExtensions' on proxy: trap returned falsish" : 'Cannot prevent extensions');
}

/** Object.isFrozen (ECMA-262 §20.1.2.16) of a Proxy. */
function ObjectIsFrozen(o) {
  return !$isObject(o) || TestIntegrityLevel(o, true);
}

/** Object.isSealed (ECMA-262 §20.1.2.17) of a Proxy. */
function ObjectIsSealed(o) {
  return !$isObject(o) || TestIntegrityLevel(o, false);
}

/** TestIntegrityLevel (ECMA-262 §7.3.16). */
function TestIntegrityLevel(o, frozen) {
  if (IsExtensible(o)) return false;
  const keys = OwnPropertyKeys(o);
  for (let i = 0; i < keys.length; i++) {
    const current = GetOwnProperty(o, keys[i]);
    if (current === undefined) continue;
    if (current.configurable) return false;
    if (frozen && $hasOwn(current, 'value') && current.writable) return false;
  }
  return true;
}

/** Object.isExtensible (ECMA-262 §20.1.2.15) of a Proxy. */
function ObjectIsExtensible(o) {
  return $isObject(o) && IsExtensible(o);
}

/** Object.fromEntries (ECMA-262 §20.1.2.7). */
function ObjectFromEntries(iterable) {
  if (iterable === undefined || iterable === null) throw $typeError('undefined is not iterable');
  const o = {};
  for (const entry of iterable) {
    if (!$isObject(entry)) throw $typeError(`Iterator value ${$text(entry)} is not an entry object`);
    const key = entry[0];
    const value = entry[1];
    $defineData(o, ToPropertyKey(key), value);
  }
  return o;
}

/** Object.getOwnPropertyDescriptor (ECMA-262 §20.1.2.8). */
function ObjectGetOwnPropertyDescriptor(o, propertyKey) {
  const object = $toObject(o);
  const key = ToPropertyKey(propertyKey);
  if (key === 'stack' && $needsPreparation(object)) PrepareStack(object);
  return FromPropertyDescriptor(GetOwnProperty(object, key));
}

/** Object.getOwnPropertyDescriptors (ECMA-262 §20.1.2.9). */
function ObjectGetOwnPropertyDescriptors(o) {
  const object = $toObject(o);
  if ($needsPreparation(object)) PrepareStack(object);
  const keys = OwnPropertyKeys(object);
  const descriptors = {};
  for (let i = 0; i < keys.length; i++) {
    const desc = GetOwnProperty(object, keys[i]);
    if (desc !== undefined) $defineData(descriptors, keys[i], FromPropertyDescriptor(desc));
  }
  return descriptors;
}

/** Object.getOwnPropertyNames (ECMA-262 §20.1.2.10). */
function ObjectGetOwnPropertyNames(o) {
  const keys = OwnPropertyKeys($toObject(o));
  const names = $newList();
  for (let i = 0; i < keys.length; i++) {
    if (typeof keys[i] === 'string') $push(names, keys[i]);
  }
  return names;
}

/** Object.getOwnPropertySymbols (ECMA-262 §20.1.2.11). */
function ObjectGetOwnPropertySymbols(o) {
  const keys = OwnPropertyKeys($toObject(o));
  const found = $newList();
  for (let i = 0; i < keys.length; i++) {
    if (typeof keys[i] === 'symbol') $push(found, keys[i]);
  }
  return found;
}

/** Object.getPrototypeOf (ECMA-262 §20.1.2.12). */
function ObjectGetPrototypeOf(o) {
  return GetPrototypeOf($toObject(o));
}

/** Object.groupBy (ECMA-262 §20.1.2.13). */
function ObjectGroupBy(items, callback) {
  if (items === undefined || items === null) throw $typeError(`${items} is not iterable`);
  if (!$isCallable(callback)) throw $typeError(`${$text(callback)} is not a function`);
  const groups = $newObject(null);
  let k = 0;
  for (const value of items) {
    const key = ToPropertyKey($call(callback, undefined, value, k));
    k++;
    if ($hasOwn(groups, key)) $push(groups[key], value);
    else $defineData(groups, key, [value]);
  }
  return groups;
}

/** Object.hasOwn (ECMA-262 §20.1.2.14). */
function ObjectHasOwn(o, propertyKey) {
  const object = $toObject(o);
  return HasOwnProperty(object, ToPropertyKey(propertyKey));
}

/** Object.setPrototypeOf (ECMA-262 §20.1.2.23). */
function ObjectSetPrototypeOf(o, proto) {
  if (o === undefined || o === null) throw $typeError('Object.setPrototypeOf called on null or undefined');
  if (!$isObjectOrNull(proto)) throw $typeError(`Object prototype may only be an Object or null: ${$text(proto)}`);
  if ($isObject(o) && !SetPrototypeOf(o, proto)) throw SetPrototypeRefusal(o, proto);
  return o;
}

/** The TypeError of an object that keeps its prototype. */
function SetPrototypeRefusal(o, proto) {
  if ($isProxy(o)) return $typeError("'setPrototypeOf' on proxy: trap returned falsish for property 'undefined'");
  if ($isImmutablePrototype(o)) {
    return $typeError("Immutable prototype object 'Object.prototype' cannot have their prototype set");
  }
  return $typeError($isExtensible(o) ? 'Cyclic __proto__ value' : `${$text(o)} is not extensible`);
}

// ---- Object.prototype -----------------------------------------------------------------------------------------------------------

/** Object.prototype.hasOwnProperty (ECMA-262 §20.1.3.2): the key is converted first. */
function ObjectPrototypeHasOwnProperty(v) {
  const key = ToPropertyKey(v);
  return HasOwnProperty($toObject(this), key);
}

/** Object.prototype.isPrototypeOf (ECMA-262 §20.1.3.3). */
function ObjectPrototypeIsPrototypeOf(v) {
  if (!$isObject(v)) return false;
  const o = $toObject(this);
  for (let at = GetPrototypeOf(v); at !== null; at = GetPrototypeOf(at)) {
    if (at === o) return true;
  }
  return false;
}

/** Object.prototype.propertyIsEnumerable (ECMA-262 §20.1.3.4). */
function ObjectPrototypePropertyIsEnumerable(v) {
  const key = ToPropertyKey(v);
  return IsEnumerableOwn($toObject(this), key);
}

/** Object.prototype.toLocaleString (ECMA-262 §20.1.3.5). */
function ObjectPrototypeToLocaleString() {
  if (this === undefined || this === null) {
    throw $typeError('Object.prototype.toLocaleString called on null or undefined');
  }
  return this.toString();
}

/** Object.prototype.toString (ECMA-262 §20.1.3.6). */
function ObjectPrototypeToString() {
  if (this === undefined) return '[object Undefined]';
  if (this === null) return '[object Null]';
  const o = $toObject(this);
  const builtinTag = IsArray(o) ? 'Array' : $builtinTag(o);
  const tag = o[$wellKnown('toStringTag')];
  return `[object ${typeof tag === 'string' ? tag : builtinTag}]`;
}

/** get Object.prototype.__proto__ (ECMA-262 §20.1.3.8.1). */
function ObjectPrototypeProtoGetter() {
  return GetPrototypeOf($toObject(this));
}

/** set Object.prototype.__proto__ (ECMA-262 §20.1.3.8.2). */
function ObjectPrototypeProtoSetter(proto) {
  if (this === undefined || this === null) {
    throw $typeError('set Object.prototype.__proto__ called on null or undefined');
  }
  if (!$isObjectOrNull(proto) || !$isObject(this)) return undefined;
  if (!SetPrototypeOf(this, proto)) throw SetPrototypeRefusal(this, proto);
  return undefined;
}

/** Object.prototype.__defineGetter__ (ECMA-262 §20.1.3.9.1). */
function ObjectPrototypeDefineGetter(propertyKey, getter) {
  const o = $toObject(this);
  if (!$isCallable(getter)) throw $typeError('Object.prototype.__defineGetter__: Expecting function');
  DefineAccessor(o, propertyKey, 'get', getter);
}

/** Object.prototype.__defineSetter__ (ECMA-262 §20.1.3.9.2). */
function ObjectPrototypeDefineSetter(propertyKey, setter) {
  const o = $toObject(this);
  if (!$isCallable(setter)) throw $typeError('Object.prototype.__defineSetter__: Expecting function');
  DefineAccessor(o, propertyKey, 'set', setter);
}

/** Defines one half of an enumerable, configurable accessor. */
function DefineAccessor(o, propertyKey, field, f) {
  const desc = $newObject(null);
  $defineData(desc, field, f);
  $defineData(desc, 'enumerable', true);
  $defineData(desc, 'configurable', true);
  DefinePropertyOrThrow(o, ToPropertyKey(propertyKey), desc);
}

/** Object.prototype.__lookupGetter__ (ECMA-262 §20.1.3.9.3). */
function ObjectPrototypeLookupGetter(propertyKey) {
  const desc = LookupDescriptor($toObject(this), propertyKey);
  return desc === undefined ? undefined : desc.get;
}

/** Object.prototype.__lookupSetter__ (ECMA-262 §20.1.3.9.4). */
function ObjectPrototypeLookupSetter(propertyKey) {
  const desc = LookupDescriptor($toObject(this), propertyKey);
  return desc === undefined ? undefined : desc.set;
}

/** The first own property of that key along the prototype chain. */
function LookupDescriptor(o, propertyKey) {
  const key = ToPropertyKey(propertyKey);
  for (let at = o; at !== null; at = GetPrototypeOf(at)) {
    const desc = GetOwnProperty(at, key);
    if (desc !== undefined) return desc;
  }
  return undefined;
}
