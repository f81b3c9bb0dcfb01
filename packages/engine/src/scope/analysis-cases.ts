/** Programs with what the scope stage must find in them. Data of analyze.test.ts; other tests plan and verify them too. */
import type { AnalyzeOptions } from './analyze.ts';

export interface AnalysisCase {
  readonly name: string;
  readonly source: string;
  readonly options?: AnalyzeOptions;
  /** Every binding, scope by scope: `owner/name: kind flags <- capturing function reads writes, …` (see `describeBindings`). */
  readonly bindings: readonly string[];
}

export const ANALYSIS_CASES: readonly AnalysisCase[] = [
  {
    name: 'hoisting',
    source:
      'function f() { g(); x = 1; if (x) { var x; for (var i in x) { var y = i } } function g() { return x + y + z } }',
    bindings: ['<top>/f: function', 'f/g: function', 'f/x: var <- g r1 w0', 'f/i: var', 'f/y: var <- g r1 w0'],
  },
  {
    name: 'function over parameter',
    source: 'function f(a, b) { function a() {} return () => [a, b] }',
    bindings: ['<top>/f: function', 'f/a: param copy <- <arrow> r1 w0', 'f/b: param copy <- <arrow> r1 w0'],
  },
  {
    name: 'two functions',
    source: 'function f() { function g() { return 1 } function g() { return 2 } return () => g }',
    bindings: ['<top>/f: function', 'f/g: function copy <- <arrow> r1 w0'],
  },
  {
    name: 'siblings in order',
    source: 'function f() { function a() { return b } function b() { return a } function c() { return a } }',
    bindings: [
      '<top>/f: function',
      'f/a: function copy <- b r1 w0, c r1 w0',
      'f/b: function <- a r1 w0',
      'f/c: function',
    ],
  },
  {
    name: 'block function',
    source: 'function f() { { function g() {} } return g }',
    bindings: ['<top>/f: function', 'f/g: var', 'f/g: function'],
  },
  {
    name: 'block function strict',
    source: "function f() { 'use strict'; { function g() {} } return g }",
    bindings: ['<top>/f: function', 'f/g: function'],
  },
  {
    name: 'block function vs let',
    source: 'function f() { let g; { function g() {} } }',
    bindings: ['<top>/f: function', 'f/g: let', 'f/g: function'],
  },
  {
    name: 'block function vs outer block let',
    source: 'function f() { { let g; { function g() {} } } return g }',
    bindings: ['<top>/f: function', 'f/g: let', 'f/g: function'],
  },
  {
    name: 'block function vs param',
    source: 'function f(g) { { function g() {} } return () => g }',
    bindings: ['<top>/f: function', 'f/g: param copy <- <arrow> r1 w0', 'f/g: function'],
  },
  {
    name: 'block function vs catch',
    source: 'function f() { try {} catch (g) { { function g() {} } } try {} catch ({h}) { { function h() {} } } }',
    bindings: ['<top>/f: function', 'f/g: var', 'f/g: catch', 'f/g: function', 'f/h: catch', 'f/h: function'],
  },
  {
    name: 'block function vs for',
    source: 'function f() { for (let g of []) { { function g() {} } } }',
    bindings: ['<top>/f: function', 'f/g: let', 'f/g: function'],
  },
  {
    name: 'generator in block',
    source: 'function f() { { function* g() {} async function h() {} } return g }',
    bindings: ['<top>/f: function', 'f/g: function', 'f/h: function'],
  },
  {
    name: 'if clause',
    source: 'function f(c) { if (c) function g() {} else function h() {} return g }',
    bindings: ['<top>/f: function', 'f/c: param', 'f/g: var', 'f/h: var', 'f/g: function', 'f/h: function'],
  },
  {
    name: 'switch functions',
    source: 'function f(c) { switch (c) { case 1: function g() { return x } default: let x = 1; () => x } }',
    bindings: [
      '<top>/f: function',
      'f/c: param',
      'f/g: var',
      'f/x: let tdz <- g r1 w0, <arrow> r1 w0',
      'f/g: function',
    ],
  },
  {
    name: 'labelled function',
    source: 'function f() { l: function g() {} return g }',
    bindings: ['<top>/f: function', 'f/g: function'],
  },
  {
    name: 'defaults closure',
    source: 'function f(a, b = () => a, c = b) { var a = 1; return () => a + b() }',
    bindings: [
      '<top>/f: function',
      'f/a: param copy <- b r1 w0',
      'f/b: param copy <- <arrow> r1 w0',
      'f/c: param',
      'f/a: var copy <- <arrow> r1 w0',
    ],
  },
  {
    name: 'defaults w/o closure',
    source: 'function f(a = 1, b = a) { var a; let c; return () => a }',
    bindings: ['<top>/f: function', 'f/a: param copy <- <arrow> r1 w0', 'f/b: param', 'f/c: let'],
  },
  {
    name: 'defaults outer name',
    source: 'function f(a = x) { var x = 2; return x }',
    bindings: ['<top>/f: function', 'f/a: param', 'f/x: var'],
  },
  {
    name: 'param tdz',
    source: 'function f(a = b, b, c = b) {}',
    bindings: ['<top>/f: function', 'f/a: param', 'f/b: param tdz', 'f/c: param'],
  },
  {
    name: 'param self',
    source: 'function f(a = () => b, b) {}',
    bindings: ['<top>/f: function', 'f/a: param', 'f/b: param tdz <- a r1 w0'],
  },
  {
    name: 'arguments',
    source:
      "function f(a) { return arguments[0] } function g(a) { 'use strict'; return () => arguments } function h(...a) { return arguments } function k(a) { var arguments; return a } function l() { let arguments } function m(arguments) { return arguments }  function n(a) { return () => () => arguments }",
    bindings: [
      '<top>/f: function',
      '<top>/g: function',
      '<top>/h: function',
      '<top>/k: function',
      '<top>/l: function',
      '<top>/m: function',
      '<top>/n: function',
      'f/a: param aliased',
      'f/arguments: arguments',
      'g/a: param',
      'g/arguments: arguments copy <- <arrow> r1 w0',
      'h/a: param',
      'h/arguments: arguments',
      'k/a: param aliased',
      'k/arguments: arguments',
      'l/arguments: let',
      'm/arguments: param',
      'n/a: param aliased',
      'n/arguments: arguments copy <- <arrow> r1 w0',
    ],
  },
  {
    name: 'arguments body scope',
    source: 'function f(a = () => 1) { var arguments; return arguments }',
    bindings: ['<top>/f: function', 'f/a: param', 'f/arguments: arguments', 'f/arguments: var'],
  },
  {
    name: 'arguments shadowed by function',
    source: 'function f(a) { function arguments() {} return arguments }',
    bindings: ['<top>/f: function', 'f/a: param', 'f/arguments: function'],
  },
  {
    name: 'this',
    source:
      'function f() { this.a; return () => this.b } const g = () => this; class A { x = this; y = () => this; static z = () => this; static { this.q } m() { return () => { return () => this } } }',
    bindings: [
      '<top>/g: const',
      '<top>/A: class',
      '<top>/f: function',
      'f/%this: this copy <- <arrow> r1 w0',
      '<top>/A: self',
      '<top>/%fields:0: field-initialiser <- A r1 w0',
      'm/%this: this copy <- <arrow> r1 w0',
      '<instance_members_initializer>/%this: this copy <- y r1 w0',
      '<static_initializer>/%this: this copy <- z r1 w0',
    ],
  },
  {
    name: 'new.target',
    source: 'function f() { new.target; return () => new.target }',
    bindings: ['<top>/f: function', 'f/%new.target: new.target copy <- <arrow> r1 w0'],
  },
  {
    name: 'derived',
    source:
      'class A extends B { constructor() { super(); this.f = () => this } } class C extends B { constructor() { if (x) super(); return () => this } } class D extends B { constructor() { const f = () => super(); f() } } class E extends B {}',
    bindings: [
      '<top>/A: class',
      '<top>/C: class',
      '<top>/D: class',
      '<top>/E: class',
      '<top>/A: self',
      'A/%this: this copy <- <arrow> r1 w0',
      '<top>/C: self',
      'C/%this: this tdz <- <arrow> r1 w0',
      '<top>/D: self',
      'D/f: const',
      'D/%this: this tdz <- f r0 w1',
      'D/%new.target: new.target copy <- f r1 w0',
      'D/%active-function: active-function copy <- f r1 w0',
      '<top>/E: self',
    ],
  },
  {
    name: 'super',
    source:
      'class A { m() { return super.m() } static s() { return () => super.s } get g() { return 1 } } const o = { m() { return super.m }, f: () => super_ }; const p = { m() {} }',
    bindings: [
      '<top>/A: class',
      '<top>/o: const',
      '<top>/p: const',
      '<top>/A: self',
      '<top>/%home:0: home copy <- m r1 w0',
      '<top>/%static-home:0: home copy <- <arrow> r1 w0',
      's/%this: this copy <- <arrow> r1 w0',
      '<top>/%home:1: home copy <- m r1 w0',
    ],
  },
  {
    name: 'super through literal',
    source: 'class A { m() { return { n() { return super.n }, a: () => super.m } } }',
    bindings: [
      '<top>/A: class',
      '<top>/A: self',
      '<top>/%home:0: home copy <- a r1 w0',
      'm/%this: this copy <- a r1 w0',
      'm/%home:1: home copy <- n r1 w0',
    ],
  },
  {
    name: 'fields',
    source:
      'class A { #p = 1; static #s; [k] = 2; static [l] = 3; m() { return this.#p } #q() {} get #r() { return A.#s } static #t() {} constructor() { } }',
    bindings: [
      '<top>/A: class',
      '<top>/A: self <- get #r r1 w0',
      '<top>/#p: private copy <- m r1 w0, <instance_members_initializer> r1 w0',
      '<top>/#s: private copy <- get #r r1 w0, <static_initializer> r1 w0',
      '<top>/#q: private copy <- <instance_members_initializer> r1 w0',
      '<top>/#r: private copy <- <instance_members_initializer> r1 w0',
      '<top>/#t: private',
      '<top>/%fields:0: field-initialiser <- A r1 w0',
      '<top>/%key:0:2: field-key copy <- <instance_members_initializer> r1 w0',
      '<top>/%key:0:3: field-key copy <- <static_initializer> r1 w0',
    ],
  },
  {
    name: 'derived fields',
    source: 'class A extends B { f = 1; constructor() { (() => super())() } }',
    bindings: [
      '<top>/A: class',
      '<top>/A: self',
      '<top>/%fields:0: field-initialiser <- <arrow> r1 w0',
      'A/%this: this tdz <- <arrow> r0 w1',
      'A/%new.target: new.target copy <- <arrow> r1 w0',
      'A/%active-function: active-function copy <- <arrow> r1 w0',
    ],
  },
  {
    name: 'class self',
    source:
      'class A { static a = A; static { () => A } m() { return A } [A] () {} [(() => A)()]() {} } const B = class C extends C { }; (class D { }); ',
    bindings: [
      '<top>/A: class',
      '<top>/B: const',
      '<top>/A: self tdz <- m r1 w0, <arrow> r1 w0, <arrow> r1 w0, <static_initializer> r1 w0',
      '<top>/C: self tdz',
      '<top>/D: self',
    ],
  },
  {
    name: 'class decl',
    source: '{ f(); class A {} function f() { return A } () => A }',
    bindings: ['<top>/f: var', '<top>/A: class tdz <- f r1 w0, <arrow> r1 w0', '<top>/f: function', '<top>/A: self'],
  },
  {
    name: 'named fn expr',
    source:
      'const f = function g(n) { return n ? g(n - 1) : () => g }; (function h() { var h; return h }); (function i() { i = 1 })',
    bindings: ['<top>/f: const', 'g/g: self copy <- <arrow> r1 w0', 'g/n: param', 'h/h: self', 'h/h: var', 'i/i: self'],
  },
  {
    name: 'catch',
    source: 'try {} catch (e) { var e = 1; () => e } try {} catch ({ a, b = () => a }) { () => a }',
    bindings: [
      '<top>/e: var',
      '<top>/e: catch copy <- <arrow> r1 w0',
      '<top>/a: catch copy <- b r1 w0, <arrow> r1 w0',
      '<top>/b: catch',
    ],
  },
  {
    name: 'for let',
    source:
      'for (let i = 0; i < 3; i++) { () => i } for (let j = 0, f = () => j; ; ) { } for (const k of [() => k]) { () => k } for (var v of []) { () => v } for (let q in q) {}',
    bindings: [
      '<top>/v: var <- <arrow> r1 w0',
      '<top>/i: let <- <arrow> r1 w0',
      '<top>/j: let copy <- f r1 w0',
      '<top>/f: let',
      '<top>/k: const tdz <- <arrow> r1 w0, <arrow> r1 w0',
      '<top>/q: let tdz',
    ],
  },
  {
    name: 'copy loops',
    source:
      'function f() { let a = 1; a = 2; () => a; let b = 1; () => b; b = 2; let c; while (1) { c = 1; () => c } let d; while (1) d = 1; () => d; while (1) { let e; e = 1; () => e; } let g; if (d) g = 1; else g = 2; () => g; var h; () => h; h = 1; do { () => a } while (a) }',
    bindings: [
      '<top>/f: function',
      'f/a: let copy <- <arrow> r1 w0, <arrow> r1 w0',
      'f/b: let <- <arrow> r1 w0',
      'f/c: let <- <arrow> r1 w0',
      'f/d: let copy <- <arrow> r1 w0',
      'f/g: let copy <- <arrow> r1 w0',
      'f/h: var <- <arrow> r1 w0',
      'f/e: let copy <- <arrow> r1 w0',
    ],
  },
  {
    name: 'copy options',
    source: 'function f(options) { options = options || {}; return () => options }',
    bindings: ['<top>/f: function', 'f/options: param copy <- <arrow> r1 w0'],
  },
  {
    name: 'copy inner write',
    source: 'function f() { let a; const g = () => { a = 1 }; const h = () => a }',
    bindings: ['<top>/f: function', 'f/a: let <- g r0 w1, h r1 w0', 'f/g: const', 'f/h: const'],
  },
  {
    name: 'copy hoisted',
    source: 'function f() { let a = 1; function g() { return a } } function h(a) { function g() { return a } }',
    bindings: [
      '<top>/f: function',
      '<top>/h: function',
      'f/a: let <- g r1 w0',
      'f/g: function',
      'h/a: param copy <- g r1 w0',
      'h/g: function',
    ],
  },
  {
    name: 'copy block hoisted',
    source: 'function f() { let a = 1; { g(); function g() { return a } } }',
    bindings: ['<top>/f: function', 'f/a: let copy <- g r1 w0', 'f/g: var', 'f/g: function'],
  },
  {
    name: 'recursive const',
    source: 'const f = 1; { const g = () => g; const h = wrap(() => h); const k = function () { return k } }',
    bindings: [
      '<top>/f: const',
      '<top>/g: const <- g r1 w0',
      '<top>/h: const tdz <- <arrow> r1 w0',
      '<top>/k: const <- k r1 w0',
    ],
  },
  {
    name: 'tdz straight',
    source:
      '{ a; let a = 1; a; { a } let b = b; let c; c; typeof d; const d = 1; } function f() { let x = 1; return x }',
    bindings: [
      '<top>/f: function',
      '<top>/a: let tdz',
      '<top>/b: let tdz',
      '<top>/c: let',
      '<top>/d: const tdz',
      'f/x: let',
    ],
  },
  {
    name: 'tdz switch',
    source: 'switch (1) { case 0: let a = 1; break; case 1: a }',
    bindings: ['<top>/a: let tdz'],
  },
  {
    name: 'eval',
    source:
      "function f(p) { let l; { let q; () => 1 } return () => eval('p') } function g() { 'use strict'; eval('') } function h() { let v; (0, eval)(''); eval?.(''); new eval(''); return v }",
    bindings: [
      '<top>/f: function dynamic',
      '<top>/g: function dynamic',
      '<top>/h: function dynamic',
      'f/p: param dynamic aliased',
      'f/l: let dynamic',
      'f/arguments: arguments dynamic',
      'f/%this: this dynamic <- <arrow> r1 w0',
      'f/%new.target: new.target dynamic',
      'f/q: let',
      'g/arguments: arguments dynamic',
      'g/%this: this dynamic',
      'g/%new.target: new.target dynamic',
      'h/v: let',
    ],
  },
  {
    name: 'eval in param',
    source: "function f(a = eval('var x'), b = x) { return x }",
    bindings: [
      '<top>/f: function dynamic',
      'f/a: param dynamic',
      'f/b: param dynamic',
      'f/arguments: arguments dynamic',
      'f/%this: this dynamic',
      'f/%new.target: new.target dynamic',
    ],
  },
  {
    name: 'eval arrow',
    source: "function f() { const g = (a = eval('')) => 1 }",
    bindings: [
      '<top>/f: function dynamic',
      'f/g: const dynamic',
      'f/arguments: arguments dynamic',
      'f/%this: this dynamic <- g r1 w0',
      'f/%new.target: new.target dynamic',
      'g/a: param dynamic',
    ],
  },
  {
    name: 'eval and outer',
    source: "let t = 1; { let u = 1; function f() { let w; return function g() { eval(''); return u } } }",
    bindings: [
      '<top>/t: let dynamic',
      '<top>/f: var dynamic',
      '<top>/u: let tdz dynamic <- g r1 w0',
      '<top>/f: function dynamic',
      'f/w: let dynamic',
      'g/g: self dynamic',
      'g/arguments: arguments dynamic',
      'g/%this: this dynamic',
      'g/%new.target: new.target dynamic',
    ],
  },
  {
    name: 'eval super',
    source: "class A extends B { f = 1; m() { eval('') } constructor() { eval('') } }",
    bindings: [
      '<top>/A: class dynamic',
      '<top>/A: self dynamic',
      '<top>/%fields:0: field-initialiser dynamic <- A r1 w0',
      '<top>/%home:0: home dynamic <- A r1 w0, m r1 w0',
      'A/arguments: arguments dynamic',
      'A/%this: this dynamic',
      'A/%new.target: new.target dynamic',
      'A/%active-function: active-function dynamic',
      'm/arguments: arguments dynamic',
      'm/%this: this dynamic',
      'm/%new.target: new.target dynamic',
    ],
  },
  {
    name: 'with',
    source: 'function f(o, a) { let b; with (o) { a; () => b; let c; c; const g = () => c; this } b }',
    bindings: [
      '<top>/f: function',
      'f/o: param',
      'f/a: param dynamic',
      'f/b: let dynamic <- <arrow> r1 w0',
      'f/c: let copy <- g r1 w0',
      'f/g: const',
    ],
  },
  {
    name: 'evalMayDeclare crossing',
    source: "function f(a) { return function () { eval(''); return function () { return a + zz } } }",
    bindings: [
      '<top>/f: function dynamic',
      'f/a: param dynamic <- <function> r1 w0',
      '<function>/arguments: arguments dynamic',
      '<function>/%this: this dynamic',
      '<function>/%new.target: new.target dynamic',
    ],
  },
  {
    name: 'module',
    source:
      "import d, { a as b, 'x y' as c } from './m.js'; import * as ns from 'n'; export let e = 1; let f = 1, g = 2; export { f as default, g as h }; const i = 1; () => i; const j = 1; j; export function k() { return e } export class L {} export const { m, n: [o] } = j;",
    options: { kind: 'module' },
    bindings: [
      '<top>/d: import',
      '<top>/b: import',
      '<top>/c: import',
      '<top>/ns: import',
      '<top>/e: let tdz exported <- k r1 w0',
      '<top>/f: let exported',
      '<top>/g: let exported',
      '<top>/i: const copy <- <arrow> r1 w0',
      '<top>/j: const',
      '<top>/L: class exported',
      '<top>/m: const exported',
      '<top>/o: const exported',
      '<top>/k: function exported',
      '<top>/L: self',
    ],
  },
  {
    name: 'export default',
    source: 'export default () => 1',
    options: { kind: 'module' },
    bindings: ['<top>/*default*: const exported'],
  },
  {
    name: 'export default fn',
    source: 'export default function () {}; ',
    options: { kind: 'module' },
    bindings: ['<top>/*default*: function exported'],
  },
  {
    name: 'export default class',
    source: 'export default class A {}',
    options: { kind: 'module' },
    bindings: ['<top>/A: class exported', '<top>/A: self'],
  },
  {
    name: 'eval direct',
    source: 'var a = 1; let b = 2; function c() { return a + b } { function d() {} } () => this',
    options: { kind: 'eval', direct: true },
    bindings: ['<top>/b: let tdz <- c r1 w0', '<top>/d: function'],
  },
  {
    name: 'eval strict',
    source: "'use strict'; var a = 1; let b = 2; function c() { return a + b }",
    options: { kind: 'eval', direct: true },
    bindings: ['<top>/b: let tdz <- c r1 w0', '<top>/c: function', '<top>/a: var <- c r1 w0'],
  },
  {
    name: 'eval indirect',
    source: 'var a = 1; let b = 2; () => b',
    options: { kind: 'eval' },
    bindings: ['<top>/b: let copy <- <arrow> r1 w0'],
  },
  {
    name: 'using',
    source: '{ using a = x; () => a } async function f() { for (await using b of []) { b } }',
    bindings: ['<top>/f: function', '<top>/a: using copy <- <arrow> r1 w0', 'f/b: using'],
  },
  {
    name: 'destructuring',
    source:
      'const { a, b: [c = () => a], ...d } = e; function f({ a, b }, [c]) { return () => a + b + c } [x, y.z = () => x] = 1',
    bindings: [
      '<top>/a: const copy <- c r1 w0',
      '<top>/c: const',
      '<top>/d: const',
      '<top>/f: function',
      'f/a: param copy <- <arrow> r1 w0',
      'f/b: param copy <- <arrow> r1 w0',
      'f/c: param copy <- <arrow> r1 w0',
    ],
  },
  {
    name: 'nested fn',
    source: 'function a(x) { return function b(y) { return function c(z) { return x + y + z } } }',
    bindings: [
      '<top>/a: function',
      'a/x: param copy <- c r1 w0',
      'b/b: self',
      'b/y: param copy <- c r1 w0',
      'c/c: self',
      'c/z: param',
    ],
  },
  {
    name: 'object scope',
    source:
      "const o = { get a() { return super.a }, b() { }, ['c' + 1]: function () {}, d: class { e() { return super.e } } }",
    bindings: ['<top>/o: const', '<top>/%home:0: home copy <- get a r1 w0', '<top>/%home:1: home copy <- e r1 w0'],
  },
  {
    name: 'names',
    source:
      "const a = () => 1, b = class { c = () => 1; static ['d'] = () => 1; #e = () => 1; 'f g' = () => 1; get h() { return () => 1 } }; ({ i: () => 1, 1: () => 1, __proto__: () => 1, ['j']: () => 1, k() { return () => 1 } }); l = () => 1; (m) = () => 1; [n = () => 1] = 1; (function o() {}); q.r = () => 1; s ||= () => 1",
    bindings: [
      '<top>/a: const',
      '<top>/b: const',
      '<top>/#e: private copy <- <instance_members_initializer> r1 w0',
      '<top>/%fields:0: field-initialiser <- b r1 w0',
      '<top>/%key:0:1: field-key copy <- <static_initializer> r1 w0',
      'o/o: self',
    ],
  },
  {
    name: 'functions that nothing mentions too early',
    source:
      'function f() { let a = 1, b; b = g; let c = 2; return h; function g() { return a + c } function h() { return c + k() } function k() { return d } let d; }',
    bindings: [
      '<top>/f: function',
      'f/a: let <- g r1 w0',
      'f/b: let',
      'f/c: let tdz <- g r1 w0, h r1 w0',
      'f/d: let tdz <- k r1 w0',
      'f/g: function',
      'f/h: function',
      'f/k: function <- h r1 w0',
    ],
  },
  {
    name: 'functions that mention each other',
    source:
      'function f() { g(); let a; function g() { h() } function h() { k() } function k() { return a } function l() { return a } l }',
    bindings: [
      '<top>/f: function',
      'f/a: let tdz <- k r1 w0, l r1 w0',
      'f/g: function',
      'f/h: function <- g r1 w0',
      'f/k: function <- h r1 w0',
      'f/l: function',
    ],
  },
  {
    name: 'closures that mention functions',
    source:
      'function f() { const c = () => g(); let a; function g() { return a } } function h() { let a; const c = () => g(); function g() { return a } }',
    bindings: [
      '<top>/f: function',
      '<top>/h: function',
      'f/c: const',
      'f/a: let tdz <- g r1 w0',
      'f/g: function copy <- c r1 w0',
      'h/a: let <- g r1 w0',
      'h/c: const',
      'h/g: function copy <- c r1 w0',
    ],
  },
  {
    name: 'exported functions',
    source: 'let a; export { g as h }; function g() { return a } function k() { return a }',
    options: { kind: 'module' },
    bindings: ['<top>/a: let tdz <- g r1 w0, k r1 w0', '<top>/g: function exported', '<top>/k: function'],
  },
  {
    name: 'functions in blocks',
    source:
      "function f() { 'use strict'; { let a; function g() { return a } g() } } function h() { { let a; function g() { return a } } }",
    bindings: [
      '<top>/f: function',
      '<top>/h: function',
      'f/a: let <- g r1 w0',
      'f/g: function',
      'h/g: var',
      'h/a: let tdz <- g r1 w0',
      'h/g: function',
    ],
  },
];
