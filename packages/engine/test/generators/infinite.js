function* fibonacci() {
  for (let [a, b] = [0, 1]; ; [a, b] = [b, a + b]) yield a;
}
const out = [];
for (const f of fibonacci()) {
  if (f > 50) break;
  out.push(f);
}
console.log(out.join()); // expect: 0,1,1,2,3,5,8,13,21,34
const again = (function* () {
  try {
    again.next();
  } catch (e) {
    yield e.message;
  }
})();
console.log(again.next().value); // expect: Generator is already running
