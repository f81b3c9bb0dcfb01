// DeltaBlue: an incremental solver of one-way constraints with strengths, in classes.
// Needs ES2015: classes, arrow functions.
var size = 24; // quick: 1

// A strength is a small integer; the lower, the stronger.
const REQUIRED = 0;
const STRONG = 2;
const NORMAL = 4;
const DEFAULT = 6;
const WEAKEST = 7;

class Cell {
  constructor(name, value) {
    this.name = name;
    this.value = value;
    this.users = [];
    this.source = null;
    this.mark = 0;
    this.strength = WEAKEST;
    this.fixed = true;
  }
  drop(constraint) {
    const at = this.users.indexOf(constraint);
    if (at >= 0) this.users.splice(at, 1);
    if (this.source === constraint) this.source = null;
  }
}

class Constraint {
  constructor(strength) {
    this.strength = strength;
  }
  get isInput() {
    return false;
  }
  /** Chooses a method, and returns the constraint that it displaces, if any. */
  satisfy(mark, solver) {
    this.choose(mark);
    if (!this.satisfied) {
      if (this.strength === REQUIRED) throw new Error("a required constraint cannot be met");
      return null;
    }
    this.markInputs(mark);
    const out = this.output();
    const displaced = out.source;
    if (displaced !== null) displaced.release();
    out.source = this;
    if (!solver.propagate(this, mark)) throw new Error("the constraints form a cycle");
    out.mark = mark;
    return displaced;
  }
  attach(solver) {
    this.addToGraph();
    solver.add(this);
    return this;
  }
  detach(solver) {
    if (this.satisfied) solver.remove(this);
    else this.removeFromGraph();
  }
}

class Unary extends Constraint {
  constructor(cell, strength) {
    super(strength);
    this.cell = cell;
    this.satisfied = false;
  }
  addToGraph() {
    this.cell.users.push(this);
    this.satisfied = false;
  }
  removeFromGraph() {
    this.cell.drop(this);
    this.satisfied = false;
  }
  choose(mark) {
    this.satisfied = this.cell.mark !== mark && this.strength < this.cell.strength;
  }
  markInputs() {}
  inputsKnown() {
    return true;
  }
  output() {
    return this.cell;
  }
  release() {
    this.satisfied = false;
  }
  recalculate() {
    this.cell.strength = this.strength;
    this.cell.fixed = !this.isInput;
    if (this.cell.fixed) this.execute();
  }
  execute() {}
}

class Stay extends Unary {}

class Edit extends Unary {
  get isInput() {
    return true;
  }
}

const NONE = 0;
const FORWARD = 1;
const BACKWARD = 2;

class Binary extends Constraint {
  constructor(left, right, strength) {
    super(strength);
    this.left = left;
    this.right = right;
    this.direction = NONE;
  }
  get satisfied() {
    return this.direction !== NONE;
  }
  addToGraph() {
    this.left.users.push(this);
    this.right.users.push(this);
    this.direction = NONE;
  }
  removeFromGraph() {
    this.left.drop(this);
    this.right.drop(this);
    this.direction = NONE;
  }
  choose(mark) {
    const { left, right, strength } = this;
    const canForward = right.mark !== mark && strength < right.strength;
    const canBackward = left.mark !== mark && strength < left.strength;
    if (left.mark === mark) this.direction = canForward ? FORWARD : NONE;
    else if (right.mark === mark) this.direction = canBackward ? BACKWARD : NONE;
    // The weaker of the two ends is the one to be overridden.
    else if (left.strength > right.strength) this.direction = canBackward ? BACKWARD : NONE;
    else this.direction = canForward ? FORWARD : canBackward ? BACKWARD : NONE;
  }
  input() {
    return this.direction === FORWARD ? this.left : this.right;
  }
  output() {
    return this.direction === FORWARD ? this.right : this.left;
  }
  inputs() {
    return [this.input()];
  }
  markInputs(mark) {
    for (const cell of this.inputs()) cell.mark = mark;
  }
  inputsKnown(mark) {
    return this.inputs().every((cell) => cell.mark === mark || cell.fixed || cell.source === null);
  }
  release() {
    this.direction = NONE;
  }
  recalculate() {
    const from = this.input();
    const to = this.output();
    to.strength = Math.max(this.strength, from.strength);
    to.fixed = this.inputs().every((cell) => cell.fixed);
    if (to.fixed) this.execute();
  }
}

class Equal extends Binary {
  execute() {
    this.output().value = this.input().value;
  }
}

/** right = left * factor + offset */
class Scale extends Binary {
  constructor(left, factor, offset, right, strength) {
    super(left, right, strength);
    this.factor = factor;
    this.offset = offset;
  }
  addToGraph() {
    super.addToGraph();
    this.factor.users.push(this);
    this.offset.users.push(this);
  }
  removeFromGraph() {
    super.removeFromGraph();
    this.factor.drop(this);
    this.offset.drop(this);
  }
  inputs() {
    return [this.input(), this.factor, this.offset];
  }
  execute() {
    if (this.direction === FORWARD) this.right.value = this.left.value * this.factor.value + this.offset.value;
    else this.left.value = (this.right.value - this.offset.value) / this.factor.value;
  }
}

class Solver {
  constructor() {
    this.lastMark = 0;
  }
  add(constraint) {
    const mark = ++this.lastMark;
    let displaced = constraint.satisfy(mark, this);
    while (displaced !== null) displaced = displaced.satisfy(mark, this);
  }
  remove(constraint) {
    const out = constraint.output();
    constraint.release();
    constraint.removeFromGraph();
    const loose = this.retract(out);
    for (let strength = REQUIRED; strength <= WEAKEST; strength++) {
      for (const other of loose) if (other.strength === strength) this.add(other);
    }
  }
  /** Brings what follows from a constraint up to date; false if that leads back to it. */
  propagate(constraint, mark) {
    const todo = [constraint];
    while (todo.length > 0) {
      const next = todo.pop();
      if (next.output().mark === mark) {
        this.remove(constraint);
        return false;
      }
      next.recalculate();
      this.followers(next.output(), todo);
    }
    return true;
  }
  /** Clears what followed from a cell, and returns the constraints that may now be met. */
  retract(cell) {
    const loose = [];
    const todo = [cell];
    cell.source = null;
    cell.strength = WEAKEST;
    cell.fixed = true;
    while (todo.length > 0) {
      const at = todo.pop();
      for (const user of at.users) if (!user.satisfied) loose.push(user);
      const source = at.source;
      for (const user of at.users) {
        if (user !== source && user.satisfied) {
          user.recalculate();
          todo.push(user.output());
        }
      }
    }
    return loose;
  }
  followers(cell, into) {
    for (const user of cell.users) if (user !== cell.source && user.satisfied) into.push(user);
  }
  /** The constraints to execute, in order, whenever the given inputs change. */
  plan(inputs) {
    const mark = ++this.lastMark;
    const todo = inputs.slice();
    const steps = [];
    while (todo.length > 0) {
      const constraint = todo.pop();
      if (constraint.output().mark === mark || !constraint.inputsKnown(mark)) continue;
      steps.push(constraint);
      constraint.output().mark = mark;
      this.followers(constraint.output(), todo);
    }
    return steps;
  }
  set(cell, value, times) {
    const edit = new Edit(cell, STRONG).attach(this);
    const steps = this.plan([edit]);
    for (let i = 0; i < times; i++) {
      cell.value = value + i;
      for (const step of steps) step.execute();
    }
    edit.detach(this);
  }
}

function chain(length) {
  const solver = new Solver();
  const cells = [];
  for (let i = 0; i <= length; i++) {
    cells.push(new Cell("c" + i, 0));
    if (i > 0) new Equal(cells[i - 1], cells[i], REQUIRED).attach(solver);
  }
  new Stay(cells[length], DEFAULT).attach(solver);
  solver.set(cells[0], 100, 20);
  if (cells[length].value !== 119) throw new Error("DeltaBlue's chain went wrong: " + cells[length].value);
  return cells[length].value;
}

function projection(count) {
  const solver = new Solver();
  const factor = new Cell("factor", 10);
  const offset = new Cell("offset", 1000);
  const sources = [];
  const targets = [];
  for (let i = 0; i < count; i++) {
    sources.push(new Cell("s" + i, i));
    targets.push(new Cell("t" + i, i));
    new Stay(sources[i], NORMAL).attach(solver);
    new Scale(sources[i], factor, offset, targets[i], REQUIRED).attach(solver);
  }
  solver.set(sources[1], 17, 1);
  if (targets[1].value !== 1170) throw new Error("DeltaBlue's projection went wrong: " + targets[1].value);
  solver.set(targets[2], 1050, 1);
  if (sources[2].value !== 5) throw new Error("DeltaBlue's projection back went wrong: " + sources[2].value);
  solver.set(factor, 5, 1);
  solver.set(offset, 2000, 1);
  let sum = 0;
  for (let i = 0; i < count; i++) {
    if (targets[i].value !== sources[i].value * 5 + 2000) throw new Error("DeltaBlue's update went wrong at " + i);
    sum += targets[i].value;
  }
  return sum;
}

function measure() {
  let sum = 0;
  for (let i = 0; i < size; i++) sum += chain(60) + projection(60);
  return sum;
}

var result = measure();
