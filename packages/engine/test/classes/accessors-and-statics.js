class Temp {
  static #instances = [];
  static of = (...c) => c.map((x) => new this(x));
  static get count() { return Temp.#instances.length; }
  constructor(c) { this.c = c; Temp.#instances.push(this); }
  get f() { return this.c * 1.8 + 32; }
  set f(v) { this.c = (v - 32) / 1.8; }
  static async later() { return (await null, this.name); }
  static *all() { yield* Temp.#instances; }
  toString() { return `${this.c}C`; }
  [Symbol.toPrimitive](hint) { return hint === 'number' ? this.c : this.toString(); }
}
Temp.of(10, 20);
console.log(Temp.count, [...Temp.all()].join(), [...Temp.all()][1] - [...Temp.all()][0]);
const t = new Temp(0);
t.f = 212;
console.log(t.c, t.f, `${t}`);
Temp.later().then((n) => console.log(n));
console.log(typeof Temp, Temp.name, Object.getOwnPropertyNames(Temp.prototype).join());
try {
  Temp();
} catch (e) {
  console.log(e.message);
}

// expect: 2 10C,20C 10
// expect: 100 212 100C
// expect: function Temp constructor,f,toString
// expect: Class constructor Temp cannot be invoked without 'new'
// expect: Temp
