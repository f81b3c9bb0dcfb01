let calls = 0;
const next = () => ++calls;
function f(a = next(), b = a + next(), { c = next(), d } = { d: b }, [e = next()] = []) {
  return [a, b, c, d, e].join();
}
console.log(f()); // expect: 1,3,3,3,4
console.log(f(10, undefined, { d: 'd' }, ['e'])); // expect: 10,15,6,d,e
console.log(calls, f.length); // expect: 6 0
function scoped(a, get = () => a) {
  var a = 'inner';
  return a + get();
}
console.log(scoped('outer')); // expect: innerouter
