/**
 * The state of the analysis: where the walk is, and the operations on scopes that all kinds of nodes share.
 */
import type {
  BindingPattern,
  ClassDeclaration,
  FunctionDeclaration,
  Identifier,
  ModuleDeclaration,
  Node,
  Pattern,
  Statement,
  VariableDeclaration,
} from '../parser/ast.ts';
import { closeScope, type FunctionState, ScopeState } from './references.ts';
import { Binding, type BindingKind, type FunctionInfo, Scope, type ScopeKind } from './scope.ts';

/** Initialised later: the step comes when the walk reaches it. */
const NOT_YET = Number.POSITIVE_INFINITY;

export class Walk {
  /** The clock: advances at each initialisation, write and loop entry. */
  step = 0;
  scope!: ScopeState;
  fn!: FunctionState;
  strict = false;
  /** The source of `new Function`: its function binds its name nowhere. */
  dynamicFunction = false;
  /** The declaration whose initialiser is about to be walked, if that is a function. */
  initialising: Binding | null = null;
  /** Makes the names of home objects, field initialisers and keys unique among nested classes and object literals. */
  nextHome = 0;
  readonly functions: FunctionInfo[] = [];
  readonly scopes: Scope[] = [];
  /** Names in `export { … }` clauses, which may precede the declarations. */
  readonly exportedNames: string[] = [];
  private readonly hoistedNodes = new Set<Node>();
  private readonly hoistSteps = new Map<Node, number>();
  private readonly declaredVarNames = new Set<string>();

  /** Whether `node` is the declaration that its scope, now the current one, initialises on entry. */
  isHoisted(node: Node): boolean {
    return this.hoistedNodes.has(node);
  }

  /** Step at which the closure of `node`, being walked now, is made. */
  creationStep(node: Node): number {
    return this.hoistSteps.get(node) ?? this.step;
  }

  /** Opens a scope of the current function inside the current one. */
  open(kind: ScopeKind, node: Node): Scope {
    const outer = this.scope as ScopeState | undefined;
    // The bindings of a `for` head are fresh in each iteration.
    const inLoop = kind === 'for' || this.fn.loop !== null;
    const scope = new Scope(kind, outer?.scope ?? null, this.fn.info, node, inLoop);
    this.scopes.push(scope);
    this.scope = new ScopeState(scope, outer ?? null, this.fn, ++this.step);
    return scope;
  }

  close(): void {
    const state = this.scope;
    if (state.candidates !== null) this.settleCandidates(state, state.candidates);
    if (state.ownCandidates !== null) ((state.parent as ScopeState).candidates ??= []).push(...state.ownCandidates);
    closeScope(state);
    if (state.parent !== null) this.scope = state.parent;
  }

  enterLoop(): void {
    this.fn.loop = { start: ++this.step, outer: this.fn.loop };
  }

  leaveLoop(): void {
    this.fn.loop = this.fn.loop?.outer ?? null;
  }

  read(name: string, at: number): void {
    this.scope.use(name, at, this.step).reads++;
  }

  write(name: string, at: number): void {
    const use = this.scope.use(name, at, this.step);
    use.writes++;
    use.lastWrite = ++this.step;
  }

  /** The initialiser of a `var`: a write like any other at run time, but no reassignment. */
  initialiseVar(name: string, at: number): void {
    this.write(name, at);
    this.scope.use(name, at, this.step).initialisers++;
  }

  /** Declares `name` in the current scope; a binding that exists already (a parameter, a `var`) is returned as it is. */
  declare(name: string, kind: BindingKind, start: number, initialised: boolean): Binding {
    return declareIn(this.scope, name, kind, start, initialised ? this.scope.entry : NOT_YET);
  }

  /** Declares a `var` in the function's variable scope, or notes that eval code declares it outside itself. */
  declareVar(name: string, start: number): void {
    const { varScope } = this.fn;
    const { info } = this.fn;
    if (info.declaredVars !== null) {
      if (this.declaredVarNames.has(name)) return;
      this.declaredVarNames.add(name);
      info.declaredVars.push({ name, kind: 'var', node: null, start });
      if (info.role === 'eval') return;
    }
    declareIn(varScope, name, 'var', start, varScope.entry);
  }

  /** The current scope's binding `name` is initialised here; the construct that does it ends at `end`. */
  initialise(name: string, end: number): void {
    const binding = this.scope.scope.bindings.get(name);
    if (binding === undefined) return;
    binding.initOrder = ++this.step;
    binding.initEnd = end;
  }

  /**
   * Declares what a statement list declares in the current scope. `topLevel`: of a function, script, module, eval or static
   * block, where functions are like `var`s.
   */
  declareList(list: readonly (Statement | ModuleDeclaration)[], topLevel: boolean): void {
    const functions: FunctionDeclaration[] = [];
    for (const statement of list) {
      const declaration = declarationOf(statement);
      if (declaration === null) continue;
      const exported = statement.type === 'ExportNamedDeclaration' || statement.type === 'ExportDefaultDeclaration';
      if (declaration.type === 'FunctionDeclaration') {
        functions.push(declaration);
        if (exported) this.exportedNames.push(declaration.id?.name ?? '*default*');
      } else if (declaration.type === 'ClassDeclaration') {
        const { id } = declaration;
        if (id !== null) this.declare(id.name, 'class', id.start, false);
        if (exported) this.exportedNames.push(id?.name ?? '*default*');
      } else if (declaration.kind !== 'var') {
        this.declareLexical(declaration);
        if (exported) this.noteExports(declaration);
      } else if (exported) {
        this.noteExports(declaration);
      }
    }
    if (functions.length > 0) this.hoist(functions, topLevel);
  }

  /** Declares a function in a scope of its own: the clause of an `if`. */
  declareClause(node: FunctionDeclaration): void {
    this.hoist([node], false);
  }

  declareLexical(declaration: VariableDeclaration): void {
    const kind = declaration.kind === 'await using' ? 'using' : (declaration.kind as 'let' | 'const' | 'using');
    for (const { id } of declaration.declarations) {
      forEachName(id, (name) => this.declare(name.name, kind, name.start, false));
    }
  }

  private noteExports(declaration: VariableDeclaration): void {
    for (const { id } of declaration.declarations) forEachName(id, (name) => this.exportedNames.push(name.name));
  }

  /** Of several functions of one name only the last is ever made (ECMA-262 §10.2.11 steps 14 and 36, Annex B.3.2.6). */
  private hoist(functions: readonly FunctionDeclaration[], topLevel: boolean): void {
    const last = new Map<string, FunctionDeclaration>();
    for (const node of functions) last.set(node.id?.name ?? '*default*', node);
    const { scope } = this.scope;
    const { declaredVars, role } = this.fn.info;
    for (const node of functions) {
      const name = node.id?.name ?? '*default*';
      if (last.get(name) !== node) {
        this.hoistSteps.set(node, this.scope.entry);
        continue;
      }
      const start = node.id?.start ?? node.start;
      scope.hoisted.push(node);
      this.hoistedNodes.add(node);
      this.hoistSteps.set(node, this.step);
      if (topLevel && declaredVars !== null) {
        this.declaredVarNames.add(name);
        declaredVars.push({ name, kind: 'function', node, start });
        if (role === 'eval') continue;
      }
      const binding = this.declare(name, 'function', start, false);
      if (binding.start === start) binding.initOrder = ++this.step;
      else this.scope.use(name, start, this.step).lastWrite = ++this.step;
    }
    if (topLevel || this.strict) return;
    // An async function or a generator in a block gets no `var` (Annex B.3.2).
    this.scope.ownCandidates = functions.filter((node) => !node.async && !node.generator);
  }

  /**
   * Annex B.3.2: a function in a block also gets a `var`, if a `var` of that name in its place would be no early error.
   * Called as `state` closes, when all that is declared in it is known.
   */
  private settleCandidates(state: ScopeState, candidates: readonly FunctionDeclaration[]): void {
    const { scope } = state;
    if (state !== this.fn.varScope) {
      const passing = candidates.filter(
        (node) => !scope.bindings.has((node.id as Identifier).name) || isSimpleCatch(scope),
      );
      if (passing.length > 0) ((state.parent as ScopeState).candidates ??= []).push(...passing);
      return;
    }
    const { info } = this.fn;
    for (const node of candidates) {
      const { name, start } = node.id as Identifier;
      const existing = scope.bindings.get(name);
      if (existing !== undefined && existing.kind !== 'var' && existing.kind !== 'function') continue;
      if (scope.kind === 'body' && info.scope !== scope && info.scope.bindings.get(name)?.kind === 'param') continue;
      node.hoistsToVar = true;
      if (info.declaredVars !== null) {
        if (!this.declaredVarNames.has(name)) {
          info.declaredVars.push({ name, kind: 'block-function', node, start });
        }
        if (info.role === 'eval') continue;
      }
      if (existing === undefined) declareIn(state, name, 'var', start, state.entry);
      // The declaration's evaluation assigns the variable, wherever and how often that is.
      const use = state.use(name, start, this.step);
      use.writes++;
      use.lastWrite = NOT_YET;
    }
  }
}

function declareIn(state: ScopeState, name: string, kind: BindingKind, start: number, initOrder: number): Binding {
  const { scope } = state;
  let binding = scope.bindings.get(name);
  if (binding === undefined) {
    binding = new Binding(name, kind, scope, start);
    binding.initOrder = initOrder;
    scope.bindings.set(name, binding);
  }
  return binding;
}

/** Annex B.3.4 lets a `var` share its name with such a parameter. */
function isSimpleCatch(scope: Scope): boolean {
  return scope.kind === 'catch' && scope.node.type === 'CatchClause' && scope.node.param?.type === 'Identifier';
}

/** The declaration that a statement is, under labels and `export`; null for others. */
export function declarationOf(
  statement: Statement | ModuleDeclaration,
): FunctionDeclaration | ClassDeclaration | VariableDeclaration | null {
  let node: Node = statement;
  while (node.type === 'LabeledStatement') node = node.body;
  if (node.type === 'ExportNamedDeclaration') return node.declaration;
  if (node.type === 'ExportDefaultDeclaration') node = node.declaration;
  if (node.type === 'FunctionDeclaration' || node.type === 'ClassDeclaration') return node;
  return node.type === 'VariableDeclaration' ? node : null;
}

/** Whether a statement list declares anything in its own block's scope. */
export function declaresInBlock(list: readonly Statement[]): boolean {
  for (const statement of list) {
    const declaration = declarationOf(statement);
    if (declaration !== null && (declaration.type !== 'VariableDeclaration' || declaration.kind !== 'var')) return true;
  }
  return false;
}

/** Calls `visit` with each name that a pattern binds, in source order. */
export function forEachName(pattern: Pattern | BindingPattern, visit: (name: Identifier) => void): void {
  switch (pattern.type) {
    case 'Identifier':
      visit(pattern);
      break;
    case 'ObjectPattern':
      for (const property of pattern.properties) {
        forEachName(property.type === 'Property' ? property.value : property.argument, visit);
      }
      break;
    case 'ArrayPattern':
      for (const element of pattern.elements) if (element !== null) forEachName(element, visit);
      break;
    case 'AssignmentPattern':
      forEachName(pattern.left, visit);
      break;
    case 'RestElement':
      forEachName(pattern.argument, visit);
      break;
    default:
      break;
  }
}
