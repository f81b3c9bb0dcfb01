/**
 * Canonicalize (ECMA-262 §22.2.2.7.3) as an equivalence: which characters match each other under `i`. Without `u` and `v` two code
 * units do where `toUpperCase` says so; with them, two code points do where their simple case foldings are the same. The data are the
 * host's: `toUpperCase` for the one, its own regular expressions for the other.
 */
import { contains, type Ranges, rangesOf } from './ranges.ts';
import { propertyRanges } from './unicode-properties.ts';

/** Classes of more than one character, as a table from each member to all of them. */
interface Equivalence {
  readonly classes: ReadonlyMap<number, readonly number[]>;
  /** All members of such classes, in order. */
  readonly members: readonly number[];
}

function equivalence(groups: Iterable<readonly number[]>): Equivalence {
  const classes = new Map<number, readonly number[]>();
  const members: number[] = [];
  for (const group of groups) {
    if (group.length < 2) continue;
    for (const c of group) {
      classes.set(c, group);
      members.push(c);
    }
  }
  members.sort((a, b) => a - b);
  return { classes, members };
}

function addTo(groups: Map<number, number[]>, key: number, c: number): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [c]);
  else group.push(c);
}

/** Canonicalize without `u` and `v`. */
function upperCased(c: number): number {
  if (c < 128) return c >= 97 && c <= 122 ? c - 32 : c;
  const upper = String.fromCharCode(c).toUpperCase();
  if (upper.length !== 1) return c;
  const u = upper.charCodeAt(0);
  return u < 128 ? c : u;
}

let byUpperCase: Equivalence | undefined;
let byFolding: Equivalence | undefined;

function unitEquivalence(): Equivalence {
  if (byUpperCase !== undefined) return byUpperCase;
  const groups = new Map<number, number[]>();
  for (let c = 0; c <= 0xffff; c++) {
    // Scripts without case.
    if (c === 0x3000) c = 0xa000;
    else if (c === 0xac00) c = 0xd7a4;
    else if (c === 0xd800) c = 0xf900;
    const u = upperCased(c);
    if (u !== c || groups.has(u)) addTo(groups, u, c);
    else groups.set(u, [c]);
  }
  byUpperCase = equivalence(groups.values());
  return byUpperCase;
}

function codePointEquivalence(): Equivalence {
  if (byFolding !== undefined) return byFolding;
  // What folds alike has the same full case mappings; within such a group the host tells exactly.
  const groups = new Map<string, number[]>();
  for (const property of ['Changes_When_Casemapped', 'Changes_When_Casefolded']) {
    const ranges = propertyRanges(property, null) as Ranges;
    for (let i = 0; i < ranges.length; i += 2)
      for (let c = ranges[i] as number; c <= (ranges[i + 1] as number); c++) {
        const key = String.fromCodePoint(c).toUpperCase().toLowerCase().toUpperCase();
        const group = groups.get(key);
        if (group === undefined) groups.set(key, [c]);
        else if (!group.includes(c)) group.push(c);
      }
  }
  const alike = /^(.)\1$/isu;
  const classes: number[][] = [];
  for (const group of groups.values()) {
    const parts: number[][] = [];
    for (const c of group) {
      const text = String.fromCodePoint(c);
      const part = parts.find((p) => alike.test(String.fromCodePoint(p[0] as number) + text));
      if (part === undefined) parts.push([c]);
      else part.push(c);
    }
    classes.push(...parts);
  }
  byFolding = equivalence(classes);
  return byFolding;
}

const NO_ONE: readonly number[] = [];

/** The characters that match `c` under `i`, but `c` itself where it is the only one: then none. */
export function equivalents(c: number, unicode: boolean): readonly number[] {
  if (!unicode) {
    if (c < 128) {
      if (c >= 65 && c <= 90) return [c, c + 32];
      return c >= 97 && c <= 122 ? [c - 32, c] : NO_ONE;
    }
    return c > 0xffff ? NO_ONE : (unitEquivalence().classes.get(c) ?? NO_ONE);
  }
  if (c < 128) {
    const letter = c | 32;
    if (letter < 97 || letter > 122) return NO_ONE;
    // The only characters beyond ASCII that fold into it: U+017F (long s) and U+212A (Kelvin sign).
    if (letter === 115) return [0x53, 0x73, 0x17f];
    if (letter === 107) return [0x4b, 0x6b, 0x212a];
    return [letter - 32, letter];
  }
  return codePointEquivalence().classes.get(c) ?? NO_ONE;
}

/** All characters that match one of the set under `i`. */
export function closeOverCase(set: Ranges, unicode: boolean): Ranges {
  const last = set[set.length - 1];
  const extra: number[] = [];
  if (last === undefined) return set;
  if (last < 128) {
    for (let i = 0; i < set.length; i += 2)
      for (let c = set[i] as number; c <= (set[i + 1] as number); c++)
        for (const e of equivalents(c, unicode)) extra.push(e, e);
  } else {
    const { members, classes } = unicode ? codePointEquivalence() : unitEquivalence();
    for (const c of members)
      if (contains(set, c)) for (const e of classes.get(c) as readonly number[]) if (e !== c) extra.push(e, e);
  }
  return extra.length === 0 ? set : rangesOf([...set, ...extra]);
}

/** Do two different characters match each other under `i`? */
export function sameIgnoringCase(a: number, b: number, unicode: boolean): boolean {
  if (a === b) return true;
  if (a < 128 && b < 128) return (a | 32) === (b | 32) && (a | 32) >= 97 && (a | 32) <= 122;
  return equivalents(a, unicode).includes(b);
}
