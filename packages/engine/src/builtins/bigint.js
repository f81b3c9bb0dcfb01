// BigInt (ECMA-262 §21.2).

function BigIntConstructor(value) {
  if (new.target !== undefined) throw $typeError('BigInt is not a constructor');
  return $toBigIntFromPrimitive($isObject(value) ? ToPrimitive(value, 'number') : value);
}

function BigIntPrototypeToLocaleString(locales, options) {
  const n = $thisBigIntValue(this, 'toLocaleString');
  return $formatNumber(n, LocaleList(locales), NumberFormatOptions(options));
}
