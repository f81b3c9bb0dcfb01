/** Function (ECMA-262 §20.2). */
import { CodeFlag } from '../bytecode/code.ts';
import type { Machine } from '../machine/machine.ts';
import { functionApply, functionCall, globalEval } from '../machine/specials.ts';
import {
  type BoundData,
  ExoticObject,
  IsCallable,
  type JSArray,
  JSFunction,
  type JSObject,
} from '../objects/object.ts';
import { addProperty, elementsOf, getOwnSlot } from '../objects/property.ts';
import { Attr, ShapeFlag } from '../objects/shape.ts';
import { BAIL, type Mark, symbols, type Value } from '../objects/value.ts';
import { type BuiltinModule, constructor_, intrinsic, method } from './spec.ts';

/** BoundFunctionCreate (ECMA-262 §10.4.1.3), its `length` and `name` aside. */
function boundFunction(
  m: Machine,
  target: JSObject,
  proto: JSObject | null,
  self: Value,
  args: readonly Value[],
): ExoticObject {
  const data: BoundData = { target, self, args };
  m.charge(128 + 8 * args.length);
  return new ExoticObject(m.realm.rootShape(proto), 'BoundFunction', data);
}

/** Function.prototype.bind (ECMA-262 §20.2.3.2) of functions whose `length` and `name` are own data. */
function bind(m: Machine, target: Value, args: Value[]): Value | Mark {
  if (!(target instanceof JSFunction)) return BAIL;
  const untouched = (target.shape.flags & ShapeFlag.LazyFunction) !== 0;
  const length = untouched ? target.code.length : getOwnSlot(target, 'length');
  const name = untouched ? target.code.name : getOwnSlot(target, 'name');
  if (typeof length !== 'number' || !Number.isInteger(length) || typeof name !== 'string') return BAIL;
  const bound = boundFunction(m, target, target.shape.proto, args[0], args.slice(1));
  addProperty(bound, 'length', Math.max(length - Math.max(args.length - 1, 0), 0), Attr.Configurable);
  addProperty(bound, 'name', `bound ${name}`, Attr.Configurable);
  return bound;
}

/** What may stand for the name in a NativeFunction: a property name, perhaps after `get` or `set`. */
const NATIVE_NAME = /^(?:[gs]et )?(?:[\p{ID_Start}$_][\p{ID_Continue}$]*|\[[^[\]]*\])$/u;

/** Function.prototype.toString (ECMA-262 §20.2.3.5). */
export function functionText(m: Machine, f: Value): string {
  if (f instanceof JSFunction) {
    const { code, spec, name, flags } = f.code;
    if (spec !== null || code === null) return `function ${NATIVE_NAME.test(name) ? name : ''}() { [native code] }`;
    if ((flags & CodeFlag.SelfHosted) !== 0) return 'function () { [native code] }';
    return code.source.text.slice(code.start, code.end);
  }
  if (IsCallable(f)) return 'function () { [native code] }';
  return m.throwTypeError("Function.prototype.toString requires that 'this' be a Function");
}

export const functions: BuiltinModule = {
  objects: [
    {
      id: '%Function%',
      proto: '%FunctionPrototype%',
      fn: constructor_('Function', 1, { selfHosted: 'FunctionConstructor' }),
      properties: [intrinsic('prototype', '%FunctionPrototype%', Attr.None)],
    },
    {
      id: '%FunctionPrototype%',
      proto: '%ObjectPrototype%',
      fn: { name: '', length: 0, native: () => undefined },
      properties: [
        { key: 'arguments', kind: 'intrinsicAccessor', id: '%ThrowTypeError%', attrs: Attr.Configurable },
        { key: 'caller', kind: 'intrinsicAccessor', id: '%ThrowTypeError%', attrs: Attr.Configurable },
        intrinsic('constructor', '%Function%'),
        method('apply', 2, { special: functionApply }),
        method('bind', 1, { variadic: bind, selfHosted: 'FunctionPrototypeBind' }),
        method('call', 1, { special: functionCall }),
        method('toString', 0, { native: functionText }),
        {
          key: symbols.hasInstance,
          kind: 'method',
          fn: { name: '[Symbol.hasInstance]', length: 1, selfHosted: 'FunctionPrototypeHasInstance' },
          attrs: Attr.None,
        },
      ],
    },
    {
      id: '%ThrowTypeError%',
      proto: '%FunctionPrototype%',
      fn: {
        name: '',
        length: 0,
        native: (m) =>
          m.throwTypeError(
            "'caller', 'callee', and 'arguments' properties may not be accessed on strict mode functions or the arguments objects for calls to them",
          ),
      },
      frozen: true,
      properties: [],
    },
    {
      id: '%eval%',
      proto: '%FunctionPrototype%',
      fn: { name: 'eval', length: 1, special: globalEval },
      properties: [],
    },
  ],
  globals: [intrinsic('Function', '%Function%'), intrinsic('eval', '%eval%')],
  intrinsics: {
    boundFunctionCreate: (m, _self, target, proto, self, list) =>
      boundFunction(
        m,
        target as JSObject,
        proto as JSObject | null,
        self,
        elementsOf(list as JSArray).slice() as Value[],
      ),
  },
};
