const base = new Proxy({}, { get: (t, k, r) => (typeof k === 'string' ? `${k} of ${r.name}` : undefined), has: (t, k) => k === 'here', set: (t, k, v, r) => Reflect.defineProperty(r, k, { value: v * 2, writable: true, enumerable: true, configurable: true }) });
const o = Object.create(base, { name: { value: 'o' } });
console.log(o.anything, 'here' in o, 'there' in o); // expect: anything of o true false
o.x = 21;
console.log(o.x, Object.keys(o).join()); // expect: 42 x
with (o) console.log(typeof there, here); // expect: undefined here of o
const callable = new Proxy((a, b) => a + b, { apply: (f, self, args) => f(...args) * 10, construct: () => ({ made: true }) });
console.log(callable(1, 2), [1, 2].map(callable).length); // expect: 30 2
const constructible = new Proxy(class {}, { construct: (t, args, nt) => ({ args: args.length, same: nt === constructible }) });
console.log(new constructible(1, 2).args, new constructible().same); // expect: 2 true
