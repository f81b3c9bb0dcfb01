/**
 * Which variable a Context's unnamed slot holds. Snapshots number the slots of block and catch Contexts with small integers left
 * out, so where some variables hold such, values and variables are matched in order by what the declarations say of the values.
 */
import type { CaptureBinding } from '@saguaro/engine';

/** What is known of a value: the name of its node and its type. */
export interface SlotValue {
  readonly name: string;
  readonly type: string;
}

/** How well a value fits a declaration; `initialiser` is the text from the name to the end of its initialiser. */
export function fit(binding: CaptureBinding | null, initialiser: string, value: SlotValue): number {
  if (binding === null) return 0;
  if (binding.kind === 'function' || binding.kind === 'class')
    return value.type === 'closure' ? (value.name === binding.name ? 4 : 1) : -4;
  const text = initialiser.slice(binding.name.length).replace(/^\s*=\s*/, '');
  if (text === initialiser || text === '') return 0;
  const made = /^new\s+([\w$]+)/.exec(text);
  if (made !== null) return value.name === made[1] ? 4 : value.type === 'object' ? 0 : -1;
  if (/^(?:async\b\s*)?(?:function\b|\(?[\w$,\s]*\)?\s*=>)/.test(text))
    return value.type === 'closure' ? (value.name === binding.name ? 4 : 1) : -2;
  if (/^class\b/.test(text)) return value.type === 'closure' ? 3 : -2;
  if (/^-?\d/.test(text)) return value.type === 'number' ? 1 : -3;
  if (/^(?:true|false|null)\b/.test(text)) return -1;
  if (/^["'`]/.test(text)) return value.type === 'string' || value.type.includes('string') ? 3 : -2;
  if (text.startsWith('[')) return value.name === 'Array' ? 3 : -2;
  if (text.startsWith('{')) return value.name === 'Object' ? 3 : value.type === 'object' ? 0 : -2;
  return 0;
}

/**
 * Matches `items` values, in order, to `slots` places, in order, so that the sum of `score(item, slot)` is greatest; of equals, the
 * earliest slots. Returns the slot of each item.
 */
export function align(items: number, slots: number, score: (item: number, slot: number) => number): number[] {
  const identity = Array.from({ length: items }, (_, item) => item);
  // More values than places is a contradiction that order alone answers best.
  if (items >= slots || items * slots > 250_000) return identity;
  const width = slots + 1;
  /** Best sum for the items from `i` on in the slots from `j` on. */
  const best = new Float64Array((items + 1) * width).fill(Number.NEGATIVE_INFINITY);
  best.fill(0, items * width);
  for (let i = items - 1; i >= 0; i--) {
    for (let j = slots - (items - i); j >= 0; j--)
      best[i * width + j] = Math.max(score(i, j) + best[(i + 1) * width + j + 1], best[i * width + j + 1]);
  }
  const chosen: number[] = [];
  for (let i = 0, j = 0; i < items; i++, j++) {
    while (score(i, j) + best[(i + 1) * width + j + 1] < best[i * width + j]) j++;
    chosen.push(j);
  }
  return chosen;
}
