/**
 * The host's optimising compiler specialises the interpreter loop for the instructions and types that it has seen. A program that meets
 * an instruction for the first time after that throws the optimised loop away, and runs many times slower until it is made again:
 * with acorn parsing itself, most of the time went there. So in a process that runs one long program after another a small one comes
 * in between, that shows the loop every instruction with every kind of operand that has a fast path. The first long program goes without:
 * to compile the loop anew takes the host a quarter of a second, as long as many a program runs.
 */

/** Runs in a machine of its own; some thousand instructions. What it leaves alive is of every kind. */
export const WARM_UP_PROGRAM = `
var g1 = 1, g2; let l1 = 2; const l2 = 0.5;
function id(x) { return x; }
function two(x, y) { g1 = x; l1 = y; return y; }
class P { #p = 1; static s = 1; constructor(a, b) { this.a = a; this.b = b; this.c = 1; this.d = 2; this.e = 3; this.f = 4; }
  m(x) { this.a = x; return this.e; } get v() { return this.#p; } set v(x) { this.#p = x; } has(o) { return #p in o; } }
class Q extends P { constructor(a) { super(a, 1); this.q = a; } m(x) { return super.m(x); } }
function F(x) { this.x = x; } F.prototype.get = function () { return this.x; };
function arith(a, b) {
  var r = a + b; r = a - b; r = a * b; r = a / b; r = a % b; r = a ** 2; r = a & b; r = a | b; r = a ^ b; r = a << b; r = a >> b; r = a >>> b;
  r = -a; r = +a; r = ~a; r = !a; a++; a--; r = typeof a;
  var n = 0;
  if (a < b) n++; if (a <= b) n++; if (a > b) n++; if (a >= b) n++; if (a == b) n++; if (a != b) n++; if (a === b) n++; if (a !== b) n++;
  if (!(a < b)) n++; if (!(a <= b)) n++; if (!(a > b)) n++; if (!(a >= b)) n++; if (!(a == b)) n++; if (!(a != b)) n++; if (!(a === b)) n++; if (!(a !== b)) n++;
  var t = a < b; t = a <= b; t = a > b; t = a >= b; t = a == b; t = a != b; t = a === b; t = a !== b;
  while (a < b && n < 20) n++; do n++; while (a > b && n < 30);
  return t ? n : r;
}
function cells() { let n = 0; let late; const inc = () => { n++; late = n; return late; }; const read = () => n; inc(); read(); n = 2; { let k = n; g2 = () => k++; } g2(); return inc() + n; }
function dead() { try { return (() => z)(); let z = 1; } catch (e) { return e.name; } }
function args() { var s = 0; for (var i = 0; i < arguments.length; i++) s += arguments[i]; return s; }
function rest(a, ...r) { return r.length + a; }
function* gen(n) { for (let i = 0; i < n; i++) yield i; return n; }
async function asy(x) { const y = await x; return y; }
function props(o) { o.n1 = 1; o.n1 = 2; return o.n1 + (o.zz === undefined) ; }
function sw(x) { switch (x) { case 1: return 'a'; case 'b': return 2; default: return null; } }
function tr(x) { try { if (x) throw x; return 1; } catch (e) { return e; } finally { g1 = x; } }
function rec(n) { return n === 0 ? 0 : 1 + rec(n - 1); }
function elems(a, k, v) { var r = a[k]; a[k] = v; return r; }
class Shape1 { constructor() { this.x = 1; } get g() { return this.x; } set g(v) { this.x = v; } m() { return 1; } }
class Shape2 extends Shape1 { y = 2; static z = 3; static { this.w = 4; } #p = 1; #q() { return this.#p; } get #r() { return 1; } set #r(v) {} static #s = 1; ['c' + 1]() { return super.m() + this.#q() + this.#r; }
  set g(v) { super.g = v; this.#p += 1; this.#r = v; } get g() { return super.g; } static t() { return this.#s + (new.target === undefined ? 1 : 0); } m() { return 2; } }
class Shape3 extends Shape2 { m() { return 3; } constructor(...a) { super(...a); this.v = new.target === Shape3; } }
function N(n) { this.n = n > 0 ? new N(n - 1) : null; }
function sites(o, v) { o.x = v; o.g = v; o.fresh = v; var n = o.x; n = o.g; n = o.absent; n = o.length; n = o.y; if (o.m) n = o.m(); o.x += 1; return n; }
function index(a, i) { var v = a[i]; if (i in a) v = 1; a[i] = v; a.length; return v; }
function grow(a) { a[a.length] = 1; a.push(2); return a.pop(); }
function defaults(a, b = a, { c = 1, d: [e = 2] = [] } = {}, ...f) { return a + b + c + e + f.length; }
function jumps(n) { out: for (var i = 0; ; i++) { try { if (i === n) return i; if (i & 1) continue out; for (;;) { try { break; } finally { i += 0; } } } catch (e) { break out; } finally { n = n; } } }
function* lazily(n) { try { const got = yield n; yield* [got, n]; return yield* gen(2); } finally { g1 = 1; } }
async function later(x) { try { for await (const y of agen(2)) x += y; throw 1; } catch (e) { return e; } finally { await null; } }
async function* agen(n) { for (let i = 0; i < n; i++) yield i; }
function tag(t, ...v) { return t.raw[0] + v.length; }
function sloppy() { return typeof this; }
function dynamic(o) { with (o) { x = 1; y = x; } return eval('var dyn = 1; dyn + g1') + typeof dyn; }
function compare(a, b) { return (a < b) + (a <= b) + (a > b) + (a >= b) + (a == b) + (a != b); }
function more(round) {
  const list = [new Shape1(), new Shape2(), new Shape3(1), { x: 1, m() { return 0; } }, Object.create({ x: 2, get g() { return 1; }, set g(v) {} }), [1], function () {}, new Map(), new Error('e')];
  for (let i = 0; i < 3; i++) { 'abc'.charCodeAt(i); 'abc'.length; const l = { ...{ a: 1 }, b: i, c: 2, d: 3, e: 4, f: 5 }; l.g = 1; l.h = 2; l.g = i; arguments[0]; try { null.x; } catch (e) { g1 = i; } try { throw i; } catch { g1 = 0; } Array.of(1, 2).concat([3], 4); g1 = Math.min(i, 1) + [1].push(2, 3); }
  for (const o of list) sites(o, round); for (const v of ['s', 1, true, 1n, Symbol.iterator]) { v.x; v.length; v.toString(); sloppy.call(v); }
  sloppy(); new N(12); list[1].c1(); Shape2.t(); jumps(5); defaults(1); defaults(1, 2, { c: 3, d: [4] }, 5); tag\`a\${1}b\${2}\`; dynamic({ x: 1, y: 2 }); compare('a', 'b'); compare(1n, 2n); compare(1, '2'); compare(null, undefined); compare(list, '');
  for (const a of [[], [1], [1.5, 2], ['a', 'b'], [, 1], [1, , 'x'], 'a,b'.split(','), [...'ab'], Array.from({ length: 3 }, (v, i) => i), new Array(4), Array(3).fill(0), Object.keys({ a: 1, b: 2 }), [1, 2].map((v) => v), [3, 4].slice(1)]) { index(a, 0); index(a, 1); index(a, 2); grow(a); for (const v of a) g1 = v; }
  for (const a of [new Uint8Array(3), new Float64Array(3), new Int32Array(3), new Uint8ClampedArray(3), new Int16Array(3), arguments, { 0: 1, 1: 2, length: 2 }, new String('ab')]) { index(a, 0); index(a, 1); index(a, 2); index(a, 2.5); index(a, -1); }
  const o = { ['k' + round]: 1, [Symbol.iterator]: null, [1]: 2, [1.5]: 3, get ['g' + 1]() { return 1; }, ['m']() { return 2; }, async am() {}, *gm() {}, __proto__: { z: 1 } }; for (const k of ['k0', 'm', 'z', 1, 1.5, Symbol.iterator, null]) { o[k]; o[k] = 1; k in o; }
  const it = lazily(1); it.next(); it.next(2); it.next(); it.return(3); const it2 = lazily(1); it2.next(); try { it2.throw(1); } catch (e) { g1 = e; } for (const v of lazily(2)) if (v) break;
  const own = { n: 0, [Symbol.iterator]() { return { next: () => ({ done: ++this.n > 3, value: this.n }), return() { return {}; } }; } }; for (const v of own) if (v > 1) break; const [h, ...t] = { __proto__: own, n: 0 }; Math.max(...own, ...'12');
  later(1).then((v) => v, (e) => e); (async () => { for (let i = 0; i < 3; i++) await i; })();
  for (const [k, v] of Object.entries({ a: 1, b: 'x' })) g1 = k + v; for (const v of new Set([1, 'a'])) g1 = v; for (const [i, v] of ['a', 'b'].entries()) g1 = i;
  'ab'.repeat(700).indexOf('c'); Math.max(1, 2, 3, 4, 5, 6); 'x'.repeat(700) + 'y'.repeat(700);
  try { null.x; } catch (e) { g1 = 1; }
  list[0] instanceof Shape2; ({}) instanceof Object; (function () {}).bind(1, 2)(3); Reflect.construct(Shape1, []); Reflect.apply(sloppy, 1, []); new Proxy({}, { get: () => 1 }).x; (() => arguments.length)(); (function () { arguments[0] = 2; return arguments[0]; })(1); ({ ...list[0], ...null }); Object.defineProperty({}, 'x', { get() { return 1; }, configurable: true }).x; JSON.parse(JSON.stringify({ a: [1, 'b', null] }, (k, v) => v), (k, v) => v); delete o.m; delete list[5][0]; o?.a?.[1]?.(2); null?.x; list[8] ?? 1; var u; u ??= 1; u ||= 2; u &&= 3; u = -u; u **= 2; u = ~u; u++; --u; u = '' + u; u = \`\${u}\${o.k0}\${1.5}\`; typeof u === 'string' && void 0; switch (u.length) { case 0: break; case 2: case 3: default: g1 = (1, 2); }
}
var sum = 0;
for (let round = 0; round < 2; round++) {
  for (const [a, b] of [[1, 2], [2, 1], [1.5, 2.5], [2147483647, 1], [-1, 0], [0, -0.5], [1, 1], ['a', 'b'], ['1', 1], [true, null], [1n, 2n], [undefined, 1]])
    try { arith(a, b); } catch { sum++; }
  const o = { a: 1, b: 2, c: 3, d: 4, e: 5, f: 6 }, p = new P(1, 2), q = new Q(3), f = new F(4), arr = [1, 2.5, 'x', null, o], fn = function () {};
  sum += o.a + o.b + o.c + o.d + o.e + o.f + p.a + p.b + p.c + p.d + p.e + p.f + q.q + q.a + f.x + f.get() + p.m(1) + q.m(2) + p.v + arr.length + 'abc'.length;
  o.a = 1.5; o.b = 'x'; o.c = o; o.d = null; o.e = undefined; o.f = 1; p.v = 2; p.has(p);
  for (const x of [o, p, q, f, arr, fn, new Map()]) { props(x); x.n1; x.toString; id(x); }
  const keys = ['a', 'b', 'c']; for (const k of keys) { elems(o, k, 1); elems(p, k, 2); }
  for (let i = 0; i < 6; i++) { elems(arr, i, i); elems('abc', i, 0); arr[arr.length] = i; arr.push(i); }
  elems(new Uint8Array(4), 1, 2); elems(arr, 1.5, 1); elems({}, 0, 1);
  id(1); id(1.5); id('s'); id(null); id(undefined); two(1, 2); two('a'); two(1.5, o, 3);
  sum += cells() + args(1, 2, 3) + rest(1, 2, 3) + rec(5) + Math.max(1, 2.5) + Math.floor(2.5) + Math.sqrt(4) + 'abc'.charCodeAt(1) + 'abc'.indexOf('c') + [1, 2].indexOf(2) + Math.min(1, 2, 3, 4, 5);
  'abc'.slice(1); 'abc'.substring(0, 2); String.fromCharCode(65);
  if (round === 0) dead(); tr(0); tr(1); tr(o); sw(1); sw('b'); sw(3);
  for (const x of gen(3)) sum += x; for (const k in o) sum += k.length; for (const [k, v] of new Map([[1, 2]])) sum += k + v; for (const c of 'ab') sum += c.length;
  const { a, ...others } = o; const [x, y = 2, ...zs] = arr; const spread = [...arr, ...zs]; id(...spread); new P(...spread); const copy = { ...others, [x]: y, get z() { return 1; }, m() {} };
  sum += \`\${x}\${y}\`.length + copy.z; delete copy.m; 'a' in copy; copy instanceof P; copy?.z?.y; sum ??= 1; g1 ||= 2; l1 &&= 3; x, y;
  asy(round); label: for (var i = 0; i < 3; i++) { for (;;) { if (i) continue label; break; } }
  (function () { return this; }).call(o); id.apply(null, [1]); (() => 1)(); fn.p = 1; typeof undeclared; void 0;
  if (round === 0) more(round);
}
const idle = gen(1); idle.next();
const alive = [() => alive, cells, idle, agen(1), asy(idle), new Promise(id), Promise.resolve(1), new Map([[1, 2]]), new Set([1]), new WeakMap([[{}, 1]]), [1][Symbol.iterator](), new Map([[1, 2]]).entries(), new Uint8Array(2), new DataView(new ArrayBuffer(2)),
  /x/.exec('x'), /x/g, new Error('e'), new Date(0), id.bind(null), new Proxy({}, {}), Symbol('s'), 1n, 1.5, { get a() { return 1; } }, { a: 1, b: 2, c: 3, d: 4, e: 5 }, [, 1], new P(1, 2), new Shape3(), (function () { return arguments; })(1), Object(1), [1].values().map(id), P, sum];
`;
