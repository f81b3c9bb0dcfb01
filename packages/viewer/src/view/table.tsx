/** The same state as tables: what the pictures show, for those who read rather than look. */
import { useState } from 'preact/hooks';
import { bytesText, familyOf, isOnStack, nodeTitle, numberText } from '../names.ts';
import type { SceneNode } from '../protocol.ts';
import { select } from '../state/actions.ts';
import * as s from '../state/store.ts';
import { useViewport } from './heap.tsx';
import { isSpent, rowsOf } from './rows.ts';
import { variableOf } from './target.ts';

const LINE = 30;
/** Beyond so many, only lines in view are made. */
const WHOLE = 300;

export function Tables() {
  const { ref, port } = useViewport<HTMLElement>();
  const [filter, setFilter] = useState('');
  const shown = s.shown.value;
  if (shown === null) return <section class="tables" ref={ref} aria-label="The state as tables" />;
  const frames = shown.frames.filter(({ hidden }) => !hidden);
  const onStack = new Set(shown.frames.map(({ id }) => id));
  const wanted = filter.trim().toLowerCase();
  const nodes = [...shown.nodes.values()].filter(
    (n) => !onStack.has(n.id) && !isOnStack(n) && (wanted === '' || nodeTitle(n).toLowerCase().includes(wanted)),
  );
  const first = nodes.length <= WHOLE ? 0 : Math.max(0, Math.floor((port.top - 800) / LINE));
  const some = nodes.length <= WHOLE ? nodes : nodes.slice(first, first + Math.ceil((port.height + 1600) / LINE));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section class="tables" ref={ref} tabIndex={0} aria-label="The state as tables">
      <table>
        <caption>Variables on the stack, newest frame first</caption>
        <thead>
          <tr>
            <th scope="col">Frame</th>
            <th scope="col">Variable</th>
            <th scope="col">Value</th>
            <th scope="col">Lives</th>
          </tr>
        </thead>
        <tbody>
          {frames.flatMap((frame, i) =>
            frame.bindings.map((b) => (
              <tr key={`${frames.length - i} ${b.name} ${b.start} ${b.place}`}>
                <td>{frame.function}</td>
                <th scope="row">
                  <button type="button" class="label" onClick={() => void select(variableOf(b, frame))}>
                    {b.name}
                  </button>
                </th>
                <td class="text">{b.value.text}</td>
                <td>
                  {b.holder !== undefined
                    ? 'heap'
                    : b.place === 'capture'
                      ? 'heap, copied into the closure'
                      : `stack, register ${b.index}`}
                  {isSpent(b, shown.nodes) ? ', not read again' : ''}
                </td>
              </tr>
            )),
          )}
          {shown.roots
            .filter(({ kind }) => kind === 'global' || kind === 'module')
            .map(({ kind, name, value }) => (
              <tr key={`${kind} ${name}`}>
                <td>Global</td>
                <th scope="row">
                  <button
                    type="button"
                    class="label"
                    onClick={() => void select({ kind: 'global', name: String(name) })}
                  >
                    {name}
                  </button>
                </th>
                <td class="text">{value.text}</td>
                <td>heap, alive by itself</td>
              </tr>
            ))}
        </tbody>
      </table>
      <label class="filter">
        Show only{' '}
        <input type="search" value={filter} onInput={(e) => setFilter(e.currentTarget.value)} placeholder="name" />
      </label>
      <table aria-rowcount={nodes.length + 1}>
        <caption>
          On the heap: {numberText(nodes.length)} {nodes.length === 1 ? 'thing' : 'things'}
        </caption>
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col">Kind</th>
            <th scope="col">Contents</th>
            <th scope="col">Bytes</th>
          </tr>
        </thead>
        <tbody>
          {first > 0 && <tr style={{ height: first * LINE }} />}
          {some.map((node, i) => (
            <Line key={node.id} node={node} index={first + i} />
          ))}
          {nodes.length > first + some.length && <tr style={{ height: (nodes.length - first - some.length) * LINE }} />}
        </tbody>
      </table>
    </section>
  );
}

function Line({ node, index }: { node: SceneNode; index: number }) {
  const contents = rowsOf(node)
    .slice(0, 8)
    .map(({ label, value }) => `${label}: ${value.text}`)
    .join(', ');
  const chosen = s.selection.value?.kind === 'node' && s.selection.value.id === node.id;
  return (
    <tr class={chosen ? 'chosen' : ''} aria-rowindex={index + 2}>
      <th scope="row">
        <button
          type="button"
          class="label"
          aria-pressed={chosen}
          onClick={() => void select({ kind: 'node', id: node.id })}
        >
          {nodeTitle(node)}
        </button>
      </th>
      <td>{familyOf(node.kind)}</td>
      <td class="contents">{contents}</td>
      <td class="number">{bytesText(node.bytes)}</td>
    </tr>
  );
}
