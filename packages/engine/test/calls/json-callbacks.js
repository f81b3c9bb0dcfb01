const o = {
  a: 1,
  b: [2, { toJSON: (key) => `json of ${key}` }],
  get c() {
    return { d: undefined, e: () => 1 };
  },
};
console.log(JSON.stringify(o)); // expect: {"a":1,"b":[2,"json of 1"],"c":{}}
console.log(JSON.stringify(o, (k, v) => (typeof v === 'number' ? v * 2 : v))); // expect: {"a":2,"b":[4,"json of 1"],"c":{}}
console.log(JSON.stringify(o, ['a', 'c']), JSON.stringify([1], null, 1).length); // expect: {"a":1,"c":{}} 6
console.log(JSON.parse('{"a":[1,2,{"b":3}]}', function (k, v) { return Array.isArray(v) ? v.length : v; }).a); // expect: 3
const visited = [];
JSON.parse('[1,[2]]', (k, v) => (visited.push(k), v));
console.log(visited.join('|')); // expect: 0|0|1|
console.log(JSON.stringify({ [Symbol('s')]: 1, x: Object(1n) instanceof BigInt, n: new Number({ valueOf: () => 3 }) })); // expect: {"x":true,"n":3}
