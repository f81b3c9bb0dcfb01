/** The page. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { Editor } from './editor/editor.tsx';
import { keepFocus, onKey } from './state/keyboard.ts';
import * as s from './state/store.ts';
import { Arrows } from './view/arrows.tsx';
import { Console } from './view/console.tsx';
import { Controls } from './view/controls.tsx';
import { Stack } from './view/frames.tsx';
import { Header } from './view/header.tsx';
import { HeapLanes } from './view/heap.tsx';
import { Help } from './view/help.tsx';
import { Memory } from './view/memory.tsx';
import { Queues } from './view/queues.tsx';
import { Strategies } from './view/strategies.tsx';
import { Tables } from './view/table.tsx';
import { WhyPanel } from './view/why-panel.tsx';

const VIEWS: readonly { readonly id: s.View; readonly title: string }[] = [
  { id: 'both', title: 'Both' },
  { id: 'language', title: 'Language' },
  { id: 'machine', title: 'Machine' },
  { id: 'table', title: 'Table' },
];

const PANELS: readonly { readonly id: s.Panel; readonly title: string }[] = [
  { id: 'source', title: 'Source' },
  { id: 'picture', title: 'Picture' },
  { id: 'console', title: 'Console' },
];

function LanguageView() {
  const host = useRef<HTMLElement>(null);
  return (
    <section class="view language" ref={host} aria-label="Language view: stack, environments, closures, objects">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section class="stack-lane" tabIndex={0} aria-label="The stack">
        <Stack />
      </section>
      <HeapLanes />
      <Arrows host={host} />
    </section>
  );
}

function MachineView() {
  const host = useRef<HTMLElement>(null);
  return (
    <section class="view machine" ref={host} aria-label="Machine view: memory by address">
      <Memory />
      <Arrows host={host} />
    </section>
  );
}

function Views() {
  const view = s.view.value;
  const views = useRef<HTMLDivElement>(null);
  return (
    <div class="views" ref={views}>
      <div class="toolbar">
        <div role="radiogroup" aria-label="View" class="tabs">
          {VIEWS.map(({ id, title }, i) => (
            <label key={id} title={`${title} (${i + 1})`} class={view === id ? 'chosen' : ''}>
              <input
                type="radio"
                name="view"
                class="sr"
                checked={view === id}
                onChange={() => {
                  s.view.value = id;
                }}
              />
              {title}
            </label>
          ))}
        </div>
        <label class="check">
          <input
            type="checkbox"
            checked={s.allArrows.value}
            onChange={(e) => {
              s.allArrows.value = e.currentTarget.checked;
            }}
          />
          All arrows
        </label>
        <button
          type="button"
          class="quiet"
          onClick={() => views.current?.querySelector<HTMLElement>('button[data-item]')?.focus()}
          title="Then go from thing to thing with the arrow keys"
        >
          Into the picture
        </button>
      </div>
      <Happened />
      <div class={`pictures pictures-${view}`}>
        {(view === 'both' || view === 'language') && <LanguageView />}
        {(view === 'both' || view === 'machine') && <MachineView />}
        {view === 'table' && <Tables />}
      </div>
      <Queues />
      <div class="below">
        <WhyPanel />
        <Strategies />
      </div>
    </div>
  );
}

/** `code` between backquotes. */
function Sentence({ text }: { text: string }) {
  return <>{text.split('`').map((part, i) => (i % 2 === 1 ? <code key={i}>{part}</code> : part))}</>;
}

/** What comes next, where a step has done nothing worth telling. */
function nextOf({ offset, line }: { readonly offset: number; readonly line: number }): string {
  // A function without a return ends at its brace.
  const isEnd = s.loadedText.value?.charAt(offset) === '}';
  return isEnd ? `The end of the function, in line ${line}, is next.` : `Line ${line} is next.`;
}

function Happened() {
  const shown = s.shown.value;
  const text =
    shown === null
      ? []
      : shown.happened.length > 0
        ? shown.happened
        : shown.direction === 'back'
          ? ['Back in time.']
          : shown.at !== null
            ? [nextOf(shown.at)]
            : ['The stack is empty.'];
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls when much has happened, and must then be reachable by keyboard
    <ul class="happened" tabIndex={0} aria-live="polite" aria-label="What happened">
      {text.map((sentence) => (
        <li key={sentence}>
          <Sentence text={sentence} />
        </li>
      ))}
      {text.length === 0 && <li class="empty">…</li>}
    </ul>
  );
}

export function App() {
  const [help, setHelp] = useState(false);
  useEffect(() => {
    const listener = (event: KeyboardEvent): void => onKey(event, () => setHelp(true));
    document.addEventListener('keydown', listener);
    const letFocusGo = keepFocus();
    return () => {
      document.removeEventListener('keydown', listener);
      letFocusGo();
    };
  }, []);
  const panel = s.panel.value;
  return (
    <div class={`app panel-${panel} ${s.embedded.value ? 'embedded' : ''}`}>
      <Header onHelp={() => setHelp(true)} />
      <nav aria-label="Panels">
        <div class="panels" role="radiogroup" aria-label="Panel">
          {PANELS.map(({ id, title }) => (
            <label key={id} class={panel === id ? 'chosen' : ''}>
              <input
                type="radio"
                name="panel"
                class="sr"
                checked={panel === id}
                onChange={() => {
                  s.panel.value = id;
                }}
              />
              {title}
            </label>
          ))}
        </div>
      </nav>
      <main>
        <div class="left">
          <Editor />
          <Console />
        </div>
        <Views />
      </main>
      <Controls />
      {s.failure.value !== null && (
        <div class="failure" role="alert">
          {s.failure.value}{' '}
          <button
            type="button"
            class="quiet"
            onClick={() => {
              s.failure.value = null;
            }}
          >
            OK
          </button>
        </div>
      )}
      {s.busy.value && (
        <div class="busy" role="status">
          Working …
        </div>
      )}
      <Help open={help} onClose={() => setHelp(false)} />
    </div>
  );
}
