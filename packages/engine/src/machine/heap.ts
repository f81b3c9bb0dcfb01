/** The heap as plain data: every thing alive, what it takes, and what it refers to, from labelled roots. */
import { CodeFlag, type FunctionCode } from '../bytecode/code.ts';
import { ExoticObject, JSArray, JSFunction, JSObject, PlainObject, type Slot } from '../objects/object.ts';
import { PrivateName } from '../objects/value.ts';
import { GeneratorState } from './activity.ts';
import { Frame } from './frame.ts';
import { LinkedCode } from './linked-code.ts';
import { LONG_STRING, LongString } from './long-texts.ts';
import type { Machine } from './machine.ts';
import { Cell, Environment, Table, WithRecord } from './records.ts';
import { WEAK_ENTRY_BYTES } from './sizes.ts';
import { linesOf } from './stack-trace.ts';
import {
  codeLabel,
  type EdgeKind,
  type EdgeName,
  frameLabel,
  HeapWalk,
  isGuestCode,
  type Node,
  type RootKind,
  visit,
} from './trace.ts';

export type { EdgeKind, RootKind } from './trace.ts';

export type HeapNodeKind =
  | 'object'
  /** A function of the program's; `built-in` is one of the engine's. */
  | 'closure'
  | 'built-in'
  /** Holds the captured bindings of a scope: one record a scope (`linked`, `frame` in loops), by name (`table`), or of one binding (`cell`). */
  | 'environment'
  | 'table'
  | 'cell'
  | 'with'
  | 'frame'
  | 'string'
  | 'bigint'
  | 'symbol'
  | 'code'
  /** State of the engine's own: internal slots, tables of Maps, suspended activities. */
  | 'internal';

export interface HeapNode {
  /** Its index in `HeapGraph.nodes`. */
  readonly id: number;
  readonly kind: HeapNodeKind;
  /** Constructor, function, or binding it is named after; the text of a short string. */
  readonly name: string;
  /** Bytes it takes by itself in the host (V8, 64 bits, no pointer compression), host arrays that only it uses included. */
  readonly bytes: number;
  readonly edges: readonly HeapEdge[];
  /** Of the program's own code: where its function begins. */
  readonly place?: HeapPlace;
}

/** Both numbers are 1-based; columns count UTF-16 units. */
export interface HeapPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface HeapEdge {
  /**
   * `property`, `element`, `getter`, `setter`, `prototype` of an object; `key` and `entry` of a collection; `capture` of a closure; `binding` in a
   * record or a frame; `value` of a cell; `outer`: the static link; `function` and `caller` of a frame; `register`: a temporary; `argument`:
   * passed and not taken yet; `code`; `internal`: an internal slot; `ephemeron`: from the key of a weak collection's entry to its value, as long
   * as `holder` is alive; `weak`: keeps nothing alive.
   */
  readonly kind: EdgeKind;
  /** Property, binding or slot. A number is an index. */
  readonly name: string | number;
  /** Id of a node. */
  readonly to: number;
  /** Of an `ephemeron`: the collection's node. */
  readonly holder?: number;
}

export interface HeapRoot {
  readonly kind: RootKind;
  readonly name: string | number;
  readonly to: number;
}

export interface HeapGraph {
  /** In the order in which a walk from the roots, nearest first, finds them: equal states give equal graphs. */
  readonly nodes: readonly HeapNode[];
  /** What is alive by itself, the program's own doing first. */
  readonly roots: readonly HeapRoot[];
}

/** The graph as the walk leaves it, with what its nodes stand for. Node ids are indices. */
export class HeapGraphBuilder extends HeapWalk {
  readonly named = true;
  readonly things: Node[] = [];
  readonly bytes: number[] = [];
  readonly edges: HeapEdge[][] = [];
  readonly roots: HeapRoot[] = [];
  /** A cell is called after its binding, which those who refer to it know. */
  readonly cellNames = new Map<number, string>();
  private readonly ids = new Map<Node, number>();
  private current: HeapEdge[] = [];
  private visited = 0;
  private extra = 0;

  constructor(machine: Machine) {
    super(machine);
    this.walk();
  }

  private idOf(to: Node): number {
    let id = this.ids.get(to);
    if (id === undefined) {
      id = this.things.push(to) - 1;
      this.ids.set(to, id);
      this.edges.push([]);
      this.bytes.push(0);
    }
    return id;
  }

  /** The node of what a slot holds; -1 for what is no node: numbers, undefined, … */
  nodeOf(slot: unknown): number {
    if (typeof slot === 'string') return this.ids.get(slot.length > LONG_STRING ? this.longString(slot) : slot) ?? -1;
    return this.ids.get(slot as Node) ?? -1;
  }

  protected reach(kind: EdgeKind, name: EdgeName, to: Node): void {
    const id = this.idOf(to);
    const text = publicName(name);
    this.current.push({ kind, name: text, to: id });
    if (to instanceof Cell && (kind === 'capture' || kind === 'binding') && !this.cellNames.has(id))
      this.cellNames.set(id, String(text));
  }

  protected reachFromRoot(kind: RootKind, name: EdgeName, to: Node): void {
    this.roots.push({ kind, name: publicName(name), to: this.idOf(to) });
  }

  /** Weak edges lead to what was reached otherwise: the rest is no part of the graph. They are resolved in the end. */
  private readonly weakEdges: { readonly from: HeapEdge[]; readonly name: EdgeName; readonly to: Node }[] = [];

  protected weak(name: EdgeName, to: Node): void {
    this.weakEdges.push({ from: this.current, name, to });
  }

  protected ephemeron(owner: ExoticObject, key: Node, value: unknown): void {
    const from = this.idOf(key);
    const holder = this.idOf(owner);
    this.bytes[holder] = (this.bytes[holder] as number) + WEAK_ENTRY_BYTES;
    this.weakEdges.push({ from: this.edges[holder] as HeapEdge[], name: 'key', to: key });
    this.current = [];
    this.extra = 0;
    this.edge('ephemeron', 'value', value);
    for (const { kind, name, to } of this.current) (this.edges[from] as HeapEdge[]).push({ kind, name, to, holder });
    this.bytes[from] = (this.bytes[from] as number) + this.extra;
  }

  protected add(bytes: number): void {
    this.extra += bytes;
  }

  protected drain(): void {
    for (; this.visited < this.things.length; this.visited++) {
      const id = this.visited;
      this.current = this.edges[id] as HeapEdge[];
      this.extra = 0;
      const own = visit(this.things[id] as Node, this);
      this.bytes[id] = (this.bytes[id] as number) + own + this.extra;
    }
  }

  protected *reached(): Iterable<Node> {
    for (let i = 0; i < this.things.length; i++) yield this.things[i] as Node;
  }

  protected override walk(): void {
    super.walk();
    for (const { from, name, to } of this.weakEdges) {
      const id = this.ids.get(to);
      if (id !== undefined) from.push({ kind: 'weak', name: publicName(name), to: id });
    }
    this.weakEdges.length = 0;
  }
}

function publicName(name: EdgeName): string | number {
  if (typeof name === 'number' || typeof name === 'string') return name;
  return name instanceof PrivateName ? `#${name.description}` : `[${name.description ?? ''}]`;
}

/** The heap graph of a machine that is not running. Linear in the heap's size. */
export function heapGraph(m: Machine): HeapGraph {
  const g = new HeapGraphBuilder(m);
  const prototypes = namedPrototypes(m);
  const nodes = g.things.map((thing, id): HeapNode => {
    const kind = nodeKind(thing);
    return {
      id,
      kind,
      name: nodeName(thing, kind, g.cellNames.get(id), prototypes),
      bytes: g.bytes[id] as number,
      edges: g.edges[id] as HeapEdge[],
      ...(thing instanceof LinkedCode && isGuestCode(thing) ? { place: placeOf(thing.code) } : {}),
    };
  });
  return { nodes, roots: g.roots };
}

function placeOf({ source, start }: FunctionCode): HeapPlace {
  const { line, column } = linesOf(source).position(start);
  return { file: source.name, line, column };
}

export function nodeKind(thing: Node): HeapNodeKind {
  switch (typeof thing) {
    case 'string':
      return 'string';
    case 'bigint':
      return 'bigint';
    case 'symbol':
      return 'symbol';
  }
  if (thing instanceof JSFunction) return isGuestCode(thing.code) ? 'closure' : 'built-in';
  if (thing instanceof JSObject) return 'object';
  if (thing instanceof Cell) return 'cell';
  if (thing instanceof Environment) return 'environment';
  if (thing instanceof Table) return 'table';
  if (thing instanceof WithRecord) return 'with';
  if (thing instanceof Frame) return 'frame';
  if (thing instanceof LinkedCode) return 'code';
  return thing instanceof LongString ? 'string' : 'internal';
}

/** Longest text of a string shown as its name. */
const SHOWN_TEXT = 40;

export function nodeName(
  thing: Node,
  kind: HeapNodeKind,
  cellName: string | undefined,
  prototypes: ReadonlyMap<JSObject, string>,
): string {
  switch (kind) {
    case 'string':
      // A long one may be a rope, which looking at it would flatten.
      if (typeof thing !== 'string') return `string of ${(thing as LongString).text.length} characters`;
      return thing.length > SHOWN_TEXT ? `${thing.slice(0, SHOWN_TEXT)}…` : thing;
    case 'bigint':
      return 'bigint';
    case 'symbol':
      return (thing as symbol).description ?? '';
    case 'closure':
    case 'built-in':
      return functionName(thing as JSFunction);
    case 'object':
      return objectName(thing as JSObject, prototypes);
    case 'cell':
      return cellName ?? '';
    case 'environment':
    case 'table':
      return (thing as Environment | Table).scope.owner;
    case 'with':
      return 'with';
    case 'frame':
      return frameLabel(thing as Frame);
    case 'code':
      return codeLabel(thing as LinkedCode);
    case 'internal':
      return thing instanceof GeneratorState ? 'activity' : ((thing as object).constructor?.name ?? '');
  }
}

/** The function's name in the source, or what a built-in is called. */
export function functionName(f: JSFunction): string {
  return f.code.name === '' ? '<anonymous>' : f.code.name;
}

export function isClass(f: JSFunction): boolean {
  return (f.code.flags & CodeFlag.Class) !== 0;
}

/** Prototypes among the intrinsics, by what their instances are called. */
export function namedPrototypes(m: Machine): ReadonlyMap<JSObject, string> {
  const names = new Map<JSObject, string>();
  for (const r of m.realms)
    for (const [id, o] of r.madeIntrinsics)
      if (id.endsWith('Prototype%')) names.set(o, id.slice(1, -'Prototype%'.length));
  return names;
}

/** What an object is called: its kind, or the constructor that its prototypes name. Looks without touching: nothing lazy is made. */
function objectName(o: JSObject, prototypes: ReadonlyMap<JSObject, string>): string {
  if (o instanceof JSArray) return 'Array';
  if (o instanceof ExoticObject) {
    if (o.kind === 'Global') return 'globalThis';
    if (o.kind === 'Platform')
      return String((o.data as { readonly interface?: unknown } | null)?.interface ?? 'Platform');
    if (o.kind !== 'Intrinsic' && o.kind !== 'Error' && o.kind !== 'TypedArray') return o.kind;
  }
  const own = prototypes.get(o);
  if (own !== undefined) return `${own}.prototype`;
  for (let at: JSObject | null = o; at !== null; at = at.shape.proto) {
    const known = prototypes.get(at);
    if (known !== undefined) return known;
    const maker = slotOf(at, 'constructor');
    if (!(maker instanceof JSFunction)) continue;
    const name = slotOf(maker, 'name') ?? maker.code.name;
    if (typeof name !== 'string' || name === '') continue;
    return at === o && slotOf(maker, 'prototype') === o ? `${name}.prototype` : name;
  }
  return 'Object';
}

/** What an own slot holds, untouched; undefined where there is none. */
function slotOf(o: JSObject, key: string): Slot {
  const i = o.shape.lookup(key);
  if (i < 0) return undefined;
  if (!(o instanceof PlainObject)) return o.slots[i];
  return i > 3 ? o.slots[i - 4] : [o.s0, o.s1, o.s2, o.s3][i];
}
