/** DOMException (Web IDL §2.8.1). */
import { type BuiltinModule, constructor_, intrinsic, type PropertySpec, value } from '../builtins/spec.ts';
import type { Machine } from '../machine/machine.ts';
import { ExoticObject, type JSObject } from '../objects/object.ts';
import { Attr } from '../objects/shape.ts';
import { symbols, type Value } from '../objects/value.ts';
import {
  DOM_EXCEPTION_CODES,
  type DomExceptionData,
  domException,
  invalidArgument,
  newDomException,
  nodeError,
} from './node-error.ts';

/** Historic constants: `DATA_CLONE_ERR` for DataCloneError; some have names of their own. */
const CONSTANT_NAMES: Readonly<Record<string, string>> = {
  IndexSizeError: 'INDEX_SIZE_ERR',
  HierarchyRequestError: 'HIERARCHY_REQUEST_ERR',
  URLMismatchError: 'URL_MISMATCH_ERR',
};

const constants: readonly PropertySpec[] = Object.entries(DOM_EXCEPTION_CODES).map(([name, code]) =>
  value(
    CONSTANT_NAMES[name] ??
      `${name
        .replace(/Error$/, '')
        .replace(/(?<=[a-z])(?=[A-Z])/g, '_')
        .toUpperCase()}_ERR`,
    code,
    Attr.Enumerable,
  ),
);

function dataOf(m: Machine, self: Value): DomExceptionData {
  if (
    self instanceof ExoticObject &&
    self.kind === 'Error' &&
    self.data !== null &&
    'domName' in (self.data as object)
  ) {
    return self.data as DomExceptionData;
  }
  return m.throwTypeError('Illegal invocation');
}

function field(name: string, read: (d: DomExceptionData) => Value): PropertySpec {
  return {
    key: name,
    kind: 'accessor',
    get: { name: `get ${name}`, length: 0, native: (m, self) => read(dataOf(m, self)) },
    set: null,
    attrs: Attr.Configurable | Attr.Enumerable,
  };
}

export const domExceptions: BuiltinModule = {
  objects: [
    {
      id: '%DOMException%',
      proto: '%FunctionPrototype%',
      fn: constructor_('DOMException', 0, { selfHosted: 'DOMExceptionConstructor' }),
      properties: [intrinsic('prototype', '%DOMExceptionPrototype%', Attr.None), ...constants],
    },
    {
      id: '%DOMExceptionPrototype%',
      proto: '%ErrorPrototype%',
      properties: [
        intrinsic('constructor', '%DOMException%'),
        field('code', (d) => DOM_EXCEPTION_CODES[d.domName] ?? 0),
        field('message', (d) => d.domMessage),
        field('name', (d) => d.domName),
        value(symbols.toStringTag, 'DOMException', Attr.Configurable),
        ...constants,
      ],
    },
  ],
  globals: [intrinsic('DOMException', '%DOMException%')],
  intrinsics: {
    domException: (m, _self, message, name) => domException(m, message as string, name as string),
    domExceptionCreate: (m, _self, proto, message, name) =>
      newDomException(m, proto as JSObject, message as string, name as string),
    nodeError: (m, _self, type, code, message) =>
      nodeError(m, type as 'TypeError' | 'RangeError', code as string, message as string),
    invalidArgument: (m, _self, name, expected, v) => invalidArgument(m, name as string, expected as string, v),
  },
};
