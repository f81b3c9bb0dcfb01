/** Event, CustomEvent, EventTarget, AbortController and AbortSignal (WHATWG DOM). All that they do is self-hosted. */
import {
  type BuiltinModule,
  constructor_,
  type FunctionSpec,
  type IntrinsicSpec,
  intrinsic,
  type PropertySpec,
  value,
} from '../builtins/spec.ts';
import type { Machine } from '../machine/machine.ts';
import { ExoticObject, type JSObject } from '../objects/object.ts';
import { getOwnSlot } from '../objects/property.ts';
import { Attr } from '../objects/shape.ts';
import { HOLE, symbols, type Value } from '../objects/value.ts';
import { nodeError } from './node-error.ts';
import { newPlatformObject, type PlatformData } from './platform.ts';

/** Which interfaces inherit from which. */
const INHERITS: Readonly<Record<string, readonly string[]>> = {
  Event: ['Event', 'CustomEvent'],
  EventTarget: ['EventTarget', 'AbortSignal'],
};

function isA(v: Value, name: string): v is ExoticObject {
  if (!(v instanceof ExoticObject) || v.kind !== 'Platform') return false;
  return (INHERITS[name] ?? [name]).includes((v.data as PlatformData).interface);
}

/** State of an object of that interface; a TypeError in Node's words for any other value. */
function stateOf(m: Machine, v: Value, name: string): JSObject {
  if (isA(v, name)) return (v.data as PlatformData).state as JSObject;
  return m.throwValue(nodeError(m, 'TypeError', 'ERR_INVALID_THIS', `Value of "this" must be of type ${name}`));
}

/** A getter of a field of the state. */
function field(name: string, owner: string, from = name): PropertySpec {
  return accessor(name, {
    native: (m, self) => {
      const v = getOwnSlot(stateOf(m, self, owner), from);
      return v === HOLE ? undefined : (v as Value);
    },
  });
}

type Implementation = Pick<FunctionSpec, 'native' | 'selfHosted'>;

function accessor(
  name: string,
  get: Partial<Implementation>,
  set: Partial<Implementation> | null = null,
): PropertySpec {
  return {
    key: name,
    kind: 'accessor',
    get: { name: `get ${name}`, length: 0, ...get },
    set: set === null ? null : { name: `set ${name}`, length: 1, ...set },
    attrs: Attr.Configurable | Attr.Enumerable,
  };
}

function operation(name: string, length: number, selfHosted: string): PropertySpec {
  return { key: name, kind: 'method', fn: { name, length, selfHosted }, attrs: Attr.Default };
}

const PHASES: readonly PropertySpec[] = ['NONE', 'CAPTURING_PHASE', 'AT_TARGET', 'BUBBLING_PHASE'].map((name, i) =>
  value(name, i, Attr.Enumerable),
);

function interfaceOf(
  name: string,
  length: number,
  selfHosted: string,
  parent: string | null,
  statics: readonly PropertySpec[],
  properties: readonly PropertySpec[],
): readonly IntrinsicSpec[] {
  return [
    {
      id: `%${name}%`,
      proto: parent === null ? '%FunctionPrototype%' : `%${parent}%`,
      fn: constructor_(name, length, { selfHosted }),
      properties: [intrinsic('prototype', `%${name}Prototype%`, Attr.None), ...statics],
    },
    {
      id: `%${name}Prototype%`,
      proto: parent === null ? '%ObjectPrototype%' : `%${parent}Prototype%`,
      properties: [
        intrinsic('constructor', `%${name}%`),
        ...properties,
        value(symbols.toStringTag, name, Attr.Configurable),
      ],
    },
  ];
}

export const events: BuiltinModule = {
  objects: [
    ...interfaceOf('Event', 1, 'EventConstructor', null, PHASES, [
      field('type', 'Event'),
      field('target', 'Event'),
      field('srcElement', 'Event', 'target'),
      accessor('currentTarget', { selfHosted: 'EventCurrentTarget' }),
      operation('composedPath', 0, 'EventComposedPath'),
      field('eventPhase', 'Event', 'phase'),
      operation('stopPropagation', 0, 'EventStopPropagation'),
      accessor(
        'cancelBubble',
        { native: (m, self) => getOwnSlot(stateOf(m, self, 'Event'), 'stopped') as Value },
        { selfHosted: 'EventSetCancelBubble' },
      ),
      operation('stopImmediatePropagation', 0, 'EventStopImmediatePropagation'),
      field('bubbles', 'Event'),
      field('cancelable', 'Event'),
      accessor('returnValue', { selfHosted: 'EventReturnValue' }, { selfHosted: 'EventSetReturnValue' }),
      operation('preventDefault', 0, 'EventPreventDefault'),
      field('defaultPrevented', 'Event', 'prevented'),
      field('composed', 'Event'),
      accessor('isTrusted', { native: (m, self) => getOwnSlot(stateOf(m, self, 'Event'), 'trusted') === true }),
      field('timeStamp', 'Event'),
      ...PHASES,
    ]),
    ...interfaceOf('CustomEvent', 1, 'CustomEventConstructor', 'Event', [], [field('detail', 'Event')]),
    ...interfaceOf(
      'EventTarget',
      0,
      'EventTargetConstructor',
      null,
      [],
      [
        operation('addEventListener', 2, 'EventTargetAddEventListener'),
        operation('removeEventListener', 2, 'EventTargetRemoveEventListener'),
        operation('dispatchEvent', 1, 'EventTargetDispatchEvent'),
      ],
    ),
    ...interfaceOf(
      'AbortSignal',
      0,
      'IllegalConstructor',
      'EventTarget',
      [
        operation('abort', 0, 'AbortSignalAbort'),
        operation('timeout', 1, 'AbortSignalTimeout'),
        operation('any', 1, 'AbortSignalAny'),
      ],
      [
        field('aborted', 'AbortSignal'),
        field('reason', 'AbortSignal'),
        operation('throwIfAborted', 0, 'AbortSignalThrowIfAborted'),
        accessor('onabort', { selfHosted: 'AbortSignalOnAbort' }, { selfHosted: 'AbortSignalSetOnAbort' }),
      ],
    ),
    ...interfaceOf(
      'AbortController',
      0,
      'AbortControllerConstructor',
      null,
      [],
      [field('signal', 'AbortController'), operation('abort', 0, 'AbortControllerAbort')],
    ),
  ],
  globals: ['AbortController', 'AbortSignal', 'CustomEvent', 'Event', 'EventTarget'].map((name) =>
    intrinsic(name, `%${name}%`),
  ),
  intrinsics: {
    eventObject: (m, _self, proto, name, state) =>
      newPlatformObject(m, proto as JSObject, { interface: name as string, state: state as JSObject }),
    eventState: (m, _self, v, name) => stateOf(m, v, name as string),
    abortState: (m, _self, v) => stateOf(m, v, 'AbortSignal'),
    isEvent: (_m, _self, v) => isA(v, 'Event'),
    isAbortSignal: (_m, _self, v) => isA(v, 'AbortSignal'),
    monotonic: (m) => m.options.clock.monotonic(),
  },
};
