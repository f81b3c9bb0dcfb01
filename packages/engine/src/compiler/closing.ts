/** Closing iterators on the ways out of what consumes them (ECMA-262 §7.4.11, §7.4.13). */
import { Op } from '../bytecode/ops.gen.ts';
import type { Context, IteratorControl } from './context.ts';
import type { Reg } from './emitter.ts';
import { awaitValue } from './generators.ts';

/** From here on every way out closes the iterator. Its register and those around it stay reserved until `closeQuietlyAndRethrow`. */
export function protectIterator(c: Context, iterator: Reg, isAsync: boolean, mayBeDone: boolean): IteratorControl {
  const caught = c.alloc();
  const control: IteratorControl = {
    kind: 'iterator',
    outer: c.control,
    region: c.e.openRegion(caught),
    iterator,
    isAsync,
    mayBeDone,
  };
  c.control = control;
  return control;
}

export function unprotectIterator(c: Context, control: IteratorControl): void {
  c.e.pauseRegion(control.region);
  c.control = control.outer;
}

/** Closes on a way out that is no throw: what `return` throws counts. */
export function closeIterator(c: Context, control: IteratorControl): void {
  const { e } = c;
  const end = e.label();
  if (control.mayBeDone) e.jumpIf(Op.JumpIfUndefined, control.iterator, end);
  if (control.isAsync) {
    const mark = c.mark();
    const result = callReturn(c, control.iterator, end);
    awaitValue(c, result, result);
    e.emit(Op.CheckObject, result, e.constant('Iterator result %s is not an object'));
    c.release(mark);
  } else {
    const mark = c.mark();
    e.emit(Op.IteratorClose, control.iterator, c.alloc());
    c.release(mark);
  }
  e.bind(end);
}

/** Calls the iterator's `return` method; jumps to `absent` if there is none. */
function callReturn(c: Context, iterator: Reg, absent: number): Reg {
  const { e } = c;
  const method = c.alloc();
  e.emit(Op.GetProp, iterator, c.name('return'), c.newCache(), method);
  e.jumpIf(Op.JumpIfNullish, method, absent);
  e.emit(Op.Call, method, iterator, 0, 0, method);
  return method;
}

/** The handler of a protected iterator: closes it, whatever `return` does, and throws on. Ends a basic block. */
export function closeQuietlyAndRethrow(c: Context, control: IteratorControl): void {
  const { e } = c;
  e.bind(control.region.handler);
  if (!e.live) return;
  const caught = control.region.register;
  const rethrow = e.label();
  const mark = c.mark();
  if (control.mayBeDone) e.jumpIf(Op.JumpIfUndefined, control.iterator, rethrow);
  if (control.isAsync) {
    const ignored = c.alloc();
    const region = e.openRegion(ignored);
    const result = callReturn(c, control.iterator, rethrow);
    awaitValue(c, result, result);
    e.pauseRegion(region);
    e.bind(region.handler);
  } else {
    e.emit(Op.IteratorCloseQuietly, control.iterator, c.alloc());
  }
  e.bind(rethrow);
  e.emit(Op.Throw, caught);
  c.release(mark);
}
