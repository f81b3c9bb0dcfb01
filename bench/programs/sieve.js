// The sieve of Eratosthenes on an array of booleans.
// Needs ES5.
var size = 700000; // quick: 8000

function measure() {
  var composite = [];
  for (var i = 0; i <= size; i++) composite.push(false);
  var count = 0;
  var sum = 0;
  for (var n = 2; n <= size; n++) {
    if (composite[n]) continue;
    count++;
    sum = (sum + n) % 1000003;
    for (var multiple = n * n; multiple <= size; multiple += n) composite[multiple] = true;
  }
  return count * 10 + sum;
}

var result = measure();
