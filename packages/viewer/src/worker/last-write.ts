/** Where in a run a variable last got the value that it has. */
import type { VariableTarget } from '../protocol.ts';
import type { State } from './numbering.ts';
import type { Stop } from './stops.ts';

/** States looked at in one go, and in all. */
const AT_ONCE = 16;
const MOST = 480;

/** Where a name stands in a text, strings and comments included: more places than it is written at, never fewer. */
export function mentions(text: string, name: string): { within(from: number, to: number): boolean } {
  const at: number[] = [];
  const part = /[\p{ID_Continue}$]/u;
  for (let i = text.indexOf(name); i >= 0; i = text.indexOf(name, i + 1))
    if (!part.test(text[i - 1] ?? '') && !part.test(text[i + name.length] ?? '')) at.push(i);
  return { within: (from, to) => at.some((i) => from <= i && i < to) };
}

/** A variable's value as text; null: there is no such variable at that time. */
export function valueIn({ frames, nodes, roots }: State, target: VariableTarget): string | null {
  if (target.kind === 'global') {
    const root = roots.find(({ kind, name }) => (kind === 'global' || kind === 'module') && name === target.name);
    return root === undefined ? null : textOf(root.value);
  }
  const { holder, name } = target;
  for (const frame of frames) {
    const found = frame.bindings.find((b) => b.name === name && (b.holder ?? frame.id) === holder);
    if (found !== undefined) return textOf(found.value);
  }
  // The frames on the stack have been looked at: a node of theirs is what they refer to, not what they say.
  const node = frames.some(({ id }) => id === holder) ? undefined : nodes.get(holder);
  if (node === undefined) return null;
  const field =
    node.kind === 'cell' ? node.fields.find(({ kind }) => kind === 'value') : node.fields.find((f) => f.name === name);
  return field === undefined ? null : textOf(field.value);
}

/** Offset of a variable's declaration; null: it is not known. */
function declaredAt({ frames, nodes }: State, target: VariableTarget): number | null {
  if (target.kind === 'global') return null;
  const { holder, name } = target;
  for (const frame of frames) {
    const found = frame.bindings.find((b) => b.name === name && (b.holder ?? frame.id) === holder);
    if (found !== undefined) return found.start;
  }
  const node = nodes.get(holder);
  return node?.start ?? node?.bindings?.find((b) => b.name === name)?.start ?? null;
}

/** Two objects that look alike are two. */
const textOf = ({ text, to }: { readonly text: string; readonly to?: number }): string =>
  to === undefined ? text : `${text} ${to}`;

interface Run {
  readonly stops: { at(step: number): Stop | null; before(step: number, wanted: (stop: Stop) => boolean): Stop | null };
  /** May the statement at a stop write the variable? */
  readonly mayWrite: (stop: Stop) => boolean;
  /** The states at some steps, in ascending order. */
  readonly states: (steps: readonly number[]) => readonly State[];
}

/**
 * The last stop before a step at which a variable had another value, or was not there: the statement that runs then gave it its value.
 * Null where it always had it.
 * @throws Error after looking at very many statements that may have done it
 */
export function lastWrite(target: VariableTarget, step: number, { stops, mayWrite, states }: Run): number | null {
  const shown = states([step])[0] as State;
  const now = valueIn(shown, target);
  const declared = declaredAt(shown, target);
  let next = stops.at(step);
  const wanted = (stop: Stop): boolean => {
    // A call gives its function's parameters their values; the stop after it is the function's first statement.
    const gives =
      declared !== null &&
      next !== null &&
      next.depth > stop.depth &&
      next.functionStart <= declared &&
      declared < next.offset;
    next = stop;
    return gives || mayWrite(stop);
  };
  for (let at = step, looked = 0; looked < MOST; looked += AT_ONCE) {
    const candidates: number[] = [];
    while (candidates.length < AT_ONCE) {
      const stop = stops.before(at, wanted);
      if (stop === null) break;
      at = stop.step;
      candidates.push(at);
    }
    const seen = states(candidates.toReversed());
    const found = seen.findLast((state) => valueIn(state, target) !== now);
    if (found !== undefined) return found.step;
    if (candidates.length < AT_ONCE) return null;
  }
  throw new Error(
    `\`${target.name}\` has had this value for long: none of the last ${MOST} statements that mention it changed it. Go further back and ask again.`,
  );
}
