/** One snapshot analysed: what is alive, what thrift would free, and which bindings hold how much. */
import { computeDominators, computeRetainedSizes, type Dominators } from '../dominators.ts';
import { NONE } from '../graph.ts';
import { blameBindings, Hold, reachableUnderThrift } from '../needless.ts';
import { type ShortestPaths, shortestPaths } from '../paths.ts';
import type { V8Heap } from '../v8/heap.ts';
import { type Environment, Environments, type KnownCode } from './environments.ts';
import type { Script, SourceProvider } from './source.ts';

/** More than a script has functions. */
const FUNCTIONS = 2 ** 30;

/** All copies of one binding. */
export interface Holding {
  readonly script: Script;
  readonly binding: number;
  /** Edges from Contexts to the values. */
  readonly edges: number[];
  readonly contexts: number[];
  needlessBytes: number;
  /** What only the copies keep. */
  retainedBytes: number;
  /** The part of `retainedBytes` that copies keep which some closure uses. */
  usedBytes: number;
}

export interface Use {
  readonly code: KnownCode;
  readonly uses: boolean;
  count: number;
}

export class Analysis {
  readonly dominators: Dominators;
  readonly retained: Float64Array;
  readonly environments: Environments;
  readonly holdings: Holding[] = [];
  /** Closures whose function is known. */
  readonly knownClosures: { readonly node: number; readonly code: KnownCode }[] = [];
  /** For each edge from a Context to a variable's value, the number of its holding; NONE for other edges. */
  private readonly holdingOf: Uint32Array;
  private readonly numbers = new Map<string, number>();
  /** Where a node's part of the dominator tree begins and ends, in its preorder. */
  private readonly begin: Uint32Array;
  private readonly size: Uint32Array;
  private shortest: ShortestPaths | null = null;
  /** For each node, not 0 if it would be alive if closures kept only what they use. */
  private thrifty: Uint8Array = new Uint8Array(0);
  /** `undefined`, `null` and their like. */
  private readonly oddballs: ReadonlySet<number>;

  constructor(
    readonly heap: V8Heap,
    provide: SourceProvider,
  ) {
    const { snapshot, ignored } = heap;
    this.holdingOf = new Uint32Array(snapshot.edgeCount).fill(NONE);
    this.dominators = computeDominators(snapshot, ignored);
    this.retained = computeRetainedSizes(snapshot.selfSize, this.dominators);
    [this.begin, this.size] = preorder(this.dominators);
    // V8 names them after themselves since version 13.
    this.oddballs = new Set(
      ['system / Oddball', 'undefined', 'null', 'true', 'false'].flatMap((name) =>
        snapshot.strings.matching(name, true),
      ),
    );
    this.environments = new Environments(heap, provide);
    this.findEnvironments();
    this.findNeedless();
    for (const holding of this.holdings) {
      holding.retainedBytes = this.retainedBy(holding, () => true);
      if (holding.retainedBytes > 0) holding.usedBytes = this.retainedBy(holding, (node) => this.thrifty[node] !== 0);
    }
  }

  isAlive(node: number): boolean {
    return node === 0 || this.dominators.dominator[node] !== NONE;
  }

  get paths(): ShortestPaths {
    this.shortest ??= shortestPaths(this.heap.snapshot, this.heap.ignored, this.heap.userRoots);
    return this.shortest;
  }

  /** Whether every way from the root to `node` leads through `ancestor`. */
  dominates(ancestor: number, node: number): boolean {
    const from = this.begin[ancestor];
    return this.begin[node] >= from && this.begin[node] < from + this.size[ancestor];
  }

  /** The variable that an edge from a Context leads from; null where that is not known. */
  variableOf(edge: number): string | null {
    const number = this.holdingOf[edge];
    if (number === NONE) return null;
    const { script, binding } = this.holdings[number] as Holding;
    return script.binding(binding).name;
  }

  private findEnvironments(): void {
    const { heap, environments } = this;
    const seen = new Set<number>();
    const visit = (code: KnownCode, first: number, own: boolean): void => {
      for (const { environment } of environments.chain(code, first, own)) {
        if (environment === null || seen.has(environment.context.node)) continue;
        seen.add(environment.context.node);
        this.noteEnvironment(environment);
      }
    };
    for (const node of heap.closures) {
      if (!this.isAlive(node)) continue;
      const code = environments.codeOf(node);
      if (code === null) continue;
      this.knownClosures.push({ node, code });
      visit(code, heap.snapshot.edgeTo[heap.contextEdgeOf(node)], false);
    }
    for (const { node, context } of heap.activities) {
      const code = this.isAlive(node) ? environments.codeOf(node) : null;
      if (code !== null && context !== NONE) visit(code, context, true);
    }
  }

  private noteEnvironment({ context, script, slots }: Environment): void {
    const { edgeTo, nodeName } = this.heap.snapshot;
    for (const { edge, binding } of slots) {
      const value = edgeTo[edge];
      if (binding < 0 || (this.heap.typeOf(value) === 'hidden' && this.oddballs.has(nodeName[value]))) continue;
      const holding = this.holding(script, binding);
      this.holdingOf[edge] = holding;
      const { edges, contexts } = this.holdings[holding] as Holding;
      edges.push(edge);
      contexts.push(context.node);
    }
  }

  private holding(script: Script, binding: number): number {
    const key = `${script.number}:${binding}`;
    let number = this.numbers.get(key);
    if (number === undefined) {
      number =
        this.holdings.push({
          script,
          binding,
          edges: [],
          contexts: [],
          needlessBytes: 0,
          retainedBytes: 0,
          usedBytes: 0,
        }) - 1;
      this.numbers.set(key, number);
    }
    return number;
  }

  private findNeedless(): void {
    const { heap, environments } = this;
    const { snapshot, ignored } = heap;
    const holds = ignored.slice();
    for (const edge of heap.ephemerons.keys()) holds[edge] = Hold.Ephemeron;
    const closure = new Uint32Array(snapshot.nodeCount);
    const starts = [0];
    const kept: number[] = [];
    const keep = (node: number, code: KnownCode, context: number, own: boolean): void => {
      this.addKept(code, context, own, kept);
      closure[node] = starts.length;
      starts.push(kept.length);
    };
    for (const { node, code } of this.knownClosures) {
      const edge = heap.contextEdgeOf(node);
      holds[edge] = Hold.None;
      keep(node, code, snapshot.edgeTo[edge], false);
    }
    for (const { node, context, registers } of heap.activities) {
      const code = environments.codeOf(node);
      if (code === null || context === NONE) continue;
      // A suspended function keeps its own environments; those around it are its closure's affair.
      for (const holder of [node, registers])
        for (let e = snapshot.firstEdge[holder]; e < snapshot.firstEdge[holder + 1]; e++)
          if (heap.isContext(snapshot.edgeTo[e])) holds[e] = Hold.None;
      keep(node, code, context, true);
    }
    const alive = reachableUnderThrift(snapshot, {
      holds,
      closure,
      keptStart: Uint32Array.from(starts),
      kept: Uint32Array.from(kept),
      tables: heap.ephemerons,
    });
    this.thrifty = alive;
    const blame = blameBindings(snapshot, ignored, alive, this.holdingOf);
    for (let node = 0; node < snapshot.nodeCount; node++) {
      const holding = this.holdings[blame[node]];
      if (holding !== undefined) holding.needlessBytes += snapshot.selfSize[node];
    }
  }

  /** What a closure would hold if it kept only what it uses. */
  private addKept(code: KnownCode, first: number, own: boolean, kept: number[]): void {
    const { edgeTo } = this.heap.snapshot;
    for (const { context, environment } of this.environments.chain(code, first, own)) {
      const everything = this.usesAll(code, environment, own);
      if (environment === null) for (const { edge } of context.slots) kept.push(edgeTo[edge]);
      else
        for (const { edge, binding } of environment.slots)
          if (everything || binding < 0 || usesBinding(code, environment, binding)) kept.push(edgeTo[edge]);
      if (context.extension !== NONE) kept.push(context.extension);
    }
  }

  private usesAll({ script, fn }: KnownCode, environment: Environment | null, own: boolean): boolean {
    if (environment === null) return true;
    return (
      script.function(fn).usesEverything ||
      (own && environment.script === script && script.scope(environment.scope).function === fn)
    );
  }

  /** What only the copies of a binding keep: copies inside another copy's are in that one's sum. */
  private retainedBy({ edges, contexts }: Holding, counts: (node: number) => boolean): number {
    const { edgeTo } = this.heap.snapshot;
    const { dominator } = this.dominators;
    const values: number[] = [];
    edges.forEach((edge, i) => {
      if (dominator[edgeTo[edge]] === contexts[i] && counts(edgeTo[edge])) values.push(edgeTo[edge]);
    });
    values.sort((a, b) => this.begin[a] - this.begin[b]);
    let sum = 0;
    let end = 0;
    for (const value of values) {
      if (this.begin[value] < end) continue;
      sum += this.retained[value];
      end = this.begin[value] + this.size[value];
    }
    return sum;
  }

  /** The live closures on the environments of each of `holdings`, by function. */
  usersOf(holdings: readonly Holding[]): Map<Holding, Use[]> {
    const byContext = new Map<number, Holding[]>();
    for (const holding of holdings) {
      for (const context of new Set(holding.contexts)) {
        const others = byContext.get(context);
        if (others === undefined) byContext.set(context, [holding]);
        else others.push(holding);
      }
    }
    const found = new Map<Holding, Map<number, Use>>(holdings.map((holding) => [holding, new Map()]));
    for (const { node, code } of this.knownClosures) {
      const first = this.heap.snapshot.edgeTo[this.heap.contextEdgeOf(node)];
      for (const { context, environment } of this.environments.chain(code, first, false)) {
        if (environment === null) continue;
        for (const holding of byContext.get(context.node) ?? []) {
          const users = found.get(holding) as Map<number, Use>;
          const key = code.script.number * FUNCTIONS + code.fn;
          const use = users.get(key);
          if (use !== undefined) use.count++;
          else {
            const uses =
              code.script.function(code.fn).usesEverything || usesBinding(code, environment, holding.binding);
            users.set(key, { code, uses, count: 1 });
          }
        }
      }
    }
    return new Map([...found].map(([holding, users]) => [holding, [...users.values()]]));
  }
}

const usedSets = new WeakMap<readonly number[], Set<number>>();

function usesBinding({ script, fn }: KnownCode, environment: Environment, binding: number): boolean {
  if (environment.script !== script) return true;
  const { uses } = script.function(fn);
  if (uses.length < 8) return uses.includes(binding);
  let set = usedSets.get(uses);
  if (set === undefined) {
    set = new Set(uses);
    usedSets.set(uses, set);
  }
  return set.has(binding);
}

/** For each node, where its subtree begins in a preorder of the dominator tree, and its size. */
function preorder({ dominator, order }: Dominators): [Uint32Array, Uint32Array] {
  const size = new Uint32Array(dominator.length);
  const begin = new Uint32Array(dominator.length);
  const next = new Uint32Array(dominator.length);
  for (let i = order.length - 1; i >= 0; i--) {
    const node = order[i];
    size[node]++;
    if (i > 0) size[dominator[node]] += size[node];
  }
  for (let i = 0; i < order.length; i++) {
    const node = order[i];
    if (i > 0) {
      const above = dominator[node];
      begin[node] = next[above];
      next[above] += size[node];
    }
    next[node] = begin[node] + 1;
  }
  return [begin, size];
}
