/** What tests of the scope and storage stages share. */
import type { Node } from '../parser/ast.ts';
import { parse } from '../parser/parse.ts';
import { type AnalyzeOptions, analyze } from './analyze.ts';
import type { FunctionInfo, ScopeTree } from './scope.ts';

export interface Analysed {
  readonly tree: ScopeTree;
  readonly program: Node;
}

export function analysed(source: string, options: AnalyzeOptions = { kind: 'script' }): Analysed {
  const kind = options.kind === 'function' ? 'script' : options.kind;
  const { program } = parse(source, { name: 'test.js', kind });
  return { tree: analyze(program, options), program };
}

/** One line a binding, in the order of scopes and declarations. */
export function describeBindings(tree: ScopeTree): string[] {
  const lines: string[] = [];
  for (const scope of tree.scopes) {
    for (const binding of scope.bindings.values()) {
      let line = `${ownerName(scope.fn)}/${binding.name}: ${binding.kind}`;
      if (binding.needsTdzCheck) line += ' tdz';
      if (binding.copyable) line += ' copy';
      if (binding.dynamicallyReferenced) line += ' dynamic';
      if (binding.aliased) line += ' aliased';
      if (binding.exported) line += ' exported';
      if (binding.captured) {
        line += ` <- ${binding.captures.map(({ fn, reads, writes }) => `${ownerName(fn)} r${reads} w${writes}`).join(', ')}`;
      }
      lines.push(line);
    }
  }
  return lines;
}

export function ownerName(fn: FunctionInfo): string {
  if (fn.parent === null) return '<top>';
  return fn.name === '' ? `<${fn.role}>` : fn.name;
}

/** The function called `name`; fails if there is none. */
export function functionNamed(tree: ScopeTree, name: string): FunctionInfo {
  const found = tree.functions.find((fn) => fn.name === name);
  if (found === undefined) throw new Error(`no function ${name}`);
  return found;
}
