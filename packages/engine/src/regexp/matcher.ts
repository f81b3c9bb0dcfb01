/** Matching with a pattern: by our own programs, or by the host where that cannot be noticed and takes little time (`cost.ts`). */
import type { AST } from '@eslint-community/regexpp';
import { compile, modeOf } from './compile.ts';
import { beginsWithinPairs, type Cost, costOf } from './cost.ts';
import { parsePattern, patternError } from './parse.ts';
import { PatternError } from './pattern-error.ts';
import { fingerprint, type Program, Register } from './program.ts';
import { begin, fits, isPair, type MatchState, Result, run } from './run.ts';

/** A match: the whole of it, then its groups. */
export interface Match extends ArrayLike<string | undefined> {
  readonly index: number;
  /** By name, in the order of the pattern; undefined where the pattern names no groups. */
  readonly groups?: Readonly<Record<string, string | undefined>> | undefined;
  /** Start and end of the whole match and of each group, where the flags ask for them. */
  readonly indices?: MatchIndices | undefined;
}

export type Span = readonly [number, number];

export interface MatchIndices extends ArrayLike<Span | undefined> {
  readonly groups?: Readonly<Record<string, Span | undefined>> | undefined;
}

/** Steps that a native may take in all; what needs more is done by self-hosted code, a slice at a time. */
export class Meter {
  left: number;
  constructor(steps: number) {
    this.left = steps;
  }
}

/** The answer where a match is not decided yet, and where its stack has grown out of bounds. */
export const PENDING = Symbol('pending');
export const TOO_DEEP = Symbol('too deep');

export type Attempt = Match | null | typeof PENDING | typeof TOO_DEEP;

/** Steps that the host may take at most. */
const HOST_STEPS = 1 << 22;

/** Flags that every supported host knows. */
const HOST_FLAGS = /^[dgimsuy]*$/;

interface HostService {
  readonly host: RegExp | null;
  readonly cost: Cost;
}

/** Patterns longer than this are compiled at once: they may be too large. */
const LONG = 1 << 16;

export class RegExpMatcher {
  /** The pattern as the `source` property shows it (EscapeRegExpPattern, ECMA-262 §22.2.6.13.1). */
  readonly source: string;
  private readonly pattern: string;
  private readonly flags: string;
  private readonly unicode: boolean;
  /** Made when first needed: many patterns are never run, and many only by the host. */
  private compiled: Program | null = null;
  private service: HostService | null = null;

  /** @throws {PatternError} where the pattern is malformed */
  constructor(pattern: string, flags: string) {
    const tree = parsePattern(pattern, flags);
    this.pattern = pattern;
    this.flags = flags;
    this.unicode = flags.includes('u') || flags.includes('v');
    this.source = escapePattern(pattern);
    // What only the compiler finds out is an error of the pattern all the same.
    if (pattern.length > LONG || /\\p/i.test(pattern)) this.compiled = this.compile(tree);
  }

  private compile(tree: AST.Pattern): Program {
    try {
      return compile(tree, this.flags);
    } catch (e) {
      throw e instanceof PatternError ? patternError(this.pattern, this.flags, e.message) : e;
    }
  }

  private get program(): Program {
    this.compiled ??= this.compile(parsePattern(this.pattern, this.flags));
    return this.compiled;
  }

  private get hostService(): HostService {
    this.service ??= hostServiceFor(this.pattern, this.flags);
    return this.service;
  }

  /** Has the host a part in this? For tests. */
  get usesHost(): boolean {
    return this.hostService.host !== null;
  }

  /** The answer by the host; undefined where it may not serve: it cannot be interrupted, and differs within a surrogate pair. */
  byHost(text: string, from: number): Match | null | undefined {
    const { host, cost } = this.hostService;
    if (host === null || cost.factor * (text.length - from) ** cost.degree > HOST_STEPS) return undefined;
    if (this.unicode && from > 0 && isPair(text, from - 1)) return undefined;
    host.lastIndex = from;
    return host.exec(text);
  }

  /**
   * The first match at or after `from` (exactly there for a sticky one), PENDING where the meter runs out first: nothing is kept then.
   */
  exec(text: string, from: number, meter: Meter): Attempt {
    const match = this.byHost(text, from);
    if (match !== undefined) {
      meter.left -= hostSteps(text, from, match);
      return match;
    }
    const state = this.begin(text, from);
    const attempt = this.resume(state, text, meter.left);
    meter.left = state.left - 8;
    return attempt;
  }

  /** The state of a match that is looked for from `from` on, for `resume`. */
  begin(text: string, from: number): MatchState {
    return begin(this.program, text, from);
  }

  /** Which program a state of this matcher belongs to. */
  get fingerprint(): number {
    return fingerprint(this.program);
  }

  /**
   * A state that was saved, to go on with. Made by a program unlike this one (of another version of the engine), it looks anew from the
   * start that it had come to: those before it have failed. Null where it is no state of such a match.
   */
  revive(state: MatchState, text: string, made: number): MatchState | null {
    if (made === this.fingerprint) return fits(this.program, state, text) ? state : null;
    return state.start >= 0 && state.start <= text.length + 1 ? begin(this.program, text, state.start) : null;
  }

  /** Goes on for so many steps; PENDING where they do not suffice. `state.left` tells what is left of them. */
  resume(state: MatchState, text: string, steps: number): Attempt {
    switch (run(this.program, state, text, steps)) {
      case Result.Matched:
        return this.matchOf(state.registers, text);
      case Result.Failed:
        return null;
      case Result.Pending:
        return PENDING;
      case Result.TooDeep:
        return TOO_DEEP;
    }
  }

  private matchOf(registers: Int32Array, text: string): Match {
    const { groupCount, names } = this.program;
    const parts: (string | undefined)[] = [];
    for (let i = 0; i < groupCount; i++) {
      const from = registers[Register.FirstCapture + 2 * i] as number;
      const to = registers[Register.FirstCapture + 2 * i + 1] as number;
      parts.push(from < 0 || to < 0 ? undefined : text.slice(from, to));
    }
    let groups: Record<string, string | undefined> | undefined;
    if (names !== null) {
      groups = Object.create(null) as Record<string, string | undefined>;
      for (const { name, groups: numbers } of names) {
        let part: string | undefined;
        for (const i of numbers) part ??= parts[i];
        groups[name] = part;
      }
    }
    return Object.assign(parts, {
      index: registers[Register.FirstCapture] as number,
      groups,
      indices: this.flags.includes('d') ? this.indicesOf(registers) : undefined,
    });
  }

  private indicesOf(registers: Int32Array): MatchIndices {
    const { groupCount, names } = this.program;
    const spans: (Span | undefined)[] = [];
    for (let i = 0; i < groupCount; i++) {
      const from = registers[Register.FirstCapture + 2 * i] as number;
      const to = registers[Register.FirstCapture + 2 * i + 1] as number;
      spans.push(from < 0 || to < 0 ? undefined : [from, to]);
    }
    let groups: Record<string, Span | undefined> | undefined;
    if (names !== null) {
      groups = Object.create(null) as Record<string, Span | undefined>;
      for (const { name, groups: numbers } of names) {
        let span: Span | undefined;
        for (const i of numbers) span ??= spans[i];
        groups[name] = span;
      }
    }
    return Object.assign(spans, { groups });
  }
}

/** What an answer of the host's is charged: a function of pattern and text, whatever the host did. */
export function hostSteps(text: string, from: number, match: Match | null): number {
  return 8 + (((match === null ? text.length : match.index + (match[0] as string).length) - from) >> 4);
}

function hostServiceFor(pattern: string, flags: string): HostService {
  const tree = parsePattern(pattern, flags);
  const mode = modeOf(flags);
  const cost = costOf(tree, mode, flags.includes('y'));
  const serves = HOST_FLAGS.test(flags) && Number.isFinite(cost.factor) && !beginsWithinPairs(tree, mode);
  return { host: serves ? hostRegExp(pattern, flags) : null, cost };
}

/** The host's engine for a pattern; null where it does not know it. */
function hostRegExp(pattern: string, flags: string): RegExp | null {
  try {
    // `g` makes the host heed lastIndex; `y` does by itself.
    const own = flags.includes('y') ? flags.replace('g', '') : flags.includes('g') ? flags : `${flags}g`;
    return new RegExp(pattern, own);
  } catch {
    return null;
  }
}

/** EscapeRegExpPattern: slashes outside of classes and line terminators escaped. */
export function escapePattern(pattern: string): string {
  if (pattern === '') return '(?:)';
  let out = '';
  let inClass = false;
  for (let i = 0; i < pattern.length; i++) {
    let character = pattern[i] as string;
    const escaped = character === '\\' && i + 1 < pattern.length;
    if (escaped) character = pattern[++i] as string;
    const line = LINE_ESCAPES[character];
    if (line !== undefined) out += line;
    else if (escaped) out += `\\${character}`;
    else {
      if (character === '[') inClass = true;
      else if (character === ']') inClass = false;
      out += character === '/' && !inClass ? '\\/' : character;
    }
  }
  return out;
}

const LINE_ESCAPES: Readonly<Record<string, string>> = {
  '\n': '\\n',
  '\r': '\\r',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
};
