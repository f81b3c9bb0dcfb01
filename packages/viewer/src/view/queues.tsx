/** What is yet to come: microtasks, timers, promises that wait. */
import { plain } from '../names.ts';
import * as s from '../state/store.ts';

export function Queues() {
  const shown = s.shown.value;
  if (shown === null) return null;
  const promises = [...shown.nodes.values()].filter((n) => n.name === 'Promise' && n.state === 'pending').length;
  const waiting = [...shown.nodes.values()].filter(
    (n) => n.kind === 'frame' && n.state !== undefined && n.state !== 'running',
  );
  const onStack = new Set(shown.frames.map(({ id }) => id));
  const suspended = waiting.filter(({ id }) => !onStack.has(id));
  const parts: [string, string[]][] = [
    ['Microtasks', shown.jobs.map(({ text }) => text)],
    ['Timers', shown.timers.map(({ kind, text, delay }) => `${text || 'a function'} (${kind}, ${delay} ms)`)],
    ['Pending promises', promises === 0 ? [] : [String(promises)]],
    ['Suspended frames', suspended.map(({ name, state }) => `${plain(name)} (${state})`)],
  ];
  const filled = parts.filter(([, items]) => items.length > 0);
  if (filled.length === 0) return null;
  return (
    <div class="queues">
      {filled.map(([title, items]) => (
        <section key={title}>
          <h3>{title}</h3>
          <ol>
            {items.slice(0, 6).map((item, i) => (
              <li key={i}>{item}</li>
            ))}
            {items.length > 6 && <li>{items.length - 6} more</li>}
          </ol>
        </section>
      ))}
    </div>
  );
}
