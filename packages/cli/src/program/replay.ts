/** Recorded runs, done again. */
import type { Machine, Outcome } from '@saguaro/engine';
import { type Ending, type Engine, EngineSession, load, type SavedProgram, type Session } from '../engine.ts';
import { damagedFile, diverged, otherVersion, snapshotFile } from '../errors.ts';
import type { Output } from '../output.ts';
import type { Clock } from './clock.ts';
import { type Inspection, inspectMachine } from './inspection.ts';
import { type RecordingNote, readNote } from './recorded.ts';

/** A recorded run, done again. Nothing of the host is asked but to print. */
export interface Replay extends Pick<Session, 'save' | 'heap' | 'sourceOf'> {
  /** To its end, or to a step of it. Throws a `UserError` where the run does not go as it did. */
  replay(to?: number): Ending;
  /** The first and the last step that can be shown. */
  readonly begin: number;
  readonly end: number;
  inspect(): Inspection;
}

class ReplaySession extends EngineSession implements Replay {
  readonly begin: number;
  readonly end: number;
  private readonly engine: Engine;
  private readonly note: RecordingNote;
  private readonly shown: string;
  private readonly functions: readonly string[];

  constructor(engine: Engine, machine: Machine, from: SavedProgram, output: Output, clock: Clock) {
    super(machine, false, clock, output, new Map(), new Map(), null, Number.POSITIVE_INFINITY);
    const { begin, end, note, functions } = engine.describeRecording(from.bytes);
    this.engine = engine;
    this.begin = begin;
    this.end = end;
    this.note = readNote(note);
    this.shown = from.shown;
    this.functions = functions;
  }

  replay(to = this.end): Ending {
    const { machine, note } = this;
    try {
      if (to < this.end) {
        machine.seek(to);
        return { kind: 'stopped', step: machine.stepsRun };
      }
      const outcome = machine.run();
      if (note.interrupted !== undefined) return { kind: 'interrupted', signal: note.interrupted };
      return this.endingOf(outcome) ?? { kind: 'stopped', step: machine.stepsRun };
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      if (error.name !== 'HistoryError' && error.name !== 'SnapshotError') throw error;
      throw diverged(this.shown, error.message, note.node);
    }
  }

  protected override endingOf(outcome: Outcome): Ending | null {
    const ending = super.endingOf(outcome);
    const { at } = this.note;
    return ending?.kind === 'threw' && at !== undefined ? { ...ending, error: { ...ending.error, at } } : ending;
  }

  override sourceOf(file: string): string | undefined {
    return super.sourceOf(file) ?? (file === this.note.at?.file ? this.note.original : undefined);
  }

  inspect(): Inspection {
    return inspectMachine(this.engine, this.machine, this.functions);
  }
}

/** Opens a recording. Throws a `UserError` where it is none, or is another engine's. */
export async function openReplay(from: SavedProgram, output: Output, clock: Clock): Promise<Replay> {
  const engine = await load();
  if (!engine.isRecording(from.bytes) && engine.isSnapshot(from.bytes)) throw snapshotFile(from.shown);
  const isTyped = recorded(engine, from, () => engine.describeRecording(from.bytes).needsTypeScript);
  if (isTyped) await engine.loadTypeScript();
  return recorded(engine, from, () => {
    const machine = engine.Machine.replay(from.bytes, {
      clock: { now: clock.now, monotonic: clock.monotonic },
      console: (level: string, text: string) => output.write(`${text}\n`, level === 'error' || level === 'warn'),
      history: { checkpointSteps: Number.POSITIVE_INFINITY, printed: false },
    });
    return new ReplaySession(engine, machine, from, output, clock);
  });
}

/** Does something with a recording, and says of the engine's errors what a user can do. */
export function recorded<T>(engine: Engine, from: SavedProgram, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof engine.HistoryError)
      throw diverged(from.shown, error.message, readNote(engine.describeRecording(from.bytes).note).node);
    if (!(error instanceof engine.RecordingError)) throw error;
    if (error.code === 'VERSION') throw otherVersion(from.shown, error.message);
    throw damagedFile(from.shown, error.message.replace(/^The recording is damaged: /, '').replace(/\.$/, ''));
  }
}
