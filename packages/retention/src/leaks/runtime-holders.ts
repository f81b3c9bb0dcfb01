/** What no variable of the program keeps, but the run-time system for it: pending promises, async contexts, the inspector's console. */
import { edgeLabel, NONE, nodeLabel } from '../graph.ts';
import type { V8Heap } from '../v8/heap.ts';
import type { Analysis } from './analysis.ts';
import type { Cause, Finding } from './finding.ts';
import { pathToNode } from './findings.ts';
import { fixFor } from './fix.ts';
import { keepHeldOnlyBy } from './shared-values.ts';

/** Values that settled promises hold only because they wait, by reactions, on a promise that stays pending. */
export function pendingFindings(analysis: Analysis, minBytes: number): Finding[] {
  const { heap, dominators, retained } = analysis;
  const { snapshot } = heap;
  const { dominator } = dominators;
  const groups = new Map<number, number[]>();
  const { nodes, edges } = heap.promiseResults;
  for (const [i, e] of edges.entries()) {
    const node = nodes[i] as number;
    if (heap.ignored[e] !== 0) continue;
    const value = snapshot.edgeTo[e];
    if (heap.typeOf(value) === 'hidden' || retained[value] === 0 || dominator[value] !== node) continue;
    const holder = pendingHolder(analysis, node);
    if (holder === NONE) continue;
    const values = groups.get(holder);
    if (values === undefined) groups.set(holder, [value]);
    else values.push(value);
  }
  return findingsOf(analysis, groups, minBytes, 'pending-promise', 'value');
}

/** The pending promise whose reactions dominate a promise. */
function pendingHolder({ heap, dominators }: Analysis, promise: number): number {
  const { dominator } = dominators;
  let reaction = false;
  for (
    let node = dominator[promise], steps = 0;
    node !== NONE && node !== 0 && steps < 100_000;
    node = dominator[node], steps++
  ) {
    const label = nodeLabel(heap.snapshot, node);
    if (label === 'system / PromiseReaction') reaction = true;
    else if (label === 'Promise') return reaction ? node : NONE;
    else if (!heap.isContext(node) && !heap.isClosure(node) && !label.startsWith('system / Promise')) return NONE;
  }
  return NONE;
}

/**
 * Stores of AsyncLocalStorage that timers, sockets and the like hold: each by itself (to Node 22), or in the map of an
 * AsyncContextFrame (from Node 24).
 */
export function storeFindings(analysis: Analysis, minBytes: number): Finding[] {
  const { heap, dominators } = analysis;
  const { dominator } = dominators;
  const { snapshot } = heap;
  const { firstEdge, edgeTo, edgeName, strings } = snapshot;
  const { resourceStores } = heap;
  const frames = asyncFrames(heap);
  if (resourceStores.edges.length === 0 && frames.length === 0) return [];
  /** Every store, and what holds stores: the resources, and the tables of the maps. */
  const stores = new Uint8Array(snapshot.nodeCount);
  const holders = new Set<number>(resourceStores.nodes);
  for (const edge of resourceStores.edges) stores[edgeTo[edge]] = 1;
  const [tables = []] = strings.numbersOf(['table']);
  for (const map of frames) {
    for (let t = firstEdge[map]; t < firstEdge[map + 1]; t++) {
      if (!tables.includes(edgeName[t])) continue;
      const table = edgeTo[t];
      holders.add(table);
      for (let v = firstEdge[table]; v < firstEdge[table + 1]; v++) stores[edgeTo[v]] = 1;
    }
  }
  // A resource's properties beyond the first lie in an array of its own.
  keepHeldOnlyBy(analysis.links, stores, (node) => holders.has(node) || holders.has(dominator[node]));
  const values: number[] = [];
  for (let node = 0; node < stores.length; node++)
    if (stores[node] !== 0 && analysis.isAlive(node) && !heap.isOddball(node)) values.push(node);
  return findingsOf(analysis, new Map([[0, values]]), minBytes, 'async-context', 'store');
}

/** The maps of stores: timers name theirs, promise reactions and the like do not. */
function asyncFrames(heap: V8Heap): number[] {
  const { nodeCount, nodeName, strings } = heap.snapshot;
  const names = new Set(strings.numbersOf(['AsyncContextFrame']).flat());
  const frames: number[] = [];
  if (names.size === 0) return frames;
  for (let node = 0; node < nodeCount; node++)
    if (names.has(nodeName[node]) && heap.typeOf(node) === 'object') frames.push(node);
  return frames;
}

/** What the console of an inspector keeps, now that nothing else does. */
export function consoleFindings(analysis: Analysis, minBytes: number): Finding[] {
  const { heap, dominators } = analysis;
  const { snapshot } = heap;
  const groups = new Map<number, number[]>();
  const found = new Map<string, number[]>();
  const note = (value: number): void => {
    const above = dominators.dominator[value];
    if (above === NONE || (above !== 0 && heap.typeOf(above) !== 'synthetic')) return;
    const label = nodeLabel(snapshot, value);
    const values = found.get(label);
    if (values === undefined) found.set(label, [value]);
    else if (!values.includes(value)) values.push(value);
  };
  const { firstEdge, nodeType } = snapshot;
  const synthetic = snapshot.nodeTypes.indexOf('synthetic');
  for (let node = 0; node < snapshot.nodeCount; node++) {
    if (node > 64 && nodeType[node] !== synthetic) continue;
    for (let e = firstEdge[node]; e < firstEdge[node + 1]; e++)
      if (edgeLabel(snapshot, e).endsWith('/ DevTools console')) note(snapshot.edgeTo[e]);
  }
  for (const values of found.values()) groups.set(values[0] as number, values);
  return findingsOf(analysis, groups, minBytes, 'inspector-console', 'argument');
}

function findingsOf(
  analysis: Analysis,
  groups: ReadonlyMap<number, readonly number[]>,
  minBytes: number,
  cause: Cause,
  variable: string,
): Finding[] {
  const findings: Finding[] = [];
  for (const values of groups.values()) {
    if (values.length === 0) continue;
    const bytes = values.reduce((sum, value) => sum + (analysis.retained[value] as number), 0);
    if (bytes < minBytes) continue;
    const biggest = values.reduce((a, b) =>
      (analysis.retained[a] as number) >= (analysis.retained[b] as number) ? a : b,
    );
    const logged =
      cause === 'inspector-console' ? loggedVariable(analysis, nodeLabel(analysis.heap.snapshot, biggest)) : null;
    findings.push({
      cause,
      variable: logged?.variable ?? variable,
      function: logged?.function ?? '',
      file: logged?.file ?? '',
      line: logged?.line ?? 0,
      column: logged?.column ?? 0,
      retainedBytes: bytes,
      needlessBytes: 0,
      copies: values.length,
      closures: [],
      blame: null,
      path: pathToNode(analysis, biggest),
      fix: fixFor(cause, { variable, owner: '', blame: null, users: [] }),
    });
  }
  return findings;
}

/** The one variable that is made by `new className` and logged; null where that is not told. */
function loggedVariable(
  { environments }: Analysis,
  className: string,
): { variable: string; function: string; file: string; line: number; column: number } | null {
  const found = [];
  for (const script of environments.all()) {
    for (const binding of script.facts.bindings) {
      const { text } = script.source;
      const made = /^[\w$]+\s*=\s*new\s+([\w$]+)/.exec(text.slice(binding.start, binding.initEnd));
      if (made?.[1] !== className) continue;
      const { start, end, function: fn } = script.scope(binding.scope);
      const logged = [...text.slice(start, end).matchAll(/\bconsole\s*\.\s*\w+\s*\(([^;]*)/g)];
      if (!logged.some(([, list]) => list?.match(/[\w$]+(?![\w$]|\s*[.([])/g)?.includes(binding.name))) continue;
      found.push({
        variable: binding.name,
        function: script.functionName(fn),
        ...script.place(binding.line, binding.column),
      });
    }
  }
  return found.length === 1 ? (found[0] ?? null) : null;
}
