/**
 * Abstract operations of ECMA-262 §7 that may run guest code, for all self-hosted built-ins. Each is aware of proxies; natives of the
 * same jobs in TypeScript are leaves and are not.
 */

// ---- conversion -----------------------------------------------------------------------------------------------------------------

/** ToPrimitive (ECMA-262 §7.1.1); `hint` is 'default', 'number', 'string' or undefined. */
function ToPrimitive(input, hint) {
  if (!$isObject(input)) return input;
  const exotic = input[$wellKnown('toPrimitive')];
  if (exotic === undefined || exotic === null)
    return OrdinaryToPrimitive(input, hint === 'string' ? 'string' : 'number');
  if (!$isCallable(exotic)) throw $typeError(`${$callSite(exotic)} is not a function`);
  const result = $call(exotic, input, hint === undefined ? 'default' : hint);
  if ($isObject(result)) throw $typeError('Cannot convert object to primitive value');
  return result;
}

/** OrdinaryToPrimitive (ECMA-262 §7.1.1.1). */
function OrdinaryToPrimitive(o, hint) {
  const first = hint === 'string' ? o.toString : o.valueOf;
  if ($isCallable(first)) {
    const result = $call(first, o);
    if (!$isObject(result)) return result;
  }
  const second = hint === 'string' ? o.valueOf : o.toString;
  if ($isCallable(second)) {
    const result = $call(second, o);
    if (!$isObject(result)) return result;
  }
  throw $typeError('Cannot convert object to primitive value');
}

/** ToBigInt (ECMA-262 §7.1.13). */
function ToBigInt(v) {
  return $primitiveToBigInt(ToPrimitive(v, 'number'));
}

/** ToPropertyKey (ECMA-262 §7.1.19). */
function ToPropertyKey(v) {
  return $toPropertyKey($isObject(v) ? ToPrimitive(v, 'string') : v);
}

// ---- property access ------------------------------------------------------------------------------------------------------------

/** GetMethod (ECMA-262 §7.3.11). */
function GetMethod(v, key) {
  const f = v[key];
  if (f === undefined || f === null) return undefined;
  if (!$isCallable(f)) throw $typeError(`${$callSite(f)} is not a function`);
  return f;
}

/** HasProperty (ECMA-262 §7.3.12). */
function HasProperty(o, key) {
  return key in o;
}

/** [[Get]] of an object with any receiver (ECMA-262 §10.1.8). */
function GetWithReceiver(o, key, receiver) {
  switch ($propertyKind(o, key)) {
    case 0:
      return undefined;
    case 1:
      return o[key];
    case 2: {
      const getter = $getterOf(o, key);
      return getter === undefined ? undefined : $call(getter, receiver);
    }
    default:
      return ProxyGet($proxyOnChain(o, key), key, receiver);
  }
}

/** [[Set]] of an object with any receiver (ECMA-262 §10.1.9, §10.4.5.6). Answers false where the property refuses. */
function SetWithReceiver(o, key, v, receiver) {
  for (let at = o; ; ) {
    if ($isProxy(at)) return ProxySet(at, key, v, receiver);
    const kind = $kind(at);
    if (kind === 'ModuleNamespace') return false;
    if (kind === 'TypedArray') {
      const index = $typedArrayIndexState(at, key);
      // A numeric key: valid (1) or not (0).
      if (index !== undefined) {
        if ($sameValue(at, receiver)) {
          TypedArraySetSlow(at, key, v);
          return true;
        }
        if (index === 0) return true;
      }
    }
    const attributes = $ownAttributes(at, key);
    if (attributes >= 0) {
      if ((attributes & 8) !== 0) {
        const setter = $setterOf(at, key);
        if (setter === undefined) return false;
        $call(setter, receiver, v);
        return true;
      }
      if ((attributes & 1) === 0) return false;
      break;
    }
    at = $getPrototypeOf(at);
    if (at === null) break;
  }
  if (!$isObject(receiver)) return false;
  const existing = GetOwnProperty(receiver, key);
  if (existing === undefined) return CreateDataProperty(receiver, key, v);
  if (!$hasOwn(existing, 'value') || !existing.writable) return false;
  const desc = $newObject(null);
  $defineData(desc, 'value', v);
  return DefineOwnProperty(receiver, key, desc);
}

/** Set (ECMA-262 §7.3.4) with `true`: a TypeError where the property refuses. */
function SetOrThrow(o, key, v) {
  o[key] = v;
}

/** [[Set]] in all generality, as the machine needs it: a TypeError where strict code is refused. */
function SetSlow(o, key, v, receiver, strict) {
  if (!SetWithReceiver(o, key, v, receiver) && strict) throw SetRefusal(o, key, receiver);
}

/** `o[key] = v` of strict code where a Proxy or an exotic object on the chain decides. */
function SetStrict(o, key, v) {
  const target = $toObject(o);
  if (!SetWithReceiver(target, key, v, o)) throw SetRefusal(target, key, o);
}

/** The same of sloppy code. */
function SetSloppy(o, key, v) {
  SetWithReceiver($toObject(o), key, v, o);
}

/** The TypeError that says why an assignment was refused. */
function SetRefusal(o, key, receiver) {
  const name = $text($keyToValue(key));
  if ($isProxy(o)) return $typeError(`'set' on proxy: trap returned falsish for property '${name}'`);
  if (!$isObject(receiver)) {
    return $typeError(`Cannot create property '${name}' on ${typeof receiver} '${$text(receiver)}'`);
  }
  for (let at = o; at !== null && !$isProxy(at); at = $getPrototypeOf(at)) {
    const attributes = $ownAttributes(at, key);
    if (attributes < 0) continue;
    if ((attributes & 8) !== 0) {
      return $typeError(`Cannot set property ${name} of ${$text(at)} which has only a getter`);
    }
    if ((attributes & 1) === 0) {
      return $typeError(`Cannot assign to read only property '${name}' of object '${$text(receiver)}'`);
    }
    break;
  }
  if ($isProxy(receiver)) return $typeError(`'defineProperty' on proxy: trap returned falsish for property '${name}'`);
  return $typeError(`Cannot add property ${name}, object is not extensible`);
}

/** [[Delete]] of any object. */
function DeleteProperty(o, key) {
  return $isProxy(o) ? ProxyDelete(o, key) : $deleteOwn(o, key);
}

/** DeletePropertyOrThrow (ECMA-262 §7.3.10). */
function DeletePropertyOrThrow(o, key) {
  if (!DeleteProperty(o, key)) throw DeleteRefusal(o, key);
}

/** [[Delete]] for the machine: a TypeError where strict code is refused, else whether it was done. */
function DeleteSlow(o, key, strict) {
  if (DeleteProperty(o, key)) return true;
  if (strict) throw DeleteRefusal(o, key);
  return false;
}

/** The TypeError for a property that cannot be deleted. */
function DeleteRefusal(o, key) {
  const name = $text($keyToValue(key));
  return $typeError(
    $isProxy(o)
      ? `'deleteProperty' on proxy: trap returned falsish for property '${name}'`
      : `Cannot delete property '${name}' of ${$text(o)}`,
  );
}

// ---- own properties and other essential methods ---------------------------------------------------------------------------------

/** [[GetOwnProperty]] of any object: a null-prototype descriptor with all its fields, or undefined. */
function GetOwnProperty(o, key) {
  return $isProxy(o) ? ProxyGetOwnProperty(o, key) : $getOwnProperty(o, key);
}

/** [[DefineOwnProperty]] of any object; only the descriptor's own fields count. */
function DefineOwnProperty(o, key, desc) {
  switch ($kind(o)) {
    case 'Proxy':
      return ProxyDefineOwnProperty(o, key, desc);
    case 'Array':
      if (key === 'length' && $hasOwn(desc, 'value') && !$isArrayLength(desc.value)) {
        const converted = $newObject(null);
        $copyFields(converted, desc);
        $defineData(converted, 'value', ToArrayLength(desc.value));
        return $defineOwnProperty(o, key, converted);
      }
      break;
    case 'TypedArray': {
      const state = $typedArrayIndexState(o, key);
      if (state === undefined) break;
      if (state === 0) return false;
      // Everything but the value is checked by a definition without it.
      if (!$hasOwn(desc, 'value')) return $defineOwnProperty(o, key, desc);
      const rest = $newObject(null);
      $copyFields(rest, desc);
      $deleteOwn(rest, 'value');
      if (!$defineOwnProperty(o, key, rest)) return false;
      TypedArraySetSlow(o, key, desc.value);
      return true;
    }
  }
  return $defineOwnProperty(o, key, desc);
}

/** ArraySetLength, steps 3 to 5 (ECMA-262 §10.4.2.4): a valid array length, or a RangeError. Converts twice, as the steps do. */
function ToArrayLength(v) {
  const length = +v >>> 0;
  if (length !== +v) throw $rangeError('Invalid array length');
  return length;
}

/** HasOwnProperty (ECMA-262 §7.3.13). */
function HasOwnProperty(o, key) {
  return $isProxy(o) ? ProxyGetOwnProperty(o, key) !== undefined : $hasOwn(o, key);
}

/** [[OwnPropertyKeys]] of any object: a list of strings and symbols. */
function OwnPropertyKeys(o) {
  return $isProxy(o) ? ProxyOwnKeys(o) : $ownKeys(o);
}

/** [[PreventExtensions]] of any object. */
function PreventExtensions(o) {
  return $isProxy(o) ? ProxyPreventExtensions(o) : $preventExtensions(o);
}

/** [[IsExtensible]] of any object. */
function IsExtensible(o) {
  return $isProxy(o) ? ProxyIsExtensible(o) : $isExtensible(o);
}

/** [[GetPrototypeOf]] of any object. */
function GetPrototypeOf(o) {
  return $isProxy(o) ? ProxyGetPrototypeOf(o) : $getPrototypeOf(o);
}

/** [[SetPrototypeOf]] of any object. */
function SetPrototypeOf(o, proto) {
  return $isProxy(o) ? ProxySetPrototypeOf(o, proto) : $setPrototypeOf(o, proto);
}

/** CreateDataProperty (ECMA-262 §7.3.5). */
function CreateDataProperty(o, key, v) {
  const done = $createDataProperty(o, key, v);
  return done === undefined ? DefineOwnProperty(o, key, DataDescriptor(v)) : done;
}

/** CreateDataPropertyOrThrow (ECMA-262 §7.3.7). */
function CreateDataPropertyOrThrow(o, key, v) {
  if ($createDataProperty(o, key, v) === true) return;
  if (!CreateDataProperty(o, key, v)) throw DefineRefusal(o, key);
}

/** The descriptor of a writable, enumerable and configurable data property. */
function DataDescriptor(v) {
  const desc = $newObject(null);
  $defineData(desc, 'value', v);
  $defineData(desc, 'writable', true);
  $defineData(desc, 'enumerable', true);
  $defineData(desc, 'configurable', true);
  return desc;
}

/** DefinePropertyOrThrow (ECMA-262 §7.3.8). */
function DefinePropertyOrThrow(o, key, desc) {
  if (!DefineOwnProperty(o, key, desc)) throw DefineRefusal(o, key);
}

/** The TypeError that says why a definition was refused. */
function DefineRefusal(o, key) {
  const name = $text($keyToValue(key));
  if ($isProxy(o)) return $typeError(`'defineProperty' on proxy: trap returned falsish for property '${name}'`);
  if ($kind(o) === 'TypedArray' && $typedArrayIndexState(o, key) === 0) return $typeError('Invalid typed array index');
  if ($hasOwn(o, key) || $isExtensible(o)) return $typeError(`Cannot redefine property: ${name}`);
  return $typeError(`Cannot define property ${name}, object is not extensible`);
}

/** ToPropertyDescriptor (ECMA-262 §6.2.6.5): a null-prototype object with the fields that are there. */
function ToPropertyDescriptor(source) {
  if (!$isObject(source)) throw $typeError(`Property description must be an object: ${$text(source)}`);
  const desc = $newObject(null);
  if ('enumerable' in source) $defineData(desc, 'enumerable', !!source.enumerable);
  if ('configurable' in source) $defineData(desc, 'configurable', !!source.configurable);
  if ('value' in source) $defineData(desc, 'value', source.value);
  if ('writable' in source) $defineData(desc, 'writable', !!source.writable);
  if ('get' in source) {
    const getter = source.get;
    if (getter !== undefined && !$isCallable(getter)) throw $typeError(`Getter must be a function: ${$text(getter)}`);
    $defineData(desc, 'get', getter);
  }
  if ('set' in source) {
    const setter = source.set;
    if (setter !== undefined && !$isCallable(setter)) throw $typeError(`Setter must be a function: ${$text(setter)}`);
    $defineData(desc, 'set', setter);
  }
  if (($hasOwn(desc, 'get') || $hasOwn(desc, 'set')) && ($hasOwn(desc, 'value') || $hasOwn(desc, 'writable'))) {
    throw $typeError(
      `Invalid property descriptor. Cannot both specify accessors and a value or writable attribute, ${$text(source)}`,
    );
  }
  return desc;
}

/** FromPropertyDescriptor (ECMA-262 §6.2.6.4). */
function FromPropertyDescriptor(desc) {
  if (desc === undefined) return undefined;
  const o = {};
  $copyFields(o, desc);
  return o;
}

// ---- lists, classes of objects --------------------------------------------------------------------------------------------------

/** LengthOfArrayLike (ECMA-262 §7.3.18). */
function LengthOfArrayLike(o) {
  return $toLength(+o.length);
}

/** CreateListFromArrayLike (ECMA-262 §7.3.19) of elements of any type. */
function CreateListFromArrayLike(o) {
  if (!$isObject(o)) throw $typeError('CreateListFromArrayLike called on non-object');
  const quick = $listOfArray(o);
  if (quick !== undefined) return quick;
  const n = LengthOfArrayLike(o);
  $checkListLength(n);
  const list = $newList();
  for (let i = 0; i < n; i++) $push(list, o[i]);
  return list;
}

/** IsArray (ECMA-262 §7.2.2). */
function IsArray(v) {
  let at = v;
  while ($isObject(at) && $isProxy(at)) {
    if ($proxyHandler(at) === null) throw $typeError("Cannot perform 'IsArray' on a proxy that has been revoked");
    at = $proxyTarget(at);
  }
  return $isArray(at);
}

/** SpeciesConstructor (ECMA-262 §7.3.22); the default constructor is an intrinsic of the running realm. */
function SpeciesConstructor(o, defaultId) {
  const constructor = o.constructor;
  if (constructor === undefined) return $intrinsic(defaultId);
  if (!$isObject(constructor)) throw $typeError('The .constructor property is not an object');
  const species = constructor[$wellKnown('species')];
  if (species === undefined || species === null) return $intrinsic(defaultId);
  if (!$isConstructor(species)) throw $typeError('object.constructor[Symbol.species] is not a constructor');
  return species;
}

/** GetPrototypeFromConstructor (ECMA-262 §10.1.14). */
function PrototypeFromConstructor(newTarget, id) {
  const proto = newTarget.prototype;
  return $isObject(proto) ? proto : $realmIntrinsicOf(newTarget, id);
}

/** OrdinaryHasInstance (ECMA-262 §7.3.21). */
function OrdinaryHasInstance(c, o) {
  if (!$isCallable(c)) return false;
  if ($kind(c) === 'BoundFunction') return InstanceOf(o, $boundTarget(c));
  if (!$isObject(o)) return false;
  const proto = c.prototype;
  if (!$isObject(proto)) throw $typeError(`Function has non-object prototype '${$text(proto)}' in instanceof check`);
  for (let at = GetPrototypeOf(o); at !== null; at = GetPrototypeOf(at)) {
    if (at === proto) return true;
  }
  return false;
}

// ---- iteration ------------------------------------------------------------------------------------------------------------------

/** GetIterator(o, sync) (ECMA-262 §7.4.3): the iterator object, whose `next` the caller reads once. `asked`: an instruction of the guest asks. */
function GetIterator(o, asked) {
  const method = o === undefined || o === null ? undefined : o[$wellKnown('iterator')];
  if (!$isCallable(method)) {
    throw $typeError(
      asked ? $iterableMessage(o) : `${$callSite(o)} is not iterable (cannot read property Symbol(Symbol.iterator))`,
    );
  }
  return GetIteratorFromMethod(o, method);
}

/** GetIteratorFromMethod (ECMA-262 §7.4.2). */
function GetIteratorFromMethod(o, method) {
  const iterator = $call(method, o);
  if (!$isObject(iterator)) throw $typeError('Result of the Symbol.iterator method is not an object');
  return iterator;
}

/** IteratorStepValue (ECMA-262 §7.4.10): the value, or the DONE mark. */
function IteratorStepValue(iterator, next) {
  if (!$isCallable(next)) throw $typeError(`${$callSite(next)} is not a function`);
  const result = $call(next, iterator);
  if (!$isObject(result)) throw $typeError(`Iterator result ${$text(result)} is not an object`);
  return result.done ? $done() : result.value;
}

/** What an iteration step makes of a result object that `yield*` has handed on unread. */
function IteratorResultValue(result) {
  return result.done ? $done() : result.value;
}

/** IteratorClose (ECMA-262 §7.4.11) on a normal completion. */
function IteratorClose(iterator) {
  const method = GetMethod(iterator, 'return');
  if (method === undefined) return;
  const result = $call(method, iterator);
  if (!$isObject(result)) throw $typeError(`Iterator result ${$text(result)} is not an object`);
}

/** IteratorClose on a throw completion: errors of `return` give way to the one under way. */
function IteratorCloseQuietly(iterator) {
  try {
    const method = GetMethod(iterator, 'return');
    if (method !== undefined) $call(method, iterator);
  } catch {
    // The error that made us close is thrown by the caller.
  }
}

/** CreateIteratorResultObject (ECMA-262 §7.4.14). */
function CreateIterResult(value, done) {
  return { value, done };
}
