/** What a character, a class or an escape in a pattern matches: characters, and under `v` texts too (ECMA-262 §22.2.2.9). */
import type { AST } from '@eslint-community/regexpp';
import { closeOverCase, equivalents } from './case-folding.ts';
import { propertyStrings } from './emoji-sequences.ts';
import { PatternError } from './pattern-error.ts';
import {
  complement,
  contains,
  intersection,
  MAX_CODE_POINT,
  MAX_CODE_UNIT,
  NOTHING,
  type Ranges,
  rangesOf,
  subtract,
  union,
} from './ranges.ts';
import { propertyRanges } from './unicode-properties.ts';

/** The flags that bear on what matches; modifiers change some of them within a pattern. */
export interface Mode {
  readonly ignoreCase: boolean;
  readonly multiline: boolean;
  readonly dotAll: boolean;
  /** `u` or `v`: characters are code points. */
  readonly unicode: boolean;
  readonly unicodeSets: boolean;
}

/** Under `i` closed: with a character all that match it. */
export interface ClassSet {
  readonly chars: Ranges;
  /** Texts of no or more than one character, longest first, under `i` in a form of which each class of equal ones has one. */
  readonly strings: readonly string[];
}

const NO_STRINGS: readonly string[] = [];
export const DIGITS: Ranges = [48, 57];
const WORD: Ranges = [48, 57, 65, 90, 95, 95, 97, 122];
/** WordCharacters under `iu`: with long s and Kelvin sign. */
const WORD_FOLDED: Ranges = [48, 57, 65, 90, 95, 95, 97, 122, 0x17f, 0x17f, 0x212a, 0x212a];
/** WhiteSpace and LineTerminator. */
const SPACE: Ranges = [
  9, 13, 32, 32, 0xa0, 0xa0, 0x1680, 0x1680, 0x2000, 0x200a, 0x2028, 0x2029, 0x202f, 0x202f, 0x205f, 0x205f, 0x3000,
  0x3000, 0xfeff, 0xfeff,
];
export const LINE_TERMINATORS: Ranges = [10, 10, 13, 13, 0x2028, 0x2029];

export function maxOf(mode: Mode): number {
  return mode.unicode ? MAX_CODE_POINT : MAX_CODE_UNIT;
}

export function wordCharacters(mode: Mode): Ranges {
  return mode.unicode && mode.ignoreCase ? WORD_FOLDED : WORD;
}

function close(set: Ranges, mode: Mode): Ranges {
  return mode.ignoreCase ? closeOverCase(set, mode.unicode) : set;
}

function only(chars: Ranges): ClassSet {
  return { chars, strings: NO_STRINGS };
}

export function characterSet(c: number, mode: Mode): Ranges {
  if (mode.ignoreCase) {
    const all = equivalents(c, mode.unicode);
    if (all.length > 0) return rangesOf(all.flatMap((e) => [e, e]));
  }
  return [c, c];
}

type Escape = AST.EscapeCharacterSet | AST.UnicodePropertyCharacterSet | AST.AnyCharacterSet;

function escapeSet(node: Escape, mode: Mode): ClassSet {
  const max = maxOf(mode);
  switch (node.kind) {
    case 'any':
      return only(mode.dotAll ? [0, max] : complement(LINE_TERMINATORS, max));
    case 'digit':
      return only(node.negate ? complement(DIGITS, max) : DIGITS);
    case 'space':
      return only(node.negate ? complement(SPACE, max) : SPACE);
    case 'word': {
      const word = wordCharacters(mode);
      return only(node.negate ? complement(word, max) : word);
    }
    case 'property': {
      if (node.strings) {
        const texts = propertyStrings(node.key);
        if (texts === undefined) throw new PatternError('Invalid property name');
        return fromTexts(texts, mode);
      }
      const found = propertyRanges(node.key, node.value);
      if (found === undefined) throw new PatternError('Invalid property name');
      // With `v` folding comes before the complement, without it after.
      if (!node.negate) return only(close(found, mode));
      return only(mode.unicodeSets ? complement(close(found, mode), max) : close(complement(found, max), mode));
    }
  }
}

/** Of equal texts under `i` one form. */
function folded(text: string, mode: Mode): string {
  if (!mode.ignoreCase) return text;
  let out = '';
  for (const character of text) {
    const c = character.codePointAt(0) as number;
    const all = equivalents(c, mode.unicode);
    out += all.length === 0 ? character : String.fromCodePoint(Math.min(...all));
  }
  return out;
}

function characterCount(text: string): number {
  let n = 0;
  for (const _ of text) n++;
  return n;
}

function sortedStrings(strings: Iterable<string>): readonly string[] {
  return [...new Set(strings)].sort((a, b) => characterCount(b) - characterCount(a));
}

function fromTexts(texts: readonly string[], mode: Mode): ClassSet {
  const pairs: number[] = [];
  const strings: string[] = [];
  for (const text of texts) {
    const c = text.codePointAt(0);
    if (c !== undefined && text.length === (c > 0xffff ? 2 : 1)) pairs.push(c, c);
    else strings.push(folded(text, mode));
  }
  return { chars: close(rangesOf(pairs), mode), strings: sortedStrings(strings) };
}

function join(a: ClassSet, b: ClassSet): ClassSet {
  const chars = union(a.chars, b.chars);
  if (a.strings.length === 0) return { chars, strings: b.strings };
  return { chars, strings: b.strings.length === 0 ? a.strings : sortedStrings([...a.strings, ...b.strings]) };
}

type Operand =
  | AST.CharacterClassElement
  | AST.CharacterSet
  | AST.CharacterClass
  | AST.ExpressionCharacterClass
  | AST.ClassSetOperand
  | AST.ClassIntersection
  | AST.ClassSubtraction;

/** @throws {PatternError} with the reason only, for a property that the host does not know */
export function classSet(node: Operand, mode: Mode): ClassSet {
  switch (node.type) {
    case 'Character':
      return only(characterSet(node.value, mode));
    case 'CharacterClassRange':
      return only(close([node.min.value, node.max.value], mode));
    case 'CharacterSet':
      return escapeSet(node, mode);
    case 'CharacterClass': {
      const pairs: number[] = [];
      let strings: readonly string[] = NO_STRINGS;
      for (const element of node.elements) {
        if (element.type === 'Character' && !mode.ignoreCase) pairs.push(element.value, element.value);
        else {
          const part = classSet(element, mode);
          for (const c of part.chars) pairs.push(c);
          strings = join({ chars: NOTHING, strings }, { chars: NOTHING, strings: part.strings }).strings;
        }
      }
      const chars = rangesOf(pairs);
      return node.negate ? only(complement(chars, maxOf(mode))) : { chars, strings };
    }
    case 'ExpressionCharacterClass': {
      const set = classSet(node.expression, mode);
      return node.negate ? only(complement(set.chars, maxOf(mode))) : set;
    }
    case 'ClassIntersection': {
      const a = classSet(node.left, mode);
      const b = classSet(node.right, mode);
      return {
        chars: intersection(a.chars, b.chars),
        strings: a.strings.filter((s) => b.strings.includes(s)),
      };
    }
    case 'ClassSubtraction': {
      const a = classSet(node.left, mode);
      const b = classSet(node.right, mode);
      return { chars: subtract(a.chars, b.chars), strings: a.strings.filter((s) => !b.strings.includes(s)) };
    }
    case 'ClassStringDisjunction':
      return fromTexts(
        node.alternatives.map((a) => String.fromCodePoint(...a.elements.map((e) => e.value))),
        mode,
      );
  }
}

/** Does a set hold characters that are not one code unit of their own: astral ones or surrogates? */
export function needsCodePoints(set: Ranges): boolean {
  const last = set[set.length - 1];
  if (last === undefined) return false;
  return last > 0xffff || intersection(set, [0xd800, 0xdfff]).length > 0 || contains(set, 0xd800);
}
