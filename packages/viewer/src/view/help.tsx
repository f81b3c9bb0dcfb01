/** What the colours mean, and the keys. */
import { useEffect, useRef } from 'preact/hooks';
import { KEYS } from '../state/keyboard.ts';
import * as s from '../state/store.ts';

export function Help({ open, onClose }: { open: boolean; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  return (
    <dialog ref={dialog} class="help" onClose={onClose} aria-labelledby="help-title">
      <header>
        <h2 id="help-title">Watch the stack become the heap</h2>
        <button type="button" class="quiet" onClick={onClose} aria-label="Close">
          ✕
        </button>
      </header>
      <p>
        Paste a program and press <kbd>Ctrl</kbd> <kbd>Enter</kbd>. Each declaration says where it will live:{' '}
        <span class="tag tag-stack">stack</span> in a register of its function's frame, gone when the function returns;{' '}
        <span class="tag tag-heap">heap</span> in an environment, alive for as long as something refers to it. Then go
        to and fro, and choose anything to see what keeps it alive.
      </p>
      <p>The program runs in this page, in an engine of its own. Nothing is sent anywhere.</p>
      <table>
        <caption>Keys, while the cursor is not in a text</caption>
        <tbody>
          {KEYS.map(({ keys, says }) => (
            <tr key={keys}>
              <th scope="row">
                <kbd>{keys}</kbd>
              </th>
              <td>{says}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <label>
        <input
          type="checkbox"
          checked={s.shortcuts.value}
          onChange={(e) => {
            s.shortcuts.value = e.currentTarget.checked;
          }}
        />{' '}
        Keys of one letter are on
      </label>
    </dialog>
  );
}
