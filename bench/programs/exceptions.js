// Exceptions: thrown and caught in one function, through several frames, and try blocks that do not throw.
// Needs ES5.
var size = 6000; // quick: 300

function Stop(depth) {
  this.depth = depth;
}
function dive(n, limit) {
  if (n === limit) throw new Stop(n);
  return dive(n + 1, limit) + 1;
}
function guarded(n) {
  try {
    if (n % 3 === 0) throw n;
    return n;
  } catch (e) {
    return e + 1;
  }
}
function rethrown(n) {
  try {
    try {
      return dive(0, n);
    } catch (e) {
      if (e instanceof Stop && e.depth > 4) throw e;
      return 1;
    }
  } catch (outer) {
    return outer.depth;
  }
}

function measure() {
  var sum = 0;
  for (var i = 0; i < size; i++) {
    sum += guarded(i) & 3;
    sum += rethrown(i & 7);
    if (i % 4 === 0) {
      try {
        null.missing;
      } catch (e) {
        if (e instanceof TypeError) sum++;
      }
    }
  }
  for (var k = 0; k < size * 20; k++) {
    try {
      sum += k & 1;
    } catch (e) {
      sum = -1;
    }
  }
  return sum;
}

var result = measure();
