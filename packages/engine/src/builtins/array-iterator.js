/** %ArrayIteratorPrototype%.next (ECMA-262 §23.1.5.2.1) where reading the length or the element may run guest code. */
function ArrayIteratorPrototypeNext() {
  const o = $arrayIteratorTarget(this);
  const index = $arrayIteratorIndex(this);
  try {
    if (index < $toLength(+o.length)) {
      $arrayIteratorMove(this, index + 1);
      const mode = $arrayIteratorMode(this);
      if (mode === 'keys') return { value: index, done: false };
      const v = o[index];
      return { value: mode === 'values' ? v : [index, v], done: false };
    }
  } catch (e) {
    $arrayIteratorFinish(this);
    throw e;
  }
  $arrayIteratorFinish(this);
  return { value: undefined, done: true };
}
