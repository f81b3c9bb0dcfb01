/** `++` and `--`. */
import { Op } from '../bytecode/ops.gen.ts';
import type { Identifier, MemberExpression, UpdateExpression } from '../parser/ast.ts';
import { putResolved, resolveAndGet } from './assignments.ts';
import { ANY, type Context, ErrorType } from './context.ts';
import type { Reg } from './emitter.ts';
import { expression } from './expressions.ts';
import { getReference, memberReference, setReference } from './members.ts';
import { assignBinding, isConstant, loadBinding, loadName, resolve, storeGlobal, valueRegister } from './names.ts';
import { tokenAfter } from './positions.ts';

/** Postfix forms whose value nobody needs are the prefix forms. */
export function compileUpdate(c: Context, node: UpdateExpression, dst: Reg, isNeeded: boolean): Reg {
  const { argument } = node;
  switch (argument.type) {
    case 'Identifier':
      return updateName(c, argument, node, dst, isNeeded);
    case 'MemberExpression':
      return updateMember(c, argument, node, dst, isNeeded);
    default: {
      const mark = c.mark();
      expression(c, argument, ANY);
      c.release(mark);
      const side = node.prefix ? 'prefix' : 'postfix';
      c.throwError(ErrorType.ReferenceError, `Invalid left-hand side expression in ${side} operation`, argument.start);
      return c.out(dst);
    }
  }
}

/** Where V8 says that the assignment is. */
function updateOffset(c: Context, node: UpdateExpression): number {
  return node.prefix ? node.start : tokenAfter(c, node.argument.end, node.operator);
}

function updateName(c: Context, target: Identifier, node: UpdateExpression, dst: Reg, isNeeded: boolean): Reg {
  const { e } = c;
  const opcode = node.operator === '++' ? Op.Inc : Op.Dec;
  const isPostfix = !node.prefix && isNeeded;
  const resolution = resolve(c, target.name);
  const binding = typeof resolution === 'string' ? null : resolution;
  const local = binding === null ? -1 : valueRegister(c, binding);
  if (binding !== null && local >= 0 && !isConstant(binding)) {
    loadBinding(c, binding, ANY, target.start);
    if (isPostfix) {
      const old = dst >= 0 && dst !== local ? dst : c.alloc();
      e.at(target.start);
      e.emit(Op.ToNumeric, local, old);
      e.emit(opcode, old, local);
      // `i = i++` ends with the old value.
      return dst === local ? c.deliver(old, dst) : old;
    }
    e.at(target.start);
    e.emit(opcode, local, local);
    return isNeeded ? c.deliver(local, dst) : local;
  }
  const out = c.out(dst);
  const mark = c.mark();
  let reference = -1;
  if (resolution === 'dynamic') {
    reference = c.alloc();
    resolveAndGet(c, target, reference, out);
  } else {
    loadName(c, target.name, out, target.start);
  }
  let updated = out;
  e.at(target.start);
  if (isPostfix) {
    e.emit(Op.ToNumeric, out, out);
    updated = c.alloc();
  }
  e.emit(opcode, out, updated);
  if (resolution === 'dynamic') putResolved(c, reference, target, updated, target.start);
  else if (binding !== null) assignBinding(c, binding, updated, updateOffset(c, node));
  else {
    e.at(updateOffset(c, node));
    storeGlobal(c, target.name, updated);
  }
  c.release(mark);
  return out;
}

function updateMember(c: Context, target: MemberExpression, node: UpdateExpression, dst: Reg, isNeeded: boolean): Reg {
  const { e } = c;
  const opcode = node.operator === '++' ? Op.Inc : Op.Dec;
  const out = c.out(dst);
  const mark = c.mark();
  const reference = memberReference(c, target, [], true);
  let updated = getReference(c, reference, out);
  e.at(target.start);
  if (!node.prefix && isNeeded) {
    e.emit(Op.ToNumeric, out, out);
    updated = c.alloc();
  }
  e.emit(opcode, out, updated);
  setReference(c, reference, updated, updateOffset(c, node));
  c.release(mark);
  return out;
}
