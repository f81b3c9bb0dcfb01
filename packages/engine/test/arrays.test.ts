/** Arrays, collections and typed arrays behave as the host's, on random programs. The fast paths and the general ones must agree. */
import { runInNewContext } from 'node:vm';
import { Machine } from '@saguaro/engine';
import { describe, expect, it } from 'vitest';

/** Both runs make the same random choices. */
const PRELUDE = `
let state = SEED;
const below = (n) => { state = (Math.imul(state, 1103515245) + 12345) >>> 0; return (state >>> 8) % n; };
const out = [];
const show = (v) => {
  if (typeof v === 'bigint') return v + 'n';
  if (typeof v === 'string') return JSON.stringify(v);
  if (v === null || typeof v !== 'object') return Object.is(v, -0) ? '-0' : String(v);
  const parts = [];
  for (const k of Reflect.ownKeys(v)) parts.push(String(k) + ':' + (k === 'length' ? v.length : show(v[k])));
  return (Array.isArray(v) ? 'A' : 'O') + '{' + parts.join(' ') + '}';
};
const attempt = (f) => { try { return show(f()); } catch (e) { return e.name + ': ' + e.message; } };
`;

const ARRAYS = `
const value = () => [below(9), 'ab'[below(2)], undefined, null, -0, NaN, [1, [2]], { x: 1 }][below(8)];
const index = () => [below(8), -below(5), undefined, 1.5, '2', NaN, Infinity, { valueOf: () => below(4) }][below(8)];
const make = () => {
  const a = [];
  for (let n = below(7); n > 0; n--) a.push(value());
  switch (below(8)) {
    case 0: delete a[below(4)]; break;
    case 1: a.length += below(3); break;
    case 2: a[below(3) * 70_000] = 'far'; break;
    case 3: Object.defineProperty(a, below(4), { get: () => 'got', set: (v) => out.push('set ' + show(v)), configurable: true, enumerable: true }); break;
    case 4: Object.freeze(a); break;
    case 5: return { length: a.length, 0: a[0], 2: a[2] };
  }
  return a;
};
const P = Array.prototype;
const steps = [
  (a) => P.push.call(a, value(), value()), (a) => P.pop.call(a), (a) => P.shift.call(a), (a) => P.unshift.call(a, value()),
  (a) => P.splice.call(a, index(), index()), (a) => P.splice.call(a, index()), (a) => P.splice.call(a, index(), 1, value(), value()),
  (a) => P.slice.call(a, index(), index()), (a) => P.concat.call(a, value(), [value()]), (a) => P.indexOf.call(a, value(), index()),
  (a) => P.lastIndexOf.call(a, value()), (a) => P.lastIndexOf.call(a, value(), index()), (a) => P.includes.call(a, value(), index()),
  (a) => P.reverse.call(a), (a) => P.fill.call(a, value(), index(), index()), (a) => P.copyWithin.call(a, index(), index(), index()),
  (a) => P.at.call(a, index()), (a) => P.flat.call(a), (a) => P.flat.call(a, 3), (a) => P.join.call(a, '-'), (a) => P.toReversed.call(a),
  (a) => P.toSpliced.call(a, index(), index(), value()), (a) => P.with.call(a, index(), value()), (a) => P.toSorted.call(a), (a) => P.sort.call(a),
  (a) => P.map.call(a, (v, k) => [k, v]), (a) => P.filter.call(a, (v) => v), (a) => P.reduce.call(a, (s, v) => s + show(v)),
  (a) => P.reduceRight.call(a, (s, v) => s + show(v), ''), (a) => P.flatMap.call(a, (v) => [v, [v]]), (a) => P.findLast.call(a, (v) => v),
  (a) => { const s = []; P.forEach.call(a, (v, k) => { s.push(k, v); if (below(9) === 0) P.push.call(a, 'late'); if (below(9) === 0) P.pop.call(a); }); return s; },
  (a) => Array.from(a), (a) => Array.from(a, (v, k) => show(v) + k), (a) => P.keys.call(a).next(), (a) => [...P.entries.call(a)],
  (a) => String(P.toString.call(a)), (a) => new Set(P.slice.call(a)).size, (a) => { a.length = below(5); return a; }, (a) => { a[below(9)] = value(); },
];
for (let round = 0; round < 60; round++) {
  const a = make();
  for (let i = 0; i < 12; i++) {
    const which = below(steps.length);
    if (a.length > 1000 && [13, 14, 15, 20, 21, 22, 23, 24, 29, 32, 33, 35, 36, 37].includes(which)) continue;
    // V8 returns at once what has fewer than two elements, frozen or not.
    if (a.length < 2 && which === 24) continue;
    out.push(which + ' ' + attempt(() => steps[which](a)));
    out.push(show(a));
  }
}
out.join('\\n');
`;

const SORTS = `
for (let round = 0; round < 30; round++) {
  const n = below(4) === 0 ? below(600) : below(60);
  const a = [];
  for (let i = 0; i < n; i++) a.push([below(1000), below(5), i, n - i, i % 30, i < n / 2 ? i : i - n / 2][round % 6]);
  const trace = [];
  const compare = [(x, y) => x - y, (x, y) => y - x, (x, y) => x > y, (x, y) => (x & 7) - (y & 7), () => below(3) - 1, (x) => (x === 3 ? NaN : -1)][below(6)];
  a.sort((x, y) => { trace.push(x + ',' + y); return compare(x, y); });
  out.push(trace.join(' '), a.join());
  out.push(Float32Array.from(a, (x) => x - 20).sort().join());
}
out.push([5, 25, 100, 1].sort().join(), ['b', undefined, 'a', , 'c'].sort().length, [3n, 1, 2n].sort().join());
out.join('\\n');
`;

const TYPED = `
const types = [Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array];
const number = () => [below(300), -below(300), below(100) / 7, 1e10, NaN, -0, Infinity, 2 ** 31][below(8)];
const index = () => [below(8), -below(5), undefined, 1.5, NaN, Infinity][below(6)];
for (let round = 0; round < 80; round++) {
  const T = types[below(9)];
  const buffer = new ArrayBuffer(64, below(2) ? { maxByteLength: 96 } : undefined);
  const a = below(3) ? new T(buffer, 8 * below(3), below(2) ? undefined : 4) : T.from([number(), number(), number(), number()]);
  for (let i = 0; i < 10; i++) {
    const steps = [
      // V8 takes no notice of the end where the start is undefined.
      () => a.fill(number(), below(5) - 2, index()), () => a.set([number(), number()], below(6)), () => a.set(new types[below(9)]([number(), number()]), below(4)),
      () => a.slice(index(), index()), () => a.subarray(index(), index()).length, () => a.copyWithin(index(), index(), index()), () => a.indexOf(number(), index()),
      () => a.lastIndexOf(number()), () => a.includes(number()), () => a.join('/'), () => a.reverse(), () => a.sort(), () => a.map((x) => x + 1), () => a.filter((x) => x > 0),
      () => a.with(index(), number()), () => a.filter((x) => x === x).toSorted((x, y) => y - x), () => a.at(index()), () => new (types[below(9)])(a), () => { a[below(9)] = number(); },
      () => buffer.resize && buffer.resize(8 * below(12)), () => a.length + ' ' + a.byteLength + ' ' + a.byteOffset, () => new DataView(buffer).getFloat64(below(70), below(2) === 1),
      () => new DataView(buffer).setInt16(below(70), number(), below(2) === 1), () => Object.keys(a).length, () => buffer.slice(index(), index()).byteLength,
    ];
    const which = below(steps.length);
    out.push(T.name + which + ' ' + attempt(() => { const v = steps[which](); return ArrayBuffer.isView(v) ? v.constructor.name + [...v].map(show).join() : v; }));
  }
}
out.join('\\n');
`;

function inSaguaro(source: string): unknown {
  const machine = new Machine({ web: false });
  machine.start(source, { name: 'random.js' });
  let outcome = machine.run();
  while (outcome.status === 'paused') outcome = machine.run();
  if (outcome.status === 'threw') throw new Error(machine.describeError(outcome.error).text);
  return (outcome as { value: unknown }).value;
}

function compare(body: string, seed: number): void {
  const source = PRELUDE.replace('SEED', String(seed)) + body;
  const theirs = String(runInNewContext(source)).split('\n');
  const ours = String(inSaguaro(source)).split('\n');
  for (let i = 0; i < theirs.length; i++)
    expect(ours[i], `seed ${seed}, line ${i} after ${theirs[i - 1]}`).toBe(theirs[i]);
}

describe('as the host', () => {
  const seeds = Array.from({ length: 8 }, (_, i) => i + 1);
  it('arrays: dense, with holes, sparse, frozen, with accessors, array-likes', { timeout: 60_000 }, () => {
    for (const seed of seeds) compare(ARRAYS, seed);
  });
  it('sorting, comparison by comparison, consistent or not', { timeout: 60_000 }, () => {
    for (const seed of seeds) compare(SORTS, seed);
  });
  it('typed arrays and buffers that are resized', { timeout: 60_000 }, () => {
    for (const seed of seeds) compare(TYPED, seed);
  });
});
