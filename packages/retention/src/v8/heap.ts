/** What V8's snapshots mean: which edges keep something alive, which nodes are closures, Contexts, scripts and suspended frames. */
import { NONE } from '../graph.ts';
import type { V8Snapshot } from './read.ts';

/** A Context is the environment that closures of one scope share. */
export interface ContextSlot {
  readonly edge: number;
  /** The variable's name; null where the snapshot does not tell it. */
  readonly name: string | null;
  /** Of a slot without a name: its place among the slots that do not hold small integers. */
  readonly index: number;
}

export interface ContextNode {
  readonly node: number;
  readonly previous: number;
  readonly scopeInfo: number;
  readonly slots: readonly ContextSlot[];
  /** Nodes that it holds beside its variables, as those that an `eval` declared. */
  readonly extension: number;
}

/** Words of a Context before its slots: map, length, scope info, previous. */
const CONTEXT_HEADER = 32;
const WORD = 8;

export class V8Heap {
  /** For each edge, not 0 where it keeps nothing alive. */
  readonly ignored: Uint8Array;
  /** Entries of weak collections: edge from the key to the value, and the node of the collection's table. */
  readonly ephemerons = new Map<number, number>();
  /** Closures with a Context, in the order of their nodes. */
  readonly closures: number[] = [];
  /** Objects of suspended generators and async functions, with the edges to their contexts and registers. */
  readonly activities: {
    readonly node: number;
    readonly context: number;
    readonly registers: number;
    readonly closure: number;
  }[] = [];
  /** Edges of the root that lead to what a program calls its own: global objects. */
  readonly userRoots: number[] = [];
  private readonly contexts = new Map<number, ContextNode | null>();
  private readonly scripts = new Map<number, string | null>();
  private readonly contextNames: Set<number>;
  private readonly names: Readonly<Record<string, ReadonlySet<number>>>;
  private readonly types: Readonly<
    Record<'context' | 'internal' | 'hidden' | 'weak' | 'shortcut' | 'property', number>
  >;
  private readonly stringType: number;
  private readonly closureType: number;
  /** Edge of each closure to its Context. */
  private readonly contextEdge = new Map<number, number>();

  constructor(readonly snapshot: V8Snapshot) {
    const { strings, edgeTypes, nodeTypes } = snapshot;
    const type = (name: string): number => edgeTypes.indexOf(name);
    this.types = {
      context: type('context'),
      internal: type('internal'),
      hidden: type('hidden'),
      weak: type('weak'),
      shortcut: type('shortcut'),
      property: type('property'),
    };
    this.stringType = nodeTypes.indexOf('string');
    this.closureType = nodeTypes.indexOf('closure');
    this.contextNames = new Set(strings.matching('system / Context'));
    const named = (...texts: string[]): Set<number> => new Set(texts.flatMap((text) => strings.matching(text, true)));
    this.names = {
      context: named('context'),
      previous: named('previous'),
      extension: named('extension'),
      scopeInfo: named('scope_info'),
      shared: named('shared'),
      script: named('script', 'script_or_debug_info'),
      function: named('function'),
      registers: named('parameters_and_registers'),
      source: named('source'),
    };
    this.ignored = new Uint8Array(snapshot.edgeCount);
    this.readEdges();
  }

  typeOf(node: number): string {
    return this.snapshot.nodeTypes[this.snapshot.nodeType[node]] ?? '';
  }

  isClosure(node: number): boolean {
    return this.snapshot.nodeType[node] === this.closureType;
  }

  isContext(node: number): boolean {
    return this.contextNames.has(this.snapshot.nodeName[node]);
  }

  /** The edge of a closure to its Context, or NONE. */
  contextEdgeOf(closure: number): number {
    return this.contextEdge.get(closure) ?? NONE;
  }

  /** Target of the first internal edge of that meaning, or NONE. */
  internal(node: number, meaning: string): number {
    const edge = this.internalEdge(node, meaning);
    return edge === NONE ? NONE : this.snapshot.edgeTo[edge];
  }

  internalEdge(node: number, meaning: string): number {
    const { firstEdge, edgeType, edgeName } = this.snapshot;
    const names = this.names[meaning] as ReadonlySet<number>;
    for (let e = firstEdge[node]; e < firstEdge[node + 1]; e++)
      if (edgeType[e] === this.types.internal && names.has(edgeName[e])) return e;
    return NONE;
  }

  /** A Context with its slots; null if the node is none. */
  context(node: number): ContextNode | null {
    let known = this.contexts.get(node);
    if (known === undefined) {
      known = node !== NONE && this.isContext(node) ? this.readContext(node) : null;
      this.contexts.set(node, known);
    }
    return known;
  }

  private readContext(node: number): ContextNode {
    const { firstEdge, edgeType, edgeName, edgeTo, strings } = this.snapshot;
    const { types, names } = this;
    let previous = NONE;
    let scopeInfo = NONE;
    let extension = NONE;
    const slots: ContextSlot[] = [];
    for (let e = firstEdge[node]; e < firstEdge[node + 1]; e++) {
      const name = edgeName[e];
      if (edgeType[e] === types.context) slots.push({ edge: e, name: strings.get(name), index: -1 });
      else if (edgeType[e] === types.hidden) slots.push({ edge: e, name: null, index: name });
      else if (edgeType[e] !== types.internal) continue;
      else if ((names['previous'] as ReadonlySet<number>).has(name)) previous = edgeTo[e];
      else if ((names['scopeInfo'] as ReadonlySet<number>).has(name)) scopeInfo = edgeTo[e];
      else if ((names['extension'] as ReadonlySet<number>).has(name)) extension = edgeTo[e];
    }
    return { node, previous, scopeInfo, slots, extension };
  }

  /** How many variables a Context has. */
  slotCount({ node, extension }: ContextNode): number {
    const words = (this.snapshot.selfSize[node] - CONTEXT_HEADER) / WORD;
    return Math.max(0, extension === NONE ? words : words - 1);
  }

  /**
   * The names of a Context's variables in the order of its slots. The snapshot shows a ScopeInfo's pointers with the small
   * integers left out: the names come first, then that of the function and the ScopeInfo around it.
   */
  slotNames(context: ContextNode): string[] {
    const { firstEdge, edgeType, edgeName, edgeTo, nodeType, nodeName, strings } = this.snapshot;
    if (context.scopeInfo === NONE) return [];
    const found: { readonly index: number; readonly node: number }[] = [];
    const info = context.scopeInfo;
    for (let e = firstEdge[info]; e < firstEdge[info + 1]; e++)
      if (edgeType[e] === this.types.hidden) found.push({ index: edgeName[e], node: edgeTo[e] });
    found.sort((a, b) => a.index - b.index);
    const names: string[] = [];
    const count = this.slotCount(context);
    for (const { index, node } of found) {
      if (names.length === count || index !== names.length || nodeType[node] !== this.stringType) break;
      names.push(strings.get(nodeName[node]));
    }
    return names;
  }

  /** Name of a script by its number, as V8 knows it: a path, a URL; null if the snapshot does not tell. */
  script(id: number): string | null {
    return this.scripts.get(id) ?? null;
  }

  /** Names of all scripts in the snapshot, and of the files that Node's module cache names: code of them may run though no closure of it is alive. */
  files(): Set<string> {
    const { nodeCount, firstEdge, edgeType, edgeName, edgeTo, nodeName, nodeType, strings } = this.snapshot;
    const files = new Set<string>();
    for (const name of this.scripts.values()) if (name !== null) files.add(name);
    const moduleNames = new Set(strings.matching('Module', true));
    const fileNames = new Set(strings.matching('filename', true));
    for (let node = 0; node < nodeCount; node++) {
      if (!moduleNames.has(nodeName[node])) continue;
      for (let e = firstEdge[node]; e < firstEdge[node + 1]; e++) {
        if (
          edgeType[e] === this.types.property &&
          fileNames.has(edgeName[e]) &&
          nodeType[edgeTo[e]] === this.stringType
        )
          files.add(strings.get(nodeName[edgeTo[e]]));
      }
    }
    return files;
  }

  private readEdges(): void {
    const { nodeCount, firstEdge, edgeType, edgeName, edgeTo, locations, nodeName, strings } = this.snapshot;
    const { types, ignored, names } = this;
    const registers = names['registers'] as ReadonlySet<number>;
    const contextName = names['context'] as ReadonlySet<number>;
    const pairs = new PairNames(this.snapshot);
    for (let node = 0; node < nodeCount; node++) {
      const closure = this.isClosure(node);
      for (let e = firstEdge[node]; e < firstEdge[node + 1]; e++) {
        const type = edgeType[e];
        if (type === types.internal) {
          const name = edgeName[e];
          if (registers.has(name)) {
            const { edgeTo: to } = this.snapshot;
            this.activities.push({
              node,
              registers: to[e],
              context: this.internal(node, 'context'),
              closure: this.internal(node, 'function'),
            });
          } else if (closure && contextName.has(name)) {
            if (this.isContext(edgeTo[e])) {
              this.closures.push(node);
              this.contextEdge.set(node, e);
            }
          } else if (pairs.isPair(name)) pairs.note(node, e, this);
        } else if (type === types.weak) ignored[e] = 1;
        else if (type === types.shortcut) {
          if (node === 0) this.userRoots.push(e);
          else ignored[e] = 1;
        }
      }
      if (closure) {
        const at = locations.of[node];
        if (at !== NONE && !this.scripts.get(locations.script[at]))
          this.scripts.set(locations.script[at], this.scriptOf(node));
      }
    }
    // Older snapshots have no edges that are short cuts to the globals.
    if (this.userRoots.length === 0) {
      for (let e = firstEdge[0]; e < firstEdge[1]; e++) {
        const label = strings.get(nodeName[edgeTo[e]]);
        if (!label.startsWith('(')) this.userRoots.push(e);
      }
    }
  }

  private scriptOf(closure: number): string | null {
    const shared = this.internal(closure, 'shared');
    if (shared === NONE) return null;
    let script = this.internal(shared, 'script');
    // While a debugger looks at a function, its DebugInfo stands between.
    if (script !== NONE && this.internal(script, 'source') === NONE) {
      const behind = this.internal(script, 'script');
      if (behind !== NONE) script = behind;
    }
    if (script === NONE || this.internal(script, 'source') === NONE) return null;
    return this.snapshot.strings.get(this.snapshot.nodeName[script]);
  }
}

/**
 * The edges of weak collections: V8 names them `3 / part of key (Big @5) -> value (Object @7) pair in WeakMap (table @9)`, from the key
 * and from the table. Only the key's counts, and only while the table lives.
 */
class PairNames {
  /** 0: not looked at yet; 1: an ordinary name; 2: a pair's. */
  private readonly kinds: Uint8Array;
  private readonly nodeById = new Map<number, number>();
  private prepared = false;

  constructor(private readonly snapshot: V8Snapshot) {
    this.kinds = new Uint8Array(snapshot.strings.count);
  }

  isPair(name: number): boolean {
    let kind = this.kinds[name];
    if (kind === 0) {
      kind = this.snapshot.strings.looksNumbered(name) && pairPattern.test(this.snapshot.strings.get(name)) ? 2 : 1;
      this.kinds[name] = kind;
    }
    return kind === 2;
  }

  note(node: number, edge: number, heap: V8Heap): void {
    const match = pairPattern.exec(this.snapshot.strings.get(this.snapshot.edgeName[edge]));
    const table = this.node(Number(match?.[1]));
    if (table === undefined) return;
    if (table === node) heap.ignored[edge] = 1;
    else heap.ephemerons.set(edge, table);
  }

  private node(id: number): number | undefined {
    if (!this.prepared) {
      const { nodeId, nodeCount, nodeType, nodeTypes } = this.snapshot;
      const array = nodeTypes.indexOf('array');
      for (let n = 0; n < nodeCount; n++) if (nodeType[n] === array) this.nodeById.set(nodeId[n], n);
      this.prepared = true;
    }
    return this.nodeById.get(id);
  }
}

const pairPattern = /^\d+ \/ part of key \(.*? @\d+\) -> value \(.*? @\d+\) pair in WeakMap \(table @(\d+)\)$/s;
