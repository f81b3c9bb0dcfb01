/** A machine's journal as a recording holds it, and back. */
import type { Outcome } from '../host/options.ts';
import { HistoryError } from './head.ts';
import { type Checkpoint, type Entry, type Event, isEvent, type Journal } from './journal.ts';
import type { RecordedEntry } from './recorded-entries.ts';
import { outcomeText, type RecordedEnd, type Recording } from './recording.ts';

/** What a checkpoint takes beside its bytes. */
export const CHECKPOINT_BYTES = 200;

function isChange(e: Entry): e is Event & { readonly kind: 'changed' } {
  return typeof e !== 'number' && isEvent(e) && e.kind === 'changed';
}

/**
 * The entries since a checkpoint.
 * @param written gives a checkpoint as a snapshot for any process
 */
export function recordedEntries(
  journal: Journal,
  first: Checkpoint,
  written: (checkpoint: Checkpoint) => Uint8Array,
): RecordedEntry[] {
  return journal.entriesFrom(first.position).map((e): RecordedEntry => {
    if (!isChange(e)) return e;
    const { step, from, checkpoint } = e;
    const state = { printed: checkpoint.printed - first.printed, bytes: written(checkpoint) };
    return { kind: 'changed', step, from, state };
  });
}

/** Fills an empty journal with what is to come. */
export function loadJournal(journal: Journal, { entries, positions }: Recording): void {
  for (const [key, place] of positions) journal.notePosition(key, place);
  for (const e of entries) {
    if (typeof e === 'number' || e.kind !== 'changed') {
      journal.append(e);
      continue;
    }
    const { step, from, state } = e;
    const { bytes, printed } = state;
    const size = bytes.length + CHECKPOINT_BYTES;
    const checkpoint = { step, position: journal.end + 1, printed, state: bytes, size, pinned: true };
    journal.append({ kind: 'changed', step, from, checkpoint });
  }
}

/** @throws HistoryError where a replay has come to another end than the recorded run */
export function checkEnd(step: number, printed: number, outcome: Outcome | null, end: RecordedEnd): void {
  const text = (...[how, steps, lines]: [string | null, number, number]): string =>
    `'${how ?? 'rest'}' after ${steps} steps and ${lines} lines of output`;
  const came = text(outcome === null ? null : outcomeText(outcome), step, printed);
  const recorded = text(end.outcome, end.step, end.printed);
  if (came !== recorded)
    throw new HistoryError(`Replaying came to another end than the record says: ${came}, not ${recorded}.`);
}
