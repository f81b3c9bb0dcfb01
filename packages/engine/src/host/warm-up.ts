/**
 * The host's optimising compiler specialises the interpreter loop for the instructions and types that it has seen. A program that meets
 * an instruction for the first time after that throws the optimised loop away, and runs many times slower until it is made again:
 * with acorn parsing itself, most of the time went there. So the first program of a process that runs for long is preceded by a small
 * one that shows the loop every instruction with every kind of operand that has a fast path.
 */

/** Runs in a machine of its own; a few thousand instructions. */
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
var sum = 0;
for (let round = 0; round < 4; round++) {
  for (const [a, b] of [[1, 2], [2, 1], [1.5, 2.5], [2147483647, 1], [-1, 0], [0, -0.5], [1, 1], ['a', 'b'], ['1', 1], [true, null], [1n, 2n], [undefined, 1]])
    try { arith(a, b); } catch { sum++; }
  const o = { a: 1, b: 2, c: 3, d: 4, e: 5, f: 6 }, p = new P(1, 2), q = new Q(3), f = new F(4), arr = [1, 2.5, 'x', null, o], fn = function () {};
  sum += o.a + o.b + o.c + o.d + o.e + o.f + p.a + p.b + p.c + p.d + p.e + p.f + q.q + q.a + f.x + f.get() + p.m(1) + q.m(2) + p.v + arr.length + 'abc'.length;
  o.a = 1.5; o.b = 'x'; o.c = o; o.d = null; o.e = undefined; o.f = 1; p.v = 2; p.has(p);
  for (const x of [o, p, q, f, arr, fn, new Map(), /x/]) { props(x); x.n1; x.toString; id(x); }
  const keys = ['a', 'b', 'c']; for (const k of keys) { elems(o, k, 1); elems(p, k, 2); }
  for (let i = 0; i < 6; i++) { elems(arr, i, i); elems('abc', i, 0); arr[arr.length] = i; arr.push(i); }
  elems(new Uint8Array(4), 1, 2); elems(arr, 1.5, 1); elems({}, 0, 1);
  id(1); id(1.5); id('s'); id(null); id(undefined); two(1, 2); two('a'); two(1.5, o, 3);
  sum += cells() + args(1, 2, 3) + rest(1, 2, 3) + rec(5) + Math.max(1, 2.5) + Math.floor(2.5) + Math.sqrt(4) + 'abc'.charCodeAt(1) + 'abc'.indexOf('c') + [1, 2].indexOf(2) + Math.min(1, 2, 3, 4, 5);
  'abc'.slice(1); 'abc'.substring(0, 2); String.fromCharCode(65); [3, 1].sort((a, b) => a - b); [1, 2].map((x) => x + 1).filter((x) => x > 1).reduce((a, b) => a + b, 0);
  dead(); tr(0); tr(1); tr(o); sw(1); sw('b'); sw(3);
  for (const x of gen(3)) sum += x; for (const k in o) sum += k.length; for (const [k, v] of new Map([[1, 2]])) sum += k + v; for (const c of 'ab') sum += c.length;
  const { a, ...others } = o; const [x, y = 2, ...zs] = arr; const spread = [...arr, ...zs]; id(...spread); new P(...spread); const copy = { ...others, [x]: y, get z() { return 1; }, m() {} };
  sum += \`\${x}\${y}\`.length + copy.z; delete copy.m; 'a' in copy; copy instanceof P; copy?.z?.y; sum ??= 1; g1 ||= 2; l1 &&= 3; x, y;
  asy(round); label: for (var i = 0; i < 3; i++) { for (;;) { if (i) continue label; break; } }
  (function () { return this; }).call(o); id.apply(null, [1]); (() => 1)(); new Set([1]).has(1); fn.p = 1; typeof undeclared; void 0; JSON.stringify({ a: [1] });
}
sum;
`;
