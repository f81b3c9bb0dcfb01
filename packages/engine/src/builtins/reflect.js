/** Reflect (ECMA-262 §28.1). */

/** Reflect.apply (ECMA-262 §28.1.1). */
function ReflectApply(target, self, argumentsList) {
  if (!$isCallable(target)) {
    throw $typeError(
      `Function.prototype.apply was called on ${$text(target)}, which is ${TypeWithArticle(target)} and not a function`,
    );
  }
  return $apply(target, self, CreateListFromArrayLike(argumentsList));
}

/** `a number`, `an object`, as V8 says it. */
function TypeWithArticle(v) {
  if (v === null) return 'null';
  return typeof v === 'object' ? 'an object' : `a ${typeof v}`;
}

/** Reflect.construct (ECMA-262 §28.1.2). */
function ReflectConstruct(target, argumentsList, ...rest) {
  if (!$isConstructor(target)) throw $typeError(`${$text(target)} is not a constructor`);
  const newTarget = rest.length === 0 ? target : rest[0];
  if (!$isConstructor(newTarget)) throw $typeError(`${$text(newTarget)} is not a constructor`);
  return $construct(target, CreateListFromArrayLike(argumentsList), newTarget);
}

/** Reflect.defineProperty (ECMA-262 §28.1.3). */
function ReflectDefineProperty(target, propertyKey, attributes) {
  if (!$isObject(target)) throw $typeError('Reflect.defineProperty called on non-object');
  const key = ToPropertyKey(propertyKey);
  return DefineOwnProperty(target, key, ToPropertyDescriptor(attributes));
}

/** Reflect.deleteProperty (ECMA-262 §28.1.4). */
function ReflectDeleteProperty(target, propertyKey) {
  if (!$isObject(target)) throw $typeError('Reflect.deleteProperty called on non-object');
  return DeleteProperty(target, ToPropertyKey(propertyKey));
}

/** Reflect.get (ECMA-262 §28.1.5). */
function ReflectGet(target, propertyKey, ...rest) {
  if (!$isObject(target)) throw $typeError('Reflect.get called on non-object');
  return GetWithReceiver(target, ToPropertyKey(propertyKey), rest.length === 0 ? target : rest[0]);
}

/** Reflect.getOwnPropertyDescriptor (ECMA-262 §28.1.6). */
function ReflectGetOwnPropertyDescriptor(target, propertyKey) {
  if (!$isObject(target)) throw $typeError('Reflect.getOwnPropertyDescriptor called on non-object');
  return FromPropertyDescriptor(GetOwnProperty(target, ToPropertyKey(propertyKey)));
}

/** Reflect.getPrototypeOf (ECMA-262 §28.1.7). */
function ReflectGetPrototypeOf(target) {
  if (!$isObject(target)) throw $typeError('Reflect.getPrototypeOf called on non-object');
  return GetPrototypeOf(target);
}

/** Reflect.has (ECMA-262 §28.1.8). */
function ReflectHas(target, propertyKey) {
  if (!$isObject(target)) throw $typeError('Reflect.has called on non-object');
  return ToPropertyKey(propertyKey) in target;
}

/** Reflect.isExtensible (ECMA-262 §28.1.9). */
function ReflectIsExtensible(target) {
  if (!$isObject(target)) throw $typeError('Reflect.isExtensible called on non-object');
  return IsExtensible(target);
}

/** Reflect.ownKeys (ECMA-262 §28.1.10). */
function ReflectOwnKeys(target) {
  if (!$isObject(target)) throw $typeError('Reflect.ownKeys called on non-object');
  return OwnPropertyKeys(target);
}

/** Reflect.preventExtensions (ECMA-262 §28.1.11). */
function ReflectPreventExtensions(target) {
  if (!$isObject(target)) throw $typeError('Reflect.preventExtensions called on non-object');
  return PreventExtensions(target);
}

/** Reflect.set (ECMA-262 §28.1.12). */
function ReflectSet(target, propertyKey, v, ...rest) {
  if (!$isObject(target)) throw $typeError('Reflect.set called on non-object');
  return SetWithReceiver(target, ToPropertyKey(propertyKey), v, rest.length === 0 ? target : rest[0]);
}

/** Reflect.setPrototypeOf (ECMA-262 §28.1.13). */
function ReflectSetPrototypeOf(target, proto) {
  if (!$isObject(target)) throw $typeError('Reflect.setPrototypeOf called on non-object');
  if (!$isObjectOrNull(proto)) throw $typeError(`Object prototype may only be an Object or null: ${$text(proto)}`);
  return SetPrototypeOf(target, proto);
}
