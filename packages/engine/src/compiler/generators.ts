/** `await`, `yield`, `yield*`. */
import { Op } from '../bytecode/ops.gen.ts';
import type { AwaitExpression, YieldExpression } from '../parser/ast.ts';
import { ANY, type Context, ErrorType } from './context.ts';
import { leave } from './control.ts';
import type { Reg } from './emitter.ts';
import { expression } from './expressions.ts';

/** Await (ECMA-262 §27.7.5.3) of a value in a register. */
export function awaitValue(c: Context, value: Reg, dst: Reg): void {
  const mark = c.mark();
  const promise = c.alloc();
  c.e.emit(Op.PromiseResolve, value, promise);
  c.e.emit(Op.Await, promise, dst);
  c.release(mark);
}

export function compileAwait(c: Context, node: AwaitExpression, dst: Reg): Reg {
  const mark = c.mark();
  const value = expression(c, node.argument, ANY);
  c.release(mark);
  const out = c.out(dst);
  c.e.at(node.start);
  const inner = c.mark();
  awaitValue(c, value, out);
  c.release(inner);
  return out;
}

export function compileYield(c: Context, node: YieldExpression, dst: Reg): Reg {
  const out = c.out(dst);
  const mark = c.mark();
  if (node.delegate) {
    delegate(c, node, out);
    c.release(mark);
    return out;
  }
  const { e } = c;
  let value = node.argument === null ? c.undefinedReg() : expression(c, node.argument, ANY);
  e.at(node.start);
  if (c.info.async) {
    const awaited = c.alloc();
    awaitValue(c, value, awaited);
    value = awaited;
  }
  const mode = c.alloc();
  e.emit(Op.Yield, value, mode, out);
  returnIfAsked(c, mode, out);
  c.release(mark);
  return out;
}

/** The generator was resumed by `return`: leaves the function, through its `finally` blocks. */
function returnIfAsked(c: Context, mode: Reg, value: Reg): void {
  const { e } = c;
  const next = e.label();
  e.jumpIfIntNe(mode, 2, next);
  const mark = c.mark();
  const result = c.alloc();
  if (c.info.async) awaitValue(c, value, result);
  else c.move(value, result);
  leave(c, { target: null, continues: false }, result);
  c.release(mark);
  e.bind(next);
}

/** `yield*` (ECMA-262 §15.5.5): each resumption is passed on to the inner iterator. */
function delegate(c: Context, node: YieldExpression, out: Reg): void {
  const { e } = c;
  const isAsync = c.info.async;
  const argument = node.argument!;
  const iterable = expression(c, argument, ANY);
  const iterator = c.alloc();
  const next = c.alloc();
  const received = c.alloc();
  const mode = c.alloc();
  const result = c.alloc();
  const method = c.alloc();
  e.at(argument.start);
  e.calleeRange(node.argument!.start, node.argument!.end);
  getIterator(c, iterable, iterator, isAsync);
  e.emit(Op.GetProp, iterator, c.name('next'), c.newCache(), next);
  c.load(undefined, received);
  c.load(0, mode);
  e.at(node.start);

  const again = e.label();
  const notNext = e.label();
  const notThrow = e.label();
  const called = e.label();
  const finished = e.label();
  const call = (f: Reg): void => {
    e.emit(Op.Call, f, iterator, received, 1, result);
    if (isAsync) awaitValue(c, result, result);
    e.emit(Op.CheckObject, result, e.constant('Iterator result %s is not an object'));
  };
  c.loopDepth++;
  e.bind(again);
  e.jumpIfIntNe(mode, 0, notNext);
  call(next);
  e.jump(called);

  e.bind(notNext);
  e.jumpIfIntNe(mode, 1, notThrow);
  const noThrow = e.label();
  e.emit(Op.GetProp, iterator, c.name('throw'), c.newCache(), method);
  e.jumpIf(Op.JumpIfNullish, method, noThrow);
  call(method);
  e.jump(called);

  e.bind(noThrow);
  closeForMissingThrow(c, iterator, method, result);
  c.throwError(ErrorType.TypeError, "The iterator does not provide a 'throw' method.", node.start);

  e.bind(notThrow);
  const noReturn = e.label();
  const returned = e.label();
  e.emit(Op.GetProp, iterator, c.name('return'), c.newCache(), method);
  e.jumpIf(Op.JumpIfNullish, method, noReturn);
  call(method);
  e.emit(Op.GetProp, result, c.name('done'), c.newCache(), method);
  const goOn = e.label();
  e.jumpIf(Op.JumpIfFalse, method, goOn);
  e.emit(Op.GetProp, result, c.name('value'), c.newCache(), received);
  e.jump(returned);
  e.bind(noReturn);
  if (isAsync) awaitValue(c, received, received);
  e.bind(returned);
  leave(c, { target: null, continues: false }, received);

  e.bind(called);
  e.emit(Op.GetProp, result, c.name('done'), c.newCache(), method);
  e.jumpIf(Op.JumpIfTrue, method, finished);
  e.bind(goOn);
  if (isAsync) yieldAsync(c, result, mode, received);
  else e.emit(Op.YieldRaw, result, mode, received);
  e.jump(again);
  c.loopDepth--;

  e.bind(finished);
  e.emit(Op.GetProp, result, c.name('value'), c.newCache(), out);
}

/** AsyncGeneratorYield (ECMA-262 §27.6.3.8) of an inner result's value: a `return` sent in is awaited first. */
function yieldAsync(c: Context, result: Reg, mode: Reg, received: Reg): void {
  const { e } = c;
  const mark = c.mark();
  const values = c.allocRun(2);
  e.emit(Op.GetProp, result, c.name('value'), c.newCache(), values);
  c.load(false, values + 1);
  e.emit(Op.NewObjectWith, e.constant(['value', 'done']), values, 2, values);
  e.emit(Op.YieldRaw, values, mode, received);
  const end = e.label();
  e.jumpIfIntNe(mode, 2, end);
  const region = e.openRegion(values);
  awaitValue(c, received, received);
  e.pauseRegion(region);
  e.jump(end);
  e.bind(region.handler);
  c.move(values, received);
  c.load(1, mode);
  e.bind(end);
  c.release(mark);
}

/** The inner iterator can't be told of the throw, so it is closed, as on normal completion. */
function closeForMissingThrow(c: Context, iterator: Reg, method: Reg, result: Reg): void {
  const { e } = c;
  if (!c.info.async) {
    e.emit(Op.IteratorClose, iterator, result);
    return;
  }
  const end = e.label();
  e.emit(Op.GetProp, iterator, c.name('return'), c.newCache(), method);
  e.jumpIf(Op.JumpIfNullish, method, end);
  e.emit(Op.Call, method, iterator, 0, 0, result);
  awaitValue(c, result, result);
  e.emit(Op.CheckObject, result, e.constant('Iterator result %s is not an object'));
  e.bind(end);
}

/** GetIterator (ECMA-262 §7.4.3), of either kind. */
export function getIterator(c: Context, iterable: Reg, iterator: Reg, isAsync: boolean): void {
  const { e } = c;
  if (isAsync) e.emit(Op.CallHelper, c.name('GetAsyncIterator'), iterable, 1, iterator);
  else e.emit(Op.GetIterator, iterable, iterator);
}
