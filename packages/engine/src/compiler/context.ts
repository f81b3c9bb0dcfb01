/** What the compilation of one function body carries along: emitter, registers, current scope, enclosing control structures. */

import type { FunctionCode, SourceText } from '../bytecode/code.ts';
import { Op } from '../bytecode/ops.gen.ts';
import { noteLayout } from '../layouts.ts';
import type { Binding, FunctionInfo, Scope } from '../scope/scope.ts';
import { Emitter, type Label, type PinnedValue, type Reg, type Region } from './emitter.ts';

/** «Any register»: the callee chooses where the value is. */
export const ANY = -1;

/** What the functions of one program share. */
export interface Unit {
  readonly source: SourceText;
  readonly selfHosted: boolean;
  /** Scripts and evals whose completion value is asked for. */
  readonly completionValue: boolean;
  /** A module that awaits at its top level. */
  readonly hasTopLevelAwait: boolean;
  /** Self-hosted code: the functions that all library files declare together; null: not checked. */
  readonly library: ReadonlySet<string> | null;
}

/** A way out of a protected block, taken after its `finally` code has run. */
export interface Exit {
  /** Null: return. */
  readonly target: JumpTarget | null;
  readonly continues: boolean;
}

/** A statement that `break` or `continue` may name. */
export interface JumpTarget {
  readonly kind: 'target';
  readonly outer: Control | null;
  readonly labels: readonly string[];
  /** Also the target of an unlabelled `break`. */
  readonly breakable: boolean;
  readonly breakLabel: Label;
  /** -1: not a loop. */
  readonly continueLabel: Label;
}

/** Code that must run on every way out: a `finally` block, or disposal. */
export interface FinallyControl {
  readonly kind: 'finally';
  readonly outer: Control | null;
  region: Region;
  /** 0 normal, 1 throw, 2 return, from 3 on `exits`. */
  readonly completionKind: Reg;
  readonly completionValue: Reg;
  readonly entry: Label;
  readonly exits: Exit[];
  returns: boolean;
}

/** An iterator that must be closed on every way out. */
export interface IteratorControl {
  readonly kind: 'iterator';
  readonly outer: Control | null;
  region: Region;
  readonly iterator: Reg;
  readonly isAsync: boolean;
  /** The iterator register may be undefined: exhausted, nothing to close. */
  readonly mayBeDone: boolean;
}

/** A protected block with a `catch` clause only: nothing runs on the way out, but exit code is not protected by it where outer closers run. */
export interface CatchControl {
  readonly kind: 'catch';
  readonly outer: Control | null;
  region: Region;
}

export type Control = JumpTarget | FinallyControl | IteratorControl | CatchControl;

export class Context {
  readonly unit: Unit;
  readonly info: FunctionInfo;
  readonly e = new Emitter();
  scope: Scope;
  control: Control | null = null;
  /** Register of the completion value, or -1. */
  completion: Reg = -1;
  loopDepth = 0;
  /** Labels standing directly before the statement about to be compiled. */
  pendingLabels: string[] = [];
  /** Bindings that code compiled from here on finds initialised. */
  readonly initialised = new Set<Binding>();
  /** Cells not made on scope entry because nothing can refer to them before they get their first value. */
  readonly deferredCells = new Set<Binding>();
  /** Bindings whose registers were given before their scope was entered: plain parameters, `this`. */
  readonly preassigned = new Set<Binding>();
  /** Pc at which each open scope was entered. */
  readonly scopeStarts = new Map<Scope, number>();
  /** `var`s of the scope being opened may find old values in their registers. */
  needsExplicitUndefined = false;
  /** A module's functions that others may see are made when it is linked, not by its body. */
  moduleFunctionsAreLinked = false;
  readonly linkedFunctions = new Set<FunctionInfo>();
  /** The code at hand is strict: the function is, or a class is being defined in it. */
  strict: boolean;
  /** Resources of the innermost block with `using` declarations, or -1. */
  resources: Reg = -1;
  /** Start of the statement at hand, and the pc of its first instruction: see `nameOffset`. */
  private statementOffset = -1;
  private statementPc = -1;
  /** Captured values kept in registers from the prologue on, by capture index. */
  readonly captureRegisters = new Map<number, Reg>();
  /** Where each captured binding stands in `info.captures`; null: not asked yet. */
  captureIndices: Map<Binding, number> | null = null;
  /** Records of outer functions' scopes kept in registers from the prologue on. */
  readonly outerRecordRegisters = new Map<Scope, Reg>();
  readonly codes = new Map<FunctionInfo, { readonly code: FunctionCode; readonly index: number }>();
  /** Who owns each register in use, for the locals among them. */
  private readonly owners: (Binding | undefined)[] = [];
  private top = 0;
  private max = 0;

  constructor(unit: Unit, info: FunctionInfo) {
    this.unit = unit;
    this.info = info;
    this.scope = info.scope;
    this.strict = info.strict;
    noteLayout(this);
  }

  // ---------------------------------------------------------------- registers

  /** Registers in use; give it back to `release`. */
  mark(): number {
    return this.top;
  }

  alloc(): Reg {
    const reg = this.top++;
    if (this.top > this.max) this.max = this.top;
    this.owners[reg] = undefined;
    return reg;
  }

  allocRun(count: number): Reg {
    const first = this.top;
    for (let i = 0; i < count; i++) this.alloc();
    return first;
  }

  allocLocal(binding: Binding): Reg {
    const reg = this.alloc();
    this.owners[reg] = binding;
    binding.register = reg;
    return reg;
  }

  own(reg: Reg, binding: Binding): void {
    this.owners[reg] = binding;
    binding.register = reg;
  }

  release(mark: number): void {
    this.top = mark;
  }

  get registerCount(): number {
    return this.max;
  }

  /** The local whose register this is, if it is one. */
  ownerOf(reg: Reg): Binding | undefined {
    return reg < this.top ? this.owners[reg] : undefined;
  }

  /** True for a temporary that nothing else writes. */
  isTemporary(reg: Reg): boolean {
    return reg < this.top && reg >= 0 && this.owners[reg] === undefined && reg !== 0;
  }

  out(dst: Reg): Reg {
    return dst >= 0 ? dst : this.alloc();
  }

  // ---------------------------------------------------------------- values

  move(from: Reg, to: Reg): void {
    if (from !== to) this.e.emit(Op.Move, from, to);
  }

  /** Delivers a value that lies in `reg`: there, or in `dst`. */
  deliver(reg: Reg, dst: Reg): Reg {
    if (dst < 0) return reg;
    this.move(reg, dst);
    return dst;
  }

  /** The register of a constant to be read. */
  value(constant: PinnedValue): Reg {
    const reg = this.e.pin(constant);
    return reg >= 0 ? reg : this.load(constant, this.alloc());
  }

  undefinedReg(): Reg {
    return this.e.pin(undefined);
  }

  /** Puts a constant into `dst`. */
  load(constant: PinnedValue, dst: Reg): Reg {
    if (typeof constant === 'number' && (constant | 0) === constant && !Object.is(constant, -0)) {
      this.e.emit(Op.LoadInt, constant, dst);
    } else {
      this.e.emit(Op.LoadConst, this.e.constant(constant), dst);
    }
    return dst;
  }

  name(text: string): number {
    return this.e.constant(text);
  }

  newCache(): number {
    return this.e.icCount++;
  }

  beginStatement(offset: number, marksFirst: boolean): void {
    this.e.at(offset);
    this.statementOffset = offset;
    this.statementPc = marksFirst ? this.e.pc : -1;
  }

  /** Where V8 says that reading a name failed: at the statement if it is the first thing that the statement does. */
  nameOffset(offset: number): number {
    return this.e.pc === this.statementPc ? this.statementOffset : offset;
  }

  throwError(type: ErrorType, message: string, offset: number): void {
    this.e.at(offset);
    this.e.emit(Op.ThrowError, type, this.e.constant(message));
  }
}

export const enum ErrorType {
  TypeError = 0,
  ReferenceError = 1,
  SyntaxError = 2,
  RangeError = 3,
}
