/**
 * Recordings: a state, and what came to the machine from outside since then, as bytes. Whoever has one can do again what the machine did,
 * in any process, with the same engine.
 *
 * Layout: magic, version of the format, hash of the opcode table, version of the engine, the embedder's note, what the program was given
 * (functions, services), where it ended, positions of sources, the state, the entries, at last a hash over everything before it.
 */
import type { HostFunction } from '../host/functions.ts';
import type { HostServices, LimitName, MachineOptions, Outcome, SourcePlace } from '../host/options.ts';
import { isOf, open, seal, unseal } from '../snapshot/envelope.ts';
import { currentHash } from '../snapshot/instruction-sets.ts';
import { ENGINE_VERSION } from '../snapshot/snapshot.ts';
import { damaged, SnapshotError } from '../snapshot/snapshot-error.ts';
import { type RecordedEntry, readEntries, writeEntries } from './recorded-entries.ts';
import { RecordingError } from './recording-error.ts';

/** `SAGUREC` and a byte that no text has. */
const FORMAT = { magic: [0x53, 0x41, 0x47, 0x55, 0x52, 0x45, 0x43, 0x9a], version: 1 };

/** A function of the host, as the program sees it. */
export interface RecordedFunction {
  readonly name: string;
  readonly kind: (typeof FUNCTION_KINDS)[number];
  readonly length: number;
}
const FUNCTION_KINDS = ['sync', 'async', 'suspending'] as const;

/** What else the program was given: a program that asks for what is not there is told so. */
const SERVICES = ['modules', 'meta', 'urlParse', 'urlSet', 'mapPosition'] as const;
type Service = (typeof SERVICES)[number];

/** How the last run ended: a status of outcomes, and the limit or reason that goes with it. */
const OUTCOMES = [
  'done',
  'threw',
  'waiting',
  'paused steps',
  'paused deadline',
  'paused signal',
  'paused breakpoint',
  'paused exception',
  'limit steps',
  'limit heapBytes',
  'limit durationMs',
  'limit outputBytes',
  'limit hostCalls',
] as const;
export type RecordedOutcome = (typeof OUTCOMES)[number];

export interface RecordedEnd {
  readonly step: number;
  /** Lines printed since the beginning. */
  readonly printed: number;
  /** Null where there was no run since something else was done to the machine. */
  readonly outcome: RecordedOutcome | null;
}

/** A recording, read. */
export class Recording {
  readonly engine: string;
  readonly note: string;
  readonly functions: readonly RecordedFunction[];
  readonly services: ReadonlySet<Service>;
  /** The state to begin with. */
  readonly begin: { readonly step: number; readonly bytes: Uint8Array };
  readonly entries: readonly RecordedEntry[];
  readonly positions: readonly (readonly [string, SourcePlace | null])[];
  readonly end: RecordedEnd;

  constructor(fields: Omit<Recording, 'needsTypeScript'>) {
    this.engine = fields.engine;
    this.note = fields.note;
    this.functions = fields.functions;
    this.services = fields.services;
    this.begin = fields.begin;
    this.entries = fields.entries;
    this.positions = fields.positions;
    this.end = fields.end;
  }

  /** Has it programs in TypeScript, which a parser must be loaded for? */
  get needsTypeScript(): boolean {
    return this.entries.some((e) => {
      if (typeof e === 'number') return false;
      if (e.kind === 'start') return e.options.language === 'ts';
      if (e.kind === 'load') return 'module' in e.answer && e.answer.module.language === 'ts';
      if (e.kind !== 'told') return false;
      const { value } = e;
      return typeof value === 'object' && value !== null && 'language' in value && value.language === 'ts';
    });
  }
}

/** What a machine gives its program, to be kept in a recording. */
export function givenBy({ functions, modules, host }: MachineOptions): Pick<Recording, 'functions' | 'services'> {
  const given: Readonly<Record<Service, unknown>> = {
    modules,
    meta: modules?.meta,
    urlParse: host?.urlParse,
    urlSet: host?.urlSet,
    mapPosition: host?.mapPosition,
  };
  return {
    functions: Object.entries(functions ?? {}).map(([name, f]): RecordedFunction => {
      if (typeof f === 'function') return { name, kind: 'sync', length: f.length };
      return { name, kind: f.kind, length: f.kind === 'async' ? f.call.length : 0 };
    }),
    services: new Set(SERVICES.filter((name) => given[name] !== undefined)),
  };
}

export function outcomeText(outcome: Outcome): RecordedOutcome {
  switch (outcome.status) {
    case 'paused':
      return `paused ${outcome.reason}`;
    case 'limit':
      return `limit ${outcome.limit}`;
    default:
      return outcome.status;
  }
}

/** The outcome that a text stands for where it says all of it; null where the machine has more to say. */
export function outcomeOf(text: RecordedOutcome): Outcome | null {
  const [status, which] = text.split(' ');
  if (status === 'limit') return { status, limit: which as LimitName };
  if (status === 'paused') return { status, reason: which as 'steps' };
  return null;
}

// ---- bytes ------------------------------------------------------------------------------------------------------------------------------

/** @throws SnapshotError where an entry holds what cannot be written down. */
export function writeRecording(recording: Omit<Recording, 'engine' | 'needsTypeScript'>): Uint8Array {
  const { note, functions, services, begin, entries, positions, end } = recording;
  const w = open(FORMAT);
  w.text(currentHash());
  w.text(ENGINE_VERSION);
  w.text(note);
  w.uint(functions.length);
  for (const { name, kind, length } of functions) {
    w.text(name);
    w.uint(FUNCTION_KINDS.indexOf(kind));
    w.uint(length);
  }
  for (const name of SERVICES) w.byte(services.has(name) ? 1 : 0);
  w.uint(end.step);
  w.uint(end.printed);
  w.uint(end.outcome === null ? 0 : OUTCOMES.indexOf(end.outcome) + 1);
  w.uint(positions.length);
  for (const [key, place] of positions) {
    w.text(key);
    w.byte(place === null ? 0 : 1);
    if (place === null) continue;
    w.text(place.file);
    w.float(place.line);
    w.float(place.column);
  }
  w.uint(begin.step);
  w.uint(begin.bytes.length);
  w.raw(begin.bytes);
  writeEntries(w, entries);
  return seal(w);
}

/** What can be said of a recording without replaying it. */
export interface RecordingDescription {
  /** Version of the engine that made it, which alone can replay it. */
  readonly engine: string;
  /** The note it was made with. */
  readonly note: string;
  /** The first and the last step that it can show. */
  readonly begin: number;
  readonly end: number;
  /** How the recorded run ended: `done`, `threw`, `limit steps`, … Null where nothing was run at last. */
  readonly outcome: string | null;
  /** Names of the functions of the host that the program had. */
  readonly functions: readonly string[];
  /** `await loadTypeScript()` comes before it is replayed. */
  readonly needsTypeScript: boolean;
}

/** @throws RecordingError as `Machine.replay` */
export function describeRecording(bytes: Uint8Array): RecordingDescription {
  const { engine, note, begin, end, functions, needsTypeScript } = readRecording(bytes);
  const names = functions.map(({ name }) => name);
  const { step, outcome } = end;
  return { engine, note, begin: begin.step, end: step, outcome, functions: names, needsTypeScript };
}

/** Do these bytes begin as a recording does? */
export function isRecording(bytes: Uint8Array): boolean {
  return isOf(FORMAT, bytes);
}

/** @throws RecordingError where the bytes are no recording, are damaged, or are of another version. */
export function readRecording(bytes: Uint8Array): Recording {
  try {
    return read(bytes);
  } catch (e) {
    if (!(e instanceof SnapshotError)) throw e;
    throw new RecordingError('DAMAGED', e.message.replace('The snapshot', 'The recording'));
  }
}

function read(bytes: Uint8Array): Recording {
  const r = unseal(
    FORMAT,
    bytes,
    (version) =>
      new RecordingError(
        'VERSION',
        `The recording is of version ${version} of the format; this engine reads version ${FORMAT.version}.`,
      ),
  );
  const ops = r.text();
  const engine = r.text();
  if (ops !== currentHash() || engine !== ENGINE_VERSION)
    throw new RecordingError(
      'VERSION',
      `The recording was made by engine ${engine}, and this is ${ENGINE_VERSION}${engine === ENGINE_VERSION ? ' with other instructions' : ''}: a recording is replayed by the engine that made it. To go on with the run here, replay it there to the step that matters and save it as a snapshot (\`saguaro replay FILE --to STEP -o FILE.sag\`), which this engine reads.`,
    );
  const note = r.text();
  const functions: RecordedFunction[] = [];
  for (let n = r.count(); n > 0; n--) {
    const name = r.text();
    const kind = FUNCTION_KINDS[r.below(FUNCTION_KINDS.length, 'kind')] as RecordedFunction['kind'];
    functions.push({ name, kind, length: r.uint() });
  }
  const services = new Set(SERVICES.filter(() => r.below(2, 'flag') === 1));
  const step = r.uint();
  const printed = r.uint();
  const outcome = OUTCOMES[r.below(OUTCOMES.length + 1, 'outcome') - 1] ?? null;
  const positions: [string, SourcePlace | null][] = [];
  for (let n = r.count(); n > 0; n--) {
    const key = r.text();
    positions.push([key, r.below(2, 'flag') === 0 ? null : { file: r.text(), line: r.float(), column: r.float() }]);
  }
  const begin = { step: r.uint(), bytes: r.raw(r.uint()) };
  const entries = readEntries(r);
  if (r.left > 0) damaged('it is longer than it says');
  checkSteps(begin.step, entries, step);
  return new Recording({
    engine,
    note,
    functions,
    services,
    begin,
    entries,
    positions,
    end: { step, printed, outcome },
  });
}

/** What was done was done in order, and within the run. */
function checkSteps(begin: number, entries: readonly RecordedEntry[], end: number): void {
  let before = begin;
  for (const e of entries) {
    if (typeof e === 'number' || !('step' in e)) continue;
    const from = e.kind === 'changed' ? e.from : e.step;
    if (e.step < before || from > e.step) damaged('what was done is out of order');
    before = e.step;
  }
  if (before > end) damaged('it ends before its end');
}

// ---- replaying --------------------------------------------------------------------------------------------------------------------------

const notGiven = (what: string): never => {
  throw new Error(`the recording ends here, and ${what} was not given to go on with`);
};

/** A function that the program takes for the one that was recorded. */
function functionFor({ name, kind, length }: RecordedFunction, given: HostFunction | undefined): HostFunction {
  const givenKind = given === undefined ? kind : typeof given === 'function' ? 'sync' : given.kind;
  if (givenKind !== kind)
    throw new RecordingError(
      'UNSUPPORTED',
      `The function '${name}' was ${kind} when recorded; the one given is ${givenKind}.`,
    );
  if (kind === 'suspending') return { kind };
  const call = (...args: unknown[]): unknown => {
    if (given === undefined || (typeof given === 'object' && given.kind === 'suspending'))
      return notGiven(`the function '${name}'`);
    return typeof given === 'function' ? given(...args) : given.call(...args);
  };
  // A function's length is the program's to see.
  const seen = kind === 'async' ? async (...args: unknown[]): Promise<unknown> => call(...args) : call;
  Object.defineProperty(seen, 'length', { value: length });
  return kind === 'async' ? { kind, call: seen as (...args: unknown[]) => Promise<unknown> } : seen;
}

/**
 * Options of a machine that replays: what is given for the time after the recording, and in place of what is not given, what the program
 * can ask as it could when recorded.
 * @throws RecordingError where a function is given as another kind than it was
 */
export function replayOptions(recording: Recording, given: MachineOptions): MachineOptions {
  const { services } = recording;
  const functions = Object.fromEntries(
    recording.functions.map((f) => [f.name, functionFor(f, given.functions?.[f.name])]),
  );
  const { modules, host, ...rest } = given;
  const meta = modules?.meta?.bind(modules) ?? (() => ({}));
  const services_: HostServices = {
    ...(services.has('urlParse') ? { urlParse: host?.urlParse ?? (() => notGiven('`host.urlParse`')) } : {}),
    ...(services.has('urlSet') ? { urlSet: host?.urlSet ?? (() => notGiven('`host.urlSet`')) } : {}),
    ...(services.has('mapPosition') ? { mapPosition: host?.mapPosition ?? (() => null) } : {}),
  };
  return {
    ...rest,
    functions,
    host: services_,
    ...(services.has('modules')
      ? {
          modules: {
            resolve: (specifier, referrer) => modules?.resolve(specifier, referrer) ?? notGiven('`modules`'),
            load: (url, attributes) => modules?.load(url, attributes) ?? notGiven('`modules`'),
            ...(services.has('meta') ? { meta } : {}),
          },
        }
      : {}),
  };
}
