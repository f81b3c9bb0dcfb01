/**
 * Atomics (ECMA-262 §25.4). Agents take turns, so every operation is atomic as it stands; waiting is in `machine/waiters.ts`.
 */
import { messageText } from '../machine/callee-text.ts';
import type { Machine } from '../machine/machine.ts';
import { addWaiter, block, notifyWaiters } from '../machine/waiters.ts';
import { ToIntegerOrInfinity } from '../objects/conversion.ts';
import type { ExoticObject } from '../objects/object.ts';
import { Attr } from '../objects/shape.ts';
import {
  type ArrayBufferData,
  ELEMENT_SIZE,
  type ElementType,
  type TypedArrayData,
  typedArrayLength,
  typedArrayOutOfBounds,
  typedArraySet,
  typedArrayView,
} from '../objects/typed-array.ts';
import { symbols, type Value } from '../objects/value.ts';
import { throwDetached } from './array-buffer.ts';
import { type BuiltinModule, intrinsic, method, value } from './spec.ts';
import { typedArrayData } from './typed-array.ts';

/** ValidateIntegerTypedArray (§25.4.3.1): the data. */
function integerArray(m: Machine, v: Value, waitable: boolean, name: string): TypedArrayData {
  const d = typedArrayData(v);
  const what = waitable ? 'an int32 or BigInt64 typed array' : 'an integer typed array';
  if (d === null) return m.throwTypeError(`${messageText(v)} is not ${what}.`);
  if (typedArrayOutOfBounds(d)) return throwDetached(m, `Atomics.${name}`);
  const ok = waitable
    ? d.type === 'Int32' || d.type === 'BigInt64'
    : !d.type.startsWith('Float') && d.type !== 'Uint8Clamped';
  return ok ? d : m.throwTypeError(`[object ${d.type}Array] is not ${what}.`);
}

const dataOf = (v: Value): TypedArrayData => (v as ExoticObject).data as TypedArrayData;

function elements(d: TypedArrayData): { [i: number]: number | bigint } {
  return typedArrayView(d) as { [i: number]: number | bigint };
}

/** A Number or BigInt as an element of that type holds it (NumericToRawBytes and back). */
function converted(type: ElementType, v: number | bigint): number | bigint {
  switch (type) {
    case 'Int8':
      return ((v as number) << 24) >> 24;
    case 'Uint8':
      return (v as number) & 0xff;
    case 'Int16':
      return ((v as number) << 16) >> 16;
    case 'Uint16':
      return (v as number) & 0xffff;
    case 'Int32':
      return (v as number) | 0;
    case 'Uint32':
      return (v as number) >>> 0;
    case 'BigInt64':
      return BigInt.asIntN(64, v as bigint);
    default:
      return BigInt.asUintN(64, v as bigint);
  }
}

type Operation = 'add' | 'and' | 'exchange' | 'or' | 'sub' | 'xor';

function combine(op: Operation, a: number | bigint, b: number | bigint): number | bigint {
  if (typeof a === 'bigint') {
    const c = b as bigint;
    switch (op) {
      case 'add':
        return a + c;
      case 'and':
        return a & c;
      case 'exchange':
        return c;
      case 'or':
        return a | c;
      case 'sub':
        return a - c;
      case 'xor':
        return a ^ c;
    }
  }
  const c = b as number;
  switch (op) {
    case 'add':
      return a + c;
    case 'and':
      return a & c;
    case 'exchange':
      return c;
    case 'or':
      return a | c;
    case 'sub':
      return a - c;
    case 'xor':
      return a ^ c;
  }
}

function operation(name: string, length: number) {
  return method(name, length, { selfHosted: `Atomics${name[0]?.toUpperCase()}${name.slice(1)}` });
}

/** Where element `i` lies in its block. */
function place(d: TypedArrayData, i: number): number {
  return d.byteOffset + i * ELEMENT_SIZE[d.type];
}

export const atomics: BuiltinModule = {
  objects: [
    {
      id: '%Atomics%',
      proto: '%ObjectPrototype%',
      properties: [
        operation('load', 2),
        operation('store', 3),
        operation('add', 3),
        operation('sub', 3),
        operation('and', 3),
        operation('or', 3),
        operation('xor', 3),
        operation('exchange', 3),
        operation('compareExchange', 4),
        method('isLockFree', 1, {
          native: (m, _self, size) => {
            const n = ToIntegerOrInfinity(m, size);
            return n === 1 || n === 2 || n === 4 || n === 8;
          },
          coerce: '- number',
        }),
        operation('wait', 4),
        operation('waitAsync', 4),
        operation('notify', 3),
        method('pause', 0, {
          native: (m, _self, n) =>
            n === undefined || Number.isInteger(n)
              ? undefined
              : m.throwTypeError('Atomics.pause: the argument must be undefined or an integer'),
        }),
        value(symbols.toStringTag, 'Atomics', Attr.Configurable),
      ],
    },
    // Not reachable for the guest: what Atomics.wait calls to block the agent.
    {
      id: '%AtomicsBlock%',
      proto: '%FunctionPrototype%',
      fn: {
        name: '',
        length: 0,
        special: (m, _fn, _self, [ta, i, timeout]) => {
          const d = dataOf(ta);
          block(m, addWaiter(m, d.buffer.data as ArrayBufferData, place(d, i as number), timeout as number, null));
        },
      },
      properties: [],
    },
  ],
  globals: [intrinsic('Atomics', '%Atomics%')],
  intrinsics: {
    /** ValidateIntegerTypedArray; the length. */
    atomicsLength: (m, _self, v, waitable, name) =>
      typedArrayLength(integerArray(m, v, waitable === true, name as string)),
    /** RevalidateAtomicAccess (§25.4.3.4). */
    atomicsRevalidate: (m, _self, v, i, name) => {
      const d = dataOf(v);
      if (typedArrayOutOfBounds(d)) return throwDetached(m, `Atomics.${name as string}`);
      return (i as number) < typedArrayLength(d) ? undefined : m.throwRangeError('Invalid atomic access index');
    },
    atomicsLoad: (_m, _self, v, i) => elements(dataOf(v))[i as number],
    atomicsStore: (_m, _self, v, i, x) => {
      typedArraySet(dataOf(v), i as number, x as number | bigint);
      return undefined;
    },
    /** AtomicReadModifyWrite: the old value. */
    atomicsModify: (_m, _self, v, i, x, op) => {
      const d = dataOf(v);
      const view = elements(d);
      const old = view[i as number] as number | bigint;
      view[i as number] = combine(op as Operation, old, converted(d.type, x as number | bigint));
      return old;
    },
    atomicsCompareExchange: (_m, _self, v, i, expected, replacement) => {
      const d = dataOf(v);
      const view = elements(d);
      const old = view[i as number] as number | bigint;
      if (old === converted(d.type, expected as number | bigint)) view[i as number] = replacement as number | bigint;
      return old;
    },
    /** The value to wait for as an element holds it. */
    atomicsConverted: (_m, _self, v, x) => converted(dataOf(v).type, x as number | bigint),
    atomicsIsShared: (_m, _self, v) => (dataOf(v).buffer.data as ArrayBufferData).shared,
    atomicsCanBlock: (m) => m.canBlock,
    atomicsWaitAsync: (m, _self, v, i, timeout, promise) => {
      const d = dataOf(v);
      addWaiter(m, d.buffer.data as ArrayBufferData, place(d, i as number), timeout as number, promise as ExoticObject);
      return undefined;
    },
    atomicsNotify: (_m, _self, v, i, count) => {
      const d = dataOf(v);
      const data = d.buffer.data as ArrayBufferData;
      return data.shared ? notifyWaiters(data, place(d, i as number), count as number) : 0;
    },
  },
};
