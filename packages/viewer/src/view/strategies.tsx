/** The four ways to store captured variables, compared at the step shown. */
import type { StorageStrategy } from '@saguaro/engine';
import { bytesText, numberText } from '../names.ts';
import { compare, setStorage } from '../state/actions.ts';
import * as s from '../state/store.ts';

export const STRATEGIES: readonly { readonly id: StorageStrategy; readonly says: string }[] = [
  { id: 'flat', says: 'each captured variable by itself' },
  { id: 'linked', says: 'one environment for each scope, as V8' },
  { id: 'frame', says: 'in the frame, which stays' },
  { id: 'table', says: 'a table for each scope, by name' },
];

export function StrategySelect() {
  return (
    <label class="pick">
      <span>Strategy</span>
      <select value={s.storage.value} onChange={(e) => void setStorage(e.currentTarget.value as StorageStrategy)}>
        {STRATEGIES.map(({ id, says }) => (
          <option key={id} value={id}>
            {id}: {says}
          </option>
        ))}
      </select>
    </label>
  );
}

export function Strategies() {
  const comparison = s.comparison.value;
  return (
    <section class="strategies" aria-label="Strategies compared">
      <header>
        <h2>{comparison === null ? 'What each strategy keeps' : `Kept at step ${numberText(comparison.step)}`}</h2>
        <button type="button" class="quiet" disabled={s.shown.value === null} onClick={() => void compare()}>
          {comparison === null || comparison.step === s.shown.value?.step ? 'Compare' : 'Compare at this step'}
        </button>
      </header>
      {comparison === null && (
        <p class="hint">
          Where captured variables are stored decides how long they live. Compare what each way keeps alive at this
          step, and what of it nothing will read again.
        </p>
      )}
      {comparison !== null && (
        <table>
          <thead>
            <tr>
              <th scope="col">Strategy</th>
              <th scope="col" title="By captured variables">
                Kept
              </th>
              <th scope="col">Records</th>
              <th scope="col">Kept needlessly</th>
            </tr>
          </thead>
          <tbody>
            {comparison.rows.map((row) => (
              <tr key={row.storage} class={row.storage === s.storage.value ? 'chosen' : ''}>
                <th scope="row">
                  <button
                    type="button"
                    class="label"
                    aria-pressed={row.storage === s.storage.value}
                    onClick={() => void setStorage(row.storage)}
                  >
                    {row.storage}
                  </button>
                </th>
                <td class="number">{bytesText(row.bytes)}</td>
                <td class="number">{row.environments}</td>
                <td class={row.extra.length > 0 ? 'leak' : ''}>
                  {row.extra.length === 0
                    ? 'nothing'
                    : `${row.extra
                        .slice(0, 4)
                        .map((e) => `${e.name} of ${e.function}, line ${e.line} (${bytesText(e.bytes)})`)
                        .join(', ')}${row.extra.length > 4 ? ` and ${row.extra.length - 4} more` : ''}`}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
