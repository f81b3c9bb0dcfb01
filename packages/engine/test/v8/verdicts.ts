/** Our account of a program in the words in which V8's verdicts are recorded (record.mjs). */

import { analyzeAsV8, type V8Mode } from '../../src/explain/v8/analyze.ts';
import type { V8Scope, V8ScopeKind, V8Variable } from '../../src/explain/v8/scope.ts';
import type { Node } from '../../src/parser/ast.ts';
import { parse } from '../../src/parser/parse.ts';

/** `[start, end, own, ...blocks]`; for a class's initialisers, whose positions mean little, `start` is `I` or `S`. */
export type Verdict = readonly [number | 'I' | 'S', number, string, ...string[]];

interface OurFunction {
  readonly node: Node;
  readonly initialiser: 'I' | 'S' | null;
  readonly own: string;
  readonly blocks: string[];
}

/** What we say where V8 says `verdicts`, in the same order; null for a function of V8's that we do not know. */
export function ourVerdicts(source: string, mode: V8Mode, verdicts: readonly Verdict[]): (Verdict | null)[] {
  const { program } = parse(source, { name: 'program', kind: mode });
  const functions = functionsOf(analyzeAsV8(program, mode));
  const taken = new Set<OurFunction>();
  return verdicts.map((verdict) => {
    const [start, end] = verdict;
    const candidates = functions.filter((one) => !taken.has(one) && fits(one, verdict));
    // Of functions that end together, the innermost that may begin there.
    const fn = candidates.sort((a, b) => b.node.start - a.node.start)[0];
    if (fn === undefined) return null;
    taken.add(fn);
    return [start, end, fn.own, ...fn.blocks.sort()];
  });
}

function fits({ node, initialiser }: OurFunction, [start, end]: Verdict): boolean {
  if (typeof start === 'string') return initialiser === start && node.start <= end && end <= node.end + 1;
  if (initialiser !== null) return false;
  if (node.type === 'Program') return start === 0 && end >= node.end;
  if (node.end !== end || !('params' in node)) return false;
  return node.type === 'ArrowFunctionExpression'
    ? node.start === start
    : node.start <= start && start <= node.body.start;
}

function functionsOf(scopes: readonly V8Scope[]): OurFunction[] {
  const functions = new Map<V8Scope['fn'], OurFunction>();
  for (const scope of scopes) {
    const known = functions.get(scope.fn);
    if (known === undefined) {
      const { label } = scope.fn;
      const initialiser = scope.node.type !== 'ClassBody' ? null : label === '<static_initializer>' ? 'S' : 'I';
      functions.set(scope.fn, { node: scope.node, initialiser, own: names(scope), blocks: [] });
    } else {
      const own = names(scope);
      if (own !== '' && own !== '.catch') known.blocks.push(`${blockKind(scope.kind)}:${own}`);
    }
  }
  return [...functions.values()];
}

function blockKind(kind: V8ScopeKind): string {
  return kind === 'catch' || kind === 'class' ? kind : 'block';
}

/** As in record.mjs. */
const mostOrdered = 75;

/** The names in the scope's Context, by slot. A script's are in the order of their declarations. */
function names(scope: V8Scope): string {
  const variables = new Set<V8Variable>(scope.locals);
  for (const variable of scope.variables.values()) variables.add(variable);
  const found = [...variables]
    .filter(({ location }) => location.kind === 'context' || location.kind === 'script-context')
    .sort((a, b) => slot(a) - slot(b))
    .map(({ name }) => name);
  if (found.length > mostOrdered) found.sort();
  return found.join(',');
}

function slot({ location }: V8Variable): number {
  return location.kind === 'context' ? location.slot : 0;
}
