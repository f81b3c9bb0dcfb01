/** What V8's snapshots mean: which edges keep something alive, which nodes are closures, Contexts, scripts and suspended frames. */
import { NONE } from '../graph.ts';
import { Meaning, Names } from './names.ts';
import type { V8Snapshot } from './read.ts';

/** An object of a suspended generator or async function. */
export interface Activity {
  readonly node: number;
  /** Its innermost Context, or NONE. */
  readonly context: number;
  readonly registers: number;
  readonly closure: number;
}

/** Edges that begin at nodes: two lists, index by index. */
export class EdgeList {
  readonly nodes: number[] = [];
  readonly edges: number[] = [];

  add(node: number, edge: number): void {
    this.nodes.push(node);
    this.edges.push(edge);
  }
}

/** V8 15 and later put this before the names of scripts. */
const SCRIPT_PREFIX = 'system / Script / ';
/** Words of a Context before its slots: map, length, scope info, previous. */
const CONTEXT_HEADER = 4;

/** A Context is the environment that closures of one scope share. */
export class V8Heap {
  /** For each edge, not 0 where it keeps nothing alive. */
  readonly ignored: Uint8Array;
  /** Entries of weak collections: edge from the key to the value, and the node of the collection's table. */
  readonly ephemerons = new Map<number, number>();
  /** Closures with a Context, in the order of their nodes. */
  readonly closures: number[] = [];
  readonly activities: Activity[] = [];
  /** Edges that lead to what a program calls its own: global objects. */
  readonly userRoots: number[] = [];
  /** Edges from promises to what they were settled with, or to what waits for them. */
  readonly promiseResults = new EdgeList();
  /** Edges to stores of AsyncLocalStorage (to Node 22; later there are maps of them). */
  readonly resourceStores = new EdgeList();
  readonly types: Readonly<Record<'context' | 'internal' | 'hidden' | 'weak' | 'shortcut' | 'property', number>>;
  private readonly names: Names;
  private readonly scripts = new Map<number, string | null>();
  private readonly stringType: number;
  private readonly closureType: number;
  private readonly oddballTypes: readonly number[];
  /** 8, or 4 where V8 compresses pointers, as Chrome's does. */
  private readonly wordBytes: number;
  /** Edge of each closure to its Context, or NONE. */
  private readonly contextEdge: Uint32Array;

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
    this.oddballTypes = ['hidden', 'native', 'number'].map((name) => nodeTypes.indexOf(name));
    this.names = new Names(strings);
    this.ignored = new Uint8Array(snapshot.edgeCount);
    this.contextEdge = new Uint32Array(snapshot.nodeCount).fill(NONE);
    this.wordBytes = this.findWordBytes();
    this.readEdges();
  }

  /** Objects are whole words long: one whose length is no multiple of 8 tells. */
  private findWordBytes(): number {
    const { nodeCount, nodeType, selfSize, nodeTypes } = this.snapshot;
    const object = nodeTypes.indexOf('object');
    for (let node = 0; node < nodeCount; node++)
      if ((nodeType[node] === object || nodeType[node] === this.closureType) && selfSize[node] % 8 === 4) return 4;
    return 8;
  }

  typeOf(node: number): string {
    return this.snapshot.nodeTypes[this.snapshot.nodeType[node]] ?? '';
  }

  isClosure(node: number): boolean {
    return this.snapshot.nodeType[node] === this.closureType;
  }

  /** `undefined`, `null` and their like, and the small integers that newer versions show: no values that take any room. */
  isOddball(node: number): boolean {
    const { nodeType, nodeName } = this.snapshot;
    return this.names.isOddball(nodeName[node]) && this.oddballTypes.includes(nodeType[node]);
  }

  isContext(node: number): boolean {
    return this.names.isContextNode(this.snapshot.nodeName[node]);
  }

  /** The edge of a closure to its Context, or NONE. */
  contextEdgeOf(closure: number): number {
    return this.contextEdge[closure];
  }

  /** What the name of an internal edge means. */
  meaningOf(edge: number): Meaning {
    return this.names.of(this.snapshot.edgeName[edge]);
  }

  /** Target of the first internal edge of that meaning, or NONE. */
  internal(node: number, meaning: Meaning): number {
    const { firstEdge, edgeType, edgeTo } = this.snapshot;
    for (let e = firstEdge[node]; e < firstEdge[node + 1]; e++)
      if (edgeType[e] === this.types.internal && this.meaningOf(e) === meaning) return edgeTo[e];
    return NONE;
  }

  /**
   * The names of a Context's variables in the order of its slots, by its ScopeInfo. The snapshot shows a ScopeInfo's pointers with the
   * small integers left out: the names come first, then that of the function and the ScopeInfo around it.
   */
  slotNames(context: number, scopeInfo: number, hasExtension: boolean): string[] {
    const { firstEdge, edgeType, edgeName, edgeTo, nodeType, nodeName, selfSize, strings } = this.snapshot;
    const found: { readonly index: number; readonly node: number }[] = [];
    for (let e = firstEdge[scopeInfo]; e < firstEdge[scopeInfo + 1]; e++)
      if (edgeType[e] === this.types.hidden) found.push({ index: edgeName[e], node: edgeTo[e] });
    found.sort((a, b) => a.index - b.index);
    const names: string[] = [];
    const count = Math.max(0, selfSize[context] / this.wordBytes - CONTEXT_HEADER - (hasExtension ? 1 : 0));
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
    const [moduleNames = [], fileNames = []] = strings.numbersOf(['Module', 'filename']);
    if (moduleNames.length === 0 || fileNames.length === 0) return files;
    for (let node = 0; node < nodeCount; node++) {
      if (!moduleNames.includes(nodeName[node])) continue;
      for (let e = firstEdge[node]; e < firstEdge[node + 1]; e++) {
        if (
          edgeType[e] === this.types.property &&
          fileNames.includes(edgeName[e]) &&
          nodeType[edgeTo[e]] === this.stringType
        )
          files.add(strings.get(nodeName[edgeTo[e]]));
      }
    }
    return files;
  }

  private readEdges(): void {
    const { nodeCount, firstEdge, edgeType, edgeName, edgeTo, locations, nodeType } = this.snapshot;
    const { ignored, names, closureType } = this;
    const { internal, weak, shortcut, property } = this.types;
    const weakEntries = new EdgeList();
    for (let node = 0; node < nodeCount; node++) {
      const closure = nodeType[node] === closureType;
      const end = firstEdge[node + 1];
      for (let e = firstEdge[node]; e < end; e++) {
        const type = edgeType[e];
        if (type === internal || type === property) {
          const meaning = names.of(edgeName[e]);
          if (meaning === Meaning.Ordinary) continue;
          if (meaning === Meaning.ResourceStore) this.resourceStores.add(node, e);
          else if (type === property) continue;
          else if (meaning === Meaning.Context) {
            if (closure && this.contextEdge[node] === NONE && this.isContext(edgeTo[e])) {
              this.closures.push(node);
              this.contextEdge[node] = e;
            }
          } else if (meaning === Meaning.Registers) this.noteActivity(node, edgeTo[e]);
          else if (meaning === Meaning.PromiseResult) this.promiseResults.add(node, e);
          else if (meaning === Meaning.WeakEntry) weakEntries.add(node, e);
        } else if (type === weak) ignored[e] = 1;
        else if (type === shortcut) {
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
    this.noteWeakEntries(weakEntries);
    if (this.userRoots.length === 0) this.findGlobals();
  }

  /** Snapshots of some versions have no edges that are short cuts from the root to the globals. */
  private findGlobals(): void {
    const { nodeCount, firstEdge, edgeTo, edgeType, nodeType, nodeTypes, nodeName, strings } = this.snapshot;
    const synthetic = nodeTypes.indexOf('synthetic');
    const natives = new Set(strings.beginningWith('system / NativeContext'));
    for (let e = firstEdge[0]; e < firstEdge[1]; e++) if (nodeType[edgeTo[e]] !== synthetic) this.userRoots.push(e);
    for (let node = 0; node < nodeCount; node++) {
      if (nodeType[node] !== synthetic) continue;
      for (let e = firstEdge[node]; e < firstEdge[node + 1]; e++) {
        const native = edgeTo[e];
        if (!natives.has(nodeName[native])) continue;
        for (let g = firstEdge[native]; g < firstEdge[native + 1]; g++)
          if (edgeType[g] === this.types.internal && this.meaningOf(g) === Meaning.GlobalObject) this.userRoots.push(g);
      }
    }
  }

  private noteActivity(node: number, registers: number): void {
    const context = this.internal(node, Meaning.Context);
    this.activities.push({ node, registers, context, closure: this.internal(node, Meaning.Function) });
  }

  /** Entries lead to the value from the key and from the table. Only the key's counts, and only while the table lives. */
  private noteWeakEntries({ nodes, edges }: EdgeList): void {
    if (edges.length === 0) return;
    const { nodeId, nodeCount, edgeName } = this.snapshot;
    const tables = edges.map((edge) => this.names.tableOf(edgeName[edge]));
    const wanted = new Map<number, number>(tables.map((id) => [id, NONE]));
    for (let node = 0; node < nodeCount; node++) if (wanted.has(nodeId[node])) wanted.set(nodeId[node], node);
    edges.forEach((edge, i) => {
      const table = wanted.get(tables[i]) ?? NONE;
      if (table === NONE) return;
      if (table === nodes[i]) this.ignored[edge] = 1;
      else this.ephemerons.set(edge, table);
    });
  }

  private scriptOf(closure: number): string | null {
    const shared = this.internal(closure, Meaning.Shared);
    if (shared === NONE) return null;
    let script = this.internal(shared, Meaning.Script);
    // While a debugger looks at a function, its DebugInfo stands between.
    if (script !== NONE && this.internal(script, Meaning.Source) === NONE) {
      const behind = this.internal(script, Meaning.Script);
      if (behind !== NONE) script = behind;
    }
    if (script === NONE || this.internal(script, Meaning.Source) === NONE) return null;
    const name = this.snapshot.strings.get(this.snapshot.nodeName[script]);
    return name.startsWith(SCRIPT_PREFIX) ? name.slice(SCRIPT_PREFIX.length) : name;
  }
}
