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
import { ExoticObject, isObject, type JSObject } from '../objects/object.ts';
import { defineData, lookup } from '../objects/property.ts';
import { Attr } from '../objects/shape.ts';
import type { ArrayBufferData } from '../objects/typed-array.ts';
import type { Value } from '../objects/value.ts';
import { unwrap } from './data.ts';
import type { Machine } from './embedding.ts';
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
  const m = machine.core;
  m.canBlock = callbacks.canBlock;
  const mail: Mail = { receivers: [], pending: [] };
  install(m.mainRealm, callbacks, mail);
  return {
    describe: (error) => describe(unwrap(error)),
    isLinked: () => machine.isLinked(),
    deliver: (block, value) => {
      mail.pending.push({ block, value });
      deliverPending(m, mail);
    },
  };
}

/** Broadcasts on their way: a block may arrive before the agent has said who receives it. */
interface Mail {
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

function install(realm: Realm, callbacks: Test262Callbacks, mail: Mail): JSObject {
  const make = (spec: FunctionSpec): JSObject => realm.builtinFunction(spec);
  const native = (name: string, length: number, f: NonNullable<FunctionSpec['native']>): JSObject =>
    make({ name, length, native: f, coerce: '- - - -' });
  const define = (o: JSObject, name: string, v: Value): void => defineData(o, name, v, Attr.Method);

  define(
    realm.globalObject,
    'print',
    native('print', 1, (_m, _self, v) => {
      callbacks.print(isObject(v) ? constructorName(v) : typeof v === 'symbol' ? 'Symbol()' : String(v));
      return undefined;
    }),
  );
  const host = realm.newObject(realm.intrinsic('%ObjectPrototype%'));
  define(realm.globalObject, '$262', host);
  define(host, 'global', realm.globalObject);
  define(
    host,
    'createRealm',
    native('createRealm', 0, (mm) => install(mm.newRealm(), callbacks, mail)),
  );
  define(
    host,
    'evalScript',
    make({
      name: 'evalScript',
      length: 1,
      special: (mm, _fn, _self, args) => {
        let code: ReturnType<typeof compileSource>;
        try {
          code = compileSource(String(args[0]), {
            name: '<evalScript>',
            kind: 'script',
            language: 'js',
            storage: mm.options.storage,
          });
        } catch (e) {
          throwAsGuest(mm, e);
        }
        if (code.declarations !== null) declareGlobals(mm, realm, code.declarations, false);
        callFunction(mm, topLevelFunction(realm, code), realm.globalObject, [], undefined);
      },
    }),
  );
  define(
    host,
    'detachArrayBuffer',
    native('detachArrayBuffer', 1, (mm, _self, buffer) => {
      if (!(buffer instanceof ExoticObject) || buffer.kind !== 'ArrayBuffer')
        return mm.throwTypeError('not an ArrayBuffer');
      (buffer.data as ArrayBufferData).bytes = null;
      return null;
    }),
  );
  define(
    host,
    'gc',
    native('gc', 0, (mm) => {
      collect(mm);
      return undefined;
    }),
  );
  define(host, 'IsHTMLDDA', new ExoticObject(realm.rootShape(realm.intrinsic('%ObjectPrototype%')), 'IsHTMLDDA', null));
  const agent = realm.newObject(realm.intrinsic('%ObjectPrototype%'));
  define(host, 'agent', agent);
  const agentFunction = (name: string, length: number, f: NonNullable<FunctionSpec['native']>): void =>
    define(agent, name, native(name, length, f));
  agentFunction('monotonicNow', 0, () => callbacks.monotonicNow());
  define(
    agent,
    'sleep',
    make({
      name: 'sleep',
      length: 1,
      special: (mm, _fn, _self, args) =>
        block(mm, { index: 0, until: mm.options.clock.monotonic() + Number(args[0]), promise: null, state: 'waiting' }),
    }),
  );
  if (callbacks.isStartedAgent) {
    agentFunction('receiveBroadcast', 1, (mm, _self, f) => {
      mail.receivers.push(f as JSObject);
      deliverPending(mm, mail);
      return undefined;
    });
    agentFunction('report', 1, (_m, _self, v) => {
      callbacks.report(String(v));
      return undefined;
    });
    agentFunction('leaving', 0, () => undefined);
  } else {
    agentFunction('start', 1, (_m, _self, source) => {
      callbacks.startAgent(String(source));
      return undefined;
    });
    agentFunction('broadcast', 2, (mm, _self, buffer, v) => {
      if (!(buffer instanceof ExoticObject) || buffer.kind !== 'SharedArrayBuffer')
        return mm.throwTypeError('not a SharedArrayBuffer');
      callbacks.broadcast(buffer.data, typeof v === 'bigint' ? v : Number(v ?? 0));
      return undefined;
    });
    agentFunction('getReport', 0, () => callbacks.getReport());
  }
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
