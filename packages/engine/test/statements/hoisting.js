console.log(typeof declared, typeof variable, typeof inBlock); // expect: function undefined undefined
function declared() {}
var variable = 1;
{
  function inBlock() {
    return 'block';
  }
}
console.log(inBlock()); // expect: block
console.log((() => { { function f() { return 1; } } { function f() { return 2; } } return f(); })()); // expect: 2
function twice() { return 'first'; }
function twice() { return 'second'; }
console.log(twice()); // expect: second
var variable;
console.log(variable, this === globalThis, globalThis.variable, Object.hasOwn(globalThis, 'twice')); // expect: 1 true 1 true
