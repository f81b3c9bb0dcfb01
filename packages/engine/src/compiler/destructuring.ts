/** Destructuring, of declarations and assignments (ECMA-262 §8.6.2, §13.15.5). */
import { Op } from '../bytecode/ops.gen.ts';
import type {
  ArrayPattern,
  AssignmentProperty,
  Expression,
  Identifier,
  MemberExpression,
  Node,
  ObjectPattern,
  Pattern,
} from '../parser/ast.ts';
import { putResolved } from './assignments.ts';
import { closeQuietlyAndRethrow, protectIterator, unprotectIterator } from './closing.ts';
import type { Context, IteratorControl } from './context.ts';
import type { Label, Reg } from './emitter.ts';
import { named, propertyKey } from './literals.ts';
import { type MemberReference, memberReference, setReference, staticKey } from './members.ts';
import {
  assignBinding,
  initialiseBinding,
  isConstant,
  nearestRecord,
  needsCheck,
  resolve,
  resolveStatic,
  storeGlobal,
  valueRegister,
} from './names.ts';

/** What happens with the names in a pattern. */
export type Mode = 'assign' | 'initialise';

/**
 * Takes `value` apart into existing variables and properties. `value` is in a register that the targets do not write. `source` is
 * the expression it came from, where messages point to it.
 */
export function assignPattern(c: Context, pattern: Pattern, value: Reg, source: Node | null = null): void {
  pattern_(c, pattern, value, 'assign', source);
}

/** Takes `value` apart into the pattern's own bindings (of `let`, `const`, parameters, `catch`). */
export function initialisePattern(c: Context, pattern: Pattern, value: Reg, source: Node | null = null): void {
  pattern_(c, pattern, value, 'initialise', source);
}

function pattern_(c: Context, pattern: Pattern, value: Reg, mode: Mode, source: Node | null): void {
  switch (pattern.type) {
    case 'ObjectPattern':
      objectPattern(c, pattern, value, mode);
      break;
    case 'ArrayPattern':
      arrayPattern(c, pattern, value, mode, source);
      break;
    default: {
      const target = evaluateTarget(c, pattern, mode);
      store(c, target, value);
    }
  }
}

// ---------------------------------------------------------------- targets

/** Where a value goes, references evaluated. */
type Target =
  | { readonly kind: 'name'; readonly node: Identifier; readonly resolved: Reg; readonly mode: Mode }
  | { readonly kind: 'member'; readonly reference: MemberReference }
  | { readonly kind: 'pattern'; readonly node: ObjectPattern | ArrayPattern; readonly mode: Mode };

/** Evaluates what of a target must be evaluated before its value is fetched. */
function evaluateTarget(c: Context, node: Pattern, mode: Mode): Target {
  switch (node.type) {
    case 'Identifier': {
      let resolved = -1;
      const resolution = mode === 'assign' ? resolve(c, node.name) : null;
      if (resolution === 'dynamic' || (resolution === 'global' && c.strict)) {
        resolved = c.alloc();
        c.e.at(node.start);
        c.e.emit(
          Op.ResolveName,
          resolution === 'dynamic' ? nearestRecord(c) : c.undefinedReg(),
          c.name(node.name),
          resolved,
        );
      }
      return { kind: 'name', node, resolved, mode };
    }
    case 'MemberExpression':
      return { kind: 'member', reference: memberTarget(c, node) };
    case 'ObjectPattern':
    case 'ArrayPattern':
      return { kind: 'pattern', node, mode };
    default:
      throw new Error(`internal fault: ${node.type} as a target`);
  }
}

/** Object and key are kept while the value is fetched, which may run any code but assigns no local other than through defaults. */
function memberTarget(c: Context, node: MemberExpression): MemberReference {
  return memberReference(c, node, [ANY_CODE], false);
}

/** Stands for code that may do anything: operands read before it are copied. */
const ANY_CODE: Node = {
  type: 'ClassExpression',
  id: null,
  superClass: null,
  body: { type: 'ClassBody', body: [], start: 0, end: 0 },
  start: 0,
  end: 0,
};

function store(c: Context, target: Target, value: Reg): void {
  switch (target.kind) {
    case 'member':
      setReference(c, target.reference, value, target.reference.node.property.start);
      break;
    case 'pattern':
      pattern_(c, target.node, value, target.mode, null);
      break;
    case 'name':
      storeName(c, target.node, target.resolved, target.mode, value);
      break;
  }
}

function storeName(c: Context, node: Identifier, resolved: Reg, mode: Mode, value: Reg): void {
  if (resolved >= 0) {
    putResolved(c, resolved, node, value, node.start);
    return;
  }
  const resolution = resolve(c, node.name);
  if (mode === 'initialise') {
    if (typeof resolution === 'string') throw new Error(`internal fault: ${node.name} is not declared`);
    initialiseBinding(c, resolution, value);
  } else if (typeof resolution === 'string') {
    c.e.at(node.start);
    storeGlobal(c, node.name, value);
  } else {
    assignBinding(c, resolution, value, node.start);
  }
}

/** A local that a value may be fetched into directly, or -1. With a default, only what nothing can have read yet. */
function directRegister(c: Context, target: Target, hasDefault: boolean): Reg {
  if (hasDefault && !(target.kind === 'name' && target.mode === 'initialise')) return -1;
  if (target.kind !== 'name' || target.resolved >= 0) return -1;
  const binding = resolveStatic(c, target.node.name);
  if (binding === null) return -1;
  const reg = valueRegister(c, binding);
  if (reg < 0) return -1;
  // While its value is being fetched a local in its dead zone must show as such, and an assigned one keep its old value.
  if (target.mode === 'initialise') return binding.needsTdzCheck ? -1 : reg;
  return isConstant(binding) || needsCheck(c, binding, target.node.start) ? -1 : reg;
}

/** Puts the default in place of `undefined`. */
function applyDefault(
  c: Context,
  target: Pattern,
  initialiser: Expression | null,
  isBareName: boolean,
  value: Reg,
): void {
  if (initialiser === null) return;
  const { e } = c;
  const end = e.label();
  e.jumpIf(Op.JumpIfNotUndefined, value, end);
  const mark = c.mark();
  if (target.type === 'Identifier' && isBareName) named(c, initialiser, target.name, value);
  else named(c, initialiser, '', value);
  c.release(mark);
  e.bind(end);
}

/** Splits `target = default`. */
function splitDefault(node: Pattern): { target: Pattern; initialiser: Expression | null; isBareName: boolean } {
  if (node.type !== 'AssignmentPattern') return { target: node, initialiser: null, isBareName: true };
  return { target: node.left, initialiser: node.right, isBareName: node.left.start === node.start };
}

/** Puts `value`, or the default in its place, where an element of a pattern wants it. `value` is a temporary. */
export function storeElement(c: Context, node: Pattern, value: Reg, mode: Mode): void {
  const { target, initialiser, isBareName } = splitDefault(node);
  const evaluated = evaluateTarget(c, target, mode);
  applyDefault(c, target, initialiser, isBareName, value);
  store(c, evaluated, value);
}

// ---------------------------------------------------------------- objects

function objectPattern(c: Context, pattern: ObjectPattern, value: Reg, mode: Mode): void {
  const { e } = c;
  const { properties } = pattern;
  const first = properties[0];
  e.at(first === undefined || first.type === 'RestElement' ? pattern.start : first.key.start);
  e.calleeRange(pattern.start, pattern.end);
  // The first property's fetch would fail too, but later, and with other words.
  e.emit(Op.RequireObjectCoercible, value);
  const hasRest = properties.length > 0 && properties[properties.length - 1]!.type === 'RestElement';
  /** Keys already taken, for the rest: constants, or registers of computed keys. */
  const taken: (string | number | { readonly register: Reg })[] = [];
  const outer = c.mark();
  for (const property of properties) {
    if (property.type === 'RestElement') {
      restProperties(c, property.argument, value, taken, mode);
      continue;
    }
    const mark = c.mark();
    const key = staticKey(property, property.key);
    if (key !== null) {
      taken.push(key);
      objectElement(c, property, value, key, -1, mode);
      c.release(mark);
    } else {
      const register = propertyKey(c, property.key);
      taken.push({ register });
      const inner = c.mark();
      objectElement(c, property, value, null, register, mode);
      // Computed keys are wanted again at the end if there is a rest.
      c.release(hasRest ? inner : mark);
    }
  }
  c.release(outer);
}

function objectElement(
  c: Context,
  property: AssignmentProperty,
  value: Reg,
  key: string | number | null,
  computed: Reg,
  mode: Mode,
): void {
  const { e } = c;
  const { target, initialiser, isBareName } = splitDefault(property.value);
  const evaluated = evaluateTarget(c, target, mode);
  const direct = directRegister(c, evaluated, initialiser !== null);
  const out = direct >= 0 && direct !== value ? direct : c.alloc();
  e.at(property.key.start);
  if (typeof key === 'string') e.emit(Op.GetProp, value, c.name(key), c.newCache(), out);
  else e.emit(Op.GetElem, value, key === null ? computed : c.value(key), out);
  applyDefault(c, target, initialiser, isBareName, out);
  if (out !== direct) store(c, evaluated, out);
  else if (mode === 'initialise') noteInitialisedName(c, target as Identifier);
}

function noteInitialisedName(c: Context, node: Identifier): void {
  const binding = resolveStatic(c, node.name);
  // Already there: only the note that it is initialised is missing.
  if (binding !== null) initialiseBinding(c, binding, binding.register);
}

function restProperties(
  c: Context,
  argument: Pattern,
  value: Reg,
  taken: readonly (string | number | { readonly register: Reg })[],
  mode: Mode,
): void {
  const { e } = c;
  const evaluated = evaluateTarget(c, argument, mode);
  const rest = c.alloc();
  e.emit(Op.NewObject, rest);
  const mark = c.mark();
  const base = c.mark();
  for (const key of taken) {
    const register = c.alloc();
    if (typeof key === 'object') c.move(key.register, register);
    else c.load(key, register);
  }
  e.at(argument.start);
  e.emit(Op.CopyDataProperties, rest, value, taken.length === 0 ? 0 : base, taken.length, c.alloc());
  c.release(mark);
  store(c, evaluated, rest);
}

// ---------------------------------------------------------------- arrays

/**
 * The iterator's register holds undefined once the iterator is exhausted or has failed: then there is nothing to close. What the
 * iterator itself throws closes nothing, so the instructions that step it stand outside the protected region.
 */
function arrayPattern(c: Context, pattern: ArrayPattern, value: Reg, mode: Mode, source: Node | null): void {
  const { e } = c;
  const mark = c.mark();
  const iterator = c.alloc();
  const next = c.alloc();
  e.at(source === null ? pattern.start : source.start);
  e.calleeRange(pattern.start, pattern.end);
  e.emit(Op.GetIterator, value, iterator);
  e.emit(Op.GetProp, iterator, c.name('next'), c.newCache(), next);
  const control = protectIterator(c, iterator, false, true);
  const stubs: { readonly done: Label; readonly exhausted: Label; readonly back: Label; readonly element: Reg }[] = [];
  pattern.elements.forEach((element, index) => {
    const inner = c.mark();
    if (element !== null && element.type === 'RestElement') {
      restElements(c, element.argument, iterator, next, control, index === 0, mode);
    } else {
      const split = element === null ? null : splitDefault(element);
      const evaluated = split === null ? null : evaluateTarget(c, split.target, mode);
      const direct =
        split === null || evaluated === null ? -1 : directRegister(c, evaluated, split.initialiser !== null);
      const out = direct >= 0 && direct !== value ? direct : c.alloc();
      e.pauseRegion(control.region);
      const stub = { done: e.label(), exhausted: e.label(), back: e.label(), element: out };
      if (index > 0) e.jumpIf(Op.JumpIfUndefined, iterator, stub.exhausted);
      e.at((element ?? pattern).start);
      step(c, iterator, next, out);
      e.jumpIf(Op.JumpIfDone, out, stub.done);
      e.bind(stub.back);
      stubs.push(stub);
      e.resumeRegion(control.region);
      if (split !== null && evaluated !== null) {
        applyDefault(c, split.target, split.initialiser, split.isBareName, out);
        if (out !== direct) store(c, evaluated, out);
        else if (mode === 'initialise') noteInitialisedName(c, split.target as Identifier);
      }
    }
    c.release(inner);
  });
  unprotectIterator(c, control);
  const end = e.label();
  if (pattern.elements.length > 0) e.jumpIf(Op.JumpIfUndefined, iterator, end);
  e.at(pattern.start);
  e.emit(Op.IteratorClose, iterator, c.alloc());
  e.jump(end);
  for (const stub of stubs) {
    e.bind(stub.done);
    c.load(undefined, iterator);
    e.bind(stub.exhausted);
    c.load(undefined, stub.element);
    e.jump(stub.back);
  }
  closeQuietlyAndRethrow(c, control);
  e.bind(end);
  c.release(mark);
}

/** One step. If it throws, the iterator counts as done. */
function step(c: Context, iterator: Reg, next: Reg, out: Reg): void {
  c.e.emit(Op.IteratorNext, iterator, next, out);
}

function restElements(
  c: Context,
  argument: Pattern,
  iterator: Reg,
  next: Reg,
  control: IteratorControl,
  isFirst: boolean,
  mode: Mode,
): void {
  const { e } = c;
  const evaluated = evaluateTarget(c, argument, mode);
  const array = c.alloc();
  const element = c.alloc();
  const again = e.label();
  const done = e.label();
  const end = e.label();
  e.emit(Op.NewArray, 0, 0, array);
  e.pauseRegion(control.region);
  if (!isFirst) e.jumpIf(Op.JumpIfUndefined, iterator, end);
  e.bind(again);
  e.at(argument.start);
  step(c, iterator, next, element);
  e.jumpIf(Op.JumpIfDone, element, done);
  e.emit(Op.ArrayPush, array, element);
  e.jump(again);
  e.bind(done);
  c.load(undefined, iterator);
  e.bind(end);
  e.resumeRegion(control.region);
  store(c, evaluated, array);
}
