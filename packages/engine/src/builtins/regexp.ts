/** RegExp (ECMA-262 §22.2), with the legacy static properties and `compile` (§B.2.4). */
import { describe, messageText } from '../machine/callee-text.ts';
import type { Machine } from '../machine/machine.ts';
import { ToString } from '../objects/conversion.ts';
import { ExoticObject, isObject, type JSFunction, type JSObject } from '../objects/object.ts';
import { Attr } from '../objects/shape.ts';
import { BAIL, type Mark, symbols, type Value } from '../objects/value.ts';
import { escapeRegExp } from './regexp-escape.ts';
import {
  collectMatches,
  fastExec,
  fastMatch,
  fastReplace,
  fastSearch,
  fastSplit,
  fastTest,
  startIndex,
} from './regexp-fast.ts';
import {
  AdvanceStringIndex,
  continueExec,
  createRegExp,
  isPristine,
  isRegExp,
  isUnicode,
  type LegacyStatics,
  lastIndexOf,
  legacyStatics,
  matcherOf,
  type RegExpData,
  regexpAlloc,
  regexpInitialize,
  startExec,
} from './regexp-object.ts';
import { type BuiltinModule, constructor_, getter, intrinsic, method, type PropertySpec, value } from './spec.ts';

// ---- properties of RegExp.prototype ---------------------------------------------------------------------------------------------

/** RegExpHasFlag (§22.2.6.4.1). */
function flagGetter(name: string, flag: string): PropertySpec {
  return getter(name, {
    native: (m, self) => {
      if (isRegExp(self)) return (self.data as RegExpData).flags.includes(flag);
      if (self === m.realm.intrinsic('%RegExpPrototype%')) return undefined;
      return m.throwTypeError(`RegExp.prototype.${name} getter called on non-RegExp object`);
    },
  });
}

function source(m: Machine, self: Value): Value {
  if (isRegExp(self)) return matcherOf(self).source;
  if (self === m.realm.intrinsic('%RegExpPrototype%')) return '(?:)';
  return m.throwTypeError('RegExp.prototype.source getter called on non-RegExp object');
}

function exec(m: Machine, self: Value, a: Value): Value | Mark {
  if (!isRegExp(self))
    return m.throwTypeError(`Method RegExp.prototype.exec called on incompatible receiver ${messageText(self)}`);
  if (typeof lastIndexOf(self) !== 'number') return BAIL;
  return fastExec(m, self, ToString(m, a));
}

/** Methods that go through others of the object: native for a pristine RegExp and a text, else self-hosted. */
function test(m: Machine, self: Value, a: Value): Value | Mark {
  return isPristine(m, self) && !isObject(a) ? fastTest(m, self, ToString(m, a)) : BAIL;
}

function match(m: Machine, self: Value, a: Value): Value | Mark {
  return isPristine(m, self) && !isObject(a) ? fastMatch(m, self, ToString(m, a)) : BAIL;
}

function search(m: Machine, self: Value, a: Value): Value | Mark {
  return isPristine(m, self) && !isObject(a) ? fastSearch(m, self, ToString(m, a)) : BAIL;
}

function replace(m: Machine, self: Value, a: Value, b: Value): Value | Mark {
  if (isObject(a) || isObject(b) || !isPristine(m, self)) return BAIL;
  const text = ToString(m, a);
  return fastReplace(m, self, text, ToString(m, b));
}

function split(m: Machine, self: Value, a: Value, b: Value): Value | Mark {
  if (isObject(a) || !(b === undefined || typeof b === 'number') || !isPristine(m, self)) return BAIL;
  return fastSplit(m, self, ToString(m, a), b === undefined ? 0xffffffff : b >>> 0);
}

/** What a fast path answers; undefined where it bails. */
function orUndefined(fast: () => Value): Value {
  try {
    return fast();
  } catch (e) {
    if (e === BAIL) return undefined;
    throw e;
  }
}

function flags(m: Machine, self: Value): Value | Mark {
  return isPristine(m, self) ? (self.data as RegExpData).flags : BAIL;
}

// ---- legacy static properties ---------------------------------------------------------------------------------------------------

/** The state, if `self` is the running realm's %RegExp%. */
function staticsOf(m: Machine, self: Value, name: string): LegacyStatics {
  if (self !== m.realm.intrinsic('%RegExp%'))
    return m.throwTypeError(`RegExp.${name} getter called on non-RegExp constructor`);
  return legacyStatics(self as JSFunction);
}

function legacy(
  name: string,
  read: (s: LegacyStatics, match: NonNullable<LegacyStatics['match']>) => string,
): PropertySpec {
  return getter(name, {
    native: (m, self) => {
      const s = staticsOf(m, self, name);
      if (s.match === null) return m.throwTypeError(`RegExp.${name} is not available after a match of a subclass`);
      return read(s, s.match);
    },
  });
}

function legacyInput(name: string): PropertySpec {
  return {
    key: name,
    kind: 'accessor',
    get: {
      name: `get ${name}`,
      length: 0,
      native: (m, self) => {
        const s = staticsOf(m, self, name);
        if (s.match === null) return m.throwTypeError(`RegExp.${name} is not available after a match of a subclass`);
        return s.input;
      },
    },
    set: {
      name: `set ${name}`,
      length: 1,
      native: (m, self, a) => {
        const s = staticsOf(m, self, name);
        s.input = ToString(m, a);
        return undefined;
      },
      coerce: '- string',
    },
    attrs: Attr.Configurable,
  };
}

const paren = (i: number) => legacy(`$${i}`, (_s, match) => match.captures[i - 1] ?? '');

const LEGACY: readonly PropertySpec[] = [
  legacyInput('input'),
  legacyInput('$_'),
  ...['lastMatch', '$&'].map((name) => legacy(name, (_s, match) => match.text.slice(match.index, match.end))),
  ...['lastParen', '$+'].map((name) => legacy(name, (_s, match) => match.captures[match.captures.length - 1] ?? '')),
  ...['leftContext', '$`'].map((name) => legacy(name, (_s, match) => match.text.slice(0, match.index))),
  ...['rightContext', "$'"].map((name) => legacy(name, (_s, match) => match.text.slice(match.end))),
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map(paren),
];

// ---- iterator -------------------------------------------------------------------------------------------------------------------

/** Internal slots of a RegExp String Iterator (§22.2.9). */
export interface RegExpStringIteratorData {
  readonly regexp: JSObject;
  readonly text: string;
  readonly global: boolean;
  readonly unicode: boolean;
  done: boolean;
}

function iteratorData(v: Value): RegExpStringIteratorData {
  return (v as ExoticObject).data as RegExpStringIteratorData;
}

/** The next match where the RegExp is as built; else self-hosted. */
function iteratorNext(m: Machine, self: Value): Value | Mark {
  if (!(self instanceof ExoticObject) || self.kind !== 'RegExpStringIterator')
    return m.throwTypeError(
      `Method %RegExpStringIterator%.prototype.next called on incompatible receiver ${messageText(self)}`,
    );
  const data = iteratorData(self);
  if (data.done) return m.realm.iterResult(undefined, true);
  const { regexp, text } = data;
  if (!isPristine(m, regexp)) return BAIL;
  const array = fastExec(m, regexp, text);
  if (array === null) {
    data.done = true;
    return m.realm.iterResult(undefined, true);
  }
  if (!data.global) data.done = true;
  else if (array.elements[0] === '') regexp.slots[0] = AdvanceStringIndex(text, startIndex(regexp), data.unicode);
  m.charge(64);
  return m.realm.iterResult(array, false);
}

export const regexp: BuiltinModule = {
  objects: [
    {
      id: '%RegExp%',
      proto: '%FunctionPrototype%',
      fn: constructor_('RegExp', 2, { selfHosted: 'RegExpConstructor' }),
      properties: [
        intrinsic('prototype', '%RegExpPrototype%', Attr.None),
        ...LEGACY,
        method('escape', 1, {
          native: (m, _self, a) => {
            if (typeof a !== 'string')
              return m.throwTypeError(`Argument to RegExp.escape must be a string: ${describe(a)}`);
            m.useFuel(a.length);
            const out = escapeRegExp(a);
            m.checkStringLength(out.length);
            return out;
          },
        }),
        getter(symbols.species, { native: (_m, self) => self }),
      ],
    },
    {
      id: '%RegExpPrototype%',
      proto: '%ObjectPrototype%',
      properties: [
        intrinsic('constructor', '%RegExp%'),
        method('exec', 1, { native: exec, selfHosted: 'RegExpPrototypeExec' }),
        flagGetter('dotAll', 's'),
        getter('flags', { native: flags, selfHosted: 'RegExpPrototypeFlags' }),
        flagGetter('global', 'g'),
        flagGetter('hasIndices', 'd'),
        flagGetter('ignoreCase', 'i'),
        flagGetter('multiline', 'm'),
        getter('source', { native: source }),
        flagGetter('sticky', 'y'),
        flagGetter('unicode', 'u'),
        flagGetter('unicodeSets', 'v'),
        method('compile', 2, { selfHosted: 'RegExpPrototypeCompile' }),
        method('toString', 0, { selfHosted: 'RegExpPrototypeToString' }),
        method('test', 1, { native: test, selfHosted: 'RegExpPrototypeTest' }),
        method(symbols.match, 1, { native: match, selfHosted: 'RegExpPrototypeMatch' }, '[Symbol.match]'),
        method(symbols.matchAll, 1, { selfHosted: 'RegExpPrototypeMatchAll' }, '[Symbol.matchAll]'),
        method(symbols.replace, 2, { native: replace, selfHosted: 'RegExpPrototypeReplace' }, '[Symbol.replace]'),
        method(symbols.search, 1, { native: search, selfHosted: 'RegExpPrototypeSearch' }, '[Symbol.search]'),
        method(symbols.split, 2, { native: split, selfHosted: 'RegExpPrototypeSplit' }, '[Symbol.split]'),
      ],
    },
    {
      id: '%RegExpStringIteratorPrototype%',
      proto: '%IteratorPrototype%',
      properties: [
        method('next', 0, { native: iteratorNext, selfHosted: 'RegExpStringIteratorNext' }),
        value(symbols.toStringTag, 'RegExp String Iterator', Attr.Configurable),
      ],
    },
  ],
  globals: [intrinsic('RegExp', '%RegExp%')],
  intrinsics: {
    /** A regular expression literal (the instruction `NewRegExp`). */
    regExpCreate: (m, _self, pattern, f) => createRegExp(m, pattern as string, f as string),
    isRegExp: (_m, _self, v) => isRegExp(v),
    /** RegExpAlloc with a prototype found already. */
    regexpAlloc: (m, _self, proto, legacyEnabled) => regexpAlloc(m, proto as JSObject, legacyEnabled as boolean),
    /** RegExpInitialize but for lastIndex. */
    regexpInitialize: (m, _self, rx, pattern, f) => {
      regexpInitialize(m, rx as ExoticObject, pattern as string, f as string);
      return rx;
    },
    regexpPattern: (_m, _self, rx) => ((rx as ExoticObject).data as RegExpData).pattern as string,
    regexpFlags: (_m, _self, rx) => ((rx as ExoticObject).data as RegExpData).flags,
    /** May `compile` change it? Only what its realm's %RegExp% itself made. */
    regexpCompilable: (m, _self, rx) => {
      const data = (rx as ExoticObject).data as RegExpData;
      return data.legacy && data.home === m.realm.intrinsic('%RegExp%');
    },
    regexpIsPristine: (m, _self, rx) => isPristine(m, rx),
    /** RegExpBuiltinExec with a text and lastIndex as a length: the array, null, or a match in progress. */
    regexpBuiltinExec: (m, _self, rx, text, lastIndex) =>
      startExec(m, rx as ExoticObject, text as string, lastIndex as number),
    /** Is it a match in progress? */
    regexpIsPending: (_m, _self, v) => v instanceof ExoticObject && v.kind === 'RegExpMatch',
    /** Goes on with it: as $regexpBuiltinExec. */
    regexpContinue: (m, _self, pending) => continueExec(m, pending as ExoticObject),
    /** These do the whole of a method for a pristine RegExp; undefined for others and where it takes too many steps. */
    regexpReplace: (m, _self, rx, text, template) =>
      isPristine(m, rx) ? orUndefined(() => fastReplace(m, rx, text as string, template as string)) : undefined,
    regexpCollect: (m, _self, rx, text) =>
      isPristine(m, rx) ? orUndefined(() => collectMatches(m, rx, text as string)) : undefined,
    regexpSplit: (m, _self, rx, text, limit) =>
      isPristine(m, rx) ? orUndefined(() => fastSplit(m, rx, text as string, limit as number)) : undefined,
    /** Is `exec`, just read off `rx`, the built-in one of the running realm, and `rx` a RegExp? */
    isBuiltinExec: (m, _self, rx, f) =>
      isRegExp(rx) &&
      isObject(f) &&
      (f as JSFunction).code?.spec?.native === exec &&
      (f as JSFunction).code.realm === m.realm,
    advanceStringIndex: (_m, _self, text, index, unicode) =>
      AdvanceStringIndex(text as string, index as number, unicode as boolean),
    isUnicodeFlags: (_m, _self, f) => isUnicode(f as string),
    regexpStringIteratorRegExp: (_m, _self, it) => iteratorData(it).regexp,
    regexpStringIteratorText: (_m, _self, it) => iteratorData(it).text,
    regexpStringIteratorGlobal: (_m, _self, it) => iteratorData(it).global,
    regexpStringIteratorUnicode: (_m, _self, it) => iteratorData(it).unicode,
    regexpStringIteratorFinish: (_m, _self, it) => {
      iteratorData(it).done = true;
      return undefined;
    },
    /** CreateRegExpStringIterator (§22.2.9.1). */
    regexpStringIterator: (m, _self, rx, text, global, unicode) => {
      m.charge(100);
      const data: RegExpStringIteratorData = {
        regexp: rx as JSObject,
        text: text as string,
        global: global as boolean,
        unicode: unicode as boolean,
        done: false,
      };
      return new ExoticObject(
        m.realm.rootShape(m.realm.intrinsic('%RegExpStringIteratorPrototype%')),
        'RegExpStringIterator',
        data,
      );
    },
  },
};
