import { describe, expect, it } from 'vitest';
import { parsePattern } from './parse.ts';

/** What the host says of a pattern; undefined where it takes it. */
function hostMessage(pattern: string, flags: string): string | undefined {
  try {
    new RegExp(pattern, flags);
    return undefined;
  } catch (e) {
    return (e as Error).message;
  }
}

function ownMessage(pattern: string, flags: string): string | undefined {
  try {
    parsePattern(pattern, flags);
    return undefined;
  } catch (e) {
    return (e as Error).message;
  }
}

const PATTERNS =
  String.raw`( (? (?< (?<a (?<a> (?: (?= a) ) [ [a [b-a] [\d-z] [a-\d] a{2,1} * + ? {1} { } ] a** a{1}{2} \ \c [\c] \07 \00 \8 \1 \9 [\1]
[\8] \x \x1 \xzz \u \u1 \u{ \u{} \u{110000} \u{1 \p \p{ \p{} \p{Foo} [\p{Foo}] \p{Script=Foo} \P{RGI_Emoji} \p{RGI_Emoji} [^\p{RGI_Emoji}] \k \k< \k<a
\k<a> (?<a>x)\k (?<a>x)\k<b> (?<a>x)\k<a (?<1>a) (?<>a) (?<a>x)(?<a>y) (?=a)* (?!a)+ (?<=a)* (?<!a){2} ^* \b+ $? a{ a{1 a{1, a{,2} x{2 \- \z [\z] \_
[(] [a--] [&&a] [a&&&b] [a--b&&c] [a-b--c] [\q{a] [\q] [^\q{ab}] [a||b] [!!] [-a] [a-] [\w-] [\w-a] [a-\w] [\u{1] (?i (?i- (?u:a) (?<\u0061
(?<\u{110000}>a) (?#a) (?P<a>b) \u{1F600 [z-\u{61}] a{99999999999,1} \cé (?<é`.split(/\s+/);

describe('early errors', () => {
  it.each(['', 'u', 'v', 'gi'])('are worded as V8 words them, flags "%s"', (flags) => {
    for (const pattern of PATTERNS) expect(ownMessage(pattern, flags), pattern).toBe(hostMessage(pattern, flags));
  });

  it('are none where ECMA-262 2025 allows what older hosts do not', () => {
    for (const pattern of ['(?i:a)', '(?i-s:a)', '(?-m:a)', '(?i-:a)', '(?<a>x)|(?<a>y)'])
      expect(ownMessage(pattern, '')).toBe(undefined);
  });

  it('come before the host runs out of stack', () => {
    expect(ownMessage('('.repeat(1e5) + ')'.repeat(1e5), '')).toContain('Regular expression too large');
    expect(ownMessage('([)]'.repeat(1e5) + ')'.repeat(1e5), '')).toContain('Regular expression too large');
    expect(ownMessage('['.repeat(1e5) + ']'.repeat(1e5), 'v')).toContain('Regular expression too large');
    expect(ownMessage('(?:'.repeat(900) + ')'.repeat(900), '')).toBe(undefined);
  });
});
