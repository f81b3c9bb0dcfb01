/** `super.x` and `super()`. */
import { Op } from '../bytecode/ops.gen.ts';
import type { CallExpression, Expression, MemberExpression } from '../parser/ast.ts';
import type { Binding } from '../scope/scope.ts';
import { compileArguments, compileArrayOf, hasSpread } from './arguments.ts';
import type { Callee } from './calls.ts';
import { ANY, type Context, ErrorType } from './context.ts';
import type { Reg } from './emitter.ts';
import { expression } from './expressions.ts';
import {
  initialiseBinding,
  loadActiveFunction,
  loadBinding,
  loadName,
  loadNewTarget,
  loadThis,
  nearestRecord,
  resolveOwn,
} from './names.ts';

/** `super.x`, as a value or, with `this`, to be called. */
export function superMember(c: Context, node: MemberExpression, dst: Reg, called: boolean, result: Callee): void {
  const mark = c.mark();
  const self = loadThis(c, ANY, node.object.start);
  const inner = c.mark();
  const key = superKey(c, node);
  const home = loadHome(c, node.object.start);
  c.release(called ? inner : mark);
  const out = c.out(dst);
  c.e.at(node.property.start);
  c.e.emit(Op.GetSuper, home, key, self, out);
  result.f = out;
  result.self = called ? self : -1;
}

export function superKey(c: Context, node: MemberExpression): Reg {
  if (node.computed) return expression(c, node.property as Expression, ANY);
  return c.value((node.property as { name: string }).name);
}

export function loadHome(c: Context, offset: number): Reg {
  return loadName(c, c.info.homeName!, ANY, offset);
}

/** ECMA-262 §13.3.7.1, SuperCall. */
export function superCall(c: Context, node: CallExpression, dst: Reg): Reg {
  const { e } = c;
  const mark = c.mark();
  const result = c.alloc();
  const newTarget = loadNewTarget(c, ANY, node.start);
  const active = loadActiveFunction(c, ANY, node.start);
  if (hasSpread(node.arguments)) {
    const array = compileArrayOf(c, node.arguments);
    e.at(node.start);
    e.emit(Op.SuperCallSpread, active, newTarget, array, result);
  } else {
    const args = compileArguments(c, node.arguments);
    e.at(node.start);
    e.emit(Op.SuperCall, active, newTarget, args.base, args.count, result);
  }
  c.release(result + 1);
  bindThis(c, result, node.start);
  c.release(mark);
  // Temporaries are free but their contents stay until the next use: the value is delivered from `result`.
  if (dst >= 0) return c.deliver(result, dst);
  return c.alloc();
}

const TWICE = 'Super constructor may only be called once';

/** Binds `this` after `super()` returned, and initialises the fields of the new object. */
export function bindThis(c: Context, value: Reg, offset: number): void {
  const { e, info } = c;
  const binding = resolveOwn(c, '%this');
  const fresh = e.label();
  const mark = c.mark();
  e.at(offset);
  if (typeof binding !== 'string' && binding.place.kind !== 'name') {
    const mark_ = c.alloc();
    const old = c.alloc();
    loadUnchecked(c, binding, old, offset);
    e.emit(Op.LoadTdz, mark_);
    e.emit(Op.StrictEq, old, mark_, mark_);
    e.jumpIf(Op.JumpIfTrue, mark_, fresh);
    c.throwError(ErrorType.ReferenceError, TWICE, offset);
    e.bind(fresh);
    initialiseBinding(c, binding, value);
  } else if (binding === 'global' && info.role === 'derived-constructor') {
    const mark_ = c.alloc();
    e.emit(Op.LoadTdz, mark_);
    e.emit(Op.StrictEq, 0, mark_, mark_);
    e.jumpIf(Op.JumpIfTrue, mark_, fresh);
    c.throwError(ErrorType.ReferenceError, TWICE, offset);
    e.bind(fresh);
    e.emit(Op.Move, value, 0);
  } else {
    // Looked up by name, an uninitialised `this` shows as the error that reading it throws.
    const caught = c.alloc();
    const old = c.alloc();
    const region = e.openRegion(caught);
    e.emit(Op.LoadName, nearestRecord(c), c.name('%this'), 0, old);
    e.pauseRegion(region);
    c.throwError(ErrorType.ReferenceError, TWICE, offset);
    e.bind(region.handler);
    e.emit(Op.InitName, nearestRecord(c), c.name('%this'), value);
  }
  if (info.fieldsName !== null) {
    const fields = loadName(c, info.fieldsName, ANY, offset);
    e.emit(Op.Call, fields, value, 0, 0, c.alloc());
  }
  c.release(mark);
}

function loadUnchecked(c: Context, binding: Binding, dst: Reg, offset: number): void {
  const { needsTdzCheck } = binding;
  binding.needsTdzCheck = false;
  loadBinding(c, binding, dst, offset);
  binding.needsTdzCheck = needsTdzCheck;
}
