// A raytracer: small vector objects, spheres over a chequered floor, shadows and mirrors, in classes.
// Needs ES2015: classes, arrow functions, default parameters.
var size = 56; // quick: 10

class Vector {
  constructor(x, y, z) {
    this.x = x;
    this.y = y;
    this.z = z;
  }
  plus(v) {
    return new Vector(this.x + v.x, this.y + v.y, this.z + v.z);
  }
  minus(v) {
    return new Vector(this.x - v.x, this.y - v.y, this.z - v.z);
  }
  times(k) {
    return new Vector(this.x * k, this.y * k, this.z * k);
  }
  dot(v) {
    return this.x * v.x + this.y * v.y + this.z * v.z;
  }
  unit() {
    return this.times(1 / Math.sqrt(this.dot(this)));
  }
  mirroredIn(normal) {
    return this.minus(normal.times(2 * this.dot(normal)));
  }
}

class Sphere {
  constructor(centre, radius, colour, mirror) {
    this.centre = centre;
    this.radius = radius;
    this.colour = colour;
    this.mirror = mirror;
  }
  distance(from, direction) {
    const toCentre = this.centre.minus(from);
    const along = toCentre.dot(direction);
    const gap = this.radius * this.radius - toCentre.dot(toCentre) + along * along;
    if (gap < 0) return Infinity;
    const near = along - Math.sqrt(gap);
    return near > 1e-4 ? near : Infinity;
  }
  normal(at) {
    return at.minus(this.centre).times(1 / this.radius);
  }
  colourAt() {
    return this.colour;
  }
}

class Floor {
  constructor(height, light, dark) {
    this.height = height;
    this.light = light;
    this.dark = dark;
    this.mirror = 0.15;
  }
  distance(from, direction) {
    if (direction.y >= 0) return Infinity;
    const t = (this.height - from.y) / direction.y;
    return t > 1e-4 ? t : Infinity;
  }
  normal() {
    return Floor.up;
  }
  colourAt(at) {
    return (Math.floor(at.x) + Math.floor(at.z)) & 1 ? this.light : this.dark;
  }
}
Floor.up = new Vector(0, 1, 0);

class Scene {
  constructor(things, lamp) {
    this.things = things;
    this.lamp = lamp;
    this.rays = 0;
  }
  nearest(from, direction) {
    this.rays++;
    let best = null;
    let least = Infinity;
    for (const thing of this.things) {
      const d = thing.distance(from, direction);
      if (d < least) {
        least = d;
        best = thing;
      }
    }
    return best === null ? null : { thing: best, distance: least };
  }
  trace(from, direction, depth = 0) {
    const hit = this.nearest(from, direction);
    if (hit === null) return new Vector(0.3, 0.5, 0.8).times(1 - 0.5 * direction.y);
    const at = from.plus(direction.times(hit.distance));
    const normal = hit.thing.normal(at);
    const toLamp = this.lamp.minus(at).unit();
    const shaded = this.nearest(at.plus(normal.times(1e-3)), toLamp) !== null;
    const light = 0.15 + (shaded ? 0 : Math.max(0, normal.dot(toLamp)) * 0.85);
    let colour = hit.thing.colourAt(at).times(light);
    if (hit.thing.mirror > 0 && depth < 3) {
      const seen = this.trace(at.plus(normal.times(1e-3)), direction.mirroredIn(normal), depth + 1);
      colour = colour.times(1 - hit.thing.mirror).plus(seen.times(hit.thing.mirror));
    }
    return colour;
  }
}

function measure() {
  const scene = new Scene(
    [
      new Sphere(new Vector(0, 1, 6), 1, new Vector(0.9, 0.2, 0.2), 0.3),
      new Sphere(new Vector(-2, 0.7, 5), 0.7, new Vector(0.2, 0.9, 0.3), 0),
      new Sphere(new Vector(1.8, 0.6, 4.5), 0.6, new Vector(0.3, 0.4, 0.9), 0.5),
      new Floor(0, new Vector(0.9, 0.9, 0.9), new Vector(0.1, 0.1, 0.1)),
    ],
    new Vector(-5, 8, -3),
  );
  const eye = new Vector(0, 1.4, -2);
  let sum = 0;
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const direction = new Vector((column / size - 0.5) * 1.2, (0.5 - row / size) * 1.2, 1.5).unit();
      const colour = scene.trace(eye, direction);
      const shade = (part) => Math.min(255, Math.floor(part * 255));
      sum = (sum * 3 + shade(colour.x) + shade(colour.y) * 5 + shade(colour.z) * 7) % 1000003;
    }
  }
  return sum + scene.rays;
}

var result = measure();
