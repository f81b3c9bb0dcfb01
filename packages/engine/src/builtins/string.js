// String (ECMA-262 §22.1).

function StringConstructor(value) {
  let s = '';
  if (arguments.length > 0) {
    if (new.target === undefined && typeof value === 'symbol') return $symbolDescriptiveString(value);
    s = `${value}`;
  }
  if (new.target === undefined) return s;
  return $stringCreate(s, PrototypeFromConstructor(new.target, '%StringPrototype%'));
}

function StringFromCodePoint() {
  let s = '';
  for (let i = 0; i < arguments.length; i++) s = $append(s, $codePoint(+arguments[i]));
  return s;
}

function StringRaw(template) {
  const cooked = $toObject(template);
  const literals = $toObject(cooked.raw);
  const count = LengthOfArrayLike(literals);
  let s = '';
  for (let i = 0; i < count; i++) {
    s = $append(s, `${literals[i]}`);
    if (i + 1 < count && i + 1 < arguments.length) s = $append(s, `${arguments[i + 1]}`);
  }
  return s;
}

/** Steps 1 and 2 of most methods. */
function ThisText(self, name) {
  if (self === undefined || self === null) throw $typeError(`String.prototype.${name} called on null or undefined`);
  return `${self}`;
}

/** IsRegExp (ECMA-262 §7.2.8). */
function IsRegExp(v) {
  if (!$isObject(v)) return false;
  const matcher = v[$wellKnown('match')];
  if (matcher !== undefined) return !!matcher;
  return $kind(v) === 'RegExp';
}

/** A search text that must be no regular expression. */
function SearchText(v, name) {
  if (IsRegExp(v)) throw $typeError(`First argument to String.prototype.${name} must not be a regular expression`);
  return `${v}`;
}

function StringPrototypeIncludes(searchString, position) {
  const s = ThisText(this, 'includes');
  const what = SearchText(searchString, 'includes');
  return $stringIncludes(s, what, +position);
}

function StringPrototypeStartsWith(searchString, position) {
  const s = ThisText(this, 'startsWith');
  const what = SearchText(searchString, 'startsWith');
  return $stringStartsWith(s, what, +position);
}

function StringPrototypeEndsWith(searchString, endPosition) {
  const s = ThisText(this, 'endsWith');
  const what = SearchText(searchString, 'endsWith');
  return $stringEndsWith(s, what, endPosition === undefined ? undefined : +endPosition);
}

function StringPad(self, maxLength, fillString, name) {
  const s = ThisText(self, name);
  const length = $toLength(+maxLength);
  if (length <= s.length) return s;
  const filler = fillString === undefined ? ' ' : `${fillString}`;
  if (filler === '') return s;
  return $stringPad(s, length, filler, name === 'padEnd');
}

function StringPrototypePadEnd(maxLength, fillString) {
  return StringPad(this, maxLength, fillString, 'padEnd');
}

function StringPrototypePadStart(maxLength, fillString) {
  return StringPad(this, maxLength, fillString, 'padStart');
}

function StringPrototypeLocaleCompare(that, locales, options) {
  const s = ThisText(this, 'localeCompare');
  const t = `${that}`;
  const names = LocaleList(locales);
  return $localeCompare(s, t, names, CollatorOptions(options));
}

function StringPrototypeToLocaleLowerCase(locales) {
  const s = ThisText(this, 'toLocaleLowerCase');
  return $localeCase(s, false, LocaleList(locales));
}

function StringPrototypeToLocaleUpperCase(locales) {
  const s = ThisText(this, 'toLocaleUpperCase');
  return $localeCase(s, true, LocaleList(locales));
}

// ---- methods that defer to their argument ------------------------------------------------------

function RequireObjectCoercible(self, name) {
  if (self === undefined || self === null) throw $typeError(`String.prototype.${name} called on null or undefined`);
}

function StringPrototypeMatch(regexp) {
  RequireObjectCoercible(this, 'match');
  if ($isObject(regexp)) {
    const matcher = GetMethod(regexp, $wellKnown('match'));
    if (matcher !== undefined) return $call(matcher, regexp, this);
  }
  const s = `${this}`;
  const rx = RegExpCreate(regexp, undefined);
  return rx[$wellKnown('match')](s);
}

function StringPrototypeMatchAll(regexp) {
  RequireObjectCoercible(this, 'matchAll');
  if ($isObject(regexp)) {
    if (IsRegExp(regexp)) RequireGlobal(regexp, 'matchAll');
    const matcher = GetMethod(regexp, $wellKnown('matchAll'));
    if (matcher !== undefined) return $call(matcher, regexp, this);
  }
  const s = `${this}`;
  const rx = RegExpCreate(regexp, 'g');
  return rx[$wellKnown('matchAll')](s);
}

/** A regular expression that would find one match only, given to a method for all of them. */
function RequireGlobal(regexp, name) {
  const flags = regexp.flags;
  if (flags === undefined || flags === null) throw $typeError(`String.prototype.${name} called on null or undefined`);
  if (!$stringIncludes(`${flags}`, 'g', 0)) {
    throw $typeError(`String.prototype.${name} called with a non-global RegExp argument`);
  }
}

function StringPrototypeSearch(regexp) {
  RequireObjectCoercible(this, 'search');
  if ($isObject(regexp)) {
    const searcher = GetMethod(regexp, $wellKnown('search'));
    if (searcher !== undefined) return $call(searcher, regexp, this);
  }
  const s = `${this}`;
  const rx = RegExpCreate(regexp, undefined);
  return rx[$wellKnown('search')](s);
}

function StringPrototypeSplit(separator, limit) {
  RequireObjectCoercible(this, 'split');
  if ($isObject(separator)) {
    const splitter = GetMethod(separator, $wellKnown('split'));
    if (splitter !== undefined) return $call(splitter, separator, this, limit);
  }
  const s = `${this}`;
  const lim = limit === undefined ? 4294967295 : +limit >>> 0;
  const text = `${separator}`;
  return $splitText(s, separator === undefined ? undefined : text, lim);
}

function StringPrototypeReplace(searchValue, replaceValue) {
  RequireObjectCoercible(this, 'replace');
  if ($isObject(searchValue)) {
    const replacer = GetMethod(searchValue, $wellKnown('replace'));
    if (replacer !== undefined) return $call(replacer, searchValue, this, replaceValue);
  }
  const s = `${this}`;
  const what = `${searchValue}`;
  if (!$isCallable(replaceValue)) return $replaceText(s, what, `${replaceValue}`, false);
  const position = $stringIndexOf(s, what, 0);
  if (position < 0) return s;
  const replacement = `${$call(replaceValue, undefined, what, position, s)}`;
  return $append($append($substring(s, 0, position), replacement), $substring(s, position + what.length, s.length));
}

function StringPrototypeReplaceAll(searchValue, replaceValue) {
  RequireObjectCoercible(this, 'replaceAll');
  if ($isObject(searchValue)) {
    if (IsRegExp(searchValue)) RequireGlobal(searchValue, 'replaceAll');
    const replacer = GetMethod(searchValue, $wellKnown('replace'));
    if (replacer !== undefined) return $call(replacer, searchValue, this, replaceValue);
  }
  const s = `${this}`;
  const what = `${searchValue}`;
  if (!$isCallable(replaceValue)) return $replaceText(s, what, `${replaceValue}`, true);
  const step = what.length > 1 ? what.length : 1;
  let result = '';
  let end = 0;
  let position = $stringIndexOf(s, what, 0);
  while (position >= 0) {
    const replacement = `${$call(replaceValue, undefined, what, position, s)}`;
    result = $append($append(result, $substring(s, end, position)), replacement);
    end = position + what.length;
    if (position + step > s.length) break;
    position = $stringIndexOf(s, what, position + step);
  }
  return end < s.length ? $append(result, $substring(s, end, s.length)) : result;
}
