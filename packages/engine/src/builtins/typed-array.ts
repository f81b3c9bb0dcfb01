/** %TypedArray% and its twelve constructors (ECMA-262 §23.2). What works on elements in bulk is in `typed-array-bulk.ts`. */

import { messageText } from '../machine/callee-text.ts';
import type { Machine } from '../machine/machine.ts';
import { Accessor, ExoticObject, type JSArray, JSFunction, type JSObject } from '../objects/object.ts';
import { getOwnSlot, lookup } from '../objects/property.ts';
import { Attr } from '../objects/shape.ts';
import {
  type ArrayBufferData,
  ELEMENT_SIZE,
  type ElementType,
  makeTypedArrayData,
  type TypedArrayData,
  typedArrayGet,
  typedArrayLength,
  typedArrayOutOfBounds,
} from '../objects/typed-array.ts';
import { symbols, type Value } from '../objects/value.ts';
import { createBuffer, throwDetached } from './array-buffer.ts';
import { createArrayIterator } from './array-iterator.ts';
import { throwIncompatible } from './receiver.ts';
import {
  alias,
  type BuiltinModule,
  constructor_,
  getter,
  type IntrinsicSpec,
  intrinsic,
  method,
  type PropertySpec,
  value,
} from './spec.ts';
import * as bulk from './typed-array-bulk.ts';
import { sort } from './typed-array-sort.ts';

const TYPES: readonly ElementType[] = [
  'Int8',
  'Uint8',
  'Uint8Clamped',
  'Int16',
  'Uint16',
  'Int32',
  'Uint32',
  'Float16',
  'Float32',
  'Float64',
  'BigInt64',
  'BigUint64',
];

/** V8's longest typed array. */
const MAX_LENGTH = 2 ** 33 - 1;

export function typedArrayData(v: unknown): TypedArrayData | null {
  return v instanceof ExoticObject && v.kind === 'TypedArray' ? (v.data as TypedArrayData) : null;
}

/** Methods that say what they were called on. */
const NAMES_RECEIVER: ReadonlySet<string> = new Set(
  ['at', 'join', 'slice', 'sort', 'toLocaleString', 'toReversed', 'toSorted'].map((s) => `%TypedArray%.prototype.${s}`),
);

/** ValidateTypedArray (§23.2.4.4): the data; a TypeError if `v` is none, or out of bounds. */
function validated(m: Machine, v: Value, name: string): TypedArrayData {
  const d = typedArrayData(v);
  if (d === null)
    return m.throwTypeError(
      NAMES_RECEIVER.has(name)
        ? `Method ${name} called on incompatible receiver ${messageText(v)}`
        : 'this is not a typed array.',
    );
  if (typedArrayOutOfBounds(d)) return throwDetached(m, name);
  return d;
}

function newTypedArray(m: Machine, proto: JSObject, d: TypedArrayData): ExoticObject {
  m.allocated += 200;
  return new ExoticObject(m.realm.rootShape(proto), 'TypedArray', d);
}

/** AllocateTypedArrayBuffer (§23.2.5.1.6) and the array over it. */
export function createTypedArray(m: Machine, type: ElementType, proto: JSObject, length: number): ExoticObject {
  const bytes = length * ELEMENT_SIZE[type];
  if (bytes > MAX_LENGTH) return m.throwRangeError(`Invalid typed array length: ${length}`);
  const buffer = createBuffer(m, m.realm.intrinsic('%ArrayBufferPrototype%'), bytes, null, false);
  return newTypedArray(m, proto, makeTypedArrayData(type, buffer, 0, length));
}

/** A typed array of the realm's own kind over a whole buffer. */
export function typedArrayOver(m: Machine, type: ElementType, buffer: ExoticObject, length: number): ExoticObject {
  return newTypedArray(m, m.realm.intrinsic(`%${type}ArrayPrototype%`), makeTypedArrayData(type, buffer, 0, length));
}

/** The constructor that a species lookup of `o` gives is the realm's own for its type, with nobody to notice. */
function isSpeciesIntact(m: Machine, o: ExoticObject): boolean {
  const own = m.realm.intrinsic(`%${(o.data as TypedArrayData).type}Array%`);
  if (lookup(o, 'constructor') !== own) return false;
  const species = lookup(own, symbols.species);
  return (
    species instanceof Accessor &&
    species === getOwnSlot(m.realm.intrinsic('%TypedArray%'), symbols.species) &&
    species.get instanceof JSFunction &&
    species.get.code.spec?.name === 'get [Symbol.species]'
  );
}

function dataGetter(name: string, read: (d: TypedArrayData) => Value): PropertySpec {
  return getter(name, {
    native: (m, self) => {
      const d = typedArrayData(self);
      return d === null
        ? throwIncompatible(m, `get ${name === 'buffer' ? '%TypedArray%' : 'TypedArray'}.prototype.${name}`, self)
        : read(d);
    },
  });
}

function iterator(mode: 'keys' | 'values' | 'entries'): PropertySpec {
  return method(mode, 0, {
    native: (m, self) => {
      validated(m, self, `%TypedArray%.prototype.${mode}`);
      return createArrayIterator(m, self as JSObject, mode);
    },
  });
}

function selfHosted(name: string, length: number): PropertySpec {
  return method(name, length, { selfHosted: `TypedArrayPrototype${name[0]?.toUpperCase()}${name.slice(1)}` });
}

function concrete(type: ElementType): IntrinsicSpec[] {
  const name = `${type}Array`;
  const isBytes = type === 'Uint8';
  return [
    {
      id: `%${name}%`,
      proto: '%TypedArray%',
      fn: constructor_(name, 3, { selfHosted: `${name}Constructor` }),
      properties: [
        intrinsic('prototype', `%${name}Prototype%`, Attr.None),
        value('BYTES_PER_ELEMENT', ELEMENT_SIZE[type]),
        ...(isBytes
          ? [
              method('fromBase64', 1, { selfHosted: 'Uint8ArrayFromBase64' }),
              method('fromHex', 1, { selfHosted: 'Uint8ArrayFromHex' }),
            ]
          : []),
      ],
    },
    {
      id: `%${name}Prototype%`,
      proto: '%TypedArrayPrototype%',
      properties: [
        intrinsic('constructor', `%${name}%`),
        value('BYTES_PER_ELEMENT', ELEMENT_SIZE[type]),
        ...(isBytes
          ? [
              method('setFromBase64', 1, { selfHosted: 'Uint8ArrayPrototypeSetFromBase64' }),
              method('setFromHex', 1, { selfHosted: 'Uint8ArrayPrototypeSetFromHex' }),
              method('toBase64', 0, { selfHosted: 'Uint8ArrayPrototypeToBase64' }),
              method('toHex', 0, { selfHosted: 'Uint8ArrayPrototypeToHex' }),
            ]
          : []),
      ],
    },
  ];
}

const dataOf = (v: Value): TypedArrayData => (v as ExoticObject).data as TypedArrayData;

export const typedArray: BuiltinModule = {
  objects: [
    {
      id: '%TypedArray%',
      proto: '%FunctionPrototype%',
      fn: constructor_('TypedArray', 0, { selfHosted: 'TypedArrayConstructor' }),
      properties: [
        intrinsic('prototype', '%TypedArrayPrototype%', Attr.None),
        method('of', 0, { selfHosted: 'TypedArrayOf' }),
        method('from', 1, { selfHosted: 'TypedArrayFrom' }),
        getter(symbols.species, { native: (_m, self) => self }),
      ],
    },
    {
      id: '%TypedArrayPrototype%',
      proto: '%ObjectPrototype%',
      properties: [
        intrinsic('constructor', '%TypedArray%'),
        dataGetter('buffer', (d) => d.buffer),
        dataGetter('byteLength', (d) => typedArrayLength(d) * ELEMENT_SIZE[d.type]),
        dataGetter('byteOffset', (d) => (typedArrayOutOfBounds(d) ? 0 : d.byteOffset)),
        dataGetter('length', (d) => typedArrayLength(d)),
        iterator('entries'),
        iterator('keys'),
        iterator('values'),
        selfHosted('at', 1),
        selfHosted('copyWithin', 2),
        selfHosted('every', 1),
        selfHosted('fill', 1),
        selfHosted('filter', 1),
        selfHosted('find', 1),
        selfHosted('findIndex', 1),
        selfHosted('findLast', 1),
        selfHosted('findLastIndex', 1),
        selfHosted('forEach', 1),
        selfHosted('includes', 1),
        selfHosted('indexOf', 1),
        selfHosted('join', 1),
        selfHosted('lastIndexOf', 1),
        selfHosted('map', 1),
        selfHosted('reverse', 0),
        selfHosted('reduce', 1),
        selfHosted('reduceRight', 1),
        selfHosted('set', 1),
        selfHosted('slice', 2),
        selfHosted('some', 1),
        selfHosted('sort', 1),
        selfHosted('subarray', 2),
        selfHosted('toReversed', 0),
        selfHosted('toSorted', 1),
        selfHosted('with', 2),
        selfHosted('toLocaleString', 0),
        intrinsic('toString', '%ArrayPrototypeToString%'),
        alias(symbols.iterator, 'values'),
        getter(symbols.toStringTag, {
          native: (_m, self) => {
            const d = typedArrayData(self);
            return d === null ? undefined : `${d.type}Array`;
          },
        }),
      ],
    },
    ...TYPES.flatMap(concrete),
  ],
  globals: TYPES.map((type) => intrinsic(`${type}Array`, `%${type}Array%`)),
  intrinsics: {
    isTypedArray: (_m, _self, v) => typedArrayData(v) !== null,
    /** ValidateTypedArray and the length. */
    typedArrayLength: (m, _self, v, name) =>
      typedArrayLength(validated(m, v, `%TypedArray%.prototype.${name as string}`)),
    /** The length of a typed array, 0 when out of bounds. */
    typedArrayLengthNow: (_m, _self, v) => typedArrayLength(dataOf(v)),
    typedArrayIsOutOfBounds: (_m, _self, v) => typedArrayOutOfBounds(dataOf(v)),
    typedArrayTypeName: (_m, _self, v) => dataOf(v).type,
    typedArrayElementSize: (_m, _self, type) => ELEMENT_SIZE[type as ElementType],
    typedArrayBuffer: (_m, _self, v) => dataOf(v).buffer,
    typedArrayByteOffset: (_m, _self, v) => dataOf(v).byteOffset,
    typedArrayFollowsLength: (_m, _self, v) => dataOf(v).length === null,
    typedArraySpeciesIntact: (m, _self, v) => isSpeciesIntact(m, v as ExoticObject),
    typedArrayElement: (_m, _self, v, i) => typedArrayGet(dataOf(v), i as number),
    /** typedArrayCreate(type, length, proto): proto undefined for the realm's own. */
    typedArrayCreate: (m, _self, type, length, proto) =>
      createTypedArray(
        m,
        type as ElementType,
        proto === undefined ? m.realm.intrinsic(`%${type as string}ArrayPrototype%`) : (proto as JSObject),
        length as number,
      ),
    bufferDataLength: (_m, _self, v) => ((v as ExoticObject).data as ArrayBufferData).bytes?.length ?? 0,
    typedArrayFill: (m, _self, v, x, from, to) =>
      bulk.fill(m, dataOf(v), x as number | bigint, from as number, to as number),
    typedArrayReverse: (m, _self, v) => bulk.reverse(m, dataOf(v)),
    typedArraySort: (m, _self, v) => sort(m, dataOf(v)),
    typedArrayJoin: (m, _self, v, by, length) => bulk.join(m, dataOf(v), by as string, length as number),
    typedArrayIndexOf: (m, _self, v, x, from, to) => bulk.indexOf(m, dataOf(v), x, from as number, to as number),
    typedArrayLastIndexOf: (m, _self, v, x, from) => bulk.lastIndexOf(m, dataOf(v), x, from as number),
    typedArrayIncludes: (m, _self, v, x, from, to) => bulk.includes(m, dataOf(v), x, from as number, to as number),
    typedArrayCopyWithin: (m, _self, v, to, from, n) =>
      bulk.copyWithin(m, dataOf(v), to as number, from as number, n as number),
    /** Elements of `source` into `target` from `offset` on: both in bounds, of one content type, with room enough. */
    typedArraySetFrom: (m, _self, target, source, offset) =>
      bulk.setFrom(m, dataOf(target), dataOf(source), offset as number),
    /** Elements from … to of `source` to the beginning of `target`, as `slice` copies them. */
    typedArraySliceInto: (m, _self, source, target, from, to) =>
      bulk.sliceInto(m, dataOf(source), dataOf(target), from as number, to as number),
    /** The elements of a dense array of primitives that convert without effects, from `offset` on; false where it is no such array. */
    typedArraySetDense: (m, _self, target, source, offset) =>
      bulk.setDense(m, dataOf(target), source, offset as number),
    /** The elements as an internal list. */
    typedArrayList: (m, _self, v) => bulk.toList(m, dataOf(v)),
    typedArrayStoreList: (m, _self, v, list) =>
      bulk.storeList(m, dataOf(v), (list as JSArray).elements as readonly (number | bigint)[]),
  },
  variadicIntrinsics: {
    /** typedArrayOver(type, proto, buffer, byteOffset, length): length undefined if it follows the buffer's. */
    typedArrayOver: (m, _self, [type, proto, buffer, byteOffset, length]) =>
      newTypedArray(
        m,
        proto === undefined ? m.realm.intrinsic(`%${type as string}ArrayPrototype%`) : (proto as JSObject),
        makeTypedArrayData(
          type as ElementType,
          buffer as ExoticObject,
          byteOffset as number,
          length === undefined ? null : (length as number),
        ),
      ),
  },
};
