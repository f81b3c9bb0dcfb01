/** Member access, calls, optional chains, `new`, tagged templates, `delete`. */
import type { EvalContext } from '../bytecode/code.ts';
import { Op } from '../bytecode/ops.gen.ts';
import type {
  CallExpression,
  ChainExpression,
  Expression,
  MemberExpression,
  NewExpression,
  SpreadElement,
  Super,
  TaggedTemplateExpression,
} from '../parser/ast.ts';
import type { Binding, Scope } from '../scope/scope.ts';
import { ANY, type Context, ErrorType } from './context.ts';
import type { Label, Reg } from './emitter.ts';
import { effect, expression, valueOnTop } from './expressions.ts';
import { stable } from './hazards.ts';
import { templateObject } from './literals.ts';
import { getMember } from './members.ts';
import { initialiseBinding, loadActiveFunction, loadBinding, loadName, loadNewTarget, loadThis, nearestRecord, resolve, resolveOwn, resolveStatic, valueRegister, needsCheck } from './names.ts';
import { tokenAfter } from './positions.ts';
import { compileLibraryCall } from './self-hosted.ts';

type Link = MemberExpression | CallExpression;
type Arguments = readonly (Expression | SpreadElement)[];

/** A function about to be called, and its `this`. */
interface Callee {
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
      superMember(c, first, i === 0 ? dst : ANY, asCallee || i > 0 && links[i - 1]!.type === 'CallExpression', current);
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
function compileCallee(c: Context, node: Expression, callee: Callee): void {
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
function atCall(c: Context, node: CallExpression): void {
  const { callee } = node;
  if (callee.type === 'Identifier') c.e.at(callee.start);
  else if (callee.type === 'MemberExpression' && !callee.computed) c.e.at(callee.property.start);
  else c.e.at(tokenAfter(c, callee.end, '('));
  c.e.calleeRange(callee.start, callee.end);
}

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

/** Elements of an array literal or arguments with spread, as an array. */
export function compileArrayOf(c: Context, elements: readonly (Expression | SpreadElement | null)[]): Reg {
  const array = c.alloc();
  fillArray(c, elements, array);
  return array;
}

/** How many elements are evaluated into registers before the array is made. */
const CHUNK = 64;

export function fillArray(c: Context, elements: readonly (Expression | SpreadElement | null)[], array: Reg): void {
  const { e } = c;
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
      e.calleeRange(element.argument.start, element.argument.end);
      e.emit(Op.ArraySpread, array, value, c.alloc());
    } else {
      e.emit(Op.ArrayPush, array, expression(c, element, ANY));
    }
    c.release(mark);
  }
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

// ---------------------------------------------------------------- super

function superMember(c: Context, node: MemberExpression, dst: Reg, called: boolean, result: Callee): void {
  const mark = c.mark();
  const self = loadThis(c, ANY, node.object.start);
  const inner = c.mark();
  const key = superKey(c, node);
  const home = loadHome(c, node.object.start);
  c.release(called ? inner : mark);
  const out = c.out(dst);
  c.e.at(node.property.start);
  c.e.emit(Op.GetSuper, home, key, self, out);
  result.f = out;
  result.self = called ? self : -1;
}

export function superKey(c: Context, node: MemberExpression): Reg {
  if (node.computed) return expression(c, node.property as Expression, ANY);
  return c.value((node.property as { name: string }).name);
}

export function loadHome(c: Context, offset: number): Reg {
  return loadName(c, c.info.homeName!, ANY, offset);
}

/** ECMA-262 §13.3.7.1, SuperCall. */
function superCall(c: Context, node: CallExpression, dst: Reg): Reg {
  const { e } = c;
  const mark = c.mark();
  const result = c.alloc();
  const newTarget = loadNewTarget(c, ANY, node.start);
  const active = loadActiveFunction(c, ANY, node.start);
  if (hasSpread(node.arguments)) {
    const array = compileArrayOf(c, node.arguments);
    e.at(node.start);
    e.emit(Op.SuperCallSpread, active, newTarget, array, result);
  } else {
    const args = compileArguments(c, node.arguments);
    e.at(node.start);
    e.emit(Op.SuperCall, active, newTarget, args.base, args.count, result);
  }
  c.release(result + 1);
  bindThis(c, result, node.start);
  c.release(mark);
  // Temporaries are free but their contents stay until the next use: the value is delivered from `result`.
  if (dst >= 0) return c.deliver(result, dst);
  return c.alloc();
}

const TWICE = 'Super constructor may only be called once';

/** Binds `this` after `super()` returned, and initialises the fields of the new object. */
export function bindThis(c: Context, value: Reg, offset: number): void {
  const { e, info } = c;
  const binding = resolveOwn(c, '%this');
  const fresh = e.label();
  const mark = c.mark();
  e.at(offset);
  if (typeof binding !== 'string' && binding.place.kind !== 'name') {
    const mark_ = c.alloc();
    const old = c.alloc();
    loadUnchecked(c, binding, old, offset);
    e.emit(Op.LoadTdz, mark_);
    e.emit(Op.StrictEq, old, mark_, mark_);
    e.jumpIf(Op.JumpIfTrue, mark_, fresh);
    c.throwError(ErrorType.ReferenceError, TWICE, offset);
    e.bind(fresh);
    initialiseBinding(c, binding, value);
  } else if (binding === 'global' && info.role === 'derived-constructor') {
    const mark_ = c.alloc();
    e.emit(Op.LoadTdz, mark_);
    e.emit(Op.StrictEq, 0, mark_, mark_);
    e.jumpIf(Op.JumpIfTrue, mark_, fresh);
    c.throwError(ErrorType.ReferenceError, TWICE, offset);
    e.bind(fresh);
    e.emit(Op.Move, value, 0);
  } else {
    // Looked up by name, an uninitialised `this` shows as the error that reading it throws.
    const caught = c.alloc();
    const old = c.alloc();
    const region = e.openRegion(caught);
    e.emit(Op.LoadName, nearestRecord(c), c.name('%this'), 0, old);
    e.pauseRegion(region);
    c.throwError(ErrorType.ReferenceError, TWICE, offset);
    e.bind(region.handler);
    e.emit(Op.InitName, nearestRecord(c), c.name('%this'), value);
  }
  if (info.fieldsName !== null) {
    const fields = loadName(c, info.fieldsName, ANY, offset);
    e.emit(Op.Call, fields, value, 0, 0, c.alloc());
  }
  c.release(mark);
}

function loadUnchecked(c: Context, binding: Binding, dst: Reg, offset: number): void {
  const { needsTdzCheck } = binding;
  binding.needsTdzCheck = false;
  loadBinding(c, binding, dst, offset);
  binding.needsTdzCheck = needsTdzCheck;
}

// ---------------------------------------------------------------- new, eval, tagged templates

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

function isDirectEval(node: CallExpression): boolean {
  return node.callee.type === 'Identifier' && node.callee.name === 'eval' && !node.optional;
}

/** ECMA-262 §13.3.6.1 step 6: a call of the name `eval`, which is a direct eval should the function be the realm's. */
function directEval(c: Context, node: CallExpression, dst: Reg): Reg {
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
    for (const binding of scope.bindings.values()) if (binding.kind === 'private') privateNames.push(binding.name.slice(1));
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
  c.e.at(tag.type === 'MemberExpression' && !tag.computed ? tag.property.start : tag.start);
  c.e.calleeRange(tag.start, tag.end);
  c.e.emit(Op.Call, callee.f, callee.self >= 0 ? callee.self : c.undefinedReg(), base, 1 + quasi.expressions.length, out);
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
  const key = node.computed ? expression(c, node.property as Expression, ANY) : c.value((node.property as { name: string }).name);
  c.release(mark);
  const out = c.out(dst);
  e.at(offset);
  e.emit(Op.DeleteElem, o, key, c.strict ? 1 : 0, out);
  return out;
}
