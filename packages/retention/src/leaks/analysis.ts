/** One snapshot analysed: what is alive, what thrift would free, and which bindings hold how much. */
import { computeDominators, computeRetainedSizes, type Dominators } from '../dominators.ts';
import { NONE } from '../graph.ts';
import { blameBindings, Hold, reachableUnderThrift } from '../needless.ts';
import { type ShortestPaths, shortestPaths } from '../paths.ts';
import type { V8Heap } from '../v8/heap.ts';
import { Environments, type KnownCode } from './environments.ts';
import { findSharedValues, type SharingHeap } from './shared-values.ts';
import type { Script, SourceProvider } from './source.ts';

/** From so many on, looking for what a closure uses beats asking of each slot whether it is used: a bundle's closures share thousands. */
const MANY_SLOTS = 32;

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
  /** The part of `retainedBytes` that copies keep which some closure uses, without what is kept needlessly inside them. */
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
  /** Closures whose function is known, with it and with the numbers of their environments; index by index. */
  private readonly closures: number[] = [];
  private readonly codes: KnownCode[] = [];
  private readonly entered: number[] = [];
  /** For each edge from a Context to a variable's value, the number of its holding; NONE for other edges. */
  private readonly holdingOf: Uint32Array;
  /** By scripts and bindings: the number of the holding and 1. */
  private readonly numbers: Uint32Array[] = [];
  /** Where a node's part of the dominator tree begins and ends, in its preorder. */
  private readonly begin: Uint32Array;
  private readonly size: Uint32Array;
  private shortest: ShortestPaths | null = null;
  /** For each node, not 0 if it would be alive if closures kept only what they use. */
  private thrifty: Uint8Array = new Uint8Array(0);

  constructor(
    readonly heap: V8Heap,
    provide: SourceProvider,
  ) {
    const { snapshot, ignored } = heap;
    this.holdingOf = new Uint32Array(snapshot.edgeCount).fill(NONE);
    this.dominators = computeDominators(snapshot, ignored);
    this.retained = computeRetainedSizes(snapshot.selfSize, this.dominators);
    [this.begin, this.size] = preorder(this.dominators);
    this.environments = new Environments(heap, provide);
    this.findEnvironments();
    this.findNeedless();
    const sharers = this.findSharers();
    for (const holding of this.holdings) {
      holding.retainedBytes = this.retainedBy(holding, sharers, () => true);
    }
    const needless = this.needlessSums();
    for (const holding of this.holdings) {
      if (holding.retainedBytes > 0)
        holding.usedBytes = this.retainedBy(holding, sharers, (node) => this.thrifty[node] !== 0, needless);
    }
  }

  /** How many closures have a function that is known. */
  get knownClosures(): number {
    return this.closures.length;
  }

  /** The graph as what looks for shared values needs it. */
  get links(): SharingHeap {
    const { nodeCount, firstEdge, edgeTo } = this.heap.snapshot;
    return {
      nodeCount,
      firstEdge,
      edgeTo,
      ignored: this.heap.ignored,
      isAlive: (node) => this.isAlive(node),
      dominates: (ancestor, node) => this.dominates(ancestor, node),
    };
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
    return script.nameOf(script.binding(binding));
  }

  private findEnvironments(): void {
    const { heap, environments } = this;
    const { edgeTo } = heap.snapshot;
    for (const node of heap.closures) {
      if (!this.isAlive(node)) continue;
      const code = environments.codeOf(node);
      if (code === null) continue;
      this.closures.push(node);
      this.codes.push(code);
      this.entered.push(environments.enter(code, edgeTo[heap.contextEdgeOf(node)], false));
    }
    for (const { node, context } of heap.activities) {
      const code = this.isAlive(node) ? environments.codeOf(node) : null;
      if (code !== null) environments.enter(code, context, true);
    }
    for (let number = 1; number <= environments.count; number++) this.noteEnvironment(number);
  }

  private noteEnvironment(number: number): void {
    const { heap, environments } = this;
    const { edgeTo } = heap.snapshot;
    const { firstSlot, slotEdge, slotBinding } = environments;
    const script = environments.scripts[number] ?? null;
    if (script === null) return;
    for (let slot = firstSlot[number]; slot < firstSlot[number + 1]; slot++) {
      const binding = slotBinding[slot];
      const edge = slotEdge[slot];
      const value = edgeTo[edge];
      if (binding < 0 || heap.isOddball(value)) continue;
      const holding = this.holding(script, binding);
      this.holdingOf[edge] = holding;
      const { edges, contexts } = this.holdings[holding] as Holding;
      edges.push(edge);
      contexts.push(environments.contexts[number]);
    }
  }

  private holding(script: Script, binding: number): number {
    let numbers = this.numbers[script.number];
    if (numbers === undefined) {
      numbers = new Uint32Array(script.facts.bindings.length);
      this.numbers[script.number] = numbers;
    }
    if (numbers[binding] === 0) {
      numbers[binding] = this.holdings.push({
        script,
        binding,
        edges: [],
        contexts: [],
        needlessBytes: 0,
        retainedBytes: 0,
        usedBytes: 0,
      });
    }
    return numbers[binding] - 1;
  }

  private findNeedless(): void {
    const { heap, environments } = this;
    const { snapshot, ignored } = heap;
    const holds = ignored.slice();
    for (const edge of heap.ephemerons.keys()) holds[edge] = Hold.Ephemeron;
    const closure = new Uint32Array(snapshot.nodeCount);
    const starts = [0];
    const kept: number[] = [];
    const keep = (node: number, code: KnownCode, environment: number, own: boolean): void => {
      this.addKept(code, environment, own, kept);
      closure[node] = starts.length;
      starts.push(kept.length);
    };
    for (let i = 0; i < this.closures.length; i++) {
      const node = this.closures[i];
      holds[heap.contextEdgeOf(node)] = Hold.None;
      keep(node, this.codes[i], this.entered[i], false);
    }
    for (const { node, context, registers } of heap.activities) {
      const code = environments.codeOf(node);
      if (code === null || context === NONE) continue;
      // A suspended function keeps its own environments; those around it are its closure's affair.
      for (const holder of [node, registers])
        for (let e = snapshot.firstEdge[holder]; e < snapshot.firstEdge[holder + 1]; e++)
          if (heap.isContext(snapshot.edgeTo[e])) holds[e] = Hold.None;
      const environment = environments.enter(code, context, true);
      if (this.isSuspended(node, registers, context)) keep(node, code, environment, true);
      else {
        // What has run to its end uses nothing any more.
        closure[node] = starts.length;
        starts.push(kept.length);
      }
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
    for (let node = 0; node < snapshot.nodeCount; node++)
      if (blame[node] !== NONE) (this.holdings[blame[node]] as Holding).needlessBytes += snapshot.selfSize[node];
  }

  /**
   * Whether a generator or async function waits to go on. V8 takes what it needs out of its saved registers when it does, itself too, which
   * lies in its environment if an eval could ask for it.
   */
  private isSuspended(node: number, registers: number, context: number): boolean {
    const { snapshot } = this.heap;
    if (this.heap.typeOf(registers) !== 'array') return true;
    for (const holder of [registers, context])
      for (let e = snapshot.firstEdge[holder]; e < snapshot.firstEdge[holder + 1]; e++)
        if (snapshot.edgeTo[e] === node) return true;
    return false;
  }

  /** What a closure would hold if it kept only what it uses. */
  private addKept(code: KnownCode, first: number, own: boolean, kept: number[]): void {
    const { edgeTo } = this.heap.snapshot;
    const { environments } = this;
    const { firstSlot, slotEdge, slotBinding, outer, extension, scripts } = environments;
    for (let number = first; number !== 0; number = outer[number]) {
      const everything = scripts[number] !== code.script || this.usesAll(code, number, own);
      const end = firstSlot[number + 1];
      if (!everything && end - firstSlot[number] > MANY_SLOTS) {
        for (const slot of environments.slotsUsedBy(code, number)) kept.push(edgeTo[slotEdge[slot]]);
      } else {
        for (let slot = firstSlot[number]; slot < end; slot++) {
          const binding = slotBinding[slot];
          if (everything || binding < 0 || code.mentions(binding)) kept.push(edgeTo[slotEdge[slot]]);
        }
      }
      if (extension[number] !== NONE) kept.push(extension[number]);
    }
  }

  private usesAll(code: KnownCode, number: number, own: boolean): boolean {
    if (code.usesEverything) return true;
    return own && code.script.scope(this.environments.scopes[number]).function === code.fn;
  }

  /** To which holding each value counts that several variables keep together: one that a live closure uses, if there is one. */
  private findSharers(): Map<number, Holding> {
    const { holdings, holdingOf } = this;
    const values = findSharedValues(this.links, edgesOf(holdings), holdingOf);
    const sharers = new Map<number, Holding>();
    const contested = new Map<number, Holding[]>();
    for (const [value, edges] of values) {
      const several = [...new Set(edges.map((edge) => holdings[holdingOf[edge]] as Holding))];
      sharers.set(value, several[0] as Holding);
      if (several.length > 1) contested.set(value, several);
    }
    const users = this.usersOf([...new Set([...contested.values()].flat())]);
    for (const [value, several] of contested) {
      const user = several.find((holding) => users.get(holding)?.some(({ uses }) => uses));
      if (user !== undefined) sharers.set(value, user);
    }
    return sharers;
  }

  /** For each place in the preorder of the dominator tree, the bytes of what is kept needlessly before it. */
  private needlessSums(): Float64Array {
    const { selfSize, nodeCount } = this.heap.snapshot;
    const sums = new Float64Array(nodeCount + 1);
    for (let node = 0; node < nodeCount; node++)
      if (this.thrifty[node] === 0 && this.isAlive(node)) sums[this.begin[node] + 1] = selfSize[node];
    for (let i = 0; i < nodeCount; i++) sums[i + 1] += sums[i];
    return sums;
  }

  /** What only the copies of a binding keep: copies inside another copy's are in that one's sum. */
  private retainedBy(
    holding: Holding,
    sharers: ReadonlyMap<number, Holding>,
    counts: (node: number) => boolean,
    without: Float64Array | null = null,
  ): number {
    const { edges, contexts } = holding;
    const { edgeTo } = this.heap.snapshot;
    const { dominator } = this.dominators;
    const values: number[] = [];
    edges.forEach((edge, i) => {
      const value = edgeTo[edge];
      const sharer = sharers.get(value);
      const keeps = sharer === undefined ? dominator[value] === contexts[i] : sharer === holding;
      if (keeps && counts(value)) values.push(value);
    });
    values.sort((a, b) => this.begin[a] - this.begin[b]);
    let sum = 0;
    let end = 0;
    for (const value of values) {
      if (this.begin[value] < end) continue;
      end = this.begin[value] + this.size[value];
      sum += this.retained[value];
      if (without !== null) sum -= without[end] - without[this.begin[value]];
    }
    return sum;
  }

  /** Whether a suspended generator or async function has one of a binding's environments for its own. */
  isHeldBySuspended({ script, binding, contexts }: Holding): boolean {
    const { heap, environments } = this;
    const owner = script.scope(script.binding(binding).scope).function;
    const { generator, async } = script.function(owner);
    if (!generator && !async && script.function(owner).parent !== null) return false;
    const wanted = new Set(contexts);
    return heap.activities.some(({ node, context, registers }) => {
      const code = this.isAlive(node) ? environments.codeOf(node) : null;
      if (code === null || context === NONE || code.script !== script || code.fn !== owner) return false;
      if (!this.isSuspended(node, registers, context)) return false;
      let number = environments.numberOfContext(context);
      while (number !== 0 && !wanted.has(environments.contexts[number])) number = environments.outer[number];
      return number !== 0;
    });
  }

  /** The live closures on the environments of each of `holdings`, by function. */
  usersOf(holdings: readonly Holding[]): Map<Holding, Use[]> {
    const { environments } = this;
    const found = new Map<Holding, Map<KnownCode, Use>>(holdings.map((holding) => [holding, new Map()]));
    if (holdings.length === 0) return new Map();
    /** By the numbers of environments. */
    const held: (Holding[] | undefined)[] = new Array(environments.count + 1).fill(undefined);
    for (const holding of holdings) {
      for (const context of new Set(holding.contexts)) {
        const number = environments.numberOfContext(context);
        const others = held[number];
        if (others === undefined) held[number] = [holding];
        else others.push(holding);
      }
    }
    for (let i = 0; i < this.codes.length; i++) {
      const code = this.codes[i];
      // V8 keeps the function that a module's own code is; nobody calls it again.
      if (code.isTopLevel) continue;
      for (let number = this.entered[i]; number !== 0; number = environments.outer[number]) {
        const here = held[number];
        if (here === undefined) continue;
        for (const holding of here) {
          const users = found.get(holding) as Map<KnownCode, Use>;
          const use = users.get(code);
          if (use !== undefined) use.count++;
          else {
            const uses =
              environments.scripts[number] !== code.script || code.usesEverything || code.mentions(holding.binding);
            users.set(code, { code, uses, count: 1 });
          }
        }
      }
    }
    return new Map([...found].map(([holding, users]) => [holding, [...users.values()]]));
  }
}

function* edgesOf(holdings: readonly Holding[]): Generator<number> {
  for (const { edges } of holdings) yield* edges;
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
