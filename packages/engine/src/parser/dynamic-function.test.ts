import { describe, expect, test } from 'vitest';
import { type DynamicFunctionKind, parseDynamicFunction } from './dynamic-function.ts';
import { SaguaroSyntaxError } from './syntax-error.ts';

function make(parameters: string, body: string, kind: DynamicFunctionKind = 'function') {
  return parseDynamicFunction(parameters, body, kind, { name: '<anonymous>' });
}

function errorOf(parameters: string, body: string, kind: DynamicFunctionKind = 'function'): string {
  try {
    make(parameters, body, kind);
    return 'ok';
  } catch (error) {
    if (error instanceof SaguaroSyntaxError) return error.message;
    throw error;
  }
}

describe('parseDynamicFunction', () => {
  test.each<[DynamicFunctionKind, string, boolean, boolean]>([
    ['function', 'function anonymous(a,b\n) {\nreturn a\n}', false, false],
    ['generator', 'function* anonymous(a,b\n) {\nreturn a\n}', true, false],
    ['async', 'async function anonymous(a,b\n) {\nreturn a\n}', false, true],
    ['async-generator', 'async function* anonymous(a,b\n) {\nreturn a\n}', true, true],
  ])('%s: the source text is the specification’s', (kind, source, generator, async) => {
    const { fn, program, ...rest } = make('a,b', 'return a', kind);
    expect(rest.source).toBe(source);
    expect(fn).toMatchObject({ type: 'FunctionExpression', id: null, start: 0, end: source.length, generator, async });
    expect(program.body).toMatchObject([{ type: 'ExpressionStatement', expression: { type: 'FunctionExpression' } }]);
  });

  test.each([
    ['', ''],
    ['a, b = 1, ...c', ''],
    ['a,', ''],
    ['a // comment', ''],
    ['/* a */ a', '// comment'],
    ['', '-->'],
    ['', 'return new.target'],
    ['a', 'var a; { let a }'],
    ['', '/* } */'],
  ])('(%j, %j) is a function', (parameters, body) => {
    expect(errorOf(parameters, body)).toBe('ok');
  });

  test.each([
    ['/*', '*/){', 'Arg string terminates parameters early'],
    [') { var x = function (', '} ', 'Arg string terminates parameters early'],
    ['a) { }, function (b', '', "Unexpected token ','"],
    ['', '}, function () {', "Unexpected token ','"],
    ['', '} function f() {', "Unexpected token '}'"],
    ['', '}\n{', "Unexpected token '}'"],
    ['a b', '', "Unexpected identifier 'b'"],
    ['', 'super()', "'super' keyword unexpected here"],
    ['', '}', "Unexpected token '}'"],
    ['a = super.b', '', "'super' keyword unexpected here"],
    ['a', 'let a', "Identifier 'a' has already been declared"],
    ['a, a', '"use strict"', 'Duplicate parameter name not allowed in this context'],
    ['a = 1', '"use strict"', "Illegal 'use strict' directive in function with non-simple parameter list"],
    ['', '#!x', 'Invalid or unexpected token'],
    ['-->', '', "Unexpected token '--'"],
  ])('(%j, %j): %s', (parameters, body, message) => {
    expect(errorOf(parameters, body)).toBe(message);
  });

  test('await and yield are what the kind says', () => {
    expect(errorOf('', 'await 1', 'async')).toBe('ok');
    expect(errorOf('', 'yield 1', 'generator')).toBe('ok');
    expect(errorOf('', 'await 1')).toBe('await is only valid in async functions and the top level bodies of modules');
    expect(errorOf('a = yield', '', 'generator')).toBe('Yield expression not allowed in formal parameter');
    expect(errorOf('a = await 1', '', 'async')).toBe('Illegal await-expression in formal parameters of async function');
  });
});
