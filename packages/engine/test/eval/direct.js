var x = 'global';
function f() {
  let x = 'local';
  const direct = eval('x');
  const indirect = (0, eval)('x');
  eval('var declared = "by eval"; let hidden = 1');
  return [direct, indirect, declared, typeof hidden].join();
}
console.log(f()); // expect: local,global,by eval,undefined
console.log(eval('1; if (true) { 2 } else { 3 }'), eval('var e1 = 1'), eval('({ a: 1 })').a, eval(5)); // expect: 2 undefined 1 5
function strict() {
  'use strict';
  eval('var inside = 1');
  return typeof inside;
}
console.log(strict()); // expect: undefined
const make = (code) => ((a) => eval(code))('argument');
console.log(make('a'), make('() => a')(), make('a = 2; a')); // expect: argument argument 2
console.log(new (class { f = eval('this.constructor.name'); })().f); // expect:
try {
  eval('let 1');
} catch (e) {
  console.log(e.name); // expect: SyntaxError
}
console.log(new Function('a', 'b = a', 'return a + b')(2), Function('return this')() === globalThis); // expect: 4 true
var fn = eval('(function () { return typeof x })');
console.log(fn()); // expect: string
