const o = {
  *[Symbol.iterator]() {
    yield this.a;
    yield super.toString === Object.prototype.toString;
  },
  a: 'A',
};
console.log([...o].join()); // expect: A,true
class Tree {
  constructor(v, l, r) {
    Object.assign(this, { v, l, r });
  }
  *[Symbol.iterator]() {
    if (this.l) yield* this.l;
    yield this.v;
    if (this.r) yield* this.r;
  }
}
console.log([...new Tree(2, new Tree(1), new Tree(4, new Tree(3)))].join('')); // expect: 1234
function* withArguments() {
  yield arguments.length;
  arguments[0] = 'changed';
  yield arguments[0];
}
console.log([...withArguments(1, 2)].join(), Object.getPrototypeOf(withArguments()) === withArguments.prototype); // expect: 2,changed true
try {
  new withArguments();
} catch (e) {
  console.log(e.message); // expect: withArguments is not a constructor
}
