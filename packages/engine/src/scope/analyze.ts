/**
 * The scope stage: one walk over the tree that finds every scope, binding and function, and who uses what.
 * The parts are in statements.ts, expressions.ts, functions.ts, classes.ts; how uses find bindings, in references.ts.
 */
import { noteLayout } from '../layouts.ts';
import type { ImportDeclaration, Program } from '../parser/ast.ts';
import { walkExpression } from './expressions.ts';
import { hasUseStrict, walkFunction } from './functions.ts';
import { FunctionState } from './references.ts';
import { FunctionInfo, type FunctionRole, type ScopeTree } from './scope.ts';
import { walkStatements } from './statements.ts';
import { Walk } from './walk.ts';

export interface AnalyzeOptions {
  /** `function`: the source of `new Function` and its kin, a program of one function whose name binds nothing. */
  readonly kind: 'script' | 'module' | 'eval' | 'function';
  /** Strict from outside (a strict caller's eval); the program's own directive counts anyway. */
  readonly strict?: boolean;
  /** Eval code of a direct call: free names are looked up from the caller's records. */
  readonly direct?: boolean;
  /** For a direct eval: `homeName` and `fieldsName` of the calling function's FunctionInfo. */
  readonly homeName?: string | null;
  readonly fieldsName?: string | null;
}

/**
 * Analyses a program and hangs the results on its nodes (see scope.ts). Early errors are the parser's; the tree is
 * taken to be free of them. A tree can be analysed once.
 */
export function analyze(program: Program, options: AnalyzeOptions): ScopeTree {
  const { kind } = options;
  const role: FunctionRole = kind === 'function' ? 'script' : kind;
  const strict = options.strict === true || kind === 'module' || program.strict === true || hasUseStrict(program.body);
  const walk = new Walk();
  noteLayout(walk);
  const info = new FunctionInfo(role, program, null, '', program.start, strict, false, false);
  program.info = info;
  info.homeName = options.homeName ?? null;
  info.fieldsName = options.fieldsName ?? null;
  if (info.homeName !== null) walk.nextHome = Number(info.homeName.slice(info.homeName.indexOf(':') + 1)) + 1;
  if (role === 'script' || (role === 'eval' && !strict)) info.declaredVars = [];
  walk.functions.push(info);
  walk.fn = new FunctionState(info, null, 0, null, null);
  walk.strict = strict;
  const scope = walk.open(role, program);
  program.scope = scope;
  info.scope = scope;
  info.bodyScope = scope;
  walk.fn.varScope = walk.scope;
  if (kind === 'eval' && options.direct === true) scope.evalMayDeclare = true;

  if (kind === 'function') {
    walkDynamicFunction(walk, program);
  } else {
    if (kind === 'module') {
      for (const statement of program.body) if (statement.type === 'ImportDeclaration') declareImports(walk, statement);
    }
    walk.declareList(program.body, true);
    walkStatements(walk, program.body);
  }
  for (const name of walk.exportedNames) {
    const binding = scope.bindings.get(name);
    if (binding !== undefined) binding.exported = true;
  }
  walk.close();
  return { root: info, functions: walk.functions, scopes: walk.scopes };
}

function walkDynamicFunction(walk: Walk, program: Program): void {
  walk.dynamicFunction = true;
  const [statement] = program.body;
  if (statement?.type === 'FunctionDeclaration')
    walkFunction(walk, statement, 'function', statement.id?.name ?? '', statement.start, null);
  else if (statement?.type === 'ExpressionStatement') walkExpression(walk, statement.expression);
}

function declareImports(walk: Walk, node: ImportDeclaration): void {
  const specifier = String(node.source.value);
  for (const part of node.specifiers) {
    const binding = walk.declare(part.local.name, 'import', part.local.start, true);
    let name: string | null = null;
    if (part.type === 'ImportDefaultSpecifier') name = 'default';
    else if (part.type === 'ImportSpecifier')
      name = part.imported.type === 'Identifier' ? part.imported.name : String(part.imported.value);
    binding.imported = { specifier, name };
  }
}
