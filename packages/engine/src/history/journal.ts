/**
 * The journal of a machine: everything that came to it from outside, in order. With it and a state to begin with, what the machine did
 * can be done again without asking anybody.
 */
import type { LoadAnswer } from '../agent/module-state.ts';
import type { HostAnswer } from '../host/functions.ts';
import type { MachineLimits, SourcePlace, StartOptions } from '../host/options.ts';
import type { SharedSnapshot } from '../snapshot/fork.ts';
import { type Failure, sizeOf } from './copy.ts';

/** What the program was told when it asked. */
export type Told =
  /** A reading of a clock. */
  | number
  /** What a function of the host answered; `of` names it. */
  | { readonly kind: 'told'; readonly of: string; readonly value: unknown }
  | { readonly kind: 'failed'; readonly of: string; readonly failure: Failure }
  /** A promise: the answer is an event of its own. */
  | { readonly kind: 'later'; readonly of: string };

/** What was done to the machine, after that many steps. */
export type Event = {
  readonly step: number;
  /** It happened inside a call of a function of the host, so within an instruction. */
  readonly inner?: true;
} & (
  | { readonly kind: 'start'; readonly source: string; readonly options: StartOptions }
  /** The first run after other events: until then they only wait. */
  | { readonly kind: 'run' }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: HostAnswer }
  | { readonly kind: 'load'; readonly id: number; readonly answer: LoadAnswer }
  | { readonly kind: 'limits'; readonly limits: MachineLimits }
  /** The embedder asked for a collection. */
  | { readonly kind: 'collect' }
  /** The machine counted what is alive; `emptied`: as a collection does. Then it went on from these counts. */
  | { readonly kind: 'trace'; readonly emptied: boolean; readonly allocated: number; readonly traceAt: number }
  /** `run` reported an uncaught error, which is then no longer part of the state. */
  | { readonly kind: 'threw' }
  /** After the step `from` the state became that of the checkpoint by what no journal can tell: the embedder changed it, or handed a handle over. */
  | { readonly kind: 'changed'; readonly from: number; readonly checkpoint: Checkpoint }
);

export type Entry = Told | Event;

/** A state to begin with. */
export interface Checkpoint {
  readonly step: number;
  /** Entries of the journal before it. */
  readonly position: number;
  /** Lines printed before it. */
  readonly printed: number;
  /** Bytes of a snapshot in a journal that was read from a recording. */
  readonly state: SharedSnapshot | Uint8Array;
  /** Bytes that it takes. */
  readonly size: number;
  /** An event of the journal is this state. */
  readonly pinned: boolean;
}

/** A line that the program printed. */
export interface Printed {
  readonly level: string;
  readonly text: string;
}

const READING_BYTES = 24;
const ENTRY_BYTES = 120;

export function isEvent(e: Entry): e is Event {
  return typeof e === 'object' && 'step' in e;
}

interface Indexed {
  readonly index: number;
  readonly event: Event;
}

export class Journal {
  private entries: Entry[] = [];
  /** Entries dropped at the beginning. */
  private dropped = 0;
  /** The events that are not inside an instruction, with their places. */
  private events: Indexed[] = [];
  private lines: Printed[] = [];
  private droppedLines = 0;
  /** Is what was printed kept, or only counted? */
  private readonly keepsLines: boolean;
  /**
   * Where the embedder says that places of sources were written: the program sees it in stacks, so that it must be the same each time.
   * A place is asked for once, so when it was does not matter.
   */
  readonly positions = new Map<string, SourcePlace | null>();
  /** Rough size, of what was printed too. */
  bytes = 0;

  constructor(keepsLines = true) {
    this.keepsLines = keepsLines;
  }

  /** Entries so far, dropped ones included. */
  get end(): number {
    return this.dropped + this.entries.length;
  }

  /** Lines printed so far, dropped ones included. */
  get printed(): number {
    return this.droppedLines + this.lines.length;
  }

  at(position: number): Entry | undefined {
    return this.entries[position - this.dropped];
  }

  /** The entries from a position on. */
  entriesFrom(position: number): readonly Entry[] {
    return this.entries.slice(position - this.dropped);
  }

  /** Keeps where a place was written. */
  notePosition(key: string, place: SourcePlace | null): void {
    this.positions.set(key, place);
    this.bytes += ENTRY_BYTES + 2 * key.length;
  }

  append(entry: Entry): void {
    if (typeof entry === 'number') this.bytes += READING_BYTES;
    else {
      this.bytes += sizeOfEntry(entry);
      if (isEvent(entry) && entry.inner !== true) this.events.push({ index: this.end, event: entry });
    }
    this.entries.push(entry);
  }

  /** Takes the newest entry, which is no event, out again. */
  takeLast(): Entry | undefined {
    const e = this.entries.pop();
    if (e !== undefined) this.bytes -= typeof e === 'number' ? READING_BYTES : sizeOfEntry(e);
    return e;
  }

  /** Puts an event in the place of an entry, and forgets what follows it. */
  replaceFrom(position: number, event: Event): void {
    this.dropFrom(position, this.printed);
    this.append(event);
  }

  print(line: Printed): void {
    if (!this.keepsLines) {
      this.droppedLines++;
      return;
    }
    this.bytes += sizeOfLine(line);
    this.lines.push(line);
  }

  /** What was printed, up to that number of lines. */
  linesTo(printed: number): readonly Printed[] {
    return this.lines.slice(0, Math.max(0, printed - this.droppedLines));
  }

  /** The first event at or after a position that is not inside an instruction. */
  nextEvent(position: number): Indexed | undefined {
    const { events } = this;
    let low = 0;
    let high = events.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((events[middle] as Indexed).index < position) low = middle + 1;
      else high = middle;
    }
    return events[low];
  }

  /** Forgets what is before a checkpoint. */
  dropBefore({ position, printed }: Checkpoint): void {
    const entries = this.entries.splice(0, position - this.dropped);
    this.dropped = position;
    for (const e of entries) this.bytes -= typeof e === 'number' ? READING_BYTES : sizeOfEntry(e);
    this.events = this.events.filter((e) => e.index >= position);
    for (const line of this.lines.splice(0, printed - this.droppedLines)) this.bytes -= sizeOfLine(line);
    this.droppedLines = printed;
  }

  /** Forgets what is from there on; answers the entries. */
  dropFrom(position: number, printed: number): Entry[] {
    const entries = this.entries.splice(position - this.dropped);
    for (const e of entries) this.bytes -= typeof e === 'number' ? READING_BYTES : sizeOfEntry(e);
    this.events = this.events.filter((e) => e.index < position);
    for (const line of this.lines.splice(printed - this.droppedLines)) this.bytes -= sizeOfLine(line);
    return entries;
  }
}

function sizeOfLine({ text }: Printed): number {
  return ENTRY_BYTES + 2 * text.length;
}

function sizeOfEntry(e: Exclude<Entry, number>): number {
  switch (e.kind) {
    case 'told':
      return ENTRY_BYTES + sizeOf(e.value);
    case 'start':
      return ENTRY_BYTES + 2 * e.source.length;
    case 'answer':
      return ENTRY_BYTES + sizeOf(e.answer);
    case 'load':
      return ENTRY_BYTES + ('module' in e.answer ? 2 * e.answer.module.source.length : 0);
    default:
      return ENTRY_BYTES;
  }
}
