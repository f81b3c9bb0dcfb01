/** Member access, calls, optional chains, `new`, tagged templates, `delete`. */
import { Op } from '../bytecode/ops.gen.ts';
import type {
  CallExpression,
  ChainExpression,
  Expression,
  MemberExpression,
  NewExpression,
  Super,
  TaggedTemplateExpression,
} from '../parser/ast.ts';
import { compileArguments, compileArrayOf, hasSpread } from './arguments.ts';
import { ANY, type Context, ErrorType } from './context.ts';
import { directEval, isDirectEval } from './direct-eval.ts';
import type { Label, Reg } from './emitter.ts';
import { effect, expression, valueOnTop } from './expressions.ts';
import { stable } from './hazards.ts';
import { templateObject } from './literals.ts';
import { getMember } from './members.ts';
import { loadThis, nearestRecord, resolve } from './names.ts';
import { tokenAfter } from './positions.ts';
import { compileLibraryCall } from './self-hosted.ts';
import { superCall, superMember } from './super.ts';

type Link = MemberExpression | CallExpression;

/** A function about to be called, and its `this`. */
export interface Callee {
  f: Reg;
  self: Reg;
}

/**
 * A chain of member accesses and calls, from its innermost part outward: it may be 100,000 links long. `short`: where an
 * optional link jumps that finds null or undefined.
 */
export function compileSpine(c: Context, node: Link, dst: Reg, short: Label): Reg {
  const result: Callee = { f: -1, self: -1 };
  spine(c, node, dst, short, false, result);
  return result.f;
}

/** Walks a chain; with `asCallee`, leaves `this` of a call of the result in `result.self`. */
function spine(c: Context, node: Link, dst: Reg, short: Label, asCallee: boolean, result: Callee): void {
  const links: Link[] = [];
  let base: Expression | Super = node;
  while (base.type === 'MemberExpression' || base.type === 'CallExpression') {
    links.push(base);
    base = base.type === 'MemberExpression' ? base.object : base.callee;
  }
  const mark = c.mark();
  let i = links.length - 1;
  const current: Callee = { f: -1, self: -1 };
  const first = links[i]!;
  if (base.type === 'Super') {
    if (first.type === 'CallExpression') {
      current.f = superCall(c, first, i === 0 ? dst : ANY);
    } else {
      superMember(
        c,
        first,
        i === 0 ? dst : ANY,
        asCallee || (i > 0 && links[i - 1]!.type === 'CallExpression'),
        current,
      );
    }
    i--;
  } else if (first.type === 'CallExpression') {
    const call = c.unit.selfHosted ? compileLibraryCall(c, first, i === 0 ? dst : ANY) : -1;
    if (call >= 0) {
      current.f = call;
      i--;
    } else if (isDirectEval(first)) {
      current.f = directEval(c, first, i === 0 ? dst : ANY);
      i--;
    } else {
      compileCallee(c, base, current);
      current.f = stable(c, current.f, first.arguments);
    }
  } else {
    current.f = expression(c, base, ANY);
  }
  let afterCall = i < links.length - 1 && first.type === 'CallExpression';
  for (; i >= 0; i--) {
    const link = links[i]!;
    const isLast = i === 0;
    if (link.optional) c.e.jumpIf(Op.JumpIfNullish, current.f, short);
    if (link.type === 'CallExpression') {
      call(c, link, current, mark, isLast ? dst : ANY);
      afterCall = true;
      continue;
    }
    const calledNext = isLast ? asCallee : links[i - 1]!.type === 'CallExpression';
    const args = !isLast && calledNext ? (links[i - 1] as CallExpression).arguments : [];
    const object = stable(c, current.f, link.computed ? [link.property, ...args] : args);
    if (calledNext) {
      current.self = object;
      current.f = getMember(c, link, object, isLast ? dst : ANY, c.mark(), afterCall);
      current.f = stable(c, current.f, args);
    } else {
      current.self = -1;
      current.f = getMember(c, link, object, isLast ? dst : ANY, mark, afterCall);
    }
  }
  result.f = current.f;
  result.self = current.self;
}

/** The callee of the innermost call of a chain, where it is no link of the chain itself. */
export function compileCallee(c: Context, node: Expression, callee: Callee): void {
  if (node.type === 'Identifier' && resolve(c, node.name) === 'dynamic') {
    const name = c.name(node.name);
    const holder = c.alloc();
    callee.f = c.alloc();
    c.e.at(node.start);
    c.e.emit(Op.ResolveName, nearestRecord(c), name, holder);
    c.e.emit(Op.GetResolved, holder, name, 0, callee.f);
    c.e.emit(Op.ThisOfResolved, holder, holder);
    callee.self = holder;
  } else if (node.type === 'ChainExpression' && node.expression.type === 'MemberExpression') {
    // `(a?.b)()` keeps `this`.
    const self = c.alloc();
    const f = c.alloc();
    const short = c.e.label();
    const end = c.e.label();
    const inner: Callee = { f: -1, self: -1 };
    spine(c, node.expression, ANY, short, true, inner);
    c.move(inner.self, self);
    c.move(inner.f, f);
    c.e.jump(end);
    c.e.bind(short);
    c.load(undefined, self);
    c.load(undefined, f);
    c.e.bind(end);
    c.release(f + 1);
    callee.self = self;
    callee.f = f;
  } else {
    callee.f = expression(c, node, ANY);
  }
}

/** Calls `callee`, leaving the value at `mark` or in `dst`. */
function call(c: Context, node: CallExpression, callee: Callee, mark: number, dst: Reg): void {
  const self = callee.self >= 0 ? callee.self : c.undefinedReg();
  const { f } = callee;
  callee.self = -1;
  if (hasSpread(node.arguments)) {
    const array = compileArrayOf(c, node.arguments);
    c.release(mark);
    callee.f = c.out(dst);
    atCall(c, node);
    c.e.emit(Op.CallSpread, f, self, array, callee.f);
    return;
  }
  const args = compileArguments(c, node.arguments);
  c.release(mark);
  callee.f = c.out(dst);
  atCall(c, node);
  c.e.emit(Op.Call, f, self, args.base, args.count, callee.f);
}

/** Where V8 says that a call is: at the callee's last name, else at the parenthesis. */
export function atCall(c: Context, node: CallExpression): void {
  const { callee } = node;
  if (callee.type === 'Identifier') c.e.at(callee.start);
  else if (callee.type === 'MemberExpression' && callee.property.type === 'Identifier' && !callee.computed)
    c.e.at(callee.property.start);
  else c.e.at(tokenAfter(c, callee.end, '('));
  c.e.calleeRange(callee.start, callee.end);
}

// ---------------------------------------------------------------- optional chains

export function compileChain(c: Context, node: ChainExpression, dst: Reg): Reg {
  const out = c.out(dst);
  const short = c.e.label();
  const end = c.e.label();
  const mark = c.mark();
  compileSpine(c, node.expression, out, short);
  c.release(mark);
  c.e.jump(end);
  c.e.bind(short);
  c.load(undefined, out);
  c.e.bind(end);
  return out;
}

// ---------------------------------------------------------------- new, tagged templates

export function compileNew(c: Context, node: NewExpression, dst: Reg): Reg {
  const mark = c.mark();
  const f = stable(c, expression(c, node.callee, ANY), node.arguments);
  const { e } = c;
  if (hasSpread(node.arguments)) {
    const array = compileArrayOf(c, node.arguments);
    c.release(mark);
    const out = c.out(dst);
    e.at(node.start);
    e.calleeRange(node.callee.start, node.callee.end);
    e.emit(Op.NewSpread, f, array, out);
    return out;
  }
  const args = compileArguments(c, node.arguments);
  c.release(mark);
  const out = c.out(dst);
  e.at(node.start);
  e.calleeRange(node.callee.start, node.callee.end);
  e.emit(Op.New, f, args.base, args.count, out);
  return out;
}

export function compileTagged(c: Context, node: TaggedTemplateExpression, dst: Reg): Reg {
  const mark = c.mark();
  const { tag, quasi } = node;
  const callee: Callee = { f: -1, self: -1 };
  if (tag.type === 'MemberExpression') {
    spine(c, tag, ANY, -1, true, callee);
    callee.self = stable(c, callee.self, quasi.expressions);
  } else if (tag.type === 'CallExpression') {
    callee.f = compileSpine(c, tag, ANY, -1);
  } else {
    compileCallee(c, tag, callee);
  }
  callee.f = stable(c, callee.f, quasi.expressions);
  const base = c.alloc();
  templateObject(c, quasi, base);
  for (const part of quasi.expressions) valueOnTop(c, part);
  c.release(mark);
  const out = c.out(dst);
  c.e.at(quasi.start);
  c.e.calleeRange(tag.start, tag.end);
  c.e.emit(
    Op.Call,
    callee.f,
    callee.self >= 0 ? callee.self : c.undefinedReg(),
    base,
    1 + quasi.expressions.length,
    out,
  );
  return out;
}

// ---------------------------------------------------------------- delete

/** ECMA-262 §13.5.1 The delete Operator. */
export function compileDelete(c: Context, target: Expression, dst: Reg, offset: number): Reg {
  const { e } = c;
  if (target.type === 'Identifier') {
    const resolution = resolve(c, target.name);
    if (typeof resolution !== 'string' && resolution.place.kind !== 'global' && resolution.place.kind !== 'name') {
      return dst < 0 ? c.value(false) : c.load(false, dst);
    }
    const record = nearestRecord(c);
    const out = c.out(dst);
    e.at(offset);
    e.emit(Op.DeleteName, record, c.name(target.name), out);
    return out;
  }
  if (target.type === 'MemberExpression') return deleteMember(c, target, dst, offset, -1);
  if (target.type === 'ChainExpression' && target.expression.type === 'MemberExpression') {
    const out = c.out(dst);
    const short = e.label();
    const end = e.label();
    const mark = c.mark();
    deleteMember(c, target.expression, out, offset, short);
    c.release(mark);
    e.jump(end);
    e.bind(short);
    c.load(true, out);
    e.bind(end);
    return out;
  }
  effect(c, target);
  return dst < 0 ? c.value(true) : c.load(true, dst);
}

function deleteMember(c: Context, node: MemberExpression, dst: Reg, offset: number, short: Label): Reg {
  const { e } = c;
  const mark = c.mark();
  if (node.object.type === 'Super') {
    loadThis(c, ANY, node.object.start);
    if (node.computed) expression(c, node.property as Expression, ANY);
    c.release(mark);
    c.throwError(ErrorType.ReferenceError, "Unsupported reference to 'super'", offset);
    return c.out(dst);
  }
  const { object } = node;
  const later = node.computed ? [node.property] : [];
  const isLink = object.type === 'MemberExpression' || object.type === 'CallExpression';
  const o = stable(c, isLink ? compileSpine(c, object, ANY, short) : expression(c, object, ANY), later);
  if (node.optional) e.jumpIf(Op.JumpIfNullish, o, short);
  const key = node.computed
    ? expression(c, node.property as Expression, ANY)
    : c.value((node.property as { name: string }).name);
  c.release(mark);
  const out = c.out(dst);
  e.at(offset);
  e.emit(Op.DeleteElem, o, key, c.strict ? 1 : 0, out);
  return out;
}
