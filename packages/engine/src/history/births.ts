/**
 * Since when things are alive: the run is done again, and what is alive is looked at after some steps; then, between those of them where a
 * thing appears, after some more, until it is known to the step. The run itself pays nothing for that.
 */
import type { Execution } from '../host/execution.ts';
import { Frame } from '../machine/frame.ts';
import { HeapGraphBuilder } from '../machine/heap.ts';
import { follow, type Way } from '../machine/locate.ts';
import type { Machine } from '../machine/machine.ts';
import { guestFrames, linesOf, offsetOf, siteOf } from '../machine/stack-trace.ts';
import type { Node } from '../machine/trace.ts';
import type { Since } from '../machine/why.ts';
import type { Head } from './head.ts';

/** A past that can be gone through again. */
export interface Past {
  readonly earliest: number;
  /** The step at which the things are, and their ways. */
  readonly shown: number;
  /** An execution at the last checkpoint at or before a step. */
  readonly before: (step: number) => readonly [Execution, Head];
  readonly advance: (x: Execution, head: Head, step: number) => readonly [Execution, Head];
}

/** Things looked at in one pass, over all its looks: bounds the time of a pass. */
const THINGS = 3_000_000;
const MOST_LOOKS = 64;
const LEAST_LOOKS = 4;

type Place = Since['at'];

/** Not alive after `absent` steps, alive after `present`. */
interface Span {
  absent: number;
  present: number;
  exact: boolean;
  at: Place;
}

/**
 * For each way (null: not asked): when the thing at its end in the state shown came to be alive; null where that cannot be told.
 * @param effort things looked at, over all passes: what is not known then is not told
 */
export function birthsOf(
  past: Past,
  ways: readonly (Way | null)[],
  effort = Number.POSITIVE_INFINITY,
): (Since | null)[] {
  const spans = ways.map((way): Span | null =>
    way === null ? null : { absent: past.earliest - 1, present: past.shown, exact: true, at: null },
  );
  let things = 0;
  let spent = 0;
  for (;;) {
    const looks = looksAt(spans, past.earliest, things);
    if (looks.length === 0) break;
    spent += looks.length * things;
    if (spent > effort) return spans.map((span) => (span !== null && isKnown(span) ? told(span, past) : null));
    const before = spans.map((span) => (span === null ? 0 : span.present - span.absent));
    things = pass(past, ways, spans, looks);
    // No pause falls on the steps between.
    spans.forEach((span, i) => {
      if (span === null || span.present - span.absent !== before[i]) return;
      if (looks.some((look) => span.absent < look && look < span.present)) span.absent = span.present - 1;
    });
  }
  return spans.map((span) => (span === null ? null : told(span, past)));
}

const isKnown = ({ absent, present }: Span): boolean => present - absent <= 1;

function told({ present, exact, at }: Span, past: Past): Since {
  return present > past.earliest ? { step: present, exact, at } : { step: present, exact: present === 0, at };
}

/** Steps after which to look, in order: within each span of more than a step, evenly. */
function looksAt(spans: readonly (Span | null)[], earliest: number, things: number): number[] {
  const open = new Map<string, Span>();
  for (const span of spans) if (span !== null && !isKnown(span)) open.set(`${span.absent} ${span.present}`, span);
  if (open.size === 0) return [];
  const all = Math.max(LEAST_LOOKS, Math.min(MOST_LOOKS, Math.floor(THINGS / Math.max(1, things))));
  const each = Math.max(1, Math.floor(all / open.size));
  // The rest waits for its turn.
  const spansNow = [...open.values()].slice(0, all);
  const looks = new Set<number>();
  for (const { absent, present } of spansNow) {
    const width = present - absent;
    // The state before the one in which it appears says where it was made.
    if (absent >= earliest) looks.add(absent);
    for (let i = 1; i <= each; i++) {
      const step = absent + Math.floor((width * i) / (each + 1));
      if (step > absent && step < present) looks.add(step);
    }
    if (width === 2) looks.add(absent + 1);
  }
  return [...looks].filter((step) => step >= earliest).sort((a, b) => a - b);
}

/** Goes from the first look to the state shown, and narrows the spans by what was alive when. Answers how many things are alive then. */
function pass(
  past: Past,
  ways: readonly (Way | null)[],
  spans: readonly (Span | null)[],
  looks: readonly number[],
): number {
  let [x, head] = past.before(looks[0] as number);
  /** Things alive at the last look, and the index in `steps` of the look since which they have been. */
  let alive = new Map<Node, number>();
  const steps: number[] = [];
  const places: Place[] = [];
  /** Before this look another execution took over: what came before it is not known to be the same thing. */
  let cut = -1;
  for (const look of looks) {
    const was = x;
    [x, head] = past.advance(x, head, look);
    if (x.stepsRun > past.shown) break;
    if (was !== x) {
      alive = new Map();
      cut = steps.length;
    }
    const now = new Map<Node, number>();
    for (const thing of new HeapGraphBuilder(x.core).things) {
      if (!(thing instanceof Frame) || thing.kept) now.set(thing, alive.get(thing) ?? steps.length);
    }
    alive = now;
    steps.push(x.stepsRun);
    places.push(placeOf(x.core));
  }
  const was = x;
  [x, head] = past.advance(x, head, past.shown);
  if (was !== x) {
    alive = new Map();
    cut = steps.length;
  }
  const g = new HeapGraphBuilder(x.core);
  ways.forEach((way, i) => {
    const span = spans[i];
    if (way === null || span === null || span === undefined || isKnown(span)) return;
    const thing = follow(g, way);
    const since = (thing === null ? undefined : alive.get(thing)) ?? steps.length;
    if (since < steps.length) span.present = Math.min(span.present, steps[since] as number);
    if (since === cut) {
      span.exact = false;
      span.absent = span.present - 1;
    } else if (since > 0 && (steps[since - 1] as number) >= span.absent) {
      span.absent = steps[since - 1] as number;
      span.at = places[since - 1] as Place;
    }
  });
  return g.things.length;
}

/** Where the instruction stands that is about to be executed, or the program's call of the built-in that is. */
function placeOf(m: Machine): Place {
  const [newest] = guestFrames(m);
  if (newest === undefined) return null;
  const { functionName, file, line, column } = siteOf(newest);
  const place = { function: functionName === '' ? '<top level>' : functionName, file, line, column };
  const { code } = newest.code;
  if (newest !== m.frame || code === null) return place;
  return { ...place, ...linesOf(code.source).position(offsetOf({ code: newest.code, pc: newest.pc + 1 })) };
}
