/** Classes (ECMA-262 §15.7.14 ClassDefinitionEvaluation). */
import { Op } from '../bytecode/ops.gen.ts';
import type { ClassNode, Expression, MethodDefinition, PropertyDefinition, StaticBlock } from '../parser/ast.ts';
import { ANY, type Context } from './context.ts';
import { withDisposal } from './disposal.ts';
import type { Reg } from './emitter.ts';
import { expression } from './expressions.ts';
import { compileClosure } from './functions.ts';
import { named, namedByKey, propertyKey } from './literals.ts';
import { staticKey } from './members.ts';
import { initialiseBinding, loadName, resolveStatic } from './names.ts';
import { hoistFunctions, leaveScope, openScope } from './scopes.ts';
import { compileStatements } from './statements.ts';

const METHOD = 0;
const GETTER = 1;
const SETTER = 2;

/** A private method or accessor, its closure made, to be installed on instances or on the class. */
interface PrivateMethod {
  readonly name: string;
  readonly kind: number;
  readonly f: Reg;
  readonly isStatic: boolean;
}

/** Compiles a class. Its name is `name`, or the property key in `nameKey` if that is a register. */
export function compileClass(c: Context, node: ClassNode, dst: Reg, name: string, nameKey: Reg): Reg {
  const info = node.classInfo;
  if (info === undefined) throw new Error('internal fault: a class without analysis');
  const { e } = c;
  const mark = c.mark();
  const f = c.alloc();
  const wasStrict = c.strict;
  c.strict = true;
  const { scope } = info;
  openScope(c, scope);
  for (const binding of scope.bindings.values()) {
    if (binding.kind !== 'private') continue;
    const inner = c.mark();
    const privateName = c.alloc();
    e.emit(Op.NewPrivateName, c.name(binding.name.slice(1)), privateName);
    initialiseBinding(c, binding, privateName);
    c.release(inner);
  }
  const proto = c.alloc();
  makeClass(c, node, f, proto, name);
  if (nameKey >= 0) e.emit(Op.SetFunctionName, f, nameKey, 0);
  initialiseNamed(c, info.homeName, proto);
  initialiseNamed(c, info.staticHomeName, f);
  const methods = defineElements(c, node, f, proto);
  if (node.id !== null) initialiseNamed(c, node.id.name, f);
  if (info.instanceFields !== null && info.fieldsName !== null) {
    const inner = c.mark();
    const fields = compileClosure(c, info.instanceFields, info.instanceFields.name, node.start, node.end, ANY, node);
    // The initialiser keeps the private methods, which all instances share, as properties that nobody else can see.
    for (const method of methods) {
      if (!method.isStatic)
        e.emit(Op.DefineProp, fields, c.name(hiddenName(method.name, method.kind)), method.f, c.newCache());
    }
    initialiseNamed(c, info.fieldsName, fields);
    c.release(inner);
  }
  for (const method of inInstallationOrder(methods.filter(({ isStatic }) => isStatic))) {
    const inner = c.mark();
    e.emit(Op.DefinePrivate, f, loadName(c, method.name, ANY, node.start), method.f, 1 + method.kind);
    c.release(inner);
  }
  if (info.staticFields !== null) {
    const inner = c.mark();
    const initialiser = compileClosure(c, info.staticFields, info.staticFields.name, node.start, node.end, ANY, node);
    e.emit(Op.Call, initialiser, f, 0, 0, c.alloc());
    c.release(inner);
  }
  leaveScope(c, scope);
  c.strict = wasStrict;
  c.release(mark);
  // `f` is the first register given back: its value is still there.
  if (dst >= 0) return c.deliver(f, dst);
  return c.alloc();
}

function initialiseNamed(c: Context, name: string, value: Reg): void {
  const binding = c.scope.bindings.get(name);
  if (binding !== undefined) initialiseBinding(c, binding, value);
}

/** Heritage, constructor, prototype. */
function makeClass(c: Context, node: ClassNode, f: Reg, proto: Reg, name: string): void {
  const { e } = c;
  const { superClass, classInfo } = node;
  const inner = c.mark();
  let parent = c.undefinedReg();
  let protoParent = c.undefinedReg();
  if (superClass !== null) {
    parent = c.alloc();
    expression(c, superClass, parent);
    c.release(parent + 1);
    protoParent = c.alloc();
    const end = e.label();
    if (superClass.type === 'Identifier') e.at(superClass.start);
    e.calleeRange(superClass.start, superClass.end);
    e.emit(Op.CheckHeritage, parent);
    c.load(null, protoParent);
    e.jumpIf(Op.JumpIfNullish, parent, end);
    e.emit(Op.GetProp, parent, c.name('prototype'), c.newCache(), protoParent);
    e.bind(end);
  }
  compileClosure(c, classInfo!.constructorInfo, name, node.start, node.end, f, node);
  e.emit(Op.NewClass, f, parent, protoParent, superClass === null ? 0 : 1, proto);
  c.release(inner);
}

/** Defines methods and accessors and evaluates the keys of fields, in order. Returns the private methods, in registers. */
function defineElements(c: Context, node: ClassNode, f: Reg, proto: Reg): PrivateMethod[] {
  const methods: PrivateMethod[] = [];
  const { constructorInfo, keyNames } = node.classInfo!;
  node.body.body.forEach((element, i) => {
    if (element.type === 'StaticBlock') return;
    if (element.type === 'PropertyDefinition') {
      const keyName = keyNames[i];
      if (!keyName) return;
      const mark = c.mark();
      initialiseNamed(c, keyName, propertyKey(c, element.key as Expression));
      c.release(mark);
      return;
    }
    if (element.value === constructorInfo.node) return;
    if (element.key.type === 'PrivateIdentifier') {
      const kind = methodKind(element);
      const name = `#${element.key.name}`;
      const method = compileClosure(
        c,
        element.value.info!,
        prefix(kind) + name,
        element.textStart,
        element.end,
        c.alloc(),
      );
      methods.push({ name, kind, f: method, isStatic: element.static });
      return;
    }
    defineMethod(c, element, element.static ? f : proto);
  });
  return methods;
}

function methodKind(element: MethodDefinition): number {
  if (element.kind === 'get') return GETTER;
  return element.kind === 'set' ? SETTER : METHOD;
}

function prefix(kind: number): string {
  if (kind === GETTER) return 'get ';
  return kind === SETTER ? 'set ' : '';
}

function defineMethod(c: Context, element: MethodDefinition, target: Reg): void {
  const { e } = c;
  const mark = c.mark();
  const kind = methodKind(element);
  const key = element.computed ? null : staticKey(element, element.key);
  const k = key === null ? propertyKey(c, element.key as Expression) : c.value(key);
  const name = key === null ? '' : prefix(kind) + String(key);
  const method = compileClosure(c, element.value.info!, name, element.textStart, element.end, c.alloc());
  if (key === null) e.emit(Op.SetFunctionName, method, k, kind);
  e.at(element.start);
  e.emit(Op.DefineMethod, target, k, method, kind);
  c.release(mark);
}

/** Name of the property of the field initialiser that holds a private method of instances. */
function hiddenName(name: string, kind: number): string {
  return prefix(kind) + name;
}

/** Getters directly before the setters that they belong with. */
function inInstallationOrder<T extends { readonly name: string; readonly kind: number }>(methods: readonly T[]): T[] {
  const result: T[] = [];
  for (const method of methods) {
    if (method.kind === METHOD) result.push(method);
    else if (!result.some(({ name }) => name === method.name)) {
      const pair = methods.filter(({ name }) => name === method.name);
      result.push(...pair.filter(({ kind }) => kind === GETTER), ...pair.filter(({ kind }) => kind === SETTER));
    }
  }
  return result;
}

// ---------------------------------------------------------------- field initialisers

/** Body of the function that initialises the fields of an instance (`this`), or the static fields and blocks of the class. */
export function compileFields(c: Context, node: ClassNode): void {
  const isStatic = c.info.role === 'static-fields';
  if (!isStatic) installPrivateMethods(c, node);
  const { keyNames } = node.classInfo!;
  node.body.body.forEach((element, i) => {
    const mark = c.mark();
    if (element.type === 'StaticBlock') {
      if (isStatic) staticBlock(c, element);
    } else if (element.type === 'PropertyDefinition' && element.static === isStatic) {
      field(c, element, keyNames[i] ?? null);
    }
    c.release(mark);
  });
}

function installPrivateMethods(c: Context, node: ClassNode): void {
  const { e } = c;
  const methods: { readonly name: string; readonly kind: number }[] = [];
  for (const element of node.body.body) {
    if (element.type !== 'MethodDefinition' || element.static || element.key.type !== 'PrivateIdentifier') continue;
    methods.push({ name: `#${element.key.name}`, kind: methodKind(element) });
  }
  if (methods.length === 0) return;
  const mark = c.mark();
  const self = c.alloc();
  e.emit(Op.Callee, self);
  for (const { name, kind } of inInstallationOrder(methods)) {
    const inner = c.mark();
    const f = c.alloc();
    e.emit(Op.GetProp, self, c.name(hiddenName(name, kind)), c.newCache(), f);
    e.emit(Op.DefinePrivate, 0, loadName(c, name, ANY, node.start), f, 1 + kind);
    c.release(inner);
  }
  c.release(mark);
}

function field(c: Context, element: PropertyDefinition, keyName: string | null): void {
  const { e } = c;
  const { key, value } = element;
  e.at(element.start);
  if (key.type === 'PrivateIdentifier') {
    const v = value === null ? c.undefinedReg() : named(c, value, `#${key.name}`, ANY);
    e.emit(Op.DefinePrivate, 0, loadName(c, `#${key.name}`, ANY, key.start), v, 0);
    return;
  }
  if (keyName === null) {
    const name = staticKey(element, key);
    if (name === null) throw new Error('internal fault: a field key that was not evaluated');
    const k = c.value(name);
    const v = value === null ? c.undefinedReg() : named(c, value, String(name), ANY);
    e.at(element.start);
    e.emit(Op.DefineField, 0, k, v, c.alloc());
    return;
  }
  const binding = resolveStatic(c, keyName);
  if (binding === null) throw new Error('internal fault: a field key without a binding');
  const k = loadName(c, keyName, ANY, key.start);
  const v = value === null ? c.undefinedReg() : namedByKey(c, value, k, ANY);
  e.at(element.start);
  e.emit(Op.DefineField, 0, k, v, c.alloc());
}

function staticBlock(c: Context, node: StaticBlock): void {
  const { scope } = node;
  if (scope === undefined) throw new Error('internal fault: a static block without a scope');
  c.needsExplicitUndefined = true;
  openScope(c, scope);
  c.needsExplicitUndefined = false;
  hoistFunctions(c, scope);
  withDisposal(c, node.body, () => compileStatements(c, node.body));
  leaveScope(c, scope);
}
