/** Loops. The condition stands at the bottom, so that an iteration takes one jump. */
import { Op } from '../bytecode/ops.gen.ts';
import type {
  DoWhileStatement,
  Expression,
  ForInStatement,
  ForOfStatement,
  ForStatement,
  Pattern,
  VariableDeclaration,
  WhileStatement,
} from '../parser/ast.ts';
import type { Scope } from '../scope/scope.ts';
import { closeQuietlyAndRethrow, protectIterator, unprotectIterator } from './closing.ts';
import { ANY, type Context, ErrorType } from './context.ts';
import { enterTarget, leaveTarget, NO_LABEL } from './control.ts';
import { declareVar } from './declarations.ts';
import { initialisePattern, storeElement } from './destructuring.ts';
import { addResource, disposing } from './disposal.ts';
import type { Reg } from './emitter.ts';
import { effect, expression } from './expressions.ts';
import { awaitValue, getIterator } from './generators.ts';
import { initialiseBinding } from './names.ts';
import { jumpWhen } from './operators.ts';
import { copyBindings, enterScope, leaveScope, needsCopies, openScope } from './scopes.ts';
import { clearCompletion, compileStatement } from './statements.ts';

export function compileWhile(c: Context, node: WhileStatement): void {
  const { e } = c;
  clearCompletion(c);
  const test = e.label();
  const body = e.label();
  const target = enterTarget(c, true, test);
  c.loopDepth++;
  e.jump(test);
  bindLoop(c, body);
  compileStatement(c, node.body);
  e.bind(test);
  e.at(node.test.start);
  jumpWhen(c, node.test, body, true);
  c.loopDepth--;
  leaveTarget(c, target);
}

export function compileDoWhile(c: Context, node: DoWhileStatement): void {
  const { e } = c;
  clearCompletion(c);
  const test = e.label();
  const body = e.label();
  const target = enterTarget(c, true, test);
  c.loopDepth++;
  e.bind(body);
  compileStatement(c, node.body);
  e.bind(test);
  e.at(node.test.start);
  jumpWhen(c, node.test, body, true);
  c.loopDepth--;
  leaveTarget(c, target);
}

/** A loop's body is reached from the test below, which is reached wherever this place would be. */
function bindLoop(c: Context, body: number): void {
  c.e.bind(body);
  c.e.live = true;
}

export function compileFor(c: Context, node: ForStatement): void {
  const mark = c.mark();
  clearCompletion(c);
  const { scope, init } = node;
  const labels = c.pendingLabels;
  c.pendingLabels = [];
  const isDeclaration = init !== null && init.type === 'VariableDeclaration';
  const hint =
    isDeclaration && init.kind === 'await using' ? 'async' : isDeclaration && init.kind === 'using' ? 'sync' : null;
  if (scope !== undefined) enterScope(c, scope);
  disposing(c, hint, () => {
    if (init !== null) {
      const inner = c.mark();
      if (init.type === 'VariableDeclaration') compileStatement(c, init);
      else effect(c, init);
      c.release(inner);
    }
    c.pendingLabels = labels;
    forBody(c, node, scope);
  });
  if (scope !== undefined) leaveScope(c, scope);
  c.release(mark);
}

function forBody(c: Context, node: ForStatement, scope: Scope | undefined): void {
  const { e } = c;
  const next = e.label();
  const test = e.label();
  const body = e.label();
  const copies = scope !== undefined && needsCopies(scope);
  const target = enterTarget(c, true, next);
  // Closures made by the initialiser have bindings of their own, which no iteration shares.
  if (copies && node.init !== null && capturedBefore(scope, node.init.end)) copyBindings(c, scope);
  c.loopDepth++;
  if (node.test !== null) e.jump(test);
  bindLoop(c, body);
  compileStatement(c, node.body);
  e.bind(next);
  if (copies) copyBindings(c, scope);
  if (node.update !== null) {
    e.at(node.update.start);
    effect(c, node.update);
  }
  e.bind(test);
  if (node.test === null) e.jump(body);
  else {
    e.at(node.test.start);
    jumpWhen(c, node.test, body, true);
  }
  c.loopDepth--;
  leaveTarget(c, target);
}

/** Whether some closure that starts before `offset` could hold the scope's bindings. */
function capturedBefore(scope: Scope, offset: number): boolean {
  if (scope.hasEval) return true;
  for (const binding of scope.bindings.values()) {
    for (const capture of binding.captures) if (capture.at < offset || capture.fn.node.start < offset) return true;
  }
  return false;
}

// ---------------------------------------------------------------- for-in, for-of

type ForEach = ForInStatement | ForOfStatement;

/** Evaluates what is iterated, with the loop's names in their dead zone. */
function subject(c: Context, node: ForEach): Reg {
  const { scope, right, left } = node;
  if (scope === undefined) {
    if (left.type === 'VariableDeclaration') annexBInitialiser(c, left);
    return expression(c, right, ANY);
  }
  let isObservable = scope.record !== null;
  for (const binding of scope.bindings.values()) if (binding.needsTdzCheck) isObservable = true;
  if (!isObservable) {
    const outer = c.scope;
    const value = expression(c, right, ANY);
    c.scope = outer;
    return value;
  }
  const out = c.alloc();
  openScope(c, scope);
  expression(c, right, out);
  leaveScope(c, scope);
  c.release(out + 1);
  return out;
}

/** `for (var x = 1 in o)` (Annex B.3.5). */
function annexBInitialiser(c: Context, declaration: VariableDeclaration): void {
  const [declarator] = declaration.declarations;
  if (declarator === undefined || declarator.init === null) return;
  const mark = c.mark();
  declareVar(c, declarator.id, declarator.init);
  c.release(mark);
}

export function compileForIn(c: Context, node: ForInStatement): void {
  const { e } = c;
  const mark = c.mark();
  clearCompletion(c);
  const labels = c.pendingLabels;
  c.pendingLabels = [];
  const enumerator = c.alloc();
  const inner = c.mark();
  const object = subject(c, node);
  c.release(inner);
  e.at(node.right.start);
  e.emit(Op.ForInStart, object, enumerator);
  const key = c.alloc();
  const head = e.label();
  c.pendingLabels = labels;
  const target = enterTarget(c, true, head);
  c.loopDepth++;
  e.bind(head);
  e.at(node.left.start);
  e.emit(Op.ForInNext, enumerator, key);
  e.jumpIf(Op.JumpIfDone, key, target.breakLabel);
  iteration(c, node, key);
  e.jump(head);
  c.loopDepth--;
  leaveTarget(c, target);
  c.release(mark);
}

/** ECMA-262 §14.7.5.7. Steps of the iterator stand outside the region that closes it. */
export function compileForOf(c: Context, node: ForOfStatement): void {
  const { e } = c;
  const mark = c.mark();
  clearCompletion(c);
  const labels = c.pendingLabels;
  c.pendingLabels = [];
  const iterator = c.alloc();
  const next = c.alloc();
  const inner = c.mark();
  const iterable = subject(c, node);
  e.at(node.right.start);
  e.calleeRange(node.right.start, node.right.end);
  getIterator(c, iterable, iterator, node.await);
  c.release(inner);
  e.emit(Op.GetProp, iterator, c.name('next'), c.newCache(), next);
  const value = c.alloc();
  const head = e.label();
  const continues = e.label();
  c.pendingLabels = labels;
  const target = enterTarget(c, true, NO_LABEL);
  c.loopDepth++;
  e.bind(head);
  e.at(node.left.type === 'VariableDeclaration' ? node.left.declarations[0]!.id.start : node.left.start);
  if (node.await) asyncStep(c, iterator, next, value, target.breakLabel);
  else {
    e.emit(Op.IteratorNext, iterator, next, value);
    e.jumpIf(Op.JumpIfDone, value, target.breakLabel);
  }
  // `break` goes to the target outside and closes the iterator on its way, `continue` to one inside.
  const control = protectIterator(c, iterator, node.await, false);
  c.control = {
    kind: 'target',
    outer: control,
    labels,
    breakable: false,
    breakLabel: NO_LABEL,
    continueLabel: continues,
  };
  iteration(c, node, value);
  unprotectIterator(c, control);
  e.bind(continues);
  e.jump(head);
  c.loopDepth--;
  closeQuietlyAndRethrow(c, control);
  leaveTarget(c, target);
  c.release(mark);
}

function asyncStep(c: Context, iterator: Reg, next: Reg, value: Reg, done: number): void {
  const { e } = c;
  const mark = c.mark();
  e.emit(Op.Call, next, iterator, 0, 0, value);
  awaitValue(c, value, value);
  e.emit(Op.CheckObject, value, e.constant('Iterator result %s is not an object'));
  const flag = c.alloc();
  e.emit(Op.GetProp, value, c.name('done'), c.newCache(), flag);
  e.jumpIf(Op.JumpIfTrue, flag, done);
  e.emit(Op.GetProp, value, c.name('value'), c.newCache(), value);
  c.release(mark);
}

/** Binds one value and runs the body, in a fresh scope. */
function iteration(c: Context, node: ForEach, value: Reg): void {
  const mark = c.mark();
  const { scope, left, body } = node;
  if (scope !== undefined) {
    takeOver(c, left, scope, value);
    enterScope(c, scope);
  }
  const kind = left.type === 'VariableDeclaration' ? left.kind : 'var';
  const hint = kind === 'await using' ? 'async' : kind === 'using' ? 'sync' : null;
  disposing(c, hint, () => {
    bindValue(c, left, value, scope, hint);
    compileStatement(c, body);
  });
  if (scope !== undefined) leaveScope(c, scope);
  c.release(mark);
}

/** A loop variable that can be a register is the one in which the values arrive. */
function takeOver(c: Context, left: VariableDeclaration | Pattern, scope: Scope, value: Reg): void {
  if (left.type !== 'VariableDeclaration') return;
  const { id } = left.declarations[0]!;
  const binding = id.type === 'Identifier' ? scope.bindings.get(id.name) : undefined;
  if (binding === undefined || binding.needsTdzCheck) return;
  if (binding.place.kind !== 'register' && binding.place.kind !== 'copied') return;
  c.own(value, binding);
  c.preassigned.add(binding);
}

function bindValue(
  c: Context,
  left: VariableDeclaration | Pattern,
  value: Reg,
  scope: Scope | undefined,
  hint: 'sync' | 'async' | null,
): void {
  const mark = c.mark();
  c.e.at(left.start);
  if (left.type !== 'VariableDeclaration') {
    if ((left as Expression | Pattern).type === 'CallExpression') {
      expression(c, left as unknown as Expression, ANY);
      c.throwError(ErrorType.ReferenceError, 'Invalid left-hand side in for-loop', left.start);
    } else {
      storeElement(c, left, value, 'assign');
    }
  } else {
    const { id } = left.declarations[0]!;
    if (scope === undefined) storeElement(c, id, value, 'assign');
    else if (id.type === 'Identifier') {
      if (hint !== null) addResource(c, value, hint === 'async', id.start);
      initialiseBinding(c, scope.bindings.get(id.name)!, value);
    } else initialisePattern(c, id, value);
  }
  c.release(mark);
}
