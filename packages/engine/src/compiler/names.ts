/** Loads and stores of bindings, by the places that the storage plan gave them. */
import { Op } from '../bytecode/ops.gen.ts';
import { type Resolution, resolve as resolveIn } from '../scope/resolve.ts';
import type { Binding, Scope } from '../scope/scope.ts';
import { ANY, type Context, ErrorType } from './context.ts';
import type { Reg } from './emitter.ts';
import { libraryName } from './self-hosted.ts';

export function resolve(c: Context, name: string): Resolution {
  return resolveIn(c.scope, name);
}

/** The binding that a name certainly means, or null. */
export function resolveStatic(c: Context, name: string): Binding | null {
  const resolution = resolve(c, name);
  return typeof resolution === 'string' ? null : resolution;
}

export function isOwn(c: Context, binding: Binding): boolean {
  return binding.scope.fn === c.info;
}

/** The scope whose record holds a binding with place `slot` or `name`. */
function recordScopeOf(binding: Binding): Scope {
  return binding.recordScope ?? binding.scope;
}

/** The register in which a binding's value lies for the current function, or -1. */
export function valueRegister(c: Context, binding: Binding): Reg {
  if (!isOwn(c, binding)) return -1;
  switch (binding.place.kind) {
    case 'register':
    case 'copied':
      return binding.register;
    case 'slot':
      return recordScopeOf(binding).record?.kind === 'frame' ? binding.register : -1;
    default:
      return -1;
  }
}

export function needsCheck(c: Context, binding: Binding, offset: number): boolean {
  if (!binding.needsTdzCheck) return false;
  if (!isOwn(c, binding)) return true;
  if (binding.kind === 'this') return offset < c.info.thisInitEnd;
  return !c.initialised.has(binding);
}

/** From here on, code of this function finds the binding initialised. */
export function noteInitialised(c: Context, binding: Binding): void {
  // Another case of the switch may be entered without passing here.
  if (binding.scope.kind !== 'switch') c.initialised.add(binding);
}

// ---------------------------------------------------------------- captures and records

export function captureIndex(c: Context, binding: Binding): number {
  let indices = c.captureIndices;
  if (indices === null) {
    indices = new Map();
    for (const [i, source] of c.info.captures.entries()) if (source.kind === 'binding') indices.set(source.binding, i);
    c.captureIndices = indices;
  }
  const index = indices.get(binding);
  if (index !== undefined) return index;
  throw new Error(`internal fault: ${binding.name} is not among the captures of ${c.info.name || 'a function'}`);
}

function recordCaptureIndex(c: Context): number {
  return c.info.captures.findIndex((source) => source.kind === 'record');
}

/** True for eval code run directly: its caller's record is capture 0. */
function hasOuterRecord(c: Context): boolean {
  return recordCaptureIndex(c) >= 0;
}

/** A register that holds capture `index` as it is, from the prologue on. */
function cachedCapture(c: Context, index: number): Reg {
  let reg = c.captureRegisters.get(index);
  if (reg === undefined) {
    reg = c.e.lateRegister();
    c.e.emitPrefix(Op.LoadCapture, index, reg);
    c.captureRegisters.set(index, reg);
  }
  return reg;
}

/** The record of the nearest enclosing scope that has one, `undefined` if there is none: where lookups by name start. */
export function nearestRecord(c: Context): Reg {
  return recordFrom(c, c.scope);
}

/** The same seen from `scope`. */
export function recordFrom(c: Context, from: Scope | null): Reg {
  for (let scope = from; scope !== null && scope.fn === c.info; scope = scope.parent) {
    if (scope.record !== null && scope.recordRegister >= 0) return scope.recordRegister;
  }
  return hasOuterRecord(c) ? cachedCapture(c, recordCaptureIndex(c)) : c.undefinedReg();
}

/** The record of `target`, a scope of this function or of one around it. */
export function recordOf(c: Context, target: Scope): Reg {
  if (target.fn === c.info) return target.recordRegister;
  const index = recordCaptureIndex(c);
  const source = c.info.captures[index];
  if (source?.kind !== 'record') throw new Error(`internal fault: no record captured for a scope of ${target.fn.name}`);
  let scope = source.scope;
  let reg = cachedCapture(c, index);
  // Records are linked for good: in a loop the walk outward is done once, in the prologue.
  const cache = c.loopDepth > 0;
  while (scope !== target) {
    const outer = scope.outerRecord;
    if (outer === null) throw new Error('internal fault: a scope is not on the chain of records');
    let next = c.outerRecordRegisters.get(outer);
    if (next === undefined) {
      if (cache) {
        next = c.e.lateRegister();
        c.e.emitPrefix(Op.LoadOuter, reg, next);
        c.outerRecordRegisters.set(outer, next);
      } else {
        next = c.alloc();
        c.e.emit(Op.LoadOuter, reg, next);
      }
    }
    reg = next;
    scope = outer;
  }
  return reg;
}

function slotIndex(binding: Binding): number {
  return recordScopeOf(binding).record?.kind === 'frame'
    ? binding.register
    : (binding.place as { index: number }).index;
}

// ---------------------------------------------------------------- loads

/** The value of a name. `dst` ANY: in place where it can be. */
export function loadName(c: Context, name: string, dst: Reg, offset: number, isTypeof = false): Reg {
  const resolution = resolve(c, name);
  if (resolution === 'global') return loadGlobal(c, name, dst, offset, isTypeof);
  if (resolution !== 'dynamic') return loadBinding(c, resolution, dst, offset, isTypeof);
  const record = nearestRecord(c);
  const out = c.out(dst);
  c.e.at(c.nameOffset(offset));
  c.e.emit(Op.LoadName, record, c.name(name), isTypeof ? 1 : 0, out);
  return out;
}

function loadGlobal(c: Context, name: string, dst: Reg, offset: number, isTypeof: boolean): Reg {
  // These three properties of the global object can neither be changed nor hidden by a script's declarations.
  if (name === 'undefined') return dst < 0 ? c.undefinedReg() : c.load(undefined, dst);
  if (name === 'NaN') return dst < 0 ? c.value(NaN) : c.load(NaN, dst);
  if (name === 'Infinity') return dst < 0 ? c.value(Infinity) : c.load(Infinity, dst);
  const out = c.out(dst);
  c.e.at(c.nameOffset(offset));
  if (c.unit.selfHosted) c.e.emit(Op.LoadHelper, c.name(libraryName(c, name, offset)), out);
  else c.e.emit(Op.LoadGlobal, c.name(name), isTypeof ? 1 : 0, c.newCache(), out);
  return out;
}

export function loadBinding(c: Context, binding: Binding, dst: Reg, offset: number, isTypeof = false): Reg {
  const { e } = c;
  const { place } = binding;
  const check = needsCheck(c, binding, offset);
  const name = (): number => tdzName(c, binding);
  const inPlace = valueRegister(c, binding);
  if (inPlace >= 0) {
    if (check) {
      e.at(c.nameOffset(offset));
      e.emit(Op.CheckTdz, inPlace, name());
    }
    return c.deliver(inPlace, dst);
  }
  e.at(c.nameOffset(offset));
  switch (place.kind) {
    case 'register':
      throw new Error(`internal fault: ${binding.name} lives in a register of another frame`);
    case 'copied': {
      const index = captureIndex(c, binding);
      const cached = c.captureRegisters.get(index);
      if (cached !== undefined) return c.deliver(cached, dst);
      const uses = binding.captures.find((capture) => capture.fn === c.info);
      if (c.loopDepth > 0 || (uses !== undefined && uses.reads > 2)) return c.deliver(cachedCapture(c, index), dst);
      const out = c.out(dst);
      e.emit(Op.LoadCapture, index, out);
      return out;
    }
    case 'cell': {
      const out = c.out(dst);
      if (isOwn(c, binding)) {
        if (check) e.emit(Op.LoadCellChecked, binding.register, name(), out);
        else e.emit(Op.LoadCell, binding.register, out);
      } else {
        const index = captureIndex(c, binding);
        if (check) e.emit(Op.LoadCaptureCellChecked, index, name(), out);
        else e.emit(Op.LoadCaptureCell, index, out);
      }
      return out;
    }
    case 'slot': {
      const mark = c.mark();
      const record = recordOf(c, recordScopeOf(binding));
      c.release(mark);
      const out = c.out(dst);
      if (check) e.emit(Op.LoadSlotChecked, record, slotIndex(binding), name(), out);
      else e.emit(Op.LoadSlot, record, slotIndex(binding), out);
      return out;
    }
    case 'name': {
      const out = c.out(dst);
      e.emit(Op.LoadName, nearestRecord(c), c.name(binding.name), isTypeof ? 1 : 0, out);
      return out;
    }
    case 'global':
      return loadGlobal(c, binding.name, dst, offset, isTypeof);
    case 'module': {
      const out = c.out(dst);
      if (check) e.emit(Op.LoadModuleChecked, place.index, name(), out);
      else e.emit(Op.LoadModule, place.index, out);
      return out;
    }
  }
}

// ---------------------------------------------------------------- stores

/** Gives a binding its first value. */
export function initialiseBinding(c: Context, binding: Binding, value: Reg): void {
  const { e } = c;
  const { place } = binding;
  const inPlace = valueRegister(c, binding);
  if (inPlace >= 0) {
    c.move(value, inPlace);
  } else {
    switch (place.kind) {
      case 'register':
      case 'copied':
        throw new Error(`internal fault: ${binding.name} is initialised by a function that does not own it`);
      case 'cell':
        if (!isOwn(c, binding)) e.emit(Op.StoreCaptureCell, captureIndex(c, binding), value);
        else if (c.deferredCells.delete(binding)) e.emit(Op.NewCell, value, binding.register);
        else e.emit(Op.StoreCell, binding.register, value);
        break;
      case 'slot': {
        const mark = c.mark();
        e.emit(Op.StoreSlot, recordOf(c, recordScopeOf(binding)), slotIndex(binding), value);
        c.release(mark);
        break;
      }
      case 'name':
        initialiseName(c, binding, value);
        break;
      case 'global':
        if (place.lexical) e.emit(Op.InitGlobalLexical, c.name(binding.name), value);
        else storeGlobal(c, binding.name, value);
        break;
      case 'module':
        e.emit(Op.StoreModule, place.index, value);
        break;
    }
  }
  noteInitialised(c, binding);
}

function initialiseName(c: Context, binding: Binding, value: Reg): void {
  const mark = c.mark();
  c.e.emit(Op.InitName, recordOf(c, recordScopeOf(binding)), c.name(binding.name), value);
  c.release(mark);
}

/** How a message about a binding's dead zone names it; the machine words the case of `this` differently. */
function tdzName(c: Context, binding: Binding): number {
  return c.name(binding.kind === 'this' ? 'this' : binding.name);
}

/** Assigns `value` to a name whose meaning was found before the right side was evaluated. */
export function assignBinding(c: Context, binding: Binding, value: Reg, offset: number): void {
  const { e } = c;
  const { place } = binding;
  if (place.kind === 'name') {
    // The table knows what may be assigned.
    const mark = c.mark();
    e.at(offset);
    e.emit(Op.StoreName, nearestRecord(c), c.name(binding.name), value, c.strict ? 1 : 0, c.alloc());
    c.release(mark);
    return;
  }
  const check = needsCheck(c, binding, offset);
  if (isConstant(binding)) {
    if (check) {
      const mark = c.mark();
      loadBinding(c, binding, ANY, offset);
      c.release(mark);
    }
    if (binding.kind !== 'self' || binding.scope.kind === 'class' || c.strict) {
      c.throwError(ErrorType.TypeError, 'Assignment to constant variable.', offset);
    }
    return;
  }
  const inPlace = valueRegister(c, binding);
  if (inPlace >= 0) {
    if (check) {
      e.at(offset);
      e.emit(Op.CheckTdz, inPlace, tdzName(c, binding));
    }
    c.move(value, inPlace);
    return;
  }
  e.at(offset);
  switch (place.kind) {
    case 'register':
    case 'copied':
      throw new Error(`internal fault: ${binding.name} is assigned by a function that does not own it`);
    case 'cell':
      if (isOwn(c, binding)) {
        if (check) e.emit(Op.StoreCellChecked, binding.register, tdzName(c, binding), value);
        else e.emit(Op.StoreCell, binding.register, value);
      } else {
        const index = captureIndex(c, binding);
        if (check) e.emit(Op.StoreCaptureCellChecked, index, tdzName(c, binding), value);
        else e.emit(Op.StoreCaptureCell, index, value);
      }
      break;
    case 'slot': {
      const mark = c.mark();
      const record = recordOf(c, recordScopeOf(binding));
      if (check) e.emit(Op.StoreSlotChecked, record, slotIndex(binding), c.name(binding.name), value);
      else e.emit(Op.StoreSlot, record, slotIndex(binding), value);
      c.release(mark);
      break;
    }
    case 'global':
      storeGlobal(c, binding.name, value);
      break;
    case 'module':
      if (check) e.emit(Op.StoreModuleChecked, place.index, c.name(binding.name), value);
      else e.emit(Op.StoreModule, place.index, value);
      break;
  }
}

/** Whether assignments by code fail or are ignored (global ones are found out by the machine). */
export function isConstant(binding: Binding): boolean {
  if (binding.place.kind === 'global') return false;
  const { kind } = binding;
  return kind === 'const' || kind === 'using' || kind === 'import' || kind === 'self';
}

export function storeGlobal(c: Context, name: string, value: Reg): void {
  const mark = c.mark();
  c.e.emit(Op.StoreGlobal, c.name(name), value, c.strict ? 1 : 0, c.newCache(), c.alloc());
  c.release(mark);
}

// ---------------------------------------------------------------- synthetic names

/** What `%this` and its like mean: arrows and eval code take those of what is around them, other functions have their own. */
export function resolveOwn(c: Context, name: string): Resolution {
  const { role, scope } = c.info;
  return role === 'arrow' || role === 'eval' ? resolve(c, name) : (scope.bindings.get(name) ?? 'global');
}

/** The value of `this`. */
export function loadThis(c: Context, dst: Reg, offset: number): Reg {
  const { info, e } = c;
  const resolution = resolveOwn(c, '%this');
  if (typeof resolution !== 'string') return loadBinding(c, resolution, dst, offset);
  switch (info.role) {
    case 'arrow':
    case 'eval':
    case 'script':
    case 'module': {
      if (resolution === 'dynamic' && (info.role === 'arrow' || info.role === 'eval'))
        return loadName(c, '%this', dst, offset);
      if (topLevelRole(c) === 'module') return dst < 0 ? c.undefinedReg() : c.load(undefined, dst);
      const out = c.out(dst);
      e.emit(Op.GlobalThis, out);
      return out;
    }
    case 'derived-constructor':
      if (offset < info.thisInitEnd) {
        e.at(offset);
        e.emit(Op.CheckTdz, 0, c.name('this'));
      }
      return c.deliver(0, dst);
    default:
      return c.deliver(0, dst);
  }
}

function topLevelRole(c: Context): string {
  let info = c.info;
  while (info.parent !== null) info = info.parent;
  return info.role;
}

export function loadNewTarget(c: Context, dst: Reg, offset: number): Reg {
  return loadOwnOr(c, '%new.target', Op.NewTarget, dst, offset);
}

/** The function whose [[GetPrototypeOf]] `super()` constructs. */
export function loadActiveFunction(c: Context, dst: Reg, offset: number): Reg {
  return loadOwnOr(c, '%active-function', Op.Callee, dst, offset);
}

/** A function's own by `opcode`; arrows and eval code take it from what is around them. */
function loadOwnOr(c: Context, name: string, opcode: Op, dst: Reg, offset: number): Reg {
  const { role } = c.info;
  const resolution = resolveOwn(c, name);
  if (typeof resolution !== 'string') return loadBinding(c, resolution, dst, offset);
  if (resolution === 'dynamic' && (role === 'arrow' || role === 'eval')) return loadName(c, name, dst, offset);
  const out = c.out(dst);
  c.e.emit(opcode, out);
  return out;
}
