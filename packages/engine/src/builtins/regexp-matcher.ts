/**
 * Matching of regular expressions, behind one interface. At present the host's RegExp is the engine that matches; it is a pure
 * function of pattern, flags, text and position here, and nothing of it reaches the guest.
 *
 * DEVIATES: what the host's RegExp lacks (on Node 20: modifiers, duplicate named groups) is a SyntaxError, and a match in progress
 * can neither be paused nor metered.
 */

/** A match: the whole of it, then its groups. */
export interface Match extends ArrayLike<string | undefined> {
  readonly index: number;
  /** By name, in the order of the pattern; undefined where the pattern names no groups. */
  readonly groups?: Readonly<Record<string, string | undefined>> | undefined;
  /** Start and end of the whole match and of each group, where the flags ask for them. */
  readonly indices?: MatchIndices | undefined;
}

export interface MatchIndices extends ArrayLike<readonly [number, number] | undefined> {
  readonly groups?: Readonly<Record<string, readonly [number, number] | undefined>> | undefined;
}

export interface RegExpMatcher {
  /** The pattern as the `source` property shows it (EscapeRegExpPattern, ECMA-262 §22.2.6.13.1). */
  readonly source: string;
  /** The first match at or after `from`; exactly at `from` for a sticky one. */
  exec(text: string, from: number): Match | null;
}

class HostMatcher implements RegExpMatcher {
  readonly source: string;
  private readonly host: RegExp;
  constructor(pattern: string, flags: string) {
    // `g` makes the host heed lastIndex; `y` does by itself.
    this.host = new RegExp(
      pattern,
      flags.includes('y') ? flags.replace('g', '') : flags.includes('g') ? flags : `${flags}g`,
    );
    this.source = this.host.source;
  }
  exec(text: string, from: number): Match | null {
    const { host } = this;
    host.lastIndex = from;
    return host.exec(text);
  }
}

/** A pattern that is no regular expression; `message` in V8's words. */
export class PatternError extends Error {}

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
  let made: RegExpMatcher;
  try {
    made = new HostMatcher(pattern, flags);
  } catch (e) {
    throw new PatternError(messageFor(pattern, flags, e));
  }
  if (matchers.size >= MAX_KEPT) matchers.clear();
  matchers.set(key, made);
  return made;
}

/** The host's message for the flags that the guest gave, not for those that we added. */
function messageFor(pattern: string, flags: string, error: unknown): string {
  try {
    new RegExp(pattern, flags);
  } catch (e) {
    error = e;
  }
  return error instanceof Error ? error.message : `Invalid regular expression: /${pattern}/`;
}

const FLAGS = 'dgimsuvy';

/** Flags in the order of the alphabet; undefined where they are not valid (ECMA-262 §22.2.3.3 step 6). */
export function orderedFlags(flags: string): string | undefined {
  let out = '';
  for (const f of FLAGS) if (flags.includes(f)) out += f;
  return out.length === flags.length && !(out.includes('u') && out.includes('v')) ? out : undefined;
}
