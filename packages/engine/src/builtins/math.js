// Math (ECMA-262 §21.3): what iterates.

function MathSumPrecise(items) {
  const numbers = $newList();
  for (const v of items) {
    if (typeof v !== 'number') throw $typeError(`${$describe(v)} is not a number`);
    $push(numbers, v);
  }
  return $sumPrecise(numbers);
}
