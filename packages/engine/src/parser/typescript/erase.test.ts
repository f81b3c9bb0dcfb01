import { beforeAll, describe, expect, test } from 'vitest';
import type { ClassDeclaration, MethodDefinition, Node, Program } from '../ast.ts';
import { loadTypeScript, parse, type SourceKind } from '../parse.ts';
import { SaguaroSyntaxError } from '../syntax-error.ts';

beforeAll(loadTypeScript);

function erase(source: string, kind: SourceKind = 'module'): Program {
  return parse(source, { name: 'test.ts', kind, language: 'ts' }).program;
}

/** A tree without what depends on how the source was written: offsets and the spelling of literals. */
function shape(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(shape);
  if (typeof node !== 'object' || node === null) return node;
  const spelling = ['start', 'end', 'textStart', 'raw', 'shorthand'];
  return Object.fromEntries(
    Object.entries(node)
      .filter(([key]) => !spelling.includes(key))
      .map(([key, value]) => [key, shape(value)]),
  );
}

/** Asserts that TypeScript erases to what parsing JavaScript gives. */
function expectErased(typescript: string, javascript: string, kind: SourceKind = 'module'): void {
  const plain = parse(javascript, { name: 'test.js', kind }).program;
  expect(shape(erase(typescript, kind))).toEqual(shape(plain));
}

function errorOf(source: string, kind: SourceKind = 'module'): string {
  try {
    erase(source, kind);
    return 'ok';
  } catch (error) {
    if (error instanceof SaguaroSyntaxError) return `${error.message} @${error.line}:${error.column}`;
    throw error;
  }
}

describe('types', () => {
  test.each([
    ['let a: number = 1, b: typeof a | undefined, c!: string', 'let a = 1, b, c'],
    ['type T<K extends string = "a"> = { [P in K]?: T<P> }; interface I extends J<number> { (x: 1): void }; 1', '; 1'],
    ['declare const a: number; declare function f(): void; declare class C { m(): void }', ''],
    [
      'declare module "m" { export let x: 1 } declare global { let y: 2 } declare namespace N { let z: 3 } declare enum E {}',
      '',
    ],
    ['function f<T>(this: Window, a?: T, ...b: T[]): asserts a is T { return a }', 'function f(a, ...b) { return a }'],
    ['function f(a: string): void; function f(a: number): void; function f(a: any) {}', 'function f(a) {}'],
    [
      'const f = <T,>(a: T): a is T => a, g = async <T>(a: T): Promise<T> => a',
      'const f = (a) => a, g = async (a) => a',
    ],
    ['(a: number, { b }: B, [c]: C = d, e?: E) => {}', '(a, { b }, [c] = d, e) => {}'],
    [
      'x = y as any as T; x = <T>y; x = y!; x = y satisfies T; x = (y as T).z!.w',
      'x = y; x = y; x = y; x = y; x = y.z.w',
    ],
    [
      '(a as any) = 1; a! += 2; (<any>a)++; [b as any, c!] = d; for (e as any of f);',
      'a = 1; a += 2; a++; [b, c] = d; for (e of f);',
    ],
    ['f<T>(a); new C<T>(a); t<T>`a`; a?.b<T>(c); const g = f<T>', 'f(a); new C(a); t`a`; a?.b(c); const g = f'],
    ['a.b?.<T>(c); a?.<T>()', 'a.b?.(c); a?.()'],
    ['a?.b!.c; (a?.b)!.c; (a?.b as T).c', 'a?.b.c; (a?.b).c; (a?.b).c'],
    ['a < b; a > b; a < (b >> c); a << b', 'a < b; a > b; a < (b >> c); a << b'],
    ['a + b as T; a as T + b; a < b as T', 'a + b; a + b; a < b'],
    ['try {} catch (e: unknown) {} for (const a of b as C[]);', 'try {} catch (e) {} for (const a of b);'],
    [
      '({ m<T>(this: T, a: T): T { return a }, get g(): T { return 1 }, async *n<T>() {} })',
      '({ m(a) { return a }, get g() { return 1 }, async *n() {} })',
    ],
    ['if (a) type = 1; else { type T = 1 }', 'if (a) type = 1; else {}'],
    [
      'abstract; type; declare; namespace; var as, is, keyof, readonly, satisfies',
      'abstract; type; declare; namespace; var as, is, keyof, readonly, satisfies',
    ],
    ['import "a" with { "b": "c", "d": "e" }', 'import "a" with { "b": "c", "d": "e" }'],
    ['import("a", { with: { type: "json" } },)', 'import("a", { with: { type: "json" } },)'],
    ['let f: <const T>(a: T) => T, o: { new <const T>(): T }', 'let f, o'],
  ])('%s', (typescript, javascript) => {
    expectErased(typescript, javascript);
  });
});

describe('classes', () => {
  test.each([
    [
      'abstract class A<T> extends B<T> implements I, J { private readonly a: T = 1; declare b: T; abstract c: T; d?: T; e!: T; static override f; [k: string]: any }',
      'class A extends B { a = 1; d; e; static f }',
    ],
    [
      'class A { m(): void; m(a?: T): void {} abstract; static async *n<T>() {} get g(): T { return 1 } }',
      'class A { m(a) {} abstract; static async *n() {} get g() { return 1 } }',
    ],
    [
      'class A { constructor(public a: T, readonly b = 1, c?: T) { c } }',
      'class A { a; b; constructor(a, b = 1, c) { this.a = a; this.b = b; c } }',
    ],
    [
      'class A extends B { constructor(private a: T) { "use strict"; f(); super(a); g() } }',
      'class A extends B { a; constructor(a) { "use strict"; f(); super(a); this.a = a; g() } }',
    ],
    ['class A { constructor(); constructor(private a?: T) {} }', 'class A { a; constructor(a) { this.a = a } }'],
    [
      'class A { static #a?: T; static { A.#a } has(o: A) { return #a in o } }',
      'class A { static #a; static { A.#a } has(o) { return #a in o } }',
    ],
  ])('%s', (typescript, javascript) => {
    expectErased(typescript, javascript);
  });

  test('a method’s text leaves the modifiers out', () => {
    const source = 'class A extends B { public static override async m<T>(): Promise<T> {} private readonly() {} }';
    const { body } = (erase(source).body[0] as ClassDeclaration).body;
    expect((body as MethodDefinition[]).map((method) => source.slice(method.textStart, method.end))).toEqual([
      'async m<T>(): Promise<T> {}',
      'readonly() {}',
    ]);
  });
});

describe('enums', () => {
  test.each([
    [
      'enum E { A, B = 5, C }',
      'var E; (function (E) { E[E["A"] = 0] = "A"; E[E["B"] = 5] = "B"; E[E["C"] = 6] = "C" })(E || (E = {}))',
    ],
    [
      'enum E { "a b" = "x", C = `y`, D = C + "z" }',
      'var E; (function (E) { E["a b"] = "x"; E["C"] = "y"; E["D"] = "yz" })(E || (E = {}))',
    ],
    [
      'enum E { A = 1 << 2 | 3, B = -(~A + 1), C = B ** 2 }',
      'var E; (function (E) { E[E["A"] = 7] = "A"; E[E["B"] = 7] = "B"; E[E["C"] = 49] = "C" })(E || (E = {}))',
    ],
    [
      'enum E { A = f(), B = A.length, C = "x" + g + B }',
      'var E; (function (E) { E[E["A"] = f()] = "A"; E[E["B"] = E.A.length] = "B"; E["C"] = "x" + g + E.B })(E || (E = {}))',
    ],
    [
      'enum E { A } enum E { B = A + 1 }',
      'var E; (function (E) { E[E["A"] = 0] = "A" })(E || (E = {})); (function (E) { E[E["B"] = 1] = "B" })(E || (E = {}))',
    ],
    ['{ enum E {} }', '{ let E; (function (E) {})(E || (E = {})) }'],
    ['export enum E {}', 'export var E; (function (E) {})(E || (E = {}))'],
    [
      'enum E { A = ((E) => A)(1) }',
      'var E; (function (E_1) { E_1[E_1["A"] = ((E) => E_1.A)(1)] = "A" })(E || (E = {}))',
    ],
    ['f(E.A); const enum E { A = 1 }', 'var E; (function (E) { E[E["A"] = 1] = "A" })(E || (E = {})); f(E.A)'],
    [
      'enum F { A = 2 } enum E { B = F.A, C }',
      'var F; (function (F) { F[F["A"] = 2] = "A" })(F || (F = {})); var E; (function (E) { E[E["B"] = 2] = "B"; E[E["C"] = 3] = "C" })(E || (E = {}))',
    ],
  ])('%s', (typescript, javascript) => {
    expectErased(typescript, javascript);
  });

  test('a member after a computed one needs a value', () => {
    expect(errorOf('enum E { A = f(), B }')).toBe('Enum member must have initializer. @1:19');
  });
});

describe('namespaces', () => {
  test.each([
    [
      'namespace N { export const a = 1; f(a); const b = 2; f(b) }',
      'var N; (function (N) { N.a = 1; f(N.a); const b = 2; f(b) })(N || (N = {}))',
    ],
    [
      'namespace N { export let a; a = 1; a++; [a] = b; ({ a }); ({ a } = b) }',
      'var N; (function (N) { N.a = 1; N.a++; [N.a] = b; ({ a: N.a }); ({ a: N.a } = b) })(N || (N = {}))',
    ],
    [
      'namespace N { export const { a, b: [c = a] } = d }',
      'var N; (function (N) { ({ a: N.a, b: [N.c = N.a] } = d) })(N || (N = {}))',
    ],
    [
      'namespace N { export function f() { return g() } export class C {} function g() {} }',
      'var N; (function (N) { function f() { return g() } N.f = f; class C {} N.C = C; function g() {} })(N || (N = {}))',
    ],
    [
      'namespace N { export let a } namespace N { export const b = a }',
      'var N; (function (N) {})(N || (N = {})); (function (N) { N.b = N.a })(N || (N = {}))',
    ],
    [
      'namespace N { export function f() {} } namespace N { f(); { let f } }',
      'var N; (function (N) { function f() {} N.f = f })(N || (N = {})); (function (N) { N.f(); { let f } })(N || (N = {}))',
    ],
    [
      'namespace A.B { export let c = 1 }',
      'var A; (function (A) { let B; (function (B) { B.c = 1 })(B = A.B || (A.B = {})) })(A || (A = {}))',
    ],
    [
      'namespace N { export enum E { A } E.A }',
      'var N; (function (N) { let E; (function (E) { E[E["A"] = 0] = "A" })(E = N.E || (N.E = {})); E.A })(N || (N = {}))',
    ],
    ['class C {} namespace C { export let a = 1 }', 'class C {} (function (C) { C.a = 1 })(C || (C = {}))'],
    ['namespace N { export class N {} }', 'var N; (function (N_1) { class N {} N_1.N = N })(N || (N = {}))'],
    [
      'namespace N { export let a = 1; function f(N) { return a } }',
      'var N; (function (N_1) { N_1.a = 1; function f(N) { return N_1.a } })(N || (N = {}))',
    ],
    [
      'namespace N { export let a = 1; (a) => a; { let a; a } try {} catch (a) { a } class C { a = a } }',
      'var N; (function (N) { N.a = 1; (a) => a; { let a; a } try {} catch (a) { a } class C { a = N.a } })(N || (N = {}))',
    ],
    ['namespace N { export interface I {} type T = 1 }', ''],
    [
      'export namespace N { export import a = b.c; a }',
      'export var N; (function (N) { N.a = b.c; N.a })(N || (N = {}))',
    ],
    ['namespace N { import a = b.c; import d = e.f; a }', 'var N; (function (N) { var a = b.c; a })(N || (N = {}))'],
    ['{ namespace N { let a } }', '{ let N; (function (N) { let a })(N || (N = {})) }'],
  ])('%s', (typescript, javascript) => {
    expectErased(typescript, javascript);
  });

  test('export in scripts too', () => {
    expectErased('namespace N { export let a = 1 }', 'var N; (function (N) { N.a = 1 })(N || (N = {}))', 'script');
  });
});

describe('imports and exports', () => {
  test.each([
    ['import a, { b, type c, d as e } from "m"; let x: a; b; let y: e', 'import { b } from "m"; let x; b; let y'],
    [
      'import type { a } from "m"; import { type b } from "m"; import { c } from "m"; import {} from "m"; import "n"',
      'import "n"',
    ],
    ['import * as a from "m"; import * as b from "n"; a.x', 'import * as a from "m"; a.x'],
    ['import { a } from "m"; function f(a) { a } class C { a }', 'function f(a) { a } class C { a }'],
    [
      'import { a, b, c } from "m"; export { a }; export default b; ({ c })',
      'import { a, b, c } from "m"; export { a }; export default b; ({ c })',
    ],
    ['import a = b.c; import d = a.e; import f = g.h; d()', 'var a = b.c; var d = a.e; d()'],
    ['import { b } from "m"; import a = b.c', ''],
    [
      'export type { a } from "m"; export { type b } from "m"; export type * from "m"; export { c, type d } from "m"',
      'export { c } from "m"',
    ],
    ['interface I {} export { I, a }; const a = 1; type T = 1; export default T', 'export { a }; const a = 1'],
    ['export interface I {} export type T = 1; export declare const a: 1; export default interface D {}', ''],
    ['export default abstract class A { abstract m(): void }', 'export default class A {}'],
    ['export default function f(): void; export default function f() {}', 'export default function f() {}'],
    ['import type { A } from "m"; const A = 1; export { A }', 'const A = 1; export { A }'],
    ['import type X = require("m"); 1', '1'],
  ])('%s', (typescript, javascript) => {
    expectErased(typescript, javascript);
  });
});

describe('positions', () => {
  test('nodes lie where their source lies', () => {
    const source = 'enum E { Abc = 1 }\nclass C { constructor(private xyz: T) {} }\n(a as T).b';
    const found: string[] = [];
    const walk = (node: unknown): void => {
      if (Array.isArray(node)) node.forEach(walk);
      else if (typeof node === 'object' && node !== null && 'type' in node) {
        const { type, start, end, name } = node as Node & { name?: string };
        if (type === 'Identifier') found.push(`${name}: ${source.slice(start, end)}`);
        Object.values(node).forEach(walk);
      }
    };
    walk(erase(source).body);
    expect(found).toContain('E: E');
    expect(found).toContain('E: Abc = 1');
    expect(found).toContain('xyz: xyz: T');
    expect(found).toContain('a: a');
    expect(found).toContain('b: b');
  });
});

describe('errors', () => {
  test.each<[source: string, error: string, kind?: SourceKind]>([
    ['@dec class A {}', 'Decorator syntax is not supported: call the decorating function yourself @1:1'],
    ['class A { @dec() m() {} }', 'Decorator syntax is not supported: call the decorating function yourself @1:11'],
    ['class A { m(@dec a) {} }', 'Decorator syntax is not supported: call the decorating function yourself @1:13'],
    ['class A { accessor a = 1 }', '`accessor` fields is not supported: write a getter and a setter @1:11'],
    [
      'import a = require("a")',
      '`import x = require()` is not supported: write `import x from` or `import * as x from` @1:1',
    ],
    ['export = 1', '`export =` is not supported: write `export default` @1:1'],
    ['let a: = 1', "Unexpected token '=' @1:8"],
    ['let a: number b', "Unexpected identifier 'b' @1:15"],
    ['const a: number', 'Missing initializer in const declaration @1:7'],
    ['let a = 1; let a: string', "Identifier 'a' has already been declared @1:16"],
    ['export { a }; export { a }; const a = 1', "Duplicate export of 'a' @1:24"],
    ['var this = 1', "Unexpected token 'this' @1:5"],
    ['import "a" with { b: "c", b: "d" }', "Import attributes has a duplicate key 'b' @1:27"],
    ['import a from "a"', 'Cannot use import statement outside a module @1:1', 'script'],
    ['export let a', "Unexpected token 'export' @1:1", 'script'],
    ['import.meta', "Cannot use 'import.meta' outside a module @1:1", 'script'],
    ['{ export let a }', "Unexpected token 'export' @1:3"],
    ['{ import "a" }', 'An import statement may only appear at the top level of a module @1:3'],
    ['with (a) {}', 'Strict mode code may not include a with statement @1:1'],
    [
      'class A { constructor(public [a]: T) {} }',
      'A parameter property may not be declared using a binding pattern. @1:23',
    ],
    ['[', 'Unexpected end of input @1:2'],
    ['let a; export type', 'This TypeScript cannot be parsed @1:19'],
    ['['.repeat(5000), 'The program is nested too deeply @1:400'],
  ])('%s', (source, error, kind) => {
    expect(errorOf(source, kind)).toBe(error);
  });

  test.each([
    ['operators', `${'a + '.repeat(100_000)}a`],
    ['members', `a${'!.a'.repeat(20_000)}`],
  ])('a chain of many %s is no nesting', (_, source) => {
    expect(errorOf(source)).toBe('ok');
  });
});
