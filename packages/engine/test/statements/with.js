const o = { x: 'property', f() { return this === o; } };
var x = 'variable';
with (o) {
  console.log(x, f()); // expect: property true
  x = 'assigned';
  var fresh = 'outside';
}
console.log(o.x, x, fresh, 'fresh' in o); // expect: assigned variable outside false
with ({ [Symbol.unscopables]: { hidden: true }, hidden: 1 }) console.log(typeof hidden); // expect: undefined
with (new Proxy({}, { has: (t, k) => k === 'magic', get: (t, k) => (k === 'magic' ? 'trapped' : undefined) })) console.log(magic); // expect: trapped
const closures = [];
with ({ y: 1 }) closures.push(() => y, () => (y = 2));
console.log(closures[0](), closures[1](), closures[0]()); // expect: 1 2 2
