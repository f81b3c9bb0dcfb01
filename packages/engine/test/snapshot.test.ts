/** Programs saved at many instructions and restored in fresh machines go on as if nothing had happened. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import type { MachineOptions, Outcome } from '../src/index.ts';

const here = dirname(fileURLToPath(import.meta.url));
const built = join(here, '../dist/index.js');
type Engine = typeof import('../src/index.ts');
let engine: Engine;
beforeAll(async () => {
  engine = (await import(/* @vite-ignore */ existsSync(built) ? built : '../src/index.ts')) as Engine;
});

const clockAt = (time: { now: number }) => ({ now: () => 1_700_000_000_000 + time.now, monotonic: () => time.now });
const MODULES: Record<string, string> = {
  'a.js':
    "import { b } from 'b.js'; export const a = b + 1; console.log('a', import.meta.url); await null; export default class A {}",
  'b.js': "export let b = 1; export function bump() { b++; } console.log('b');",
};
const modules = {
  resolve: (s: string) => s,
  load: (url: string) => ({ source: MODULES[url] as string, language: 'js' as const }),
};

function isScript(source: string): boolean {
  try {
    new engine.Machine().start(source);
    return true;
  } catch {
    return false;
  }
}

/** What a program prints and how it ends, stopped every `every` steps (0: never), and restored from its bytes there. */
function run(
  source: string,
  every: number,
  options: MachineOptions & { kind?: 'script' | 'module'; saved?: false } = {},
) {
  const printed: string[] = [];
  const time = { now: 0 };
  const host = { console: (_level: string, text: string) => void printed.push(text), clock: clockAt(time), modules };
  let machine = new engine.Machine({ ...host, ...options });
  machine.start(source, { kind: options.kind ?? 'script', name: 'main.js' });
  let saves = 0;
  for (;;) {
    const outcome: Outcome = machine.run(every === 0 ? {} : { steps: every });
    if (outcome.status === 'waiting' && outcome.until !== undefined) time.now = outcome.until;
    else if (outcome.status !== 'paused') {
      const end =
        outcome.status === 'threw'
          ? machine.describeError(outcome.error).text
          : outcome.status === 'done'
            ? machine.inspect(outcome.value)
            : '';
      return { printed, status: outcome.status, end, steps: machine.steps(), saves };
    }
    // Time that passes while nothing runs counts once the machine has looked.
    if (every === 0 || options.saved === false || outcome.status === 'waiting') continue;
    const bytes = machine.snapshot();
    machine = engine.Machine.restore(bytes, host);
    expect(Buffer.compare(machine.snapshot(), bytes)).toBe(0);
    saves++;
  }
}

const PROGRAMS: Record<string, string> = {
  'closures and aliasing': `
    function foo() { let a = 0; return { up: () => ++a, get: () => a }; }
    const x = foo(), y = foo(); const shared = { x, list: [x, y] }; shared.self = shared;
    x.up(); x.up(); console.log(shared.list[0].get(), y.get(), shared.self.self === shared, shared.list[0] === shared.x);`,
  'callbacks, comparators, replacers': `
    console.log([3, 1, 2].map((n) => n * 2).sort((a, b) => a - b).join(), JSON.stringify({ a: 1, b: [2] }, (k, v) => typeof v === 'number' ? v + 1 : v), 'abc'.replace(/b/, (m) => m.toUpperCase()));`,
  'getters, proxies, coercions': `
    const o = { get g() { let s = 0; for (let i = 0; i < 5; i++) s += i; return s; }, valueOf() { return 7; } };
    const p = new Proxy(o, { get(t, k, r) { const v = Reflect.get(t, k, r); return typeof v === 'number' ? v + 1 : v; } });
    console.log(o.g, p.g, o + 1, \`\${{ toString() { return 'text'; } }}\`);`,
  'symbols, private names, frozen objects': `
    const s = Symbol('s'), r = Symbol.for('r'); const o = Object.freeze({ [s]: 1, [r]: 2, b: 1, a: 2, 1: 'x', 0: 'y' });
    class C { #p = 1; static #count = 0; #m() { return this.#p; } get v() { return this.#m() + ++C.#count; } static has(o) { return #p in o; } }
    const c = new C();
    console.log(o[s], o[Symbol.for('r')], Reflect.ownKeys(o).length, Object.keys(o).join(), Object.isFrozen(o), c.v, c.v, C.has(c), C.has({}), Symbol.keyFor(r));
    const d = {}; Object.defineProperty(d, 'hidden', { value: 1 }); Object.defineProperty(d, 'acc', { get() { return 2; }, enumerable: true }); delete d.gone; d.z = 1; delete d.z;
    console.log(JSON.stringify(Object.getOwnPropertyDescriptors(d)), Object.isSealed(Object.seal({ a: 1 })));`,
  'arrays with holes, sparse, typed': `
    const h = [1, , 3]; h.extra = 'e'; const sp = []; sp[1e6] = 1; const fixed = Object.defineProperty([1, 2], 'length', { writable: false });
    const buf = new ArrayBuffer(8, { maxByteLength: 16 }), a = new Uint8Array(buf), b = new Float32Array(buf, 4), v = new DataView(buf); b[0] = -0; a[0] = 255; v.setInt16(2, -2);
    for (let i = 0; i < 3; i++) a[i + 1] ^= i; buf.resize(12);
    console.log(1 in h, h.length, h.extra, sp.length, Object.keys(sp).join(), a.join(), Object.is(b[0], -0), v.getInt16(2), fixed.length, new BigInt64Array([5n])[0]);`,
  'maps and sets in the middle of iteration': `
    const m = new Map([[NaN, 1], [0, 2], ['k', 3]]), s = new Set([1, 2, 3]); const seen = [];
    for (const [k, v] of m) { seen.push(String(k), v); if (v === 2) { m.delete(0); m.set('late', 4); } }
    const it = s.values(); it.next(); s.delete(2); s.add(9); for (const x of it) seen.push(x);
    s.forEach((x) => seen.push('f' + x)); console.log(seen.join());`,
  'weak collections and registries': `
    const k = {}, k2 = Symbol('w'); const wm = new WeakMap([[k, { deep: 1 }]]), ws = new WeakSet([k]), wr = new WeakRef(k); wm.set(wm.get(k), 'chained');
    const fr = new FinalizationRegistry(() => {}); fr.register(k, 'held', k); let n = 0; for (let i = 0; i < 20; i++) n += i;
    console.log(wm.get(k).deep, wm.get(wm.get(k)), ws.has(k), ws.has({}), wr.deref() === k, fr.unregister(k), fr.unregister(k));`,
  'dates, regular expressions, big integers, bound functions': `
    const d = new Date(86400000), r = /(?<y>\\d+)-(\\d)/gy; r.lastIndex = 1; const m = r.exec('x12-3'); let big = 2n ** 70n; const add = function (a, b) { return this.n + a + b; }.bind({ n: 1 }, 2);
    for (const w of 'a1b2'.matchAll(/[a-z](\\d)/g)) big += BigInt(w[1]);
    console.log(d.toISOString(), m.groups.y, r.lastIndex, big, -big, add(3), add.name, RegExp.$1, Object(1n) + 1n, new Boolean(false) ? 't' : 'f');`,
  arguments: `function f(a, b) { arguments[0] = 9; b = 8; const g = () => arguments.length; return [a, arguments[1], g(), [...arguments].join()]; } console.log(f(1, 2, 3).join('|')); (function () { 'use strict'; console.log(arguments.length, typeof f); })(1);`,
  generators: `
    function* inner() { try { const x = yield 1; console.log('got', x); yield* [2, 3]; } finally { console.log('closed'); } }
    function* outer() { const r = yield* inner(); yield 4; return 5; }
    const g = outer(); console.log(g.next().value, g.next('v').value, [...g].join()); const h = outer(); h.next(); console.log(h.return(7).value, h.next().done);
    console.log(Iterator.from([1, 2, 3]).map((x) => x * 2).filter((x) => x > 2).toArray().join());`,
  'promises, async functions, async generators': `
    const log = []; const sleep = (ms, v) => new Promise((r) => setTimeout(r, ms, v));
    async function f(n) { try { log.push('f' + n); const v = await sleep(n * 10, n); if (v === 2) throw new TypeError('two'); return v; } finally { log.push('done' + n); } }
    async function* ag() { for (let i = 0; i < 3; i++) yield await sleep(1, i); }
    (async () => { for await (const x of ag()) log.push('ag' + x); const r = await Promise.allSettled([f(1), f(2), f(3), Promise.reject(1)]); log.push(...r.map((x) => x.status[0])); console.log(log.join()); })();
    Promise.any([f(2), f(1)]).then((v) => console.log('any', v)); const { promise, resolve } = Promise.withResolvers(); promise.then(console.log); setImmediate(() => resolve({ then(r) { r('thenable'); } }));
    const t = setInterval(() => { if (++n === 3) clearInterval(t); }, 5); let n = 0; queueMicrotask(() => log.push('micro'));`,
  'errors and their stacks': `
    function thrower(n) { if (n === 0) throw new RangeError('deep', { cause: { why: 1 } }); return thrower(n - 1); }
    try { thrower(3); } catch (e) { let s = 0; for (let i = 0; i < 10; i++) s += i; console.log(e.stack, e.cause.why, e instanceof RangeError); }
    const unread = new Error('x'); unread.name = 'Renamed'; console.log(unread.stack.split('\\n')[0]); throw unread;`,
  'changed built-ins': `
    Array.prototype.last = function () { return this[this.length - 1]; }; delete Array.prototype.at; Map.prototype.get.note = 'n'; const push = Array.prototype.push; Math.PI2 = 6;
    Array.prototype.push = function (...a) { Math.count = (Math.count || 0) + 1; return push.apply(this, a); }; globalThis.extra = 1; delete globalThis.escape; Object.defineProperty(globalThis, 'ro', { value: 5 });
    const size = Object.getOwnPropertyDescriptor(Map.prototype, 'size').get; const l = []; l.push(1); l.push(2);
    console.log(l.last(), typeof l.at, Map.prototype.get.note, Math.count, Math.PI2, extra, typeof escape, ro, size.call(new Map([[1, 1]])), size === Object.getOwnPropertyDescriptor(Map.prototype, 'size').get, Array.prototype[Symbol.iterator] === Array.prototype.values, class extends Array {}.from([1]).length);`,
  'eval, with, functions made of text': `
    var v = 1; function f() { var local = 2; eval('var made = 3; local++'); return () => eval('made + local + v'); }
    const g = f(), h = new Function('a', 'return a * 2'); with ({ v: 10 }) { var w = v + h(2); } console.log(g(), w, (0, eval)('v'), h.toString().length > 0);`,
  'template objects and classes': `
    const tag = (s) => s; const sites = []; for (let i = 0; i < 3; i++) sites.push(tag\`a\${i}\`); class A { static s = 1; x = this.constructor.name; ['c' + 1]() { return super.toString(); } } class B extends A { constructor() { super(); this.y = new.target.name; } }
    console.log(sites[0] === sites[2], Object.isFrozen(sites[0]), new B().x, new B().y, B.s, typeof new B().c1());`,
  'random numbers, console state': `console.group('g'); console.count(); console.time('t'); const a = []; for (let i = 0; i < 5; i++) a.push(Math.random()); console.count(); console.groupEnd(); console.log(a.join());`,
  'destructuring, for-in, labels': `
    const { a = 1, ...rest } = { b: 2, c: [3, { d: 4 }] }; const keys = []; outer: for (const k in Object.create({ inherited: 1 }, { own: { enumerable: true, value: 1 } })) { for (const ch of k) { keys.push(ch); if (ch === 'n') continue outer; } }
    const [x, , ...ys] = new Set([1, 2, 3, 4]); console.log(a, JSON.stringify(rest), keys.join(''), x, ys.join());`,
};

describe('a program restored every few instructions', () => {
  for (const [name, source] of Object.entries(PROGRAMS))
    it.each([17, 61])(`${name}, every %i`, (every) => {
      const { saves: _none, ...whole } = run(source, every, { saved: false });
      const { saves, ...pieces } = run(source, every);
      expect(pieces).toEqual(whole);
      expect(saves).toBeGreaterThan(0);
    });

  it('is the same under every strategy', () => {
    for (const storage of ['linked', 'frame', 'table'] as const)
      for (const source of Object.values(PROGRAMS).slice(0, 4)) {
        const { saves: _a, ...whole } = run(source, 23, { storage, saved: false });
        const { saves: _b, ...pieces } = run(source, 23, { storage });
        expect(pieces).toEqual(whole);
      }
  });

  it('may be a module among modules', () => {
    const source =
      "import A, { a } from 'a.js'; import * as ns from 'b.js'; ns.bump(); console.log(a, ns.b, A.name, Object.keys(ns).join()); const c = await import('b.js'); console.log(c === ns);";
    const { saves: _a, ...whole } = run(source, 11, { kind: 'module', saved: false });
    const { saves, ...pieces } = run(source, 11, { kind: 'module' });
    expect(whole.printed.at(-1)).toBe('true');
    expect(pieces).toEqual(whole);
    expect(saves).toBeGreaterThan(10);
  });

  it('may be any of the language fixtures', () => {
    const files = (folder: string): string[] =>
      readdirSync(folder).flatMap((f) =>
        statSync(join(folder, f)).isDirectory() ? files(join(folder, f)) : f.endsWith('.js') ? [join(folder, f)] : [],
      );
    for (const file of files(here)) {
      const source = readFileSync(file, 'utf8');
      const kind = isScript(source) ? ('script' as const) : ('module' as const);
      const { saves: _a, ...whole } = run(source, 997, { kind, saved: false });
      const { saves: _b, ...pieces } = run(source, 997, { kind });
      expect(pieces, file).toEqual(whole);
    }
  });
});

describe('host functions', () => {
  const source =
    "let r = 0; async function main() { const [a, b] = await Promise.all([ask('x', { deep: [1] }), ask('y')]); r = double(a) + b; console.log(r); } main();";

  it('keep their calls waiting through a save, and are named where they are missing', () => {
    const printed: string[] = [];
    const functions = {
      ask: { kind: 'suspending' as const },
      double: (x: unknown) => (x as number) * 2,
      unused: () => 0,
    };
    const first = new engine.Machine({ functions });
    first.start(source);
    expect(first.run().status).toBe('waiting');
    const bytes = first.snapshot();
    expect(() => engine.Machine.restore(bytes)).toThrow(
      expect.objectContaining({ code: 'MISSING_FUNCTION', message: expect.stringContaining("'ask'") }),
    );
    const again = engine.Machine.restore(bytes, { functions, console: (_l, t) => void printed.push(t) });
    const waiting = again.run();
    expect(waiting.status === 'waiting' && waiting.calls).toMatchObject([
      { name: 'ask', args: ['x', { deep: [1] }] },
      { name: 'ask', args: ['y'] },
    ]);
    if (waiting.status !== 'waiting') return;
    for (const [i, c] of waiting.calls.entries()) again.settle(c.id, { value: i + 20 });
    expect(again.run().status).toBe('done');
    expect(printed).toEqual(['61']);
  });

  it('are not shared by forks, nor is anything that changes', () => {
    const machine = new engine.Machine();
    machine.start('var o = { n: 0 }; for (let i = 0; i < 100; i++) o.n++; o.n');
    machine.run({ steps: 200 });
    const fork = machine.fork();
    const ends = [fork.run(), machine.run()];
    expect(ends.map((e) => e.status === 'done' && e.value)).toEqual([100, 100]);
    fork.start('o.n = -1');
    fork.run();
    machine.start('o.n');
    expect(machine.run()).toMatchObject({ value: 100 });
  });
});

describe('bytes', () => {
  const paused = (source: string, steps: number) => {
    const machine = new engine.Machine({ clock: clockAt({ now: 0 }) });
    machine.start(source);
    machine.run({ steps });
    return machine.snapshot();
  };
  const source = `${PROGRAMS['promises, async functions, async generators']}${PROGRAMS['changed built-ins']}`;

  it('are equal for equal runs', () => {
    expect(Buffer.compare(paused(source, 300), paused(source, 300))).toBe(0);
  });

  it('cut short or altered are refused', () => {
    const bytes = paused(source, 300);
    for (let n = 0; n < bytes.length; n++)
      expect(() => engine.Machine.restore(bytes.subarray(0, n))).toThrow(engine.SnapshotError);
    for (let i = 0; i < bytes.length; i += 3) {
      const altered = bytes.slice();
      altered[i] = (altered[i] as number) ^ (1 << (i % 8));
      expect(() => engine.Machine.restore(altered)).toThrow(engine.SnapshotError);
    }
  });

  it('forged, hash and all, are refused or run within the machine', { timeout: 120_000 }, () => {
    const bytes = paused(source, 300);
    let seed = 7;
    const random = (n: number) => {
      seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
      return (seed >>> 8) % n;
    };
    let accepted = 0;
    for (let round = 0; round < 200; round++) {
      const forged = bytes.slice(0, bytes.length - 16);
      for (let k = 1 + random(3); k > 0; k--) forged[9 + random(forged.length - 9)] = random(256);
      let machine: InstanceType<Engine['Machine']>;
      try {
        machine = engine.Machine.restore(sealed(forged));
      } catch (e) {
        expect(e).toBeInstanceOf(engine.SnapshotError);
        continue;
      }
      accepted++;
      try {
        machine.run({ steps: 2000 });
      } catch (e) {
        // A program that no compiler made may ask for what is not there: that ends the run, and nothing else.
        expect(e).toBeInstanceOf(Error);
      }
    }
    expect(accepted).toBeGreaterThan(0);
  });

  it('go on in another process', () => {
    if (!existsSync(built)) return;
    const folder = mkdtempSync(join(tmpdir(), 'saguaro-'));
    try {
      const machine = new engine.Machine();
      machine.start(
        'function* f() { let i = 0; while (true) yield i++; } const g = f(); let s = 0; for (let k = 0; k < 100; k++) s += g.next().value; console.log(s);',
      );
      expect(machine.run({ steps: 500 }).status).toBe('paused');
      writeFileSync(join(folder, 'program.sag'), machine.snapshot());
      writeFileSync(
        join(folder, 'resume.mjs'),
        `import { readFileSync } from 'node:fs'; const { Machine } = await import(${JSON.stringify(built)}); const m = Machine.restore(new Uint8Array(readFileSync(process.argv[2])), { console: (l, t) => console.log(t) }); m.run();`,
      );
      expect(
        execFileSync(process.execPath, [join(folder, 'resume.mjs'), join(folder, 'program.sag')], { encoding: 'utf8' }),
      ).toBe('4950\n');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

/** With the hash that belongs to these bytes. */
function sealed(bytes: Uint8Array): Uint8Array {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (const c of bytes) {
    a = Math.imul(a ^ c, 2654435761);
    b = Math.imul(b ^ c, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  const hash = (b >>> 0).toString(16).padStart(8, '0') + (a >>> 0).toString(16).padStart(8, '0');
  return new Uint8Array([...bytes, ...[...hash].map((c) => c.charCodeAt(0))]);
}
