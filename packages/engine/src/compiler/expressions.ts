/** Expressions: the dispatch over node types, and the simple ones. */
import { Op } from '../bytecode/ops.gen.ts';
import type { ConditionalExpression, Expression, Literal, MetaProperty, UnaryExpression } from '../parser/ast.ts';
import { compileAssignment } from './assignments.ts';
import { compileChain, compileDelete, compileNew, compileSpine, compileTagged } from './calls.ts';
import { compileClass } from './classes.ts';
import { ANY, type Context } from './context.ts';
import type { Reg } from './emitter.ts';
import { compileClosure } from './functions.ts';
import { compileAwait, compileYield } from './generators.ts';
import { compileArray, compileObject, compileRegExp, compileTemplate } from './literals.ts';
import { loadName, loadNewTarget, loadThis } from './names.ts';
import { compileBinary, compileLogical, jumpWhen } from './operators.ts';
import { compileUpdate } from './updates.ts';

/**
 * Compiles an expression. With a `dst`, the value ends up there, and that register is written by the last instruction only or not
 * read by any other; with ANY, in the register returned, which may be a local's own (see hazards.ts).
 */
export function expression(c: Context, node: Expression, dst: Reg): Reg {
  switch (node.type) {
    case 'Identifier':
      return loadName(c, node.name, dst, node.start);
    case 'Literal':
      return literal(c, node, dst);
    case 'ThisExpression':
      return loadThis(c, dst, node.start);
    case 'BinaryExpression':
      return compileBinary(c, node, dst);
    case 'MemberExpression':
    case 'CallExpression':
      return compileSpine(c, node, dst, -1);
    case 'AssignmentExpression':
      return compileAssignment(c, node, dst, true);
    case 'UpdateExpression':
      return compileUpdate(c, node, dst, true);
    case 'LogicalExpression':
      return compileLogical(c, node, dst);
    case 'ConditionalExpression':
      return conditional(c, node, dst);
    case 'UnaryExpression':
      return unary(c, node, dst);
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      return compileClosure(c, node.info!, node.id?.name ?? '', node.start, node.end, dst);
    case 'ClassExpression':
      return compileClass(c, node, dst, node.id?.name ?? '', ANY);
    case 'ObjectExpression':
      return compileObject(c, node, dst);
    case 'ArrayExpression':
      return compileArray(c, node, dst);
    case 'TemplateLiteral':
      return compileTemplate(c, node, dst);
    case 'TaggedTemplateExpression':
      return compileTagged(c, node, dst);
    case 'NewExpression':
      return compileNew(c, node, dst);
    case 'ChainExpression':
      return compileChain(c, node, dst);
    case 'SequenceExpression': {
      const last = node.expressions.length - 1;
      for (let i = 0; i < last; i++) effect(c, node.expressions[i]!);
      return expression(c, node.expressions[last]!, dst);
    }
    case 'AwaitExpression':
      return compileAwait(c, node, dst);
    case 'YieldExpression':
      return compileYield(c, node, dst);
    case 'ImportExpression':
      return importCall(c, node.source, node.options, node.start, dst);
    case 'MetaProperty':
      return metaProperty(c, node, dst);
  }
}

/** Compiles an expression whose value nobody needs. */
export function effect(c: Context, node: Expression): void {
  const mark = c.mark();
  switch (node.type) {
    case 'AssignmentExpression':
      compileAssignment(c, node, ANY, false);
      break;
    case 'UpdateExpression':
      compileUpdate(c, node, ANY, false);
      break;
    case 'SequenceExpression':
      for (const part of node.expressions) effect(c, part);
      break;
    case 'LogicalExpression':
      if (node.operator !== '??') {
        const end = c.e.label();
        jumpWhen(c, node.left as Expression, end, node.operator === '||');
        effect(c, node.right);
        c.e.bind(end);
        break;
      }
      expression(c, node, ANY);
      break;
    case 'ConditionalExpression':
      conditionalEffect(c, node);
      break;
    case 'UnaryExpression':
      if (node.operator === 'void' || node.operator === '!') {
        effect(c, node.argument);
        break;
      }
      expression(c, node, ANY);
      break;
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
    case 'Literal':
      break;
    default:
      expression(c, node, ANY);
  }
  c.release(mark);
}

function conditionalEffect(c: Context, node: ConditionalExpression): void {
  const end = c.e.label();
  let link: Expression = node;
  while (link.type === 'ConditionalExpression') {
    const next = c.e.label();
    jumpWhen(c, link.test, next, false);
    effect(c, link.consequent);
    c.e.jump(end);
    c.e.bind(next);
    link = link.alternate;
  }
  effect(c, link);
  c.e.bind(end);
}

/** Whether `expression(node, dst)` writes `dst` last of all, so that a local may be assigned directly. */
export function writesLast(node: Expression): boolean {
  switch (node.type) {
    case 'LogicalExpression':
    case 'ObjectExpression':
    case 'ClassExpression':
    case 'TemplateLiteral':
    case 'YieldExpression':
    case 'AssignmentExpression':
    case 'UpdateExpression':
    case 'ImportExpression':
    case 'TaggedTemplateExpression':
      return false;
    case 'ArrayExpression':
      return (
        node.elements.length <= 64 &&
        node.elements.every((element) => element !== null && element.type !== 'SpreadElement')
      );
    case 'SequenceExpression':
      return writesLast(node.expressions[node.expressions.length - 1]!);
    case 'ConditionalExpression': {
      let link: Expression = node;
      while (link.type === 'ConditionalExpression') {
        if (!writesLast(link.consequent)) return false;
        link = link.alternate;
      }
      return writesLast(link);
    }
    default:
      return true;
  }
}

function literal(c: Context, node: Literal, dst: Reg): Reg {
  if (node.regex !== undefined) return compileRegExp(c, node.regex.pattern, node.regex.flags, node.start, dst);
  return dst < 0 ? c.value(node.value) : c.load(node.value, dst);
}

function conditional(c: Context, node: ConditionalExpression, dst: Reg): Reg {
  const out = c.out(dst);
  const end = c.e.label();
  let link: Expression = node;
  while (link.type === 'ConditionalExpression') {
    const next = c.e.label();
    jumpWhen(c, link.test, next, false);
    valueInto(c, link.consequent, out);
    c.e.jump(end);
    c.e.bind(next);
    link = link.alternate;
  }
  valueInto(c, link, out);
  c.e.bind(end);
  return out;
}

/** Compiles into `dst`, temporaries given back. */
export function valueInto(c: Context, node: Expression, dst: Reg): Reg {
  const mark = c.mark();
  expression(c, node, dst);
  c.release(mark);
  return dst;
}

/** Compiles into a new temporary at the top: for runs of registers. */
export function valueOnTop(c: Context, node: Expression): Reg {
  return valueInto(c, node, c.alloc());
}

function unary(c: Context, node: UnaryExpression, dst: Reg): Reg {
  const { operator, argument } = node;
  switch (operator) {
    case '-':
      if (argument.type === 'Literal' && typeof argument.value === 'number') {
        return dst < 0 ? c.value(-argument.value) : c.load(-argument.value, dst);
      }
      return unaryOp(c, Op.Neg, argument, dst, node.start);
    case '+':
      return unaryOp(c, Op.Plus, argument, dst, node.start);
    case '~':
      return unaryOp(c, Op.BitNot, argument, dst, node.start);
    case '!':
      return unaryOp(c, Op.Not, argument, dst, node.start);
    case 'void':
      effect(c, argument);
      return dst < 0 ? c.undefinedReg() : c.load(undefined, dst);
    case 'typeof': {
      const mark = c.mark();
      const value =
        argument.type === 'Identifier'
          ? loadName(c, argument.name, ANY, argument.start, true)
          : expression(c, argument, ANY);
      c.release(mark);
      const out = c.out(dst);
      c.e.emit(Op.Typeof, value, out);
      return out;
    }
    case 'delete':
      return compileDelete(c, argument, dst, node.start);
  }
}

function unaryOp(c: Context, opcode: Op, argument: Expression, dst: Reg, offset: number): Reg {
  const mark = c.mark();
  const value = expression(c, argument, ANY);
  c.release(mark);
  const out = c.out(dst);
  c.e.at(offset);
  c.e.emit(opcode, value, out);
  return out;
}

/** ECMA-262 §13.3.10 ImportCall, by a library function: it makes the promise, and rejects it where coercions throw. */
function importCall(c: Context, source: Expression, options: Expression | null, offset: number, dst: Reg): Reg {
  const mark = c.mark();
  const base = valueOnTop(c, source);
  if (options !== null) valueOnTop(c, options);
  c.release(mark);
  const out = c.out(dst);
  c.e.at(offset);
  c.e.emit(Op.CallHelper, c.name('ImportCall'), base, options === null ? 1 : 2, out);
  return out;
}

function metaProperty(c: Context, node: MetaProperty, dst: Reg): Reg {
  if (node.meta.name === 'new') return loadNewTarget(c, dst, node.start);
  const out = c.out(dst);
  c.e.emit(Op.ImportMeta, out);
  return out;
}
