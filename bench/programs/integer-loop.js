// Loops over small integers: nested counting, remainders, comparisons and bit operations on locals.
// Needs ES5.
var size = 2500; // quick: 180

function measure() {
  var sum = 0;
  var odd = 0;
  for (var i = 0; i < size; i++) {
    for (var j = 0; j < size; j++) {
      sum = (sum + i * j) & 1048575;
      if ((i ^ j) & 1) odd++;
    }
  }
  var n = size * 9;
  while (n > 1) {
    n = n % 2 === 0 ? n / 2 : n - 1;
    sum += n;
  }
  return sum + odd;
}

var result = measure();
