/** Property access: `o.x`, `o[k]`, `o.#x`, `super.x`, read and written. */
import { Op } from '../bytecode/ops.gen.ts';
import type { MemberExpression, Node } from '../parser/ast.ts';
import { ANY, type Context } from './context.ts';
import type { Reg } from './emitter.ts';
import { expression } from './expressions.ts';
import { stable } from './hazards.ts';
import { loadName, loadThis } from './names.ts';
import { tokenAfter } from './positions.ts';
import { loadHome, superKey } from './super.ts';

/** Array indices are numbers everywhere in the engine, so such a key takes the instructions for elements. */
export function isIndexKey(key: string): boolean {
  return /^(?:0|[1-9]\d{0,9})$/.test(key) && Number(key) < 0xffffffff;
}

/** The key of a member or property that needs no evaluation, or null. */
export function staticKey(node: { readonly computed: boolean }, key: Node): string | number | null {
  if (!node.computed && key.type === 'Identifier') return key.name;
  if (key.type !== 'Literal' || key.regex !== undefined) return null;
  const { value } = key;
  if (typeof value === 'string') return isIndexKey(value) ? Number(value) : value;
  if (typeof value === 'number') return isIndexKey(String(value)) ? value : String(value);
  if (typeof value === 'bigint') return isIndexKey(String(value)) ? Number(value) : String(value);
  return node.computed ? null : String(value);
}

/** `object.key`: temporaries go back to `mark` before the result's register is chosen. */
export function getMember(
  c: Context,
  node: MemberExpression,
  object: Reg,
  dst: Reg,
  mark: number,
  afterCall: boolean,
): Reg {
  const { property } = node;
  const { e } = c;
  if (property.type === 'PrivateIdentifier') {
    const name = loadName(c, `#${property.name}`, ANY, property.start);
    c.release(mark);
    const out = c.out(dst);
    e.at(property.start);
    e.emit(Op.GetPrivate, object, name, out);
    return out;
  }
  const key = staticKey(node, property);
  if (typeof key === 'string') {
    c.release(mark);
    const out = c.out(dst);
    atMember(c, node, afterCall);
    e.emit(Op.GetProp, object, c.name(key), c.newCache(), out);
    return out;
  }
  const k = key === null ? expression(c, property, ANY) : c.value(key);
  c.release(mark);
  const out = c.out(dst);
  atMember(c, node, afterCall);
  e.emit(Op.GetElem, object, k, out);
  return out;
}

/** Where V8 says that a property access is: at the property, or, somewhere after a call in the same chain, at the dot. */
function atMember(c: Context, node: MemberExpression, afterCall: boolean): void {
  if (node.computed) c.e.at(tokenAfter(c, node.object.end, '['));
  else c.e.at(afterCall ? tokenAfter(c, node.object.end, node.optional ? '?.' : '.') : node.property.start);
  c.e.calleeRange(node.object.start, node.object.end);
}

/** A property reference whose object and key have been evaluated. */
export type MemberReference =
  | { readonly kind: 'named'; readonly object: Reg; readonly key: string; readonly node: MemberExpression }
  | { readonly kind: 'element'; readonly object: Reg; key: Reg; readonly node: MemberExpression }
  | { readonly kind: 'private'; readonly object: Reg; readonly key: Reg; readonly node: MemberExpression }
  | { readonly kind: 'super'; readonly home: Reg; key: Reg; readonly self: Reg; readonly node: MemberExpression };

/** Evaluates object and key; they stay as they are while `later` is evaluated. `reused`: read and then written, so the key is converted once. */
export function memberReference(
  c: Context,
  node: MemberExpression,
  later: readonly (Node | null)[],
  reused: boolean,
): MemberReference {
  const { property } = node;
  const { e } = c;
  if (node.object.type === 'Super') {
    const self = loadThis(c, ANY, node.object.start);
    let key = superKey(c, node);
    if (node.computed) key = stable(c, key, later);
    let home = loadHome(c, node.object.start);
    if (reused && node.computed && mayBeObject(property)) {
      const base = c.alloc();
      c.move(home, base);
      e.emit(Op.CallHelper, c.name('SuperBase'), base, 1, base);
      home = base;
      const converted = c.alloc();
      e.at(property.start);
      e.emit(Op.ToPropertyKey, key, converted);
      key = converted;
    }
    return { kind: 'super', home, key, self, node };
  }
  const object = stable(c, expression(c, node.object, ANY), node.computed ? [property, ...later] : later);
  if (property.type === 'PrivateIdentifier') {
    return { kind: 'private', object, key: loadName(c, `#${property.name}`, ANY, property.start), node };
  }
  const name = staticKey(node, property);
  if (typeof name === 'string') return { kind: 'named', object, key: name, node };
  if (name !== null) return { kind: 'element', object, key: c.value(name), node };
  let key = stable(c, expression(c, property, ANY), later);
  if (reused && mayBeObject(property)) {
    const converted = c.isTemporary(key) ? key : c.alloc();
    e.at(property.start);
    e.emit(Op.ToElementKey, object, key, converted);
    key = converted;
  }
  return { kind: 'element', object, key, node };
}

/** Whether an expression's value can be an object, whose conversion to a key runs code. */
function mayBeObject(node: Node): boolean {
  switch (node.type) {
    case 'Literal':
      return node.regex !== undefined;
    case 'TemplateLiteral':
    case 'BinaryExpression':
    case 'UpdateExpression':
    case 'UnaryExpression':
      return false;
    default:
      return true;
  }
}

/** Reads what will be written. Like V8, leaves the position at what came before. */
export function getReference(c: Context, reference: MemberReference, dst: Reg): Reg {
  const { e } = c;
  const out = c.out(dst);
  switch (reference.kind) {
    case 'named':
      e.emit(Op.GetProp, reference.object, c.name(reference.key), c.newCache(), out);
      break;
    case 'element':
      e.emit(Op.GetElem, reference.object, reference.key, out);
      break;
    case 'private':
      e.emit(Op.GetPrivate, reference.object, reference.key, out);
      break;
    case 'super':
      e.emit(Op.GetSuper, reference.home, reference.key, reference.self, out);
      break;
  }
  return out;
}

/** Writes. `offset`: of the operator that does it. */
export function setReference(c: Context, reference: MemberReference, value: Reg, offset: number): void {
  const { e } = c;
  const mark = c.mark();
  const scratch = c.alloc();
  const strict = c.strict ? 1 : 0;
  const { node } = reference;
  e.at(offset);
  switch (reference.kind) {
    case 'named':
      e.calleeRange(node.object.start, node.object.end);
      e.emit(Op.SetProp, reference.object, c.name(reference.key), value, strict, c.newCache(), scratch);
      break;
    case 'element':
      e.calleeRange(node.object.start, node.object.end);
      e.emit(Op.SetElem, reference.object, reference.key, value, strict, scratch);
      break;
    case 'private':
      e.emit(Op.SetPrivate, reference.object, reference.key, value, scratch);
      break;
    case 'super':
      e.emit(Op.SetSuper, reference.home, reference.key, reference.self, value, strict, scratch);
      break;
  }
  c.release(mark);
}
