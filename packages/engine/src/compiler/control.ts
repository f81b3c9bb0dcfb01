/** Ways out: `break`, `continue`, `return`, through the `finally` blocks and iterators on the way. */
import { CodeKind } from '../bytecode/code.ts';
import { Op } from '../bytecode/ops.gen.ts';
import { closeIterator } from './closing.ts';
import type { Context, Control, Exit, FinallyControl, JumpTarget } from './context.ts';
import type { Label, Reg, Region } from './emitter.ts';
import { kindOf } from './functions.ts';
import { loadBinding, nearestRecord } from './names.ts';

/** In place of a label: not a target of that kind of jump. */
export const NO_LABEL: Label = -1;

/** Enters a statement that `break` or `continue` may name, taking the labels that stand before it. */
export function enterTarget(c: Context, breakable: boolean, continueLabel: Label): JumpTarget {
  const target: JumpTarget = {
    kind: 'target',
    outer: c.control,
    labels: c.pendingLabels,
    breakable,
    breakLabel: c.e.label(),
    continueLabel,
  };
  c.pendingLabels = [];
  c.control = target;
  return target;
}

export function leaveTarget(c: Context, target: JumpTarget): void {
  c.control = target.outer;
  c.e.bind(target.breakLabel);
}

export function findTarget(c: Context, label: string | null, continues: boolean): JumpTarget {
  for (let control: Control | null = c.control; control !== null; control = control.outer) {
    if (control.kind !== 'target') continue;
    if ((continues ? control.continueLabel : control.breakLabel) < 0) continue;
    if (label === null ? continues || control.breakable : control.labels.includes(label)) return control;
  }
  throw new Error(`internal fault: no target for ${label ?? 'a jump'}`);
}

/** Emits a way out. `value`: what `return` gives, in a register that closing code does not touch. */
export function leave(c: Context, exit: Exit, value: Reg): void {
  const { e } = c;
  const paused: Region[] = [];
  let control = c.control;
  while (control !== null && control !== exit.target) {
    if (control.kind === 'finally') {
      e.emit(Op.LoadInt, exitNumber(control, exit), control.completionKind);
      if (exit.target === null) c.move(value, control.completionValue);
      e.jump(control.entry);
      break;
    }
    if (control.kind !== 'target') {
      e.pauseRegion(control.region);
      paused.push(control.region);
      if (control.kind === 'iterator') closeIterator(c, control);
    }
    control = control.outer;
  }
  if (control === exit.target) {
    if (control === null) emitReturn(c, value);
    else if (control.kind === 'target') e.jump(exit.continues ? control.continueLabel : control.breakLabel);
  }
  for (const region of paused) e.resumeRegion(region);
}

/** The number that the completion kind register holds for a way out. */
function exitNumber(control: FinallyControl, exit: Exit): number {
  if (exit.target === null) {
    control.returns = true;
    return 2;
  }
  let index = control.exits.findIndex((known) => known.target === exit.target && known.continues === exit.continues);
  if (index < 0) index = control.exits.push(exit) - 1;
  return 3 + index;
}

/** Whether a return passes code that could change the register its value was read from. */
export function returnsThroughCode(c: Context): boolean {
  for (let control = c.control; control !== null; control = control.outer) {
    if (control.kind === 'finally' || control.kind === 'iterator') return true;
  }
  return false;
}

/** Leaves the frame with `value`. */
export function emitReturn(c: Context, value: Reg): void {
  const { e, info } = c;
  switch (kindOf(c.unit, info)) {
    case CodeKind.Generator:
      e.emit(Op.GeneratorReturn, value);
      break;
    case CodeKind.Async:
      e.emit(Op.AsyncReturn, value);
      break;
    case CodeKind.AsyncGenerator:
      e.emit(Op.AsyncGeneratorReturn, value);
      break;
    case CodeKind.Plain:
      if (info.role === 'derived-constructor') derivedReturn(c, value);
      else e.emit(Op.Return, value);
      break;
  }
}

function derivedReturn(c: Context, value: Reg): void {
  const { e, info } = c;
  const binding = info.scope.bindings.get('%this');
  const mark = c.mark();
  let self: Reg = 0;
  if (binding?.place.kind === 'name') {
    // Reading it by name throws while it is uninitialised, which matters only if `value` is no object.
    self = c.alloc();
    const region = e.openRegion(c.alloc());
    const end = e.label();
    e.emit(Op.LoadName, nearestRecord(c), c.name('%this'), 0, self);
    e.pauseRegion(region);
    e.jump(end);
    e.bind(region.handler);
    e.emit(Op.LoadTdz, self);
    e.bind(end);
  } else if (binding !== undefined) {
    const { needsTdzCheck } = binding;
    binding.needsTdzCheck = false;
    self = loadBinding(c, binding, -1, 0);
    binding.needsTdzCheck = needsTdzCheck;
  }
  e.emit(Op.DerivedReturn, value, self);
  c.release(mark);
}

// ---------------------------------------------------------------- finally

/** Opens a block that `finish` code follows on every way out. */
export function enterFinally(c: Context): FinallyControl {
  const completionKind = c.alloc();
  const completionValue = c.alloc();
  const control: FinallyControl = {
    kind: 'finally',
    outer: c.control,
    region: c.e.openRegion(completionValue),
    completionKind,
    completionValue,
    entry: c.e.label(),
    exits: [],
    returns: false,
  };
  c.control = control;
  return control;
}

/** Ends the block, emits `finish` once, then goes on as the block ended. */
export function leaveFinally(c: Context, control: FinallyControl, finish: () => void): void {
  const { e } = c;
  e.pauseRegion(control.region);
  c.control = control.outer;
  if (e.live) {
    e.emit(Op.LoadInt, 0, control.completionKind);
    e.jump(control.entry);
  }
  e.bind(control.region.handler);
  e.emit(Op.LoadInt, 1, control.completionKind);
  e.bind(control.entry);
  finish();
  const { completionKind, completionValue } = control;
  if (control.region.used) {
    const next = e.label();
    e.jumpIfIntNe(completionKind, 1, next);
    e.emit(Op.Throw, completionValue);
    e.bind(next);
  }
  if (control.returns) {
    const next = e.label();
    e.jumpIfIntNe(completionKind, 2, next);
    leave(c, { target: null, continues: false }, completionValue);
    e.bind(next);
  }
  control.exits.forEach((exit, index) => {
    const next = e.label();
    e.jumpIfIntNe(completionKind, 3 + index, next);
    leave(c, exit, -1);
    e.bind(next);
  });
}
