/**
 * Expressions evaluated in a frame of a machine that is paused: guest code on a stack of its own, whose names mean what they mean in
 * that frame, variables in registers included.
 */
import { CodeFlag, type EvalContext, type ScopeNames } from '../bytecode/code.ts';
import { directEval, globalEval } from '../machine/eval.ts';
import type { Frame } from '../machine/frame.ts';
import { GuestThrow } from '../machine/guest-throw.ts';
import { interpret } from '../machine/interpret.ts';
import type { Machine } from '../machine/machine.ts';
import { BindingMode, type NamedBinding, type ScopeRecord, Table, WithRecord } from '../machine/records.ts';
import { Stop } from '../machine/stop.ts';
import type { JSFunction, Slot } from '../objects/object.ts';
import { HOLE, TDZ, type Value } from '../objects/value.ts';
import { isConstant, privateNames, scopesOf, thisOf, type Variable } from './scopes.ts';

export interface EvaluateLimits {
  /** Instructions, which bound the time too; default 10,000,000. */
  readonly steps?: number;
}

export type Evaluation =
  | { readonly status: 'done'; readonly value: Value }
  | { readonly status: 'threw'; readonly error: Value }
  /** Left off: what it had changed stays changed. */
  | { readonly status: 'limit'; readonly limit: 'steps' | 'heapBytes' | 'blocked' };

const DEFAULT_STEPS = 10_000_000;
const SLICE = 20_000;

/** A name of the frame: reads and writes go to where the machine has the variable. */
class FrameBinding implements NamedBinding {
  readonly mode: BindingMode;
  private readonly variable: Variable;
  /** After the evaluation: what a closure made by it goes on seeing. */
  private kept: { value: Slot } | null = null;

  constructor(variable: Variable) {
    this.variable = variable;
    this.mode = isConstant(variable.kind) ? BindingMode.Constant : BindingMode.Mutable;
  }

  get value(): Slot {
    return this.kept === null ? this.variable.get() : this.kept.value;
  }

  set value(v: Slot) {
    if (this.kept === null) this.variable.set(v as Value);
    else this.kept.value = v;
  }

  detach(): void {
    this.kept ??= { value: this.variable.get() };
  }
}

/**
 * Evaluates `source` as a direct eval would at the instruction where the frame stands; null: globally, where there are no `names`,
 * which are bound around it and hide the frame's. The machine stands as before afterwards, but for what the code itself has changed. Variables of the frame that a
 * closure made by it captures are the closure's own from then on.
 */
export function evaluateIn(
  m: Machine,
  frame: Frame | null,
  source: string,
  names: Readonly<Record<string, Value>> = {},
  limits: EvaluateLimits = {},
): Evaluation {
  const before = stateOf(m);
  const bindings: FrameBinding[] = [];
  // Breakpoints are for the program, not for the questions asked about it.
  if (m.debug !== null) m.debug.silent = true;
  m.fuelDebt = 0;
  try {
    push(m, frame, source, names, bindings);
    return finish(m, limits);
  } catch (e) {
    if (!(e instanceof GuestThrow)) throw e;
    return { status: 'threw', error: e.value };
  } finally {
    for (const binding of bindings) binding.detach();
    m.relieve();
    Object.assign(m, before);
    if (m.debug !== null) m.debug.silent = false;
  }
}

/** What of the machine an evaluation must leave as it was. */
function stateOf(m: Machine) {
  const { frame, depth, depthMark, realm, fuel, fuelDebt, result, uncaught, passing, thrown } = m;
  const { framesPushed, framesCreated, framesReturned, environmentsMade } = m;
  const accounts = { framesPushed, framesCreated, framesReturned, environmentsMade };
  return { frame, depth, depthMark, realm, fuel, fuelDebt, result, uncaught, passing, thrown, ...accounts };
}

/** Compiles the source and pushes its frame, cut off from those below. */
function push(
  m: Machine,
  frame: Frame | null,
  source: string,
  names: Readonly<Record<string, Value>>,
  bindings: FrameBinding[],
): void {
  if (frame === null) {
    m.realm = m.mainRealm;
    m.thrown = null;
    globalEval(m, m.realm.intrinsic('%eval%') as JSFunction, undefined, [source]);
  } else {
    const context = contextOf(m, frame);
    const records = recordsOf(m, frame, names, bindings);
    m.frame = frame;
    m.realm = frame.code.realm;
    // Where the frame stands depends on it, and the names do on that.
    m.thrown = null;
    directEval(m, source, records, context);
  }
  if (m.frame !== null) m.frame.caller = null;
}

const CONTEXT: EvalContext = {
  strict: false,
  inFunction: false,
  inMethod: false,
  inDerivedConstructor: false,
  inClassFieldInitialiser: false,
  privateNames: [],
  inParameters: false,
  homeName: null,
  fieldsName: null,
};

function contextOf(m: Machine, frame: Frame): EvalContext {
  const names = privateNames(m, frame).map(({ name }) => name.replace(/^#/, ''));
  return { ...CONTEXT, strict: (frame.code.flags & CodeFlag.Strict) !== 0, privateNames: names };
}

const NO_SCOPE: ScopeNames = { bindings: [], owner: '<debugger>', source: { name: '<debugger>', text: '' } };

function tableOf(outer: ScopeRecord | undefined, names: Readonly<Record<string, Value>>): Table {
  const table = new Table(outer, false, NO_SCOPE);
  for (const [name, value] of Object.entries(names)) table.bindings.set(name, { value, mode: BindingMode.Mutable });
  return table;
}

/** The frame's scopes as records that are searched by name, from the outermost inward. */
function recordsOf(
  m: Machine,
  frame: Frame,
  names: Readonly<Record<string, Value>>,
  bindings: FrameBinding[],
): ScopeRecord | undefined {
  const scopes = scopesOf(m, frame);
  let outer: ScopeRecord | undefined;
  const self = thisOf(frame);
  const own = new Table(undefined, false, NO_SCOPE);
  if (self !== (HOLE as unknown)) own.bindings.set('%this', { value: self, mode: BindingMode.Constant });
  for (const variable of privateNames(m, frame))
    own.bindings.set(variable.name, { value: variable.get(), mode: BindingMode.Constant });
  outer = own;
  const isTopLevel = (frame.code.flags & CodeFlag.TopLevel) !== 0;
  for (const scope of scopes.reverse()) {
    if (scope.kind === 'global' || scope.kind === 'script') continue;
    if (scope.kind === 'with') {
      if (scope.object !== null) outer = new WithRecord(outer, scope.object);
      continue;
    }
    // `var`s of the evaluated code are the function's, and gone when the evaluation is.
    const table: Table = new Table(outer, scope.kind === 'function' && !isTopLevel, NO_SCOPE);
    for (const variable of scope.variables) {
      if (scope.kind === 'module' && variable.get() === (TDZ as unknown) && variable.place !== 'module') continue;
      const binding = new FrameBinding(variable);
      bindings.push(binding);
      table.bindings.set(variable.name, binding);
    }
    outer = table;
  }
  return Object.keys(names).length === 0 ? outer : tableOf(outer, names);
}

function finish(m: Machine, limits: EvaluateLimits): Evaluation {
  for (let left = limits.steps ?? DEFAULT_STEPS; ; ) {
    if (left <= 0) return { status: 'limit', limit: 'steps' };
    if (m.heapDue && m.overHeapLimit()) return { status: 'limit', limit: 'heapBytes' };
    const given = Math.min(SLICE, left);
    m.fuel = given;
    m.beginSlice();
    let stop = interpret(m);
    let used = given - m.fuel;
    if (stop === Stop.Breakpoint && m.debug !== null) {
      m.fuel = 1;
      stop = m.debug.executeUncovered(m);
      used += 1 - m.fuel;
    }
    m.relieve();
    left -= used + m.fuelDebt;
    m.fuelDebt = 0;
    if (m.blocked !== null) {
      m.blocked = null;
      return { status: 'limit', limit: 'blocked' };
    }
    if (stop === Stop.OverHeap) return { status: 'limit', limit: 'heapBytes' };
    if (stop !== Stop.JobDone) continue;
    return m.uncaught === null ? { status: 'done', value: m.result } : { status: 'threw', error: m.uncaught.value };
  }
}
