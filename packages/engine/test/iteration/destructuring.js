const { a, b: { c = 'default', ...others } = {}, ['d' + 1]: d, ...rest } = { a: 1, b: { x: 2, y: 3 }, d1: 4, e: 5, f: 6 };
console.log(a, c, JSON.stringify(others), d, JSON.stringify(rest));
const [x, , y = 'dy', [z] = 'Z', ...more] = [1, 2, undefined, undefined, 5, 6];
console.log(x, y, z, more.join());
let p, q;
[p, q] = [1, 2];
[p, q] = [q, p];
console.log(p, q);
const o = {};
({ a: o.x, b: [o.y, o['z']] } = { a: 1, b: [2, 3] });
console.log(JSON.stringify(o));
const order = [];
const target = { get obj() { order.push('target'); return o; } };
({ [(order.push('key'), 'k')]: target.obj.k = order.push('default') } = { get k() { order.push('get'); } });
console.log(order.join());
for (const [k, { v }] of Object.entries({ m: { v: 1 }, n: { v: 2 } })) console.log(k, v);

// expect: 1 default {"x":2,"y":3} 4 {"e":5,"f":6}
// expect: 1 dy Z 5,6
// expect: 2 1
// expect: {"x":1,"y":2,"z":3}
// expect: key,target,get,default
// expect: m 1
// expect: n 2
