/** Patterns to syntax trees, with the early errors of ECMA-262 §22.2.1 and §B.1.2 in V8's words. */
import { type AST, RegExpParser, RegExpSyntaxError } from '@eslint-community/regexpp';
import { PatternError } from './pattern-error.ts';

const parser = new RegExpParser({ ecmaVersion: 2025 });

/** Groups in groups beyond which a pattern is refused, so that neither the parser nor the compiler exhausts the host's stack. */
const MAX_NESTING = 1000;

/** Where the parser always words a fault otherwise than V8. */
const REASONS: Readonly<Record<string, string>> = {
  'Invalid unicode escape': 'Invalid Unicode escape',
  'Invalid empty flags': 'Invalid flag group',
  'Unterminated class string disjunction': 'Invalid character in character class',
};

/** V8's words for what the parser says of the place `index`. */
function reasonOf(reason: string, pattern: string, index: number): string {
  const next = pattern[index];
  switch (reason) {
    case 'Invalid escape':
      if (next === undefined) return pattern[index - 1] === '\\' ? '\\ at end of pattern' : reason;
      if (next === 'c') return 'Invalid Unicode escape';
      if (next >= '0' && next <= '7' && isInClass(pattern, index)) return 'Invalid class escape';
      return next === '0' ? 'Invalid decimal escape' : reason;
    case 'Nothing to repeat':
      // What ends in a parenthesis and cannot be repeated is an assertion.
      return /\)(?:[*+?]|\{\d+(?:,\d*)?\})\??$/.test(pattern.slice(0, index)) ? 'Invalid quantifier' : reason;
    case 'Invalid property name':
      return isInClass(pattern, index) ? 'Invalid property name in character class' : reason;
    case 'Invalid character in character class':
      if (next === undefined) return 'Unterminated character class';
      if (pattern[index + 1] === next && (next === '-' || next === '&') && pattern[index - 1] !== '[')
        return 'Invalid set operation in character class';
      if (next === '-' && (/\\[dswDSW]$/.test(pattern.slice(0, index)) || /^-\\[dswDSW]/.test(pattern.slice(index))))
        return 'Invalid character class';
      return reason;
    default:
      return reason.startsWith('Duplicated flag') ? 'Repeated flag in flag group' : (REASONS[reason] ?? reason);
  }
}

function isInClass(pattern: string, index: number): boolean {
  let open = false;
  for (let i = 0; i < index; i++) {
    const c = pattern[i];
    if (c === '\\') i++;
    else if (c === '[') open = true;
    else if (c === ']') open = false;
  }
  return open;
}

/** An error as V8 words it: with the pattern and all its flags. */
export function patternError(pattern: string, flags: string, reason: string): PatternError {
  return new PatternError(`Invalid regular expression: /${pattern}/${flags}: ${reason}`);
}

/**
 * The tree of a pattern.
 * @throws {PatternError} where the pattern is malformed
 */
export function parsePattern(pattern: string, flags: string): AST.Pattern {
  const unicodeSets = flags.includes('v');
  if (nesting(pattern, unicodeSets) > MAX_NESTING) throw patternError(pattern, flags, 'Regular expression too large');
  try {
    return parser.parsePattern(pattern, 0, pattern.length, { unicode: flags.includes('u'), unicodeSets });
  } catch (e) {
    if (!(e instanceof RegExpSyntaxError)) throw e;
    const prefix = `Invalid regular expression: /${pattern}/${unicodeSets ? 'v' : flags.includes('u') ? 'u' : ''}: `;
    const reason = e.message.startsWith(prefix) ? e.message.slice(prefix.length) : e.message;
    throw patternError(pattern, flags, reasonOf(reason, pattern, e.index));
  }
}

/** How deeply groups and classes nest, for a well-formed pattern. */
function nesting(pattern: string, unicodeSets: boolean): number {
  let groups = 0;
  let classes = 0;
  let deepest = 0;
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern.charCodeAt(i);
    if (c === 92) i++;
    else if (c === 91) {
      if (classes === 0 || unicodeSets) classes++;
    } else if (c === 93) {
      if (classes > 0) classes--;
    } else if (classes === 0) {
      if (c === 40) groups++;
      else if (c === 41 && groups > 0) groups--;
    }
    deepest = Math.max(deepest, groups + classes);
  }
  return deepest;
}
