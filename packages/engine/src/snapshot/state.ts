/** A machine's state beside the graph of its objects: counters, queues, the stack, and what the embedder's face of it knows. */
import type { ModuleRecord } from '../agent/module.ts';
import { ModuleRecord as Module } from '../agent/module.ts';
import { PendingLoad } from '../agent/module-state.ts';
import type { Realm } from '../agent/realm.ts';
import { liveRegisters } from '../bytecode/liveness.ts';
import type { HostAnswer, HostCall, HostCalls } from '../host/functions.ts';
import type { Timer } from '../host/timer-queue.ts';
import { GeneratorState } from '../machine/activity.ts';
import { Frame } from '../machine/frame.ts';
import { GuestThrow } from '../machine/guest-throw.ts';
import { LinkedCode } from '../machine/linked-code.ts';
import type { Job, Machine, Passing } from '../machine/machine.ts';
import { LexicalCell } from '../machine/records.ts';
import type { Waiter } from '../machine/waiters.ts';
import { type ExoticObject, JSObject } from '../objects/object.ts';
import type { Value } from '../objects/value.ts';
import type { Language } from '../parser/parse.ts';
import {
  any,
  bool,
  exotic,
  type FieldCodec,
  fields,
  float,
  instance,
  list,
  nullable,
  object,
  oneOf,
  record,
  shared,
  text,
  uint,
} from './codecs.ts';
import type { Codec, GraphReader, GraphWriter } from './graph.ts';
import type { StateReader } from './graph-reader.ts';
import type { StateWriter } from './graph-writer.ts';
import { hostData } from './host-data.ts';
import { damaged, SnapshotError } from './snapshot-error.ts';

/** What the embedder's face of a machine knows. */
export interface EmbedderState {
  stepsRun: number;
  timeUsed: number;
  modulePromise: ExoticObject | null;
  program: {
    readonly source: string;
    readonly name: string;
    readonly kind: 'script' | 'module';
    readonly language: Language;
  };
  inMain: boolean;
}

const embedder: Codec<EmbedderState> = record<EmbedderState>({
  stepsRun: uint,
  timeUsed: float,
  modulePromise: nullable(exotic('Promise')),
  program: record<EmbedderState['program']>({
    source: text,
    name: text,
    kind: oneOf('script', 'module'),
    language: oneOf('js', 'ts'),
  }),
  inMain: bool,
});

const counters: FieldCodec<Machine> = fields<Machine>({
  depth: uint,
  depthMark: uint,
  allocated: uint,
  traceAt: float,
  framesPushed: uint,
  // Of pools, which are no part of a state: equal states have the same here.
  framesCreated: { write: (w) => w.uint(0), read: (r) => r.uint() },
  framesReturned: uint,
  environmentsMade: uint,
  canBlock: bool,
  outputBytes: uint,
  fuelDebt: uint,
});

const job: Codec<Job> = {
  write(w, v) {
    w.bool(v.kind === 'resume');
    if (v.kind === 'resume') {
      w.node(v.activity);
      w.uint(v.mode);
      w.any(v.value);
    } else {
      w.node(v.fn);
      w.any(v.self);
      list(any).write(w, v.args);
    }
  },
  read(r) {
    if (r.bool())
      return { kind: 'resume', activity: instance(GeneratorState).read(r), mode: r.below(3, 'mode'), value: r.value() };
    return { kind: 'call', fn: r.object(), self: r.value(), args: list(any).read(r) as Value[] };
  },
};

const thrown: Codec<GuestThrow> = {
  write(w, v) {
    w.any(v.value);
    w.bool(v.origin !== null);
    if (v.origin === null) return;
    w.node(v.origin.code);
    w.uint(w.pc(v.origin.code, v.origin.pc));
  },
  read(r) {
    const v = r.value();
    if (!r.bool()) return new GuestThrow(v, null);
    const origin = { code: instance(LinkedCode).read(r), pc: r.uint() };
    r.later(() => {
      origin.pc = r.pc(origin.code, origin.pc);
    });
    return new GuestThrow(v, origin);
  },
};

/** Is it still to be thrown on? Then a register of its frame, which is on the stack, holds it. */
function isPassing(m: Machine, { frame, value }: Passing): boolean {
  let f = m.frame;
  while (f !== null && f !== frame) f = f.caller;
  const body = f?.code.body ?? null;
  if (f === null || body === null) return false;
  const waits = f !== m.frame || m.thrown !== null;
  return liveRegisters(body, f.pc, waits).some((register) => f.slots[register] === value);
}

/** What is thrown, and what is passed on: most often neither. */
function writeExceptions(w: StateWriter): void {
  const m = w.machine;
  // One that a debugger looks at has not left its frame; one that has left all of them leaves none.
  const error = m.thrown ?? m.uncaught;
  const passing = m.passing !== null && isPassing(m, m.passing) ? m.passing : null;
  w.uint((error === null ? 0 : 1) + (passing === null ? 0 : 2));
  if (error !== null) thrown.write(w, error);
  if (passing === null) return;
  w.node(passing.frame);
  thrown.write(w, new GuestThrow(passing.value, passing.origin));
}

function readExceptions(r: StateReader): void {
  const m = r.machine;
  const which = r.below(4, 'flags');
  const error = (which & 1) === 0 ? null : thrown.read(r);
  if (m.frame === null) m.uncaught = error;
  else m.thrown = error;
  if ((which & 2) === 0) return;
  const frame = instance(Frame).read(r);
  const { value, origin } = thrown.read(r);
  m.passing = { frame, value, origin };
}

const timer = shared<Timer>('timer');
const waiter = shared<Waiter>('waiter');
const answer: Codec<HostAnswer> = {
  write(w, v) {
    w.bool('error' in v);
    hostData.write(w, 'error' in v ? v.error : v.value);
  },
  read: (r) => (r.bool() ? { error: hostData.read(r) } : { value: hostData.read(r) }),
};
const call: Codec<HostCall> = record<HostCall>({
  id: uint,
  name: text,
  args: { write: (w, v) => hostData.write(w, [...v]), read: (r) => asList(hostData.read(r)) },
  promise: exotic('Promise'),
  answer: nullable(answer),
});

function asList(v: unknown): readonly unknown[] {
  return Array.isArray(v) ? v : damaged('the arguments of a call');
}

const weakKey: Codec<JSObject | symbol> = {
  write: (w, v) => w.any(v),
  read: (r) => {
    const v = r.value();
    return v instanceof JSObject || typeof v === 'symbol' ? v : damaged('a key that cannot be held weakly');
  },
};

function writeRealm(w: StateWriter, r: Realm): void {
  w.uint(r.lexicals.size);
  for (const [name, cell] of r.lexicals) {
    w.text(name);
    w.node(cell);
  }
  list(text).write(w, [...r.varNames]);
  w.uint(r.modules.size);
  for (const [key, module] of r.modules) {
    w.text(key);
    w.node(module);
  }
  w.node(r.globalObject);
  list(object).write(w, w.changedBuiltins(r));
}

const module_ = instance(Module as unknown as abstract new () => ModuleRecord);

function readRealm(r: GraphReader, realm: Realm): void {
  for (let n = r.count(); n > 0; n--) {
    const name = r.text();
    realm.lexicals.set(name, instance(LexicalCell).read(r));
  }
  for (const name of list(text).read(r)) realm.varNames.add(name);
  for (let n = r.count(); n > 0; n--) {
    const key = r.text();
    realm.modules.set(key, module_.read(r));
  }
  object.read(r);
  list(object).read(r);
}

/** Writes everything; the nodes that it mentions follow. */
export function writeState(w: StateWriter, calls: HostCalls, face: EmbedderState): void {
  const m = w.machine;
  if (m.sharesMemory)
    throw new SnapshotError(
      'UNSUPPORTED',
      'The machine shares memory with other agents, whose states are no part of its own: it cannot be saved or forked by itself.',
    );
  for (const r of m.realms) writeRealm(w, r);
  w.realm(m.realm);
  w.bool(m.space.indexedPrototypes);
  counters.write(w, m);
  for (const word of m.randomState) w.uint(word);
  nullable(instance(Frame)).write(w, m.frame);
  list(job).write(w, [...m.pendingJobs]);
  w.any(m.result);
  w.any(m.completion);
  writeExceptions(w);
  list(exotic('Promise')).write(w, [...m.unhandled]);
  w.uint(m.symbolRegistry.size);
  for (const symbol of m.symbolRegistry.values()) w.any(symbol);
  list(weakKey).write(w, [...m.keptAlive]);
  nullable(waiter).write(w, m.blocked);
  list(waiter).write(w, m.asyncWaiters);
  writeTimers(w, m);
  nullable(module_).write(w, m.modules.main);
  list(instance(PendingLoad)).write(w, [...m.modules.pending.values()]);
  w.uint(m.modules.lastLoad);
  w.uint(m.modules.asyncEvaluations);
  w.uint(calls.lastId);
  list(call).write(w, [...calls.pending.values()]);
  embedder.write(w, face);
}

/** Reads it into a machine just made; what it mentions is still empty. */
export function readState(r: StateReader, calls: HostCalls): EmbedderState {
  const m = r.machine;
  for (const realm of m.realms) readRealm(r, realm);
  m.realm = r.realm();
  const indexed = r.bool();
  r.later(() => {
    m.space.indexedPrototypes = indexed;
  });
  counters.readInto(r, m);
  m.framesCreated = m.framesPushed;
  for (let i = 0; i < m.randomState.length; i++) m.randomState[i] = r.uint();
  m.frame = nullable(instance(Frame)).read(r);
  for (const j of list(job).read(r)) m.enqueue(j);
  m.result = r.value();
  m.completion = r.value();
  readExceptions(r);
  for (const p of list(exotic('Promise')).read(r)) m.unhandled.add(p);
  // Named in the order in which they were made, which nobody can see but other snapshots.
  const symbols: symbol[] = [];
  for (let n = r.count(); n > 0; n--) {
    const s = r.value();
    if (typeof s !== 'symbol') damaged('the registry of symbols');
    symbols.push(s);
  }
  reorder(m, symbols);
  for (const key of list(weakKey).read(r)) m.keptAlive.add(key);
  m.blocked = nullable(waiter).read(r);
  m.asyncWaiters = list(waiter).read(r);
  readTimers(r, m);
  m.modules.main = nullable(module_).read(r);
  for (const load of list(instance(PendingLoad)).read(r)) r.later(() => m.modules.pending.set(load.id, load));
  m.modules.lastLoad = r.uint();
  m.modules.asyncEvaluations = r.uint();
  calls.lastId = r.uint();
  for (const c of list(call).read(r)) calls.pending.set(c.id, c);
  const face = embedder.read(r);
  r.later(() => checkDepth(m));
  return face;
}

function reorder(m: Machine, symbols: readonly symbol[]): void {
  const keys = symbols.map((s) => m.symbolKeys.get(s));
  if (new Set(symbols).size !== m.symbolRegistry.size || keys.includes(undefined)) damaged('the registry of symbols');
  m.symbolRegistry.clear();
  for (const [i, s] of symbols.entries()) m.symbolRegistry.set(keys[i] as string, s);
}

function checkDepth(m: Machine): void {
  let depth = 0;
  for (let f = m.frame; f !== null; f = f.caller) depth++;
  if (depth !== m.depth) damaged('a stack of another depth than it should have');
}

interface Queue {
  lastOrder: number;
}

function writeTimers(w: GraphWriter, m: Machine): void {
  const q = m.timers;
  list(timer).write(w, q.heap);
  list(timer).write(w, q.immediates);
  w.uint(q.round);
  w.uint((q as unknown as Queue).lastOrder);
  w.uint(q.byId.size);
  for (const [id, o] of q.byId) {
    w.uint(id);
    w.node(o);
  }
}

function readTimers(r: GraphReader, m: Machine): void {
  const q = m.timers;
  q.heap.push(...list(timer).read(r));
  q.immediates.push(...list(timer).read(r));
  q.round = r.uint();
  (q as unknown as Queue).lastOrder = r.uint();
  for (let n = r.count(); n > 0; n--) {
    const id = r.uint();
    q.byId.set(id, exotic('Platform').read(r));
  }
}
