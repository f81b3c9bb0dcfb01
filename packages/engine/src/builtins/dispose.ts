/** DisposableStack and AsyncDisposableStack (ECMA-262 §27.3, §27.4), and leaves of resource management. */
import { messageText } from '../machine/callee-text.ts';
import type { Machine } from '../machine/machine.ts';
import { ExoticObject, type JSArray, type JSObject } from '../objects/object.ts';
import { addProperty } from '../objects/property.ts';
import { Attr } from '../objects/shape.ts';
import { symbols, type Value } from '../objects/value.ts';
import { newErrorObject } from './error-object.ts';
import {
  alias,
  type BuiltinModule,
  constructor_,
  getter,
  type IntrinsicSpec,
  intrinsic,
  method,
  value,
} from './spec.ts';

/** Internal slots of both kinds of stacks. */
export interface DisposableStackData {
  /** Internal list of triples, see `dispose.js`; null once disposed of or moved. */
  resources: JSArray | null;
}

type StackKind = 'DisposableStack' | 'AsyncDisposableStack';

function disposed(kind: StackKind): (m: Machine, self: Value) => Value {
  return (m, self) => {
    if (self instanceof ExoticObject && self.kind === kind)
      return (self.data as DisposableStackData).resources === null;
    return m.throwTypeError(
      `Method get ${kind}.prototype.disposed called on incompatible receiver ${messageText(self)}`,
    );
  };
}

function stackObjects(kind: StackKind, dispose: string, symbol: symbol): readonly IntrinsicSpec[] {
  return [
    {
      id: `%${kind}%`,
      proto: '%FunctionPrototype%',
      fn: constructor_(kind, 0, { selfHosted: `${kind}Constructor` }),
      properties: [intrinsic('prototype', `%${kind}Prototype%`, Attr.None)],
    },
    {
      id: `%${kind}Prototype%`,
      proto: '%ObjectPrototype%',
      properties: [
        intrinsic('constructor', `%${kind}%`),
        method('adopt', 2, { selfHosted: `${kind}Adopt` }),
        method('defer', 1, { selfHosted: `${kind}Defer` }),
        method(dispose, 0, { selfHosted: `${kind}${dispose === 'dispose' ? 'Dispose' : 'DisposeAsync'}` }),
        getter('disposed', { native: disposed(kind) }),
        method('move', 0, { selfHosted: `${kind}Move` }),
        method('use', 1, { selfHosted: `${kind}Use` }),
        alias(symbol, dispose),
        value(symbols.toStringTag, kind, Attr.Configurable),
      ],
    },
  ];
}

/** The error of DisposeResources (§7.5.8): its message is V8's. */
function newSuppressedError(m: Machine, error: Value, suppressed: Value): JSObject {
  const e = newErrorObject(
    m,
    m.realm.intrinsic('%SuppressedErrorPrototype%'),
    'An error was suppressed during disposal',
    null,
  );
  addProperty(e, 'error', error, Attr.Method);
  addProperty(e, 'suppressed', suppressed, Attr.Method);
  return e;
}

export const dispose: BuiltinModule = {
  objects: [
    ...stackObjects('DisposableStack', 'dispose', symbols.dispose),
    ...stackObjects('AsyncDisposableStack', 'disposeAsync', symbols.asyncDispose),
  ],
  globals: [
    intrinsic('AsyncDisposableStack', '%AsyncDisposableStack%'),
    intrinsic('DisposableStack', '%DisposableStack%'),
  ],
  intrinsics: {
    stackCreate: (m, _self, kind, proto, resources) => {
      m.charge(96);
      const data: DisposableStackData = { resources: resources as JSArray };
      return new ExoticObject(m.realm.rootShape(proto as JSObject), kind as StackKind, data);
    },
    /** The resources of a stack; undefined once disposed of. */
    stackResources: (_m, _self, stack) => ((stack as ExoticObject).data as DisposableStackData).resources ?? undefined,
    /** The same, and the stack is disposed of. */
    stackTake: (_m, _self, stack) => {
      const data = (stack as ExoticObject).data as DisposableStackData;
      const { resources } = data;
      data.resources = null;
      return resources ?? undefined;
    },
    newSuppressedError: (m, _self, error, suppressed) => newSuppressedError(m, error, suppressed),
  },
};
