/** `try` (ECMA-262 §14.15). */
import { Op } from '../bytecode/ops.gen.ts';
import type { CatchClause, TryStatement } from '../parser/ast.ts';
import type { CatchControl, Context } from './context.ts';
import { enterFinally, leaveFinally } from './control.ts';
import { initialisePattern } from './destructuring.ts';
import type { Reg } from './emitter.ts';
import { initialiseBinding } from './names.ts';
import { enterScope, leaveScope } from './scopes.ts';
import { clearCompletion, compileBlock } from './statements.ts';

export function compileTry(c: Context, node: TryStatement): void {
  const mark = c.mark();
  clearCompletion(c);
  if (node.finalizer === null) {
    compileTryCatch(c, node);
  } else {
    const { finalizer } = node;
    const control = enterFinally(c);
    if (node.handler === null) compileBlock(c, node.block);
    else compileTryCatch(c, node);
    leaveFinally(c, control, () => {
      // The value of a `finally` block that ends normally is dropped.
      const saved = c.completion < 0 ? -1 : c.alloc();
      if (saved >= 0) {
        c.e.emit(Op.Move, c.completion, saved);
        clearCompletion(c);
      }
      compileBlock(c, finalizer);
      if (saved >= 0) c.e.emit(Op.Move, saved, c.completion);
    });
  }
  c.release(mark);
}

function compileTryCatch(c: Context, node: TryStatement): void {
  const { e } = c;
  const mark = c.mark();
  const caught = c.alloc();
  const control: CatchControl = { kind: 'catch', outer: c.control, region: e.openRegion(caught) };
  c.control = control;
  compileBlock(c, node.block);
  e.pauseRegion(control.region);
  c.control = control.outer;
  const end = e.label();
  e.jump(end);
  e.bind(control.region.handler);
  if (e.live) compileCatch(c, node.handler!, caught);
  e.bind(end);
  c.release(mark);
}

function compileCatch(c: Context, node: CatchClause, caught: Reg): void {
  clearCompletion(c);
  const { scope, param } = node;
  if (scope === undefined || param === null) {
    compileBlock(c, node.body);
    return;
  }
  enterScope(c, scope);
  if (param.type === 'Identifier') initialiseBinding(c, scope.bindings.get(param.name)!, caught);
  else initialisePattern(c, param, caught);
  compileBlock(c, node.body);
  leaveScope(c, scope);
}
