// A getter or setter is called by whatever reads or writes the property, and `this` is the receiver.
const o = {
  _v: 1,
  get v() {
    return this._v * 10;
  },
  set v(x) {
    this._v = x + 1;
  },
};
console.log(o.v); // expect: 10
o.v = 4;
console.log(o.v); // expect: 50
o.v += 1;
console.log(o._v); // expect: 52
o.v++;
console.log(o._v); // expect: 522
const child = Object.create(o);
child.v = 7;
console.log(Object.keys(child).join(), child.v, o._v); // expect: _v 80 522
console.log((o['v'] ??= 3), (o.v ||= 4), (o.v &&= 5), o._v); // expect: 5220 5220 5 6
