/**
 * Code as one machine holds it: a `FunctionCode` (immutable, shared) with what belongs to this machine and realm: inline caches, fused
 * bytecode, the frame pool, links to inner functions. Never part of a saved state.
 */

import type { ModuleRecord } from '../agent/module.ts';
import type { Realm } from '../agent/realm.ts';
import type { FunctionSpec, NativeFunction, SpecialFunction, VariadicNative } from '../builtins/spec.ts';
import type { Body, CodeKind, FunctionCode } from '../bytecode/code.ts';
import { CodeFlag } from '../bytecode/code.ts';
import type { ExoticObject, JSFunction, JSObject, Slot } from '../objects/object.ts';
import type { Shape } from '../objects/shape.ts';
import type { Frame } from './frame.ts';
import type { Cell } from './records.ts';

/** Slot of a cache that remembers that the property is absent. */
export const ABSENT = -4;

/** What one site remembers of the last object it saw. */
export class InlineCache {
  /** Receiver's shape, or null: empty. */
  shape: Shape | null = null;
  /** Property index in the receiver or holder. */
  slot = 0;
  /** Null: the receiver's own property. Else the prototype that has it, valid while `epoch` is the space's. */
  holder: JSObject | null = null;
  epoch = 0;
  /** SetProp and DefineProp that add: the shape after. */
  next: Shape | null = null;
  /** GetProp on a string: the method's slot in String.prototype while `stringEpoch` is the space's; slot -2: it is `length`. */
  stringEpoch = 0;
  stringSlot = 0;
  /** GetProp and SetProp that find an accessor: receiver's shape and what is called, while `accessorEpoch` is the space's. */
  accessorShape: Shape | null = null;
  accessorEpoch = 0;
  accessor: JSFunction | null = null;
  /** The key's number in the machine's `PropertyCache`, 0 while the site has met one shape only. */
  key = 0;
  /** LoadGlobal/StoreGlobal: the lexical cell. */
  cell: Cell | null = null;
}

export const enum CallMode {
  /** Through `callFunction`: not linked yet, or a kind that needs care. */
  General = 0,
  /** A linked body that needs no more than registers: plain code, no class constructor, no argument list kept. */
  Fast = 1,
  /** A native of fixed arity. */
  Native = 2,
  /** A native that takes its arguments as a list. */
  Variadic = 3,
}

/**
 * An instruction as the interpreter reads it: operands in fields, which the host loads without bounds checks and compiles in half the
 * time of indexed ones. In fused comparisons `e` is the jump's target.
 */
export class Instruction {
  readonly op: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly e: number;
  /** Intrinsic: its operation, if of fixed arity. CallHelper and LoadHelper: the function, once it was asked for. */
  operation: NativeFunction | null = null;
  helper: JSFunction | null = null;
  constructor(op: number, a: number, b: number, c: number, d: number, e: number) {
    this.op = op;
    this.a = a;
    this.b = b;
    this.c = c;
    this.d = d;
    this.e = e;
  }
}

/** Where code was made of a text at run time. */
export interface EvalOrigin {
  /** As V8 says it: `eval at f (file:1:2)`. */
  readonly text: string;
  /** By a direct eval, or by `Function`: no call of `eval` stands in traces. */
  readonly direct: boolean;
}

export class LinkedCode {
  readonly realm: Realm;
  readonly name: string;
  readonly length: number;
  readonly kind: CodeKind;
  readonly flags: number;
  readonly isConstructor: boolean;
  /** Null for natives without a self-hosted body. */
  readonly code: FunctionCode | null;
  /** The built-in's row; null for guest code. */
  readonly spec: FunctionSpec | null;
  readonly native: NativeFunction | null;
  readonly variadic: VariadicNative | null;
  readonly special: SpecialFunction | null;
  /** How a call instruction enters it; see CallMode. */
  mode: CallMode;

  // Linked on the first call (see link()).
  body: Body | null = null;
  /** The realm's global object, at hand for each access to a global. */
  global: ExoticObject | null = null;
  /** Executable copy of the bytecode: fused, quickened. Same layout and pcs as the canonical code. */
  bytecode: Int32Array = EMPTY_CODE;
  /** The same by pc: the instruction that starts there. */
  program: Instruction[] = EMPTY_PROGRAM;
  /** A fresh frame's registers: undefined, then the pinned constants. */
  template: Slot[] = EMPTY_TEMPLATE;
  registerCount = 0;
  parameterCount: number;
  /** Bytes that a frame of it is charged. */
  frameBytes = 0;
  caches: InlineCache[] = [];
  functions: LinkedCode[] = [];
  /** Returned frames waiting for the next call, linked by `caller`. */
  pool: Frame | null = null;
  poolSize = 0;
  /** Constructors: shape of the objects made when `prototype` was `thisPrototype`. */
  thisPrototype: JSObject | null = null;
  thisShape: Shape | null = null;
  /** Shape of the constructor for which the two above hold, and the slot of its `prototype`. */
  constructorShape: Shape | null = null;
  prototypeSlot = 0;
  /** `new` of it needs no more than an object of `thisShape` and registers (base constructors without argument lists). */
  fastConstruct = false;
  /** Template objects by constant index. */
  templates: Map<number, JSObject> | null = null;
  /** Code of a module, or of a direct eval in it: the module. */
  module: ModuleRecord | null = null;
  /** What `import()` in it is relative to; null: the name of its source. */
  referrer: string | null = null;
  /** Code of an eval or of `Function`, and functions in it: where it was made. */
  evalOrigin: EvalOrigin | null = null;

  constructor(realm: Realm, code: FunctionCode | null, spec: FunctionSpec | null, module: ModuleRecord | null) {
    this.realm = realm;
    this.code = code;
    this.spec = spec;
    this.module = module;
    this.native = spec?.native ?? null;
    this.variadic = spec?.variadic ?? null;
    this.special = spec?.special ?? null;
    this.mode = this.native !== null ? CallMode.Native : this.variadic !== null ? CallMode.Variadic : CallMode.General;
    this.name = spec?.name ?? code?.name ?? '';
    this.length = spec?.length ?? code?.length ?? 0;
    this.kind = code?.kind ?? 0;
    this.flags = spec !== null ? specFlags(spec, code) : (code as FunctionCode).flags;
    this.isConstructor = (this.flags & CodeFlag.Constructor) !== 0;
    this.parameterCount = code?.parameterCount ?? 0;
  }
}

function specFlags(spec: FunctionSpec, code: FunctionCode | null): number {
  const base = (code?.flags ?? 0) & (CodeFlag.KeepsArguments | CodeFlag.Async | CodeFlag.Generator);
  return base | CodeFlag.Strict | CodeFlag.SelfHosted | (spec.constructor_ === true ? CodeFlag.Constructor : 0);
}

const EMPTY_CODE = new Int32Array(0);
const EMPTY_PROGRAM: Instruction[] = [];
const EMPTY_TEMPLATE: Slot[] = [];
