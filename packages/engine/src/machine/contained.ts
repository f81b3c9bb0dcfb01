/** The last wall between the host's own errors and the guest. */
import type { Value } from '../objects/value.ts';
import { HeapLimitSignal } from './guest-throw.ts';
import type { Machine } from './machine.ts';

/**
 * What the guest gets for a host error inside a native: where the host has run out of something (its stack under a recursive native,
 * the length of a string, memory for a buffer), a RangeError of the guest's own.
 * @throws what it was given, where that is a fault of the engine.
 */
export function contained(m: Machine, e: unknown): Value {
  if (e instanceof HeapLimitSignal) return m.newError('RangeError', 'Out of memory');
  if (e instanceof RangeError) return m.newError('RangeError', e.message);
  throw e;
}
