/** Array (ECMA-262 §23.1). */
import type { Machine } from '../machine/machine.ts';
import { ToIntegerOrInfinity, ToObject } from '../objects/conversion.ts';
import {
  ExoticObject,
  JSArray,
  JSFunction,
  type JSObject,
  NO_ELEMENTS,
  type ProxyData,
  type Slot,
} from '../objects/object.ts';
import { getOwnSlot, lookup, setArrayLength } from '../objects/property.ts';
import { Attr } from '../objects/shape.ts';
import { BAIL, type Mark, symbols, type Value } from '../objects/value.ts';
import * as dense from './array-dense.ts';
import { iteratorMethod } from './array-iterator.ts';
import { skipHoles, skipHolesDown, skipMoves, skipMovesDown } from './array-sparse.ts';
import { requireCallable } from './receiver.ts';
import { alias, type BuiltinModule, constructor_, getter, intrinsic, method, value } from './spec.ts';

/** ArrayCreate (§10.4.2.2): a RangeError unless `length` is an array length. */
export function arrayCreate(m: Machine, length: number, proto: JSObject | undefined): JSArray {
  if (length >>> 0 !== length) return m.throwRangeError('Invalid array length');
  const shape = proto === undefined ? m.realm.arrayShape : m.realm.arrayRoot(proto);
  const a = new JSArray(shape, dense.newList());
  m.charge(96);
  m.useFuel(length <= 1 << 25 ? length >> 5 : 0);
  setArrayLength(a, length);
  return a;
}

/** IsArray (§7.2.2). */
function isArray(m: Machine, _self: Value, v: Value): boolean {
  let at: unknown = v;
  while (at instanceof ExoticObject && at.kind === 'Proxy') {
    at = (at.data as ProxyData).target;
    if (at === null) return m.throwTypeError("Cannot perform 'IsArray' on a proxy that has been revoked");
  }
  return at instanceof JSArray;
}

/** `Array(…)` without `new`; the self-hosted form makes the same. */
function call(m: Machine, _self: Value, args: Value[]): Value {
  if (args.length === 1 && typeof args[0] === 'number') return arrayCreate(m, args[0], undefined);
  const list = dense.newList();
  for (let i = 0; i < args.length; i++) list.push(args[i]);
  m.allocated += 96 + 8 * list.length;
  return new JSArray(m.realm.arrayShape, list);
}

/** Array.prototype.toString where `join` is the built-in one. */
function toText(m: Machine, self: Value): Value | Mark {
  if (!dense.isDense(m, self)) return BAIL;
  const join = lookup(self, 'join');
  return join instanceof JSFunction && join.code.native === dense.join ? dense.join(m, self, undefined) : BAIL;
}

/** Would iterating `items`, whose iterator method is `using`, read its indices in order until its length? */
function iteratesByIndex(m: Machine, items: Value, using: Value): boolean {
  return (
    items instanceof JSArray &&
    using === m.realm.arrayValues &&
    getOwnSlot(m.realm.intrinsic('%ArrayIteratorPrototype%'), 'next') === m.realm.arrayIteratorNext
  );
}

/**
 * CreateDataProperty of index `k` where `a` is a growable dense array and the index is in it or at its end; false, and nothing done,
 * where it is not so simple.
 */
export function putElement(m: Machine, a: Value, k: number, v: Value): boolean {
  if (!dense.isGrowable(m, a)) return false;
  if (a.elements === NO_ELEMENTS) a.elements = dense.newList();
  const list = a.elements;
  if (k < list.length) list[k] = v;
  else if (k === list.length) {
    list.push(v);
    a.length = k + 1;
    m.allocated += 16;
  } else return false;
  return true;
}

/** The arrays being joined now, so that one inside itself is noticed. Part of the realm's state, never seen by the guest. */
function joinStack(m: Machine): Slot[] {
  const stack = m.realm.intrinsic('%ArrayJoinStack%') as JSArray;
  if (stack.elements === NO_ELEMENTS) stack.elements = dense.newList();
  return stack.elements;
}

const UNSCOPABLES = [
  'at',
  'copyWithin',
  'entries',
  'fill',
  'find',
  'findIndex',
  'findLast',
  'findLastIndex',
  'flat',
  'flatMap',
  'includes',
  'keys',
  'toReversed',
  'toSorted',
  'toSpliced',
  'values',
];

function callback(name: string, length = 1) {
  return method(name, length, { selfHosted: `ArrayPrototype${name[0]?.toUpperCase()}${name.slice(1)}` });
}

export const array: BuiltinModule = {
  objects: [
    {
      id: '%Array%',
      proto: '%FunctionPrototype%',
      fn: constructor_('Array', 1, { variadic: call, selfHosted: 'ArrayConstructor' }),
      properties: [
        intrinsic('prototype', '%ArrayPrototype%', Attr.None),
        method('isArray', 1, { native: isArray }),
        method('from', 1, { selfHosted: 'ArrayFrom' }),
        method('fromAsync', 1, { selfHosted: 'ArrayFromAsync' }),
        method('of', 0, { variadic: dense.of, selfHosted: 'ArrayOf' }),
        getter(symbols.species, { native: (_m, self) => self }),
      ],
    },
    {
      id: '%ArrayPrototype%',
      proto: '%ObjectPrototype%',
      exotic: 'Array',
      properties: [
        intrinsic('constructor', '%Array%'),
        method('at', 1, { native: dense.at, selfHosted: 'ArrayPrototypeAt' }),
        method('concat', 1, { variadic: dense.concat, selfHosted: 'ArrayPrototypeConcat' }),
        method('copyWithin', 2, { native: dense.copyWithin, selfHosted: 'ArrayPrototypeCopyWithin' }),
        method('fill', 1, { native: dense.fill, selfHosted: 'ArrayPrototypeFill' }),
        callback('find'),
        callback('findIndex'),
        callback('findLast'),
        callback('findLastIndex'),
        method('lastIndexOf', 1, { variadic: dense.lastIndexOf, selfHosted: 'ArrayPrototypeLastIndexOf' }),
        method('pop', 0, { native: dense.pop, selfHosted: 'ArrayPrototypePop' }),
        method('push', 1, { variadic: dense.push, selfHosted: 'ArrayPrototypePush' }),
        method('reverse', 0, { native: dense.reverse, selfHosted: 'ArrayPrototypeReverse' }),
        method('shift', 0, { native: dense.shift, selfHosted: 'ArrayPrototypeShift' }),
        method('unshift', 1, { variadic: dense.unshift, selfHosted: 'ArrayPrototypeUnshift' }),
        method('slice', 2, { native: dense.slice, selfHosted: 'ArrayPrototypeSlice' }),
        method('sort', 1, { native: dense.sort, selfHosted: 'ArrayPrototypeSort' }),
        method('splice', 2, { variadic: dense.splice, selfHosted: 'ArrayPrototypeSplice' }),
        method('includes', 1, { native: dense.includes, selfHosted: 'ArrayPrototypeIncludes' }),
        method('indexOf', 1, { native: dense.indexOf, selfHosted: 'ArrayPrototypeIndexOf' }),
        method('join', 1, { native: dense.join, selfHosted: 'ArrayPrototypeJoin' }),
        method('keys', 0, { native: iteratorMethod('keys') }),
        method('entries', 0, { native: iteratorMethod('entries') }),
        method('values', 0, { native: iteratorMethod('values') }),
        callback('forEach'),
        callback('filter'),
        method('flat', 0, { native: dense.flat, selfHosted: 'ArrayPrototypeFlat' }),
        callback('flatMap'),
        callback('map'),
        callback('every'),
        callback('some'),
        callback('reduce'),
        callback('reduceRight'),
        method('toReversed', 0, { native: dense.toReversed, selfHosted: 'ArrayPrototypeToReversed' }),
        method('toSorted', 1, { native: dense.toSorted, selfHosted: 'ArrayPrototypeToSorted' }),
        method('toSpliced', 2, { variadic: dense.toSpliced, selfHosted: 'ArrayPrototypeToSpliced' }),
        callback('toLocaleString', 0),
        intrinsic('toString', '%ArrayPrototypeToString%'),
        method('with', 2, { native: dense.with_, selfHosted: 'ArrayPrototypeWith' }),
        alias(symbols.iterator, 'values'),
        intrinsic(symbols.unscopables, '%ArrayUnscopables%', Attr.Configurable),
      ],
    },
    // Typed arrays have the same function.
    {
      id: '%ArrayPrototypeToString%',
      proto: '%FunctionPrototype%',
      fn: { name: 'toString', length: 0, native: toText, selfHosted: 'ArrayPrototypeToString' },
      properties: [],
    },
    { id: '%ArrayUnscopables%', proto: null, properties: UNSCOPABLES.map((name) => value(name, true, Attr.Default)) },
    // An internal list: see `joinStack`.
    { id: '%ArrayJoinStack%', proto: null, exotic: 'Array', properties: [] },
  ],
  globals: [intrinsic('Array', '%Array%')],
  intrinsics: {
    /** ToObject with the words of V8's array methods. */
    arrayThis: (m, _self, v, name) =>
      v === undefined || v === null
        ? m.throwTypeError(`${name as string} called on null or undefined`)
        : ToObject(m, v),
    arrayCreate: (m, _self, length, proto) => arrayCreate(m, length as number, proto as JSObject | undefined),
    isSpeciesIntact: (m, _self, o) => o instanceof JSArray && dense.isSpeciesIntact(m, o),
    iteratesByIndex: (m, _self, items, using) => iteratesByIndex(m, items, using),
    putElement: (m, _self, a, k, v) => putElement(m, a, k as number, v),
    requireCallable: (m, _self, f) => {
      if (!(f instanceof JSFunction)) requireCallable(m, f);
      return undefined;
    },
    /** A relative index (a number) clamped to 0 … length, negative ones counted from the end. */
    clampIndex: (m, _self, v, length) => {
      const n = ToIntegerOrInfinity(m, v);
      return n < 0 ? Math.max(n + (length as number), 0) : Math.min(n, length as number);
    },
    skipHoles: (m, _self, o, k, limit) => skipHoles(m, o, k as number, limit as number),
    skipHolesDown: (m, _self, o, k) => skipHolesDown(m, o, k as number),
    skipMoves: (m, _self, o, k, delta, limit) => skipMoves(m, o, k as number, delta as number, limit as number),
    enterJoin: (m, _self, o) => {
      const stack = joinStack(m);
      if (stack.includes(o)) return false;
      stack.push(o);
      return true;
    },
    leaveJoin: (m, _self, o) => {
      const stack = joinStack(m);
      stack.splice(stack.lastIndexOf(o), 1);
      return undefined;
    },
    /** Sorts an internal list of primitives by their texts; false where some element's text takes guest code. */
    sortPrimitives: (m, _self, list) => {
      const a = list as JSArray;
      if (a.elements.length > dense.MAX_SORTED_AT_ONCE) return a.elements.every(dense.hasText) ? 'long' : 'objects';
      const sorted = dense.sortedByText(m, a.elements);
      if (!Array.isArray(sorted)) return 'objects';
      a.elements = sorted;
      return 'sorted';
    },
    sortPiece: (m, _self, list, texts, low, high) => {
      const all = (list as JSArray).elements;
      const sorted = dense.textsInOrder(m, all.slice(low as number, high as number));
      const to = texts as JSArray;
      sorted.forEach(({ text, v }, i) => {
        all[(low as number) + i] = v;
        to.elements.push(text);
      });
      to.length = to.elements.length;
      return undefined;
    },
    copyList: (m, _self, list, from, n) => {
      m.charge(8 * (n as number));
      return m.realm.newArray((list as JSArray).elements.slice(from as number, (from as number) + (n as number)));
    },
  },
  variadicIntrinsics: {
    /** copyElements(from, at, to, index, n): between internal lists, which may be the same. */
    copyElements: (_m, _self, args) => {
      const from = (args[0] as JSArray).elements;
      const at = args[1] as number;
      const to = (args[2] as JSArray).elements;
      const index = args[3] as number;
      const n = args[4] as number;
      // By hand: the host's copyWithin is made for any object, and several times slower.
      if (from === to && index > at) for (let i = n - 1; i >= 0; i--) to[index + i] = to[at + i] as Slot;
      else for (let i = 0; i < n; i++) to[index + i] = from[at + i] as Slot;
      return undefined;
    },
    /**
     * mergePiece(from, texts, to, toTexts, i, middle, high, k, end, low): the elements k … end of the merge of low … middle, of which those
     * before i are taken, and middle … high. Answers the new i.
     */
    mergePiece: (m, _self, args) => {
      const [from, texts, to, toTexts] = args.slice(0, 4).map((a) => (a as JSArray).elements) as [
        Slot[],
        string[],
        Slot[],
        string[],
      ];
      let i = args[4] as number;
      const [middle, high, start, end, low] = args.slice(5) as [number, number, number, number, number];
      m.useFuel(end - start);
      let j = middle + (start - low) - (i - low);
      for (let k = start; k < end; k++) {
        const source = j >= high || (i < middle && (texts[i] as string) <= (texts[j] as string)) ? i++ : j++;
        to[k] = from[source] as Slot;
        toTexts[k] = texts[source] as string;
      }
      return i;
    },
    skipMovesDown: (m, _self, args) =>
      skipMovesDown(m, args[0], args[1] as number, args[2] as number, args[3] as number),
  },
};
