// TypeScript by erasure: types go, and every position in a message or an explanation is the one in this file.

interface Shape {
  readonly name: string;
  area(): number;
}

enum Unit {
  Metre = 'm',
  Foot = 'ft',
}

abstract class Named implements Shape {
  constructor(readonly name: string) {}
  abstract area(): number;
}

class Circle extends Named {
  constructor(private readonly radius: number) {
    super('circle');
  }
  area(): number {
    return Math.PI * this.radius ** 2;
  }
}

class Box extends Named {
  constructor(
    private readonly width: number,
    private readonly height: number,
  ) {
    super('box');
  }
  area(): number {
    return this.width * this.height;
  }
}

function reporter(unit: Unit): (shape: Shape) => string {
  let total = 0;
  return (shape) => {
    total += shape.area();
    return `${shape.name}: ${shape.area().toFixed(2)} ${unit}², together ${total.toFixed(2)} ${unit}²`;
  };
}

const report = reporter(Unit.Metre);
for (const shape of [new Circle(1), new Box(2, 3)] satisfies Shape[]) console.log(report(shape));
