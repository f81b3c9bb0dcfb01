// Closures of one activation share its bindings; those of another have their own.
function pair(v) {
  return [() => v, (x) => { v = x; }];
}
const [get1, set1] = pair(1);
const [get2] = pair(2);
set1('changed');
console.log(get1(), get2()); // expect: changed 2
const deep = (a) => (b) => (c) => { a += b; return () => (a += c); };
const d = deep(1)(2)(3);
console.log(d(), d()); // expect: 6 9
function* gen() {
  let n = 0;
  const inc = () => ++n;
  while (n < 3) yield inc;
}
const out = [];
for (const inc of gen()) out.push(inc());
console.log(out.join()); // expect: 1,2,3
try {
  throw 1;
} catch (e) {
  var later = () => e++;
}
console.log(later(), later()); // expect: 1 2
