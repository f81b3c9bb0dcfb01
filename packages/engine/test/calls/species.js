class List extends Array {
  static get [Symbol.species]() {
    return Array;
  }
}
const l = List.of(1, 2);
console.log(l instanceof List, l.map((x) => x) instanceof List, l.concat([3]).length); // expect: true false 3
class P extends Promise {}
console.log(P.resolve(1).then(() => {}) instanceof P); // expect: true
class Spread {
  length = 2;
  0 = 'a';
  1 = 'b';
  get [Symbol.isConcatSpreadable]() {
    return true;
  }
}
console.log([].concat(new Spread(), ['c']).join()); // expect: a,b,c
