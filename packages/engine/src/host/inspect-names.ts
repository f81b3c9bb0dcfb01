/** What inspection calls an object: its constructor's name, its tag, its class, read without running guest code. */
import { CodeFlag } from '../bytecode/code.ts';
import {
  type BoundData,
  ExoticObject,
  IsCallable,
  isObject,
  JSArray,
  JSFunction,
  type JSObject,
  type ProxyData,
} from '../objects/object.ts';
import { getOwnSlot, hasOwn, lookup, ownAttrs } from '../objects/property.ts';
import { Attr, ShapeFlag } from '../objects/shape.ts';
import type { TypedArrayData } from '../objects/typed-array.ts';
import { HOLE, symbols } from '../objects/value.ts';

/** An object that is no Proxy: the innermost target. Null for revoked proxies. */
export function unwrapProxy(o: JSObject): JSObject | null {
  let at: JSObject | null = o;
  while (at instanceof ExoticObject && at.kind === 'Proxy') at = (at.data as ProxyData).target;
  return at;
}

/** [[GetPrototypeOf]] with proxies read as their targets. */
export function prototypeOf(o: JSObject): JSObject | null {
  const proto = o.shape.proto;
  return proto === null ? null : unwrapProxy(proto);
}

/** Has the function's `length`, `name` and `prototype` never been touched? Reading them would make them exist. */
export function isUntouchedFunction(o: JSObject): o is JSFunction {
  return (o.shape.flags & ShapeFlag.LazyFunction) !== 0;
}

/** Value of `name` of a function, '' where it is no string. */
export function functionName(f: JSObject): string {
  if (isUntouchedFunction(f)) return f.code.name;
  const name = lookup(f, 'name');
  return typeof name === 'string' ? name : '';
}

export function isClass(f: JSObject): boolean {
  return f instanceof JSFunction && (f.code.flags & CodeFlag.Class) !== 0;
}

/** OrdinaryHasInstance without guest code. */
function isInstance(o: JSObject, maker: JSObject): boolean {
  let c = maker;
  while (c instanceof ExoticObject && c.kind === 'BoundFunction') c = (c.data as BoundData).target;
  const proto = lookup(c, 'prototype');
  if (!isObject(proto)) return false;
  for (let at = prototypeOf(o); at !== null; at = prototypeOf(at)) if (at === proto) return true;
  return false;
}

/** Name of the nearest constructor that `o` is an instance of; undefined if there is none. */
export function nearestConstructor(o: JSObject): string | undefined {
  for (let at: JSObject | null = o; at !== null; at = prototypeOf(at)) {
    const maker = getOwnSlot(at, 'constructor');
    if (!IsCallable(maker)) continue;
    const name = functionName(maker);
    if (name !== '' && isInstance(o, maker)) return name;
  }
  return undefined;
}

/** What an object is by its internal slots, where no constructor can be named. */
export function className(o: JSObject): string {
  if (o instanceof JSArray) return 'Array';
  if (!(o instanceof ExoticObject)) return IsCallable(o) ? 'Function' : 'Object';
  switch (o.kind) {
    case 'BoundFunction':
      return 'Function';
    case 'TypedArray':
      return typedArrayName(o);
    case 'Intrinsic':
    case 'ObjectPrototype':
    case 'Arguments':
    case 'Global':
    case 'Generator':
    case 'AsyncGenerator':
    case 'ModuleNamespace':
      return 'Object';
    default:
      return o.kind;
  }
}

export function typedArrayName(o: ExoticObject): string {
  return `${(o.data as TypedArrayData).type}Array`;
}

/** Symbol.toStringTag, unless it is an enumerable property of the object's own, which is printed anyway. */
export function tagOf(o: JSObject, showHidden: boolean): string {
  const tag = lookup(o, symbols.toStringTag);
  if (o instanceof ExoticObject && o.kind === 'TypedArray' && typeof tag !== 'string')
    return tag === HOLE ? '' : typedArrayName(o);
  if (typeof tag !== 'string' || tag === '') return '';
  if (!hasOwn(o, symbols.toStringTag)) return tag;
  return showHidden || (ownAttrs(o, symbols.toStringTag) & Attr.Enumerable) !== 0 ? '' : tag;
}

/** `Name(size) [tag] `, as it stands before the brace. `constructorName` null: no prototype. */
export function prefixOf(constructorName: string | null, tag: string, fallback: string, size = ''): string {
  if (constructorName === null) {
    const head = `[${fallback}${size}: null prototype] `;
    return tag !== '' && tag !== fallback ? `${head}[${tag}] ` : head;
  }
  return tag !== '' && tag !== constructorName ? `${constructorName}${size} [${tag}] ` : `${constructorName}${size} `;
}
