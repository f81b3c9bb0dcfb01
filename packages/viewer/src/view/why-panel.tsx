/** What keeps the selection alive. */
import { bytesText, nodeTitle } from '../names.ts';
import { move, select } from '../state/actions.ts';
import * as s from '../state/store.ts';
import { noteOf, rowsOf } from './rows.ts';
import { holderOf } from './target.ts';
import { Value } from './value.tsx';

export function WhyPanel() {
  const why = s.why.value;
  if (why === null) {
    return (
      <section class="why empty" aria-label="What keeps it alive">
        <p>Choose a variable, a closure, a frame or an object to see what keeps it alive.</p>
      </section>
    );
  }
  const { title, way, sentence, bytes, retained, referrers, target } = why;
  const node = s.shown.value?.nodes.get(holderOf(target) ?? -1);
  return (
    <section class="why" aria-label="What keeps it alive">
      <header>
        <h2>{title}</h2>
        {node !== undefined && noteOf(node) !== '' && <span class="note">{noteOf(node)}</span>}
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
      <p class="sizes">
        {node !== undefined && <>takes {bytesText(bytes)} itself, </>}keeps {bytesText(retained)} alive
        {referrers.length > 1 && (
          <>
            ; {referrers.length} refer to it:{' '}
            {referrers
              .slice(0, 4)
              .map(({ text }) => text)
              .join(', ')}
          </>
        )}
      </p>
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
