/** The host's engine is the second opinion: both must find the same, whole or a step at a time, on patterns of all kinds. */
import { describe, expect, it } from 'vitest';
import { type Attempt, type Match, Meter, PENDING, RegExpMatcher } from './matcher.ts';
import { isPair } from './run.ts';

function shown(attempt: Attempt): string {
  if (attempt === null || typeof attempt === 'symbol') return String(attempt);
  const { index, groups, indices } = attempt as Match;
  return JSON.stringify({
    index,
    parts: Array.from(attempt, (part) => part ?? null),
    groups: groups === undefined ? null : Object.entries(groups),
    indices: indices === undefined ? null : Array.from(indices, (span) => span ?? null),
    named: indices?.groups === undefined ? null : Object.entries(indices.groups),
  });
}

function ownMatch(matcher: RegExpMatcher, text: string, from: number, slice: number): Attempt {
  const state = matcher.begin(text, from);
  for (let turns = 0; turns < 100_000; turns++) {
    const attempt = matcher.resume(state, text, slice);
    if (attempt !== PENDING) return attempt;
  }
  return PENDING;
}

/** V8 tries places within a surrogate pair under `u` and `v`, where the specification has no place. */
function isFaulty(host: RegExpExecArray | null, text: string, from: number, unicode: boolean): boolean {
  if (!unicode) return false;
  return isPair(text, from - 1) || (host !== null && isPair(text, host.index - 1));
}

/** Compares on each text; the number of comparisons. */
function compare(pattern: string, flags: string, texts: readonly string[]): number {
  let host: RegExp;
  try {
    host = new RegExp(pattern, /[gy]/.test(flags) ? flags : `${flags}g`);
  } catch {
    return 0;
  }
  const matcher = new RegExpMatcher(pattern, flags);
  expect(matcher.source).toBe(host.source);
  let n = 0;
  for (const text of texts)
    for (const from of [0, 1]) {
      if (from > text.length) continue;
      host.lastIndex = from;
      const expected = host.exec(text);
      if (isFaulty(expected, text, from, /[uv]/.test(flags))) continue;
      const wanted = shown(expected);
      const found: Attempt[] = [
        ownMatch(matcher, text, from, 100_000),
        ownMatch(matcher, text, from, 1),
        matcher.exec(text, from, new Meter(1_000_000)),
      ];
      for (const own of found)
        if (own !== PENDING && shown(own) !== wanted)
          expect(shown(own), `/${pattern}/${flags} ${JSON.stringify(text)} from ${from}`).toBe(wanted);
      n++;
    }
  return n;
}

const TEXTS =
  'a|ab|abc|aaa|aab|abab|foo bar|xay|2026-11-22|A\nb\r\nc|😀|a😀b|\ud83d|\udf06|ſK K k s|ß|a1_ b|"quoted" text|<div>x</div>|aaaaab|ÀÉ àé|abcabc|aBc|'.split(
    '|',
  );

const PATTERNS = String.raw`
a|b (a)|(b) (a)* (a*)* (a*)+ (?:a|ab)(?:c|bcd)(d*) (z)((a+)?(b+)?(c))* a{2} a{2,} a{0,2}?b (a{1,2}){2} (?:ab){2} (?:a|b){2,3}?
\bfoo\b \B. ^a a$ ^b (?<=a)b (?<!a)b (?<=(a)(b))c (?<=\1(a))b (?=(a+))a*b\1 (?=(a))\1 (?!(a))b\1 (.)\1 \1(a) (?:(a)|b)* (?:(a)|(b))+
(a\1) \k<x>(?<x>a) (?<x>a)(?<y>b)? [^a] [a-z]+ .* .+?b \d+ \w+\s\w+ (\d{4})-(\d\d)-(\d\d) "[^"]*" <(\w+)>.*?<\/\1> (a+)+b (?:a?){3}a{3}
(?:a*?)*?b (?=a)*b x* x*? (?:) (?:){3} ()* (a?)*?b (?:a|b|c|d)* \u{61} \u0061 \x61 \c \cA [\cA] \8 \07 [\b] { } a{ a{1 a{,2} ] \p{L} \p{Lu} \P{Lu}
[^\P{Lu}] \u{1f600} [😀] 😀+ ^.$ ^[^x]$ [\ud83d] \ud83d \udf06 ſ k \w \W [^\W] [\W] \bK ß [à-é] [^À] É (?<=^|b)a (?<=a{2})b (?<=(a|ab)*)c
(?<=([abc]+)([abc]+))$ (?:(?=(\w+))\1)+ (?<!abc)a (?=.*b)a (a(?=b))|c ((a)|b)*\2 (?:a|(b))\1c ([ab]*?)(?=(b)?)c [a-] [-a] [a-\d] [\d-z] a\/b / [/]
(?:a{0})b (a){0}\1b \0 [^\d\D] [] $^ (?:^a|b$)+ (?=a){2} (?<$>a) (?<a\u{62}>c) \k x{99999999999} x{0,99999999999} [\w--\d] [[a-z]&&[aeiou]] [\q{abc|a|}b]
\p{RGI_Emoji} [^\p{Lu}] \p{Script=Greek} \P{Ll}`
  .trim()
  .split(/\s+/);

/** A generator of patterns and texts, the same ones each time. */
class Source {
  private seed: number;
  private groups = 0;
  constructor(seed: number) {
    this.seed = seed;
  }
  below(n: number): number {
    this.seed = (Math.imul(this.seed, 1664525) + 1013904223) >>> 0;
    return (this.seed >>> 8) % n;
  }
  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }
  pattern(unicode: boolean): string {
    this.groups = 0;
    return this.alternatives(3, unicode);
  }
  text(): string {
    let out = '';
    for (let i = this.below(10); i > 0; i--)
      out += this.pick(['a', 'b', 'c', 'A', 'B', 'k', 'ſ', 'K', '\n', ' ', '1', '😀', '\ud83d']);
    return out;
  }
  private atom(depth: number, unicode: boolean): string {
    const kind = this.below(16);
    if (kind < 5) return this.pick(['a', 'b', 'c', 'A', '\\u017f', 'k']);
    if (kind === 5) return '.';
    if (kind === 6) return this.pick(['[ab]', '[^a]', '[a-c]', '\\w', '\\d', '\\W', '[^b-z]', '\\s']);
    if (kind === 7 && unicode) return this.pick(['\\p{Lu}', '\\P{L}', '😀', '[😀a]', '\\u{61}']);
    if (kind === 8 && this.groups > 0) return `\\${1 + this.below(this.groups)}`;
    if (depth <= 0) return this.pick(['a', 'b', 'ab']);
    if (kind <= 10) {
      this.groups++;
      return `(${this.alternatives(depth - 1, unicode)})`;
    }
    if (kind <= 12) return `(?:${this.alternatives(depth - 1, unicode)})`;
    if (kind <= 14) return `${this.pick(['(?=', '(?!', '(?<=', '(?<!'])}${this.alternatives(depth - 1, unicode)})`;
    return this.pick(['\\b', '\\B', '^', '$']);
  }
  private term(depth: number, unicode: boolean): string {
    const atom = this.atom(depth, unicode);
    if (/^(\(\?[=!<]|\\[bB]$|\^$|\$$)/.test(atom) || this.below(3) > 0) return atom;
    return atom + this.pick(['*', '+', '?', '*?', '+?', '??', '{2}', '{1,2}', '{0,2}?', '{2,}', '{0}']);
  }
  private alternatives(depth: number, unicode: boolean): string {
    let out = '';
    do {
      if (out !== '') out += '|';
      for (let i = this.below(4); i >= 0; i--) out += this.term(depth, unicode);
    } while (this.below(3) === 0);
    return out;
  }
}

describe('against the host', () => {
  it('finds the same with a corpus of patterns', () => {
    let n = 0;
    for (const pattern of PATTERNS)
      for (const flags of ['', 'i', 'u', 'iu', 'g', 'y', 'm', 's', 'd', 'v', 'iv', 'dimsu', 'sy'])
        n += compare(pattern, flags, TEXTS);
    expect(n).toBeGreaterThan(50_000);
  });

  it('finds the same with generated patterns', () => {
    const source = new Source(1);
    let n = 0;
    for (let i = 0; i < 2500; i++) {
      const flags = source.pick(['', 'i', 'm', 's', 'u', 'iu', 'v', 'y', 'd', 'ms', 'giu']);
      const pattern = source.pattern(/[uv]/.test(flags));
      n += compare(pattern, flags, [source.text(), source.text(), source.text(), source.text()]);
    }
    expect(n).toBeGreaterThan(10_000);
  });
});
