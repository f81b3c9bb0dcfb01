/**
 * Pictures as scenes: the numbers that a machine gives to things become ids that hold whichever way time goes. A machine that was
 * restored at a checkpoint has new numbers for the old things; those are recognised by the ways that lead to them.
 */
import type { Machine, Picture, PictureField, PictureNode, PictureRoot, PictureValue } from '@saguaro/engine';
import type { SceneFrame, SceneFree, SceneNode } from '../protocol.ts';
import type { Cursor } from './timeline.ts';

export interface State extends Omit<Picture, 'frames' | 'nodes' | 'free'> {
  readonly step: number;
  readonly frames: readonly SceneFrame[];
  readonly nodes: ReadonlyMap<number, SceneNode>;
  readonly free: readonly SceneFree[];
  /** Lines printed by then. */
  readonly printed: number;
}

/** Do two pictures of one thing, by one machine, say the same? Without making anything: most things stay as they are. */
function isSame(a: PictureNode, b: PictureNode): boolean {
  if (a.name !== b.name || a.bytes !== b.bytes || a.more !== b.more || a.state !== b.state || a.owner !== b.owner)
    return false;
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

const MOST_STATES = 400;
/** Steps that a machine is led on for the sake of a state known there. */
const MOST_LED = 200_000;

export class Scenes {
  private lastId = 0;
  /** Of the machine looked at last. */
  private machine: Machine | null = null;
  private ids = new Map<number, number>();
  private readonly states = new Map<number, State>();
  /** What this machine's things looked like last. */
  private readonly raw = new Map<number, { readonly raw: PictureNode; readonly node: SceneNode }>();
  /** Texts of nodes as last made, so that what has not changed is the same object. */
  private readonly made = new Map<number, { readonly text: string; readonly node: SceneNode }>();

  /** A state seen before; so going back shows just what was shown. */
  known(step: number): State | undefined {
    return this.states.get(step);
  }

  forget(from: number): void {
    for (const step of this.states.keys()) if (step >= from) this.states.delete(step);
  }

  /**
   * The state at a step. A machine that has been restored is led past the states known next before and after, where its things are
   * recognised, so that what is shown keeps its ids and its place.
   */
  at(cursor: Cursor, step: number): State {
    const known = this.states.get(step);
    if (known !== undefined) return known;
    const steps = [...this.states.keys()];
    const before = Math.max(...steps.filter((s) => s < step));
    const after = Math.min(...steps.filter((s) => s > step));
    if (step < cursor.step || cursor.machine !== this.machine) {
      const start = Number.isFinite(before) && step - before < MOST_LED ? before : null;
      if (start !== null && (cursor.machine !== this.machine || cursor.step > start)) cursor.seek(start);
      this.meet(cursor.machine);
      if (start !== null && cursor.step === start)
        this.recognise(cursor.machine.picture(), this.states.get(start) as State);
    }
    cursor.seek(step);
    this.meet(cursor.machine);
    const picture = cursor.machine.picture();
    const { printed } = cursor;
    if (after - step < MOST_LED) {
      cursor.seek(after);
      // It may have been restored on the way.
      if (cursor.machine === this.machine) this.recognise(cursor.machine.picture(), this.states.get(after) as State);
    }
    const state = this.renumber(picture, step, printed);
    this.states.set(step, state);
    if (this.states.size > MOST_STATES) this.states.delete(this.states.keys().next().value as number);
    return state;
  }

  private meet(machine: Machine): void {
    if (machine === this.machine) return;
    this.machine = machine;
    this.ids = new Map();
    this.raw.clear();
  }

  private idOf(identity: number): number {
    let id = this.ids.get(identity);
    if (id === undefined) {
      id = ++this.lastId;
      this.ids.set(identity, id);
    }
    return id;
  }

  // ---- recognising -------------------------------------------------------------------------------------------------------------

  private recognise(picture: Picture, model: State): void {
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

  private renumber(picture: Picture, step: number, printed: number): State {
    const nodes = new Map<number, SceneNode>();
    for (const raw of picture.nodes) {
      const last = this.raw.get(raw.identity);
      if (last !== undefined && isSame(last.raw, raw)) {
        nodes.set(last.node.id, last.node);
        continue;
      }
      const { identity, fields, ...rest } = raw;
      const id = this.idOf(identity);
      const node: SceneNode = { ...rest, id, fields: fields.map(this.field) };
      const text = JSON.stringify(node);
      const before = this.made.get(id);
      const same = before?.text === text ? before.node : node;
      if (same === node) this.made.set(id, { text, node });
      nodes.set(id, same);
      this.raw.set(identity, { raw, node: same });
    }
    if (this.raw.size > 4 * nodes.size + 10_000) this.raw.clear();
    if (this.made.size > 4 * nodes.size + 10_000)
      for (const id of this.made.keys()) if (!nodes.has(id)) this.made.delete(id);
    const frames = picture.frames.map(
      ({ identity, closure, ...rest }): SceneFrame => ({
        ...rest,
        id: this.idOf(identity),
        ...(closure === undefined ? {} : { closure: this.idOf(closure) }),
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
    return {
      step,
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
