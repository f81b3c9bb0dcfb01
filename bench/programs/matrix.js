// Matrix multiplication on arrays of arrays of doubles.
// Needs ES5.
var size = 130; // quick: 22

function matrix(n, f) {
  var rows = [];
  for (var y = 0; y < n; y++) {
    var row = [];
    for (var x = 0; x < n; x++) row.push(f(x, y));
    rows.push(row);
  }
  return rows;
}
function multiply(a, b) {
  var n = a.length;
  var product = [];
  for (var y = 0; y < n; y++) {
    var left = a[y];
    var row = [];
    for (var x = 0; x < n; x++) {
      var sum = 0;
      for (var k = 0; k < n; k++) sum += left[k] * b[k][x];
      row.push(sum);
    }
    product.push(row);
  }
  return product;
}

function measure() {
  var a = matrix(size, function (x, y) {
    return ((x + y) % 17) / 4;
  });
  var b = matrix(size, function (x, y) {
    return x === y ? 1.5 : (x - y) / size;
  });
  var c = multiply(multiply(a, b), a);
  var trace = 0;
  for (var i = 0; i < size; i++) trace += c[i][i] + c[i][size - 1 - i];
  return Math.floor(trace * 1000);
}

var result = measure();
