/** What V8 calls the functions, types and methods of a stack trace. No guest code runs. */
import { CodeFlag } from '../bytecode/code.ts';
import { Accessor, ExoticObject, isObject, isProxy, JSFunction, type JSObject, type Slot } from '../objects/object.ts';
import { getOwnSlot, lookup, ownAttrs, ownKeys } from '../objects/property.ts';
import { Attr, ShapeFlag } from '../objects/shape.ts';
import { keyOfString, keyToValue, type PropertyKey, symbols } from '../objects/value.ts';
import type { GeneratorState } from './activity.ts';
import { type CallSite, SiteFlag } from './call-sites.ts';
import { prototypeOfPrimitive } from './get-property.ts';
import { inferredName } from './inferred-name.ts';
import type { LinkedCode } from './linked-code.ts';

/** Code of an eval, or made by `Function` from text, or inside such code. */
export function isEvalCode(code: LinkedCode): boolean {
  return code.evalOrigin !== null;
}

/** Has nobody touched the properties that functions are born with? Then a look must not make them: it would be seen in a snapshot. */
function isUntouched(o: JSObject): boolean {
  return (o.shape.flags & ShapeFlag.LazyFunction) !== 0;
}

function nameSlot(fn: JSFunction): Slot {
  return isUntouched(fn) ? fn.code.name : getOwnSlot(fn, 'name');
}

/** Own data property `name`, where it is a text; else the name that the function was declared by or is assigned to. */
export function debugName(fn: JSFunction): string {
  const own = nameSlot(fn);
  if (typeof own === 'string' && own !== '') return own;
  return fn.code.name !== '' ? fn.code.name : inferredName(fn.code.code);
}

export function functionNameOf({ fn }: CallSite): string | null {
  if ((fn.code.flags & CodeFlag.TopLevel) !== 0) return isEvalCode(fn.code) ? 'eval' : null;
  const name = isMadeFromText(fn) ? '' : debugName(fn);
  if (name !== '') return name;
  return isEvalCode(fn.code) ? 'eval' : null;
}

/** A function that `Function` has made has the name `anonymous`, which its text has not. */
function isMadeFromText(fn: JSFunction): boolean {
  return isEvalCode(fn.code) && fn.code.name === '' && nameSlot(fn) === 'anonymous';
}

/** Called without a receiver, or on the global object. */
export function isTopLevelSite({ fn, self }: CallSite): boolean {
  return self === undefined || self === null || self === fn.code.realm.globalObject;
}

export function typeNameOf({ fn, self }: CallSite): string | null {
  if (self === undefined || self === null || self === fn.code.realm.globalObject) return null;
  if (!isObject(self)) return constructorNameOf(prototypeOfPrimitive(fn.code.realm.machine, self), null);
  return isProxy(self) ? 'Proxy' : constructorNameOf(self, self);
}

/** The same in a line of a trace, where classes stand by their own names. */
function typeInTrace(s: CallSite): string | null {
  const { self } = s;
  const name = self instanceof JSFunction && (self.code.flags & CodeFlag.Class) !== 0 ? debugName(self) : '';
  return name === '' ? typeNameOf(s) : name;
}

/** `receiver`: an object that does not name its constructor where it is itself the prototype. */
function constructorNameOf(o: JSObject, receiver: JSObject | null): string {
  if (o instanceof ExoticObject && (o.kind === 'Generator' || o.kind === 'AsyncGenerator')) {
    const name = (o.data as GeneratorState | null)?.frame?.fn.code.name;
    if (name !== undefined && name !== '') return name;
  }
  for (let at: JSObject | null = o; at !== null && !isProxy(at); at = at.shape.proto) {
    const tag = getOwnSlot(at, symbols.toStringTag);
    if (typeof tag === 'string') return tag;
    const maker = getOwnSlot(at, 'constructor');
    if (!(maker instanceof JSFunction) || (!isUntouched(maker) && getOwnSlot(maker, 'prototype') === receiver))
      continue;
    const name = maker.code.name;
    if (name !== '' && name !== 'Object') return name;
  }
  return o instanceof JSFunction ? 'Function' : 'Object';
}

/** The property by which the receiver has the function; null where there is none, or more than one. */
export function methodNameOf({ fn, self }: CallSite): string | null {
  if (self === undefined || self === null) return null;
  const o = isObject(self) ? self : prototypeOfPrimitive(fn.code.realm.machine, self);
  const { name } = fn.code;
  if (name === '<instance_members_initializer>') return null;
  if (name === '<static_initializer>') return name;
  const stripped = /^[gs]et /.test(name) ? name.slice(4) : name;
  if (stripped !== '' && isMethod(lookup(o, keyOfString(stripped)), fn)) return stripped;
  let found: PropertyKey | null = null;
  for (let at: JSObject | null = o; at !== null && !isProxy(at); at = at.shape.proto) {
    // What an untouched function is born with is not enumerable.
    if (isUntouched(at)) continue;
    for (const key of ownKeys(at)) {
      if (typeof key === 'number' || (ownAttrs(at, key) & Attr.Enumerable) === 0 || !isMethod(getOwnSlot(at, key), fn))
        continue;
      if (found !== null) return null;
      found = key;
    }
  }
  return found === null || typeof found === 'symbol' ? null : String(keyToValue(found));
}

function isMethod(slot: Slot, fn: JSFunction): boolean {
  return slot instanceof Accessor ? slot.get === fn || slot.set === fn : slot === fn;
}

const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u;

/** What stands before the place in a line of the trace; empty where there is only the place. */
export function siteHead(s: CallSite): string {
  const name = functionNameOf(s);
  const prefix = (s.flags & SiteFlag.Async) !== 0 ? 'async ' : '';
  if ((s.flags & SiteFlag.Construct) !== 0) return `${prefix}new ${name ?? '<anonymous>'}`;
  if (isTopLevelSite(s)) return name === null ? prefix : prefix + name;
  const type = typeInTrace(s);
  const method = methodNameOf(s);
  if (name === null) return `${prefix}${type === null ? '' : `${type}.`}${method ?? '<anonymous>'}`;
  const qualified = type !== null && IDENTIFIER.test(name) ? `${type}.${name}` : name;
  const alias = method !== null && name !== method && !name.endsWith(`.${method}`) ? ` [as ${method}]` : '';
  return `${prefix}${qualified}${alias}`;
}
