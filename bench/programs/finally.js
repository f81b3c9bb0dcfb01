// try/finally: left by falling through, by return, break and continue, and by an exception.
// Needs ES5.
var size = 120000; // quick: 2000

var opened = 0;
var closed = 0;

function use(n) {
  opened++;
  try {
    if (n % 4 === 0) return n;
    if (n % 101 === 0) throw n;
    return n + 1;
  } finally {
    closed++;
  }
}

function measure() {
  var sum = 0;
  for (var i = 0; i < size; i++) {
    try {
      sum = (sum + use(i)) % 1000003;
    } catch (e) {
      sum += 5;
    }
    for (var j = 0; j < 3; j++) {
      try {
        if (j === 1) continue;
        if (i % 2 === 0 && j === 2) break;
        sum++;
      } finally {
        closed += j;
      }
    }
  }
  return sum + opened * 3 + closed;
}

var result = measure();
