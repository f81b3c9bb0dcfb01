// Methods: calls through a prototype, with `this` read and written, and a chain three prototypes long.
// Needs ES5.
var size = 500000; // quick: 5000

function Point(x, y) {
  this.x = x;
  this.y = y;
}
Point.prototype.move = function (dx, dy) {
  this.x += dx;
  this.y += dy;
  return this;
};
Point.prototype.norm = function () {
  return this.x * this.x + this.y * this.y;
};
Point.prototype.wrap = function (limit) {
  if (this.x > limit) this.x -= limit;
  if (this.y > limit) this.y -= limit;
  return this;
};

function Pixel(x, y, shade) {
  Point.call(this, x, y);
  this.shade = shade;
}
Pixel.prototype = Object.create(Point.prototype);
Pixel.prototype.lit = function () {
  return this.norm() > this.shade;
};
function Sprite(x, y, shade) {
  Pixel.call(this, x, y, shade);
}
Sprite.prototype = Object.create(Pixel.prototype);

function measure() {
  var p = new Point(1, 2);
  var s = new Sprite(3, 4, 5000);
  var sum = 0;
  for (var i = 0; i < size; i++) {
    p.move(1, 2).wrap(100);
    s.move(i & 3, 1).wrap(90);
    if (s.lit()) sum += 1;
    sum = (sum + p.norm()) % 1000003;
  }
  return sum + s.norm();
}

var result = measure();
