/** Scopes at run time: registers, cells and records of their bindings, hoisted functions. */
import type { BindingNote } from '../bytecode/code.ts';
import { Op } from '../bytecode/ops.gen.ts';
import { functionLabel } from '../scope/label.ts';
import type { Binding, Scope } from '../scope/scope.ts';
import { ANY, type Context } from './context.ts';
import type { Reg } from './emitter.ts';
import { compileClosure, declaredBinding } from './functions.ts';
import { initialiseBinding, recordFrom, recordOf, valueRegister } from './names.ts';

/** Enters a block-like scope: makes its record, cells and hoisted functions; marks what is uninitialised. */
export function enterScope(c: Context, scope: Scope): void {
  openScope(c, scope);
  hoistFunctions(c, scope);
}

/** The same without the functions. */
export function openScope(c: Context, scope: Scope): void {
  c.scope = scope;
  c.scopeStarts.set(scope, c.e.pc);
  makeRecord(c, scope);
  for (const binding of scope.bindings.values()) makePlace(c, binding);
}

/** Makes the closures of the functions that the scope declares. */
export function hoistFunctions(c: Context, scope: Scope): void {
  for (const node of scope.hoisted) {
    const name = node.id?.name ?? '*default*';
    const binding = scope.bindings.get(name);
    // Scripts and sloppy evals declare theirs outside themselves.
    if (
      binding === undefined ||
      binding.place.kind === 'global' ||
      (binding.place.kind === 'module' && c.moduleFunctionsAreLinked)
    )
      continue;
    const mark = c.mark();
    const local = valueRegister(c, binding);
    const value = compileClosure(
      c,
      node.info!,
      node.id?.name ?? 'default',
      node.start,
      node.end,
      local >= 0 ? local : ANY,
    );
    initialiseBinding(c, binding, value);
    c.release(mark);
  }
}

/** Leaves a scope on the straight way (jumps need no code). Registers are given back by the caller. */
export function leaveScope(c: Context, scope: Scope): void {
  noteBindings(c, scope);
  for (const binding of scope.bindings.values()) c.initialised.delete(binding);
  c.scope = scope.parent ?? scope;
}

// ---------------------------------------------------------------- records

export function makeRecord(c: Context, scope: Scope): void {
  const { record } = scope;
  const { e } = c;
  if (record === null || record.kind === 'with') return;
  switch (record.kind) {
    case 'environment': {
      const outer = recordFrom(c, scope.parent);
      const register = c.alloc();
      e.emit(Op.NewEnvironment, outer, record.bindings.length, scopeNames(c, scope, record.bindings), register);
      scope.recordRegister = register;
      break;
    }
    case 'frame':
      scope.recordRegister = c.alloc();
      // Other scopes' bindings that live in this frame keep their registers to themselves: closures may hold on to them.
      for (const binding of record.bindings) if (binding.register < 0) c.allocLocal(binding);
      e.emit(Op.FrameRecord, scope.recordRegister);
      break;
    case 'table': {
      const outer = recordFrom(c, scope.parent);
      const register = c.alloc();
      // Sloppy evals declare their `var`s where their caller's go, also those that they call.
      const isOwnVarScope = scope === c.info.bodyScope && c.info.declaredVars === null;
      const isVarScope = isOwnVarScope || scope.kind === 'parameter-vars' || scope.kind === 'body';
      e.emit(Op.NewTable, outer, isVarScope ? 1 : 0, scopeNames(c, scope, record.bindings), register);
      scope.recordRegister = register;
      for (const binding of record.bindings) declareName(c, binding, register);
      break;
    }
  }
}

/** Constant that says what a record holds. */
function scopeNames(c: Context, scope: Scope, bindings: readonly Binding[]): number {
  return c.e.constant({
    bindings: bindings.map(declaredBinding),
    owner: functionLabel(scope.fn),
    source: c.unit.source,
  });
}

function declareName(c: Context, binding: Binding, table: Reg): void {
  const mark = c.mark();
  let value = c.undefinedReg();
  if (startsUninitialised(binding)) {
    value = c.alloc();
    c.e.emit(Op.LoadTdz, value);
  }
  c.e.emit(Op.DeclareName, table, c.name(binding.name), declarationMode(binding), value);
  c.release(mark);
}

/**
 * Mode of a binding in a table: 0 mutable, 1 constant, 2 silently immutable; 4 a simple catch parameter, 5 and 6 top-level
 * lexical names, with which the `var`s of an eval are compared.
 */
function declarationMode(binding: Binding): number {
  const { scope } = binding;
  switch (binding.kind) {
    case 'let':
    case 'class':
      return scope === scope.fn.bodyScope ? 5 : 0;
    case 'catch':
      return scope.node.type === 'CatchClause' && scope.node.param?.type === 'Identifier' ? 4 : 0;
    case 'const':
    case 'using':
      return scope === scope.fn.bodyScope ? 6 : 1;
    case 'import':
      return 1;
    case 'self':
      return binding.scope.kind === 'class' || binding.scope.fn.strict ? 1 : 2;
    default:
      return 0;
  }
}

/** Whether reading the binding before its declaration is an error that eval code could provoke. */
function startsUninitialised(binding: Binding): boolean {
  switch (binding.kind) {
    case 'let':
    case 'const':
    case 'using':
    case 'class':
      return true;
    case 'self':
      return binding.scope.kind === 'class';
    case 'this':
      return binding.scope.fn.role === 'derived-constructor';
    case 'param':
      return !binding.scope.fn.simpleParameters;
    case 'catch':
      return binding.needsTdzCheck;
    default:
      return false;
  }
}

// ---------------------------------------------------------------- places

function makePlace(c: Context, binding: Binding): void {
  const { e } = c;
  const used = c.registerCount;
  switch (binding.place.kind) {
    case 'register':
    case 'copied':
      if (c.preassigned.has(binding) || isUnusedName(binding)) break;
      c.allocLocal(binding);
      // A register that served a temporary before holds whatever that left.
      if (binding.needsTdzCheck) e.emit(Op.LoadTdz, binding.register);
      else if (binding.kind === 'var' && (c.needsExplicitUndefined || binding.register < used)) {
        c.load(undefined, binding.register);
      }
      break;
    case 'cell':
      c.allocLocal(binding);
      makeCell(c, binding);
      break;
    case 'slot': {
      const holder = binding.recordScope ?? binding.scope;
      if (holder.record?.kind === 'frame') {
        if (binding.register < 0) c.allocLocal(binding);
        if (binding.needsTdzCheck) e.emit(Op.LoadTdz, binding.register);
        else if (binding.scope !== holder && binding.kind === 'var') c.load(undefined, binding.register);
      } else if (binding.needsTdzCheck) {
        const mark = c.mark();
        const tdz = c.alloc();
        e.emit(Op.LoadTdz, tdz);
        e.emit(Op.StoreSlot, recordOf(c, holder), binding.place.index, tdz);
        c.release(mark);
      }
      break;
    }
    default:
      break;
  }
}

/** A function expression's own name that nothing uses. */
function isUnusedName(binding: Binding): boolean {
  return (
    binding.kind === 'self' &&
    binding.scope.kind === 'self' &&
    binding.reads + binding.writes === 0 &&
    !binding.captured
  );
}

/** A cell is made at once only if something may refer to it before the binding has its first value. */
function makeCell(c: Context, binding: Binding): void {
  if (!binding.needsTdzCheck && !binding.capturedEarly && isInitialisedByItsDeclaration(binding)) {
    c.deferredCells.add(binding);
    return;
  }
  const { e } = c;
  if (binding.needsTdzCheck) {
    e.emit(Op.LoadTdz, binding.register);
    e.emit(Op.NewCell, binding.register, binding.register);
  } else {
    e.emit(Op.NewCell, c.undefinedReg(), binding.register);
  }
}

/** Lexical declarations, and what prologues and class definitions initialise before any closure is made that holds it. */
function isInitialisedByItsDeclaration(binding: Binding): boolean {
  switch (binding.kind) {
    case 'var':
    case 'function':
    case 'import':
    case 'field-key':
    case 'field-initialiser':
      return false;
    case 'self':
      return binding.scope.kind === 'self';
    case 'home':
      return binding.scope.kind === 'object';
    default:
      return true;
  }
}

/** Before the next iteration of a `for (let …)`: fresh bindings with the values of the last (ECMA-262 §14.7.4.4). */
export function copyBindings(c: Context, scope: Scope): void {
  const { e } = c;
  const { record } = scope;
  if (record?.kind === 'environment') {
    e.emit(Op.CopyEnvironment, scope.recordRegister, scope.recordRegister);
  } else if (record?.kind === 'table') {
    const mark = c.mark();
    const old = c.alloc();
    c.move(scope.recordRegister, old);
    e.emit(Op.NewTable, recordFrom(c, scope.parent), 0, scopeNames(c, scope, record.bindings), scope.recordRegister);
    for (const binding of record.bindings) {
      const value = c.alloc();
      e.emit(Op.LoadName, old, c.name(binding.name), 0, value);
      e.emit(Op.DeclareName, scope.recordRegister, c.name(binding.name), declarationMode(binding), value);
    }
    c.release(mark);
  }
  for (const binding of scope.bindings.values()) {
    if (binding.place.kind !== 'cell') continue;
    const mark = c.mark();
    const value = c.alloc();
    e.emit(Op.LoadCell, binding.register, value);
    e.emit(Op.NewCell, value, binding.register);
    c.release(mark);
  }
}

/** Whether an iteration's closures could tell its bindings from the next's. */
export function needsCopies(scope: Scope): boolean {
  if (scope.record !== null) return true;
  for (const binding of scope.bindings.values()) if (binding.place.kind === 'cell') return true;
  return false;
}

// ---------------------------------------------------------------- notes

function noteBindings(c: Context, scope: Scope): void {
  const from = c.scopeStarts.get(scope) ?? 0;
  const to = c.e.pc;
  for (const binding of scope.bindings.values()) {
    const note = noteOf(binding, from, to);
    if (note !== null) c.e.notes.push(note);
  }
}

function noteOf(binding: Binding, from: number, to: number): BindingNote | null {
  const { name, kind, start, place, register } = binding;
  const common = { name, kind, start, owner: functionLabel(binding.scope.fn), from, to };
  switch (place.kind) {
    case 'register':
    case 'copied':
      return register < 0 ? null : { ...common, place: 'register', index: register };
    case 'cell':
      return register < 0 ? null : { ...common, place: 'cell', index: register };
    case 'slot':
      return (binding.recordScope ?? binding.scope).record?.kind === 'frame'
        ? { ...common, place: 'register', index: register }
        : { ...common, place: 'slot', index: place.index };
    case 'name':
      return { ...common, place: 'name', index: -1 };
    case 'global':
      return { ...common, place: 'global', index: -1 };
    case 'module':
      return { ...common, place: 'module', index: place.index };
  }
}
