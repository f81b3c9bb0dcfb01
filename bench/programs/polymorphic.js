// Polymorphism: one site that meets four shapes, and another that meets sixteen.
// Needs ES5.
var size = 400000; // quick: 4000

function Circle(r) {
  this.r = r;
}
Circle.prototype.area = function () {
  return this.r * this.r * 3;
};
function Square(side) {
  this.name = "square";
  this.side = side;
}
Square.prototype.area = function () {
  return this.side * this.side;
};
function Box(w, h) {
  this.w = w;
  this.h = h;
}
Box.prototype.area = function () {
  return this.w * this.h;
};
function Nothing() {}
Nothing.prototype.area = function () {
  return 1;
};

function withPadding(count, value) {
  var o = {};
  for (var i = 0; i < count; i++) o["pad" + i] = i;
  o.value = value;
  return o;
}

function measure() {
  var shapes = [new Circle(3), new Square(4), new Box(5, 6), new Nothing()];
  var many = [];
  for (var k = 0; k < 16; k++) many.push(withPadding(k, k * k));
  var sum = 0;
  for (var i = 0; i < size; i++) {
    sum = (sum + shapes[i & 3].area()) & 16777215;
    var o = many[(i * 7) & 15];
    o.value = (o.value + 1) & 1023;
    sum += o.value;
  }
  return sum;
}

var result = measure();
