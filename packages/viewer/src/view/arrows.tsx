/** Arrows over a view: along the way to the selection, from and to it, or all that are in view. */
import { linkHorizontal } from 'd3-shape';
import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import * as s from '../state/store.ts';
import { holderOf } from './target.ts';

interface Arrow {
  readonly key: string;
  readonly path: string;
  readonly kind: 'way' | 'near' | 'all';
}

const curve = linkHorizontal<{ source: [number, number]; target: [number, number] }, [number, number]>();

interface Rect {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

function arrowsIn(host: HTMLElement): Arrow[] {
  const selected = s.selection.value;
  const id = holderOf(selected);
  const all = s.allArrows.value;
  if (id === null && !all) return [];
  const frame = host.getBoundingClientRect();
  const boxes = new Map<string, DOMRect>();
  for (const box of host.querySelectorAll<HTMLElement>('[data-box]'))
    boxes.set(box.dataset['box'] as string, box.getBoundingClientRect());
  const way = s.way.value;
  const steps = new Set(way.slice(1).map((to, i) => `${way[i]} ${to}`));
  const arrows: Arrow[] = [];
  const drawn = new Set<string>();
  for (const port of host.querySelectorAll<HTMLElement>('[data-to]')) {
    const to = port.dataset['to'] as string;
    const target = boxes.get(to);
    const box = port.closest<HTMLElement>('[data-box]');
    const from = box?.dataset['box'];
    if (target === undefined || from === undefined || from === to) continue;
    const fromRoot = from === 'global' || box?.classList.contains('on-stack') === true || box?.tagName === 'LI';
    const onWay =
      steps.has(`${from} ${to}`) || (fromRoot && String(way[0]) === to) || (fromRoot && steps.has(`${from} ${to}`));
    const near = Number(from) === id || Number(to) === id;
    if (!onWay && !near && !all) continue;
    const kind = onWay ? 'way' : near ? 'near' : 'all';
    const key = `${from} ${to}`;
    if (kind === 'way' && drawn.has(key)) continue;
    drawn.add(key);
    const rect = port.getBoundingClientRect();
    if (!inView(rect, box) || !inView(target, null)) continue;
    arrows.push({ key: `${port.dataset['port']} ${to} ${arrows.length}`, kind, path: pathOf(rect, target, frame) });
  }
  return arrows;
}

/** Is it inside the scroller that it is in? */
function inView(rect: Rect, box: HTMLElement | null): boolean {
  const scroller = box?.closest('.heap, .memory, .stack-lane')?.getBoundingClientRect();
  return scroller === undefined || (rect.bottom > scroller.top && rect.top < scroller.bottom);
}

function pathOf(port: Rect, target: Rect, frame: Rect): string {
  const y1 = (port.top + port.bottom) / 2 - frame.top;
  const y2 = target.top + 13 - frame.top;
  // Out at the side that looks towards the target.
  const right = target.left >= port.right - 4;
  const x1 = (right ? port.right + 2 : port.left - 2) - frame.left;
  if (!right && target.right > port.left) {
    // Above or below: around the right side.
    const x = Math.max(port.right, target.right) - frame.left;
    const out = x + 26;
    return `M${port.right + 2 - frame.left},${y1}C${out},${y1} ${out},${y2} ${target.right + 3 - frame.left},${y2}`;
  }
  const x2 = (right ? target.left - 3 : target.right + 3) - frame.left;
  return curve({ source: [x1, y1], target: [x2, y2] }) ?? '';
}

export function Arrows({ host }: { readonly host: RefObject<HTMLElement | null> }) {
  const [arrows, setArrows] = useState<readonly Arrow[]>([]);
  // Read here, so that each change of them draws anew.
  const { value: shown } = s.shown;
  const { value: selection } = s.selection;
  const { value: way } = s.way;
  const { value: all } = s.allArrows;
  const { value: view } = s.view;
  const { value: folded } = s.folded;
  useEffect(() => {
    const element = host.current;
    if (element === null) return;
    let pending = 0;
    const draw = (): void => {
      cancelAnimationFrame(pending);
      pending = requestAnimationFrame(() => {
        const next = arrowsIn(element);
        // None before and none now: nothing is drawn anew.
        setArrows((old) => (old.length === 0 && next.length === 0 ? old : next));
      });
    };
    draw();
    element.addEventListener('scroll', draw, { capture: true, passive: true });
    const observer = new ResizeObserver(draw);
    observer.observe(element);
    return () => {
      cancelAnimationFrame(pending);
      observer.disconnect();
      element.removeEventListener('scroll', draw, { capture: true });
    };
  }, [shown, selection, way, all, view, folded]);
  return (
    <svg class="arrows" aria-hidden="true">
      <defs>
        {(['way', 'near', 'all'] as const).map((kind) => (
          <marker
            key={kind}
            id={`head-${kind}`}
            class={`head head-${kind}`}
            viewBox="0 0 8 8"
            refX="7"
            refY="4"
            markerUnits="userSpaceOnUse"
            markerWidth={kind === 'way' ? 13 : 8}
            markerHeight={kind === 'way' ? 13 : 8}
            orient="auto-start-reverse"
          >
            <path d="M0,0.5L8,4L0,7.5z" />
          </marker>
        ))}
      </defs>
      {arrows.map(({ key, path, kind }) => (
        <path key={key} d={path} class={`arrow arrow-${kind}`} marker-end={`url(#head-${kind})`} />
      ))}
    </svg>
  );
}
