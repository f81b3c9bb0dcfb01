/** Prototypes of asynchronous iterators (ECMA-262 §27.1.4, §27.1.6). */
import { ExoticObject, type JSObject } from '../objects/object.ts';
import { symbols, type Value } from '../objects/value.ts';
import { type BuiltinModule, method } from './spec.ts';

/** Internal slots of an async-from-sync iterator object: the iterator record that it wraps. */
export interface AsyncFromSyncData {
  readonly iterator: JSObject;
  readonly next: Value;
}

export const asyncIteration: BuiltinModule = {
  objects: [
    {
      id: '%AsyncIteratorPrototype%',
      proto: '%ObjectPrototype%',
      properties: [
        method(symbols.asyncIterator, 0, { native: (_m, self) => self }),
        method(symbols.asyncDispose, 0, { selfHosted: 'AsyncIteratorPrototypeAsyncDispose' }),
      ],
    },
    {
      id: '%AsyncFromSyncIteratorPrototype%',
      proto: '%AsyncIteratorPrototype%',
      properties: [
        method('next', 1, { selfHosted: 'AsyncFromSyncIteratorNext' }),
        method('return', 1, { selfHosted: 'AsyncFromSyncIteratorReturn' }),
        method('throw', 1, { selfHosted: 'AsyncFromSyncIteratorThrow' }),
      ],
    },
  ],
  globals: [],
  intrinsics: {
    /** CreateAsyncFromSyncIterator (§27.1.6.1). */
    asyncFromSyncIterator: (m, _self, iterator, next) => {
      m.charge(96);
      const data: AsyncFromSyncData = { iterator: iterator as JSObject, next };
      return new ExoticObject(
        m.realm.rootShape(m.realm.intrinsic('%AsyncFromSyncIteratorPrototype%')),
        'AsyncFromSyncIterator',
        data,
      );
    },
    syncIterator: (_m, _self, o) => ((o as ExoticObject).data as AsyncFromSyncData).iterator,
    syncIteratorNext: (_m, _self, o) => ((o as ExoticObject).data as AsyncFromSyncData).next,
  },
};
