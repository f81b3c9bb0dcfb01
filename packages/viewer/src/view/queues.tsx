/** What is yet to come: microtasks, timers, promises that wait. */
import { frameTitle, nodeTitle } from '../names.ts';
import * as s from '../state/store.ts';

/** Of each queue so many are named. */
const MOST = 12;
/** States of frames that wait for nothing. */
const IDLE: ReadonlySet<string | undefined> = new Set([undefined, 'running']);

export function Queues() {
  const shown = s.shown.value;
  const jobs = shown?.jobs ?? [];
  const timers = shown?.timers ?? [];
  const onStack = new Set(shown?.frames.map(({ id }) => id));
  let promises = 0;
  const suspended: string[] = [];
  for (const { id, kind, name, state, declared } of shown?.nodes.values() ?? []) {
    if (kind === 'frame' && !IDLE.has(state) && !onStack.has(id))
      suspended.push(`${frameTitle({ function: name, ...(declared === undefined ? {} : { declared }) })} (${state})`);
    else if (name === 'Promise' && state === 'pending') promises++;
  }
  /** Functions without a name are called as their boxes are. */
  const called = (text: string, to: number | undefined): string => {
    if (text !== '' && !text.includes('<anonymous>')) return text;
    const node = to === undefined ? undefined : shown?.nodes.get(to);
    return node === undefined ? 'a function' : nodeTitle(node);
  };
  const parts: [string, string[]][] = [
    ['Microtasks', jobs.map(({ text, to }) => called(text, to))],
    ['Timers', timers.map(({ kind, text, delay, to }) => `${called(text, to)} (${kind}, ${delay} ms)`)],
    ['Pending promises', promises === 0 ? [] : [String(promises)]],
    ['Suspended frames', suspended],
  ];
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section class="queues" tabIndex={0} aria-label="Queues">
      {parts.map(([title, items]) => (
        <section key={title} aria-label={title}>
          <h2>{title}</h2>
          <ol>
            {items.slice(0, MOST).map((item, i) => (
              <li key={i}>{item}</li>
            ))}
            {items.length > MOST && <li>{items.length - MOST} more</li>}
            {items.length === 0 && <li class="none">none</li>}
          </ol>
        </section>
      ))}
    </section>
  );
}
