/** What the command keeps with a recording, and how a run that is recorded is interrupted. */
import type { Ending } from '../engine.ts';
import type { SourcePosition } from '../report/uncaught.ts';

/** Signals that end a recorded run in good order. */
export const interruptions = ['SIGINT', 'SIGTERM'] as const;
export type Interruption = (typeof interruptions)[number];

/** The note of a recording: what of the run the engine does not know. */
export interface RecordingNote {
  /** The version of Node, whose `Math`, Unicode and time zones the program saw. */
  readonly node: string;
  readonly interrupted?: Interruption;
  /** Where an uncaught error was thrown, as it was reported. */
  readonly at?: SourcePosition;
  /** The text of that file, where only a source map knows it. */
  readonly original?: string;
}

export function noteOf(ending: Ending, originalOf: (file: string) => string | undefined): string {
  const at = ending.kind === 'threw' ? ending.error.at : undefined;
  const original = at === undefined ? undefined : originalOf(at.file);
  const note: RecordingNote = {
    node: process.versions.node,
    ...(ending.kind === 'interrupted' ? { interrupted: ending.signal } : {}),
    ...(at === undefined ? {} : { at: { file: at.file, line: at.line, column: at.column } }),
    ...(original === undefined ? {} : { original }),
  };
  return JSON.stringify(note);
}

/** What a note says; of one that others wrote, nothing. */
export function readNote(text: string): RecordingNote {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    // Somebody else's note.
  }
  if (typeof read !== 'object' || read === null) return { node: 'unknown' };
  const { node, interrupted, at, original } = read as Record<keyof RecordingNote, unknown>;
  const signal = interruptions.find((one) => one === interrupted);
  return {
    node: typeof node === 'string' ? node : 'unknown',
    ...(signal === undefined ? {} : { interrupted: signal }),
    ...(isPosition(at) ? { at } : {}),
    ...(typeof original === 'string' ? { original } : {}),
  };
}

function isPosition(v: unknown): v is SourcePosition {
  if (typeof v !== 'object' || v === null) return false;
  const { file, line, column } = v as Record<keyof SourcePosition, unknown>;
  return typeof file === 'string' && Number.isSafeInteger(line) && Number.isSafeInteger(column);
}

/** Aborts, with the signal's name for a reason, at the first interruption; the second ends the process as if nobody listened. */
export function interruptible(): AbortSignal {
  const controller = new AbortController();
  for (const name of interruptions) process.once(name, () => controller.abort(name));
  return controller.signal;
}
