/**
 * Realms (ECMA-262 §9.3): the intrinsic objects, the global object and the global lexical bindings. Everything built in is made when
 * it is first touched.
 */
import { GLOBALS, INTRINSICS, libraryCode, WEB_GLOBALS } from '../builtins/index.ts';
import type { FunctionSpec, IntrinsicSpec, PropertyKeySpec, PropertySpec } from '../builtins/spec.ts';
import type { CodeKind } from '../bytecode/code.ts';
import { FRAME_OPERATIONS } from '../machine/frame-operations.ts';
import { LinkedCode } from '../machine/linked-code.ts';
import type { Machine } from '../machine/machine.ts';
import type { LexicalCell } from '../machine/records.ts';
import {
  Accessor,
  ExoticObject,
  JSArray,
  JSFunction,
  type JSObject,
  Lazy,
  NO_ELEMENTS,
  PlainObject,
  type Slot,
} from '../objects/object.ts';
import { getOwnSlot, lookup, markPrototype } from '../objects/property.ts';
import { Attr, PropertyTable, Shape, ShapeFlag } from '../objects/shape.ts';
import { HOLE, type PropertyKey, symbols, type Value } from '../objects/value.ts';
import type { ModuleRecord } from './module.ts';

/** Tables of built-in objects, one for all realms and machines. */
const tables = new Map<readonly PropertySpec[], PropertyTable>();

function tableOf(properties: readonly PropertySpec[], isFunction: boolean, frozen = false): PropertyTable {
  let t = tables.get(properties);
  if (t !== undefined) return t;
  t = PropertyTable.empty();
  const add = (key: PropertyKey, attrs: number) => {
    t?.index.set(key, t.keys.length);
    t?.keys.push(key);
    t?.attrs.push(attrs);
  };
  if (isFunction) {
    add('length', frozen ? Attr.None : Attr.Configurable);
    add('name', frozen ? Attr.None : Attr.Configurable);
  }
  for (const p of properties)
    add(p.key, p.kind === 'accessor' || p.kind === 'intrinsicAccessor' ? p.attrs | Attr.Accessor : p.attrs);
  tables.set(properties, t);
  return t;
}

export class Realm {
  readonly machine: Machine;
  readonly globalObject: ExoticObject;
  readonly lexicals = new Map<string, LexicalCell>();
  /** Names declared by `var` or function declarations of scripts (CanDeclare checks, §9.1.1.4.1 [[VarNames]]). */
  readonly varNames = new Set<string>();
  /** Modules loaded, by URL and type (see module-load.ts). */
  readonly modules = new Map<string, ModuleRecord>();
  private readonly intrinsics = new Map<string, JSObject>();
  private readonly helpers = new Map<string, JSFunction>();
  private readonly roots = new WeakMap<JSObject, Shape>();
  private readonly plainRoots = new WeakMap<JSObject, Shape>();
  private readonly arrayRoots = new WeakMap<JSObject, Shape>();
  private readonly functionRoots = new WeakMap<JSObject, Shape>();
  private readonly nullRoot: Shape;
  private readonly nullPlainRoot: Shape;
  /** Shape of `{}`. */
  readonly objectShape: Shape;
  /** Shape of `[]`. */
  readonly arrayShape: Shape;
  /** Shapes of untouched closures by code kind. */
  private readonly closureShapes: (Shape | null)[] = [null, null, null, null];

  constructor(machine: Machine) {
    this.machine = machine;
    const { space } = machine;
    this.nullRoot = new Shape(space, null, PropertyTable.empty(), 0, ShapeFlag.None);
    this.nullPlainRoot = new Shape(space, null, PropertyTable.empty(), 0, ShapeFlag.Plain);
    const objectPrototype = this.intrinsic('%ObjectPrototype%');
    this.objectShape = this.plainRoot(objectPrototype);
    this.arrayShape = this.arrayRoot(this.intrinsic('%ArrayPrototype%'));
    const globals = machine.options.web ? WEB_GLOBALS : GLOBALS;
    const table = tableOf(globals, false);
    this.globalObject = new ExoticObject(
      new Shape(
        space,
        objectPrototype,
        table,
        table.keys.length,
        ShapeFlag.Own | ShapeFlag.SharedTable | ShapeFlag.LazySlots,
      ),
      'Global',
      null,
    );
    this.globalObject.slots = globals.map((p) => this.slotOf(p, globals));
  }

  /** The intrinsic object named as in ECMA-262, `%Map.prototype%` written `%MapPrototype%`. */
  intrinsic(id: string): JSObject {
    return this.intrinsics.get(id) ?? this.makeIntrinsic(id);
  }

  /** Intrinsics made so far, for walks over the heap. */
  get madeIntrinsics(): ReadonlyMap<string, JSObject> {
    return this.intrinsics;
  }

  get madeHelpers(): ReadonlyMap<string, JSFunction> {
    return this.helpers;
  }

  private makeIntrinsic(id: string): JSObject {
    const spec = INTRINSICS.get(id);
    if (spec === undefined) throw new Error(`internal fault: no intrinsic ${id}`);
    const { space } = this.machine;
    const proto = spec.proto === null ? null : this.intrinsic(spec.proto);
    const isFunction = spec.fn !== undefined;
    const table = tableOf(spec.properties, isFunction, spec.frozen);
    let flags = ShapeFlag.Own | ShapeFlag.SharedTable | ShapeFlag.LazySlots;
    if (id.endsWith('Prototype%')) flags |= ShapeFlag.Prototype;
    if (spec.exotic === 'Array') flags |= ShapeFlag.Array;
    if (spec.frozen === true) flags |= ShapeFlag.NonExtensible;
    const shape = new Shape(space, proto, table, table.keys.length, flags);
    const o = this.makeObject(spec, shape);
    this.intrinsics.set(id, o);
    const slots: Slot[] = isFunction ? [spec.fn?.length as number, spec.fn?.name as string] : [];
    for (const p of spec.properties) slots.push(this.slotOf(p, spec.properties));
    o.slots = slots;
    return o;
  }

  private makeObject(spec: IntrinsicSpec, shape: Shape): JSObject {
    if (spec.fn !== undefined) return new JSFunction(shape, this.builtinCode(spec.fn), NO_CAPTURES);
    if (spec.exotic === 'Array') return new JSArray(shape, NO_ELEMENTS);
    if (spec.exotic !== undefined) return new ExoticObject(shape, spec.exotic.kind, structuredCopy(spec.exotic.data));
    // Own shapes of intrinsics don't carry `Plain`, so an ordinary intrinsic is an exotic one of no special behaviour.
    return new ExoticObject(shape, 'Intrinsic', null);
  }

  private slotOf(p: PropertySpec, siblings: readonly PropertySpec[]): Slot {
    switch (p.kind) {
      case 'value':
        return p.value;
      case 'method':
        return new Lazy(() => this.method(p.fn));
      case 'accessor':
        return new Lazy(
          () =>
            new Accessor(
              p.get === null ? undefined : this.builtinFunction(p.get),
              p.set === null ? undefined : this.builtinFunction(p.set),
            ),
        );
      case 'intrinsicAccessor':
        return new Lazy(() => new Accessor(this.intrinsic(p.id), this.intrinsic(p.id)));
      case 'intrinsic':
        return new Lazy(() => (p.id === '%globalThis%' ? this.globalObject : this.intrinsic(p.id)));
      case 'alias':
        return new Lazy(() => this.method(methodRow(siblings, p.of)));
    }
  }

  private readonly methods = new Map<FunctionSpec, JSFunction>();

  /** Functions of method rows made so far, as `madeIntrinsics`. */
  get madeMethods(): ReadonlyMap<FunctionSpec, JSFunction> {
    return this.methods;
  }

  /** The function of a row, one a realm: an alias gives the same one, whatever the guest has put in its place meanwhile. */
  method(spec: FunctionSpec): JSFunction {
    let f = this.methods.get(spec);
    if (f === undefined) {
      f = this.builtinFunction(spec);
      this.methods.set(spec, f);
    }
    return f;
  }

  /** The method that an intrinsic object was born with. */
  original(id: string, key: PropertyKeySpec): JSFunction {
    return this.method(methodRow((INTRINSICS.get(id) as IntrinsicSpec).properties, key));
  }

  private builtinCode(spec: FunctionSpec): LinkedCode {
    const code = spec.selfHosted === undefined ? null : libraryCode(spec.selfHosted);
    return new LinkedCode(this, code, spec, null);
  }

  /** A new function object of a built-in. */
  builtinFunction(spec: FunctionSpec, captures: readonly unknown[] = NO_CAPTURES): JSFunction {
    return new JSFunction(this.functionRoot(this.intrinsic('%FunctionPrototype%')), this.builtinCode(spec), captures);
  }

  /** The self-hosted function of that name, one a realm. */
  helper(name: string): JSFunction {
    let f = this.helpers.get(name);
    if (f === undefined) {
      const special = FRAME_OPERATIONS.get(name);
      f = this.builtinFunction(
        special === undefined ? { name, length: 0, selfHosted: name } : { name, length: 0, special },
      );
      this.helpers.set(name, f);
    }
    return f;
  }

  // ---- shapes and objects --------------------------------------------------------------------------------------------------------

  /** Shape of a new exotic object or function with that prototype. */
  rootShape(proto: JSObject | null): Shape {
    return proto === null ? this.nullRoot : this.root(this.roots, proto, ShapeFlag.None);
  }

  /** Shape of a new `PlainObject`. */
  plainRoot(proto: JSObject | null): Shape {
    return proto === null ? this.nullPlainRoot : this.root(this.plainRoots, proto, ShapeFlag.Plain);
  }

  /** Shape of a new `JSArray`. */
  arrayRoot(proto: JSObject): Shape {
    return this.root(this.arrayRoots, proto, ShapeFlag.Array);
  }

  /** Shape of an untouched function. */
  functionRoot(proto: JSObject): Shape {
    return this.root(this.functionRoots, proto, ShapeFlag.LazyFunction);
  }

  private root(map: WeakMap<JSObject, Shape>, proto: JSObject, flags: number): Shape {
    let s = map.get(proto);
    if (s === undefined) {
      markPrototype(proto);
      s = new Shape(this.machine.space, proto, PropertyTable.empty(), 0, flags);
      map.set(proto, s);
    }
    return s;
  }

  closureShape(kind: CodeKind): Shape {
    let s = this.closureShapes[kind];
    if (s === null || s === undefined) {
      s = this.functionRoot(this.intrinsic(FUNCTION_PROTOTYPES[kind] as string));
      this.closureShapes[kind] = s;
    }
    return s;
  }

  /** OrdinaryObjectCreate. */
  newObject(proto: JSObject | null): PlainObject {
    return new PlainObject(this.plainRoot(proto), undefined, undefined, undefined, undefined);
  }

  /** An array of these elements (HOLE where absent), whose list it takes over. */
  newArray(elements: Slot[]): JSArray {
    // Keeps the host's representation of all element lists the same, so that sites that read them stay monomorphic.
    elements.push(HOLE);
    elements.pop();
    return new JSArray(this.arrayShape, elements);
  }

  /** CreateIterResultObject (§7.4.14). */
  iterResult(v: Value, done: boolean): PlainObject {
    return new PlainObject(this.iterResultShape, v, done, undefined, undefined);
  }

  // ---- intrinsics that the machine asks for by itself, by first use ------------------------------------------------------------------

  private stringPrototypeObject: ExoticObject | null = null;
  get stringPrototype(): ExoticObject {
    this.stringPrototypeObject ??= this.intrinsic('%StringPrototype%') as ExoticObject;
    return this.stringPrototypeObject;
  }

  private arrayValuesFunction: JSObject | null = null;
  /** %Array.prototype.values%, the default iterator of arrays and arguments. */
  get arrayValues(): JSObject {
    this.arrayValuesFunction ??= this.original('%ArrayPrototype%', 'values');
    return this.arrayValuesFunction;
  }

  private arrayIteratorNextFunction: JSObject | null = null;
  get arrayIteratorNext(): JSObject {
    this.arrayIteratorNextFunction ??= this.original('%ArrayIteratorPrototype%', 'next');
    return this.arrayIteratorNextFunction;
  }

  private generatorNextFunction: JSObject | null = null;
  get generatorNext(): JSObject {
    this.generatorNextFunction ??= this.original('%GeneratorPrototype%', 'next');
    return this.generatorNextFunction;
  }

  private evalFunctionObject: JSObject | null = null;
  /** %eval%, which makes calls of it by that name direct. */
  get evalFunction(): JSObject {
    this.evalFunctionObject ??= this.intrinsic('%eval%');
    return this.evalFunctionObject;
  }

  private throwTypeErrorObject: JSFunction | null = null;
  /** %ThrowTypeError% (ECMA-262 §10.2.4.1). */
  get throwTypeErrorFunction(): JSFunction {
    this.throwTypeErrorObject ??= this.intrinsic('%ThrowTypeError%') as JSFunction;
    return this.throwTypeErrorObject;
  }

  private mappedShape: Shape | null = null;
  /** Shape of new mapped arguments objects: `length`, @@iterator and `callee`. */
  get mappedArgumentsShape(): Shape {
    this.mappedShape ??= this.argumentsShape(Attr.Method);
    return this.mappedShape;
  }

  private unmappedShape: Shape | null = null;
  /** Shape of new unmapped arguments objects, whose `callee` is an accessor that throws. */
  get unmappedArgumentsShape(): Shape {
    this.unmappedShape ??= this.argumentsShape(Attr.Accessor);
    return this.unmappedShape;
  }

  private argumentsShape(callee: number): Shape {
    return this.rootShape(this.intrinsic('%ObjectPrototype%'))
      .add('length', Attr.Method)
      .add(symbols.iterator, Attr.Method)
      .add('callee', callee);
  }

  /** `Error.stackTraceLimit`, as V8 reads it: undefined where it is no number (no stack is captured then). */
  get errorStackLimit(): number | undefined {
    const v = lookup(this.intrinsic('%Error%'), 'stackTraceLimit');
    return typeof v === 'number' ? Math.max(0, v) : undefined;
  }

  /** CreateArrayIterator of values. */
  newArrayIterator(a: JSArray): ExoticObject {
    return new ExoticObject(this.rootShape(this.intrinsic('%ArrayIteratorPrototype%')), 'ArrayIterator', {
      target: a,
      index: 0,
      mode: 'values',
    });
  }

  /** Would iterating that array give just its elements in order, with nobody to notice? */
  arrayIterationPristine(a: JSArray): boolean {
    return (
      (a.shape.flags & ShapeFlag.IndexKeys) === 0 &&
      !this.machine.space.indexedPrototypes &&
      lookup(a, symbols.iterator) === this.arrayValues &&
      getOwnSlot(this.intrinsic('%ArrayIteratorPrototype%'), 'next') === this.arrayIteratorNext
    );
  }

  get iterResultShape(): Shape {
    return this.objectShape.add('value', Attr.Default).add('done', Attr.Default);
  }
}

function methodRow(properties: readonly PropertySpec[], key: PropertyKeySpec): FunctionSpec {
  const row = properties.find((p) => p.key === key);
  if (row?.kind !== 'method') throw new Error(`internal fault: no method ${String(key)}`);
  return row.fn;
}

const FUNCTION_PROTOTYPES = [
  '%FunctionPrototype%',
  '%GeneratorFunctionPrototype%',
  '%AsyncFunctionPrototype%',
  '%AsyncGeneratorFunctionPrototype%',
];

const NO_CAPTURES: readonly unknown[] = [];

/** Internal slots given in a table are copied, so that realms share none. */
function structuredCopy(data: unknown): unknown {
  return typeof data === 'object' && data !== null ? { ...data } : data;
}
