// RegExp (ECMA-262 §22.2).

function RegExpConstructor(pattern, flags) {
  const patternIsRegExp = IsRegExp(pattern);
  const home = $intrinsic('%RegExp%');
  let newTarget = new.target;
  if (newTarget === undefined) {
    newTarget = home;
    if (patternIsRegExp && flags === undefined && pattern.constructor === newTarget) return pattern;
  }
  let p = pattern;
  let f = flags;
  if ($isRegExp(pattern)) {
    p = $regexpPattern(pattern);
    if (flags === undefined) f = $regexpFlags(pattern);
  } else if (patternIsRegExp) {
    p = pattern.source;
    if (flags === undefined) f = pattern.flags;
  }
  const rx = $regexpAlloc(PrototypeFromConstructor(newTarget, '%RegExpPrototype%'), newTarget === home);
  return RegExpInitialize(rx, p, f);
}

/** RegExpInitialize (ECMA-262 §22.2.3.3). */
function RegExpInitialize(rx, pattern, flags) {
  const p = pattern === undefined ? '' : `${pattern}`;
  const f = flags === undefined ? '' : `${flags}`;
  $regexpInitialize(rx, p, f);
  rx.lastIndex = 0;
  return rx;
}

/** RegExpCreate (ECMA-262 §22.2.3.1). */
function RegExpCreate(pattern, flags) {
  return RegExpInitialize($regexpAlloc($intrinsic('%RegExpPrototype%'), true), pattern, flags);
}

/** `shown`: what V8 says that the method is called on. */
function ThisRegExp(self, name, shown) {
  if (!$isObject(self)) {
    throw $typeError(`Method RegExp.prototype.${name} called on incompatible receiver ${$text(shown)}`);
  }
}

/** RegExpExec (ECMA-262 §22.2.7.1). */
function RegExpExec(rx, s) {
  const exec = rx.exec;
  if ($isBuiltinExec(rx, exec)) return RegExpBuiltinExec(rx, s);
  if ($isCallable(exec)) {
    const result = $call(exec, rx, s);
    if (result !== null && !$isObject(result)) {
      throw $typeError('RegExp exec method returned something other than an Object or null');
    }
    return result;
  }
  if (!$isRegExp(rx)) throw $typeError(`Method RegExp.prototype.exec called on incompatible receiver ${$text(rx)}`);
  return RegExpBuiltinExec(rx, s);
}

/** RegExpBuiltinExec (ECMA-262 §22.2.7.2). */
function RegExpBuiltinExec(rx, s) {
  let result = $regexpBuiltinExec(rx, s, $toLength(+rx.lastIndex));
  while ($regexpIsPending(result)) result = $regexpContinue(result);
  return result;
}

function RegExpPrototypeExec(string) {
  return RegExpBuiltinExec(this, `${string}`);
}

function RegExpPrototypeTest(string) {
  ThisRegExp(this, 'test', undefined);
  return RegExpExec(this, `${string}`) !== null;
}

function RegExpPrototypeToString() {
  ThisRegExp(this, 'toString', this);
  const pattern = `${this.source}`;
  return `/${pattern}/${this.flags}`;
}

function RegExpPrototypeFlags() {
  if (!$isObject(this)) throw $typeError(`RegExp.prototype.flags getter called on non-object ${$describe(this)}`);
  let flags = '';
  if (this.hasIndices) flags += 'd';
  if (this.global) flags += 'g';
  if (this.ignoreCase) flags += 'i';
  if (this.multiline) flags += 'm';
  if (this.dotAll) flags += 's';
  if (this.unicode) flags += 'u';
  if (this.unicodeSets) flags += 'v';
  if (this.sticky) flags += 'y';
  return flags;
}

function RegExpPrototypeCompile(pattern, flags) {
  if (!$isRegExp(this)) {
    throw $typeError(`Method RegExp.prototype.compile called on incompatible receiver ${$text(this)}`);
  }
  if (!$regexpCompilable(this))
    throw $typeError('RegExp.prototype.compile called on a RegExp of a subclass or another realm');
  if ($isRegExp(pattern)) {
    if (flags !== undefined) throw $typeError('Invalid flags supplied to RegExp constructor');
    return RegExpInitialize(this, $regexpPattern(pattern), $regexpFlags(pattern));
  }
  return RegExpInitialize(this, pattern, flags);
}

function RegExpPrototypeMatch(string) {
  ThisRegExp(this, '@@match', this);
  const s = `${string}`;
  const flags = `${this.flags}`;
  if (!$stringIncludes(flags, 'g', 0)) return RegExpExec(this, s);
  const unicode = $isUnicodeFlags(flags);
  this.lastIndex = 0;
  const found = $newList();
  for (;;) {
    const result = RegExpExec(this, s);
    if (result === null) return found.length === 0 ? null : found;
    const text = `${result[0]}`;
    $push(found, text);
    if (text === '') this.lastIndex = $advanceStringIndex(s, $toLength(+this.lastIndex), unicode);
  }
}

function RegExpPrototypeMatchAll(string) {
  ThisRegExp(this, '@@matchAll', this);
  const s = `${string}`;
  const C = SpeciesConstructor(this, '%RegExp%');
  const flags = `${this.flags}`;
  const matcher = $construct(C, [this, flags], C);
  matcher.lastIndex = $toLength(+this.lastIndex);
  return $regexpStringIterator(matcher, s, $stringIncludes(flags, 'g', 0), $isUnicodeFlags(flags));
}

function RegExpStringIteratorNext() {
  const rx = $regexpStringIteratorRegExp(this);
  const s = $regexpStringIteratorText(this);
  const result = RegExpExec(rx, s);
  if (result === null) {
    $regexpStringIteratorFinish(this);
    return CreateIterResult(undefined, true);
  }
  if (!$regexpStringIteratorGlobal(this)) $regexpStringIteratorFinish(this);
  else if (`${result[0]}` === '') {
    rx.lastIndex = $advanceStringIndex(s, $toLength(+rx.lastIndex), $regexpStringIteratorUnicode(this));
  }
  return CreateIterResult(result, false);
}

function RegExpPrototypeSearch(string) {
  ThisRegExp(this, '@@search', this);
  const s = `${string}`;
  const previous = this.lastIndex;
  if (!$sameValue(previous, 0)) this.lastIndex = 0;
  const result = RegExpExec(this, s);
  if (!$sameValue(this.lastIndex, previous)) this.lastIndex = previous;
  return result === null ? -1 : result.index;
}

function RegExpPrototypeReplace(string, replaceValue) {
  ThisRegExp(this, '@@replace', undefined);
  const rx = this;
  const s = `${string}`;
  const functional = $isCallable(replaceValue);
  let template;
  if (functional) {
    const found = $regexpCollect(rx, s);
    if (found !== undefined) return ReplaceCollected(s, found, replaceValue);
  } else {
    template = `${replaceValue}`;
    const replaced = $regexpReplace(rx, s, template);
    if (replaced !== undefined) return replaced;
  }
  const flags = `${rx.flags}`;
  const global = $stringIncludes(flags, 'g', 0);
  const unicode = $isUnicodeFlags(flags);
  if (global) rx.lastIndex = 0;
  const results = $newList();
  for (;;) {
    const result = RegExpExec(rx, s);
    if (result === null) break;
    $push(results, result);
    if (!global) break;
    if (`${result[0]}` === '') rx.lastIndex = $advanceStringIndex(s, $toLength(+rx.lastIndex), unicode);
  }
  let out = '';
  let end = 0;
  for (let i = 0; i < results.length; i++) {
    const result = results[i];
    const length = LengthOfArrayLike(result);
    const matched = `${result[0]}`;
    let position = $toIntegerOrInfinity(+result.index);
    if (position > s.length) position = s.length;
    else if (position < 0) position = 0;
    const captures = $newList();
    for (let n = 1; n < length; n++) {
      const capture = result[n];
      $push(captures, capture === undefined ? undefined : `${capture}`);
    }
    let named = result.groups;
    let replacement;
    if (functional) {
      const args = $newList();
      $push(args, matched);
      for (let n = 0; n < captures.length; n++) $push(args, captures[n]);
      $push(args, position);
      $push(args, s);
      if (named !== undefined) $push(args, named);
      replacement = `${$apply(replaceValue, undefined, args)}`;
    } else {
      if (named !== undefined) named = $toObject(named);
      replacement = GetSubstitution(matched, s, position, captures, named, template);
    }
    if (position >= end) {
      out = $append($append(out, $substring(s, end, position)), replacement);
      end = position + matched.length;
    }
  }
  return end >= s.length ? out : $append(out, $substring(s, end, s.length));
}

/** The rest of [Symbol.replace] with a function where all matches are there: position, length, arguments of each. */
function ReplaceCollected(s, found, replaceValue) {
  let out = '';
  let end = 0;
  const n = found.length;
  for (let i = 0; i < n; i += 3) {
    const position = found[i];
    const replacement = `${$apply(replaceValue, undefined, found[i + 2])}`;
    out = $append($append(out, $substring(s, end, position)), replacement);
    end = position + found[i + 1];
  }
  if (n === 0) return s;
  return end >= s.length ? out : $append(out, $substring(s, end, s.length));
}

/** GetSubstitution (ECMA-262 §22.1.3.19.1). */
function GetSubstitution(matched, s, position, captures, named, template) {
  if (named === undefined) return $getSubstitution(matched, s, position, captures, template);
  const pieces = $namedPieces(template);
  let out = '';
  for (let i = 0; i < pieces.length; i++) {
    if (i % 2 === 0) out = $append(out, $getSubstitution(matched, s, position, captures, pieces[i]));
    else {
      const capture = named[pieces[i]];
      if (capture !== undefined) out = $append(out, `${capture}`);
    }
  }
  return out;
}

function RegExpPrototypeSplit(string, limit) {
  ThisRegExp(this, '@@split', this);
  const rx = this;
  const s = `${string}`;
  const C = SpeciesConstructor(rx, '%RegExp%');
  const flags = `${rx.flags}`;
  const unicode = $isUnicodeFlags(flags);
  const splitter = $construct(C, [rx, $stringIncludes(flags, 'y', 0) ? flags : `${flags}y`], C);
  const parts = $newList();
  const lim = limit === undefined ? 4294967295 : +limit >>> 0;
  if (lim === 0) return parts;
  if (s === '') {
    if (RegExpExec(splitter, s) === null) $push(parts, s);
    return parts;
  }
  let start = 0;
  let at = 0;
  while (at < s.length) {
    splitter.lastIndex = at;
    const result = RegExpExec(splitter, s);
    if (result === null) {
      at = $advanceStringIndex(s, at, unicode);
      continue;
    }
    let end = $toLength(+splitter.lastIndex);
    if (end > s.length) end = s.length;
    if (end === start) {
      at = $advanceStringIndex(s, at, unicode);
      continue;
    }
    $push(parts, $substring(s, start, at));
    if (parts.length === lim) return parts;
    start = end;
    const length = LengthOfArrayLike(result);
    for (let i = 1; i < length; i++) {
      $push(parts, result[i]);
      if (parts.length === lim) return parts;
    }
    at = start;
  }
  $push(parts, $substring(s, start, s.length));
  return parts;
}
