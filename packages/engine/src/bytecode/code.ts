/**
 * Compiled code: immutable plain data, shared by machines, forks and realms. What belongs to one machine (caches, pools, global
 * links) is in `machine/linked-code.ts`.
 */

/** Kinds that the machine treats differently at call and return. */
export const enum CodeKind {
  /** Function, method, arrow, accessor, script or eval body. */
  Plain = 0,
  Generator = 1,
  Async = 2,
  AsyncGenerator = 3,
}

export const enum CodeFlag {
  None = 0,
  Strict = 1,
  /** [[Construct]] is there (ordinary functions and class constructors). */
  Constructor = 2,
  /** Class constructor: [[Call]] throws. */
  Class = 4,
  /** Derived class constructor: `this` starts uninitialised. */
  Derived = 8,
  /** Needs the full argument list kept (`arguments`, rest, mapped arguments). */
  KeepsArguments = 16,
  Arrow = 32,
  Method = 64,
  /** Self-hosted: hidden from stacks and stepping, prints as native code. */
  SelfHosted = 128,
  /** A closure of it gets a `prototype` property on first touch (ordinary functions, generators). */
  HasPrototype = 256,
  /** Script or module body, or eval code. */
  TopLevel = 512,
  Async = 1024,
  Generator = 2048,
}

/** A protected range of instructions. Ranges nest properly; the innermost comes first in the table. */
export interface TryRegion {
  /** First protected pc. */
  readonly start: number;
  /** First pc no longer protected. */
  readonly end: number;
  readonly handler: number;
  /** Register that receives the thrown value. */
  readonly register: number;
}

/** A captured thing a closure takes when it is made: from a register of its creator, or on from the creator's own captures. */
export interface CaptureFrom {
  readonly from: 'register' | 'capture';
  readonly index: number;
  /** Name for explanations and heap graphs: the binding's name, or `%record`. */
  readonly name: string;
  /** The binding whose value or cell it is; null for a record, and in self-hosted code. */
  readonly binding: DeclaredBinding | null;
}

/** What a declaration in the source says of a binding, for explanations and heap graphs. */
export interface DeclaredBinding {
  readonly name: string;
  /** A `BindingKind` of the scope stage. */
  readonly kind: string;
  /** Offset of the declaration in the source of the code that mentions it. */
  readonly start: number;
  /** The function it belongs to, as people call it (`functionLabel`). */
  readonly owner: string;
  /** A closure holds its value, not its cell. */
  readonly copied: boolean;
}

/** What a constant may be. Objects here are plain immutable descriptions, never guest values. */
export type Constant =
  | undefined
  | null
  | boolean
  | number
  | string
  | bigint
  | readonly string[]
  | TemplateConstant
  | EvalContext
  | ScopeNames;

export interface TemplateConstant {
  readonly cooked: readonly (string | undefined)[];
  readonly raw: readonly string[];
}

/** What a scope's record holds: the bindings of an environment's slots, by index, or those that a table starts with. */
export interface ScopeNames {
  readonly bindings: readonly DeclaredBinding[];
  /** The function that the scope belongs to, as people call it. */
  readonly owner: string;
  readonly source: SourceText;
}

/** What a direct eval needs to know of the place it stands in (ECMA-262 §19.2.1.1 PerformEval). */
export interface EvalContext {
  readonly strict: boolean;
  readonly inFunction: boolean;
  readonly inMethod: boolean;
  readonly inDerivedConstructor: boolean;
  readonly inClassFieldInitialiser: boolean;
  /** Private names in scope, without `#`. */
  readonly privateNames: readonly string[];
  readonly inParameters: boolean;
  /** `FunctionInfo.homeName` and `fieldsName` of the function around, for `super` in the eval. */
  readonly homeName: string | null;
  readonly fieldsName: string | null;
}

/** A declared variable, for explanations, debuggers and the heap graph: where to find its value in a frame of this code. */
export interface BindingNote {
  readonly name: string;
  readonly kind: string;
  /** Offset of the declaration in the source. */
  readonly start: number;
  /** The function it belongs to, as people call it (`functionLabel`). */
  readonly owner: string;
  /** `register` n (value), `cell` in register n, `slot`: index in the record of its scope, `name`: in its table. */
  readonly place: 'register' | 'cell' | 'slot' | 'name' | 'module' | 'global';
  readonly index: number;
  /** Pc range in which the register belongs to this binding. */
  readonly from: number;
  readonly to: number;
}

/** A compiled body. */
export interface Body {
  /** Canonical bytecode (never a fused or quickened opcode). */
  readonly code: Int32Array;
  readonly constants: readonly Constant[];
  /** Inner functions, in the order of `Closure` operands. */
  readonly functions: readonly FunctionCode[];
  /** Registers, `this` and parameters included, pinned constants excluded. */
  readonly registerCount: number;
  /** Values of the pinned constants: registers `registerCount + i`. */
  readonly pinned: readonly (undefined | null | boolean | number | string | bigint)[];
  readonly icCount: number;
  readonly regions: readonly TryRegion[];
  /** Pairs (pc, source offset), ascending pc: an entry holds from its pc up to the next entry. */
  readonly positions: Int32Array;
  /** Triples (pc, start, end) of the callee expression of calls, for "x.y is not a function". */
  readonly calleeRanges: Int32Array;
  readonly bindings: readonly BindingNote[];
}

/** A function as the compiler leaves it. Its body is compiled when it is first called. */
export interface FunctionCode {
  readonly name: string;
  /** Number of formal parameters that get a register (r1 … rN): all plain parameters before a rest parameter. */
  readonly parameterCount: number;
  /** Value of the `length` property. */
  readonly length: number;
  readonly kind: CodeKind;
  readonly flags: number;
  readonly captures: readonly CaptureFrom[];
  readonly source: SourceText;
  /** Range of the function in the source, what `toString` prints. */
  readonly start: number;
  readonly end: number;
  /** Compiles on first use; the same object ever after. Deterministic. */
  readonly body: () => Body;
  /** Script and eval: names for GlobalDeclarationInstantiation / EvalDeclarationInstantiation. */
  readonly declarations: ProgramDeclarations | null;
  /** Modules: what the linker needs. */
  readonly module: ModuleDeclarations | null;
}

/** The text that code came from. */
export interface SourceText {
  readonly name: string;
  readonly text: string;
}

/**
 * ECMA-262 §16.1.7 GlobalDeclarationInstantiation, §19.2.1.3 EvalDeclarationInstantiation. Before the body runs, the machine checks for
 * conflicts and declares all names: lexical ones uninitialised, vars and functions undefined (as global properties, or in the table of
 * the function around a sloppy direct eval). The body's prologue makes the closures of `functions` and stores them (StoreGlobal in
 * scripts and indirect evals, StoreName in direct ones). Strict eval code declares nothing outside itself.
 */
export interface ProgramDeclarations {
  readonly lexical: readonly { readonly name: string; readonly constant: boolean }[];
  readonly functions: readonly { readonly name: string }[];
  readonly vars: readonly string[];
  /** Annex B.3.2 candidates. */
  readonly annexB: readonly string[];
}

/** ECMA-262 §16.2 Modules. */
export interface ModuleDeclarations {
  readonly requests: readonly {
    readonly specifier: string;
    readonly attributes: readonly (readonly [string, string])[];
  }[];
  /** Module cells, in index order: own bindings first declared, imports resolved by the linker. */
  readonly cells: readonly {
    readonly name: string;
    /** Not null: the cell is the exporting module's (name null: a namespace object). */
    readonly import: { readonly request: number; readonly name: string | null } | null;
    /** Starts uninitialised (let, const, class) rather than undefined. */
    readonly tdz: boolean;
    /** Takes no assignments: const, imports. */
    readonly constant: boolean;
  }[];
  readonly localExports: readonly { readonly exportName: string; readonly cell: number }[];
  readonly indirectExports: readonly {
    readonly exportName: string;
    readonly request: number;
    readonly importName: string | null;
  }[];
  readonly starExports: readonly number[];
  /** Function declarations instantiated when the module is linked: cell index (or -1 for a register-only one, made in the body) and inner function. */
  readonly functions: readonly { readonly cell: number; readonly fn: number }[];
  readonly hasTopLevelAwait: boolean;
}
