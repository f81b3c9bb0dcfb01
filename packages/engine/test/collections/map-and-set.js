const m = new Map([[NaN, 'nan'], [0, 'zero']]);
console.log(m.get(NaN), m.get(-0), m.size); // expect: nan zero 2
const seen = [];
m.forEach((v, k) => {
  seen.push(v);
  if (k !== k) m.delete(0), m.set('new', 'added');
});
console.log(seen.join()); // expect: nan,added
const s = new Set([1, 2, 3]);
const order = [];
for (const x of s) {
  order.push(x);
  if (x === 1) s.delete(2), s.add(4);
}
console.log(order.join()); // expect: 1,3,4
class Loud extends Map { set(k, v) { console.log('set', k); return super.set(k, v); } } // expect: set a
new Loud([['a', 1]]);
const w = new WeakMap();
const key = {};
console.log(w.set(key, 1).get(key), w.has({}), new WeakRef(key).deref() === key); // expect: 1 false true
