// Date (ECMA-262 §21.4).

function DateConstructor() {
  if (new.target === undefined) return $dateToString($dateNow());
  let time;
  const count = arguments.length;
  if (count === 0) time = $dateNow();
  else if (count === 1) {
    const value = arguments[0];
    if ($isDate(value)) time = $dateValue(value);
    else {
      const prim = ToPrimitive(value, 'default');
      time = typeof prim === 'string' ? $dateParse(prim) : +prim;
    }
  } else {
    const list = $newList();
    for (let i = 0; i < count && i < 7; i++) $push(list, +arguments[i]);
    time = $dateOfLocal(list);
  }
  return $dateCreate(time, PrototypeFromConstructor(new.target, '%DatePrototype%'));
}

// Setters: the time value is read before the arguments are converted, and all of them are converted.

function DateSet(d, args, count, name) {
  const t = $dateValue(d);
  const list = $newList();
  for (let i = 0; i < count && i < args.length; i++) $push(list, +args[i]);
  return $dateSet(d, t, name, list);
}

function DatePrototypeSetDate() {
  return DateSet(this, arguments, 1, 'Date');
}
function DatePrototypeSetFullYear() {
  return DateSet(this, arguments, 3, 'FullYear');
}
function DatePrototypeSetHours() {
  return DateSet(this, arguments, 4, 'Hours');
}
function DatePrototypeSetMilliseconds() {
  return DateSet(this, arguments, 1, 'Milliseconds');
}
function DatePrototypeSetMinutes() {
  return DateSet(this, arguments, 3, 'Minutes');
}
function DatePrototypeSetMonth() {
  return DateSet(this, arguments, 2, 'Month');
}
function DatePrototypeSetSeconds() {
  return DateSet(this, arguments, 2, 'Seconds');
}
function DatePrototypeSetUTCDate() {
  return DateSet(this, arguments, 1, 'UTCDate');
}
function DatePrototypeSetUTCFullYear() {
  return DateSet(this, arguments, 3, 'UTCFullYear');
}
function DatePrototypeSetUTCHours() {
  return DateSet(this, arguments, 4, 'UTCHours');
}
function DatePrototypeSetUTCMilliseconds() {
  return DateSet(this, arguments, 1, 'UTCMilliseconds');
}
function DatePrototypeSetUTCMinutes() {
  return DateSet(this, arguments, 3, 'UTCMinutes');
}
function DatePrototypeSetUTCMonth() {
  return DateSet(this, arguments, 2, 'UTCMonth');
}
function DatePrototypeSetUTCSeconds() {
  return DateSet(this, arguments, 2, 'UTCSeconds');
}

function DatePrototypeSetYear(year) {
  const t = $dateValue(this);
  return $dateSetYear(this, t, +year);
}

function DateToLocale(d, fields, locales, options) {
  const t = $dateValue(d);
  const names = LocaleList(locales);
  const list = DateFormatOptions(options);
  return t !== t ? 'Invalid Date' : $formatDate(t, fields, names, list);
}

function DatePrototypeToLocaleString(locales, options) {
  return DateToLocale(this, 'any', locales, options);
}
function DatePrototypeToLocaleDateString(locales, options) {
  return DateToLocale(this, 'date', locales, options);
}
function DatePrototypeToLocaleTimeString(locales, options) {
  return DateToLocale(this, 'time', locales, options);
}

function DatePrototypeToJSON(key) {
  const o = $toObject(this);
  const tv = ToPrimitive(o, 'number');
  if (typeof tv === 'number' && (tv !== tv || tv === Infinity || tv === -Infinity)) return null;
  const toISOString = o.toISOString;
  if (!$isCallable(toISOString)) throw $typeError('toISOString is not a function');
  return $call(toISOString, o);
}

function DatePrototypeToPrimitive(hint) {
  if (!$isObject(this)) {
    throw $typeError(`Method Date.prototype [ @@toPrimitive ] called on incompatible receiver ${$describe(this)}`);
  }
  if (hint === 'string' || hint === 'default') return OrdinaryToPrimitive(this, 'string');
  if (hint === 'number') return OrdinaryToPrimitive(this, 'number');
  throw $typeError(`Invalid hint: ${$text(hint)}`);
}
