/** Keys: of the time line, and for going through what a view shows. */
import { effect } from '@preact/signals';
import { collect, move, play, select, stop } from './actions.ts';
import * as s from './store.ts';

export const KEYS: readonly { readonly keys: string; readonly says: string }[] = [
  { keys: 'N, P', says: 'step, step back' },
  { keys: 'O, Shift+O', says: 'step over a call, back over it' },
  { keys: 'U, Shift+U', says: 'out of the function, back to before it was called' },
  { keys: 'E, Shift+E', says: 'next and previous change of environment' },
  { keys: 'B, Shift+B', says: 'next and previous breakpoint' },
  { keys: 'Home, End', says: 'start and end' },
  { keys: 'Space', says: 'play and pause' },
  { keys: 'C', says: 'collect the garbage' },
  { keys: 'A', says: 'all arrows, or only those of the selection' },
  { keys: '1, 2, 3, 4', says: 'both views, language, machine, table' },
  { keys: '↑ ↓ ← →', says: 'in a view: from one thing to the next' },
  { keys: 'Escape', says: 'nothing selected; in the editor: leave it' },
  { keys: 'Ctrl+Enter', says: 'run the program in the editor' },
  { keys: 'F9', says: 'in the editor: a breakpoint on this line, or none' },
  { keys: '?', says: 'this help' },
];

const VIEWS = ['both', 'language', 'machine', 'table'] as const;

const isText = (element: Element | null): boolean =>
  element instanceof HTMLElement &&
  (element.isContentEditable ||
    element.matches('input:not([type=range]):not([type=checkbox]):not([type=radio]), textarea, select'));

function letter(event: KeyboardEvent): boolean {
  const back = event.shiftKey;
  switch (event.key.toLowerCase()) {
    case 'n':
      void move({ kind: 'into', back: false });
      return true;
    case 'p':
      void move({ kind: 'into', back: true });
      return true;
    case 'o':
      void move({ kind: 'over', back });
      return true;
    case 'u':
      void move({ kind: 'out', back });
      return true;
    case 'e':
      void move({ kind: 'environment', back });
      return true;
    case 'b':
      if (s.breakpoints.value.length > 0) void move({ kind: 'breakpoint', back, lines: s.breakpoints.value });
      return true;
    case 'c':
      void collect();
      return true;
    case 'a':
      s.allArrows.value = !s.allArrows.value;
      return true;
    case '1':
    case '2':
    case '3':
    case '4':
      s.view.value = VIEWS[Number(event.key) - 1] ?? 'both';
      return true;
  }
  return false;
}

/** From one thing to the next, in the direction of the arrow, as the eye goes. */
function walk(key: string, here: HTMLElement): boolean {
  const area = here.closest('.views');
  if (area === null) return false;
  const from = here.getBoundingClientRect();
  const x = from.left;
  const y = from.top;
  let best: HTMLElement | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const item of area.querySelectorAll<HTMLElement>('button[data-item], .row button.label')) {
    if (item === here) continue;
    const rect = item.getBoundingClientRect();
    const dx = rect.left - x;
    const dy = rect.top - y;
    const ahead = key === 'ArrowDown' ? dy : key === 'ArrowUp' ? -dy : key === 'ArrowRight' ? dx : -dx;
    if (ahead <= 4) continue;
    const aside = Math.abs(key === 'ArrowDown' || key === 'ArrowUp' ? dx : dy);
    const distance = ahead + 4 * aside;
    if (distance < least) {
      least = distance;
      best = item;
    }
  }
  best?.focus();
  best?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  return best !== null;
}

/**
 * Gives the focus to what is near, when the thing that had it goes with a step: who uses the keyboard or a screen reader stays where they
 * were.
 * @returns stops it
 */
export function keepFocus(): () => void {
  let had: HTMLElement | null = null;
  let area: HTMLElement | null = null;
  const remember = ({ target }: FocusEvent): void => {
    had = target instanceof HTMLElement ? target : null;
    area = had?.closest<HTMLElement>('.stack-lane, .heap, .memory, .tables, .below') ?? null;
  };
  document.addEventListener('focusin', remember);
  const stopWatching = effect(() => {
    s.shown.value;
    s.why.value;
    requestAnimationFrame(() => {
      if (had === null || had.isConnected || document.activeElement !== document.body || area?.isConnected !== true)
        return;
      const next = area.querySelector<HTMLElement>('button[data-item], button') ?? area;
      next.focus({ preventScroll: true });
    });
  });
  return () => {
    document.removeEventListener('focusin', remember);
    stopWatching();
  };
}

export function onKey(event: KeyboardEvent, help: () => void): void {
  const target = event.target as HTMLElement;
  if (event.defaultPrevented || document.querySelector('dialog[open]') !== null) return;
  if (event.key === 'Escape') {
    if (isText(target)) target.blur();
    else void select(null);
    return;
  }
  if (isText(target) || event.ctrlKey || event.metaKey || event.altKey) return;
  const inView = target.closest('.views') !== null && target.tagName === 'BUTTON';
  let done = false;
  if (event.key.startsWith('Arrow') && inView) done = walk(event.key, target);
  else if (event.key === '?') {
    help();
    done = true;
  } else if (event.key === 'Home' || event.key === 'End') {
    void move({ kind: event.key === 'Home' ? 'start' : 'end' });
    done = true;
  } else if (event.key === ' ' && target.tagName !== 'BUTTON' && target.tagName !== 'SUMMARY') {
    if (s.playing.value) stop();
    else play();
    done = true;
  } else if (s.shortcuts.value && target.getAttribute('type') !== 'range') done = letter(event);
  else if (s.shortcuts.value && !/^[0-9]$/.test(event.key)) done = letter(event);
  if (done) event.preventDefault();
}
