// A splay tree: keys inserted, looked up and removed, the tree turned round its latest key each time.
// Needs ES5.
var size = 20000; // quick: 400

function Node(key) {
  this.key = key;
  this.weight = key & 255;
  this.left = null;
  this.right = null;
}

function Tree() {
  this.root = null;
  this.count = 0;
}
/** Brings the key, or the last one met on the way to it, to the root (Sleator and Tarjan, top down). */
Tree.prototype.splay = function (key) {
  var at = this.root;
  if (at === null) return;
  var anchor = new Node(0);
  var left = anchor;
  var right = anchor;
  var child;
  for (;;) {
    if (key < at.key) {
      if (at.left === null) break;
      if (key < at.left.key) {
        child = at.left;
        at.left = child.right;
        child.right = at;
        at = child;
        if (at.left === null) break;
      }
      right.left = at;
      right = at;
      at = at.left;
    } else if (key > at.key) {
      if (at.right === null) break;
      if (key > at.right.key) {
        child = at.right;
        at.right = child.left;
        child.left = at;
        at = child;
        if (at.right === null) break;
      }
      left.right = at;
      left = at;
      at = at.right;
    } else break;
  }
  left.right = at.left;
  right.left = at.right;
  at.left = anchor.right;
  at.right = anchor.left;
  this.root = at;
};
Tree.prototype.insert = function (key) {
  if (this.root === null) {
    this.root = new Node(key);
    this.count = 1;
    return true;
  }
  this.splay(key);
  var root = this.root;
  if (root.key === key) return false;
  var node = new Node(key);
  if (key > root.key) {
    node.left = root;
    node.right = root.right;
    root.right = null;
  } else {
    node.right = root;
    node.left = root.left;
    root.left = null;
  }
  this.root = node;
  this.count++;
  return true;
};
Tree.prototype.has = function (key) {
  this.splay(key);
  return this.root !== null && this.root.key === key;
};
Tree.prototype.remove = function (key) {
  if (!this.has(key)) return false;
  var right = this.root.right;
  if (this.root.left === null) this.root = right;
  else {
    this.root = this.root.left;
    this.splay(key);
    this.root.right = right;
  }
  this.count--;
  return true;
};
Tree.prototype.fold = function (f, start) {
  var stack = [];
  var at = this.root;
  var total = start;
  while (at !== null || stack.length > 0) {
    while (at !== null) {
      stack.push(at);
      at = at.left;
    }
    at = stack.pop();
    total = f(total, at);
    at = at.right;
  }
  return total;
};

function measure() {
  var tree = new Tree();
  var seed = 12345;
  var sum = 0;
  for (var i = 0; i < size; i++) {
    seed = (seed * 16807) % 2147483647;
    if (tree.insert(seed % 60013)) sum++;
    if (tree.has((seed >> 5) % 60013)) sum += 2;
    if (i % 3 === 0 && tree.remove((seed >> 3) % 60013)) sum += 3;
  }
  var before = -1;
  return tree.fold(function (total, node) {
    if (node.key <= before) throw new Error("the splay tree is out of order");
    before = node.key;
    return (total * 5 + node.weight) % 1000003;
  }, sum + tree.count);
}

var result = measure();
