/** Fast paths against the plain, self-hosted paths that they must equal. */

import { Machine } from '@saguaro/engine';
import { describe, expect, it } from 'vitest';

/** Completion value of a script that leaves text. */
function run(source: string): unknown {
  const m = new Machine({ timeZone: 'UTC' });
  m.start(source, { name: 'test.js', kind: 'script' });
  const outcome = m.run();
  if (outcome.status !== 'done') throw new Error(`${outcome.status}: ${JSON.stringify(outcome)}`);
  return outcome.value;
}

describe('methods of RegExp as built', () => {
  it('do what those of a RegExp with an exec of its own do', () => {
    const differences = run(`
      const patterns = [['a', 'g'], ['(a)(b)?', 'g'], ['', 'g'], ['', 'gu'], ['\\\\s*', ''], ['b', 'y'], ['(?<n>b)', ''],
        ['(?<n>a)|(b)', 'g'], ['$', 'gm'], ['[^]', 'gu'], ['(?=b)', 'g'], ['x*', 'gy'], ['(?<n>a)(?<m>b)?', 'dg'], ['', 'y']];
      const texts = ['', 'a', 'aabbab', 'x a b  c', '\\u{1f600}a\\u{1f600}', 'line\\nline b', 'bbb'];
      const templates = ['-', '$&$&', '[$1]', '$<n>|', "$\`$'", '$$', '$0$10$01', '$<', (...args) => JSON.stringify(args)];
      const make = ([p, f], own) => {
        const r = new RegExp(p, f);
        // An own property makes every step observable.
        if (own) r.exec = RegExp.prototype.exec;
        return r;
      };
      const attempts = [
        ...templates.map((t) => (r, s) => s.replace(r, t)),
        ...[undefined, 0, 1, 2, -1].map((limit) => (r, s) => s.split(r, limit)),
        (r, s) => s.match(r),
        (r, s) => s.search(r),
        (r, s) => r.flags.includes('g') ? [...s.matchAll(r)] : null,
        (r, s) => r.test(s),
        (r, s) => r.flags,
      ];
      const show = (v) => JSON.stringify(v, (k, x) => Array.isArray(x) ? [...x, x.index, x.groups, x.indices] : x);
      const out = [];
      for (const p of patterns) for (const s of texts) for (const last of [0, 2]) attempts.forEach((f, i) => {
        const [a, b] = [make(p, false), make(p, true)];
        a.lastIndex = b.lastIndex = last;
        const [x, y] = [show(f(a, s)), show(f(b, s))];
        if (x !== y || a.lastIndex !== b.lastIndex) out.push([p, s, i, last, x, y, a.lastIndex, b.lastIndex].join(' '));
      });
      out.join('\\n');
    `);
    expect(differences).toBe('');
  });

  it('heed changes of the prototype', () => {
    expect(
      run(`
      const seen = [];
      'a'.replace(/a/, 'b');
      const exec = RegExp.prototype.exec;
      RegExp.prototype.exec = function (s) { seen.push(s); return exec.call(this, s); };
      seen.push('abc'.replace(/b/, 'x'), /c/.test('c'));
      RegExp.prototype.exec = exec;
      seen.push('abc'.replace(/b/, 'y'));
      Object.defineProperty(RegExp.prototype, 'global', { get() { seen.push('global'); return false; } });
      seen.push('bb'.replace(/b/g, 'z'));
      seen.join();
    `),
    ).toBe('abc,c,axc,true,ayc,global,zb');
  });
});

describe('JSON.stringify of plain data', () => {
  it('writes what the general form writes', () => {
    expect(
      run(`
      const deep = {}; let at = deep; for (let i = 0; i < 450; i++) at = at.next = {};
      const values = [null, 1, -0, NaN, 'a"\\n\\ud800', true, undefined, () => 1, Symbol(), [], {}, [undefined, , 1], { a: undefined, b: { c: [1, { d: null }] } },
        { 2: 'x', 1: 'y', z: 1, [Symbol()]: 2 }, { __proto__: { inherited: 1 }, own: 2 }, new Date(0), [new Date(NaN)], new Map([[1, 2]]), [Object(1), Object('s'), Object(false)],
        { get g() { return [1]; } }, deep, JSON.rawJSON('1e1000'), [JSON.rawJSON('"x"')], Object.create(null, { hidden: { value: 1 }, shown: { value: 2, enumerable: true } })];
      const out = [];
      for (const v of values) for (const gap of [undefined, 1, '--']) {
        const [fast, plain] = [JSON.stringify(v, null, gap), JSON.stringify(v, (k, x) => x, gap)];
        if (fast !== plain) out.push(String(fast).slice(0, 100) + ' | ' + String(plain).slice(0, 100));
      }
      out.join('\\n');
    `),
    ).toBe('');
  });

  it('names a circle as V8 does', () => {
    expect(
      run(`
      const o = { a: { b: [{}] } };
      o.a.b[0].c = o;
      try { JSON.stringify(o); } catch (e) { e.message; }
    `),
    ).toBe(
      [
        'Converting circular structure to JSON',
        "    --> starting at object with constructor 'Object'",
        "    |     property 'a' -> object with constructor 'Object'",
        "    |     property 'b' -> object with constructor 'Array'",
        "    |     index 0 -> object with constructor 'Object'",
        "    --- property 'c' closes the circle",
      ].join('\n'),
    );
  });
});

describe('strings built piece by piece', () => {
  it('are charged for what is added', () => {
    const m = new Machine({ limits: { heapBytes: 64 << 20 } });
    m.start("let s = ''; for (let i = 0; i < 100000; i++) s += 'abcdefghij'; s.replace(/a/g, 'bb').length;", {
      name: 't.js',
      kind: 'script',
    });
    expect(m.run()).toEqual({ status: 'done', value: 1100000 });
  });

  it('end in a RangeError where they are too long', () => {
    expect(
      run(`
      const out = [];
      for (const f of [() => 'a'.repeat(2 ** 30), () => 'a'.padEnd(2 ** 30), () => 'ab'.repeat(2 ** 20).replaceAll('a', 'x'.repeat(2 ** 10))])
        try { f(); out.push('done'); } catch (e) { out.push(e.name + ': ' + e.message); }
      out.join('\\n');
    `),
    ).toBe(Array(3).fill('RangeError: Invalid string length').join('\n'));
  });
});
