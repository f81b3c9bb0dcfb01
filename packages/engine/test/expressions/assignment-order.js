// The target is evaluated before the value, and read before it where the operator is compound.
const log = [];
const t = (name, v) => (log.push(name), v);
const o = {};
t('object', o)[t('key', 'k')] = t('value', 1);
t('object2', o)[t('key2', 'k')] += t('value2', 2);
let a = 1;
a += (a = 10) + a;
console.log(o.k, a, log.join()); // expect: 3 21 object,key,value,object2,key2,value2
let b = 1;
b = b++ + ++b;
console.log(b); // expect: 4
const calls = { get x() { log.push('get'); return 1; }, set x(v) { log.push(`set ${v}`); } };
log.length = 0;
calls.x **= 3;
calls.x ??= 4;
calls.x &&= 5;
calls.x--;
console.log(log.join()); // expect: get,set 1,get,get,set 5,get,set 0
const f = function () {};
let g = () => {}, h;
h ??= () => {};
console.log(f.name, g.name, h.name, (() => {}).name === ''); // expect: f g h true
