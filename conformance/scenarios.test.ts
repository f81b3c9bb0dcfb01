import { describe, expect, test } from 'vitest';
import { type Flag, type Frontmatter, parseFrontmatter } from './frontmatter.ts';
import { expandModes, harnessFor, sourceFor } from './scenarios.ts';

const withFlags = (...flags: Flag[]): Frontmatter => ({ ...parseFrontmatter(''), flags: new Set(flags) });

describe('expandModes', () => {
  test.each<[Flag[], string[]]>([
    [[], ['sloppy', 'strict']],
    [
      ['async', 'generated'],
      ['sloppy', 'strict'],
    ],
    [['onlyStrict'], ['strict']],
    [['noStrict'], ['sloppy']],
    [['raw'], ['raw']],
    [['module', 'async'], ['module']],
    [['module', 'raw'], ['module']],
  ])('flags %j run as %j', (flags, modes) => {
    expect(expandModes(withFlags(...flags))).toEqual(modes);
  });
});

describe('harnessFor', () => {
  test('the defaults come first, then what async tests need, then what the test includes', () => {
    const includes = ['b.js', 'a.js'];
    expect(harnessFor({ ...withFlags('async'), includes })).toEqual([
      'assert.js',
      'sta.js',
      'doneprintHandle.js',
      'b.js',
      'a.js',
    ]);
  });

  test('a raw test has none, a file named twice runs once', () => {
    expect(harnessFor({ ...withFlags('raw'), includes: ['a.js'] })).toEqual([]);
    expect(harnessFor({ ...withFlags(), includes: ['sta.js', 'a.js', 'a.js'] })).toEqual([
      'assert.js',
      'sta.js',
      'a.js',
    ]);
  });
});

test('strict mode puts the directive before everything else', () => {
  expect(sourceFor('strict', '// x')).toBe('"use strict";\n// x');
  for (const mode of ['sloppy', 'module', 'raw'] as const) expect(sourceFor(mode, '// x')).toBe('// x');
});
