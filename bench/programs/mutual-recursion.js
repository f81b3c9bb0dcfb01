// Functions that call each other: Hofstadter's two sequences, and parity by counting down.
// Needs ES5.
var size = 80; // quick: 25

function female(n) {
  return n === 0 ? 1 : n - male(female(n - 1));
}
function male(n) {
  return n === 0 ? 0 : n - female(male(n - 1));
}
function isEven(n) {
  return n === 0 ? true : isOdd(n - 1);
}
function isOdd(n) {
  return n === 0 ? false : isEven(n - 1);
}

function measure() {
  var sum = 0;
  for (var i = 0; i < size; i++) {
    sum += female(i) * 3 - male(i);
    for (var j = 0; j < 20; j++) if (isEven((i + j) % 97)) sum += j;
  }
  return sum;
}

var result = measure();
