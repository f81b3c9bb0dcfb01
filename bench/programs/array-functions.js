// Array methods that take a function: map, filter, reduce, forEach, some, every, in chains.
// Needs ES5.
var size = 12000; // quick: 300

function measure() {
  var numbers = [];
  for (var i = 0; i < size; i++) numbers.push((i * 31) % 1013);
  var sum = 0;
  for (var round = 0; round < 12; round++) {
    var offset = round * 5;
    sum += numbers
      .map(function (n) {
        return n * 2 + offset;
      })
      .filter(function (n) {
        return n % 3 !== 0;
      })
      .reduce(function (total, n) {
        return (total + n) % 1000003;
      }, 0);
    numbers.forEach(function (n, index) {
      if (n === index) sum += n;
    });
    if (
      numbers.some(function (n) {
        return n === 1012 + round;
      })
    )
      sum += 1;
    if (
      numbers.every(function (n) {
        return n < 1013;
      })
    )
      sum += 2;
  }
  return sum;
}

var result = measure();
