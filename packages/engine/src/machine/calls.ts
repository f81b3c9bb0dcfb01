/**
 * Calls: pushing and popping frames. The interpreter has the common case inline; everything here is the general case. All of these
 * are entered with `m.frame` the calling frame, its pc already behind the call instruction.
 */
import { type Body, CodeFlag } from '../bytecode/code.ts';
import {
  Accessor,
  type BoundData,
  ExoticObject,
  isObject,
  JSFunction,
  type JSObject,
  PlainObject,
  type ProxyData,
} from '../objects/object.ts';
import { getOwnSlot, lookup } from '../objects/property.ts';
import type { Shape } from '../objects/shape.ts';
import { BAIL, HOLE, TDZ, type Value } from '../objects/value.ts';
import { calleeText } from './callee-text.ts';
import { Frame, RETURNED } from './frame.ts';
import { GuestThrow, InternalFault } from './guest-throw.ts';
import { link } from './link.ts';
import type { LinkedCode } from './linked-code.ts';
import type { Machine } from './machine.ts';

/** Takes a frame from the code's pool, or makes one, and links it on top of the stack. Arguments are not set. */
export function pushFrame(m: Machine, lc: LinkedCode, fn: JSFunction): Frame {
  if (lc.body === null) link(lc);
  if (++m.depth > m.depthMark) deepen(m);
  let f = lc.pool;
  if (f !== null) {
    lc.pool = f.caller;
    f.fn = fn;
  } else {
    f = new Frame(lc, fn);
    m.framesCreated++;
    m.allocated += lc.frameBytes;
  }
  m.framesPushed++;
  f.caller = m.frame;
  f.pc = 0;
  m.frame = f;
  m.realm = lc.realm;
  return f;
}

/** A new deepest call: allowed, or the guest's RangeError. The frame is not pushed then. */
export function deepen(m: Machine): void {
  if (m.depth > m.options.maxDepth) {
    m.depth--;
    throw new GuestThrow(m.newError('RangeError', 'Maximum call stack size exceeded'));
  }
  m.depthMark = m.depth;
}

/** Takes the newest frame off the stack and gives it back to its code's pool, unless something refers to it. */
export function popFrame(m: Machine): void {
  const f = m.frame as Frame;
  m.frame = f.caller;
  m.depth--;
  m.framesReturned++;
  releaseFrame(f);
  if (m.frame !== null) m.realm = m.frame.code.realm;
}

/** Ends a frame's life as an activation. */
export function releaseFrame(f: Frame): void {
  const lc = f.code;
  if (f.kept) {
    // It stays as a record: its bindings live on, the rest of it does not.
    f.pc = RETURNED;
    f.caller = null;
    f.newTarget = undefined;
    f.args = null;
    f.activity = null;
    clearTemporaries(f);
    return;
  }
  const r = f.slots;
  for (let i = lc.registerCount - 1; i >= 0; i--) r[i] = undefined;
  f.newTarget = undefined;
  f.args = null;
  f.activity = null;
  f.caller = lc.pool;
  lc.pool = f;
}

/** What a record's function has of temporaries, by code: registers that no binding owns. */
const temporaries = new WeakMap<Body, readonly number[]>();

function clearTemporaries(f: Frame): void {
  const { body } = f.code;
  if (body === null) return;
  let registers = temporaries.get(body);
  if (registers === undefined) {
    const bound = new Set<number>();
    for (const b of body.bindings) if (b.place === 'register' || b.place === 'cell') bound.add(b.index);
    const list: number[] = [];
    for (let r = 0; r < body.registerCount; r++) if (!bound.has(r)) list.push(r);
    registers = list;
    temporaries.set(body, registers);
  }
  for (const r of registers) f.slots[r] = undefined;
}

function setArguments(f: Frame, lc: LinkedCode, self: Value, args: Value[]): void {
  const s = f.slots;
  s[0] = self;
  const n = Math.min(args.length, lc.parameterCount);
  for (let i = 0; i < n; i++) s[i + 1] = args[i];
  if ((lc.flags & CodeFlag.KeepsArguments) !== 0) f.args = args;
}

/** [[Call]] of anything; a TypeError if it is no function. The result goes to the calling instruction's destination. */
export function callValue(m: Machine, f: unknown, self: Value, args: Value[]): void {
  if (f instanceof JSFunction) {
    callFunction(m, f, self, args, undefined);
    return;
  }
  if (f instanceof ExoticObject) {
    if (f.kind === 'BoundFunction') {
      const b = innermostBound(f);
      callValue(m, b.target, b.self, boundArguments(m, f, args));
      return;
    }
    if (f.kind === 'Proxy' && (f.data as ProxyData).callable) {
      callHelper(m, 'ProxyCall', [f, self, m.realm.newArray(args)]);
      return;
    }
    if (f.kind === 'IsHTMLDDA') {
      m.deliver(null);
      return;
    }
  }
  m.throwTypeError(`${calleeText(m, f as Value)} is not a function`);
}

function isBound(o: JSObject): o is ExoticObject {
  return o instanceof ExoticObject && o.kind === 'BoundFunction';
}

/** The last of the bound functions of which each is bound of the next: its `this` is what the target gets. */
function innermostBound(f: ExoticObject): BoundData {
  let b = f.data as BoundData;
  while (isBound(b.target)) b = b.target.data as BoundData;
  return b;
}

/**
 * The arguments that the target of a bound function gets (ECMA-262 §10.4.1.1): those of the innermost first. In one go: each of a long
 * chain would copy those of all outside it.
 */
function boundArguments(m: Machine, f: ExoticObject, args: Value[]): Value[] {
  const { target, args: given } = f.data as BoundData;
  if (!isBound(target)) return given.length === 0 ? args : given.concat(args);
  const lists: (readonly Value[])[] = [args];
  let count = args.length;
  let steps = 0;
  for (let at: JSObject = f; isBound(at); at = (at.data as BoundData).target) {
    const own = (at.data as BoundData).args;
    steps++;
    if (own.length === 0) continue;
    lists.push(own);
    count += own.length;
  }
  m.useFuel(steps);
  m.charge(8 * count);
  return lists.reverse().flat() as Value[];
}

/** [[Call]] (newTarget undefined) or [[Construct]] of a function object whose `this` is settled. */
export function callFunction(
  m: Machine,
  f: JSFunction,
  self: Value,
  args: Value[],
  newTarget: JSObject | undefined,
): void {
  const lc = f.code;
  if (lc.special !== null) {
    inRealm(m, lc, () => lc.special?.(m, f, self, args, newTarget));
    return;
  }
  if (newTarget === undefined && (lc.native !== null || lc.variadic !== null)) {
    callNative(m, f, self, args);
    return;
  }
  if ((lc.flags & CodeFlag.Class) !== 0 && newTarget === undefined) {
    const realm = m.realm;
    m.realm = lc.realm;
    const e = m.newError(
      'TypeError',
      `Class constructor${lc.name === '' ? 's' : ` ${lc.name}`} cannot be invoked without 'new'`,
    );
    m.realm = realm;
    throw new GuestThrow(e);
  }
  const frame = pushFrame(m, lc, f);
  setArguments(frame, lc, self, args);
  frame.newTarget = newTarget;
}

/** Runs `action` with the callee's realm as the running one. */
function inRealm(m: Machine, lc: LinkedCode, action: () => void): void {
  const realm = m.realm;
  if (lc.realm === realm) {
    action();
    return;
  }
  m.realm = lc.realm;
  try {
    action();
  } finally {
    if (m.frame !== null) m.realm = m.frame.code.realm;
    else m.realm = realm;
  }
}

/** Calls a native, falling back to its self-hosted form where it bails. */
export function callNative(m: Machine, f: JSFunction, self: Value, args: Value[]): void {
  const lc = f.code;
  const realm = m.realm;
  m.realm = lc.realm;
  let v: unknown;
  try {
    v =
      lc.native !== null
        ? lc.native(m, self, args[0], args[1], args[2], args[3])
        : // The native may keep its list; ours may be the frame's.
          (lc.variadic as NonNullable<typeof lc.variadic>)(m, self, args);
  } catch (e) {
    if (e !== BAIL) throw e;
    v = BAIL;
  } finally {
    m.realm = realm;
  }
  if (v === BAIL) nativeFallback(m, f, self, args);
  else m.deliver(v as Value);
}

/** What runs when a native has bailed. */
export function nativeFallback(m: Machine, f: JSFunction, self: Value, args: Value[]): void {
  const lc = f.code;
  if (lc.code !== null) {
    const frame = pushFrame(m, lc, f);
    setArguments(frame, lc, self, args);
    return;
  }
  const coerce = lc.spec?.coerce;
  if (coerce === undefined) throw new InternalFault(`${lc.name} has neither a fallback nor coercions`);
  const realm = m.realm;
  m.realm = lc.realm;
  callHelper(m, 'CoerceAndCall', [f, self, m.realm.newArray(args), coerce]);
  if (m.frame === null) m.realm = realm;
}

/** Calls a self-hosted function of the running realm. */
export function callHelper(m: Machine, name: string, args: Value[]): void {
  const f = m.realm.helper(name);
  const frame = pushFrame(m, f.code, f);
  setArguments(frame, f.code, undefined, args);
}

/** Construct(f, args, newTarget) of anything (ECMA-262 §7.3.15); a TypeError if `f` is no constructor. */
export function constructValue(m: Machine, f: unknown, args: Value[], newTarget: JSObject): void {
  if (f instanceof JSFunction && f.code.isConstructor) {
    constructFunction(m, f, args, newTarget);
    return;
  }
  if (f instanceof ExoticObject) {
    if (f.kind === 'BoundFunction') {
      // A bound function that is itself the new target stands for its target (§10.4.1.2 step 5).
      let target: JSObject = newTarget;
      for (let at: JSObject = f; isBound(at); at = (at.data as BoundData).target)
        if (target === at) target = (at.data as BoundData).target;
      constructValue(m, innermostBound(f).target, boundArguments(m, f, args), target);
      return;
    }
    if (f.kind === 'Proxy' && (f.data as ProxyData).constructor_) {
      callHelper(m, 'ProxyConstruct', [f, m.realm.newArray(args), newTarget]);
      return;
    }
  }
  m.throwTypeError(`${calleeText(m, f as Value)} is not a constructor`);
}

function constructFunction(m: Machine, f: JSFunction, args: Value[], newTarget: JSObject): void {
  const lc = f.code;
  if (lc.special !== null) {
    inRealm(m, lc, () => lc.special?.(m, f, undefined, args, newTarget));
    return;
  }
  if ((lc.flags & CodeFlag.SelfHosted) !== 0) {
    if (lc.code === null) throw new InternalFault(`native constructor ${lc.name} has no self-hosted form`);
    callFunction(m, f, undefined, args, newTarget);
    return;
  }
  if ((lc.flags & CodeFlag.Derived) !== 0) {
    // The register of `this` starts uninitialised.
    const frame = pushFrame(m, lc, f);
    setArguments(frame, lc, undefined, args);
    frame.slots[0] = TDZ;
    frame.newTarget = newTarget;
    return;
  }
  const shape = constructedShape(m, lc, newTarget);
  if (shape === null) {
    callHelper(m, 'ConstructSlow', [f, m.realm.newArray(args), newTarget]);
    return;
  }
  m.allocated += 80;
  callFunction(m, f, new PlainObject(shape, undefined, undefined, undefined, undefined), args, newTarget);
}

/**
 * Shape of the object that an ordinary constructor makes: OrdinaryCreateFromConstructor (ECMA-262 §10.1.13). Null where reading
 * newTarget's `prototype` needs guest code.
 */
export function constructedShape(m: Machine, lc: LinkedCode, newTarget: JSObject): Shape | null {
  const slot = newTarget instanceof JSFunction ? getOwnSlot(newTarget, 'prototype') : HOLE;
  const proto = slot === HOLE ? lookup(newTarget, 'prototype') : slot;
  if (proto instanceof Accessor || proto === BAIL) return null;
  const realm = newTarget instanceof JSFunction ? newTarget.code.realm : null;
  if (!isObject(proto) || proto === (HOLE as unknown)) {
    if (realm === null) return null;
    return realm.objectShape;
  }
  const shape = m.realm.plainRoot(proto as JSObject);
  lc.thisPrototype = proto as JSObject;
  lc.thisShape = shape;
  lc.constructorShape = null;
  if (newTarget instanceof JSFunction && newTarget.code === lc) {
    const i = newTarget.shape.lookup('prototype');
    if (i >= 0) {
      lc.constructorShape = newTarget.shape;
      lc.prototypeSlot = i;
    }
  }
  return shape;
}

/**
 * A call in tail position of the newest frame (PrepareForTailCall, ECMA-262 §15.10.4): the frame goes before the callee's comes. Only
 * for guest functions; anything else is called as usual. A constructor's frame has its return value checked, so it stays.
 */
export function tailCall(m: Machine, f: unknown, self: Value, args: Value[]): void {
  const frame = m.frame as Frame;
  if (f instanceof JSFunction && frame.newTarget === undefined && !frame.kept) {
    const lc = f.code;
    if (
      lc.native === null &&
      lc.variadic === null &&
      lc.special === null &&
      (lc.flags & (CodeFlag.Class | CodeFlag.SelfHosted)) === 0
    ) {
      popFrame(m);
      callFunction(m, f, self, args, undefined);
      return;
    }
  }
  callValue(m, f, self, args);
}

/** [[Construct]] with a prototype found already (`ConstructSlow`). */
export function constructWithPrototype(
  m: Machine,
  f: JSFunction,
  args: Value[],
  newTarget: JSObject,
  proto: JSObject,
): void {
  callFunction(m, f, m.realm.newObject(proto), args, newTarget);
}
