/** Arguments and array elements: runs of registers, or arrays. */
import { Op } from '../bytecode/ops.gen.ts';
import type { Expression, SpreadElement } from '../parser/ast.ts';
import { ANY, type Context } from './context.ts';
import type { Reg } from './emitter.ts';
import { expression, valueOnTop } from './expressions.ts';
import { needsCheck, resolveStatic, valueRegister } from './names.ts';

export type Arguments = readonly (Expression | SpreadElement)[];

/** More arguments than this go by an array, so that frames stay small. */
const MAX_WINDOW = 250;

/** Whether the arguments must be collected in an array. */
export function hasSpread(args: Arguments): boolean {
  return args.length > MAX_WINDOW || args.some((arg) => arg.type === 'SpreadElement');
}

/** Arguments in a run of registers; those that lie so already stay where they are. */
export function compileArguments(c: Context, args: Arguments): { base: Reg; count: number } {
  const count = args.length;
  if (count === 0) return { base: 0, count };
  const inPlace = argumentsInPlace(c, args as readonly Expression[]);
  if (inPlace >= 0) return { base: inPlace, count };
  if (count === 1) return { base: expression(c, args[0] as Expression, ANY), count };
  const base = c.mark();
  for (const arg of args) valueOnTop(c, arg as Expression);
  return { base, count };
}

/** The first of consecutive locals that are exactly the arguments, or -1. */
function argumentsInPlace(c: Context, args: readonly Expression[]): Reg {
  if (args.length < 2) return -1;
  let first = -1;
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    if (arg.type !== 'Identifier') return -1;
    const binding = resolveStatic(c, arg.name);
    if (binding === null || needsCheck(c, binding, arg.start)) return -1;
    const reg = valueRegister(c, binding);
    if (reg < 0 || (i > 0 && reg !== first + i)) return -1;
    if (i === 0) first = reg;
  }
  return first;
}

/** Arguments with spread, as an array. */
export function compileArrayOf(c: Context, elements: readonly (Expression | SpreadElement | null)[]): Reg {
  const array = c.alloc();
  fillArray(c, elements, array, true);
  return array;
}

/** How many elements are evaluated into registers before the array is made. */
const CHUNK = 64;

export function fillArray(
  c: Context,
  elements: readonly (Expression | SpreadElement | null)[],
  array: Reg,
  areArguments = false,
): void {
  const { e } = c;
  const firstSpread = elements.findIndex((element) => element?.type === 'SpreadElement');
  const mark = c.mark();
  let i = 0;
  const base = c.mark();
  for (; i < elements.length && i < CHUNK; i++) {
    const element = elements[i]!;
    if (element === null || element.type === 'SpreadElement') break;
    valueOnTop(c, element);
  }
  e.emit(Op.NewArray, base, i, array);
  c.release(mark);
  for (; i < elements.length; i++) {
    const element = elements[i]!;
    if (element === null) {
      e.emit(Op.ArrayHole, array);
    } else if (element.type === 'SpreadElement') {
      const value = expression(c, element.argument, ANY);
      e.at(element.argument.start);
      // V8 has words of its own where only the last argument is a spread; the dots tell (machine/site-errors.ts).
      const isOnlyLast = areArguments && i === firstSpread && i === elements.length - 1;
      e.calleeRange(isOnlyLast ? element.start : element.argument.start, element.argument.end);
      e.emit(Op.ArraySpread, array, value, c.alloc());
    } else {
      e.emit(Op.ArrayPush, array, expression(c, element, ANY));
    }
    c.release(mark);
  }
}
