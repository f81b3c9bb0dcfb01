// Computed keys are converted once, before the value is evaluated (V8 converts that of a compound assignment twice).
const order = [];
const key = (name) => ({
  toString() {
    order.push(name);
    return name;
  },
});
const o = { [key('a')]: order.push('value a'), [key('b')]: 2 };
o[key('c')] = order.push('value c');
o[key('a')] += 10;
console.log(Object.keys(o).join(), o.a); // expect: a,b,c 12
console.log(key('b') in o, delete o[key('b')], 'b' in o); // expect: true true false
class C {
  static [key('s')] = 1;
  [key('m')]() {}
}
console.log(order.join(' ')); // expect: a value a b value c c a b b s m
