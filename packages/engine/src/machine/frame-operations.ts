/** Operations of self-hosted code that push frames: called as helpers under their `$` names. */
import type { SpecialFunction } from '../builtins/spec.ts';
import { iteratorNext } from './iteration.ts';
import { callNativeAgain, constructWithPrototypeSpecial } from './specials.ts';
import { asyncGeneratorContinue, asyncGeneratorReturned } from './suspend.ts';

export const FRAME_OPERATIONS: ReadonlyMap<string, SpecialFunction> = new Map<string, SpecialFunction>([
  ['$callNative', callNativeAgain],
  /** Step of an iteration: the value or the DONE mark; a generator is resumed without a result object. */
  ['$iteratorNext', (m, _f, _s, args) => iteratorNext(m, args[0], args[1])],
  ['$constructWithPrototype', constructWithPrototypeSpecial],
  [
    '$asyncGeneratorContinue',
    (m, _f, _s, args) => {
      m.deliver(undefined);
      asyncGeneratorContinue(m, args[0]);
    },
  ],
  [
    '$asyncGeneratorReturned',
    (m, _f, _s, args) => {
      m.deliver(undefined);
      asyncGeneratorReturned(m, args[0], args[1], args[2]);
    },
  ],
]);
