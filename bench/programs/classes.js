// Classes: construction through `super`, overriding, accessors, statics and computed names.
// Needs ES2015: classes.
var size = 150000; // quick: 2000

class Animal {
  constructor(name, weight) {
    this.name = name;
    this.weight = weight;
    Animal.made++;
  }
  get heavy() {
    return this.weight > 50;
  }
  set gain(n) {
    this.weight += n;
  }
  eat(amount) {
    this.gain = amount;
    return this.weight;
  }
  static compare(a, b) {
    return a.weight - b.weight;
  }
}
Animal.made = 0;

const legs = "legs";
class Dog extends Animal {
  constructor(weight) {
    super("dog", weight);
    this.bones = 0;
  }
  eat(amount) {
    this.bones++;
    return super.eat(amount + 1);
  }
  [legs]() {
    return 4;
  }
}
class Puppy extends Dog {
  eat(amount) {
    return super.eat(amount) + this[legs]();
  }
}

function measure() {
  let sum = 0;
  const elder = new Dog(40);
  for (let i = 0; i < size; i++) {
    const puppy = new Puppy(i % 60);
    sum += puppy.eat(3) + elder.eat(1 - (i & 1) * 4);
    if (puppy.heavy) sum++;
    if (puppy instanceof Animal && Animal.compare(puppy, elder) < 0) sum += 2;
  }
  return sum + Animal.made + elder.bones;
}

var result = measure();
