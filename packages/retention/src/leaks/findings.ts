/** From an analysed snapshot to findings. */
import { edgeLabel, nodeLabel } from '../graph.ts';
import { pathTo } from '../paths.ts';
import type { V8Heap } from '../v8/heap.ts';
import { Analysis, type Holding, type Use } from './analysis.ts';
import { extensionFindings } from './extensions.ts';
import type { Cause, Finding, FunctionPlace, LeakReport, LiveClosure } from './finding.ts';
import { fixFor } from './fix.ts';
import { consoleFindings, pendingFindings, storeFindings } from './runtime-holders.ts';
import type { Script, SourceProvider } from './source.ts';
import { suspendedFindings } from './suspended.ts';

export interface LeakOptions {
  readonly sources: SourceProvider;
  /** Least bytes worth a finding. */
  readonly minBytes: number;
  /** Leave out what is kept for a reason. Default false. */
  readonly needlessOnly?: boolean;
}

/** Everything that the variables of a program's closures, suspended frames and promises keep, the largest first. */
export function findLeaks(heap: V8Heap, { sources, minBytes, needlessOnly = false }: LeakOptions): LeakReport {
  const analysis = new Analysis(heap, sources);
  const big = analysis.holdings.filter(
    (one) => Math.max(one.needlessBytes, needlessOnly ? 0 : one.usedBytes) >= minBytes,
  );
  const users = analysis.usersOf(big);
  const findings = [
    ...big.map((holding) => findingOf(analysis, holding, users.get(holding) ?? [])),
    ...(needlessOnly ? [] : otherFindings(analysis, minBytes)),
  ].sort((a, b) => b.needlessBytes - a.needlessBytes || b.retainedBytes - a.retainedBytes || compare(a, b));
  const sum = (pick: (one: Holding) => number): number =>
    analysis.holdings.reduce((total, one) => total + pick(one), 0);
  return {
    findings,
    totals: {
      findings: findings.length,
      needlessBytes: sum((one) => one.needlessBytes),
      retainedBytes: findings.reduce((total, one) => total + one.retainedBytes, 0),
      heapBytes: analysis.retained[0] ?? 0,
      nodes: heap.snapshot.nodeCount,
      edges: heap.snapshot.edgeCount,
      closures: heap.closures.length,
      knownClosures: analysis.knownClosures,
    },
    missingSources: [...analysis.environments.missing].sort(),
  };
}

/** What needs no comparing with a thriftier heap. */
function otherFindings(analysis: Analysis, minBytes: number): Finding[] {
  return [
    ...suspendedFindings(analysis, minBytes),
    ...pendingFindings(analysis, minBytes),
    ...extensionFindings(analysis, minBytes),
    ...storeFindings(analysis, minBytes),
    ...consoleFindings(analysis, minBytes),
  ];
}

function compare(a: Finding, b: Finding): number {
  return a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line || a.column - b.column;
}

function findingOf(analysis: Analysis, holding: Holding, users: readonly Use[]): Finding {
  const { script, binding: index } = holding;
  const binding = script.binding(index);
  const ownerName = script.functionName(script.scope(binding.scope).function);
  const needless = holding.needlessBytes > holding.usedBytes;
  const suspended = analysis.isHeldBySuspended(holding);
  const cause = causeOf(script, index, { needless, suspended }, users);
  const blame = blameOf(script, index, cause, users);
  const place = script.place(binding.line, binding.column);
  const variable = script.nameOf(binding);
  const way = wayTo(analysis, biggest(analysis, holding));
  const keeper = keeperOn(analysis, way, users);
  return {
    cause,
    variable,
    function: ownerName,
    ...place,
    retainedBytes: Math.max(holding.retainedBytes, holding.needlessBytes),
    needlessBytes: holding.needlessBytes,
    copies: holding.edges.length,
    closures: closuresOf(users),
    blame,
    path: describePath(analysis, way),
    fix: fixFor(cause, {
      variable,
      owner: ownerName,
      blame,
      users: [...closuresOf(keeper === null ? [] : [keeper]), ...closuresOf(users)],
    }),
  };
}

function causeOf(
  script: Script,
  index: number,
  { needless, suspended }: { readonly needless: boolean; readonly suspended: boolean },
  users: readonly Use[],
): Cause {
  const { captures, forced } = script.binding(index);
  if (!needless) {
    if (suspended && !users.some(({ uses }) => uses)) return 'suspended-frame';
    const byEval =
      users.length > 0 && users.every(({ code, uses }) => !uses || mentionsNot(code.script, code.fn, index));
    return byEval && users.some(({ uses }) => uses) ? 'eval' : 'used-by-live-closure';
  }
  return captures.length > 0 || forced === null ? 'shared-environment' : forced;
}

/** The function may use the binding, but only because of an eval. */
function mentionsNot(script: Script, fn: number, binding: number): boolean {
  return !script.function(fn).uses.includes(binding);
}

function blameOf(script: Script, index: number, cause: Cause, users: readonly Use[]): FunctionPlace | null {
  const { captures, forcedAt } = script.binding(index);
  if (cause === 'eval' || cause === 'with') {
    if (forcedAt === null) return null;
    return { function: script.functionName(forcedAt.function), ...script.place(forcedAt.line, forcedAt.column) };
  }
  if (cause === 'arguments' || cause === 'suspended-frame') {
    const number = script.scope(script.binding(index).scope).function;
    const owner = script.function(number);
    return { function: script.functionName(number), ...script.place(owner.line, owner.column) };
  }
  const live = new Set(users.map(({ code }) => code.fn));
  const wanted = cause === 'used-by-live-closure' ? (fn: number) => live.has(fn) : (fn: number) => !live.has(fn);
  const capture = captures.find(({ function: fn }) => wanted(fn)) ?? captures[0];
  if (capture === undefined) return null;
  const fn = script.function(capture.function);
  return { function: script.functionName(capture.function), ...script.place(fn.line, fn.column) };
}

function closuresOf(users: readonly Use[]): LiveClosure[] {
  return users
    .map(({ code, uses, count }) => {
      const fn = code.script.function(code.fn);
      const { line, column } = code.script.place(fn.line, fn.column);
      return { function: code.script.functionName(code.fn), line, column, uses, count };
    })
    .sort((a, b) => a.line - b.line || a.column - b.column);
}

/** The edge of the copy that keeps most. */
function biggest({ heap, retained }: Analysis, { edges }: Holding): number {
  const { edgeTo } = heap.snapshot;
  let best = edges[0] as number;
  for (const edge of edges) if (retained[edgeTo[edge]] > retained[edgeTo[best]]) best = edge;
  return best;
}

/** Of the closures on a binding's environments, the one through which its way leads; null if it leads through none. */
function keeperOn({ heap, environments }: Analysis, way: readonly number[], users: readonly Use[]): Use | null {
  for (let i = way.length - 1; i >= 0; i--) {
    const node = heap.snapshot.edgeTo[way[i] as number] as number;
    const code = heap.typeOf(node) === 'closure' ? environments.codeOf(node) : null;
    if (code !== null) return users.find((use) => use.code === code) ?? null;
  }
  return null;
}

/** The way to an edge's beginning, and the edge. */
function wayTo(analysis: Analysis, edge: number): number[] {
  const { firstEdge } = analysis.heap.snapshot;
  let low = 0;
  let high = analysis.heap.snapshot.nodeCount - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (firstEdge[middle] <= edge) low = middle;
    else high = middle - 1;
  }
  return [...pathTo(analysis.paths, low), edge];
}

/** The way to a node, one step an entry: `global keep → Object`. */
export function pathToNode(analysis: Analysis, node: number): string[] {
  return describePath(analysis, pathTo(analysis.paths, node));
}

function describePath(analysis: Analysis, edges: readonly number[]): string[] {
  const { heap, environments } = analysis;
  const { snapshot } = heap;
  const steps: string[] = [];
  /** The name of the way into a node that stands for what it holds: a global object, the cell of a global variable. */
  let passing = '';
  for (const [i, edge] of edges.entries()) {
    const to = snapshot.edgeTo[edge] as number;
    const kind = snapshot.edgeTypes[snapshot.edgeType[edge] as number] ?? '';
    const name = edgeLabel(snapshot, edge);
    const variable = analysis.variableOf(edge);
    let label = variable === null ? `${kind} ${name}` : `variable ${variable}`;
    // A number for the first of several global objects, say, tells a reader nothing.
    const isGlobal = i === 0 && heap.userRoots.includes(edge);
    if (isGlobal) label = 'global';
    if (passing !== '') label = passing === 'global' && kind === 'property' ? `global ${name}` : passing;
    else if (isGlobal && kind === 'shortcut' && !/^\d+$/.test(name)) label = `global ${name}`;
    const last = i === edges.length - 1;
    passing = !last && (label === 'global' || isCell(nodeLabel(snapshot, to))) ? label : '';
    // What the browser is made of tells a page's author nothing.
    if (!last && /^(?:blink|cppgc)::/.test(nodeLabel(snapshot, to))) continue;
    if (passing === '') steps.push(`${label} → ${describeNode(analysis, to)}${placeOf(environments, to)}`);
  }
  return steps;
}

const isCell = (label: string): boolean => label === 'system / Cell' || label === 'system / ContextCell';

function describeNode({ heap, environments }: Analysis, node: number): string {
  const label = nodeLabel(heap.snapshot, node);
  const type = heap.typeOf(node);
  if (heap.isContext(node)) {
    const owner = environments.ownerOf(node);
    return owner === null ? 'environment' : `environment of ${owner}`;
  }
  if (type === 'closure') {
    const code = environments.codeOf(node);
    const named = code !== null && label === code.script.function(code.fn).name;
    return `function ${label === '' ? '<anonymous>' : named ? code.script.functionName(code.fn) : label}`;
  }
  if (type === 'synthetic' || environments.codeOf(node) !== null) return label;
  return label === '' ? type : label.length > 60 ? `${label.slice(0, 60)}…` : label;
}

function placeOf(environments: Analysis['environments'], node: number): string {
  const code = environments.codeOf(node);
  if (code === null) return '';
  const fn = code.script.function(code.fn);
  const { file, line, column } = code.script.place(fn.line, fn.column);
  return ` (${file}:${line}:${column})`;
}
