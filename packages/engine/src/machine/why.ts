/** Why something is alive: for any binding and any value of a machine that is not running. */
import { ExoticObject, isObject, type JSObject } from '../objects/object.ts';
import { Frame } from './frame.ts';
import { HeapGraphBuilder, type HeapRoot, namedPrototypes, nodeKind, nodeName } from './heap.ts';
import { byPosition, findInstances, type Instance, shownName } from './instances.ts';
import { KeptFlow } from './kept-flow.ts';
import { type Way, waysTo } from './locate.ts';
import type { Machine } from './machine.ts';
import { pathsFromRoots } from './paths.ts';
import { Cell } from './records.ts';
import { linesOf } from './stack-trace.ts';
import type { Node } from './trace.ts';

/** Which binding is meant: all that agree with what is given. */
export interface BindingQuery {
  readonly name: string;
  /** The function that declares it: its name, `<anonymous>` or `<top level>`. */
  readonly function?: string;
  readonly file?: string;
  /** Of its declaration, 1-based. */
  readonly line?: number;
}

export interface Why {
  /** The binding's name, or what the value is: `closure bar`, `object Map`. */
  readonly what: string;
  /** Where the binding is declared; null for values, and for bindings of the global scope and of modules. */
  readonly declared: DeclaredAt | null;
  /** From a root: `global next`, `closure bar`, `environment of foo`, `a`. */
  readonly path: readonly string[];
  /** What would be freed if this went: it itself, and what nothing but it leads to. */
  readonly bytes: number;
  /** When the value was made, or the place of the binding; null where it is not known. */
  readonly since: Since | null;
  /** What a binding holds. */
  readonly value: { readonly what: string; readonly since: Since | null } | null;
}

export interface DeclaredAt {
  readonly function: string;
  readonly file: string;
  /** 1-based, as is `column`, which counts UTF-16 units. */
  readonly line: number;
  readonly column: number;
}

export interface Since {
  /** It is there after so many steps, and was not one step before. */
  readonly step: number;
  /** False: it was there already then, and the past does not reach farther back. */
  readonly exact: boolean;
  /** The newest frame of the program's own when it was made; null between jobs and before the start. */
  readonly at: DeclaredAt | null;
}

/** An answer that lacks when; and the ways by which the past is asked. */
export interface Asked {
  readonly why: Why;
  readonly place: Way | null;
  readonly value: Way | null;
}

/** Why a value is alive, apart from the handles that the host itself has for it; nothing if it is not. */
export function askAboutValue(m: Machine, value: JSObject | symbol | string | bigint): Asked[] {
  const g = new HeapGraphBuilder(m);
  const node = g.nodeOf(value);
  if (node < 0) return [];
  const held = g.roots.splice(0);
  g.roots.push(...held.filter(({ kind, to }) => kind !== 'handle' || to !== node));
  const [way = null] = waysTo(g, [node]);
  // Only the host keeps it.
  if (way === null) g.roots.splice(0, g.roots.length, ...held);
  const owners = new Map<number, string>();
  findInstances(g, owners);
  const retained = new KeptFlow(g, []).retained();
  const why: Why = {
    what: whatIs(g, node),
    declared: null,
    path: pathsFromRoots(g, owners)(node),
    bytes: retained[node] as number,
    since: null,
    value: null,
  };
  return [{ why, place: way, value: null }];
}

/** Why bindings are alive: each one that has a place now, those in registers of frames on the stack too. By position in the source. */
export function askAboutBinding(m: Machine, query: BindingQuery): Asked[] {
  const g = new HeapGraphBuilder(m);
  const owners = new Map<number, string>();
  const instances = findInstances(g, owners, true).sort(byPosition);
  const flow = new KeptFlow(g, instances);
  const retained = flow.retained();
  const pathTo = pathsFromRoots(g, owners);
  const asked: { readonly why: Why; readonly place: number; readonly value: number }[] = [];
  for (const root of g.roots) {
    if (!isAskedRoot(root, query)) continue;
    const thing = g.things[root.to] as Node;
    const isCell = thing instanceof Cell;
    const value = isCell ? g.nodeOf(thing.value) : root.to;
    const why = { declared: null, path: [rootPath(root)], bytes: retainedByRoot(g, root), since: null };
    asked.push({
      why: { ...why, what: query.name, value: { what: held(g, isCell ? thing.value : thing), since: null } },
      place: isCell ? root.to : -1,
      value,
    });
  }
  instances.forEach((instance, i) => {
    const declared = declaredAt(instance);
    if (!isAsked(instance, declared, query)) return;
    const { holder, isCell, place } = instance;
    const thing = g.things[holder] as Node;
    const slot = isCell ? (thing as Cell).value : instance.slot;
    const why: Why = {
      what: query.name,
      declared,
      path: [...pathTo(holder), query.name],
      bytes: isCell ? (retained[holder] as number) : place + (retained[flow.pseudo(i)] as number),
      since: null,
      value: { what: held(g, slot), since: null },
    };
    // A frame is used again for other activations, unless something refers to it.
    const hasPlace = !(thing instanceof Frame) || thing.kept;
    asked.push({ why, place: hasPlace ? holder : -1, value: g.nodeOf(slot) });
  });
  const ways = waysTo(
    g,
    asked.flatMap(({ place, value }) => [place, value]),
  );
  return asked.map(({ why }, i) => ({ why, place: ways[2 * i] ?? null, value: ways[2 * i + 1] ?? null }));
}

function isAskedRoot({ kind, name }: HeapRoot, query: BindingQuery): boolean {
  if ((kind !== 'global' && kind !== 'module') || name !== query.name) return false;
  return query.file === undefined && query.line === undefined && (query.function ?? '<top level>') === '<top level>';
}

function isAsked({ declared: { name } }: Instance, at: DeclaredAt, query: BindingQuery): boolean {
  return (
    shownName(name) === query.name &&
    (query.function ?? at.function) === at.function &&
    (query.file ?? at.file) === at.file &&
    (query.line ?? at.line) === at.line
  );
}

function declaredAt({ declared, source }: Instance): DeclaredAt {
  const { line, column } = linesOf(source).position(declared.start);
  return { function: declared.owner, file: source.name, line, column };
}

const rootPath = ({ kind, name }: HeapRoot): string =>
  kind === 'module' ? `module binding ${name}` : `global ${name}`;

/** What goes if a binding of the global scope or of a module goes. */
function retainedByRoot(g: HeapGraphBuilder, root: HeapRoot): number {
  // A property of the global object is found by its root and there.
  const holder = g.things.findIndex((thing) => thing instanceof ExoticObject && thing.kind === 'Global');
  const binding: Instance = {
    declared: { name: String(root.name), kind: 'var', start: 0, owner: '<top level>' },
    source: { name: '', text: '' },
    holder,
    isCell: false,
    slot: undefined,
    value: root.to,
    place: 0,
  };
  const flow = new KeptFlow(g, [binding], root);
  return flow.retained()[flow.pseudo(0)] as number;
}

/** What a node is, in words. */
function whatIs(g: HeapGraphBuilder, node: number): string {
  const thing = g.things[node] as Node;
  const kind = nodeKind(thing);
  const name = nodeName(thing, kind, g.cellNames.get(node), namedPrototypes(g.machine));
  if (kind === 'string') return typeof thing === 'string' ? `string ${JSON.stringify(name)}` : name;
  return kind === name || name === '' ? kind : `${kind} ${name}`;
}

/** What a slot holds, in words. */
function held(g: HeapGraphBuilder, slot: unknown): string {
  const node = g.nodeOf(slot);
  if (node >= 0) return whatIs(g, node);
  if (typeof slot === 'number') return Object.is(slot, -0) ? '-0' : String(slot);
  if (typeof slot === 'string') return `string ${JSON.stringify(slot)}`;
  if (typeof slot === 'boolean' || slot === null || slot === undefined) return String(slot);
  return isObject(slot as never) ? 'object' : 'nothing yet';
}
