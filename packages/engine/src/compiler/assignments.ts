/** Assignment: simple, compound, logical. */
import { Op } from '../bytecode/ops.gen.ts';
import type { AssignmentExpression, BinaryOperator, Identifier, MemberExpression } from '../parser/ast.ts';
import type { Binding } from '../scope/scope.ts';
import { ANY, type Context, ErrorType } from './context.ts';
import { assignPattern } from './destructuring.ts';
import type { Label, Reg } from './emitter.ts';
import { expression, valueInto, writesLast } from './expressions.ts';
import { isLeaf, stable } from './hazards.ts';
import { named } from './literals.ts';
import { getReference, memberReference, setReference } from './members.ts';
import {
  assignBinding,
  isConstant,
  loadBinding,
  loadName,
  nearestRecord,
  needsCheck,
  resolve,
  storeGlobal,
  valueRegister,
} from './names.ts';
import { binaryOpcode, combine } from './operators.ts';
import { tokenAfter } from './positions.ts';

const INVALID_TARGET = 'Invalid left-hand side in assignment';

/** The value is in the register returned (or `dst`) if it `isNeeded`. */
export function compileAssignment(c: Context, node: AssignmentExpression, dst: Reg, isNeeded: boolean): Reg {
  const { left, operator } = node;
  switch (left.type) {
    case 'Identifier':
      if (operator === '=') return assignName(c, left, node, dst);
      if (isLogical(operator)) return logicalName(c, left, node, dst, isNeeded);
      return compoundName(c, left, node, dst);
    case 'MemberExpression':
      if (operator === '=') return assignMember(c, left, node, dst);
      if (isLogical(operator)) return logicalMember(c, left, node, dst);
      return compoundMember(c, left, node, dst);
    case 'CallExpression': {
      const mark = c.mark();
      expression(c, left, ANY);
      c.release(mark);
      c.throwError(ErrorType.ReferenceError, INVALID_TARGET, left.start);
      return c.out(dst);
    }
    default: {
      const out = c.out(dst);
      const inner = c.mark();
      // The value must outlive assignments to the variable it was read from.
      const value = stable(c, expression(c, node.right, ANY), [left]);
      assignPattern(c, left, value, left.type === 'ArrayPattern' ? null : node.right);
      if (isNeeded) c.move(value, out);
      c.release(inner);
      return out;
    }
  }
}

function isLogical(operator: string): boolean {
  return operator === '&&=' || operator === '||=' || operator === '??=';
}

/** The right side, which takes the target's name unless that stood in parentheses. */
function rightSide(c: Context, node: AssignmentExpression, dst: Reg): Reg {
  const { left, right } = node;
  if (left.type === 'Identifier' && left.start === node.start) return named(c, right, left.name, dst);
  return expression(c, right, dst);
}

function assignOffset(c: Context, node: AssignmentExpression): number {
  return tokenAfter(c, node.left.end, node.operator);
}

// ---------------------------------------------------------------- names

function assignName(c: Context, target: Identifier, node: AssignmentExpression, dst: Reg): Reg {
  const resolution = resolve(c, target.name);
  if (resolution === 'dynamic') {
    const reference = c.alloc();
    c.e.at(target.start);
    c.e.emit(Op.ResolveName, nearestRecord(c), c.name(target.name), reference);
    const value = rightSide(c, node, dst);
    putResolved(c, reference, target, value, assignOffset(c, node));
    return value;
  }
  if (resolution === 'global') {
    if (c.strict && !isLeaf(node.right)) {
      // Whether the variable exists is decided before the right side runs, which might make it.
      const reference = c.alloc();
      c.e.at(target.start);
      c.e.emit(Op.ResolveName, c.undefinedReg(), c.name(target.name), reference);
      const value = rightSide(c, node, dst);
      putResolved(c, reference, target, value, assignOffset(c, node));
      return value;
    }
    const value = rightSide(c, node, dst);
    c.e.at(assignOffset(c, node));
    storeGlobal(c, target.name, value);
    return value;
  }
  const local = valueRegister(c, resolution);
  if (local >= 0 && isPlainTarget(c, resolution, target.start) && writesLast(node.right)) {
    const mark = c.mark();
    rightSide(c, node, local);
    c.release(mark);
    return c.deliver(local, dst);
  }
  const value = rightSide(c, node, dst);
  assignBinding(c, resolution, value, assignOffset(c, node));
  return value;
}

/** A local that may be written without any check. */
function isPlainTarget(c: Context, binding: Binding, offset: number): boolean {
  return !isConstant(binding) && !needsCheck(c, binding, offset);
}

export function putResolved(c: Context, reference: Reg, target: Identifier, value: Reg, offset: number): void {
  const mark = c.mark();
  c.e.at(offset);
  c.e.emit(Op.PutResolved, reference, c.name(target.name), value, c.strict ? 1 : 0, c.alloc());
  c.release(mark);
}

function compoundName(c: Context, target: Identifier, node: AssignmentExpression, dst: Reg): Reg {
  const opcode = binaryOpcode(node.operator.slice(0, -1) as BinaryOperator);
  const offset = assignOffset(c, node);
  const resolution = resolve(c, target.name);
  if (resolution === 'dynamic') {
    const out = c.out(dst);
    const mark = c.mark();
    const reference = c.alloc();
    const old = c.alloc();
    resolveAndGet(c, target, reference, old);
    combine(c, opcode, old, node.right, out, offset);
    putResolved(c, reference, target, out, offset);
    c.release(mark);
    return out;
  }
  if (resolution === 'global') {
    const out = c.out(dst);
    const mark = c.mark();
    const old = loadName(c, target.name, ANY, target.start);
    combine(c, opcode, old, node.right, out, offset);
    c.e.at(offset);
    storeGlobal(c, target.name, out);
    c.release(mark);
    return out;
  }
  const local = valueRegister(c, resolution);
  if (local >= 0 && !isConstant(resolution)) {
    loadBinding(c, resolution, ANY, target.start);
    combine(c, opcode, local, node.right, local, offset);
    return c.deliver(local, dst);
  }
  const out = c.out(dst);
  const mark = c.mark();
  const old = loadBinding(c, resolution, ANY, target.start);
  combine(c, opcode, old, node.right, out, offset);
  c.release(mark);
  assignBinding(c, resolution, out, offset);
  return out;
}

export function resolveAndGet(c: Context, target: Identifier, reference: Reg, value: Reg): void {
  const name = c.name(target.name);
  c.e.at(target.start);
  c.e.emit(Op.ResolveName, nearestRecord(c), name, reference);
  c.e.emit(Op.GetResolved, reference, name, 0, value);
}

function skipUnlessAssigned(c: Context, operator: string, value: Reg, end: Label): void {
  const { e } = c;
  if (operator === '&&=') e.jumpIf(Op.JumpIfFalse, value, end);
  else if (operator === '||=') e.jumpIf(Op.JumpIfTrue, value, end);
  else {
    const assign = e.label();
    e.jumpIf(Op.JumpIfNullish, value, assign);
    e.jump(end);
    e.bind(assign);
  }
}

function logicalName(c: Context, target: Identifier, node: AssignmentExpression, dst: Reg, isNeeded: boolean): Reg {
  const { e } = c;
  const end = e.label();
  const resolution = resolve(c, target.name);
  const binding = typeof resolution === 'string' ? null : resolution;
  const local = binding === null ? -1 : valueRegister(c, binding);
  if (binding !== null && local >= 0 && !isConstant(binding)) {
    loadBinding(c, binding, ANY, target.start);
    skipUnlessAssigned(c, node.operator, local, end);
    const mark = c.mark();
    if (writesLast(node.right)) rightSide(c, node, local);
    else c.move(rightSide(c, node, ANY), local);
    c.release(mark);
    e.bind(end);
    return isNeeded ? c.deliver(local, dst) : local;
  }
  const out = c.out(dst);
  const mark = c.mark();
  const offset = assignOffset(c, node);
  if (resolution === 'dynamic') {
    const reference = c.alloc();
    resolveAndGet(c, target, reference, out);
    skipUnlessAssigned(c, node.operator, out, end);
    rightSideInto(c, node, out);
    putResolved(c, reference, target, out, offset);
  } else {
    loadName(c, target.name, out, target.start);
    skipUnlessAssigned(c, node.operator, out, end);
    rightSideInto(c, node, out);
    if (binding !== null) assignBinding(c, binding, out, offset);
    else {
      e.at(offset);
      storeGlobal(c, target.name, out);
    }
  }
  c.release(mark);
  e.bind(end);
  return out;
}

function rightSideInto(c: Context, node: AssignmentExpression, out: Reg): void {
  const mark = c.mark();
  rightSide(c, node, out);
  c.release(mark);
}

// ---------------------------------------------------------------- members

function assignMember(c: Context, target: MemberExpression, node: AssignmentExpression, dst: Reg): Reg {
  // With a place of its own for the value below the operands, these can be given back.
  const out = dst >= 0 || isLeaf(node.right) ? dst : c.alloc();
  const mark = c.mark();
  const reference = memberReference(c, target, [node.right], false);
  const value = out >= 0 && dst < 0 ? valueInto(c, node.right, out) : expression(c, node.right, out);
  setReference(c, reference, value, assignOffset(c, node));
  if (out >= 0) {
    c.release(mark);
    return out;
  }
  return value;
}

function compoundMember(c: Context, target: MemberExpression, node: AssignmentExpression, dst: Reg): Reg {
  const out = c.out(dst);
  const mark = c.mark();
  const opcode = binaryOpcode(node.operator.slice(0, -1) as BinaryOperator);
  const reference = memberReference(c, target, [node.right], true);
  const old = getReference(c, reference, ANY);
  combine(c, opcode, old, node.right, out, assignOffset(c, node));
  setReference(c, reference, out, assignOffset(c, node));
  c.release(mark);
  return out;
}

function logicalMember(c: Context, target: MemberExpression, node: AssignmentExpression, dst: Reg): Reg {
  const out = c.out(dst);
  const end = c.e.label();
  const mark = c.mark();
  const reference = memberReference(c, target, [node.right], true);
  getReference(c, reference, out);
  skipUnlessAssigned(c, node.operator, out, end);
  valueInto(c, node.right, out);
  setReference(c, reference, out, assignOffset(c, node));
  c.release(mark);
  c.e.bind(end);
  return out;
}
