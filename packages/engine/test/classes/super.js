class A {
  static who() { return 'A'; }
  who() { return 'a'; }
  get value() { return this._v ?? 'none'; }
  set value(v) { this._v = v; }
}
class B extends A {
  static who() { return super.who() + 'B'; }
  who() { return (() => super.who() + 'b')(); }
  test() {
    super.value = 'set through super';
    super.fresh = 1;
    return [super.value, this._v, Object.hasOwn(this, 'fresh')].join();
  }
  ['computed']() { return super['who'](); }
}
console.log(B.who(), new B().who(), new B().test(), new B().computed()); // expect: AB ab set through super,set through super,true a
const o = { __proto__: { hi() { return `hi ${this.n}`; } }, n: 'o', hi() { return super.hi() + '!'; } };
console.log(o.hi()); // expect: hi o!
class NoSuper extends A {
  constructor(call) {
    if (call) super();
  }
}
for (const call of [true, false]) {
  try {
    console.log(new NoSuper(call).who()); // expect: a
  } catch (e) {
    console.log(e.message); // expect: Must call super constructor in derived class before accessing 'this' or returning from derived constructor
  }
}
console.log(Object.getPrototypeOf(class extends null {}.prototype), new (class extends Array {})(3).length); // expect: null 3
