/**
 * V8's view of a program: its scopes, its variables, and where V8 puts each.
 *
 * These are not the scopes of ECMA-262, nor those of `scope/`: V8 gives a body variables of its own wherever a parameter is not a plain
 * name, makes two scopes of a `for` head, has none for a block that declares nothing, and evaluates class fields in a function of their own.
 */
import type { Node } from '../../parser/ast.ts';
import type { ExplainedKind } from '../static.ts';

export type V8VariableKind =
  | ExplainedKind
  | 'private'
  /** What V8 declares for itself: `.new.target`, `.this_function`, `.home_object`, `.brand`, `.class-field-N`, `.catch`. They take slots. */
  | 'internal';

/** Which rule decided that a variable lives in a Context. The first that applies, in the order of V8's own decisions. */
export type HeapRule = 'captured' | 'with' | 'arguments' | 'catch' | 'eval' | 'private' | 'static-private';

export type V8Location =
  /** In a register or a parameter's place of the frame; nowhere if nothing uses it. */
  | { readonly kind: 'stack' }
  /** `slot`: its number in the Context, which counts from 2 (slot 0 holds the ScopeInfo, slot 1 the outer Context). */
  | { readonly kind: 'context'; readonly slot: number; readonly rule: HeapRule }
  | { readonly kind: 'script-context' }
  | { readonly kind: 'global' }
  | { readonly kind: 'module-cell' };

export const STACK: V8Location = { kind: 'stack' };

export class V8Function {
  /** What people call it: its name, `<anonymous>` or `<top level>`. */
  readonly label: string;
  /** Offset at which its source text begins. */
  readonly start: number;
  readonly parent: V8Function | null;
  readonly arrow: boolean;
  readonly strict: boolean;
  readonly generator: boolean;
  readonly async: boolean;
  simpleParameters = true;
  /** Suspends after it has begun: it says `yield` or `await`, or waits in `for await` or `await using`. */
  suspends = false;
  /** May say `super.x`: a method, an accessor, a class constructor, or a class's initialiser. */
  bindsSuper = false;
  readonly parameters: V8Variable[] = [];
  /** Where its `var`s go at this point of the walk. */
  varScope!: V8Scope;

  constructor(
    label: string,
    start: number,
    parent: V8Function | null,
    traits: { readonly arrow: boolean; readonly strict: boolean; readonly generator: boolean; readonly async: boolean },
  ) {
    this.label = label;
    this.start = start;
    this.parent = parent;
    this.arrow = traits.arrow;
    this.strict = traits.strict;
    this.generator = traits.generator;
    this.async = traits.async;
  }
}

/** One function's uses of one variable. */
export class V8Use {
  readonly fn: V8Function;
  reads = 0;
  writes = 0;
  /** In a list of uses of one name. */
  next: V8Use | null = null;

  constructor(fn: V8Function) {
    this.fn = fn;
  }
}

export class V8Variable {
  readonly name: string;
  /** Of a name that is both `var` and function, the function is what is shown. */
  kind: V8VariableKind;
  readonly scope: V8Scope;
  start: number;
  /** Declared by `let`, `const`, `class` or a function in a block (V8: IsLexicalVariableMode). */
  readonly lexical: boolean;
  used = false;
  /** Uses by functions inside, one entry each. */
  captures: V8Use[] | null = null;
  /** V8: has_forced_context_allocation, and why. */
  forced: HeapRule | null = null;
  /** Offset of the `eval` or `with` where that is the rule. */
  forcedAt = -1;
  /** Of a module: it lives in a cell. */
  cell = false;
  /** `import * as`. */
  namespace = false;
  location: V8Location = STACK;
  /** The variable of the same declaration in the other scope of a `for` head. */
  twin: V8Variable | null = null;

  constructor(name: string, kind: V8VariableKind, scope: V8Scope, start: number, lexical: boolean) {
    this.name = name;
    this.kind = kind;
    this.scope = scope;
    this.start = start;
    this.lexical = lexical;
  }
}

export type V8ScopeKind =
  | 'script'
  | 'module'
  | 'function'
  /** V8's "varblock": the body of a function whose parameters are not all plain names, or a static block. */
  | 'body'
  | 'block'
  | 'for'
  | 'switch'
  | 'catch'
  | 'catch-pattern'
  | 'class'
  | 'object'
  | 'with';

/** Unresolved uses of one name, as seen from one scope. */
export class V8Reference {
  /** By the scope's own function. */
  own: V8Use | null = null;
  /** By functions inside. */
  head: V8Use | null = null;
  tail: V8Use | null = null;
  /** Offset of a `with` between the use and here, or -1. */
  withAt = -1;
}

/** A function declared in a block of sloppy code, which Annex B.3.2 may give a `var`. */
export interface BlockFunction {
  readonly name: string;
  readonly start: number;
  readonly block: V8Scope;
}

export class V8Scope {
  readonly kind: V8ScopeKind;
  readonly outer: V8Scope | null;
  readonly fn: V8Function;
  readonly node: Node;
  readonly variables = new Map<string, V8Variable>();
  readonly references = new Map<string, V8Reference>();
  /** In the order in which V8 gives them slots (its `locals_`). */
  readonly locals: V8Variable[] = [];
  /** V8: inner_scope_calls_eval. Offset of the first direct eval inside, at any depth, or -1. */
  evalAt = -1;
  blockFunctions: BlockFunction[] | null = null;
  /** Variables in its Context; 0 if it has none on their account. */
  slots = 0;
  /** Function scopes: the function expression's own name, which gets the last slot. */
  ownName: V8Variable | null = null;
  /** Of a function that is no arrow, or of a module: `this`, once something inside needs it as a variable. */
  receiver: V8Variable | null = null;

  constructor(kind: V8ScopeKind, outer: V8Scope | null, fn: V8Function, node: Node) {
    this.kind = kind;
    this.outer = outer;
    this.fn = fn;
    this.node = node;
  }
}
