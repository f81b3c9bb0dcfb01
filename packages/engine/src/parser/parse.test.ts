import { describe, expect, test } from 'vitest';
import type { CallExpression, ClassDeclaration, ExpressionStatement, Literal, MethodDefinition } from './ast.ts';
import { MAX_NESTING } from './nesting.ts';
import { type ParseOptions, parse } from './parse.ts';
import { SaguaroSyntaxError } from './syntax-error.ts';

function program(source: string, options: Partial<ParseOptions> = {}) {
  return parse(source, { name: 'test.js', kind: 'script', ...options }).program;
}

function codeOf(source: string, options: Partial<ParseOptions> = {}): string {
  try {
    program(source, options);
    return 'ok';
  } catch (error) {
    if (error instanceof SaguaroSyntaxError) return error.code;
    throw error;
  }
}

function literal(source: string): Literal {
  return (program(source).body[0] as ExpressionStatement).expression as Literal;
}

describe('the tree', () => {
  test('strictness is the program’s own or from outside', () => {
    expect(program('1').strict).toBe(false);
    expect(program('"use strict"; 1').strict).toBe(true);
    expect(program('("use strict"); 1').strict).toBe(false);
    expect(program('1', { kind: 'module' }).strict).toBe(true);
    expect(program('1', { kind: 'eval', strict: true }).strict).toBe(true);
    expect(codeOf('with (a);', { kind: 'eval', strict: true })).toBe('StrictWith');
  });

  test('a method knows where its text starts', () => {
    const source = 'class A { static /* a */ async *m() {} static() {} get g() {} static [k]() {} }';
    const { body } = (program(source).body[0] as ClassDeclaration).body;
    const texts = (body as MethodDefinition[]).map((method) => source.slice(method.textStart, method.end));
    expect(texts).toEqual(['async *m() {}', 'static() {}', 'get g() {}', '[k]() {}']);
  });

  test('integers beyond 2^53 are rounded once', () => {
    expect(literal('0x200000000000018').value).toBe(Number('0x200000000000018'));
    expect(literal('0x2000_0000_0000_018').value).toBe(Number('0x200000000000018'));
    expect(literal('0o777777777777777777771').value).toBe(Number('0o777777777777777777771'));
  });

  test('a regular expression is text, not a host object', () => {
    expect(literal('/a+/gi')).toMatchObject({ value: null, regex: { pattern: 'a+', flags: 'gi' } });
  });

  test('a BigInt has its digits', () => {
    expect(literal('0x1_0n')).toMatchObject({ value: 16n, bigint: '16' });
  });

  test('parentheses around a target show in the offsets', () => {
    const assignment = (program('(a) = b').body[0] as ExpressionStatement).expression;
    expect(assignment).toMatchObject({ type: 'AssignmentExpression', start: 0, left: { start: 1 } });
  });
});

describe('nesting', () => {
  const deep: [name: string, nest: (n: number) => string][] = [
    ['parentheses', (n) => `${'('.repeat(n)}1${')'.repeat(n)}`],
    ['arrays', (n) => `${'['.repeat(n)}${']'.repeat(n)}`],
    ['objects', (n) => `x = ${'{a:'.repeat(n)}1${'}'.repeat(n)}`],
    ['functions', (n) => `${'(function(){'.repeat(n)}${'})'.repeat(n)}`],
    ['arrows', (n) => `${'a=>'.repeat(n)}1`],
    ['blocks', (n) => `${'{'.repeat(n)}${'}'.repeat(n)}`],
    ['else if', (n) => `${'if(a)b;else '.repeat(n)}c`],
    ['conditionals', (n) => `${'a?b:'.repeat(n)}c`],
    ['assignments', (n) => `${'a='.repeat(n)}1`],
    ['unary operators', (n) => `${'!'.repeat(n)}1`],
    ['exponentiation', (n) => `${'a**'.repeat(n)}1`],
    ['new', (n) => `${'new '.repeat(n)}a`],
    ['templates', (n) => `${'`${'.repeat(n)}1${'}`'.repeat(n)}`],
    ['binding patterns', (n) => `let ${'['.repeat(n)}a${']'.repeat(n)} = 1`],
    ['assignment patterns', (n) => `${'['.repeat(n)}a${']'.repeat(n)} = 1`],
    ['yield', (n) => `function* g() { ${'yield '.repeat(n)} }`],
    ['groups of a regular expression', (n) => `/${'('.repeat(n)}${')'.repeat(n)}/`],
    ['unclosed brackets', (n) => '['.repeat(n)],
  ];

  test.each(deep)('%s: 10,000 levels are too many, 100 are not', (name, nest) => {
    expect(codeOf(nest(10_000))).toBe('NestedTooDeeply');
    expect(codeOf(nest(100))).toBe(name === 'unclosed brackets' ? 'UnexpectedEndOfInput' : 'ok');
  });

  test('the bound is the same wherever it is met', () => {
    const blocks = (n: number): string => `${'{'.repeat(n)}${'}'.repeat(n)}`;
    expect(codeOf(blocks(MAX_NESTING))).toBe('ok');
    expect(codeOf(blocks(MAX_NESTING + 1))).toBe('NestedTooDeeply');
  });

  test.each([
    ['operators', `${'a + '.repeat(100_000)}a`],
    ['logical operators', `${'a && '.repeat(100_000)}a`],
    ['members', `a${'.a'.repeat(100_000)}`],
    ['calls', `a${'()'.repeat(100_000)}`],
    ['list items', `[${'1,'.repeat(100_000)}]`],
  ])('a chain of 100,000 %s is no nesting', (_, source) => {
    expect(codeOf(source)).toBe('ok');
  });

  test('operators keep their precedence and associativity', () => {
    const shape = (node: unknown): unknown => {
      const { type, operator, left, right, name } = node as Record<string, unknown>;
      return type === 'Identifier' ? name : [shape(left), operator, shape(right)];
    };
    const of = (source: string): unknown => shape((program(source).body[0] as ExpressionStatement).expression);
    expect(of('a + b * c - d')).toEqual([['a', '+', ['b', '*', 'c']], '-', 'd']);
    expect(of('a ** b ** c')).toEqual(['a', '**', ['b', '**', 'c']]);
    expect(of('a || b && c || d')).toEqual([['a', '||', ['b', '&&', 'c']], '||', 'd']);
    expect(of('a < b == c in d')).toEqual([['a', '<', 'b'], '==', ['c', 'in', 'd']]);
    expect(of('a ?? b ?? c')).toEqual([['a', '??', 'b'], '??', 'c']);
  });
});

describe('direct eval', () => {
  test.each([
    ['new.target', {}, 'UnexpectedNewTarget'],
    ['new.target', { newTarget: true }, 'ok'],
    ['() => new.target', { newTarget: true }, 'ok'],
    ['super.x', {}, 'UnexpectedSuper'],
    ['super.x', { superProperty: true }, 'ok'],
    ['() => super.x', { superProperty: true }, 'ok'],
    ['function f() { super.x }', { superProperty: true }, 'UnexpectedSuper'],
    ['super()', { superProperty: true }, 'UnexpectedSuper'],
    ['super()', { superProperty: true, superCall: true }, 'ok'],
    ['function f() { super() }', { superProperty: true, superCall: true }, 'UnexpectedSuper'],
    ['arguments', { noArguments: true }, 'ArgumentsInInitializer'],
    ['() => arguments', { noArguments: true }, 'ArgumentsInInitializer'],
    ['({ arguments })', { noArguments: true }, 'ArgumentsInInitializer'],
    ['function f() { arguments }', { noArguments: true }, 'ok'],
    ['a.arguments', { noArguments: true }, 'ok'],
    ['arguments', {}, 'ok'],
    ['this.#x', {}, 'UndeclaredPrivateName'],
    ['this.#x', { privateNames: new Set(['x']) }, 'ok'],
    ['#x in this', { privateNames: new Set(['x']) }, 'ok'],
    ['this.#y', { privateNames: new Set(['x']) }, 'UndeclaredPrivateName'],
    ['class A { #y; m() { this.#y; this.#x } }', { privateNames: new Set(['x']) }, 'ok'],
    ['class A { #y } this.#y', { privateNames: new Set(['x']) }, 'UndeclaredPrivateName'],
    ['class A { #x; m() { this.#x } }', { privateNames: new Set(['x']) }, 'ok'],
    ['return', { newTarget: true }, 'IllegalReturn'],
    ['await', {}, 'ok'],
  ])('%s with %o: %s', (source, allow, code) => {
    expect(codeOf(source, { kind: 'eval', allow })).toBe(code);
  });
});

describe('languages', () => {
  test('TypeScript has to be loaded first', () => {
    expect(() => program('let a: number', { language: 'ts' })).toThrow(
      "Cannot parse test.js: call 'await loadTypeScript()' before parsing TypeScript",
    );
  });

  test('JavaScript knows no types', () => {
    expect(codeOf('let a: number')).toBe('UnexpectedToken');
  });

  test('a call has its arguments', () => {
    const call = (program('f(a, ...b,)').body[0] as ExpressionStatement).expression as CallExpression;
    expect(call.arguments.map((argument) => argument.type)).toEqual(['Identifier', 'SpreadElement']);
  });
});
