import { describe, expect, it } from 'vitest';
import { Machine } from '../index.ts';
import { type Attempt, Meter, PENDING, RegExpMatcher } from './matcher.ts';

function match(pattern: string, flags: string, text: string): (string | undefined)[] | null {
  const attempt: Attempt = new RegExpMatcher(pattern, flags).exec(text, 0, new Meter(10_000_000));
  if (typeof attempt === 'symbol') throw new Error(String(attempt));
  return attempt === null ? null : Array.from(attempt);
}

describe('what newer editions add', () => {
  it.each([
    ['(?i:a)b', '', 'Ab', ['Ab']],
    ['(?i:a)b', '', 'AB', null],
    ['(?-i:a)b', 'i', 'aB', ['aB']],
    ['(?-i:a)b', 'i', 'Ab', null],
    ['(?s:.)(?-s:.)', 's', '\na', ['\na']],
    ['(?m:^)a', '', '\na', ['a']],
    ['(?<y>\\d{4})|(?<y>x)\\k<y>', '', 'xx', ['xx', undefined, 'x']],
    ['(?:(?<a>x)|(?<a>y))\\k<a>', '', 'yy', ['yy', undefined, 'y']],
    ['(?:(?<a>x)|(?<a>y)|z)+\\k<a>', '', 'xz', ['xz', undefined, undefined]],
    ['[\\w--\\d]+', 'v', '12ab', ['ab']],
    ['^[[a-z]&&[aeiou]]+$', 'v', 'aeb', null],
    ['^[\\q{abc|a|}d]$', 'v', 'abc', ['abc']],
    ['^\\p{RGI_Emoji}$', 'v', '👨‍👩‍👧‍👦', ['👨‍👩‍👧‍👦']],
    ['^[^]$', 'v', 'a', ['a']],
    ['^\\P{Lu}$', 'iv', 'a', null],
    ['^\\P{Lu}$', 'iu', 'A', ['A']],
  ])('/%s/%s on %j', (pattern, flags, text, expected) => {
    expect(match(pattern, flags, text)).toEqual(expected);
  });
});

describe('the host', () => {
  it.each([
    ['foo|bar', true],
    ['\\d+', true],
    ['"[^"]*"', true],
    ['a?b{2,5}[c-e]*', true],
    ['(a+)+$', false],
    ['(a|a)*b', false],
    ['(a)\\1', false],
    ['(?<=a*)b', false],
    ['(?i:a)', false],
    ['(?:a?){30}a{30}', false],
  ])('serves /%s/: %s', (pattern, served) => {
    expect(new RegExpMatcher(pattern, '').usesHost).toBe(served);
  });

  it('is not asked where the bound for the text is too high', () => {
    const matcher = new RegExpMatcher('[a-z]+\\d', '');
    expect(matcher.byHost('a'.repeat(100), 0)).toBe(null);
    expect(matcher.byHost('a'.repeat(100_000), 0)).toBe(undefined);
    // Runs from different starts do not overlap.
    expect(new RegExpMatcher('"[^"]*"', '').byHost('"'.padEnd(100_000, 'a'), 0)).toBe(null);
  });
});

describe('long matches', () => {
  it('wait as plain numbers and go on', () => {
    const matcher = new RegExpMatcher('(a+)+$', '');
    const text = `${'a'.repeat(16)}b`;
    let state = matcher.begin(text, 0);
    let turns = 0;
    while (matcher.resume(state, text, 1000) === PENDING) {
      turns++;
      const saved = JSON.stringify({ ...state, registers: [...state.registers], stack: [...state.stack] });
      const read = JSON.parse(saved) as { registers: number[]; stack: number[] };
      state = { ...state, registers: Int32Array.from(read.registers), stack: Int32Array.from(read.stack) };
    }
    expect(turns).toBeGreaterThan(50);
  });

  it.each([
    '/(a+)+$/.test(text)',
    '/(a+)+$/.exec(text)',
    "text.replace(/(a+)+$/g, 'x')",
    'text.replace(/(a+)+$/g, () => 1)',
    'text.split(/(a+)+$/)',
    'text.match(/(a+)+$/g)',
    'text.search(/(a+)+$/)',
    '[...text.matchAll(/(a+)+$/g)]',
  ])('end at a limit of steps: %s', (code) => {
    const m = new Machine({ limits: { steps: 300_000 } });
    m.start(`const text = 'a'.repeat(40) + 'b'; ${code}`, { name: 'test', kind: 'script', language: 'js' });
    expect(m.run()).toEqual({ status: 'limit', limit: 'steps' });
  });

  it('end at a limit of time', () => {
    const m = new Machine({ limits: { durationMs: 200 } });
    m.start(`/(a+)+$/.test('a'.repeat(30) + 'b')`, { name: 'test', kind: 'script', language: 'js' });
    expect(m.run()).toEqual({ status: 'limit', limit: 'durationMs' });
  });

  it('give the same as short ones', () => {
    const m = new Machine();
    m.start(
      `const text = 'a'.repeat(14) + 'b' + 'aaa';
       JSON.stringify([text.replace(/(a+)+$/g, '<$1>'), text.split(/(?:a+)+$/), text.match(/(a+)+$/g), text.search(/(a+)+$/),
         /(a+)+$/.test(text), RegExp.lastMatch, RegExp.leftContext.length])`,
      { name: 'test', kind: 'script', language: 'js' },
    );
    const text = `${'a'.repeat(14)}b`;
    expect(m.run()).toEqual({
      status: 'done',
      value: JSON.stringify([`${text}<aaa>`, [text, ''], ['aaa'], 15, true, 'aaa', 15]),
    });
  });
});
