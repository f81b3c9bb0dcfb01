import { createColors } from 'picocolors';
import { describe, expect, it } from 'vitest';
import { annotate } from './annotate.ts';
import { explanationText } from './explain.ts';
import type { ExplainedBinding, FullExplanation } from './model.ts';

const plain = createColors(false);

const source = `function foo() {
  let a = 0;
  const b = 10;
  return function bar() {
    return (a += b);
  };
}
const next = foo();
`;

const binding = (
  name: string,
  kind: string,
  line: number,
  column: number,
  more: Partial<ExplainedBinding> = {},
): ExplainedBinding => ({
  name,
  kind,
  line,
  column,
  function: 'foo',
  memory: 'stack',
  place: { kind: 'register' },
  capturedBy: [],
  why: 'No inner function uses it.',
  ...more,
});

const explanation: FullExplanation = {
  file: 'counter.js',
  storage: 'flat',
  bindings: [
    binding('foo', 'function', 1, 10, { function: '<top level>', memory: 'heap', place: { kind: 'global' } }),
    binding('a', 'let', 2, 7, {
      memory: 'heap',
      place: { kind: 'slot', record: 'cell' },
      capturedBy: [{ function: 'bar', line: 5, column: 13, reads: 1, writes: 1 }],
      why: 'bar uses it and may outlive the call of foo.',
    }),
    binding('b', 'const', 3, 9),
    binding('next', 'const', 8, 7, { function: '<top level>', memory: 'heap', place: { kind: 'global' } }),
  ],
  run: {
    outcome: 'done',
    output: '1\n',
    frames: { pushed: 1234, returned: 1234, reused: 2, kept: 0, deepest: 2 },
    kept: [
      {
        binding: 'a',
        function: 'foo',
        file: 'counter.js',
        line: 2,
        column: 7,
        bytes: 16,
        path: ['global next', 'closure bar', 'environment of foo', 'a'],
      },
    ],
  },
};

describe('the report of explain', () => {
  it('marks each declaration in words, so that it reads without colour', () => {
    expect(annotate(source, explanation.bindings, plain)).toEqual([
      '1 │ function foo() {     ◂ foo HEAP',
      '2 │   let a = 0;         ◂ a HEAP',
      '3 │   const b = 10;      ◂ b stack',
      '4 │   return function bar() {',
      '5 │     return (a += b);',
      '6 │   };',
      '7 │ }',
      '8 │ const next = foo();  ◂ next HEAP',
    ]);
  });

  it('says all of it', () => {
    expect(explanationText(source, explanation, plain).split('\n').slice(11)).toEqual([
      '4 bindings: 1 on the stack, 3 on the heap; 1 captured by a closure.',
      '',
      'a  let in foo, 2:7: heap, in an environment of its own',
      '  captured by bar at 5:13, which reads it and writes it',
      '  bar uses it and may outlive the call of foo.',
      '',
      'The run',
      '  done',
      '  > 1',
      '',
      'Still alive at the end',
      '  a of foo, 2:7, 16 bytes',
      '    global next → closure bar → environment of foo → a',
      '',
      'Frames',
      '  pushed   1,234  a function was called',
      '  returned 1,234  it returned, and its frame was free again',
      '  reused       2  a call took a frame that an earlier one had left',
      '  kept         0  it could not be freed, since something still refers to it',
      '  deepest      2  frames linked at one time, at most',
    ]);
  });

  it('colours names in place where colour is wanted, and the text is the same', () => {
    const coloured = explanationText(source, explanation, createColors(true));
    expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(explanationText(source, explanation, plain));
    expect(coloured).toContain('let \u001b[1m\u001b[33ma\u001b[39m\u001b[22m = 0;');
  });

  it('puts marks below a line too long for a margin', () => {
    const long = `let a = '${'x'.repeat(100)}';\nlet b;`;
    expect(annotate(long, [binding('a', 'let', 1, 5), binding('b', 'let', 2, 5)], plain)).toEqual([
      `1 │ let a = '${'x'.repeat(100)}';`,
      `  │ ${' '.repeat(76)}  ◂ a stack`,
      `2 │ let b;${' '.repeat(70)}  ◂ b stack`,
    ]);
  });

  it('shows control characters instead of sending them to the terminal', () => {
    expect(annotate("let a = '\u001b[2J\u202e';", [binding('a', 'let', 1, 5)], plain)).toEqual([
      "1 │ let a = '␛[2J\ufffd';  ◂ a stack",
    ]);
  });

  it('leaves out of the margin what no text declares', () => {
    expect(annotate('f(() => this);', [binding('this', 'this', 1, 1)], plain)).toEqual(['1 │ f(() => this);']);
  });
});
