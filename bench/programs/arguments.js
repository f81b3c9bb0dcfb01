// Ways of calling: arguments, call, apply, bind, functions passed and returned, too few and too many arguments.
// Needs ES5.
var size = 80000; // quick: 1500

function total() {
  var sum = 0;
  for (var i = 0; i < arguments.length; i++) sum += arguments[i];
  return sum;
}
function optional(a, b, c) {
  if (c === undefined) c = 3;
  if (b === undefined) b = 2;
  return a + b * c;
}
function scaled(n) {
  return this.factor * n;
}
function pass() {
  return total.apply(null, arguments);
}

function measure() {
  var holder = { factor: 3 };
  var bound = scaled.bind({ factor: 5 });
  var partial = optional.bind(null, 10);
  var list = [1, 2, 3, 4];
  var sum = 0;
  for (var i = 0; i < size; i++) {
    sum += total(i & 1, 2, 3) + pass(1, i & 3);
    sum += optional(1) + optional(1, 2) + optional(1, 2, 3, 4);
    sum += scaled.call(holder, i & 7) + total.apply(null, list);
    sum += bound(1) + partial(i & 1);
    sum %= 1000003;
  }
  return sum;
}

var result = measure();
