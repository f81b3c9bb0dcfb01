/**
 * The numbers that a machine gives to things, made ids that hold whichever way time goes. A machine that was restored at a checkpoint has
 * new numbers for the old things; those are recognised by the ways that lead to them.
 */
import type { Machine, Picture, PictureField, PictureNode, PictureRoot, PictureValue } from '@saguaro/engine';
import type { SceneFrame, SceneFree, SceneNode } from '../protocol.ts';

export interface State extends Omit<Picture, 'frames' | 'nodes' | 'free'> {
  readonly step: number;
  /** States of one series have the same ids for the same things. */
  readonly series: number;
  readonly frames: readonly SceneFrame[];
  readonly nodes: ReadonlyMap<number, SceneNode>;
  readonly free: readonly SceneFree[];
  /** Lines printed by then. */
  readonly printed: number;
}

type Content = Omit<PictureNode, 'identity'>;

/** Do two pictures of one thing say the same? Without making anything: most things stay as they are. */
function isSame(a: Content, b: Content): boolean {
  if (a.name !== b.name || a.bytes !== b.bytes || a.more !== b.more || a.state !== b.state || a.owner !== b.owner)
    return false;
  if (a.kind !== b.kind || a.start !== b.start || a.source?.start !== b.source?.start) return false;
  const { fields } = a;
  if (fields.length !== b.fields.length) return false;
  for (let i = 0; i < fields.length; i++) {
    const x = fields[i] as PictureField;
    const y = b.fields[i] as PictureField;
    if (x.name !== y.name || x.kind !== y.kind) return false;
    if (x.value.text !== y.value.text || x.value.to !== y.value.to || x.value.type !== y.value.type) return false;
  }
  return true;
}

/** Where the functions of a picture's closures are declared. */
class Lines {
  private readonly picture: Picture;
  private byIdentity: Map<number, number> | null = null;

  constructor(picture: Picture) {
    this.picture = picture;
  }

  declared(closure: number | undefined): { readonly declared?: number } {
    if (closure === undefined) return {};
    if (this.byIdentity === null) {
      this.byIdentity = new Map();
      for (const { identity, source } of this.picture.nodes)
        if (source !== undefined) this.byIdentity.set(identity, source.line);
    }
    const line = this.byIdentity.get(closure);
    return line === undefined ? {} : { declared: line };
  }
}

/** What all machines that show one run have in common. */
export class Known {
  private lastId = 0;
  /** Nodes as last made, so that what has not changed is the same object. */
  private readonly made = new Map<number, SceneNode>();

  newId(): number {
    return ++this.lastId;
  }

  /** The node itself, or an equal one that was made before. */
  shared(node: SceneNode): SceneNode {
    const before = this.made.get(node.id);
    if (before !== undefined && isSame(before, node)) return before;
    this.made.set(node.id, node);
    return node;
  }

  /** Drops what a state does not have, once that is most of it. */
  shrink(nodes: ReadonlyMap<number, SceneNode>): void {
    if (this.made.size <= 4 * nodes.size + 10_000) return;
    for (const id of this.made.keys()) if (!nodes.has(id)) this.made.delete(id);
  }
}

/** The ids of one machine's things. */
export class Numbering {
  private readonly known: Known;
  private machine: Machine | null = null;
  /** Null: nothing was recognised yet. */
  private series: number | null = null;
  private ids = new Map<number, number>();
  /** What this machine's things looked like last. */
  private readonly raw = new Map<number, { readonly raw: PictureNode; readonly node: SceneNode }>();

  constructor(known: Known) {
    this.known = known;
  }

  /** Is it the machine whose things are numbered? */
  isOf(machine: Machine): boolean {
    return machine === this.machine;
  }

  /** Begins anew for another machine. */
  meet(machine: Machine): void {
    if (machine === this.machine) return;
    this.machine = machine;
    this.series = null;
    this.ids = new Map();
    this.raw.clear();
  }

  private idOf(identity: number): number {
    let id = this.ids.get(identity);
    if (id === undefined) {
      id = this.known.newId();
      this.ids.set(identity, id);
    }
    return id;
  }

  /** Gives the things of a picture the ids that they have in a state of the same step. */
  recognise(picture: Picture, model: State): void {
    // What was recognised first is nearer.
    this.series ??= model.series;
    const nodes = new Map(picture.nodes.map((node) => [node.identity, node]));
    const taken = new Set<number>(this.ids.values());
    const todo: [number, number][] = [];
    const pair = (identity: number | undefined, id: number | undefined): void => {
      if (identity === undefined || id === undefined || this.ids.has(identity) || taken.has(id)) return;
      const here = nodes.get(identity);
      const there = model.nodes.get(id);
      if (here === undefined || there === undefined || here.kind !== there.kind || here.name !== there.name) return;
      this.ids.set(identity, id);
      taken.add(id);
      todo.push([identity, id]);
    };
    const frames = model.frames.length;
    picture.frames.forEach((frame, i) => {
      // By place from the bottom of the stack.
      const other = model.frames[frames - (picture.frames.length - i)];
      if (other !== undefined && other.function === frame.function) pair(frame.identity, other.id);
    });
    const roots = new Map(model.roots.map((root) => [`${root.kind} ${root.name}`, root.value.to]));
    for (const root of picture.roots) pair(root.value.to, roots.get(`${root.kind} ${root.name}`));
    for (let i = 0; i < todo.length; i++) {
      const [identity, id] = todo[i] as [number, number];
      const there = new Map(model.nodes.get(id)?.fields.map((f) => [`${f.kind} ${f.name}`, f.value.to]));
      for (const field of nodes.get(identity)?.fields ?? [])
        pair(field.value.to, there.get(`${field.kind} ${field.name}`));
    }
    for (const free of picture.free) {
      const other = model.free.find((f) => f.function === free.function && !taken.has(f.id));
      if (other === undefined || this.ids.has(free.identity)) continue;
      this.ids.set(free.identity, other.id);
      taken.add(other.id);
    }
  }

  // ---- renumbering -------------------------------------------------------------------------------------------------------------

  private value = (v: PictureValue): PictureValue => (v.to === undefined ? v : { ...v, to: this.idOf(v.to) });
  private field = (f: PictureField): PictureField =>
    f.value.to === undefined ? f : { ...f, value: this.value(f.value) };
  private root = (r: PictureRoot): PictureRoot => ({ ...r, value: this.value(r.value) });

  private node(raw: PictureNode, lines: Lines): SceneNode {
    const last = this.raw.get(raw.identity);
    if (last !== undefined && isSame(last.raw, raw)) return last.node;
    const { identity, fields, ...rest } = raw;
    const of = raw.kind === 'frame' ? raw.fields.find(({ kind }) => kind === 'function')?.value.to : undefined;
    const node = this.known.shared({
      ...rest,
      ...lines.declared(of),
      id: this.idOf(identity),
      fields: fields.map(this.field),
    });
    this.raw.set(identity, { raw, node });
    return node;
  }

  /** A picture of this machine with ids. */
  state(picture: Picture, step: number, printed: number): State {
    const nodes = new Map<number, SceneNode>();
    const lines = new Lines(picture);
    for (const raw of picture.nodes) {
      const node = this.node(raw, lines);
      nodes.set(node.id, node);
    }
    if (this.raw.size > 4 * nodes.size + 10_000) this.raw.clear();
    this.known.shrink(nodes);
    const frames = picture.frames.map(
      ({ identity, closure, ...rest }): SceneFrame => ({
        ...rest,
        id: this.idOf(identity),
        ...(closure === undefined ? {} : { closure: this.idOf(closure) }),
        ...lines.declared(closure),
        bindings: rest.bindings.map((b) => ({
          ...b,
          value: this.value(b.value),
          ...(b.holder === undefined ? {} : { holder: this.idOf(b.holder) }),
        })),
        registers: rest.registers.map((r) => ({ ...r, value: this.value(r.value) })),
      }),
    );
    const to = <T extends { readonly to?: number }>(x: T): T =>
      x.to === undefined ? x : { ...x, to: this.idOf(x.to) };
    this.series ??= this.known.newId();
    return {
      step,
      series: this.series,
      frames,
      framesLeftOut: picture.framesLeftOut,
      nodes,
      nodesLeftOut: picture.nodesLeftOut,
      roots: picture.roots.map(this.root),
      jobs: picture.jobs.map(to),
      timers: picture.timers.map(to),
      printed,
      free: picture.free.map(({ identity, ...rest }) => ({ ...rest, id: this.idOf(identity) })),
    };
  }
}
