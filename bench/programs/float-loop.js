// Loops over doubles: the logistic map, a series for pi, and Newton's method for square roots.
// Needs ES5.
var size = 1500000; // quick: 15000

function logistic(steps) {
  var x = 0.3;
  for (var i = 0; i < steps; i++) x = 3.91 * x * (1 - x);
  return x;
}
function leibniz(terms) {
  var sum = 0;
  var sign = 1;
  for (var i = 0; i < terms; i++) {
    sum += sign / (2 * i + 1);
    sign = -sign;
  }
  return 4 * sum;
}
function roots(count) {
  var sum = 0;
  for (var i = 1; i <= count; i++) {
    var guess = i / 2;
    for (var k = 0; k < 8; k++) guess = (guess + i / guess) / 2;
    sum += guess;
  }
  return sum;
}

var result = Math.floor((logistic(size) + leibniz(size) + roots(size / 10)) * 1e6);
