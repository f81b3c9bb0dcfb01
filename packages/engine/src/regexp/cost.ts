/**
 * Bounds what a backtracking engine can spend on a pattern, so that the host's, which cannot be interrupted, is used only where it is
 * sure to be done soon.
 *
 * The bound is C · n^d for a text of n characters, and holds of plain backtracking whatever the engine optimises. For one start:
 * - one character costs 1 and has one way to match;
 * - ways multiply along a sequence and add up over alternatives; a group repeated at most k times is a sequence of k that may end early;
 * - a loop without bound is admitted only over single characters; it has n ways (d + 1) of ending. A loop without bound over anything
 *   else, a backreference or a modifier is not admitted at all: there the bound is infinite.
 * A search tries n starts (d + 1), but where it takes no character twice: a pattern with one loop, when no character that a match begins
 * with is in the loop's set, is one whose runs from different starts do not overlap, and a loop that is the last thing in the pattern is
 * never gone back into. Both count one d less.
 */
import type { AST } from '@eslint-community/regexpp';
import { beginningOf, firstCharacters } from './beginning.ts';
import type { Mode } from './class-set.ts';
import { singleCharacter } from './compile.ts';
import { intersection, type Ranges } from './ranges.ts';

/** At most `ways · n^degree` paths, each `size` steps long but for what its loops take. */
interface Bound {
  readonly ways: number;
  readonly degree: number;
  readonly size: number;
}

/** A function of the text's length. */
export interface Cost {
  readonly factor: number;
  readonly degree: number;
}

const NO_BOUND: Cost = { factor: Number.POSITIVE_INFINITY, degree: 0 };
const UNBOUNDED: Bound = { ways: Number.POSITIVE_INFINITY, degree: 0, size: 0 };

class Bounds {
  readonly mode: Mode;
  /** Sets of the loops without bound. */
  readonly loops: Ranges[] = [];

  constructor(mode: Mode) {
    this.mode = mode;
  }

  alternatives(list: readonly AST.Alternative[]): Bound {
    let ways = 0;
    let degree = 0;
    let size = 1;
    for (const alternative of list) {
      const part = this.sequence(alternative.elements);
      ways += part.ways;
      degree = Math.max(degree, part.degree);
      size = Math.max(size, part.size + 1);
    }
    return { ways, degree, size };
  }

  private sequence(elements: readonly AST.Element[]): Bound {
    let ways = 1;
    let degree = 0;
    let size = 0;
    for (const element of elements) {
      const part = this.element(element);
      ways *= part.ways;
      degree += part.degree;
      size += part.size;
    }
    return { ways, degree, size };
  }

  private element(node: AST.Element): Bound {
    switch (node.type) {
      case 'Character':
      case 'CharacterSet':
      case 'CharacterClass':
      case 'ExpressionCharacterClass':
        return singleCharacter(node, this.mode) === null ? UNBOUNDED : { ways: 1, degree: 0, size: 1 };
      case 'Group':
        return node.modifiers === null ? this.alternatives(node.alternatives) : UNBOUNDED;
      case 'CapturingGroup':
        return this.alternatives(node.alternatives);
      case 'Assertion':
        if (!('alternatives' in node)) return { ways: 1, degree: 0, size: 1 };
        // The text behind the start of a search is no part of n.
        if (node.kind === 'lookbehind' && holdsLoopIn(node.alternatives)) return UNBOUNDED;
        return this.alternatives(node.alternatives);
      case 'Backreference':
        return UNBOUNDED;
      case 'Quantifier':
        return this.quantifier(node);
    }
  }

  private quantifier({ element, min, max }: AST.Quantifier): Bound {
    const single = singleCharacter(element, this.mode);
    if (max > 1000) {
      if (single === null || min > 1000) return UNBOUNDED;
      this.loops.push(single);
      return { ways: 1, degree: 1, size: min + 1 };
    }
    const part = this.element(element);
    // Ways of 0 to max rounds, each with its own.
    let ways = 0;
    let rounds = 1;
    for (let i = 0; i <= max; i++) {
      if (i >= min) ways += rounds;
      rounds *= part.ways;
      if (rounds > 1e9) return UNBOUNDED;
    }
    return { ways, degree: part.degree * max, size: (part.size + 1) * max };
  }
}

/** Is there a loop without bound anywhere but at the very end of each alternative? */
function loopsOnlyAtEnd(list: readonly AST.Alternative[], mode: Mode): boolean {
  return list.every(({ elements }) =>
    elements.every((e, i) => {
      const last = i === elements.length - 1;
      if (e.type === 'Quantifier')
        return (e.max <= 1000 && !holdsLoop(e.element)) || (last && singleCharacter(e.element, mode) !== null);
      if ((e.type === 'Group' || e.type === 'CapturingGroup') && last) return loopsOnlyAtEnd(e.alternatives, mode);
      return !holdsLoop(e);
    }),
  );
}

function holdsLoop(node: AST.Element): boolean {
  if (node.type === 'Quantifier') return node.max > 1000 || holdsLoop(node.element);
  return 'alternatives' in node && holdsLoopIn(node.alternatives);
}

function holdsLoopIn(list: readonly AST.Alternative[]): boolean {
  return list.some((a) => a.elements.some(holdsLoop));
}

/**
 * May the host match within a surrogate pair under `u`, where no match can begin? V8 tries there too, which shows where a match is empty
 * or begins with a surrogate.
 */
export function beginsWithinPairs(pattern: AST.Pattern, mode: Mode): boolean {
  if (!mode.unicode) return false;
  const first = firstCharacters(pattern.alternatives, mode);
  return first === null || intersection(first, [0xd800, 0xdfff]).length > 0;
}

/** What a search for the pattern in a text of n characters takes at most: `factor · n^degree` steps. */
export function costOf(pattern: AST.Pattern, mode: Mode, sticky: boolean): Cost {
  const bounds = new Bounds(mode);
  const { ways, degree, size } = bounds.alternatives(pattern.alternatives);
  const factor = ways * size;
  if (!(factor < 1e6)) return NO_BOUND;
  const search = sticky ? 0 : 1;
  if (degree === 0) return { factor, degree: search };
  // Taken to its end and never gone back into, a loop is not tried again from within: it ends the match.
  if (degree === 1 && loopsOnlyAtEnd(pattern.alternatives, mode)) return { factor, degree: 1 };
  if (degree === 1 && bounds.loops.length === 1) {
    const first = beginningOf(pattern.alternatives, mode);
    if (first !== null && intersection(first, bounds.loops[0] as Ranges).length === 0) return { factor, degree: 1 };
  }
  return { factor, degree: degree + search };
}
