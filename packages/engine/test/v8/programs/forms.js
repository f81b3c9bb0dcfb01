function gen(){ }
class A { #x = 1; static #m(){return 1} #p(){return this.#x} static t(){ return A.#m() } get #g(){return this.#p()} [gen()] = 1; static [gen()] = () => 2; static { var sb = 1; let q = 2; (() => sb); class Z{} } n(){ return super.n } static s(){ return super.s } }
class B { static #u(){} static v(){ } }
class C { static #u(){} static v(o){ return #u in o } }
class D { static #u(){} static v(o){ return o.#u() } }
const E1 = class { static #u(){} static v(o){ return o.#u() } };
class F { static #u = 1; static v(o){ return o.#u } }
class G { static get #u(){ return 1}; static v(o){ return o.#u } }
class H extends (() => H, A) { constructor(){ super(); const f = () => { super.n; this.k } } }
class I extends A { constructor(){ const f = () => { super(); new.target }; f() } m(){ return () => super.n } }
var o = { m(){ return super.m }, n(){ return () => super.z } };
function ev(a){ let b; { let c; } { let d; eval('') } function inner(){ let z; { let y } } return class K { x = 1; m(){} } }
function args(a,b){ return arguments.length } function args2(a,b){ 'use strict'; return arguments[0]+ (()=>arguments)() }
function args3(a, b=1){ return arguments } function args4(a, arguments){ return arguments } function args5(a){ var arguments; } function args6(a){ var arguments = 1; } function args7(a){ function arguments(){}; } function args8(a){ let arguments; return arguments } function args9(a){ return () => arguments }
function w(a,b,c){ with(a){ b; (() => c); var d = 1; } let e; return e }
function self1(){ return function s1(){ return s1 } } function self2(){ return function s2(){ return () => s2 } } function self3(s3){ return function s3(s3){ return () => s3 } }
function blk(p){ { function f(){ return f } } { function p(){} } if (p) function g(){ } { let h; { function h(){ } } } try {} catch (e) { function e2(){} { function e(){} } var e = 1; } return () => [f, g] }
function loops(){ for (let i = 0, f = () => i; i < 3; i++) { } for (let j = 0; j < 3; j++) { () => j } for (let k of (() => k, [])) {} for (const {l, m = () => l} of []) { m } for (let n in {}) { let q = n; () => q } }
function pars({a, b = () => a}, [c] = [() => b], ...r){ var a; let z = 1; var c = 2; return () => [a, z, r] }
async function af(p){ let u = 1; await u; let v = 2; return () => v } function* gf(p){ let u = yield p; }
