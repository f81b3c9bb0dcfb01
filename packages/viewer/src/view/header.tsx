/** The top line: programs, language, strategy, saving and sharing, looks. */
import { useRef, useState } from 'preact/hooks';
import type { Language } from '../protocol.ts';
import { openBytes, openExample, saveBytes, setLanguage } from '../state/actions.ts';
import { EXAMPLES } from '../state/examples.ts';
import { addressOf, hashHere } from '../state/here.ts';
import * as s from '../state/store.ts';
import { StrategySelect } from './strategies.tsx';

/** Largest file that is opened. */
const MOST_BYTES = 512 * 1024 * 1024;

async function save(): Promise<void> {
  try {
    const bytes = await saveBytes();
    const url = URL.createObjectURL(new Blob([bytes as Uint8Array<ArrayBuffer>], { type: 'application/octet-stream' }));
    const a = document.createElement('a');
    a.href = url;
    a.download = `program-at-${s.shown.value?.step ?? 0}.sagv`;
    a.click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  } catch (e) {
    s.failure.value = e instanceof Error ? e.message : String(e);
  }
}

/** The second tab gets the running program from this one, and goes on by itself. */
async function fork(): Promise<void> {
  const channel = `fork-${Date.now()}-${Math.random().toString(36).slice(2)}`;
  const other = new BroadcastChannel(channel);
  const bytes = await saveBytes();
  other.onmessage = ({ data }) => {
    if (data === 'ready') other.postMessage(bytes);
    if (data === 'taken') other.close();
  };
  window.open(`${location.pathname}?fork=${channel}`, '_blank');
}

export function Header({ onHelp }: { onHelp: () => void }) {
  const file = useRef<HTMLInputElement>(null);
  const [copied, setCopied] = useState(false);
  const share = async (): Promise<void> => {
    history.replaceState(null, '', addressOf(hashHere()));
    try {
      await navigator.clipboard.writeText(location.href);
    } catch {
      // The address bar has it all the same.
    }
    setCopied(true);
    setTimeout(() => setCopied(false), 2500);
  };
  const open = async (given: File | undefined): Promise<void> => {
    if (given === undefined) return;
    if (given.size > MOST_BYTES) s.failure.value = 'This file is too large to be a program saved here.';
    else await openBytes(new Uint8Array(await given.arrayBuffer()));
    if (file.current !== null) file.current.value = '';
  };
  return (
    <header class="top">
      <h1>
        <svg viewBox="0 0 32 32" aria-hidden="true">
          <path d="M16 28V5M16 19h-3.4a3.6 3.6 0 0 1-3.6-3.6V11M16 16h3.4a3.6 3.6 0 0 0 3.6-3.6V8.5" />
        </svg>
        Saguaro
      </h1>
      <label class="pick">
        <span>Example</span>
        <select
          value=""
          onChange={(e) => {
            const example = EXAMPLES.find(({ id }) => id === e.currentTarget.value);
            e.currentTarget.value = '';
            if (example !== undefined) void openExample(example);
          }}
        >
          <option value="" disabled>
            Examples …
          </option>
          {EXAMPLES.map(({ id, title }) => (
            <option key={id} value={id}>
              {title}
            </option>
          ))}
        </select>
      </label>
      <label class="pick">
        <span>Language</span>
        <select value={s.language.value} onChange={(e) => void setLanguage(e.currentTarget.value as Language)}>
          <option value="js">JavaScript</option>
          <option value="ts">TypeScript</option>
        </select>
      </label>
      <StrategySelect />
      <span class="spring" />
      <button type="button" onClick={() => void share()} title="Copy a link to this program at this step">
        {copied ? 'Link copied' : 'Share'}
      </button>
      <button
        type="button"
        onClick={() => void save()}
        disabled={s.shown.value === null}
        title="Save the running program to a file"
      >
        Save
      </button>
      <button type="button" onClick={() => file.current?.click()} title="Open a saved program">
        Open
      </button>
      <input
        ref={file}
        type="file"
        hidden
        aria-label="Saved program"
        onChange={(e) => void open(e.currentTarget.files?.[0])}
      />
      <button
        type="button"
        onClick={() => void fork()}
        disabled={s.shown.value === null}
        title="Fork the running program into a second tab"
      >
        Fork
      </button>
      <button
        type="button"
        aria-label={`Colours: ${s.theme.value}`}
        title="Light or dark"
        onClick={() => {
          // The other one first: whoever presses it wants a change. Then round to what the system says.
          const system = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
          const other = system === 'dark' ? 'light' : 'dark';
          s.theme.value = s.theme.value === 'auto' ? other : s.theme.value === other ? system : 'auto';
        }}
      >
        ◐
      </button>
      <button type="button" onClick={onHelp} aria-label="Help and keyboard shortcuts" title="Help (?)">
        ?
      </button>
    </header>
  );
}
