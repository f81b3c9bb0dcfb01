/** The answer to a program never depends on the storage strategy: all four say what the host says. */
import { runInNewContext } from 'node:vm';
import { Machine, type StorageStrategy } from '@saguaro/engine';
import { describe, expect, it } from 'vitest';
import { makeProgram, makeRandom } from '../src/scope/random-programs.ts';

const STRATEGIES: readonly StorageStrategy[] = ['flat', 'linked', 'frame', 'table'];

function inSaguaro(source: string, storage: StorageStrategy): unknown {
  const machine = new Machine({ storage });
  machine.start(source, { name: 'program.js' });
  const outcome = machine.run();
  if (outcome.status === 'threw') return machine.describeError(outcome.error).text;
  return outcome.status === 'done' ? outcome.value : outcome.status;
}

/** Each by name; the value of its last expression is compared. */
const PROGRAMS: Readonly<Record<string, string>> = {
  'eval declares': `function f(p) { var r = []; eval('var v = 1; function g() { return v + p }'); r.push(v, g()); { let l = 2; eval('l++; var w = l'); r.push(l, w) } return r.concat((() => { eval('var q = 5'); return [typeof q, () => q] })().map((x) => typeof x === 'function' ? x() : x)) } JSON.stringify(f(3))`,
  'eval in parameters': `function f(a = eval('var x = 1; 2'), b = () => x) { var x = 3; return [a, b(), x] } JSON.stringify(f())`,
  'eval in parameters conflicts': `function f(a = eval('var a = 42')) {} try { f() } catch (e) { e.name }`,
  'eval and this': `class A { constructor() { this.v = 1 } m() { return eval('this.v') + (() => eval('this.v'))() } static s = eval('this.name') ; f = eval('() => this.v') } var a = new A(); [a.m(), A.s, a.f()].join()`,
  'eval and super': `class B { m() { return 'B' + this.x } get g() { return 'g' } } class A extends B { x = 1; #p = 7; constructor() { eval('super()'); eval('this.y = new.target === A') } m() { return eval('super.m() + super.g + this.#p') } } var a = new A(); a.m() + a.y`,
  'eval and arguments': `function f(a) { eval('arguments[0] = 9'); return a + (() => eval('arguments.length'))() } f(1, 2)`,
  'eval with lexical names': `function f() { let a = 1; const b = 2; class C {} eval('a = 5'); try { eval('b = 3') } catch (e) { a += e.name } try { eval('var a') } catch (e) { a += e.name } return a + eval('typeof C + typeof zz') } f()`,
  'eval: nested functions and deletes': `function f() { eval('var x = 1'); var g = () => x; var r = [g(), delete x]; try { g() } catch (e) { r.push(e.name) } return r.join() } f()`,
  'strict eval': `function f() { 'use strict'; var a = 1; eval('var a = 2; var b = 3; let c = () => a + b; a = c()'); return a + typeof b } f()`,
  'eval shadows outer': `var z = 'global'; function f(s) { function g() { return z } eval(s); return g() + (() => z)() } f('') + f('var z = 1')`,
  with: `function f(o, a) { var r = []; with (o) { a = a + 1; r.push(a); var v = 3; let l = 4; r.push((() => a + l + v)()); function h() { return a } r.push(h()) } return [r, a, v, o.a, o.v].join() } f({ a: 1 }, 5) + f({ v: 0 }, 5)`,
  'with and calls': `var o = { m() { return this === o }, [Symbol.unscopables]: { n: true }, n: 1 }; var n = 2; with (o) { [m(), n, typeof zz, (() => m())()].join() }`,
  'with and closures': `function f() { var fs = []; for (let i = 0; i < 3; i++) { with ({ j: i * 2 }) { fs.push(() => [i, j, this === undefined]) } } return fs.map((g) => g()).join() } f()`,
  'with hides this from no one': `function F() { with ({ '%this': 1 }) { return eval('typeof this') + (() => typeof this)() } } new F() && F.call({})`,
  'mapped arguments': `function f(a, b, c) { arguments[0] = 1; b = 2; var g = () => a + b; a = 10; arguments[1] = 20; return [a, b, arguments[0], arguments[1], g(), arguments.length, c, delete arguments[0], (arguments[0] = 7, a)].join() } f(0, 0)`,
  'mapped arguments in closures': `function f(a) { var args = arguments; return { set: (v) => { a = v }, get: () => args[0], put: (v) => { args[0] = v }, read: () => a } } var x = f(1); x.set(2); var r = [x.get()]; x.put(3); r.push(x.read()); r.join()`,
  'duplicate parameters': `function f(a, a) { arguments[0] = 5; arguments[1] = 6; return a + (() => a)() } f(1, 2)`,
  'block functions': `var r = [typeof b1]; { r.push(b1()); function b1() { return 1 } } r.push(b1()); function f(p) { r.push(typeof g, typeof p); { function g() { return () => g } function p() {} } r.push(typeof g, typeof p, g()() === g); if (p) function k() { return 5 } r.push(k()); switch (1) { case 0: function s() { return 's' } case 1: r.push(s()) } return () => g } f(3)(); { let b1; { function b1() { return 3 } } } r.push(b1()); r.join()`,
  'block function reassigned': `function f() { { g = 5; function g() {} g = 6; } return g + '' } f()`,
  'default closures': `var x = 'outer'; function f(a, b = () => a, c = (v) => { a = v }, d = x) { var a = 1; var x = 'inner'; c(5); return [a, b(), d, x, (() => x + a)()].join() } f(9)`,
  'parameters and same-named vars': `function f(a, g = () => a) { var a; var r = a; a = 2; return [r, a, g()].join() } f(1)`,
  'arguments as parameter scope': `function f(a = () => arguments) { var arguments; return [typeof arguments, arguments.length, a()[0]].join() } f(undefined, 7)`,
  generators: `function* g(n) { let a = n; const f = () => a++; for (let i = 0; i < 2; i++) { yield f() + (yield () => i) } } var it = g(1), r = []; for (let v, s = it.next(); !s.done; s = it.next(10)) r.push(typeof s.value === 'function' ? s.value() : s.value); r.join()`,
  classes: `const k = 'key'; class A { #p = 1; static #count = 0; static make() { A.#count++; return new A() } [k + 1] = () => this.#p; static [k] = A.name; get #q() { return this.#p + 1 } #m(x) { return x + this.#q } run() { return this.#m(10) } static { this.inc = () => ++A.#count } static has(o) { return #p in o } } var a = A.make(); [a.key1(), A.key, a.run(), A.inc(), A.has(a), A.has({})].join()`,
  'class in loop': `var fs = []; for (const n of [1, 2]) { class C { static n = n; v = n; #w = n * 10; get() { return () => this.#w + C.n } } fs.push(() => new C().get()() + new C().v) } fs.map((f) => f()).join()`,
  'class self and tdz': `var r = []; try { class A extends (() => A)() {} } catch (e) { r.push(e.name) } try { class B { static [B.x] = 1 } } catch (e) { r.push(e.name) } class C { static me = C; m() { C = null } } try { new C.me().m() } catch (e) { r.push(e.name) } const D = C; C = 5; r.push(typeof C, D.me === D); r.join()`,
  'super in arrows and literals': `class P { v() { return 'P' } static v() { return 'sP' } } class Q extends P { v() { return (() => super.v())() + { __proto__: { v() { return 'L' } }, v() { return (() => super.v())() } }.v() } static v() { return (() => () => super.v())()() } constructor() { const s = () => super(); s(); this.w = (() => new.target === Q)() } } var q = new Q(); [q.v(), Q.v(), q.w].join()`,
  'derived this': `class A {} class B extends A { constructor(c) { const t = () => this; try { t() } catch (e) { c.push(e.name) } super(); c.push(t() === this); try { super() } catch (e) { c.push(e.name) } } } var c = []; new B(c); c.join()`,
  'named function expressions': `var f = function g(n) { g = 1; return n ? g(n - 1) : typeof g }; var h = function g() { 'use strict'; try { g = 1 } catch (e) { return e.name } }; var k = function g() { return (() => g)() === k && eval('typeof g') }; [f(3), h(), k()].join()`,
  'per-iteration bindings': `var fs = []; for (let i = 0, d = () => i; i < 3; fs.push(() => i), i++) { fs.push(() => i, d); i += 0; let j = i; fs.push(() => j++) } fs.map((f) => f()).join() + fs.map((f) => f()).join()`,
  'for-in and for-of': `var fs = []; for (const k in { a: 1, b: 2 }) fs.push(() => k); for (let [x, y = () => x] of [[1], [2]]) { fs.push(y); x += 10 } for (var v of [1, 2]) fs.push(() => v); try { for (let z of [() => z]) z() } catch (e) { fs.push(() => e.name) } fs.map((f) => f()).join()`,
  'switch scope': `function f(n) { switch (n) { case 0: let a = 1; const g = () => a; case 1: try { return g() } catch (e) { return e.name } } } f(0) + f(1)`,
  'catch scopes': `function f() { var r = []; try { throw [1, { b: 2 }] } catch ([a, { b, c = () => a + b }]) { r.push(c()); a = 5; r.push(c()) } try { throw 1 } catch (e) { var e = 2; r.push(e, (() => e)()) } r.push(e); return r.join() } f()`,
  'hoisted siblings': `function f() { return [a(), c()].join(); function a() { return b() + 1 } function b() { return typeof c } function c() { return a === f.a || a() } } f()`,
  'hoisted before let': `function f() { var r = []; try { g() } catch (e) { r.push(e.name) } let x = 1; const y = () => x++; function g() { return x } r.push(g(), y(), g()); return r.join() } f()`,
  'recursive const': `const fib = (n) => n < 2 ? n : fib(n - 1) + fib(n - 2); { const fac = (n) => n ? n * fac(n - 1) : 1; var r = fib(10) + fac(5) } r`,
  using: `var log = []; function f() { { const a = { x: 1 }; log.push((() => a.x)()) } } f(); log.join()`,
  'indirect eval and Function': `var a = 'global'; function f() { let a = 'local'; return [(0, eval)('a'), eval('a'), new Function('return a')(), new Function('b', 'return () => a + b')(1)()].join() } f()`,
  'eval of functions that outlive it': `function f(n) { return eval('let m = n * 2; (function () { return () => m++ + n })')() } var g = f(1), h = f(10); [g(), g(), h(), g()].join()`,
  'nested evals': `function f() { var a = 1; return eval("var b = 2; eval('var c = a + b; () => a + b + c')")() + c + b } f()`,
  'eval in arrow parameters': `function f() { var g = (a = eval('var z = 1; 5'), b = () => z) => a + b(); return g() + typeof z } f()`,
  'eval in class code': `var n = 3; class A { static [eval('"k" + n')] = eval('n + 1'); f = eval('n * this.g'); g = 2; } var a = new A(); [A.k3, a.f, a.g].join()`,
  'eval in for head': `var fs = []; function f() { for (let i = eval('0'); eval('i < 2'); eval('i++')) { fs.push(() => eval('i')) } } f(); fs.map((g) => g()).join()`,
  'typeof and delete': `function f(a) { var r = [typeof nope, delete a]; with ({ b: 1 }) { r.push(delete b, typeof b) } eval('var c'); r.push(delete c, typeof c); return r.join() } f(1)`,
};

describe('strategies agree with the host', () => {
  it.each(Object.entries(PROGRAMS))('%s', (_name, source) => {
    const expected = runInNewContext(source);
    for (const storage of STRATEGIES)
      expect(`${storage}: ${inSaguaro(source, storage)}`).toBe(`${storage}: ${expected}`);
  });

  const PRELUDE = `
    var n = 0, calls = 0, log = [], FS = [];
    function N() { if (++n > 1500) throw new TypeError('out of fuel'); return n }
    function C(getters) {
      N();
      return getters.map(([name, get]) => { try { log.push(name + '=' + get()) } catch (e) { log.push(name + '=' + e.name) } });
    }
    function V(closure, name, value) { log.push(name + ':' + value) }
    function T(name, error) { log.push(name + '!' + error.name) }
    function CALL() { for (const f of FS.slice(-40)) { if (++calls > 300) return; f() } }
  `;

  it.each([1, 2, 3])('random programs, seed %i', (seed) => {
    const random = makeRandom(seed * 104_729);
    for (let i = 0; i < 15; i++) {
      const program = `(function () { ${makeProgram(random)} })()`;
      const source = `${PRELUDE} try { ${program} } catch (e) { log.push(e.name, e.message) } log.join(' ')`;
      const expected = runInNewContext(source);
      for (const storage of STRATEGIES) expect(inSaguaro(source, storage), `${storage}: ${source}`).toBe(expected);
    }
  });
});
