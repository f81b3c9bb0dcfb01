/** Symbol (ECMA-262 §20.4). Guest symbols are host symbols, none of them the host's own well-known ones. */
import { messageText } from '../machine/callee-text.ts';
import type { Machine } from '../machine/machine.ts';
import { ToString } from '../objects/conversion.ts';
import { ExoticObject, isObject } from '../objects/object.ts';
import { Attr } from '../objects/shape.ts';
import { BAIL, type Mark, symbols, type Value } from '../objects/value.ts';
import { type BuiltinModule, constructor_, getter, intrinsic, method, type PropertySpec, value } from './spec.ts';

/** ThisSymbolValue (ECMA-262 §20.4.3.4.1). */
function thisSymbol(m: Machine, self: Value, name: string): symbol {
  if (typeof self === 'symbol') return self;
  if (self instanceof ExoticObject && self.kind === 'Symbol') return self.data as symbol;
  return m.throwTypeError(`${name} requires that 'this' be a Symbol`);
}

/** SymbolDescriptiveString (ECMA-262 §20.4.3.3.1). */
function descriptiveString(s: symbol): string {
  return `Symbol(${s.description ?? ''})`;
}

function create(m: Machine, _self: Value, description: Value): Value | Mark {
  if (isObject(description)) return BAIL;
  m.charge(32);
  return Symbol(description === undefined ? undefined : ToString(m, description));
}

/** Symbol.for (ECMA-262 §20.4.2.2). */
function symbolFor(m: Machine, _self: Value, v: Value): Value {
  const key = ToString(m, v);
  const known = m.symbolRegistry.get(key);
  if (known !== undefined) return known;
  const made = Symbol(key);
  m.charge(128 + 2 * key.length);
  m.symbolRegistry.set(key, made);
  m.symbolKeys.set(made, key);
  return made;
}

/** Symbol.keyFor (ECMA-262 §20.4.2.6). */
function keyFor(m: Machine, _self: Value, v: Value): Value {
  if (typeof v !== 'symbol') return m.throwTypeError(`${messageText(v)} is not a symbol`);
  return m.symbolKeys.get(v);
}

/** Well-known symbols in V8's order. */
const WELL_KNOWN = [
  'asyncIterator',
  'hasInstance',
  'isConcatSpreadable',
  'iterator',
  'match',
  'matchAll',
  'replace',
  'search',
  'species',
  'split',
  'toPrimitive',
  'toStringTag',
  'unscopables',
  'dispose',
  'asyncDispose',
] as const;

export const symbol: BuiltinModule = {
  objects: [
    {
      id: '%Symbol%',
      proto: '%FunctionPrototype%',
      fn: constructor_('Symbol', 0, { native: create, selfHosted: 'SymbolConstructor' }),
      properties: [
        intrinsic('prototype', '%SymbolPrototype%', Attr.None),
        method('for', 1, { native: symbolFor, coerce: '- string' }),
        method('keyFor', 1, { native: keyFor }),
        ...WELL_KNOWN.map((name): PropertySpec => value(name, symbols[name])),
      ],
    },
    {
      id: '%SymbolPrototype%',
      proto: '%ObjectPrototype%',
      properties: [
        intrinsic('constructor', '%Symbol%'),
        method('toString', 0, {
          native: (m, self) => descriptiveString(thisSymbol(m, self, 'Symbol.prototype.toString')),
        }),
        method('valueOf', 0, { native: (m, self) => thisSymbol(m, self, 'Symbol.prototype.valueOf') }),
        getter('description', { native: (m, self) => thisSymbol(m, self, 'Symbol.prototype.description').description }),
        value(symbols.toStringTag, 'Symbol', Attr.Configurable),
        {
          key: symbols.toPrimitive,
          kind: 'method',
          fn: {
            name: '[Symbol.toPrimitive]',
            length: 1,
            native: (m, self) => thisSymbol(m, self, 'Symbol.prototype [ @@toPrimitive ]'),
          },
          attrs: Attr.Configurable,
        },
      ],
    },
  ],
  globals: [intrinsic('Symbol', '%Symbol%')],
  intrinsics: {
    newSymbol: (m, _self, description) => create(m, undefined, description) as Value,
  },
};
