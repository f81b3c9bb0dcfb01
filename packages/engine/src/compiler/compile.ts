/** From an analysed and planned tree to code. */
import type { FunctionCode, ProgramDeclarations, SourceText } from '../bytecode/code.ts';
import type { Program } from '../parser/ast.ts';
import type { FunctionInfo, ScopeTree } from '../scope/scope.ts';
import type { Unit } from './context.ts';
import { functionCode } from './functions.ts';
import { awaitsAtTopLevel, moduleDeclarations } from './modules.ts';

export interface CompileOptions {
  /** Scripts and evals: the body returns the completion value, else undefined. */
  readonly completionValue: boolean;
  /** A library file (see self-hosted.ts). */
  readonly selfHosted?: boolean;
  /** Library files: the functions that all of them declare together, to check free names against. */
  readonly library?: ReadonlySet<string>;
}

/**
 * Compiles a program whose storage has been planned. Bodies are compiled on their first call, until when they hold on to the
 * syntax tree. The same input gives the same code.
 */
export function compileProgram(tree: ScopeTree, source: SourceText, options: CompileOptions): FunctionCode {
  const { root } = tree;
  const program = root.node as Program;
  const hasTopLevelAwait = root.role === 'module' && awaitsAtTopLevel(program);
  const unit: Unit = {
    source,
    selfHosted: options.selfHosted === true,
    completionValue: options.completionValue,
    hasTopLevelAwait,
    library: options.library ?? null,
  };
  const code = functionCode(unit, root, root.name, program.start, program.end, [], null);
  return {
    ...code,
    declarations: root.role === 'module' ? null : programDeclarations(root),
    module: root.role === 'module' ? moduleDeclarations(root, program, hasTopLevelAwait) : null,
  };
}

function programDeclarations(info: FunctionInfo): ProgramDeclarations {
  const lexical: { name: string; constant: boolean }[] = [];
  for (const { place, kind, name } of info.scope.bindings.values()) {
    if (place.kind === 'global' && place.lexical)
      lexical.push({ name, constant: kind === 'const' || kind === 'using' });
  }
  const functions: { name: string }[] = [];
  const vars: string[] = [];
  const annexB: string[] = [];
  for (const { name, kind } of info.declaredVars ?? []) {
    if (kind === 'function') functions.push({ name });
    else if (kind === 'var') vars.push(name);
    else annexB.push(name);
  }
  return { lexical, functions, vars, annexB };
}
