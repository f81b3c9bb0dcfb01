/** What keeps the selection alive. */
import type { PictureValue } from '@saguaro/engine';
import { bytesText, nodeTitle } from '../names.ts';
import type { Target } from '../protocol.ts';
import { move, select } from '../state/actions.ts';
import * as s from '../state/store.ts';
import { noteOf, rowsOf } from './rows.ts';
import { holderOf, sameTarget, variableOf } from './target.ts';
import { SHORT, Value } from './value.tsx';

const COLOURS: readonly (readonly [string, string])[] = [
  ['frame', 'frame of a call'],
  ['environment', 'captured variables'],
  ['closure', 'closure'],
  ['object', 'object'],
  ['free', 'frame free for reuse'],
  ['garbage', 'garbage'],
  ['way', 'way from a root'],
  ['leak', 'kept needlessly'],
];

function Legend() {
  return (
    <dl class="legend">
      {COLOURS.map(([kind, says]) => (
        <div key={kind}>
          <dt class={`swatch swatch-${kind}`} />
          <dd>{says}</dd>
        </div>
      ))}
    </dl>
  );
}

/** What a variable has, in full: boxes shorten it. */
function valueIn(target: Target): PictureValue | undefined {
  const shown = s.shown.value;
  if (shown === null || target.kind === 'node') return undefined;
  if (target.kind === 'global')
    return shown.roots.find(({ kind, name }) => (kind === 'global' || kind === 'module') && name === target.name)
      ?.value;
  for (const frame of shown.frames)
    for (const binding of frame.bindings) if (sameTarget(target, variableOf(binding, frame))) return binding.value;
  const node = shown.nodes.get(target.holder);
  return node === undefined ? undefined : rowsOf(node).find(({ variable }) => variable === target.name)?.value;
}

export function WhyPanel() {
  const why = s.why.value;
  if (why === null) {
    return (
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it may scroll, and must then be reachable by keyboard
      <section class="why empty" tabIndex={0} aria-label="What keeps it alive">
        <p>Choose a variable, a closure, a frame or an object to see what keeps it alive.</p>
        <Legend />
      </section>
    );
  }
  const { title, way, sentence, bytes, retained, referrers, target } = why;
  const node = s.shown.value?.nodes.get(holderOf(target) ?? -1);
  const value = valueIn(target);
  return (
    <section class="why" aria-label="What keeps it alive">
      <header>
        <h2>{title}</h2>
        {node !== undefined && noteOf(node) !== '' && <span class="note">{noteOf(node)}</span>}
        <span class="sizes">
          keeps {bytesText(retained)} alive
          {node !== undefined && target.kind === 'node' && <>, {bytesText(bytes)} its own</>}
        </span>
        <span class="spring" />
        {target.kind !== 'node' && (
          <button type="button" class="quiet" onClick={() => void move({ kind: 'write', target })}>
            Go to its last write
          </button>
        )}
        <button type="button" class="quiet" onClick={() => void select(null)} aria-label="Close">
          ✕
        </button>
      </header>
      <p class="sentence" aria-live="polite">
        {sentence}
      </p>
      {way.length > 0 && (
        <ol class="way" aria-label="The way from a root">
          {way.map(({ id, text }, i) => (
            <li key={i}>
              {id === null || s.shown.value?.nodes.has(id) !== true ? (
                <span>{text}</span>
              ) : (
                <button type="button" onClick={() => void select({ kind: 'node', id })}>
                  {text}
                </button>
              )}
            </li>
          ))}
        </ol>
      )}
      {referrers.length > 1 && (
        <p class="sizes">
          {referrers.length} refer to it:{' '}
          {referrers
            .slice(0, 4)
            .map(({ text }) => text)
            .join(', ')}
        </p>
      )}
      {value !== undefined && value.text.length > SHORT && (
        <dl>
          <div>
            <dt>its value</dt>
            <dd>
              <Value value={value} long />
            </dd>
          </div>
        </dl>
      )}
      {node !== undefined && target.kind === 'node' && rowsOf(node).length > 0 && (
        <details>
          <summary>
            All that is in {nodeTitle(node)} ({rowsOf(node).length + node.more})
          </summary>
          <dl>
            {rowsOf(node).map((row) => (
              <div key={row.key}>
                <dt>{row.label}</dt>
                <dd>
                  <Value value={row.value} long />
                </dd>
              </div>
            ))}
          </dl>
          {node.more > 0 && <p>{node.more} more are not shown.</p>}
        </details>
      )}
    </section>
  );
}
