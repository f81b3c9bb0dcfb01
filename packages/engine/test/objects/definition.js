const o = Object.defineProperties({}, { a: { value: 1, enumerable: true }, b: { get: () => 2, configurable: true } });
console.log(JSON.stringify(Object.getOwnPropertyDescriptors(o))); // expect: {"a":{"value":1,"writable":false,"enumerable":true,"configurable":false},"b":{"enumerable":false,"configurable":true}}
o.a = 5;
console.log(o.a, Reflect.set(o, 'a', 5), Reflect.deleteProperty(o, 'a')); // expect: 1 false false
try {
  'use strict';
  Object.defineProperty(o, 'a', { value: 2 });
} catch (e) {
  console.log(e.message); // expect: Cannot redefine property: a
}
(() => {
  'use strict';
  try {
    o.a = 6;
  } catch (e) {
    console.log(e.message); // expect: Cannot assign to read only property 'a' of object '#<Object>'
  }
})();
console.log(Object.isSealed(Object.seal({ x: 1 })), Object.entries({ x: 1, 1: 2 }).join('|')); // expect: true 1,2|x,1
const getter = { get enumerable() { console.log('get enumerable'); return true; }, value: 1 }; // expect: get enumerable
Object.defineProperty({}, 'x', getter);
console.log(Object.fromEntries(new Map([['k', 'v']])).k, { __proto__: null, a: 1 }.toString, structuredClone({ a: [1] }).a[0]); // expect: v undefined 1
