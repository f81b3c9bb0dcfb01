// Initialisers run in order, with `this`, after super() has returned.
const log = [];
class Base {
  a = log.push('Base.a');
  constructor() {
    log.push(`Base constructor sees ${this.b}`);
  }
}
class Derived extends Base {
  b = log.push('Derived.b');
  #secret = this.a + this.b;
  ['computed' + log.push('key')] = () => this.#secret;
  static s = log.push('static s');
  static {
    log.push(`block ${this === Derived}`);
  }
  constructor() {
    log.push('before super');
    super();
    log.push('after super');
  }
  reveal() {
    return this.#secret;
  }
}
const d = new Derived();
console.log(log.join(', ')); // expect: key, static s, block true, before super, Base.a, Base constructor sees undefined, Derived.b, after super
console.log(d.reveal(), d.computed1()); // expect: 12 12
console.log(Object.keys(d).join()); // expect: a,b,computed1
