// Reading locales and format options off guest objects (ECMA-402), for what depends on the locale. Internal lists result.

function LocaleList(locales) {
  const list = $newList();
  if (locales === undefined) return list;
  if (typeof locales === 'string') {
    $push(list, locales);
    return list;
  }
  const o = $toObject(locales);
  const n = LengthOfArrayLike(o);
  for (let i = 0; i < n; i++) {
    if (i in o) {
      const tag = o[i];
      if (typeof tag !== 'string' && !$isObject(tag)) throw $typeError('Language ID should be string or object.');
      $push(list, `${tag}`);
    }
  }
  return list;
}

function ReadStringOption(list, options, name) {
  const v = options[name];
  if (v !== undefined) {
    $push(list, name);
    $push(list, `${v}`);
  }
}

function ReadNumberOption(list, options, name) {
  const v = options[name];
  if (v !== undefined) {
    $push(list, name);
    $push(list, +v);
  }
}

function ReadBooleanOption(list, options, name) {
  const v = options[name];
  if (v !== undefined) {
    $push(list, name);
    $push(list, !!v);
  }
}

function NumberFormatOptions(options) {
  const list = $newList();
  if (options === undefined) return list;
  const o = $toObject(options);
  ReadStringOption(list, o, 'localeMatcher');
  ReadStringOption(list, o, 'numberingSystem');
  ReadStringOption(list, o, 'style');
  ReadStringOption(list, o, 'currency');
  ReadStringOption(list, o, 'currencyDisplay');
  ReadStringOption(list, o, 'currencySign');
  ReadStringOption(list, o, 'unit');
  ReadStringOption(list, o, 'unitDisplay');
  ReadStringOption(list, o, 'notation');
  ReadNumberOption(list, o, 'minimumIntegerDigits');
  ReadNumberOption(list, o, 'minimumFractionDigits');
  ReadNumberOption(list, o, 'maximumFractionDigits');
  ReadNumberOption(list, o, 'minimumSignificantDigits');
  ReadNumberOption(list, o, 'maximumSignificantDigits');
  ReadNumberOption(list, o, 'roundingIncrement');
  ReadStringOption(list, o, 'roundingMode');
  ReadStringOption(list, o, 'roundingPriority');
  ReadStringOption(list, o, 'trailingZeroDisplay');
  ReadStringOption(list, o, 'compactDisplay');
  const grouping = o.useGrouping;
  if (grouping !== undefined) {
    $push(list, 'useGrouping');
    $push(list, typeof grouping === 'boolean' ? grouping : `${grouping}`);
  }
  ReadStringOption(list, o, 'signDisplay');
  return list;
}

function CollatorOptions(options) {
  const list = $newList();
  if (options === undefined) return list;
  const o = $toObject(options);
  ReadStringOption(list, o, 'usage');
  ReadStringOption(list, o, 'localeMatcher');
  ReadStringOption(list, o, 'collation');
  ReadBooleanOption(list, o, 'numeric');
  ReadStringOption(list, o, 'caseFirst');
  ReadStringOption(list, o, 'sensitivity');
  ReadBooleanOption(list, o, 'ignorePunctuation');
  return list;
}

function DateFormatOptions(options) {
  const list = $newList();
  if (options === undefined) return list;
  const o = $toObject(options);
  ReadStringOption(list, o, 'localeMatcher');
  ReadStringOption(list, o, 'calendar');
  ReadStringOption(list, o, 'numberingSystem');
  ReadBooleanOption(list, o, 'hour12');
  ReadStringOption(list, o, 'hourCycle');
  ReadStringOption(list, o, 'timeZone');
  ReadStringOption(list, o, 'weekday');
  ReadStringOption(list, o, 'era');
  ReadStringOption(list, o, 'year');
  ReadStringOption(list, o, 'month');
  ReadStringOption(list, o, 'day');
  ReadStringOption(list, o, 'dayPeriod');
  ReadStringOption(list, o, 'hour');
  ReadStringOption(list, o, 'minute');
  ReadStringOption(list, o, 'second');
  ReadNumberOption(list, o, 'fractionalSecondDigits');
  ReadStringOption(list, o, 'timeZoneName');
  ReadStringOption(list, o, 'formatMatcher');
  ReadStringOption(list, o, 'dateStyle');
  ReadStringOption(list, o, 'timeStyle');
  return list;
}
