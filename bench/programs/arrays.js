// Arrays: push and pop, indexed reads and writes, literals, two-dimensional access, slice and indexOf.
// Needs ES5.
var size = 200000; // quick: 3000

function measure() {
  var list = [];
  var sum = 0;
  for (var i = 0; i < size; i++) list.push((i * 7919) % 10007);
  for (var j = 1; j < list.length; j++) list[j] = (list[j] + list[j - 1]) % 10007;
  for (var k = list.length - 1; k >= 0; k--) sum = (sum + list[k] * (k & 7)) % 1000003;

  var grid = [];
  for (var y = 0; y < 64; y++) {
    grid[y] = [];
    for (var x = 0; x < 64; x++) grid[y][x] = x ^ y;
  }
  for (var n = 0; n < size; n++) {
    var row = grid[n & 63];
    row[(n >> 6) & 63] += grid[(n >> 3) & 63][n & 63] & 3;
    var pair = [n, row[0]];
    sum += pair[1] & pair[0] & 1;
  }

  while (list.length > size / 2) sum = (sum + list.pop()) % 1000003;
  for (var m = 0; m < 40; m++) {
    var part = list.slice(m * 10, m * 10 + 400);
    sum += part.indexOf(part[part.length - 1]) + part.concat(grid[m]).length;
    part.reverse();
    sum += part[0];
  }
  return sum;
}

var result = measure();
