/** Built-ins that move frames (see `SpecialFunction` in builtins/spec.ts). */
import { ExoticObject, IsCallable, isObject, JSArray, type JSFunction, type JSObject } from '../objects/object.ts';
import { getOwnSlot } from '../objects/property.ts';
import { ShapeFlag } from '../objects/shape.ts';
import { HOLE, type Value } from '../objects/value.ts';
import { calleeText } from './callee-text.ts';
import { callHelper, callNative, callValue, constructWithPrototype } from './calls.ts';
import type { Machine } from './machine.ts';

export { globalEval } from './eval.ts';
export {
  asyncGeneratorNext,
  asyncGeneratorReturnMethod,
  asyncGeneratorThrow,
  generatorNext,
  generatorReturnMethod,
  generatorThrow,
} from './suspend.ts';

/** Function.prototype.call (ECMA-262 §20.2.3.3). */
export function functionCall(m: Machine, _fn: JSFunction, self: Value, args: Value[]): void {
  callValue(m, self, args[0], args.slice(1));
}

/** Function.prototype.apply (§20.2.3.1): at once for a list that can be read without anybody noticing, else self-hosted. */
export function functionApply(m: Machine, _fn: JSFunction, self: Value, args: Value[]): void {
  if (!IsCallable(self)) m.throwTypeError(`${calleeText(m, self)} is not a function`);
  const arrayLike = args[1];
  if (arrayLike === undefined || arrayLike === null) {
    callValue(m, self, args[0], []);
    return;
  }
  if (!isObject(arrayLike)) m.throwTypeError('CreateListFromArrayLike called on non-object');
  const list = argumentList(m, arrayLike);
  if (list === null) callHelper(m, 'FunctionApplySlow', [self, args[0], arrayLike]);
  else callValue(m, self, args[0], list);
}

/** The elements of an array or an arguments object, a list of their own; null where reading them may have effects. */
function argumentList(m: Machine, o: JSObject): Value[] | null {
  if ((o.shape.flags & ShapeFlag.IndexKeys) !== 0) return null;
  let n: number;
  if (o instanceof JSArray) n = o.length;
  else if (o instanceof ExoticObject && o.kind === 'Arguments') {
    const length = getOwnSlot(o, 'length');
    if (typeof length !== 'number' || length !== o.elements.length) return null;
    n = length;
  } else return null;
  m.charge(16 * n);
  m.useFuel(n >> 4);
  const out: Value[] = [];
  for (let i = 0; i < n; i++) {
    const v = getOwnSlot(o, i);
    if (v === HOLE && m.space.indexedPrototypes) return null;
    out.push(v === HOLE ? undefined : (v as Value));
  }
  return out;
}

/** An array whose elements can be read without anybody noticing. */
export function isDense(m: Machine, v: Value): v is JSArray {
  if (!(v instanceof JSArray) || (v.shape.flags & ShapeFlag.IndexKeys) !== 0) return false;
  void m;
  const e = v.elements;
  for (let i = 0; i < e.length; i++) if (e[i] === HOLE) return false;
  return true;
}

/** `CallNative(fn, self, list)`: calls a native whose arguments are converted now. */
export function callNativeAgain(m: Machine, _fn: JSFunction, _self: Value, args: Value[]): void {
  callNative(m, args[0] as JSFunction, args[1], (args[2] as JSArray).elements as Value[]);
}

/** `ConstructWithPrototype(fn, list, newTarget, proto)`. */
export function constructWithPrototypeSpecial(m: Machine, _fn: JSFunction, _self: Value, args: Value[]): void {
  constructWithPrototype(
    m,
    args[0] as JSFunction,
    (args[1] as JSArray).elements.slice() as Value[],
    args[2] as JSObject,
    args[3] as JSObject,
  );
}
