/** Function (ECMA-262 §20.2) and the constructors of the other kinds of functions (§27.3.1, §27.4.1, §27.7.1). */

/** CreateDynamicFunction (ECMA-262 §20.2.1.1.1). `name` is the constructor's, without the `%`. */
function DynamicFunction(kind, name, newTarget, list) {
  const last = list.length - 1;
  let parameters = '';
  for (let i = 0; i < last; i++) parameters += i === 0 ? `${list[i]}` : `,${list[i]}`;
  const body = last < 0 ? '' : `${list[last]}`;
  const f = $createDynamicFunction(kind, parameters, body);
  $setName(f, 'anonymous');
  if (newTarget !== undefined && newTarget !== $intrinsic(`%${name}%`)) {
    $setPrototypeOf(f, PrototypeFromConstructor(newTarget, `%${name}Prototype%`));
  }
  return f;
}

/** Function (ECMA-262 §20.2.1.1). */
function FunctionConstructor(...list) {
  return DynamicFunction('function', 'Function', new.target, list);
}

/** GeneratorFunction (ECMA-262 §27.3.1.1). */
function GeneratorFunctionConstructor(...list) {
  return DynamicFunction('generator', 'GeneratorFunction', new.target, list);
}

/** AsyncFunction (ECMA-262 §27.7.1.1). */
function AsyncFunctionConstructor(...list) {
  return DynamicFunction('async', 'AsyncFunction', new.target, list);
}

/** AsyncGeneratorFunction (ECMA-262 §27.4.1.1). */
function AsyncGeneratorFunctionConstructor(...list) {
  return DynamicFunction('async-generator', 'AsyncGeneratorFunction', new.target, list);
}

/** Function.prototype.apply (ECMA-262 §20.2.3.1) with an array-like that only guest code can list. */
function FunctionApplySlow(f, self, arrayLike) {
  return $apply(f, self, CreateListFromArrayLike(arrayLike));
}

/** Function.prototype.bind (ECMA-262 §20.2.3.2). */
function FunctionPrototypeBind(self, ...list) {
  if (!$isCallable(this)) throw $typeError('Bind must be called on a function');
  const bound = $boundFunctionCreate(this, GetPrototypeOf(this), self, list);
  let length = 0;
  if (HasOwnProperty(this, 'length')) {
    const targetLength = this.length;
    if (typeof targetLength === 'number') {
      length = $toIntegerOrInfinity(targetLength) - list.length;
      if (length < 0) length = 0;
    }
  }
  $defineData(bound, 'length', length, 4);
  const name = this.name;
  $defineData(bound, 'name', typeof name === 'string' ? `bound ${name}` : 'bound ', 4);
  return bound;
}

/** Function.prototype[@@hasInstance] (ECMA-262 §20.2.3.6). */
function FunctionPrototypeHasInstance(v) {
  return OrdinaryHasInstance(this, v);
}
