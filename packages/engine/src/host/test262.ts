/** The host functions that test262 asks for (its INTERPRETING.md): `print` and `$262`. Part of the conformance runner's world only. */
import type { Realm } from '../agent/realm.ts';
import { ownStackText } from '../builtins/error-object.ts';
import type { FunctionSpec } from '../builtins/spec.ts';
import { compileSource } from '../compiler/front.ts';
import { constructorName } from '../machine/callee-text.ts';
import { callFunction } from '../machine/calls.ts';
import { declareGlobals, throwAsGuest, topLevelFunction } from '../machine/eval.ts';
import { collect } from '../machine/live-bytes.ts';
import type { Machine as Core } from '../machine/machine.ts';
import { block } from '../machine/waiters.ts';
import { ExoticObject, isObject, type JSFunction, type JSObject } from '../objects/object.ts';
import { defineData, lookup } from '../objects/property.ts';
import { Attr } from '../objects/shape.ts';
import type { ArrayBufferData } from '../objects/typed-array.ts';
import type { Value } from '../objects/value.ts';
import { unwrap } from './data.ts';
import type { Machine } from './embedding.ts';
import type { HostCalls } from './functions.ts';
import { isError } from './inspect-error.ts';

/** What the runner does when a test calls a function of the host. */
export interface Test262Callbacks {
  print(text: string): void;
  /** [[CanBlock]] of the agent. */
  readonly canBlock: boolean;
  /** Whether `$262.agent` is that of an agent that a test started. */
  readonly isStartedAgent: boolean;
  startAgent(source: string): void;
  broadcast(block: unknown, value: number | bigint): void;
  report(text: string): void;
  getReport(): string | null;
  monotonicNow(): number;
}

export interface Test262Host {
  describe(error: unknown): { readonly type: string; readonly message: string; readonly stack: string };
  isLinked(): boolean;
  deliver(block: unknown, value: number | bigint): void;
}

/** Defines `print` and `$262` on the machine's global object. */
export function createTest262Host(machine: Machine, callbacks: Test262Callbacks): Test262Host {
  return hostOf(machine, installTest262(machine.core, machine.hostCalls, callbacks));
}

/**
 * The same for a machine made or restored with the option `test262`: one that is saved, forked or replayed needs its functions from the
 * beginning.
 */
export function test262HostOf(machine: Machine): Test262Host {
  const { mail } = machine;
  if (mail === null) throw new Error('the machine was made without the option `test262`');
  return hostOf(machine, mail);
}

function hostOf(machine: Machine, mail: Mail): Test262Host {
  return {
    describe: (error) => describe(unwrap(error)),
    isLinked: () => machine.isLinked(),
    deliver: (block, value) => {
      mail.pending.push({ block, value });
      deliverPending(machine.core, mail);
    },
  };
}

/** Makes the functions known, and defines them in the machine's first realm. */
export function installTest262(m: Core, calls: HostCalls, callbacks: Test262Callbacks): Mail {
  m.canBlock = callbacks.canBlock;
  const mail: Mail = { receivers: [], pending: [] };
  const world = worldOf(callbacks, mail);
  const { mainRealm } = m;
  for (const spec of world.all) calls.installed.set(spec.hostName as string, mainRealm.method(spec));
  install(mainRealm, world);
  return mail;
}

/** Broadcasts on their way: a block may arrive before the agent has said who receives it. */
export interface Mail {
  receivers: JSObject[];
  readonly pending: { readonly block: unknown; readonly value: number | bigint }[];
}

function deliverPending(m: Core, mail: Mail): void {
  while (mail.receivers.length > 0) {
    const next = mail.pending.shift();
    if (next === undefined) return;
    for (const f of mail.receivers) {
      const { realm } = m;
      const buffer = new ExoticObject(
        realm.rootShape(realm.intrinsic('%SharedArrayBufferPrototype%')),
        'SharedArrayBuffer',
        next.block,
      );
      m.enqueue({ kind: 'call', fn: f, self: undefined, args: [buffer, next.value] });
    }
    mail.receivers = [];
  }
}

/** Rows of the functions, which all realms of a machine have in common. */
interface World {
  readonly print: FunctionSpec;
  readonly host: readonly FunctionSpec[];
  readonly agent: readonly FunctionSpec[];
  readonly all: readonly FunctionSpec[];
}

function worldOf(callbacks: Test262Callbacks, mail: Mail): World {
  const row = (owner: string, spec: Omit<FunctionSpec, 'host' | 'hostName'>): FunctionSpec => ({
    ...spec,
    host: true,
    hostName: `${owner}${spec.name}`,
  });
  const native = (owner: string, name: string, length: number, f: NonNullable<FunctionSpec['native']>): FunctionSpec =>
    row(owner, { name, length, native: f, coerce: '- - - -' });
  const onAgent = (name: string, length: number, f: NonNullable<FunctionSpec['native']>): FunctionSpec =>
    native('$262.agent.', name, length, f);

  const print = native('', 'print', 1, (_m, _self, v) => {
    callbacks.print(isObject(v) ? constructorName(v) : typeof v === 'symbol' ? 'Symbol()' : String(v));
    return undefined;
  });
  const host = [
    native('$262.', 'createRealm', 0, (mm) => install(mm.newRealm(), world)),
    row('$262.', { name: 'evalScript', length: 1, special: evalScript }),
    native('$262.', 'detachArrayBuffer', 1, (mm, _self, buffer) => {
      if (!(buffer instanceof ExoticObject) || buffer.kind !== 'ArrayBuffer')
        return mm.throwTypeError('not an ArrayBuffer');
      (buffer.data as ArrayBufferData).bytes = null;
      return null;
    }),
    native('$262.', 'gc', 0, (mm) => {
      collect(mm);
      return undefined;
    }),
  ];
  const agent = [
    onAgent('monotonicNow', 0, () => callbacks.monotonicNow()),
    row('$262.agent.', {
      name: 'sleep',
      length: 1,
      special: (mm, _fn, _self, args) =>
        block(mm, { index: 0, until: mm.options.clock.monotonic() + Number(args[0]), promise: null, state: 'waiting' }),
    }),
    ...(callbacks.isStartedAgent ? ofStarted(callbacks, mail, onAgent) : ofStarter(callbacks, onAgent)),
  ];
  const world: World = { print, host, agent, all: [print, ...host, ...agent] };
  return world;
}

type OnAgent = (name: string, length: number, f: NonNullable<FunctionSpec['native']>) => FunctionSpec;

function ofStarted(callbacks: Test262Callbacks, mail: Mail, onAgent: OnAgent): FunctionSpec[] {
  return [
    onAgent('receiveBroadcast', 1, (mm, _self, f) => {
      mm.sharesMemory = true;
      mail.receivers.push(f as JSObject);
      deliverPending(mm, mail);
      return undefined;
    }),
    onAgent('report', 1, (_m, _self, v) => {
      callbacks.report(String(v));
      return undefined;
    }),
    onAgent('leaving', 0, () => undefined),
  ];
}

function ofStarter(callbacks: Test262Callbacks, onAgent: OnAgent): FunctionSpec[] {
  return [
    onAgent('start', 1, (mm, _self, source) => {
      mm.sharesMemory = true;
      callbacks.startAgent(String(source));
      return undefined;
    }),
    onAgent('broadcast', 2, (mm, _self, buffer, v) => {
      if (!(buffer instanceof ExoticObject) || buffer.kind !== 'SharedArrayBuffer')
        return mm.throwTypeError('not a SharedArrayBuffer');
      mm.sharesMemory = true;
      callbacks.broadcast(buffer.data, typeof v === 'bigint' ? v : Number(v ?? 0));
      return undefined;
    }),
    onAgent('getReport', 0, () => callbacks.getReport()),
  ];
}

/** In the realm of the function. */
const evalScript: NonNullable<FunctionSpec['special']> = (mm, fn, _self, args) => {
  const { realm } = (fn as JSFunction).code;
  let code: ReturnType<typeof compileSource>;
  try {
    const { storage } = mm.options;
    code = compileSource(String(args[0]), { name: '<evalScript>', kind: 'script', language: 'js', storage });
  } catch (e) {
    throwAsGuest(mm, e);
  }
  if (code.declarations !== null) declareGlobals(mm, realm, code.declarations, false);
  callFunction(mm, topLevelFunction(realm, code), realm.globalObject, [], undefined);
};

/** Defines the functions in a realm; answers its `$262`. */
function install(realm: Realm, { print, host: ofHost, agent: ofAgent }: World): JSObject {
  const define = (o: JSObject, name: string, v: Value): void => defineData(o, name, v, Attr.Method);
  define(realm.globalObject, 'print', realm.method(print));
  const host = realm.newObject(realm.intrinsic('%ObjectPrototype%'));
  define(realm.globalObject, '$262', host);
  define(host, 'global', realm.globalObject);
  for (const spec of ofHost) define(host, spec.name, realm.method(spec));
  define(host, 'IsHTMLDDA', new ExoticObject(realm.rootShape(realm.intrinsic('%ObjectPrototype%')), 'IsHTMLDDA', null));
  const agent = realm.newObject(realm.intrinsic('%ObjectPrototype%'));
  define(host, 'agent', agent);
  for (const spec of ofAgent) define(agent, spec.name, realm.method(spec));
  return host;
}

/** Names a thrown value without running guest code. */
function describe(v: Value): { type: string; message: string; stack: string } {
  if (!isObject(v)) return { type: typeof v, message: typeof v === 'symbol' ? 'Symbol()' : String(v), stack: '' };
  const message = lookup(v, 'message');
  const stack = isError(v) ? ownStackText(v) : undefined;
  return {
    type: constructorName(v),
    message: typeof message === 'string' ? message : '',
    stack: stack ?? '',
  };
}
