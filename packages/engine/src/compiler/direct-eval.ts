/** Calls of the name `eval`. */
import type { EvalContext } from '../bytecode/code.ts';
import { Op } from '../bytecode/ops.gen.ts';
import type { CallExpression, Expression } from '../parser/ast.ts';
import type { Scope } from '../scope/scope.ts';
import { compileArguments, compileArrayOf, hasSpread } from './arguments.ts';
import { atCall, type Callee, compileCallee } from './calls.ts';
import type { Context } from './context.ts';
import type { Reg } from './emitter.ts';
import { stable } from './hazards.ts';
import { nearestRecord } from './names.ts';

export function isDirectEval(node: CallExpression): boolean {
  return node.callee.type === 'Identifier' && node.callee.name === 'eval' && !node.optional;
}

/** ECMA-262 §13.3.6.1 step 6: a call of the name `eval`, which is a direct eval should the function be the realm's. */
export function directEval(c: Context, node: CallExpression, dst: Reg): Reg {
  const { e } = c;
  const mark = c.mark();
  const callee: Callee = { f: -1, self: -1 };
  compileCallee(c, node.callee as Expression, callee);
  const f = stable(c, callee.f, node.arguments);
  const self = callee.self >= 0 ? callee.self : c.undefinedReg();
  const context = e.constant(evalContext(c));
  const record = nearestRecord(c);
  if (hasSpread(node.arguments) || (callee.self >= 0 && inWith(c))) {
    // Of the arguments, eval sees the first alone; any other function sees them all, and the `with` object as `this`.
    const array = compileArrayOf(c, node.arguments);
    const isEval = c.alloc();
    const ordinary = e.label();
    const end = e.label();
    const window = c.alloc();
    c.move(f, window);
    e.at(node.start);
    e.emit(Op.CallHelper, c.name('IsEval'), window, 1, isEval);
    e.jumpIf(Op.JumpIfFalse, isEval, ordinary);
    e.emit(Op.GetElem, array, c.value(0), window);
    e.emit(Op.CallEval, f, window, 1, record, context, isEval);
    e.jump(end);
    e.bind(ordinary);
    atCall(c, node);
    e.emit(Op.CallSpread, f, self, array, isEval);
    e.bind(end);
    c.release(mark);
    const out = c.out(dst);
    c.move(isEval, out);
    return out;
  }
  const args = compileArguments(c, node.arguments);
  c.release(mark);
  const out = c.out(dst);
  atCall(c, node);
  e.emit(Op.CallEval, f, args.base, args.count, record, context, out);
  return out;
}

function inWith(c: Context): boolean {
  for (let scope: Scope | null = c.scope; scope !== null; scope = scope.parent) if (scope.kind === 'with') return true;
  // Eval code's own scopes do not show what its caller stands in.
  return c.info.role === 'eval';
}

/** What eval code may say in this place. */
function evalContext(c: Context): EvalContext {
  let info = c.info;
  while (info.role === 'arrow' && info.parent !== null) info = info.parent;
  const { role } = info;
  const isTopLevel = role === 'script' || role === 'module' || role === 'eval';
  const isInitialiser = role === 'instance-fields' || role === 'static-fields';
  const privateNames: string[] = [];
  let inParameters = false;
  for (let scope: Scope | null = c.scope; scope !== null; scope = scope.parent) {
    if (scope.kind !== 'class') continue;
    for (const binding of scope.bindings.values())
      if (binding.kind === 'private') privateNames.push(binding.name.slice(1));
  }
  if (c.info.parameterVars !== null) {
    inParameters = true;
    for (let scope: Scope | null = c.scope; scope !== null; scope = scope.parent) {
      if (scope === c.info.bodyScope && scope !== c.info.scope) inParameters = false;
    }
  }
  return {
    strict: c.strict,
    inFunction: !isTopLevel,
    inMethod: info.homeName !== null,
    inDerivedConstructor: role === 'derived-constructor',
    inClassFieldInitialiser: isInitialiser,
    privateNames,
    inParameters,
    homeName: c.info.homeName,
    fieldsName: c.info.fieldsName,
  };
}
