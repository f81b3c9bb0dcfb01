/** The half of the worker that runs programs, with the whole engine: loaded when the first program is to run. */
import { SnapshotError } from '@saguaro/engine';
import { unzlibSync, zlibSync } from 'fflate';
import type { Answers, Language, ProgramSource, Request } from '../protocol.ts';
import { compare, Others } from './compare.ts';
import { evaluate } from './evaluate.ts';
import { sourceError } from './explain.ts';
import { isPast, type Past } from './past.ts';
import { Session } from './session.ts';

let session: Session | null = null;
const others = new Others();

function current(): Session {
  if (session === null) throw new Error('No program is loaded.');
  return session;
}

async function load(program: ProgramSource): Promise<Answers['load']> {
  others.forget();
  try {
    session = await Session.start(program);
  } catch (e) {
    const error = sourceError(e);
    if (error === null) throw e;
    return { error };
  }
  return { scene: session.show(session.begin) };
}

/** A saved program: a line of JSON with its source, then the machine's snapshot; compressed. */
interface SavedHead {
  readonly saguaro: 'viewer';
  readonly version: 2;
  readonly text: string;
  readonly language: Language;
  readonly storage: ProgramSource['storage'];
  readonly statements: readonly number[];
  readonly past: Past;
}

function save(): Uint8Array {
  const { source } = current();
  const { text, language, storage, statements } = source;
  const past = current().past();
  const head: SavedHead = { saguaro: 'viewer', version: 2, text, language, storage, statements: [...statements], past };
  const line = new TextEncoder().encode(`${JSON.stringify(head)}\n`);
  const snapshot = current().save();
  const all = new Uint8Array(line.length + snapshot.length);
  all.set(line);
  all.set(snapshot, line.length);
  return zlibSync(all);
}

const UNREADABLE = 'This file is not a program saved here, or it is damaged.';

function opened(bytes: Uint8Array): Answers['open'] {
  let all: Uint8Array;
  let head: SavedHead;
  let end: number;
  try {
    all = unzlibSync(bytes);
    end = all.indexOf(10);
    head = JSON.parse(new TextDecoder().decode(all.subarray(0, end))) as SavedHead;
  } catch {
    throw new Error(UNREADABLE);
  }
  if (head.saguaro !== 'viewer' || head.version !== 2 || !Array.isArray(head.statements)) throw new Error(UNREADABLE);
  const { text, language, storage, past } = head;
  if (!isPast(past)) throw new Error(UNREADABLE);
  others.forget();
  try {
    const statements = Int32Array.from(head.statements);
    session = Session.open(all.slice(end + 1), { text, language, storage, statements }, past);
  } catch (e) {
    if (e instanceof SnapshotError) throw new Error(`${UNREADABLE} ${e.message}`);
    throw e;
  }
  return { scene: session.show(session.timeline.first), text, language, storage };
}

async function strategy(storage: ProgramSource['storage']): Promise<Answers['strategy']> {
  const before = current();
  const ordinal = before.ordinal();
  session = await others.of(before, storage);
  others.keep(before);
  return session.showOrdinal(ordinal);
}

/** What a person typed as an answer: JSON where it is JSON, else text. */
function typed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** Answers what needs the machine. */
export async function answer(request: Exclude<Request, { kind: 'explain' }>): Promise<Answers[keyof Answers]> {
  switch (request.kind) {
    case 'load':
      return load(request.program);
    case 'move':
      return current().move(request.move);
    case 'goOn':
      others.forget();
      return current().goOn();
    case 'why':
      return current().why(request.target);
    case 'compare':
      return compare(current(), others);
    case 'strategy':
      return strategy(request.storage);
    case 'evaluate':
      return evaluate(current(), request.frame, request.text);
    case 'answer': {
      const value = typed(request.text);
      others.forget();
      return current().answer(request.id, request.fails ? { error: value } : { value });
    }
    case 'collect':
      return current().collect();
    case 'save':
      return save();
    case 'open':
      return opened(request.bytes);
  }
}

/** Works ahead while nobody asks; false: there is nothing to do. */
export function lookAhead(): boolean {
  return session?.lookAhead() ?? false;
}
