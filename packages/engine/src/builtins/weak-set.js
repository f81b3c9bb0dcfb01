/** WeakSet (ECMA-262 §24.4.1.1). */
function WeakSetConstructor(iterable) {
  if (new.target === undefined) throw $typeError("Constructor WeakSet requires 'new'");
  const set = $weakSetCreate(PrototypeFromConstructor(new.target, '%WeakSetPrototype%'));
  if (iterable === undefined || iterable === null) return set;
  const adder = set.add;
  if (!$isCallable(adder)) {
    throw $typeError(`'${$text(adder)}' returned for property 'add' of object '${$text(set)}' is not a function`);
  }
  AddValuesFromIterable(set, iterable, adder);
  return set;
}
