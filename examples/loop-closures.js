// The same loop twice. `let` makes a fresh binding in each turn, `var` makes one for the whole function.
// How many bindings are alive at the end, and who keeps them?

function withLet() {
  const printers = [];
  for (let i = 0; i < 3; i++) printers.push(() => i);
  return printers;
}

function withVar() {
  const printers = [];
  for (var i = 0; i < 3; i++) printers.push(() => i);
  return printers;
}

const fresh = withLet();
const shared = withVar();

console.log(fresh.map((print) => print())); // [ 0, 1, 2 ]
console.log(shared.map((print) => print())); // [ 3, 3, 3 ]
