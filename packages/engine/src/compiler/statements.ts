/** Statements. */
import { Op } from '../bytecode/ops.gen.ts';
import type {
  ConditionalExpression,
  Expression,
  IfStatement,
  LabeledStatement,
  ModuleDeclaration,
  ReturnStatement,
  Statement,
  SwitchStatement,
  WithStatement,
} from '../parser/ast.ts';
import { compileClass } from './classes.ts';
import { ANY, type Context } from './context.ts';
import { enterTarget, findTarget, leave, leaveTarget, NO_LABEL, returnsThroughCode } from './control.ts';
import { compileExportDefault, compileVariables, promoteFunction } from './declarations.ts';
import { withDisposal } from './disposal.ts';
import type { Label } from './emitter.ts';
import { effect, expression, valueInto } from './expressions.ts';
import { awaitValue } from './generators.ts';
import { detached, stable } from './hazards.ts';
import { compileDoWhile, compileFor, compileForIn, compileForOf, compileWhile } from './loops.ts';
import { initialiseBinding, recordFrom, resolve } from './names.ts';
import { jumpWhen } from './operators.ts';
import { enterScope, leaveScope, openScope } from './scopes.ts';
import { compileTry } from './try.ts';

export function compileStatements(c: Context, list: readonly (Statement | ModuleDeclaration)[]): void {
  const { completion } = c;
  const overwritten = completion >= 0 ? overwrittenIn(list) : [];
  list.forEach((statement, i) => {
    const mark = c.mark();
    // Other statements may be left by jumps that skip what follows, but not at the top level.
    if (overwritten[i] === true && (statement.type === 'ExpressionStatement' || c.control === null)) c.completion = -1;
    compileStatement(c, statement);
    c.completion = completion;
    c.release(mark);
  });
}

/** Whether the value of each statement is replaced by a later one's, where what follows is executed. */
function overwrittenIn(list: readonly (Statement | ModuleDeclaration)[]): readonly boolean[] {
  const found = new Array<boolean>(list.length).fill(false);
  let isReplaced = false;
  for (let i = list.length - 1; i >= 0; i--) {
    found[i] = isReplaced;
    switch (list[i]!.type) {
      case 'ExpressionStatement':
      case 'IfStatement':
      case 'ForStatement':
      case 'ForInStatement':
      case 'ForOfStatement':
      case 'WhileStatement':
      case 'DoWhileStatement':
      case 'SwitchStatement':
      case 'TryStatement':
      case 'WithStatement':
        isReplaced = true;
        break;
      case 'VariableDeclaration':
      case 'FunctionDeclaration':
      case 'ClassDeclaration':
      case 'EmptyStatement':
        break;
      default:
        isReplaced = false;
    }
  }
  return found;
}

/** Statements whose own position their first instruction gets, if that reads a name. */
const MARKING: ReadonlySet<string> = new Set([
  'ExpressionStatement',
  'ReturnStatement',
  'IfStatement',
  'ThrowStatement',
  'SwitchStatement',
]);

export function compileStatement(c: Context, node: Statement | ModuleDeclaration): void {
  const { e } = c;
  // No code can be reached without a label, and labels inside are reached from inside only.
  if (!e.live) return;
  c.beginStatement(node.start, MARKING.has(node.type));
  switch (node.type) {
    case 'ExpressionStatement':
      if (c.completion >= 0) valueInto(c, node.expression, c.completion);
      else effect(c, node.expression);
      break;
    case 'VariableDeclaration':
      compileVariables(c, node);
      break;
    case 'ReturnStatement':
      compileReturn(c, node);
      break;
    case 'IfStatement':
      compileIf(c, node);
      break;
    case 'BlockStatement':
      compileBlock(c, node);
      break;
    case 'ForStatement':
      compileFor(c, node);
      break;
    case 'ForInStatement':
      compileForIn(c, node);
      break;
    case 'ForOfStatement':
      compileForOf(c, node);
      break;
    case 'WhileStatement':
      compileWhile(c, node);
      break;
    case 'DoWhileStatement':
      compileDoWhile(c, node);
      break;
    case 'BreakStatement':
      leave(c, { target: findTarget(c, node.label?.name ?? null, false), continues: false }, -1);
      e.keep();
      break;
    case 'ContinueStatement':
      leave(c, { target: findTarget(c, node.label?.name ?? null, true), continues: true }, -1);
      e.keep();
      break;
    case 'ThrowStatement': {
      const value = expression(c, node.argument, ANY);
      e.at(node.start);
      e.emit(Op.Throw, value);
      break;
    }
    case 'TryStatement':
      compileTry(c, node);
      break;
    case 'SwitchStatement':
      compileSwitch(c, node);
      break;
    case 'LabeledStatement':
      compileLabelled(c, node);
      break;
    case 'WithStatement':
      compileWith(c, node);
      break;
    case 'FunctionDeclaration':
      promoteFunction(c, node);
      break;
    case 'ClassDeclaration': {
      const binding = node.id === null ? null : resolve(c, node.id.name);
      const value = compileClass(c, node, ANY, node.id?.name ?? 'default', ANY);
      if (binding !== null && typeof binding !== 'string') initialiseBinding(c, binding, value);
      break;
    }
    case 'DebuggerStatement':
      e.emit(Op.Debugger);
      break;
    case 'ExportNamedDeclaration':
      if (node.declaration !== null) compileStatement(c, node.declaration);
      break;
    case 'ExportDefaultDeclaration':
      compileExportDefault(c, node);
      break;
    default:
      // Empty statements; imports and exports of names are the linker's.
      break;
  }
}

/** A statement that opens a block of its own if it declares something: bodies, branches. */
export function compileBlock(c: Context, node: Extract<Statement, { type: 'BlockStatement' }>): void {
  const { scope } = node;
  if (scope === undefined) {
    compileStatements(c, node.body);
    return;
  }
  const mark = c.mark();
  enterScope(c, scope);
  withDisposal(c, node.body, () => compileStatements(c, node.body));
  leaveScope(c, scope);
  c.release(mark);
}

/** Marks the completion value as that of a statement whose own value may be empty (UpdateEmpty with undefined). */
export function clearCompletion(c: Context): void {
  if (c.completion >= 0) c.load(undefined, c.completion);
}

// ---------------------------------------------------------------- control

function compileReturn(c: Context, node: ReturnStatement): void {
  const { info } = c;
  if (node.argument?.type === 'ConditionalExpression' && isPlainReturn(c)) {
    returnConditional(c, node.argument, node.start);
    return;
  }
  let value = node.argument === null ? c.undefinedReg() : expression(c, node.argument, ANY);
  if (node.argument !== null && info.async && info.generator) {
    const awaited = c.alloc();
    awaitValue(c, value, awaited);
    value = awaited;
  } else if (returnsThroughCode(c)) {
    value = detached(c, value);
  }
  c.e.at(node.start);
  leave(c, { target: null, continues: false }, value);
}

/** A return is one instruction here: nothing runs on the way. */
function isPlainReturn(c: Context): boolean {
  return !(c.info.async && c.info.generator) && !returnsThroughCode(c);
}

/** Each branch returns by itself. */
export function returnConditional(c: Context, node: ConditionalExpression, offset: number): void {
  const { e } = c;
  const exit = { target: null, continues: false };
  let link: Expression = node;
  while (link.type === 'ConditionalExpression') {
    const otherwise = e.label();
    const mark = c.mark();
    jumpWhen(c, link.test, otherwise, false);
    const value = expression(c, link.consequent, ANY);
    e.at(offset);
    leave(c, exit, value);
    c.release(mark);
    e.bind(otherwise);
    link = link.alternate;
  }
  const value = expression(c, link, ANY);
  e.at(offset);
  leave(c, exit, value);
}

/** `else if` chains are walked by a loop. */
function compileIf(c: Context, node: IfStatement): void {
  const { e } = c;
  const end = e.label();
  clearCompletion(c);
  let link: Statement | null = node;
  while (link !== null && link.type === 'IfStatement') {
    const otherwise = e.label();
    c.beginStatement(link.start, true);
    const direct = directJump(c, link);
    if (direct >= 0) {
      jumpWhen(c, link.test, direct, true);
      link = link.alternate;
      continue;
    }
    jumpWhen(c, link.test, otherwise, false);
    compileClause(c, link.consequent);
    if (link.alternate !== null) e.jump(end);
    e.bind(otherwise);
    link = link.alternate;
  }
  if (link !== null) compileClause(c, link);
  e.bind(end);
}

/** Where the test of `if (…) break` or `if (…) continue` may jump itself: nothing runs on the way. Else -1. */
function directJump(c: Context, node: IfStatement): Label {
  let jump: Statement = node.consequent;
  if (jump.type === 'BlockStatement' && jump.body.length === 1 && jump.scope === undefined) jump = jump.body[0]!;
  if (jump.type !== 'BreakStatement' && jump.type !== 'ContinueStatement') return NO_LABEL;
  const continues = jump.type === 'ContinueStatement';
  const target = findTarget(c, jump.label?.name ?? null, continues);
  for (let control = c.control; control !== target; control = control!.outer) {
    if (control!.kind === 'finally' || control!.kind === 'iterator') return NO_LABEL;
  }
  return continues ? target.continueLabel : target.breakLabel;
}

/** A branch of an `if`, which in sloppy code may be a function declaration. */
function compileClause(c: Context, node: Statement): void {
  const mark = c.mark();
  const scope = node.type === 'FunctionDeclaration' ? node.clauseScope : undefined;
  if (scope !== undefined && c.e.live) {
    enterScope(c, scope);
    compileStatement(c, node);
    leaveScope(c, scope);
  } else {
    compileStatement(c, node);
  }
  c.release(mark);
}

function compileLabelled(c: Context, node: LabeledStatement): void {
  const labels: string[] = [];
  let body: Statement = node;
  while (body.type === 'LabeledStatement') {
    labels.push(body.label.name);
    body = body.body;
  }
  switch (body.type) {
    case 'ForStatement':
    case 'ForInStatement':
    case 'ForOfStatement':
    case 'WhileStatement':
    case 'DoWhileStatement':
    case 'SwitchStatement':
      c.pendingLabels = labels;
      compileStatement(c, body);
      break;
    default: {
      c.pendingLabels = labels;
      const target = enterTarget(c, false, -1);
      compileStatement(c, body);
      leaveTarget(c, target);
    }
  }
}

function compileSwitch(c: Context, node: SwitchStatement): void {
  const { e } = c;
  const mark = c.mark();
  clearCompletion(c);
  const { scope } = node;
  const subject = stable(
    c,
    expression(c, node.discriminant, ANY),
    node.cases.map((clause) => clause.test),
  );
  const target = enterTarget(c, true, -1);
  if (scope !== undefined) enterScope(c, scope);
  const statements = node.cases.flatMap((clause) => clause.consequent);
  withDisposal(c, statements, () => {
    const labels = node.cases.map(() => e.label());
    let fallback = target.breakLabel;
    node.cases.forEach((clause, i) => {
      if (clause.test === null) {
        fallback = labels[i]!;
        return;
      }
      const inner = c.mark();
      const value = expression(c, clause.test, ANY);
      c.release(inner);
      const matches = c.alloc();
      e.at(clause.test.start);
      e.emit(Op.StrictEq, subject, value, matches);
      e.jumpIf(Op.JumpIfTrue, matches, labels[i]!);
      c.release(inner);
    });
    if (fallback === target.breakLabel) leave(c, { target, continues: false }, -1);
    else e.jump(fallback);
    node.cases.forEach((clause, i) => {
      e.bind(labels[i]!);
      compileStatements(c, clause.consequent);
    });
  });
  if (scope !== undefined) leaveScope(c, scope);
  leaveTarget(c, target);
  c.release(mark);
}

function compileWith(c: Context, node: WithStatement): void {
  const { e } = c;
  const mark = c.mark();
  const object = expression(c, node.object, ANY);
  const { scope } = node;
  if (scope === undefined) throw new Error('internal fault: a with statement without a scope');
  const register = c.alloc();
  e.calleeRange(node.object.start, node.object.end);
  e.emit(Op.NewWith, recordFrom(c, scope.parent), object, register);
  scope.recordRegister = register;
  clearCompletion(c);
  openScope(c, scope);
  compileStatement(c, node.body);
  leaveScope(c, scope);
  c.release(mark);
}
