import { describe, expect, test } from 'vitest';
import { parseFrontmatter } from './frontmatter.ts';

const wrap = (text: string) => `// Copyright\n/*---\n${text}\n---*/\ncode();\n`;

describe('parseFrontmatter', () => {
  test('a file without frontmatter has the empty one', () => {
    const { flags, includes, features, negative } = parseFrontmatter('code();');
    expect([flags.size, includes, features, negative]).toEqual([0, [], [], null]);
  });

  test('reads flow lists on one line and on several', () => {
    const { flags, includes, features } = parseFrontmatter(
      wrap('flags: [onlyStrict, async]\nincludes: [a.js]\nfeatures: [\n  Symbol.iterator,\n  "BigInt",\n]'),
    );
    expect([...flags]).toEqual(['onlyStrict', 'async']);
    expect(includes).toEqual(['a.js']);
    expect(features).toEqual(['Symbol.iterator', 'BigInt']);
  });

  test('reads block lists, at the column of their key too', () => {
    const { includes, features } = parseFrontmatter(
      wrap('includes:\n  - a.js\n  - b.js\nfeatures:\n- let # why\n- const'),
    );
    expect(includes).toEqual(['a.js', 'b.js']);
    expect(features).toEqual(['let', 'const']);
  });

  test('reads the nested mapping of a negative test', () => {
    expect(parseFrontmatter(wrap('negative:\n  phase: resolution\n  type: SyntaxError')).negative).toEqual({
      phase: 'resolution',
      type: 'SyntaxError',
    });
  });

  test('a block of text that looks like keys is not read as keys', () => {
    const { flags, features } = parseFrontmatter(
      wrap(
        'info: |\n  flags: [module]\n\n  features: [x]\nesid: sec-x\ndescription: >\n  negative: none\nfeatures: [y]',
      ),
    );
    expect(flags.size).toBe(0);
    expect(features).toEqual(['y']);
  });

  test('lines may end with a carriage return, and keys may all be indented', () => {
    const { flags, includes } = parseFrontmatter('/*---\r  flags: [raw]\r  includes: [a.js]\r---*/\r');
    expect([...flags]).toEqual(['raw']);
    expect(includes).toEqual(['a.js']);
  });

  test('says what it does not understand', () => {
    expect(() => parseFrontmatter(wrap('flags: [onlyTuesdays]'))).toThrow('unknown flag "onlyTuesdays"');
    expect(() => parseFrontmatter(wrap('negative:\n  phase: later\n  type: Error'))).toThrow(
      '"negative" needs a phase and a type',
    );
    expect(() => parseFrontmatter(wrap('includes: a.js'))).toThrow('"includes" is not a list');
  });
});
