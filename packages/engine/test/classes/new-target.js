function F() {
  return { direct: new.target === F, none: new.target === undefined };
}
console.log(new F().direct, F().none); // expect: true true
class Abstract {
  constructor() {
    if (new.target === Abstract) throw new TypeError('abstract');
    this.made = (() => new.target.name)();
  }
}
class Concrete extends Abstract {}
console.log(new Concrete().made); // expect: Concrete
try {
  new Abstract();
} catch (e) {
  console.log(e.message); // expect: abstract
}
console.log(Reflect.construct(Abstract, [], Map).made, Reflect.construct(Abstract, [], Map) instanceof Map); // expect: Map true
const newTarget = new Proxy(function () {}, { get: (t, k) => { console.log('get', String(k)); return t[k]; } }); // expect: get prototype
Reflect.construct(Object, [], newTarget);
