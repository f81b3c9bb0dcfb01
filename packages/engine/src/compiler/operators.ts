/** Binary and logical operators, and conditions that jump. */
import { Op } from '../bytecode/ops.gen.ts';
import type { BinaryExpression, BinaryOperator, Expression, LogicalExpression } from '../parser/ast.ts';
import { ANY, type Context } from './context.ts';
import type { Label, Reg } from './emitter.ts';
import { expression, valueInto } from './expressions.ts';
import { stable } from './hazards.ts';
import { loadName } from './names.ts';
import { tokenAfter } from './positions.ts';

const BINARY: Readonly<Record<BinaryOperator, Op>> = {
  '+': Op.Add,
  '-': Op.Sub,
  '*': Op.Mul,
  '/': Op.Div,
  '%': Op.Mod,
  '**': Op.Exp,
  '&': Op.BitAnd,
  '|': Op.BitOr,
  '^': Op.BitXor,
  '<<': Op.Shl,
  '>>': Op.Shr,
  '>>>': Op.UShr,
  '==': Op.Eq,
  '!=': Op.Ne,
  '===': Op.StrictEq,
  '!==': Op.StrictNe,
  '<': Op.Lt,
  '<=': Op.Le,
  '>': Op.Gt,
  '>=': Op.Ge,
  in: Op.In,
  instanceof: Op.InstanceOf,
};

export function binaryOpcode(operator: BinaryOperator): Op {
  return BINARY[operator];
}

/** Left-nested operators may be 100,000 deep: down by a loop, then outward. */
export function compileBinary(c: Context, node: BinaryExpression, dst: Reg): Reg {
  const spine: BinaryExpression[] = [node];
  let left = node.left;
  while (left.type === 'BinaryExpression') {
    spine.push(left);
    left = left.left;
  }
  const mark = c.mark();
  const innermost = spine[spine.length - 1]!;
  let value: Reg = -1;
  if (left.type !== 'PrivateIdentifier') value = stable(c, expression(c, left, ANY), [innermost.right]);
  for (let i = spine.length - 1; i >= 0; i--) {
    const link = spine[i]!;
    const right = expression(c, link.right, ANY);
    if (link.left.type === 'PrivateIdentifier') {
      const name = loadName(c, `#${link.left.name}`, ANY, link.left.start);
      c.release(mark);
      value = i === 0 ? c.out(dst) : c.alloc();
      c.e.at(link.start);
      c.e.emit(Op.HasPrivate, right, name, value);
      continue;
    }
    c.release(mark);
    const operand = value;
    value = i === 0 ? c.out(dst) : c.alloc();
    const { operator } = link;
    c.e.at(operator === '===' || operator === '!==' ? link.start : tokenAfter(c, link.left.end, operator));
    c.e.emit(BINARY[operator], operand, right, value);
  }
  return value;
}

/** Terms of a left-nested chain of one logical operator. */
function terms(node: LogicalExpression): Expression[] {
  const { operator } = node;
  const result: Expression[] = [node.right];
  let left: Expression = node.left;
  while (left.type === 'LogicalExpression' && left.operator === operator) {
    result.push(left.right);
    left = left.left;
  }
  result.push(left);
  return result.reverse();
}

export function compileLogical(c: Context, node: LogicalExpression, dst: Reg): Reg {
  const { operator } = node;
  const { e } = c;
  const out = c.out(dst);
  const end = e.label();
  const chain = terms(node);
  chain.forEach((term, i) => {
    valueInto(c, term, out);
    if (i === chain.length - 1) return;
    if (operator === '&&') e.jumpIf(Op.JumpIfFalse, out, end);
    else if (operator === '||') e.jumpIf(Op.JumpIfTrue, out, end);
    else {
      const next = e.label();
      e.jumpIf(Op.JumpIfNullish, out, next);
      e.jump(end);
      e.bind(next);
    }
  });
  e.bind(end);
  return out;
}

/** Jumps to `label` if ToBoolean of the expression is `when`; else goes on. */
export function jumpWhen(c: Context, node: Expression, label: Label, when: boolean): void {
  const { e } = c;
  switch (node.type) {
    case 'Literal':
      // A regular expression is an object, whatever its `value`.
      if ((node.regex !== undefined || Boolean(node.value)) === when) e.jump(label);
      return;
    case 'UnaryExpression':
      if (node.operator === '!') {
        jumpWhen(c, node.argument, label, !when);
        return;
      }
      break;
    case 'LogicalExpression':
      if (node.operator !== '??') {
        logicalJump(c, node, label, when);
        return;
      }
      break;
    default:
      break;
  }
  const mark = c.mark();
  const value = expression(c, node, ANY);
  c.release(mark);
  e.jumpIf(when ? Op.JumpIfTrue : Op.JumpIfFalse, value, label);
}

function logicalJump(c: Context, node: LogicalExpression, label: Label, when: boolean): void {
  const chain = terms(node);
  const last = chain.length - 1;
  // What decides the whole at once: true for `||`, false for `&&`.
  const decisive = node.operator === '||';
  if (decisive === when) {
    for (const term of chain) jumpWhen(c, term, label, when);
    return;
  }
  const skip = c.e.label();
  for (let i = 0; i < last; i++) jumpWhen(c, chain[i]!, skip, decisive);
  jumpWhen(c, chain[last]!, label, when);
  c.e.bind(skip);
}

/** `left op right` where `left` has been read already. */
export function combine(c: Context, opcode: Op, left: Reg, right: Expression, dst: Reg, offset: number): void {
  const mark = c.mark();
  const operand = stable(c, left, [right]);
  const value = expression(c, right, ANY);
  c.release(mark);
  c.e.at(offset);
  c.e.emit(opcode, operand, value, dst);
}
