const make = () => {
  let n = 0;
  return { up: () => ++n, down: () => --n, get value() { return n; } };
};
const a = make();
const b = make();
a.up();
a.up();
b.down();
console.log(a.value, b.value); // expect: 2 -1
function outer(p) {
  const inner = () => {
    p++;
    return () => p;
  };
  const f = inner();
  p *= 10;
  return f();
}
console.log(outer(1)); // expect: 20
const self = function me(n) {
  return n ? me(n - 1) + 1 : typeof me;
};
console.log(self(2)); // expect: function11
var fs = { f: (function g() { try { g = 1; } catch (e) { return e.message; } return typeof g; }) };
console.log(fs.f()); // expect: function
