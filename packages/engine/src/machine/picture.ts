/**
 * The machine's state as a picture shows it: the stack, what the program's own roots reach with every field's value, the queues and the
 * frames that wait for reuse. Plain data. Bounded: of deep stacks and large heaps a part, with the number left out, so that its price
 * does not grow with the program.
 */
import { CodeFlag } from '../bytecode/code.ts';
import { quote, symbolText } from '../host/inspect-text.ts';
import type { Timer } from '../host/timer-queue.ts';
import { Accessor, type ExoticObject, JSFunction, JSObject, Lazy, type Slot } from '../objects/object.ts';
import { HOLE, Mark, PrivateName, type Value } from '../objects/value.ts';
import { Frame, RETURNED } from './frame.ts';
import { functionName, namedPrototypes, nodeKind, nodeName } from './heap.ts';
import { LinkedCode } from './linked-code.ts';
import type { Job, Machine } from './machine.ts';
import { FramePicture } from './picture-frame.ts';
import type {
  Picture,
  PictureField,
  PictureFree,
  PictureJob,
  PictureNode,
  PictureOptions,
  PictureRoot,
  PictureTimer,
  PictureValue,
} from './picture-types.ts';
import { isPromise, promiseData } from './promises.ts';
import { Cell, Environment, Table, WithRecord } from './records.ts';
import { stringBytes } from './sizes.ts';
import { linesOf } from './stack-trace.ts';
import {
  codeLabel,
  type EdgeKind,
  type EdgeName,
  HeapWalk,
  isGuestCode,
  lastUseOfArguments,
  type Node,
  type RootKind,
  visit,
} from './trace.ts';

const DEFAULT_NODES = 20_000;
const DEFAULT_FRAMES = 60;
const DEFAULT_FIELDS = 200;
/** Characters of a string that are shown. */
const SHOWN_TEXT = 200;

/** What the program itself keeps, as opposed to the realm's own inventory. */
const OWN_ROOTS: ReadonlySet<RootKind> = new Set([
  'global',
  'module',
  'timer',
  'job',
  'rejection',
  'handle',
  'kept-alive',
]);

/** Where `undefined` is a value like any other, and not the absence of a link. */
const HOLDS_VALUES: ReadonlySet<EdgeKind> = new Set(['binding', 'property', 'element', 'value', 'entry', 'capture']);

interface Draft {
  readonly fields: PictureField[];
  more: number;
  bytes: number;
}

/** Numbers that a thing keeps for as long as it lives in its machine. */
export class Identities {
  private readonly numbers = new WeakMap<object, number>();
  private last = 0;

  of(thing: object): number {
    let n = this.numbers.get(thing);
    if (n === undefined) {
      n = ++this.last;
      this.numbers.set(thing, n);
    }
    return n;
  }
}

export class PictureWalk extends HeapWalk {
  readonly named = true;
  readonly identities: Identities;
  readonly things: object[] = [];
  readonly roots: PictureRoot[] = [];
  /** What belongs to the realm: shown by name, not gone into. */
  private readonly inventory = new Map<object, string>();
  private readonly prototypes: ReadonlyMap<JSObject, string>;
  private readonly seen = new Set<object>();
  private readonly drafts: Draft[] = [];
  /** Whose binding each cell is, known from the closures and frames that have it. */
  readonly cellsDeclared = new Map<object, { readonly name: string; readonly owner: string; readonly start: number }>();
  private readonly cellNames = new Map<object, string>();
  private readonly maxNodes: number;
  private readonly maxFields: number;
  private current: Draft = { fields: [], more: 0, bytes: 0 };
  /** Internal records whose fields count as their object's. */
  private readonly inlined = new Set<object>();
  private leftOut = 0;
  /** How deep in internal records the walk is. */
  private nesting = 0;

  constructor(machine: Machine, identities: Identities, options: PictureOptions) {
    super(machine);
    this.identities = identities;
    this.maxNodes = options.nodes ?? DEFAULT_NODES;
    this.maxFields = options.fields ?? DEFAULT_FIELDS;
    this.prototypes = namedPrototypes(machine);
    for (const r of machine.realms) {
      this.inventory.set(r.globalObject, 'globalThis');
      for (const [id, o] of r.madeIntrinsics) this.inventory.set(o, id);
      for (const [name, f] of r.madeHelpers) this.inventory.set(f, name);
    }
  }

  // ---- values ----------------------------------------------------------------------------------------------------------------------

  /** A slot as text, and what it leads to; that is gone into later. */
  value(slot: unknown): PictureValue {
    switch (typeof slot) {
      case 'string': {
        const text = slot.length > SHOWN_TEXT ? `${quote(slot.slice(0, SHOWN_TEXT))}…` : quote(slot);
        return { type: 'string', text, ...(slot.length > 1 ? { bytes: stringBytes(slot.length) } : {}) };
      }
      case 'number':
        return { type: 'number', text: Object.is(slot, -0) ? '-0' : String(slot) };
      case 'bigint':
        return { type: 'bigint', text: `${slot}n` };
      case 'symbol':
        return { type: 'symbol', text: symbolText(slot) };
      case 'boolean':
        return { type: 'boolean', text: String(slot) };
      case 'undefined':
        return { type: 'undefined', text: 'undefined' };
    }
    if (slot === null) return { type: 'null', text: 'null' };
    if (slot instanceof Mark)
      return { type: 'empty', text: slot === HOLE ? 'empty' : slot.name === 'uninitialised' ? 'not initialised' : '' };
    const thing = slot as object;
    const text = this.label(thing);
    if (this.isShownApart(thing)) {
      this.note(thing);
      return { type: nodeKind(thing), text, to: this.identities.of(thing) };
    }
    return { type: 'native', text };
  }

  /** What a register holds that is never read again: text only. */
  deadValue(slot: unknown): PictureValue {
    if (typeof slot !== 'object' || slot === null || slot instanceof Mark) return this.value(slot);
    return { type: nodeKind(slot), text: this.label(slot) };
  }

  private label(thing: object): string {
    const known = this.inventory.get(thing);
    if (known !== undefined && !(thing instanceof JSFunction)) return known;
    if (thing instanceof JSFunction) return `ƒ ${functionName(thing)}`;
    const kind = nodeKind(thing);
    return nodeName(thing, kind, this.cellNames.get(thing), this.prototypes);
  }

  private isShownApart(thing: object): boolean {
    if (this.inventory.has(thing)) return false;
    // A built-in that has taken something along (a promise's resolve) keeps it alive like any closure.
    if (thing instanceof JSFunction) return isGuestCode(thing.code) || thing.captures.length > 0;
    return (
      thing instanceof JSObject ||
      thing instanceof Cell ||
      thing instanceof Environment ||
      thing instanceof Table ||
      thing instanceof WithRecord ||
      thing instanceof Frame
    );
  }

  /** Puts a thing on the list of what is shown. */
  note(thing: object): void {
    if (this.seen.has(thing)) return;
    if (this.things.length >= this.maxNodes) {
      this.leftOut++;
      return;
    }
    this.seen.add(thing);
    this.things.push(thing);
  }

  // ---- the walk --------------------------------------------------------------------------------------------------------------------

  protected reach(): void {}
  protected reachFromRoot(): void {}

  override root(kind: RootKind, name: EdgeName, to: unknown): void {
    if (!OWN_ROOTS.has(kind) || to instanceof LinkedCode) return;
    // A module is its bindings, which are roots of their own; globals the program has never set are no news.
    if (typeof to === 'object' && to !== null && this.inventory.has(to)) return;
    const text = publicName(name);
    if (to instanceof Cell) {
      this.roots.push({ kind, name: text, value: this.value(to.value) });
      return;
    }
    if (to instanceof Mark || (typeof to === 'object' && to !== null && !this.isShownApart(to))) return;
    if (to === undefined && kind !== 'global' && kind !== 'module') return;
    this.roots.push({ kind, name: text, value: this.value(to) });
  }

  override edge(kind: EdgeKind, name: EdgeName, to: unknown): void {
    if (kind === 'code' || to instanceof LinkedCode) return;
    if (typeof to === 'object' && to !== null) {
      if (kind === 'prototype' && this.inventory.has(to)) return;
      if (to instanceof Cell && (kind === 'capture' || kind === 'binding') && !this.cellNames.has(to))
        this.cellNames.set(to, String(publicName(name)));
      if (to instanceof Accessor) {
        if (to.get !== undefined) this.field('getter', name, to.get);
        if (to.set !== undefined) this.field('setter', name, to.set);
        return;
      }
      if (!this.isShownApart(to) && !(to instanceof JSObject) && !(to instanceof Mark)) {
        this.inline(to);
        return;
      }
    } else if ((kind === 'internal' && this.nesting > 1) || (to === undefined && !HOLDS_VALUES.has(kind))) {
      // Flags and counters of the engine's own.
      return;
    }
    this.field(kind, name, to);
  }

  /** Fields of an internal record are shown as its owner's. */
  private inline(record: object): void {
    if (this.inlined.has(record) || record instanceof Lazy) return;
    this.inlined.add(record);
    this.nesting++;
    const own = visit(record, this);
    this.current.bytes += own;
    this.nesting--;
  }

  private field(kind: EdgeKind, name: EdgeName, to: unknown): void {
    const { fields } = this.current;
    if (fields.length >= this.maxFields) {
      this.current.more++;
      // What is left out of the list is alive all the same.
      if (typeof to === 'object' && to !== null && this.isShownApart(to)) this.note(to);
      return;
    }
    fields.push({ kind, name: publicName(name), value: this.value(to) });
  }

  protected weak(name: EdgeName, to: Node): void {
    if (typeof to !== 'object') return;
    const text = this.label(to);
    this.current.fields.push({
      kind: 'weak',
      name: publicName(name),
      value: { type: 'weak', text, to: this.identities.of(to) },
    });
  }

  protected ephemeron(owner: ExoticObject, key: Node, value: unknown): void {
    const at = this.things.indexOf(owner);
    if (at < 0) return;
    this.current = this.drafts[at] as Draft;
    this.field('ephemeron', typeof key === 'object' ? this.label(key) : String(key), value);
  }

  protected add(bytes: number): void {
    this.current.bytes += bytes;
  }

  protected drain(): void {
    for (let i = this.drafts.length; i < this.things.length; i++) {
      const draft: Draft = { fields: [], more: 0, bytes: 0 };
      this.drafts.push(draft);
      this.current = draft;
      const thing = this.things[i] as object;
      if (thing instanceof Frame) {
        const frame = new FramePicture(this, thing);
        draft.fields.push(...frame.fields());
        draft.bytes += frame.bytes;
        this.kept(thing);
      } else {
        if (thing instanceof JSFunction) this.learnCells(thing);
        // Not `+=`, which would read the sum before the visit adds to it.
        const own = visit(thing, this);
        draft.bytes += own;
      }
    }
  }

  /** What a frame keeps beside its registers: whom it will answer, and what it was called with. */
  private kept(frame: Frame): void {
    const { activity, args, newTarget, code, pc } = frame;
    if (pc === RETURNED || code.body === null) return;
    if (activity !== null) {
      const { kind, object, queue, callerResult } = activity;
      this.edge('internal', kind === 'async' ? 'promise' : 'generator', object);
      for (const { promise } of queue) this.edge('internal', 'request', promise);
      this.edge('internal', 'request', callerResult ?? undefined);
    }
    this.edge('internal', 'new.target', newTarget);
    if (args !== null && pc <= lastUseOfArguments(code.body))
      for (let i = 0; i < args.length; i++) this.edge('argument', i, args[i]);
  }

  private learnCells(f: JSFunction): void {
    if (!isGuestCode(f.code)) return;
    f.code.code.captures.forEach(({ binding }, i) => {
      const captured = f.captures[i];
      if (binding !== null && captured instanceof Cell && !binding.copied) this.cellsDeclared.set(captured, binding);
    });
  }

  protected *reached(): Iterable<Node> {
    for (let i = 0; i < this.things.length; i++) yield this.things[i] as Node;
  }

  // ---- the result ------------------------------------------------------------------------------------------------------------------

  take(options: PictureOptions): Picture {
    const m = this.machine;
    const frames: FramePicture[] = [];
    const most = options.frames ?? DEFAULT_FRAMES;
    let framesLeftOut = 0;
    for (let f = m.frame; f !== null; f = f.caller) {
      // The oldest frame is always there: a stack without its bottom is no stack.
      if (frames.length >= most && f.caller !== null) {
        framesLeftOut++;
        continue;
      }
      this.note(f);
      frames.push(new FramePicture(this, f));
    }
    this.walk();
    const shown = frames.map((f) => f.result());
    // Names and values of frames may have led on.
    this.drain();
    const nodes = this.things.map((thing, i) => this.node(thing, this.drafts[i] as Draft));
    return {
      frames: shown,
      framesLeftOut,
      nodes,
      nodesLeftOut: this.leftOut,
      roots: this.roots,
      jobs: m.pendingJobs.slice(0, this.maxFields).map((job) => this.job(job)),
      timers: [...m.timers.heap, ...m.timers.immediates].filter((t) => t.active).map((t) => this.timer(t)),
      free: this.freeFrames(),
    };
  }

  private node(thing: object, { fields, more, bytes }: Draft): PictureNode {
    const kind = nodeKind(thing);
    const base = {
      identity: this.identities.of(thing),
      kind,
      name: nodeName(thing, kind, this.cellNames.get(thing), this.prototypes),
      bytes,
      fields,
      more,
    };
    if (thing instanceof JSFunction && isGuestCode(thing.code)) {
      const { source, start, end } = thing.code.code;
      const { line, column } = linesOf(source).position(start);
      const name = codeLabel(thing.code);
      return { ...base, name, source: { file: source.name, start, end, line, column } };
    }
    if (thing instanceof Environment || thing instanceof Table) {
      const bindings = thing.scope.bindings.map(({ name, start, owner }) => ({ name, start, owner }));
      return { ...base, bindings };
    }
    if (thing instanceof Cell) {
      const declared = this.cellsDeclared.get(thing);
      if (declared === undefined) return base;
      const { name, owner, start } = declared;
      return { ...base, name: name === '%this' ? 'this' : name, owner, start };
    }
    if (thing instanceof JSObject && isPromise(thing)) return { ...base, state: promiseData(thing).state };
    if (thing instanceof Frame) {
      const hidden = (thing.code.flags & CodeFlag.SelfHosted) !== 0;
      const state = thing.activity?.state;
      return { ...base, ...(hidden ? { hidden } : {}), ...(state === undefined ? {} : { state }) };
    }
    return base;
  }

  private job(job: Job): PictureJob {
    if (job.kind === 'resume') {
      const { frame, kind } = job.activity;
      const text = frame === null ? kind : `${kind} ${nodeName(frame, 'frame', undefined, this.prototypes)} goes on`;
      return { text, ...(frame === null ? {} : { to: this.identities.of(frame) }) };
    }
    // The job's function is the engine's; the program's own is among its arguments.
    const own = [job.fn, ...job.args].find((v): v is JSFunction => v instanceof JSFunction && isGuestCode(v.code));
    if (own === undefined) return { text: functionName(job.fn as JSFunction) };
    return { text: `call ${functionName(own)}`, to: this.identities.of(own) };
  }

  private timer({ at, object }: Timer): PictureTimer {
    const {
      interface: what,
      state,
      delay,
      repeats,
    } = object.data as {
      readonly interface: string;
      readonly state: JSObject & { readonly elements: readonly Slot[] };
      readonly delay: number;
      readonly repeats: boolean;
    };
    const callback = state.elements[0] as Value;
    return {
      kind: what === 'Immediate' ? 'immediate' : repeats ? 'interval' : 'timeout',
      text: callback instanceof JSFunction ? functionName(callback) : '',
      delay,
      at: Number.isFinite(at) ? at : 0,
      ...(callback instanceof JSFunction && this.isShownApart(callback) ? { to: this.identities.of(callback) } : {}),
    };
  }

  /** Frames that have returned and serve the next calls. */
  private freeFrames(): PictureFree[] {
    const free: PictureFree[] = [];
    const codes = new Set<LinkedCode>();
    const todo: LinkedCode[] = [];
    const meet = (code: LinkedCode): void => {
      if (codes.has(code) || !isGuestCode(code)) return;
      codes.add(code);
      todo.push(code);
    };
    for (const thing of this.things) {
      if (thing instanceof JSFunction) meet(thing.code);
      else if (thing instanceof Frame) meet(thing.code);
    }
    for (let code = todo.pop(); code !== undefined; code = todo.pop()) {
      for (const inner of code.functions) meet(inner);
      for (let f = code.pool; f !== null && free.length < this.maxFields; f = f.caller)
        free.push({
          identity: this.identities.of(f),
          function: nodeName(f, 'frame', undefined, this.prototypes),
          registers: code.body?.registerCount ?? 0,
        });
    }
    return free;
  }
}

function publicName(name: EdgeName): string | number {
  if (typeof name === 'number' || typeof name === 'string') return name;
  return name instanceof PrivateName ? `#${name.description}` : `[${name.description ?? ''}]`;
}
