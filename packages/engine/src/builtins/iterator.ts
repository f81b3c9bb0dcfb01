/** Iterator, iterator helpers and their prototypes (ECMA-262 §27.1). The work is done in `iterator.js`. */
import { messageText } from '../machine/callee-text.ts';
import type { Machine } from '../machine/machine.ts';
import { type ExoticKind, ExoticObject, type JSObject } from '../objects/object.ts';
import { Attr } from '../objects/shape.ts';
import { symbols, type Value } from '../objects/value.ts';
import { type BuiltinModule, constructor_, getter, intrinsic, method, type PropertySpec, value } from './spec.ts';

/** An object of that kind and prototype whose internal state is an object of self-hosted code, which no guest sees. */
function stateful(m: Machine, kind: ExoticKind, proto: string, state: Value): ExoticObject {
  m.charge(80);
  return new ExoticObject(m.realm.rootShape(m.realm.intrinsic(proto)), kind, state as JSObject);
}

function stateOf(m: Machine, v: Value, kind: ExoticKind, name: string): Value {
  if (v instanceof ExoticObject && v.kind === kind) return v.data as JSObject;
  return m.throwTypeError(`Method ${name} called on incompatible receiver ${messageText(v)}`);
}

/** An accessor that looks like a data property to all but those who look twice (ECMA-262 §27.1.4.1, §27.1.4.14). */
function weird(key: string | symbol, part: string): PropertySpec {
  return getter(
    key,
    { selfHosted: `IteratorPrototype${part}Getter` },
    { selfHosted: `IteratorPrototype${part}Setter` },
  );
}

export const iterator: BuiltinModule = {
  objects: [
    {
      id: '%Iterator%',
      proto: '%FunctionPrototype%',
      fn: constructor_('Iterator', 0, { selfHosted: 'IteratorConstructor' }),
      properties: [
        intrinsic('prototype', '%IteratorPrototype%', Attr.None),
        method('from', 1, { selfHosted: 'IteratorFrom' }),
        method('concat', 0, { selfHosted: 'IteratorConcat' }),
        method('zip', 1, { selfHosted: 'IteratorZip' }),
        method('zipKeyed', 1, { selfHosted: 'IteratorZipKeyed' }),
      ],
    },
    {
      id: '%IteratorPrototype%',
      proto: '%ObjectPrototype%',
      properties: [
        weird('constructor', 'Constructor'),
        method('reduce', 1, { selfHosted: 'IteratorPrototypeReduce' }),
        method('toArray', 0, { selfHosted: 'IteratorPrototypeToArray' }),
        method('forEach', 1, { selfHosted: 'IteratorPrototypeForEach' }),
        method('some', 1, { selfHosted: 'IteratorPrototypeSome' }),
        method('every', 1, { selfHosted: 'IteratorPrototypeEvery' }),
        method('find', 1, { selfHosted: 'IteratorPrototypeFind' }),
        method('includes', 1, { selfHosted: 'IteratorPrototypeIncludes' }),
        method('filter', 1, { selfHosted: 'IteratorPrototypeFilter' }),
        method('map', 1, { selfHosted: 'IteratorPrototypeMap' }),
        method('take', 1, { selfHosted: 'IteratorPrototypeTake' }),
        method('drop', 1, { selfHosted: 'IteratorPrototypeDrop' }),
        method('flatMap', 1, { selfHosted: 'IteratorPrototypeFlatMap' }),
        method('chunks', 1, { selfHosted: 'IteratorPrototypeChunks' }),
        method('windows', 1, { selfHosted: 'IteratorPrototypeWindows' }),
        method(symbols.iterator, 0, { native: (_m, self) => self }, '[Symbol.iterator]'),
        method(symbols.dispose, 0, { selfHosted: 'IteratorPrototypeDispose' }, '[Symbol.dispose]'),
        weird(symbols.toStringTag, 'Tag'),
      ],
    },
    {
      id: '%IteratorHelperPrototype%',
      proto: '%IteratorPrototype%',
      properties: [
        method('next', 0, { selfHosted: 'IteratorHelperNext' }),
        method('return', 0, { selfHosted: 'IteratorHelperReturn' }),
        value(symbols.toStringTag, 'Iterator Helper', Attr.Configurable),
      ],
    },
    {
      id: '%WrapForValidIteratorPrototype%',
      proto: '%IteratorPrototype%',
      properties: [
        method('next', 0, { selfHosted: 'IteratorWrapNext' }),
        method('return', 0, { selfHosted: 'IteratorWrapReturn' }),
      ],
    },
  ],
  globals: [intrinsic('Iterator', '%Iterator%')],
  intrinsics: {
    iteratorHelper: (m, _self, state) => stateful(m, 'IteratorHelper', '%IteratorHelperPrototype%', state),
    iteratorHelperState: (m, _self, v, name) =>
      stateOf(m, v, 'IteratorHelper', `Iterator Helper.prototype.${String(name)}`),
    iteratorWrap: (m, _self, state) => stateful(m, 'IteratorWrap', '%WrapForValidIteratorPrototype%', state),
    iteratorWrapState: (m, _self, v, name) =>
      stateOf(m, v, 'IteratorWrap', `%WrapForValidIteratorPrototype%.${String(name)}`),
  },
};
