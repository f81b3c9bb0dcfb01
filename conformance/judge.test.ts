import { describe, expect, test } from 'vitest';
import type { ErrorPhase, Outcome } from './adapter.ts';
import { type Frontmatter, parseFrontmatter } from './frontmatter.ts';
import { comparePaused, judge, outOfTime } from './judge.ts';

const plain = parseFrontmatter('');
const asyncTest: Frontmatter = { ...plain, flags: new Set(['async']) };
const negative = (phase: 'parse' | 'resolution' | 'runtime'): Frontmatter => ({
  ...plain,
  negative: { phase, type: 'SyntaxError' },
});
const completed = (...printed: string[]): Outcome => ({ status: 'completed', printed });
const threw = (phase: ErrorPhase, type = 'SyntaxError'): Outcome => ({
  status: 'threw',
  phase,
  type,
  message: 'm',
  stack: '',
  printed: [],
});
const messageOf = (frontmatter: Frontmatter, outcome: Outcome) => {
  const verdict = judge(frontmatter, outcome);
  return verdict.passed ? 'passed' : verdict.message;
};

describe('judge', () => {
  test('a test passes by completing', () => {
    expect(messageOf(plain, completed())).toBe('passed');
    expect(messageOf(plain, threw('runtime', 'TypeError'))).toBe('TypeError: m');
  });

  test('a negative test passes by the named error at the named phase only', () => {
    expect(messageOf(negative('parse'), threw('parse'))).toBe('passed');
    expect(messageOf(negative('resolution'), threw('resolution'))).toBe('passed');
    expect(messageOf(negative('parse'), threw('runtime'))).toBe(
      'expected SyntaxError at parse, got one at runtime: SyntaxError: m',
    );
    expect(messageOf(negative('runtime'), threw('runtime', 'TypeError'))).toBe(
      'expected SyntaxError, got TypeError: m',
    );
    expect(messageOf(negative('parse'), completed())).toBe('expected SyntaxError at parse, nothing was thrown');
  });

  test('an error in the harness is never what a test expects', () => {
    expect(messageOf(negative('runtime'), threw('harness'))).toBe('in the harness: SyntaxError: m');
  });

  test('an async test passes by printing so, and by nothing else', () => {
    expect(messageOf(asyncTest, completed('Test262:AsyncTestComplete'))).toBe('passed');
    expect(messageOf(asyncTest, completed('Test262:AsyncTestFailure:TypeError: x'))).toBe('TypeError: x');
    expect(messageOf(asyncTest, completed('Test262:AsyncTestComplete', 'Test262:AsyncTestFailure:late'))).toBe('late');
    expect(messageOf(asyncTest, completed('something else'))).toBe('the async test came to rest without calling $DONE');
  });

  test('running out of time and out of steps are one message, other limits their own', () => {
    const limit = (name: string): Outcome => ({ status: 'limit', limit: name, printed: [] });
    expect(messageOf(plain, limit('time'))).toBe(outOfTime);
    expect(messageOf(plain, limit('steps'))).toBe(outOfTime);
    expect(messageOf(plain, limit('heapBytes'))).toBe('limit reached: heapBytes');
  });

  test('a broken engine fails even a negative test', () => {
    const broke: Outcome = { status: 'broke', message: 'x is undefined\nat …', stack: '', printed: [] };
    expect(messageOf(negative('runtime'), broke)).toBe('the engine broke: x is undefined');
  });

  test('messages are one bounded line of well-formed text', () => {
    const outcome = { ...threw('runtime'), message: `a\ud800  b${'x'.repeat(400)}\nsecond` };
    const message = messageOf(plain, outcome);
    expect(message).toMatch(/^SyntaxError: a\ufffd bx+…$/);
    expect(message.length).toBe(241);
  });
});

describe('comparePaused', () => {
  const passed = judge(plain, completed());
  const failed = judge(plain, threw('runtime'));
  test('keeps a verdict that pauses do not change', () => {
    expect(comparePaused(passed, passed, 'paused')).toBe(passed);
    expect(comparePaused(failed, failed, 'paused')).toBe(failed);
  });
  test('fails on a difference, either way', () => {
    expect(comparePaused(passed, failed, 'paused every 7 instructions')).toMatchObject({
      passed: false,
      message: 'differs when paused every 7 instructions: SyntaxError: m',
    });
    expect(comparePaused(failed, passed, 'paused every 1 instructions')).toMatchObject({
      passed: false,
      message: 'differs when paused every 1 instructions: passes',
    });
  });
});
