// Iteration: for-of over arrays, strings and a hand-written iterator, for-in over objects, entries and keys.
// Needs ES2015: for-of, symbols.
var size = 1500; // quick: 40

class Countdown {
  constructor(from) {
    this.from = from;
  }
  [Symbol.iterator]() {
    let n = this.from;
    return { next: () => (n > 0 ? { value: n--, done: false } : { value: undefined, done: true }) };
  }
}

function measure() {
  const list = [];
  for (let i = 0; i < 100; i++) list.push((i * 37) % 101);
  const ages = { ann: 31, bob: 25, cid: 47, dot: 19, eve: 62 };
  let sum = 0;
  for (let round = 0; round < size; round++) {
    for (const n of list) sum += n;
    for (const [index, n] of list.slice(0, 20).entries()) sum += index * n;
    for (const n of new Countdown(20)) sum += n;
    for (const letter of "linked frames") if (letter === "e") sum++;
    for (const name in ages) sum += ages[name];
    for (const name of Object.keys(ages)) sum += name.length;
    sum %= 1000003;
  }
  return sum;
}

var result = measure();
