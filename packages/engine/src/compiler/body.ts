/** Bodies: function declaration instantiation (ECMA-262 §10.2.11), then the statements. */
import type { Body } from '../bytecode/code.ts';
import { CodeKind } from '../bytecode/code.ts';
import { Op } from '../bytecode/ops.gen.ts';
import type { ClassNode, Expression, Node, Pattern, Program } from '../parser/ast.ts';
import type { Binding, FunctionInfo, Scope } from '../scope/scope.ts';
import { compileFields } from './classes.ts';
import { ANY, Context, type Unit } from './context.ts';
import { emitReturn } from './control.ts';
import { initialisePattern, storeElement } from './destructuring.ts';
import { withDisposal } from './disposal.ts';
import type { Reg } from './emitter.ts';
import { expression } from './expressions.ts';
import { innerFunction, kindOf, parametersOf } from './functions.ts';
import { initialiseBinding, loadName, recordFrom } from './names.ts';
import { hoistFunctions, leaveScope, openScope } from './scopes.ts';
import { compileStatements, returnConditional } from './statements.ts';
import { bindThis } from './super.ts';

/** Compiles one body. `classNode`: for the functions that a class has without writing them. */
export function compileBody(unit: Unit, info: FunctionInfo, classNode: ClassNode | null): Body {
  const c = new Context(unit, info);
  const { e } = c;
  const { node } = info;
  e.at(node.start);
  // r0 is `this`, then the parameters.
  c.alloc();
  switch (info.role) {
    case 'script':
    case 'eval':
    case 'module':
      compileProgramBody(c, node as Program);
      break;
    case 'instance-fields':
    case 'static-fields':
      functionPrologue(c, []);
      compileFields(c, classNode!);
      break;
    default:
      if (node.type === 'ClassBody') compileDefaultConstructor(c, classNode!.start);
      else compileFunctionBody(c);
  }
  if (e.live) {
    e.at(Math.max(node.end - 1, node.start));
    emitReturn(c, c.completion >= 0 ? c.completion : c.undefinedReg());
  }
  for (let scope: Scope | null = c.scope; scope !== null && scope.fn === info; scope = scope.parent)
    leaveScope(c, scope);
  return e.finish(c.registerCount);
}

// ---------------------------------------------------------------- scripts, evals, modules

function compileProgramBody(c: Context, node: Program): void {
  const { e, info } = c;
  const isModule = info.role === 'module';
  c.moduleFunctionsAreLinked = isModule;
  if (kindOf(c.unit, info) === CodeKind.Async) e.emit(Op.StartAsync);
  openScope(c, info.scope);
  if (isModule) registerModuleFunctions(c, info.scope);
  hoistFunctions(c, info.scope);
  declareFunctions(c);
  if (c.unit.completionValue && !isModule) {
    c.completion = c.alloc();
    c.load(undefined, c.completion);
  }
  withDisposal(c, node.body, () => compileStatements(c, node.body));
}

/** Functions that the linker makes come first among the inner ones. */
function registerModuleFunctions(c: Context, scope: Scope): void {
  for (const node of scope.hoisted) {
    const binding = scope.bindings.get(node.id?.name ?? '*default*');
    if (binding?.place.kind !== 'module') continue;
    c.linkedFunctions.add(node.info!);
    innerFunction(c, node.info!, node.id?.name ?? 'default', node.start, node.end);
  }
}

/** Functions that a script or sloppy eval declares outside itself. The machine has checked that it may. */
function declareFunctions(c: Context): void {
  const { info, e } = c;
  for (const declared of info.declaredVars ?? []) {
    if (declared.kind !== 'function' || declared.node === null) continue;
    const { node } = declared;
    const mark = c.mark();
    const index = innerFunction(c, node.info!, declared.name, node.start, node.end);
    if (!c.unit.selfHosted) {
      const f = c.alloc();
      e.at(node.start);
      e.emit(Op.Closure, index, f);
      e.emit(Op.DeclareFunction, f, c.name(declared.name), recordFrom(c, null), 0, c.alloc());
    }
    c.release(mark);
  }
}

// ---------------------------------------------------------------- functions

function compileFunctionBody(c: Context): void {
  const { info, e } = c;
  const node = info.node as Extract<
    Node,
    { type: 'FunctionDeclaration' | 'FunctionExpression' | 'ArrowFunctionExpression' }
  >;
  functionPrologue(c, node.params);
  const { body } = node;
  if (body.type === 'BlockStatement') {
    withDisposal(c, body.body, () => compileStatements(c, body.body));
    return;
  }
  if (body.type === 'ConditionalExpression') {
    returnConditional(c, body, body.start);
    return;
  }
  const value = expression(c, body as Expression, ANY);
  e.at(body.start);
  emitReturn(c, value);
}

/** `constructor() {}` and `constructor(...args) { super(...args); }`, the latter without iterating (ECMA-262 §15.7.14 step 14). */
function compileDefaultConstructor(c: Context, start: number): void {
  const { info, e } = c;
  e.at(start);
  functionPrologue(c, [], start);
  if (info.role === 'constructor') return;
  const active = c.alloc();
  const newTarget = c.alloc();
  const args = c.alloc();
  e.emit(Op.Callee, active);
  e.emit(Op.NewTarget, newTarget);
  e.emit(Op.RestArguments, 0, args);
  e.emit(Op.SuperCallSpread, active, newTarget, args, args);
  bindThis(c, args, start);
  emitReturn(c, c.undefinedReg());
}

/** `start`: where calls that nobody wrote are. */
function functionPrologue(c: Context, params: readonly Pattern[], start = c.info.node.start): void {
  const { e, info } = c;
  const { scope, role } = info;
  const kind = kindOf(c.unit, info);
  const count = parametersOf(info.node).filter((param) => param.type !== 'RestElement').length;
  c.allocRun(count);
  if (kind === CodeKind.Async) e.emit(Op.StartAsync);
  if (
    info.usesThis &&
    !info.strict &&
    (role === 'function' || role === 'method' || role === 'getter' || role === 'setter')
  ) {
    e.emit(Op.SloppyThis, 0);
  }
  if (info.selfScope !== null) openSelfScope(c, info.selfScope);
  if (info.parameterVars !== null) openScope(c, info.parameterVars);
  preassign(c, params);
  openScope(c, scope);
  initialiseOwn(c);
  if (role === 'constructor' && info.fieldsName !== null) {
    const mark = c.mark();
    const fields = loadName(c, info.fieldsName, ANY, start);
    e.emit(Op.Call, fields, 0, 0, 0, c.alloc());
    c.release(mark);
  }
  const argumentsObject = createArguments(c);
  initialiseParameters(c, params);
  if (argumentsObject !== null) finishArguments(c, argumentsObject, params);
  if (info.bodyScope !== scope) openBodyScope(c, info.bodyScope);
  hoistFunctions(c, info.bodyScope);
  if (kind === CodeKind.Generator || kind === CodeKind.AsyncGenerator) e.emit(Op.StartGenerator);
}

function openSelfScope(c: Context, scope: Scope): void {
  openScope(c, scope);
  for (const binding of scope.bindings.values()) {
    if (!isReferenced(binding)) continue;
    const mark = c.mark();
    const own = binding.place.kind === 'register' || binding.place.kind === 'copied' ? binding.register : c.alloc();
    c.e.emit(Op.Callee, own);
    initialiseBinding(c, binding, own);
    c.release(mark);
  }
}

function isReferenced(binding: Binding): boolean {
  return (
    binding.reads + binding.writes > 0 ||
    binding.captured ||
    binding.dynamicallyReferenced ||
    binding.place.kind === 'slot'
  );
}

/** Parameters and `this` keep the registers in which they arrive, where the plan lets them live in registers. */
function preassign(c: Context, params: readonly Pattern[]): void {
  const { scope } = c.info;
  const take = (name: string, reg: Reg): void => {
    const binding = scope.bindings.get(name);
    if (binding === undefined || !livesInRegister(binding) || (binding.needsTdzCheck && binding.kind === 'param'))
      return;
    c.own(reg, binding);
    c.preassigned.add(binding);
  };
  take('%this', 0);
  params.forEach((param, i) => {
    if (param.type === 'Identifier') take(param.name, 1 + i);
    else if (param.type === 'AssignmentPattern' && param.left.type === 'Identifier') take(param.left.name, 1 + i);
  });
}

function livesInRegister(binding: Binding): boolean {
  const { place } = binding;
  if (place.kind === 'register' || place.kind === 'copied') return true;
  return place.kind === 'slot' && (binding.recordScope ?? binding.scope).record?.kind === 'frame';
}

/** `this`, `new.target` and the function itself, where something inside captures them. */
function initialiseOwn(c: Context): void {
  const { e, info } = c;
  const { bindings } = info.scope;
  const thisBinding = bindings.get('%this');
  // A derived constructor's `this` arrives uninitialised, and so does its copy in a cell or slot; a table marks it itself.
  if (thisBinding !== undefined && !(info.role === 'derived-constructor' && thisBinding.place.kind === 'name')) {
    initialiseBinding(c, thisBinding, 0);
  }
  for (const [name, opcode] of [
    ['%new.target', Op.NewTarget],
    ['%active-function', Op.Callee],
  ] as const) {
    const binding = bindings.get(name);
    if (binding === undefined) continue;
    const mark = c.mark();
    const own = livesInRegister(binding) ? binding.register : c.alloc();
    e.emit(opcode, own);
    initialiseBinding(c, binding, own);
    c.release(mark);
  }
}

// ---------------------------------------------------------------- parameters

function initialiseParameters(c: Context, params: readonly Pattern[]): void {
  const { e, info } = c;
  const last = lastOfNames(params);
  params.forEach((param, i) => {
    const mark = c.mark();
    e.at(param.start);
    if (param.type === 'RestElement') {
      const binding = param.argument.type === 'Identifier' ? info.scope.bindings.get(param.argument.name)! : null;
      const rest = binding !== null && livesInRegister(binding) ? binding.register : c.alloc();
      e.emit(Op.RestArguments, i, rest);
      if (binding !== null) initialiseBinding(c, binding, rest);
      else initialisePattern(c, param.argument, rest);
    } else if (param.type === 'Identifier') {
      const binding = info.scope.bindings.get(param.name)!;
      // Of parameters with one name the last counts.
      if (last.get(param.name) === i && !c.preassigned.has(binding)) initialiseBinding(c, binding, 1 + i);
    } else {
      storeElement(c, param, 1 + i, 'initialise');
    }
    c.release(mark);
  });
}

/** The last parameter of each name. */
function lastOfNames(params: readonly Pattern[]): ReadonlyMap<string, number> {
  const last = new Map<string, number>();
  for (const [i, param] of params.entries()) if (param.type === 'Identifier') last.set(param.name, i);
  return last;
}

// ---------------------------------------------------------------- arguments

interface ArgumentsObject {
  readonly binding: Binding;
  readonly register: Reg;
}

/** Makes the arguments object while the arguments are what the caller passed. */
function createArguments(c: Context): ArgumentsObject | null {
  const { info } = c;
  const binding = info.scope.bindings.get('arguments');
  if (!info.usesArguments || binding === undefined || binding.kind !== 'arguments') return null;
  const register = livesInRegister(binding) ? binding.register : c.alloc();
  c.e.emit(Op.CreateArguments, info.mappedArguments ? 1 : 0, register);
  if (!info.mappedArguments) initialiseBinding(c, binding, register);
  return { binding, register };
}

/** Aliases the elements of a mapped arguments object to the parameters. */
function finishArguments(c: Context, object: ArgumentsObject, params: readonly Pattern[]): void {
  const { e, info } = c;
  if (!info.mappedArguments) return;
  const { scope } = info;
  const last = lastOfNames(params);
  params.forEach((param, i) => {
    if (param.type !== 'Identifier' || last.get(param.name) !== i) return;
    const binding = scope.bindings.get(param.name)!;
    const { place } = binding;
    const holder = binding.recordScope ?? scope;
    if (place.kind === 'cell') {
      e.emit(Op.MapArgument, object.register, i, binding.register, e.constant(undefined));
    } else if (place.kind === 'slot') {
      const index = holder.record?.kind === 'frame' ? binding.register : place.index;
      e.emit(Op.MapArgument, object.register, i, holder.recordRegister, e.constant(index));
    } else if (place.kind === 'name') {
      e.emit(Op.MapArgument, object.register, i, holder.recordRegister, e.constant(param.name));
    }
  });
  initialiseBinding(c, object.binding, object.register);
}

// ---------------------------------------------------------------- the body's own variables

/** ECMA-262 §10.2.11 step 28: body variables start with the values of the parameters of their names. */
function openBodyScope(c: Context, scope: Scope): void {
  const { info } = c;
  c.needsExplicitUndefined = true;
  openScope(c, scope);
  c.needsExplicitUndefined = false;
  for (const binding of scope.bindings.values()) {
    if (binding.kind !== 'var' && binding.kind !== 'function') continue;
    const parameter = info.scope.bindings.get(binding.name);
    if (parameter === undefined) continue;
    const mark = c.mark();
    c.scope = info.scope;
    const value = loadName(c, binding.name, ANY, info.node.start);
    c.scope = scope;
    initialiseBinding(c, binding, value);
    c.release(mark);
  }
}
