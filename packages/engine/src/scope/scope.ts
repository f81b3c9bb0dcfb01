/**
 * The data that the scope stage produces and that the storage plan, the compiler and the explainer read.
 *
 * Nothing here decides where a binding lives: that is the storage plan's job (`storage/plan.ts`), which fills in
 * `Binding.place`, `Scope.record` and `FunctionInfo.captures`.
 *
 * Where the results hang on the tree (all optional fields; absent means "none needed"):
 * - `Program`, functions: `info` (a FunctionInfo; its scopes are `info.selfScope`, `info.parameterVars`, `info.scope`, `info.bodyScope`,
 *   from the outside in, all owned by the function itself).
 * - blocks, `for` heads, `switch`, `catch`, `with`, object literals: `scope`, only where the construct declares something
 *   (`with`: always). A `StaticBlock` has a `body` scope of its own, where its vars live too.
 * - classes: `scope` and `classInfo`.
 * - a function declaration that is the clause of an `if`: `clauseScope`, the block that Annex B.3.3 imagines around it.
 * - a function declaration in a block: `hoistsToVar` where Annex B.3.2 gives it a `var` too: evaluating the declaration
 *   copies the block's binding into that of the variable scope (`info.bodyScope`, or what an eval declares into).
 *
 * Use `resolve` (resolve.ts) to find what a name means at a place; it is the one definition of static versus dynamic.
 */
import type { FunctionDeclaration, Node } from '../parser/ast.ts';

/** What declared a binding. The kinds after `self` are synthetic: no user wrote a declaration, but closures capture them all the same. */
export type BindingKind =
  | 'var'
  | 'let'
  | 'const'
  | 'using'
  | 'param'
  | 'function'
  | 'class'
  | 'catch'
  | 'import'
  | 'arguments'
  /** `this` of a function, script or module that an arrow function, a field initialiser's closure or an eval uses. */
  | 'this'
  /** A named function expression's own name, or a class's inner name. */
  | 'self'
  | 'new.target'
  /** [[HomeObject]] of the methods of one class or object literal: prototype side (`%home`) or static side (`%static-home`). */
  | 'home'
  /** The running function, for `super()` in arrows (`%active-function`). */
  | 'active-function'
  /** A private name (`#x`), a computed field key (`%key:N`), or the field initialiser function of a class (`%fields`). */
  | 'private'
  | 'field-key'
  | 'field-initialiser';

/** The kinds that a program's author declared, or named (`self`). */
export const UserKinds: ReadonlySet<BindingKind> = new Set<BindingKind>([
  'var',
  'let',
  'const',
  'using',
  'param',
  'function',
  'class',
  'catch',
  'import',
  'self',
]);

/** Where a binding lives. Decided once, by the storage plan. */
export type Place =
  /** In a register of its function's frame; `index` is given by the compiler's register allocator. */
  | { readonly kind: 'register' }
  /** `flat`: in a cell, an environment of one binding. The owner holds the cell in a register, closures in their captures. */
  | { readonly kind: 'cell' }
  /** `flat`: in a register of the owner, and copied by value into each closure that captures it (never reassigned after capture). */
  | { readonly kind: 'copied' }
  /** `linked` and `frame`: slot `index` of the record of `scope` (an Environment, or the Frame itself under `frame`). */
  | { readonly kind: 'slot'; readonly index: number }
  /** By name in the table of its scope (`table`, or forced by `eval`/`with`). */
  | { readonly kind: 'name' }
  /** A script's top-level binding: `var` and functions are properties of the global object, the rest global lexical cells. */
  | { readonly kind: 'global'; readonly lexical: boolean }
  /** A module's own binding or import: cell `index` of the module. */
  | { readonly kind: 'module'; readonly index: number };

/** One function's use of a binding that it does not own. */
export interface Capture {
  readonly fn: FunctionInfo;
  reads: number;
  writes: number;
  /** Offset of the first use in the source. */
  readonly at: number;
}

export class Binding {
  readonly name: string;
  readonly kind: BindingKind;
  readonly scope: Scope;
  /** Offset of the declaring identifier; for synthetic bindings, of the construct that made them. */
  readonly start: number;
  /** End of the declaring construct (declarator with its initialiser): from here on the binding is initialised in straight-line code. */
  initEnd: number;
  /** Uses by the owning function's own code (declaration's initialiser not counted). */
  reads = 0;
  writes = 0;
  /** Uses by inner functions, one entry a function, in source order. Empty: not captured. */
  captures: Capture[] = [];
  /** True where a read may come before initialisation, so that code must check (let, const, class, derived `this`). Conservative. */
  needsTdzCheck = false;
  /** Some reference resolves to it by name at run time (from under `with`, or any name under a direct eval). */
  dynamicallyReferenced = false;
  /** Offset of the eval or the `with` that makes it so, or -1. */
  dynamicAt = -1;
  /** Initialised before any closure that captures it is created, and never written after: a copy is indistinguishable from the binding. */
  copyable = false;
  /** A closure that captures it is made before it is initialised, so a cell must exist from scope entry on, checked or not. */
  capturedEarly = false;
  /** Set by the storage plan. */
  place: Place = { kind: 'register' };
  /** One sentence, set by the storage plan: why it lives there. */
  why = '';
  /** For `import` bindings: what is imported. */
  imported: { readonly specifier: string; readonly name: string | null /* null: namespace */ } | null = null;
  /** A module exports it (under any name): other modules may read it at any time. */
  exported = false;
  /** A parameter that a mapped `arguments` object aliases: it lives on the heap under every strategy, and counts as written. */
  aliased = false;
  /** Step of the analysis at which it is initialised; bindings initialised on scope entry have the entry's step. Offsets can't tell: TypeScript's erased forms share them. */
  initOrder = 0;
  /** The scope whose record holds it (places `slot` and `name`); differs from `scope` under `frame`, whose blocks share their function's frame. Set by the storage plan. */
  recordScope: Scope | null = null;
  /** Register that holds the value (place register/copied) or the cell (place cell); set by the compiler. */
  register = -1;

  constructor(name: string, kind: BindingKind, scope: Scope, start: number) {
    this.name = name;
    this.kind = kind;
    this.scope = scope;
    this.start = start;
    this.initEnd = start;
  }

  get captured(): boolean {
    return this.captures.length > 0;
  }
}

export type ScopeKind =
  | 'script'
  | 'module'
  /** Top scope of eval code: its lexical declarations; `var`s too in strict eval. */
  | 'eval'
  /** Parameters (and `arguments`, and, unless there is a separate `body` scope, the body's vars and top-level lexical names). */
  | 'function'
  /** The body's variables, separate because the parameters have expressions (ECMA-262 §10.2.11 step 28). */
  | 'body'
  | 'block'
  /** Head of `for (let …)`: its bindings are fresh in each iteration. */
  | 'for'
  | 'switch'
  | 'catch'
  /** Inner name, private names, home objects, computed keys and field initialiser of a class. */
  | 'class'
  /** Home object of an object literal's methods that use `super`. Made only where needed. */
  | 'object'
  /** Holds the name of a named function expression. */
  | 'self'
  | 'with'
  /** Empty until run time: where a sloppy direct eval in a parameter list puts its `var`s, outside the parameters (ECMA-262 §10.2.11 step 20). */
  | 'parameter-vars';

/** A run-time record that holds a scope's captured bindings. Absent (`null`) where nothing of the scope needs one. */
export type ScopeRecord =
  /** An Environment with `size` slots; `bindings[i]` lives in slot i. */
  | { readonly kind: 'environment'; readonly bindings: readonly Binding[] }
  /** `frame`: the function's own frame is the record; slot = register index (place.index is given by the compiler's allocator then). */
  | { readonly kind: 'frame'; readonly bindings: readonly Binding[] }
  /** A dictionary by name. */
  | { readonly kind: 'table'; readonly bindings: readonly Binding[] }
  /** The object of a `with` statement. */
  | { readonly kind: 'with' };

export class Scope {
  readonly kind: ScopeKind;
  readonly parent: Scope | null;
  readonly fn: FunctionInfo;
  readonly node: Node;
  readonly bindings = new Map<string, Binding>();
  /** Can be entered more than once in one activation of `fn` (it is inside a loop of that function). */
  readonly inLoop: boolean;
  /** Function declarations initialised on entry, the last of each name only, in source order, which is the order in which their closures are made. */
  readonly hoisted: FunctionDeclaration[] = [];
  /** Some function or class is created inside (at any depth). */
  hasClosure = false;
  /** A direct eval is inside, at any depth, including inner functions: every binding here may be referenced by name. */
  hasEval = false;
  /** Offset of the first of them, or -1. */
  evalAt = -1;
  /** A sloppy direct eval in this function (or an arrow parameter scope…) may add `var`s here at run time: names not found statically below must be looked up. Also set on the root scope of a direct eval: what it does not declare is looked up from its caller's records. */
  evalMayDeclare = false;
  /** Set by the storage plan. */
  record: ScopeRecord | null = null;
  /** Nearest enclosing scope with a record (through function boundaries): the static link. Set by the storage plan. */
  outerRecord: Scope | null = null;
  /** Register holding the record while the scope is active; set by the compiler. */
  recordRegister = -1;

  constructor(kind: ScopeKind, parent: Scope | null, fn: FunctionInfo, node: Node, inLoop: boolean) {
    this.kind = kind;
    this.parent = parent;
    this.fn = fn;
    this.node = node;
    this.inLoop = inLoop;
  }
}

export type FunctionRole =
  | 'script'
  | 'module'
  | 'eval'
  | 'function'
  | 'arrow'
  | 'method'
  | 'getter'
  | 'setter'
  | 'constructor'
  | 'derived-constructor'
  /** Synthetic: evaluates a class's instance fields, `this` being the new object. */
  | 'instance-fields'
  /** Synthetic: evaluates static fields and static blocks, `this` being the class. */
  | 'static-fields';

/** What a closure carries from its creator, in order: entry i is capture i of the closure. */
export type CaptureSource =
  /** The value (`copied`) or cell (`cell`) of a binding. */
  | { readonly kind: 'binding'; readonly binding: Binding }
  /** The record of the nearest enclosing scope that has one. For the code of a direct eval, its caller's record; `scope` is then the eval's own. */
  | { readonly kind: 'record'; readonly scope: Scope };

/** One unit of code with frames of its own: a script, module, eval, function, or synthetic class initialiser. */
export class FunctionInfo {
  readonly role: FunctionRole;
  /** Program, function node, or ClassBody (synthetic initialisers; also a class without a written constructor). */
  readonly node: Node;
  readonly parent: FunctionInfo | null;
  readonly name: string;
  /** Offset where the source text of the function begins (at the key, for methods), or that of the class for its synthetic parts. */
  readonly start: number;
  readonly strict: boolean;
  readonly generator: boolean;
  readonly async: boolean;
  /** Outermost scope of the function's own (params, or the program scope). */
  scope!: Scope;
  /** Holds the own name of a named function expression; the parent of `scope` (or of `parameterVars`). */
  selfScope: Scope | null = null;
  /** Present where a sloppy direct eval stands in the parameter list. */
  parameterVars: Scope | null = null;
  /** Scope of the body's vars and lexical names: `scope` itself, or a `body` scope. */
  bodyScope!: Scope;
  readonly inner: FunctionInfo[] = [];
  /** Parameters are plain identifiers without defaults or rest (IsSimpleParameterList). */
  simpleParameters = true;
  /** Mentions `this`, itself or through arrows (for roles other than arrow). */
  usesThis = false;
  usesArguments = false;
  usesNewTarget = false;
  usesSuper = false;
  /** Contains a direct eval of its own (not in inner functions other than arrows' own). */
  hasDirectEval = false;
  /** `arguments` aliases the parameters (sloppy, simple parameters, `arguments` used or eval present, and not for its `length` alone). */
  mappedArguments = false;
  /** Some name in it, or in a function inside, crosses a `with` or a scope to which an eval may add: it needs the enclosing records. */
  usesDynamicNames = false;
  /**
   * Name of the binding of [[HomeObject]] (`%home:N`, `%static-home:N`) for code that may say `super.x`, itself or through arrows;
   * it exists only where some member says so. Arrows carry the name of the method around them.
   */
  homeName: string | null = null;
  /** Constructors, and arrows in them: name of the class's field initialiser (`%fields:N`), or null if the class has none. A base constructor calls it on entry, a derived one after `super()`. */
  fieldsName: string | null = null;
  /** Offset after which a derived constructor's `this` is certainly initialised (its body's `super(...)` statement), Infinity if unknown; 0 for other roles. */
  thisInitEnd = 0;
  /** Scripts and sloppy eval code: the names that they declare outside their own frame; null for other roles. */
  declaredVars: DeclaredVar[] | null = null;
  /** Position in `ScopeTree.functions`. */
  index = 0;
  /** Set by the storage plan. */
  captures: CaptureSource[] = [];

  constructor(
    role: FunctionRole,
    node: Node,
    parent: FunctionInfo | null,
    name: string,
    start: number,
    strict: boolean,
    generator: boolean,
    async: boolean,
  ) {
    this.role = role;
    this.node = node;
    this.parent = parent;
    this.name = name;
    this.start = start;
    this.strict = strict;
    this.generator = generator;
    this.async = async;
    parent?.inner.push(this);
  }
}

/**
 * A variable that a script declares on the global object (ECMA-262 §16.1.7, GlobalDeclarationInstantiation; it has a Binding too), or sloppy
 * eval code in its caller's variable scope (§19.2.1.3, EvalDeclarationInstantiation; it has none, and is referenced by name).
 */
export interface DeclaredVar {
  readonly name: string;
  /** `block-function`: Annex B.3.2.3, declared only where that provokes no conflict at run time. */
  readonly kind: 'var' | 'function' | 'block-function';
  /** For `function`: the last declaration of the name, whose closure it is initialised with. For `block-function`: the declaration to skip on conflict. */
  readonly node: FunctionDeclaration | null;
  readonly start: number;
}

/**
 * What the scope stage found out about a class. The order in which the machine must make things, on which `copyable` rests:
 * private names, heritage, constructor (`staticHomeName`), prototype (`homeName`), then elements in order (methods' closures,
 * computed keys into `keyNames`), then the inner name is initialised, then the closures of `instanceFields` (into `fieldsName`) and
 * `staticFields` are made and the latter called; last, the outer name of a declaration is initialised.
 */
export interface ClassInfo {
  readonly scope: Scope;
  /** Of the class's written constructor, or of the synthetic default one (its node is the ClassBody). */
  readonly constructorInfo: FunctionInfo;
  /** Evaluates instance fields and installs private methods and accessors; null if there are none. */
  readonly instanceFields: FunctionInfo | null;
  /** Evaluates static fields and static blocks in order; null if there are none. */
  readonly staticFields: FunctionInfo | null;
  readonly homeName: string;
  readonly staticHomeName: string;
  readonly fieldsName: string | null;
  /** For element i, the name of the binding of a field's computed key, else null. */
  readonly keyNames: readonly (string | null)[];
}

/** Result of the scope stage. Scope-making nodes carry `node.scope`, function-like nodes `node.info` (see parser/ast.ts). */
export interface ScopeTree {
  readonly root: FunctionInfo;
  /** Every function, the root first, each before those inside it. */
  readonly functions: readonly FunctionInfo[];
  /** Every scope, outer before inner. */
  readonly scopes: readonly Scope[];
}
