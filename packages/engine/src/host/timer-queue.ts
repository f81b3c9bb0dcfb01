/** Timers of one machine, as plain data: a heap ordered by time, then by creation; and the queue of immediates. */
import type { ExoticObject } from '../objects/object.ts';

export interface Timer {
  /** When to fire, in monotonic milliseconds. */
  at: number;
  /** Creation, or the last start of a repeating timer: orders timers of the same time. */
  order: number;
  /** The guest's Timeout or Immediate. */
  readonly object: ExoticObject;
  /** False once cleared or fired; such a timer is passed over. */
  active: boolean;
  /** False: it does not keep the program running. */
  referenced: boolean;
}

export class TimerQueue {
  /** Binary heap. */
  readonly heap: Timer[] = [];
  /** In order of creation. */
  readonly immediates: Timer[] = [];
  /** Immediates up to this order belong to the round that is under way; 0: timers have their turn. */
  round = 0;
  private lastOrder = 0;
  /** Timers whose id the program has seen as a number. */
  readonly byId = new Map<number, ExoticObject>();

  nextOrder(): number {
    return ++this.lastOrder;
  }

  add(t: Timer): void {
    const h = this.heap;
    let i = h.length;
    h.push(t);
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!before(t, h[parent] as Timer)) break;
      h[i] = h[parent] as Timer;
      i = parent;
    }
    h[i] = t;
  }

  /** Takes the first timer out. */
  removeFirst(): void {
    const h = this.heap;
    const t = h.pop() as Timer;
    const n = h.length;
    if (n === 0) return;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= n) break;
      if (child + 1 < n && before(h[child + 1] as Timer, h[child] as Timer)) child++;
      if (!before(h[child] as Timer, t)) break;
      h[i] = h[child] as Timer;
      i = child;
    }
    h[i] = t;
  }

  /** The first timer still to fire; null if there is none that keeps the program running. */
  first(): Timer | null {
    while (this.heap.length > 0 && !(this.heap[0] as Timer).active) this.removeFirst();
    const first = this.heap[0];
    if (first === undefined) return null;
    return first.referenced || this.heap.some((t) => t.active && t.referenced) ? first : null;
  }

  /** The first immediate still to run. */
  firstImmediate(): Timer | null {
    const list = this.immediates;
    while (list.length > 0 && !(list[0] as Timer).active) list.shift();
    return list.find((t) => t.active && t.referenced) === undefined ? null : (list[0] as Timer);
  }
}

function before(a: Timer, b: Timer): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
