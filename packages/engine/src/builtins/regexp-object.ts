/** RegExp objects and matching with them, as leaves: RegExpAlloc, RegExpInitialize and RegExpBuiltinExec (ECMA-262 §22.2.3, §22.2.7). */
import type { Realm } from '../agent/realm.ts';
import type { Machine } from '../machine/machine.ts';
import {
  Accessor,
  ExoticObject,
  type JSArray,
  JSFunction,
  type JSObject,
  Lazy,
  type PlainObject,
  type Slot,
} from '../objects/object.ts';
import { defineData, getSlot, rawSlot, setSlot } from '../objects/property.ts';
import { Attr, type Shape } from '../objects/shape.ts';
import { BAIL, keyOfString, type PropertyKey, symbols, type Value } from '../objects/value.ts';
import {
  hostSteps,
  type Match,
  type MatchIndices,
  type MatchState,
  Meter,
  matcherFor,
  orderedFlags,
  PatternError,
  PENDING,
  type RegExpMatcher,
  TOO_DEEP,
} from './regexp-matcher.ts';
import { detached } from './text.ts';

/** Internal slots of a RegExp. Its `lastIndex` is property 0 of each. */
export class RegExpData {
  /** [[OriginalSource]]; null until initialised. */
  pattern: string | null = null;
  /** [[OriginalFlags]], in the order of the alphabet. */
  flags = '';
  /** %RegExp% of [[Realm]]. */
  readonly home: JSFunction;
  /** [[LegacyFeaturesEnabled]]: matches show in `RegExp.$1` and its like. */
  readonly legacy: boolean;
  /** What `pattern` and `flags` say, ready to match: a cache, which no walk over the heap and no saved state sees. */
  #matcher: RegExpMatcher | null = null;

  constructor(home: JSFunction, legacy: boolean) {
    this.home = home;
    this.legacy = legacy;
  }

  get matcher(): RegExpMatcher {
    this.#matcher ??= matcherFor(this.pattern as string, this.flags);
    return this.#matcher;
  }

  /** @throws {PatternError} where the pattern is malformed; nothing is changed then. `flags` are valid and in order. */
  set(pattern: string, flags: string): void {
    this.#matcher = matcherFor(pattern, flags);
    this.pattern = pattern;
    this.flags = flags;
  }
}

/** The state behind the legacy static properties of a realm's %RegExp%, which is its one capture. */
export interface LegacyStatics {
  input: string;
  /** Null where the last match was of a RegExp without legacy features: reading throws then. */
  match: {
    readonly text: string;
    readonly index: number;
    readonly end: number;
    readonly captures: readonly string[];
  } | null;
}

export function isRegExp(v: unknown): v is ExoticObject {
  return v instanceof ExoticObject && v.kind === 'RegExp';
}

function initialShape(m: Machine, proto: JSObject): Shape {
  return m.realm.rootShape(proto).add('lastIndex', Attr.Writable);
}

/** RegExpAlloc (§22.2.3.2). */
export function regexpAlloc(m: Machine, proto: JSObject, legacy: boolean): ExoticObject {
  m.charge(140);
  const data = new RegExpData(m.realm.intrinsic('%RegExp%') as JSFunction, legacy);
  const rx = new ExoticObject(initialShape(m, proto), 'RegExp', data);
  rx.slots = [0];
  return rx;
}

/** What a character of a pattern takes while it is compiled, which cannot be interrupted, and in steps. */
const PATTERN_BYTES = 320;
const PATTERN_STEPS = 16;
const LONG_PATTERN = 1000;

/** RegExpInitialize (§22.2.3.3) but for lastIndex: a SyntaxError where the flags or the pattern are wrong. */
export function regexpInitialize(m: Machine, rx: ExoticObject, pattern: string, flags: string): void {
  const ordered = orderedFlags(flags);
  if (ordered === undefined) throw m.throwSyntaxError(`Invalid flags supplied to RegExp constructor '${flags}'`);
  m.charge(pattern.length * PATTERN_BYTES);
  m.useFuel(pattern.length * PATTERN_STEPS);
  if (pattern.length > LONG_PATTERN) m.mindTime();
  try {
    (rx.data as RegExpData).set(pattern, ordered);
  } catch (e) {
    if (e instanceof PatternError) m.throwSyntaxError(e.message);
    throw e;
  }
}

/** A RegExp of the running realm, as a literal makes it (RegExpCreate, §22.2.3.1). */
export function createRegExp(m: Machine, pattern: string, flags: string): ExoticObject {
  const rx = regexpAlloc(m, m.realm.intrinsic('%RegExpPrototype%'), true);
  regexpInitialize(m, rx, pattern, flags);
  return rx;
}

export function matcherOf(rx: ExoticObject): RegExpMatcher {
  return (rx.data as RegExpData).matcher;
}

export function lastIndexOf(rx: ExoticObject): Slot {
  return getSlot(rx, 0);
}

/** Set(R, "lastIndex", n, true). */
export function setLastIndex(m: Machine, rx: ExoticObject, n: number): void {
  if (((rx.shape.table.attrs[0] as number) & Attr.Writable) === 0)
    m.throwTypeError("Cannot assign to read only property 'lastIndex' of object '[object RegExp]'");
  setSlot(rx, 0, n);
}

/** AdvanceStringIndex (§22.2.7.3). */
export function AdvanceStringIndex(text: string, index: number, unicode: boolean): number {
  if (!unicode || index + 1 >= text.length) return index + 1;
  const c = text.charCodeAt(index);
  if (c < 0xd800 || c > 0xdbff) return index + 1;
  const low = text.charCodeAt(index + 1);
  return low >= 0xdc00 && low <= 0xdfff ? index + 2 : index + 1;
}

export function isUnicode(flags: string): boolean {
  return flags.includes('u') || flags.includes('v');
}

export function matchEnd(match: Match): number {
  return match.index + (match[0] as string).length;
}

/** Steps of matching that a native may take on a text. What takes more is left to self-hosted code, which goes on slice by slice. */
export function meterFor(text: string): Meter {
  return new Meter(Math.min(LEAST_STEPS + STEPS_PER_CHARACTER * text.length, MOST_STEPS));
}

const LEAST_STEPS = 100_000;
const STEPS_PER_CHARACTER = 16;
const MOST_STEPS = 1 << 20;

/**
 * Looks for a match from `from` on and charges for it.
 * @throws BAIL where the meter runs out
 */
export function findMatch(m: Machine, matcher: RegExpMatcher, text: string, from: number, meter: Meter): Match | null {
  const before = meter.left;
  const attempt = matcher.exec(text, from, meter);
  m.useFuel(before - meter.left);
  if (attempt === TOO_DEEP) return tooDeep(m);
  if (attempt === PENDING || meter.left < 0) throw BAIL;
  return attempt;
}

function tooDeep(m: Machine): never {
  return m.throwRangeError('Maximum call stack size exceeded');
}

/** Shows a match in the legacy static properties. */
export function recordLegacy(m: Machine, data: RegExpData, text: string, match: Match): void {
  const home = data.home;
  if (home !== m.realm.intrinsic('%RegExp%')) return;
  const statics = legacyStatics(home);
  if (!data.legacy) {
    statics.match = null;
    return;
  }
  let captures = NO_CAPTURES;
  if (match.length > 1) {
    const list: string[] = [];
    for (let i = 1; i < match.length; i++) list.push(match[i] ?? '');
    captures = list;
  }
  statics.input = text;
  statics.match = { text, index: match.index, end: matchEnd(match), captures };
}

const NO_CAPTURES: readonly string[] = [];

/** State of the legacy static properties of a realm's %RegExp%. */
export function legacyStatics(home: JSFunction): LegacyStatics {
  if (home.captures.length === 0)
    home.captures = [
      { input: '', match: { text: '', index: 0, end: 0, captures: NO_CAPTURES } } satisfies LegacyStatics,
    ];
  return home.captures[0] as LegacyStatics;
}

/**
 * RegExpBuiltinExec (§22.2.7.2) with lastIndex read and converted already: a match, or null, lastIndex moved.
 * @throws BAIL where it takes too many steps; nothing is changed then
 */
export function builtinExec(m: Machine, rx: ExoticObject, text: string, lastIndex: number): Match | null {
  const from = startOf(rx, lastIndex);
  return finish(m, rx, text, from > text.length ? null : findMatch(m, matcherOf(rx), text, from, meterFor(text)));
}

function isMoving(flags: string): boolean {
  return flags.includes('g') || flags.includes('y');
}

function startOf(rx: ExoticObject, lastIndex: number): number {
  return isMoving((rx.data as RegExpData).flags) ? lastIndex : 0;
}

/** What RegExpBuiltinExec does once the match is decided. */
function finish(m: Machine, rx: ExoticObject, text: string, match: Match | null): Match | null {
  const data = rx.data as RegExpData;
  if (match !== null) recordLegacy(m, data, text, match);
  if (isMoving(data.flags)) setLastIndex(m, rx, match === null ? 0 : matchEnd(match));
  return match;
}

/** A match in progress: what `$regexpContinue` goes on with. All of it can be saved; the matcher is made again from the pattern. */
export interface PendingMatch {
  readonly regexp: ExoticObject;
  readonly pattern: string;
  readonly flags: string;
  readonly text: string;
  readonly state: MatchState;
}

/** Steps between two instructions of the program that waits for the match. */
const SLICE = 10_000;

/** RegExpBuiltinExec in slices: the array, null, or a 'RegExpMatch' for `continueExec`. */
export function startExec(m: Machine, rx: ExoticObject, text: string, lastIndex: number): Value {
  const from = startOf(rx, lastIndex);
  if (from > text.length) return answer(m, rx, text, null);
  const matcher = matcherOf(rx);
  const match = matcher.byHost(text, from);
  if (match !== undefined) {
    m.useFuel(hostSteps(text, from, match));
    return answer(m, rx, text, match);
  }
  const { pattern, flags } = rx.data as RegExpData;
  const pending: PendingMatch = {
    regexp: rx,
    pattern: pattern as string,
    flags,
    text,
    state: matcher.begin(text, from),
  };
  const result = advance(m, pending);
  return result === undefined ? new ExoticObject(m.realm.rootShape(null), 'RegExpMatch', pending) : result;
}

function answer(m: Machine, rx: ExoticObject, text: string, match: Match | null): Value {
  return finish(m, rx, text, match) === null ? null : matchArray(m, text, match as Match);
}

/** A slice: the answer, or undefined where there is none yet. */
function advance(m: Machine, { regexp, pattern, flags, text, state }: PendingMatch): Value {
  const stackBefore = state.stack.length;
  const attempt = matcherFor(pattern, flags).resume(state, text, SLICE);
  m.useFuel(SLICE - state.left);
  if (attempt === TOO_DEEP) return tooDeep(m);
  if (attempt === PENDING) {
    m.charge(4 * (state.stack.length - stackBefore));
    return undefined;
  }
  return answer(m, regexp, text, attempt);
}

/** One more slice of a 'RegExpMatch': as `startExec`. */
export function continueExec(m: Machine, match: ExoticObject): Value {
  const result = advance(m, match.data as PendingMatch);
  return result === undefined ? match : result;
}
/** The array that `exec` answers with (§22.2.7.2 from step 20 on). */
export function matchArray(m: Machine, text: string, match: Match): JSArray {
  const { realm } = m;
  const n = match.length;
  m.charge(120 + 8 * n);
  const elements: Slot[] = [];
  for (let i = 0; i < n; i++) {
    const part = match[i];
    elements.push(part === undefined ? undefined : detached(m, part, text.length));
  }
  const array = realm.newArray(elements);
  array.shape = array.shape.add('index', Attr.Default).add('input', Attr.Default).add('groups', Attr.Default);
  array.slots = [
    match.index,
    text,
    match.groups === undefined ? undefined : groupsObject(m, match.groups, text.length),
  ];
  if (match.indices !== undefined) defineData(array, 'indices', indicesArray(m, match.indices, match.groups));
  return array;
}

/** The `groups` object of a match. */
export function groupsObject(m: Machine, groups: NonNullable<Match['groups']>, whole: number): PlainObject {
  const o = m.realm.newObject(null);
  for (const name of Object.keys(groups)) {
    const part = groups[name];
    m.charge(32);
    defineData(o, keyOfString(name), part === undefined ? undefined : detached(m, part, whole));
  }
  return o;
}

function pair(m: Machine, span: readonly [number, number] | undefined): Value {
  if (span === undefined) return undefined;
  m.charge(64);
  return m.realm.newArray([span[0], span[1]]);
}

/** MakeMatchIndicesIndexPairArray (§22.2.7.8). */
function indicesArray(m: Machine, indices: MatchIndices, groups: Match['groups']): JSArray {
  const elements: Slot[] = [];
  for (let i = 0; i < indices.length; i++) elements.push(pair(m, indices[i]));
  const array = m.realm.newArray(elements);
  let named: Value;
  if (groups !== undefined) {
    const o = m.realm.newObject(null);
    // As in the specification each pair is a new array under its name, but the group's own: the same object.
    for (const name of Object.keys(groups)) {
      const span = indices.groups?.[name];
      let shared: Slot;
      for (let i = 1; span !== undefined && shared === undefined && i < indices.length; i++)
        if (indices[i] === span) shared = elements[i] as Slot;
      defineData(o, keyOfString(name), shared ?? pair(m, span));
    }
    named = o;
  }
  defineData(array, 'groups', named);
  return array;
}

// ---- is it as built? ------------------------------------------------------------------------------------------------------------

/** Properties of RegExp.prototype that methods of String and RegExp go through. */
const WATCHED: readonly PropertyKey[] = [
  'exec',
  'flags',
  'hasIndices',
  'global',
  'ignoreCase',
  'multiline',
  'dotAll',
  'unicode',
  'unicodeSets',
  'sticky',
  'constructor',
  symbols.match,
  symbols.matchAll,
  symbols.replace,
  symbols.search,
  symbols.split,
];

/** Does the slot hold what the realm put there: not made yet, or a built-in of that name? */
function isOriginal(slot: Slot, key: PropertyKey, home: JSFunction): boolean {
  if (slot instanceof Lazy) return true;
  if (key === 'constructor') return slot === home;
  const f = slot instanceof Accessor ? slot.get : slot;
  if (!(f instanceof JSFunction) || f.code.spec === null || f.code.realm !== home.code.realm) return false;
  const name = typeof key === 'symbol' ? `[${key.description ?? ''}]` : String(key);
  return f.code.spec.name === (slot instanceof Accessor ? `get ${name}` : name);
}

/** What a realm's RegExp.prototype was like when it was last found unchanged: a cache, so that a check is a few comparisons. */
interface Unchanged {
  /** Of RegExps without properties of their own. */
  readonly own: Shape;
  readonly proto: JSObject;
  readonly protoShape: Shape;
  readonly slots: readonly number[];
  readonly values: readonly Slot[];
  readonly homeShape: Shape;
  readonly speciesSlot: number;
  readonly species: Slot;
}

const unchanged = new WeakMap<Realm, Unchanged>();

/** Looks at all watched properties of the running realm; undefined where one has changed. */
function inspectRealm(m: Machine): Unchanged | undefined {
  const { realm } = m;
  const proto = realm.intrinsic('%RegExpPrototype%');
  const home = realm.intrinsic('%RegExp%') as JSFunction;
  const slots: number[] = [];
  const values: Slot[] = [];
  for (const key of WATCHED) {
    const i = proto.shape.lookup(key);
    if (i < 0) return undefined;
    const slot = rawSlot(proto, i);
    if (!isOriginal(slot, key, home)) return undefined;
    slots.push(i);
    values.push(slot);
  }
  const speciesSlot = home.shape.lookup(symbols.species);
  if (speciesSlot < 0) return undefined;
  const species = rawSlot(home, speciesSlot);
  if (!isOriginal(species, symbols.species, home)) return undefined;
  const found: Unchanged = {
    own: initialShape(m, proto),
    proto,
    protoShape: proto.shape,
    slots,
    values,
    homeShape: home.shape,
    speciesSlot,
    species,
  };
  unchanged.set(realm, found);
  return found;
}

function isStill(m: Machine, u: Unchanged): boolean {
  const { proto, slots, values } = u;
  if (proto.shape !== u.protoShape) return false;
  for (let i = 0; i < slots.length; i++) if (rawSlot(proto, slots[i] as number) !== values[i]) return false;
  const home = m.realm.intrinsic('%RegExp%');
  return home.shape === u.homeShape && rawSlot(home, u.speciesSlot) === u.species;
}

/**
 * Is `rx` a RegExp without properties of its own but a numeric `lastIndex`, over the running realm's unchanged RegExp.prototype? Then
 * nothing that the specification's algorithms do with it can be observed.
 */
export function isPristine(m: Machine, rx: unknown): rx is ExoticObject {
  if (!isRegExp(rx) || typeof getSlot(rx, 0) !== 'number') return false;
  let u = unchanged.get(m.realm);
  if (u === undefined || !isStill(m, u)) {
    u = inspectRealm(m);
    if (u === undefined) return false;
  }
  return rx.shape === u.own;
}
