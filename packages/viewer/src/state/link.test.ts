import { describe, expect, it } from 'vitest';
import { hashOf, sharedOf } from './link.ts';

const shared = { text: "const é = '日本 🌵';\n", language: 'ts', storage: 'linked', step: 1234 } as const;

describe('a link', () => {
  it('holds the program, how it is stored, and the step', () => {
    expect(sharedOf(hashOf(shared))).toEqual(shared);
  });

  it('is short for a short program and is made of what links may hold', () => {
    const hash = hashOf({ ...shared, text: 'let a = 0;\n'.repeat(500) });
    expect(hash.length).toBeLessThan(120);
    expect(hash).toMatch(/^#[\w/-]+$/);
  });

  it('is refused where it is none, or damaged', () => {
    const hash = hashOf(shared);
    for (const other of [
      '',
      '#',
      '#v2/js/flat/0/eJw',
      hash.slice(0, -6),
      hash.replace('linked', 'evil'),
      hash.replace('1234', '-1'),
    ])
      expect(sharedOf(other), other).toBeNull();
  });
});
