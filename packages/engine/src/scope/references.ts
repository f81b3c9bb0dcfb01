/**
 * How uses of names find their bindings while the tree is walked (analyze.ts).
 *
 * A use is noted in the scope where it stands, merged per name and function. When a scope closes, all its declarations are
 * known, whatever the order in which they came: uses of its own names are settled there, the rest move to the scope around
 * it. Each (name, scope) pair moves once, in constant time, so the cost is linear in the source for bounded nesting.
 *
 * Order is told by steps of the walk, never by offsets (erased TypeScript shares those). The walk visits code in the order in
 * which it runs, so within one activation "at a later step" means "later, or never", except around loops.
 */
import { noteLayout } from '../layouts.ts';
import type { FunctionDeclaration } from '../parser/ast.ts';
import type { Binding, FunctionInfo, Scope } from './scope.ts';

/** A loop around some code, within one function. `start` is the step at which it was entered. */
export interface LoopMark {
  readonly start: number;
  readonly outer: LoopMark | null;
}

/** What the walk knows about a function beside its FunctionInfo. */
export class FunctionState {
  readonly info: FunctionInfo;
  readonly parent: FunctionState | null;
  /** Step at which its closure is made, in its parent. */
  readonly createdAt: number;
  /**
   * Step before which it can't run. For a hoisted declaration this may be long after its creation: nothing calls what
   * nothing has mentioned yet.
   */
  exposedAt: number;
  /** Innermost loop of the parent around the place where its closure is made. */
  readonly createdIn: LoopMark | null;
  /** The class whose method, accessor, constructor or initialiser it is. */
  readonly memberOf: Scope | null;
  /** The declaration of which it is the whole initialiser, so that it can't run before that is done. */
  initialiserOf: Binding | null = null;
  /** The scope that initialises it on entry, for declarations. */
  hoistedIn: Scope | null = null;
  /** Innermost loop of its own around the walk's place. */
  loop: LoopMark | null = null;
  /** Where its `var`s go. */
  varScope!: ScopeState;
  /** The scope for `var`s of evals while the walk is in a parameter list with expressions (sloppy code only). */
  parameterVars: Scope | null = null;
  /** Step from which a derived constructor's `this` is initialised. */
  thisInitStep = Number.POSITIVE_INFINITY;

  constructor(
    info: FunctionInfo,
    parent: FunctionState | null,
    createdAt: number,
    createdIn: LoopMark | null,
    memberOf: Scope | null,
  ) {
    this.info = info;
    this.parent = parent;
    this.createdAt = createdAt;
    this.exposedAt = createdAt;
    this.createdIn = createdIn;
    this.memberOf = memberOf;
    noteLayout(this);
  }
}

/** One function's uses of one name, so far as they are not settled. */
export class Use {
  readonly fn: FunctionState;
  reads = 0;
  writes = 0;
  /** How many of the writes are initialisers of a `var` of that name. */
  initialisers = 0;
  /** How many of the reads only get the property `length` of the value. */
  lengthReads = 0;
  /** Offset of the first. */
  at: number;
  /** Step of the first. */
  first: number;
  /** Step of the last write, or -1. */
  lastWrite = -1;
  next: Use | null = null;

  constructor(fn: FunctionState, at: number, step: number) {
    this.fn = fn;
    this.at = at;
    this.first = step;
    noteLayout(this);
  }

  merge(other: Use): void {
    this.reads += other.reads;
    this.writes += other.writes;
    this.initialisers += other.initialisers;
    this.lengthReads += other.lengthReads;
    if (other.at < this.at) this.at = other.at;
    if (other.first < this.first) this.first = other.first;
    if (other.lastWrite > this.lastWrite) this.lastWrite = other.lastWrite;
  }
}

/** All unsettled uses of one name seen from one scope. */
export class Pending {
  /** By the function that the scope belongs to. */
  own: Use | null = null;
  /** By functions inside it, one entry each. */
  innerHead: Use | null = null;
  innerTail: Use | null = null;
  /** Some use crosses a `with` or a scope to which an eval may add: offset of that, else -1. */
  crosses = -1;

  /** Takes over `other`'s uses, which come from a scope directly inside, of the same function or of one inside it. */
  absorb(other: Pending, sameFunction: boolean): void {
    if (other.crosses >= 0) this.crosses = other.crosses;
    if (other.innerHead !== null) this.append(other.innerHead, other.innerTail as Use);
    if (other.own !== null) {
      if (!sameFunction) this.append(other.own, other.own);
      else if (this.own === null) this.own = other.own;
      else this.own.merge(other.own);
    }
  }

  private append(head: Use, tail: Use): void {
    if (this.innerTail === null) this.innerHead = head;
    else this.innerTail.next = head;
    this.innerTail = tail;
  }
}

/** A scope while the walk is in it. */
export class ScopeState {
  readonly scope: Scope;
  parent: ScopeState | null;
  readonly fn: FunctionState;
  /** Step at which it is entered. Loops with a later start are inside it. */
  readonly entry: number;
  readonly pending = new Map<string, Pending>();
  /** Functions declared in blocks inside, which Annex B.3.2 may give a `var`. */
  candidates: FunctionDeclaration[] | null = null;
  /** Those declared directly in this block. */
  ownCandidates: FunctionDeclaration[] | null = null;
  /** The function declarations initialised on entry, by name. */
  readonly hoisted = new Map<string, FunctionState>();

  constructor(scope: Scope, parent: ScopeState | null, fn: FunctionState, entry: number) {
    this.scope = scope;
    this.parent = parent;
    this.fn = fn;
    this.entry = entry;
    noteLayout(this);
  }

  /** The merged entry for uses of `name` by the scope's own function. */
  use(name: string, at: number, step: number): Use {
    let pending = this.pending.get(name);
    if (pending === undefined) {
      pending = new Pending();
      noteLayout(pending);
      this.pending.set(name, pending);
    }
    let use = pending.own;
    if (use === null) {
      use = new Use(this.fn, at, step);
      pending.own = use;
    }
    return use;
  }
}

/** Names that no program can write are found in scopes only, never in the object of a `with` or among an eval's variables. */
export function isSynthetic(name: string): boolean {
  const first = name.charCodeAt(0);
  return first === 37 /* % */ || first === 35 /* # */;
}

/**
 * Closes a scope: settles the uses of its own bindings and moves the others outward. At the root, what is left is
 * global, or, for a direct eval, looked up by name.
 */
export function closeScope(state: ScopeState): void {
  const { scope, parent } = state;
  const crossing = scope.kind === 'with' || scope.evalMayDeclare;
  if (scope.hasEval) {
    for (const binding of scope.bindings.values()) {
      binding.dynamicallyReferenced = true;
      binding.dynamicAt = scope.evalAt;
    }
  }
  if (state.hoisted.size > 0) exposeHoisted(state);
  const sameFunction = parent !== null && parent.fn === state.fn;
  for (const [name, pending] of state.pending) {
    const binding = scope.bindings.get(name);
    if (binding !== undefined) {
      settle(binding, pending, state);
      continue;
    }
    if (crossing && (parent === null || !isSynthetic(name))) markDynamic(pending, scope);
    if (parent === null) continue;
    const outer = parent.pending.get(name);
    if (outer !== undefined) {
      outer.absorb(pending, sameFunction);
    } else if (sameFunction) {
      parent.pending.set(name, pending);
    } else {
      const moved = new Pending();
      moved.absorb(pending, false);
      parent.pending.set(name, moved);
    }
  }
  if (parent === null) return;
  if (scope.hasEval) noteEval(parent.scope, scope.evalAt);
  if (scope.hasClosure || !sameFunction) parent.scope.hasClosure = true;
}

/** A direct eval stands at `at` in `scope`. */
export function noteEval(scope: Scope, at: number): void {
  scope.hasEval = true;
  if (scope.evalAt < 0 || at < scope.evalAt) scope.evalAt = at;
}

function markDynamic(pending: Pending, scope: Scope): void {
  pending.crosses = scope.kind === 'with' ? scope.node.start : scope.evalAt;
  if (pending.own !== null) pending.own.fn.info.usesDynamicNames = true;
  for (let use = pending.innerHead; use !== null; use = use.next) use.fn.info.usesDynamicNames = true;
}

/**
 * Finds out when the functions that a scope initialises on entry can run at the earliest: when the owner first mentions
 * one, when a closure that mentions it is made, or when another of them that mentions it can run.
 */
function exposeHoisted(state: ScopeState): void {
  const { scope, hoisted } = state;
  // Scripts' functions are everybody's; those in sloppy blocks have a `var` too.
  if (scope.kind === 'script' || scope.kind === 'eval') return;
  if (!scope.fn.strict && scope !== scope.fn.bodyScope) return;
  /** Functions of this scope by which others of it are mentioned. */
  const mentions = new Map<FunctionState, FunctionState[]>();
  for (const [name, fn] of hoisted) {
    const binding = scope.bindings.get(name);
    if (binding === undefined || binding.kind !== 'function' || binding.dynamicallyReferenced || binding.exported)
      continue;
    const pending = state.pending.get(name);
    let exposed = pending?.own?.first ?? Number.POSITIVE_INFINITY;
    for (let use = pending?.innerHead ?? null; use !== null; use = use.next) {
      const creation = createdIn(use.fn, state.fn);
      if (creation.hoistedIn !== scope) {
        exposed = Math.min(exposed, creation.exposedAt);
        continue;
      }
      const others = mentions.get(creation);
      if (others === undefined) mentions.set(creation, [fn]);
      else others.push(fn);
    }
    fn.exposedAt = exposed;
  }
  // From the earliest on, so that each function is reached by its earliest way first.
  const reached = new Set<FunctionState>();
  for (const first of [...hoisted.values()].sort((a, b) => a.exposedAt - b.exposedAt)) {
    const waiting = [first];
    for (let fn = waiting.pop(); fn !== undefined; fn = waiting.pop()) {
      if (reached.has(fn)) continue;
      reached.add(fn);
      fn.exposedAt = Math.min(fn.exposedAt, first.exposedAt);
      const others = mentions.get(fn);
      if (others !== undefined) waiting.push(...others);
    }
  }
}

/** Hands `pending` to its binding, and finds out whether reads need a check and whether closures may copy it. */
function settle(binding: Binding, pending: Pending, state: ScopeState): void {
  const own = pending.own;
  let check = false;
  let lastWrite = -1;
  if (own !== null) {
    binding.reads += own.reads;
    binding.writes += own.writes - (initialisesItself(binding) ? own.initialisers : 0);
    check = own.first < binding.initOrder;
    lastWrite = own.lastWrite;
  }
  if (pending.crosses >= 0 && !binding.dynamicallyReferenced) {
    binding.dynamicallyReferenced = true;
    binding.dynamicAt = pending.crosses;
  }
  let copyable = !binding.dynamicallyReferenced && !binding.aliased && state.scope.kind !== 'switch';
  // A write to an immutable binding throws or does nothing.
  const writable = !isImmutable(binding);
  for (let use = pending.innerHead; use !== null; use = use.next) {
    binding.captures.push({ fn: use.fn.info, reads: use.reads, writes: use.writes, at: use.at });
    const creation = createdIn(use.fn, state.fn);
    if (creation.createdAt < binding.initOrder) {
      binding.capturedEarly = true;
      copyable = false;
      if (mayRunBefore(creation, binding)) check = true;
    }
    if (writable && (use.writes > 0 || lastWrite > horizon(creation, state.entry))) copyable = false;
  }
  binding.copyable = copyable && binding.captures.length > 0;
  binding.needsTdzCheck = hasDeadZone(binding) && (check || state.scope.kind === 'switch');
  if (binding.kind === 'import') binding.needsTdzCheck = true;
}

/** Whether a closure made before `binding` is initialised may also run before that. */
function mayRunBefore(creation: FunctionState, binding: Binding): boolean {
  // No member can run before its class is initialised: nothing refers to constructor or prototype until then.
  if (binding.kind === 'self') return creation.memberOf !== binding.scope;
  return creation.initialiserOf !== binding && creation.exposedAt < binding.initOrder;
}

/** The closure, made directly by `owner`, that is or contains `fn`. */
function createdIn(fn: FunctionState, owner: FunctionState): FunctionState {
  let creation = fn;
  while (creation.parent !== owner) creation = creation.parent as FunctionState;
  return creation;
}

/**
 * The step before which all writes must have happened for the closure never to see one: its creation, or, where a loop
 * inside the binding's scope may come back to writes after the closure was made, the entry of the outermost such loop.
 */
function horizon(creation: FunctionState, scopeEntry: number): number {
  let step = creation.createdAt;
  for (let loop = creation.createdIn; loop !== null && loop.start > scopeEntry; loop = loop.outer) step = loop.start;
  return step;
}

function initialisesItself(binding: Binding): boolean {
  // `catch (e) { var e = 1 }` assigns the catch parameter (Annex B.3.4).
  return (
    binding.kind === 'var' || binding.kind === 'function' || binding.kind === 'param' || binding.kind === 'arguments'
  );
}

function isImmutable(binding: Binding): boolean {
  const { kind } = binding;
  return kind === 'const' || kind === 'using' || kind === 'self' || kind === 'import';
}

function hasDeadZone(binding: Binding): boolean {
  switch (binding.kind) {
    case 'let':
    case 'const':
    case 'using':
    case 'class':
    case 'self':
    case 'param':
    case 'catch':
    case 'this':
      // Those initialised on scope entry have an initOrder that no use precedes.
      return true;
    default:
      return false;
  }
}
