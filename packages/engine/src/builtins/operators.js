/**
 * Slow paths of the machine's instructions: what an operator does when an operand is an object, so that a conversion may run guest
 * code. On the primitives that come out, the same operators are used again and are fast.
 */

/** ApplyStringOrNumericBinaryOperator for `+` (ECMA-262 §13.15.3). */
function AddSlow(a, b) {
  const left = $isObject(a) ? ToPrimitive(a, 'default') : a;
  const right = $isObject(b) ? ToPrimitive(b, 'default') : b;
  return left + right;
}

/** The numeric binary operators: ToNumeric of the left operand, then of the right. */
function ArithmeticSlow(op, a, b) {
  const left = $toNumeric($isObject(a) ? ToPrimitive(a, 'number') : a);
  const right = $toNumeric($isObject(b) ? ToPrimitive(b, 'number') : b);
  switch (op) {
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '%':
      return left % right;
    case '**':
      return left ** right;
    case '&':
      return left & right;
    case '|':
      return left | right;
    case '^':
      return left ^ right;
    case '<<':
      return left << right;
    case '>>':
      return left >> right;
    default:
      return left >>> right;
  }
}

/** Unary operators; 'inc' and 'dec' give ToNumeric(a) ± 1, 'numeric' ToNumeric(a). */
function UnarySlow(op, a) {
  const v = ToPrimitive(a, 'number');
  switch (op) {
    case '-':
      return -v;
    case '+':
      return +v;
    case '~':
      return ~v;
    case 'inc': {
      let n = v;
      return ++n;
    }
    case 'dec': {
      let n = v;
      return --n;
    }
    default:
      return $toNumeric(v);
  }
}

/** Relational operators (ECMA-262 §13.10.1): operands are converted from left to right whatever the operator. */
function CompareSlow(op, a, b) {
  const left = $isObject(a) ? ToPrimitive(a, 'number') : a;
  const right = $isObject(b) ? ToPrimitive(b, 'number') : b;
  switch (op) {
    case '<':
      return left < right;
    case '>':
      return left > right;
    case '<=':
      return left <= right;
    default:
      return left >= right;
  }
}

/** `a == b` or, negated, `a != b` (ECMA-262 §7.2.13). */
function LooselyEqualSlow(a, b, negated) {
  return IsLooselyEqual(a, b) !== negated;
}

/** IsLooselyEqual (ECMA-262 §7.2.13). */
function IsLooselyEqual(a, b) {
  if ($isObject(a)) {
    if ($isObject(b)) return a === b;
    if (b === undefined || b === null) return $kind(a) === 'IsHTMLDDA';
    return ToPrimitive(a, 'default') == b;
  }
  if (a === undefined || a === null) return $isObject(b) ? $kind(b) === 'IsHTMLDDA' : a == b;
  return a == ToPrimitive(b, 'default');
}

/** ToString (ECMA-262 §7.1.17). */
function ToStringSlow(v) {
  return `${$isObject(v) ? ToPrimitive(v, 'string') : v}`;
}

/** ToPropertyKey (ECMA-262 §7.1.19). */
function ToPropertyKeySlow(v) {
  return $toPropertyKey(ToPrimitive(v, 'string'));
}

/** InstanceofOperator (ECMA-262 §13.10.2). */
function InstanceOf(v, target) {
  if (!$isObject(target)) throw $typeError("Right-hand side of 'instanceof' is not an object");
  const method = GetMethod(target, $wellKnown('hasInstance'));
  if (method !== undefined) return !!$call(method, target, v);
  if (!$isCallable(target)) throw $typeError("Right-hand side of 'instanceof' is not callable");
  return OrdinaryHasInstance(target, v);
}

/** `key in o` with a key to convert, or a Proxy on the way. */
function InSlow(k, o) {
  if (!$isObject(o)) throw $typeError(`Cannot use 'in' operator to search for '${$text(k)}' in ${$text(o)}`);
  const key = ToPropertyKey(k);
  return $propertyKind(o, key) === 3 ? ProxyHas($proxyOnChain(o, key), key) : $propertyKind(o, key) !== 0;
}

/** `o[k]` with an object for a key. What cannot have properties is refused before the key is converted (ECMA-262 §6.2.5.5). */
function GetElemSlow(o, k) {
  if (o === undefined || o === null) throw $typeError(`Cannot read properties of ${o} (reading '${$text(k)}')`);
  return o[ToPropertyKey(k)];
}

/** `o[k] = v` with an object for a key (ECMA-262 §6.2.5.6). */
function SetElemSlow(o, k, v, strict) {
  if (o === undefined || o === null) throw $typeError(`Cannot set properties of ${o} (setting '${$text(k)}')`);
  const key = ToPropertyKey(k);
  if (strict) o[key] = v;
  else SetWithReceiver($toObject(o), key, v, o);
}

/** `delete o[k]` with an object for a key, or of a Proxy (ECMA-262 §13.5.1.2). */
function DeleteElemSlow(o, k, strict) {
  const target = $toObject(o);
  return DeleteSlow(target, ToPropertyKey(k), strict);
}

/**
 * Stands for a home object whose prototype may be another once the key of `super[k] += v` is converted: the base is found before (ECMA-262
 * §13.3.7.3).
 */
function SuperBase(home) {
  return $newObject(GetPrototypeOf(home));
}

/** `super[k]` (ECMA-262 §13.3.7.3): the base is found before the key is converted. */
function GetSuperSlow(home, k, self) {
  const base = GetPrototypeOf(home);
  if (base === null) throw $typeError(`Cannot read properties of null (reading '${$text($keyToValue(k))}')`);
  return GetWithReceiver(base, ToPropertyKey(k), self);
}

/** `super[k] = v`. */
function SetSuperSlow(home, k, self, v, strict) {
  const base = GetPrototypeOf(home);
  if (base === null) throw $typeError(`Cannot set properties of null (setting '${$text($keyToValue(k))}')`);
  SetSlow(base, ToPropertyKey(k), v, self, strict);
}

/** CopyDataProperties (ECMA-262 §7.3.25). */
function CopyDataPropertiesSlow(target, source, excluded) {
  if (source === undefined || source === null) return target;
  const from = $toObject(source);
  const proxy = $isProxy(from);
  const keys = OwnPropertyKeys(from);
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    if (ListHasKey(excluded, key)) continue;
    if (proxy) {
      const desc = ProxyGetOwnProperty(from, key);
      if (desc === undefined || !desc.enumerable) continue;
    } else {
      const attributes = $ownAttributes(from, key);
      if (attributes < 0 || (attributes & 2) === 0) continue;
    }
    CreateDataPropertyOrThrow(target, key, from[key]);
  }
  return target;
}

/** Is `key` in a list of property keys? */
function ListHasKey(list, key) {
  for (let i = 0; i < list.length; i++) {
    if ($sameValue($keyToValue(list[i]), key)) return true;
  }
  return false;
}

/** Class fields (ECMA-262 §7.3.34 DefineField) on objects that are not plain. */
function DefineFieldSlow(o, key, v) {
  CreateDataPropertyOrThrow(o, key, v);
}

/** `new f(…list)` with a newTarget whose `prototype` only guest code can tell. */
function ConstructSlow(f, list, newTarget) {
  return $constructWithPrototype(f, list, newTarget, PrototypeFromConstructor(newTarget, '%ObjectPrototype%'));
}

/** Spread in an array literal or an argument list; `asked`: the guest's. */
function ArraySpreadSlow(array, iterable, asked) {
  const iterator = GetIterator(iterable, asked);
  const next = iterator.next;
  for (;;) {
    const v = $iteratorNext(iterator, next);
    if ($isDone(v)) return;
    $push(array, v);
  }
}

/**
 * EnumerateObjectProperties (ECMA-262 §14.7.5.9) where a Proxy is on the chain: a list of candidate keys. As in V8 the names are
 * gathered at the start, and whether a Proxy's property is there and enumerable is asked when its turn comes (`ForInStillThere`).
 */
function ForInKeys(o) {
  const candidates = $newList();
  const seen = $newObject(null);
  for (let at = o; at !== null; at = GetPrototypeOf(at)) {
    const proxy = $isProxy(at);
    const keys = OwnPropertyKeys(at);
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i];
      if (typeof key === 'symbol' || $hasOwn(seen, key)) continue;
      if (!proxy) {
        const attributes = $ownAttributes(at, key);
        if (attributes < 0) continue;
        $defineData(seen, key, true);
        if ((attributes & 2) === 0) continue;
      } else $defineData(seen, key, true);
      $push(candidates, key);
    }
  }
  return candidates;
}

/** Starts a for-in enumeration where a Proxy is on the chain. */
function ForInStartSlow(o) {
  return $forInIterator(o, ForInKeys(o));
}

/** The next key of such an enumeration from candidate `key` on, or the DONE mark. */
function ForInNextSlow(enumerator, o, key) {
  for (let candidate = key; ; ) {
    if ($isDone(candidate) || ForInStillThere(o, candidate)) return candidate;
    candidate = $forInCandidate(enumerator);
  }
}

/** Is a candidate of a for-in enumeration still to be visited? */
function ForInStillThere(o, key) {
  for (let at = o; at !== null; at = GetPrototypeOf(at)) {
    if ($isProxy(at)) {
      const desc = ProxyGetOwnProperty(at, key);
      if (desc !== undefined) return desc.enumerable;
    } else if ($hasOwn(at, key)) return true;
  }
  return false;
}

/** HasBinding of a with-record (ECMA-262 §9.1.1.2.1). */
function WithHasBinding(object, name) {
  if (!(name in object)) return false;
  const unscopables = object[$wellKnown('unscopables')];
  return !($isObject(unscopables) && unscopables[name]);
}

/** Assignment of something other than a valid length to an array's `length` (ECMA-262 §10.4.2.4). */
function SetArrayLengthSlow(array, v, strict) {
  const length = ToArrayLength(v);
  if (strict) array.length = length;
  else SetWithReceiver(array, 'length', length, array);
}

/** TypedArraySetElement (ECMA-262 §10.4.5.17); an index that is not valid after the conversion is passed over. */
function TypedArraySetSlow(o, key, v) {
  $typedArrayStore(o, key, $typedArrayHoldsBigInts(o) ? ToBigInt(v) : +v);
}

/**
 * Runs a native again after converting `this` and its arguments as the words in its row say (see `FunctionSpec.coerce`), in order.
 */
function CoerceAndCall(fn, self, list, spec) {
  const object = CoerceAs($coercionWord(spec, 0), self);
  const values = $newList();
  for (let i = 0; i < list.length; i++) $push(values, CoerceAs($coercionWord(spec, i + 1), list[i]));
  return $callNative(fn, object, values);
}

/** One conversion of `CoerceAndCall`. */
function CoerceAs(word, v) {
  switch (word) {
    case 'number?':
    case 'numeric?':
    case 'string?':
    case 'key?':
    case 'primitive?':
    case 'bigint?':
    case 'boolean?':
      if (v === undefined) return undefined;
  }
  switch (word) {
    case 'number':
    case 'number?':
      return +v;
    case 'numeric':
    case 'numeric?':
      return $toNumeric(ToPrimitive(v, 'number'));
    case 'string':
    case 'string?':
      return `${v}`;
    case 'string!':
      if (v === undefined || v === null) return v;
      return `${v}`;
    case 'key':
    case 'key?':
      return $keyToValue(ToPropertyKey(v));
    case 'primitive':
    case 'primitive?':
      return ToPrimitive(v, 'default');
    case 'bigint':
    case 'bigint?':
      return ToBigInt(v);
    case 'boolean':
    case 'boolean?':
      return !!v;
  }
  return v;
}
