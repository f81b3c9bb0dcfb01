/** Who uses which binding of which scope, as plain data: what an analysis of another engine's heap needs to know of a program. */
import type { Node } from '../parser/ast.ts';
import type { LineMap } from '../parser/line-map.ts';
import { type Language, parse } from '../parser/parse.ts';
import { analyze } from '../scope/analyze.ts';
import { functionLabel } from '../scope/label.ts';
import type { Binding, BindingKind, FunctionInfo, FunctionRole, Scope, ScopeKind } from '../scope/scope.ts';

export interface CaptureOptions {
  /** The file's name, for errors. */
  readonly name: string;
  /** `commonjs`: the source is the body of a function of `exports, require, module, __filename, __dirname`. */
  readonly kind: 'script' | 'commonjs' | 'module';
  /** Default 'js'. For 'ts' the TypeScript parser must have been loaded. */
  readonly language?: Language;
}

/** All offsets are in UTF-16 units of the source; lines and columns are 1-based. Members refer to each other by index. */
export interface CaptureFacts {
  /** The top level first, each before those inside it. */
  readonly functions: readonly CaptureFunction[];
  /** Outer before inner. */
  readonly scopes: readonly CaptureScope[];
  readonly bindings: readonly CaptureBinding[];
}

export interface CaptureFunction {
  readonly name: string;
  readonly role: FunctionRole;
  readonly parent: number | null;
  readonly start: number;
  /** Where the body begins; engines call a function's position something from `start` to here. */
  readonly bodyStart: number;
  readonly end: number;
  readonly line: number;
  readonly column: number;
  readonly generator: boolean;
  readonly async: boolean;
  /** Its outermost scope; the scopes that it closes over are this one's parents. */
  readonly scope: number;
  /** The bindings of enclosing functions that it or a function inside it mentions. */
  readonly uses: readonly number[];
  /** It or a function inside it has a direct `eval`, which may use anything in sight. */
  readonly usesEverything: boolean;
  /** Number of formal parameters, a rest parameter not counted. */
  readonly parameters: number;
  /** They are plain names, without defaults, patterns or rest. */
  readonly simpleParameters: boolean;
}

export interface CaptureScope {
  readonly kind: ScopeKind;
  readonly parent: number | null;
  readonly function: number;
  readonly start: number;
  readonly end: number;
  readonly bindings: readonly number[];
}

export interface CaptureBinding {
  /**
   * As in the source; synthetic ones are called `this`, `arguments`, `new.target`, or as in `#private`, and `.catch` is what a
   * `catch` with a pattern caught.
   */
  readonly name: string;
  readonly kind: BindingKind;
  readonly scope: number;
  readonly start: number;
  /** End of the declarator with its initialiser. */
  readonly initEnd: number;
  readonly line: number;
  readonly column: number;
  /** Functions whose own code mentions it, other than its owner, with the place of the first mention. */
  readonly captures: readonly { readonly function: number; readonly line: number; readonly column: number }[];
  /** What makes it shareable without a capture. */
  readonly forced: 'eval' | 'with' | 'arguments' | null;
  /** Where the eval or the with is that does, and in which function. */
  readonly forcedAt: { readonly function: number; readonly line: number; readonly column: number } | null;
  /** The owner mentions it outside its declaration. */
  readonly used: boolean;
}

const COMMONJS_HEAD = '(function (exports, require, module, __filename, __dirname) {';
const COMMONJS_TAIL = '\n})';

/**
 * The functions, scopes and bindings of a program, and for each function the outer bindings that its code uses.
 *
 * @throws SaguaroSyntaxError on the first early error.
 */
export function analyzeCaptures(source: string, options: CaptureOptions): CaptureFacts {
  const wrapped = options.kind === 'commonjs';
  const kind = options.kind === 'module' ? 'module' : 'script';
  // A `#!` line is one only at the very beginning.
  const body = wrapped ? source.replace(/^#!/, '//') : source;
  const text = wrapped ? COMMONJS_HEAD + body + COMMONJS_TAIL : body;
  const { program, lines } = parse(text, { name: options.name, kind, language: options.language ?? 'js' });
  const tree = analyze(program, { kind });
  return new Facts(lines, wrapped ? COMMONJS_HEAD.length : 0, source.length).of(tree.functions, tree.scopes);
}

class Facts {
  private readonly scopeIndex = new Map<Scope, number>();
  /** Engines keep what a body declares apart from parameters that are not all plain names, where the analysis has one scope for both. */
  private readonly bodyIndex = new Map<Scope, number>();
  private readonly bindingIndex = new Map<Binding, number>();

  constructor(
    private readonly lines: LineMap,
    /** Length of what was put before the source, all on its first line. */
    private readonly head: number,
    private readonly length: number,
  ) {}

  of(functions: readonly FunctionInfo[], scopes: readonly Scope[]): CaptureFacts {
    const all: Binding[] = [];
    for (const scope of scopes) {
      this.scopeIndex.set(scope, this.scopeIndex.size + this.bodyIndex.size);
      const { fn } = scope;
      if (scope === fn.scope && scope === fn.bodyScope && !fn.simpleParameters)
        this.bodyIndex.set(scope, this.scopeIndex.size + this.bodyIndex.size);
      for (const binding of scope.bindings.values()) {
        this.bindingIndex.set(binding, all.length);
        all.push(binding);
      }
    }
    functions.forEach((fn, index) => {
      fn.index = index;
    });
    const uses = functions.map(() => new Set<number>());
    for (const binding of all) {
      const at = this.bindingIndex.get(binding) as number;
      for (const { fn } of binding.captures) {
        // Functions around the one that mentions it must carry it, up to its owner.
        for (let f: FunctionInfo | null = fn; f !== null && f !== binding.scope.fn; f = f.parent) {
          const set = uses[f.index] as Set<number>;
          if (set.has(at)) break;
          set.add(at);
        }
      }
    }
    const everything = functions.map((fn) => fn.hasDirectEval);
    for (let i = functions.length - 1; i > 0; i--) {
      const parent = functions[i]?.parent;
      if (everything[i] === true && parent != null) everything[parent.index] = true;
    }
    const bindings = all.map((binding) => this.binding(binding));
    return {
      functions: functions.map((fn, i) => this.function(fn, [...(uses[i] as Set<number>)], everything[i] === true)),
      scopes: scopes.flatMap((scope) => this.scope(scope, bindings)),
      bindings,
    };
  }

  private forcedAt(binding: Binding): CaptureBinding['forcedAt'] {
    const at = binding.scope.hasEval ? binding.scope.evalAt : binding.dynamicAt;
    if (at < 0) return null;
    let owner = binding.scope.fn;
    for (let inner: FunctionInfo | undefined = owner; inner !== undefined; ) {
      owner = inner;
      inner = owner.inner.find(({ node }) => node.start <= at && at < node.end);
    }
    return { function: owner.index, ...this.position(at) };
  }

  private offset(at: number): number {
    return Math.max(0, Math.min(at - this.head, this.length));
  }

  private position(at: number): { line: number; column: number } {
    const { line, column } = this.lines.position(Math.max(at, this.head));
    return line === 1 ? { line, column: column - this.head } : { line, column };
  }

  private function(fn: FunctionInfo, uses: number[], usesEverything: boolean): CaptureFunction {
    const node = fn.node as Node & { readonly params?: readonly Node[] };
    // The function that stands around a CommonJS file is its top level.
    const wrapper = this.head > 0 && fn.parent !== null && fn.parent.parent === null && fn.start < this.head;
    return {
      name: wrapper ? '<top level>' : functionLabel(fn),
      role: fn.role,
      parent: fn.parent === null ? null : fn.parent.index,
      start: this.offset(fn.start),
      bodyStart: this.offset(bodyStart(fn)),
      end: this.offset(node.end),
      ...this.position(fn.start),
      generator: fn.generator,
      async: fn.async,
      scope: this.scopeIndex.get(fn.scope) as number,
      uses,
      usesEverything,
      parameters: node.params?.filter(({ type }) => type !== 'RestElement').length ?? 0,
      simpleParameters: fn.simpleParameters,
    };
  }

  /** The scope, and that of its function's body where engines have one of its own. */
  private scope(scope: Scope, bindings: CaptureBinding[]): CaptureScope[] {
    const index = this.scopeIndex.get(scope) as number;
    const own: number[] = [];
    const ofBody: number[] = [];
    for (const binding of scope.bindings.values())
      (this.scopeOf(binding) === index ? own : ofBody).push(this.bindingIndex.get(binding) as number);
    const param = scope.kind === 'catch' ? (scope.node as { readonly param?: Node | null }).param : null;
    if (param != null && param.type !== 'Identifier') own.push(bindings.push(this.caught(scope, param)) - 1);
    const end = this.offset(scope.node.end);
    const shared = { function: scope.fn.index, end };
    const facts = { ...shared, kind: scope.kind, parent: this.parentOf(scope), start: this.offset(scope.node.start) };
    if (!this.bodyIndex.has(scope)) return [{ ...facts, bindings: own }];
    const start = this.offset(bodyStart(scope.fn));
    return [
      { ...facts, bindings: own },
      { ...shared, kind: 'body', parent: index, start, bindings: ofBody },
    ];
  }

  private parentOf({ parent, node }: Scope): number | null {
    if (parent === null) return null;
    const body = node.start < bodyStart(parent.fn) ? undefined : this.bodyIndex.get(parent);
    return body ?? (this.scopeIndex.get(parent) as number);
  }

  private scopeOf({ scope, kind, start }: Binding): number {
    const body = declaredInBodies.has(kind) && start >= bodyStart(scope.fn) ? this.bodyIndex.get(scope) : undefined;
    return body ?? (this.scopeIndex.get(scope) as number);
  }

  /** Engines keep what was caught beside the names that the pattern takes from it. */
  private caught(scope: Scope, pattern: Node): CaptureBinding {
    return {
      name: '.catch',
      kind: 'catch',
      scope: this.scopeIndex.get(scope) as number,
      start: this.offset(pattern.start),
      initEnd: this.offset(pattern.end),
      ...this.position(pattern.start),
      captures: [],
      forced: null,
      forcedAt: null,
      used: true,
    };
  }

  private binding(binding: Binding): CaptureBinding {
    return {
      name: binding.kind === 'this' ? 'this' : binding.name.replace(/^%(arguments|new\.target)$/, '$1'),
      kind: binding.kind,
      scope: this.scopeOf(binding),
      start: this.offset(binding.start),
      initEnd: this.offset(binding.initEnd),
      ...this.position(binding.start),
      captures: binding.captures.map(({ fn, at }) => ({ function: fn.index, ...this.position(at) })),
      forced: forcedBy(binding),
      forcedAt: this.forcedAt(binding),
      used: binding.reads + binding.writes > 0,
    };
  }
}

/** Where a function's body begins; a program's and a class's where they themselves do. */
function bodyStart({ node }: FunctionInfo): number {
  const { body } = node as Node & { readonly body?: unknown };
  return Array.isArray(body) ? node.start : ((body as { readonly start?: number } | undefined)?.start ?? node.start);
}

/** Kinds of bindings that a body declares. */
const declaredInBodies: ReadonlySet<BindingKind> = new Set(['var', 'let', 'const', 'using', 'function', 'class']);

function forcedBy(binding: Binding): CaptureBinding['forced'] {
  if (binding.scope.hasEval) return 'eval';
  if (binding.dynamicallyReferenced) return 'with';
  return binding.aliased ? 'arguments' : null;
}
