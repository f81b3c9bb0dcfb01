/** `performance`: the embedder's monotonic clock. */
import { type BuiltinModule, intrinsic, value } from '../builtins/spec.ts';
import type { Machine } from '../machine/machine.ts';
import type { ExoticObject } from '../objects/object.ts';
import { Attr } from '../objects/shape.ts';
import { symbols } from '../objects/value.ts';

/** Wall-clock time of the monotonic clock's zero; read once, so that it stays the same. */
function timeOrigin(m: Machine): number {
  const data = (m.realm.intrinsic('%performance%') as ExoticObject).data as { origin: number | null };
  data.origin ??= m.options.clock.now() - m.options.clock.monotonic();
  return data.origin;
}

export const performance_: BuiltinModule = {
  objects: [
    {
      id: '%performance%',
      proto: '%PerformancePrototype%',
      exotic: { kind: 'Intrinsic', data: { origin: null } },
      properties: [],
    },
    {
      id: '%Performance%',
      proto: '%FunctionPrototype%',
      fn: {
        name: 'Performance',
        length: 0,
        special: (m) => m.throwTypeError('Illegal constructor'),
        constructor_: true,
      },
      properties: [intrinsic('prototype', '%PerformancePrototype%', Attr.None)],
    },
    {
      id: '%PerformancePrototype%',
      proto: '%ObjectPrototype%',
      properties: [
        intrinsic('constructor', '%Performance%'),
        {
          key: 'now',
          kind: 'method',
          fn: { name: 'now', length: 0, native: (m) => m.options.clock.monotonic() },
          attrs: Attr.Default,
        },
        {
          key: 'timeOrigin',
          kind: 'accessor',
          get: { name: 'get timeOrigin', length: 0, native: (m) => timeOrigin(m) },
          set: null,
          attrs: Attr.Enumerable | Attr.Configurable,
        },
        {
          key: 'toJSON',
          kind: 'method',
          fn: { name: 'toJSON', length: 0, selfHosted: 'PerformanceToJSON' },
          attrs: Attr.Default,
        },
        value(symbols.toStringTag, 'Performance', Attr.Configurable),
      ],
    },
  ],
  globals: [intrinsic('Performance', '%Performance%'), intrinsic('performance', '%performance%')],
};
