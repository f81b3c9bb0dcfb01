import { describe, expect, test } from 'vitest';
import { parse, type SourceKind } from './parse.ts';
import { SaguaroSyntaxError } from './syntax-error.ts';

/** `message` at line:column, or null if the source parses. */
function errorOf(source: string, kind: SourceKind = 'script'): string | null {
  try {
    parse(source, { name: 'test.js', kind });
    return null;
  } catch (error) {
    if (!(error instanceof SaguaroSyntaxError)) throw error;
    return `${error.message} @${error.line}:${error.column}`;
  }
}

const scripts: [source: string, error: string][] = [
  // Tokens
  ['let x = ;', "Unexpected token ';' @1:9"],
  ['f(1 2)', 'missing ) after argument list @1:5'],
  ['a b', "Unexpected identifier 'b' @1:3"],
  ['a 1', 'Unexpected number @1:3'],
  ["a 'b'", 'Unexpected string @1:3'],
  ['var `a`', 'Unexpected template string @1:5'],
  ['function f() {', 'Unexpected end of input @1:15'],
  ['a = @', 'Invalid or unexpected token @1:5'],
  ['"abc', 'Invalid or unexpected token @1:1'],
  ['1\n/* abc', 'Invalid or unexpected token @2:1'],
  ['`abc', 'Unexpected end of input @1:2'],
  ['var enum', 'Unexpected reserved word @1:5'],
  ['"use strict"; var public', 'Unexpected strict mode reserved word @1:19'],
  ['"use strict"; eval = 1', 'Unexpected eval or arguments in strict mode @1:15'],
  ['cl\\u0061ss A {}', 'Keyword must not contain escaped characters @1:1'],
  ['3in []', 'Invalid or unexpected token @1:2'],

  // Literals
  ['"\\u{110000}"', 'Undefined Unicode code-point @1:5'],
  ['"\\u12"', 'Invalid Unicode escape sequence @1:4'],
  ['"\\xg"', 'Invalid hexadecimal escape sequence @1:4'],
  ['`\\u`', 'Invalid Unicode escape sequence @1:2'],
  ['`\\01`', 'Octal escape sequences are not allowed in template strings. @1:2'],
  ['"use strict"; 017', 'Octal literals are not allowed in strict mode. @1:15'],
  ['"use strict"; 089', 'Decimals with leading zeros are not allowed in strict mode. @1:15'],
  ['"use strict"; "\\01"', 'Octal escape sequences are not allowed in strict mode. @1:16'],
  ['1__0', 'Only one underscore is allowed as numeric separator @1:3'],
  ['1_', 'Numeric separators are not allowed at the end of numeric literals @1:2'],
  ['0_1', 'Numeric separator can not be used after leading 0. @1:2'],
  ['/(/u', 'Invalid regular expression: /(/u: Unterminated group @1:1'],
  ['/a/gg', 'Invalid regular expression flags @1:1'],
  ['/a', 'Invalid regular expression: missing / @1:1'],
  ['/(?<a>.)(?<a>.)/', 'Invalid regular expression: /(?<a>.)(?<a>.)/: Duplicate capture group name @1:1'],

  // Expressions
  ['1 = 2', 'Invalid left-hand side in assignment @1:1'],
  ['a + b = 2', 'Invalid left-hand side in assignment @1:1'],
  ['[a + 1] = b', 'Invalid destructuring assignment target @1:2'],
  ['for (1 of []);', 'Invalid left-hand side in for-loop @1:6'],
  ['1++', 'Invalid left-hand side expression in postfix operation @1:1'],
  ['++1', 'Invalid left-hand side expression in prefix operation @1:3'],
  ['"use strict"; f() = 1', 'Invalid left-hand side in assignment @1:15'],
  ['f() &&= 1', 'Invalid left-hand side in assignment @1:1'],
  ['({a = 1})', 'Invalid shorthand property initializer @1:5'],
  ['({__proto__: 1, __proto__: 2})', 'Duplicate __proto__ fields are not allowed in object literals @1:17'],
  ['a ?? b || c', "Unexpected token '||' @1:8"],
  ['a || b ?? c', "Unexpected token '??' @1:8"],
  [
    '-a ** b',
    'Unary operator used immediately before exponentiation expression. Parenthesis must be used to disambiguate operator precedence @1:4',
  ],
  ['"use strict"; delete x', 'Delete of an unqualified identifier in strict mode. @1:15'],
  ['new a?.b()', 'Invalid optional chain from new expression @1:6'],
  ['a?.`b`', 'Invalid tagged template on optional chain @1:4'],
  ['new import("x")', 'Cannot use new with import @1:11'],
  ['import()', 'import() requires a specifier @1:8'],
  ['super.x', "'super' keyword unexpected here @1:1"],
  ['class A { constructor() { super() } }', "'super' keyword unexpected here @1:27"],
  ['new.target', 'new.target expression is not allowed here @1:1'],
  ['import.meta', "Cannot use 'import.meta' outside a module @1:1"],
  ['async function f(a = await 1) {}', 'Illegal await-expression in formal parameters of async function @1:22'],
  ['function* g(a = yield) {}', 'Yield expression not allowed in formal parameter @1:17'],

  // Declarations
  ['let a; let a', "Identifier 'a' has already been declared @1:12"],
  ['let a; var a', "Identifier 'a' has already been declared @1:12"],
  ['var a; let a', "Identifier 'a' has already been declared @1:12"],
  ['{ function f() {} var f }', "Identifier 'f' has already been declared @1:23"],
  ['"use strict"; { function f() {} function f() {} }', "Identifier 'f' has already been declared @1:42"],
  ['function f(a) { let a }', "Identifier 'a' has already been declared @1:21"],
  ['try {} catch ([a]) { var a }', "Identifier 'a' has already been declared @1:26"],
  ['try {} catch (a) { let a }', "Identifier 'a' has already been declared @1:24"],
  ['switch (1) { case 1: let a; case 2: let a }', "Identifier 'a' has already been declared @1:41"],
  ['let let = 1', 'let is disallowed as a lexically bound name @1:5'],
  ['const a', 'Missing initializer in const declaration @1:7'],
  ['const [a]', 'Missing initializer in destructuring declaration @1:7'],
  ['let [a]', 'Missing initializer in destructuring declaration @1:8'],
  ['{ using a }', 'Missing initializer in using declaration @1:10'],
  [
    'using a = 1',
    "'using' declarations are not allowed at the top level of a script or directly in a case clause @1:1",
  ],
  ['for (using a in b);', "'using' declarations are not allowed in for-in loops @1:14"],
  ['(a, a) => 1', 'Duplicate parameter name not allowed in this context @1:5'],
  ['"use strict"; function f(a, a) {}', 'Duplicate parameter name not allowed in this context @1:29'],
  ['function f(...a, b) {}', 'Rest parameter must be last formal parameter @1:16'],
  ['function f(...a = 1) {}', 'Rest parameter may not have a default initializer @1:17'],
  ['let [...a, b] = c', 'Rest element must be last element @1:10'],
  [
    'function f(a = 1) { "use strict" }',
    "Illegal 'use strict' directive in function with non-simple parameter list @1:1",
  ],
  ['if (1) let x', 'Lexical declaration cannot appear in a single-statement context @1:8'],
  [
    'while (0) function f() {}',
    'In non-strict mode code, functions can only be declared at top level, inside a block, or as the body of an if statement. @1:11',
  ],
  [
    '"use strict"; if (1) function f() {}',
    'In strict mode code, functions can only be declared at top level or inside a block. @1:22',
  ],
  ['if (1) function* f() {}', 'Generators can only be declared at the top level or inside a block. @1:8'],
  ['if (1) async function f() {}', 'Async functions can only be declared at the top level or inside a block. @1:8'],
  ['function () {}', 'Function statements require a function name @1:10'],

  // Classes
  ['class A { constructor() {} constructor() {} }', 'A class may only have one constructor @1:28'],
  ['class A { *constructor() {} }', 'Class constructor may not be a generator @1:12'],
  ['class A { get constructor() {} }', 'Class constructor may not be an accessor @1:15'],
  ['class A { #constructor() {} }', 'Class constructor may not be a private method @1:11'],
  ['class A { constructor = 1 }', "Classes may not have a field named 'constructor' @1:11"],
  ['class A { static prototype() {} }', "Classes may not have a static property named 'prototype' @1:18"],
  ['class A { m() { this.#x } }', "Private field '#x' must be declared in an enclosing class @1:22"],
  ['class A { #x; #x }', "Identifier '#x' has already been declared @1:15"],
  ['class A { #x; m() { delete this.#x } }', 'Private fields can not be deleted @1:21'],
  ['({ get a(b) {} })', 'Getter must not have any formal parameters. @1:9'],
  ['({ set a() {} })', 'Setter must have exactly one formal parameter. @1:9'],
  ['({ set a(...b) {} })', 'Setter function argument must not be a rest parameter @1:10'],
  [
    'class A { a = arguments }',
    "'arguments' is not allowed in class field initializer or static initialization block @1:15",
  ],
  [
    'class A { static { arguments } }',
    "'arguments' is not allowed in class field initializer or static initialization block @1:20",
  ],
  ['class A { static { await } }', 'Unexpected reserved word @1:20'],

  // Statements
  ['return', 'Illegal return statement @1:1'],
  ['break', 'Illegal break statement @1:1'],
  ['continue', 'Illegal continue statement: no surrounding iteration statement @1:1'],
  ['a: continue a', "Illegal continue statement: 'a' does not denote an iteration statement @1:4"],
  ['while (1) { break b }', "Undefined label 'b' @1:13"],
  ['a: a: ;', "Label 'a' has already been declared @1:4"],
  ['switch (1) { default: default: }', 'More than one default clause in switch statement @1:23'],
  ['throw\n1', 'Illegal newline after throw @1:6'],
  ['try {}', 'Missing catch or finally after try @1:1'],
  ['"use strict"; with (a) {}', 'Strict mode code may not include a with statement @1:15'],
  ['for (let a = 1 of b);', 'for-of loop variable declaration may not have an initializer. @1:6'],
  ['for (let.x of a);', "The left-hand side of a for-of loop may not start with 'let'. @1:6"],
  ['for (async of a);', "The left-hand side of a for-of loop may not be 'async'. @1:15"],

  ['function f() { await g() }', 'await is only valid in async functions and the top level bodies of modules @1:22'],

  // Modules
  ['import a from "b"', 'Cannot use import statement outside a module @1:1'],
  ['export let a', "Unexpected token 'export' @1:1"],
];

const modules: [source: string, error: string][] = [
  ['{ export let a }', "Unexpected token 'export' @1:3"],
  ['{ import "a" }', 'An import statement may only appear at the top level of a module @1:3'],
  ['export let a; export { a }', "Duplicate export of 'a' @1:24"],
  ['export { a }', "Export 'a' is not defined in module @1:10"],
  ['import a from "b"; let a', "Identifier 'a' has already been declared @1:24"],
  ['export { a as "\\ud800" } from "b"', 'Invalid module export name: contains unpaired surrogate @1:15'],
  ['import a from "b" with { c: "d", c: "e" }', "Import attributes has a duplicate key 'c' @1:34"],
  ['await: ;', "Unexpected token ':' @1:6"],
  ['var await', 'Unexpected reserved word @1:5'],
  ['<!-- a', 'HTML comments are not allowed in modules @1:1'],
  ['function f() { await 1 }', 'Unexpected reserved word @1:16'],
  ['with (a) {}', 'Strict mode code may not include a with statement @1:1'],
];

describe('early errors', () => {
  test.each(scripts)('script %j', (source, error) => {
    expect(errorOf(source)).toBe(error);
  });

  test.each(modules)('module %j', (source, error) => {
    expect(errorOf(source, 'module')).toBe(error);
  });
});

describe('what looks wrong but is right', () => {
  test.each([
    'if (1) function f() {} else function g() {}',
    'a: function f() {}',
    'for (var a = 1 in b);',
    'try {} catch (a) { var a }',
    '<!-- a comment\n-->another\n1',
    'var a; var a; function a() {}',
    '{ function f() {} function f() {} }',
    '"\\01"; 017; 089',
    'f() = 1; f()++; --f(); for (f() in a); for (f() of a); f() += 1; async() = 1',
    '({ __proto__: a, __proto__: b } = c)',
    '({ __proto__: a, "__proto__"() {} })',
    'let\nyield = 1',
    'async () => { for await (const a of b); }',
    'class A { #x; static has(o) { return #x in o } }',
    '/(?<a>.)|(?<a>.)/; /(?i-s:a)/; /[\\p{L}--[a-z]]/v',
    '{ using a = b; } async () => { await using c = d; for (await using e of f); }',
    '#!/usr/bin/env node\n1',
    'var of, async, using, get, set, static, let, yield, await, type, as, from',
    'label: { break label }',
    'new.target'.replace('new.target', 'function f() { return () => new.target }'),
    '({ a: 1, get b() { return super.x } })',
  ])('%j', (source) => {
    expect(errorOf(source)).toBe(null);
  });

  test.each([
    'await 1; for await (const a of b);',
    'using a = b; await using c = d;',
    'import a, { b as c, "d e" as f } from "x" with { type: "json" }; export * as "y z" from "x"; import.meta',
    'export { a }; const a = 1; export default function () {}',
  ])('module %j', (source) => {
    expect(errorOf(source, 'module')).toBe(null);
  });
});
