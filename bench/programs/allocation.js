// Allocation: binary trees made, walked and dropped while one tree lives on.
// Needs ES5.
var size = 12; // quick: 5

function Tree(left, right) {
  this.left = left;
  this.right = right;
}
function grow(depth) {
  return depth === 0 ? new Tree(null, null) : new Tree(grow(depth - 1), grow(depth - 1));
}
function count(tree) {
  return tree.left === null ? 1 : 1 + count(tree.left) + count(tree.right);
}

function measure() {
  var old = grow(size);
  var sum = 0;
  for (var depth = 4; depth <= size; depth += 2) {
    var times = 1 << (size - depth + 3);
    for (var i = 0; i < times; i++) sum += count(grow(depth));
  }
  return sum + count(old);
}

var result = measure();
