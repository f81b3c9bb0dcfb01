/** Array iterators (ECMA-262 §23.1.5). Their state is `ArrayIteratorData`: plain data, whatever they iterate over. */
import type { ArrayIteratorData } from '../machine/array-iteration.ts';
import type { Machine } from '../machine/machine.ts';
import { ToObject } from '../objects/conversion.ts';
import { ExoticObject, JSArray, type JSObject, type Slot } from '../objects/object.ts';
import { Attr, ShapeFlag } from '../objects/shape.ts';
import { type TypedArrayData, typedArrayGet, typedArrayLength, typedArrayOutOfBounds } from '../objects/typed-array.ts';
import { BAIL, DONE, HOLE, type Mark, symbols, type Value } from '../objects/value.ts';
import { throwIncompatible } from './receiver.ts';
import { type BuiltinModule, method, value } from './spec.ts';

/** CreateArrayIterator (§23.1.5.1). */
export function createArrayIterator(m: Machine, target: JSObject, mode: ArrayIteratorData['mode']): ExoticObject {
  m.allocated += 120;
  const data: ArrayIteratorData = { target, index: 0, mode };
  return new ExoticObject(m.realm.rootShape(m.realm.intrinsic('%ArrayIteratorPrototype%')), 'ArrayIterator', data);
}

function dataOf(m: Machine, self: Value): ArrayIteratorData {
  if (self instanceof ExoticObject && self.kind === 'ArrayIterator') return self.data as ArrayIteratorData;
  return throwIncompatible(m, 'Array Iterator.prototype.next', self);
}

/** An index with its value, as entries give them. */
export function pair(m: Machine, k: Slot, v: Slot): JSArray {
  m.allocated += 112;
  return m.realm.newArray([k, v]);
}

/** One step: what the iterator gives, DONE, or BAIL where that takes guest code. */
export function stepArrayIterator(m: Machine, d: ArrayIteratorData): Slot | Mark {
  const a = d.target;
  const i = d.index;
  let v: Slot;
  if (a === undefined) return DONE;
  if (a instanceof JSArray) {
    if (i >= a.length) {
      d.target = undefined;
      return DONE;
    }
    if (d.mode === 'keys') v = undefined;
    else {
      if ((a.shape.flags & ShapeFlag.IndexKeys) !== 0) return BAIL;
      v = a.elements[i] as Slot;
      if (v === HOLE) {
        if (m.space.indexedPrototypes) return BAIL;
        v = undefined;
      }
    }
  } else if (a instanceof ExoticObject && a.kind === 'TypedArray') {
    const t = a.data as TypedArrayData;
    if (typedArrayOutOfBounds(t)) {
      d.target = undefined;
      return m.throwTypeError('Cannot perform %ArrayIteratorPrototype%.next on a detached ArrayBuffer');
    }
    if (i >= typedArrayLength(t)) {
      d.target = undefined;
      return DONE;
    }
    v = d.mode === 'keys' ? undefined : typedArrayGet(t, i);
  } else return BAIL;
  d.index = i + 1;
  return d.mode === 'values' ? v : d.mode === 'keys' ? i : pair(m, i, v);
}

export function arrayIteratorNext(m: Machine, self: Value): Value | Mark {
  const v = stepArrayIterator(m, dataOf(m, self));
  if (v === BAIL) return BAIL;
  m.allocated += 80;
  return v === DONE ? m.realm.iterResult(undefined, true) : m.realm.iterResult(v as Value, false);
}

/** A method that makes an array iterator of its receiver. */
export function iteratorMethod(mode: ArrayIteratorData['mode']) {
  return (m: Machine, self: Value): Value => createArrayIterator(m, ToObject(m, self), mode);
}

function state(v: Value): ArrayIteratorData {
  return (v as ExoticObject).data as ArrayIteratorData;
}

export const arrayIterator: BuiltinModule = {
  objects: [
    {
      id: '%ArrayIteratorPrototype%',
      proto: '%IteratorPrototype%',
      properties: [
        method('next', 0, { native: arrayIteratorNext, selfHosted: 'ArrayIteratorPrototypeNext' }),
        value(symbols.toStringTag, 'Array Iterator', Attr.Configurable),
      ],
    },
  ],
  globals: [],
  intrinsics: {
    arrayIteratorTarget: (_m, _self, it) => state(it).target as Value,
    arrayIteratorIndex: (_m, _self, it) => state(it).index,
    arrayIteratorMode: (_m, _self, it) => state(it).mode,
    arrayIteratorMove: (_m, _self, it, index) => {
      state(it).index = index as number;
      return undefined;
    },
    arrayIteratorFinish: (_m, _self, it) => {
      state(it).target = undefined;
      return undefined;
    },
  },
};
