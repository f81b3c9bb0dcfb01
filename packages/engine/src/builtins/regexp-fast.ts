/**
 * The methods that String and RegExp share, done in one go for RegExps that are as built (`isPristine`), where nothing in between can
 * be observed. Each equals the self-hosted algorithm in `regexp.js`, to which it leaves what takes too many steps: it throws BAIL then,
 * having changed nothing.
 */
import type { Machine } from '../machine/machine.ts';
import type { ExoticObject, JSArray, Slot } from '../objects/object.ts';
import { type Match, matcherFor } from './regexp-matcher.ts';
import {
  AdvanceStringIndex,
  builtinExec,
  findMatch,
  groupsObject,
  isUnicode,
  lastIndexOf,
  matchArray,
  matchEnd,
  matcherOf,
  meterFor,
  type RegExpData,
  recordLegacy,
  setLastIndex,
} from './regexp-object.ts';
import { detached, getSubstitution, namedPieces, substring } from './text.ts';

/** lastIndex of a pristine RegExp as a length (ToLength of a Number). */
export function startIndex(rx: ExoticObject): number {
  const n = lastIndexOf(rx) as number;
  return n > 0 ? Math.min(Math.trunc(n), Number.MAX_SAFE_INTEGER) : 0;
}

/** All matches of a global RegExp (the one match of another), each handed to `take`; lastIndex as the algorithm leaves it. */
function eachMatch(m: Machine, rx: ExoticObject, text: string, take: (match: Match) => void): void {
  const { flags } = rx.data as RegExpData;
  if (!flags.includes('g')) {
    const match = builtinExec(m, rx, text, startIndex(rx));
    if (match !== null) take(match);
    return;
  }
  const matcher = matcherOf(rx);
  const meter = meterFor(text);
  const unicode = isUnicode(flags);
  let last: Match | null = null;
  let from = 0;
  let count = 0;
  while (from <= text.length) {
    const match = findMatch(m, matcher, text, from, meter);
    if (match === null) break;
    last = match;
    m.useFuel(4);
    if ((++count & 255) === 0) m.mindTime();
    take(match);
    const end = matchEnd(match);
    from = end === match.index ? AdvanceStringIndex(text, end, unicode) : end;
  }
  setLastIndex(m, rx, 0);
  if (last !== null) recordLegacy(m, rx.data as RegExpData, text, last);
}

/** RegExp.prototype[Symbol.match] (ECMA-262 §22.2.6.8). */
export function fastMatch(m: Machine, rx: ExoticObject, text: string): JSArray | null {
  if (!(rx.data as RegExpData).flags.includes('g')) return fastExec(m, rx, text);
  const found: Slot[] = [];
  eachMatch(m, rx, text, (match) => {
    m.charge(32);
    found.push(detached(m, match[0] as string, text.length));
  });
  return found.length === 0 ? null : m.realm.newArray(found);
}

/** RegExp.prototype.exec. */
export function fastExec(m: Machine, rx: ExoticObject, text: string): JSArray | null {
  const match = builtinExec(m, rx, text, startIndex(rx));
  return match === null ? null : matchArray(m, text, match);
}

/** RegExp.prototype.test. */
export function fastTest(m: Machine, rx: ExoticObject, text: string): boolean {
  return builtinExec(m, rx, text, startIndex(rx)) !== null;
}

/** RegExp.prototype[Symbol.search] (§22.2.6.12): lastIndex stays as it was. */
export function fastSearch(m: Machine, rx: ExoticObject, text: string): number {
  const match = findMatch(m, matcherOf(rx), text, 0, meterFor(text));
  if (match === null) return -1;
  recordLegacy(m, rx.data as RegExpData, text, match);
  return match.index;
}

/** RegExp.prototype[Symbol.replace] (§22.2.6.11) with a text for the replacement. */
export function fastReplace(m: Machine, rx: ExoticObject, text: string, template: string): string {
  const plain = !template.includes('$');
  const pieces = !plain && template.includes('$<') ? namedPieces(template) : null;
  let out = '';
  let end = 0;
  eachMatch(m, rx, text, (match) => {
    const replacement = plain ? template : substitute(m, match, text, template, pieces);
    m.checkGrowth(out.length, match.index - end + replacement.length);
    out += text.slice(end, match.index) + replacement;
    end = matchEnd(match);
  });
  if (end === 0 && out === '') return text;
  m.checkGrowth(out.length, text.length - end);
  return out + text.slice(end);
}

function substitute(
  m: Machine,
  match: Match,
  text: string,
  template: string,
  pieces: readonly string[] | null,
): string {
  const captures: (string | undefined)[] = [];
  for (let i = 1; i < match.length; i++) captures.push(match[i]);
  const whole = match[0] as string;
  if (pieces === null || match.groups === undefined)
    return getSubstitution(m, whole, text, match.index, captures, template);
  let out = '';
  for (let i = 0; i < pieces.length; i++) {
    const part =
      i % 2 === 0
        ? getSubstitution(m, whole, text, match.index, captures, pieces[i] as string)
        : (match.groups[pieces[i] as string] ?? '');
    m.checkGrowth(out.length, part.length);
    out += part;
  }
  return out;
}

/**
 * What [Symbol.replace] with a function needs of all matches: an internal list of position, length and list of arguments, position, …
 */
export function collectMatches(m: Machine, rx: ExoticObject, text: string): JSArray {
  const { realm } = m;
  const out: Slot[] = [];
  eachMatch(m, rx, text, (match) => {
    const args: Slot[] = [];
    for (let i = 0; i < match.length; i++) {
      const part = match[i];
      args.push(part === undefined ? undefined : detached(m, part, text.length));
    }
    args.push(match.index, text);
    if (match.groups !== undefined) args.push(groupsObject(m, match.groups, text.length));
    // The arguments' array, its list, and three places in a list that grows.
    m.charge(400 + 24 * args.length);
    out.push(match.index, (match[0] as string).length, realm.newArray(args));
  });
  return realm.newArray(out);
}

/** RegExp.prototype[Symbol.split] (§22.2.6.14). */
export function fastSplit(m: Machine, rx: ExoticObject, text: string, limit: number): JSArray {
  const { realm } = m;
  const data = rx.data as RegExpData;
  if (limit === 0) return realm.newArray([]);
  const unicode = isUnicode(data.flags);
  // The algorithm tries a sticky copy at each position in turn, which finds what a search finds.
  const matcher = matcherFor(data.pattern as string, data.flags.replace(/[gy]/g, ''));
  const meter = meterFor(text);
  const parts: Slot[] = [];
  let last: Match | null = null;
  const done = (): JSArray => {
    if (last !== null) recordLegacy(m, data, text, last);
    return realm.newArray(parts);
  };
  if (text === '') {
    last = findMatch(m, matcher, text, 0, meter);
    if (last === null) parts.push(text);
    return done();
  }
  let start = 0;
  let from = 0;
  while (from < text.length) {
    const match = findMatch(m, matcher, text, from, meter);
    if (match === null || match.index >= text.length) break;
    last = match;
    const end = matchEnd(match);
    if (end === start) {
      from = AdvanceStringIndex(text, Math.max(from, match.index), unicode);
      continue;
    }
    m.charge(32 * match.length);
    m.useFuel(4);
    if ((parts.length & 255) === 0) m.mindTime();
    parts.push(substring(m, text, start, match.index));
    if (parts.length >= limit) return done();
    start = end;
    for (let i = 1; i < match.length; i++) {
      const part = match[i];
      parts.push(part === undefined ? undefined : detached(m, part, text.length));
      if (parts.length >= limit) return done();
    }
    from = start;
  }
  parts.push(substring(m, text, start, text.length));
  return done();
}
