/** `using` and `await using`: disposal of resources on every way out of their block (ECMA-262 §7.5.8 DisposeResources). */
import { Op } from '../bytecode/ops.gen.ts';
import type { ModuleDeclaration, Statement } from '../parser/ast.ts';
import type { Context, FinallyControl } from './context.ts';
import { enterFinally, leaveFinally } from './control.ts';
import type { Reg } from './emitter.ts';
import { awaitValue } from './generators.ts';

/** Which of the two kinds of `using` a statement list declares itself. */
export function resourceHint(list: readonly (Statement | ModuleDeclaration)[]): 'sync' | 'async' | null {
  let hint: 'sync' | 'async' | null = null;
  for (const statement of list) {
    if (statement.type !== 'VariableDeclaration') continue;
    if (statement.kind === 'await using') return 'async';
    if (statement.kind === 'using') hint = 'sync';
  }
  return hint;
}

/** Compiles statements, and if they declare resources, their disposal. */
export function withDisposal(c: Context, list: readonly (Statement | ModuleDeclaration)[], body: () => void): void {
  disposing(c, resourceHint(list), body);
}

export function disposing(c: Context, hint: 'sync' | 'async' | null, body: () => void): void {
  if (hint === null) {
    body();
    return;
  }
  const { e } = c;
  const outer = c.resources;
  const resources = c.alloc();
  e.emit(Op.NewArray, 0, 0, resources);
  c.resources = resources;
  const control = enterFinally(c);
  body();
  leaveFinally(c, control, () => {
    if (hint === 'sync') disposeSync(c, resources, control);
    else disposeAsync(c, resources, control);
  });
  c.resources = outer;
}

/** Registers the value of a `using` declaration. */
export function addResource(c: Context, value: Reg, isAsync: boolean, offset: number): void {
  const mark = c.mark();
  const base = c.allocRun(3);
  c.move(c.resources, base);
  c.move(value, base + 1);
  c.load(isAsync ? 'async' : 'sync', base + 2);
  c.e.at(offset);
  c.e.emit(Op.CallHelper, c.name('AddDisposableResource'), base, 3, c.alloc());
  c.release(mark);
}

/** Whether the block was left by a throw, and with what: arguments of the disposing functions after the resources. */
function completionWindow(c: Context, resources: Reg, control: FinallyControl): Reg {
  const { e } = c;
  const base = c.allocRun(3);
  c.move(resources, base);
  e.emit(Op.StrictEq, control.completionKind, c.value(1), base + 1);
  c.move(control.completionValue, base + 2);
  return base;
}

function disposeSync(c: Context, resources: Reg, control: FinallyControl): void {
  const mark = c.mark();
  const base = completionWindow(c, resources, control);
  c.e.emit(Op.CallHelper, c.name('DisposeResources'), base, 3, c.alloc());
  c.release(mark);
}

/** The loop is here, not in a library function, because each await must suspend this function. */
function disposeAsync(c: Context, resources: Reg, control: FinallyControl): void {
  const { e } = c;
  const mark = c.mark();
  const base = completionWindow(c, resources, control);
  e.emit(Op.CallHelper, c.name('DisposalStart'), base, 3, base);
  const result = c.alloc();
  const again = e.label();
  const done = e.label();
  e.bind(again);
  c.loopDepth++;
  e.emit(Op.CallHelper, c.name('DisposalStep'), base, 1, result);
  e.jumpIf(Op.JumpIfFalse, result, done);
  const region = e.openRegion(base + 1);
  e.emit(Op.GetProp, base, c.name('awaited'), c.newCache(), result);
  awaitValue(c, result, result);
  e.pauseRegion(region);
  e.jump(again);
  e.bind(region.handler);
  e.emit(Op.CallHelper, c.name('DisposalFailed'), base, 2, result);
  e.jump(again);
  e.bind(done);
  c.loopDepth--;
  e.emit(Op.CallHelper, c.name('DisposalEnd'), base, 1, result);
  c.release(mark);
}
