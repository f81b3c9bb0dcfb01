// JSON that calls back: a replacer, a reviver and toJSON. (No ES5 form: JS-Interpreter has none of the three.)
// Needs ES2015: classes.
var size = 60; // quick: 3

class Year {
  constructor(year) {
    this.year = year;
  }
  toJSON() {
    return "Y" + this.year;
  }
}

function measure() {
  const list = [];
  for (let i = 0; i < 50; i++) list.push({ id: i, when: new Year(1990 + i), tags: [i, [i + 1]], hidden: true });
  let sum = 0;
  for (let round = 0; round < size; round++) {
    list[round % 50].id += round;
    const text = JSON.stringify(list, (key, value) => (key === "hidden" ? undefined : value));
    const copy = JSON.parse(text, (key, value) => (typeof value === "number" ? value + 1 : value));
    sum = (sum + text.length + copy[7].id + copy[round % 50].tags[1][0] + copy[3].when.length) % 1000003;
  }
  return sum;
}

var result = measure();
