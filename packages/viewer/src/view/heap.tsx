/** The heap of the language view: lanes of boxes that keep their places; only those in view are drawn. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { type Family, familyOf, isMachinery, isOnStack, numberText } from '../names.ts';
import type { SceneNode } from '../protocol.ts';
import { Places } from '../state/places.ts';
import * as s from '../state/store.ts';
import { Box, fateOf } from './box.tsx';
import { rowsOf } from './rows.ts';

export const ROW = 23;
/** Rows of a box that are values. */
const MOST_ROWS = 8;
/** Of one kind and name so many are drawn one by one; the rest is a number. */
const MOST_ALIKE = 40;

interface Lane {
  readonly families: readonly Family[];
  readonly title: string;
}

/** By the width that there is. */
const THREE: readonly Lane[] = [
  { families: ['environment', 'frame'], title: 'Environments' },
  { families: ['closure'], title: 'Closures' },
  { families: ['object'], title: 'Objects' },
];
const TWO: readonly Lane[] = [
  { families: ['environment', 'frame', 'closure'], title: 'Environments and closures' },
  { families: ['object'], title: 'Objects' },
];
const ONE: readonly Lane[] = [{ families: ['environment', 'frame', 'closure', 'object'], title: 'Heap' }];

const lanesFor = (width: number): readonly Lane[] => (width < 360 ? ONE : width < 600 ? TWO : THREE);

/** Which things are drawn apart: the first of each kind and name. What has been drawn once stays so. */
class Heap {
  readonly lanes: readonly Lane[];
  readonly places: readonly Places[];
  private readonly laneOf: ReadonlyMap<Family, number>;
  /** By id, kind and name of what is drawn apart, and of what is only counted. */
  private readonly apart = new Map<number, string>();
  private readonly counted = new Map<number, string>();
  private readonly counts = new Map<string, number>();
  /** By name, how many are only counted. */
  grouped = new Map<string, number>();
  isEmpty = true;
  private settledFor: number | null = null;

  constructor(lanes: readonly Lane[]) {
    this.lanes = lanes;
    this.places = lanes.map(() => new Places());
    this.laneOf = new Map(lanes.flatMap(({ families }, i) => families.map((family) => [family, i] as const)));
  }

  /** Gives everything a place, unless the same things have theirs already. */
  settle(members: number, things: () => Iterable<SceneNode>): void {
    if (this.settledFor === members) return;
    this.settledFor = members;
    const nodes = [...things()].sort((a, b) => a.id - b.id);
    this.isEmpty = nodes.length === 0;
    this.leave(new Set(nodes.map(({ id }) => id)));
    this.grouped = new Map();
    const drawn: Map<number, SceneNode>[] = this.lanes.map(() => new Map());
    // A frame off the stack is a record like an environment.
    for (const node of nodes)
      if (this.isApart(node)) drawn[this.laneOf.get(familyOf(node.kind)) as number]?.set(node.id, node);
    for (const [lane, byId] of drawn.entries())
      this.places[lane]?.settle(byId.keys(), (id) => {
        const node = byId.get(id) as SceneNode;
        const growing = node.kind === 'object' ? 3 : 1;
        return 2 + Math.max(growing, Math.min(MOST_ROWS, rowsOf(node).length));
      });
  }

  private leave(here: ReadonlySet<number>): void {
    for (const id of this.counted.keys()) if (!here.has(id)) this.counted.delete(id);
    for (const [id, key] of this.apart) {
      if (here.has(id)) continue;
      this.apart.delete(id);
      this.counts.set(key, (this.counts.get(key) ?? 1) - 1);
    }
  }

  private isApart(node: SceneNode): boolean {
    const { id, name } = node;
    if (this.apart.has(id)) return true;
    const key = this.counted.get(id) ?? `${node.kind} ${name}`;
    const count = this.counts.get(key) ?? 0;
    if (count >= MOST_ALIKE) {
      this.counted.set(id, key);
      this.grouped.set(name, (this.grouped.get(name) ?? 0) + 1);
      return false;
    }
    this.counted.delete(id);
    this.counts.set(key, count + 1);
    this.apart.set(id, key);
    return true;
  }
}

/** What of a scroller is in view, in pixels. */
export function useViewport<E extends HTMLElement = HTMLDivElement>() {
  const ref = useRef<E>(null);
  const [port, setPort] = useState({ top: 0, height: 900, width: 800 });
  useEffect(() => {
    const element = ref.current as E;
    const read = (): void => {
      const { scrollTop: top, clientHeight: height, clientWidth: width } = element;
      setPort((old) =>
        old.top === top && old.height === height && old.width === width ? old : { top, height, width },
      );
    };
    read();
    const observer = new ResizeObserver(read);
    observer.observe(element);
    element.addEventListener('scroll', read, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', read);
    };
  }, []);
  return { ref, port };
}

export function HeapLanes() {
  const heap = useRef<{ readonly epoch: number; readonly heap: Heap } | null>(null);
  const { ref, port } = useViewport();
  const lanes = lanesFor(port.width);
  const epoch = s.epoch.value;
  if (heap.current?.epoch !== epoch || heap.current.heap.lanes !== lanes)
    heap.current = { epoch, heap: new Heap(lanes) };
  const shown = s.shown.value;
  const garbage = s.garbage.value;
  heap.current.heap.settle(shown?.members ?? 0, function* things() {
    const onStack = new Set(shown?.frames.map(({ id }) => id));
    const isHere = (node: SceneNode): boolean => !isMachinery(node) && !isOnStack(node);
    for (const node of shown?.nodes.values() ?? []) if (!onStack.has(node.id) && isHere(node)) yield node;
    for (const node of garbage.values()) if (isHere(node)) yield node;
  });
  const { places, grouped, isEmpty } = heap.current.heap;
  const height = Math.max(...places.map((p) => p.height)) * ROW + 16;
  const first = Math.floor((port.top - 300) / ROW);
  const last = Math.ceil((port.top + port.height + 300) / ROW);
  return (
    <div class="heap" ref={ref} tabIndex={-1}>
      <div class="lane-titles" aria-hidden="true">
        {lanes.map(({ title }) => (
          <span key={title} class="lane-title">
            {title}
          </span>
        ))}
      </div>
      <div class="lanes" style={{ height }}>
        {lanes.map(({ title }, lane) => {
          const at = places[lane] as Places;
          return (
            <section class="lane" key={title} aria-label={title}>
              {[...at.between(first, last)].map((id) => {
                const node = shown?.nodes.get(id) ?? garbage.get(id);
                const place = at.of(id);
                if (node === undefined || place === undefined) return null;
                return (
                  <Box
                    key={id}
                    node={node}
                    dead={garbage.has(id)}
                    {...fateOf(node, garbage.has(id))}
                    room={place.rows - 2}
                    left={`calc(${lane} * 100% / ${lanes.length} + 6px)`}
                    top={place.row * ROW}
                    width={`calc(100% / ${lanes.length} - 12px)`}
                    height={(place.rows - 1) * ROW + 12}
                  />
                );
              })}
            </section>
          );
        })}
        {isEmpty && <p class="empty">The heap is empty: nothing outlives its function yet.</p>}
      </div>
      {grouped.size > 0 && (
        <p class="grouped">
          {[...grouped].map(([name, n]) => `${numberText(n)} more ${name}`).join(', ')}: see the table or the machine
          view.
        </p>
      )}
    </div>
  );
}
