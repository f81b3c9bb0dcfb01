// Symbol.toPrimitive is told the hint.
const o = { [Symbol.toPrimitive]: (hint) => (hint === 'number' ? 42 : hint) };
console.log(+o, `${o}`, o + '!', o * 2, o == 'default', o < 43); // expect: 42 string default! 84 true true
console.log({ string: 1, default: 2 }[o], new Date({ [Symbol.toPrimitive]: (h) => (h === 'default' ? 5 : 6) }).getTime()); // expect: 1 5
try {
  +{ [Symbol.toPrimitive]: () => ({}) };
} catch (e) {
  console.log(e.message); // expect: Cannot convert object to primitive value
}
try {
  `${{ toString: null, valueOf: null }}`;
} catch (e) {
  console.log(e.message); // expect: Cannot convert object to primitive value
}
let i = 0;
const counter = { [Symbol.toPrimitive]: () => ++i };
let v = counter;
v++;
console.log(v, i); // expect: 2 1
