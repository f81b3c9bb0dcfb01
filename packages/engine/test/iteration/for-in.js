const o = Object.create({ inherited: 1, shadowed: 2 }, { hidden: { value: 3 }, shadowed: { value: 4 } });
Object.assign(o, { b: 1, a: 2, 2: 3, 1: 4, [Symbol()]: 5 });
const keys = [];
for (const k in o) {
  keys.push(k);
  delete o.a;
  o.added = 1;
}
console.log(keys.join());
for (const k in 'ab') console.log(k);
for (const k in null) console.log('never');
for (var i = 0 in {}) i;
console.log(i);
const p = new Proxy({}, { ownKeys: () => ['x', 'y'], getOwnPropertyDescriptor: (t, k) => ({ configurable: true, enumerable: k === 'y', value: 1 }) });
for (const k in p) console.log(k);

// expect: 1,2,b,inherited
// expect: 0
// expect: 1
// expect: 0
// expect: y
