import { describe, expect, test } from 'vitest';
import { LineMap } from './line-map.ts';
import { parse } from './parse.ts';
import { SaguaroSyntaxError } from './syntax-error.ts';

function errorOf(source: string): SaguaroSyntaxError {
  try {
    parse(source, { name: 'dir/file.js', kind: 'script' });
  } catch (error) {
    if (error instanceof SaguaroSyntaxError) return error;
  }
  throw new Error('no syntax error');
}

describe('SaguaroSyntaxError', () => {
  test('says what, where, in which file and how to mend it', () => {
    const error = errorOf('let a = 1\nimport b from "c"');
    expect(error).toBeInstanceOf(SyntaxError);
    expect(error).toMatchObject({
      name: 'SaguaroSyntaxError',
      code: 'ImportOutsideModule',
      kind: 'SyntaxError',
      message: 'Cannot use import statement outside a module',
      file: 'dir/file.js',
      line: 2,
      column: 1,
      start: 10,
      end: 16,
      hint: 'Name the file .mjs (or .mts), or run it as a module.',
    });
  });

  test('marks the token below its line', () => {
    expect(errorOf('let a = 1\n\tlet a\r\n1').codeFrame()).toBe('dir/file.js:2\n\tlet a\n\t    ^');
    expect(errorOf('foo bar').frame).toBe('dir/file.js:1\nfoo bar\n    ^^^');
    expect(errorOf('f(').codeFrame()).toBe('dir/file.js:1\nf(\n  ^');
  });

  test('shows a window of a long line', () => {
    const frame = errorOf(`${'a;'.repeat(1000)}b c${';d'.repeat(1000)}`).codeFrame();
    const [, line, carets] = frame.split('\n') as [string, string, string];
    expect(line.length).toBe(102);
    expect(line.startsWith('…')).toBe(true);
    expect(line.endsWith('…')).toBe(true);
    expect(line[carets.indexOf('^')]).toBe('c');
  });
});

describe('LineMap', () => {
  const lines = new LineMap('a\nbc\r\n\rd\u2028e\u2029');

  test('knows all line terminators, CRLF as one', () => {
    expect(lines.starts).toEqual([0, 2, 6, 7, 9, 11]);
    expect([1, 2, 3, 4, 5, 6, 7].map((line) => lines.text(line))).toEqual(['a', 'bc', '', 'd', 'e', '', '']);
  });

  test.each([
    [0, 1, 1],
    [1, 1, 2],
    [2, 2, 1],
    [4, 2, 3],
    [6, 3, 1],
    [7, 4, 1],
    [10, 5, 2],
    [11, 6, 1],
  ])('offset %i is %i:%i, and back', (offset, line, column) => {
    expect(lines.position(offset)).toEqual({ line, column });
    expect(lines.line(offset)).toBe(line);
    expect(lines.offset(line, column)).toBe(offset);
  });

  test('clamps what is outside', () => {
    expect(lines.position(99)).toEqual({ line: 6, column: 1 });
    expect(lines.position(-1)).toEqual({ line: 1, column: 1 });
    expect(lines.offset(2, 99)).toBe(4);
  });
});
