/** Matchers by pattern and flags, and flags in order: what RegExp objects use of the engine in `regexp/`. */
import {
  hostSteps,
  type Match,
  type MatchIndices,
  Meter,
  PENDING,
  RegExpMatcher,
  TOO_DEEP,
} from '../regexp/matcher.ts';
import { PatternError } from '../regexp/pattern-error.ts';
import type { MatchState } from '../regexp/run.ts';

export {
  hostSteps,
  type Match,
  type MatchIndices,
  type MatchState,
  Meter,
  PatternError,
  PENDING,
  type RegExpMatcher,
  TOO_DEEP,
};

/** Matchers hold no state between matches, so equal patterns share one. Not part of any machine's state. */
const MAX_KEPT = 512;
const matchers = new Map<string, RegExpMatcher>();

/**
 * The matcher of a pattern; `flags` are valid and in order.
 * @throws {PatternError} where the pattern is malformed
 */
export function matcherFor(pattern: string, flags: string): RegExpMatcher {
  const key = `${flags}/${pattern}`;
  const known = matchers.get(key);
  if (known !== undefined) return known;
  const made = new RegExpMatcher(pattern, flags);
  if (matchers.size >= MAX_KEPT) matchers.clear();
  matchers.set(key, made);
  return made;
}

const FLAGS = 'dgimsuvy';

/** Flags in the order of the alphabet; undefined where they are not valid (ECMA-262 §22.2.3.3 step 6). */
export function orderedFlags(flags: string): string | undefined {
  let out = '';
  for (const f of FLAGS) if (flags.includes(f)) out += f;
  return out.length === flags.length && !(out.includes('u') && out.includes('v')) ? out : undefined;
}
