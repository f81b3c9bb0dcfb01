/** What a match can begin with, so that a search tries only there. */
import type { AST } from '@eslint-community/regexpp';
import { characterSet, classSet, type Mode } from './class-set.ts';
import { literalUnit, modified } from './compile.ts';
import { intersection, NOTHING, type Ranges, sizeOf, subtract, union } from './ranges.ts';

interface Beginning {
  /** Code points that a match that is not empty can begin with. */
  readonly set: Ranges;
  /** It can match without taking a character: what follows counts too. */
  readonly nullable: boolean;
}

const EMPTY: Beginning = { set: NOTHING, nullable: true };

/** Null where it cannot be said. */
function ofElement(node: AST.Element, mode: Mode): Beginning | null {
  switch (node.type) {
    case 'Character':
      return { set: characterSet(node.value, mode), nullable: false };
    case 'CharacterSet':
    case 'CharacterClass':
    case 'ExpressionCharacterClass': {
      const { chars, strings } = classSet(node, mode);
      let set = chars;
      for (const text of strings) if (text !== '') set = union(set, characterSet(text.codePointAt(0) as number, mode));
      return { set, nullable: strings.includes('') };
    }
    case 'Group':
      return ofAlternatives(node.alternatives, modified(mode, node.modifiers));
    case 'CapturingGroup':
      return ofAlternatives(node.alternatives, mode);
    case 'Quantifier': {
      if (node.max === 0) return EMPTY;
      const inner = ofElement(node.element, mode);
      return inner === null ? null : { set: inner.set, nullable: inner.nullable || node.min === 0 };
    }
    case 'Assertion':
      // It takes nothing, and can only forbid.
      return EMPTY;
    case 'Backreference':
      return null;
  }
}

function ofAlternatives(list: readonly AST.Alternative[], mode: Mode): Beginning | null {
  let set = NOTHING;
  let nullable = false;
  for (const { elements } of list) {
    let open = true;
    for (const element of elements) {
      const part = ofElement(element, mode);
      if (part === null) return null;
      set = union(set, part.set);
      if (!part.nullable) {
        open = false;
        break;
      }
    }
    nullable ||= open;
  }
  return { set, nullable };
}

/** Sets of nearly everything are not worth asking. */
const TOO_MANY = 0xe000;

/** The characters that a match can begin with; null where it may be empty or anything. */
export function firstCharacters(list: readonly AST.Alternative[], mode: Mode): Ranges | null {
  const found = ofAlternatives(list, mode);
  return found === null || found.nullable ? null : found.set;
}

/** The code units that a match can begin with; null where anything may be or not much is left out. */
export function beginningOf(list: readonly AST.Alternative[], mode: Mode): Ranges | null {
  const set = firstCharacters(list, mode);
  if (set === null) return null;
  let units = intersection(set, [0, 0xffff]);
  // In code points a surrogate may be half of what begins.
  if (mode.unicode && subtract(set, [0, 0xffff]).length > 0) units = union(units, [0xd800, 0xdfff]);
  return sizeOf(units) > TOO_MANY ? null : units;
}

/** The text that each match begins with. */
export function prefixOf(list: readonly AST.Alternative[], mode: Mode): string {
  return literalStart(list, mode).text;
}

/** `whole`: the text is all that matches. */
function literalStart(list: readonly AST.Alternative[], mode: Mode): { text: string; whole: boolean } {
  let text = '';
  if (list.length !== 1) return { text, whole: false };
  for (const element of (list[0] as AST.Alternative).elements) {
    if (element.type === 'CapturingGroup' || element.type === 'Group') {
      const inner = element.type === 'Group' ? modified(mode, element.modifiers) : mode;
      const part = literalStart(element.alternatives, inner);
      text += part.text;
      if (!part.whole) return { text, whole: false };
    } else {
      const unit = literalUnit(element, mode);
      if (unit < 0) return { text, whole: false };
      text += String.fromCharCode(unit);
    }
  }
  return { text, whole: true };
}

/** Does each alternative begin with `^` as the start of the text? */
export function isAnchored(list: readonly AST.Alternative[], mode: Mode): boolean {
  return list.every(({ elements }) => {
    const first = elements[0];
    if (first === undefined) return false;
    if (first.type === 'Assertion') return first.kind === 'start' && !mode.multiline;
    if (first.type === 'CapturingGroup') return isAnchored(first.alternatives, mode);
    return first.type === 'Group' && isAnchored(first.alternatives, modified(mode, first.modifiers));
  });
}
