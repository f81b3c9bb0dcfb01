// Bodies that attract each other: floating-point arithmetic on the properties of a few objects.
// Needs ES5.
var size = 25000; // quick: 300

function Body(x, y, z, vx, vy, vz, mass) {
  this.x = x;
  this.y = y;
  this.z = z;
  this.vx = vx;
  this.vy = vy;
  this.vz = vz;
  this.mass = mass;
}

function cluster() {
  var bodies = [new Body(0, 0, 0, 0, 0, 0, 39)];
  bodies.push(new Body(5, -1.2, -0.1, 0.6, 2.8, 0.02, 0.04));
  bodies.push(new Body(8.3, 4.1, -0.4, -1, 1.8, 0.01, 0.01));
  bodies.push(new Body(12.9, -15.1, -0.2, 1.1, 0.9, -0.01, 0.002));
  bodies.push(new Body(15.4, -25.9, 0.2, 1, 0.6, -0.03, 0.002));
  var px = 0;
  var py = 0;
  var pz = 0;
  for (var i = 0; i < bodies.length; i++) {
    px += bodies[i].vx * bodies[i].mass;
    py += bodies[i].vy * bodies[i].mass;
    pz += bodies[i].vz * bodies[i].mass;
  }
  bodies[0].vx = -px / bodies[0].mass;
  bodies[0].vy = -py / bodies[0].mass;
  bodies[0].vz = -pz / bodies[0].mass;
  return bodies;
}

function step(bodies, dt) {
  for (var i = 0; i < bodies.length; i++) {
    var a = bodies[i];
    for (var j = i + 1; j < bodies.length; j++) {
      var b = bodies[j];
      var dx = a.x - b.x;
      var dy = a.y - b.y;
      var dz = a.z - b.z;
      var squared = dx * dx + dy * dy + dz * dz;
      var pull = dt / (squared * Math.sqrt(squared));
      a.vx -= dx * b.mass * pull;
      a.vy -= dy * b.mass * pull;
      a.vz -= dz * b.mass * pull;
      b.vx += dx * a.mass * pull;
      b.vy += dy * a.mass * pull;
      b.vz += dz * a.mass * pull;
    }
  }
  for (var k = 0; k < bodies.length; k++) {
    var c = bodies[k];
    c.x += dt * c.vx;
    c.y += dt * c.vy;
    c.z += dt * c.vz;
  }
}

function energy(bodies) {
  var sum = 0;
  for (var i = 0; i < bodies.length; i++) {
    var a = bodies[i];
    sum += 0.5 * a.mass * (a.vx * a.vx + a.vy * a.vy + a.vz * a.vz);
    for (var j = i + 1; j < bodies.length; j++) {
      var b = bodies[j];
      var dx = a.x - b.x;
      var dy = a.y - b.y;
      var dz = a.z - b.z;
      sum -= (a.mass * b.mass) / Math.sqrt(dx * dx + dy * dy + dz * dz);
    }
  }
  return sum;
}

function measure() {
  var bodies = cluster();
  for (var i = 0; i < size; i++) step(bodies, 0.01);
  return energy(bodies);
}

var result = measure();
