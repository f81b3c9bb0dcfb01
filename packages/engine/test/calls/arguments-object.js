// Sloppy functions with simple parameters have arguments that follow the parameters; strict ones do not.
function sloppy(a, b) {
  arguments[0] = 'x';
  b = 'y';
  return [a, arguments[1], arguments.length].join();
}
console.log(sloppy(1, 2, 3), sloppy(1)); // expect: x,y,3 x,,1
function strict(a) {
  'use strict';
  arguments[0] = 'x';
  return a + arguments[0];
}
console.log(strict('a')); // expect: ax
function rest(a, ...others) {
  arguments[0] = 'x';
  return a + others.length;
}
console.log(rest('a', 1, 2)); // expect: a2
console.log((function () { // expect: outer
  return (() => arguments[0])();
})('outer'));
