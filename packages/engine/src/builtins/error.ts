/** Error, the native errors, AggregateError and SuppressedError (ECMA-262 §20.5). */
import { callHelper } from '../machine/calls.ts';
import type { Machine } from '../machine/machine.ts';
import { ToString } from '../objects/conversion.ts';
import { ExoticObject, isObject, JSFunction, JSObject } from '../objects/object.ts';
import { lookup } from '../objects/property.ts';
import { Attr } from '../objects/shape.ts';
import { BAIL, type Value } from '../objects/value.ts';
import { newErrorObject, ownStackText, plainErrorText, recaptureStack, traceOf } from './error-object.ts';
import {
  type BuiltinModule,
  constructor_,
  type FunctionSpec,
  type IntrinsicSpec,
  intrinsic,
  method,
  value,
} from './spec.ts';

/**
 * Error and the native errors (ECMA-262 §20.5.1.1, §20.5.6.1.1): at once where only a text is given and the prototype is plain data, else
 * self-hosted.
 */
function errorConstructor(name: string): FunctionSpec {
  const construct = (
    m: Machine,
    fn: JSFunction,
    _self: Value,
    args: Value[],
    newTarget: JSObject | undefined,
  ): void => {
    const target = newTarget ?? fn;
    const message = args[0];
    const proto = target instanceof JSFunction ? lookup(target, 'prototype') : undefined;
    if (proto instanceof JSObject && !isObject(message) && typeof message !== 'symbol' && !isObject(args[1])) {
      m.deliver(newErrorObject(m, proto, message === undefined ? undefined : ToString(m, message), hiddenUpTo(target)));
      return;
    }
    callHelper(m, 'MakeError', [target, name, message, args[1]]);
  };
  return { name, length: 1, special: construct, constructor_: true };
}

/** The constructor whose frame, and all above it, a new error's stack leaves out: a class derived from the built-in one. */
function hiddenUpTo(newTarget: Value): JSObject | null {
  return newTarget instanceof JSFunction && newTarget.code.spec === null ? newTarget : null;
}

/** Constructor and prototype of a native error (ECMA-262 §20.5.6). */
function nativeError(name: string, fn: FunctionSpec = errorConstructor(name)): IntrinsicSpec[] {
  return [
    {
      id: `%${name}%`,
      proto: '%Error%',
      fn,
      properties: [intrinsic('prototype', `%${name}Prototype%`, Attr.None)],
    },
    {
      id: `%${name}Prototype%`,
      proto: '%ErrorPrototype%',
      properties: [
        intrinsic('constructor', `%${name}%`),
        value('name', name, Attr.Method),
        value('message', '', Attr.Method),
      ],
    },
  ];
}

const NATIVE_ERRORS = ['EvalError', 'RangeError', 'ReferenceError', 'SyntaxError', 'TypeError', 'URIError'] as const;

/** V8's default number of frames in a stack. */
const STACK_TRACE_LIMIT = 10;

export const errors: BuiltinModule = {
  objects: [
    {
      id: '%Error%',
      proto: '%FunctionPrototype%',
      fn: errorConstructor('Error'),
      properties: [
        intrinsic('prototype', '%ErrorPrototype%', Attr.None),
        method('captureStackTrace', 2, { selfHosted: 'ErrorCaptureStackTrace' }),
        value('prepareStackTrace', undefined, Attr.Default),
        method('isError', 1, { native: (_m, _self, v) => v instanceof ExoticObject && v.kind === 'Error' }),
        value('stackTraceLimit', STACK_TRACE_LIMIT, Attr.Default),
      ],
    },
    {
      id: '%ErrorPrototype%',
      proto: '%ObjectPrototype%',
      properties: [
        intrinsic('constructor', '%Error%'),
        value('name', 'Error', Attr.Method),
        value('message', '', Attr.Method),
        method('toString', 0, {
          native: (_m, self) => (isObject(self) ? (plainErrorText(self) ?? BAIL) : BAIL),
          selfHosted: 'ErrorPrototypeToString',
        }),
      ],
    },
    ...NATIVE_ERRORS.flatMap((name) => nativeError(name)),
    ...nativeError('AggregateError', constructor_('AggregateError', 2, { selfHosted: 'AggregateErrorConstructor' })),
    ...nativeError('SuppressedError', constructor_('SuppressedError', 3, { selfHosted: 'SuppressedErrorConstructor' })),
  ],
  globals: ['Error', 'AggregateError', ...NATIVE_ERRORS, 'SuppressedError'].map((name) => intrinsic(name, `%${name}%`)),
  intrinsics: {
    errorCreate: (m, _self, proto, newTarget) => newErrorObject(m, proto as JSObject, undefined, hiddenUpTo(newTarget)),
    recaptureStack: (m, _self, e, above) => recaptureStack(m, e as ExoticObject, above),
    /** An error whose stack starts below the newest call of `above`, for another object's `stack`. */
    capturedError: (m, _self, above) =>
      newErrorObject(m, m.realm.intrinsic('%ErrorPrototype%'), undefined, above instanceof JSObject ? above : null),
    /** Does `Error.stackTraceLimit` ask for stacks at all? */
    hasStack: (_m, _self, e) => ownStackText(e as ExoticObject) !== undefined,
    traceOf: (_m, _self, e) => traceOf(e as ExoticObject),
  },
};
