class C {
  #x = 1;
  static #count = 0;
  get #both() { return this.#x; }
  set #both(v) { this.#x = v; }
  #method() { return `#${this.#x}`; }
  static make() { C.#count++; return new C(); }
  static count = () => C.#count;
  has(o) { return #x in o; }
  run() {
    this.#both += 5;
    this.#x++;
    return this.#method();
  }
  steal(o) { return o.#x; }
}
const c = C.make();
console.log(c.run(), c.has(c), c.has({}), C.count()); // expect: #7 true false 1
try {
  c.steal({});
} catch (e) {
  console.log(e.message); // expect: Cannot read private member #x from an object whose class did not declare it
}
class Stamp extends (class { constructor(o) { return o; } }) { #mark = 'marked'; static read(o) { return o.#mark; } }
const plain = {};
new Stamp(plain);
console.log(Stamp.read(plain), Object.keys(plain).length); // expect: marked 0
try {
  new Stamp(plain);
} catch (e) {
  console.log(e.message); // expect: Cannot initialize #mark twice on the same object
}
