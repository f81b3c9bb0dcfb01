/** The list of built-in files: the order of the global object's properties follows it. */
import { array } from './array.ts';
import { arrayBuffer } from './array-buffer.ts';
import { arrayIterator } from './array-iterator.ts';
import { asyncIteration } from './async-iteration.ts';
import { atomics } from './atomics.ts';
import { bigint } from './bigint.ts';
import { boolean } from './boolean.ts';
import { callSite } from './call-site.ts';
import { core } from './core.ts';
import { dataView } from './data-view.ts';
import { date } from './date.ts';
import { dispose } from './dispose.ts';
import { errors } from './error.ts';
import { finalizationRegistry } from './finalization-registry.ts';
import { functions } from './function.ts';
import { generators } from './generator.ts';
import { globalFunctions } from './global-functions.ts';
import { iterator } from './iterator.ts';
import { json } from './json.ts';
import { map } from './map.ts';
import { math } from './math.ts';
import { meta } from './meta.ts';
import { module_ } from './module.ts';
import { number } from './number.ts';
import { object } from './object.ts';
import { promise } from './promise.ts';
import { proxy } from './proxy.ts';
import { reflect } from './reflect.ts';
import { regexp } from './regexp.ts';
import { set } from './set.ts';
import { sharedArrayBuffer } from './shared-array-buffer.ts';
import type { BuiltinModule } from './spec.ts';
import { string } from './string.ts';
import { symbol } from './symbol.ts';
import { typedArray } from './typed-array.ts';
import { uint8Encoding } from './uint8-encoding.ts';
import { weakMap } from './weak-map.ts';
import { weakRef } from './weak-ref.ts';
import { weakSet } from './weak-set.ts';

export const MODULES: readonly BuiltinModule[] = [
  core,
  meta,
  object,
  functions,
  array,
  arrayIterator,
  number,
  boolean,
  string,
  symbol,
  date,
  promise,
  regexp,
  errors,
  callSite,
  globalFunctions,
  math,
  json,
  map,
  bigint,
  set,
  arrayBuffer,
  typedArray,
  uint8Encoding,
  dataView,
  sharedArrayBuffer,
  atomics,
  weakMap,
  weakSet,
  weakRef,
  finalizationRegistry,
  proxy,
  reflect,
  iterator,
  generators,
  asyncIteration,
  dispose,
  module_,
];
