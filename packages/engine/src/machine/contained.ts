/** The last wall between the host's own errors and the guest. */
import type { Value } from '../objects/value.ts';
import { HeapLimitSignal, InternalFault } from './guest-throw.ts';
import type { Machine } from './machine.ts';

/**
 * What the guest gets for a host error inside a native: where the host has run out of something (its stack under a recursive native,
 * the length of a string, memory for a buffer), a RangeError of the guest's own.
 * @throws InternalFault where that is a fault of the engine; what it was given, where a function of the embedder's threw it.
 */
export function contained(m: Machine, e: unknown): Value {
  if (e instanceof HeapLimitSignal) return m.newError('RangeError', 'Out of memory');
  if (e instanceof RangeError) return m.newError('RangeError', e.message);
  throw isFault(e) ? new InternalFault(e.message.replace(/^internal fault: /, ''), e) : e;
}

/** What the host throws where the engine's own code goes wrong. */
function isFault(e: unknown): e is Error {
  if (e instanceof InternalFault) return false;
  return (
    e instanceof TypeError ||
    e instanceof ReferenceError ||
    (e instanceof Error && e.message.startsWith('internal fault: '))
  );
}
