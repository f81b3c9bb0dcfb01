'use strict';
function who(...args) {
  return `${this}:${args}`;
}
console.log(who.call('a', 1, 2), who.apply('b', [3, 4]), who.bind('c', 5)(6)); // expect: a:1,2 b:3,4 c:5,6
console.log(who.bind('d').bind('e', 7).call('f', 8)); // expect: d:7,8
console.log(Reflect.apply(who, 'g', { length: 2, 0: 'x', get 1() { return 'getter'; } })); // expect: g:x,getter
class A {
  constructor(...args) {
    this.args = args.join();
  }
}
const B = A.bind(null, 1);
console.log(new B(2).args, new B(3) instanceof B, new B(3) instanceof A, B.name, B.length); // expect: 1,2 true true bound A 0
console.log(Reflect.construct(A, [1, 2], Array) instanceof Array); // expect: true
console.log(Function.prototype.call.call(who, 'h', 9)); // expect: h:9
