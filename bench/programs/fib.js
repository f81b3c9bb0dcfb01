// Calls: a function that calls itself twice.
// Needs ES5.
var size = 30; // quick: 19

function fib(n) {
  return n < 2 ? n : fib(n - 1) + fib(n - 2);
}

var result = fib(size);
