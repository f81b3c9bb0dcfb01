/**
 * Proxy exotic objects (ECMA-262 §10.5): the essential internal methods, each with the invariants it must keep. The machine calls
 * these where an instruction meets a Proxy.
 */

/** The handler's method of that name, or undefined; a TypeError if the Proxy has been revoked. */
function ProxyTrap(proxy, name) {
  const handler = $proxyHandler(proxy);
  if (handler === null) throw $typeError(`Cannot perform '${name}' on a proxy that has been revoked`);
  const trap = handler[name];
  if (trap === undefined || trap === null) return undefined;
  if (!$isCallable(trap)) {
    throw $typeError(`'${$text(trap)}' returned for property '${name}' of object '#<Object>' is not a function`);
  }
  return trap;
}

/** [[GetPrototypeOf]] (ECMA-262 §10.5.1). */
function ProxyGetPrototypeOf(proxy) {
  const trap = ProxyTrap(proxy, 'getPrototypeOf');
  const target = $proxyTarget(proxy);
  if (trap === undefined) return GetPrototypeOf(target);
  const proto = $call(trap, $proxyHandler(proxy), target);
  if (!$isObjectOrNull(proto)) throw $typeError("'getPrototypeOf' on proxy: trap returned neither object nor null");
  if (IsExtensible(target)) return proto;
  if (GetPrototypeOf(target) !== proto) {
    throw $typeError(
      "'getPrototypeOf' on proxy: proxy target is non-extensible but the trap did not return its actual prototype",
    );
  }
  return proto;
}

/** [[SetPrototypeOf]] (ECMA-262 §10.5.2). */
function ProxySetPrototypeOf(proxy, proto) {
  const trap = ProxyTrap(proxy, 'setPrototypeOf');
  const target = $proxyTarget(proxy);
  if (trap === undefined) return SetPrototypeOf(target, proto);
  if (!$call(trap, $proxyHandler(proxy), target, proto)) return false;
  if (IsExtensible(target)) return true;
  if (GetPrototypeOf(target) !== proto) {
    throw $typeError(
      "'setPrototypeOf' on proxy: trap returned truish for setting a new prototype on the non-extensible proxy target",
    );
  }
  return true;
}

/** [[IsExtensible]] (ECMA-262 §10.5.3). */
function ProxyIsExtensible(proxy) {
  const trap = ProxyTrap(proxy, 'isExtensible');
  const target = $proxyTarget(proxy);
  if (trap === undefined) return IsExtensible(target);
  const result = !!$call(trap, $proxyHandler(proxy), target);
  const actual = IsExtensible(target);
  if (result !== actual) {
    throw $typeError(
      `'isExtensible' on proxy: trap result does not reflect extensibility of proxy target (which is '${actual}')`,
    );
  }
  return result;
}

/** [[PreventExtensions]] (ECMA-262 §10.5.4). */
function ProxyPreventExtensions(proxy) {
  const trap = ProxyTrap(proxy, 'preventExtensions');
  const target = $proxyTarget(proxy);
  if (trap === undefined) return PreventExtensions(target);
  if (!$call(trap, $proxyHandler(proxy), target)) return false;
  if (IsExtensible(target)) {
    throw $typeError("'preventExtensions' on proxy: trap returned truish but the proxy target is extensible");
  }
  return true;
}

/** [[GetOwnProperty]] (ECMA-262 §10.5.5): a complete descriptor, or undefined. */
function ProxyGetOwnProperty(proxy, k) {
  const trap = ProxyTrap(proxy, 'getOwnPropertyDescriptor');
  const target = $proxyTarget(proxy);
  const key = $keyToValue(k);
  if (trap === undefined) return GetOwnProperty(target, key);
  const result = $call(trap, $proxyHandler(proxy), target, key);
  const name = $text(key);
  if (result !== undefined && !$isObject(result)) {
    throw $typeError(
      `'getOwnPropertyDescriptor' on proxy: trap returned neither object nor undefined for property '${name}'`,
    );
  }
  const targetDesc = GetOwnProperty(target, key);
  if (result === undefined) {
    if (targetDesc === undefined) return undefined;
    if (!targetDesc.configurable) {
      throw $typeError(
        `'getOwnPropertyDescriptor' on proxy: trap returned undefined for property '${name}' which is non-configurable in the proxy target`,
      );
    }
    if (!IsExtensible(target)) {
      throw $typeError(
        `'getOwnPropertyDescriptor' on proxy: trap returned undefined for property '${name}' which exists in the non-extensible proxy target`,
      );
    }
    return undefined;
  }
  const extensible = IsExtensible(target);
  const desc = CompletePropertyDescriptor(ToPropertyDescriptor(result));
  if (!$isCompatibleDescriptor(extensible, desc, targetDesc)) {
    throw $typeError(
      `'getOwnPropertyDescriptor' on proxy: trap returned descriptor for property '${name}' that is incompatible with the existing property in the proxy target`,
    );
  }
  if (!desc.configurable) {
    if (targetDesc === undefined || targetDesc.configurable) {
      throw $typeError(
        `'getOwnPropertyDescriptor' on proxy: trap reported non-configurability for property '${name}' which is either non-existent or configurable in the proxy target`,
      );
    }
    if ($hasOwn(desc, 'writable') && !desc.writable && targetDesc.writable) {
      throw $typeError(
        `'getOwnPropertyDescriptor' on proxy: trap reported non-configurable and writable for property '${name}' which is non-configurable, non-writable in the proxy target`,
      );
    }
  }
  return desc;
}

/** CompletePropertyDescriptor (ECMA-262 §6.2.6.6). */
function CompletePropertyDescriptor(desc) {
  const accessor = $hasOwn(desc, 'get') || $hasOwn(desc, 'set');
  if (accessor) {
    if (!$hasOwn(desc, 'get')) $defineData(desc, 'get', undefined);
    if (!$hasOwn(desc, 'set')) $defineData(desc, 'set', undefined);
  } else {
    if (!$hasOwn(desc, 'value')) $defineData(desc, 'value', undefined);
    if (!$hasOwn(desc, 'writable')) $defineData(desc, 'writable', false);
  }
  if (!$hasOwn(desc, 'enumerable')) $defineData(desc, 'enumerable', false);
  if (!$hasOwn(desc, 'configurable')) $defineData(desc, 'configurable', false);
  return desc;
}

/** [[DefineOwnProperty]] (ECMA-262 §10.5.6). */
function ProxyDefineOwnProperty(proxy, k, desc) {
  const trap = ProxyTrap(proxy, 'defineProperty');
  const target = $proxyTarget(proxy);
  const key = $keyToValue(k);
  if (trap === undefined) return DefineOwnProperty(target, key, desc);
  if (!$call(trap, $proxyHandler(proxy), target, key, FromPropertyDescriptor(desc))) return false;
  const name = $text(key);
  const targetDesc = GetOwnProperty(target, key);
  const extensible = IsExtensible(target);
  const fixed = $hasOwn(desc, 'configurable') && !desc.configurable;
  if (targetDesc === undefined) {
    if (!extensible) {
      throw $typeError(
        `'defineProperty' on proxy: trap returned truish for adding property '${name}'  to the non-extensible proxy target`,
      );
    }
    if (fixed) {
      throw $typeError(
        `'defineProperty' on proxy: trap returned truish for defining non-configurable property '${name}' which is either non-existent or configurable in the proxy target`,
      );
    }
    return true;
  }
  if (!$isCompatibleDescriptor(extensible, desc, targetDesc)) {
    throw $typeError(
      `'defineProperty' on proxy: trap returned truish for adding property '${name}'  that is incompatible with the existing property in the proxy target`,
    );
  }
  if (fixed && targetDesc.configurable) {
    throw $typeError(
      `'defineProperty' on proxy: trap returned truish for defining non-configurable property '${name}' which is either non-existent or configurable in the proxy target`,
    );
  }
  if (
    $hasOwn(targetDesc, 'writable') &&
    targetDesc.writable &&
    !targetDesc.configurable &&
    $hasOwn(desc, 'writable') &&
    !desc.writable
  ) {
    throw $typeError(
      `'defineProperty' on proxy: trap returned truish for defining non-configurable property '${name}' which cannot be non-writable, unless there exists a corresponding non-configurable, non-writable own property of the target object.`,
    );
  }
  return true;
}

/** [[HasProperty]] (ECMA-262 §10.5.7). */
function ProxyHas(proxy, k) {
  const trap = ProxyTrap(proxy, 'has');
  const target = $proxyTarget(proxy);
  const key = $keyToValue(k);
  if (trap === undefined) return key in target;
  if ($call(trap, $proxyHandler(proxy), target, key)) return true;
  const targetDesc = GetOwnProperty(target, key);
  if (targetDesc === undefined) return false;
  const name = $text(key);
  if (!targetDesc.configurable) {
    throw $typeError(
      `'has' on proxy: trap returned falsish for property '${name}' which exists in the proxy target as non-configurable`,
    );
  }
  if (!IsExtensible(target)) {
    throw $typeError(
      `'has' on proxy: trap returned falsish for property '${name}' but the proxy target is not extensible`,
    );
  }
  return false;
}

/** [[Get]] (ECMA-262 §10.5.8). */
function ProxyGet(proxy, k, receiver) {
  const trap = ProxyTrap(proxy, 'get');
  const target = $proxyTarget(proxy);
  const key = $keyToValue(k);
  if (trap === undefined) return GetWithReceiver(target, key, receiver);
  const value = $call(trap, $proxyHandler(proxy), target, key, receiver);
  // What is absent or configurable binds the trap to nothing.
  if (!$isProxy(target)) {
    const attributes = $ownAttributes(target, key);
    if (attributes < 0 || (attributes & 4) !== 0) return value;
  }
  const targetDesc = GetOwnProperty(target, key);
  if (targetDesc === undefined || targetDesc.configurable) return value;
  if ($hasOwn(targetDesc, 'value')) {
    if (!targetDesc.writable && !$sameValue(value, targetDesc.value)) {
      throw $typeError(
        `'get' on proxy: property '${$text(key)}' is a read-only and non-configurable data property on the proxy target but the proxy did not return its actual value (expected '${$text(targetDesc.value)}' but got '${$text(value)}')`,
      );
    }
  } else if (targetDesc.get === undefined && value !== undefined) {
    throw $typeError(
      `'get' on proxy: property '${$text(key)}' is a non-configurable accessor property on the proxy target and does not have a getter function, but the trap did not return 'undefined' (got '${$text(value)}')`,
    );
  }
  return value;
}

/** [[Set]] (ECMA-262 §10.5.9). */
function ProxySet(proxy, k, v, receiver) {
  const trap = ProxyTrap(proxy, 'set');
  const target = $proxyTarget(proxy);
  const key = $keyToValue(k);
  if (trap === undefined) return SetWithReceiver(target, key, v, receiver);
  if (!$call(trap, $proxyHandler(proxy), target, key, v, receiver)) return false;
  if (!$isProxy(target)) {
    const attributes = $ownAttributes(target, key);
    if (attributes < 0 || (attributes & 4) !== 0) return true;
  }
  const targetDesc = GetOwnProperty(target, key);
  if (targetDesc === undefined || targetDesc.configurable) return true;
  if ($hasOwn(targetDesc, 'value')) {
    if (!targetDesc.writable && !$sameValue(v, targetDesc.value)) {
      throw $typeError(
        `'set' on proxy: trap returned truish for property '${$text(key)}' which exists in the proxy target as a non-configurable and non-writable data property with a different value`,
      );
    }
  } else if (targetDesc.set === undefined) {
    throw $typeError(
      `'set' on proxy: trap returned truish for property '${$text(key)}' which exists in the proxy target as a non-configurable and non-writable accessor property without a setter`,
    );
  }
  return true;
}

/** [[Delete]] (ECMA-262 §10.5.10). */
function ProxyDelete(proxy, k) {
  const trap = ProxyTrap(proxy, 'deleteProperty');
  const target = $proxyTarget(proxy);
  const key = $keyToValue(k);
  if (trap === undefined) return DeleteProperty(target, key);
  if (!$call(trap, $proxyHandler(proxy), target, key)) return false;
  const targetDesc = GetOwnProperty(target, key);
  if (targetDesc === undefined) return true;
  if (!targetDesc.configurable) {
    throw $typeError(
      `'deleteProperty' on proxy: trap returned truish for property '${$text(key)}' which is non-configurable in the proxy target`,
    );
  }
  if (!IsExtensible(target)) {
    throw $typeError(
      `'deleteProperty' on proxy: trap returned truish for property '${$text(key)}' but the proxy target is non-extensible`,
    );
  }
  return true;
}

/** [[OwnPropertyKeys]] (ECMA-262 §10.5.11). */
function ProxyOwnKeys(proxy) {
  const trap = ProxyTrap(proxy, 'ownKeys');
  const target = $proxyTarget(proxy);
  if (trap === undefined) return OwnPropertyKeys(target);
  const keys = CreateKeyListFromArrayLike($call(trap, $proxyHandler(proxy), target));
  // Keys of the trap's result that the target has not accounted for yet.
  const unchecked = $newObject(null);
  for (let i = 0; i < keys.length; i++) {
    if ($hasOwn(unchecked, keys[i])) throw $typeError("'ownKeys' on proxy: trap returned duplicate entries");
    $defineData(unchecked, keys[i], true);
  }
  const extensible = IsExtensible(target);
  const targetKeys = OwnPropertyKeys(target);
  const configurable = $newList();
  const fixed = $newList();
  for (let i = 0; i < targetKeys.length; i++) {
    const desc = GetOwnProperty(target, targetKeys[i]);
    $push(desc !== undefined && !desc.configurable ? fixed : configurable, targetKeys[i]);
  }
  if (extensible && fixed.length === 0) return keys;
  for (let i = 0; i < fixed.length; i++) RequireReported(unchecked, fixed[i]);
  if (extensible) return keys;
  for (let i = 0; i < configurable.length; i++) RequireReported(unchecked, configurable[i]);
  if ($ownKeys(unchecked).length !== 0) {
    throw $typeError("'ownKeys' on proxy: trap returned extra keys but proxy target is non-extensible");
  }
  return keys;
}

/** A key that an `ownKeys` trap must have reported. */
function RequireReported(unchecked, key) {
  if (!$hasOwn(unchecked, key)) throw $typeError(`'ownKeys' on proxy: trap result did not include '${$text(key)}'`);
  $deleteOwn(unchecked, key);
}

/** CreateListFromArrayLike (ECMA-262 §7.3.19) of property keys. */
function CreateKeyListFromArrayLike(o) {
  if (!$isObject(o)) throw $typeError('CreateListFromArrayLike called on non-object');
  const n = LengthOfArrayLike(o);
  const list = $newList();
  for (let i = 0; i < n; i++) {
    const key = o[i];
    if (typeof key !== 'string' && typeof key !== 'symbol')
      throw $typeError(`${$text(key)} is not a valid property name`);
    $push(list, key);
  }
  return list;
}

/** [[Call]] (ECMA-262 §10.5.12). */
function ProxyCall(proxy, self, list) {
  const trap = ProxyTrap(proxy, 'apply');
  const target = $proxyTarget(proxy);
  if (trap === undefined) return $apply(target, self, list);
  return $call(trap, $proxyHandler(proxy), target, self, list);
}

/** [[Construct]] (ECMA-262 §10.5.13). */
function ProxyConstruct(proxy, list, newTarget) {
  const trap = ProxyTrap(proxy, 'construct');
  const target = $proxyTarget(proxy);
  if (trap === undefined) return $construct(target, list, newTarget);
  const result = $call(trap, $proxyHandler(proxy), target, list, newTarget);
  if (!$isObject(result)) throw $typeError(`'construct' on proxy: trap returned non-object ('${$text(result)}')`);
  return result;
}

/** Proxy (ECMA-262 §28.2.1.1). */
function ProxyConstructor(target, handler) {
  if (new.target === undefined) throw $typeError("Constructor Proxy requires 'new'");
  return $proxyCreate(target, handler);
}

/** Proxy.revocable (ECMA-262 §28.2.2.1). */
function ProxyRevocable(target, handler) {
  const proxy = $proxyCreate(target, handler);
  return { proxy, revoke: RevokerOf(proxy) };
}

/** A Proxy revocation function (ECMA-262 §28.2.2.1.1). */
function RevokerOf(proxy) {
  let held = proxy;
  const revoke = () => {
    if (held === null) return;
    $proxyRevoke(held);
    held = null;
  };
  return $builtinFunction(revoke, '', 0);
}
