/**
 * How built-ins are declared: plain tables from which a realm makes its objects on demand. One file a global (`map.ts`), its
 * self-hosted part beside it (`map.js`).
 */
import type { Machine } from '../machine/machine.ts';
import type { ExoticKind, JSFunction, JSObject } from '../objects/object.ts';
import { Attr } from '../objects/shape.ts';
import type { Mark, Value } from '../objects/value.ts';

/**
 * A leaf: works on primitives and own data, never runs guest code, never keeps host state. Arguments not passed are `undefined`.
 * It may answer BAIL, or throw it through a conversion (`ToNumber` of an object), as long as it has not changed anything: then the
 * row's fallback runs instead. Throws guest errors with `m.throwTypeError(…)` and its like.
 */
export type NativeFunction = (m: Machine, self: Value, a: Value, b: Value, c: Value, d: Value) => Value | Mark;
/** The same for functions of any number of arguments. `args` is the callee's to keep. */
export type VariadicNative = (m: Machine, self: Value, args: Value[]) => Value | Mark;

/**
 * A built-in that moves frames: called with `m.frame` the caller's frame, whose pc stands behind the call. It delivers a result with
 * `m.deliver(v)`, or pushes a frame whose return will.
 */
export type SpecialFunction = (
  m: Machine,
  fn: JSFunction,
  self: Value,
  args: Value[],
  newTarget: JSObject | undefined,
) => void;

export interface FunctionSpec {
  readonly name: string;
  readonly length: number;
  readonly native?: NativeFunction;
  readonly variadic?: VariadicNative;
  /**
   * Name of the self-hosted function: the whole implementation if there is no native, else what runs when the native bails. It sees
   * the same `this`, arguments and `new.target`.
   */
  readonly selfHosted?: string;
  /**
   * Conversions for a native without `selfHosted`: one word for `this`, then one an argument, done in order by the self-hosted
   * `CoerceAndCall` when the native bails, which then calls the native again. Words: `-` as it is, `number` ToNumber, `numeric`,
   * `string` ToString, `key` ToPropertyKey, `primitive` ToPrimitive, `bigint` ToBigInt, `boolean`; a final `?` leaves undefined alone;
   * for `this`, `string!` is RequireObjectCoercible then ToString. A last word ending in `…` goes for all further arguments.
   */
  readonly coerce?: string;
  /** Moves frames itself, see `SpecialFunction`. */
  readonly special?: SpecialFunction;
  /** A function of the embedder's, found again by its name (snapshots). */
  readonly host?: true;
  /** A host function that each realm has one of: the name by which a snapshot finds it. */
  readonly hostName?: string;
  /** Has [[Construct]]. A self-hosted constructor gets `this` undefined and `new.target`, and returns the object it made. */
  readonly constructor_?: boolean;
}

export type PropertyKeySpec = string | symbol;

export type PropertySpec =
  | { readonly key: PropertyKeySpec; readonly kind: 'method'; readonly fn: FunctionSpec; readonly attrs: number }
  | {
      readonly key: PropertyKeySpec;
      readonly kind: 'accessor';
      readonly get: FunctionSpec | null;
      readonly set: FunctionSpec | null;
      readonly attrs: number;
    }
  | { readonly key: PropertyKeySpec; readonly kind: 'value'; readonly value: Value; readonly attrs: number }
  /** Another intrinsic. */
  | { readonly key: PropertyKeySpec; readonly kind: 'intrinsic'; readonly id: string; readonly attrs: number }
  /** An accessor whose getter and setter are one intrinsic. */
  | { readonly key: PropertyKeySpec; readonly kind: 'intrinsicAccessor'; readonly id: string; readonly attrs: number }
  /** The same function object as another property of this object. */
  | { readonly key: PropertyKeySpec; readonly kind: 'alias'; readonly of: PropertyKeySpec; readonly attrs: number };

/** An intrinsic object of a realm, named as in ECMA-262 (`%MapPrototype%`; for `%Map.prototype%` we write `%MapPrototype%`). */
export interface IntrinsicSpec {
  readonly id: string;
  /** Intrinsic id of [[Prototype]], or null. */
  readonly proto: string | null;
  /** A function object; `length` and `name` come first among its properties by themselves. */
  readonly fn?: FunctionSpec;
  /** An object with internal slots (for example Array.prototype is an 'Array', Boolean.prototype a 'Boolean' holding false). */
  readonly exotic?: { readonly kind: ExoticKind; readonly data: unknown } | 'Array';
  /** Not extensible, with all its properties read-only and not configurable (%ThrowTypeError%). */
  readonly frozen?: true;
  readonly properties: readonly PropertySpec[];
}

/** Leaf operations that self-hosted code calls as `$name(…)`. `self` is undefined. Same rules as natives; they never bail. */
export type Intrinsics = Readonly<Record<string, NativeFunction>>;
/** The same with any number of arguments. */
export type VariadicIntrinsics = Readonly<Record<string, VariadicNative>>;

/** One built-in file's declarations. */
export interface BuiltinModule {
  readonly objects: readonly IntrinsicSpec[];
  /** Properties of the global object. */
  readonly globals: readonly PropertySpec[];
  readonly intrinsics?: Intrinsics;
  readonly variadicIntrinsics?: VariadicIntrinsics;
}

type Implementation = Partial<Pick<FunctionSpec, 'native' | 'variadic' | 'special' | 'selfHosted' | 'coerce'>>;

function keyName(key: PropertyKeySpec): string {
  return typeof key === 'string' ? key : `[${key.description ?? ''}]`;
}

/** A method property: writable, configurable, not enumerable. */
export function method(
  key: PropertyKeySpec,
  length: number,
  implementation: Implementation,
  name = keyName(key),
): PropertySpec {
  return { key, kind: 'method', fn: { name, length, ...implementation }, attrs: Attr.Method };
}

export function getter(
  key: PropertyKeySpec,
  implementation: Implementation,
  set: Implementation | null = null,
): PropertySpec {
  return {
    key,
    kind: 'accessor',
    get: { name: `get ${keyName(key)}`, length: 0, ...implementation },
    set: set === null ? null : { name: `set ${keyName(key)}`, length: 1, ...set },
    attrs: Attr.Configurable,
  };
}

export function value(key: PropertyKeySpec, v: Value, attrs: number = Attr.None): PropertySpec {
  return { key, kind: 'value', value: v, attrs };
}

export function intrinsic(key: PropertyKeySpec, id: string, attrs: number = Attr.Method): PropertySpec {
  return { key, kind: 'intrinsic', id, attrs };
}

export function alias(key: PropertyKeySpec, of: PropertyKeySpec, attrs: number = Attr.Method): PropertySpec {
  return { key, kind: 'alias', of, attrs };
}

/** The function of a constructor. */
export function constructor_(name: string, length: number, implementation: Implementation): FunctionSpec {
  return { name, length, ...implementation, constructor_: true };
}
