/** Records that hold captured bindings: where closures find what their creators left. */
import type { ScopeNames } from '../bytecode/code.ts';
import type { JSObject, Slot } from '../objects/object.ts';
import type { Frame } from './frame.ts';

/** An environment of one binding (`flat`), a global lexical binding, or a module's. */
export class Cell {
  value: Slot;
  constructor(value: Slot) {
    this.value = value;
  }
}

/** A global lexical binding (`let`, `const`, `class` at a script's top level). */
export class LexicalCell extends Cell {
  readonly constant: boolean;
  constructor(value: Slot, constant: boolean) {
    super(value);
    this.constant = constant;
  }
}

export type ScopeRecord = Environment | Frame | Table | WithRecord;

/** A scope's captured bindings (`linked`), or a loop block's under `frame`. */
export class Environment {
  readonly outer: ScopeRecord | undefined;
  readonly slots: Slot[];
  readonly scope: ScopeNames;
  constructor(outer: ScopeRecord | undefined, slots: Slot[], scope: ScopeNames) {
    this.outer = outer;
    this.slots = slots;
    this.scope = scope;
  }
}

/** How a named binding takes assignments. */
export const enum BindingMode {
  Mutable = 0,
  Constant = 1,
  /** A sloppy function expression's own name: assignments are ignored. */
  SilentlyImmutable = 2,
  /** A `var` that an eval declared: can be deleted. */
  Deletable = 3,
  /** A simple catch parameter: an eval's `var` may share its name (Annex B.3.4). */
  CatchParameter = 4,
  /** A function's top-level `let`, `const` or `class`: an eval's `var` may not. */
  TopLexical = 5,
  /** The same, constant. */
  TopConstant = 6,
}

export interface NamedBinding {
  value: Slot;
  readonly mode: BindingMode;
}

/** A scope looked up by name (`table`; under every strategy where `eval` or `with` asks for it). */
export class Table {
  readonly outer: ScopeRecord | undefined;
  readonly bindings = new Map<string, NamedBinding>();
  /** Direct evals declare their `var`s here. */
  readonly varScope: boolean;
  readonly scope: ScopeNames;
  constructor(outer: ScopeRecord | undefined, varScope: boolean, scope: ScopeNames) {
    this.outer = outer;
    this.varScope = varScope;
    this.scope = scope;
  }
}

/** The object of a `with` statement. */
export class WithRecord {
  readonly outer: ScopeRecord | undefined;
  readonly object: JSObject;
  constructor(outer: ScopeRecord | undefined, object: JSObject) {
    this.outer = outer;
    this.object = object;
  }
}

/** Stands for the global environment as the place where a name was found. */
export class GlobalPlace {
  readonly kind = 'global';
}

/** The place of a name that nothing declares. */
export class Unresolvable {
  readonly kind = 'unresolvable';
}
