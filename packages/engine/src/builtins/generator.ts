/**
 * The kinds of functions that have no global name: GeneratorFunction, AsyncFunction and AsyncGeneratorFunction objects
 * (ECMA-262 §27.3, §27.7, §27.4) and the prototypes of generators (§27.5, §27.6).
 */
import {
  asyncGeneratorNext,
  asyncGeneratorReturnMethod,
  asyncGeneratorThrow,
  generatorNext,
  generatorReturnMethod,
  generatorThrow,
} from '../machine/suspend.ts';
import { Attr } from '../objects/shape.ts';
import { symbols } from '../objects/value.ts';
import { type BuiltinModule, constructor_, intrinsic, method, value } from './spec.ts';

export const generators: BuiltinModule = {
  objects: [
    {
      id: '%GeneratorFunction%',
      proto: '%Function%',
      fn: constructor_('GeneratorFunction', 1, { selfHosted: 'GeneratorFunctionConstructor' }),
      properties: [intrinsic('prototype', '%GeneratorFunctionPrototype%', Attr.None)],
    },
    {
      id: '%GeneratorFunctionPrototype%',
      proto: '%FunctionPrototype%',
      properties: [
        intrinsic('constructor', '%GeneratorFunction%', Attr.Configurable),
        intrinsic('prototype', '%GeneratorPrototype%', Attr.Configurable),
        value(symbols.toStringTag, 'GeneratorFunction', Attr.Configurable),
      ],
    },
    {
      id: '%GeneratorPrototype%',
      proto: '%IteratorPrototype%',
      properties: [
        intrinsic('constructor', '%GeneratorFunctionPrototype%', Attr.Configurable),
        method('next', 1, { special: generatorNext }),
        method('return', 1, { special: generatorReturnMethod }),
        method('throw', 1, { special: generatorThrow }),
        value(symbols.toStringTag, 'Generator', Attr.Configurable),
      ],
    },
    {
      id: '%AsyncFunction%',
      proto: '%Function%',
      fn: constructor_('AsyncFunction', 1, { selfHosted: 'AsyncFunctionConstructor' }),
      properties: [intrinsic('prototype', '%AsyncFunctionPrototype%', Attr.None)],
    },
    {
      id: '%AsyncFunctionPrototype%',
      proto: '%FunctionPrototype%',
      properties: [
        intrinsic('constructor', '%AsyncFunction%', Attr.Configurable),
        value(symbols.toStringTag, 'AsyncFunction', Attr.Configurable),
      ],
    },
    {
      id: '%AsyncGeneratorFunction%',
      proto: '%Function%',
      fn: constructor_('AsyncGeneratorFunction', 1, { selfHosted: 'AsyncGeneratorFunctionConstructor' }),
      properties: [intrinsic('prototype', '%AsyncGeneratorFunctionPrototype%', Attr.None)],
    },
    {
      id: '%AsyncGeneratorFunctionPrototype%',
      proto: '%FunctionPrototype%',
      properties: [
        intrinsic('constructor', '%AsyncGeneratorFunction%', Attr.Configurable),
        intrinsic('prototype', '%AsyncGeneratorPrototype%', Attr.Configurable),
        value(symbols.toStringTag, 'AsyncGeneratorFunction', Attr.Configurable),
      ],
    },
    {
      id: '%AsyncGeneratorPrototype%',
      proto: '%AsyncIteratorPrototype%',
      properties: [
        intrinsic('constructor', '%AsyncGeneratorFunctionPrototype%', Attr.Configurable),
        method('next', 1, { special: asyncGeneratorNext }),
        method('return', 1, { special: asyncGeneratorReturnMethod }),
        method('throw', 1, { special: asyncGeneratorThrow }),
        value(symbols.toStringTag, 'AsyncGenerator', Attr.Configurable),
      ],
    },
  ],
  globals: [],
};
