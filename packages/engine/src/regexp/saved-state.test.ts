/** States of matches in progress, saved and brought back: by a snapshot, and forged. */
import { Machine } from '@saguaro/engine';
import { expect, test } from 'vitest';
import { Meter, PENDING, RegExpMatcher } from './matcher.ts';
import type { MatchState } from './run.ts';

/** Patterns that take many steps on their texts, with every kind of instruction between them. */
const LONG: readonly (readonly [pattern: string, flags: string, text: string])[] = [
  ['(a+)+$', '', `${'a'.repeat(11)}b`],
  ['(?:(\\w)(?=\\w*\\1)|.)*!', 'd', 'abcabdabcabdabce'],
  ['(?<!b)(?:(?<x>a?)\\k<x>){2,}?c', 'i', 'aAaAaAaAbA'],
  ['(?:[a-c]{1,3}?|(?!d)\\p{L}|[^]){3,5}$z', 'u', 'abcabcabcabcéd\u{1f600}d'],
  ['(?<=(a|b)*)(?:(a|ab)(?:c|bcd)*)*\\bq', 's', 'ababcdabcdabab'],
];

const state = (s: MatchState): MatchState => ({
  ...s,
  registers: s.registers.slice(),
  stack: s.stack.slice(0, s.height),
});

test('a state goes on as it would have, after every slice', () => {
  for (const [pattern, flags, text] of LONG) {
    const matcher = new RegExpMatcher(pattern, flags);
    const whole = matcher.resume(matcher.begin(text, 0), text, 1e9);
    let at = matcher.begin(text, 0);
    let slices = 0;
    let answer = matcher.resume(at, text, 61);
    for (; answer === PENDING; slices++) {
      const revived = matcher.revive(state(at), text, matcher.fingerprint);
      expect(revived, `/${pattern}/${flags}`).not.toBe(null);
      at = revived as MatchState;
      answer = matcher.resume(at, text, 61);
    }
    expect(slices, `/${pattern}/${flags}`).toBeGreaterThan(10);
    expect(answer).toEqual(whole);
  }
});

test('a state of another program looks anew from where it had come to', () => {
  const matcher = new RegExpMatcher('(a+)+b', '');
  const text = `${'a'.repeat(12)}c${'a'.repeat(3)}b`;
  const begun = matcher.begin(text, 0);
  expect(matcher.resume(begun, text, 5000)).toBe(PENDING);
  const revived = matcher.revive(state(begun), text, matcher.fingerprint ^ 1) as MatchState;
  expect(revived.stack.length).toBe(0);
  expect(matcher.resume(revived, text, 1e9)).toMatchObject({ 0: 'aaab', index: 13 });
});

test('a forged state is refused, or goes on within its bounds', () => {
  let seed = 7;
  const random = (n: number) => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return Math.floor((seed / 2 ** 32) * n);
  };
  let taken = 0;
  for (let round = 0; round < 4000; round++) {
    const [pattern, flags, text] = LONG[round % LONG.length] as (typeof LONG)[number];
    const matcher = new RegExpMatcher(pattern, flags);
    const s = matcher.begin(text, 0);
    if (matcher.resume(s, text, 20 + random(400)) !== PENDING) continue;
    const forged = state(s);
    const wild = () => [random(80) - 3, random(2 ** 31), -random(2 ** 31), text.length][random(4)] as number;
    for (let n = 1 + random(3); n > 0; n--) {
      const where = random(4);
      if (where === 0) forged.pc = wild();
      else if (where === 1) forged.position = wild();
      else if (where === 2) forged.registers[random(forged.registers.length)] = wild();
      else forged.stack[random(forged.stack.length)] = wild();
    }
    const revived = matcher.revive(forged, text, matcher.fingerprint);
    if (revived === null) continue;
    taken++;
    for (let slices = 0; slices < 20 && matcher.resume(revived, text, 1000) === PENDING; slices++)
      expect(revived.left).toBeGreaterThan(-10_000);
  }
  expect(taken).toBeGreaterThan(500);
});

test('a machine in the middle of a match is saved and goes on in another', () => {
  const source = `const text = '${'a'.repeat(17)}b'; let found = 0; for (const r of [/(a+)+$/, /(a|aa)+$/y]) found += r.test(text) ? 1 : 10; found + ':' + 'xaab'.replace(/(a*)*b/g, '[$1]')`;
  const whole = new Machine();
  whole.start(source);
  expect(whole.run()).toMatchObject({ status: 'done', value: '20:x[aa]' });
  let machine = new Machine();
  machine.start(source);
  let saved = 0;
  let outcome = machine.run({ steps: 30_000 });
  while (outcome.status === 'paused') {
    const bytes = machine.snapshot();
    machine = Machine.restore(bytes);
    expect(machine.snapshot()).toEqual(bytes);
    saved++;
    outcome = machine.run({ steps: 30_000 });
  }
  expect(saved).toBeGreaterThan(20);
  expect(outcome).toEqual({ status: 'done', value: '20:x[aa]' });
  expect(machine.stepsRun).toBe(whole.stepsRun);
});

test('a meter bounds what a match takes at once', () => {
  const meter = new Meter(1000);
  expect(new RegExpMatcher('(a+)+$', '').exec(`${'a'.repeat(40)}b`, 0, meter)).toBe(PENDING);
});
