/** Object, array, regular expression and template literals. */
import { Op } from '../bytecode/ops.gen.ts';
import type { ArrayExpression, Expression, ObjectExpression, Property, TemplateLiteral } from '../parser/ast.ts';
import { fillArray } from './arguments.ts';
import { compileClass } from './classes.ts';
import { ANY, type Context } from './context.ts';
import type { Reg } from './emitter.ts';
import { expression } from './expressions.ts';
import { compileClosure, isAnonymousFunction } from './functions.ts';
import { staticKey } from './members.ts';
import { initialiseBinding } from './names.ts';
import { enterScope, leaveScope } from './scopes.ts';

/** Evaluates an expression that a name is given to if it is an anonymous function (ECMA-262 §8.4.5 NamedEvaluation). */
export function named(c: Context, node: Expression, name: string, dst: Reg): Reg {
  if (!isAnonymousFunction(node)) return expression(c, node, dst);
  if (node.type === 'ClassExpression') return compileClass(c, node, dst, name, ANY);
  if (node.type === 'FunctionExpression' || node.type === 'ArrowFunctionExpression') {
    return compileClosure(c, node.info!, name, node.start, node.end, dst);
  }
  return expression(c, node, dst);
}

/** The same where the name is a property key in a register. */
export function namedByKey(c: Context, node: Expression, key: Reg, dst: Reg): Reg {
  if (!isAnonymousFunction(node)) return expression(c, node, dst);
  if (node.type === 'ClassExpression') return compileClass(c, node, dst, '', key);
  const value = expression(c, node, dst);
  c.e.emit(Op.SetFunctionName, value, key, 0);
  return value;
}

// ---------------------------------------------------------------- arrays

export function compileArray(c: Context, node: ArrayExpression, dst: Reg): Reg {
  const out = c.out(dst);
  fillArray(c, node.elements, out);
  return out;
}

// ---------------------------------------------------------------- objects

/** Properties evaluated into registers before the object is made, so that it is made with its shape at once. */
const MAX_AT_ONCE = 64;

export function compileObject(c: Context, node: ObjectExpression, dst: Reg): Reg {
  const out = c.out(dst);
  const mark = c.mark();
  const { scope } = node;
  if (scope !== undefined) enterScope(c, scope);
  let from = 0;
  if (scope === undefined) from = plainPrefix(c, node, out);
  else c.e.emit(Op.NewObject, out);
  if (scope !== undefined) {
    for (const binding of scope.bindings.values()) if (binding.kind === 'home') initialiseBinding(c, binding, out);
  }
  for (; from < node.properties.length; from++) {
    const property = node.properties[from]!;
    const inner = c.mark();
    if (property.type === 'SpreadElement') {
      const source = expression(c, property.argument, ANY);
      c.e.at(property.argument.start);
      c.e.emit(Op.CopyDataProperties, out, source, 0, 0, c.alloc());
    } else {
      defineProperty(c, property, out);
    }
    c.release(inner);
  }
  if (scope !== undefined) leaveScope(c, scope);
  c.release(mark);
  return out;
}

/** Makes the object with the plain properties that it starts with; returns how many were taken. */
function plainPrefix(c: Context, node: ObjectExpression, out: Reg): number {
  const keys: string[] = [];
  const seen = new Set<string>();
  for (const property of node.properties) {
    if (keys.length === MAX_AT_ONCE || property.type !== 'Property' || property.kind !== 'init' || property.method)
      break;
    const key = staticKey(property, property.key);
    if (typeof key !== 'string' || seen.has(key) || (key === '__proto__' && !property.shorthand)) break;
    seen.add(key);
    keys.push(key);
  }
  if (keys.length === 0) {
    c.e.emit(Op.NewObject, out);
    return 0;
  }
  const mark = c.mark();
  const base = c.mark();
  keys.forEach((key, i) => {
    const register = c.alloc();
    const inner = c.mark();
    named(c, (node.properties[i] as Property).value, key, register);
    c.release(inner);
  });
  c.release(mark);
  c.e.at(node.start);
  c.e.emit(Op.NewObjectWith, c.e.constant(keys), base, keys.length, out);
  return keys.length;
}

const METHOD_FLAGS: Readonly<Record<Property['kind'], number>> = { init: 0, get: 1, set: 2 };
const ENUMERABLE = 4;

function defineProperty(c: Context, node: Property, object: Reg): void {
  const { e } = c;
  const { value } = node;
  const key = staticKey(node, node.key);
  if (value.type === 'FunctionExpression' && (node.method || node.kind !== 'init')) {
    const k = key === null ? propertyKey(c, node.key) : c.value(key);
    const prefix = node.kind === 'init' ? '' : `${node.kind} `;
    const f = compileClosure(c, value.info!, key === null ? '' : prefix + String(key), node.start, node.end, ANY);
    if (key === null) e.emit(Op.SetFunctionName, f, k, METHOD_FLAGS[node.kind]);
    e.emit(Op.DefineMethod, object, k, f, METHOD_FLAGS[node.kind] + ENUMERABLE);
    return;
  }
  if (key === '__proto__' && !node.computed && !node.shorthand) {
    e.emit(Op.SetPrototype, object, expression(c, value, ANY));
  } else if (typeof key === 'string') {
    const v = named(c, value, key, ANY);
    e.emit(Op.DefineProp, object, c.name(key), v, c.newCache());
  } else if (key !== null) {
    const k = c.value(key);
    e.emit(Op.DefineElem, object, k, named(c, value, String(key), ANY));
  } else {
    const k = propertyKey(c, node.key);
    e.emit(Op.DefineElem, object, k, namedByKey(c, value, k, ANY));
  }
}

/** Evaluates a computed key and converts it, into a register that nothing else writes. */
export function propertyKey(c: Context, key: Expression): Reg {
  if (key.type === 'Literal' && typeof key.value === 'string') return c.value(key.value);
  const out = c.alloc();
  const value = expression(c, key, ANY);
  c.e.at(key.start);
  c.e.emit(Op.ToPropertyKey, value, out);
  c.release(out + 1);
  return out;
}

// ---------------------------------------------------------------- regular expressions and templates

export function compileRegExp(c: Context, pattern: string, flags: string, offset: number, dst: Reg): Reg {
  const out = c.out(dst);
  c.e.at(offset);
  c.e.emit(Op.NewRegExp, c.e.constant(pattern), c.e.constant(flags), out);
  return out;
}

/** ECMA-262 §13.2.8.6: each part is converted with ToString before the next is evaluated. */
export function compileTemplate(c: Context, node: TemplateLiteral, dst: Reg): Reg {
  const { quasis, expressions } = node;
  const first = quasis[0]!.value.cooked!;
  if (expressions.length === 0) return dst < 0 ? c.value(first) : c.load(first, dst);
  const mark = c.mark();
  const { e } = c;
  const accumulator = c.alloc();
  const part = c.alloc();
  let started = false;
  if (first !== '') {
    c.load(first, accumulator);
    started = true;
  }
  expressions.forEach((expr, i) => {
    const inner = c.mark();
    const value = expression(c, expr, ANY);
    c.release(inner);
    e.at(expr.start);
    if (started) {
      e.emit(Op.ToString, value, part);
      e.emit(Op.Add, accumulator, part, accumulator);
    } else {
      e.emit(Op.ToString, value, accumulator);
      started = true;
    }
    const text = quasis[i + 1]!.value.cooked!;
    if (text !== '') {
      const inner = c.mark();
      e.emit(Op.Add, accumulator, c.value(text), accumulator);
      c.release(inner);
    }
  });
  c.release(mark);
  if (dst >= 0) return c.deliver(accumulator, dst);
  return c.alloc();
}

export function templateObject(c: Context, node: TemplateLiteral, dst: Reg): void {
  const constant = {
    cooked: node.quasis.map((quasi) => quasi.value.cooked ?? undefined),
    raw: node.quasis.map((quasi) => quasi.value.raw),
  };
  c.e.emit(Op.TemplateObject, c.e.constant(constant), dst);
}
