// Closures made: functions that capture one, two and three bindings, most of them dropped at once.
// Needs ES5.
var size = 400000; // quick: 4000

function adder(a) {
  return function (b) {
    return a + b;
  };
}
function between(low, high) {
  return function (n) {
    return n >= low && n < high;
  };
}
function accumulator() {
  var total = 0;
  return {
    add: function (n) {
      total += n;
    },
    read: function () {
      return total;
    },
  };
}

function measure() {
  var sum = 0;
  var kept = [];
  for (var i = 0; i < size; i++) {
    var add = adder(i);
    sum = (sum + add(1)) % 1000003;
    if (between(i - 5, i + 5)(sum)) sum += 7;
    var account = accumulator();
    account.add(i & 15);
    account.add(1);
    sum += account.read();
    if (i % 64 === 0) kept.push(add);
  }
  for (var k = 0; k < kept.length; k++) sum = (sum + kept[k](k)) % 1000003;
  return sum;
}

var result = measure();
