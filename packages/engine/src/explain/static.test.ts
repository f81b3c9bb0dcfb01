import { describe, expect, it } from 'vitest';
import { SaguaroSyntaxError } from '../parser/syntax-error.ts';
import { STRATEGIES, type StorageStrategy } from '../storage/plan.ts';
import { type ExplainedBinding, explainSource } from './static.ts';

const COUNTER = `function foo() {
  let a = 0;
  const b = 10;

  return function bar() {
    a += 1;
    return a;
  };
}
`;

function explained(source: string, storage: StorageStrategy = 'flat', kind: 'script' | 'module' = 'script') {
  return explainSource(source, { name: 'test.js', kind, storage }).bindings;
}

function binding(
  source: string,
  name: string,
  storage: StorageStrategy = 'flat',
  kind: 'script' | 'module' = 'script',
) {
  const found = explained(source, storage, kind).filter((candidate) => candidate.name === name);
  if (found.length !== 1) throw new Error(`${found.length} bindings called ${name}`);
  return found[0] as ExplainedBinding;
}

describe('explainSource', () => {
  it('answers where `a` lives', () => {
    expect(explainSource(COUNTER, { name: 'counter.js', kind: 'script' })).toEqual({
      file: 'counter.js',
      storage: 'flat',
      bindings: [
        {
          name: 'foo',
          kind: 'function',
          line: 1,
          column: 10,
          function: '<top level>',
          memory: 'heap',
          place: { kind: 'global', lexical: false },
          capturedBy: [],
          why: 'top-level function of a script is a property of the global object',
        },
        {
          name: 'a',
          kind: 'let',
          line: 2,
          column: 7,
          function: 'foo',
          memory: 'heap',
          place: { kind: 'slot', record: 'cell' },
          capturedBy: [{ function: 'bar', line: 5, column: 10, reads: 2, writes: 1 }],
          why: 'captured by `bar` (5:10), which may outlive this call; it may change after that, so they share one cell',
        },
        {
          name: 'b',
          kind: 'const',
          line: 3,
          column: 9,
          function: 'foo',
          memory: 'stack',
          place: { kind: 'register' },
          capturedBy: [],
          why: 'no inner function mentions it',
        },
      ],
    });
  });

  it('gives each strategy its own place and reason', () => {
    const answer = (storage: StorageStrategy, name: string): unknown[] => {
      const { memory, place, why } = binding(COUNTER, name, storage);
      return [memory, place, why];
    };
    expect(STRATEGIES.slice(1).map((storage) => answer(storage, 'a'))).toEqual([
      [
        'heap',
        { kind: 'slot', record: 'environment', index: 0 },
        'captured by `bar` (5:10), which may outlive this call; the environment of `foo` holds it',
      ],
      [
        'heap',
        { kind: 'slot', record: 'frame' },
        'captured by `bar` (5:10), which may outlive this call; a closure keeps the whole frame of `foo`',
      ],
      ['heap', { kind: 'name' }, 'captured by `bar` (5:10), which may outlive this call; a closure keeps all of `foo`'],
    ]);
    expect(STRATEGIES.slice(1).map((storage) => answer(storage, 'b'))).toEqual([
      ['stack', { kind: 'register' }, 'no inner function mentions it'],
      [
        'heap',
        { kind: 'slot', record: 'frame' },
        'no inner function mentions it, but closures made by `foo` keep its whole frame',
      ],
      ['heap', { kind: 'name' }, 'no inner function mentions it, but closures made by `foo` keep all its scopes'],
    ]);
  });

  const REASONS: readonly (readonly [
    source: string,
    name: string,
    why: string,
    storage?: StorageStrategy,
    kind?: 'module',
  ])[] = [
    ['var a', 'a', 'top-level `var` of a script is a property of the global object'],
    ['let a', 'a', 'top-level `let` of a script lives in the global environment'],
    ['class A {}', 'A', 'top-level class of a script lives in the global environment'],
    [
      'function f(a) { return () => a }',
      'a',
      'captured by an anonymous function (1:24), which may outlive this call; its value is final by then, so each closure holds a copy',
    ],
    [
      '{ const f = () => f }',
      'f',
      'captured by `f` (1:13), which may outlive this script; a closure is made before it has its value, so they share one cell',
    ],
    [
      'function f(a) { a++; return [() => a, () => a, () => a, () => a] }',
      'a',
      'captured by an anonymous function (1:30), an anonymous function (1:39) and 2 other functions, which may outlive this call; its value is final by then, so each closure holds a copy',
    ],
    [
      'function f(a) { return { m() { return a }, get g() { return a } } }',
      'a',
      'captured by `m` (1:26) and `get g` (1:44), which may outlive this call; its value is final by then, so each closure holds a copy',
    ],
    [
      'function f(a) { return class { x = a; static y = a } }',
      'a',
      'captured by the field initialisers of the class at 1:24 and the static initialisers of the class at 1:24, which may outlive this call; its value is final by then, so each closure holds a copy',
    ],
    ['function f(a) { return () => eval("a") }', 'a', 'a direct eval at 1:30 may name it'],
    ['function f(o, a) { with (o) a }', 'a', 'code under the `with` at 1:20 may name it'],
    ['function f(a) { arguments }', 'a', 'the `arguments` object of `f` aliases it, so they share one cell'],
    [
      'function f(a) { arguments }',
      'a',
      'the `arguments` object of `f` aliases it; the environment of `f` holds it',
      'linked',
    ],
    [
      'function f(a, b, c) { return () => [a, b, c] }',
      'b',
      'captured by an anonymous function (1:30), which may outlive this call; the environment of `f` holds it together with `a` and `c`',
      'linked',
    ],
    [
      'for (const a of []) () => a',
      'a',
      'captured by an anonymous function (1:21), which may outlive this script; the environment of the loop at 1:1 holds it',
      'linked',
    ],
    [
      'for (const a of []) () => a',
      'a',
      'captured by an anonymous function (1:21), which may outlive this script; the environment of the loop at 1:1 holds it, a fresh one each round',
      'frame',
    ],
    [
      'for (const [a, b] of []) () => a',
      'b',
      'no inner function mentions it, but closures keep all of the loop at 1:1, a fresh one each round',
      'frame',
    ],
    ['function f(a) { a }', 'a', '`f` makes no closures, so nothing outlives its call', 'frame'],
    [
      'function f(a, o) { with (o) a; return () => o }',
      'o',
      'captured by an anonymous function (1:39), which may outlive this call; others in `f` must be found by name',
      'linked',
    ],
    ['import a from "m"', 'a', "imports `default` of 'm', which lives in that module", 'flat', 'module'],
    ['import * as a from "m"', 'a', "imports the namespace of 'm', which lives in that module", 'flat', 'module'],
    ['export let a', 'a', 'exported, so other modules may read it at any time', 'flat', 'module'],
    [
      'let a; export const f = () => a',
      'a',
      "captured by `f` (1:25), which may outlive the module's evaluation",
      'flat',
      'module',
    ],
    ['let a', 'a', 'no inner function mentions it', 'frame', 'module'],
  ];
  for (const [source, name, why, storage = 'flat', kind = 'script'] of REASONS) {
    it(`says why: ${source} (${storage})`, () => {
      expect(binding(source, name, storage, kind).why).toBe(why);
    });
  }

  it('shows this, arguments and own names only where they count', () => {
    const names = (source: string): string[] => explained(source).map(({ name, kind }) => `${name} ${kind}`);
    expect(names('(function () { this; return () => this })')).toEqual(['this this']);
    expect(names('(function () { this })')).toEqual([]);
    expect(names('(function () { arguments })')).toEqual(['arguments arguments']);
    expect(names('(function f() { return f })')).toEqual(['f self']);
    expect(names('(function f() {})')).toEqual([]);
    expect(names('class A { static a = A }')).toEqual(['A class', 'A self']);
    expect(names('class A { #p = 1; [k] = 2; m() { super.m } }')).toEqual(['A class']);
  });

  it('sorts by position and counts in lines and columns from 1', () => {
    expect(
      explained('var b;\r\n  let c, a;\nfunction f(x) { var y }').map(({ name, line, column }) => [name, line, column]),
    ).toEqual([
      ['b', 1, 5],
      ['c', 2, 7],
      ['a', 2, 10],
      ['f', 3, 10],
      ['x', 3, 12],
      ['y', 3, 21],
    ]);
  });

  it('lists each capture with its reads and writes', () => {
    const source =
      'function f() { let a; return { get() { return a + a }, set(v) { a = v }, add: (n) => { a += n; a++ } } }';
    expect(binding(source, 'a').capturedBy).toEqual([
      { function: 'get', line: 1, column: 32, reads: 2, writes: 0 },
      { function: 'set', line: 1, column: 56, reads: 0, writes: 1 },
      { function: 'add', line: 1, column: 79, reads: 2, writes: 2 },
    ]);
  });

  it('reports early errors', () => {
    expect(() => explainSource('let a; let a', { name: 'test.js', kind: 'script' })).toThrow(SaguaroSyntaxError);
  });
});
