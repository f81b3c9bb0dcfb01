/** Functions as values: `FunctionCode` for the functions of a body, closures, names, flags. */
import { type CaptureFrom, CodeFlag, CodeKind, type DeclaredBinding, type FunctionCode } from '../bytecode/code.ts';
import { Op } from '../bytecode/ops.gen.ts';
import type { ClassNode, Expression, Node, Pattern } from '../parser/ast.ts';
import { functionLabel } from '../scope/label.ts';
import type { Binding, CaptureSource, FunctionInfo } from '../scope/scope.ts';
import { compileBody } from './body.ts';
import type { Context, Unit } from './context.ts';
import type { Reg } from './emitter.ts';
import { captureIndex, isOwn } from './names.ts';

/** Emits the closure of an inner function. `name` is its static name, `start` and `end` the text that `toString` prints. */
export function compileClosure(
  c: Context,
  info: FunctionInfo,
  name: string,
  start: number,
  end: number,
  dst: Reg,
  classNode: ClassNode | null = null,
): Reg {
  const index = innerFunction(c, info, name, start, end, classNode);
  const out = c.out(dst);
  c.e.emit(Op.Closure, index, out);
  return out;
}

/** Index of an inner function's code, which is made at its first mention. */
export function innerFunction(
  c: Context,
  info: FunctionInfo,
  name: string,
  start: number,
  end: number,
  classNode: ClassNode | null = null,
): number {
  const known = c.codes.get(info);
  if (known !== undefined) return known.index;
  const code = functionCode(c.unit, info, name, start, end, capturesFrom(c, info), classNode);
  const index = c.e.functions.push(code) - 1;
  c.codes.set(info, { code, index });
  return index;
}

/** Makes the code of a function, whose body is compiled on the first call. */
export function functionCode(
  unit: Unit,
  info: FunctionInfo,
  name: string,
  start: number,
  end: number,
  captures: readonly CaptureFrom[],
  classNode: ClassNode | null,
): FunctionCode {
  const params = parametersOf(info.node);
  const code: FunctionCode = {
    name,
    parameterCount: registerParameters(params),
    length: expectedArguments(params),
    kind: kindOf(unit, info),
    flags: flagsOf(unit, info, params),
    captures,
    source: unit.source,
    start,
    end,
    body: lazily(() => compileBody(unit, info, classNode)),
    declarations: null,
    module: null,
  };
  return code;
}

/** Runs `make` at the first call, then forgets it with all that it holds (the syntax tree). */
export function lazily<T>(make: () => T): () => T {
  let pending: (() => T) | null = make;
  let made: T | undefined;
  return () => {
    if (pending !== null) {
      made = pending();
      pending = null;
    }
    return made as T;
  };
}

/** Parameters as written; none for scripts and synthetic functions. */
export function parametersOf(node: Node): readonly Pattern[] {
  switch (node.type) {
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      return node.params;
    default:
      return [];
  }
}

function registerParameters(params: readonly Pattern[]): number {
  const last = params[params.length - 1];
  return last?.type === 'RestElement' ? params.length - 1 : params.length;
}

/** ECMA-262 §15.1.5 ExpectedArgumentCount. */
function expectedArguments(params: readonly Pattern[]): number {
  const stop = params.findIndex((param) => param.type === 'AssignmentPattern' || param.type === 'RestElement');
  return stop < 0 ? params.length : stop;
}

export function kindOf(unit: Unit, info: FunctionInfo): CodeKind {
  if (info.role === 'module') return unit.hasTopLevelAwait ? CodeKind.Async : CodeKind.Plain;
  if (info.generator) return info.async ? CodeKind.AsyncGenerator : CodeKind.Generator;
  return info.async ? CodeKind.Async : CodeKind.Plain;
}

function flagsOf(unit: Unit, info: FunctionInfo, params: readonly Pattern[]): number {
  let flags = CodeFlag.None as number;
  if (info.strict) flags |= CodeFlag.Strict;
  if (info.async) flags |= CodeFlag.Async;
  if (info.generator) flags |= CodeFlag.Generator | CodeFlag.HasPrototype;
  if (unit.selfHosted) flags |= CodeFlag.SelfHosted;
  switch (info.role) {
    case 'function':
      if (!info.async && !info.generator) flags |= CodeFlag.Constructor | CodeFlag.HasPrototype;
      break;
    case 'arrow':
      flags |= CodeFlag.Arrow;
      break;
    case 'constructor':
      flags |= CodeFlag.Constructor | CodeFlag.Class;
      break;
    case 'derived-constructor':
      flags |= CodeFlag.Constructor | CodeFlag.Class | CodeFlag.Derived;
      break;
    case 'method':
    case 'getter':
    case 'setter':
    case 'instance-fields':
    case 'static-fields':
      flags |= CodeFlag.Method;
      break;
    default:
      flags |= CodeFlag.TopLevel;
  }
  const hasRest = params.length > 0 && params[params.length - 1]!.type === 'RestElement';
  const isDefaultDerived = info.role === 'derived-constructor' && info.node.type === 'ClassBody';
  if (hasRest || info.usesArguments || isDefaultDerived) flags |= CodeFlag.KeepsArguments;
  return flags;
}

function capturesFrom(c: Context, info: FunctionInfo): CaptureFrom[] {
  // The linker makes a module's functions before its frame is there; nothing they use lives in that.
  if (c.moduleFunctionsAreLinked && c.linkedFunctions.has(info)) return [];
  return info.captures.map((source) => captureFrom(c, source));
}

function captureFrom(c: Context, source: CaptureSource): CaptureFrom {
  if (source.kind === 'binding') {
    const { binding } = source;
    const common = { name: binding.name, binding: c.unit.selfHosted ? null : declaredBinding(binding) };
    if (isOwn(c, binding)) return { from: 'register', index: binding.register, ...common };
    return { from: 'capture', index: captureIndex(c, binding), ...common };
  }
  if (source.scope.fn === c.info && source.scope.recordRegister >= 0) {
    return { from: 'register', index: source.scope.recordRegister, name: '%record', binding: null };
  }
  return {
    from: 'capture',
    index: c.info.captures.findIndex((own) => own.kind === 'record'),
    name: '%record',
    binding: null,
  };
}

/** What explanations of the running program say of a binding. */
export function declaredBinding(binding: Binding): DeclaredBinding {
  const { name, kind, start, scope, place } = binding;
  return { name, kind, start, owner: functionLabel(scope.fn), copied: place.kind === 'copied' };
}

// ---------------------------------------------------------------- names

/** ECMA-262 §8.4.3 IsAnonymousFunctionDefinition, of an expression. */
export function isAnonymousFunction(node: Expression): boolean {
  switch (node.type) {
    case 'ArrowFunctionExpression':
      return true;
    case 'FunctionExpression':
    case 'ClassExpression':
      return node.id === null;
    default:
      return false;
  }
}
