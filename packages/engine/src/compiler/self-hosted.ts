/**
 * The library dialect: files of strict top-level functions that share one namespace and reach no globals.
 *
 * - `$name(a, b)` is the engine's native operation `name` (`Intrinsic`).
 * - `$call(f, self, …args)`, `$apply(f, self, array)` and `$construct(f, array, newTarget)` are calls; `array` is an array that
 *   the library made (its elements are taken as they are, nothing iterates).
 * - A name of another library function is that function of the running realm; a call of it is `CallHelper`.
 * - `undefined`, `NaN` and `Infinity` are constants. Any other free name is an error of the library's author.
 */
import { Op } from '../bytecode/ops.gen.ts';
import type { CallExpression, Expression, SpreadElement } from '../parser/ast.ts';
import { compileArguments, compileArrayOf } from './arguments.ts';
import { ANY, type Context } from './context.ts';
import type { Reg } from './emitter.ts';
import { expression } from './expressions.ts';
import { stable } from './hazards.ts';
import { resolve } from './names.ts';

/** A mistake in a library file. Never reaches users: the library is compiled when the engine is built. */
export class LibraryError extends Error {}

/** Operations that push frames, so that they are calls (machine/frame-operations.ts). */
const FRAME_OPERATIONS: ReadonlySet<string> = new Set([
  '$iteratorNext',
  '$callNative',
  '$constructWithPrototype',
  '$asyncGeneratorContinue',
  '$asyncGeneratorReturned',
]);

/** Checks that `name` is a library function's. */
export function libraryName(c: Context, name: string, offset: number): string {
  const { library } = c.unit;
  if (name.startsWith('$') || (library !== null && !library.has(name))) {
    throw new LibraryError(
      `${c.unit.source.name}: ${name} at offset ${offset} is neither local nor a library function`,
    );
  }
  return name;
}

/** Compiles calls that mean something else here than in guest code. Returns -1 for ordinary calls. */
export function compileLibraryCall(c: Context, node: CallExpression, dst: Reg): Reg {
  const { callee } = node;
  if (callee.type !== 'Identifier' || resolvesLocally(c, callee.name)) return -1;
  const { name } = callee;
  const args = node.arguments;
  const { e } = c;
  const mark = c.mark();
  if (name === '$call') {
    const f = operand(c, args, 0);
    const self = operand(c, args, 1);
    const rest = args.slice(2);
    if (rest.some((arg) => arg.type === 'SpreadElement')) {
      const array = compileArrayOf(c, rest);
      c.release(mark);
      const out = c.out(dst);
      e.at(node.start);
      e.emit(Op.CallSpread, f, self, array, out);
      return out;
    }
    const window = compileArguments(c, rest);
    c.release(mark);
    const out = c.out(dst);
    e.at(node.start);
    e.calleeRange(args[0]!.start, args[0]!.end);
    e.emit(Op.Call, f, self, window.base, window.count, out);
    return out;
  }
  if (name === '$apply' || name === '$construct') {
    if (args.length !== 3) throw new LibraryError(`${c.unit.source.name}: ${name} takes three arguments`);
    const [a, b, d] = [operand(c, args, 0), operand(c, args, 1), operand(c, args, 2)];
    c.release(mark);
    const out = c.out(dst);
    e.at(node.start);
    if (name === '$apply') e.emit(Op.CallSpread, a, b, d, out);
    else e.emit(Op.ConstructSpread, a, d, b, out);
    return out;
  }
  if (args.some((arg) => arg.type === 'SpreadElement')) {
    throw new LibraryError(`${c.unit.source.name}: spread in a call of ${name}`);
  }
  const window = compileArguments(c, args);
  c.release(mark);
  const out = c.out(dst);
  e.at(node.start);
  if (FRAME_OPERATIONS.has(name)) e.emit(Op.CallHelper, c.name(name), window.base, window.count, out);
  else if (name.startsWith('$')) e.emit(Op.Intrinsic, c.name(name.slice(1)), window.base, window.count, out);
  else e.emit(Op.CallHelper, c.name(libraryName(c, name, node.start)), window.base, window.count, out);
  return out;
}

/** A local variable or parameter shadows the library. */
function resolvesLocally(c: Context, name: string): boolean {
  const resolution = resolve(c, name);
  return typeof resolution !== 'string' && resolution.place.kind !== 'global';
}

function operand(c: Context, args: readonly (Expression | SpreadElement)[], index: number): Reg {
  const arg = args[index];
  if (arg === undefined || arg.type === 'SpreadElement')
    throw new LibraryError(`${c.unit.source.name}: a call form lacks its fixed arguments`);
  return stable(c, expression(c, arg, ANY), args.slice(index + 1));
}
