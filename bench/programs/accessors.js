// Accessors: getters and setters of literals and by defineProperty, on the object and up its prototype chain.
// Needs ES5.
var size = 200000; // quick: 3000

function measure() {
  var thermometer = {
    kelvin: 300,
    get celsius() {
      return this.kelvin - 273;
    },
    set celsius(c) {
      this.kelvin = c + 273;
    },
  };
  var derived = Object.create(thermometer);
  derived.kelvin = 280;
  Object.defineProperty(derived, "double", {
    get: function () {
      return this.celsius * 2;
    },
    configurable: true,
  });
  var sum = 0;
  for (var i = 0; i < size; i++) {
    thermometer.celsius = i % 100;
    derived.celsius += 1;
    if (derived.celsius > 90) derived.celsius = -20;
    sum = (sum + thermometer.celsius + derived.double) % 1000003;
  }
  return sum;
}

var result = measure();
