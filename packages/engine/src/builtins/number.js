// Number (ECMA-262 §21.1).

function NumberConstructor(value) {
  let n = 0;
  if (arguments.length > 0) {
    const prim = $isObject(value) ? ToPrimitive(value, 'number') : value;
    n = typeof prim === 'bigint' ? $bigintToNumber(prim) : +prim;
  }
  if (new.target === undefined) return n;
  return $numberCreate(n, PrototypeFromConstructor(new.target, '%NumberPrototype%'));
}

function NumberPrototypeToLocaleString(locales, options) {
  const x = $thisNumberValue(this, 'toLocaleString');
  return $formatNumber(x, LocaleList(locales), NumberFormatOptions(options));
}
