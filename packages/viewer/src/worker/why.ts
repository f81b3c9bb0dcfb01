/** What keeps a thing alive, asked of a picture: the way from a root, and what would go with it. */

import type { PictureRoot } from '@saguaro/engine';
import { computeDominators, computeRetainedSizes, type Links, NONE, pathTo, shortestPaths } from '@saguaro/retention';
import { nodeTitle, plain } from '../names.ts';
import type { SceneFrame, SceneNode, Target, VariableTarget, WayStep, Why } from '../protocol.ts';

export interface Graph {
  readonly frames: readonly SceneFrame[];
  readonly nodes: ReadonlyMap<number, SceneNode>;
  readonly roots: readonly PictureRoot[];
}

interface Edge {
  readonly to: number;
  readonly text: string;
}

/** Root 0, then the nodes, then their texts, in the form that the retention package works on. */
class Flow {
  readonly ids: number[] = [-1];
  readonly index = new Map<number, number>();
  readonly sizes: number[] = [0];
  readonly edges: Edge[][] = [[]];
  readonly preferred: number[] = [];
  readonly links: Links;
  readonly flat: Edge[] = [];

  constructor(graph: Graph) {
    for (const node of graph.nodes.values()) {
      this.index.set(node.id, this.ids.length);
      this.ids.push(node.id);
      this.sizes.push(node.bytes);
      this.edges.push([]);
    }
    for (const root of graph.roots) this.link(0, root.value.to, rootText(root));
    for (const frame of graph.frames)
      this.link(0, frame.id, `frame of ${plain(frame.function, frame.declared)} on the stack`);
    for (const node of graph.nodes.values()) {
      const from = this.index.get(node.id) as number;
      for (const field of node.fields) {
        if (field.kind === 'weak' || field.kind === 'caller') continue;
        if (field.value.to !== undefined) this.link(from, field.value.to, String(field.name));
        else if (field.value.bytes !== undefined)
          this.text(from, field.value.text, field.value.bytes, String(field.name));
      }
    }
    const firstEdge = new Uint32Array(this.ids.length + 1);
    this.edges.forEach((list, i) => {
      firstEdge[i] = this.flat.length;
      this.flat.push(...list);
    });
    firstEdge[this.ids.length] = this.flat.length;
    const edgeTo = Uint32Array.from(this.flat, (e) => e.to);
    this.links = { nodeCount: this.ids.length, firstEdge, edgeTo };
    // Globals and modules are named before stack and queues.
    graph.roots.forEach((root, i) => {
      if (root.kind === 'global' || root.kind === 'module') this.preferred.push(i);
    });
  }

  private link(from: number, id: number | undefined, text: string): void {
    const to = id === undefined ? undefined : this.index.get(id);
    // A root without a node takes a place all the same, so that edge numbers are those of the roots.
    (this.edges[from] as Edge[]).push({ to: to ?? 0, text });
  }

  /** Equal texts are one. */
  private readonly texts = new Map<string, number>();

  private text(from: number, text: string, bytes: number, name: string): void {
    let to = this.texts.get(text);
    if (to === undefined) {
      to = this.ids.length;
      this.texts.set(text, to);
      this.ids.push(-1);
      this.sizes.push(bytes);
      this.edges.push([]);
    }
    (this.edges[from] as Edge[]).push({ to, text: name });
  }
}

function rootText({ kind, name }: PictureRoot): string {
  switch (kind) {
    case 'global':
      return `global ${name}`;
    case 'module':
      return `module binding ${name}`;
    case 'timer':
      return 'a timer';
    case 'job':
      return 'a pending job';
    case 'rejection':
      return 'an unhandled rejection';
    case 'kept-alive':
      return 'a WeakRef read in this job';
    default:
      return name === '' ? 'a call that is not answered yet' : String(name);
  }
}

/** Bytes that each node keeps alive, by id. */
export function retainedSizes(graph: Graph): ReadonlyMap<number, number> {
  const flow = new Flow(graph);
  const sizes = computeRetainedSizes(flow.sizes, computeDominators(flow.links));
  return new Map([...flow.index].map(([id, i]) => [id, sizes[i] as number]));
}

/** A global variable needs nobody who keeps it; what it leads to may go with it. */
function whyGlobal(graph: Graph, flow: Flow, target: VariableTarget): Why {
  const root = graph.roots.find(({ kind, name }) => (kind === 'global' || kind === 'module') && name === target.name);
  const held = root?.value.to === undefined ? undefined : flow.index.get(root.value.to);
  const sizes = held === undefined ? null : computeRetainedSizes(flow.sizes, computeDominators(flow.links));
  const text = root === undefined ? `global ${target.name}` : rootText(root);
  return {
    target,
    title: target.name,
    way: root === undefined ? [] : [{ id: null, text }],
    sentence:
      root === undefined
        ? `${target.name} is not there yet.`
        : `${target.name} is alive because it is a ${root.kind === 'global' ? 'global variable' : 'binding of the module'}: as long as the program is, whatever refers to it.`,
    bytes: 8,
    retained: 8 + (held === undefined ? (root?.value.bytes ?? 0) : (sizes?.[held] as number)),
    referrers: [],
  };
}

export function whyOf(graph: Graph, target: Target): Why {
  const flow = new Flow(graph);
  if (target.kind === 'global') return whyGlobal(graph, flow, target);
  const id = target.kind === 'node' ? target.id : target.holder;
  const at = flow.index.get(id);
  const node = graph.nodes.get(id);
  if (at === undefined || node === undefined) {
    return {
      target,
      title: target.kind === 'binding' ? target.name : 'This',
      way: [],
      sentence: 'Nothing refers to it any more: it is garbage, and its place will be given to something else.',
      bytes: 0,
      retained: 0,
      referrers: [],
    };
  }
  const paths = shortestPaths(flow.links, null, flow.preferred);
  const edges = pathTo(paths, at);
  const way: WayStep[] = [];
  edges.forEach((edge, i) => {
    const { to, text } = flow.flat[edge] as Edge;
    const step = graph.nodes.get(flow.ids[to] as number);
    const title = step === undefined ? '' : nodeTitle(step);
    if (i === 0 && title !== '' && text.startsWith('frame of')) way.push({ id: step?.id ?? null, text });
    else if (i === 0) way.push({ id: null, text }, { id: step?.id ?? null, text: title });
    else
      way.push({
        id: step?.id ?? null,
        text: /^%|^$/.test(text) || step?.kind === 'cell' ? title : `${text}: ${title}`,
      });
  });
  const own = target.kind === 'binding' ? node.fields.find((f) => String(f.name) === target.name) : undefined;
  const title = target.kind === 'binding' ? target.name : nodeTitle(node);
  if (target.kind === 'binding') way.push({ id: null, text: target.name });
  const sizes = computeRetainedSizes(flow.sizes, computeDominators(flow.links));
  const held = own?.value.to === undefined ? undefined : flow.index.get(own.value.to);
  const retained =
    target.kind === 'node' || node.kind === 'cell'
      ? (sizes[at] as number)
      : 8 + (held === undefined ? (own?.value.bytes ?? 0) : (sizes[held] as number));
  const referrers: WayStep[] = [];
  flow.edges.forEach((list, from) => {
    if (from === 0 || from === at) return;
    if (!list.some((e) => e.to === at)) return;
    const other = graph.nodes.get(flow.ids[from] as number);
    if (other !== undefined) referrers.push({ id: other.id, text: nodeTitle(other) });
  });
  return {
    target,
    title,
    way,
    sentence: sentenceOf(title, way, paths.via[at] !== NONE),
    bytes: node.bytes,
    retained,
    referrers,
  };
}

function sentenceOf(title: string, way: readonly WayStep[], reached: boolean): string {
  if (!reached) return `${title} is garbage: no way leads to it from a global, the stack or a queue.`;
  const first = way[0]?.text ?? '';
  if (way.length === 1) return `${title} is alive because it is ${first.startsWith('frame') ? 'on the stack' : first}.`;
  return `${title} is alive because of ${way
    .slice(0, -1)
    .map((step) => step.text)
    .join(' → ')}.`;
}
