/** Timers and immediates (as HTML and Node have them) on the embedder's clock. The machine's run asks `nextTimer` and `fireTimer`. */
import { type BuiltinModule, type IntrinsicSpec, intrinsic, method } from '../builtins/spec.ts';
import { callFunction } from '../machine/calls.ts';
import type { Machine } from '../machine/machine.ts';
import { ExoticObject, type JSArray, type JSObject } from '../objects/object.ts';
import { Attr } from '../objects/shape.ts';
import { symbols, type Value } from '../objects/value.ts';

import { isPlatform, type PlatformData } from './platform.ts';
import type { Timer } from './timer-queue.ts';

/** What a Timeout or an Immediate is. */
interface TimerData extends PlatformData {
  /** `[callback, arguments]`; an empty list once it is over. */
  readonly state: JSArray;
  readonly id: number;
  readonly delay: number;
  readonly repeats: boolean;
  timer: Timer;
}

/** Longest delay; a longer one is taken as 1. */
const MAX_DELAY = 2 ** 31 - 1;
const PENDING_BYTES = 450;

type TimerKind = 'Timeout' | 'Immediate';

/** Whole milliseconds, so that timers of one moment keep their order. */
function clockNow(m: Machine): number {
  return Math.floor(m.options.clock.monotonic());
}

function start(
  m: Machine,
  kind: TimerKind,
  callback: Value,
  delay: number,
  args: Value,
  repeats: boolean,
): ExoticObject {
  m.charge(PENDING_BYTES);
  const queue = m.timers;
  const order = queue.nextOrder();
  const wait = delay >= 1 && delay <= MAX_DELAY ? Math.trunc(delay) : 1;
  const state = m.realm.newArray([callback, args]);
  const o = new ExoticObject(m.realm.rootShape(m.realm.intrinsic(`%${kind}Prototype%`)), 'Platform', null);
  const timer: Timer = { at: 0, order, object: o, active: true, referenced: true };
  const data: TimerData = { interface: kind, state, id: order, delay: wait, repeats, timer };
  o.data = data;
  if (kind === 'Immediate') {
    timer.at = Number.NEGATIVE_INFINITY;
    queue.immediates.push(timer);
  } else {
    timer.at = clockNow(m) + wait;
    queue.add(timer);
  }
  return o;
}

function stop(m: Machine, o: ExoticObject): void {
  const d = o.data as TimerData;
  d.timer.active = false;
  d.state.elements.length = 0;
  d.state.length = 0;
  m.timers.byId.delete(d.id);
}

function restart(m: Machine, d: TimerData): void {
  const { timer } = d;
  timer.active = false;
  d.timer = {
    at: clockNow(m) + d.delay,
    order: m.timers.nextOrder(),
    object: timer.object,
    active: true,
    referenced: timer.referenced,
  };
  m.timers.add(d.timer);
}

/** What to fire next, now or at `at`; null if nothing is left that keeps the program running. */
export function nextTimer(m: Machine): Timer | null {
  const queue = m.timers;
  const immediate = queue.firstImmediate();
  if (immediate !== null && immediate.order <= queue.round) return immediate;
  queue.round = 0;
  const timer = queue.first();
  if (immediate === null) return timer;
  if (timer !== null && timer.at <= m.options.clock.monotonic()) return timer;
  // Immediates made while these run wait for the next round, after the timers that are due by then.
  queue.round = (queue.immediates[queue.immediates.length - 1] as Timer).order;
  return immediate;
}

/** Puts the call of a timer that is due on the empty stack. */
export function fireTimer(m: Machine, timer: Timer): void {
  const queue = m.timers;
  const isImmediate = (timer.object.data as TimerData).interface === 'Immediate';
  if (isImmediate) queue.immediates.shift();
  else queue.removeFirst();
  timer.active = false;
  m.realm = m.mainRealm;
  callFunction(m, m.realm.helper('RunTimer'), undefined, [timer.object], undefined);
}

function timerOf(m: Machine, self: Value): TimerData {
  if (isPlatform(self, 'Timeout') || isPlatform(self, 'Immediate')) return self.data as TimerData;
  return m.throwTypeError('Illegal invocation');
}

function setReferenced(referenced: boolean): (m: Machine, self: Value) => Value {
  return (m, self) => {
    timerOf(m, self).timer.referenced = referenced;
    return self;
  };
}

function close(m: Machine, self: Value): Value {
  timerOf(m, self);
  stop(m, self as ExoticObject);
  return self;
}

function toPrimitive(m: Machine, self: Value): Value {
  const d = timerOf(m, self);
  if (d.state.length > 0) m.timers.byId.set(d.id, self as ExoticObject);
  return d.id;
}

function refresh(m: Machine, self: Value): Value {
  const d = timerOf(m, self);
  if (d.state.length > 0) restart(m, d);
  return self;
}

function illegalConstructor(m: Machine): never {
  return m.throwTypeError('Illegal constructor');
}

function interfaceOf(kind: TimerKind): readonly IntrinsicSpec[] {
  return [
    {
      id: `%${kind}%`,
      proto: '%FunctionPrototype%',
      fn: { name: kind, length: 0, special: illegalConstructor, constructor_: true },
      properties: [intrinsic('prototype', `%${kind}Prototype%`, Attr.None)],
    },
    {
      id: `%${kind}Prototype%`,
      proto: '%ObjectPrototype%',
      properties: [
        intrinsic('constructor', `%${kind}%`),
        method('hasRef', 0, { native: (m, self) => timerOf(m, self).timer.referenced }),
        method('ref', 0, { native: setReferenced(true) }),
        method('unref', 0, { native: setReferenced(false) }),
        ...(kind === 'Immediate'
          ? []
          : [
              method('close', 0, { native: close }),
              method('refresh', 0, { native: refresh }),
              method(symbols.toPrimitive, 0, { native: toPrimitive }),
            ]),
        method(symbols.dispose, 0, {
          native: (m, self) => {
            close(m, self);
            return undefined;
          },
        }),
      ],
    },
  ];
}

/** clearTimeout, clearInterval and clearImmediate: what is no timer is passed over. */
function clear(m: Machine, _self: Value, v: Value): Value {
  const o = isPlatform(v, 'Timeout') || isPlatform(v, 'Immediate') ? v : timerById(m, v);
  if (o !== undefined) stop(m, o);
  return undefined;
}

function timerById(m: Machine, v: Value): ExoticObject | undefined {
  if (typeof v !== 'number' && typeof v !== 'string') return undefined;
  return m.timers.byId.get(Number(v));
}

export const timers: BuiltinModule = {
  objects: [...interfaceOf('Timeout'), ...interfaceOf('Immediate')],
  globals: [
    method('clearImmediate', 1, { native: clear }),
    method('clearInterval', 1, { native: clear }),
    method('clearTimeout', 1, { native: clear }),
    method('setImmediate', 1, { selfHosted: 'SetImmediate' }),
    method('setInterval', 2, { selfHosted: 'SetInterval' }),
    method('setTimeout', 2, { selfHosted: 'SetTimeout' }),
    method('queueMicrotask', 1, { selfHosted: 'QueueMicrotask' }),
  ],
  intrinsics: {
    timerUnref: (m, _self, t) => setReferenced(false)(m, t),
    timerCallback: (_m, _self, t) => ((t as ExoticObject).data as TimerData).state.elements[0] as Value,
    timerArguments: (_m, _self, t) => ((t as ExoticObject).data as TimerData).state.elements[1] as JSObject,
    /** After the callback: a repeating timer that was not cleared starts again, any other is over. */
    timerDone: (m, _self, t) => {
      const d = (t as ExoticObject).data as TimerData;
      if (d.state.length === 0 || d.timer.active) return undefined;
      if (d.repeats) restart(m, d);
      else stop(m, t as ExoticObject);
      return undefined;
    },
  },
  variadicIntrinsics: {
    /** Starts a timer: kind, callback, delay, list of arguments, whether it repeats. */
    timerStart: (m, _self, [kind, callback, delay, args, repeats]) =>
      start(m, kind as TimerKind, callback, delay as number, args, repeats as boolean),
  },
};
