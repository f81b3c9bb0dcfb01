// Closures called: counters that change a captured binding, and functions composed of functions.
// Needs ES5.
var size = 1000000; // quick: 8000

function counter(step) {
  var n = 0;
  return function () {
    n += step;
    return n;
  };
}
function compose(f, g) {
  return function (x) {
    return f(g(x));
  };
}

function measure() {
  var one = counter(1);
  var three = counter(3);
  var halve = function (x) {
    return x >> 1;
  };
  var flip = function (x) {
    return x ^ 21845;
  };
  var both = compose(halve, compose(flip, halve));
  var sum = 0;
  for (var i = 0; i < size; i++) {
    one();
    sum = (sum + three()) & 16777215;
    sum ^= both(i);
  }
  return sum + one();
}

var result = measure();
