/** Steps of the built-in iterators of arrays, Maps and Sets without result objects, where nobody can tell. */
import { arrayIteratorNext, stepArrayIterator } from '../builtins/array-iterator.ts';
import { type CollectionIteratorData, mapIteratorNext, stepMapIterator } from '../builtins/map.ts';
import { setIteratorNext, stepSetIterator } from '../builtins/set.ts';
import { ExoticObject, JSFunction, type Slot } from '../objects/object.ts';
import { BAIL, type Mark, type Value } from '../objects/value.ts';
import type { ArrayIteratorData } from './array-iteration.ts';
import type { Machine } from './machine.ts';

/** What the iterator gives, DONE, or BAIL where the general way must be taken. */
export function stepBuiltinIterator(m: Machine, it: Value, next: Value): Slot | Mark {
  if (!(it instanceof ExoticObject) || !(next instanceof JSFunction) || next.code.realm !== m.realm) return BAIL;
  switch (it.kind) {
    case 'MapIterator':
      return next.code.native === mapIteratorNext ? stepMapIterator(m, it.data as CollectionIteratorData) : BAIL;
    case 'SetIterator':
      return next.code.native === setIteratorNext ? stepSetIterator(m, it.data as CollectionIteratorData) : BAIL;
    case 'ArrayIterator':
      return next.code.native === arrayIteratorNext ? stepArrayIterator(m, it.data as ArrayIteratorData) : BAIL;
    default:
      return BAIL;
  }
}
