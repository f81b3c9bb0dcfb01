// The template object is one a site, frozen, and has the raw texts.
const seen = new Set();
function tag(strings, ...values) {
  seen.add(strings);
  return strings.raw.join('|') + ' ' + strings.join('|') + ' ' + values.join();
}
for (let i = 0; i < 2; i++) console.log(tag`a${i}\t${i * 2}`);
console.log(seen.size, Object.isFrozen([...seen][0]));
console.log(((s) => s[0])`\unicode` === undefined, ((s) => s.raw[0])`\u{`);
const o = { t() { return this === o; } };
console.log(o.t``, new (class { constructor(s) { this.s = s; } })().s);
console.log(String.raw`a\n${{ toString: () => 'b' }}`);

// expect: a|\t| a|	| 0,0
// expect: a|\t| a|	| 1,2
// expect: 1 true
// expect: true \u{
// expect: true undefined
// expect: a\nb
