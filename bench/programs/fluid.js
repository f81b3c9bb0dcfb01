// A fluid on a grid: diffusion, advection and pressure by relaxation over flat arrays of doubles.
// Needs ES5.
var size = 8; // quick: 1

var SIDE = 48;
var WIDE = SIDE + 2;

function grid() {
  var cells = [];
  for (var i = 0; i < WIDE * WIDE; i++) cells.push(0);
  return cells;
}
function edges(field, flip) {
  for (var i = 1; i <= SIDE; i++) {
    field[i] = flip === 2 ? -field[i + WIDE] : field[i + WIDE];
    field[i + (SIDE + 1) * WIDE] = flip === 2 ? -field[i + SIDE * WIDE] : field[i + SIDE * WIDE];
    field[i * WIDE] = flip === 1 ? -field[i * WIDE + 1] : field[i * WIDE + 1];
    field[i * WIDE + SIDE + 1] = flip === 1 ? -field[i * WIDE + SIDE] : field[i * WIDE + SIDE];
  }
}
function relax(field, from, a, c, flip) {
  for (var round = 0; round < 6; round++) {
    for (var y = 1; y <= SIDE; y++) {
      var at = y * WIDE + 1;
      for (var x = 1; x <= SIDE; x++, at++) {
        field[at] = (from[at] + a * (field[at - 1] + field[at + 1] + field[at - WIDE] + field[at + WIDE])) / c;
      }
    }
    edges(field, flip);
  }
}
function advect(field, from, u, v, dt) {
  for (var y = 1; y <= SIDE; y++) {
    for (var x = 1; x <= SIDE; x++) {
      var at = y * WIDE + x;
      var fx = Math.min(SIDE + 0.5, Math.max(0.5, x - dt * SIDE * u[at]));
      var fy = Math.min(SIDE + 0.5, Math.max(0.5, y - dt * SIDE * v[at]));
      var ix = Math.floor(fx);
      var iy = Math.floor(fy);
      var sx = fx - ix;
      var sy = fy - iy;
      var corner = iy * WIDE + ix;
      field[at] =
        (1 - sy) * ((1 - sx) * from[corner] + sx * from[corner + 1]) +
        sy * ((1 - sx) * from[corner + WIDE] + sx * from[corner + WIDE + 1]);
    }
  }
  edges(field, 0);
}
function project(u, v, pressure, divergence) {
  var y;
  var x;
  var at;
  for (y = 1; y <= SIDE; y++) {
    for (x = 1; x <= SIDE; x++) {
      at = y * WIDE + x;
      divergence[at] = (-0.5 * (u[at + 1] - u[at - 1] + v[at + WIDE] - v[at - WIDE])) / SIDE;
      pressure[at] = 0;
    }
  }
  edges(divergence, 0);
  relax(pressure, divergence, 1, 4, 0);
  for (y = 1; y <= SIDE; y++) {
    for (x = 1; x <= SIDE; x++) {
      at = y * WIDE + x;
      u[at] -= 0.5 * SIDE * (pressure[at + 1] - pressure[at - 1]);
      v[at] -= 0.5 * SIDE * (pressure[at + WIDE] - pressure[at - WIDE]);
    }
  }
  edges(u, 1);
  edges(v, 2);
}

function measure() {
  var u = grid();
  var v = grid();
  var u0 = grid();
  var v0 = grid();
  var ink = grid();
  var ink0 = grid();
  for (var step = 0; step < size; step++) {
    for (var k = 0; k < 6; k++) {
      var at = (10 + k) * WIDE + 8 + ((step + k) % 5);
      u[at] += 2 + k / 3;
      v[at] -= 1.5;
      ink[at] += 10;
    }
    relax(u0, u, 0.2, 1.8, 1);
    relax(v0, v, 0.2, 1.8, 2);
    project(u0, v0, u, v);
    advect(u, u0, u0, v0, 0.05);
    advect(v, v0, u0, v0, 0.05);
    project(u, v, u0, v0);
    relax(ink0, ink, 0.1, 1.4, 0);
    advect(ink, ink0, u, v, 0.05);
  }
  var sum = 0;
  for (var i = 0; i < ink.length; i++) sum += ink[i] * (i % 13) + u[i] - v[i];
  return Math.floor(sum * 1e6);
}

var result = measure();
