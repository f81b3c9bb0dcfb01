class Even {
  static [Symbol.hasInstance](n) {
    return n % 2 === 0;
  }
}
console.log(2 instanceof Even, 1 instanceof Even); // expect: true false
const proxied = new Proxy(function () {}, { get: (t, k, r) => (k === 'prototype' ? Array.prototype : Reflect.get(t, k, r)) });
console.log([] instanceof proxied, {} instanceof proxied); // expect: true false
const bound = Array.bind();
console.log([] instanceof bound); // expect: true
try {
  ({}) instanceof (() => {});
} catch (e) {
  console.log(e.name, e.message); // expect: TypeError Function has non-object prototype 'undefined' in instanceof check
}
