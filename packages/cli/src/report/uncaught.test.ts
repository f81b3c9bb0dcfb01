import { createColors } from 'picocolors';
import { describe, expect, it } from 'vitest';
import { absenceHint, uncaughtText } from './uncaught.ts';

const plain = createColors(false);
const source = "function foo() {\n\t  throw new TypeError('hi');\n}\nfoo();\n";

describe('uncaught errors', () => {
  it('are printed as Node prints them', () => {
    const error = {
      text: 'TypeError: hi\n    at foo (/a.js:2:10)\n    at /a.js:4:1',
      isError: true,
      rejection: false,
      at: { file: '/a.js', line: 2, column: 4 },
    };
    expect(uncaughtText(error, () => source, plain)).toBe(
      "/a.js:2\n\t  throw new TypeError('hi');\n\t  ^\n\nTypeError: hi\n    at foo (/a.js:2:10)\n    at /a.js:4:1\n",
    );
  });

  it('of a value that is no Error follow the caret at once', () => {
    const error = { text: '1', isError: false, rejection: false, at: { file: '/b.js', line: 1, column: 1 } };
    expect(uncaughtText(error, () => 'throw 1', plain)).toBe('\n/b.js:1\nthrow 1\n^\n1\n');
  });

  it('of an unhandled rejection with no Error name the reason', () => {
    const error = { text: '5', isError: false, rejection: true };
    expect(uncaughtText(error, () => undefined, plain)).toBe(
      'UnhandledPromiseRejection: This error originated either by throwing inside of an async function without a catch block, or by rejecting a promise which was not handled with .catch(). The promise rejected with the reason "5".\n',
    );
  });

  it('show of a very long line what is around the column', () => {
    const long = `${'a;'.repeat(5000)}boom()${';b'.repeat(5000)}`;
    const error = { text: 'Error: x', isError: true, rejection: false, at: { file: '/m.js', line: 1, column: 10_001 } };
    const [, line = '', caret = ''] = uncaughtText(error, () => long, plain).split('\n');
    expect(line).toHaveLength(200);
    expect(line.slice(caret.indexOf('^'))).toMatch(/^boom\(\)/);
  });

  it('say what to use instead of what is not there', () => {
    expect(absenceHint('ReferenceError: require is not defined\n    at x')).toMatch(
      /^require is not there: .* Use import/,
    );
    expect(absenceHint('ReferenceError: process is not defined')).toMatch(/^process is not there/);
    expect(absenceHint('ReferenceError: foo is not defined')).toBe('');
  });
});
