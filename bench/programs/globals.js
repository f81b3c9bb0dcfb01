// Top-level bindings: read, written and called from functions and from the top level itself.
// Needs ES5.
var size = 800000; // quick: 8000

var position = 0;
var steps = 0;
var limit = 1009;

function advance() {
  position = (position + stride()) % limit;
  steps++;
}
function stride() {
  return 1 + (steps & 3);
}

for (var i = 0; i < size; i++) {
  advance();
  if (position === 0) limit = limit === 1009 ? 1013 : 1009;
}

var result = position + steps + limit;
