/**
 * Programs of the corpus: each is saved in the middle of something, by the number of steps given or at the first outcome that waits. What
 * they print after that, and how they end, is what a later engine must give.
 */
const MODULES = {
  'a.js':
    "import { b, bump } from 'b.js'; bump(); export const a = b + 1; console.log('a', a); await null; export default class A {}",
  'b.js': "export let b = 1; export function bump() { b++; } console.log('b');",
};

export const modules = {
  resolve: (specifier) => specifier,
  load: (url) => ({ source: MODULES[url], language: 'js' }),
};

export const functions = { ask: { kind: 'suspending' } };

export const programs = [
  {
    name: 'map-callback',
    steps: 60,
    source: `const f = (k) => [1, 2, 3, 4].map((n, i) => n * k + i); console.log(f(10), f(2));`,
  },
  {
    name: 'getter-and-proxy',
    steps: 90,
    source: `const log = []; const o = { get x() { log.push('x'); return this.y; }, y: 2 };
      const p = new Proxy(o, { get(t, k, r) { log.push('get ' + String(k)); return Reflect.get(t, k, r); }, has: (t, k) => k in t });
      for (let i = 0; i < 3; i++) log.push(p.x + i, 'x' in p); console.log(log.join());`,
  },
  {
    name: 'comparator',
    steps: 300,
    source: `const a = [5, 3, 9, 1, 7, 2]; let n = 0; console.log(a.sort((x, y) => { n++; return x - y; }), n, ['b', 'a'].toSorted());`,
  },
  {
    name: 'json',
    steps: 150,
    source: `console.log(JSON.stringify({ a: [1, { b: 2 }], c: 'x' }, (k, v) => (typeof v === 'number' ? v + 1 : v), 1),
      JSON.parse('{"a":[1,2,{"b":3}]}', (k, v) => (Array.isArray(v) ? v.length : v)));`,
  },
  {
    name: 'generators',
    steps: 120,
    source: `function* g(n) { try { const got = yield n; yield* [got, 2]; } finally { console.log('end', n); } }
      const it = g(1); const other = g(5); console.log(it.next(), other.next(), it.next('x'), it.next(), it.next()); console.log(other.return(9));
      console.log([...(function* () { let i = 0; while (i < 5) yield i++; })().map((x) => x * x).take(3)]);`,
  },
  {
    name: 'async',
    steps: 200,
    source: `const wait = (ms, v) => new Promise((r) => setTimeout(r, ms, v));
      async function* ticks() { for (let i = 0; i < 3; i++) yield wait(10 * i, i); }
      (async () => { for await (const t of ticks()) console.log(t); try { await Promise.all([wait(5, 1), Promise.reject(new Error('no'))]); } catch (e) { console.log(e.message); } })();
      Promise.any([wait(30, 'slow'), wait(20, 'fast')]).then(console.log); queueMicrotask(() => console.log('micro'));`,
  },
  {
    name: 'host-calls',
    source: `const [a, b] = [ask('one', { x: [1n, new Date(5)] }), ask('two')]; let k = 1;
      Promise.all([a, b]).then(([x, y]) => console.log(x + y + k)); k = 40;`,
    answers: [1, 1],
  },
  {
    name: 'modules',
    kind: 'module',
    steps: 40,
    source: `import A, { a } from 'a.js'; import * as ns from 'b.js'; console.log(a, ns.b, A.name, Object.keys(ns));`,
  },
  {
    name: 'collections',
    steps: 150,
    source: `const m = new Map([[1, 'a'], [{}, 'b'], [NaN, 'c'], ['k', new Set([1, 2, 3])]]); const w = new WeakMap(); const key = {}; w.set(key, { deep: key });
      const seen = []; for (const [k, v] of m) { seen.push(typeof k); if (k === 1) { m.delete(1); m.set('late', 0); } }
      console.log(seen.join(), m, w.get(key).deep === key, new WeakRef(key).deref() === key, Object.groupBy([1, 2, 3], (n) => (n % 2 ? 'odd' : 'even')));`,
  },
  {
    name: 'classes',
    steps: 120,
    source: `class A { static #count = 0; #x = 1; static made() { return A.#count; } constructor(x) { this.#x = x; A.#count++; } get x() { return this.#x; } set x(v) { this.#x = v; } static { this.tag = 't'; } }
      class B extends A { y = super.x + 1; constructor(...a) { super(...a); this.z = new.target.name; } *[Symbol.iterator]() { yield this.x; yield this.y; } }
      const b = new B(5); b.x += 2; console.log([...b], b.z, A.made(), A.tag, b instanceof A, Object.getOwnPropertyNames(b));`,
  },
  {
    name: 'buffers',
    steps: 80,
    source: `const buffer = new ArrayBuffer(8, { maxByteLength: 16 }); const bytes = new Uint8Array(buffer), view = new DataView(buffer, 2); const shorts = new Int16Array(buffer, 0, 2);
      for (let i = 0; i < 8; i++) bytes[i] = i * 37; view.setFloat32(0, 1.5); buffer.resize(12);
      console.log(bytes.length, shorts[1], view.getFloat32(0), bytes.subarray(2, 6).join(), new BigInt64Array([1n, -2n]), Object.is(new Float64Array([-0])[0], -0));`,
  },
  {
    name: 'objects',
    steps: 140,
    source: `const s = Symbol('s'), shared = Symbol.for('shared'); const o = Object.freeze({ a: 1, [s]: 2, [shared]: 3, 5: 'five' }); const d = { x: 1, y: 2 }; delete d.x; d.x = 3;
      Object.defineProperty(d, 'hidden', { get: () => 7, enumerable: false, configurable: true }); const proto = Object.create(d, { own: { value: 1 } }); const list = [1, , 3]; list.extra = 'e'; const sparse = []; sparse[1e6] = 1;
      console.log(Object.isFrozen(o), Reflect.ownKeys(o).map(String), Object.keys(d), proto.hidden, proto.y, 1 in list, list.extra, sparse.length, Symbol.keyFor(shared), /(?<y>\\d+)-/y.exec('12-').groups.y, 2n ** 70n, new Date(86400000).toISOString());
      Array.prototype.mine = 1; console.log([].mine, (function () { return arguments.length; })(1, 2), ((a, { b = 2 } = {}, ...c) => a + b + c.length)(1));`,
  },
  {
    name: 'errors',
    steps: 90,
    source: `function f(n) { if (n === 0) throw new TypeError('deep', { cause: 'why' }); try { f(n - 1); } finally { console.log('finally', n); } }
      try { f(3); } catch (e) { console.log(e.message, e.cause, e.stack.split('\\n').length); } label: for (const a of [1, 2, 3]) { for (const b of [1, 2]) { if (b === 2) continue label; if (a === 3) break label; console.log(a, b); } }
      null.property;`,
  },
  {
    name: 'names',
    steps: 200,
    source: `var g = 1; let t = 2; function outer(p) { let v = p; eval('var made = v + 1'); with ({ p: 10 }) { v += p + made; } return () => (0, eval)('g') + v + t; }
      const tag = (s, ...v) => s.raw.join('|') + v.length; console.log(outer(3)(), tag\`a\${1}b\\n\${2}\`, typeof undeclared, new Function('a', 'b', 'return a * b')(6, 7));`,
  },
  {
    name: 'regular-expression',
    steps: 3000,
    source: `console.log(/(a+)+$/.exec('a'.repeat(14) + 'b'), 'x1y22'.replace(/\\d+/g, (d) => d * 2), [...'a-b'.matchAll(/\\w/g)].length);`,
  },
  ...['linked', 'frame', 'table'].map((storage) => ({
    name: `closures-${storage}`,
    storage,
    steps: 130,
    source: `function counter(start) { let n = start; const unused = [1]; return { up: () => ++n, down() { return --n; }, get: () => unused.length + n }; }
      const list = []; for (let i = 0; i < 3; i++) list.push(() => i++); const c = counter(5); c.up(); c.up(); c.down(); console.log(c.get(), list.map((f) => f() + f()));`,
  })),
];
