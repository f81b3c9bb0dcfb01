/** The edit that lets go of a variable: `name = null` once nothing in the call needs it any more. */
import type { AST, Rule } from 'eslint';
import type { Finding } from './findings.ts';
import { activationOf, parentOf } from './names.ts';
import type { SourceNode } from './tree.ts';

/** Null where no place is plain enough. */
export function clearing({ variable, holder, home, block }: Finding): Rule.ReportFixer | null {
  if (variable === null || variable.defs.length !== 1) return null;
  const [definition] = variable.defs;
  if (definition === undefined || !['Variable', 'Parameter', 'CatchClause'].includes(definition.type)) return null;
  const declaration = definition.parent as unknown as SourceNode | null;
  const isConstant = declaration?.['kind'] === 'const';
  if (isConstant && !isPlainDeclaration(declaration as SourceNode)) return null;
  if (declaration?.['kind'] === 'using' || declaration?.['kind'] === 'await using') return null;
  const place = placeFor(holder.node, home, block);
  if (place === null) return null;
  const { node, before } = place;
  return (fixer) => {
    const statement = `${variable.name} = null;`;
    const edits = [
      before ? fixer.insertTextBefore(node, `${statement} `) : fixer.insertTextAfter(node, ` ${statement}`),
    ];
    if (isConstant) {
      const [start] = (declaration as SourceNode).range as AST.Range;
      edits.push(fixer.replaceTextRange([start, start + 'const'.length], 'let'));
    }
    return edits;
  };
}

/** `const name = …;` and nothing else, so that the others of a list keep their `const`. */
function isPlainDeclaration(declaration: SourceNode): boolean {
  const declarators = declaration['declarations'] as SourceNode[];
  const parent = parentOf(declaration);
  return declarators.length === 1 && (parent?.type === 'BlockStatement' || parent?.type === 'Program');
}

interface Place {
  readonly node: Rule.Node;
  readonly before: boolean;
}

/** Before the `return` of the holder; else behind the last statement of the scope, if control gets there. */
function placeFor(
  holder: SourceNode,
  home: SourceNode | null,
  block: { readonly start: number; readonly end: number },
): Place | null {
  if (activationOf(holder) !== home) return null;
  let body: SourceNode | null = null;
  for (let at = parentOf(holder), child = holder; at !== null && at !== home; child = at, at = parentOf(at)) {
    if (at.type === 'ReturnStatement') {
      const isSimple = parentOf(at)?.type === 'BlockStatement' && child === at['argument'] && child === holder;
      return isSimple ? { node: at as unknown as Rule.Node, before: true } : null;
    }
    if (at.type === 'BlockStatement' && (at.range?.[0] ?? 0) >= block.start && (at.range?.[1] ?? 0) <= block.end)
      body = at;
  }
  const last = (body?.['body'] as SourceNode[] | undefined)?.at(-1);
  if (last === undefined || !['ExpressionStatement', 'VariableDeclaration', 'IfStatement'].includes(last.type))
    return null;
  return { node: last as unknown as Rule.Node, before: false };
}
