/** [[SetPrototypeOf]] of objects that are no proxies. */
import type { Machine } from '../machine/machine.ts';
import { materialiseFunction } from '../objects/function-properties.ts';
import { ExoticObject, isProxy, JSFunction, type JSObject } from '../objects/object.ts';
import { markPrototype } from '../objects/property.ts';
import { ShapeFlag } from '../objects/shape.ts';

/** Immutable prototype exotic objects (ECMA-262 §10.4.7): %Object.prototype% of any realm. */
export function isImmutablePrototype(o: JSObject): boolean {
  return o instanceof ExoticObject && o.kind === 'ObjectPrototype';
}

/** OrdinarySetPrototypeOf (ECMA-262 §10.1.2.1) and the exotic ones; false where it is refused. */
export function setPrototypeOf(_m: Machine, o: JSObject, proto: JSObject | null): boolean {
  if (o.shape.proto === proto) return true;
  if (!o.shape.extensible || isImmutablePrototype(o)) return false;
  for (let at = proto; at !== null && !isProxy(at); at = at.shape.proto) if (at === o) return false;
  if (o instanceof JSFunction && (o.shape.flags & ShapeFlag.LazyFunction) !== 0) materialiseFunction(o);
  if (proto !== null) markPrototype(proto);
  o.shape = o.shape.withProto(proto);
  return true;
}
