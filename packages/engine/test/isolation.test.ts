/**
 * What a program can reach: every value, through the engine's objects and from inside the program, is a primitive or an object of the
 * engine. And the ways out of other sandboxes, by class, each contained.
 */
import { describe, expect, it } from 'vitest';
import type { Realm } from '../src/agent/realm.ts';
import { Handle, Machine, type MachineOptions, type Outcome } from '../src/index.ts';
import { Accessor, ExoticObject, JSArray, JSObject } from '../src/objects/object.ts';
import { getOwnSlot, ownKeys } from '../src/objects/property.ts';
import { HOLE } from '../src/objects/value.ts';

const HOST_SYMBOLS = new Set<symbol>(
  Object.getOwnPropertyNames(Symbol)
    .map((name) => (Symbol as unknown as Record<string, unknown>)[name])
    .filter((v) => typeof v === 'symbol'),
);

/** Why `v` is no value for a guest; undefined where it is one. */
function foreign(v: unknown): string | undefined {
  if (typeof v === 'function') return `a function of the host, ${v.name}`;
  if (typeof v === 'symbol') {
    if (HOST_SYMBOLS.has(v)) return `the host's ${String(v)}`;
    return Symbol.keyFor(v) === undefined ? undefined : `a symbol of the host's registry, ${String(v)}`;
  }
  if (typeof v !== 'object' || v === null || v instanceof JSObject) return undefined;
  return `an object of the host or the engine, ${v.constructor?.name ?? 'without a constructor'}`;
}

/** Everything reachable from `roots` by prototypes and own properties, and what of it is no guest value, by path. */
function walk(roots: Iterable<readonly [string, unknown]>): { readonly objects: number; readonly bad: string[] } {
  const bad: string[] = [];
  const seen = new Set<JSObject>();
  const todo: [string, JSObject][] = [];
  const note = (path: string, v: unknown): void => {
    const why = foreign(v);
    if (why !== undefined) bad.push(`${path}: ${why}`);
    if (!(v instanceof JSObject) || seen.has(v)) return;
    seen.add(v);
    todo.push([path, v]);
  };
  for (const [path, v] of roots) note(path, v);
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    const [path, o] = next;
    note(`${path}.[[Prototype]]`, o.shape.proto);
    if (o instanceof ExoticObject && o.kind === 'Proxy') {
      const { target, handler } = o.data as { target: unknown; handler: unknown };
      note(`${path}.[[Target]]`, target);
      note(`${path}.[[Handler]]`, handler);
      continue;
    }
    for (const key of ownKeys(o)) {
      const at = `${path}.${String(key)}`;
      note(`key ${at}`, key);
      const v = getOwnSlot(o, key);
      if (v instanceof Accessor) {
        note(`get ${at}`, v.get);
        note(`set ${at}`, v.set);
      } else note(at, v);
    }
  }
  return { objects: seen.size, bad };
}

function rootsOf(realm: Realm): [string, unknown][] {
  return [['global', realm.globalObject], ...realm.madeIntrinsics];
}

/** Runs a program to its end, timers too: on a clock that moves only to the next timer, so that no test hangs on the machine's speed. */
function run(source: string, options: MachineOptions = {}): { machine: Machine; outcome: Outcome } {
  let now = 0;
  const clock = { now: () => now, monotonic: () => now };
  const machine = new Machine({ limits: { heapBytes: 256e6, steps: 50_000_000, depth: 5000 }, clock, ...options });
  machine.start(source);
  let outcome = machine.run();
  while (outcome.status === 'waiting' && outcome.until !== undefined) {
    now = outcome.until;
    outcome = machine.run();
  }
  return { machine, outcome };
}

/** The list that the program has left in its global `seen`. */
function listOf(machine: Machine): unknown[] {
  const list = getOwnSlot(machine.realm.globalObject, 'seen');
  return list instanceof JSArray ? list.elements.filter((v) => v !== HOLE) : [];
}

/** Runs a program that tries to get out and answers how it went, as text. */
function text(source: string, options: MachineOptions = {}): string {
  const { machine, outcome } = run(source, options);
  if (outcome.status === 'threw') return `threw ${machine.describeError(outcome.error).text.split('\n')[0]}`;
  if (outcome.status !== 'done') return outcome.status;
  expect(walk(rootsOf(machine.realm)).bad).toEqual([]);
  return String(outcome.value);
}

/** Collects in `seen` what a guest finds by reflection alone, getters called on several receivers. */
const COLLECT = `
var seen = [];
{
  const met = new Set();
  const todo = [];
  const note = (v) => {
    if (met.has(v)) return;
    met.add(v);
    seen.push(v);
    if ((typeof v === 'object' && v !== null) || typeof v === 'function') todo.push(v);
  };
  globalThis.noteValue = note;
  const attempt = (f) => { try { note(f()); } catch (e) { note(e); } };
  note(globalThis);
  for (const f of [function () {}, () => 1, async function () {}, function* () {}, async function* () {}, class {}]) { note(f); attempt(() => f()); attempt(() => new f()); }
  attempt(() => (function* () { yield 1; })()[Symbol.iterator]().next());
  for (const v of [[].values(), new Map().entries(), new Set().values(), 'x'[Symbol.iterator](), 'x'.matchAll(/x/g), [].values().map((x) => x), /x/d.exec('x'), (function () { return arguments; })(), new Error('x'), Promise.resolve(1), new Proxy({}, {}), (() => {}).bind(), \`\${1}\`, ((s) => s)\`a\`, new Intl_()]) note(v);
  function Intl_() {}
  while (todo.length > 0) {
    const o = todo.pop();
    attempt(() => Object.getPrototypeOf(o));
    for (const key of Reflect.ownKeys(o)) {
      if (key === 'seen' || key === 'noteValue') continue;
      note(key);
      const d = Reflect.getOwnPropertyDescriptor(o, key);
      if (d === undefined) continue;
      if ('value' in d) note(d.value);
      else {
        note(d.get);
        note(d.set);
        for (const receiver of [o, {}, undefined, null, 1, [], function () {}, new Proxy({}, {})]) attempt(() => Reflect.apply(d.get, receiver, []));
      }
    }
  }
}
`;

describe('every value that a guest can reach', () => {
  it('through the engine is a primitive or an object of the engine', () => {
    const { machine } = run('1');
    const first = walk(rootsOf(machine.realm));
    expect(first.bad).toEqual([]);
    expect(first.objects).toBeGreaterThan(500);
  });

  it('by reflection, getters called, is a primitive or an object of the engine', () => {
    const { machine, outcome } = run(COLLECT, { functions: { host: () => ({ a: [1] }) } });
    expect(outcome.status).toBe('done');
    const list = listOf(machine);
    expect(list.length).toBeGreaterThan(2000);
    expect(list.map(foreign).filter((why) => why !== undefined)).toEqual([]);
    expect(walk(list.map((v, i) => [`seen[${i}]`, v] as const)).bad).toEqual([]);
  });

  it('as result or exception of any built-in called in many ways, is a primitive or an object of the engine', () => {
    const { machine, outcome } = run(
      `${COLLECT}
      {
        const functions = seen.filter((f) => typeof f === 'function' && f.name !== 'wait' && f !== Function && f !== globalThis.eval);
        const hostile = new Proxy(function () {}, { get(t, k, r) { if (k === Symbol.toPrimitive) return () => '1'; if (k === 'length') return 2; if (k === 'then') return undefined; return t[k] ?? hostile; }, getPrototypeOf() { return Array.prototype; } });
        const lists = [[], [undefined, undefined], [{}], [-1, -1], [hostile, hostile, hostile], [[1, [2]], (x) => x], ['x', 'y', 'z'], [NaN, Infinity, 1e9], [10n, 2n], [Symbol.iterator], [/x/g, 'y'], [{ length: -1, get x() { throw hostile; } }], [null, null, null]];
        const receivers = [undefined, {}, [3, 1, 2], 'text', 5, hostile, new Map([[1, 2]]), new Uint8Array(4), Promise.resolve(1), /x/g, new Date(0), function () {}, new Error('e')];
        const attempt = (f) => { try { noteValue(f()); } catch (e) { noteValue(e); } };
        let n = 0;
        for (const f of functions) {
          for (const list of lists) {
            attempt(() => Reflect.apply(f, receivers[n++ % receivers.length], list));
            attempt(() => Reflect.construct(f, list));
          }
          for (const receiver of receivers) attempt(() => Reflect.apply(f, receiver, lists[n++ % lists.length]));
        }
      }`,
      { limits: { heapBytes: 512e6, steps: 200_000_000 } },
    );
    expect(outcome.status === 'threw' ? machine.describeError(outcome.error).text : outcome.status).toMatch(
      /^(done|waiting|Uncaught|limit|.*Error)/,
    );
    const list = listOf(machine);
    expect(list.map(foreign).filter((why) => why !== undefined)).toEqual([]);
    expect(
      walk([...rootsOf(machine.realm), ...list.map((v, i) => [`seen[${i}]`, v] as [string, unknown])]).bad,
    ).toEqual([]);
  });
});

/** What the host would answer for its own global object: nothing of it may be found. */
const HOST = `(typeof process !== 'undefined' || typeof require !== 'undefined' || typeof Buffer !== 'undefined' || typeof performance !== 'undefined' && 'nodeTiming' in performance)`;

/** Tries, with \`f\` any function that the program has got, to reach the host. */
const REACH = `
function reach(v) {
  try {
    const F = v.constructor.constructor;
    const g = F('return this')();
    // Generator functions and async ones answer with an object that holds it.
    const ours = g === globalThis || g instanceof Promise || typeof g.next === 'function';
    return ours && F("return ${HOST.replaceAll("'", "\\'")}")() !== true ? 'contained' : 'out';
  } catch (e) { return reach2(e); }
}
function reach2(e) {
  try { return e.constructor.constructor('return this')() === globalThis ? 'contained' : 'out'; } catch { return 'contained'; }
}
`;

/** By class: a program that ends with a value from which it tries to reach the host. */
const WAYS_OUT: Readonly<Record<string, string>> = {
  'constructor chains': `[reach(this), reach([]), reach(''), reach(1), reach(1n), reach(Symbol()), reach(/x/), reach(() => {}), reach(async () => {}), reach(function* () {}), reach(async function* () {}), reach((function* () {})())].every((x) => x === 'contained') ? 'contained' : 'out'`,
  'errors of the parser': `try { eval('(((') } catch (e) { var r = reach(e) } r`,
  'errors of the parser, nested too deep': `var r = 'contained'; for (const p of ['(', '[', '{a:', 'a=>', '!', '-', 'a?', 'async()=>{', 'function f(){', 'class A{static{', '\`\${', '/(?:', 'if(1)', 'new ', 'x=']) try { eval(p.repeat(20000)) } catch (e) { if (reach(e) !== 'contained' || !(e instanceof Error)) r = 'out ' + p } r`,
  'errors of Function': `try { Function('a', '}') } catch (e) { var r = reach(e) } try { new Function('/*', '*/){') } catch (e) { if (reach(e) !== 'contained') r = 'out' } r`,
  'errors at stack overflow': `var r; function f() { try { f(); } catch (e) { if (r === undefined) r = reach(e); throw 1; } } try { f() } catch {} r`,
  'errors of calls near overflow': `let e0; function f() { try { [1].map(f); JSON.stringify({ toJSON: f }); } catch (e) { e0 ??= e; throw e; } } try { f() } catch {} e0 instanceof RangeError ? reach(e0) : 'out'`,
  'errors inside natives on deep data': `let a = [], p = {}; for (let i = 0; i < 2e4; i++) { a = [a]; p = { p }; } var r = 'contained';
    for (const f of [() => JSON.stringify(a), () => JSON.stringify(p), () => a.flat(Infinity), () => String(a), () => a.toLocaleString(), () => structuredClone(a), () => structuredClone(p), () => console.log(a), () => console.log(p), () => JSON.parse('['.repeat(1e5) + ']'.repeat(1e5)), () => JSON.parse('['.repeat(1e5)), () => new RegExp('('.repeat(50000) + ')'.repeat(50000)), () => new RegExp('(?:'.repeat(50000)), () => new RegExp('[' + '[a'.repeat(50000), 'v'), () => [a, a].sort(), () => Object.groupBy(a, String), () => eval(JSON.stringify(a))])
      try { f() } catch (e) { if (!(e instanceof Error) && !(e instanceof DOMException)) r = 'out ' + f; else if (reach(e) !== 'contained') r = 'out ' + f } r`,
  'errors of natives, inherited': `try { null.x } catch (e) { var r = reach(e) } try { 1n + 1 } catch (e) { if (reach(e) !== 'contained') r = 'out' } try { 'x'.repeat(-1) } catch (e) { if (reach(e) !== 'contained') r = 'out' } try { 'x'.repeat(2 ** 30) } catch (e) { if (reach(e) !== 'contained') r = 'out' } try { new Array(-1) } catch (e) { if (reach(e) !== 'contained') r = 'out' } try { new Uint8Array(2 ** 40) } catch (e) { if (reach(e) !== 'contained') r = 'out' } r`,
  'decodeURI, Date and Number errors': `var r = 'contained'; for (const f of [() => decodeURIComponent('%'), () => new Date(NaN).toISOString(), () => (1).toFixed(200), () => (1).toString(99), () => 'x'.normalize('q'), () => 'x'.localeCompare('y', 'not a locale'), () => new Date().toLocaleString('zz-zz-zz-zz', { timeZone: 'Nowhere' }), () => (1).toLocaleString('!!'), () => BigInt(1.5), () => BigInt('x'), () => Symbol() + '', () => new URL('x'), () => atob('*'), () => new TextDecoder('nope'), () => structuredClone(() => {}), () => queueMicrotask(1), () => Reflect.construct(1), () => new Proxy(1, 1)]) try { f() } catch (e) { if (reach(e) !== 'contained' || !(e instanceof Error)) r = 'out ' + f } r`,
  prepareStackTrace: `Error.prepareStackTrace = (e, sites) => sites; const s = new Error('x').stack; typeof s === 'string' || s.every((x) => { try { return reach(x) === 'contained' && (x.getThis === undefined || reach(x.getThis() ?? {}) === 'contained') && (x.getFunction === undefined || reach(x.getFunction() ?? {}) === 'contained') } catch (e) { return reach(e) === 'contained' } }) ? 'contained' : 'out'`,
  'prepareStackTrace on errors of the host': `Error.prepareStackTrace = (e, sites) => { globalThis.got = [e, sites]; return 'y' }; try { eval('('.repeat(50000)) } catch (e) { e.stack } try { null.x } catch (e) { e.stack } globalThis.got === undefined ? 'contained' : reach(got[0])`,
  captureStackTrace: `const o = {}; Error.captureStackTrace(o); Error.stackTraceLimit = { valueOf() { throw 1 } }; const e = new Error('x'); typeof o.stack === 'string' && (e.stack === undefined || typeof e.stack === 'string') ? 'contained' : 'out'`,
  'Symbol.species': `class A extends Array { static get [Symbol.species]() { return function (n) { return globalThis.made = { __proto__: null, length: n } } } } const a = A.from([1, 2, 3]); for (const m of ['map', 'filter', 'slice', 'splice', 'concat', 'flat', 'flatMap']) try { a[m]((x) => x) } catch (e) { if (reach(e) !== 'contained') globalThis.bad = m } globalThis.bad ?? 'contained'`,
  'Symbol.species of promises': `class P extends Promise { static get [Symbol.species]() { return function (f) { f((v) => { globalThis.v = v }, (v) => { globalThis.v = v }) } } } const p = P.resolve(1).then(1); reach(p)`,
  'Proxy traps on built-ins': `var r = 'contained'; const p = new Proxy({}, { get(t, k, v) { if (reach(t) !== 'contained' || (typeof k === 'symbol' && reach(k) !== 'contained')) r = 'out ' + String(k); return undefined }, has(t, k) { return false }, ownKeys(t) { return ['a'] }, getOwnPropertyDescriptor(t, k) { return { value: 1, configurable: true } } });
    for (const f of [() => JSON.stringify(p), () => Array.from(p), () => [].concat(p), () => Object.assign({}, p), () => ({ ...p }), () => new Map([p]), () => Promise.resolve(p), () => String(p), () => structuredClone(p), () => console.log(p), () => new Date(p), () => 'x'.replace(p, p), () => new RegExp(p), () => Object.entries(p), () => [p, p].sort(), () => Reflect.ownKeys(p), () => Array.prototype.map.call(p, (x) => x), () => { with (p) x }, () => p instanceof p, () => new Uint8Array(p), () => Intl, () => Function.prototype.toString.call(p)]) try { f() } catch (e) { if (reach(e) !== 'contained') r = 'out ' + f } r`,
  'Proxy receivers': `var r = []; const p = new Proxy(Object.create(globalThis), { get(t, k, v) { r.push(v === p); return Reflect.get(t, k, v) } }); try { p.console; p.process } catch (e) { r.push(reach(e) === 'contained') } r.every((x) => x) ? 'contained' : 'out'`,
  'Proxy traps that the host calls': `const handler = new Proxy({}, { get(t, trap) { return (...args) => { if (globalThis.busy) return Reflect[trap](...args); globalThis.busy = true; for (const a of args) if (a !== null && a !== undefined && reach(a) !== 'contained') globalThis.bad = trap; globalThis.busy = false; return Reflect[trap](...args) } } }); const p = new Proxy(function () {}, handler); for (const f of [() => p(), () => new p(), () => Object.keys(p), () => p.x, () => { p.x = 1 }, () => 'x' in p, () => delete p.x, () => console.log(p), () => Object.freeze(p), () => structuredClone(p)]) try { f() } catch {} globalThis.bad ?? 'contained'`,
  'async prototypes': `const A = Object.getPrototypeOf(async function () {}); const G = Object.getPrototypeOf(async function* () {}); [reach(A), reach(G), reach(A.constructor), reach(G.prototype), reach(Object.getPrototypeOf(G.prototype)), A.constructor('return this')() instanceof Promise ? 'contained' : 'out'].every((x) => x === 'contained') ? 'contained' : 'out'`,
  'rejections of the engine': `globalThis.r = 'contained'; const note = (e) => { if (reach(e) !== 'contained' || !(e instanceof Error)) r = 'out' }; import('nowhere').catch(note); import({ toString() { throw new Error('x') } }).catch(note); import('x', { with: { type: 'y' } }).catch(note); (async () => { null.x })().catch(note); Promise.any([]).catch(note); (async () => { for await (const x of 1); })().catch(note); setTimeout(() => { if (r !== 'contained') throw r }, 5); 'contained'`,
  'accessor receivers': `var r = 'contained'; for (const o of [Map.prototype, Set.prototype, RegExp.prototype, ArrayBuffer.prototype, Symbol.prototype, Object.getPrototypeOf(Uint8Array.prototype), URL.prototype, Object.prototype]) for (const k of Reflect.ownKeys(o)) { const d = Object.getOwnPropertyDescriptor(o, k); if (!d.get) continue; for (const t of [globalThis, {}, o, null, 1, new Proxy({}, {}), Object.create(o)]) try { const v = d.get.call(t); if (v !== undefined && v !== null && reach(v) !== 'contained') r = 'out ' + String(k) } catch (e) { if (reach(e) !== 'contained') r = 'out ' + String(k) } } r`,
  '__proto__ accessors and __lookupGetter__': `const g = ({}).__lookupGetter__('__proto__'), s = ({}).__lookupSetter__('__proto__'); let o = globalThis, last; while (o) { last = o; o = g.call(o) } try { s.call(last, { evil: 1 }) } catch {} ({}).evil === undefined && reach(last) === 'contained' ? 'contained' : 'out'`,
  'prototype pollution': `for (const P of [Object.prototype, Function.prototype, Array.prototype, Error.prototype, Promise.prototype, String.prototype]) for (const k of ['value', 'get', 'set', 'then', 'kind', 'shape', 'slots', 'code', 'native', 'length2', 'toJSON', 'status', 'call2', '0', 'host', 'prototype2', 'data']) try { Object.defineProperty(P, k, { get() { globalThis.hits = (globalThis.hits ?? 0) + (this === undefined ? 1 : 0); return undefined }, set(v) { if (typeof v === 'function' && reach(v) !== 'contained') globalThis.bad = k }, configurable: true }) } catch {} [1, 2].map((x) => x); console.log({ a: [1] }, new Error('x')); JSON.stringify([{}]); new Map([[1, 2]]); Promise.resolve(1).then(() => {}); globalThis.bad ?? 'contained'`,
  'bound functions': `const f = Function.prototype.bind.call(Function, null, 'return this'); const h = eval.bind(null, 'this'); [f()() === globalThis, h() === globalThis, reach(f), reach(Function.prototype.call.bind(Function.prototype.bind))].every((x) => x === true || x === 'contained') ? 'contained' : 'out'`,
  'arguments.callee.caller': `function f() { return [arguments.callee.caller, f.caller, f.arguments] } var r; try { r = f() } catch (e) { r = [e] } let s; [1].forEach(function g() { try { s = [arguments.callee.caller, g.caller] } catch (e) { s = [e] } }); [...r, ...s].every((x) => x === null || x === undefined || reach(x) === 'contained') ? 'contained' : 'out'`,
  'caller of a strict function': `'use strict'; var r; function f() { try { return f.caller } catch (e) { return e } } reach(f() ?? {})`,
  'with and Symbol.unscopables': `var r = 'contained'; const o = new Proxy({}, { has(t, k) { return typeof k === 'string' && k !== 'reach' && k !== 'r' }, get(t, k) { if (k === Symbol.unscopables) return { get process() { return false } }; return undefined } }); with (o) { if (typeof process !== 'undefined' || typeof require !== 'undefined') r = 'out' } Array.prototype[Symbol.unscopables].process = false; with ([]) { if (typeof process !== 'undefined') r = 'out' } r`,
  'Function constructors': `const G = (function* () {}).constructor; const fs = [Function('return this'), Function('a', 'b', 'return this'), (0, eval)('(function () { return this })'), Reflect.construct(Function, ['return this'], class extends Function {})]; fs.every((f) => f() === globalThis) && G('yield this')().next().value === globalThis && Function('return ${HOST.replaceAll("'", '"')}')() === false ? 'contained' : 'out'`,
  'console of hostile objects': `var r = 'contained'; const c = (v) => { try { console.log(v); console.dir(v); console.table([v]); console.error('%s %d %o %O %j %c', v, v, v, v, v, v) } catch (e) { if (reach(e) !== 'contained') r = 'out' } };
    const evil = { get constructor() { throw new Error('c') }, get [Symbol.toStringTag]() { throw new Error('t') }, toString() { throw 1 }, toJSON() { throw 2 } }; c(evil); c({ [Symbol.for('nodejs.util.inspect.custom')](d, o, i) { if (typeof i === 'function' && reach(i) !== 'contained' || o && reach(o) !== 'contained') r = 'out'; return this } }); c(new Proxy({}, { get() { throw 1 }, ownKeys() { throw 2 }, getPrototypeOf() { throw 3 } })); c(Object.create(null)); c(Object.create(Object.create(null, { constructor: { get() { throw 1 } } }))); class X { get [Symbol.toStringTag]() { return this } } c(new X()); const e = new Error('x'); e.stack = { toString() { throw 1 } }; c(e); e.name = Symbol(); c(e); e.cause = e; c(e); Object.defineProperty(e, 'message', { get() { throw 1 } }); c(e); const m = new Map(); m.set(m, m); c(m); function F() {} Object.defineProperty(F, 'name', { value: { toString() { throw 1 } } }); c(F); c(new F()); const d = new Date(0); d.toISOString = () => { throw 1 }; c(d); const re = /x/; Object.defineProperty(re, 'source', { get() { throw 1 } }); c(re); c(new (class extends Array { get length2() { throw 1 } })(3)); const p = Promise.reject(evil); p.catch(() => {}); c(p); c(Object.assign(() => {}, { constructor: evil })); c(new WeakRef(evil)); c(Symbol('x')); r`,
  'a hostile thenable': `globalThis.r = 'contained'; const t = { then(a, b) { if (reach(a) !== 'contained' || reach(b) !== 'contained') r = 'out'; a(t2) } }, t2 = { get then() { throw new Error('x') } }; Promise.resolve(t).catch((e) => { if (reach(e) !== 'contained') r = 'out' }); setTimeout(() => { if (r !== 'contained') throw r }, 1); 'contained'`,
  'toString of built-ins': `const t = Function.prototype.toString; [t.call(Array.prototype.map), t.call(eval), t.call(Function), t.call(console.log)].every((x) => x.includes('[native code]') && x.length < 100) ? 'contained' : 'out'`,
  'well-known symbols of the host': `[Symbol.iterator, Symbol.for('x'), Symbol.asyncIterator].every((s) => typeof s === 'symbol') && Symbol.keyFor(Symbol.iterator) === undefined && Symbol.keyFor(Symbol.for('x')) === 'x' ? 'contained' : 'out'`,
  'iterator protocol on internal lists': `var r = 'contained'; Array.prototype[Symbol.iterator] = function* () { if (reach(this) !== 'contained') r = 'out'; yield 1 }; Object.defineProperty(Array.prototype, 'push', { value() { if (!seenByMe(this)) r = 'out' } }); function seenByMe() { return true } try { Math.max(...[1, 2]); new Map([[1, 2]]); Promise.all([1]); String.raw({ raw: ['a'] }); ((...x) => x)(...[1]) } catch (e) { if (reach(e) !== 'contained') r = 'out' } r`,
  'setters on Array.prototype indices': `var r = 'contained'; Object.defineProperty(Array.prototype, 0, { set(v) { if (reach(this) !== 'contained') r = 'out'; globalThis.leaked = this }, get() { return undefined }, configurable: true }); [3].map((x) => x); 'a b'.split(' '); Object.keys({ a: 1 }); JSON.parse('[1]'); Array.of(1); [..."ab"]; /x/.exec('x'); (function () { return arguments })(1); globalThis.leaked === undefined || reach(leaked) === 'contained' ? r : 'out'`,
};

describe('known ways out of sandboxes', () => {
  for (const [name, source] of Object.entries(WAYS_OUT))
    it(`${name}: contained`, () => {
      expect(text(REACH + source)).toBe('contained');
    });

  it('results and errors of host functions are copies, getters on them not called', () => {
    class Secret extends Error {
      readonly key = 'secret';
    }
    const functions = {
      data: () => ({ list: [1, { x: 1 }], date: new Date(0), when: null, [Symbol('s')]: 1 }),
      bad: () => {
        throw new Secret('no');
      },
      odd: () => {
        throw {
          get x() {
            return globalThis;
          },
        };
      },
      func: () => (() => process) as unknown,
      promise: () => Promise.resolve(1),
      proxy: () =>
        new Proxy(
          {},
          {
            ownKeys: () => ['__proto__', 'constructor'],
            getOwnPropertyDescriptor: () => ({ value: process, enumerable: true, configurable: true }),
          },
        ),
      symbol: () => Symbol.iterator,
      echo: (x: unknown) => x,
      proto: () => JSON.parse('{"__proto__": {"polluted": 1}, "constructor": {"prototype": 1}}') as unknown,
      overflow: function f(): unknown {
        return [f()];
      },
    };
    const source = `${REACH}
      var seen = []; const all = [];
      const keep = (f) => { try { const v = f(); seen.push(v); all.push(v === null || v === undefined ? 'contained' : reach(v)) } catch (e) { seen.push(e); all.push(reach(e)); if (e && e.key) all.push('out') } };
      for (const f of [data, bad, odd, func, promise, proxy, symbol, proto, overflow]) { keep(f); keep(() => f.constructor('return this')()); keep(() => new f()); keep(() => f.call(globalThis, f)); keep(() => Reflect.apply(f, null, [f, f])); }
      for (const v of [() => 1, class {}, Symbol(), Symbol.iterator, new Map([[1, () => 1]]), { get x() { throw 1 } }, new Proxy({}, { get() { throw 1 }, ownKeys() { throw 2 } }), new Error('x'), Object.create(null), [,1], Promise.resolve(), { __proto__: { then() {} } }, JSON.parse('{"__proto__":1}')]) keep(() => echo(v));
      if (({}).polluted !== undefined) all.push('out');
      all.every((x) => x === 'contained') ? 'contained' : 'out'`;
    const { machine, outcome } = run(source, { functions });
    expect(outcome.status === 'threw' ? machine.describeError(outcome.error).text : outcome).toEqual({
      status: 'done',
      value: 'contained',
    });
    expect(walk([...rootsOf(machine.realm), ['seen', getOwnSlot(machine.realm.globalObject, 'seen')]]).bad).toEqual([]);
  });

  it('handles cannot be opened, forged or carried to another machine', () => {
    const { outcome } = run('(function f() { return f; })');
    const handle = (outcome as { value: unknown }).value;
    expect(handle).toBeInstanceOf(Handle);
    expect(Reflect.ownKeys(handle as object)).toEqual(['type']);
    expect(Reflect.ownKeys(Handle.prototype)).toEqual(['constructor']);
    const forged = Object.create(Handle.prototype) as unknown;
    const { machine, outcome: next } = run(
      'let r = []; for (const f of [a, b]) try { const v = f(); r.push(typeof v) } catch (e) { r.push(e instanceof TypeError) } r',
      {
        functions: { a: () => handle, b: () => forged },
      },
    );
    expect(next.status === 'threw' ? machine.describeError(next.error).text : next).toEqual({
      status: 'done',
      value: [true, true],
    });
  });

  it('what the host prints of hostile values never runs the host into the guest', () => {
    for (const source of [
      'throw { get stack() { throw 1 }, get message() { throw 2 }, toString() { throw 3 } }',
      'throw new Proxy({}, { get() { throw 1 }, getPrototypeOf() { throw 2 }, ownKeys() { throw 3 } })',
      'throw Object.assign(new Error("x"), { name: Symbol("n"), stack: new Proxy(function () {}, {}) })',
      'const e = new Error("x"); e.cause = e; e.errors = [e]; throw e',
      'throw Symbol("x")',
      'throw null',
      'throw () => { throw 1 }',
      'let a = []; for (let i = 0; i < 1e5; i++) a = [a]; throw a',
      'let p = {}; for (let i = 0; i < 1e4; i++) p = new Proxy(p, {}); throw p',
      'let e = new Error("x"); for (let i = 0; i < 1e4; i++) e = new Error("y", { cause: e }); throw e',
      'Promise.reject(new Proxy({}, { get() { throw 1 } }))',
    ]) {
      const { machine, outcome } = run(source);
      expect(outcome.status, source).toBe('threw');
      const { error } = outcome as { error: unknown };
      expect(typeof machine.describeError(error).text).toBe('string');
      expect(typeof machine.inspect(error)).toBe('string');
    }
  });
});
