/** The page's beginning: what to show first, and where it remembers how one likes it. */
import { effect } from '@preact/signals';
import { render } from 'preact';
import { App } from './app.tsx';
import type { Language } from './protocol.ts';
import { move, openBytes, openProgram } from './state/actions.ts';
import { warmUp } from './state/client.ts';
import { EXAMPLES } from './state/examples.ts';
import { addressOf, hashHere } from './state/here.ts';
import { sharedOf } from './state/link.ts';
import * as s from './state/store.ts';
import './style/main.css';

const query = new URLSearchParams(location.search);

/** A file that `saguaro view FILE` serves beside the page. */
async function served(): Promise<{ readonly text: string; readonly language: Language } | null> {
  const path = query.get('file');
  if (path === null) return null;
  const name = query.get('name') ?? '';
  const answer = await fetch(new URL(path, location.href));
  if (!answer.ok || new URL(answer.url).origin !== location.origin) return null;
  return { text: await answer.text(), language: /\.[cm]?tsx?$/.test(name) ? 'ts' : 'js' };
}

/** Milliseconds that another tab has to hand over its program. */
const HANDOVER = 5000;

function fork(channel: string): void {
  const other = new BroadcastChannel(channel);
  const late = setTimeout(async () => {
    other.close();
    await openWanted();
    s.failure.value = 'The tab that this one was forked from does not answer.';
  }, HANDOVER);
  other.onmessage = async ({ data }) => {
    if (!(data instanceof Uint8Array)) return;
    clearTimeout(late);
    other.postMessage('taken');
    other.close();
    await openBytes(data);
    // A forked program is handed over once; when the page is loaded again, it is run again from its beginning.
    history.replaceState(null, '', addressOf(hashHere()));
  };
  other.postMessage('ready');
}

async function openShared(): Promise<boolean> {
  const shared = sharedOf(location.hash);
  if (shared === null) {
    if (location.hash.startsWith('#v')) s.failure.value = 'This link is damaged: it may have been cut short.';
    return false;
  }
  s.storage.value = shared.storage;
  await openProgram(shared.text, shared.language);
  if (shared.step > 0) await move({ kind: 'step', step: shared.step });
  return true;
}

async function begin(): Promise<void> {
  const channel = query.get('fork');
  if (channel !== null) {
    fork(channel);
    return;
  }
  // A link to a step says more than the file that this page was opened with.
  if (await openShared()) return;
  const damaged = s.failure.value;
  const file = await served();
  if (file !== null) await openProgram(file.text, file.language);
  else await openWanted();
  s.failure.value ??= damaged;
}

async function openWanted(): Promise<void> {
  const wanted = query.get('example');
  const example = EXAMPLES.find(({ id }) => id === wanted) ?? EXAMPLES[0];
  if (example !== undefined) await openProgram(example.text, example.language ?? 'js');
}

function remember(): void {
  const key = 'saguaro-theme';
  try {
    const known = localStorage.getItem(key);
    if (known === 'light' || known === 'dark') s.theme.value = known;
  } catch {
    // Without storage nothing is remembered.
  }
  effect(() => {
    const theme = s.theme.value;
    if (theme === 'auto') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme;
    try {
      if (theme === 'auto') localStorage.removeItem(key);
      else localStorage.setItem(key, theme);
    } catch {
      // As above.
    }
  });
}

warmUp();
remember();
s.embedded.value = query.has('embed');
if (innerWidth < 1700) s.view.value = 'language';
render(<App />, document.getElementById('app') as HTMLElement);
window.addEventListener('hashchange', () => void openShared());
void begin();
