const s = 'héllo😀';
console.log(s.length, [...s].length, s.at(-1).length, s[1], s.codePointAt(5).toString(16), s.normalize('NFD').length); // expect: 7 6 1 é 1f600 8
const sym = Symbol('desc');
console.log(String(sym), sym.description, { [sym]: 1 }[sym], Symbol.for('a') === Symbol.for('a'), Symbol.keyFor(Symbol.for('a'))); // expect: Symbol(desc) desc 1 true a
try {
  sym + '';
} catch (e) {
  console.log(e.message); // expect: Cannot convert a Symbol value to a string
}
console.log('abc'.padStart(5, '-'), 'a,b'.split(','). length, 'x'.repeat(3), 'abc' < 'abd', '10' < '9', 10 < '9'); // expect: --abc 2 xxx true true false
console.log('\u{1F600}' === '😀', 'a\
b'.length); // expect: true 2
