/**
 * The entries of a journal as bytes. Each begins with a tag; names of what was asked are written once, in a table before the entries.
 * What is read is checked for being what a journal holds, so that replaying finds no surprise in it but what the run itself did not do.
 */
import type { LoadedModule } from '../agent/module.ts';
import type { LoadAnswer } from '../agent/module-state.ts';
import type { HostAnswer } from '../host/functions.ts';
import type { MachineLimits, StartOptions } from '../host/options.ts';
import type { Value } from '../objects/value.ts';
import type { ByteReader, ByteWriter } from '../snapshot/bytes.ts';
import { type DataReader, type DataWriter, readData, writeData } from '../snapshot/host-data.ts';
import { damaged, SnapshotError } from '../snapshot/snapshot-error.ts';
import type { Failure } from './copy.ts';
import type { Entry, Event } from './journal.ts';

/** A state that no entry tells, as in a `changed` event: lines printed before it, since the beginning, and a snapshot. */
export interface RecordedState {
  readonly printed: number;
  readonly bytes: Uint8Array;
}

/** Snapshots of `changed` events are made when they are written, and opened when they are come to. */
export type RecordedEntry =
  | Exclude<Entry, { readonly kind: 'changed' }>
  | { readonly kind: 'changed'; readonly step: number; readonly from: number; readonly state: RecordedState };

const enum Tag {
  Reading,
  Told,
  Failed,
  Later,
  Event,
}

const KINDS = ['start', 'run', 'answer', 'load', 'limits', 'collect', 'trace', 'threw', 'changed'] as const;
/** What can have been done inside a call of a function of the host. */
const INNER: readonly string[] = ['answer', 'load', 'limits', 'collect'];
const LIMITS = ['steps', 'heapBytes', 'depth', 'outputBytes', 'durationMs', 'hostCalls', 'snapshotBytes'] as const;
const LANGUAGES: readonly unknown[] = ['js', 'ts', 'json', 'text'];

// ---- data that belongs to no machine ------------------------------------------------------------------------------------------------

const enum Primitive {
  Undefined,
  Null,
  False,
  True,
  Float,
  Text,
  BigInt,
}

class DataBytes implements DataWriter {
  private readonly out: ByteWriter;

  constructor(out: ByteWriter) {
    this.out = out;
  }

  uint(v: number): void {
    this.out.uint(v);
  }

  float(v: number): void {
    this.out.float(v);
  }

  text(v: string): void {
    this.out.text(v);
  }

  bytes(v: Uint8Array): void {
    this.out.uint(v.length);
    this.out.raw(v);
  }

  any(v: unknown): void {
    const { out } = this;
    switch (typeof v) {
      case 'undefined':
        out.byte(Primitive.Undefined);
        return;
      case 'boolean':
        out.byte(v ? Primitive.True : Primitive.False);
        return;
      case 'number':
        out.byte(Primitive.Float);
        out.float(v);
        return;
      case 'string':
        out.byte(Primitive.Text);
        out.text(v);
        return;
      case 'bigint':
        out.byte(Primitive.BigInt);
        out.text(v.toString(16));
        return;
      default:
        // Handles are kept as states (`changed`), never as entries.
        if (v !== null) throw new SnapshotError('UNSUPPORTED', 'A handle of a machine cannot be written down.');
        out.byte(Primitive.Null);
    }
  }
}

class BytesData implements DataReader {
  private readonly in: ByteReader;

  constructor(from: ByteReader) {
    this.in = from;
  }

  uint(): number {
    return this.in.uint();
  }

  float(): number {
    return this.in.float();
  }

  text(): string {
    return this.in.text();
  }

  below(limit: number, what: string): number {
    return this.in.below(limit, what);
  }

  count(): number {
    return this.in.count();
  }

  bytes(): Uint8Array {
    return this.in.raw(this.in.uint());
  }

  value(): Value {
    const { in: r } = this;
    switch (r.byte()) {
      case Primitive.Undefined:
        return undefined;
      case Primitive.Null:
        return null;
      case Primitive.False:
        return false;
      case Primitive.True:
        return true;
      case Primitive.Float:
        return r.float();
      case Primitive.Text:
        return r.text();
      case Primitive.BigInt: {
        const text = r.text();
        if (!/^-?[\da-f]+$/.test(text)) damaged('a number that is none');
        return text.startsWith('-') ? -BigInt(`0x${text.slice(1)}`) : BigInt(`0x${text}`);
      }
      default:
        return damaged('unknown data');
    }
  }
}

// ---- parts of entries -----------------------------------------------------------------------------------------------------------------

function writeOptional(w: ByteWriter, text: string | undefined): void {
  w.byte(text === undefined ? 0 : 1);
  if (text !== undefined) w.text(text);
}

function readOptional(r: ByteReader): string | undefined {
  return r.below(2, 'flag') === 1 ? r.text() : undefined;
}

function writeFailure(w: ByteWriter, failure: Failure): void {
  w.byte('thrown' in failure ? 1 : 0);
  if ('thrown' in failure) {
    writeData(new DataBytes(w), failure.thrown);
    return;
  }
  w.text(failure.name);
  w.text(failure.message);
  writeOptional(w, failure.code);
}

function readFailure(r: ByteReader): Failure {
  if (r.below(2, 'flag') === 1) return { thrown: readData(new BytesData(r)) };
  const name = r.text();
  const message = r.text();
  const code = readOptional(r);
  return code === undefined ? { name, message } : { name, message, code };
}

function writeStart(w: ByteWriter, source: string, { name, kind, language, completionValue }: StartOptions): void {
  w.text(source);
  writeOptional(w, name);
  writeOptional(w, kind);
  writeOptional(w, language);
  w.byte(completionValue === undefined ? 0 : completionValue ? 2 : 1);
}

function readStart(r: ByteReader): { readonly source: string; readonly options: StartOptions } {
  const source = r.text();
  const name = readOptional(r);
  const kind = readOptional(r);
  const language = readOptional(r);
  const completionValue = r.below(3, 'flag');
  if (kind !== undefined && kind !== 'script' && kind !== 'module') damaged(`a program of kind ${kind}`);
  if (language !== undefined && language !== 'js' && language !== 'ts') damaged(`a program in ${language}`);
  return {
    source,
    options: {
      ...(name === undefined ? {} : { name }),
      ...(kind === undefined ? {} : { kind }),
      ...(language === undefined ? {} : { language }),
      ...(completionValue === 0 ? {} : { completionValue: completionValue === 2 }),
    },
  };
}

/** A number that counts something: neither negative nor none. */
function readAmount(r: ByteReader): number {
  const n = r.float();
  return n >= 0 ? n : damaged('an amount that is none');
}

function writeLimits(w: ByteWriter, limits: MachineLimits): void {
  for (const name of LIMITS) {
    const limit = limits[name];
    w.byte(limit === undefined ? 0 : 1);
    if (limit !== undefined) w.float(limit);
  }
}

function readLimits(r: ByteReader): MachineLimits {
  const limits: { -readonly [K in keyof MachineLimits]: MachineLimits[K] } = {};
  for (const name of LIMITS) if (r.below(2, 'flag') === 1) limits[name] = readAmount(r);
  return limits;
}

/** Is that what a loader gives? */
export function isLoaded(v: unknown): v is LoadedModule {
  if (typeof v !== 'object' || v === null) return false;
  const { source, language } = v as { readonly source?: unknown; readonly language?: unknown };
  return typeof source === 'string' && LANGUAGES.includes(language);
}

function writeAnswer(w: ByteWriter, answer: HostAnswer): void {
  w.byte('error' in answer ? 1 : 0);
  writeData(new DataBytes(w), 'error' in answer ? answer.error : answer.value);
}

function readAnswer(r: ByteReader): HostAnswer {
  return r.below(2, 'flag') === 1 ? { error: readData(new BytesData(r)) } : { value: readData(new BytesData(r)) };
}

function readLoad(r: ByteReader): LoadAnswer {
  const answer = readAnswer(r);
  if ('error' in answer) return answer;
  return isLoaded(answer.value) ? { module: answer.value } : damaged('a module that is none');
}

function writeEvent(w: ByteWriter, event: Exclude<Event, { kind: 'changed' }> | RecordedChange): void {
  w.byte(KINDS.indexOf(event.kind));
  w.uint(event.step);
  w.byte('inner' in event && event.inner === true ? 1 : 0);
  switch (event.kind) {
    case 'start':
      writeStart(w, event.source, event.options);
      break;
    case 'answer':
      w.uint(event.id);
      writeAnswer(w, event.answer);
      break;
    case 'load':
      w.uint(event.id);
      writeAnswer(w, 'error' in event.answer ? event.answer : { value: event.answer.module });
      break;
    case 'limits':
      writeLimits(w, event.limits);
      break;
    case 'trace':
      w.byte(event.emptied ? 1 : 0);
      w.float(event.allocated);
      w.float(event.traceAt);
      break;
    case 'changed':
      w.uint(event.from);
      w.uint(event.state.printed);
      w.uint(event.state.bytes.length);
      w.raw(event.state.bytes);
      break;
    default:
      // Nothing more is to be said of these.
      break;
  }
}

function readEvent(r: ByteReader): RecordedEntry {
  const kind = KINDS[r.below(KINDS.length, 'event')] as (typeof KINDS)[number];
  const step = r.uint();
  const inner = r.below(2, 'flag') === 1;
  if (inner && !INNER.includes(kind)) damaged(`'${kind}' inside an instruction`);
  const at: { readonly step: number; readonly inner?: true } = inner ? { step, inner } : { step };
  switch (kind) {
    case 'start':
      return { ...at, kind, ...readStart(r) };
    case 'answer':
      return { ...at, kind, id: r.uint(), answer: readAnswer(r) };
    case 'load':
      return { ...at, kind, id: r.uint(), answer: readLoad(r) };
    case 'limits':
      return { ...at, kind, limits: readLimits(r) };
    case 'trace':
      return { ...at, kind, emptied: r.below(2, 'flag') === 1, allocated: readAmount(r), traceAt: readAmount(r) };
    case 'changed': {
      const from = r.uint();
      const printed = r.uint();
      return { step, kind, from, state: { printed, bytes: r.raw(r.uint()) } };
    }
    default:
      return { ...at, kind };
  }
}

// ---- all of them ------------------------------------------------------------------------------------------------------------------------

type RecordedChange = Extract<RecordedEntry, { readonly kind: 'changed' }>;

export function writeEntries(w: ByteWriter, entries: readonly RecordedEntry[]): void {
  const names = new Map<string, number>();
  for (const e of entries) if (typeof e === 'object' && 'of' in e && !names.has(e.of)) names.set(e.of, names.size);
  w.uint(names.size);
  for (const name of names.keys()) w.text(name);
  w.uint(entries.length);
  for (const e of entries) {
    if (typeof e === 'number') {
      w.byte(Tag.Reading);
      w.float(e);
    } else if (e.kind === 'told' || e.kind === 'failed' || e.kind === 'later') {
      w.byte(e.kind === 'told' ? Tag.Told : e.kind === 'failed' ? Tag.Failed : Tag.Later);
      w.uint(names.get(e.of) as number);
      if (e.kind === 'told') writeData(new DataBytes(w), e.value);
      else if (e.kind === 'failed') writeFailure(w, e.failure);
    } else {
      w.byte(Tag.Event);
      writeEvent(w, e);
    }
  }
}

/** @throws SnapshotError where the bytes are no entries. */
export function readEntries(r: ByteReader): RecordedEntry[] {
  const names: string[] = [];
  for (let n = r.count(); n > 0; n--) names.push(r.text());
  const entries: RecordedEntry[] = [];
  const name = (): string => names[r.below(names.length, 'name')] as string;
  for (let n = r.count(); n > 0; n--) {
    switch (r.byte()) {
      case Tag.Reading:
        entries.push(r.float());
        break;
      case Tag.Told:
        entries.push({ kind: 'told', of: name(), value: readData(new BytesData(r)) });
        break;
      case Tag.Failed:
        entries.push({ kind: 'failed', of: name(), failure: readFailure(r) });
        break;
      case Tag.Later:
        entries.push({ kind: 'later', of: name() });
        break;
      case Tag.Event:
        entries.push(readEvent(r));
        break;
      default:
        damaged('an unknown entry');
    }
  }
  return entries;
}
