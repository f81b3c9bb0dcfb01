// Every operator that wants a primitive asks the object, in the order that its hint says.
const log = [];
const o = {
  valueOf() {
    log.push('valueOf');
    return 6;
  },
  toString() {
    log.push('toString');
    return 'six';
  },
};
console.log(o + 1, o - 1, o * 2, o / 2, o % 4, o ** 2); // expect: 7 5 12 3 2 36
console.log(o << 1, o >> 1, o >>> 1, o & 3, o | 8, o ^ 1, ~o, -o, +o); // expect: 12 3 3 2 14 7 -7 -6 6
console.log(o < 7, o <= 6, 7 > o, o >= 7, o == 6, o === 6); // expect: true true true false true false
console.log(`${o}`, String(o), o + '', [o].join()); // expect: six six 6 six
console.log(log.join(' ')); // expect: valueOf valueOf valueOf valueOf valueOf valueOf valueOf valueOf valueOf valueOf valueOf valueOf valueOf valueOf valueOf valueOf valueOf valueOf valueOf valueOf toString toString valueOf toString
