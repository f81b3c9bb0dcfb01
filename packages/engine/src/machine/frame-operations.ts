/** Operations of self-hosted code that push frames: called as helpers under their `$` names. */
import type { SpecialFunction } from '../builtins/spec.ts';
import { callNativeAgain, constructWithPrototypeSpecial } from './specials.ts';
import { asyncGeneratorContinue, asyncGeneratorReturned } from './suspend.ts';

export const FRAME_OPERATIONS: ReadonlyMap<string, SpecialFunction> = new Map<string, SpecialFunction>([
  ['$callNative', callNativeAgain],
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
